//! Assessments of a citizen with acquired brain injury.

use async_graphql::{Context, Object, Result};

use crate::app::brain_injury_assessment::{
    self as assessments, AnnulBrainInjuryAssessmentInput, CorrectBrainInjuryAssessmentInput,
    RecordBrainInjuryAssessmentInput,
};
use crate::graphql::engine::Answer;
use crate::store::view::{BrainInjuryAssessmentView, CaseView};
use crate::{payload, write_as};

fn found(case: &CaseView, id: sea_orm::prelude::Uuid) -> Option<BrainInjuryAssessmentView> {
    let mut all = case.brain_injury_assessments.iter();
    all.find(|row| row.row.outline(|r| r.id) == Some(id)).cloned()
}

payload! {
    /// What recording an assessment answers (registrering af udredning).
    RecordBrainInjuryAssessmentPayload of BrainInjuryCase {
        assessment "The assessment (udredning).": BrainInjuryAssessmentView = found;
    }
    /// What correcting an assessment answers (rettelse af udredning).
    CorrectBrainInjuryAssessmentPayload of BrainInjuryCase {
        assessment "The assessment (udredning).": BrainInjuryAssessmentView = found;
    }
    /// What annulling an assessment answers (annullering af udredning).
    AnnulBrainInjuryAssessmentPayload of BrainInjuryCase {
        assessment "The assessment (udredning).": BrainInjuryAssessmentView = found;
    }
}

#[derive(Default)]
pub(crate) struct BrainInjuryAssessmentMutation;

#[Object]
impl BrainInjuryAssessmentMutation {
    /// Records an assessment (registrér udredning), which who assesses holds. By a caseworker of the
    /// case's unit, the coordinator, or an administration or health organisation that takes part.
    async fn record_brain_injury_assessment(
        &self,
        ctx: &Context<'_>,
        input: RecordBrainInjuryAssessmentInput,
    ) -> Result<Answer<RecordBrainInjuryAssessmentPayload>> {
        write_as!(
            ctx,
            input,
            RecordBrainInjuryAssessmentPayload,
            assessments::record_brain_injury_assessment
        )
    }

    /// Corrects an assessment (ret udredning). By who assessed.
    async fn correct_brain_injury_assessment(
        &self,
        ctx: &Context<'_>,
        input: CorrectBrainInjuryAssessmentInput,
    ) -> Result<Answer<CorrectBrainInjuryAssessmentPayload>> {
        write_as!(
            ctx,
            input,
            CorrectBrainInjuryAssessmentPayload,
            assessments::correct_brain_injury_assessment
        )
    }

    /// Annuls an assessment (annullér udredning), with the reason; it stays with who assessed and with
    /// the citizen. By who assessed.
    async fn annul_brain_injury_assessment(
        &self,
        ctx: &Context<'_>,
        input: AnnulBrainInjuryAssessmentInput,
    ) -> Result<Answer<AnnulBrainInjuryAssessmentPayload>> {
        write_as!(
            ctx,
            input,
            AnnulBrainInjuryAssessmentPayload,
            assessments::annul_brain_injury_assessment
        )
    }
}
