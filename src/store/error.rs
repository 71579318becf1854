//! What can go wrong below the use cases.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A failure of the store. Its text is for the operator's log, never for a client.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, or is too busy.
    #[error("the database is not available: {}", told(.0))]
    Unavailable(DbErr),
    /// A row does not hold what its column promises; nothing is answered from it.
    #[error("inconsistent row: {0}")]
    Inconsistency(String),
    /// A unique key is taken.
    #[error("a unique key is taken: {0}")]
    Taken(String),
    /// The statement failed.
    #[error("statement failed: {}", told(.0))]
    Failed(DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            return Self::Taken(told(&error));
        }
        match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(RuntimeErr::SqlxError(_)) => {
                Self::Unavailable(error)
            }
            DbErr::Type(text) => Self::Inconsistency(text),
            DbErr::TryIntoErr { .. } | DbErr::ConvertFromU64(_) | DbErr::Json(_) => {
                Self::Inconsistency("a value is not of its column's type".to_owned())
            }
            other => Self::Failed(other),
        }
    }
}

/// What may be told of a database error: its code, table and constraint. Its own text may quote a
/// value, and values stay out of every log.
fn told(error: &DbErr) -> String {
    let (DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime)) = error else {
        return "an error of the client side".to_owned();
    };
    let RuntimeErr::SqlxError(error) = runtime else {
        return "an error of the driver".to_owned();
    };
    let Some(error) = error.as_database_error() else {
        return "no answer from the database".to_owned();
    };
    let code = error.code().unwrap_or_default();
    let part = |name: &str, value: Option<&str>| {
        value.map(|value| format!(", {name} `{value}`")).unwrap_or_default()
    };
    let table = part("table", error.table());
    format!("code `{code}`{table}{}", part("constraint", error.constraint()))
}

impl StoreError {
    /// A row that refers to what is not there.
    pub(crate) fn inconsistent(table: &str, what: impl std::fmt::Display) -> Self {
        Self::Inconsistency(format!("`{table}`: {what}"))
    }
}

#[cfg(test)]
mod tests {
    use migration::{Migrator, MigratorTrait};
    use sea_orm::ConnectionTrait;

    use super::StoreError;

    #[tokio::test]
    async fn no_value_stands_in_the_text_of_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("e.db").display());
        let db = crate::store::connect(&url, 1).await.unwrap().connection;
        Migrator::up(&db, None).await.unwrap();
        let twice =
            "INSERT INTO outbox (id, kind, entity_id, at) VALUES ('0101011234', 'K', 'e', 't')";
        db.execute_unprepared(twice).await.unwrap();
        let wrong = "SELECT '0101011234' FROM nowhere";
        for sql in [twice, wrong] {
            let error = StoreError::from(db.execute_unprepared(sql).await.unwrap_err());
            assert!(error.to_string().contains("code `"), "{error}");
            assert!(!error.to_string().contains("0101011234"), "{error}");
        }
    }
}
