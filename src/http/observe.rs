//! Around every request: its id, its span, its time limit, its panic, its metrics, and the
//! headers that every answer has.

use std::{
    future::{Future, poll_fn},
    net::IpAddr,
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
use ipnet::IpNet;
use tracing::{Instrument, field::Empty};
use uuid::Uuid;

use super::{
    Arrival, Edge, EdgeOptions, Executor, Peer,
    accept::{self, Media},
    error::{ErrorCode, Refusal},
    respond::{AnsweredWith, refuse},
};

/// Addresses that are named in log and metrics. Any other may hold what somebody typed into it.
const KNOWN_PATHS: [&str; 12] = [
    "/graphql",
    "/admin",
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/introspect",
    "/.well-known/oauth-authorization-server",
    "/graphiql",
    "/schema.graphql",
    "/.well-known/jwks.json",
    "/livez",
    "/readyz",
    "/metrics",
];

fn known_path(path: &str) -> &'static str {
    let known = KNOWN_PATHS.into_iter().find(|known| *known == path);
    let below = ["/admin", "/graphiql"]
        .into_iter()
        .find(|folder| path.strip_prefix(folder).is_some_and(|below| below.starts_with('/')));
    known.or(below).unwrap_or("other")
}

/// What the layer needs to know.
#[derive(Clone)]
pub(super) struct Observer {
    timeout: Duration,
    trusted_proxies: Arc<[IpNet]>,
    request_id: Arc<dyn Fn() -> Uuid + Send + Sync>,
}

impl Observer {
    pub(super) fn of<E: Executor>(edge: &Arc<Edge<E>>) -> Self {
        let of = Arc::clone(edge);
        Self::new(&edge.options, Arc::new(move || of.executor.request_id()))
    }

    fn new(options: &EdgeOptions, request_id: Arc<dyn Fn() -> Uuid + Send + Sync>) -> Self {
        let trusted_proxies = options.trusted_proxies.as_slice().into();
        Self { timeout: options.request_timeout, trusted_proxies, request_id }
    }

    /// Who asks. Each proxy adds whom it heard from at the end of `X-Forwarded-For`, so the list
    /// is read from there, as long as it is trusted proxies that wrote.
    fn address(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let trusted = |address: IpAddr| {
            self.trusted_proxies.iter().any(|network| network.contains(&address.to_canonical()))
        };
        let mut address = peer?;
        let lists = headers.get_all("x-forwarded-for").iter();
        let lists: Vec<_> = lists.filter_map(|list| list.to_str().ok()).collect();
        for named in lists.join(",").rsplit(',') {
            if !trusted(address) {
                break;
            }
            // A list that is broken tells nobody: the proxy is as far as we know.
            let Ok(before) = named.trim().parse() else { break };
            address = before;
        }
        Some(address)
    }
}

/// The layer.
pub(super) async fn observe(
    State(observer): State<Observer>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let language = accept::language(request.headers());
    let media = accept::negotiate(request.headers()).unwrap_or(Media::Json);
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    let address = observer.address(peer.map(|peer| peer.ip()), request.headers());
    let timeout = observer.timeout;
    let request_id = (observer.request_id)();
    let path = known_path(request.uri().path());
    let method = method_label(request.method().as_str());
    // Headers come in as they are; what may show in a debug print must not be the token.
    if let Some(value) = request.headers_mut().get_mut(header::AUTHORIZATION) {
        value.set_sensitive(true);
    }
    request.extensions_mut().insert(Arrival {
        request_id,
        language,
        peer,
        address,
        idempotency_key: None,
    });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_trusted_proxies_wrote_tells_who_asks() {
        let trusted_proxies: Vec<IpNet> =
            ["10.0.0.0/8", "::1/128"].map(|text| text.parse().unwrap()).to_vec();
        let options = EdgeOptions { trusted_proxies, ..EdgeOptions::default() };
        let observer = Observer::new(&options, Arc::new(Uuid::nil));
        for (peer, lists, expected) in [
            ("192.0.2.1", vec![], "192.0.2.1"),
            ("192.0.2.1", vec!["198.51.100.7"], "192.0.2.1"),
            ("10.0.0.1", vec![], "10.0.0.1"),
            ("10.0.0.1", vec!["198.51.100.7"], "198.51.100.7"),
            ("::ffff:10.0.0.1", vec!["198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", vec!["203.0.113.9, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
            ("10.0.0.1", vec!["203.0.113.9", "198.51.100.7,10.0.0.2"], "198.51.100.7"),
            ("10.0.0.1", vec!["203.0.113.9, nobody"], "10.0.0.1"),
            ("10.0.0.1", vec!["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ] {
            let mut headers = HeaderMap::new();
            for list in &lists {
                headers.append("x-forwarded-for", list.parse().unwrap());
            }
            let address = observer.address(Some(peer.parse().unwrap()), &headers);
            assert_eq!(address, Some(expected.parse().unwrap()), "{peer} {lists:?}");
            assert_eq!(observer.address(None, &headers), None);
        }
    }
}
