//! Reads a request body, never more of it than is allowed and never longer than is allowed.

use std::{future::poll_fn, pin::Pin, time::Duration};

use axum::{
    body::{Body, HttpBody},
    http::{HeaderMap, StatusCode, header},
};

use super::error::{ErrorCode, Refusal};

/// The whole body as text.
///
/// # Errors
/// 413 as soon as more than `limit` bytes are announced or have come, 408 when the body is not
/// there within `patience`, 400 when it breaks off or is not UTF-8.
pub async fn read(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    patience: Duration,
) -> Result<String, Refusal> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok())
        .unwrap_or(0);
    let Some(announced) = usize::try_from(announced).ok().filter(|bytes| *bytes <= limit) else {
        return Err(too_large(limit));
    };
    let collected = tokio::time::timeout(patience, collect(body, announced, limit)).await;
    let bytes = collected.map_err(|_elapsed| {
        let seconds = patience.as_secs_f32();
        Refusal::new(
            ErrorCode::Timeout,
            format!("the body was not complete within `{seconds}` seconds: send it faster"),
            format!("kroppen var ikke fuldstændig inden `{seconds}` sekunder: send den hurtigere"),
        )
        .with_status(StatusCode::REQUEST_TIMEOUT)
    })??;
    String::from_utf8(bytes).map_err(|_not_text| {
        Refusal::bad_request(
            "the body is not valid UTF-8: encode it as UTF-8",
            "kroppen er ikke gyldig UTF-8: indkod den som UTF-8",
        )
    })
}

async fn collect(mut body: Body, announced: usize, limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(announced);
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_broken| {
            Refusal::bad_request(
                "the body broke off: send the request again",
                "kroppen blev afbrudt: send anmodningen igen",
            )
        })?;
        if let Ok(data) = frame.into_data() {
            if bytes.len() + data.len() > limit {
                return Err(too_large(limit));
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes)
}

fn too_large(limit: usize) -> Refusal {
    Refusal::new(
        ErrorCode::PayloadTooLarge,
        format!("the body is larger than `{limit}` bytes: send less at a time"),
        format!("kroppen er større end `{limit}` bytes: send mindre ad gangen"),
    )
}
