//! Connections: SQLite (one file, WAL, one writer) and PostgreSQL.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::sqlx::sqlite::SqlitePoolOptions;
use sea_orm::sqlx::{self, Connection};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, ExecResult,
    QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use law::OrganisationKind;
use law::words::OrganisationId;

use super::StoreError;
use super::directory::DirectoryCache;
use super::line::Lines;
use super::noted::Noted;
use super::together::Together;
use super::txn::Txn;

/// How long a request waits for a connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The database, with the copy of the directory that this node holds.
#[derive(Clone, Debug)]
pub struct Db {
    /// The pool.
    pub connection: DatabaseConnection,
    /// On PostgreSQL, what reads go through.
    pub(crate) lines: Option<Arc<Lines>>,
    /// On PostgreSQL, what single cases are read by.
    pub(super) together: Option<Arc<Together>>,
    pub(super) directory: Arc<DirectoryCache>,
    pub(crate) noted: Arc<Noted>,
}

/// Connects to `sqlite:PATH` (made if absent) or `postgres://…`, with so many connections at most;
/// with PostgreSQL two at least: one of the pool, one line.
///
/// # Errors
/// The URL is of another kind, or the database cannot be reached.
pub async fn connect(url: &str, connections: u32) -> Result<Db, StoreError> {
    let mut options = ConnectOptions::new(url);
    // On PostgreSQL the pool is there for what stands between no request and its answer.
    let own = if url.starts_with("sqlite:") { connections } else { connections / 4 };
    options
        .max_connections(own.max(1))
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false)
        .test_before_acquire(false);
    if url.starts_with("sqlite:") {
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(sea_orm::sqlx::sqlite::SqliteJournalMode::Wal)
                .synchronous(sea_orm::sqlx::sqlite::SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(10))
                .statement_cache_capacity(256)
        });
        options.map_sqlx_sqlite_pool_opts(only_clean);
    } else {
        options.map_sqlx_postgres_opts(|postgres| postgres.statement_cache_capacity(256));
    }
    let connection = Database::connect(options).await?;
    let lines = Lines::of(&connection, connections.saturating_sub(own.max(1))).map(Arc::new);
    let together = lines.as_ref().map(|lines| Arc::new(Together::over(lines.most())));
    Ok(Db { connection, lines, together, directory: Arc::default(), noted: Arc::default() })
}

/// `SQLITE_ERROR`: what was asked makes no sense as things stand.
const ERROR: &str = "1";

/// Keeps no connection to SQLite on which a transaction was not ended by its own statement.
///
/// A disk that is full, or a statement that is interrupted, has SQLite roll the transaction back by
/// itself; the driver goes on counting it, takes what comes next for a part of it, and says that it
/// was committed when it was not. The other way round, a `BEGIN` that fails once it holds the
/// writer's place leaves a transaction that the driver does not count, and no one else could write.
#[must_use]
pub fn only_clean(options: SqlitePoolOptions) -> SqlitePoolOptions {
    options.after_release(|connection, _| {
        Box::pin(async move {
            // Comes behind the roll-back of a transaction that was given up. SQLite itself is asked
            // whether one is open: where none is, there is nothing to roll back, which is an error.
            let none = match sqlx::raw_sql("ROLLBACK").execute(&mut *connection).await {
                Ok(_) => false,
                Err(sqlx::Error::Database(error)) => error.code().as_deref() == Some(ERROR),
                Err(error) => return Err(error),
            };
            Ok(none && !connection.is_in_transaction())
        })
    })
}

/// What is asked outside a transaction: on PostgreSQL over a line.
#[async_trait]
impl ConnectionTrait for Db {
    fn get_database_backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &self.lines {
            Some(lines) => lines.execute(statement).await,
            None => self.connection.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.connection.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.lines {
            Some(lines) => lines.rows(statement).await,
            None => self.connection.query_all_raw(statement).await,
        }
    }
}

impl Db {
    /// Tells a listener of each statement: for tests that count them. Before the first one.
    pub fn listen(&mut self, listener: impl Fn(&str) + Send + Sync + 'static) {
        let listener = Arc::new(listener);
        if let Some(lines) = self.lines.as_mut().and_then(Arc::get_mut) {
            let listener = Arc::clone(&listener);
            lines.heard_by(move |sql| listener(sql));
        }
        self.connection.set_metric_callback(move |info| listener(&info.statement.sql));
    }

    /// Begins a transaction that writes. On SQLite it takes the writer's place at once, so that
    /// it cannot fail half-way for want of it; on PostgreSQL each case is locked by its row.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn begin_write(&self) -> Result<Txn, StoreError> {
        if let Some(lines) = &self.lines {
            return Ok(Txn::begin(lines).await?);
        }
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(Txn::of_pool(self.connection.begin_with_options(options).await?))
    }

    /// A transaction that may wait until it is known what it writes; one that has begun where
    /// there are no lines.
    pub(crate) async fn wait_to_write(&self) -> Result<Txn, StoreError> {
        match &self.lines {
            Some(lines) => Ok(Txn::waiting(lines)),
            None => self.begin_write().await,
        }
    }

    /// Brings this node's copy of the directory up to date.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn refresh_directory(&self) -> Result<(), StoreError> {
        self.directory.refresh(&self.connection).await
    }

    /// The kind of an organisation, as this node's copy of the directory has it; none where it is
    /// unknown or annulled.
    #[must_use]
    pub fn kind_of(&self, id: OrganisationId) -> Option<OrganisationKind> {
        self.directory.kind_of(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a `BEGIN` leaves it that is interrupted once it holds the writer's place.
    #[tokio::test]
    async fn a_transaction_that_the_driver_does_not_count_keeps_nobody_from_writing() {
        let database = crate::testing::sqlite().await;
        database.db.connection.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        for _ in 0..3 {
            let begun = tokio::time::timeout(PATIENCE / 2, database.db.begin_write()).await;
            begun.expect("the writer's place is free").unwrap().commit().await.unwrap();
        }
    }
}
