//! The coordination plan (koordineringsplan): its head, which the coordination writes; its tracks,
//! goals and interventions, which their administrations and the coordinator write.

pub(crate) mod dependency;
pub(crate) mod goal;
pub(crate) mod intervention;
pub(crate) mod open;
mod row;
pub(crate) mod track;

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::column::Code;
use entity::coordination_plan::Model;
use law::Purpose;
use law::brain_injury::plan::period_flaw;
use law::brain_injury::{FollowUpInterval, FollowUpState, PlanStatus};
use sea_orm::prelude::Uuid;

use self::open::open_plan;
use super::assignment::current;
use super::check::{self, Check, TEXT};
use super::reference::{ExternalReferenceInput, Sent};
use super::versions::Versioned;
use super::work::expect_version;
use super::{AppError, CaseFile, Done, Refusal, Work};
use crate::brain_injury::plan::{follow_up_on, is_open, plan_may_become};
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::store::Parts;
use crate::store::rows::Version;

/// Begins a coordination plan (opret koordineringsplan).
#[derive(InputObject)]
pub(crate) struct CreateCoordinationPlanInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Status (status): a draft, or in force at once.
    #[graphql(default_with = "Of(PlanStatus::Draft)")]
    pub(crate) status: Of<PlanStatus>,
    /// First day (fra).
    pub(crate) from: Date,
    /// Last day (til).
    pub(crate) to: Option<Date>,
    /// Agreed with the citizen (aftalt med borgeren).
    #[graphql(default)]
    pub(crate) agreed_with_citizen: bool,
    /// Agreed with relatives (aftalt med pårørende).
    #[graphql(default)]
    pub(crate) agreed_with_relatives: bool,
    /// Overall goal in the citizen's own words (overordnet mål).
    pub(crate) overall_goal: Option<String>,
    /// How often it is followed up (opfølgningsinterval).
    pub(crate) follow_up_interval: Option<Of<FollowUpInterval>>,
    /// Day of the first follow-up (næste opfølgning); left out: one interval after the first day.
    pub(crate) next_follow_up: Option<Date>,
    /// The caller's own number of it; the plan it names already is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes the head of a coordination plan (ret koordineringsplan); what is left out stands.
#[derive(InputObject)]
pub(crate) struct UpdateCoordinationPlanInput {
    /// The plan (koordineringsplan).
    pub(crate) plan_id: ID,
    /// Status (status).
    pub(crate) status: Option<Of<PlanStatus>>,
    /// First day (fra).
    pub(crate) from: Option<Date>,
    /// Last day (til).
    pub(crate) to: MaybeUndefined<Date>,
    /// Agreed with the citizen (aftalt med borgeren).
    pub(crate) agreed_with_citizen: Option<bool>,
    /// Agreed with relatives (aftalt med pårørende).
    pub(crate) agreed_with_relatives: Option<bool>,
    /// Overall goal in the citizen's own words (overordnet mål).
    pub(crate) overall_goal: MaybeUndefined<String>,
    /// How often it is followed up (opfølgningsinterval).
    pub(crate) follow_up_interval: MaybeUndefined<Of<FollowUpInterval>>,
    /// Day of the next follow-up (næste opfølgning); left out where the interval changes: one
    /// interval after the last follow-up.
    pub(crate) next_follow_up: MaybeUndefined<Date>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls a coordination plan that was made wrongly (annullér koordineringsplan).
#[derive(InputObject)]
pub(crate) struct AnnulCoordinationPlanInput {
    /// The plan (koordineringsplan).
    pub(crate) plan_id: ID,
    /// Why it is wrong (annulleringsgrund).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Begins a plan; a case has one that goes on at a time. One that was sent under the number is
/// changed.
pub(crate) async fn create_coordination_plan(
    work: &mut Work<'_>,
    input: CreateCoordinationPlanInput,
) -> Result<Done, Refusal> {
    let case = check::case_of("caseId", &input.case_id, Purpose::BrainInjury)?;
    let parts = Parts::COORDINATION.with(Parts::FOLLOW_UPS);
    let file = work.case(case, "caseId", parts).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), &file).await?;
    let stands = |row: &Model| row.stands(None) && row.annulled_at.is_none();
    let held = sent.row(&file.rows.plans, stands)?;
    let mut check = Check::default();
    check.state(
        held.is_some() || in_progress(&file).next().is_none(),
        "caseId",
        "the case has a plan that goes on; change that one, or end it first",
        "sagen har en igangværende plan; ret den, eller afslut den først",
    );
    let status = input.status.0;
    match held {
        Some(held) => {
            require_going_on(&mut check, held);
            may_become(&mut check, held.status.0, status);
        }
        None => check.that(
            is_open(status),
            "status",
            "begin the plan as a draft, or as in force",
            "opret planen som udkast eller som gældende",
        ),
    }
    let interval = input.follow_up_interval.map(|interval| interval.0);
    let next = input.next_follow_up.map(|day| day.0);
    let id = work.id();
    let row = Model {
        citizen_id: file.citizen(),
        row_id: id,
        id,
        case_id: case.id,
        version: 1,
        recorded_at: work.now,
        superseded_at: None,
        status: Code(status),
        from_date: input.from.0,
        to_date: input.to.map(|day| day.0),
        coordinator_id: current(&file).map(|held| held.coordinator_id),
        agreed_with_citizen: input.agreed_with_citizen,
        agreed_with_relatives: input.agreed_with_relatives,
        overall_goal: check.optional("overallGoal", input.overall_goal.as_deref(), TEXT),
        next_follow_up: follow_up_on(next, input.from.0, interval),
        follow_up_interval: interval.map(Code),
        prepared_by: file.viewer().user.map(|user| user.0),
        annulled_at: None,
        annul_reason: None,
    };
    days(&mut check, &row, today(work.now));
    check.done()?;
    let Some(held) = held else {
        return sent.begin(work, &file, row, "COORDINATION_PLAN_CREATED").await;
    };
    // Where the next follow-up went to by those that were held, what was sent before leaves it.
    let moved = next.is_none() && last_follow_up(&file, held).is_some();
    let next_follow_up = if moved { held.next_follow_up } else { row.next_follow_up };
    let next = Model {
        coordinator_id: held.coordinator_id,
        prepared_by: held.prepared_by,
        next_follow_up: next_follow_up.filter(|_| is_open(status)),
        ..row.in_place_of(held)
    };
    let signed = |row| signed(&file, row);
    sent.succeed(work, &file, (held, next), signed, "COORDINATION_PLAN_UPDATED").await
}

