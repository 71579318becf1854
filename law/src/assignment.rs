//! Who can be given a coordinator: R02, R04.

use chrono::NaiveDate;

use crate::dates::{age_on, day_of};
use crate::facts::{Facts, Instant};
use crate::flaw::{Fault, Flaw};
use crate::regime::AgeBounds;
use crate::rule::Rule;
use crate::status::effective_consent;
use crate::words::Purpose;

/// What stands against assigning a coordinator at an instant; empty: it may be done.
///
/// The age bounds (R02) are those of the DKK bundle, and the newest that had begun that day;
/// before any had, no age is accepted.
#[must_use]
pub fn may_assign(facts: &Facts, birth: NaiveDate, at: Instant, bounds: &[AgeBounds]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if facts.purpose == Purpose::Dkk && !in_bounds(birth, day_of(at), bounds) {
        flaws.push(Flaw::new(Rule::R02, Fault::AgeOutOfBounds, "citizen.birthDate"));
    }
    if !effective_consent(facts, at) {
        flaws.push(Flaw::new(Rule::R04, Fault::ConsentRequired, "consent"));
    }
    flaws
}

/// Whether the citizen's age that day is within the bounds that govern it (R02).
#[must_use]
pub fn in_bounds(birth: NaiveDate, day: NaiveDate, bounds: &[AgeBounds]) -> bool {
    let governing = bounds.iter().filter(|b| b.from <= day).max_by_key(|b| b.from);
    governing.zip(age_on(birth, day)).is_some_and(|(b, age)| (b.youngest..=b.oldest).contains(&age))
}
