//! Assessments of the need for a coordinator (vurderinger).

use async_graphql::{ID, InputObject, OneofObject};
use entity::assessment;
use entity::column::Code;
use law::Purpose;
use law::assessment::{Annex, ComplexityAndWeight, Criteria, flaws};
use law::assignment::in_bounds;
use law::dates::day_of;
use law::forms::Conclusion;
use law::regime::AGE_BOUNDS;

use super::check::{self, Check, TEXT};
use super::reference::{ExternalReferenceInput, Sent};
use super::work::expect_version;
use super::{Done, Refusal, UserErrorCode, Work};
use crate::domain::EntityKind;
use crate::domain::of::Of;
use crate::store::Parts;

/// The criteria of the annex (bilagets vurderingskriterier).
#[derive(InputObject)]
pub(crate) struct AnnexInput {
    /// Several professionals inside the social administration (interne parter).
    pub(crate) internal_parties: bool,
    /// Several external parties (eksterne parter).
    pub(crate) external_parties: bool,
    /// Risk of losing home, income or work (kompleksitet).
    pub(crate) complexity: bool,
    /// Illness that calls for special support (sygdomsbillede).
    pub(crate) illness_picture: bool,
    /// Against: attached to an OP-team, whose seconded worker coordinates (OP-team).
    pub(crate) op_team: bool,
    /// Against: has a contact person who is not an SKP, and work, economy and housing are settled (kontaktperson og afklaret).
    pub(crate) has_contact_person_and_settled: bool,
    /// Against: the citizen declines (afviser).
    pub(crate) declines: bool,
}

/// The criteria of complexity and weight (kompleksitet og tyngde).
#[derive(InputObject)]
pub(crate) struct ComplexityAndWeightInput {
    /// The housing situation weighs (boligsituation).
    pub(crate) housing_situation: bool,
    /// Its note (bemærkning om bolig).
    pub(crate) housing_note: Option<String>,
    /// The basis of support weighs (forsørgelsesgrundlag).
    pub(crate) support_basis: bool,
    /// Its note (bemærkning om forsørgelse).
    pub(crate) support_note: Option<String>,
    /// Continued treatment need (fortsat behandlingsbehov).
    pub(crate) treatment_need: bool,
    /// Its note (bemærkning om behandling).
    pub(crate) treatment_note: Option<String>,
    /// The relation to children, spouse or parents weighs (relation til pårørende).
    pub(crate) relatives_relation: bool,
    /// Its note (bemærkning om pårørende).
    pub(crate) relatives_note: Option<String>,
    /// Number of actors involved (antal aktører).
    pub(crate) actor_count: i32,
}

/// The criteria, of one set (kriteriesæt).
#[derive(OneofObject)]
pub(crate) enum CriteriaInput {
    /// Of the annex (bilaget).
    Annex(AnnexInput),
    /// Of complexity and weight (kompleksitet og tyngde).
    ComplexityAndWeight(ComplexityAndWeightInput),
}

/// Assesses the need for a coordinator (vurdér behov).
#[derive(InputObject)]
pub(crate) struct AssessInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// The criteria as answered; they advise (vurderingskriterier).
    pub(crate) criteria: CriteriaInput,
    /// The caseworker's conclusion (konklusion).
    pub(crate) conclusion: Of<Conclusion>,
    /// Rationale; required where the conclusion departs from what the criteria suggest (begrundelse).
    pub(crate) rationale: Option<String>,
    /// The caller's own number of it; sent again, the assessment is corrected (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Annuls an assessment that was recorded wrongly (annullér vurdering).
