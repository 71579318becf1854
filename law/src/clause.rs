//! Rule 5 of the decision: what a consent's clauses open, in which direction (R05).

use std::cell::OnceCell;

use crate::case::Timeline;
use crate::dates::FOREVER;
use crate::facts::{Clause, Counterpart, Facts, Instant, Organisation};
use crate::lapse::{End, Window};
use crate::relation::Party;
use crate::set::CategorySet;
use crate::words::{Category, Direction, OrganisationId, OrganisationKind, Purpose};

/// What a clause says of one viewer and one holder.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Says {
    /// Opens these categories until then.
    Opens(CategorySet, Instant),
    /// Would open them, and has ended.
    Ended(CategorySet, End),
    /// Is between the two and covers these, in another direction (R05).
    OtherWay(CategorySet),
}

/// One viewer, one holder, and what is asked between them.
#[derive(Clone, Debug)]
pub(crate) struct Between {
    viewer: Party,
    holder: Organisation,
    /// The holder as it takes part, looked up when a clause first names a kind.
    source: OnceCell<Party>,
    journal: bool,
    at: Instant,
}

impl Between {
    pub(crate) fn new(viewer: Party, holder: Organisation, journal: bool, at: Instant) -> Self {
        Self { viewer, holder, source: OnceCell::new(), journal, at }
    }
}

/// Asks a clause about the viewer and one holder.
pub(crate) fn ask(
    facts: &Facts,
    clause: &Clause,
    window: &Window,
    between: &Between,
    mut say: impl FnMut(Says),
) {
    let Between { viewer: receiver, holder, journal, at, .. } = *between;
    let viewer = receiver.organisation;
    if !fits(facts, clause.purpose, viewer, holder) {
        return;
    }
    let granted = clause.granted_to;
    let from_grantee = granted.id == holder.id;
    let receives = if granted.id == viewer.id {
        let source = || between.source.get_or_init(|| Party::of(facts, holder, at));
        counterpart_until(clause, holder.id, |kind| source().as_kind(kind))
    } else {
        None
    };
    let is_counterpart = if from_grantee || holder.id == facts.lead.id {
        counterpart_until(clause, viewer.id, |kind| receiver.as_kind(kind))
    } else {
        None
    };
    let gives = is_counterpart.filter(|_| from_grantee);

    let right_way = match clause.direction {
        Direction::Disclose => gives.filter(|_| !journal),
        Direction::Collect => receives.filter(|_| !journal),
        Direction::JournalRead => receives.filter(|_| journal),
    };
    let begun = window.start <= at;
    let mut offer = |categories: CategorySet, end: End, standing: Instant| {
        if at >= end.at {
            say(Says::Ended(categories, end));
        } else if begun {
            say(Says::Opens(categories, end.at.min(standing)));
        }
    };

    // A clause implies PROCESS of the case for its counterpart: it has to know what it is asked
    // about. Journal material is no part of that.
    let process = CategorySet::of(&[Category::Process]);
    let implied = is_counterpart.filter(|_| !journal);
    if let Some(standing) = right_way {
        offer(clause.categories, window.end_for(holder.kind), standing);
    }
    if let Some(standing) = implied {
        let giver = giver_with(clause, viewer);
        offer(process, window.end_for(giver.kind), standing);
    }
    if right_way.is_none()
        && (receives.is_some() || gives.is_some())
        && begun
        && at < window.end_for(holder.kind).at
    {
        say(Says::OtherWay(clause.categories));
    }
}

/// The ends of the effective clauses and statutory bases that name the organisation.
pub(crate) fn naming<'a>(
    facts: &'a Facts,
    timeline: &'a Timeline,
    party: &'a Party,
    at: Instant,
) -> impl Iterator<Item = Instant> + 'a {
    let organisation = party.organisation;
    let clauses = timeline.clauses(facts).filter_map(move |(_, clause, window)| {
        let as_counterpart = counterpart_until(clause, organisation.id, |kind| party.as_kind(kind))
            .filter(|_| fits(facts, clause.purpose, organisation, clause.granted_to))
            .map(|standing| standing.min(window.end_for(giver_with(clause, organisation).kind).at));
        let as_grantee = (clause.granted_to.id == organisation.id
            && fits(facts, clause.purpose, organisation, organisation))
        .then(|| window.last().at);
        as_counterpart.max(as_grantee).filter(|end| window.start <= at && at < *end)
    });
    let bases = timeline.bases(facts).filter_map(move |(basis, span)| {
        let named = basis.requester.id == organisation.id || basis.holder.id == organisation.id;
        (named && span.holds(at)).then_some(span.end)
    });
    clauses.chain(bases)
}

/// The case's purpose, or TREATMENT between two health organisations.
fn fits(facts: &Facts, purpose: Purpose, one: Organisation, other: Organisation) -> bool {
    match purpose {
        Purpose::Treatment => one.kind.is_health() && other.kind.is_health(),
        purpose => purpose == facts.purpose,
    }
}

/// Who gives information under the clause when this organisation is its counterpart.
fn giver_with(clause: &Clause, counterpart: Organisation) -> Organisation {
    match clause.direction {
        Direction::Disclose => clause.granted_to,
        Direction::Collect | Direction::JournalRead => counterpart,
    }
}

/// Until when the organisation is a counterpart of the clause: always where it is named, while it
/// takes part where the clause names its kind.
pub(crate) fn counterpart_until(
    clause: &Clause,
    organisation: OrganisationId,
    as_kind: impl Fn(OrganisationKind) -> Option<Instant>,
) -> Option<Instant> {
    let mut until = None;
    for counterpart in &clause.counterparts {
        match counterpart {
            Counterpart::Organisation(id) if *id == organisation => return Some(FOREVER),
            Counterpart::Organisation(_) => {}
            // Whatever the kind, a party takes part until one instant.
            Counterpart::Kind(kind) if until.is_none() => until = as_kind(*kind),
            Counterpart::Kind(_) => {}
        }
    }
    until
}
