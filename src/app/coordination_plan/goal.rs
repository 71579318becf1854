//! Goals of a track (mål i spor).

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::column::Code;
use entity::plan_goal::Model;
use law::Fault;
use law::brain_injury::plan::{GoalDraft, goal_flaws};
use law::brain_injury::{GoalKind, GoalState};

use super::open::{TrackFile, standing_goal};
use super::patched;
use crate::app::check::{Check, LINE, TEXT};
use crate::app::reference::{ExternalReferenceInput, Sent};
use crate::app::work::expect_version;
use crate::app::{CaseFile, Done, Refusal, Work};
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;

/// Adds a goal to a track (tilføj mål).
#[derive(InputObject)]
pub(crate) struct AddPlanGoalInput {
    /// The track (spor).
    pub(crate) track_id: ID,
    /// The goal (mål).
    pub(crate) text: String,
    /// What it is after (målets art).
    pub(crate) kind: Of<GoalKind>,
    /// ICF code (ICF-kode).
    pub(crate) icf_code: Option<String>,
    /// Where it starts (udgangspunkt).
    pub(crate) baseline: Option<String>,
    /// Where it shall end (målsætning).
    pub(crate) target: Option<String>,
    /// Due date (frist).
    pub(crate) due: Option<Date>,
    /// State (status).
    #[graphql(default_with = "Of(GoalState::Planned)")]
    pub(crate) state: Of<GoalState>,
    /// The caller's own number of it; the goal it names already is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a goal of a track (ret mål); what is left out stands.
#[derive(InputObject)]
pub(crate) struct UpdatePlanGoalInput {
    /// The goal (mål).
    pub(crate) goal_id: ID,
    /// The goal (mål).
    pub(crate) text: MaybeUndefined<String>,
    /// What it is after (målets art).
    pub(crate) kind: Option<Of<GoalKind>>,
    /// ICF code (ICF-kode).
    pub(crate) icf_code: MaybeUndefined<String>,
    /// Where it starts (udgangspunkt).
    pub(crate) baseline: MaybeUndefined<String>,
    /// Where it shall end (målsætning).
    pub(crate) target: MaybeUndefined<String>,
    /// Due date (frist).
    pub(crate) due: MaybeUndefined<Date>,
    /// State (status).
    pub(crate) state: Option<Of<GoalState>>,
    /// The version of the goal that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Removes a goal from a track (fjern mål).
#[derive(InputObject)]
pub(crate) struct RemovePlanGoalInput {
    /// The goal (mål).
    pub(crate) goal_id: ID,
    /// Why it is removed (begrundelse).
    pub(crate) reason: String,
    /// The version of the goal that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Adds a goal, after those of its track; or changes the one that was sent under the number.
pub(crate) async fn add_plan_goal(
    work: &mut Work<'_>,
    input: AddPlanGoalInput,
) -> Result<Done, Refusal> {
    let open = TrackFile::open(work, "trackId", &input.track_id).await?;
    open.require_writer()?;
    let (file, track) = (&open.file, &open.track);
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), file).await?;
    // What stands in another track is not asked further: it may be withheld by now.
    let stands = |row: &Model| row.track_id != track.id || standing_goal(file, row.id) == Some(row);
    let held = sent.row(&file.rows.plan_goals, stands)?;
    if held.is_some_and(|held| held.track_id != track.id) {
        return Err(sent.taken().into());
    }
    let mut check = Check::default();
    let beside = file.rows.plan_goals.iter().filter(|goal| goal.track_id == track.id);
    let position = beside.map(|goal| goal.position).max().unwrap_or(0) + 1;
    let id = work.id();
    let row = Model {
        citizen_id: file.citizen(),
        row_id: id,
        id,
        case_id: file.id(),
        version: 1,
        recorded_at: work.now,
        superseded_at: None,
        plan_id: track.plan_id,
        track_id: track.id,
        track_kind: track.kind,
        text: check.required("text", &input.text, TEXT),
        kind: Code(input.kind.0),
        icf_code: check.optional("icfCode", input.icf_code.as_deref(), LINE),
        baseline: check.optional("baseline", input.baseline.as_deref(), TEXT),
        target: check.optional("target", input.target.as_deref(), TEXT),
        due: input.due.map(|day| day.0),
        state: Code(input.state.0),
        position,
        author_id: None,
        removed_reason: None,
    };
    whole(&mut check, file, &row);
    check.done()?;
    open.send(work, &sent, (held, row), ("PLAN_GOAL_ADDED", "PLAN_GOAL_UPDATED")).await
}

/// Changes a goal; its track stands.
pub(crate) async fn update_plan_goal(
    work: &mut Work<'_>,
    input: UpdatePlanGoalInput,
) -> Result<Done, Refusal> {
    let (open, held) = TrackFile::of_goal(work, "goalId", &input.goal_id).await?;
    open.require_writer()?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let mut next = held.clone();
    next.text = check.patch_required("text", &input.text, next.text, TEXT);
    next.kind = input.kind.map_or(held.kind, |kind| Code(kind.0));
    next.icf_code = check.patch("icfCode", &input.icf_code, next.icf_code, LINE);
    next.baseline = check.patch("baseline", &input.baseline, next.baseline, TEXT);
    next.target = check.patch("target", &input.target, next.target, TEXT);
    next.due = patched(&input.due, held.due, |day| day.0);
    next.state = input.state.map_or(held.state, |state| Code(state.0));
    whole(&mut check, &open.file, &next);
    check.done()?;
    open.succeed(work, &held, next, "PLAN_GOAL_UPDATED").await
}

/// Removes a goal; it stays readable as of the time when it stood.
pub(crate) async fn remove_plan_goal(
    work: &mut Work<'_>,
    input: RemovePlanGoalInput,
) -> Result<Done, Refusal> {
    let (open, held) = TrackFile::of_goal(work, "goalId", &input.goal_id).await?;
    open.require_writer()?;
    let why = (input.reason.as_str(), input.expected_version);
    open.remove(work, &held, why, "PLAN_GOAL_REMOVED").await
}

/// What is wrong with a goal as a whole. That it says nothing is told by its text.
fn whole(check: &mut Check, file: &CaseFile, goal: &Model) {
    let draft = GoalDraft { text: goal.text.clone(), icf_code: goal.icf_code.clone() };
    let flaws = goal_flaws(&draft).into_iter();
    check.flaws(flaws.filter(|flaw| flaw.fault != Fault::TextMissing));
    if let Some(due) = goal.due {
        check.near("due", due, today(file.now()));
    }
}
