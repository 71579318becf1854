//! Opening what stands in a coordination plan for a write: whoever may not see it gets the answer of
//! an unknown id.

use async_graphql::ID;
use entity::{coordination_plan, plan_goal, plan_intervention, plan_track};
use law::CategorySet;
use law::brain_injury::plan::intervention_categories;
use law::facts::Organisation;
use sea_orm::prelude::Uuid;

use crate::app::{AppError, CaseFile, Refusal, UserErrorCode, Work, check};
use crate::brain_injury::plan::is_open;
use crate::domain::EntityKind;
use crate::store::Parts;
use crate::store::rows::Version;
use crate::store::view::plan_tier;

/// The case of a plan, and the head that stands.
pub(super) async fn open_plan(
    work: &mut Work<'_>,
    id: &ID,
    parts: Parts,
) -> Result<(CaseFile, coordination_plan::Model), Refusal> {
    const PATH: &str = "planId";
    let (case, id) = check::in_case(PATH, id, EntityKind::CoordinationPlan)?;
    let file = work.case(case, PATH, parts.with(Parts::COORDINATION)).await?;
    let held = file.rows.plans.iter().find(|plan| plan.id == id && plan.stands(None)).cloned();
    let held = held.filter(|plan| sees_plan(&file, plan));
    Ok((file, held.ok_or_else(|| Refusal::not_found(PATH))?))
}

/// Whether the caller sees the head of a plan, and so what may be seen in it.
pub(in crate::app) fn sees_plan(file: &CaseFile, plan: &coordination_plan::Model) -> bool {
    let own = file.organisation().map(|own| own.id.0);
    let mut tracks = file.rows.tracks.iter();
    let own_track = tracks.any(|t| t.plan_id == plan.id && Some(t.organisation_id) == own);
    let tier = plan_tier(plan, plan.annulled_at.is_some(), own_track);
    let opening = file.verdict.open(CaseFile::PROCESS, tier);
    opening == law::Opening::Granted
}

/// A track in a write, with its plan and its case.
pub(super) struct TrackFile {
    pub(super) file: CaseFile,
    pub(super) plan: coordination_plan::Model,
    pub(super) track: plan_track::Model,
    pub(super) holder: Organisation,
}

impl TrackFile {
    /// By the id of the track.
    pub(super) async fn open(work: &mut Work<'_>, path: &str, id: &ID) -> Result<Self, Refusal> {
        let (case, id) = check::in_case(path, id, EntityKind::Track)?;
        let file = work.case(case, path, Parts::COORDINATION).await?;
        Self::find(file, path, Some(id))
    }

    /// By the id of a goal in it.
    pub(super) async fn of_goal(
        work: &mut Work<'_>,
        path: &str,
        id: &ID,
    ) -> Result<(Self, plan_goal::Model), Refusal> {
        let (case, id) = check::in_case(path, id, EntityKind::PlanGoal)?;
        let file = work.case(case, path, Parts::COORDINATION).await?;
        let row = standing_goal(&file, id).cloned();
        let open = Self::find(file, path, row.as_ref().map(|row| row.track_id))?;
        Ok((open, row.ok_or_else(|| Refusal::not_found(path))?))
    }

    /// By the id of an intervention in it.
    pub(super) async fn of_intervention(
        work: &mut Work<'_>,
        path: &str,
        id: &ID,
    ) -> Result<(Self, plan_intervention::Model), Refusal> {
        let (case, id) = check::in_case(path, id, EntityKind::Intervention)?;
        let file = work.case(case, path, Parts::COORDINATION).await?;
        Self::at_intervention(file, path, id)
    }

    /// By an intervention in it, in a case that is open.
    pub(super) fn at_intervention(
        file: CaseFile,
        path: &str,
        id: Uuid,
    ) -> Result<(Self, plan_intervention::Model), Refusal> {
        let row = standing_intervention(&file, id).cloned();
        let open = Self::find(file, path, row.as_ref().map(|row| row.track_id))?;
        let row = row.ok_or_else(|| Refusal::not_found(path))?;
        if !sees_intervention(&open.file, &row)? {
            return Err(Refusal::not_found(path));
        }
        Ok((open, row))
    }

