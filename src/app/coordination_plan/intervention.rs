//! Interventions of a track (indsatser).

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::column::Code;
use entity::plan_intervention::Model;
use law::brain_injury::plan::{InterventionDraft, intervention_categories, intervention_flaws};
use law::brain_injury::{InterventionKind, InterventionState, StopReason};
use sea_orm::prelude::Uuid;

use super::open::{TrackFile, sees_intervention, standing_goal, standing_intervention};
use super::patched;
use crate::app::check::{self, Check, LINE, TEXT};
use crate::app::reference::{ExternalReferenceInput, Sent};
use crate::app::work::expect_version;
use crate::app::{Done, Refusal, Work};
use crate::brain_injury::plan::intervention_may_become;
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;

/// Adds an intervention to a track (tilføj indsats).
#[derive(InputObject)]
pub(crate) struct AddInterventionInput {
    /// The track (spor).
    pub(crate) track_id: ID,
    /// Goal of the track that it serves (mål).
    pub(crate) goal_id: Option<ID>,
    /// Kind (indsatstype).
    pub(crate) kind: Of<InterventionKind>,
    /// Description (beskrivelse).
    pub(crate) description: Option<String>,
    /// Paragraph it is given under (hjemmel).
    pub(crate) legal_basis: Option<String>,
    /// Provider, where in the directory (leverandør); the row then carries its kind's categories.
    pub(crate) provider_organisation_id: Option<ID>,
    /// Name of the provider (leverandørens navn).
    pub(crate) provider_name: Option<String>,
    /// First day (fra).
    pub(crate) from: Option<Date>,
    /// Last day (til).
    pub(crate) to: Option<Date>,
    /// Hours a week (timer om ugen), to the minute.
    pub(crate) hours_per_week: Option<f64>,
    /// State (status).
    #[graphql(default_with = "Of(InterventionState::Planned)")]
    pub(crate) state: Of<InterventionState>,
    /// Why it was stopped (stopårsag); with STOPPED only.
    pub(crate) stop_reason: Option<Of<StopReason>>,
    /// The caller's own number of it; what it names already is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes an intervention (ret indsats); what is left out stands.
#[derive(InputObject)]
pub(crate) struct UpdateInterventionInput {
    /// The intervention (indsats).
    pub(crate) intervention_id: ID,
    /// Goal of the track that it serves (mål).
    pub(crate) goal_id: MaybeUndefined<ID>,
    /// Kind (indsatstype).
    pub(crate) kind: Option<Of<InterventionKind>>,
    /// Description (beskrivelse).
    pub(crate) description: MaybeUndefined<String>,
    /// Paragraph it is given under (hjemmel).
    pub(crate) legal_basis: MaybeUndefined<String>,
    /// Provider, where in the directory (leverandør).
    pub(crate) provider_organisation_id: MaybeUndefined<ID>,
    /// Name of the provider (leverandørens navn).
    pub(crate) provider_name: MaybeUndefined<String>,
    /// First day (fra).
    pub(crate) from: MaybeUndefined<Date>,
    /// Last day (til).
    pub(crate) to: MaybeUndefined<Date>,
    /// Hours a week (timer om ugen), to the minute.
    pub(crate) hours_per_week: MaybeUndefined<f64>,
    /// State (status).
    pub(crate) state: Option<Of<InterventionState>>,
    /// Why it was stopped (stopårsag); it goes with the state STOPPED.
    pub(crate) stop_reason: MaybeUndefined<Of<StopReason>>,
    /// The version of the intervention that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Removes an intervention from a track (fjern indsats).
#[derive(InputObject)]
pub(crate) struct RemoveInterventionInput {
    /// The intervention (indsats).
    pub(crate) intervention_id: ID,
    /// Why it is removed (begrundelse).
    pub(crate) reason: String,
    /// The version of the intervention that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const PROVIDER: &str = "providerOrganisationId";

/// Adds an intervention, after those of its track; or changes the one that was sent under the number.
pub(crate) async fn add_intervention(
    work: &mut Work<'_>,
    input: AddInterventionInput,
) -> Result<Done, Refusal> {
    let open = TrackFile::open(work, "trackId", &input.track_id).await?;
    open.require_writer()?;
    let (file, track) = (&open.file, &open.track);
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), file).await?;
    // What stands in another track, or is withheld, is not asked further.
    let hidden = |row: &Model| !sees_intervention(file, row).unwrap_or(false);
    let stands = |row: &Model| {
        row.track_id != track.id || hidden(row) || standing_intervention(file, row.id) == Some(row)
    };
    let held = sent.row(&file.rows.interventions, stands)?;
    if let Some(held) = held
        && (held.track_id != track.id || !sees_intervention(file, held)?)
    {
        return Err(sent.taken().into());
    }
    let mut check = Check::default();
    let beside = file.rows.interventions.iter().filter(|row| row.track_id == track.id);
    let position = beside.map(|row| row.position).max().unwrap_or(0) + 1;
    let provider = input.provider_organisation_id.as_ref();
    let provider = provider.and_then(|id| check.organisation(PROVIDER, id, &file.directory));
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
        goal_id: goal(&mut check, &open, input.goal_id.as_ref()),
        kind: Code(input.kind.0),
        description: check.optional("description", input.description.as_deref(), TEXT),
        legal_basis: check.optional("legalBasis", input.legal_basis.as_deref(), LINE),
        provider_organisation_id: provider.map(|provider| provider.id.0),
        provider_name: check.optional("providerName", input.provider_name.as_deref(), LINE),
        from_date: input.from.map(|day| day.0),
        to_date: input.to.map(|day| day.0),
        minutes_per_week: input.hours_per_week.map(minutes),
        state: Code(input.state.0),
        stop_reason: input.stop_reason.map(|reason| Code(reason.0)),
        position,
        author_id: None,
        removed_reason: None,
    };
    if let Some(held) = held {
        goes_on(&mut check, held, &row);
    }
    whole(&mut check, &open, &row);
    check.done()?;
    require_open(&open, &row)?;
    open.send(work, &sent, (held, row), ("INTERVENTION_ADDED", "INTERVENTION_UPDATED")).await
}

