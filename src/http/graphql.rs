//! `/graphql`: one operation by POST, or one query by GET.
//!
//! The order is the cheapest refusal first, and the token before the body: who has none makes us
//! read, parse and measure nothing.

use std::sync::Arc;

use async_graphql::{Variables, parser::types::OperationDefinition};
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    response::Response,
};
use tracing::Span;

use super::{
    Arrival, Edge, Executor, Operation, RequestMeta,
    accept::{self, Media},
    body,
    documents::Document,
    error::{AuthFailure, ErrorCode, Refusal},
    limits, params,
    respond::{answer, refuse},
};

/// Answers one request.
pub(super) async fn handle<E: Executor>(
    State(edge): State<Arc<Edge<E>>>,
    Extension(arrival): Extension<Arrival>,
    request: Request,
) -> Response {
    let (language, request_id) = (arrival.language, arrival.request_id);
    let media = accept::negotiate(request.headers());
    let shown = media.as_ref().map_or(Media::Json, |media| *media);
    match respond(&edge, arrival, request, media.map(|_| ())).await {
        Ok(executed) => answer(executed, shown, language, request_id),
        Err(refusal) => refuse(&refusal, shown, language, request_id),
    }
}

async fn respond<E: Executor>(
    edge: &Edge<E>,
    arrival: Arrival,
    request: Request,
    acceptable: Result<(), Refusal>,
) -> Result<async_graphql::Response, Refusal> {
    let by_get = match *request.method() {
        Method::GET => true,
        Method::POST => false,
        _ => return Err(wrong_method()),
    };
    acceptable?;
    if !by_get {
        accept::check_content_type(request.headers())?;
    }
    let arrival = Arrival { idempotency_key: idempotency_key(request.headers())?, ..arrival };
    let executor = &edge.executor;
    let caller = executor.authenticate(bearer(request.headers())?, &arrival).await?;
    Span::current().record("client", executor.client_id(&caller));

    let (limits, options) = (&edge.options.limits, &edge.options);
    let (parts, body) = request.into_parts();
    let params = if by_get {
        params::from_query_string(parts.uri.query().unwrap_or_default(), limits.values)?
    } else {
        let patience = options.body_timeout;
        let body = body::read(&parts.headers, body, limits.body_bytes, patience).await?;
        params::from_json(&body, limits.values)?
    };

    let Document { tree: document, acceptance } = edge.documents.parse(&params.query, limits)?;
    let (name, definition) = limits::choose(&document, params.operation_name.as_deref())?;
    let name = name.map(async_graphql::Name::as_str);
    if by_get {
        edge.shape.check_get(&document, definition.ty)?;
    }
    let cost = limits::measure(&document, definition, &params.variables, &edge.shape, limits)?;
    check_variables(definition, &params.variables)?;
    executor.check(&caller, Operation { document: &document, definition, name })?;

    let span = Span::current();
    span.record("kind", tracing::field::display(definition.ty));
    if let Some(name) = name.filter(|name| is_loggable(name)) {
        span.record("operation", name);
    }
    let operation_name = name.map(str::to_owned);
    let meta = RequestMeta { arrival, kind: definition.ty, operation_name, cost, acceptance };
    let mut prepared = async_graphql::Request::new(params.query).variables(params.variables);
    prepared.operation_name = meta.operation_name.clone();
    prepared.set_parsed_query(Arc::unwrap_or_clone(document));
    executor.execute(caller, prepared, meta).await
}

pub(super) fn wrong_method() -> Refusal {
    Refusal::new(
        ErrorCode::MethodNotAllowed,
        "the method is not served here: use `POST`, or `GET` for a query",
        "metoden understøttes ikke her: brug `POST`, eller `GET` til en query",
    )
    .allowing("GET, POST")
}

/// The token after `Bearer`. A request has one token or none (RFC 6750 § 2).
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut found = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = found.next() else { return Ok(None) };
    let malformed = || AuthFailure::Invalid {
        english: "the `Authorization` header is not `Bearer` and one token: send it once",
        danish: "hovedet `Authorization` er ikke `Bearer` og ét token: send det én gang",
    };
    if found.next().is_some() {
        return Err(malformed().into());
    }
    let token = value.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        let token = token.trim();
        let well_formed = !token.is_empty() && !token.contains(char::is_whitespace);
        (scheme.eq_ignore_ascii_case("bearer") && well_formed).then_some(token)
    });
    token.map(Some).ok_or_else(|| malformed().into())
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let mut found = headers.get_all("idempotency-key").iter();
    let Some(value) = found.next() else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| {
        (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    });
    match (key, found.next()) {
        (Some(key), None) => Ok(Some(key.to_owned())),
        _ => Err(Refusal::bad_request(
            "`Idempotency-Key` is not one key of 1 to 255 visible ASCII characters: send a UUID",
            "`Idempotency-Key` er ikke én nøgle på 1 til 255 synlige ASCII-tegn: send en UUID",
        )),
    }
}

/// A variable that may not be null has a value, whether it is used or not.
fn check_variables(operation: &OperationDefinition, variables: &Variables) -> Result<(), Refusal> {
    for definition in &operation.variable_definitions {
        let (name, kind) = (&definition.node.name.node, &definition.node.var_type.node);
        let given = variables.get(name);
        let missing = given.is_none() && definition.node.default_value.is_none();
        let null = given.is_some_and(|value| *value == async_graphql::Value::Null);
        if !kind.nullable && (missing || null) {
            let mut refusal = Refusal::new(
                ErrorCode::ValidationFailed,
                format!("the variable `${name}` has no value: give one of type `{kind}`"),
                format!("variablen `${name}` har ingen værdi: angiv en af typen `{kind}`"),
            );
            refusal.locations.push(definition.pos);
            return Err(refusal);
        }
    }
    Ok(())
}

/// Operation names are the client's own words; only what looks like a plain name is logged.
fn is_loggable(name: &str) -> bool {
    let starts = name.bytes().next().is_some_and(|byte| byte == b'_' || byte.is_ascii_alphabetic());
    starts
        && name.len() <= 64
        && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}
