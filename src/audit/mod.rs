//! The access log (adgangslog): every answer leaves a row first, and no row can be changed
//! without it being found (R38).
//!
//! Rows are hash-chained, one chain for each node and lane; the head of each commit is signed.

mod chain;
pub mod detail;
mod entry;
mod insert;
mod journal;
mod lane;
mod query;
pub mod verify;

pub use entry::{AccessKind, NewRow, rows};
pub use journal::{AuditError, Journal, Reads};
pub use lane::ChainGuard;
pub use query::{After, Filter, Page, all, for_citizen, place};

#[cfg(test)]
mod tests;
