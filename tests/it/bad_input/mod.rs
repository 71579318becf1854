//! Wrong input to every mutation: each has a row with an input that works, and what is told of it
//! spoiled, of another's, or from who may not. One row serves every check of its mutation; what
//! can be spoiled without knowing the mutation is spoiled by its types (`sdl`).

mod age_transition;
mod agenda;
mod case;
mod catalogue;
mod citizen;
mod client;
mod consent;
mod council;
mod directory;
mod dump;
mod exchange;
mod hospital;
mod meeting;
mod network;
mod plan;
mod rehabilitation_team;
mod row;
mod sdl;
mod table;

use std::collections::BTreeSet;

pub(crate) use dump::{Dump, differing, dump};
pub(crate) use sdl::with;

/// The mutations that each group of rows has; a group fails when it runs others.
const GROUPS: &[&[&str]] = &[
    age_transition::MUTATIONS,
    agenda::MUTATIONS,
    case::MUTATIONS,
    catalogue::MUTATIONS,
    citizen::MUTATIONS,
    client::MUTATIONS,
    consent::MUTATIONS,
    council::MEETINGS,
    council::CASES,
    directory::MUTATIONS,
    exchange::MUTATIONS,
    hospital::MUTATIONS,
    meeting::MUTATIONS,
    network::MUTATIONS,
    plan::MUTATIONS,
    rehabilitation_team::MUTATIONS,
];

#[test]
fn every_mutation_has_a_row_of_wrong_input() {
    let rows: BTreeSet<String> =
        GROUPS.iter().copied().flatten().map(|name| (*name).to_owned()).collect();
    let mutations: BTreeSet<String> = sdl::Sdl::read().mutations().collect();
    let missing: Vec<_> = mutations.difference(&rows).collect();
    assert!(missing.is_empty(), "add rows to tests/it/bad_input for {missing:?}");
    let gone: Vec<_> = rows.difference(&mutations).collect();
    assert!(gone.is_empty(), "no such mutations: {gone:?}");
}
