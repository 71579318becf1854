//! Opening and closing cases.

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::coordination_case;
use law::brain_injury::FollowUpState;
use law::brain_injury::age::opens_case;
use law::facts::{Ask, Organisation};
use law::forms::{CaseStatus, CloseReason, MeetingState, OpenedBy, TaskState};
use law::regime::AGE_SHIFTS;
use law::{Purpose, Relation};
use sea_orm::prelude::Uuid;

use super::check::{Check, TEXT};
use super::citizen::{kept, lock, require_lead};
use super::reference::{ExternalReferenceInput, Sent, Target, gone, names_another};
use super::work::expect_version;
use super::{AppError, CaseFile, Done, Refusal, UserErrorCode, Work, directory};
use crate::app::check;
use crate::dkk::meeting::unfinished;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::{CaseRef, EntityKind};
use crate::store::{Parts, Which, case_of};

/// Opens a case (opret sag).
#[derive(InputObject)]
pub(crate) struct OpenCaseInput {
    /// The citizen (borger).
    pub(crate) citizen_id: ID,
    /// The caller's unit, which gets the case (enhed).
    pub(crate) unit_id: ID,
    /// How it is opened; an application brings forvaltningsloven § 29 with it (rejst ved).
    pub(crate) opened_by: Of<OpenedBy>,
    /// The caller's own case number; the case it names already is not opened twice, and may be
    /// given how it was opened anew (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Gives a case to another unit of the lead authority (flyt sag).
#[derive(InputObject)]
pub(crate) struct SetCaseUnitInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// The unit that gets it (enhed).
    pub(crate) unit_id: ID,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Closes a case (afslut sag).
#[derive(InputObject)]
pub(crate) struct CloseCaseInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Why (afslutningsårsag).
    pub(crate) reason: Of<CloseReason>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls a case that was opened in error (annullér sag).
#[derive(InputObject)]
pub(crate) struct AnnulCaseInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Opens a DKK case, or changes the one that the caller's own case number names.
pub(crate) async fn open_case(work: &mut Work<'_>, input: OpenCaseInput) -> Result<Done, Refusal> {
    open_or_named(work, Purpose::Dkk, input).await
}

/// Opens a brain-injury case, or changes the one that the caller's own case number names.
pub(crate) async fn open_brain_injury_case(
    work: &mut Work<'_>,
    input: OpenCaseInput,
) -> Result<Done, Refusal> {
    open_or_named(work, Purpose::BrainInjury, input).await
}

async fn open_or_named(
    work: &mut Work<'_>,
    purpose: Purpose,
    input: OpenCaseInput,
) -> Result<Done, Refusal> {
    let kind = EntityKind::of_case(purpose);
    let sent = Sent::of(work, input.external_reference.as_ref(), kind).await?;
    if let Some(named) = sent.target() {
        return open_again(work, (purpose, named), &sent, &input).await;
    }
    let id = open(work, purpose, "", &input.citizen_id, &input.unit_id, input.opened_by.0).await?;
    let citizen = check::outside("citizenId", &input.citizen_id, EntityKind::Citizen)?;
    sent.keep(work, Target::in_case(kind, id, citizen, id), 1).await?;
    Ok(Done::in_case(id, id))
}

/// A case that is sent again: how it was opened may have been recorded wrongly; whose it is, and
/// whose unit has it, does not change so.
async fn open_again(
    work: &mut Work<'_>,
    (purpose, named): (Purpose, Target),
    sent: &Sent,
    input: &OpenCaseInput,
) -> Result<Done, Refusal> {
    require_lead(work, &[purpose])?;
    let citizen = check::outside("citizenId", &input.citizen_id, EntityKind::Citizen)?;
    let case = CaseRef { purpose, id: named.id };
    let file = work.case(case, "externalReference", Parts::FACTS).await;
    let file = file.map_err(|_| names_another())?;
    if named.citizen != Some(citizen) {
        return Err(names_another());
    }
    let held = file.case()?.clone();
    if held.annulled_at.is_some() {
        return Err(gone());
    }
    let mut check = Check::default();
    let lead = Some(held.lead_organisation_id);
    let unit = directory::unit_of(work, &mut check, "unitId", Some(&input.unit_id), lead).await?;
    check.state(
        unit.as_ref().is_none_or(|unit| unit.id == held.unit_id),
        "unitId",
        "another unit has the case; give it to a unit with `setCaseUnit`",
        "en anden enhed har sagen; flyt den med `setCaseUnit`",
    );
    check.done()?;
    let next = coordination_case::Model { opened_by: Code(input.opened_by.0), ..held.clone() };
    let mut version = held.version;
    if next != held {
        file.require_caseworker()?;
        file.require_not_closed()?;
        sent.expect(held.version)?;
        version += 1;
        work.update_case(coordination_case::Model { version, ..next }).await?;
        work.changed(&file, "CASE_OPENING_CORRECTED", named.id).await?;
    }
    sent.keep(work, named, version).await?;
    Ok(Done::in_case(named.id, named.id))
}

/// Opens a case of a purpose at the caller's unit: on the way until a coordinator is assigned. `at`
/// is where the ids stand in the input. A lead has one open case of a citizen and purpose at a
/// time, as far as the caller may know: see [`open_and_known`].
pub(super) async fn open(
    work: &mut Work<'_>,
    purpose: Purpose,
    at: &str,
    citizen_id: &ID,
    unit_id: &ID,
    opened_by: OpenedBy,
) -> Result<Uuid, Refusal> {
    let (lead, own_unit) = require_lead(work, &[purpose])?;
    let path = format!("{at}citizenId");
    let citizen = check::outside(&path, citizen_id, EntityKind::Citizen)?;
    // Two openings at a time wait for one another.
    lock(work, citizen).await?;
    let row = kept(work, citizen, lead.id.0).await?.filter(|row| row.annulled_at.is_none());
    let row = row.ok_or_else(|| Refusal::not_found(&path))?;

    let mut check = Check::default();
    check.that(
        purpose != Purpose::BrainInjury
            || opens_case(lead.kind, row.birth_date, today(work.now), AGE_SHIFTS),
        &path,
        "another authority is responsible at the citizen's age; leave the case to it",
        "en anden myndighed har ansvaret ved borgerens alder; overlad sagen til den",
    );
    let path = format!("{at}unitId");
    let unit = directory::unit_of(work, &mut check, &path, Some(unit_id), Some(lead.id.0)).await?;
    // A unit of another organisation is told of by the look-up.
    let of_lead = unit.filter(|unit| unit.organisation_id == lead.id.0);
    check.that(
        of_lead.is_none_or(|unit| unit.id == own_unit.0),
        &path,
        "open the case at your own unit; it can be given to another then",
        "opret sagen i egen enhed; den kan derefter flyttes",
    );
    check.done()?;

    if open_and_known(work, citizen, purpose, lead).await? {
        return Err(Refusal::user(
            UserErrorCode::IllegalState,
            &format!("{at}citizenId"),
            "your unit has an open case of the citizen; go on with that",
            "enheden har en åben sag om borgeren; fortsæt i den",
        ));
    }
    Ok(insert(work, purpose, citizen, (lead.id.0, own_unit.0), opened_by).await?)
}

/// Writes a case of a citizen at a unit of its lead: on the way.
pub(super) async fn insert(
    work: &Work<'_>,
    purpose: Purpose,
    citizen_id: Uuid,
    (lead_organisation_id, unit_id): (Uuid, Uuid),
    opened_by: OpenedBy,
) -> Result<Uuid, AppError> {
    let id = work.id();
    let case = coordination_case::Model {
        citizen_id,
        id,
        purpose: Code(purpose),
        lead_organisation_id,
        unit_id,
        opened_by: Code(opened_by),
        status: Code(CaseStatus::OnTheWay),
        opened_at: work.now,
        closed_at: None,
        close_reason: None,
        annulled_at: None,
        annul_reason: None,
        version: 1,
        revision: 0,
    };
    work.insert(case).await?;
    work.note_of(Some(citizen_id), Some(id), "CASE_OPENED", id).await?;
    Ok(id)
}

/// Whether the lead has an open case of the citizen that the caller has a relation to. Of a case of
/// another unit the caller is told nothing, not by a refusal either (R15): a second one is opened
/// then, and a case that turns out to be opened in error is annulled.
async fn open_and_known(
    work: &Work<'_>,
    citizen: Uuid,
    purpose: Purpose,
    lead: Organisation,
) -> Result<bool, Refusal> {
    let which = Which::of_citizens(&[citizen]);
    let snapshot = work.load(&which, Parts::FACTS).await?;
    let at = work.session.now()?;
    let mut found = false;
    for rows in &snapshot.cases {
        let case = case_of(rows, &snapshot.directory)?;
        let facts = case.facts();
        let holders = [facts.lead];
        let ask = Ask { viewer: work.viewer(), holders: &holders, journal: false, at };
        let open = facts.closed_at.is_none() && facts.purpose == purpose && facts.lead == lead;
        found |= case.decide(&ask).relation != Relation::None && open;
    }
    Ok(found)
}

/// Gives a case to another unit of the lead authority; the coordinator stays.
pub(crate) async fn set_case_unit(
    work: &mut Work<'_>,
    input: SetCaseUnitInput,
) -> Result<Done, Refusal> {
    let named = check::case_id("caseId", &input.case_id)?;
    let file = work.case(named, "caseId", Parts::FACTS).await?;
    let id = file.id();
    file.require_caseworker()?;
    file.require_not_closed()?;
    let mut case = file.case()?.clone();
    expect_version("expectedVersion", input.expected_version, case.version)?;
    let mut check = Check::default();
    let lead = Some(case.lead_organisation_id);
    let unit = directory::unit_of(work, &mut check, "unitId", Some(&input.unit_id), lead).await?;
    check.done()?;
    case.unit_id = unit.map(|unit| unit.id).unwrap_or_default();
    case.version += 1;
    work.update_case(case).await?;
    work.changed(&file, "CASE_UNIT_SET", id).await?;
    Ok(Done::in_case(id, id))
}

/// R30: the caseworker ends the coordination. With the case end, in the same transaction, its
/// assignments and so every consent (R08), and its participations; a meeting or a follow-up that
/// was planned is cancelled, and open tasks are dropped. What took place is told of first (R27).
pub(crate) async fn close_case(
    work: &mut Work<'_>,
    input: CloseCaseInput,
) -> Result<Done, Refusal> {
    let named = check::case_id("caseId", &input.case_id)?;
    let file = work.case(named, "caseId", Parts::TASKS.with(Parts::FOLLOW_UPS)).await?;
    let id = file.id();
    file.require_caseworker()?;
    file.require_not_closed()?;
    let mut case = file.case()?.clone();
    expect_version("expectedVersion", input.expected_version, case.version)?;
    require_finished(work, &file)?;
    end_all(work, &file).await?;
    case.status = Code(CaseStatus::Closed);
    case.closed_at = Some(work.now);
    case.close_reason = Some(Code(input.reason.0));
    case.version += 1;
    work.update_case(case).await?;
    work.changed(&file, "CASE_CLOSED", id).await?;
    Ok(Done::in_case(id, id))
}

/// Annuls a case that was opened in error: from now on it is closed, and nothing rests on it. It
/// stays, with the reason, to the lead authority and the citizen; to others it looks closed.
pub(crate) async fn annul_case(
    work: &mut Work<'_>,
    input: AnnulCaseInput,
) -> Result<Done, Refusal> {
    let named = check::case_id("caseId", &input.case_id)?;
    let file = work.case(named, "caseId", Parts::TASKS.with(Parts::FOLLOW_UPS)).await?;
    let id = file.id();
    file.require_caseworker()?;
    let mut case = file.case()?.clone();
    let english = "the case is annulled already";
    if case.annulled_at.is_some() {
        let danish = "sagen er allerede annulleret";
        return Err(Refusal::user(UserErrorCode::IllegalState, "caseId", english, danish));
    }
    expect_version("expectedVersion", input.expected_version, case.version)?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.done()?;
    end_all(work, &file).await?;
    case.status = Code(CaseStatus::Closed);
    case.closed_at = case.closed_at.or(Some(work.now));
    case.annulled_at = Some(work.now);
    case.annul_reason = Some(reason);
    case.version += 1;
    work.update_case(case).await?;
    work.changed(&file, "CASE_ANNULLED", id).await?;
    Ok(Done::in_case(id, id))
}

/// R27: who was invited has the minutes of what took place. Once the case is closed nobody is sent
/// them any more, and a meeting that took place is not one that was cancelled.
fn require_finished(work: &Work<'_>, file: &CaseFile) -> Result<(), Refusal> {
    let today = today(work.now);
    let meetings = file.rows.meetings.iter();
    let waits = |state| {
        let left = |row: &entity::meeting::Model| unfinished(row.state.0, row.date, today);
        meetings.clone().any(|row| left(row) == Some(state))
    };
    let mut check = Check::default();
    check.state(
        !waits(MeetingState::Held),
        "caseId",
        "a meeting was held, and its minutes are not sent; send them first",
        "et møde er afholdt, og referatet er ikke udsendt; udsend det først",
    );
    check.state(
        !waits(MeetingState::Sent),
        "caseId",
        "the day of a meeting has come; record that it was held and send the minutes first, or cancel it",
        "dagen for et møde er kommet; registrér det som afholdt, og udsend referatet først, eller aflys mødet",
    );
    check.done()
}

/// Ends what goes on in a case: assignments, and so every consent (R08), participations, meetings
/// that were planned, and tasks: nobody whose part has ended can see or do them any more.
async fn end_all(work: &Work<'_>, file: &CaseFile) -> Result<(), Refusal> {
    let now = work.now;
    let goes_on = |to: Option<chrono::DateTime<chrono::Utc>>| to.is_none_or(|end| now < end);
    for row in file.rows.assignments.iter().filter(|row| goes_on(row.to_at)) {
        let mut row = row.clone();
        row.to_at = Some(now);
        row.version += 1;
        let assignment = row.id;
        work.update(row).await?;
        work.changed(file, "COORDINATOR_ASSIGNMENT_ENDED", assignment).await?;
    }
    for row in file.rows.participations.iter().filter(|row| goes_on(row.to_at)) {
        let mut row = row.clone();
        row.to_at = Some(now);
        row.version += 1;
        let participation = row.id;
        work.update(row).await?;
        work.changed(file, "PARTICIPATION_ENDED", participation).await?;
    }
    let planned = |state| matches!(state, MeetingState::Draft | MeetingState::Sent);
    for row in file.rows.meetings.iter().filter(|row| planned(row.state.0)) {
        let mut row = row.clone();
        row.state = Code(MeetingState::Cancelled);
        row.cancelled_at = Some(now);
        row.cancel_reason = Some("Sagen er afsluttet".to_owned());
        row.version += 1;
        let meeting = row.id;
        work.update(row).await?;
        work.changed(file, "MEETING_CANCELLED", meeting).await?;
    }
    let planned = |row: &&entity::follow_up::Model| row.state.0 == FollowUpState::Planned;
    for row in file.rows.follow_ups.iter().filter(planned) {
        let mut row = row.clone();
        row.state = Code(FollowUpState::Cancelled);
        row.version += 1;
        let follow_up = row.id;
        work.update(row).await?;
        work.changed(file, "FOLLOW_UP_CANCELLED", follow_up).await?;
    }
    for row in file.rows.tasks.iter().filter(|row| row.state.0 == TaskState::Open) {
        let mut row = row.clone();
        row.state = Code(TaskState::Dropped);
        row.done_at = Some(now);
        row.version += 1;
        let task = row.id;
        work.update(row).await?;
        work.changed(file, "TASK_STATE_SET", task).await?;
    }
    Ok(())
}
