//! Follow-ups (opfølgninger): planned, held, called off. The coordination follows up the plan, and
//! each administration with a track its own; who recorded one holds it.

pub(crate) mod content;
pub(crate) mod hold;
pub(crate) mod participant;

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::follow_up::Model;
use law::brain_injury::{FollowUpKind, FollowUpState, PlanStatus};
use law::facts::Organisation;
use law::fields::row_naming;
use law::{Opening, Purpose};
use sea_orm::prelude::Uuid;

use self::participant::{FollowUpParticipantInput, replace, resolve, stand};
use super::check::{self, Check, TEXT};
use super::coordination_plan::in_progress;
use super::coordination_plan::open::sees_plan;
use super::reference::{ExternalReferenceInput, Sent, Target};
use super::work::expect_version;
use super::{CaseFile, Done, Refusal, Work};
use crate::brain_injury::follow_up::may_become;
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::store::Parts;
use crate::store::rows::Version;
use crate::store::view::follow_up_tier;

/// Plans a follow-up (planlæg opfølgning).
#[derive(InputObject)]
pub(crate) struct PlanFollowUpInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// How it is held (opfølgningens form).
    pub(crate) kind: Of<FollowUpKind>,
    /// Day (dato), today or later.
    pub(crate) date: Date,
    /// Who takes part (deltagere).
    #[graphql(default)]
    pub(crate) participants: Vec<FollowUpParticipantInput>,
    /// The caller's own number of it; the one planned that it names already is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a planned follow-up (flyt opfølgning); what is left out stands.
#[derive(InputObject)]
pub(crate) struct UpdateFollowUpInput {
    /// The follow-up (opfølgning).
    pub(crate) follow_up_id: ID,
    /// How it is held (opfølgningens form).
    pub(crate) kind: Option<Of<FollowUpKind>>,
    /// Day (dato), today or later.
    pub(crate) date: Option<Date>,
    /// Who takes part, all of them (deltagere).
    pub(crate) participants: Option<Vec<FollowUpParticipantInput>>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Calls a planned follow-up off (aflys opfølgning).
#[derive(InputObject)]
pub(crate) struct CancelFollowUpInput {
    /// The follow-up (opfølgning).
    pub(crate) follow_up_id: ID,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls a follow-up that was recorded wrongly (annullér opfølgning).
#[derive(InputObject)]
pub(crate) struct AnnulFollowUpInput {
    /// The follow-up (opfølgning).
    pub(crate) follow_up_id: ID,
    /// Why the record is wrong (annulleringsgrund).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::FollowUp;
const PATH: &str = "followUpId";

/// What a write of a follow-up reads: the citizen may be one who takes part.
const PARTS: Parts = Parts::FOLLOW_UPS.with(Parts::COORDINATION).with(Parts::CITIZEN);

/// Plans a follow-up; or changes the one that was planned under the number.
pub(crate) async fn plan_follow_up(
    work: &mut Work<'_>,
    input: PlanFollowUpInput,
) -> Result<Done, Refusal> {
    let (file, own) = open_case(work, &input.case_id).await?;
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), &file).await?;
    let held = again(&sent, &file, own)?;
    let mut check = Check::default();
    if let Some(held) = held {
        require(&mut check, held, FollowUpState::Cancelled);
    }
    if held.is_none_or(|held| held.date != input.date.0) {
        to_come(&mut check, input.date, work);
    }
    let participants = resolve(&mut check, &file, &input.participants)?;
    check.done()?;
    let (date, kind) = (input.date.0, Code(input.kind.0));
    let Some(held) = held else {
        let row = Model { date, kind, ..blank(work, &file, own) };
        let id = row.id;
        let done = insert(work, &file, row, &sent, "FOLLOW_UP_PLANNED").await?;
        replace(work, &file, id, participants).await?;
        return Ok(done);
    };
    let next = Model { date, kind, ..held.clone() };
    let others = !stand(&file, held.id, &participants);
    if !others && !sent.differs(held, &next)? {
        sent.keep(work, of(&file, held.id), held.version).await?;
        return Ok(Done::in_case(file.id(), held.id));
    }
    sent.expect(held.version)?;
    replace(work, &file, held.id, participants).await?;
    sent.keep(work, of(&file, held.id), held.version + 1).await?;
    changed(work, &file, next, "FOLLOW_UP_UPDATED").await
}

/// Moves a planned follow-up, or changes who takes part.
pub(crate) async fn update_follow_up(
    work: &mut Work<'_>,
    input: UpdateFollowUpInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.follow_up_id, input.expected_version).await?;
    let mut check = Check::default();
    require(&mut check, &row, FollowUpState::Cancelled);
    if let Some(date) = input.date {
        to_come(&mut check, date, work);
        row.date = date.0;
    }
    row.kind = input.kind.map_or(row.kind, |kind| Code(kind.0));
    let participants = match &input.participants {
        Some(given) => Some(resolve(&mut check, &file, given)?),
        None => None,
    };
    check.done()?;
    if let Some(participants) = participants {
        replace(work, &file, row.id, participants).await?;
    }
    changed(work, &file, row, "FOLLOW_UP_UPDATED").await
}

