//! Writes answers: what executed, and what was refused.

use async_graphql::{Pos, ServerError, Value};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use uuid::Uuid;

use super::{
    accept::{Language, Media},
    error::{ErrorCode, Refusal},
};

/// Errors shown of a document that was refused: one mistake repeated a thousand times is told
/// often enough by then.
const SHOWN_ERRORS: usize = 20;

/// What the observer logs and counts of an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct AnsweredWith(pub(super) ErrorCode);

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    extensions: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct RefusalBody<'a> {
    errors: [RefusalError<'a>; 1],
}

#[derive(Serialize)]
struct RefusalError<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    locations: &'a [Pos],
    extensions: RefusalExtensions<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefusalExtensions<'a> {
    code: &'a str,
    request_id: String,
}

/// The answer to a refused request.
pub(super) fn refuse(
    refusal: &Refusal,
    media: Media,
    language: Language,
    request_id: Uuid,
) -> Response {
    let error = RefusalError {
        message: refusal.message(language),
        locations: &refusal.locations,
        extensions: RefusalExtensions {
            code: refusal.code.as_str(),
            request_id: request_id.to_string(),
        },
    };
    // Under `application/json` a refused document is an answer like any other.
    let status = match media {
        Media::Json if refusal.code.is_about_document() => StatusCode::OK,
        Media::Json | Media::GraphqlResponse => refusal.status,
    };
    let mut response = write(status, media, &RefusalBody { errors: [error] });
    response.headers_mut().extend(refusal.headers.iter().cloned());
    response.extensions_mut().insert(AnsweredWith(refusal.code));
    response
}

/// The answer of an execution. Errors get the request id, and a code where they have none.
///
/// An error without a path was found before anything executed: the answer then has no `data`,
/// and is 400 under `application/graphql-response+json`.
pub(super) fn answer(
    mut executed: async_graphql::Response,
    media: Media,
    language: Language,
    request_id: Uuid,
) -> Response {
    let refused = executed.data == Value::Null
        && !executed.errors.is_empty()
        && executed.errors.iter().all(|error| error.path.is_empty());
    if refused {
        executed.errors.truncate(SHOWN_ERRORS);
    }
    let mut code = None;
    for error in &mut executed.errors {
        complete(error, language, request_id);
        code.get_or_insert_with(|| code_of(error));
    }
    let extensions = executed
        .extensions
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), serde_json::to_value(value).ok()?)));
    let body = Answer {
        errors: &executed.errors,
        data: (!refused).then_some(&executed.data),
        extensions: extensions.collect(),
    };
    let status = match media {
        Media::GraphqlResponse if refused => StatusCode::BAD_REQUEST,
        Media::GraphqlResponse | Media::Json => StatusCode::OK,
    };
    let mut response = write(status, media, &body);
    // What the executor tells beside the answer, as what is left of the client's budget.
    response.headers_mut().extend(executed.http_headers);
    if let Some(code) = code.flatten() {
        response.extensions_mut().insert(AnsweredWith(code));
    }
    response
}

/// Fills in `code` and `requestId`. An error that came up through `?` from a resolver has its
/// source attached and no code: nobody meant its text for a client, so it is replaced.
fn complete(error: &mut ServerError, language: Language, request_id: Uuid) {
    let mut extensions = error.extensions.take().unwrap_or_default();
    if extensions.get("code").is_none() {
        let code = if error.source.is_some() {
            error.message = Refusal::internal().message(language).to_owned();
            ErrorCode::Internal
        } else {
            // What is wrong stands in the terms of the GraphQL specification, which are English.
            if language == Language::Danish {
                let danish = "dokumentet passer ikke til skemaet; ret det:";
                error.message = format!("{danish} {}", error.message);
            }
            ErrorCode::ValidationFailed
        };
        extensions.set("code", code.as_str());
    }
    extensions.set("requestId", request_id.to_string());
    error.extensions = Some(extensions);
}

fn code_of(error: &ServerError) -> Option<ErrorCode> {
    let Some(Value::String(code)) = error.extensions.as_ref()?.get("code") else {
        return None;
    };
    ErrorCode::ALL.into_iter().find(|known| known.as_str() == code)
}

fn write(status: StatusCode, media: Media, body: &impl Serialize) -> Response {
    let Ok(bytes) = serde_json::to_vec(body) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
    response
}
