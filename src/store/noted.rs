//! What this node knows to be noted in the database already, so that a repeated read writes
//! nothing. Bounded; forgetting is harmless, as the database keeps each once.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use sea_orm::prelude::Uuid;

/// R14: an organisation collected from another, in a case, that day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Collected {
    pub(crate) citizen: Uuid,
    pub(crate) case: Uuid,
    pub(crate) by: Uuid,
    pub(crate) from: Uuid,
    pub(crate) day: NaiveDate,
}

/// Most that a node remembers.
const REMEMBERED: usize = 10_000;

/// The memory.
#[derive(Debug, Default)]
pub(crate) struct Noted(Mutex<HashSet<Collected>>);

impl Noted {
    /// Whether it is known to be noted.
    pub(crate) fn has(&self, collected: &Collected) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(collected)
    }

    /// Remembers what is committed.
    pub(crate) fn remember(&self, collected: Vec<Collected>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() + collected.len() > REMEMBERED {
            held.clear();
        }
        held.extend(collected);
    }
}
