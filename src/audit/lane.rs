//! Lanes: the chains that writes go to, within the transactions of the changes themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use entity::{access_log, access_log_head, outbox};
use sea_orm::{ConnAcquireErr, ConnectionTrait, DbErr};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::chain::{self, Head};
use super::entry::NewRow;
use super::insert;
use super::journal::AuditError;
use crate::domain::SigningKey;
use crate::store::Alone;

/// As long as the end of a statement is waited for with a lane in hand, which others wait for.
const LONGEST: Duration = Duration::from_secs(30);

/// A chain and where it stands; unknown after a transaction whose end was not told.
pub(super) struct Lane {
    chain: Arc<str>,
    head: Arc<Mutex<Option<Head>>>,
}

/// Lanes of a node: transactions that run side by side take one each.
pub(super) struct Lanes {
    lanes: Vec<Lane>,
    next: AtomicUsize,
}

/// A place taken in a chain. Say [`committed`](ChainGuard::committed) once the transaction is; to
/// drop it otherwise is right after a rollback, and safe after any other end: the lane then reads
/// from the database where it stands.
#[must_use = "the lane is taken until the guard is told of the commit or dropped"]
pub struct ChainGuard {
    lane: OwnedMutexGuard<Option<Head>>,
    reached: Head,
}

impl ChainGuard {
    /// The transaction was committed: the chain goes on from its last row.
    pub fn committed(mut self) {
        *self.lane = Some(self.reached);
    }

    /// Nothing was written: the chain goes on from where it stood.
    fn stays_at(mut self, head: Head) {
        *self.lane = Some(head);
    }
}

impl std::fmt::Debug for ChainGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChainGuard(at {})", self.reached.seq)
    }
}

impl Lanes {
    /// New chains, named after the node.
    pub(super) fn new(node: uuid::Uuid, count: usize) -> Self {
        let lane = |number| {
            let chain = format!("{node}/w{number}");
            let head = Arc::new(Mutex::new(Some(Head::genesis(&chain))));
            Lane { chain: chain.into(), head }
        };
        Self { lanes: (0..count.max(1)).map(lane).collect(), next: AtomicUsize::new(0) }
    }

    /// Appends within the transaction.
    pub(super) async fn append<C: ConnectionTrait>(
        &self,
        transaction: &C,
        (rows, notes): (Vec<NewRow>, Vec<outbox::Model>),
        key: &SigningKey,
    ) -> Result<ChainGuard, AuditError> {
        let (chain, mut lane) = self.take().await;
        let head = match lane.take() {
            Some(head) => head,
            None => insert::last(transaction, &chain).await?,
        };
        let (rows, signed, guard) = link(lane, &chain, &head, rows, key)?;
        insert::write(transaction, rows, signed, notes).await?;
        Ok(guard)
    }

    /// Appends with a change, by one statement. Once that is sent, its end is waited for even if
    /// nobody waits for the answer: until then nobody knows where the chain stands.
    pub(super) async fn append_with(
        &self,
        mut change: Alone,
        (rows, notes): (Vec<NewRow>, Vec<outbox::Model>),
        key: &SigningKey,
    ) -> Result<(), AuditError> {
        let (chain, mut lane) = self.take().await;
        let head = match lane.take() {
            Some(head) => head,
            None => insert::last_on(&mut change.line, &chain).await?,
        };
        let (rows, signed, guard) = link(lane, &chain, &head, rows, key)?;
        let written = tokio::spawn(async move {
            let sent = insert::write_with(change, rows, signed, notes);
            let late = |_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout);
            let written = tokio::time::timeout(LONGEST, sent).await.map_err(late).flatten();
            match &written {
                Ok(()) => guard.committed(),
                // It did nothing, so the chain is where it was.
                Err(DbErr::RecordNotUpdated) => guard.stays_at(head),
                Err(_) => {}
            }
            written
        });
        Ok(written.await.map_err(|_| AuditError::Closed)??)
    }

    /// A lane that is free, or the next one in turn.
    async fn take(&self) -> (Arc<str>, OwnedMutexGuard<Option<Head>>) {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.lanes.len();
        let in_turn = self.lanes[turn..].iter().chain(&self.lanes[..turn]);
        for lane in in_turn {
            if let Ok(free) = Arc::clone(&lane.head).try_lock_owned() {
                return (Arc::clone(&lane.chain), free);
            }
        }
        let lane = &self.lanes[turn];
        (Arc::clone(&lane.chain), Arc::clone(&lane.head).lock_owned().await)
    }
}

/// Gives rows their places in a chain. From here on the lane does not know where it stands, until
/// the guard is told.
fn link(
    lane: OwnedMutexGuard<Option<Head>>,
    chain: &str,
    head: &Head,
    rows: Vec<NewRow>,
    key: &SigningKey,
) -> Result<(Vec<access_log::Model>, access_log_head::Model, ChainGuard), AuditError> {
    let (rows, signed) = chain::link(chain, head, rows, key);
    let signed = signed.ok_or(AuditError::Empty)?;
    let reached = Head { seq: signed.seq, hash: signed.hash.clone() };
    Ok((rows, signed, ChainGuard { lane, reached }))
}
