//! `/oauth/token` by client credentials: what is issued, and what is refused with which error.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use serde_json::{Value, json};
use stifinder::http::Peer;

use super::{
    Registered, administer, fetch, form, impatient, payload, refused, register, status, token_of,
};
use crate::support::{Answer, TestApp, anchor};

#[tokio::test]
async fn a_client_gets_a_token_by_either_way_of_showing_its_secret_and_queries_with_it() {
    let app = TestApp::start().await;
    let client = register(&app, "fagsystem", json!({})).await;
    let by_header = fetch(&app, &client, &[]).await;
    let by_body = form(
        &app,
        "/oauth/token",
        &[],
        &[
            ("grant_type", "client_credentials"),
            ("client_id", &client.id),
            ("client_secret", &client.secret),
            ("scope", "dkk:read"),
        ],
    )
    .await;
    for (answer, scope) in [(by_header, "dkk:read dkk:write"), (by_body, "dkk:read")] {
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["pragma"], "no-cache");
        let json = answer.json();
        assert_eq!((&json["token_type"], &json["expires_in"]), (&json!("Bearer"), &json!(900)));
        assert_eq!(json["scope"], scope);
        let token = json["access_token"].as_str().unwrap();
        let query =
            "query($id: ID!) { me { clientId clientName scopes userId } case(id: $id) { status } }";
        let answer = app.ask_with(token, query, json!({ "id": app.case() }), &[]).await;
        assert_eq!(answer.data("/case/status"), "ONGOING", "it acts for its unit");
        let me = answer.data("/me");
        assert_eq!(
            (&me["clientId"], &me["clientName"]),
            (&json!("fagsystem"), &json!("Fagsystem"))
        );
        assert_eq!(
            (&me["scopes"], &me["userId"]),
            (&json!(scope.split(' ').collect::<Vec<_>>()), &Value::Null)
        );
    }
}

#[tokio::test]
async fn a_client_is_given_no_scope_beyond_its_own() {
    let app = TestApp::start().await;
    let client = register(&app, "fagsystem", json!({})).await;
    for scope in ["dkk:read audit:read", "admin:clients", "dkk:all", " "] {
        refused(&fetch(&app, &client, &[("scope", scope)]).await, 400, "invalid_scope");
    }
}

#[tokio::test]
async fn each_wrong_request_has_the_error_of_the_rfc() {
    let app = TestApp::start().await;
    let client = register(&app, "fagsystem", json!({})).await;
    let (basic, id, secret) = (client.basic(), client.id.as_str(), client.secret.as_str());
    let own = [("authorization", basic.as_str())];
    let grant = ("grant_type", "client_credentials");
    let ask = async |headers: &[(&str, &str)], fields: &[(&str, &str)]| {
        form(&app, "/oauth/token", headers, fields).await
    };
    refused(&ask(&own, &[]).await, 400, "invalid_request");
    refused(&ask(&own, &[grant, grant]).await, 400, "invalid_request");
    refused(&ask(&own, &[("grant_type", "password")]).await, 400, "unsupported_grant_type");
    refused(
        &ask(&own, &[("grant_type", "authorization_code")]).await,
        400,
        "unsupported_grant_type",
    );
    // No client, or one that proves nothing.
    refused(&ask(&[], &[grant]).await, 401, "invalid_client");
    refused(&ask(&[], &[grant, ("client_id", id)]).await, 401, "invalid_client");
    refused(&ask(&[], &[grant, ("client_secret", secret)]).await, 400, "invalid_request");
    for header in ["Bearer x", "Basic", "Basic !!", "Basic ZmFnc3lzdGVt", "Basic w6Y="] {
        refused(&ask(&[("authorization", header)], &[grant]).await, 401, "invalid_client");
    }
    // In more than one way.
    let twice = [grant, ("client_id", id), ("client_secret", secret)];
    refused(&ask(&own, &twice).await, 400, "invalid_request");
    refused(&ask(&own, &[grant, ("client_id", "other")]).await, 400, "invalid_request");
    refused(&ask(&own, &[grant, ("client_assertion", "a.b.c")]).await, 400, "invalid_request");
    // No form.
    let body = json!({ "grant_type": "client_credentials" }).to_string();
    let request = Request::post("/oauth/token").header("authorization", &basic);
    let request = request.header("content-type", "application/json");
    refused(&app.send(request.body(Body::from(body)).unwrap()).await, 400, "invalid_request");
    let huge = "x".repeat(70_000);
    refused(&ask(&own, &[grant, ("scope", &huge)]).await, 413, "invalid_request");
    let request = Request::get("/oauth/token?grant_type=client_credentials");
    let answer = app.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.headers["allow"], "POST");
}

