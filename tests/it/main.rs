//! The suite: one binary, on SQLite or, with `STIFINDER_TEST_DATABASE=postgres`, on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod access;
mod bad_input;
mod brain_injury;
mod bundle;
mod consent;
mod directives;
mod floors;
mod interference;
mod leaks;
mod log;
mod meeting;
mod proposals;
mod reads;
mod statements;
mod support;
mod tables;
mod tokens;
