//! A transaction that writes: on PostgreSQL on a line of its own.

use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};
use tokio::sync::Mutex;

use super::line::Line;

/// A transaction that writes. Nothing of it stands unless it is committed.
#[derive(Debug)]
pub struct Txn {
    held: Held,
    /// How many statements it has run that may have changed something.
    changes: AtomicU64,
}

#[derive(Debug)]
enum Held {
    Pool(DatabaseTransaction),
    Line(Mutex<Line>),
}

impl Txn {
    /// A transaction of the pool.
    pub(super) fn of_pool(transaction: DatabaseTransaction) -> Self {
        Self { held: Held::Pool(transaction), changes: AtomicU64::new(0) }
    }

    /// Begins one on a line.
    pub(super) async fn on_line(mut line: Line) -> Result<Self, DbErr> {
        line.begin().await?;
        Ok(Self { held: Held::Line(Mutex::new(line)), changes: AtomicU64::new(0) })
    }

    /// Makes everything stand.
    ///
    /// # Errors
    /// The database failed; it is not known whether it stands.
    pub async fn commit(self) -> Result<(), DbErr> {
        match self.held {
            Held::Pool(transaction) => transaction.commit().await,
            Held::Line(line) => line.into_inner().end("COMMIT").await,
        }
    }

    /// Gives everything up.
    ///
    /// # Errors
    /// The database failed; nothing stands.
    pub async fn rollback(self) -> Result<(), DbErr> {
        match self.held {
            Held::Pool(transaction) => transaction.rollback().await,
            Held::Line(line) => line.into_inner().end("ROLLBACK").await,
        }
    }

    /// How many statements it has run that may have changed something.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }
}

#[async_trait]
impl ConnectionTrait for Txn {
    fn get_database_backend(&self) -> DbBackend {
        match &self.held {
            Held::Pool(transaction) => transaction.get_database_backend(),
            Held::Line(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.changed();
        match &self.held {
            Held::Pool(transaction) => transaction.execute_raw(statement).await,
            Held::Line(line) => line.lock().await.execute(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.execute_raw(Statement::from_string(self.get_database_backend(), sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        // An INSERT or UPDATE with RETURNING comes this way too.
        if !statement.sql.starts_with("SELECT") && !statement.sql.starts_with("WITH c AS") {
            self.changed();
        }
        match &self.held {
            Held::Pool(transaction) => transaction.query_all_raw(statement).await,
            Held::Line(line) => line.lock().await.rows(statement).await,
        }
    }
}
