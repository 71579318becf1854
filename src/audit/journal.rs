//! Appending: reads share a commit among all that wait for one, writes append within the
//! transaction of the change. Either way the answer waits until its rows are safe (R38).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use entity::outbox;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::chain::{self, Head};
use super::entry::NewRow;
use super::insert;
use super::lane::{ChainGuard, Lanes};
use crate::domain::SigningKey;
use crate::store::{Alone, Db, Lines};

/// Why no row could be written. The answer must not leave.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AuditError {
    /// The database failed.
    #[error("the access log could not be written; try again")]
    Write(#[source] Arc<DbErr>),
    /// The node is stopping.
    #[error("the access log is closed: the server is stopping")]
    Closed,
    /// Nothing to write: an access without a row is a fault of the caller.
    #[error("an access was to be logged without a row")]
    Empty,
    /// Told to fail, by a test.
    #[error("the access log was told to fail")]
    Told,
}

impl From<DbErr> for AuditError {
    fn from(error: DbErr) -> Self {
        Self::Write(Arc::new(error))
    }
}

/// Requests that may wait for the next commit before the others wait to be let in.
const WAITING: usize = 4_096;

/// Rows that one commit takes at most, unless a single request has more.
const ROWS: usize = 1_000;

/// Write lanes on PostgreSQL; SQLite has one writer, and one lane.
const LANES: usize = 4;

/// The access log of this node. Its chains are new with every start of the node, so that no two
/// processes ever write to the same one.
pub struct Journal {
    reads: mpsc::Sender<Waiting>,
    lanes: Lanes,
    key: Arc<SigningKey>,
    failing: Arc<AtomicBool>,
    commits: Arc<AtomicU64>,
}

/// Where the rows of reads go.
#[derive(Debug)]
pub struct Reads {
    pub(super) connection: DatabaseConnection,
    pub(super) lines: Option<Arc<Lines>>,
}

/// A log database of its own.
impl From<DatabaseConnection> for Reads {
    fn from(connection: DatabaseConnection) -> Self {
        Self { connection, lines: None }
    }
}

/// The database itself.
impl From<&Db> for Reads {
    fn from(db: &Db) -> Self {
        Self { connection: db.connection.clone(), lines: db.lines.clone() }
    }
}

struct Waiting {
    rows: Vec<NewRow>,
    done: oneshot::Sender<Result<(), AuditError>>,
}

impl Journal {
    /// Starts the log of a node. `reads` is where the rows of reads go: the database itself, or a
    /// log database of its own; `writes` is the kind of database that changes are made in.
    ///
    /// Must be called within a tokio runtime; the task that writes ends with the journal.
    #[must_use]
    pub fn start(
        node: Uuid,
        key: Arc<SigningKey>,
        reads: impl Into<Reads>,
        writes: DbBackend,
    ) -> Self {
        let (sender, inbox) = mpsc::channel(WAITING);
        let (failing, commits) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let chain = format!("{node}/r");
        let group = Group {
            head: Some(Head::genesis(&chain)),
            chain,
            key: Arc::clone(&key),
            reads: reads.into(),
            failing: Arc::clone(&failing),
            commits: Arc::clone(&commits),
        };
        tokio::spawn(group.run(inbox));
        let lanes = Lanes::new(node, if writes == DbBackend::Sqlite { 1 } else { LANES });
        Self { reads: sender, lanes, key, failing, commits }
    }

    /// Appends the rows of a read, and returns when they are committed. What is cancelled while
    /// it waits is logged all the same.
    ///
    /// # Errors
    /// They are not committed, or it is not known whether they are: the answer must not leave.
    pub async fn append(&self, rows: Vec<NewRow>) -> Result<(), AuditError> {
        if rows.is_empty() {
            return Err(AuditError::Empty);
        }
        let (done, outcome) = oneshot::channel();
        let sent = self.reads.send(Waiting { rows, done }).await;
        sent.map_err(|_| AuditError::Closed)?;
        outcome.await.map_err(|_| AuditError::Closed)?
    }

