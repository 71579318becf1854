//! Sealing the coordination plan: its head is the lead's, each track and what stands in it its
//! administration's.
//!
//! An edge carries the categories of both its ends, each asked for under the verdict over its own
//! track: it is there for who sees both interventions, and for nobody else. Neither an administration
//! that holds one of them nor the lead whose coordinator drew it sees it alone by that: by the edge
//! it would show whether the hidden end still stands.

use std::sync::Arc;

use law::brain_injury::PlanStatus;
use law::brain_injury::plan::intervention_categories;
use law::facts::Instant;
use law::fields::{self, Field};
use law::{CategorySet, Opening, Tier};
use sea_orm::prelude::Uuid;

use super::build::{PROCESS, Sealing, sorted};
use super::{Item, Record};
use crate::brain_injury::plan::is_open;
use crate::sealed::{Seal, Sealed};
use crate::store::StoreError;
use crate::store::rows::Version;

/// Who wrote the version of the head that stands; that there is a new one tells of what it says.
const WRITER: &[&Field] = &[&fields::coordination_plan::preparedBy];

/// The head of a coordination plan, with what is derived for the viewer.
#[derive(Clone, Debug)]
pub(crate) struct PlanRecord {
    pub(crate) plan: Record<entity::coordination_plan::Model>,
    /// When anything that the viewer may see of the plan last changed.
    pub(crate) last_updated: Option<Instant>,
}

/// A coordination plan with its tracks.
#[derive(Clone, Debug)]
pub(crate) struct PlanView {
    pub(crate) row: Sealed<PlanRecord>,
    pub(crate) tracks: Vec<TrackView>,
    web: Arc<Web>,
}

/// A track with its goals and interventions.
#[derive(Clone, Debug)]
pub(crate) struct TrackView {
    pub(crate) row: Sealed<Record<entity::plan_track::Model>>,
    pub(crate) goals: Vec<Item<entity::plan_goal::Model>>,
    pub(crate) interventions: Vec<InterventionView>,
}

/// The interventions of a plan and which waits for which.
#[derive(Debug, Default)]
struct Web {
    interventions: Vec<Sealed<Record<entity::plan_intervention::Model>>>,
    edges: Vec<Edge>,
}

/// An edge of the web, between two places in it.
#[derive(Debug)]
struct Edge {
    /// Under the seal of the one that waits.
    row: Sealed<Record<entity::intervention_dependency::Model>>,
    /// Under the seal of the one it waits for.
    other: Sealed<()>,
    waits: usize,
    waits_for: usize,
}

/// An intervention, by its place in the web.
#[derive(Clone, Debug)]
pub(crate) struct InterventionView {
    web: Arc<Web>,
    place: usize,
}

/// An edge, by its place in the web.
#[derive(Clone, Debug)]
pub(crate) struct DependencyView {
    web: Arc<Web>,
    place: usize,
}

impl InterventionView {
    /// The intervention, under its seal.
    pub(crate) fn row(&self) -> &Sealed<Record<entity::plan_intervention::Model>> {
        &self.web.interventions[self.place]
    }

    /// What it waits for, as far as a list shows it.
    pub(crate) fn depends_on(&self, list: &'static Field) -> Vec<DependencyView> {
        shown(&self.web, list, |edge| edge.waits == self.place)
    }
}

impl DependencyView {
    /// The edge, under the seal of the intervention that waits.
    pub(crate) fn row(&self) -> &Sealed<Record<entity::intervention_dependency::Model>> {
        &self.edge().row
    }

    /// The intervention that waits.
    pub(crate) fn waits(&self) -> InterventionView {
        InterventionView { web: Arc::clone(&self.web), place: self.edge().waits }
    }

    /// The intervention that it waits for.
    pub(crate) fn waits_for(&self) -> InterventionView {
        InterventionView { web: Arc::clone(&self.web), place: self.edge().waits_for }
    }

    /// Whether it may stand in a list: both ends are asked, and the log has both.
    pub(crate) fn shows_in(&self, list: &'static Field) -> bool {
        self.edge().row.shows_in(list) && self.edge().other.shows_in(list)
    }

    fn edge(&self) -> &Edge {
        &self.web.edges[self.place]
    }
}

/// Edges that a list shows. The list asks for the end that waits itself; the other end is asked for
/// here, so that the log names both.
fn shown(web: &Arc<Web>, list: &'static Field, is: impl Fn(&Edge) -> bool) -> Vec<DependencyView> {
    let seen =
        |edge: &Edge| is(edge) && edge.row.refusal(list).is_none() && edge.other.shows_in(list);
    let places = web.edges.iter().enumerate().filter(|(_, edge)| seen(edge));
    places.map(|(place, _)| DependencyView { web: Arc::clone(web), place }).collect()
}

