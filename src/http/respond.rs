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

/// The body of an answer. What is JSON already stands in the data as bytes, and is copied.
fn body(executed: &async_graphql::Response, refused: bool) -> serde_json::Result<Vec<u8>> {
    let mut out = b"{".to_vec();
    if !executed.errors.is_empty() {
        out.extend_from_slice(b"\"errors\":");
        serde_json::to_writer(&mut out, &executed.errors)?;
    }
    if !refused {
        member(&mut out, "data")?;
        put(&mut out, &executed.data)?;
    }
    if !executed.extensions.is_empty() {
        member(&mut out, "extensions")?;
        serde_json::to_writer(&mut out, &executed.extensions)?;
    }
    out.push(b'}');
    Ok(out)
}

/// The key of the next member of an object.
fn member(out: &mut Vec<u8>, name: &str) -> serde_json::Result<()> {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
    serde_json::to_writer(&mut *out, name)?;
    out.push(b':');
    Ok(())
}

fn put(out: &mut Vec<u8>, value: &Value) -> serde_json::Result<()> {
    match value {
        Value::Binary(json) => out.extend_from_slice(json),
        Value::Object(members) => {
            out.push(b'{');
            for (name, value) in members {
                member(out, name)?;
                put(out, value)?;
            }
            out.push(b'}');
        }
        Value::List(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                put(out, item)?;
            }
            out.push(b']');
        }
        other => serde_json::to_writer(out, other)?,
    }
    Ok(())
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
    let body = serde_json::to_vec(&RefusalBody { errors: [error] });
    let mut response = write(status, media, body);
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
        // The validation finds them in an order of chance; the same request has the same answer.
        executed.errors.sort_by(|a, b| (&a.locations, &a.message).cmp(&(&b.locations, &b.message)));
        executed.errors.truncate(SHOWN_ERRORS);
    }
    let mut code = None;
    for error in &mut executed.errors {
        complete(error, language, request_id);
        code.get_or_insert_with(|| code_of(error));
    }
    let status = match media {
        Media::GraphqlResponse if refused => StatusCode::BAD_REQUEST,
        Media::GraphqlResponse | Media::Json => StatusCode::OK,
    };
    let mut response = write(status, media, body(&executed, refused));
    // What the executor tells beside the answer, as what is left of the client's budget.
    response.headers_mut().extend(executed.http_headers);
    #[cfg(feature = "planted-leaks")]
    if crate::planted::is(crate::planted::Leak::Header) {
        let rows = HeaderValue::from(crate::planted::counted());
        response.headers_mut().insert("x-rows", rows);
    }
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

fn write(status: StatusCode, media: Media, body: serde_json::Result<Vec<u8>>) -> Response {
    let Ok(bytes) = body else {
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

#[cfg(test)]
mod tests {
    use async_graphql::Pos;

    use super::*;

    async fn text(lines: &[usize]) -> String {
        let error = |line: &usize| {
            ServerError::new(format!("wrong in {line}"), Some(Pos { line: *line, column: 1 }))
        };
        let executed = async_graphql::Response::from_errors(lines.iter().map(error).collect());
        let answer = answer(executed, Media::Json, Language::English, Uuid::nil());
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn what_is_wrong_with_a_document_is_told_in_its_order() {
        let told = text(&[1, 2, 3]).await;
        assert_eq!(text(&[3, 1, 2]).await, told);
        let all: Vec<_> = (1..=SHOWN_ERRORS + 1).collect();
        let back: Vec<_> = all.iter().rev().copied().collect();
        assert_eq!(text(&all).await, text(&back).await);
    }
}
