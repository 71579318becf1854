//! Outside issuers: a user's token is exchanged, or taken as it is; within what the issuer and the
//! client are trusted for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, Header};
use serde_json::{Value, json};
use stifinder::domain::{EntityKind, GlobalId};
use stifinder::token::{TokenAlgorithm, TokenPair};

use super::issuer::Issuer;
use super::{Registered, administer, form, organisation, payload, refused, register, status, unit};
use crate::support::{Answer, TestApp};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";

/// How the claims of the issuer of these tests are read: two administrations of a municipality.
pub(super) fn mapping(app: &TestApp) -> Value {
    json!({
        "organisationClaim": "administration",
        "organisations": [
            { "value": "SOF", "organisationId": organisation(app, "sofCoordinator") },
            { "value": "BIF", "organisationId": organisation(app, "bifCaseworker") },
        ],
        "user": { "claim": "employee", "by": "ID" },
        "roleClaim": "groups",
        "roles": [
            { "value": "sagsbehandler", "role": "CASEWORKER" },
            { "value": "tovholder", "role": "UNIT_LEAD" },
        ],
    })
}

pub(super) async fn trust(
    app: &TestApp,
    issuer: &Issuer,
    mapping: Value,
    bearer: Option<&str>,
) -> String {
    let input = json!({ "name": "Kommunens login", "issuer": issuer.url,
        "audiences": ["stifinder"], "mapping": mapping, "bearerClientId": bearer });
    let answer = administer(app, "trustIssuer", "TrustIssuerInput", "issuer { id }", input).await;
    payload(&answer, "trustIssuer")["issuer"]["id"].as_str().unwrap().to_owned()
}

/// A person of the cast, as the issuer knows them.
pub(super) fn employee(app: &TestApp, viewer: &str) -> Value {
    json!(app.persona(viewer).viewer.user.unwrap().0.to_string())
}

pub(super) async fn exchange(
    app: &TestApp,
    client: &Registered,
    token: &str,
    more: &[(&str, &str)],
) -> Answer {
    let basic = client.basic();
    let mut fields = vec![("grant_type", GRANT), ("subject_token", token)];
    if !more.iter().any(|(name, _)| *name == "subject_token_type") {
        fields.push(("subject_token_type", ACCESS_TOKEN));
    }
    fields.extend_from_slice(more);
    form(app, "/oauth/token", &[("authorization", &basic)], &fields).await
}

async fn who(app: &TestApp, token: &str) -> Value {
    let query = "{ me { clientId userId roles scopes citizenId organisation { id } unit { id } } }";
    app.ask_with(token, query, json!({}), &[]).await.data("/me")
}

