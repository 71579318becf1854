//! Rehabilitation plans (genoptræningsplaner, GOP): sent by a hospital before any relation exists,
//! or recorded by the lead authority; what comes of them (R33, R34) is the lead's to record.

mod content;
mod course;

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};
use entity::column::Code;
use entity::icf_entry;
use entity::rehabilitation_plan::Model;
use law::brain_injury::RehabilitationPlanType;
use law::brain_injury::rehabilitation_plan::asks_for_coordinator;
use law::fields::row_held_by;
use law::forms::OpenedBy;
use law::regime::makes_plans;
use law::{Category, CategorySet, Purpose};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::case_target::{CaseOf, CaseTarget};
use super::check::{self, Check, TEXT};
use super::citizen::CitizenRegistrationInput;
use super::intake::{self, Sender};
use super::reference::{self, ExternalReferenceInput, Target};
use super::work::expect_version;
use super::{CaseFile, Done, Refusal, Work};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::store::Parts;

pub(crate) use content::RehabilitationPlanContentInput;
pub(crate) use course::{UpdateRehabilitationCourseInput, update_rehabilitation_course};

/// Sends a rehabilitation plan (send genoptræningsplan).
#[derive(InputObject)]
pub(crate) struct SendRehabilitationPlanInput {
    /// Whom it is about; registered if unknown (borger).
    pub(crate) citizen: CitizenRegistrationInput,
    /// Unit that receives it, of the authority responsible at the citizen's age, R35 (modtagende enhed).
    pub(crate) receiving_unit_id: ID,
    /// The sender's own referral that it comes with (henvisning).
    pub(crate) referral_id: Option<ID>,
    /// Type of plan (type), R33.
    pub(crate) plan_type: Of<RehabilitationPlanType>,
    /// What it says (indhold).
    #[graphql(flatten)]
    pub(crate) content: RehabilitationPlanContentInput,
    /// The sender's own number of it; what it names already is not recorded twice (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Records a rehabilitation plan that reached the lead authority (registrér genoptræningsplan).
#[derive(InputObject)]
pub(crate) struct RecordRehabilitationPlanInput {
    /// In which case (sag).
    pub(crate) target: CaseTarget,
    /// Received when (modtaget).
    pub(crate) received_at: DateTime<Utc>,
    /// Type of plan (type), R33.
    pub(crate) plan_type: Of<RehabilitationPlanType>,
    /// What it says (indhold).
    #[graphql(flatten)]
    pub(crate) content: RehabilitationPlanContentInput,
    /// The caller's own number of it; what it names already is not recorded twice (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Corrects a rehabilitation plan (ret genoptræningsplan); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct CorrectRehabilitationPlanInput {
    /// The plan (genoptræningsplan).
    pub(crate) plan_id: ID,
    /// Type of plan (type), R33; left out: as it stands.
    pub(crate) plan_type: Option<Of<RehabilitationPlanType>>,
    /// What it says (indhold).
    #[graphql(flatten)]
    pub(crate) content: RehabilitationPlanContentInput,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls a rehabilitation plan that was sent or recorded wrongly (annullér genoptræningsplan).
#[derive(InputObject)]
pub(crate) struct AnnulRehabilitationPlanInput {
    /// The plan (genoptræningsplan).
    pub(crate) plan_id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::RehabilitationPlan;
const PATH: &str = "planId";

/// A hospital sends its plan for a citizen, known here or not: an open case takes it, or one is
/// opened; of the type of R33 it asks for a coordinator as well.
pub(crate) async fn send_rehabilitation_plan(
    work: &mut Work<'_>,
    input: SendRehabilitationPlanInput,
) -> Result<Done, Refusal> {
    let sender = intake::sender(work)?;
    if !makes_plans(sender.organisation.kind, today(work.now)) {
        return Err(Refusal::forbidden(
            "a hospital makes rehabilitation plans",
            "genoptræningsplaner udarbejdes af et hospital",
        ));
    }
    let mut check = Check::default();
    let unit = &input.receiving_unit_id;
    let to = intake::address(work, &mut check, &sender, &input.citizen, unit).await?;
    let Sender { organisation, unit, user } = sender;
    // Where it goes is not known yet: what it says is checked before anything is looked up.
    let nowhere = CaseOf { citizen: Uuid::nil(), case: Uuid::nil() };
    let own = (organisation.id.0, unit, user);
    let times = (work.now, work.now);
    let mut row = content::blank(nowhere, work.id(), own, input.plan_type.0, times);
    let mut lines = Vec::new();
    input.content.fill(work, &mut check, &mut row, &mut lines);
    let path = "referralId";
    let referral = match &input.referral_id {
        Some(id) => own_referral(work, &mut check, path, id, &sender).await?,
        None => None,
    };
    check.done()?;
    let Some(to) = to else { return Err(Refusal::not_found("receivingUnitId")) };

    let arrival = intake::arrive(work, to).await?;
    let reference = input.external_reference.as_ref();
    if let Some(done) = arrival.sent_before(work, reference, KIND).await? {
        return Ok(done);
    }
    let rather = referral.as_ref().map(|referral| referral.case_id);
    let received = arrival.receive(work, &sender, rather).await?;
    // It comes with a referral of the same course, or with none.
    if referral.as_ref().is_some_and(|referral| referral.case_id != received.of.case) {
        return Err(Refusal::not_found(path));
    }
    row.referral_id = referral.map(|referral| referral.id);
    row.responsible_organisation_id = Some(received.lead);
    row.responsible_from = Some(today(work.now));
    let done = insert(work, received.of, row.clone(), lines, reference).await?;
    ask_for_coordinator(work, received.of, &row, received.coordinated).await?;
    Ok(done)
}

/// The lead authority records a plan that reached it otherwise: it alone holds it.
pub(crate) async fn record_rehabilitation_plan(
    work: &mut Work<'_>,
    input: RecordRehabilitationPlanInput,
) -> Result<Done, Refusal> {
    let reference = input.external_reference.as_ref();
    if let Some(named) = reference::named(work, reference, KIND).await? {
        let purpose = Purpose::BrainInjury;
        let file = input.target.recorded_before(work, purpose, named, Parts::FACTS).await?;
        return Ok(Done::in_case(file.id(), named.id).already_registered("externalReference"));
    }
    let of = input.target.take(work, Purpose::BrainInjury, OpenedBy::Enquiry).await?;
    let mut check = Check::default();
    if input.received_at <= work.now {
        check.near("receivedAt", today(input.received_at), today(work.now));
    }
    let snapshot = work.reload(of.case, Parts::FACTS).await?;
    let rows = snapshot.case()?;
    let lead = rows.case_row()?.lead_organisation_id;
    let viewer = work.viewer();
    let own = (lead, viewer.unit.map(|unit| unit.0), viewer.user.map(|user| user.0));
    let times = (input.received_at, work.now);
    let mut row = content::blank(of, work.id(), own, input.plan_type.0, times);
    let mut lines = Vec::new();
    input.content.fill(work, &mut check, &mut row, &mut lines);
    check.done()?;
    row.responsible_organisation_id = Some(lead);
    row.responsible_from = Some(today(input.received_at));
    work.hold_in((of.citizen, of.case), rows, own).await?;
    let coordinated = intake::coordinated(rows, work);
    let done = insert(work, of, row.clone(), lines, reference).await?;
    ask_for_coordinator(work, of, &row, coordinated).await?;
    Ok(done)
}

/// Who sent it corrects what it says.
pub(crate) async fn correct_rehabilitation_plan(
    work: &mut Work<'_>,
    input: CorrectRehabilitationPlanInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.plan_id).await?;
    file.require_sender(Some(row.organisation_id))?;
    file.require_not_closed()?;
    check::standing(PATH, row.annulled_at.is_some())?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let mut check = Check::default();
    let held = asks_for_coordinator(row.plan_type.0);
    row.plan_type = input.plan_type.map_or(row.plan_type, |to| Code(to.0));
    let own = |line: &&icf_entry::Model| line.plan_id == row.id;
    let mut lines: Vec<_> = file.rows.icf_entries.iter().filter(own).cloned().collect();
    input.content.fill(work, &mut check, &mut row, &mut lines);
    check.done()?;
    if !matches!(input.content.icf_entries, MaybeUndefined::Undefined) {
        use icf_entry::{Column, Entity};
        let held = Entity::delete_many()
            .filter(Column::CitizenId.eq(row.citizen_id))
            .filter(Column::PlanId.eq(row.id));
        held.exec(&work.txn).await?;
        for line in lines {
            work.insert(line).await?;
        }
    }
    if !held {
        let of = CaseOf { citizen: file.citizen(), case: file.id() };
        ask_for_coordinator(work, of, &row, intake::coordinated(&file.rows, work)).await?;
    }
    changed(work, &file, row, "REHABILITATION_PLAN_CORRECTED").await
}

/// Who sent it takes back what was sent wrongly; it stays with who holds it, and with the citizen.
pub(crate) async fn annul_rehabilitation_plan(
    work: &mut Work<'_>,
    input: AnnulRehabilitationPlanInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.plan_id).await?;
    file.require_sender(Some(row.organisation_id))?;
    check::standing(PATH, row.annulled_at.is_some())?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let mut check = Check::default();
    row.annul_reason = Some(check.required("reason", &input.reason, TEXT));
    check.done()?;
    row.annulled_at = Some(work.now);
    changed(work, &file, row, "REHABILITATION_PLAN_ANNULLED").await
}

/// R33: a plan of its type asks for a coordinator where the case has none. What is asked for is
/// derived (`coordinatorsDue`); who listens is told in the same transaction.
async fn ask_for_coordinator(
    work: &Work<'_>,
    of: CaseOf,
    plan: &Model,
    coordinated: bool,
) -> Result<(), Refusal> {
    if asks_for_coordinator(plan.plan_type.0) && !coordinated {
        work.note_of(Some(of.citizen), Some(of.case), "COORDINATOR_REQUESTED", plan.id).await?;
    }
    Ok(())
}

/// A standing referral that the sender sent, by its id.
async fn own_referral(
    work: &Work<'_>,
    check: &mut Check,
    path: &str,
    id: &ID,
    sender: &Sender,
) -> Result<Option<entity::brain_injury_referral::Model>, Refusal> {
    use entity::brain_injury_referral::{Column, Entity};
    let named = check::in_case(path, id, EntityKind::BrainInjuryReferral).ok();
    let found = match named {
        Some((case, id)) => {
            let own = Entity::find()
                .filter(Column::Id.eq(id))
                .filter(Column::CaseId.eq(case.id))
                .filter(Column::OrganisationId.eq(sender.organisation.id.0))
                .filter(Column::AnnulledAt.is_null());
            // Another unit's of the organisation is none of this one's.
            let known = work.view(case.id, Parts::default()).await?.is_some();
            own.one(&work.txn).await?.filter(|_| known)
        }
        None => None,
    };
    Ok(check.found(path, found))
}

/// Writes a plan with its lines.
async fn insert(
    work: &Work<'_>,
    of: CaseOf,
    row: Model,
    lines: Vec<icf_entry::Model>,
    reference: Option<&ExternalReferenceInput>,
) -> Result<Done, Refusal> {
    let id = row.id;
    let CaseOf { citizen: citizen_id, case: case_id } = of;
    work.insert(Model { citizen_id, case_id, ..row }).await?;
    for line in lines {
        work.insert(icf_entry::Model { citizen_id, case_id, ..line }).await?;
    }
    reference::attach(work, reference, Target::in_case(KIND, id, citizen_id, case_id)).await?;
    work.note_of(Some(citizen_id), Some(case_id), "REHABILITATION_PLAN_RECEIVED", id).await?;
    Ok(Done::in_case(case_id, id))
}

async fn changed(
    work: &Work<'_>,
    file: &CaseFile,
    mut row: Model,
    event: &str,
) -> Result<Done, Refusal> {
    row.version += 1;
    let id = row.id;
    work.update(row).await?;
    work.changed(file, event, id).await?;
    Ok(Done::in_case(file.id(), id))
}

/// The case of a plan and its row, where the caller sees it.
async fn to_change(work: &mut Work<'_>, id: &ID) -> Result<(CaseFile, Model), Refusal> {
    let (case, id) = check::in_case(PATH, id, KIND)?;
    let file = work.case(case, PATH, Parts::REHABILITATION).await?;
    let row = file.rows.rehabilitation_plans.iter().find(|row| row.id == id).cloned();
    let row = row.ok_or_else(|| Refusal::not_found(PATH))?;
    let holders = file.holders_of(Some(row.organisation_id))?;
    let naming = row_held_by(file.directory.organisation(row.organisation_id)?.kind);
    let categories = CategorySet::of(&[Category::Health]).union(naming);
    if file.sees_held(&holders, categories, row.annulled_at.is_some()) {
        Ok((file, row))
    } else {
        Err(Refusal::not_found(PATH))
    }
}
