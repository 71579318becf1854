//! Issuing and verifying access tokens (RFC 9068: JWT, type `at+jwt`, EdDSA).

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{DecodingKey, Header, Validation};
use law::words::{OrganisationId, OrganisationKind};
use sea_orm::ConnectionTrait;

use super::cache::Cache;
use super::claims::{Claims, Grant, GrantError};
use super::keys::{self, KeyError, TokenKey};
use super::pair::TokenAlgorithm;
use crate::domain::digest::sha256;
use crate::domain::{Caller, Ids, RandomIds, WrappingKey};

/// How far the clocks of issuer and server may differ, applied to `exp`, `nbf` and `iat`.
pub const LEEWAY: TimeDelta = TimeDelta::seconds(30);

/// How many verified tokens are remembered.
const CACHED: usize = 10_000;

/// The type of an access token (RFC 9068 § 2.1).
const TYPE: &str = "at+jwt";

/// Where the kind of an organisation is looked up.
pub trait OrganisationKinds: Send + Sync {
    /// The kind, or none if the directory does not know the organisation or has annulled it.
    fn kind(&self, organisation: OrganisationId) -> Option<OrganisationKind>;
}

impl<F> OrganisationKinds for F
where
    F: Fn(OrganisationId) -> Option<OrganisationKind> + Send + Sync,
{
    fn kind(&self, organisation: OrganisationId) -> Option<OrganisationKind> {
        self(organisation)
    }
}

/// Why a token is refused. The text of a token is never repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// No JWT, or one whose claims have other types.
    #[error("the token is malformed")]
    Malformed,
    /// Another algorithm than the key's.
    #[error("the token's algorithm is not its key's")]
    Algorithm,
    /// Another type.
    #[error("the token's `typ` is not `at+jwt`")]
    Type,
    /// Signed by a key that is not known here, or no longer.
    #[error("the token's `kid` names no key in use")]
    UnknownKey,
    /// The signature does not hold.
    #[error("the token's signature does not hold")]
    Signature,
    /// A claim is missing.
    #[error("the token has no `{0}`")]
    Missing(String),
    /// Foreign issuer.
    #[error("the token was issued by someone else")]
    Issuer,
    /// Foreign audience.
    #[error("the token was issued for someone else")]
    Audience,
    /// Over.
    #[error("the token has expired; get a new one")]
    Expired,
    /// Not begun.
    #[error("the token is not valid yet")]
    NotYet,
    /// What it says does not fit.
    #[error(transparent)]
    Grant(#[from] GrantError),
}

/// A verified token. That its client and key still stand is asked anew with every request:
/// [`standing`](super::standing()).
#[derive(Clone, Debug)]
pub struct Verified {
    /// Who calls.
    pub caller: Arc<Caller>,
    /// The key that signed.
    pub key_id: Arc<str>,
}

/// How often keys are read anew for a `kid` that is not known: a token with any `kid` can be sent
/// by anyone. Five at once, then one a second.
const REFRESHES: Quota =
    Quota::per_second(NonZeroU32::MIN).allow_burst(NonZeroU32::MIN.saturating_add(4));

/// A token, with what it rests on.
pub struct Issued {
    /// The token. Secret.
    pub token: String,
    /// The key that signed it.
    pub key_id: String,
    /// Its `jti`.
    pub token_id: String,
}

/// Issues and verifies access tokens for one issuer and one audience.
pub struct Tokens {
    issuer: String,
    audience: String,
    keys: RwLock<Arc<Ring>>,
    wrapping: Arc<WrappingKey>,
    refreshes: DefaultDirectRateLimiter,
    kinds: Box<dyn OrganisationKinds>,
    cache: Cache,
}

struct Ring {
    keys: Vec<TokenKey>,
    decoding: HashMap<String, RingKey>,
}

struct RingKey {
    id: Arc<str>,
    algorithm: TokenAlgorithm,
    decoding: DecodingKey,
    retired_at: Option<DateTime<Utc>>,
}

