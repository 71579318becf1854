//! Coordinator assignments (tildeling af koordinerende kontaktperson): made and ended by the
//! caseworker; consents lapse with the last one (R08), by derivation.

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::{coordination_case, coordinator_assignment};
use law::facts::Consent;
use law::forms::CaseStatus;
use law::regime::AGE_BOUNDS;
use law::status::ClauseState;
use law::{Fault, Flaw, Rule};
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

use super::check::{self, Check, TEXT};
use super::reference::{ExternalReferenceInput, Sent, Target};
use super::work::expect_version;
use super::{AppError, CaseFile, Done, Refusal, Work};
use crate::domain::dates::today;
use crate::domain::{EntityKind, GlobalId};
use crate::store::{Parts, StoreError};

/// Assigns a coordinator (tildel koordinerende kontaktperson).
#[derive(InputObject)]
pub(crate) struct AssignCoordinatorInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// The coordinator (koordinerende kontaktperson), who works for the lead authority.
    pub(crate) coordinator_id: ID,
    /// The consent it rests on (samtykke), R04; left out: the one signed last that is effective.
    pub(crate) consent_id: Option<ID>,
    /// Reason (begrundelse).
    pub(crate) reason: Option<String>,
    /// The version of the case that was read (version).
    pub(crate) expected_version: i32,
    /// The caller's own number of the assignment; what it names already is not assigned twice, and
    /// nobody else is assigned under it (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Ends a coordinator assignment (afslut tildeling).
#[derive(InputObject)]
pub(crate) struct EndCoordinatorAssignmentInput {
    /// The assignment (tildeling).
    pub(crate) assignment_id: ID,
    /// Why it ends (ophørsgrund).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// R02, R04: assigns a coordinator from now on, in place of the present one where there is one.
pub(crate) async fn assign_coordinator(
    work: &mut Work<'_>,
    input: AssignCoordinatorInput,
) -> Result<Done, Refusal> {
    let id = check::case_id("caseId", &input.case_id)?;
    let file = work.case(id, "caseId", Parts::CITIZEN).await?;
    file.require_caseworker()?;
    let sent = Sent::in_case::<coordinator_assignment::Model>(
        work,
        input.external_reference.as_ref(),
        &file,
    )
    .await?;
    let in_force = |a: &coordinator_assignment::Model| a.to_at.is_none_or(|end| work.now < end);
    if let Some(held) = sent.row(&file.rows.assignments, in_force)? {
        return assigned_before(work, &file, &sent, held, &input).await;
    }
    file.require_not_closed()?;
    let case = file.case()?.clone();
    expect_version("expectedVersion", input.expected_version, case.version)?;
    let current = current(&file).cloned();

    let mut check = Check::default();
    let reason = check.optional("reason", input.reason.as_deref(), TEXT);
    let wanted = Wanted { coordinator: &input.coordinator_id, consent: input.consent_id.as_ref() };
    let chosen = choose(&mut check, &file, &file.law, wanted)?;
    check.state(
        current
            .as_ref()
            .zip(chosen.coordinator)
            .is_none_or(|(held, chosen)| held.coordinator_id != chosen),
        "coordinatorId",
        "they are the coordinator already; choose another, or let the assignment stand",
        "vedkommende er allerede koordinerende kontaktperson; vælg en anden, eller lad tildelingen stå",
    );
    check.done()?;
    let replaces = current.as_ref().map(|held| held.id);
    if let Some(held) = current {
        end(work, held, None).await?;
    }
    let assignment = begin(work, &file, chosen, reason, replaces).await?;
    let version = case.version + 1;
    let mut row: coordination_case::ActiveModel = case.into_active_model();
    row.status = Set(Code(CaseStatus::Ongoing));
    row.version = Set(version);
    row.update(&work.txn).await?;
    let kind = EntityKind::CoordinatorAssignment;
    sent.keep(work, Target::in_case(kind, assignment, file.citizen(), id), 1).await?;
    Ok(Done::in_case(id, assignment))
}

/// Who is to coordinate, and on which consent, as an input names them.
pub(super) struct Wanted<'i> {
    pub(super) coordinator: &'i ID,
    pub(super) consent: Option<&'i ID>,
}

/// Who is to coordinate, and on which consent, found in order; nothing where the check says so.
pub(super) struct Chosen {
    pub(super) coordinator: Option<Uuid>,
    consent: Option<Uuid>,
}

/// R02, R04: finds who is to coordinate for the lead authority of `law`, which is the case as it is
/// to be from now on.
pub(super) fn choose(
    check: &mut Check,
    file: &CaseFile,
    law: &law::Case,
    wanted: Wanted<'_>,
) -> Result<Chosen, AppError> {
    let (facts, now) = (law.facts(), file.now());
    let lead = (facts.lead, today(now));
    let coordinator =
        check.professional("coordinatorId", Some(wanted.coordinator), Some(lead), &file.directory);
    let birth = file.rows.citizen_row()?.birth_date;
    let flaws = law::assignment::may_assign(facts, birth, now, AGE_BOUNDS);
    let consented = !flaws.iter().any(|flaw| flaw.fault == Fault::ConsentRequired);
    check.flaws(flaws);
    let consent = if consented { consent(check, file, law, wanted.consent) } else { None };
    Ok(Chosen { coordinator, consent })
}

