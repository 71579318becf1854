//! Where the consents of a case stand at an instant: derived from the facts, never stored.

use chrono::TimeDelta;

use crate::case::Timeline;
use crate::clause::counterpart_until;
use crate::facts::{Clause, Facts, Instant, Organisation};
use crate::lapse::{End, Limit, Window};
use crate::relation::Party;
use crate::set::CategorySet;
use crate::words::{Category, ClauseId, ConsentId, Direction, Word};

words! {
    /// Where a clause or a consent stands (samtykkets status), derived at each decision.
    ClauseState {
        Effective "EFFECTIVE" da "Gældende" en "Effective",
        NotYet "NOT_YET" da "Endnu ikke gældende" en "Not yet effective",
        Expired "EXPIRED" da "Bortfaldet" en "Lapsed",
        Withdrawn "WITHDRAWN" da "Trukket tilbage" en "Withdrawn",
    }
}

impl Window {
    /// The state at an instant. A clause is effective while any of it is.
    #[must_use]
    pub fn state(&self, at: Instant) -> ClauseState {
        let End { at: end, limit } = self.last();
        match limit {
            Limit::Withdrawn if at >= end => ClauseState::Withdrawn,
            _ if at >= end => ClauseState::Expired,
            _ if at < self.start => ClauseState::NotYet,
            _ => ClauseState::Effective,
        }
    }
}

/// One clause's state and limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClauseStatus {
    /// The consent.
    pub consent: ConsentId,
    /// The clause.
    pub clause: ClauseId,
    /// Its direction.
    pub direction: Direction,
    /// Where it stands.
    pub state: ClauseState,
    /// Its effective time.
    pub window: Window,
}

/// The status of each clause, in the order of the consents.
#[must_use]
pub fn statuses(facts: &Facts, at: Instant) -> Vec<ClauseStatus> {
    Timeline::of(facts)
        .clauses(facts)
        .map(|(consent, clause, window)| ClauseStatus {
            consent: consent.id,
            clause: clause.id,
            direction: clause.direction,
            state: window.state(at),
            window: *window,
        })
        .collect()
}

/// Where a consent stands as a whole: the first of effective, not yet, lapsed, withdrawn that one
/// of its clauses is; none: no such consent, or one without clauses.
#[must_use]
pub fn consent_state(facts: &Facts, consent: ConsentId, at: Instant) -> Option<ClauseState> {
    let statuses = statuses(facts, at);
    statuses.iter().filter(|s| s.consent == consent).map(|s| s.state).min()
}

/// The clauses effective now of which some part ends within the time given, soonest first.
#[must_use]
pub fn about_to_lapse(facts: &Facts, at: Instant, within: TimeDelta) -> Vec<ClauseStatus> {
    let horizon = at.checked_add_signed(within).unwrap_or(Instant::MAX_UTC);
    let mut lapsing = statuses(facts, at);
    lapsing.retain(|s| s.state == ClauseState::Effective && s.window.next_end(at).at <= horizon);
    lapsing.sort_by_key(|s| (s.window.next_end(at).at, s.clause));
    lapsing
}

impl Window {
    /// The end that comes next for some part of the clause, with the limit that sets it.
    #[must_use]
    pub fn next_end(&self, at: Instant) -> End {
        if at < self.first().at { self.first() } else { self.last() }
    }
}

/// Whether the citizen's consent is full (fuldt samtykke, the head of the network map): to the lead
/// authority, for the purpose of the case, in all three directions, each with SOCIAL and HEALTH,
/// and nothing of it lapsed for any of those who give.
#[must_use]
pub fn full_consent(facts: &Facts, at: Instant) -> bool {
    let form = CategorySet::of(&[Category::Social, Category::Health]);
    let timeline = Timeline::of(facts);
    Direction::ALL.iter().all(|direction| {
        timeline
            .clauses(facts)
            .filter(|(_, clause, window)| {
                clause.direction == *direction
                    && to_lead(facts, clause)
                    && window.start <= at
                    && at < window.first().at
            })
            .fold(CategorySet::NONE, |all, (_, clause, _)| all.union(clause.categories))
            .contains(form)
    })
}

/// Whether the lead authority has any effective consent for the purpose of the case (R04).
#[must_use]
pub fn effective_consent(facts: &Facts, at: Instant) -> bool {
    Timeline::of(facts).clauses(facts).any(|(_, clause, window)| {
        to_lead(facts, clause) && window.state(at) == ClauseState::Effective
    })
}

/// Whether the organisation is a counterpart of the clause at an instant, and so may see it.
#[must_use]
pub fn is_counterpart(
    facts: &Facts,
    clause: &Clause,
    organisation: Organisation,
    at: Instant,
) -> bool {
    let party = Party::of(facts, organisation, at);
    counterpart_until(clause, organisation.id, |kind| party.as_kind(kind)).is_some()
}

fn to_lead(facts: &Facts, clause: &Clause) -> bool {
    clause.granted_to.id == facts.lead.id && clause.purpose == facts.purpose
}
