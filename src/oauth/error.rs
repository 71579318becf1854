//! Errors as RFC 6749 § 5.2 has them.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// The closed list of `error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnauthorizedClient,
    UnsupportedGrantType,
    InvalidScope,
    /// RFC 8693 § 2.2.2.
    InvalidTarget,
    /// Not of the token endpoint, but of the framework: for what passes.
    TemporarilyUnavailable,
}

impl Code {
    const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }
}

/// Why there is no token. `description` is for the developer of the client: ASCII without quotes
/// and backslashes, never a value that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) description: String,
    status: StatusCode,
    retry_after: Option<u64>,
}

impl Fault {
    pub(super) fn new(code: Code, description: impl Into<String>) -> Self {
        let status = match code {
            Code::InvalidClient => StatusCode::UNAUTHORIZED,
            Code::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        Self { code, description: description.into(), status, retry_after: None }
    }

    pub(super) fn request(description: impl Into<String>) -> Self {
        Self::new(Code::InvalidRequest, description)
    }

    /// One answer for everyone who proves nothing.
    pub(super) fn nobody() -> Self {
        Self::new(Code::InvalidClient, "client authentication failed")
    }

    /// The client is known by its proof, and may not: why.
    pub(super) fn client(description: impl Into<String>) -> Self {
        Self::new(Code::InvalidClient, description)
    }

    /// What decides cannot be asked now.
    pub(super) fn unavailable(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "no token could be decided");
        let away = Self::new(Code::TemporarilyUnavailable, "try again in a moment");
        Self { retry_after: Some(2), ..away }
    }

    /// Asked too often.
    pub(super) fn too_often(seconds: u64) -> Self {
        let slow = "too many requests: keep a token until it ends, and wait";
        let slow = Self::new(Code::TemporarilyUnavailable, slow);
        let retry_after = Some(seconds.max(1));
        Self { status: StatusCode::TOO_MANY_REQUESTS, retry_after, ..slow }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    pub(super) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.code.as_str(), "error_description": self.description });
        let mut response = answer(&body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if self.code == Code::InvalidClient {
            let challenge = HeaderValue::from_static("Basic realm=\"stifinder\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// An answer in JSON that nobody keeps.
pub(super) fn answer(body: &serde_json::Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::PRAGMA, "no-cache"),
    ];
    (headers, body.to_string()).into_response()
}
