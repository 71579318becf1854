//! Opening and closing cases.

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::{citizen, coordination_case};
use law::Purpose;
use law::brain_injury::FollowUpState;
use law::brain_injury::age::opens_case;
use law::forms::{CaseStatus, CloseReason, MeetingState, OpenedBy};
use law::regime::AGE_SHIFTS;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::check::Check;
use super::citizen::require_lead;
use super::reference::{self, ExternalReferenceInput, Target};
use super::work::expect_version;
use super::{AppError, Done, Refusal, UserErrorCode, Work, directory};
use crate::app::check;
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::store::Parts;

/// Opens a case (opret sag).
#[derive(InputObject)]
pub(crate) struct OpenCaseInput {
    /// The citizen (borger).
    pub(crate) citizen_id: ID,
    /// The caller's unit, which gets the case (enhed).
    pub(crate) unit_id: ID,
    /// How it is opened; an application brings forvaltningsloven § 29 with it (rejst ved).
    pub(crate) opened_by: Of<OpenedBy>,
    /// The caller's own case number; the case it names already is not opened twice (ekstern reference).
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

/// Opens a DKK case, or gives the one that the caller's own case number names.
pub(crate) async fn open_case(work: &mut Work<'_>, input: OpenCaseInput) -> Result<Done, Refusal> {
    open_or_named(work, Purpose::Dkk, input).await
}

/// Opens a brain-injury case, or gives the one that the caller's own case number names.
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
    let reference = input.external_reference.as_ref();
    if let Some(named) = reference::named(work, reference, kind).await? {
        require_lead(work, &[purpose])?;
        let citizen = check::outside("citizenId", &input.citizen_id, EntityKind::Citizen)?;
        let known = work.view(named.id, Parts::default()).await?.is_some();
        if !known || named.citizen != Some(citizen) {
            return Err(reference::names_another());
        }
        return Ok(Done::in_case(named.id, named.id).already_registered("externalReference"));
    }
    let id = open(work, purpose, "", &input.citizen_id, &input.unit_id, input.opened_by.0).await?;
    let citizen = check::outside("citizenId", &input.citizen_id, EntityKind::Citizen)?;
    let target = Target::in_case(kind, id, citizen, id);
    reference::attach(work, reference, target).await?;
    Ok(Done::in_case(id, id))
}

/// Opens a case of a purpose at the caller's unit: on the way until a coordinator is assigned. `at`
/// is where the ids stand in the input. A lead has one open case of a citizen and purpose at a
/// time.
pub(super) async fn open(
    work: &Work<'_>,
    purpose: Purpose,
    at: &str,
    citizen_id: &ID,
    unit_id: &ID,
    opened_by: OpenedBy,
) -> Result<Uuid, Refusal> {
    let (lead, own_unit) = require_lead(work, &[purpose])?;
    let path = format!("{at}citizenId");
    let citizen = check::outside(&path, citizen_id, EntityKind::Citizen)?;
    // The row of the citizen is what two openings at a time wait for.
    let row = citizen::Entity::find_by_id(citizen).lock_exclusive().one(&work.txn).await?;
    let row = row.filter(|row| row.annulled_at.is_none());
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

    use coordination_case::Column;
    let open = coordination_case::Entity::find()
        .filter(Column::CitizenId.eq(citizen))
        .filter(Column::LeadOrganisationId.eq(lead.id.0))
        .filter(Column::Purpose.eq(Code(purpose)))
        .filter(Column::ClosedAt.is_null());
    if open.one(&work.txn).await?.is_some() {
        return Err(Refusal::user(
            UserErrorCode::IllegalState,
            &format!("{at}citizenId"),
            "your authority has an open case of the citizen; go on with that",
            "myndigheden har en åben sag om borgeren; fortsæt i den",
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
        version: 1,
    };
    work.insert(case).await?;
    work.note_of(Some(citizen_id), Some(id), "CASE_OPENED", id).await?;
    Ok(id)
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
    work.update(case).await?;
    work.changed(&file, "CASE_UNIT_SET", id).await?;
    Ok(Done::in_case(id, id))
}

/// R30: the caseworker ends the coordination. With the case end, in the same transaction, its
/// assignments and so every consent (R08), and its participations; a meeting or a follow-up that
/// was planned is cancelled.
pub(crate) async fn close_case(
    work: &mut Work<'_>,
    input: CloseCaseInput,
) -> Result<Done, Refusal> {
    let named = check::case_id("caseId", &input.case_id)?;
    let file = work.case(named, "caseId", Parts::MEETINGS.with(Parts::FOLLOW_UPS)).await?;
    let id = file.id();
    file.require_caseworker()?;
    file.require_not_closed()?;
    let mut case = file.case()?.clone();
    expect_version("expectedVersion", input.expected_version, case.version)?;
    let now = work.now;
    let goes_on = |to: Option<chrono::DateTime<chrono::Utc>>| to.is_none_or(|end| now < end);
    for row in file.rows.assignments.iter().filter(|row| goes_on(row.to_at)) {
        let mut row = row.clone();
        row.to_at = Some(now);
        row.version += 1;
        let assignment = row.id;
        work.update(row).await?;
        work.changed(&file, "COORDINATOR_ASSIGNMENT_ENDED", assignment).await?;
    }
    for row in file.rows.participations.iter().filter(|row| goes_on(row.to_at)) {
        let mut row = row.clone();
        row.to_at = Some(now);
        row.version += 1;
        let participation = row.id;
        work.update(row).await?;
        work.changed(&file, "PARTICIPATION_ENDED", participation).await?;
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
        work.changed(&file, "MEETING_CANCELLED", meeting).await?;
    }
    let planned = |row: &&entity::follow_up::Model| row.state.0 == FollowUpState::Planned;
    for row in file.rows.follow_ups.iter().filter(planned) {
        let mut row = row.clone();
        row.state = Code(FollowUpState::Cancelled);
        row.version += 1;
        let follow_up = row.id;
        work.update(row).await?;
        work.changed(&file, "FOLLOW_UP_CANCELLED", follow_up).await?;
    }
    case.status = Code(CaseStatus::Closed);
    case.closed_at = Some(now);
    case.close_reason = Some(Code(input.reason.0));
    case.version += 1;
    work.update(case).await?;
    work.changed(&file, "CASE_CLOSED", id).await?;
    Ok(Done::in_case(id, id))
}