    /// Appends the rows of a write, and what it notes for the outbox, within its transaction, which
    /// must see what others committed (READ COMMITTED, or SQLite's immediate mode). Append last,
    /// right before the commit: the lane stays taken until the guard is told of it or dropped.
    ///
    /// # Errors
    /// They are not written: the transaction must be rolled back.
    pub async fn append_in<C: ConnectionTrait>(
        &self,
        transaction: &C,
        rows: Vec<NewRow>,
        notes: Vec<outbox::Model>,
    ) -> Result<ChainGuard, AuditError> {
        if self.failing.load(Ordering::Acquire) {
            return Err(AuditError::Told);
        }
        self.lanes.append(transaction, (rows, notes), &self.key).await
    }

    /// Writes a change, the rows of it and what it notes by one statement, and so together or not
    /// at all, if the case is as it was read.
    ///
    /// # Errors
    /// Nothing is written, or it is not known whether it is; with [`DbErr::RecordNotUpdated`]
    /// somebody else writes in the case, or wrote since.
    pub(crate) async fn append_with(
        &self,
        change: Alone,
        rows: Vec<NewRow>,
        notes: Vec<outbox::Model>,
    ) -> Result<(), AuditError> {
        if self.failing.load(Ordering::Acquire) {
            return Err(AuditError::Told);
        }
        self.lanes.append_with(change, (rows, notes), &self.key).await
    }

    /// Makes every later append fail, or succeed again: for tests of the rule that no answer
    /// leaves without its row (R38).
    pub fn set_failing(&self, failing: bool) {
        self.failing.store(failing, Ordering::Release);
    }

    /// How many group commits were made, for the metrics.
    #[must_use]
    pub fn group_commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal").field("key", &self.key.id()).finish_non_exhaustive()
    }
}

/// The task that commits for all readers of the node.
struct Group {
    chain: String,
    /// Where the chain stands; unknown after a commit that failed, as it may have succeeded.
    head: Option<Head>,
    key: Arc<SigningKey>,
    reads: Reads,
    failing: Arc<AtomicBool>,
    commits: Arc<AtomicU64>,
}

impl Group {
    async fn run(mut self, mut inbox: mpsc::Receiver<Waiting>) {
        while let Some(first) = inbox.recv().await {
            let mut count = first.rows.len();
            let (mut rows, mut waiting) = (first.rows, vec![first.done]);
            while count < ROWS
                && let Ok(next) = inbox.try_recv()
            {
                count += next.rows.len();
                rows.extend(next.rows);
                waiting.push(next.done);
            }
            let outcome = self.commit(rows).await;
            if let Err(error) = &outcome {
                tracing::error!(%error, waiting = waiting.len(), "the access log failed");
            }
            for done in waiting {
                // Who does not wait any longer does not need to be told.
                let _ = done.send(outcome.clone());
            }
        }
    }

    /// Where the chain stands in the database. On PostgreSQL a line is asked, which gives an answer
    /// that does not come up after a while: all readers of the node wait for it.
    async fn stands(&self) -> Result<Head, DbErr> {
        let Some(lines) = &self.reads.lines else {
            return insert::last(&self.reads.connection, &self.chain).await;
        };
        let mut line = lines.take().await?;
        let head = insert::last_on(&mut line, &self.chain).await?;
        line.put_back();
        Ok(head)
    }

    async fn commit(&mut self, rows: Vec<NewRow>) -> Result<(), AuditError> {
        let head = match self.head.take() {
            Some(head) => head,
            None => self.stands().await?,
        };
        if self.failing.load(Ordering::Acquire) {
            return Err(AuditError::Told);
        }
        let (rows, signed) = chain::link(&self.chain, &head, rows, &self.key);
        let signed = signed.ok_or(AuditError::Empty)?;
        insert::commit(&self.reads, rows, signed.clone()).await?;
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.head = Some(Head { seq: signed.seq, hash: signed.hash });
        Ok(())
    }
}
