//! The decision alone: `cargo bench -p law`.
//!
//! A case with four clauses and several participations; the time of one `Case::decide`, as the
//! median of rounds. The limit to stay under is 200 ns.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "the tests' world unwraps what it made itself")]
#![expect(dead_code, reason = "the tests' world has more than is timed here")]

#[path = "../tests/world.rs"]
mod world;

use std::hint::black_box;
use std::time::Instant;

use law::facts::{Ask, Counterpart};
use law::{Case, Category, Direction, Viewer};
use world::{BIF, HOSPITAL, SOF};

const ROUNDS: usize = 31;
const TIMES: u32 = 20_000;

fn median_ns(case: &Case, ask: &Ask<'_>) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            for _ in 0..TIMES {
                black_box(black_box(case).decide(black_box(ask)));
            }
            begun.elapsed().as_secs_f64() * 1e9 / f64::from(TIMES)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}

fn main() {
    let mut consent = world::full();
    let mut kinds = world::clause(
        Direction::Disclose,
        &[Counterpart::Kind(BIF.kind)],
        &[Category::Employment, Category::Social],
    );
    kinds.id = law::words::ClauseId(uuid::Uuid::from_u128(99));
    consent.clauses.push(kinds);
    let case = Case::new(world::with(consent));
    let at = world::at(world::NOW);
    let lines: [(&str, Viewer, _); 4] = [
        ("coordinator, own forms", world::coordinator(), SOF),
        ("coordinator collects", world::coordinator(), HOSPITAL),
        ("job centre, by kind", world::caseworker(BIF), SOF),
        ("stranger", world::elsewhere(SOF), SOF),
    ];
    for (name, viewer, holder) in &lines {
        let holders = [*holder];
        let ask = Ask { viewer, holders: &holders, journal: false, at };
        println!("figure: a decision over 4 clauses, {name} = {:.0} ns", median_ns(&case, &ask));
    }
}
