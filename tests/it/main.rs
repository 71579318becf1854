//! The suite: one binary, on SQLite or, with `STIFINDER_TEST_DATABASE=postgres`, on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod access;
mod acting;
mod age_transition;
mod bad_input;
mod beside_cases;
mod brain_injury;
mod bundle;
mod catalogue;
mod consent;
mod console;
mod council;
mod council_unseen;
mod directives;
mod failing_reads;
mod faults;
mod floors;
mod hospital;
mod hospital_records;
mod hospital_views;
mod hung;
mod insight;
mod interference;
mod leaks;
mod log;
mod look_ahead;
mod meeting;
mod meeting_ends;
mod oauth;
mod plan;
mod proposals;
mod prove;
mod reads;
mod references;
mod registration;
mod rehabilitation_team;
mod statements;
mod story;
mod support;
mod tables;
mod tasks;
mod tokens;