/// Writes the next version of the head; who coordinates the case then coordinates the plan.
pub(crate) async fn update_coordination_plan(
    work: &mut Work<'_>,
    input: UpdateCoordinationPlanInput,
) -> Result<Done, Refusal> {
    let (file, held) = to_change(work, &input.plan_id, input.expected_version).await?;
    let mut check = Check::default();
    require_going_on(&mut check, &held);
    let mut next = held.clone();
    if let Some(status) = input.status {
        next.status = Code(status.0);
        may_become(&mut check, held.status.0, status.0);
    }
    next.from_date = input.from.map_or(held.from_date, |day| day.0);
    next.to_date = patched(&input.to, held.to_date, |day| day.0);
    next.agreed_with_citizen = input.agreed_with_citizen.unwrap_or(held.agreed_with_citizen);
    next.agreed_with_relatives = input.agreed_with_relatives.unwrap_or(held.agreed_with_relatives);
    next.overall_goal = check.patch("overallGoal", &input.overall_goal, next.overall_goal, TEXT);
    let interval = &input.follow_up_interval;
    next.follow_up_interval = patched(interval, held.follow_up_interval, |every| Code(every.0));
    next.next_follow_up = match (&input.next_follow_up, next.follow_up_interval) {
        (MaybeUndefined::Value(day), _) => Some(day.0),
        (MaybeUndefined::Undefined, Some(Code(every)))
            if held.follow_up_interval != Some(Code(every)) =>
        {
            follow_up_on(None, last_follow_up(&file, &held).unwrap_or(next.from_date), Some(every))
        }
        (MaybeUndefined::Undefined, _) => held.next_follow_up,
        (MaybeUndefined::Null, _) => None,
    };
    if !is_open(next.status.0) {
        next.next_follow_up = None;
    }
    days(&mut check, &next, today(work.now));
    check.done()?;
    succeed(work, &file, &held, next, "COORDINATION_PLAN_UPDATED").await
}

/// Annuls a plan; it stays readable to the lead, the citizen, and who has a track in it.
pub(crate) async fn annul_coordination_plan(
    work: &mut Work<'_>,
    input: AnnulCoordinationPlanInput,
) -> Result<Done, Refusal> {
    let (file, held) = to_change(work, &input.plan_id, input.expected_version).await?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.done()?;
    let mut next = held.clone();
    next.annulled_at = Some(work.now);
    next.annul_reason = Some(reason);
    succeed(work, &file, &held, next, "COORDINATION_PLAN_ANNULLED").await
}

