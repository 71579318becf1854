//! What is issued is understood, and everything else is refused.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use law::words::{OrganisationId, OrganisationKind};
use law::{Role, RoleSet};
use serde_json::{Value, json};
use uuid::Uuid;

use super::keys::{Keys, Purpose};
use super::*;
use crate::domain::{Scope, ScopeSet, SigningKey};
use crate::testing;

const ISSUER: &str = "https://stifinder.example";
const AUDIENCE: &str = "https://stifinder.example/graphql";
const ORGANISATION: u128 = 0x50f;

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn keys() -> Keys {
    let signing = Arc::new(SigningKey::generate().unwrap());
    Keys { trusted: vec![signing.public().clone()], signing }
}

fn kind(id: OrganisationId) -> Option<OrganisationKind> {
    (id.0.as_u128() == ORGANISATION).then_some(OrganisationKind::SocialAdministration)
}

fn tokens(keys: Keys) -> Tokens {
    Tokens::new(keys, ISSUER, AUDIENCE, kind).unwrap()
}

fn grant() -> Grant {
    Grant {
        client_id: "csc-social".to_owned(),
        organisation: Some(Uuid::from_u128(ORGANISATION).into()),
        unit: Some(Uuid::from_u128(7).into()),
        user: Some(Uuid::from_u128(8).into()),
        roles: RoleSet::of(&[Role::Caseworker, Role::UnitLead]),
        citizen: None,
        scopes: ScopeSet::of(&[Scope::DkkRead, Scope::ConsentWrite]),
    }
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "csc-social", "org": Uuid::from_u128(ORGANISATION),
        "roles": ["CASEWORKER"], "scope": "dkk:read", "iat": now().timestamp(),
        "exp": now().timestamp() + 300, "jti": "1",
    })
}

fn header(keys: &Keys) -> Header {
    Header {
        typ: Some("at+jwt".to_owned()),
        kid: Some(keys.signing.id().to_owned()),
        ..Header::new(Algorithm::EdDSA)
    }
}

fn sign(keys: &Keys, header: &Header, claims: &Value) -> String {
    let key = EncodingKey::from_ed_der(keys.signing.pkcs8());
    jsonwebtoken::encode(header, claims, &key).unwrap()
}

/// The refusal of the standard claims after one of them was changed; `null` removes it.
fn refusal_with(claim: &str, value: Value) -> Option<TokenError> {
    let keys = keys();
    let mut claims = claims();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(claim)),
        value => claims[claim] = value,
    }
    tokens(keys.clone()).verify(&sign(&keys, &header(&keys), &claims), now()).err()
}

#[test]
fn what_is_issued_is_understood() {
    let tokens = tokens(keys());
    let token = tokens.issue(&grant(), TimeDelta::minutes(10), now()).unwrap();
    let verified = tokens.verify(&token, now()).unwrap();
    let caller = &verified.caller;
    assert_eq!(caller.client_id, "csc-social");
    assert_eq!(caller.scopes, grant().scopes);
    assert_eq!(caller.expires_at, now() + TimeDelta::minutes(10));
    let viewer = &caller.viewer;
    let organisation = viewer.organisation.unwrap();
    assert_eq!(Some(organisation.id), grant().organisation);
    assert_eq!(organisation.kind, OrganisationKind::SocialAdministration);
    assert_eq!((viewer.unit, viewer.user), (grant().unit, grant().user));
    assert_eq!((viewer.roles, viewer.citizen), (grant().roles, None));
    let jwks = tokens.jwks();
    assert_eq!(jwks["keys"][0]["kid"], json!(&*verified.key_id));
    assert_eq!(jwks["keys"][0]["alg"], "EdDSA");
    assert!(jwks["keys"][0].get("d").is_none(), "the private half stays here");
}

#[test]
fn the_plain_claims_of_these_tests_are_accepted() {
    // Otherwise every refusal below would prove nothing.
    let keys = keys();
    let tokens = tokens(keys.clone());
    assert!(tokens.verify(&sign(&keys, &header(&keys), &claims()), now()).is_ok());
    assert_eq!(refusal_with("aud", json!(["https://other.example", AUDIENCE])), None);
}

#[test]
fn required_claims_are_required() {
    for claim in ["exp", "iss", "aud", "sub", "iat", "jti", "scope"] {
        let error = refusal_with(claim, Value::Null);
        assert!(
            matches!(error, Some(TokenError::Malformed | TokenError::Missing(_))),
            "{claim}: {error:?}"
        );
    }
}

