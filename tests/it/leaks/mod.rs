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
//! where chance begins, `STIFINDER_LEAKS_WORKERS` how many runs go side by side: each has a seed of
//! its own, and what one has found is found again by its seed with one worker.

mod chance;
mod course;
mod coverage;
mod everything;
mod facts;
mod family;
mod lookers;
mod make;
mod map;
mod member;
mod operation;
#[cfg(feature = "planted-leaks")]
mod planted;
mod pool;
mod run;
mod schema;
mod shrink;
mod sight;
mod state;
mod twist;
mod unknown;
mod whole;

use family::Done;
use run::Run;

/// Operations that are compared where nothing else is said.
const USUAL: usize = 2_000;

/// Operations after which most of what there is was met.
const MANY: usize = 100_000;

/// Twins of each state.
const TWINS: usize = 8;

fn setting(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().map_or(usual, |text| text.parse().expect("a number"))
}

fn seed() -> u64 {
    u64::try_from(setting("STIFINDER_LEAKS_SEED", 1)).unwrap()
}

/// How many runs go side by side.
fn workers() -> usize {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    setting("STIFINDER_LEAKS_WORKERS", threads)
}

/// Runs side by side, each in a thread of its own: what a run compares, it asks one after another.
fn side_by_side<T: Send>(run: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let workers = u64::try_from(workers()).unwrap();
    std::thread::scope(|scope| {
        let run = &run;
        let started: Vec<_> =
            (0..workers).map(|worker| scope.spawn(move || run(seed() + worker))).collect();
        started.into_iter().map(|worker| worker.join().unwrap()).collect()
    })
}

/// Does what a run does, in the thread that calls.
fn here<T>(what: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(what)
}

#[test]
fn what_is_withheld_changes_no_byte() {
    let wanted = setting("STIFINDER_LEAKS_OPERATIONS", USUAL);
    // Each does its part, however long the others take: what a seed finds is found again.
    let part = wanted.div_ceil(workers());
    let runs = side_by_side(|seed| {
        here(async {
            let mut run = Run::start(seed, TWINS).await;
            let found = run.until(part).await;
            (found, run.done)
        })
    });
    let (mut all, mut done) = (Vec::new(), Done::default());
    for (found, more) in runs {
        all.extend(found);
        done.add(more);
    }
    println!("{}figure: differences found = {}", run::told(&done), all.len());
    assert!(all.is_empty(), "{}", all.join("\n"));
    if wanted >= MANY {
        let little = run::too_little(&done);
        assert!(little.is_empty(), "this says too little: {}", little.join(", "));
    }
}

#[test]
fn unknown_and_forbidden_are_one_to_the_byte_and_to_the_statement() {
    let rounds = setting("STIFINDER_LEAKS_ROUNDS", 1);
    here(async {
        let mut run = Run::start(seed(), 0).await;
        let (found, asked) = run.unknown(rounds).await;
        let found: Vec<_> = found.into_values().collect();
        println!(
            "figure: operations on what is unknown or forbidden = {}",
            asked.values().sum::<usize>()
        );
        println!("figure: differences found = {}", found.len());
        assert!(found.is_empty(), "{}", found.join("\n"));
    });
}
