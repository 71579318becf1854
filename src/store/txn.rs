//! A transaction that writes: on PostgreSQL on a line of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::prelude::Uuid;
use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    Value,
};
use tokio::sync::Mutex;

use super::line::{Line, Lines};

/// A transaction that writes. Nothing of it stands unless it is committed.
///
/// One that waits ([`Txn::waiting`]) has not begun: a case was read beside it, without its lock, and
/// perhaps one change is held back. Where nothing else is asked of it, that change is written by one
/// statement, if the case is then as it was read ([`Txn::alone`]); anything else begins it, and
/// locks the case. Either way [`DbErr::RecordNotUpdated`] says that somebody else wrote in the case
/// meanwhile: nothing stands, and it is to be done again under the lock.
#[derive(Debug)]
pub struct Txn {
    held: Held,
    /// How many statements it has run that may have changed something.
    changes: AtomicU64,
}

#[derive(Debug)]
enum Held {
    Pool(DatabaseTransaction),
    Line(Mutex<OnLine>),
}

#[derive(Debug)]
struct OnLine {
    lines: Arc<Lines>,
    /// None: it waits.
    line: Option<Line>,
    /// The case that was read without its lock, as long as it waits.
    read: Option<Unlocked>,
    /// The change that is held back.
    later: Option<Replacement>,
}

/// A case that was read without its lock, and how many changes there were to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unlocked {
    pub(crate) case: Uuid,
    pub(crate) revision: i32,
}

/// A version that ends, and the one that is written in its place if it does.
#[derive(Debug)]
pub(crate) struct Replacement {
    /// `UPDATE … WHERE …`.
    pub(crate) end: String,
    /// `INSERT … SELECT … FROM ended`.
    pub(crate) write: String,
    /// The values of both.
    pub(crate) values: Vec<Value>,
}

/// All that a transaction would do: to be written by one statement.
#[derive(Debug)]
pub(crate) struct Alone {
    /// Taken before a lane of the log is, as by every other write: who waited for a line with a
    /// lane in hand could wait for those who have a line and want the lane.
    pub(crate) line: Line,
    pub(crate) read: Unlocked,
    pub(crate) change: Option<Replacement>,
}

impl Replacement {
    fn statement(self) -> Statement {
        let sql = format!("WITH ended AS ({} RETURNING row_id) {}", self.end, self.write);
        Statement::from_sql_and_values(DbBackend::Postgres, sql, self.values)
    }
}

impl OnLine {
    fn waiting(lines: &Arc<Lines>) -> Self {
        Self { lines: Arc::clone(lines), line: None, read: None, later: None }
    }

    /// The line, with the transaction begun and nothing held back.
    async fn ready(&mut self) -> Result<&mut Line, DbErr> {
        if self.line.is_none() {
            let mut line = self.lines.take().await?;
            line.begin().await?;
            if let Some(Unlocked { case, revision }) = self.read {
                let sql = "UPDATE coordination_case SET revision = revision + 1 \
                           WHERE id = $1 AND revision = $2";
                let values = [case.into(), revision.into()];
                let lock = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
                if line.execute(lock).await?.rows_affected() == 0 {
                    line.end("ROLLBACK").await?;
                    return Err(DbErr::RecordNotUpdated);
                }
            }
            self.line = Some(line);
            self.read = None;
        }
        let closed = || DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::ConnectionClosed);
        let line = self.line.as_mut().ok_or_else(closed)?;
        if let Some(change) = self.later.take() {
            line.execute(change.statement()).await?;
        }
        Ok(line)
    }

    async fn end(self, how: &'static str) -> Result<(), DbErr> {
        match self.line {
            Some(line) => line.end(how).await,
            None => Ok(()),
        }
    }
}

impl Txn {
    /// A transaction of the pool.
    pub(super) fn of_pool(transaction: DatabaseTransaction) -> Self {
        Self { held: Held::Pool(transaction), changes: AtomicU64::new(0) }
    }

    /// Begins one on a line.
    pub(super) async fn begin(lines: &Arc<Lines>) -> Result<Self, DbErr> {
        let mut line = lines.take().await?;
        line.begin().await?;
        Ok(Self::of_line(OnLine { line: Some(line), ..OnLine::waiting(lines) }))
    }

    /// One that waits.
    pub(super) fn waiting(lines: &Arc<Lines>) -> Self {
        Self::of_line(OnLine::waiting(lines))
    }

    fn of_line(line: OnLine) -> Self {
        Self { held: Held::Line(Mutex::new(line)), changes: AtomicU64::new(0) }
    }

    /// Locks a case until the transaction ends, and counts a change to it. On SQLite whoever writes
    /// is alone.
    pub(crate) async fn lock(&self, case: Uuid) -> Result<(), DbErr> {
        if let Held::Line(_) = self.held {
            let sql = "UPDATE coordination_case SET revision = revision + 1 WHERE id = $1";
            let lock = Statement::from_sql_and_values(DbBackend::Postgres, sql, [case.into()]);
            self.execute_raw(lock).await?;
        }
        Ok(())
    }

    /// Whether it waits, and no case was read beside it.
    pub(crate) async fn waits(&self) -> bool {
        let Held::Line(line) = &self.held else { return false };
        let line = line.lock().await;
        line.line.is_none() && line.read.is_none()
    }

    /// A case was read beside this transaction, which waits.
    pub(crate) async fn read(&self, read: Unlocked) {
        if let Held::Line(line) = &self.held {
            line.lock().await.read = Some(read);
        }
    }

    /// Replaces a version; holds it back while the transaction waits.
    pub(crate) async fn replace(&self, change: Replacement) -> Result<(), DbErr> {
        if let Held::Line(line) = &self.held {
            let mut line = line.lock().await;
            if line.line.is_none() && line.read.is_some() && line.later.is_none() {
                line.later = Some(change);
                self.changed();
                return Ok(());
            }
        }
        self.execute_raw(change.statement()).await.map(drop)
    }

    /// Begins it, where it waits: whoever takes a lane of the log has a line by then.
    pub(crate) async fn begun(&self) -> Result<(), DbErr> {
        if let Held::Line(line) = &self.held {
            line.lock().await.ready().await?;
        }
        Ok(())
    }

    /// All that it would do, where it still waits; it can do nothing more then.
    pub(crate) async fn alone(&self) -> Result<Option<Alone>, DbErr> {
        let Held::Line(on_line) = &self.held else { return Ok(None) };
        let mut on_line = on_line.lock().await;
        let Some(read) = on_line.read else { return Ok(None) };
        let line = on_line.lines.take().await?;
        Ok(Some(Alone { line, read, change: on_line.later.take() }))
    }

    /// Makes everything stand.
    ///
    /// # Errors
    /// The database failed; it is not known whether it stands.
    pub async fn commit(self) -> Result<(), DbErr> {
        match self.held {
            Held::Pool(transaction) => transaction.commit().await,
            Held::Line(line) => {
                let mut line = line.into_inner();
                if line.later.is_some() {
                    line.ready().await?;
                }
                line.end("COMMIT").await
            }
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
            Held::Line(line) => line.lock().await.ready().await?.execute(statement).await,
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
            Held::Line(line) => line.lock().await.ready().await?.rows(statement).await,
        }
    }
}