impl PlanView {
    /// Every edge that a list shows.
    pub(crate) fn dependencies(&self, list: &'static Field) -> Vec<DependencyView> {
        shown(&self.web, list, |_| true)
    }

    /// A track, where the viewer may see it.
    pub(crate) fn track(&self, id: Uuid) -> Option<&TrackView> {
        self.tracks.iter().find(|track| track.row.outline(|t| t.id) == Some(id))
    }

    /// A goal, where the viewer may see it.
    pub(crate) fn goal(&self, id: Uuid) -> Option<&Item<entity::plan_goal::Model>> {
        let mut goals = self.tracks.iter().flat_map(|track| &track.goals);
        goals.find(|goal| goal.0.outline(|g| g.id) == Some(id))
    }

    /// An intervention, where the viewer may see it.
    pub(crate) fn intervention(&self, id: Uuid) -> Option<&InterventionView> {
        let mut all = self.tracks.iter().flat_map(|track| &track.interventions);
        all.find(|one| one.row().outline(|i| i.id) == Some(id))
    }

    /// An edge, where the viewer may see both its ends.
    pub(crate) fn dependency(&self, id: Uuid) -> Option<DependencyView> {
        let is = |edge: &&Edge| {
            edge.row.outline(|d| d.id) == Some(id) && edge.other.outline(|()| ()).is_some()
        };
        let place = self.web.edges.iter().position(|edge| is(&edge))?;
        Some(DependencyView { web: Arc::clone(&self.web), place })
    }
}

/// The tier of the head of a plan. A draft is the lead's own until it is agreed on (AUTHOR_ONLY). An
/// annulled plan stays with the lead and the citizen, and with who has a track in it (`own_track`):
/// what one wrote oneself stays readable. It is `annulled` as it stands now: what was told in error is
/// not read back as of before.
pub(crate) fn plan_tier(
    plan: &entity::coordination_plan::Model,
    annulled: bool,
    own_track: bool,
) -> Tier {
    match plan.status.0 {
        PlanStatus::Draft => Tier::AuthorOnly,
        _ if annulled && !own_track => Tier::LeadOnly,
        _ => Tier::Shared,
    }
}

/// An intervention that stands, as an edge finds its end: its id, its seal, its categories.
type End = (Uuid, Arc<Seal>, CategorySet);

fn seen((_, seal, categories): &End) -> bool {
    seal.verdict().open(*categories, Tier::Shared) == Opening::Granted
}

