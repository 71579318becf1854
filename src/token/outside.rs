//! Tokens of outside issuers: their keys are found by OpenID Connect discovery, fetched at a
//! bounded rate, and a token is held against them.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jsonwebtoken::Header;
use jsonwebtoken::jwk::JwkSet;
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::Value;

use super::assertion::{self, Audience, candidates, instant, signed_by, unverified};
use super::ed25519;
use super::issuers::{self, IssuerError, TrustedIssuer, is_address};
use super::tokens::LEEWAY;
use crate::domain::digest::sha256_hex;

/// Bytes of a discovery document or a key set at most.
const LARGEST: usize = 256 * 1024;

/// How long a fetch may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// After how long keys are fetched anew, though a token's key is known: one that its issuer took
/// away is not trusted for longer.
const FRESH: TimeDelta = TimeDelta::hours(1);

/// How long keys are used while the issuer cannot be reached.
const STALE: TimeDelta = TimeDelta::hours(24);

/// How often an issuer is asked for its keys: anyone can send a token with any `kid`. Three times
/// at once, then once in half a minute.
fn fetches() -> Quota {
    let often = Quota::with_period(Duration::from_secs(30));
    let three = NonZeroU32::MIN.saturating_add(2);
    often.unwrap_or(Quota::per_minute(NonZeroU32::MIN)).allow_burst(three)
}

/// Why a token of an outside issuer is refused. Nothing of the token is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutsideError {
    /// No JWT, or one with claims of other types.
    #[error("the token is malformed")]
    Malformed,
    /// An algorithm or a kind that is not taken.
    #[error("the token's algorithm or type is not one that is taken")]
    Kind,
    /// Nobody we know.
    #[error("the token's issuer is not trusted")]
    Issuer,
    /// For somebody else.
    #[error("the token was issued for another audience")]
    Audience,
    /// No key of the issuer's signed it.
    #[error("the token's signature is not by a key of its issuer")]
    Signature,
    /// Over.
    #[error("the token has expired")]
    Expired,
    /// Not begun.
    #[error("the token is not valid yet")]
    NotYet,
    /// The issuer's keys cannot be had.
    #[error("the keys of the token's issuer cannot be fetched now")]
    Unavailable,
}

/// A verified token of an outside issuer.
#[derive(Clone, Debug)]
pub struct Outside {
    /// Its id here: [`id_of`].
    pub id: String,
    /// Who issued it.
    pub issuer: Arc<TrustedIssuer>,
    /// What it says.
    pub claims: Value,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// What a token is presented as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum As {
    /// An access token.
    Access,
    /// An ID token.
    Id,
    /// Either.
    Any,
}

#[derive(Deserialize)]
struct Claims {
    aud: Audience,
    exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
    #[serde(rename = "sub")]
    _sub: String,
}

#[derive(Deserialize)]
struct Issued {
    iss: String,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

/// The outside issuers, as this node knows them, with their keys.
pub struct Outsiders {
    http: reqwest::Client,
    known: RwLock<Vec<Arc<TrustedIssuer>>>,
    reads: DefaultDirectRateLimiter,
    keys: Mutex<HashMap<String, Arc<Keys>>>,
}

struct Keys {
    held: RwLock<Option<Held>>,
    fetches: DefaultDirectRateLimiter,
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Held {
    keys: Arc<JwkSet>,
    at: DateTime<Utc>,
}

/// The issuer that a token names, before anything of it was verified.
#[must_use]
pub fn issuer_of(token: &str) -> Option<String> {
    unverified::<Issued>(token).map(|claims| claims.iss)
}

/// The id by which a token of an outside issuer is known here: a digest of what is signed, since
/// nobody but that issuer vouches for its `jti`. The signature is no part of it: who holds a token
/// signed by ECDSA can make another signature of it that holds as well (`s` and `n - s`).
#[must_use]
pub fn id_of(token: &str) -> String {
    let signed = token.match_indices('.').nth(1).map_or(token, |(end, _)| &token[..end]);
    sha256_hex(signed.as_bytes())
}

impl Outsiders {
    /// With an HTTP client that follows no redirect and waits for nobody.
    ///
    /// # Errors
    /// The client cannot be made.
    pub fn new() -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .user_agent(concat!("stifinder/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self {
            http,
            known: RwLock::default(),
            reads: RateLimiter::direct(fetches()),
            keys: Mutex::default(),
        })
    }

