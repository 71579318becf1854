//! Schema, keys, health, metrics, GraphiQL, and what all answers have.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::Value;

use super::{GRAPHQL_RESPONSE, Toy, app, post, send};
use crate::http::{EdgeOptions, admin_router, router};

async fn fetch(path: &str) -> (StatusCode, axum::http::Response<()>, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let (status, response, body) = send(&app(), request).await;
    (status, response, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn the_schema_keys_and_health_need_no_token() {
    for (path, expected) in [
        ("/schema.graphql", "type Nest"),
        ("/.well-known/jwks.json", "\"keys\""),
        ("/livez", "ok"),
        ("/readyz", "ready"),
    ] {
        let (status, response, body) = fetch(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(body.contains(expected), "{path}: {body}");
        assert!(response.headers().contains_key("x-request-id"));
    }
}

#[tokio::test]
async fn all_who_ask_for_the_schema_are_sent_the_same_bytes() {
    use axum::body::to_bytes;
    use tower::ServiceExt;
    let app = app();
    let ask = async || {
        let request = Request::get("/schema.graphql").body(Body::empty()).unwrap();
        let answer = app.clone().oneshot(request).await.unwrap();
        to_bytes(answer.into_body(), usize::MAX).await.unwrap()
    };
    let (one, other) = (ask().await, ask().await);
    assert!(!one.is_empty());
    assert_eq!(one.as_ptr(), other.as_ptr());
}

#[tokio::test]
async fn a_server_that_is_not_ready_says_503() {
    let edge = Toy::edge(EdgeOptions::default());
    edge.executor().greeted.store(1000, std::sync::atomic::Ordering::SeqCst);
    let request = Request::get("/readyz").body(Body::empty()).unwrap();
    assert_eq!(send(&router(edge), request).await.0, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn other_addresses_are_404_and_other_methods_405() {
    let (status, _, body) = fetch("/graphql/0101011234").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(!body.contains("0101011234"));
    let request = Request::post("/livez").body(Body::empty()).unwrap();
    let (status, response, body) = send(&app(), request).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(response.headers()[header::ALLOW].to_str().unwrap().contains("GET"));
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(super::code(&body), "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn graphiql_loads_files_of_this_host_only_under_a_strict_policy() {
    let (status, response, page) = fetch("/graphiql").await;
    assert_eq!(status, StatusCode::OK);
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    for part in ["default-src 'none'", "script-src 'self';", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("http") && !policy.contains('*'), "{policy}");
    assert!(!page.contains("://"), "{page}");
    let files: Vec<_> = page.split('"').filter(|part| part.starts_with("/graphiql/")).collect();
    assert!(files.len() >= 5, "{files:?}");
    for file in files {
        let (status, response, _) = fetch(file).await;
        assert_eq!(status, StatusCode::OK, "{file}");
        let kept = response.headers()[header::CACHE_CONTROL].to_str().unwrap();
        assert!(kept.contains("immutable"), "{file}");
    }
    assert_eq!(fetch("/graphiql/../Cargo.toml").await.0, StatusCode::NOT_FOUND);
    let (status, _, examples) = fetch("/graphiql/examples.json").await;
    let examples: Vec<Value> = serde_json::from_str(&examples).unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(examples.iter().all(|example| example["query"].is_string()));
    assert!(!examples.is_empty());
}

#[tokio::test]
async fn graphiql_can_be_left_out() {
    let app = router(Toy::edge(EdgeOptions { graphiql: false, ..EdgeOptions::default() }));
    let request = Request::get("/graphiql").body(Body::empty()).unwrap();
    assert_eq!(send(&app, request).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_big_answers_are_compressed() {
    for (query, encoding) in [("{hello}", None), ("{long}", Some("gzip"))] {
        let request = post()
            .header(header::ACCEPT_ENCODING, "gzip")
            .body(Body::from(format!(r#"{{"query":"{query}"}}"#)))
            .unwrap();
        let (status, response, _) = send(&app(), request).await;
        assert_eq!(status, StatusCode::OK);
        let found = response.headers().get(header::CONTENT_ENCODING);
        assert_eq!(found.map(|value| value.to_str().unwrap()), encoding);
        let kind = response.headers()[header::CONTENT_TYPE].to_str().unwrap();
        assert!(kind.starts_with(GRAPHQL_RESPONSE));
    }
}

#[tokio::test]
async fn metrics_stand_on_the_admin_listener_alone() {
    let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
    let admin = admin_router(Toy::edge(EdgeOptions::default()), recorder.handle());
    let ask = || Request::get("/metrics").body(Body::empty()).unwrap();
    let (status, text) = {
        let _installed = metrics::set_default_local_recorder(&recorder);
        send(&app(), post().body(Body::from(r#"{"query":"{"}"#)).unwrap()).await;
        let (status, _, text) = send(&admin, ask()).await;
        (status, String::from_utf8(text).unwrap())
    };
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains(r#"stifinder_refused_total{code="PARSE_FAILED"} 1"#), "{text}");
    let counted = r#"stifinder_http_requests_total{path="/graphql",status="4xx"} 1"#;
    assert!(text.contains(counted), "{text}");
    assert_eq!(send(&app(), ask()).await.0, StatusCode::NOT_FOUND);
}
