//! `GET /.well-known/oauth-authorization-server` (RFC 8414).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use law::Word;
use serde_json::{Value, json};

use super::OAuth;
use super::error::answer;
use crate::domain::Scope;
use crate::token::assertion::ALGORITHMS;

/// How clients can prove who they are.
const METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

/// Of an issuer without a path.
pub(super) async fn handle(State(oauth): State<Arc<OAuth>>) -> Response {
    document(&oauth)
}

/// Of an issuer with a path: it stands behind the well-known one (§ 3.1).
pub(super) async fn handle_below(
    State(oauth): State<Arc<OAuth>>,
    Path(path): Path<String>,
) -> Response {
    let issuer = oauth.tokens.issuer().trim_end_matches('/');
    let after_host = issuer.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    match after_host {
        Some((_, own)) if own == path.trim_end_matches('/') => document(&oauth),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn document(oauth: &OAuth) -> Response {
    let mut response = answer(&metadata(oauth));
    let kept = HeaderValue::from_static("public, max-age=300");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    response.headers_mut().remove(header::PRAGMA);
    response
}

fn metadata(oauth: &OAuth) -> Value {
    let scopes: Vec<_> = Scope::ALL.iter().map(|scope| scope.code()).collect();
    json!({
        "issuer": oauth.tokens.issuer(),
        "token_endpoint": oauth.endpoint(super::TOKEN),
        "jwks_uri": oauth.endpoint("/.well-known/jwks.json"),
        "revocation_endpoint": oauth.endpoint(super::REVOKE),
        "introspection_endpoint": oauth.endpoint(super::INTROSPECT),
        "scopes_supported": scopes,
        // There is no authorization endpoint: people sign in where they work.
        "response_types_supported": [],
        "grant_types_supported": super::token::GRANT_TYPES,
        "token_endpoint_auth_methods_supported": METHODS,
        "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "introspection_endpoint_auth_methods_supported": METHODS,
        "introspection_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "ui_locales_supported": ["da", "en"],
    })
}
