//! Around every request: its id, its span, its time limit, its panic, its metrics, and the
//! headers that every answer has.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use tracing::{Instrument, field::Empty};
use uuid::Uuid;

use super::{
    Arrival, Edge, Executor, Peer,
    accept::{self, Media},
    error::{ErrorCode, Refusal},
    respond::{AnsweredWith, refuse},
};

/// Addresses that are named in log and metrics. Any other may hold what somebody typed into it.
const KNOWN_PATHS: [&str; 7] = [
    "/graphql",
    "/graphiql",
    "/schema.graphql",
    "/.well-known/jwks.json",
    "/livez",
    "/readyz",
    "/metrics",
];

fn known_path(path: &str) -> &'static str {
    let known = KNOWN_PATHS.into_iter().find(|known| *known == path);
    known.unwrap_or(if path.starts_with("/graphiql/") { "/graphiql" } else { "other" })
}

/// The layer.
pub(super) async fn observe<E: Executor>(
    State(edge): State<Arc<Edge<E>>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let timeout = edge.options.request_timeout;
    let request_id = edge.executor.request_id();
    let language = accept::language(request.headers());
    let media = accept::negotiate(request.headers()).unwrap_or(Media::Json);
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    let path = known_path(request.uri().path());
    let method = method_label(request.method().as_str());
    // Headers come in as they are; what may show in a debug print must not be the token.
    if let Some(value) = request.headers_mut().get_mut(header::AUTHORIZATION) {
        value.set_sensitive(true);
    }
    request.extensions_mut().insert(Arrival { request_id, language, peer, idempotency_key: None });
    let span = tracing::info_span!(
        "request",
        %request_id,
        method,
        path,
        client = Empty,
        kind = Empty,
        operation = Empty,
    );

    let work = caught(next.run(request)).instrument(span.clone());
    let mut response = match tokio::time::timeout(timeout, work).await {
        Ok(Some(response)) => response,
        Ok(None) => refuse(&Refusal::internal(), media, language, request_id),
        Err(_elapsed) => refuse(&too_slow(timeout), media, language, request_id),
    };

    finish_headers(response.headers_mut(), request_id);
    let status = response.status();
    let code = response.extensions().get::<AnsweredWith>().map(|answered| answered.0);
    let taken = started.elapsed();
    record(path, status.as_u16(), taken, code);
    tracing::info!(
        parent: &span,
        status = status.as_u16(),
        duration_us = u64::try_from(taken.as_micros()).unwrap_or(u64::MAX),
        code = code.map(ErrorCode::as_str),
        "answered"
    );
    response
}

/// `None` where the future panicked. The connection lives on, and so does the caller's patience.
async fn caught<F: Future>(work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    poll_fn(move |context| {
        // Nothing of the future is looked at after a panic: it is dropped with the request.
        match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(done)) => Poll::Ready(Some(done)),
            Err(_panic) => Poll::Ready(None),
        }
    })
    .await
}

fn too_slow(timeout: Duration) -> Refusal {
    let seconds = timeout.as_secs_f32();
    Refusal::new(
        ErrorCode::Timeout,
        format!(
            "no answer within `{seconds}` seconds: ask for less; send a mutation again only with \
             the same idempotency key"
        ),
        format!(
            "intet svar inden `{seconds}` sekunder: spørg om mindre; gentag kun en mutation med \
             samme idempotensnøgle"
        ),
    )
}

fn method_label(method: &str) -> &'static str {
    match method {
        "GET" => "GET",
        "POST" => "POST",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

fn record(path: &'static str, status: u16, taken: Duration, code: Option<ErrorCode>) {
    let class = match status {
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    };
    metrics::counter!("stifinder_http_requests_total", "path" => path, "status" => class)
        .increment(1);
    metrics::histogram!("stifinder_http_request_duration_seconds", "path" => path)
        .record(taken.as_secs_f64());
    if let Some(code) = code {
        metrics::counter!("stifinder_refused_total", "code" => code.as_str()).increment(1);
    }
}

/// Headers of every answer. What a page sets for itself stays.
fn finish_headers(headers: &mut HeaderMap, request_id: Uuid) {
    let ours: [(HeaderName, &'static str); 6] = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in ours {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::try_from(request_id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
