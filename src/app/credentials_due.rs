//! Clients and secrets that are about to end, and keys that have signed for long.

use chrono::TimeDelta;

use super::{AppError, Session};
use crate::token::ending::{self, Ending, EndingError};

impl From<EndingError> for AppError {
    fn from(error: EndingError) -> Self {
        match error {
            EndingError::Clients(error) => error.into(),
            EndingError::Keys(error) => error.into(),
            EndingError::Database(error) => error.into(),
        }
    }
}

/// What ends within a time from now, the soonest first.
pub(crate) async fn credentials_due(
    session: &Session,
    within: TimeDelta,
) -> Result<Vec<Ending>, AppError> {
    let now = session.now()?;
    Ok(ending::within(&session.app.db.connection, within, now).await?)
}
