//! Tokens that were verified already, by the hash of their text: verifying an Ed25519 signature
//! costs more than everything else about a token together.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::tokens::Verified;

/// A bounded map in two generations: what was not asked for while a generation filled is dropped
/// with it. No list to keep, no scan to find what is oldest.
#[derive(Debug)]
pub(super) struct Cache {
    half: usize,
    generations: Mutex<Generations>,
}

type Key = [u8; 32];

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Key, Verified>,
    old: HashMap<Key, Verified>,
}

impl Cache {
    /// A cache of at most `capacity` tokens.
    pub(super) fn new(capacity: usize) -> Self {
        Self { half: (capacity / 2).max(1), generations: Mutex::default() }
    }

    pub(super) fn get(&self, key: &Key) -> Option<Verified> {
        self.with(|generations| {
            if let Some(found) = generations.young.get(key) {
                return Some(found.clone());
            }
            let found = generations.old.remove(key)?;
            generations.insert(*key, found.clone(), self.half);
            Some(found)
        })
    }

    pub(super) fn insert(&self, key: Key, verified: Verified) {
        self.with(|generations| generations.insert(key, verified, self.half));
    }

    pub(super) fn remove(&self, key: &Key) {
        self.with(|generations| {
            generations.young.remove(key);
            generations.old.remove(key);
        });
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.with(|generations| generations.young.len() + generations.old.len())
    }

    // Every change is whole before the lock opens; a panic elsewhere leaves nothing half done.
    fn with<T>(&self, act: impl FnOnce(&mut Generations) -> T) -> T {
        act(&mut self.generations.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Generations {
    fn insert(&mut self, key: Key, verified: Verified, half: usize) {
        if self.young.len() >= half {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, verified);
    }
}
