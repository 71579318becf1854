//! The passage at 65 (aldersovergang, R35): which need dominates is assessed, ahead or on the day;
//! on the day the case passes to who is responsible.
//!
//! The passage is an act, not a date that comes: the unit that has the case hands it over, so that
//! nobody finds a citizen's case in their list whom nobody told of it. With the case go the forms
//! of the lead authority. What other records the former lead wrote stay its own; it keeps reading
//! them, and how the case runs. Consents stay with whom the citizen gave them to: what was
//! consented to the former lead opens nothing to the new one.

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::age_transition::Model;
use entity::column::Code;
use entity::{coordination_case, rehabilitation_plan};
use law::brain_injury::DominantNeed;
use law::brain_injury::age::{AgeTransitionDraft, flaws, shift_day};
use law::facts::Organisation;
use law::regime::AGE_SHIFTS;
use law::words::UnitId;
use law::{Fault, Flaw, Opening, Purpose, Rule};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::assignment::{self, Chosen, Wanted};
use super::check::{self, Check, TEXT};
use super::citizen::{lock, pass_on};
use super::reference::{ExternalReferenceInput, Sent};
use super::work::expect_version;
use super::{AppError, CaseFile, Done, Refusal, Work};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::store::view::age_transition_tier;
use crate::store::{Parts, StoreError};

