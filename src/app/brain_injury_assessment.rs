//! Assessments of a citizen with acquired brain injury (udredninger): who assesses holds it.

mod content;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::assessment_score;
use entity::brain_injury_assessment::Model;
use law::facts::Organisation;
use law::fields::row_held_by;
use law::{Category, CategorySet, Purpose, Relation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::check::{self, Check, TEXT};
use super::reference::{self, ExternalReferenceInput, Target};
use super::work::expect_version;
use super::{CaseFile, Done, Refusal, Work};
use crate::domain::EntityKind;
use crate::store::Parts;

pub(crate) use content::BrainInjuryAssessmentContentInput;

/// Records an assessment (registrér udredning).
#[derive(InputObject)]
pub(crate) struct RecordBrainInjuryAssessmentInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// What it says (indhold).
    #[graphql(flatten)]
    pub(crate) content: BrainInjuryAssessmentContentInput,
    /// The caller's own number of it; what it names already is not recorded twice (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Corrects an assessment (ret udredning); what is left out stands, null clears.
#[derive(InputObject)]
pub(crate) struct CorrectBrainInjuryAssessmentInput {
    /// The assessment (udredning).
    pub(crate) assessment_id: ID,
    /// What it says (indhold).
    #[graphql(flatten)]
    pub(crate) content: BrainInjuryAssessmentContentInput,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls an assessment that was recorded wrongly (annullér udredning).
#[derive(InputObject)]
pub(crate) struct AnnulBrainInjuryAssessmentInput {
    /// The assessment (udredning).
    pub(crate) assessment_id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::BrainInjuryAssessment;
const PATH: &str = "assessmentId";

/// Who assesses records what was found, and holds it.
pub(crate) async fn record_brain_injury_assessment(
    work: &mut Work<'_>,
    input: RecordBrainInjuryAssessmentInput,
) -> Result<Done, Refusal> {
    let case = check::case_of("caseId", &input.case_id, Purpose::BrainInjury)?;
    let file = work.case(case, "caseId", Parts::FACTS).await?;
    let own = assessor(&file)?;
    file.require_not_closed()?;
    let reference = input.external_reference.as_ref();
    if let Some(named) = reference::named(work, reference, KIND).await? {
        if named.case != Some(case.id) {
            return Err(reference::names_another());
        }
        return Ok(Done::in_case(case, named.id).already_registered("externalReference"));
    }
    let viewer = file.viewer();
    let mut row = Model {
        citizen_id: file.citizen(),
        id: work.id(),
        case_id: file.id(),
        organisation_id: own.id.0,
        unit_id: viewer.unit.map(|unit| unit.0),
        author_id: viewer.user.map(|user| user.0),
        assessed_at: work.now,
        work_capacity: None,
        learning: None,
        home: None,
        economy: None,
        relatives_strain: None,
        relatives_strain_in_confidence: None,
        resources: None,
        risks: None,
        citizen_perspective: None,
        conclusion: None,
        need_level: None,
        recorded_at: work.now,
        version: 1,
        annulled_at: None,
        annul_reason: None,
    };
    let (mut check, mut scores) = (Check::default(), Vec::new());
    input.content.fill(work, &mut check, &mut row, &mut scores);
    check.done()?;
    let id = row.id;
    work.hold(&file, own.id.0, row.unit_id, row.author_id).await?;
    work.insert(row).await?;
    for score in scores {
        work.insert(score).await?;
    }
    let target = Target::in_case(KIND, id, file.citizen(), case);
    reference::attach(work, reference, target).await?;
    work.changed(&file, "BRAIN_INJURY_ASSESSMENT_RECORDED", id).await?;
    Ok(Done::in_case(case, id))
}

/// Who assessed corrects what it says.
pub(crate) async fn correct_brain_injury_assessment(
    work: &mut Work<'_>,
    input: CorrectBrainInjuryAssessmentInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.assessment_id).await?;
    file.require_not_closed()?;
    check::standing(PATH, row.annulled_at.is_some())?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let own = |score: &&assessment_score::Model| score.assessment_id == row.id;
    let mut scores: Vec<_> = file.rows.scores.iter().filter(own).cloned().collect();
    let mut check = Check::default();
    input.content.fill(work, &mut check, &mut row, &mut scores);
    check.done()?;
    if !matches!(input.content.scores, MaybeUndefined::Undefined) {
        use assessment_score::{Column, Entity};
        let held = Entity::delete_many()
            .filter(Column::CitizenId.eq(row.citizen_id))
            .filter(Column::AssessmentId.eq(row.id));
        held.exec(&work.txn).await?;
        for score in scores {
            work.insert(score).await?;
        }
    }
    changed(work, &file, row, "BRAIN_INJURY_ASSESSMENT_CORRECTED").await
}

/// Who assessed takes back what was recorded wrongly; it stays with them, and with the citizen.
pub(crate) async fn annul_brain_injury_assessment(
    work: &mut Work<'_>,
    input: AnnulBrainInjuryAssessmentInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.assessment_id).await?;
    check::standing(PATH, row.annulled_at.is_some())?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let mut check = Check::default();
    row.annul_reason = Some(check.required("reason", &input.reason, TEXT));
    check.done()?;
    row.annulled_at = Some(work.now);
    changed(work, &file, row, "BRAIN_INJURY_ASSESSMENT_ANNULLED").await
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

/// Writing table: the lead's caseworker or coordinator; a municipal administration or a health
/// organisation that takes part now.
fn assessor(file: &CaseFile) -> Result<Organisation, Refusal> {
    if file.verdict.relation == Relation::Lead {
        return file.require_coordination().map(|()| file.lead());
    }
    let now = file.now();
    let takes_part = |own: &Organisation| {
        let mut all = file.law.facts().participations.iter();
        all.any(|p| {
            p.organisation.id == own.id && p.from <= now && p.to.is_none_or(|end| now < end)
        })
    };
    let own = file.organisation().filter(|own| {
        matches!(file.verdict.relation, Relation::Participant | Relation::Holder)
            && (own.kind.is_municipal() || own.kind.is_health())
            && takes_part(own)
    });
    own.ok_or_else(|| {
        Refusal::forbidden(
            "the lead authority, or an administration or health organisation that takes part, assesses",
            "udredningen laves af den ansvarlige myndighed eller af en deltagende forvaltning eller sundhedsorganisation",
        )
    })
}

/// The case of an assessment and its row, to who assessed.
async fn to_change(work: &mut Work<'_>, id: &ID) -> Result<(CaseFile, Model), Refusal> {
    let (case, id) = check::in_case(PATH, id, KIND)?;
    let file = work.case(case, PATH, Parts::BRAIN_INJURY_ASSESSMENTS).await?;
    let row = file.rows.brain_injury_assessments.iter().find(|row| row.id == id).cloned();
    let row = row.ok_or_else(|| Refusal::not_found(PATH))?;
    let holder = file.directory.organisation(row.organisation_id)?;
    let categories = CategorySet::of(&[Category::Health]).union(row_held_by(holder.kind));
    if !file.sees_held(&[holder], categories, row.annulled_at.is_some()) {
        return Err(Refusal::not_found(PATH));
    }
    if holder.id == file.lead().id && file.verdict.relation == Relation::Lead {
        file.require_coordination()?;
    } else if file.is_citizen_side() || file.organisation() != Some(holder) {
        return Err(Refusal::forbidden("who assessed does this", "det gør den, der har udredt"));
    }
    Ok((file, row))
}
