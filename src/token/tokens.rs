//! Issuing and verifying access tokens (RFC 9068: JWT, type `at+jwt`, EdDSA).

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use law::words::{OrganisationId, OrganisationKind};
use sea_orm::ConnectionTrait;

use super::cache::Cache;
use super::claims::{Claims, Grant, GrantError};
use super::keys::{self, KeyError, Keys, Purpose};
use crate::domain::digest::sha256;
use crate::domain::{Caller, Ids, RandomIds};

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
    #[error("the token's algorithm is not `EdDSA`")]
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

/// Issues and verifies access tokens for one issuer and one audience.
pub struct Tokens {
    issuer: String,
    audience: String,
    keys: RwLock<Arc<Ring>>,
    kinds: Box<dyn OrganisationKinds>,
    cache: Cache,
}

struct Ring {
    keys: Keys,
    decoding: HashMap<String, (Arc<str>, DecodingKey)>,
}

impl Ring {
    fn new(keys: Keys) -> Result<Self, KeyError> {
        let decoding = keys
            .trusted
            .iter()
            .map(|key| {
                let decoding = DecodingKey::from_ed_components(&key.x())
                    .map_err(|_| KeyError::Identity(key.id().to_owned()))?;
                Ok((key.id().to_owned(), (Arc::from(key.id()), decoding)))
            })
            .collect::<Result<_, KeyError>>()?;
        Ok(Self { keys, decoding })
    }
}

impl Tokens {
    /// With these keys. `issuer` and `audience` are URLs of this service.
    ///
    /// # Errors
    /// A key is broken.
    pub fn new(
        keys: Keys,
        issuer: impl Into<String>,
        audience: impl Into<String>,
        kinds: impl OrganisationKinds + 'static,
    ) -> Result<Self, KeyError> {
        Ok(Self {
            issuer: issuer.into(),
            audience: audience.into(),
            keys: RwLock::new(Arc::new(Ring::new(keys)?)),
            kinds: Box::new(kinds),
            cache: Cache::new(CACHED),
        })
    }

    /// Reads the keys anew, after one was made or retired, and forgets what was verified.
    ///
    /// # Errors
    /// The database failed, or a key is broken; the keys stay as they are.
    pub async fn refresh<C: ConnectionTrait>(&self, connection: &C) -> Result<(), KeyError> {
        let ring = Ring::new(keys::load(connection, Purpose::Token).await?)?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        self.cache.clear();
        Ok(())
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
        let (iat, jti) = (now.timestamp(), RandomIds.at(now));
        let exp = iat + lifetime.num_seconds();
        let claims = Claims::new(grant, &self.issuer, &self.audience, iat, exp, jti);
        claims.caller(|id| self.kinds.kind(id), now)?;
        let ring = self.ring();
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(ring.keys.signing.id().to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        let key = EncodingKey::from_ed_der(ring.keys.signing.pkcs8());
        jsonwebtoken::encode(&header, &claims, &key).map_err(|_| TokenError::Signature)
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
            if known && now - LEEWAY < verified.caller.expires_at {
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
        if header.alg != Algorithm::EdDSA {
            return Err(TokenError::Algorithm);
        }
        if !header.typ.as_deref().is_some_and(is_access_token) {
            return Err(TokenError::Type);
        }
        // RFC 7515 § 4.1.11: extensions that are not understood must be refused; none is.
        if header.crit.is_some() {
            return Err(TokenError::Malformed);
        }
        let ring = self.ring();
        let kid = header.kid.as_deref().ok_or(TokenError::UnknownKey)?;
        let (key_id, key) = ring.decoding.get(kid).ok_or(TokenError::UnknownKey)?;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &self.validation())
            .map_err(|error| refusal(&error))?
            .claims;
        let expires_at = check_times(&claims, now)?;
        let caller = claims.caller(|id| self.kinds.kind(id), expires_at)?;
        Ok(Verified { caller: Arc::new(caller), key_id: Arc::clone(key_id) })
    }

    // Times are checked against the clock that everything else is decided by, not the library's.
    fn validation(&self) -> Validation {
        let mut validation = Validation::new(Algorithm::EdDSA);
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
        let keys = ring.keys.trusted.iter().map(|key| {
            serde_json::json!({
                "kty": "OKP", "crv": "Ed25519", "x": key.x(),
                "use": "sig", "alg": "EdDSA", "kid": key.id(),
            })
        });
        serde_json::json!({ "keys": keys.collect::<Vec<_>>() })
    }

    /// The issuer, as tokens name it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
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