    fn find(file: CaseFile, path: &str, track: Option<Uuid>) -> Result<Self, Refusal> {
        let unknown = || Refusal::not_found(path);
        let track = track.and_then(|id| standing_track(&file, id)).cloned().ok_or_else(unknown)?;
        let mut plans = file.rows.plans.iter().filter(|plan| plan.stands(None));
        let plan = plans.find(|plan| plan.id == track.plan_id).cloned().ok_or_else(unknown)?;
        let holder = file.directory.organisation(track.organisation_id)?;
        if sees_plan(&file, &plan) && sees_track(&file, &track)? {
            Ok(Self { file, plan, track, holder })
        } else {
            Err(unknown())
        }
    }

    /// Writing table: the track's administration's caseworkers, and the coordinator; while case and
    /// plan go on.
    pub(super) fn require_writer(&self) -> Result<(), Refusal> {
        if !self.file.is_coordinator() && !self.file.is_caseworker_of(self.holder) {
            return Err(Refusal::forbidden(
                "the coordinator or a caseworker of the track's administration does this",
                "det gør hjerneskadekoordinatoren eller en sagsbehandler i sporets forvaltning",
            ));
        }
        self.require_going_on()
    }

    /// Writing table: the coordinator alone, who draws what lies between tracks.
    pub(super) fn require_coordinator(&self) -> Result<(), Refusal> {
        if !self.file.is_coordinator() {
            return Err(Refusal::forbidden(
                "the coordinator does this between tracks",
                "det gør hjerneskadekoordinatoren på tværs af spor",
            ));
        }
        self.require_going_on()
    }

    fn require_going_on(&self) -> Result<(), Refusal> {
        self.file.require_not_closed()?;
        require_going_on(&self.plan)
    }
}

/// A plan that is annulled or has ended takes no more work.
pub(super) fn require_going_on(plan: &coordination_plan::Model) -> Result<(), Refusal> {
    if plan.annulled_at.is_none() && is_open(plan.status.0) {
        return Ok(());
    }
    Err(Refusal::user(
        UserErrorCode::IllegalState,
        "",
        "the plan has ended; begin a new one",
        "planen er afsluttet; opret en ny",
    ))
}

/// The category of a track, which all that stands in it has.
pub(in crate::app) fn category(track: &plan_track::Model) -> CategorySet {
    CategorySet::of(&[track.kind.0.category()])
}

/// Whether the caller sees a track, in a plan whose head they see.
pub(super) fn sees_track(file: &CaseFile, track: &plan_track::Model) -> Result<bool, AppError> {
    let holder = file.directory.organisation(track.organisation_id)?;
    Ok(file.sees(&[holder], category(track)))
}

/// The track that stands under an id.
pub(in crate::app) fn standing_track(file: &CaseFile, id: Uuid) -> Option<&plan_track::Model> {
    let mut rows = file.rows.tracks.iter();
    rows.find(|t| t.id == id && t.stands(None) && t.removed_reason.is_none())
}

/// The goal that stands under an id.
pub(in crate::app) fn standing_goal(file: &CaseFile, id: Uuid) -> Option<&plan_goal::Model> {
    let mut rows = file.rows.plan_goals.iter();
    rows.find(|g| g.id == id && g.stands(None) && g.removed_reason.is_none())
}

/// The intervention that stands under an id, in a track that stands.
pub(super) fn standing_intervention(
    file: &CaseFile,
    id: Uuid,
) -> Option<&plan_intervention::Model> {
    let mut rows = file.rows.interventions.iter();
    rows.find(|i| i.id == id && i.stands(None) && i.removed_reason.is_none())
        .filter(|i| standing_track(file, i.track_id).is_some())
}

/// Whether the caller sees an intervention.
pub(super) fn sees_intervention(
    file: &CaseFile,
    row: &plan_intervention::Model,
) -> Result<bool, AppError> {
    let Some(track) = standing_track(file, row.track_id) else { return Ok(false) };
    let holder = file.directory.organisation(track.organisation_id)?;
    let provider = row.provider_organisation_id;
    let provider = provider.map(|id| file.directory.organisation(id)).transpose()?;
    let kind = provider.map(|provider| provider.kind);
    Ok(file.sees(&[holder], intervention_categories(row.track_kind.0, kind)))
}
