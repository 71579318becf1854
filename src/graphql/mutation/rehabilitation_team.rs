//! The rehabilitation team.

use async_graphql::{Context, Object, Result};
use entity::rehabilitation_team_case::Model;

use crate::app::rehabilitation_team::{
    self, AnnulRehabilitationTeamCaseInput, RecordRehabilitationTeamCaseInput,
};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What recording a recommendation answers (registrering af indstilling).
    RecordRehabilitationTeamCasePayload of BrainInjuryCase {
        rehabilitationTeamCase "The recommendation (indstilling).": Item<Model>
            = |case, id| Item::find(&case.team_cases, |row| row.id == id);
    }
    /// What annulling a recommendation answers (annullering af indstilling).
    AnnulRehabilitationTeamCasePayload of BrainInjuryCase {
        rehabilitationTeamCase "The recommendation (indstilling).": Item<Model>
            = |case, id| Item::find(&case.team_cases, |row| row.id == id);
    }
}

#[derive(Default)]
pub(crate) struct RehabilitationTeamMutation;

#[Object]
impl RehabilitationTeamMutation {
    /// Records what the rehabilitation team recommends (registrér indstilling); a disability pension
    /// presupposes a resource course, or that it is futile, treatment exhausted and the other
    /// conditions met (R36). By a caseworker of an administration that takes part, which holds it.
    async fn record_rehabilitation_team_case(
        &self,
        ctx: &Context<'_>,
        input: RecordRehabilitationTeamCaseInput,
    ) -> Result<Answer<RecordRehabilitationTeamCasePayload>> {
        write_as!(
            ctx,
            input,
            RecordRehabilitationTeamCasePayload,
            rehabilitation_team::record_rehabilitation_team_case
        )
    }

    /// Annuls a recommendation (annullér indstilling), with the reason; it stays readable to the
    /// administration that recorded it, a caseworker of which does this.
    async fn annul_rehabilitation_team_case(
        &self,
        ctx: &Context<'_>,
        input: AnnulRehabilitationTeamCaseInput,
    ) -> Result<Answer<AnnulRehabilitationTeamCasePayload>> {
        write_as!(
            ctx,
            input,
            AnnulRehabilitationTeamCasePayload,
            rehabilitation_team::annul_rehabilitation_team_case
        )
    }
}
