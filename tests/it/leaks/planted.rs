//! That the harness finds what it looks for: with a leak planted in each channel, the same run has
//! to tell a state from its twin, or what is forbidden from what is not there.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use stifinder::planted::{Leak, choose};

use super::run::Run;
use super::{TWINS, here, setting, side_by_side};

/// Families that may pass before a planted leak has to be found, and what each is asked.
const FAMILIES: usize = 120;
const ASKED: u64 = 120;

/// How a leak was found.
#[derive(Debug)]
struct Found {
    leak: Leak,
    /// By which root field, and after how many operations; none: it was not.
    by: Option<(String, usize)>,
}

async fn find(run: &mut Run, leak: Leak) -> Found {
    choose(Some(leak));
    run.citizens_only = leak == Leak::Log;
    let before = run.done.compared;
    let mut by = None;
    if leak == Leak::Work {
        let (found, asked) = run.unknown(1).await;
        let root = found.keys().next().cloned();
        by = root.map(|root| (root, asked.values().sum()));
    }
    for _ in 0..setting("STIFINDER_LEAKS_FAMILIES", FAMILIES) {
        if by.is_some() {
            break;
        }
        let Some(difference) = run.next().await else { continue };
        // It is by the leak: it goes where the leak does.
        let with = run.stands(&difference).await;
        choose(None);
        if with && !run.stands(&difference).await {
            by = Some((difference.root(), run.done.compared - before));
        }
        choose(Some(leak));
    }
    choose(None);
    Found { leak, by }
}

#[test]
fn every_planted_leak_is_found() {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    side_by_side(|seed| {
        here(async {
            // Many viewers, each asked little: a leak shows soon, or not to this one.
            let mut run = Run::start(seed, TWINS / 2).await.asking(ASKED);
            while let Some(leak) = Leak::ALL.get(next.fetch_add(1, Ordering::SeqCst)) {
                let told = find(&mut run, *leak).await;
                println!("{told:?}");
                found.lock().unwrap().push(told);
            }
        });
    });
    let mut found = found.into_inner().unwrap();
    found.sort_by_key(|found| found.leak as usize);
    for Found { leak, by } in &found {
        match by {
            Some((root, operations)) => {
                println!("figure: leak by {leak:?} = found by `{root}`, operation {operations}");
            }
            None => println!("figure: leak by {leak:?} = not found"),
        }
    }
    let missed: Vec<_> = found.iter().filter(|found| found.by.is_none()).collect();
    assert_eq!(found.len(), Leak::ALL.len());
    assert!(missed.is_empty(), "not found: {missed:?}");
}