#[tokio::test]
async fn the_token_of_a_user_is_exchanged_for_one_that_acts_for_them() {
    let (app, issuer) = (TestApp::start().await, Issuer::start().await);
    let client = register(&app, "fagsystem", json!({})).await;
    trust(&app, &issuer, mapping(&app), None).await;
    let token = issuer.token(json!({ "employee": employee(&app, "sofCoordinator"),
        "groups": ["sagsbehandler", "tovholder", "husholdning"] }));
    let answer = exchange(&app, &client, &token, &[("scope", "dkk:read")]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let told = answer.json();
    assert_eq!(
        (&told["issued_token_type"], &told["token_type"]),
        (&json!(ACCESS_TOKEN), &json!("Bearer"))
    );
    assert_eq!(
        (&told["scope"], &told["expires_in"]),
        (&json!("dkk:read"), &json!(600)),
        "not longer than the user's"
    );
    let ours = told["access_token"].as_str().unwrap();
    let me = who(&app, ours).await;
    assert_eq!(me["clientId"], "fagsystem");
    assert_eq!(me["userId"], employee(&app, "sofCoordinator"));
    assert_eq!(me["organisation"]["id"], organisation(&app, "sofCoordinator"));
    assert_eq!(me["unit"]["id"], unit(&app, "sofCoordinator"), "by membership");
    assert_eq!(me["roles"], json!(["CASEWORKER", "UNIT_LEAD"]));
    assert_eq!(me["scopes"], json!(["dkk:read"]));
    // By the user, not by the unit: the case is open to its coordinator.
    let query = "query($id: ID!) { case(id: $id) { status } }";
    let read = app.ask_with(ours, query, json!({ "id": app.case() }), &[]).await;
    assert_eq!(read.data("/case/status"), "ONGOING");
    let id_token = exchange(&app, &client, &token, &[("subject_token_type", ID_TOKEN)]).await;
    assert_eq!(id_token.status, 200, "{}", id_token.text);
    // The user's own token opens nothing here: this issuer's tokens are exchanged only.
    assert_eq!(status(&app, &token).await, 401);
}

#[tokio::test]
async fn a_client_acts_for_users_of_its_own_organisation_within_its_own_scopes() {
    let (app, issuer) = (TestApp::start().await, Issuer::start().await);
    let own = register(&app, "fagsystem", json!({})).await;
    let shared = json!({ "organisationId": null, "unitId": null });
    let shared = register(&app, "portal", shared).await;
    trust(&app, &issuer, mapping(&app), None).await;
    let bif = issuer
        .token(json!({ "administration": "BIF", "employee": employee(&app, "bifCaseworker") }));
    let refusal = exchange(&app, &own, &bif, &[]).await;
    refused(&refusal, 400, "invalid_request");
    assert!(refusal.text.contains("another organisation"), "{}", refusal.text);
    let answer = exchange(&app, &shared, &bif, &[]).await;
    let token = answer.json()["access_token"].as_str().expect(&answer.text).to_owned();
    assert_eq!(who(&app, &token).await["organisation"]["id"], organisation(&app, "bifCaseworker"));
    let sof = issuer.token(json!({ "employee": employee(&app, "sofCoordinator") }));
    refused(&exchange(&app, &own, &sof, &[("scope", "audit:read")]).await, 400, "invalid_scope");
}

#[tokio::test]
async fn each_wrong_subject_token_is_an_invalid_request() {
    let (app, issuer, stranger) =
        (TestApp::start().await, Issuer::start().await, Issuer::start().await);
    let client = register(&app, "fagsystem", json!({})).await;
    trust(&app, &issuer, mapping(&app), None).await;
    let person = employee(&app, "sofCoordinator");
    let now = crate::support::anchor().timestamp();
    let with = |more: Value| {
        let mut claims = json!({ "employee": person });
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        issuer.token(claims)
    };
    let claims = issuer.claims(json!({ "employee": person }));
    let good = issuer.sign(&issuer.header(), &claims);
    let (signed, _) = good.rsplit_once('.').unwrap();
    let other = TokenPair::generate(TokenAlgorithm::Es256).unwrap();
    let forged = jsonwebtoken::encode(
        &issuer.header(),
        &claims,
        &jsonwebtoken::EncodingKey::from_ec_der(other.pkcs8()),
    )
    .unwrap();
    let tokens = [
        ("nobody's", "nonsense".to_owned()),
        ("an issuer's that is not trusted", stranger.token(json!({ "employee": person }))),
        ("one that says it is the trusted issuer's", forged),
        ("not signed", format!("{signed}.")),
        ("for another audience", with(json!({ "aud": "another-service" }))),
        ("for no audience", with(json!({ "aud": null }))),
        ("expired", with(json!({ "exp": now - 30 }))),
        ("without end", with(json!({ "exp": null }))),
        ("not begun", with(json!({ "nbf": now + 31 }))),
        ("made in the future", with(json!({ "iat": now + 31 }))),
        ("of nobody", with(json!({ "sub": null }))),
        ("of an organisation it is not trusted for", with(json!({ "administration": "SUF" }))),
        ("of two organisations", with(json!({ "administration": ["SOF", "BIF"] }))),
        ("of no organisation", with(json!({ "administration": null }))),
        (
            "of a user we do not know",
            with(
                json!({ "employee": GlobalId::outside(EntityKind::Citizen, uuid::Uuid::nil()).to_string() }),
            ),
        ),
        (
            "of a user of another organisation",
            with(json!({ "employee": employee(&app, "bifCaseworker") })),
        ),
        ("of no user", with(json!({ "employee": null }))),
        ("of no role", with(json!({ "groups": ["husholdning"] }))),
        (
            "an access token that is shown as an ID token",
            issuer
                .sign(&Header { typ: Some("secevent+jwt".to_owned()), ..issuer.header() }, &claims),
        ),
        (
            "with an extension",
            issuer.sign(&Header { crit: Some(vec!["b64".to_owned()]), ..issuer.header() }, &claims),
        ),
    ];
    for (what, token) in &tokens {
        let answer = exchange(&app, &client, token, &[]).await;
        assert_eq!(answer.status, 400, "{what}: {}", answer.text);
        refused(&answer, 400, "invalid_request");
    }
    for (exp, expected) in [(now - 29, 400), (now + 60, 200)] {
        // Within the leeway the user's token holds, but there is nothing left to give.
        let answer = exchange(&app, &client, &with(json!({ "exp": exp })), &[]).await;
        assert_eq!(answer.status, expected, "{exp}: {}", answer.text);
    }
    for (field, value, error) in [
        ("subject_token_type", "urn:ietf:params:oauth:token-type:saml2", "invalid_request"),
        ("actor_token", "x", "invalid_request"),
        (
            "requested_token_type",
            "urn:ietf:params:oauth:token-type:refresh_token",
            "invalid_request",
        ),
        ("audience", "https://other.example", "invalid_target"),
        ("resource", "https://other.example", "invalid_target"),
    ] {
        refused(&exchange(&app, &client, &good, &[(field, value)]).await, 400, error);
    }
    assert_eq!(exchange(&app, &client, &good, &[("audience", "stifinder")]).await.status, 200);
}

#[tokio::test]
async fn an_issuers_tokens_are_taken_as_they_are_where_it_is_so_configured() {
    let (app, issuer) = (TestApp::start().await, Issuer::start().await);
    let other_node = TestApp::on(app.url.clone()).await;
    let client = register(&app, "fagsystem", json!({})).await;
    let id = trust(&app, &issuer, mapping(&app), Some(&client.node)).await;
    let person =
        json!({ "employee": employee(&app, "sofCoordinator"), "scope": "openid dkk:read" });
    let token = issuer.sign(
        &Header { typ: Some("at+jwt".to_owned()), ..issuer.header() },
        &issuer.claims(person.clone()),
    );
    for node in [&app, &other_node] {
        let me = who(node, &token).await;
        assert_eq!((&me["clientId"], &me["userId"]), (&json!("fagsystem"), &person["employee"]));
        assert_eq!(me["scopes"], json!(["dkk:read"]), "within those it names");
    }
    let all = issuer.token(json!({ "employee": person["employee"] }));
    assert_eq!(who(&app, &all).await["scopes"], json!(["dkk:read", "dkk:write"]));
    for wrong in [
        json!({ "aud": "another-service" }),
        json!({ "groups": [] }),
        json!({ "exp": crate::support::anchor().timestamp() - 31 }),
        json!({ "administration": "BIF", "employee": employee(&app, "bifCaseworker") }),
    ] {
        assert_eq!(status(&app, &issuer.token(wrong.clone())).await, 401, "{wrong}");
    }
    // One token revoked, the client switched off and on, the issuer removed: each from the next
    // request on, on either node.
    let input = json!({ "token": token });
    let answer = administer(&app, "revokeToken", "RevokeTokenInput", "revoked", input).await;
    payload(&answer, "revokeToken");
    for node in [&app, &other_node] {
        assert_eq!((status(node, &token).await, status(node, &all).await), (401, 200));
    }
    for (mutation, version, expected) in [("disableClient", 1, 401), ("enableClient", 2, 200)] {
        let input = json!({ "id": client.node, "expectedVersion": version });
        payload(&administer(&app, mutation, "SwitchClientInput", "", input).await, mutation);
        assert_eq!(status(&other_node, &all).await, expected);
    }
    let mut narrower = mapping(&app);
    narrower["roles"] = json!([{ "value": "tovholder", "role": "UNIT_LEAD" }]);
    let input = json!({ "id": id, "name": "Kommunens login", "audiences": ["stifinder"],
        "mapping": narrower, "bearerClientId": client.node, "expectedVersion": 1 });
    let kind = "UpdateTrustedIssuerInput";
    let answer = administer(&app, "updateTrustedIssuer", kind, "", input).await;
    payload(&answer, "updateTrustedIssuer");
    for node in [&app, &other_node] {
        assert_eq!(status(node, &all).await, 401, "nobody has that role by now");
        let lead = issuer.token(json!({ "employee": person["employee"], "groups": ["tovholder"] }));
        assert_eq!(who(node, &lead).await["roles"], json!(["UNIT_LEAD"]));
    }
    let kind = "RemoveTrustedIssuerInput";
    let answer = administer(&app, "removeTrustedIssuer", kind, "", json!({ "id": id })).await;
    payload(&answer, "removeTrustedIssuer");
    let lead = issuer.token(json!({ "employee": person["employee"], "groups": ["tovholder"] }));
    for node in [&app, &other_node] {
        assert_eq!(status(node, &lead).await, 401);
    }
}

/// The token with the other signature that ECDSA over P-256 has for it: whoever holds a token can
/// make it, by `n - s` in the place of `s`.
fn signed_otherwise(token: &str) -> String {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63,
        0x25, 0x51,
    ];
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let mut borrowed = 0;
    for (digit, order) in signature[32..].iter_mut().zip(ORDER).rev() {
        let left = 256 + i32::from(order) - i32::from(*digit) - borrowed;
        borrowed = i32::from(left < 256);
        *digit = u8::try_from(left % 256).unwrap();
    }
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Revokes a token, or the one that has this id.
async fn revoke(app: &TestApp, token: &str) {
    let input = json!({ "token": token });
    let answer = administer(app, "revokeToken", "RevokeTokenInput", "revoked", input).await;
    payload(&answer, "revokeToken");
}

#[tokio::test]
async fn a_revoked_outside_token_is_neither_taken_nor_exchanged_however_it_is_signed() {
    let (app, issuer) = (TestApp::start().await, Issuer::start().await);
    let client = register(&app, "fagsystem", json!({})).await;
    trust(&app, &issuer, mapping(&app), Some(&client.node)).await;
    let token =
        |jti| issuer.token(json!({ "employee": employee(&app, "sofCoordinator"), "jti": jti }));
    let (kept, by_itself, by_id) = (token("1"), token("2"), token("3"));
    let id = app.ask_with(&by_id, "{ me { tokenId } }", json!({}), &[]).await.data("/me/tokenId");
    for token in [&by_itself, &by_id] {
        let twin = signed_otherwise(token);
        assert_ne!(&twin, token);
        for token in [token, &twin] {
            assert_eq!(status(&app, token).await, 200);
            assert_eq!(exchange(&app, &client, token, &[]).await.status, 200);
        }
    }
    revoke(&app, &by_itself).await;
    revoke(&app, id.as_str().unwrap()).await;
    for token in [&by_itself, &by_id] {
        for token in [token, &signed_otherwise(token)] {
            assert_eq!(status(&app, token).await, 401);
            let answer = exchange(&app, &client, token, &[]).await;
            refused(&answer, 400, "invalid_request");
            assert!(answer.text.contains("revoked"), "{}", answer.text);
        }
    }
    assert_eq!(status(&app, &kept).await, 200);
    assert_eq!(exchange(&app, &client, &kept, &[]).await.status, 200);
}

#[tokio::test]
async fn a_revoked_outside_token_stays_revoked_until_its_own_end() {
    let (app, issuer) = (TestApp::start().await, Issuer::start().await);
    let client = register(&app, "fagsystem", json!({})).await;
    trust(&app, &issuer, mapping(&app), Some(&client.node)).await;
    // As issuers write it: in a month, and never.
    let ends = [crate::support::anchor().timestamp() + 30 * 24 * 3600, 253_402_300_799];
    let token = |exp, jti| {
        let person = employee(&app, "sofCoordinator");
        issuer.token(json!({ "employee": person, "exp": exp, "jti": jti }))
    };
    let mut revoked = Vec::new();
    for exp in ends {
        let (by_itself, by_id) = (token(exp, "1"), token(exp, "2"));
        let id = app.ask_with(&by_id, "{ me { tokenId } }", json!({}), &[]).await;
        revoke(&app, &by_itself).await;
        revoke(&app, id.data("/me/tokenId").as_str().unwrap()).await;
        revoked.extend([by_itself, by_id]);
    }
    app.pass(TimeDelta::days(8));
    app.server().oauth().tend().await.unwrap();
    assert_eq!(status(&app, &token(ends[0], "3")).await, 200, "one that nobody revoked");
    for token in &revoked {
        assert_eq!(status(&app, token).await, 401);
        refused(&exchange(&app, &client, token, &[]).await, 400, "invalid_request");
    }
}

#[tokio::test]
async fn an_outside_token_is_given_the_scopes_that_it_names_and_never_more() {
    let (app, issuer) = (TestApp::start().await, Issuer::start().await);
    let client = register(&app, "fagsystem", json!({})).await;
    trust(&app, &issuer, mapping(&app), Some(&client.node)).await;
    let all = json!(["dkk:read", "dkk:write"]);
    for (claims, expected) in [
        (json!({}), all.clone()),
        (json!({ "scope": "openid dkk:read" }), json!(["dkk:read"])),
        (json!({ "scope": ["openid", "dkk:read"] }), json!(["dkk:read"])),
        (json!({ "scp": "dkk:read" }), json!(["dkk:read"])),
        (json!({ "scp": ["dkk:read"] }), json!(["dkk:read"])),
        (json!({ "scope": "openid", "scp": ["dkk:read", "dkk:write"] }), all),
        (json!({ "scope": "dkk:read audit:read" }), json!(["dkk:read"])),
        (json!({ "scope": "" }), json!([])),
        (json!({ "scope": "openid profile" }), json!([])),
        (json!({ "scp": [] }), json!([])),
        (json!({ "scp": { "dkk": "read" } }), json!([])),
        (json!({ "scope": ["dkk:nothing", 7] }), json!([])),
    ] {
        let mut told = json!({ "employee": employee(&app, "sofCoordinator") });
        told.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        assert_eq!(who(&app, &issuer.token(told)).await["scopes"], expected, "{claims}");
    }
}

#[tokio::test]
async fn keys_are_fetched_for_an_unknown_kid_at_a_bounded_rate() {
    let (app, issuer) = (TestApp::start().await, Issuer::start().await);
    let client = register(&app, "fagsystem", json!({})).await;
    trust(&app, &issuer, mapping(&app), Some(&client.node)).await;
    let person = json!({ "employee": employee(&app, "sofCoordinator") });
    let old = issuer.token(person.clone());
    for _ in 0..5 {
        assert_eq!(status(&app, &old).await, 200);
    }
    assert_eq!(issuer.fetched(), 1, "what is known is not fetched");
    issuer.rotate();
    let new = issuer.token(person.clone());
    assert_eq!(status(&app, &new).await, 200, "the new key is fetched with its first token");
    assert_eq!(status(&app, &old).await, 401, "and the old one is gone");
    let before = issuer.fetched();
    let stranger = Issuer::start().await;
    for number in 0..50 {
        let header = Header { kid: Some(format!("kid-{number}")), ..Header::new(Algorithm::ES256) };
        let forged = stranger.sign(&header, &issuer.claims(person.clone()));
        assert_eq!(status(&app, &forged).await, 401);
    }
    assert!(issuer.fetched() - before <= 3, "{}", issuer.fetched());
    assert_eq!(status(&app, &new).await, 200, "who is known does not suffer");
}

#[tokio::test]
async fn an_issuer_that_is_away_is_waited_out_with_the_keys_that_are_held() {
    let (app, issuer) = (TestApp::start().await, Issuer::start().await);
    let client = register(&app, "fagsystem", json!({})).await;
    trust(&app, &issuer, mapping(&app), None).await;
    let person = employee(&app, "sofCoordinator");
    let at = |minutes: i64| {
        let exp = crate::support::anchor().timestamp() + minutes * 60 + 600;
        issuer.token(json!({ "employee": person, "exp": exp }))
    };
    issuer.set_away(true);
    let answer = exchange(&app, &client, &at(0), &[]).await;
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert_eq!(answer.json()["error"], "temporarily_unavailable");
    assert!(answer.headers.contains_key("retry-after"));
    issuer.set_away(false);
    assert_eq!(exchange(&app, &client, &at(0), &[]).await.status, 200);
    issuer.set_away(true);
    app.pass(TimeDelta::hours(2));
    assert_eq!(exchange(&app, &client, &at(120), &[]).await.status, 200, "old keys for a day");
    app.pass(TimeDelta::hours(23));
    assert_eq!(exchange(&app, &client, &at(25 * 60), &[]).await.status, 503);
}

#[tokio::test]
async fn a_discovery_document_that_is_anothers_or_leads_away_is_not_believed() {
    for (name, value) in [
        ("issuer", json!("http://127.0.0.1:1")),
        ("jwks_uri", json!("http://192.0.2.1/jwks")),
        ("jwks_uri", json!("file:///etc/passwd")),
    ] {
        let (app, issuer) = (TestApp::start().await, Issuer::start().await);
        let client = register(&app, "fagsystem", json!({})).await;
        trust(&app, &issuer, mapping(&app), None).await;
        issuer.tell(name, value.clone());
        let token = issuer.token(json!({ "employee": employee(&app, "sofCoordinator") }));
        let answer = exchange(&app, &client, &token, &[]).await;
        assert_eq!(answer.status, 503, "{name} {value}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_user_is_found_by_e_mail_or_by_the_organisations_own_number_too() {
    let (app, issuer) = (TestApp::start().await, Issuer::start().await);
    let client = register(&app, "fagsystem", json!({})).await;
    let person = app.persona("sofCoordinator").viewer.user.unwrap().0;
    let node = GlobalId::outside(EntityKind::Professional, person).to_string();
    let query = "query($id: ID!) { node(id: $id) { ... on Professional { email } } }";
    let email = app.ask("sofCoordinator", query, json!({ "id": node })).await.data("/node/email");
    let set = "mutation($i: SetExternalReferenceInput!) { setExternalReference(input: $i) { userErrors { code } } }";
    let reference = json!({ "id": node, "reference": { "system": "AD", "id": "ab12" } });
    let scoped = app.token_of(stifinder::token::Grant {
        scopes: stifinder::domain::ScopeSet::ALL,
        ..app.grant("sofCoordinator")
    });
    let answer = app.ask_with(&scoped, set, json!({ "i": reference }), &[]).await;
    assert_eq!(answer.user_errors(), [""; 0]);
    for (rule, claims) in [
        (
            json!({ "claim": "email", "by": "EMAIL" }),
            json!({ "email": email.as_str().unwrap().to_uppercase() }),
        ),
        (
            json!({ "claim": "onprem.name", "by": "EXTERNAL_REFERENCE", "system": "AD" }),
            json!({ "onprem": { "name": "ab12" } }),
        ),
    ] {
        let mut mapping = mapping(&app);
        mapping["user"] = rule;
        let id = trust(&app, &issuer, mapping, None).await;
        let answer = exchange(&app, &client, &issuer.token(claims), &[]).await;
        let token = answer.json()["access_token"].as_str().expect(&answer.text).to_owned();
        assert_eq!(who(&app, &token).await["userId"], person.to_string());
        let stranger = json!({ "email": "x@y.example", "onprem": { "name": "cd34" } });
        refused(
            &exchange(&app, &client, &issuer.token(stranger), &[]).await,
            400,
            "invalid_request",
        );
        let kind = "RemoveTrustedIssuerInput";
        administer(&app, "removeTrustedIssuer", kind, "", json!({ "id": id })).await;
    }
}

#[tokio::test]
async fn a_citizens_sign_in_brings_the_citizen_and_nothing_else() {
    let (app, issuer) = (TestApp::start().await, Issuer::start().await);
    let more = json!({ "organisationId": null, "unitId": null, "scopes": ["citizen:insight", "dkk:read"] });
    let portal = register(&app, "borgerportal", more).await;
    let own = register(&app, "fagsystem", json!({})).await;
    trust(&app, &issuer, json!({ "citizen": { "claim": "cpr", "by": "CPR" } }), None).await;
    let token = issuer.token(json!({ "cpr": app.cast.showcase.cpr, "groups": ["sagsbehandler"] }));
    let answer = exchange(&app, &portal, &token, &[]).await;
    let ours = answer.json()["access_token"].as_str().expect(&answer.text).to_owned();
    let me = who(&app, &ours).await;
    assert_eq!((&me["citizenId"], &me["roles"]), (&json!(app.citizen()), &json!(["CITIZEN"])));
    assert_eq!((&me["organisation"], &me["userId"]), (&Value::Null, &Value::Null));
    let stranger = issuer.token(json!({ "cpr": "0101011234" }));
    refused(&exchange(&app, &portal, &stranger, &[]).await, 400, "invalid_request");
    refused(&exchange(&app, &own, &token, &[]).await, 400, "invalid_request");
}
