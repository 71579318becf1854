//! Non-interference, tried: two databases that differ only in what is withheld from a viewer give
//! that viewer the same bytes, whatever is asked.
//!
//! From the schema that the server prints come operations by chance; from a state of the database
//! come twins that the viewer may not tell from it (`twist`), by the law and the classification
//! alone (`sight`, `map`). Each operation is asked of the state and of its twins, through the whole
//! server, with the clock set and ids that repeat; status, headers and body are to be the same to
//! the byte. What is not is cut down to a small case (`shrink`).
//!
//! `STIFINDER_LEAKS_OPERATIONS` says how many operations are compared, `STIFINDER_LEAKS_SEED`
//! where chance begins.

mod chance;
mod coverage;
mod facts;
mod family;
mod lookers;
mod make;
mod map;
mod member;
mod operation;
mod pool;
mod run;
mod schema;
mod shrink;
mod sight;
mod state;
mod twist;
mod unknown;

use run::Run;

/// Operations that are compared where nothing else is said.
const USUAL: usize = 2_000;

fn setting(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().map_or(usual, |text| text.parse().expect("a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_withheld_changes_no_byte() {
    let wanted = setting("STIFINDER_LEAKS_OPERATIONS", USUAL);
    let seed = setting("STIFINDER_LEAKS_SEED", 1);
    let mut run = Run::start(u64::try_from(seed).unwrap(), 8).await;
    let found = run.until(wanted).await;
    println!("{}", run.told());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_and_forbidden_are_one_to_the_byte_and_to_the_statement() {
    let rounds = setting("STIFINDER_LEAKS_ROUNDS", 1);
    let seed = setting("STIFINDER_LEAKS_SEED", 1);
    let run = Run::start(u64::try_from(seed).unwrap(), 0).await;
    let (found, asked) = run.unknown(rounds).await;
    println!("{} operations compared", asked.values().sum::<usize>());
    assert!(found.is_empty(), "{}", found.join("\n"));
}
