//! What the edge answers when it does not answer with data: one closed list of codes, and the
//! refusal that carries a code with its text in both languages.

use async_graphql::Pos;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};

use super::accept::Language;

/// Every `errors[].extensions.code` that the edge itself gives. Closed: a new code is a change of
/// the contract. Codes are never translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The HTTP request is no GraphQL request (400).
    BadRequest,
    /// The document is not GraphQL (400; 200 under `application/json`).
    ParseFailed,
    /// The document or its variables do not fit the schema (400; 200 under `application/json`).
    ValidationFailed,
    /// No token, or one that does not hold (401 with `WWW-Authenticate`).
    Unauthenticated,
    /// The token holds, but none of its scopes reaches a field of the operation (403).
    ForbiddenScope,
    /// The method does not fit the path or the operation (405 with `Allow`).
    MethodNotAllowed,
    /// Nothing in `Accept` that can be served (406).
    NotAcceptable,
    /// The body is larger than `Limits::body_bytes`, or its variables hold more than
    /// `Limits::values` (413).
    PayloadTooLarge,
    /// The body is not JSON in UTF-8, or is compressed (415).
    UnsupportedMediaType,
    /// The text of the document is longer than `Limits::document_bytes`.
    DocumentTooLarge,
    /// Nested deeper than `Limits::depth` or `Limits::nesting`.
    TooDeep,
    /// More aliases than `Limits::aliases`.
    TooManyAliases,
    /// More directives than `Limits::directives`.
    TooManyDirectives,
    /// More tokens than `Limits::tokens`.
    TooManyTokens,
    /// More work than `Limits::cost`, `Limits::selections` or `Limits::root_fields` allow.
    TooCostly,
    /// The client has spent its budget (429 with `Retry-After` and `RateLimit`).
    RateLimited,
    /// The body (408) or the answer (503) took too long.
    Timeout,
    /// Something the answer depends on is away for now (503). Nothing was changed.
    Unavailable,
    /// A fault of the server (500). The log knows more under the request id.
    Internal,
}

impl ErrorCode {
    /// All codes, in the order of the documentation.
    pub const ALL: [Self; 19] = [
        Self::BadRequest,
        Self::ParseFailed,
        Self::ValidationFailed,
        Self::Unauthenticated,
        Self::ForbiddenScope,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::DocumentTooLarge,
        Self::TooDeep,
        Self::TooManyAliases,
        Self::TooManyDirectives,
        Self::TooManyTokens,
        Self::TooCostly,
        Self::RateLimited,
        Self::Timeout,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The code as clients read it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::ParseFailed => "PARSE_FAILED",
            Self::ValidationFailed => "VALIDATION_FAILED",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::ForbiddenScope => "FORBIDDEN_SCOPE",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::DocumentTooLarge => "DOCUMENT_TOO_LARGE",
            Self::TooDeep => "TOO_DEEP",
            Self::TooManyAliases => "TOO_MANY_ALIASES",
            Self::TooManyDirectives => "TOO_MANY_DIRECTIVES",
            Self::TooManyTokens => "TOO_MANY_TOKENS",
            Self::TooCostly => "TOO_COSTLY",
            Self::RateLimited => "RATE_LIMITED",
            Self::Timeout => "TIMEOUT",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }

    /// The HTTP status that goes with the code under `application/graphql-response+json`.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::ForbiddenScope => StatusCode::FORBIDDEN,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::Timeout | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::BadRequest | Self::ParseFailed | Self::ValidationFailed => {
                StatusCode::BAD_REQUEST
            }
            code if code.is_about_document() => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether the HTTP request was in order and only its document was refused. The draft wants
    /// such answers as 200 under `application/json`, where a status other than 200 may come from
    /// a proxy.
    #[must_use]
    pub const fn is_about_document(self) -> bool {
        matches!(
            self,
            Self::ParseFailed
                | Self::ValidationFailed
                | Self::DocumentTooLarge
                | Self::TooDeep
                | Self::TooManyAliases
                | Self::TooManyDirectives
                | Self::TooManyTokens
                | Self::TooCostly
        )
    }
}

/// A request that is answered with one error and nothing else.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// What kind of refusal it is.
    pub code: ErrorCode,
    /// Status under `application/graphql-response+json`.
    pub status: StatusCode,
    /// Headers that the status calls for (`Allow`, `WWW-Authenticate`, `Retry-After`).
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Where in the document, if the refusal is about a place in it.
    pub locations: Vec<Pos>,
    english: String,
    danish: String,
}