#[tokio::test]
async fn nothing_tells_whether_a_client_exists() {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let listener = Arc::clone(&heard);
    let app = TestApp::overheard(move |sql| listener.lock().unwrap().push(sql.to_owned())).await;
    let known = register(&app, "fagsystem", json!({})).await;
    let disabled = register(&app, "afbrudt", json!({})).await;
    let input = json!({ "id": disabled.node, "expectedVersion": 1 });
    let answer = administer(&app, "disableClient", "SwitchClientInput", "", input).await;
    payload(&answer, "disableClient");
    let other = "stf_0000000000000000000000000000000000000000000000000";
    let ask = async |id: &str, secret: &str| {
        heard.lock().unwrap().clear();
        let client =
            Registered { node: String::new(), id: id.to_owned(), secret: secret.to_owned() };
        let answer = fetch(&app, &client, &[]).await;
        refused(&answer, 401, "invalid_client");
        let mut headers = answer.headers.clone();
        headers.remove("x-request-id");
        (answer.text, headers, heard.lock().unwrap().clone())
    };
    let unknown = ask("findes-ikke", other).await;
    assert_eq!(unknown.2.len(), 2, "{:?}", unknown.2);
    for (id, secret) in [
        (known.id.as_str(), other),
        (&known.id, ""),
        (&disabled.id, other),
        ("demo", other),
        ("findes-ikke", &known.secret),
        ("Intet Id", other),
        (&"x".repeat(100), other),
    ] {
        assert_eq!(ask(id, secret).await, unknown, "{id}");
    }
}

#[tokio::test]
async fn who_may_not_call_is_told_why_only_with_the_secret() {
    let app = TestApp::start().await;
    let end = anchor() + TimeDelta::days(1);
    let client = register(&app, "fagsystem", json!({ "expiresAt": end })).await;
    // A token never outlives its client.
    app.pass(TimeDelta::days(1) - TimeDelta::minutes(5));
    let answer = fetch(&app, &client, &[]).await;
    assert_eq!(answer.json()["expires_in"], 300, "{}", answer.text);
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(status(&app, &token).await, 200);
    app.pass(TimeDelta::minutes(5));
    assert_eq!(status(&app, &token).await, 401, "within the leeway, and yet over");
    let expired = fetch(&app, &client, &[]).await;
    refused(&expired, 401, "invalid_client");
    assert!(expired.text.contains("expired"));
    let stranger = Registered { secret: "guess".to_owned(), ..client };
    assert!(!fetch(&app, &stranger, &[]).await.text.contains("expired"));
}