/// Records which need dominates at the age at which the authority passes (vurdér dominerende behov).
#[derive(InputObject)]
pub(crate) struct RecordAgeTransitionInput {
    /// The brain-injury case (hjerneskadesag).
    pub(crate) case_id: ID,
    /// Which need dominates (dominerende behov).
    pub(crate) dominant_need: Of<DominantNeed>,
    /// Rationale (begrundelse).
    pub(crate) rationale: String,
    /// Who is responsible from then on: the administration that the need points to (ansvarlig forvaltning).
    pub(crate) responsible_organisation_id: ID,
    /// From which day, no earlier than the citizen reaches the age; that day, or today where it has
    /// passed, where left out (fra).
    pub(crate) from: Option<Date>,
    /// The caller's own number of it; what it names already is not recorded twice (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls an assessment that was recorded wrongly (annullér aldersovergang).
#[derive(InputObject)]
pub(crate) struct AnnulAgeTransitionInput {
    /// The assessment (aldersovergang).
    pub(crate) age_transition_id: ID,
    /// Why the record is wrong (annulleringsgrund).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Hands the case over to who is responsible from the day on (overdrag sag ved aldersovergang).
#[derive(InputObject)]
pub(crate) struct CompleteAgeTransitionInput {
    /// The assessment (aldersovergang).
    pub(crate) age_transition_id: ID,
    /// The unit of the responsible administration that receives the case (modtagende enhed).
    pub(crate) unit_id: ID,
    /// Who coordinates from then on, of the responsible administration, on a consent to it (R04);
    /// left out: nobody, and with the present assignment the consents lapse (R08)
    /// (hjerneskadekoordinator).
    pub(crate) coordinator_id: Option<ID>,
    /// The consent the assignment rests on (samtykke); left out: the one signed last that is effective.
    pub(crate) consent_id: Option<ID>,
    /// The version of the case that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::AgeTransition;
const PATH: &str = "ageTransitionId";
const PARTS: Parts = Parts::AGE.with(Parts::CITIZEN);
/// With what passes to the next lead.
const PASSING: Parts = PARTS.with(Parts::REHABILITATION);

/// R35: records the assessment, by a caseworker of the unit that has the case.
pub(crate) async fn record_age_transition(
    work: &mut Work<'_>,
    input: RecordAgeTransitionInput,
) -> Result<Done, Refusal> {
    let case = check::case_of("caseId", &input.case_id, Purpose::BrainInjury)?;
    let file = work.case(case, "caseId", PARTS).await?;
    file.require_caseworker()?;
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), &file).await?;
    let waits = |row: &Model| row.annulled_at.is_none() && row.completed_at.is_none();
    let held = sent.row(&file.rows.age_transitions, waits)?;
    if held.is_none() {
        file.require_not_closed()?;
    }
    let today = today(work.now);
    let birth = birth(&file)?;
    let mut check = Check::default();
    let path = "responsibleOrganisationId";
    let id = &input.responsible_organisation_id;
    let responsible = check.organisation(path, id, &file.directory);
    let shifts = shift_day(birth, AGE_SHIFTS).unwrap_or(today);
    let from = input.from.map(|day| day.0).or(held.map(|held| held.from_date));
    let from = from.unwrap_or_else(|| shifts.max(today));
    check.near("from", from, today);
    let rationale = check.required("rationale", &input.rationale, TEXT);
    if let Some(responsible) = responsible {
        let draft = AgeTransitionDraft {
            birth,
            need: Some(input.dominant_need.0),
            rationale: Some(rationale.clone()),
            responsible: responsible.kind,
            from,
        };
        // That it says nothing is told above.
        check.flaws(flaws(&draft, AGE_SHIFTS).into_iter().filter(|f| f.path != "rationale"));
    }
    check.state(
        held.is_some() || latest(&file).is_none_or(|row| !is_pending(row, file.lead())),
        "caseId",
        "an assessment waits for its day; annul it first",
        "en vurdering afventer sin dag; annullér den først",
    );
    check.done()?;
    let responsible = responsible.ok_or_else(|| Refusal::not_found(path))?;
    let viewer = file.viewer();
    let row = Model {
        citizen_id: file.citizen(),
        id: work.id(),
        case_id: case.id,
        organisation_id: file.lead().id.0,
        unit_id: viewer.unit.map(|unit| unit.0),
        author_id: viewer.user.map(|user| user.0),
        dominant_need: Code(input.dominant_need.0),
        rationale,
        assessed_at: work.now,
        responsible_organisation_id: responsible.id.0,
        from_date: from,
        completed_at: None,
        recorded_at: work.now,
        version: 1,
        annulled_at: None,
        annul_reason: None,
    };
    let Some(held) = held else {
        return sent.first(work, &file, row, "AGE_TRANSITION_RECORDED").await;
    };
    let next = Model {
        dominant_need: row.dominant_need,
        rationale: row.rationale,
        responsible_organisation_id: row.responsible_organisation_id,
        from_date: row.from_date,
        ..held.clone()
    };
    sent.correct(work, &file, held, next, "AGE_TRANSITION_CORRECTED").await
}

/// Annuls an assessment that has not taken effect; a new one can be recorded then.
pub(crate) async fn annul_age_transition(
    work: &mut Work<'_>,
    input: AnnulAgeTransitionInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = open(work, &input.age_transition_id, PARTS).await?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    check::standing(PATH, row.annulled_at.is_some())?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    not_completed(&mut check, &row);
    check.done()?;
    let id = row.id;
    row.annulled_at = Some(work.now);
    row.annul_reason = Some(reason);
    row.version += 1;
    work.update(row).await?;
    work.changed(&file, "AGE_TRANSITION_ANNULLED", id).await?;
    Ok(Done::in_case(file.id(), id))
}

/// R35: on the day or later, the unit that has the case hands it over, in one transaction with all
/// that follows: lead and unit, the end of the assignment and what replaces it, who is responsible
/// for rehabilitation plans, and what the former lead keeps.
pub(crate) async fn complete_age_transition(
    work: &mut Work<'_>,
    input: CompleteAgeTransitionInput,
) -> Result<Done, Refusal> {
    // What an authority knows of the citizen passes too: whoever changes that waits, or is waited
    // for. The citizen before the case, as everywhere.
    let (of, _) = check::in_case(PATH, &input.age_transition_id, KIND)?;
    let found = coordination_case::Entity::find().filter(coordination_case::Column::Id.eq(of.id));
    let citizen = found.one(&work.txn).await?.map(|case| case.citizen_id);
    lock(work, citizen.unwrap_or_default()).await?;
    let (file, mut row) = open(work, &input.age_transition_id, PASSING).await?;
    let mut case = file.case()?.clone();
    expect_version("expectedVersion", input.expected_version, case.version)?;
    check::standing(PATH, row.annulled_at.is_some())?;
    let mut check = Check::default();
    not_completed(&mut check, &row);
    check.state(
        latest(&file).is_some_and(|latest| latest.id == row.id),
        PATH,
        "a later assessment stands; hand the case over by that",
        "en senere vurdering gælder; overdrag sagen efter den",
    );
    let former = file.lead();
    let responsible = file.directory.organisation(row.responsible_organisation_id)?;
    check.state(
        responsible.id != former.id || row.completed_at.is_some(),
        PATH,
        "the case stays with your authority; there is nothing to hand over",
        "sagen bliver i myndigheden; der er intet at overdrage",
    );
    if today(work.now) < row.from_date {
        let path = PATH.to_owned();
        check.flaws([Flaw { fault: Fault::TooEarly, rule: Rule::R35, path }]);
    }
    let unit = check.unit("unitId", Some(&input.unit_id), Some(responsible), &file.directory);
    let coordinator = input.coordinator_id.as_ref();
    let mut next = None;
    if let (Some(coordinator), Some(unit)) = (coordinator, unit) {
        let law = handed_over(&file, responsible, unit);
        let wanted = Wanted { coordinator, consent: input.consent_id.as_ref() };
        next = Some(assignment::choose(&mut check, &file, &law, wanted)?);
    }
    check.that(
        coordinator.is_some() || input.consent_id.is_none(),
        "consentId",
        "name the coordinator whose assignment rests on it",
        "angiv den koordinator, hvis tildeling bygger på det",
    );
    check.done()?;

    let warning = succeed_coordinator(work, &file, next).await?;
    work.hold(&file, former.id.0, Some(case.unit_id), None).await?;
    pass_on(work, &file.rows, responsible.id.0).await?;
    pass_plans(work, &file, responsible, row.from_date).await?;
    let id = row.id;
    case.lead_organisation_id = responsible.id.0;
    case.unit_id = unit.unwrap_or_default();
    case.version += 1;
    work.update_case(case).await?;
    row.completed_at = Some(work.now);
    row.version += 1;
    work.update(row).await?;
    work.changed(&file, "AGE_TRANSITION_COMPLETED", id).await?;
    work.changed(&file, "CASE_LEAD_PASSED", file.id()).await?;
    Ok(Done::in_case(file.id(), id).warn(warning))
}

/// The present coordinator works for the former lead: the assignment ends, and the next one follows
/// it at the same instant, where there is one. Without one the consents lapse (R08), and the caller
/// is told; the former coordinator keeps reading what the former lead holds.
async fn succeed_coordinator(
    work: &Work<'_>,
    file: &CaseFile,
    next: Option<Chosen>,
) -> Result<Option<Flaw>, AppError> {
    let held = assignment::current(file).cloned();
    let replaces = held.as_ref().map(|held| held.id);
    let lapses = held.is_some() && next.is_none();
    if let Some(held) = held {
        let former = Some(held.coordinator_id);
        let reason = next.is_none().then(|| "Ansvaret er overgået efter alder".to_owned());
        let id = held.id;
        assignment::end(work, held, reason).await?;
        work.changed(file, "COORDINATOR_ASSIGNMENT_ENDED", id).await?;
        work.hold(file, file.lead().id.0, None, former).await?;
    }
    if let Some(next) = next {
        assignment::begin(work, file, next, None, replaces).await?;
    }
    let path = "coordinatorId".to_owned();
    Ok(lapses.then_some(Flaw { fault: Fault::ConsentRequired, rule: Rule::R08, path }))
}

/// R35: the plans that stand and that the former lead is responsible for are the next one's, from
/// the day of the passage, or from when they came if that is later.
async fn pass_plans(
    work: &Work<'_>,
    file: &CaseFile,
    next: Organisation,
    from: NaiveDate,
) -> Result<(), AppError> {
    let former = Some(file.lead().id.0);
    let of_former = |plan: &&rehabilitation_plan::Model| {
        plan.annulled_at.is_none() && plan.responsible_organisation_id == former
    };
    for plan in file.rows.rehabilitation_plans.iter().filter(of_former) {
        let mut plan = plan.clone();
        let id = plan.id;
        plan.responsible_organisation_id = Some(next.id.0);
        plan.responsible_from = plan.responsible_from.max(Some(from));
        plan.version += 1;
        work.update(plan).await?;
        work.changed(file, "REHABILITATION_COURSE_UPDATED", id).await?;
    }
    Ok(())
}

/// The case as the law sees it once it is handed over.
fn handed_over(file: &CaseFile, lead: Organisation, unit: Uuid) -> law::Case {
    let facts = file.law.facts().clone();
    law::Case::new(law::Facts { lead, unit: UnitId(unit), ..facts })
}

/// Opens the case of an assessment for its unit's caseworker, and the assessment.
async fn open(work: &mut Work<'_>, id: &ID, parts: Parts) -> Result<(CaseFile, Model), Refusal> {
    let (case, id) = check::in_case(PATH, id, KIND)?;
    let file = work.case(case, PATH, parts).await?;
    let row = file.rows.age_transitions.iter().find(|row| row.id == id).cloned();
    let row = row.ok_or_else(|| Refusal::not_found(PATH))?;
    let writer = file.directory.organisation(row.organisation_id)?;
    let tier = age_transition_tier(&row, file.organisation().map(|own| own.id.0));
    let verdict = file.verdict_over(&[file.lead(), writer]);
    if verdict.open(CaseFile::PROCESS, tier) != Opening::Granted {
        return Err(Refusal::not_found(PATH));
    }
    file.require_caseworker()?;
    file.require_not_closed()?;
    Ok((file, row))
}

/// The assessment that counts: the last one that stands.
fn latest(file: &CaseFile) -> Option<&Model> {
    let standing = file.rows.age_transitions.iter().filter(|row| row.annulled_at.is_none());
    standing.max_by_key(|row| (row.assessed_at, row.id))
}

/// Whether it waits for the case to be handed over.
fn is_pending(row: &Model, lead: Organisation) -> bool {
    row.completed_at.is_none() && row.responsible_organisation_id != lead.id.0
}

fn not_completed(check: &mut Check, row: &Model) {
    check.state(
        row.completed_at.is_none(),
        PATH,
        "the case has been handed over; record a new assessment",
        "sagen er overdraget; registrér en ny vurdering",
    );
}

fn birth(file: &CaseFile) -> Result<NaiveDate, AppError> {
    let birth = file.rows.citizens.first().map(|citizen| citizen.birth_date);
    Ok(birth.ok_or_else(|| StoreError::inconsistent("citizen", "absent"))?)
}