impl Refusal {
    /// A refusal with its text in English and in Danish: lower case, one line, values in
    /// backticks, saying what to do.
    #[must_use]
    pub fn new(code: ErrorCode, english: impl Into<String>, danish: impl Into<String>) -> Self {
        Self {
            code,
            status: code.status(),
            headers: Vec::new(),
            locations: Vec::new(),
            english: english.into(),
            danish: danish.into(),
        }
    }

    /// The text for the caller's language.
    #[must_use]
    pub fn message(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Danish => &self.danish,
        }
    }

    /// The refusal of an operation that needs a scope the token lacks: 403, naming the scope in
    /// the text and in `WWW-Authenticate` (RFC 6750 § 3.1).
    #[must_use]
    pub fn missing_scope(scope: &str) -> Self {
        let mut refusal = Self::new(
            ErrorCode::ForbiddenScope,
            format!("the operation needs the scope `{scope}`: ask for a token that carries it"),
            format!("operationen kræver scopet `{scope}`: bed om et token, der har det"),
        );
        let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
        if let Ok(value) = HeaderValue::try_from(challenge) {
            refusal.headers.push((header::WWW_AUTHENTICATE, value));
        }
        refusal
    }

    /// Something the answer depends on is away; nothing was changed and a retry may do.
    #[must_use]
    pub fn unavailable() -> Self {
        let mut refusal = Self::new(
            ErrorCode::Unavailable,
            "the service cannot answer for now and nothing was changed: try again in a moment",
            "tjenesten kan ikke svare lige nu, og intet er ændret: prøv igen om lidt",
        );
        refusal.headers.push((header::RETRY_AFTER, HeaderValue::from_static("2")));
        refusal
    }

    /// The client has spent its budget, and has some of it again in so many seconds.
    #[must_use]
    pub fn rate_limited(seconds: u64) -> Self {
        let mut refusal = Self::new(
            ErrorCode::RateLimited,
            format!("the client has spent its budget: wait `{seconds}` seconds, and ask for less"),
            format!("klienten har brugt sit budget: vent `{seconds}` sekunder, og spørg om mindre"),
        );
        refusal.headers.push((header::RETRY_AFTER, seconds.into()));
        refusal
    }

    /// A fault of the server. What happened stands in the log, never here.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            ErrorCode::Internal,
            "the server failed to answer: report the `requestId`",
            "serveren kunne ikke svare: oplys `requestId` ved henvendelse",
        )
    }

    pub(super) fn bad_request(english: impl Into<String>, danish: impl Into<String>) -> Self {
        Self::new(ErrorCode::BadRequest, english, danish)
    }

    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(super) fn allowing(mut self, methods: &'static str) -> Self {
        self.headers.push((header::ALLOW, HeaderValue::from_static(methods)));
        self
    }
}

/// Why a bearer token opened nothing. The edge turns it into 401 with the challenge of RFC 6750.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthFailure {
    /// No `Authorization` header.
    Missing,
    /// The token does not hold: expired, foreign, unsigned, revoked, wrong audience. The text is
    /// for the client's developer, in English and in Danish, and must not quote the token.
    Invalid {
        /// English text.
        english: &'static str,
        /// Danish text.
        danish: &'static str,
    },
    /// The token's client has spent its budget (429), for so many seconds.
    TooMany(u64),
    /// What decides about tokens cannot be asked now (503): fail closed.
    Unavailable,
}

impl From<AuthFailure> for Refusal {
    fn from(failure: AuthFailure) -> Self {
        let (mut refusal, challenge) = match failure {
            AuthFailure::Unavailable => return Self::unavailable(),
            AuthFailure::TooMany(seconds) => return Self::rate_limited(seconds),
            AuthFailure::Missing => (
                Self::new(
                    ErrorCode::Unauthenticated,
                    "no token: send `Authorization: Bearer …` with an access token",
                    "intet token: send `Authorization: Bearer …` med et adgangstoken",
                ),
                // RFC 6750 § 3: without credentials the challenge carries no error code.
                "Bearer realm=\"stifinder\"".to_owned(),
            ),
            AuthFailure::Invalid { english, danish } => (
                Self::new(ErrorCode::Unauthenticated, english, danish),
                format!(
                    "Bearer realm=\"stifinder\", error=\"invalid_token\", \
                     error_description=\"{}\"",
                    english.replace(['"', '\\'], "'")
                ),
            ),
        };
        let value = HeaderValue::try_from(challenge)
            .unwrap_or(HeaderValue::from_static("Bearer error=\"invalid_token\""));
        refusal.headers.push((header::WWW_AUTHENTICATE, value));
        refusal
    }
}
