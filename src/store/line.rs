//! Lines: connections to PostgreSQL kept at hand for what stands between a request and its answer.
//!
//! The driver's pool asks the server after each use whether the connection still stands, in a task
//! of its own: for a small statement that is as much work again. A line is a connection that goes
//! from hand to hand without it. One whose statement was given up goes back to a pool, which waits
//! until the server is through with it; one with a transaction open is closed, and the server takes
//! the transaction back.
//!
//! No answer is waited for without end: where none comes, the line is closed with those at rest, as
//! whatever stands between here and the server may have stopped carrying any of them.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sea_orm::sqlx::query::Query;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, Postgres};
use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DatabaseConnectionType, DbErr, ExecResult, QueryResult,
    RuntimeErr, Statement,
};
use sea_query_sqlx::SqlxValues;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Db;
use super::connect::PATIENCE;

/// A line that has rested longer is closed: whatever stands between here and the server may have
/// forgotten it, and a statement on it would wait in vain.
const REST: Duration = Duration::from_secs(60);

/// So many times as long as another one a statement of a transaction is waited for: it may wait in
/// turn for those who have the lock of a case.
const LOCKED: u32 = 3;

/// Who is told of each statement: tests that count them.
type Listener = Box<dyn Fn(&str) + Send + Sync>;

/// A connection at rest, and since when.
type Resting = (PoolConnection<Postgres>, Instant);

/// The lines of a database.
pub struct Lines {
    pool: PgPool,
    idle: Mutex<Vec<Resting>>,
    places: Arc<Semaphore>,
    most: usize,
    /// How long the answer to a statement is waited for.
    longest: Duration,
    listener: Option<Listener>,
}

impl Db {
    /// Waits less long for the answer to a statement, on PostgreSQL: for tests of what becomes of a
    /// node when none comes. Before the first one.
    pub fn wait_no_longer_than(&mut self, longest: Duration) {
        if let Some(lines) = self.lines.as_mut().and_then(Arc::get_mut) {
            lines.longest = longest;
        }
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}

impl Lines {
    /// At most so many lines of a database, beside its pool; none where it is not PostgreSQL.
    pub(super) fn of(connection: &DatabaseConnection, most: u32) -> Option<Self> {
        let DatabaseConnectionType::SqlxPostgresPoolConnection(_) = connection.inner else {
            return None;
        };
        let options = connection.get_postgres_connection_pool().connect_options();
        let most = most.max(1);
        let pool = PgPoolOptions::new()
            .max_connections(most)
            .acquire_timeout(PATIENCE)
            .after_connect(|connection, _| Box::pin(set_up(connection)))
            .after_release(|connection, _| Box::pin(is_through(connection)))
            .connect_lazy_with(PgConnectOptions::clone(&options));
        let most = most as usize;
        let places = Arc::new(Semaphore::new(most));
        let idle = Mutex::default();
        Some(Self { pool, idle, places, most, longest: PATIENCE, listener: None })
    }

    /// Tells a listener of each statement.
    pub(super) fn heard_by(&mut self, listener: impl Fn(&str) + Send + Sync + 'static) {
        self.listener = Some(Box::new(listener));
    }

    /// How many there are at most.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// Takes a line; waits no longer for one than the pool does.
    pub(crate) async fn take(self: &Arc<Self>) -> Result<Line, DbErr> {
        let (closed, timeout) = (ConnAcquireErr::ConnectionClosed, ConnAcquireErr::Timeout);
        let place = tokio::time::timeout(PATIENCE, Arc::clone(&self.places).acquire_owned()).await;
        let place = place.map_err(|_| DbErr::ConnectionAcquire(timeout))?;
        let place = place.map_err(|_| DbErr::ConnectionAcquire(closed))?;
        let connection = match self.rested() {
            Some(connection) => connection,
            None => self.pool.acquire().await.map_err(failed)?,
        };
        Ok(Line { connection: Some(connection), begun: false, of: Arc::clone(self), _place: place })
    }

    /// The rows of a statement.
    pub(crate) async fn rows(
        self: &Arc<Self>,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let mut line = self.take().await?;
        let rows = line.rows(statement).await?;
        line.put_back();
        Ok(rows)
    }

    /// Runs a statement.
    pub(crate) async fn execute(
        self: &Arc<Self>,
        statement: Statement,
    ) -> Result<ExecResult, DbErr> {
        let mut line = self.take().await?;
        let result = line.execute(statement).await?;
        line.put_back();
        Ok(result)
    }

    /// Runs a statement with arguments in the driver's own terms, which has lists.
    pub(crate) async fn execute_with(
        self: &Arc<Self>,
        sql: &'static str,
        arguments: PgArguments,
    ) -> Result<ExecResult, DbErr> {
        let mut line = self.take().await?;
        line.tell(sql);
        let longest = line.longest();
        let asked = sqlx::query_with(sql, arguments).execute(line.connection()?);
        let result = in_time(longest, asked).await.map_err(|error| line.failed(error))?;
        line.put_back();
        Ok(ExecResult::from(result))
    }

