//! Connections: SQLite (one file, WAL, one writer) and PostgreSQL.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use law::OrganisationKind;
use law::words::OrganisationId;

use super::StoreError;
use super::directory::DirectoryCache;
use super::noted::Noted;

/// The database, with the copy of the directory that this node holds.
#[derive(Clone, Debug)]
pub struct Db {
    /// The pool.
    pub connection: DatabaseConnection,
    pub(super) directory: Arc<DirectoryCache>,
    pub(crate) noted: Arc<Noted>,
}

/// Connects to `sqlite:PATH` (made if absent) or `postgres://…`.
///
/// # Errors
/// The URL is of another kind, or the database cannot be reached.
pub async fn connect(url: &str, connections: u32) -> Result<Db, StoreError> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections.max(1))
        .acquire_timeout(Duration::from_secs(10))
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
    } else {
        options.map_sqlx_postgres_opts(|postgres| postgres.statement_cache_capacity(256));
    }
    let connection = Database::connect(options).await?;
    Ok(Db { connection, directory: Arc::default(), noted: Arc::default() })
}

impl Db {
    /// Begins a transaction that writes. On SQLite it takes the writer's place at once, so that
    /// it cannot fail half-way for want of it; on PostgreSQL each case is locked by its row.
    ///
    /// # Errors
    /// The database is not available.
    pub async fn begin_write(&self) -> Result<DatabaseTransaction, StoreError> {
        let sqlite = self.connection.get_database_backend() == DbBackend::Sqlite;
        let options = if sqlite {
            TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..Default::default()
            }
        } else {
            TransactionOptions {
                isolation_level: Some(IsolationLevel::ReadCommitted),
                access_mode: Some(AccessMode::ReadWrite),
                ..Default::default()
            }
        };
        Ok(self.connection.begin_with_options(options).await?)
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
