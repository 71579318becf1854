//! Clients that sign their requests for tokens (`private_key_jwt`, RFC 7523): an assertion is held
//! against the client's registered public keys, and taken once.

use std::sync::OnceLock;

use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use entity::used_assertion::{ActiveModel, Column, Entity};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm};
use jsonwebtoken::{Algorithm, DecodingKey, Header};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};
use serde::Deserialize;

use super::clients::{self, ClientError};
use super::ed25519;
use super::pair::{TokenAlgorithm, TokenPair};
use super::tokens::LEEWAY;
use crate::domain::digest::{sha256, sha256_hex};

/// How far ahead an assertion may end: its `jti` is kept that long.
pub const LONGEST: TimeDelta = TimeDelta::minutes(10);

/// Algorithms of assertions and of outside tokens.
pub const ALGORITHMS: [&str; 6] = ["EdDSA", ed25519::NAME, "ES256", "ES384", "RS256", "PS256"];

/// Keys a client can register.
const MOST_KEYS: usize = 10;

/// Bytes of the smallest RSA modulus.
const RSA_BYTES: usize = 256;

/// Why a JSON Web Key Set is not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// No JSON Web Key Set.
    #[error("this is no JSON Web Key Set (RFC 7517)")]
    Form,
    /// None, or too many.
    #[error("a key set has 1 to 10 keys")]
    Count,
    /// A private key, or a symmetric one.
    #[error("a key set holds public keys only; keep the private ones where they are")]
    Private,
    /// Another kind of key.
    #[error("a key is Ed25519, P-256, P-384, or RSA of 2048 bits or more")]
    Kind,
    /// Two keys by one name.
    #[error("a `kid` names one key only")]
    Twice,
}

/// Reads a key set that a client registers.
///
/// # Errors
/// It is none, or has a key that no assertion should be held against.
pub fn check_keys(text: &str) -> Result<JwkSet, KeySetError> {
    let json: serde_json::Value = serde_json::from_str(text).map_err(|_| KeySetError::Form)?;
    let keys = ed25519::keys(&json).ok_or(KeySetError::Form)?;
    if !(1..=MOST_KEYS).contains(&keys.len()) {
        return Err(KeySetError::Count);
    }
    // Members of private and symmetric keys (RFC 7518 §§ 6.2.2, 6.3.2, 6.4.1).
    let private = |key: &serde_json::Value| {
        ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|name| !key[name].is_null())
    };
    if keys.iter().any(private) {
        return Err(KeySetError::Private);
    }
    let keys: Result<Vec<Jwk>, _> = keys.into_iter().map(serde_json::from_value).collect();
    let set = JwkSet { keys: keys.map_err(|_| KeySetError::Kind)? };
    if set.keys.iter().any(|key| algorithms(key).is_empty()) {
        return Err(KeySetError::Kind);
    }
    let mut names: Vec<_> = set.keys.iter().filter_map(|key| key.common.key_id.as_ref()).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(KeySetError::Twice);
    }
    Ok(set)
}

/// The algorithms that a key is for; none: no signature should be held against it.
pub(super) fn algorithms(key: &Jwk) -> Vec<Algorithm> {
    let by_kind: &[Algorithm] = match &key.algorithm {
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            &[Algorithm::EdDSA]
        }
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => {
            &[Algorithm::ES256]
        }
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P384 => {
            &[Algorithm::ES384]
        }
        AlgorithmParameters::RSA(rsa) => {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(&rsa.n).map_or(0, |n| n.len());
            if bytes < RSA_BYTES {
                return Vec::new();
            }
            &[Algorithm::RS256, Algorithm::PS256]
        }
        _ => return Vec::new(),
    };
    if DecodingKey::from_jwk(key).is_err() {
        return Vec::new();
    }
    let named = |algorithm: &Algorithm| match key.common.key_algorithm {
        None => true,
        Some(KeyAlgorithm::EdDSA) => *algorithm == Algorithm::EdDSA,
        Some(KeyAlgorithm::ES256) => *algorithm == Algorithm::ES256,
        Some(KeyAlgorithm::ES384) => *algorithm == Algorithm::ES384,
        Some(KeyAlgorithm::RS256) => *algorithm == Algorithm::RS256,
        Some(KeyAlgorithm::PS256) => *algorithm == Algorithm::PS256,
        Some(_) => false,
    };
    by_kind.iter().copied().filter(named).collect()
}