    /// The connection that was put back last. Where it has rested too long, so have the others.
    fn rested(&self) -> Option<PoolConnection<Postgres>> {
        let mut idle = self.idle();
        let (connection, since) = idle.pop()?;
        if since.elapsed() < REST {
            return Some(connection);
        }
        idle.push((connection, since));
        close(&mut idle);
        None
    }

    // A panic while holding the lock leaves the list whole: every change is one push or pop.
    fn idle(&self) -> MutexGuard<'_, Vec<Resting>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn close(idle: &mut Vec<Resting>) {
    for (mut connection, _) in idle.drain(..) {
        connection.close_on_drop();
    }
}

/// A line in use. Dropped before it is put back, it goes to the pool to be looked into, or is
/// closed with the transaction that was begun on it.
pub(crate) struct Line {
    connection: Option<PoolConnection<Postgres>>,
    begun: bool,
    of: Arc<Lines>,
    _place: OwnedSemaphorePermit,
}

impl Line {
    /// The rows of a statement.
    pub(crate) async fn rows(&mut self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.tell(&statement.sql);
        let longest = self.longest();
        let asked = query(statement).fetch_all(self.connection()?);
        let rows = in_time(longest, asked).await.map_err(|error| self.failed(error))?;
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }

    /// Runs a statement.
    pub(crate) async fn execute(&mut self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.tell(&statement.sql);
        let longest = self.longest();
        let asked = query(statement).execute(self.connection()?);
        let result = in_time(longest, asked).await.map_err(|error| self.failed(error))?;
        Ok(ExecResult::from(result))
    }

    /// Begins a transaction that sees what others committed.
    pub(super) async fn begin(&mut self) -> Result<(), DbErr> {
        self.begun = true;
        self.run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE").await
    }

    /// Ends the transaction, and the line is free.
    pub(super) async fn end(mut self, how: &'static str) -> Result<(), DbErr> {
        self.run(how).await?;
        self.begun = false;
        self.put_back();
        Ok(())
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), DbErr> {
        let longest = self.longest();
        let asked = sqlx::raw_sql(sql).execute(self.connection()?);
        in_time(longest, asked).await.map(drop).map_err(|error| self.failed(error))
    }

    /// Leaves it to the next.
    pub(crate) fn put_back(mut self) {
        if let Some(connection) = self.connection.take() {
            self.of.idle().push((connection, Instant::now()));
        }
    }

    fn connection(&mut self) -> Result<&mut PgConnection, DbErr> {
        let gone = || DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
        self.connection.as_deref_mut().ok_or_else(gone)
    }

    fn longest(&self) -> Duration {
        self.of.longest * if self.begun { LOCKED } else { 1 }
    }

    fn tell(&self, sql: &str) {
        if let Some(listener) = &self.of.listener {
            listener(sql);
        }
    }

    fn failed(&mut self, error: sqlx::Error) -> DbErr {
        // The server may be gone, and with it every other line.
        if !is_about_statement(&error) {
            if let Some(connection) = &mut self.connection {
                connection.close_on_drop();
            }
            close(&mut self.of.idle());
        }
        failed(error)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.as_mut().filter(|_| self.begun) {
            connection.close_on_drop();
        }
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("begun", &self.begun).finish_non_exhaustive()
    }
}

/// Each statement is planned once a connection, whatever its values: they look rows up by keys, and
/// to plan a list anew takes the server longer than to run it. One that writes outside a
/// transaction sees what others committed, as those within one do, whatever the server's default.
async fn set_up(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let settings = sqlx::raw_sql(
        "SET plan_cache_mode = force_generic_plan; \
         SET default_transaction_isolation = 'read committed'; \
         SET default_transaction_read_only = off",
    );
    settings.execute(connection).await.map(drop)
}

/// Waits until the server is through with a statement that was given up, and no longer than for its
/// answer: a connection that is waited for counts as one of the lines.
async fn is_through(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    in_time(PATIENCE, connection.ping()).await.map(|()| true)
}

/// What is asked of the server, where it answers within `longest`.
async fn in_time<T>(
    longest: Duration,
    asked: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let late = |_| sqlx::Error::Io(io::Error::from(io::ErrorKind::TimedOut));
    tokio::time::timeout(longest, asked).await.map_err(late)?
}

/// Whether the server said what is wrong with a statement. What it says as it ends a session or
/// shuts down (classes 08 and 57P) is about the connection.
fn is_about_statement(error: &sqlx::Error) -> bool {
    let Some(told) = error.as_database_error() else { return false };
    told.code().is_some_and(|code| !code.starts_with("08") && !code.starts_with("57P"))
}

fn query(statement: Statement) -> Query<'static, Postgres, SqlxValues> {
    let Statement { sql, values, .. } = statement;
    let values = values.unwrap_or_else(|| sea_orm::Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(sql), SqlxValues(values))
}

fn failed(error: sqlx::Error) -> DbErr {
    let about_statement = is_about_statement(&error);
    let error = RuntimeErr::SqlxError(Arc::new(error));
    if about_statement { DbErr::Query(error) } else { DbErr::Conn(error) }
}

#[cfg(test)]
mod tests;
