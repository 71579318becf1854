//! The suite: one binary, on SQLite or, with `STIFINDER_TEST_DATABASE=postgres`, on PostgreSQL.

mod bundle;
mod directives;
mod floors;
mod log;
mod reads;
mod meeting;
mod statements;
mod support;
mod tokens;