    /// The trusted issuers by this name, as this node's copy has them; read anew where it has
    /// none, at a bounded rate.
    ///
    /// # Errors
    /// The database failed.
    pub async fn named<C: ConnectionTrait>(
        &self,
        connection: &C,
        name: &str,
    ) -> Result<Vec<Arc<TrustedIssuer>>, IssuerError> {
        let of = |known: &[Arc<TrustedIssuer>]| -> Vec<_> {
            known.iter().filter(|issuer| issuer.trust.issuer == name).cloned().collect()
        };
        let found = of(&self.known.read().unwrap_or_else(PoisonError::into_inner));
        if !found.is_empty() || self.reads.check().is_err() {
            return Ok(found);
        }
        self.read(connection).await?;
        Ok(of(&self.known.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Reads the trusted issuers anew.
    ///
    /// # Errors
    /// The database failed.
    pub async fn read<C: ConnectionTrait>(&self, connection: &C) -> Result<(), IssuerError> {
        let read = issuers::trusted(connection).await?.into_iter().map(Arc::new).collect();
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(())
    }

    /// Holds a token against the keys of these issuers, which have one name.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub async fn verify(
        &self,
        issuers: &[Arc<TrustedIssuer>],
        token: &str,
        kind: As,
        now: DateTime<Utc>,
    ) -> Result<Outside, OutsideError> {
        let header = ed25519::header(token).ok_or(OutsideError::Malformed)?;
        if !acceptable(&header, kind) {
            return Err(OutsideError::Kind);
        }
        let claims: Claims = unverified(token).ok_or(OutsideError::Malformed)?;
        let first = issuers.first().ok_or(OutsideError::Issuer)?;
        let meant = |issuer: &&Arc<TrustedIssuer>| {
            claims.aud.names().iter().any(|name| issuer.trust.audiences.contains(name))
        };
        // What the token says decides nothing before its signature holds, only what is looked up.
        let issuer = issuers.iter().find(meant);
        let keys = self.keys(&first.trust.issuer, &header, now).await?;
        if !signed_by(token, &header, &candidates(&keys, &header)) {
            return Err(OutsideError::Signature);
        }
        let issuer = Arc::clone(issuer.ok_or(OutsideError::Audience)?);
        let expires_at = instant(claims.exp).ok_or(OutsideError::Malformed)?;
        if expires_at + LEEWAY <= now {
            return Err(OutsideError::Expired);
        }
        let mut from = [claims.nbf, claims.iat].into_iter().flatten();
        if from.any(|from| instant(from).is_none_or(|from| from > now + LEEWAY)) {
            return Err(OutsideError::NotYet);
        }
        let claims = unverified(token).ok_or(OutsideError::Malformed)?;
        Ok(Outside { id: id_of(token), issuer, claims, expires_at })
    }

    /// The keys of an issuer: fetched where the token's is not among those held, or they are old.
    async fn keys(
        &self,
        issuer: &str,
        header: &Header,
        now: DateTime<Utc>,
    ) -> Result<Arc<JwkSet>, OutsideError> {
        let keys = {
            let mut all = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
            let new = || {
                let fetches = RateLimiter::direct(fetches());
                let fetching = tokio::sync::Mutex::default();
                Arc::new(Keys { held: RwLock::default(), fetches, fetching })
            };
            Arc::clone(all.entry(issuer.to_owned()).or_insert_with(new))
        };
        if let Some(held) = keys.fitting(header, now, FRESH) {
            return Ok(held);
        }
        // One fetch at a time; who waited for it looks again.
        let _fetching = keys.fetching.lock().await;
        if let Some(held) = keys.fitting(header, now, FRESH) {
            return Ok(held);
        }
        if keys.fetches.check().is_ok() {
            match self.fetch(issuer).await {
                Ok(fetched) => {
                    let held = Held { keys: Arc::new(fetched), at: now };
                    *keys.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held.clone());
                    return Ok(held.keys);
                }
                Err(error) => tracing::warn!(issuer, %error, "keys could not be fetched"),
            }
        }
        // Not to be had, or asked for too often: with what is held, for a while.
        keys.any(now, STALE).ok_or(OutsideError::Unavailable)
    }

    async fn fetch(&self, issuer: &str) -> Result<JwkSet, FetchError> {
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let found: Discovery = self.get(&address).await?;
        if found.issuer != issuer {
            return Err(FetchError::OtherIssuer);
        }
        if !is_address(&found.jwks_uri) {
            return Err(FetchError::Address);
        }
        let set: Value = self.get(&found.jwks_uri).await?;
        let keys = ed25519::keys(&set).ok_or(FetchError::Form)?;
        // A key that is not understood here may well be for somebody else.
        let keys = keys.into_iter().filter_map(|key| serde_json::from_value(key).ok());
        Ok(JwkSet { keys: keys.collect() })
    }

    async fn get<T: for<'d> Deserialize<'d>>(&self, address: &str) -> Result<T, FetchError> {
        let mut response = self.http.get(address).send().await?.error_for_status()?;
        if !response.status().is_success() {
            return Err(FetchError::Redirect);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > LARGEST {
                return Err(FetchError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        serde_json::from_slice(&body).map_err(|_| FetchError::Form)
    }
}

impl Keys {
    fn any(&self, now: DateTime<Utc>, age: TimeDelta) -> Option<Arc<JwkSet>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().filter(|held| now < held.at + age).map(|held| Arc::clone(&held.keys))
    }

    /// Keys among which the token's is.
    fn fitting(&self, header: &Header, now: DateTime<Utc>, age: TimeDelta) -> Option<Arc<JwkSet>> {
        self.any(now, age).filter(|keys| !candidates(keys, header).is_empty())
    }
}

#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error("{0}")]
    Http(#[from] reqwest::Error),
    #[error("the answer is a redirect")]
    Redirect,
    #[error("the answer is too large")]
    TooLarge,
    #[error("the answer is not what it should be")]
    Form,
    #[error("the discovery document is another issuer's")]
    OtherIssuer,
    #[error("the address of the keys is not one to fetch from")]
    Address,
}

/// A header that a token may have: a signature that only its issuer can make, no extension that
/// we would have to understand, the type of what it is presented as.
fn acceptable(header: &Header, kind: As) -> bool {
    let typ = header.typ.as_deref().unwrap_or("JWT");
    let typ = typ.strip_prefix("application/").unwrap_or(typ);
    let is = |known: &str| typ.eq_ignore_ascii_case(known);
    // Many issuers give access tokens the type of any JWT.
    let typed = is("JWT") || (kind != As::Id && is("at+jwt"));
    let algorithm = serde_json::to_value(header.alg).unwrap_or_default();
    let known = algorithm.as_str().is_some_and(|name| assertion::ALGORITHMS.contains(&name));
    header.crit.is_none() && typed && known
}
