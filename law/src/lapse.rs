//! From when and until when a clause is effective: R07–R11, R13, R17.
//!
//! The limits are turned into instants once, when a [`crate::Case`] is made; the decision then
//! compares instants only. What a health organisation gives has an end of its own (R11), so a
//! window has two.

use crate::dates::{FOREVER, anniversary, day_of, start_of};
use crate::facts::{Assignment, Clause, Consent, Counterpart, Facts, Instant};
use crate::regime::Edition;
use crate::rule::Rule;
use crate::words::{Direction, OrganisationId, OrganisationKind, Purpose};

words! {
    /// What ends a clause (ophørsgrund).
    Limit {
        Withdrawn "WITHDRAWN" da "Trukket tilbage" en "Withdrawn (R07)",
        Stated "STATED" da "Den dato, samtykket selv angiver" en "The day the clause states",
        AssignmentEnded "ASSIGNMENT_ENDED" da "Ikke længere tilknyttet en koordinator" en "The last coordinator assignment ended (R08)",
        CaseClosed "CASE_CLOSED" da "Sagen er afsluttet" en "The case was closed",
        Ceiling "CEILING" da "Højst tre år" en "Three years at most (R09)",
        Disclosure "DISCLOSURE" da "Videregivelse højst et år" en "Disclosure one year at most (R10)",
        Health "HEALTH" da "Helbredsoplysninger højst et år" en "What a health organisation holds, one year (R11)",
    }
}

impl Limit {
    /// The rule that sets the limit; what the clause states and the closing of the case fall
    /// under the earliest limit itself (R13).
    #[must_use]
    pub fn rule(self) -> Rule {
        match self {
            Self::Withdrawn => Rule::R07,
            Self::AssignmentEnded => Rule::R08,
            Self::Ceiling => Rule::R09,
            Self::Disclosure => Rule::R10,
            Self::Health => Rule::R11,
            Self::Stated | Self::CaseClosed => Rule::R13,
        }
    }
}

/// When a clause ends, and why then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// The first instant at which it is no longer effective.
    pub at: Instant,
    /// The limit that came first (R13).
    pub limit: Limit,
}

impl End {
    /// R13: the earliest limit wins; of two at one instant the one named first in [`Limit`].
    fn earliest(self, at: Option<Instant>, limit: Limit) -> Self {
        at.map_or(self, |at| self.min(Self { at, limit }))
    }
}

/// The effective time of one clause: `start <= t < end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Signing, or the clause's first day where that is later.
    pub start: Instant,
    /// The end for what other than health organisations give.
    pub end: End,
    /// The end for what a health organisation gives (R11).
    pub health: End,
    /// Whether some giver of the clause is a health organisation.
    pub(crate) some_health: bool,
    /// Whether every giver of the clause is one.
    pub(crate) only_health: bool,
}

impl Window {
    /// The window of a clause of a consent of a case.
    #[must_use]
    pub fn of(facts: &Facts, consent: &Consent, clause: &Clause) -> Self {
        let signed = consent.signed_at;
        let edition = Edition::at(signed);
        let after = |years| start_of(anniversary(day_of(signed), years));
        let discloses = clause.direction == Direction::Disclose;

        let end = End { at: after(edition.ceiling), limit: Limit::Ceiling }
            .earliest(consent.withdrawn_at, Limit::Withdrawn)
            .earliest(clause.withdrawn_at, Limit::Withdrawn)
            .earliest(clause.to.map(start_of), Limit::Stated)
            .earliest(unsucceeded(&facts.assignments, signed), Limit::AssignmentEnded)
            .earliest(facts.closed_at, Limit::CaseClosed)
            .earliest(edition.disclosure.filter(|_| discloses).map(after), Limit::Disclosure);
        let for_treatment = clause.purpose == Purpose::Treatment;
        let health =
            end.earliest(edition.health.filter(|_| !for_treatment).map(after), Limit::Health);
        let (some_health, only_health) = health_givers(facts, clause);
        Self {
            start: clause.from.map_or(signed, |day| signed.max(start_of(day))),
            end,
            health,
            some_health,
            only_health,
        }
    }

    /// The end for a giver of this kind.
    #[must_use]
    pub fn end_for(&self, giver: OrganisationKind) -> End {
        if giver.is_health() { self.health } else { self.end }
    }

    /// When the last of the clause ends: the health end only where every giver is one.
    #[must_use]
    pub fn last(&self) -> End {
        if self.only_health { self.health } else { self.end }
    }

    /// When the first part of the clause ends: the health end where any giver is one.
    #[must_use]
    pub fn first(&self) -> End {
        if self.some_health { self.health } else { self.end }
    }
}

/// R08: the first end of an assignment after signing that no other assignment bridges. Before any
/// assignment a consent stands on its signature.
fn unsucceeded(assignments: &[Assignment], signed: Instant) -> Option<Instant> {
    let held = |a: &&Assignment, at| a.from <= at && at < a.to.unwrap_or(FOREVER);
    assignments
        .iter()
        .filter(|a| a.to.is_some_and(|to| a.from < to))
        .filter_map(|a| a.to)
        .filter(|end| *end > signed && !assignments.iter().any(|a| held(&a, *end)))
        .min()
}

/// Whether some, and whether all, of those who give under a clause are health organisations.
fn health_givers(facts: &Facts, clause: &Clause) -> (bool, bool) {
    if clause.direction == Direction::Disclose {
        let health = clause.granted_to.kind.is_health();
        return (health, health);
    }
    let health = |c: &Counterpart| match c {
        Counterpart::Kind(kind) => kind.is_health(),
        Counterpart::Organisation(id) => {
            kind_of(facts, *id).is_some_and(OrganisationKind::is_health)
        }
    };
    let some = clause.counterparts.iter().any(health);
    (some, some && clause.counterparts.iter().all(health))
}

/// The kind of an organisation, where the case knows it.
fn kind_of(facts: &Facts, id: OrganisationId) -> Option<OrganisationKind> {
    let participants = facts.participations.iter().map(|p| p.organisation);
    let holders = facts.holdings.iter().map(|h| h.organisation);
    participants.chain(holders).find(|o| o.id == id).map(|o| o.kind)
}
