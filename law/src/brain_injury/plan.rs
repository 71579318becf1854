//! Coordination plans: goals, interventions, and which intervention waits for which.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use super::codes::icf_flaw;
use super::{FollowUpInterval, InterventionState, StopReason, TrackKind};
use crate::fields::row_naming;
use crate::flaw::{Fault, Flaw, says_nothing};
use crate::rule::Rule;
use crate::set::CategorySet;
use crate::words::{Category, OrganisationKind};

/// The minutes of a week.
const WEEK: i32 = 7 * 24 * 60;

/// A goal as it is to be recorded.
#[derive(Clone, Debug)]
pub struct GoalDraft {
    /// The goal.
    pub text: String,
    /// ICF code.
    pub icf_code: Option<String>,
}

/// Every flaw of a goal; empty: it can be recorded.
#[must_use]
pub fn goal_flaws(draft: &GoalDraft) -> Vec<Flaw> {
    let text = says_nothing(Some(&draft.text));
    let text = text.then(|| Flaw::new(Rule::Form, Fault::TextMissing, "text"));
    let code = draft.icf_code.as_deref().and_then(|code| icf_flaw(code, "icfCode"));
    text.into_iter().chain(code).collect()
}

/// An intervention as it is to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct InterventionDraft {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// Minutes a week.
    pub minutes_per_week: Option<i32>,
    /// State.
    pub state: InterventionState,
    /// Why it was stopped.
    pub stop_reason: Option<StopReason>,
}

/// Every flaw of an intervention; empty: it can be recorded.
#[must_use]
pub fn intervention_flaws(draft: &InterventionDraft) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut flaw = |fault, path: &str| flaws.push(Flaw::new(Rule::Form, fault, path));
    if draft.to.is_some_and(|to| draft.from.is_none_or(|from| to < from)) {
        flaw(Fault::DatesNotOrdered, "to");
    }
    if draft.minutes_per_week.is_some_and(|minutes| !(0..=WEEK).contains(&minutes)) {
        flaw(Fault::HoursOutOfBounds, "hoursPerWeek");
    }
    if draft.state == InterventionState::Stopped && draft.stop_reason.is_none() {
        flaw(Fault::StopReasonMissing, "stopReason");
    }
    flaws
}

/// Days of a plan or of an intervention in order.
#[must_use]
pub fn period_flaw(from: NaiveDate, to: Option<NaiveDate>) -> Option<Flaw> {
    let backwards = to.is_some_and(|to| to < from);
    backwards.then(|| Flaw::new(Rule::Form, Fault::DatesNotOrdered, "to"))
}

/// The categories of an intervention as a row: its track's, and of a provider that it names those
/// of the kind of provider. The municipality's own tell no more than the track.
#[must_use]
pub fn intervention_categories(
    track: TrackKind,
    provider: Option<OrganisationKind>,
) -> CategorySet {
    let named = provider.map_or(CategorySet::NONE, row_naming);
    let more = named.minus(CategorySet::of(&[Category::Process]));
    CategorySet::of(&[track.category()]).union(more)
}

/// An edge: an intervention that waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// Which waits.
    pub intervention: Uuid,
    /// For which.
    pub depends_on: Uuid,
}

/// The categories of an edge: those of both tracks.
#[must_use]
pub fn edge_categories(one: TrackKind, other: TrackKind) -> CategorySet {
    CategorySet::of(&[one.category(), other.category()])
}

/// What stands against the dependencies of a plan: an end that is no intervention of it, and
/// interventions that wait for each other in a circle. Paths count the edges as given.
#[must_use]
pub fn dependency_flaws(interventions: &[Uuid], edges: &[Dependency]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (i, edge) in edges.iter().enumerate() {
        for (end, field) in
            [(edge.intervention, "interventionId"), (edge.depends_on, "dependsOnId")]
        {
            if !interventions.contains(&end) {
                let path = format!("dependencies[{i}].{field}");
                flaws.push(Flaw::new(Rule::Form, Fault::DependencyUnknown, path));
            }
        }
    }
    let circle = in_circle(edges);
    for (i, edge) in edges.iter().enumerate() {
        if circle.contains(edge) {
            let path = format!("dependencies[{i}]");
            flaws.push(Flaw::new(Rule::Form, Fault::DependencyCycle, path));
        }
    }
    flaws
}

/// The interventions in an order in which none comes before one it waits for, of several the
/// smallest id first; none where there is a circle.
#[must_use]
pub fn in_order(interventions: &[Uuid], edges: &[Dependency]) -> Option<Vec<Uuid>> {
    let mut waits: BTreeMap<Uuid, BTreeSet<Uuid>> =
        interventions.iter().map(|id| (*id, BTreeSet::new())).collect();
    for edge in edges {
        waits.entry(edge.intervention).or_default().insert(edge.depends_on);
        waits.entry(edge.depends_on).or_default();
    }
    let mut order = Vec::with_capacity(waits.len());
    while let Some(next) = waits.iter().find(|(_, on)| on.is_empty()).map(|(id, _)| *id) {
        waits.remove(&next);
        for on in waits.values_mut() {
            on.remove(&next);
        }
        order.push(next);
    }
    waits.is_empty().then_some(order)
}

/// The edges that lie on a circle: from whose end its beginning is reached again.
fn in_circle(edges: &[Dependency]) -> BTreeSet<Dependency> {
    let mut next: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for edge in edges {
        next.entry(edge.intervention).or_default().push(edge.depends_on);
    }
    let reaches = |from: Uuid, to: Uuid| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(at) = open.pop() {
            if at == to {
                return true;
            }
            if seen.insert(at) {
                open.extend(next.get(&at).into_iter().flatten());
            }
        }
        false
    };
    edges.iter().copied().filter(|edge| reaches(edge.depends_on, edge.intervention)).collect()
}

/// The day of the next follow-up: so many calendar months after the last one.
#[must_use]
pub fn next_follow_up(last: NaiveDate, interval: FollowUpInterval) -> NaiveDate {
    last.checked_add_months(Months::new(interval.months())).unwrap_or(NaiveDate::MAX)
}