#[test]
fn foreign_issuers_and_audiences_are_refused() {
    assert_eq!(refusal_with("iss", json!("https://evil.example")), Some(TokenError::Issuer));
    assert_eq!(refusal_with("iss", json!([ISSUER])), Some(TokenError::Malformed));
    assert_eq!(refusal_with("aud", json!("https://evil.example")), Some(TokenError::Audience));
    assert_eq!(refusal_with("aud", json!([])), Some(TokenError::Audience));
}

#[test]
fn times_hold_with_thirty_seconds_of_leeway() {
    let at = |seconds: i64| json!(now().timestamp() + seconds);
    assert_eq!(refusal_with("exp", at(-29)), None);
    assert_eq!(refusal_with("exp", at(-30)), Some(TokenError::Expired));
    assert_eq!(refusal_with("exp", json!(i64::MAX)), Some(TokenError::Malformed));
    assert_eq!(refusal_with("nbf", at(30)), None);
    assert_eq!(refusal_with("nbf", at(31)), Some(TokenError::NotYet));
    assert_eq!(refusal_with("nbf", json!("soon")), Some(TokenError::Malformed));
    assert_eq!(refusal_with("iat", at(31)), Some(TokenError::NotYet));
}

#[test]
fn roles_and_scopes_that_no_token_can_carry_are_refused() {
    let coordinator = Some(TokenError::Grant(GrantError::Role("COORDINATOR".to_owned())));
    assert_eq!(refusal_with("roles", json!(["CASEWORKER", "COORDINATOR"])), coordinator);
    let scope = Some(TokenError::Grant(GrantError::Scope("dkk:all".to_owned())));
    assert_eq!(refusal_with("scope", json!("dkk:read dkk:all")), scope);
    assert_eq!(refusal_with("sub", json!("")), Some(TokenError::Grant(GrantError::NoClient)));
    let citizen = refusal_with("citizen", json!(Uuid::from_u128(1)));
    assert_eq!(citizen, Some(TokenError::Grant(GrantError::CitizenWithoutRole)));
    let unknown = refusal_with("org", json!(Uuid::from_u128(1)));
    assert!(matches!(unknown, Some(TokenError::Grant(GrantError::UnknownOrganisation(_)))));
    let nobody = refusal_with("org", Value::Null);
    assert_eq!(nobody, Some(TokenError::Grant(GrantError::NoOrganisation)));
}

#[test]
fn a_citizen_stands_alone() {
    let citizen = Grant {
        organisation: None,
        unit: None,
        user: None,
        roles: RoleSet::of(&[Role::Citizen]),
        citizen: Some(Uuid::from_u128(1).into()),
        ..grant()
    };
    assert_eq!(citizen.check(), Ok(()));
    let refused = [
        (Grant { citizen: None, ..citizen.clone() }, GrantError::NoCitizen),
        (
            Grant { organisation: grant().organisation, ..citizen.clone() },
            GrantError::CitizenAndAuthority,
        ),
        (
            Grant { roles: RoleSet::of(&[Role::Citizen, Role::Caseworker]), ..citizen.clone() },
            GrantError::CitizenAndAuthority,
        ),
        (
            Grant { roles: RoleSet::of(&[Role::Representative]), ..citizen },
            GrantError::NoRepresentative,
        ),
        (Grant { organisation: None, ..grant() }, GrantError::UnitWithoutOrganisation),
        (
            Grant { roles: RoleSet::NONE, organisation: None, unit: None, ..grant() },
            GrantError::NoOrganisation,
        ),
    ];
    for (grant, error) in refused {
        assert_eq!(grant.check(), Err(error.clone()));
        let issued = tokens(keys()).issue(&grant, TimeDelta::minutes(1), now());
        assert_eq!(issued, Err(TokenError::Grant(error)));
    }
}

#[test]
fn only_the_algorithm_of_the_key_is_accepted() {
    let keys = keys();
    let tokens = tokens(keys.clone());
    let good = sign(&keys, &header(&keys), &claims());
    let (_, signature) = good.rsplit_once('.').unwrap();
    let body = BASE64_URL_SAFE_NO_PAD.encode(claims().to_string());
    // The public key, which everyone has, as the secret of a symmetric algorithm.
    for secret in [keys.signing.public().to_pem(), keys.signing.public().x()] {
        let header = Header { alg: Algorithm::HS256, ..header(&keys) };
        let key = EncodingKey::from_secret(secret.as_bytes());
        let forged = jsonwebtoken::encode(&header, &claims(), &key).unwrap();
        assert_eq!(tokens.verify(&forged, now()).unwrap_err(), TokenError::Algorithm);
    }
    for algorithm in ["none", "None", "ES256", "RS256", ""] {
        let header = json!({ "alg": algorithm, "typ": "at+jwt", "kid": keys.signing.id() });
        let header = BASE64_URL_SAFE_NO_PAD.encode(header.to_string());
        for signature in ["", signature] {
            let forged = format!("{header}.{body}.{signature}");
            let error = tokens.verify(&forged, now()).unwrap_err();
            assert!(
                matches!(error, TokenError::Algorithm | TokenError::Malformed),
                "{algorithm}: {error:?}"
            );
        }
    }
}

