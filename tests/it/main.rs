//! The suite: one binary, on SQLite or, with `STIFINDER_TEST_DATABASE=postgres`, on PostgreSQL.

mod bundle;
mod floors;
mod log;
mod support;
mod tokens;