/// Calls a planned follow-up off.
pub(crate) async fn cancel_follow_up(
    work: &mut Work<'_>,
    input: CancelFollowUpInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.follow_up_id, input.expected_version).await?;
    let mut check = Check::default();
    require(&mut check, &row, FollowUpState::Cancelled);
    check.done()?;
    row.state = Code(FollowUpState::Cancelled);
    changed(work, &file, row, "FOLLOW_UP_CANCELLED").await
}

/// Annuls a follow-up; it stays readable to who recorded it. Where the goals went by it they stay:
/// their own versions tell how they went.
pub(crate) async fn annul_follow_up(
    work: &mut Work<'_>,
    input: AnnulFollowUpInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.follow_up_id, input.expected_version).await?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.done()?;
    row.annulled_at = Some(work.now);
    row.annul_reason = Some(reason);
    changed(work, &file, row, "FOLLOW_UP_ANNULLED").await
}

/// Writing table: the coordinator and the case's unit follow up the plan; an administration's
/// caseworkers their own track of it.
fn recorder(file: &CaseFile) -> Result<Organisation, Refusal> {
    if file.require_coordination().is_ok() {
        return Ok(file.lead());
    }
    let has_track = |own: &Organisation| {
        let mut own_tracks = file.rows.tracks.iter().filter(|track| {
            track.organisation_id == own.id.0
                && track.stands(None)
                && track.removed_reason.is_none()
        });
        let seen = |id| in_progress(file).any(|plan| plan.id == id && sees_plan(file, plan));
        own_tracks.any(|track| seen(track.plan_id))
    };
    let own = file.organisation().filter(|own| file.is_caseworker_of(*own) && has_track(own));
    own.ok_or_else(|| {
        Refusal::forbidden(
            "the coordinator, a caseworker of the case's unit, or one of an administration with a track does this",
            "det gør hjerneskadekoordinatoren, en sagsbehandler i sagens enhed eller i en forvaltning med et spor",
        )
    })
}

/// The case, and for whom the caller records.
async fn open_case(work: &mut Work<'_>, id: &ID) -> Result<(CaseFile, Organisation), Refusal> {
    let case = check::case_of("caseId", id, Purpose::BrainInjury)?;
    let file = work.case(case, "caseId", PARTS).await?;
    let own = recorder(&file)?;
    file.require_not_closed()?;
    Ok((file, own))
}

/// What stands under the caller's own number: something that it recorded.
fn again<'f>(
    sent: &Sent,
    file: &'f CaseFile,
    own: Organisation,
) -> Result<Option<&'f Model>, Refusal> {
    // What another recorded is not asked further: it may be withheld by now.
    let others = |row: &Model| row.organisation_id != own.id.0;
    match sent.row(&file.rows.follow_ups, |row| others(row) || row.annulled_at.is_none())? {
        Some(held) if others(held) => Err(sent.taken().into()),
        held => Ok(held),
    }
}