#[derive(InputObject)]
pub(crate) struct AnnulAssessmentInput {
    /// The assessment (vurdering).
    pub(crate) assessment_id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::Assessment;

/// R01, R03: the criteria suggest, the caseworker concludes, and gives the rationale of a
/// conclusion that departs. One that is sent again is corrected: what it said before stays beside it,
/// annulled; the age is that of the day on which it was made.
pub(crate) async fn assess(work: &mut Work<'_>, input: AssessInput) -> Result<Done, Refusal> {
    let case_id = check::case_of("caseId", &input.case_id, Purpose::Dkk)?;
    let file = work.case(case_id, "caseId", Parts::CITIZEN.with(Parts::ASSESSMENTS)).await?;
    file.require_caseworker()?;
    let reference = input.external_reference.as_ref();
    let sent = Sent::in_case::<assessment::Model>(work, reference, &file).await?;
    let held = sent.row(&file.rows.assessments, |row| row.annulled_at.is_none())?;
    if held.is_none() {
        file.require_not_closed()?;
    }
    let citizen = file.rows.citizen_row()?;
    let made = held.map_or(work.now, |held| held.assessed_at);
    let in_age_bounds = in_bounds(citizen.birth_date, day_of(made), AGE_BOUNDS);

    let mut check = Check::default();
    let criteria = criteria(&mut check, &input.criteria, in_age_bounds);
    let rationale = check.optional("rationale", input.rationale.as_deref(), TEXT);
    check.flaws(flaws(&criteria, input.conclusion.0, rationale.as_deref()));
    let mut row = assessment::Model {
        citizen_id: file.citizen(),
        id: held.map_or_else(|| work.id(), |held| held.id),
        case_id: case_id.id,
        criteria_set: Code(criteria.set()),
        internal_parties: None,
        external_parties: None,
        complexity: None,
        illness_picture: None,
        op_team: None,
        has_contact_person_and_settled: None,
        declines: None,
        housing_situation: None,
        housing_note: None,
        support_basis: None,
        support_note: None,
        treatment_need: None,
        treatment_note: None,
        relatives_relation: None,
        relatives_note: None,
        actor_count: None,
        within_age: in_age_bounds,
        suggested: Code(criteria.suggest()),
        conclusion: Code(input.conclusion.0),
        rationale,
        assessed_by: held
            .map_or_else(|| work.viewer().user.map(|user| user.0), |held| held.assessed_by),
        assessed_at: made,
        version: held.map_or(1, |held| held.version),
        annulled_at: None,
        annul_reason: None,
    };
    answers(&mut check, &mut row, &input.criteria);
    check.done()?;
    match held {
        Some(held) => sent.correct(work, &file, held, row, "ASSESSMENT_CORRECTED").await,
        None => sent.first(work, &file, row, "ASSESSMENT_RECORDED").await,
    }
}

/// Annuls an assessment; it stays with the lead authority and the citizen.
pub(crate) async fn annul_assessment(
    work: &mut Work<'_>,
    input: AnnulAssessmentInput,
) -> Result<Done, Refusal> {
    let path = "assessmentId";
    let (case, id) = check::in_case(path, &input.assessment_id, KIND)?;
    let file = work.case(case, path, Parts::ASSESSMENTS).await?;
    file.require_caseworker()?;
    let row = file.rows.assessments.iter().find(|row| row.id == id).cloned();
    let mut row = row.ok_or_else(|| Refusal::not_found(path))?;
    if row.annulled_at.is_some() {
        let english = "it is annulled; assess anew";
        let danish = "den er annulleret; vurdér på ny";
        return Err(Refusal::user(UserErrorCode::IllegalState, path, english, danish));
    }
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let mut check = Check::default();
    row.annul_reason = Some(check.required("reason", &input.reason, TEXT));
    check.done()?;
    row.annulled_at = Some(work.now);
    row.version += 1;
    work.update(row).await?;
    work.changed(&file, "ASSESSMENT_ANNULLED", id).await?;
    Ok(Done::in_case(case, id))
}

/// The criteria as the law weighs them. That the citizen has an SKP speaks neither way (R03), and
/// is not asked.
fn criteria(check: &mut Check, input: &CriteriaInput, in_age_bounds: bool) -> Criteria {
    match input {
        CriteriaInput::Annex(a) => Criteria::Annex(Annex {
            internal_parties: a.internal_parties,
            external_parties: a.external_parties,
            complexity: a.complexity,
            illness_picture: a.illness_picture,
            op_team: a.op_team,
            has_contact_person_and_settled: a.has_contact_person_and_settled,
            has_skp: false,
            declines: a.declines,
            in_age_bounds,
        }),
        CriteriaInput::ComplexityAndWeight(c) => {
            check.that(
                (0..=1000).contains(&c.actor_count),
                "criteria.complexityAndWeight.actorCount",
                "count the actors, 0 to 1000",
                "tæl aktørerne, 0 til 1000",
            );
            Criteria::ComplexityAndWeight(ComplexityAndWeight {
                housing: c.housing_situation,
                support: c.support_basis,
                treatment: c.treatment_need,
                relatives: c.relatives_relation,
                actors: u32::try_from(c.actor_count).unwrap_or(0),
                in_age_bounds,
            })
        }
    }
}

/// Puts the answers into the row.
fn answers(check: &mut Check, row: &mut assessment::Model, input: &CriteriaInput) {
    match input {
        CriteriaInput::Annex(a) => {
            row.internal_parties = Some(a.internal_parties);
            row.external_parties = Some(a.external_parties);
            row.complexity = Some(a.complexity);
            row.illness_picture = Some(a.illness_picture);
            row.op_team = Some(a.op_team);
            row.has_contact_person_and_settled = Some(a.has_contact_person_and_settled);
            row.declines = Some(a.declines);
        }
        CriteriaInput::ComplexityAndWeight(c) => {
            let mut note = |name: &str, text: &Option<String>| {
                let path = format!("criteria.complexityAndWeight.{name}");
                check.optional(&path, text.as_deref(), TEXT)
            };
            row.housing_situation = Some(c.housing_situation);
            row.housing_note = note("housingNote", &c.housing_note);
            row.support_basis = Some(c.support_basis);
            row.support_note = note("supportNote", &c.support_note);
            row.treatment_need = Some(c.treatment_need);
            row.treatment_note = note("treatmentNote", &c.treatment_note);
            row.relatives_relation = Some(c.relatives_relation);
            row.relatives_note = note("relativesNote", &c.relatives_note);
            row.actor_count = Some(c.actor_count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annex(op_team: bool, settled: bool, declines: bool) -> CriteriaInput {
        CriteriaInput::Annex(AnnexInput {
            internal_parties: true,
            external_parties: false,
            complexity: false,
            illness_picture: false,
            op_team,
            has_contact_person_and_settled: settled,
            declines,
        })
    }

    #[test]
    fn r03_each_exclusion_alone_suggests_that_none_is_needed() {
        let suggest = |input: &CriteriaInput, in_age_bounds| {
            criteria(&mut Check::default(), input, in_age_bounds).suggest()
        };
        assert_eq!(suggest(&annex(false, false, false), true), Conclusion::Needed);
        assert_eq!(suggest(&annex(true, false, false), true), Conclusion::NotNeeded);
        assert_eq!(suggest(&annex(false, true, false), true), Conclusion::NotNeeded);
        assert_eq!(suggest(&annex(false, false, true), true), Conclusion::NotNeeded);
        assert_eq!(suggest(&annex(false, false, false), false), Conclusion::NotNeeded);
    }

    #[test]
    fn actors_are_counted_from_nought() {
        for (actor_count, refused) in [(-1, true), (0, false), (1000, false), (1001, true)] {
            let input = CriteriaInput::ComplexityAndWeight(ComplexityAndWeightInput {
                housing_situation: true,
                housing_note: None,
                support_basis: false,
                support_note: None,
                treatment_need: false,
                treatment_note: None,
                relatives_relation: false,
                relatives_note: None,
                actor_count,
            });
            let mut check = Check::default();
            criteria(&mut check, &input, true);
            assert_eq!(check.done().is_err(), refused, "{actor_count}");
        }
    }
}
