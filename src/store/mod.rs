//! SQL. Rows become sealed records; the facts that decide load with them, in one statement, and so
//! from one snapshot.

mod connect;
mod directory;
mod error;
mod facts;
mod line;
mod listed;
mod load;
mod noted;
pub(crate) mod rows;
mod statement;
mod together;
mod txn;
pub(crate) mod view;

pub use connect::{Db, connect, only_clean};
pub use directory::Directory;
pub use error::StoreError;
pub(crate) use facts::case_of;
pub(crate) use line::Line;
pub use line::Lines;
pub(crate) use listed::Listed;
pub(crate) use load::{Snapshot, directory, directory_in, load, load_by, load_in};
pub(crate) use noted::Collected;
pub(crate) use rows::{CaseRows, CouncilRows, Parts};
pub(crate) use statement::Which;
pub use txn::Txn;
pub(crate) use txn::{Alone, Replacement, Unlocked};