fn of(file: &CaseFile, id: Uuid) -> Target {
    Target::in_case(KIND, id, file.citizen(), file.id())
}

/// The follow-up of an id, as far as the caller may know of it, for who recorded it.
async fn to_change(
    work: &mut Work<'_>,
    id: &ID,
    expected: i32,
) -> Result<(CaseFile, Model), Refusal> {
    let (case, id) = check::in_case(PATH, id, KIND)?;
    let file = work.case(case, PATH, PARTS).await?;
    let held = file.rows.follow_ups.iter().find(|row| row.id == id).cloned();
    let held = held.ok_or_else(|| Refusal::not_found(PATH))?;
    let holder = file.directory.organisation(held.organisation_id)?;
    let categories = CaseFile::PROCESS.union(row_naming(holder.kind));
    let opening = file.verdict_over(&[holder]).open(categories, follow_up_tier(&held));
    if opening != Opening::Granted {
        return Err(Refusal::not_found(PATH));
    }
    let leads = holder.id == file.lead().id && file.require_coordination().is_ok();
    if !leads && !file.is_caseworker_of(holder) {
        return Err(Refusal::forbidden(
            "the administration that recorded it does this",
            "det gør den forvaltning, der har registreret den",
        ));
    }
    file.require_not_closed()?;
    expect_version("expectedVersion", expected, held.version)?;
    check::standing(PATH, held.annulled_at.is_some())?;
    Ok((file, held))
}

/// Only what is planned is held, moved or called off.
fn require(check: &mut Check, row: &Model, to: FollowUpState) {
    check.state(
        may_become(row.state.0, to),
        PATH,
        "the follow-up was held or called off; record another one",
        "opfølgningen er afholdt eller aflyst; registrér en anden",
    );
}

fn to_come(check: &mut Check, date: Date, work: &Work<'_>) {
    let today = today(work.now);
    check.that(
        today <= date.0,
        "date",
        "plan it for today or later; record what was held",
        "planlæg fra i dag og frem; registrér det afholdte",
    );
    if today <= date.0 {
        check.near("date", date.0, today);
    }
}

/// The plan in force that the caller sees.
fn plan_in_force(file: &CaseFile) -> Option<&entity::coordination_plan::Model> {
    let active = |plan: &&entity::coordination_plan::Model| plan.status.0 == PlanStatus::Active;
    let seen = in_progress(file).filter(active).filter(|plan| sees_plan(file, plan));
    seen.min_by_key(|plan| plan.id)
}

/// A planned follow-up that says nothing yet.
fn blank(work: &Work<'_>, file: &CaseFile, own: Organisation) -> Model {
    let viewer = file.viewer();
    Model {
        citizen_id: file.citizen(),
        id: work.id(),
        case_id: file.id(),
        organisation_id: own.id.0,
        unit_id: viewer.unit.map(|unit| unit.0),
        author_id: viewer.user.map(|user| user.0),
        plan_id: plan_in_force(file).map(|plan| plan.id),
        kind: Code(FollowUpKind::Conversation),
        state: Code(FollowUpState::Planned),
        date: today(work.now),
        next_date: None,
        outcome: None,
        changes: None,
        relatives: None,
        work: None,
        education: None,
        recorded_at: work.now,
        version: 1,
        annulled_at: None,
        annul_reason: None,
    }
}

/// Writes a new follow-up; who recorded it holds it.
async fn insert(
    work: &Work<'_>,
    file: &CaseFile,
    row: Model,
    sent: &Sent,
    noted: &str,
) -> Result<Done, Refusal> {
    if row.organisation_id != file.lead().id.0 {
        work.hold(file, row.organisation_id, row.unit_id, row.author_id).await?;
    }
    sent.first(work, file, row, noted).await
}

async fn changed(
    work: &Work<'_>,
    file: &CaseFile,
    mut row: Model,
    kind: &str,
) -> Result<Done, Refusal> {
    row.version += 1;
    let id = row.id;
    work.update(row).await?;
    work.changed(file, kind, id).await?;
    Ok(Done::in_case(file.id(), id))
}
