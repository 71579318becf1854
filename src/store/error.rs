//! What can go wrong below the use cases.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A failure of the store. Its text is for the operator's log, never for a client.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, or is too busy.
    #[error("the database is not available: {0}")]
    Unavailable(DbErr),
    /// A row does not hold what its column promises; nothing is answered from it.
    #[error("inconsistent row: {0}")]
    Inconsistency(String),
    /// A unique key is taken.
    #[error("a unique key is taken: {0}")]
    Taken(String),
    /// The statement failed.
    #[error("statement failed: {0}")]
    Failed(DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(which)) = error.sql_err() {
            return Self::Taken(which);
        }
        match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(RuntimeErr::SqlxError(_)) => {
                Self::Unavailable(error)
            }
            DbErr::Type(text) => Self::Inconsistency(text),
            DbErr::TryIntoErr { .. } | DbErr::ConvertFromU64(_) | DbErr::Json(_) => {
                Self::Inconsistency(error.to_string())
            }
            other => Self::Failed(other),
        }
    }
}

impl StoreError {
    /// A row that refers to what is not there.
    pub(crate) fn inconsistent(table: &str, what: impl std::fmt::Display) -> Self {
        Self::Inconsistency(format!("`{table}`: {what}"))
    }
}
