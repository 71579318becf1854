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

use super::issuers::{IssuerError, Trust, TrustedIssuer};
use super::keys::Rotation;
use super::mapping::Mapping;
use super::*;
use crate::domain::{Scope, ScopeSet, WrappingKey};
use crate::testing;

const ISSUER: &str = "https://stifinder.example";
const AUDIENCE: &str = "https://stifinder.example/graphql";
const ORGANISATION: u128 = 0x50f;

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// A pair of tests: signs since ever.
fn pair(algorithm: TokenAlgorithm) -> TokenKey {
    let pair = Arc::new(TokenPair::generate(algorithm).unwrap());
    TokenKey {
        public: pair.public().clone(),
        pair: Some(pair),
        created_at: now(),
        signs_from: DateTime::UNIX_EPOCH,
        retired_at: None,
    }
}

fn keys() -> TokenKey {
    pair(TokenAlgorithm::EdDsa)
}

fn wrapping() -> Arc<WrappingKey> {
    Arc::new(WrappingKey::known().unwrap())
}

fn kind(id: OrganisationId) -> Option<OrganisationKind> {
    (id.0.as_u128() == ORGANISATION).then_some(OrganisationKind::SocialAdministration)
}

fn tokens(key: TokenKey) -> Tokens {
    Tokens::new(vec![key], wrapping(), ISSUER, AUDIENCE, kind).unwrap()
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

fn header(keys: &TokenKey) -> Header {
    Header {
        typ: Some("at+jwt".to_owned()),
        kid: Some(keys.public.id().to_owned()),
        ..Header::new(Algorithm::EdDSA)
    }
}

fn sign(keys: &TokenKey, header: &Header, claims: &Value) -> String {
    jsonwebtoken::encode(header, claims, keys.pair.as_ref().unwrap().encoding()).unwrap()
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
    let x = keys.public.to_jwk()["x"].as_str().unwrap().to_owned();
    for secret in [keys.public.to_pem(), x] {
        let header = Header { alg: Algorithm::HS256, ..header(&keys) };
        let key = EncodingKey::from_secret(secret.as_bytes());
        let forged = jsonwebtoken::encode(&header, &claims(), &key).unwrap();
        assert_eq!(tokens.verify(&forged, now()).unwrap_err(), TokenError::Algorithm);
    }
    for algorithm in ["none", "None", "ES256", "RS256", ""] {
        let header = json!({ "alg": algorithm, "typ": "at+jwt", "kid": keys.public.id() });
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
    let tokens = Tokens::new(vec![keys()], wrapping(), ISSUER, AUDIENCE, kinds).unwrap();
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

#[test]
fn a_client_that_asks_for_es256_gets_it() {
    let both = vec![pair(TokenAlgorithm::EdDsa), pair(TokenAlgorithm::Es256)];
    let tokens = Tokens::new(both.clone(), wrapping(), ISSUER, AUDIENCE, kind).unwrap();
    let issued = tokens.issue_as(TokenAlgorithm::Es256, &grant(), TimeDelta::minutes(1), now());
    let issued = issued.unwrap();
    assert_eq!(issued.key_id, both[1].public.id());
    let header = jsonwebtoken::decode_header(&issued.token).unwrap();
    assert_eq!(header.alg, Algorithm::ES256);
    let verified = tokens.verify(&issued.token, now()).unwrap();
    assert_eq!(verified.caller.token_id, issued.token_id);
    let only_one = tokens_of(&both[..1]);
    let none = only_one.issue_as(TokenAlgorithm::Es256, &grant(), TimeDelta::minutes(1), now());
    assert_eq!(none.err(), Some(TokenError::UnknownKey));
    assert_eq!(only_one.verify(&issued.token, now()).unwrap_err(), TokenError::UnknownKey);
}

fn tokens_of(keys: &[TokenKey]) -> Tokens {
    Tokens::new(keys.to_vec(), wrapping(), ISSUER, AUDIENCE, kind).unwrap()
}

async fn stands(
    connection: &sea_orm::DatabaseConnection,
    (client, key, token): (&str, &str, &str),
    at: DateTime<Utc>,
) -> Standing {
    standing(connection, Proof { client, key, token }, at).await.unwrap()
}

#[tokio::test]
async fn keys_are_made_once_wrapped_and_only_their_own_wrapping_key_opens_them() {
    for database in testing::databases("token_keys").await {
        let connection = &database.connection;
        let wrapping = wrapping();
        let made = keys::ensure(connection, &wrapping, now()).await.unwrap();
        let again = keys::ensure(connection, &wrapping, now()).await.unwrap();
        let ids = |keys: &[TokenKey]| -> Vec<String> {
            keys.iter().map(|key| key.public.id().to_owned()).collect()
        };
        assert_eq!((ids(&made), made.len()), (ids(&again), 2));
        let log = keys::ensure_log(connection, &wrapping, now()).await.unwrap();
        assert!(!ids(&made).contains(&log.signing.id().to_owned()));
        use sea_orm::EntityTrait;
        for row in entity::signing_key::Entity::find().all(connection).await.unwrap() {
            let kept = row.private_wrapped.unwrap();
            assert!(kept.starts_with(&format!("{}.", wrapping.id())) && !kept.contains("PRIVATE"));
        }
        let other = WrappingKey::generate().unwrap();
        let refused = keys::load(connection, &other, now()).await.unwrap_err();
        assert!(matches!(refused, KeyError::Wrapped(_)), "{refused:?}");
        assert_eq!(keys::rewrap(connection, &wrapping, &other).await.unwrap(), 3);
        assert_eq!(keys::rewrap(connection, &wrapping, &other).await.unwrap(), 0);
        let opened = keys::load(connection, &other, now()).await.unwrap();
        assert_eq!(ids(&opened), ids(&made));
        let log_again = keys::ensure_log(connection, &other, now()).await.unwrap();
        assert_eq!(log_again.signing.id(), log.signing.id());
    }
}

#[tokio::test]
async fn a_rotated_key_is_published_signs_and_its_predecessor_is_trusted_until_nothing_needs_it() {
    for database in testing::databases("token_rotation").await {
        let connection = &database.connection;
        let wrapping = wrapping();
        let made = keys::ensure(connection, &wrapping, now()).await.unwrap();
        let tokens = Tokens::new(made, Arc::clone(&wrapping), ISSUER, AUDIENCE, kind).unwrap();
        let algorithm = TokenAlgorithm::EdDsa;
        let new_id = keys::rotate(connection, &wrapping, algorithm, Rotation::default(), now());
        let new_id = new_id.await.unwrap();
        let mut at = now();
        let end = now() + keys::PUBLISHED + keys::OVERLAP;
        let mut issued: Vec<(String, DateTime<Utc>)> = Vec::new();
        // Each day and around each turning point a token is made, and every one that holds is read.
        while at < end + TimeDelta::days(1) {
            tokens.refresh(connection, at).await.unwrap();
            let lifetime = keys::LONGEST_TOKEN;
            let new = tokens.issue_as(algorithm, &grant(), lifetime, at).unwrap();
            assert_eq!(new.key_id == new_id, at >= now() + keys::PUBLISHED, "{at}");
            issued.push((new.token, at + lifetime));
            for (token, until) in issued.iter().filter(|(_, until)| at < *until) {
                let verified = tokens.verify(token, at);
                assert!(verified.is_ok(), "of {until}, at {at}: {verified:?}");
            }
            at += if at < now() + TimeDelta::hours(1) {
                TimeDelta::minutes(5)
            } else {
                TimeDelta::hours(8)
            };
        }
        assert_eq!(tokens.jwks()["keys"].as_array().unwrap().len(), 2, "of each algorithm one");
        assert_eq!(keys::list(connection).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_retired_key_is_refused_from_the_next_request_on_and_never_the_last_one() {
    for database in testing::databases("token_retired").await {
        let connection = &database.connection;
        let wrapping = wrapping();
        let made = keys::ensure(connection, &wrapping, now()).await.unwrap();
        let tokens = Tokens::new(made, Arc::clone(&wrapping), ISSUER, AUDIENCE, kind).unwrap();
        let token = tokens.issue(&grant(), TimeDelta::minutes(10), now()).unwrap();
        let verified = tokens.verify(&token, now()).unwrap();
        let client = NewClient::named("csc-social", "CSC Social", ScopeSet::ALL);
        clients::create(connection, &client, now()).await.unwrap();
        let id = verified.caller.client_id.as_str();
        let ask = (id, &*verified.key_id, verified.caller.token_id.as_str());
        assert_eq!(stands(connection, ask, now()).await, Standing::Good(1));
        let log = keys::ensure_log(connection, &wrapping, now()).await.unwrap();
        let by_log = (id, log.signing.id(), "t");
        assert_eq!(stands(connection, by_log, now()).await, Standing::Key, "signs no tokens");

        let retire = keys::retire(connection, &wrapping, &verified.key_id, now()).await.unwrap();
        let keys::Retired::Done(Some(successor)) = retire else { panic!("{retire:?}") };
        assert_eq!(stands(connection, ask, now()).await, Standing::Key);
        let again = keys::retire(connection, &wrapping, &verified.key_id, now()).await.unwrap();
        assert_eq!(again, keys::Retired::Unknown);
        let of_log = keys::retire(connection, &wrapping, log.signing.id(), now()).await.unwrap();
        assert_eq!(of_log, keys::Retired::Unknown, "the log's key is no key of tokens");
        tokens.refresh(connection, now()).await.unwrap();
        assert_eq!(tokens.verify(&token, now()).unwrap_err(), TokenError::UnknownKey);
        let next = tokens.issue_as(TokenAlgorithm::EdDsa, &grant(), TimeDelta::minutes(1), now());
        assert_eq!(next.unwrap().key_id, successor);
    }
}

#[tokio::test]
async fn any_kid_can_be_sent_and_keys_are_not_read_anew_for_each() {
    let database = testing::sqlite().await;
    let tokens = tokens(keys());
    let connection = &database.connection;
    let mut read = 0;
    for _ in 0..100 {
        read += i32::from(tokens.refresh_for_unknown(connection, now()).await.unwrap());
    }
    assert!((5..10).contains(&read), "{read}");
}

#[tokio::test]
async fn a_key_kept_outside_leaves_only_its_public_half() {
    for database in testing::databases("token_outside").await {
        let connection = &database.connection;
        let key = crate::domain::SigningKey::generate().unwrap();
        let copy = || crate::domain::SigningKey::from_pem(&key.to_pem()).unwrap();
        for _ in 0..2 {
            let keys = keys::ensure_log_outside(connection, copy(), now()).await.unwrap();
            assert_eq!(keys.trusted, [key.public().clone()]);
        }
        let missing = keys::ensure_log(connection, &wrapping(), now()).await.unwrap_err();
        assert!(matches!(missing, KeyError::Missing("log")));
    }
}

async fn proves(
    connection: &sea_orm::DatabaseConnection,
    id: &str,
    secret: &str,
    at: DateTime<Utc>,
) -> bool {
    let proved = clients::authenticate(connection, id, secret, at).await.unwrap();
    matches!(proved, Proved::Client(client) if client.id == id)
}

#[tokio::test]
async fn clients_are_registered_listed_and_revoked() {
    for database in testing::databases("token_clients").await {
        let connection = &database.connection;
        let named = NewClient::named("momentum", "Momentum", ScopeSet::of(&[Scope::DkkRead]));
        let client =
            NewClient { organisation: Some(Uuid::from_u128(ORGANISATION).into()), ..named };
        let (made, secret) = clients::create(connection, &client, now()).await.unwrap();
        let secret = secret.unwrap();
        let taken = clients::create(connection, &client, now()).await.unwrap_err();
        assert!(matches!(taken, ClientError::Taken(_)), "{taken:?}");
        let odd = NewClient { id: "Momentum 2".to_owned(), ..client };
        let odd = clients::create(connection, &odd, now()).await.unwrap_err();
        assert!(matches!(odd, ClientError::Id(_)));

        let [listed] = clients::list(connection).await.unwrap().try_into().unwrap();
        assert_eq!(listed, made);
        let other = Secret::generate().unwrap();
        assert!(proves(connection, "momentum", secret.expose(), now()).await);
        for (id, presented) in [
            ("momentum", other.expose()),
            ("momentum", ""),
            ("momentum", &secret.expose()[1..]),
            ("unknown", secret.expose()),
            ("zero\u{0}byte", secret.expose()),
        ] {
            assert!(!proves(connection, id, presented, now()).await, "{id}");
        }
        let key = keys::ensure(connection, &wrapping(), now()).await.unwrap();
        let ask = ("momentum", key[0].public.id(), "t");
        assert_eq!(stands(connection, ask, now()).await, Standing::Good(1));
        let unknown = ("unknown", key[0].public.id(), "t");
        assert_eq!(stands(connection, unknown, now()).await, Standing::Client);

        let mut changed = listed.clone();
        changed.registration.expires_at = Some(now() + TimeDelta::days(1));
        let changed = clients::change(connection, &changed).await.unwrap();
        assert_eq!(stands(connection, ask, now()).await, Standing::Good(2), "a new version");
        let end = now() + TimeDelta::days(1);
        assert_eq!(stands(connection, ask, end).await, Standing::Client, "and its end");
        let disabled = Client { disabled_at: Some(now()), ..changed };
        let disabled = clients::change(connection, &disabled).await.unwrap();
        assert_eq!(stands(connection, ask, now()).await, Standing::Client);
        let enabled = Client { disabled_at: None, ..disabled };
        clients::change(connection, &enabled).await.unwrap();
        assert_eq!(stands(connection, ask, now()).await, Standing::Good(4));

        assert!(clients::revoke(connection, "momentum", now()).await.unwrap());
        assert!(!clients::revoke(connection, "momentum", now()).await.unwrap());
        assert_eq!(stands(connection, ask, now()).await, Standing::Client);
        let revoked = clients::find(connection, "momentum").await.unwrap().unwrap();
        assert_eq!((revoked.revoked_at, revoked.version), (Some(now()), 5));
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_not_written_over_by_who_read_before_it() {
    for database in testing::databases("token_changes").await {
        let connection = &database.connection;
        let client = NewClient::named("momentum", "Momentum", ScopeSet::ALL);
        let (read, _) = clients::create(connection, &client, now()).await.unwrap();
        assert!(clients::revoke(connection, "momentum", now()).await.unwrap());
        let late = Client { disabled_at: None, ..read };
        let late = clients::change(connection, &late).await;
        assert!(matches!(late, Err(ClientError::Changed(_))), "{late:?}");
        let stands = clients::find(connection, "momentum").await.unwrap().unwrap();
        assert_eq!((stands.revoked_at, stands.version), (Some(now()), 2));

        let trust = Trust {
            name: "Kommunens login".to_owned(),
            issuer: "https://login.kommune.example".to_owned(),
            audiences: vec!["stifinder".to_owned()],
            mapping: Mapping::default(),
            bearer_client: None,
        };
        let read = issuers::insert(connection, trust, now()).await.unwrap();
        let removed = TrustedIssuer { removed_at: Some(now()), ..read.clone() };
        let removed = issuers::change(connection, &removed).await.unwrap();
        let late = issuers::change(connection, &read).await;
        assert!(matches!(late, Err(IssuerError::Changed(_))), "{late:?}");
        assert_eq!(issuers::find(connection, read.id).await.unwrap(), Some(removed));
    }
}

#[tokio::test]
async fn two_secrets_are_live_until_the_deadline_of_the_old_one() {
    for database in testing::databases("token_secrets").await {
        let connection = &database.connection;
        let client = NewClient::named("momentum", "Momentum", ScopeSet::ALL);
        let (_, first) = clients::create(connection, &client, now()).await.unwrap();
        let (first, until) = (first.unwrap(), now() + TimeDelta::days(7));
        let week = TimeDelta::days(7);
        let rotate = async |at| clients::rotate_secret(connection, "momentum", at + week, at).await;
        let second = rotate(now()).await.unwrap();
        let proves =
            async |secret: &Secret, at| proves(connection, "momentum", secret.expose(), at).await;
        let last = until - TimeDelta::microseconds(1);
        for (secret, at, expected) in [
            (&first, now(), true),
            (&second, now(), true),
            (&first, last, true),
            (&first, until, false),
            (&second, until, true),
        ] {
            assert_eq!(proves(secret, at).await, expected, "{at}");
        }
        assert!(matches!(rotate(last).await, Err(ClientError::TwoSecrets(_))));
        let third = rotate(until).await.unwrap();
        let live = secret::live(connection, "momentum", until).await.unwrap();
        let hints: Vec<_> = live.iter().map(|held| held.hint().to_owned()).collect();
        assert_eq!(hints, [second.hint(), third.hint()]);
        assert!(secret::revoke(connection, "momentum", live[0].id(), until).await.unwrap());
        assert!(!secret::revoke(connection, "momentum", live[0].id(), until).await.unwrap());
        assert!(!secret::revoke(connection, "other", live[1].id(), until).await.unwrap());
        assert!(!proves(&second, until).await && proves(&third, until).await);
    }
}