/// The keys of a set that a signature of this header can be by.
pub(super) fn candidates<'k>(keys: &'k JwkSet, header: &Header) -> Vec<&'k Jwk> {
    let by_name = |key: &&Jwk| match (&header.kid, &key.common.key_id) {
        (Some(asked), Some(held)) => asked == held,
        (Some(_), None) => false,
        (None, _) => true,
    };
    let of = |key: &&Jwk| algorithms(key).contains(&header.alg);
    keys.keys.iter().filter(by_name).filter(of).collect()
}

/// Whether a signature is one of these keys', whatever the claims say: they are judged elsewhere,
/// by our clock.
pub(super) fn signed_by(token: &str, header: &Header, keys: &[&Jwk]) -> bool {
    let Some((message, signature)) = token.rsplit_once('.') else { return false };
    let holds = |key: &&Jwk| {
        let Ok(key) = DecodingKey::from_jwk(key) else { return false };
        jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, header.alg)
            .unwrap_or(false)
    };
    message.matches('.').count() == 1 && keys.iter().any(holds)
}

/// The claims of a token before anything of it was verified; none where it is no JWT.
pub(super) fn unverified<T: for<'d> Deserialize<'d>>(token: &str) -> Option<T> {
    let mut parts = token.split('.');
    let (_, claims) = (parts.next()?, parts.next()?);
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

/// The client that an assertion says it is of, before anything of it was verified; none where it
/// names what can be no client.
#[must_use]
pub fn client_of(assertion: &str) -> Option<String> {
    let claims: serde_json::Value = unverified(assertion)?;
    claims["sub"].as_str().filter(|id| clients::is_id(id)).map(str::to_owned)
}

/// `aud`: one or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
    jti: String,
}

/// What an assertion proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asserted {
    /// That it is this client's.
    Client(Box<clients::Client>),
    /// Nothing: no assertion, an unknown client, or another's signature. One answer for all.
    Nobody,
    /// It is the client's, and yet not to be taken: why.
    Refused(&'static str),
}

/// Holds an assertion against the keys of the client that it names. `claimed` is the `client_id`
/// beside it, `audiences` our own names. An unknown client costs the same as a known one with
/// another's signature.
///
/// # Errors
/// The database failed, or a row is broken.
pub async fn authenticate<C: ConnectionTrait>(
    connection: &C,
    assertion: &str,
    claimed: Option<&str>,
    audiences: &[&str],
    now: DateTime<Utc>,
) -> Result<Asserted, ClientError> {
    let header = ed25519::header(assertion).filter(acceptable);
    let claims = unverified::<Claims>(assertion);
    let (Some(header), Some(claims)) = (header, claims) else { return Ok(Asserted::Nobody) };
    if claims.iss != claims.sub || claimed.is_some_and(|claimed| claimed != claims.sub) {
        return Ok(Asserted::Nobody);
    }
    let client = clients::find(connection, &claims.sub).await?;
    let keys = client.as_ref().map(clients::Client::keys);
    let mut held = keys.as_ref().map(|keys| candidates(keys, &header)).unwrap_or_default();
    if held.is_empty() {
        held = nobodys().keys.iter().filter(|key| algorithms(key).contains(&header.alg)).collect();
    }
    // What nobody's key signed is nobody's: its private half is nowhere.
    let signed = signed_by(assertion, &header, &held);
    let Some(client) = client.filter(|_| signed) else { return Ok(Asserted::Nobody) };
    if let Some(refused) = refused(&claims, audiences, now) {
        return Ok(Asserted::Refused(refused));
    }
    let ends = instant(claims.exp).unwrap_or(now) + LEEWAY;
    if !take(connection, &client.id, &claims.jti, ends).await? {
        return Ok(Asserted::Refused("the assertion was used before: sign a new one each time"));
    }
    Ok(Asserted::Client(Box::new(client)))
}

/// A header that an assertion may have: no extension that we would have to understand, no token
/// of another kind.
fn acceptable(header: &Header) -> bool {
    let typ = header.typ.as_deref().unwrap_or("JWT");
    let typ = typ.strip_prefix("application/").unwrap_or(typ);
    header.crit.is_none()
        && ["JWT", "client-authentication+jwt"].iter().any(|known| typ.eq_ignore_ascii_case(known))
}

