//! Everything but GraphQL: schema, keys, health, metrics and the GraphiQL page.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics_exporter_prometheus::PrometheusHandle;
use rust_embed::RustEmbed;
use tower_http::compression::predicate::Predicate;

use super::{
    Arrival, Edge, Executor,
    accept::Media,
    error::{ErrorCode, Refusal},
    respond::refuse,
};

/// The built GraphiQL page. `graphiql/build.sh` makes it from its lock file; it is committed, so
/// that building the program needs no Node.
#[derive(RustEmbed)]
#[folder = "assets/graphiql/"]
struct GraphiqlAssets;

/// The queries that GraphiQL opens with, one tab each, in the order of their file names. A file
/// `x.json` beside `x.graphql` holds the variables.
#[derive(RustEmbed)]
#[folder = "graphiql/examples/"]
struct Examples;

/// What GraphiQL may load and ask: this host only. Its editor styles itself with `style`
/// elements, hence `unsafe-inline` there; scripts are files of ours and nothing else.
const GRAPHIQL_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; \
     style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `GET /schema.graphql`.
pub(super) async fn schema<E: Executor>(State(edge): State<Arc<Edge<E>>>) -> Response {
    text("text/plain; charset=utf-8", edge.sdl.clone())
}

/// `GET /.well-known/jwks.json`.
pub(super) async fn jwks<E: Executor>(
    State(edge): State<Arc<Edge<E>>>,
    Extension(arrival): Extension<Arrival>,
) -> Response {
    match edge.executor.jwks().await {
        Some(keys) => {
            let mut response = text("application/jwk-set+json", keys);
            // Verifiers may keep keys this long; a rotation overlaps longer.
            let kept = HeaderValue::from_static("public, max-age=300");
            response.headers_mut().insert(header::CACHE_CONTROL, kept);
            response
        }
        None => plain_refusal(&Refusal::unavailable(), &arrival),
    }
}

/// `GET /livez`: the process answers.
pub(super) async fn live() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: requests can be answered; else 503, so that a balancer looks elsewhere.
pub(super) async fn ready<E: Executor>(State(edge): State<Arc<Edge<E>>>) -> Response {
    if edge.executor.ready().await {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
    }
}

/// `GET /metrics`, on the admin listener.
pub(super) async fn metrics(handle: PrometheusHandle) -> Response {
    text("text/plain; version=0.0.4; charset=utf-8", handle.render())
}

/// `GET /graphiql`.
pub(super) async fn graphiql() -> Response {
    asset("index.html")
}

/// `GET /graphiql/examples.json`: what the tabs are filled with.
pub(super) async fn graphiql_examples() -> Response {
    let text_of = |file: &str| {
        let found = Examples::get(file)?;
        Some(String::from_utf8_lossy(&found.data).trim_end().to_owned())
    };
    let mut files: Vec<_> = Examples::iter().collect();
    files.sort_unstable();
    let tabs: Vec<_> = files
        .iter()
        .filter_map(|file| {
            let stem = file.strip_suffix(".graphql")?;
            let variables = text_of(&format!("{stem}.json"));
            Some(serde_json::json!({ "query": text_of(file)?, "variables": variables }))
        })
        .collect();
    text("application/json; charset=utf-8", serde_json::Value::from(tabs).to_string())
}

/// `GET /graphiql/…`: scripts, styles, fonts, workers.
pub(super) async fn graphiql_asset(Path(file): Path<String>) -> Response {
    asset(&file)
}

fn asset(file: &str) -> Response {
    let Some(found) = GraphiqlAssets::get(file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match file.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("ttf") => "font/ttf",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
    let mut response = found.data.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(GRAPHIQL_POLICY));
    // Names of assets carry the hash of their content; the page that names them does not.
    let kept =
        if file == "index.html" { "no-cache" } else { "public, max-age=31536000, immutable" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}

/// Fonts are compressed already.
#[derive(Clone, Copy)]
pub(super) struct WorthCompressing;

impl Predicate for WorthCompressing {
    fn should_compress<B>(&self, response: &axum::http::Response<B>) -> bool
    where
        B: axum::body::HttpBody,
    {
        let kind = response.headers().get(header::CONTENT_TYPE);
        kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"font/woff2"))
    }
}

/// Any other address.
pub(super) async fn unknown(Extension(arrival): Extension<Arrival>) -> Response {
    let refusal = Refusal::new(
        ErrorCode::BadRequest,
        "nothing is served at this address: the API is at `/graphql`",
        "der er intet på denne adresse: API'et er på `/graphql`",
    );
    plain_refusal(&refusal.with_status(StatusCode::NOT_FOUND), &arrival)
}

/// A method that a page does not have. axum adds `Allow`.
pub(super) async fn wrong_method(Extension(arrival): Extension<Arrival>) -> Response {
    let refusal = Refusal::new(
        ErrorCode::MethodNotAllowed,
        "the method is not served here: use one that `Allow` names",
        "metoden understøttes ikke her: brug en, som `Allow` nævner",
    );
    plain_refusal(&refusal, &arrival)
}

fn plain_refusal(refusal: &Refusal, arrival: &Arrival) -> Response {
    refuse(refusal, Media::Json, arrival.language, arrival.request_id)
}

fn text(kind: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}