impl Ring {
    fn new(keys: Vec<TokenKey>) -> Result<Self, KeyError> {
        let decoding = keys
            .iter()
            .map(|key| {
                let (public, retired_at) = (&key.public, key.retired_at);
                let broken = |_| KeyError::Identity(public.id().to_owned());
                let ring = RingKey {
                    id: Arc::from(public.id()),
                    algorithm: public.algorithm(),
                    decoding: public.decoding().map_err(broken)?,
                    retired_at,
                };
                Ok((public.id().to_owned(), ring))
            })
            .collect::<Result<_, KeyError>>()?;
        Ok(Self { keys, decoding })
    }

    /// A key whose signatures hold at this instant.
    fn standing(&self, id: &str, at: DateTime<Utc>) -> Option<&RingKey> {
        self.decoding.get(id).filter(|key| key.retired_at.is_none_or(|retired| at < retired))
    }
}

impl Tokens {
    /// With these keys. `issuer` and `audience` are URLs of this service.
    ///
    /// # Errors
    /// A key is broken.
    pub fn new(
        keys: Vec<TokenKey>,
        wrapping: Arc<WrappingKey>,
        issuer: impl Into<String>,
        audience: impl Into<String>,
        kinds: impl OrganisationKinds + 'static,
    ) -> Result<Self, KeyError> {
        Ok(Self {
            issuer: issuer.into(),
            audience: audience.into(),
            keys: RwLock::new(Arc::new(Ring::new(keys)?)),
            wrapping,
            refreshes: RateLimiter::direct(REFRESHES),
            kinds: Box::new(kinds),
            cache: Cache::new(CACHED),
        })
    }

    /// Reads the keys anew, after one was made or retired.
    ///
    /// # Errors
    /// The database failed, or a key is broken; the keys stay as they are.
    pub async fn refresh<C: ConnectionTrait>(
        &self,
        connection: &C,
        now: DateTime<Utc>,
    ) -> Result<(), KeyError> {
        let ring = Ring::new(keys::load(connection, &self.wrapping, now).await?)?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        Ok(())
    }

    /// As [`Tokens::refresh`] for a token whose key is not known, at a bounded rate: false where
    /// it was done too often.
    ///
    /// # Errors
    /// The database failed, or a key is broken; the keys stay as they are.
    pub async fn refresh_for_unknown<C: ConnectionTrait>(
        &self,
        connection: &C,
        now: DateTime<Utc>,
    ) -> Result<bool, KeyError> {
        if self.refreshes.check().is_err() {
            return Ok(false);
        }
        self.refresh(connection, now).await.map(|()| true)
    }

    /// Issues a token that holds for `lifetime`, in whole seconds.
    ///
    /// # Errors
    /// What is granted does not fit, or the directory does not know the organisation.
    pub fn issue(
        &self,
        grant: &Grant,
        lifetime: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<String, TokenError> {
        self.issue_as(TokenAlgorithm::EdDsa, grant, lifetime, now).map(|issued| issued.token)
    }

    /// Issues a token, signed by the algorithm that its client asked for.
    ///
    /// # Errors
    /// What is granted does not fit, or the directory does not know the organisation.
    pub fn issue_as(
        &self,
        algorithm: TokenAlgorithm,
        grant: &Grant,
        lifetime: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Issued, TokenError> {
        let (iat, jti) = (now.timestamp(), RandomIds.at(now));
        let exp = iat + lifetime.num_seconds();
        let claims = Claims::new(grant, &self.issuer, &self.audience, iat, exp, jti);
        claims.caller(|id| self.kinds.kind(id), now)?;
        let ring = self.ring();
        let pair = keys::signing(&ring.keys, algorithm, now).ok_or(TokenError::UnknownKey)?;
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(pair.public().id().to_owned()),
            ..Header::new(algorithm.jose())
        };
        let token = jsonwebtoken::encode(&header, &claims, pair.encoding());
        let token = token.map_err(|_| TokenError::Signature)?;
        Ok(Issued { token, key_id: pair.public().id().to_owned(), token_id: claims.jti })
    }

    /// Verifies a token: its type, the algorithm pinned to its key, the signature, issuer,
    /// audience, times with [`LEEWAY`], and that what it says fits.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Verified, TokenError> {
        let hash = sha256(token.as_bytes());
        if let Some(verified) = self.cache.get(&hash) {
            // The directory may have annulled the organisation since.
            let held = verified.caller.viewer.organisation;
            let known = held.is_none_or(|held| self.kinds.kind(held.id) == Some(held.kind));
            let key = self.ring().standing(&verified.key_id, now).is_some();
            if known && key && now - LEEWAY < verified.caller.expires_at {
                return Ok(verified);
            }
            self.cache.remove(&hash);
        }
        let verified = self.verify_anew(token, now)?;
        self.cache.insert(hash, verified.clone());
        Ok(verified)
    }