/// Changes an intervention; its track stands.
pub(crate) async fn update_intervention(
    work: &mut Work<'_>,
    input: UpdateInterventionInput,
) -> Result<Done, Refusal> {
    let id = &input.intervention_id;
    let (open, held) = TrackFile::of_intervention(work, "interventionId", id).await?;
    open.require_writer()?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let mut next = held.clone();
    match &input.goal_id {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => next.goal_id = None,
        MaybeUndefined::Value(id) => next.goal_id = goal(&mut check, &open, Some(id)),
    }
    match &input.provider_organisation_id {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => next.provider_organisation_id = None,
        MaybeUndefined::Value(id) => {
            let found = check.organisation(PROVIDER, id, &open.file.directory);
            next.provider_organisation_id = found.map(|provider| provider.id.0);
        }
    }
    next.kind = input.kind.map_or(held.kind, |kind| Code(kind.0));
    next.description = check.patch("description", &input.description, next.description, TEXT);
    next.legal_basis = check.patch("legalBasis", &input.legal_basis, next.legal_basis, LINE);
    next.provider_name =
        check.patch("providerName", &input.provider_name, next.provider_name, LINE);
    next.from_date = patched(&input.from, held.from_date, |day| day.0);
    next.to_date = patched(&input.to, held.to_date, |day| day.0);
    next.minutes_per_week =
        patched(&input.hours_per_week, held.minutes_per_week, |hours| minutes(*hours));
    next.state = input.state.map_or(held.state, |state| Code(state.0));
    // The reason belongs to the stopping: who takes an intervention up again leaves it behind.
    let stopped = next.state.0 == InterventionState::Stopped;
    let reason = held.stop_reason.filter(|_| stopped);
    next.stop_reason = patched(&input.stop_reason, reason, |reason| Code(reason.0));
    goes_on(&mut check, &held, &next);
    whole(&mut check, &open, &next);
    check.done()?;
    require_open(&open, &next)?;
    open.succeed(work, &held, next, "INTERVENTION_UPDATED").await
}

/// Removes an intervention, and with it from view what waits for it or what it waits for: edges
/// that the caller does not see are not asked after.
pub(crate) async fn remove_intervention(
    work: &mut Work<'_>,
    input: RemoveInterventionInput,
) -> Result<Done, Refusal> {
    let id = &input.intervention_id;
    let (open, held) = TrackFile::of_intervention(work, "interventionId", id).await?;
    open.require_writer()?;
    let why = (input.reason.as_str(), input.expected_version);
    open.remove(work, &held, why, "INTERVENTION_REMOVED").await
}

/// What has ended is taken up again first.
fn goes_on(check: &mut Check, held: &Model, next: &Model) {
    check.state(
        intervention_may_become(held.state.0, next.state.0),
        "state",
        "take an intervention that has ended up again first; what has begun is not planned",
        "genoptag først en afsluttet indsats; det påbegyndte kan ikke blive planlagt",
    );
}

/// Nobody writes a row that would be withheld from them: a provider adds its kind's categories.
fn require_open(open: &TrackFile, row: &Model) -> Result<(), Refusal> {
    let provider = row.provider_organisation_id;
    let provider = provider.map(|id| open.file.directory.organisation(id)).transpose()?;
    let kind = provider.map(|provider| provider.kind);
    let categories = intervention_categories(row.track_kind.0, kind);
    open.file.require_open(&open.file.verdict_over(&[open.holder]), categories, PROVIDER)
}

/// A goal of the same track.
fn goal(check: &mut Check, open: &TrackFile, id: Option<&ID>) -> Option<Uuid> {
    let found = check::in_case("goalId", id?, EntityKind::PlanGoal).ok();
    let found = found.filter(|(case, _)| *case == open.file.of());
    let found = found.and_then(|(_, id)| standing_goal(&open.file, id));
    check.found("goalId", found.filter(|goal| goal.track_id == open.track.id)).map(|goal| goal.id)
}

/// Hours as minutes, to the nearest. The cast saturates: what lies out of bounds stays so.
fn minutes(hours: f64) -> i32 {
    (hours * 60.0).round() as i32
}

/// What is wrong with an intervention as a whole.
fn whole(check: &mut Check, open: &TrackFile, row: &Model) {
    check.flaws(intervention_flaws(&InterventionDraft {
        from: row.from_date,
        to: row.to_date,
        minutes_per_week: row.minutes_per_week,
        state: row.state.0,
        stop_reason: row.stop_reason.map(|reason| reason.0),
    }));
    check.that(
        row.stop_reason.is_none() || row.state.0 == InterventionState::Stopped,
        "stopReason",
        "give a reason for stopping with the state `STOPPED` only",
        "angiv kun stopårsag sammen med status `STOPPED`",
    );
    for (path, day) in [("from", row.from_date), ("to", row.to_date)] {
        if let Some(day) = day {
            check.near(path, day, today(open.file.now()));
        }
    }
}
