//! From a root field to its session.

use std::sync::Arc;

use async_graphql::{Context, Error, ErrorExtensions};

use crate::app::{AppError, Session};

/// The session of the request.
pub(super) fn session<'a>(ctx: &Context<'a>) -> Result<&'a Session, Error> {
    let session = ctx.data::<Arc<Session>>().map_err(|_| coded("INTERNAL", "internal error"))?;
    Ok(session)
}

/// An error with its code; the edge adds the request's id.
pub(super) fn coded(code: &'static str, message: &str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// What the operator must mend: the text goes to the operator's log, the client gets a code.
pub(super) fn fault(error: &AppError) -> Error {
    use crate::store::StoreError;
    tracing::error!(%error, "request failed");
    match error {
        AppError::Store(StoreError::Unavailable(_)) | AppError::Audit(_) => {
            coded("UNAVAILABLE", "not available now; try again")
        }
        AppError::Store(_) | AppError::Clock(_) => coded("INTERNAL", "internal error"),
    }
}
