//! Methods, media types, parameters, tokens, and what executed.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use serde_json::{Value, json};

use super::{Toy, app, ask, ask_document, code, get, post, send};
use crate::http::{EdgeOptions, Limits, router};

const HELLO: &str = r#"{"query":"{hello}"}"#;

#[tokio::test]
async fn a_query_is_answered_in_the_media_type_that_was_asked_for() {
    for (accept, expected) in [
        (None, "application/json; charset=utf-8"),
        (Some("*/*"), "application/json; charset=utf-8"),
        (Some("application/json"), "application/json; charset=utf-8"),
        (
            Some("text/html, application/json;q=0.5, application/graphql-response+json"),
            "application/graphql-response+json; charset=utf-8",
        ),
        (
            Some("application/graphql-response+json;q=0.1, application/json;q=0.9"),
            "application/json; charset=utf-8",
        ),
    ] {
        let mut request = post().body(Body::from(HELLO)).unwrap();
        request.headers_mut().remove(header::ACCEPT);
        if let Some(accept) = accept {
            request.headers_mut().insert(header::ACCEPT, accept.parse().unwrap());
        }
        let (status, response, body) = send(&app(), request).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], expected);
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["data"], json!({"hello": "hello"}));
    }
}

#[tokio::test]
async fn what_cannot_be_accepted_is_406() {
    for accept in ["text/html", "application/json;q=0", "application/json;charset=latin1"] {
        let mut request = post().body(Body::from(HELLO)).unwrap();
        request.headers_mut().insert(header::ACCEPT, accept.parse().unwrap());
        let (status, body) = ask(&app(), request).await;
        assert_eq!((status, code(&body)), (StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE"));
    }
}

#[tokio::test]
async fn other_methods_are_405_and_told_which_to_use() {
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let mut request = post().body(Body::from(HELLO)).unwrap();
        *request.method_mut() = method;
        let (status, response, body) = send(&app(), request).await;
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((status, code(&body)), (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED"));
        assert_eq!(response.headers()[header::ALLOW], "GET, POST");
    }
}

#[tokio::test]
async fn a_body_that_a_form_could_send_is_415() {
    for kind in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("application/json; charset=iso-8859-1"),
        Some("application/graphql"),
    ] {
        let mut request = post().body(Body::from(HELLO)).unwrap();
        request.headers_mut().remove(header::CONTENT_TYPE);
        if let Some(kind) = kind {
            request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().unwrap());
        }
        let (status, body) = ask(&app(), request).await;
        let expected = (StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE");
        assert_eq!((status, code(&body)), expected, "{kind:?}");
    }
    let compressed = post().header(header::CONTENT_ENCODING, "gzip").body(HELLO.into()).unwrap();
    assert_eq!(ask(&app(), compressed).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn a_request_that_is_no_graphql_request_is_400_under_both_media_types() {
    for body in [
        "",
        "{",
        "null",
        "\"{hello}\"",
        "{}",
        r#"{"query":null}"#,
        r#"{"query":["{hello}"]}"#,
        r#"{"query":"{hello}","operationName":1}"#,
        r#"{"query":"{hello}","variables":[]}"#,
        r#"{"query":"{hello}","variables":"{}"}"#,
        r#"{"query":"{hello}","extensions":0}"#,
        r#"[{"query":"{hello}"},{"query":"{hello}"}]"#,
        "[]",
    ] {
        for accept in ["application/json", super::GRAPHQL_RESPONSE] {
            let mut request = post().body(Body::from(body)).unwrap();
            request.headers_mut().insert(header::ACCEPT, accept.parse().unwrap());
            let (status, answer) = ask(&app(), request).await;
            let expected = (StatusCode::BAD_REQUEST, "BAD_REQUEST");
            assert_eq!((status, code(&answer)), expected, "{body}");
        }
    }
    let deep = format!(r#"{{"query":"{{hello}}","variables":{}"#, "[".repeat(100_000));
    let (status, _) = ask(&app(), post().body(deep.into()).unwrap()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn bytes_that_are_not_utf_8_are_400() {
    let mut bytes = HELLO.as_bytes().to_vec();
    bytes.insert(11, 0xFF);
    let (status, body) = ask(&app(), post().body(bytes.into()).unwrap()).await;
    assert_eq!((status, code(&body)), (StatusCode::BAD_REQUEST, "BAD_REQUEST"));
    let (status, body) =
        ask(&app(), get("query=%7Bhello%FF%7D").body(Body::empty()).unwrap()).await;
    assert_eq!((status, code(&body)), (StatusCode::BAD_REQUEST, "BAD_REQUEST"));
}

#[tokio::test]
async fn a_refused_document_is_400_or_under_plain_json_200() {
    for (query, expected) in [
        ("{", "PARSE_FAILED"),
        ("{ nothingOfThatName }", "VALIDATION_FAILED"),
        ("query($id: ID!) { case(id: $id) { id } }", "VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "VALIDATION_FAILED"),
        ("subscription { hello }", "VALIDATION_FAILED"),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "VALIDATION_FAILED"),
        ("{ hello(", "PARSE_FAILED"),
        (r#"{ search(text: "\uD83D\uDE00") { id } }"#, "PARSE_FAILED"),
    ] {
        let text = json!({ "query": query }).to_string();
        let (status, body) = ask(&app(), post().body(text.clone().into()).unwrap()).await;
        assert_eq!((status, code(&body)), (StatusCode::BAD_REQUEST, expected), "{query}");
        let mut request = post().body(Body::from(text)).unwrap();
        request.headers_mut().insert(header::ACCEPT, "application/json".parse().unwrap());
        let (status, body) = ask(&app(), request).await;
        assert_eq!((status, code(&body)), (StatusCode::OK, expected), "{query}");
    }
}

#[tokio::test]
async fn thousands_of_mistakes_are_told_twenty_times() {
    let query = format!("{{ {} }}", "x ".repeat(3000));
    let (status, body) = ask_document(&app(), &query, Value::Null).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let told = body["errors"].as_array().unwrap().len();
    assert!((1..=20).contains(&told), "{told}");
}

#[tokio::test]
async fn the_named_operation_runs() {
    let query = "query A { hello } query B { me { client } }";
    let body = json!({"query": query, "operationName": "B"}).to_string();
    let (status, body) = ask(&app(), post().body(body.into()).unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["data"], json!({"me": {"client": "toy"}}));
}

#[tokio::test]
async fn a_mutation_runs_by_post_and_never_by_get() {
    let edge = Toy::edge(EdgeOptions::default());
    let app = router(edge.clone());
    let document = "mutation($input: GreetInput!) { greet(input: $input) }";
    let variables = json!({"input": {"name": "Ada"}});
    let (status, body) = ask_document(&app, document, variables).await;
    assert_eq!((status, &body["data"]["greet"]), (StatusCode::OK, &json!("hello Ada")));
    let (status, response, body) = send(
        &app,
        get("query=mutation%7Bgreet(input:%7Bname:%22Ada%22%7D)%7D").body(Body::empty()).unwrap(),
    )
    .await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, code(&body)), (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED"));
    assert_eq!(response.headers()[header::ALLOW], "POST");
    assert_eq!(edge.executor().greeted.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_an_address_must_not_hold_is_refused_by_get() {
    for query in [
        "query=query($c:Cpr!)%7BbyCpr(cpr:$c)%7Bid%7D%7D&variables=%7B%22c%22:%220101011234%22%7D",
        "query=%7BbyCpr(cpr:%220101011234%22)%7Bid%7D%7D",
        "query=query($t:String!)%7Bsearch(text:$t)%7Bid%7D%7D&variables=%7B%22t%22:%22Ada%22%7D",
        "query=%7Bsearch(text:%22Ada%22)%7Bid%7D%7D",
        "query=%7B...F%7D%20fragment%20F%20on%20Query%7Bsearch(text:%22Ada%22)%7Bid%7D%7D",
        "query=query($i:GreetInput!)%7BmatchInput(input:$i)%7Bid%7D%7D&variables=%7B%7D",
        "query=query($i:%5BCpr!%5D)%7Bhello%7D",
    ] {
        let (status, body) = ask(&app(), get(query).body(Body::empty()).unwrap()).await;
        let expected = (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED");
        assert_eq!((status, code(&body)), expected, "{query}");
    }
    for query in [
        "query=%7Bcase(id:%22x%22)%7Bid%7D%7D",
        "query=query($i:ID!)%7Bcase(id:$i)%7Bid%7D%7D&variables=%7B%22i%22:%22x%22%7D",
        "query=query%20Q($n:String!)%7B__type(name:$n)%7Bname%7D%7D&operationName=Q\
         &variables=%7B%22n%22:%22Nest%22%7D&extensions=%7B%7D",
        "query=query+Q%7Bhello%7D&variables=",
    ] {
        let (status, body) = ask(&app(), get(query).body(Body::empty()).unwrap()).await;
        assert_eq!((status, body.get("errors")), (StatusCode::OK, None), "{query}");
    }
}

#[tokio::test]
async fn a_malformed_query_string_is_400() {
    for query in ["", "query=%7B&query=%7B", "query=%7Bhello%7D&variables=%5B%5D", "query=%"] {
        let (status, body) = ask(&app(), get(query).body(Body::empty()).unwrap()).await;
        assert_eq!((status, code(&body)), (StatusCode::BAD_REQUEST, "BAD_REQUEST"), "{query}");
    }
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_401_with_the_challenge_of_rfc_6750() {
    for (token, challenge) in [
        (None, "Bearer realm=\"stifinder\""),
        (Some("Bearer expired"), "error=\"invalid_token\""),
        (Some("Basic dG95OnRveQ=="), "error=\"invalid_token\""),
        (Some("Bearer"), "error=\"invalid_token\""),
        (Some("Bearer one two"), "error=\"invalid_token\""),
    ] {
        let mut request = post().body(Body::from(HELLO)).unwrap();
        request.headers_mut().remove(header::AUTHORIZATION);
        if let Some(token) = token {
            request.headers_mut().insert(header::AUTHORIZATION, token.parse().unwrap());
        }
        let (status, response, body) = send(&app(), request).await;
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((status, code(&body)), (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"));
        let found = response.headers()[header::WWW_AUTHENTICATE].to_str().unwrap();
        assert!(found.contains(challenge), "{found}");
    }
    let mut twice = post().body(Body::from(HELLO)).unwrap();
    twice.headers_mut().append(header::AUTHORIZATION, "Bearer other".parse().unwrap());
    assert_eq!(ask(&app(), twice).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn whoever_has_no_token_is_refused_before_the_body_is_looked_at() {
    let mut request = post().body(Body::from("not even JSON")).unwrap();
    request.headers_mut().remove(header::AUTHORIZATION);
    assert_eq!(ask(&app(), request).await.0, StatusCode::UNAUTHORIZED);
}

async fn as_client(client: &str, query: &str) -> (StatusCode, Value) {
    let body = json!({ "query": query }).to_string();
    let mut request = post().body(Body::from(body)).unwrap();
    let token = format!("Bearer {client}").parse().unwrap();
    request.headers_mut().insert(header::AUTHORIZATION, token);
    ask(&app(), request).await
}

#[tokio::test]
async fn a_missing_scope_is_403_and_named() {
    let (status, body) = as_client("narrow", r#"{ search(text: "x") { id } }"#).await;
    assert_eq!((status, code(&body)), (StatusCode::FORBIDDEN, "FORBIDDEN_SCOPE"));
    assert!(body["errors"][0]["message"].as_str().unwrap().contains("`toy:search`"));
}

#[tokio::test]
async fn what_cannot_be_decided_or_logged_now_is_503() {
    for client in ["down", "unlogged"] {
        let (status, body) = as_client(client, "{ hello }").await;
        assert_eq!((status, code(&body)), (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE"));
    }
}

#[tokio::test]
async fn messages_are_danish_for_who_prefers_it_and_codes_are_not_translated() {
    for (preferred, expected) in [
        ("da-DK, en;q=0.5", "dokumentet er ikke GraphQL"),
        ("de, en;q=0.9, da;q=0.8", "the document is not GraphQL"),
    ] {
        let request = post().header(header::ACCEPT_LANGUAGE, preferred);
        let (_, body) = ask(&app(), request.body(r#"{"query":"{"}"#.into()).unwrap()).await;
        assert_eq!(code(&body), "PARSE_FAILED");
        let message = body["errors"][0]["message"].as_str().unwrap();
        assert!(message.starts_with(expected), "{message}");
    }
}

#[tokio::test]
async fn a_panic_is_answered_and_its_text_kept_back() {
    let app = app();
    let (status, body) = ask_document(&app, "{ panics }", Value::Null).await;
    assert_eq!((status, code(&body)), (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL"));
    assert!(!body.to_string().contains("0101011234"));
    assert_eq!(ask_document(&app, "{ hello }", Value::Null).await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_error_without_a_code_is_internal_and_one_with_a_code_stays() {
    for (field, expected) in [("leaks", "INTERNAL"), ("coded", "MEANT")] {
        let (status, body) = ask_document(&app(), &format!("{{ {field} }}"), Value::Null).await;
        // It executed, so there is a `data` entry, and the status does not speak of the document.
        assert_eq!((status, body.get("data")), (StatusCode::OK, Some(&Value::Null)));
        assert_eq!(body["errors"][0]["extensions"]["code"], expected);
        assert_eq!(body["errors"][0]["path"], json!([field]));
        assert!(!body.to_string().contains("0101011234"));
    }
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_503() {
    let options =
        EdgeOptions { request_timeout: Duration::from_millis(50), ..EdgeOptions::default() };
    let started = Instant::now();
    let (status, body) = ask_document(&router(Toy::edge(options)), "{ slow }", Value::Null).await;
    assert_eq!((status, code(&body)), (StatusCode::SERVICE_UNAVAILABLE, "TIMEOUT"));
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_announced_or_not() {
    let limits = Limits { body_bytes: 1000, ..Limits::default() };
    let app = router(Toy::edge(EdgeOptions { limits, ..EdgeOptions::default() }));
    let long = format!(r#"{{"query":"{{hello}}{}"}}"#, " ".repeat(1000));
    let announced = post().header(header::CONTENT_LENGTH, "1021").body(Body::from(long.clone()));
    let huge = post().header(header::CONTENT_LENGTH, u64::MAX.to_string()).body(Body::from(HELLO));
    for request in [post().body(Body::from(long)), announced, huge] {
        let (status, body) = ask(&app, request.unwrap()).await;
        assert_eq!((status, code(&body)), (StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE"));
    }
    let fits = format!(r#"{{"query":"{{hello}}{}"}}"#, " ".repeat(900));
    assert_eq!(ask(&app, post().body(fits.into()).unwrap()).await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_idempotency_key_is_one_key_of_visible_ascii() {
    for (key, expected) in [("a2b4", 200), ("", 400), ("two words", 400), (&"x".repeat(256), 400)] {
        let request = post().header("idempotency-key", key).body(HELLO.into()).unwrap();
        assert_eq!(ask(&app(), request).await.0.as_u16(), expected, "{key}");
    }
}
