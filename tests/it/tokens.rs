//! Tokens that must not open anything: 401, and no work behind it.

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::TestApp;

const QUERY: &str = "query($id: ID!) { case(id: $id) { status } }";

async fn status(app: &TestApp, token: &str) -> (u16, Value) {
    let answer = app.ask_with(token, QUERY, json!({ "id": app.case() }), &[]).await;
    (answer.status.as_u16(), answer.json())
}

#[track_caller]
fn refused((status, body): (u16, Value)) {
    assert_eq!(status, 401, "{body}");
    assert_eq!(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert!(body.get("data").is_none());
}

#[tokio::test]
async fn a_token_that_is_missing_broken_or_unsigned_opens_nothing() {
    let app = TestApp::start().await;
    let good = app.token("sofCoordinator");
    assert_eq!(status(&app, &good).await.0, 200);
    let parts: Vec<_> = good.split('.').collect();
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
    refused(status(&app, &format!("{none}.{}.", parts[1])).await);
    refused(status(&app, &format!("{}.{}.", parts[0], parts[1])).await);
    refused(status(&app, "nonsense").await);
    let mut claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    claims["roles"] = json!(["ADMIN"]);
    let forged = URL_SAFE_NO_PAD.encode(claims.to_string());
    refused(status(&app, &format!("{}.{forged}.{}", parts[0], parts[2])).await);
    let body = json!({ "query": "{ __typename }" }).to_string();
    let bare = Request::post("/graphql")
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap();
    let answer = app.send(bare).await;
    assert_eq!(answer.status, 401);
    assert!(answer.headers["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
    assert_eq!(app.log_rows().await, 1, "only the good token's read is an access");
}

#[tokio::test]
async fn an_expired_token_and_one_of_another_server_open_nothing() {
    let app = TestApp::start().await;
    let other = TestApp::start().await;
    refused(status(&app, &other.token("sofCoordinator")).await);
    let token = app.token("sofCoordinator");
    app.pass(TimeDelta::days(401));
    refused(status(&app, &token).await);
}

#[tokio::test]
async fn revoking_the_client_holds_from_the_next_request() {
    let app = TestApp::start().await;
    let token = app.token("sofCoordinator");
    assert_eq!(status(&app, &token).await.0, 200);
    let revoke = "UPDATE client SET revoked_at = created_at WHERE id = 'demo'";
    app.connection().execute_unprepared(revoke).await.unwrap();
    refused(status(&app, &token).await);
}
