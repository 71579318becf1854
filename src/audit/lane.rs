//! Lanes: the chains that writes go to, within the transactions of the changes themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use entity::outbox;
use sea_orm::ConnectionTrait;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::chain::{self, Head};
use super::entry::NewRow;
use super::insert;
use super::journal::AuditError;
use crate::domain::SigningKey;

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
        // From here on the lane does not know where it stands, until the guard is told.
        let head = match lane.take() {
            Some(head) => head,
            None => insert::last(transaction, &chain).await.map_err(AuditError::from)?,
        };
        let (rows, signed) = chain::link(&chain, &head, rows, key);
        let signed = signed.ok_or(AuditError::Empty)?;
        let reached = Head { seq: signed.seq, hash: signed.hash.clone() };
        insert::write(transaction, rows, signed, notes).await?;
        Ok(ChainGuard { lane, reached })
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