/// What is wrong with the claims of an assertion that the client signed.
fn refused(claims: &Claims, audiences: &[&str], now: DateTime<Utc>) -> Option<&'static str> {
    let named = claims.aud.names();
    if named.is_empty() || !named.iter().all(|name| audiences.contains(&name.as_str())) {
        return Some("`aud` of the assertion is not the issuer or the token endpoint alone");
    }
    if claims.jti.is_empty() {
        return Some("the assertion has no `jti`");
    }
    let Some(ends) = instant(claims.exp) else { return Some("`exp` of the assertion is no time") };
    if ends + LEEWAY <= now {
        return Some("the assertion has expired: see that the clock is right");
    }
    if ends > now + LONGEST + LEEWAY {
        return Some("`exp` of the assertion is too far ahead: 10 minutes at most");
    }
    let from = [claims.nbf, claims.iat].into_iter().flatten();
    let mut later = from.map(|from| instant(from).is_none_or(|from| from > now + LEEWAY));
    later
        .any(|later| later)
        .then_some("the assertion is not valid yet: see that the clock is right")
}

/// A NumericDate (RFC 7519 § 2); fractions are cut.
pub(super) fn instant(seconds: f64) -> Option<DateTime<Utc>> {
    // Beyond it a float no longer tells seconds apart, and no clock gets there.
    const FURTHEST: f64 = 253_402_300_800.0;
    #[expect(clippy::cast_possible_truncation, reason = "within the bounds, cut to seconds")]
    let whole = (0.0..FURTHEST).contains(&seconds).then_some(seconds as i64)?;
    DateTime::from_timestamp(whole, 0)
}

/// Takes an assertion, once, whatever node is asked. False: it was taken before.
async fn take<C: ConnectionTrait>(
    connection: &C,
    client: &str,
    jti: &str,
    expires_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = ActiveModel {
        client_id: Set(client.to_owned()),
        assertion_id: Set(sha256_hex(jti.as_bytes())),
        expires_at: Set(expires_at),
    };
    let once = OnConflict::columns([Column::ClientId, Column::AssertionId]).do_nothing().to_owned();
    let insert = Entity::insert(row).on_conflict(once);
    Ok(insert.exec_without_returning(connection).await? == 1)
}

/// Forgets assertions that have expired: they would be refused for that.
///
/// # Errors
/// The database failed.
pub async fn tidy<C: ConnectionTrait>(connection: &C, now: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::ExpiresAt.lt(now)).exec(connection).await.map(drop)
}

/// Keys that are nobody's, one of each kind: what an unknown client's assertion is held against,
/// so that it takes as long as a known one's.
fn nobodys() -> &'static JwkSet {
    static KEYS: OnceLock<JwkSet> = OnceLock::new();
    KEYS.get_or_init(|| {
        let pairs = [TokenAlgorithm::EdDsa, TokenAlgorithm::Es256].into_iter();
        let pairs = pairs.filter_map(|algorithm| TokenPair::generate(algorithm).ok());
        let mut keys: Vec<_> = pairs.map(|pair| pair.public().to_jwk()).collect();
        // An odd number of 2048 bits whose factors nobody looked for.
        let blocks =
            (0..8u8).flat_map(|block| sha256(&[b"nobody's modulus".as_slice(), &[block]].concat()));
        let mut modulus: Vec<u8> = blocks.collect();
        if let [first, .., last] = modulus.as_mut_slice() {
            *first |= 0x80;
            *last |= 1;
        }
        let n = BASE64_URL_SAFE_NO_PAD.encode(modulus);
        keys.push(serde_json::json!({ "kty": "RSA", "n": n, "e": "AQAB" }));
        keys.extend(p384());
        let set = serde_json::json!({ "keys": keys });
        serde_json::from_value(set).unwrap_or(JwkSet { keys: Vec::new() })
    })
}

/// A fresh public key on P-384.
fn p384() -> Option<serde_json::Value> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).ok()?;
    // Uncompressed: a byte that says so, and both coordinates.
    let (_, point) = pair.public_key().as_ref().split_first()?;
    let (x, y) = point.split_at_checked(point.len() / 2)?;
    let text = |half: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(half);
    Some(serde_json::json!({ "kty": "EC", "crv": "P-384", "x": text(x), "y": text(y) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_a_key_of_every_kind() {
        let held: Vec<_> = nobodys().keys.iter().flat_map(algorithms).collect();
        let known = ALGORITHMS.iter().filter(|name| **name != ed25519::NAME);
        for name in known {
            assert!(held.contains(&name.parse().unwrap()), "{name}");
        }
    }
}