#[test]
fn other_types_keys_and_extensions_are_refused() {
    let (keys, foreign) = (keys(), keys());
    let tokens = tokens(keys.clone());
    let verify = |header: &Header| tokens.verify(&sign(&keys, header, &claims()), now()).err();
    let typed = |typ: Option<&str>| Header { typ: typ.map(str::to_owned), ..header(&keys) };
    assert_eq!(verify(&typed(Some("application/at+jwt"))), None);
    assert_eq!(verify(&typed(Some("JWT"))), Some(TokenError::Type));
    assert_eq!(verify(&typed(None)), Some(TokenError::Type));
    let critical = Header { crit: Some(vec!["exp".to_owned()]), ..header(&keys) };
    assert_eq!(verify(&critical), Some(TokenError::Malformed));
    assert_eq!(verify(&Header { kid: None, ..header(&keys) }), Some(TokenError::UnknownKey));
    assert_eq!(verify(&header(&foreign)), Some(TokenError::UnknownKey));
    let stolen_name = sign(&foreign, &header(&keys), &claims());
    assert_eq!(tokens.verify(&stolen_name, now()).unwrap_err(), TokenError::Signature);
}

#[test]
fn no_character_of_a_token_can_be_changed() {
    let tokens = tokens(keys());
    let token = tokens.issue(&grant(), TimeDelta::minutes(10), now()).unwrap();
    for position in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(tokens.verify(&changed, now()).is_err(), "character {position}");
    }
    for text in ["", ".", "..", "...", "a.b.c", &token[1..], &format!("{token}.{token}")] {
        assert!(tokens.verify(text, now()).is_err());
    }
}

#[test]
fn a_remembered_token_ends_in_time_and_with_its_organisation() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let annulled = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&annulled);
    let kinds = move |id| if asked.load(Ordering::SeqCst) { None } else { kind(id) };
    let tokens = Tokens::new(keys(), ISSUER, AUDIENCE, kinds).unwrap();
    let token = tokens.issue(&grant(), TimeDelta::minutes(1), now()).unwrap();
    let (first, second) = (tokens.verify(&token, now()).unwrap(), tokens.verify(&token, now()));
    assert!(Arc::ptr_eq(&first.caller, &second.unwrap().caller), "from the cache");
    let last = now() + TimeDelta::seconds(89);
    assert!(tokens.verify(&token, last).is_ok());
    assert_eq!(
        tokens.verify(&token, last + TimeDelta::seconds(1)).unwrap_err(),
        TokenError::Expired
    );
    assert_eq!(tokens.cached(), 0, "and is forgotten");
    assert!(tokens.verify(&token, now()).is_ok());
    annulled.store(true, Ordering::SeqCst);
    assert!(matches!(tokens.verify(&token, now()), Err(TokenError::Grant(_))));
}

#[test]
fn the_cache_is_bounded_and_keeps_what_is_used() {
    let tokens = tokens(keys());
    let issue = |n: u128| {
        let grant = Grant { user: Some(Uuid::from_u128(n).into()), ..grant() };
        tokens.verify(&tokens.issue(&grant, TimeDelta::minutes(1), now()).unwrap(), now()).unwrap()
    };
    let cache = super::cache::Cache::new(10);
    let used = issue(0);
    cache.insert([0; 32], used.clone());
    for n in 1..=100u8 {
        cache.insert([n; 32], issue(n.into()));
        assert!(cache.get(&[0; 32]).is_some(), "after {n}");
        assert!(cache.len() <= 10);
    }
    assert!(cache.get(&[1; 32]).is_none());
}