/// Where the head goes to once a follow-up of the lead's was held.
pub(super) async fn move_next_follow_up(
    work: &Work<'_>,
    file: &CaseFile,
    plan: Uuid,
    day: Option<NaiveDate>,
) -> Result<(), AppError> {
    let standing = |row: &&Model| row.id == plan && row.stands(None);
    let Some(held) = file.rows.plans.iter().find(standing) else { return Ok(()) };
    if held.next_follow_up == day || held.annulled_at.is_some() || !is_open(held.status.0) {
        return Ok(());
    }
    held.succeed(work, Model { next_follow_up: day, ..held.clone() }).await?;
    work.changed(file, "COORDINATION_PLAN_UPDATED", plan).await
}

/// The plan of a case that goes on. Two that were begun at once would be two; a caller looks among
/// those that it sees.
pub(super) fn in_progress(file: &CaseFile) -> impl Iterator<Item = &Model> {
    let standing = file.rows.plans.iter().filter(|plan| plan.stands(None));
    standing.filter(|plan| plan.annulled_at.is_none() && is_open(plan.status.0))
}

async fn to_change(
    work: &mut Work<'_>,
    id: &ID,
    expected: i32,
) -> Result<(CaseFile, Model), Refusal> {
    let parts = Parts::COORDINATION.with(Parts::FOLLOW_UPS);
    let (file, held) = open_plan(work, id, parts).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    expect_version("expectedVersion", expected, held.version)?;
    check::standing("planId", held.annulled_at.is_some())?;
    Ok((file, held))
}

async fn succeed(
    work: &Work<'_>,
    file: &CaseFile,
    held: &Model,
    next: Model,
    kind: &str,
) -> Result<Done, Refusal> {
    held.succeed(work, signed(file, next)).await?;
    work.changed(file, kind, held.id).await?;
    Ok(Done::in_case(file.id(), held.id))
}

/// Who writes the version; who coordinates the case then coordinates the plan.
fn signed(file: &CaseFile, next: Model) -> Model {
    let coordinator_id = current(file).map(|held| held.coordinator_id);
    Model { coordinator_id, prepared_by: file.viewer().user.map(|user| user.0), ..next }
}

fn may_become(check: &mut Check, held: PlanStatus, next: PlanStatus) {
    check.state(
        plan_may_become(held, next),
        "status",
        "the plan goes forward only: draft, in force, ended",
        "planen går kun fremad: udkast, gældende, afsluttet",
    );
}

/// What has ended is not changed.
fn require_going_on(check: &mut Check, plan: &Model) {
    check.state(
        is_open(plan.status.0),
        "",
        "the plan has ended; begin a new one",
        "planen er afsluttet; opret en ny",
    );
}

/// What is wrong with the days of a head.
fn days(check: &mut Check, plan: &Model, today: NaiveDate) {
    check.near("from", plan.from_date, today);
    for (path, day) in [("to", plan.to_date), ("nextFollowUp", plan.next_follow_up)] {
        if let Some(day) = day {
            check.near(path, day, today);
        }
    }
    check.flaws(period_flaw(plan.from_date, plan.to_date));
    check.that(
        plan.next_follow_up.is_none_or(|day| plan.from_date <= day),
        "nextFollowUp",
        "let the follow-up come after the plan begins",
        "opfølgningen skal ligge efter planens begyndelse",
    );
}

/// The day of the last follow-up that the lead held on the plan. What another administration
/// recorded for itself does not move it: the lead may not see that.
pub(super) fn last_follow_up(file: &CaseFile, plan: &Model) -> Option<NaiveDate> {
    let lead = file.lead().id.0;
    let held = file.rows.follow_ups.iter().filter(|row| {
        row.plan_id == Some(plan.id)
            && row.organisation_id == lead
            && row.state.0 == FollowUpState::Held
            && row.annulled_at.is_none()
    });
    held.map(|row| row.date).max()
}

/// What an update sets, clears by null, or leaves alone by leaving it out.
pub(super) fn patched<I, T>(
    to: &MaybeUndefined<I>,
    held: Option<T>,
    value: impl FnOnce(&I) -> T,
) -> Option<T> {
    match to {
        MaybeUndefined::Undefined => held,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(to) => Some(value(to)),
    }
}
