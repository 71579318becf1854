//! Assessing the need for a coordinator.

use async_graphql::{Context, Object, Result};

use crate::app::assessment::{self, AnnulAssessmentInput, AssessInput};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What assessing answers (vurdering).
    AssessPayload of DkkCase {
        assessment "The assessment (vurdering).": Item<entity::assessment::Model>
            = |case, id| Item::find(&case.assessments, |row| row.id == id);
    }
    /// What annulling an assessment answers (annullering af vurdering).
    AnnulAssessmentPayload of DkkCase {
        assessment "The assessment (vurdering).": Item<entity::assessment::Model>
            = |case, id| Item::find(&case.assessments, |row| row.id == id);
    }
}

#[derive(Default)]
pub(crate) struct AssessmentMutation;

#[Object]
impl AssessmentMutation {
    /// Assesses the need for a coordinator (vurdering). By a caseworker of the case's unit (R01, R03): the criteria
    /// advise, and a conclusion that departs from them needs its rationale.
    async fn assess(&self, ctx: &Context<'_>, input: AssessInput) -> Result<Answer<AssessPayload>> {
        write_as!(ctx, input, AssessPayload, assessment::assess)
    }

    /// Annuls an assessment that was recorded wrongly (annullér vurdering). By a caseworker of the case's unit.
    async fn annul_assessment(
        &self,
        ctx: &Context<'_>,
        input: AnnulAssessmentInput,
    ) -> Result<Answer<AnnulAssessmentPayload>> {
        write_as!(ctx, input, AnnulAssessmentPayload, assessment::annul_assessment)
    }
}