#[tokio::test]
async fn keys_are_made_once_and_retired_keys_are_refused() {
    for database in testing::databases("token_keys").await {
        let connection = &database.connection;
        let made = keys::ensure(connection, Purpose::Token, now()).await.unwrap();
        let again = keys::ensure(connection, Purpose::Token, now()).await.unwrap();
        assert_eq!(made.trusted, again.trusted);
        let log = keys::ensure(connection, Purpose::Log, now()).await.unwrap();
        assert_ne!(log.signing.id(), made.signing.id());

        let tokens = tokens(made.clone());
        let old = tokens.issue(&grant(), TimeDelta::minutes(10), now()).unwrap();
        let verified = tokens.verify(&old, now()).unwrap();
        let later = now() + TimeDelta::seconds(1);
        let new_id = keys::rotate(connection, Purpose::Token, later).await.unwrap();
        tokens.refresh(connection).await.unwrap();
        let new = tokens.issue(&grant(), TimeDelta::minutes(10), now()).unwrap();
        assert_eq!(&*tokens.verify(&new, now()).unwrap().key_id, new_id);
        assert!(tokens.verify(&old, now()).is_ok(), "keys overlap");

        let client = NewClient {
            id: "csc-social".to_owned(),
            name: "CSC Social".to_owned(),
            organisation: None,
            unit: None,
            scopes: ScopeSet::ALL,
        };
        clients::create(connection, &client, now()).await.unwrap();
        let id = &verified.caller.client_id;
        assert_eq!(standing(connection, id, &verified.key_id).await.unwrap(), Standing::Good);
        assert!(keys::retire(connection, made.signing.id(), later).await.unwrap());
        assert!(!keys::retire(connection, made.signing.id(), later).await.unwrap());
        let after = standing(connection, id, &verified.key_id).await.unwrap();
        assert_eq!(after, Standing::KeyRetired, "from the next request on");
        let for_log = standing(connection, id, log.signing.id()).await.unwrap();
        assert_eq!(for_log, Standing::KeyRetired, "a log key signs no tokens");
        tokens.refresh(connection).await.unwrap();
        assert_eq!(tokens.verify(&old, now()).unwrap_err(), TokenError::UnknownKey);
    }
}

#[tokio::test]
async fn a_key_kept_outside_leaves_only_its_public_half() {
    for database in testing::databases("token_outside").await {
        let connection = &database.connection;
        let key = SigningKey::generate().unwrap();
        let copy = || SigningKey::from_pem(&key.to_pem()).unwrap();
        for _ in 0..2 {
            let keys = keys::ensure_outside(connection, Purpose::Log, copy(), now()).await.unwrap();
            assert_eq!(keys.trusted, [key.public().clone()]);
        }
        let missing = keys::load(connection, Purpose::Log).await.unwrap_err();
        assert!(matches!(missing, KeyError::Missing("log")));
    }
}

#[tokio::test]
async fn clients_are_registered_listed_and_revoked() {
    for database in testing::databases("token_clients").await {
        let connection = &database.connection;
        let client = NewClient {
            id: "momentum".to_owned(),
            name: "Momentum".to_owned(),
            organisation: Some(Uuid::from_u128(ORGANISATION).into()),
            unit: None,
            scopes: ScopeSet::of(&[Scope::DkkRead]),
        };
        let secret = clients::create(connection, &client, now()).await.unwrap();
        let taken = clients::create(connection, &client, now()).await.unwrap_err();
        assert!(matches!(taken, ClientError::Taken(_)), "{taken:?}");
        let odd = NewClient { id: "Momentum 2".to_owned(), ..client };
        let odd = clients::create(connection, &odd, now()).await.unwrap_err();
        assert!(matches!(odd, ClientError::Id(_)));

        let [listed] = clients::list(connection).await.unwrap().try_into().unwrap();
        assert_eq!((listed.name.as_str(), listed.revoked_at), ("Momentum", None));
        let ask = |secret| clients::authenticate(connection, "momentum", secret);
        assert_eq!(ask(&secret).await.unwrap(), Some(listed));
        let other = Secret::generate().unwrap();
        assert_eq!(ask(&other).await.unwrap(), None);
        assert!(client_active(connection, "momentum").await.unwrap());
        assert!(!client_active(connection, "unknown").await.unwrap());

        assert!(clients::revoke(connection, "momentum", now()).await.unwrap());
        assert!(!clients::revoke(connection, "momentum", now()).await.unwrap());
        assert!(!client_active(connection, "momentum").await.unwrap());
        assert_eq!(ask(&secret).await.unwrap(), None);
        let revoked = clients::find(connection, "momentum").await.unwrap().unwrap();
        assert_eq!(revoked.revoked_at, Some(now()));
    }
}
