//! Reads of single cases that wait at the same time go in one statement.
//!
//! Of what the server spends on a case by itself, a fifth goes into setting a statement of a dozen
//! tables up, sending it and being woken by its answer. A case is read at once, by the task that
//! asks, while few such statements are under way; otherwise it waits, and goes with the next, those
//! of the same parts together. A statement begins after each of its cases was asked for, as it does
//! for a case alone.

use std::sync::{Arc, OnceLock};

use sea_orm::prelude::Uuid;
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::load::{Snapshot, read};
use super::rows::Parts;
use super::statement::Which;
use super::{Db, StoreError};

/// One statement of such reads for so many lines: with few of them under way reads go together
/// early, and most lines are left to everything else.
const LINES: usize = 3;

/// Cases that go in one statement at most.
const MOST: usize = 25;

/// What is read of a case: its parts, and whether with every version.
type Wanted = (Parts, bool);

/// A read that waits.
struct Waiting {
    case: Uuid,
    wanted: Wanted,
    told: oneshot::Sender<Result<Snapshot, StoreError>>,
}

/// The reads of a node that wait; its task is begun with the first.
#[derive(Debug)]
pub(super) struct Together {
    /// Statements that may be under way.
    places: Arc<Semaphore>,
    inbox: OnceLock<mpsc::Sender<Waiting>>,
}

impl Together {
    /// Where there are so many lines.
    pub(super) fn over(lines: usize) -> Self {
        let places = Arc::new(Semaphore::new((lines / LINES).max(2)));
        Self { places, inbox: OnceLock::new() }
    }

    /// Reads a case.
    pub(super) async fn load(
        &self,
        db: &Db,
        case: Uuid,
        wanted: Wanted,
    ) -> Result<Snapshot, StoreError> {
        let which = Which::cases(&[case]);
        if let Ok(_place) = self.places.try_acquire() {
            return read(db, db, &which, wanted.0, wanted.1, true).await;
        }
        let (told, answer) = oneshot::channel();
        let sent = self.inbox(db).send(Waiting { case, wanted, told }).await;
        if sent.is_ok()
            && let Ok(outcome) = answer.await
        {
            return outcome;
        }
        // It is not told where cases that were read together failed: then each is read alone, so
        // that none fails for another's sake.
        read(db, db, &which, wanted.0, wanted.1, true).await
    }

    fn inbox(&self, db: &Db) -> &mpsc::Sender<Waiting> {
        self.inbox.get_or_init(|| {
            let (sender, inbox) = mpsc::channel(MOST);
            // Its own copy does not hold the sender: the task ends with the last who could ask.
            tokio::spawn(run(Db { together: None, ..db.clone() }, Arc::clone(&self.places), inbox));
            sender
        })
    }
}

async fn run(db: Db, places: Arc<Semaphore>, mut inbox: mpsc::Receiver<Waiting>) {
    let mut waiting: Vec<Waiting> = Vec::with_capacity(MOST);
    loop {
        if waiting.is_empty() && inbox.recv_many(&mut waiting, MOST).await == 0 {
            return;
        }
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        // What stands in line to run may be requests that were read from the net together.
        tokio::task::yield_now().await;
        while waiting.len() < MOST
            && let Ok(next) = inbox.try_recv()
        {
            waiting.push(next);
        }
        waiting.retain(|one| !one.told.is_closed());
        let Some(wanted) = waiting.first().map(|one| one.wanted) else { continue };
        let together: Vec<_> = waiting.extract_if(.., |one| one.wanted == wanted).collect();
        let db = db.clone();
        tokio::spawn(async move {
            answer(&db, wanted, together).await;
            drop(place);
        });
    }
}

/// Reads the cases by one statement, and tells each that waits of its own.
async fn answer(db: &Db, (parts, history): Wanted, mut together: Vec<Waiting>) {
    let ids: Vec<_> = together.iter().map(|one| one.case).collect();
    let which = Which::cases(&ids);
    let all_gone = async {
        for one in &mut together {
            one.told.closed().await;
        }
    };
    // A statement that hangs must not keep its place once nobody waits for it any longer.
    let outcome = tokio::select! {
        outcome = read(db, db, &which, parts, history, true) => outcome,
        () = all_gone => return,
    };
    match outcome {
        Ok(Snapshot { mut cases, directory, .. }) => {
            for (one, after) in together.into_iter().zip(1..) {
                let asked_again = ids[after..].contains(&one.case);
                let place =
                    cases.iter().position(|rows| rows.case().is_some_and(|c| c.id == one.case));
                let own = place.map(|place| match asked_again {
                    true => cases[place].clone(),
                    false => cases.swap_remove(place),
                });
                let own = Snapshot {
                    cases: own.into_iter().collect(),
                    council: Arc::default(),
                    directory: Arc::clone(&directory),
                };
                // Who does not wait any longer does not need to be told.
                let _ = one.told.send(Ok(own));
            }
        }
        Err(error) => {
            if let Ok([one]) = <[Waiting; 1]>::try_from(together) {
                let _ = one.told.send(Err(error));
            }
        }
    }
}

#[cfg(test)]
mod tests;
