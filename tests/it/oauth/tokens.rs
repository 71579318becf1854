//! Revocation and introspection of tokens.

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{administer, form, payload, refused, register, status, token_of};
use crate::support::{Answer, TestApp};

pub(super) async fn post(
    app: &TestApp,
    path: &str,
    client: &super::Registered,
    token: &str,
) -> Answer {
    let basic = client.basic();
    form(app, path, &[("authorization", &basic)], &[("token", token)]).await
}

async fn introspect(app: &TestApp, client: &super::Registered, token: &str) -> Value {
    let answer = post(app, "/oauth/introspect", client, token).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.headers["cache-control"], "no-store");
    answer.json()
}

#[tokio::test]
async fn a_revoked_token_is_refused_from_the_next_request_on_on_every_node() {
    let app = TestApp::start().await;
    let other_node = TestApp::on(app.url.clone()).await;
    let client = register(&app, "fagsystem", json!({})).await;
    let (token, kept) = (token_of(&app, &client).await, token_of(&app, &client).await);
    assert_eq!(status(&other_node, &token).await, 200);
    for _ in 0..2 {
        let answer = post(&app, "/oauth/revoke", &client, &token).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, "{}"));
    }
    for node in [&app, &other_node] {
        assert_eq!(status(node, &token).await, 401);
        assert_eq!(status(node, &kept).await, 200, "another token of the client holds");
        assert_eq!(introspect(node, &client, &token).await, json!({ "active": false }));
    }
    for nonsense in ["nonsense", "a.b.c", &kept[..kept.len() - 3]] {
        assert_eq!(post(&app, "/oauth/revoke", &client, nonsense).await.status, 200);
    }
    let stranger = register(&app, "andet-system", json!({})).await;
    refused(&post(&app, "/oauth/revoke", &stranger, &kept).await, 400, "invalid_grant");
    assert_eq!(status(&app, &kept).await, 200);
    let no_client = form(&app, "/oauth/revoke", &[], &[("token", &kept)]).await;
    refused(&no_client, 401, "invalid_client");
    let basic = client.basic();
    let no_token = form(&app, "/oauth/revoke", &[("authorization", &basic)], &[]).await;
    refused(&no_token, 400, "invalid_request");
}

#[tokio::test]
async fn what_a_token_says_is_told_to_its_client_while_it_holds() {
    let app = TestApp::start().await;
    let client = register(&app, "fagsystem", json!({})).await;
    let token = token_of(&app, &client).await;
    let told = introspect(&app, &client, &token).await;
    let viewer = &app.persona("sofCoordinator").viewer;
    assert_eq!(told["active"], true);
    assert_eq!((&told["client_id"], &told["sub"]), (&json!("fagsystem"), &json!("fagsystem")));
    assert_eq!(told["scope"], "dkk:read dkk:write");
    assert_eq!(told["org"], viewer.organisation.unwrap().id.0.to_string());
    assert_eq!(told["unit"], viewer.unit.unwrap().0.to_string());
    assert!(told.get("user").is_none());
    let inactive = json!({ "active": false });
    let stranger = register(&app, "andet-system", json!({})).await;
    assert_eq!(introspect(&app, &stranger, &token).await, inactive);
    let admin = json!({ "scopes": ["admin:clients"] });
    let admin = register(&app, "konsol", admin).await;
    assert_eq!(introspect(&app, &admin, &token).await, told);
    for nonsense in ["nonsense", "a.b.c"] {
        assert_eq!(introspect(&app, &client, nonsense).await, inactive);
    }
    app.pass(TimeDelta::minutes(16));
    assert_eq!(introspect(&app, &client, &token).await, inactive);
}

#[tokio::test]
async fn a_token_that_leaked_is_revoked_by_an_administrator_by_itself_or_by_its_id() {
    let app = TestApp::start().await;
    let client = register(&app, "fagsystem", json!({})).await;
    let (one, two) = (token_of(&app, &client).await, token_of(&app, &client).await);
    let id = introspect(&app, &client, &two).await["jti"].as_str().unwrap().to_owned();
    for named in [&one, &id] {
        let input = json!({ "token": named });
        let answer = administer(&app, "revokeToken", "RevokeTokenInput", "revoked", input).await;
        assert_eq!(payload(&answer, "revokeToken")["revoked"], true);
    }
    assert_eq!((status(&app, &one).await, status(&app, &two).await), (401, 401));
    assert!(app.log().await.iter().any(|row| row.detail == format!("#TOKEN:{id}")));
}

#[tokio::test]
async fn a_node_that_is_behind_revokes_and_tells_of_a_token_by_a_key_it_has_not_heard_of() {
    let app = TestApp::start().await;
    let (behind, further) =
        (TestApp::on(app.url.clone()).await, TestApp::on(app.url.clone()).await);
    let client = register(&app, "fagsystem", json!({})).await;
    let keys = app.ask("admin", "{ signingKeys { id state algorithm } }", json!({})).await;
    let keys = keys.data("/signingKeys");
    let signs = |key: &&Value| key["state"] == "SIGNING" && key["algorithm"] == "EdDSA";
    let key = keys.as_array().unwrap().iter().find(signs).unwrap();
    let input = json!({ "id": key["id"] });
    let answer = administer(&app, "retireSigningKey", "RetireSigningKeyInput", "", input).await;
    payload(&answer, "retireSigningKey");
    let token = token_of(&app, &client).await;
    assert_eq!(introspect(&further, &client, &token).await["active"], true);
    assert_eq!(post(&behind, "/oauth/revoke", &client, &token).await.status, 200);
    for node in [&app, &behind, &further] {
        assert_eq!(status(node, &token).await, 401);
    }
    // Where there is no time to look for one key more, nobody is told that it is done.
    let strange = |number: u32| {
        let header = json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": format!("kid-{number}") });
        let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
        format!("{}.{}.AAAA", part(header), part(json!({ "iss": "https://stifinder.local" })))
    };
    let mut answers = Vec::new();
    for number in 0..30 {
        answers.push(post(&behind, "/oauth/revoke", &client, &strange(number)).await);
    }
    let away = answers.iter().find(|answer| answer.status != 200).expect("5, then one a second");
    refused(away, 503, "temporarily_unavailable");
    assert!(away.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn a_retired_key_takes_its_tokens_along_and_the_next_token_holds() {
    let app = TestApp::start().await;
    let other_node = TestApp::on(app.url.clone()).await;
    let client = register(&app, "fagsystem", json!({})).await;
    let token = token_of(&other_node, &client).await;
    let admin = app.token("admin");
    let keys = app.ask_with(&admin, "{ signingKeys { id state algorithm } }", json!({}), &[]).await;
    let keys = keys.data("/signingKeys");
    let signs = |key: &&Value| key["state"] == "SIGNING" && key["algorithm"] == "EdDSA";
    let key = keys.as_array().unwrap().iter().find(signs).unwrap().clone();
    let input = json!({ "id": key["id"] });
    let shown = "signingKey { state retiredAt }";
    let answer = administer(&app, "retireSigningKey", "RetireSigningKeyInput", shown, input).await;
    assert_eq!(payload(&answer, "retireSigningKey")["signingKey"]["state"], "RETIRED");
    for node in [&app, &other_node] {
        assert_eq!(status(node, &token).await, 401);
        // The node that has not heard of it does not hand out what would not hold.
        assert_eq!(status(&app, &token_of(node, &client).await).await, 200);
    }
    let jwks = Request::get("/.well-known/jwks.json").body(Body::empty()).unwrap();
    let jwks = app.send(jwks).await;
    assert!(jwks.json()["keys"].as_array().unwrap().len() >= 2);
}
