//! The passage at 65 (R35).

use async_graphql::{Context, Object, Result};
use entity::age_transition::Model;

use crate::app::age_transition::{
    self, AnnulAgeTransitionInput, CompleteAgeTransitionInput, RecordAgeTransitionInput,
};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What recording the dominant need answers (vurdering af dominerende behov).
    RecordAgeTransitionPayload of BrainInjuryCase {
        ageTransition "The assessment (aldersovergang).": Item<Model>
            = |case, id| Item::find(&case.age_transitions, |row: &Model| row.id == id);
    }
    /// What annulling an assessment of the dominant need answers (annullering af aldersovergang).
    AnnulAgeTransitionPayload of BrainInjuryCase {
        ageTransition "The assessment (aldersovergang).": Item<Model>
            = |case, id| Item::find(&case.age_transitions, |row: &Model| row.id == id);
    }
    /// What handing a case over at the age of 65 answers (overdragelse ved aldersovergang).
    CompleteAgeTransitionPayload of BrainInjuryCase {
        ageTransition "The assessment (aldersovergang).": Item<Model>
            = |case, id| Item::find(&case.age_transitions, |row: &Model| row.id == id);
    }
}

#[derive(Default)]
pub(crate) struct AgeTransitionMutation;

#[Object]
impl AgeTransitionMutation {
    /// Records which need dominates when the citizen reaches the age at which the authority passes,
    /// ahead of the day or later, and so who is responsible from then on (vurdér dominerende behov).
    /// By a caseworker of the case's unit (R35).
    async fn record_age_transition(
        &self,
        ctx: &Context<'_>,
        input: RecordAgeTransitionInput,
    ) -> Result<Answer<RecordAgeTransitionPayload>> {
        write_as!(ctx, input, RecordAgeTransitionPayload, age_transition::record_age_transition)
    }

    /// Annuls an assessment of the dominant need that was recorded wrongly and has not taken effect
    /// (annullér aldersovergang). By a caseworker of the case's unit.
    async fn annul_age_transition(
        &self,
        ctx: &Context<'_>,
        input: AnnulAgeTransitionInput,
    ) -> Result<Answer<AnnulAgeTransitionPayload>> {
        write_as!(ctx, input, AnnulAgeTransitionPayload, age_transition::annul_age_transition)
    }

    /// Hands the case over to the administration that is responsible from the day on, on that day or
    /// later (overdrag sag ved aldersovergang): its unit has the case, the present assignment ends,
    /// and the former authority keeps what it wrote itself. Consents stay with whom they were given
    /// to. By a caseworker of the unit that has the case (R35).
    async fn complete_age_transition(
        &self,
        ctx: &Context<'_>,
        input: CompleteAgeTransitionInput,
    ) -> Result<Answer<CompleteAgeTransitionPayload>> {
        write_as!(ctx, input, CompleteAgeTransitionPayload, age_transition::complete_age_transition)
    }
}