#[tokio::test]
async fn a_client_calls_from_its_networks_only_for_tokens_and_with_them() {
    let app = TestApp::start().await;
    let networks = json!({ "networks": ["192.0.2.0/24", "2001:db8::/32"] });
    let client = register(&app, "fagsystem", networks).await;
    let from = async |address: &str, request: Request<Body>| {
        let mut request = request;
        let address: SocketAddr = address.parse().unwrap();
        request.extensions_mut().insert(Peer(address));
        app.send(request).await
    };
    let ask = || {
        Request::post("/oauth/token")
            .header("authorization", client.basic())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("grant_type=client_credentials"))
            .unwrap()
    };
    let (inside, outside) = ("[2001:db8::7]:4000", "198.51.100.1:4000");
    let answer = from(inside, ask()).await;
    let token = answer.json()["access_token"].as_str().expect(&answer.text).to_owned();
    refused(&from(outside, ask()).await, 401, "invalid_client");
    refused(&app.send(ask()).await, 401, "invalid_client");
    let query = || {
        Request::post("/graphql")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(Body::from(r#"{"query":"{ me { clientId } }"}"#))
            .unwrap()
    };
    assert_eq!(from(inside, query()).await.status, 200);
    assert_eq!(from(outside, query()).await.status, 401);
}

#[tokio::test]
async fn a_client_of_no_organisation_has_nobody_to_act_for() {
    let app = TestApp::start().await;
    let nobody = json!({ "organisationId": null, "unitId": null });
    let client = register(&app, "portal", nobody).await;
    refused(&fetch(&app, &client, &[]).await, 400, "unauthorized_client");
}

#[tokio::test]
async fn a_client_can_have_its_tokens_by_es256() {
    let app = TestApp::start().await;
    let client = register(&app, "fagsystem", json!({ "tokenAlgorithm": "ES256" })).await;
    let token = token_of(&app, &client).await;
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(header["alg"], "ES256");
    assert_eq!(status(&app, &token).await, 200);
    let jwks = Request::get("/.well-known/jwks.json").body(Body::empty()).unwrap();
    let jwks = app.send(jwks).await.json();
    let algorithms: Vec<_> =
        jwks["keys"].as_array().unwrap().iter().map(|key| &key["alg"]).collect();
    assert!(algorithms.contains(&&json!("ES256")) && algorithms.contains(&&json!("EdDSA")));
}

#[tokio::test]
async fn who_asks_for_tokens_too_often_is_held_back_whoever_it_is() {
    let app = impatient(20).await;
    let client = register(&app, "fagsystem", json!({})).await;
    let other = register(&app, "andet-system", json!({})).await;
    let held_back = |answer: &Answer| {
        refused(answer, 429, "temporarily_unavailable");
        let wait = answer.headers["retry-after"].to_str().unwrap();
        assert!(wait.parse::<u64>().unwrap() > 0);
    };
    for number in 0..30 {
        let answer = fetch(&app, &client, &[]).await;
        match number {
            ..20 => assert_eq!(answer.status, 200, "{number}: {}", answer.text),
            _ => held_back(&answer),
        }
    }
    assert_eq!(fetch(&app, &other, &[]).await.status, 200, "another is not");
    // A new id each time is no way around it.
    for number in 0..50 {
        let stranger = Registered { id: format!("findes-ikke-{number}"), ..client.clone() };
        let answer = fetch(&app, &stranger, &[]).await;
        match number {
            ..40 => refused(&answer, 401, "invalid_client"),
            _ => held_back(&answer),
        }
    }
    assert_eq!(fetch(&app, &other, &[]).await.status, 200, "nor does it lock a client out");
}

#[tokio::test]
async fn wrong_secrets_for_the_id_of_a_client_do_not_lock_it_out() {
    let app = impatient(20).await;
    let client = register(&app, "fagsystem", json!({})).await;
    let guess = Registered { secret: "guess".to_owned(), ..client.clone() };
    for _ in 0..30 {
        refused(&fetch(&app, &guess, &[]).await, 401, "invalid_client");
    }
    assert_eq!(fetch(&app, &client, &[]).await.status, 200);
    for _ in 0..30 {
        fetch(&app, &guess, &[]).await;
    }
    refused(&fetch(&app, &guess, &[]).await, 429, "temporarily_unavailable");
    assert_eq!(fetch(&app, &client, &[]).await.status, 200, "its secret is known by now");
}

#[tokio::test]
async fn the_metadata_names_what_is_served() {
    let app = TestApp::start().await;
    let get = async |path: &str| app.send(Request::get(path).body(Body::empty()).unwrap()).await;
    let answer = get("/.well-known/oauth-authorization-server").await;
    let told = answer.json();
    assert_eq!(told["issuer"], "https://stifinder.local");
    for (name, path) in [
        ("token_endpoint", "/oauth/token"),
        ("revocation_endpoint", "/oauth/revoke"),
        ("introspection_endpoint", "/oauth/introspect"),
        ("jwks_uri", "/.well-known/jwks.json"),
    ] {
        assert_eq!(told[name], format!("https://stifinder.local{path}"));
        let answer = get(path).await;
        assert_ne!(answer.status, 404, "{path}");
    }
    assert_eq!(get("/.well-known/oauth-authorization-server/andet").await.status, 404);
    assert!(
        told["grant_types_supported"].as_array().unwrap().contains(&json!("client_credentials"))
    );
}