    fn verify_anew(&self, token: &str, now: DateTime<Utc>) -> Result<Verified, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|error| refusal(&error))?;
        if !header.typ.as_deref().is_some_and(is_access_token) {
            return Err(TokenError::Type);
        }
        // RFC 7515 § 4.1.11: extensions that are not understood must be refused; none is.
        if header.crit.is_some() {
            return Err(TokenError::Malformed);
        }
        let ring = self.ring();
        let kid = header.kid.as_deref().ok_or(TokenError::UnknownKey)?;
        let key = ring.standing(kid, now).ok_or(TokenError::UnknownKey)?;
        if header.alg != key.algorithm.jose() {
            return Err(TokenError::Algorithm);
        }
        let validation = self.validation(key.algorithm);
        let claims = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation)
            .map_err(|error| refusal(&error))?
            .claims;
        let expires_at = check_times(&claims, now)?;
        let caller = claims.caller(|id| self.kinds.kind(id), expires_at)?;
        Ok(Verified { caller: Arc::new(caller), key_id: Arc::clone(&key.id) })
    }

    // Times are checked against the clock that everything else is decided by, not the library's.
    fn validation(&self, algorithm: TokenAlgorithm) -> Validation {
        let mut validation = Validation::new(algorithm.jose());
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation
    }

    /// The public keys as a JWK set (RFC 7517), for `/.well-known/jwks.json`.
    #[must_use]
    pub fn jwks(&self) -> serde_json::Value {
        let ring = self.ring();
        let keys = ring.keys.iter().map(|key| key.public.to_jwk());
        serde_json::json!({ "keys": keys.collect::<Vec<_>>() })
    }

    /// The issuer, as tokens name it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The audience, as tokens name it.
    #[must_use]
    pub fn audience(&self) -> &str {
        &self.audience
    }

    #[cfg(test)]
    pub(super) fn cached(&self) -> usize {
        self.cache.len()
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// RFC 7515 § 4.1.9: `application/` may be left out, and case does not count.
fn is_access_token(typ: &str) -> bool {
    typ.eq_ignore_ascii_case(TYPE) || typ.eq_ignore_ascii_case("application/at+jwt")
}

fn check_times(claims: &Claims, now: DateTime<Utc>) -> Result<DateTime<Utc>, TokenError> {
    let instant = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(TokenError::Malformed);
    let (expires_at, issued_at) = (instant(claims.exp)?, instant(claims.iat)?);
    let from = claims.nbf.map(instant).transpose()?.map_or(issued_at, |nbf| nbf.max(issued_at));
    // Compared as seconds: an `exp` at the end of time must not overflow.
    if now.timestamp() >= claims.exp.saturating_add(LEEWAY.num_seconds()) {
        return Err(TokenError::Expired);
    }
    if from > now + LEEWAY {
        return Err(TokenError::NotYet);
    }
    Ok(expires_at)
}

fn refusal(error: &jsonwebtoken::errors::Error) -> TokenError {
    match error.kind() {
        ErrorKind::InvalidSignature => TokenError::Signature,
        ErrorKind::InvalidAlgorithm
        | ErrorKind::InvalidAlgorithmName
        | ErrorKind::UnsupportedAlgorithm => TokenError::Algorithm,
        ErrorKind::MissingRequiredClaim(claim) => TokenError::Missing(claim.clone()),
        ErrorKind::InvalidIssuer => TokenError::Issuer,
        ErrorKind::InvalidAudience => TokenError::Audience,
        _ => TokenError::Malformed,
    }
}
