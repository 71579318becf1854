//! Rules 1 and 2 of the decision: how the viewer is related to the case (R15, need to know).
//!
//! Both must hold: the organisation has to do with the case, *and* this user has. Without a
//! relation the answer is that of an unknown id.

use crate::case::Timeline;
use crate::clause;
use crate::dates::FOREVER;
use crate::facts::{Ask, Facts, Instant, Organisation, Participation, Viewer};
use crate::set::CategorySet;
use crate::verdict::Relation;
use crate::words::{OrganisationId, OrganisationKind, Role, UnitId, UserId};

/// An organisation as it takes part in the case at one instant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Party {
    pub(crate) organisation: Organisation,
    /// Bits of the kinds under which it takes part; zero: it does not.
    kinds: u32,
    /// Until when it does.
    until: Instant,
}

impl Party {
    pub(crate) fn of(facts: &Facts, organisation: Organisation, at: Instant) -> Self {
        let mut party = Self { organisation, kinds: 0, until: FOREVER };
        for (participation, end) in in_force(facts, organisation.id, at) {
            let kind = 1 << participation.organisation.kind as u32;
            // Participations under one kind follow each other; should the kinds differ, the
            // earlier end is the safe one.
            party.until = match party.kinds == kind {
                true => party.until.max(end),
                false => party.until.min(end),
            };
            party.kinds |= kind;
        }
        party
    }

    /// Until when it takes part as an organisation of this kind.
    pub(crate) fn as_kind(&self, kind: OrganisationKind) -> Option<Instant> {
        (self.kinds & (1 << kind as u32) != 0).then_some(self.until)
    }

    /// Until when it takes part at all.
    fn takes_part(&self) -> Option<Instant> {
        (self.kinds != 0).then_some(self.until)
    }
}

/// How an organisation's user stands to the case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(crate) relation: Relation,
    /// Clauses and statutory bases count for this user: the lead, or a named participant. Who
    /// only wrote something earlier sees that, and PROCESS.
    pub(crate) crosses: bool,
    /// Until when clauses and bases count, as far as the relation tells.
    pub(crate) until: Instant,
    /// Until when the user reaches what the organisation itself holds in the case.
    pub(crate) own_until: Instant,
    /// The organisation holds records in the case besides the lead, and this user may see them.
    pub(crate) holds_until: Option<Instant>,
}

/// Rule 1: the viewer is the citizen. A token that is also a representative's is taken as that,
/// the narrower, because its citizen claim then names whom it represents.
pub(crate) fn is_citizen(facts: &Facts, viewer: &Viewer) -> bool {
    viewer.citizen == Some(facts.citizen)
        && viewer.roles.has(Role::Citizen)
        && !viewer.roles.has(Role::Representative)
}

/// Rule 1: what the viewer may see as the citizen's representative today, and until when each
/// representation lasts.
pub(crate) fn represented<'a>(
    facts: &'a Facts,
    timeline: &'a Timeline,
    viewer: &'a Viewer,
    at: Instant,
) -> impl Iterator<Item = (CategorySet, Instant)> + 'a {
    let claimed = viewer.citizen == Some(facts.citizen) && viewer.roles.has(Role::Representative);
    timeline
        .representations(facts)
        .filter(move |(r, span)| claimed && viewer.user == Some(r.representative) && span.holds(at))
        .map(|(_, span)| (span.covers, span.end))
}