/// Writes an assignment from now on; its id.
pub(super) async fn begin(
    work: &Work<'_>,
    file: &CaseFile,
    chosen: Chosen,
    reason: Option<String>,
    replaces: Option<Uuid>,
) -> Result<Uuid, AppError> {
    let (Some(coordinator_id), Some(consent_id)) = (chosen.coordinator, chosen.consent) else {
        return Err(StoreError::inconsistent("consent", "none found").into());
    };
    let id = work.id();
    let row = coordinator_assignment::Model {
        citizen_id: file.citizen(),
        id,
        case_id: file.id(),
        case_opened_at: file.rows.case_row()?.opened_at,
        coordinator_id,
        from_at: work.now,
        to_at: None,
        consent_id,
        reason,
        end_reason: None,
        replaces,
        version: 1,
    };
    let row = row.into_active_model().reset_all();
    coordinator_assignment::Entity::insert(row).exec_without_returning(&work.txn).await?;
    work.changed(file, "COORDINATOR_ASSIGNED", id).await?;
    Ok(id)
}

/// An assignment that is sent again: the same one, or it is told to be another.
async fn assigned_before(
    work: &Work<'_>,
    file: &CaseFile,
    sent: &Sent,
    held: &coordinator_assignment::Model,
    input: &AssignCoordinatorInput,
) -> Result<Done, Refusal> {
    let mut check = Check::default();
    let reason = check.optional("reason", input.reason.as_deref(), TEXT);
    let coordinator = Some(&input.coordinator_id);
    let coordinator = check.professional("coordinatorId", coordinator, None, &file.directory);
    check.done()?;
    let consent = input.consent_id.as_ref().and_then(|id| GlobalId::parse(id)).map(|id| id.id);
    let next = coordinator_assignment::Model {
        coordinator_id: coordinator.unwrap_or_default(),
        reason,
        consent_id: consent.unwrap_or(held.consent_id),
        ..held.clone()
    };
    let other = (
        "the reference names an assignment that stands; assign anew under another",
        "referencen tilhører en gældende tildeling; tildel på ny under en anden",
    );
    sent.same(work, file, (held, &next), other).await
}

/// R30: the caseworker ends it; R08: what rests on it ends in the same transaction, as every
/// decision derives it from the end that is written here.
pub(crate) async fn end_coordinator_assignment(
    work: &mut Work<'_>,
    input: EndCoordinatorAssignmentInput,
) -> Result<Done, Refusal> {
    const PATH: &str = "assignmentId";
    let kind = EntityKind::CoordinatorAssignment;
    let (case, id) = check::in_case(PATH, &input.assignment_id, kind)?;
    let file = work.case(case, PATH, Parts::FACTS).await?;
    let held = file.rows.assignments.iter().find(|a| a.id == id);
    let held = held.filter(|_| file.sees(&[file.lead()], CaseFile::PROCESS)).cloned();
    let held = held.ok_or_else(|| Refusal::not_found(PATH))?;
    file.require_caseworker()?;
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.state(
        held.to_at.is_none_or(|end| work.now < end),
        PATH,
        "the assignment has ended already",
        "tildelingen er allerede ophørt",
    );
    check.done()?;
    end(work, held, Some(reason)).await?;
    work.changed(&file, "COORDINATOR_ASSIGNMENT_ENDED", id).await?;
    Ok(Done::in_case(case, id))
}

/// Ends an assignment now.
pub(super) async fn end(
    work: &Work<'_>,
    held: coordinator_assignment::Model,
    reason: Option<String>,
) -> Result<(), AppError> {
    let version = held.version + 1;
    let mut row = held.into_active_model();
    row.to_at = Set(Some(work.now));
    row.end_reason = Set(reason);
    row.version = Set(version);
    row.update(&work.txn).await?;
    Ok(())
}

/// The assignment in force.
pub(super) fn current(file: &CaseFile) -> Option<&coordinator_assignment::Model> {
    let now = file.now();
    file.rows.assignments.iter().find(|a| a.from_at <= now && a.to_at.is_none_or(|end| now < end))
}

/// R04: the consent that the assignment rests on: to the lead, for the case's purpose, effective.
fn consent(
    check: &mut Check,
    file: &CaseFile,
    law: &law::Case,
    named: Option<&ID>,
) -> Option<Uuid> {
    let facts = law.facts();
    let holds = |id| {
        law.windows().any(|(consent, clause, window)| {
            consent.id == id
                && clause.granted_to.id == facts.lead.id
                && clause.purpose == facts.purpose
                && window.state(file.now()) == ClauseState::Effective
        })
    };
    let Some(named) = named else {
        let effective = facts.consents.iter().filter(|consent| holds(consent.id));
        return effective.max_by_key(|c: &&Consent| (c.signed_at, c.id)).map(|c| c.id.0);
    };
    let id = GlobalId::of_kind(named, EntityKind::Consent);
    let id = id.filter(|id| id.case == Some(file.of())).map(|id| id.id);
    let row = check.found("consentId", file.rows.consents.iter().find(|c| Some(c.id) == id))?;
    if !holds(row.id.into()) {
        let (fault, path) = (Fault::ConsentRequired, "consentId".to_owned());
        check.flaws([Flaw { fault, rule: Rule::R04, path }]);
        return None;
    }
    Some(row.id)
}
