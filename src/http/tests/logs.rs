//! What stands in the log of a request, and what never does.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;

use super::{app, post, send};
use crate::telemetry::json_subscriber;

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// All lines of one request at the most talkative level.
async fn logged(request: Request<Body>) -> String {
    let written = Written::default();
    let subscriber = json_subscriber("trace", written.clone()).unwrap();
    let guard = tracing::subscriber::set_default(subscriber);
    send(&app(), request).await;
    drop(guard);
    let bytes = written.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_request_is_logged_with_its_id_client_operation_status_and_time() {
    let body = r#"{"query":"query Greeting { hello }"}"#;
    let text = logged(post().body(body.into()).unwrap()).await;
    let line: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(line["status"], 200);
    assert!(line["duration_us"].is_u64());
    let span = &line["span"];
    assert_eq!(span["path"], "/graphql");
    assert_eq!(span["method"], "POST");
    assert_eq!(span["client"], "toy");
    assert_eq!(span["kind"], "query");
    assert_eq!(span["operation"], "Greeting");
    assert_eq!(span["request_id"].as_str().unwrap().len(), 36);
}

#[tokio::test]
async fn tokens_addresses_bodies_and_values_are_never_logged() {
    let secrets = ["s3cr3t", "0101011234", "Ada", "byCpr", "search"];
    let in_body = r#"{"query":"query($t: String!) { search(text: $t) { id } byCpr(cpr: \"0101011234\") { id } }","variables":{"t":"Ada"}}"#;
    let in_panic = r#"{"query":"{ panics }"}"#;
    let with_token = |body: &'static str| {
        let mut request = post().body(Body::from(body)).unwrap();
        // The toy's client id is its token; what it logs as the client is not looked at here.
        request.headers_mut().insert(header::AUTHORIZATION, "Bearer narrow".parse().unwrap());
        request.headers_mut().insert("idempotency-key", "s3cr3t".parse().unwrap());
        request
    };
    let anonymous = |path: &str| {
        let request = Request::get(path).header(header::AUTHORIZATION, "Basic s3cr3t");
        request.body(Body::empty()).unwrap()
    };
    for request in [
        with_token(in_body),
        with_token(in_panic),
        with_token("0101011234 is no JSON"),
        anonymous("/graphql?query=%7Bsearch(text:%22Ada%22)%7Bid%7D%7D"),
        anonymous("/citizens/0101011234"),
        anonymous("/graphiql/0101011234"),
    ] {
        let text = logged(request).await;
        assert!(text.contains("answered"), "{text}");
        for secret in secrets {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
}

#[tokio::test]
async fn a_long_operation_name_is_not_logged() {
    let name = "N".repeat(65);
    let body = format!(r#"{{"query":"query {name} {{ hello }}"}}"#);
    let text = logged(post().body(body.into()).unwrap()).await;
    assert!(text.contains("answered") && !text.contains(&name), "{text}");
}