/// Rule 2: the organisation's relation and the user's, together; none: unknown.
pub(crate) fn stand(
    facts: &Facts,
    timeline: &Timeline,
    ask: &Ask<'_>,
    party: &Party,
) -> Option<Standing> {
    let Ask { viewer, at, .. } = *ask;
    let organisation = party.organisation;
    let coordinates = coordinates_until(facts, viewer, at);
    let takes_part = takes_part_until(facts, viewer, organisation.id, at);

    // (a) the lead authority: its unit's caseworkers and the coordinator; another of its units
    // when it takes part.
    if organisation.id == facts.lead.id {
        let unit = works_in(viewer, &[Role::Caseworker], Some(facts.unit)).then_some(FOREVER);
        let lead = unit.max(coordinates);
        let until = lead.max(takes_part)?;
        let relation = if lead.is_some() { Relation::Lead } else { Relation::Participant };
        return Some(Standing {
            relation,
            crosses: true,
            until,
            own_until: until,
            holds_until: None,
        });
    }

    let reach =
        takes_part.max(coordinates.and_then(|until| party.takes_part().map(|end| end.min(until))));
    // (b) it holds records: whoever wrote them, or whoever takes part for it.
    let mut held =
        facts.holdings.iter().filter(|h| h.organisation.id == organisation.id).peekable();
    let holds_until = held.peek().is_some().then(|| {
        let wrote = held.any(|h| reaches(viewer, h.unit, h.user)).then_some(FOREVER);
        wrote.max(reach).max(coordinates)
    });
    let holds_until = holds_until.flatten();
    // (c) it takes part, and an effective clause or basis names it.
    let mut naming = reach.into_iter().flat_map(|_| clause::naming(facts, timeline, party, at));
    // Until when counts only for what it holds itself; what crosses ends with its own clause.
    let holds = ask.holders.iter().any(|h| h.id == organisation.id);
    let named = if holds { naming.max() } else { naming.next() };
    let named = named.zip(reach).map(|(named, reach)| (reach, named.min(reach)));

    match (named, holds_until) {
        (Some((until, own)), holds) => Some(Standing {
            relation: Relation::Participant,
            crosses: true,
            until,
            own_until: holds.map_or(own, |h| h.max(own)),
            holds_until: holds,
        }),
        (None, Some(own_until)) => Some(Standing {
            relation: Relation::Holder,
            crosses: false,
            until: own_until,
            own_until,
            holds_until,
        }),
        (None, None) => None,
    }
}

/// Until when the viewer is the case's coordinator, by the assignment in force.
fn coordinates_until(facts: &Facts, viewer: &Viewer, at: Instant) -> Option<Instant> {
    facts
        .assignments
        .iter()
        .filter(|a| viewer.user == Some(a.coordinator) && a.from <= at)
        .map(|a| a.to.unwrap_or(FOREVER))
        .filter(|end| at < *end)
        .max()
}

/// Until when a participation of the organisation reaches this user.
fn takes_part_until(
    facts: &Facts,
    viewer: &Viewer,
    organisation: OrganisationId,
    at: Instant,
) -> Option<Instant> {
    in_force(facts, organisation, at)
        .filter(|(p, _)| reaches(viewer, p.unit, p.user))
        .map(|(_, end)| end)
        .max()
}

/// The organisation's participations in force, with their ends.
fn in_force(
    facts: &Facts,
    organisation: OrganisationId,
    at: Instant,
) -> impl Iterator<Item = (&Participation, Instant)> {
    facts
        .participations
        .iter()
        .filter(move |p| p.organisation.id == organisation && p.from <= at)
        .map(|p| (p, p.to.unwrap_or(FOREVER)))
        .filter(move |(_, end)| at < *end)
}

/// Whether a part given to a unit or a person reaches the viewer: the person named, or who does
/// casework or partnership in the unit. What names neither reaches nobody.
fn reaches(viewer: &Viewer, unit: Option<UnitId>, user: Option<UserId>) -> bool {
    (user.is_some() && viewer.user == user)
        || works_in(viewer, &[Role::Caseworker, Role::Partner], unit)
}

/// Whether the viewer works in the unit in one of the roles, or is a system acting for it.
fn works_in(viewer: &Viewer, roles: &[Role], unit: Option<UnitId>) -> bool {
    unit.is_some()
        && viewer.unit == unit
        && (viewer.user.is_none() || roles.iter().any(|role| viewer.roles.has(*role)))
}
