//! Rule 5 of the decision: what a consent's clauses open, in which direction (R05).

use crate::case::Timeline;
use crate::dates::FOREVER;
use crate::facts::{Clause, Counterpart, Facts, Instant, Organisation};
use crate::lapse::{End, Window};
use crate::relation::in_force;
use crate::set::CategorySet;
use crate::words::{Category, Direction, OrganisationId, Purpose};

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
#[derive(Clone, Copy, Debug)]
pub(crate) struct Between {
    pub(crate) viewer: Organisation,
    pub(crate) holder: Organisation,
    pub(crate) journal: bool,
    pub(crate) at: Instant,
}

/// Asks a clause about the viewer and one holder.
pub(crate) fn ask(
    facts: &Facts,
    clause: &Clause,
    window: &Window,
    between: Between,
    mut say: impl FnMut(Says),
) {
    let Between { viewer, holder, journal, at } = between;
    if !fits(facts, clause.purpose, viewer, holder) {
        return;
    }
    let granted = clause.granted_to;
    let receives = (granted.id == viewer.id)
        .then(|| counterpart_until(facts, clause, holder.id, at))
        .flatten();
    let is_counterpart = counterpart_until(facts, clause, viewer.id, at);
    let gives = is_counterpart.filter(|_| granted.id == holder.id);

    let right_way = match clause.direction {
        Direction::Disclose => gives.filter(|_| !journal),
        Direction::Collect => receives.filter(|_| !journal),
        Direction::JournalRead => receives.filter(|_| journal),
    };
    let effective = |end: Instant| window.start <= at && at < end;
    let mut offer = |categories: CategorySet, end: End, standing: Instant| {
        if effective(end.at) {
            say(Says::Opens(categories, end.at.min(standing)));
        } else if at >= end.at {
            say(Says::Ended(categories, end));
        }
    };

    if let Some(standing) = right_way {
        offer(clause.categories, window.end_for(holder.kind), standing);
    }
    // A clause implies PROCESS of the case for its counterpart: it has to know what it is asked
    // about. Journal material is no part of that.
    if let Some(standing) = is_counterpart
        && !journal
        && (holder.id == granted.id || holder.id == facts.lead.id)
    {
        let giver = giver_with(clause, viewer);
        offer(CategorySet::of(&[Category::Process]), window.end_for(giver.kind), standing);
    }
    if right_way.is_none()
        && (receives.is_some() || gives.is_some())
        && effective(window.end_for(holder.kind).at)
    {
        say(Says::OtherWay(clause.categories));
    }
}

/// Until when an effective clause or statutory basis names the organisation; none: nothing does.
pub(crate) fn names_until(
    facts: &Facts,
    timeline: &Timeline,
    organisation: Organisation,
    at: Instant,
) -> Option<Instant> {
    let clauses = timeline.clauses(facts).filter_map(|(_, clause, window)| {
        let as_counterpart = counterpart_until(facts, clause, organisation.id, at)
            .filter(|_| fits(facts, clause.purpose, organisation, clause.granted_to))
            .map(|standing| standing.min(window.end_for(giver_with(clause, organisation).kind).at));
        let as_grantee = (clause.granted_to.id == organisation.id
            && fits(facts, clause.purpose, organisation, organisation))
        .then(|| window.last().at);
        as_counterpart.max(as_grantee).filter(|end| window.start <= at && at < *end)
    });
    let bases = timeline.bases(facts).filter_map(|(basis, span)| {
        let named = basis.requester.id == organisation.id || basis.holder.id == organisation.id;
        (named && span.holds(at)).then_some(span.end)
    });
    clauses.chain(bases).max()
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
    facts: &Facts,
    clause: &Clause,
    organisation: OrganisationId,
    at: Instant,
) -> Option<Instant> {
    let until = |counterpart: &Counterpart| match counterpart {
        Counterpart::Organisation(id) => (*id == organisation).then_some(FOREVER),
        Counterpart::Kind(kind) => in_force(facts, organisation, at)
            .filter(|(p, _)| p.organisation.kind == *kind)
            .map(|(_, end)| end)
            .max(),
    };
    clause.counterparts.iter().filter_map(until).max()
}