impl Sealing<'_> {
    pub(super) fn coordination_plan(
        &self,
        lead: &Arc<Seal>,
    ) -> Result<Option<PlanView>, StoreError> {
        let Some((head, tier)) = self.plan_head(lead) else { return Ok(None) };
        let (mut tracks, mut web) = (Vec::new(), Web::default());
        let mut ends: Vec<End> = Vec::new();
        // To who is not shown all that the head says, a new version of it tells nothing.
        let head_says = fields::coordination_plan::overallGoal.categories;
        let sees = lead.verdict().open(head_says, Tier::Shared) == Opening::Granted;
        let mut last_updated = sees.then_some(head.recorded_at);
        for row in sorted(&self.rows.tracks, |t| (t.kind.0, t.organisation_id, t.id)) {
            if row.plan_id != head.id || !row.stands(self.viewing.as_of) {
                continue;
            }
            let of_track = (row.id, self.track(row)?, CategorySet::of(&[row.kind.0.category()]));
            let mut changed = |end: &End, at| {
                last_updated = if seen(end) { last_updated.max(Some(at)) } else { last_updated };
            };
            changed(&of_track, row.recorded_at);
            if row.removed_reason.is_some() {
                continue;
            }
            let goals = self.goals(&of_track, &mut changed);
            let first = ends.len();
            self.interventions(&of_track, &mut ends, &mut web, &mut changed)?;
            let (_, seal, category) = of_track;
            let row = Sealed::new(self.record(row.clone(), row.id), &seal, category);
            tracks.push((row, goals, first..ends.len()));
        }
        last_updated = last_updated.max(self.edges(head, &ends, &mut web));
        let web = Arc::new(web);
        let tracks = tracks.into_iter().map(|(row, goals, places)| TrackView {
            row,
            goals,
            interventions: places
                .map(|place| InterventionView { web: Arc::clone(&web), place })
                .collect(),
        });
        let tracks = tracks.collect();
        let record = PlanRecord { plan: self.record(head.clone(), head.id), last_updated };
        let row = Sealed::new(record, lead, PROCESS).with_tier(tier).telling(WRITER, head_says);
        Ok(Some(PlanView { row, tracks, web }))
    }

    /// The head to show, of those that the viewer may see: one that is not annulled before one that
    /// is, one that goes on before one that has ended, then the latest.
    fn plan_head(&self, lead: &Seal) -> Option<(&entity::coordination_plan::Model, Tier)> {
        let own = self.own_organisation();
        let has_track = |plan: Uuid| {
            let mut tracks = self.rows.tracks.iter();
            tracks.any(|t| t.plan_id == plan && Some(t.organisation_id) == own)
        };
        let annulled = |id: Uuid| {
            let mut now = self.rows.plans.iter().filter(|plan| plan.stands(None));
            now.any(|plan| plan.id == id && plan.annulled_at.is_some())
        };
        let standing = self.rows.plans.iter().filter(|plan| plan.stands(self.viewing.as_of));
        standing
            .map(|plan| (plan, plan_tier(plan, annulled(plan.id), has_track(plan.id))))
            .filter(|(_, tier)| lead.verdict().open(PROCESS, *tier) == Opening::Granted)
            .max_by_key(|(plan, _)| {
                (plan.annulled_at.is_none(), is_open(plan.status.0), plan.from_date, plan.id)
            })
    }

    fn goals(
        &self,
        track: &End,
        changed: &mut impl FnMut(&End, Instant),
    ) -> Vec<Item<entity::plan_goal::Model>> {
        let (id, seal, category) = track;
        let mut goals = Vec::new();
        for row in sorted(&self.rows.plan_goals, |g| (g.position, g.id)) {
            if row.track_id == *id && row.stands(self.viewing.as_of) {
                changed(track, row.recorded_at);
                if row.removed_reason.is_none() {
                    let record = self.record(row.clone(), row.id);
                    goals.push(Item(Sealed::new(record, seal, *category)));
                }
            }
        }
        goals
    }

    /// Puts the interventions of a track into the web, each as an end of edges.
    fn interventions(
        &self,
        (track, seal, _): &End,
        ends: &mut Vec<End>,
        web: &mut Web,
        changed: &mut impl FnMut(&End, Instant),
    ) -> Result<(), StoreError> {
        for row in sorted(&self.rows.interventions, |i| (i.position, i.id)) {
            if row.track_id != *track || !row.stands(self.viewing.as_of) {
                continue;
            }
            let provider = row.provider_organisation_id;
            let provider = provider.map(|id| self.directory.organisation(id)).transpose()?;
            let provider = provider.map(|provider| provider.kind);
            let categories = intervention_categories(row.track_kind.0, provider);
            let end = (row.id, Arc::clone(seal), categories);
            changed(&end, row.recorded_at);
            if row.removed_reason.is_none() {
                let record = self.record(row.clone(), row.id);
                web.interventions.push(Sealed::new(record, seal, categories));
                ends.push(end);
            }
        }
        Ok(())
    }

    /// Puts the edges whose ends stand into the web; when the viewer last saw one change.
    fn edges(
        &self,
        head: &entity::coordination_plan::Model,
        ends: &[End],
        web: &mut Web,
    ) -> Option<Instant> {
        let mut last_updated = None;
        for row in sorted(&self.rows.dependencies, |d| (d.recorded_at, d.id)) {
            if row.plan_id != head.id || !row.stands(self.viewing.as_of) {
                continue;
            }
            let place = |id| ends.iter().position(|(end, ..)| *end == id);
            let places = place(row.intervention_id).zip(place(row.depends_on_id));
            let Some((waits, waits_for)) = places else { continue };
            let [one, other] = [waits, waits_for].map(|place| &ends[place]);
            if seen(one) && seen(other) {
                last_updated = last_updated.max(Some(row.recorded_at));
            }
            if row.removed_reason.is_none() {
                let record = self.record(row.clone(), row.id);
                web.edges.push(Edge {
                    row: Sealed::new(record, &one.1, one.2),
                    other: Sealed::new((), &other.1, other.2),
                    waits,
                    waits_for,
                });
            }
        }
        last_updated
    }

    /// The seal over what a track's administration holds.
    pub(super) fn track(&self, row: &entity::plan_track::Model) -> Result<Arc<Seal>, StoreError> {
        Ok(self.seal(&[self.directory.organisation(row.organisation_id)?], false))
    }
}
