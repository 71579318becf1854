//! Tests of the edge through its router, in front of a toy schema.

mod bombs;
mod logs;
mod pages;
mod requests;
mod sockets;
mod toy;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header, request::Builder},
};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{EdgeOptions, router};
use toy::Toy;

const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

fn app() -> Router {
    router(Toy::edge(EdgeOptions::default()))
}

/// A POST as a good client sends it, up to its body.
fn post() -> Builder {
    Request::post("/graphql")
        .header(header::AUTHORIZATION, "Bearer toy")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, GRAPHQL_RESPONSE)
}

fn get(query: &str) -> Builder {
    Request::get(format!("/graphql?{query}"))
        .header(header::AUTHORIZATION, "Bearer toy")
        .header(header::ACCEPT, GRAPHQL_RESPONSE)
}

async fn send(app: &Router, request: Request<Body>) -> (StatusCode, Response<()>, Vec<u8>) {
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, Response::from_parts(parts, ()), bytes.to_vec())
}

/// Sends, checks what every JSON answer has, and gives status and body.
async fn ask(app: &Router, request: Request<Body>) -> (StatusCode, Value) {
    let (status, response, bytes) = send(app, request).await;
    let body: Value = serde_json::from_slice(&bytes).unwrap();
    let headers = response.headers();
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let id = headers["x-request-id"].to_str().unwrap();
    assert_eq!(uuid::Uuid::parse_str(id).unwrap().get_version_num(), 7);
    for error in body["errors"].as_array().into_iter().flatten() {
        assert_eq!(error["extensions"]["requestId"], id);
        assert!(error["extensions"]["code"].is_string(), "{error}");
    }
    (status, body)
}

async fn ask_document(app: &Router, query: &str, variables: Value) -> (StatusCode, Value) {
    let body = json!({ "query": query, "variables": variables }).to_string();
    ask(app, post().body(body.into()).unwrap()).await
}

fn code(body: &Value) -> &str {
    assert_eq!(body["errors"].as_array().map(Vec::len), Some(1), "{body}");
    assert_eq!(body.get("data"), None, "a refusal has no data");
    body["errors"][0]["extensions"]["code"].as_str().unwrap()
}
