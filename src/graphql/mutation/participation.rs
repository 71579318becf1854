//! Who takes part in a case.

use async_graphql::{Context, Object, Result};

use crate::app::participation::{self, AddParticipationInput, EndParticipationInput};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What adding a participation answers (ny deltagelse).
    AddParticipationPayload {
        participation "The participation (deltagelse).": Item<entity::participation::Model>
            = |case, id| Item::find(&case.participations, |row| row.id == id);
    }
    /// What ending a participation answers (ophør af deltagelse).
    EndParticipationPayload {
        participation "The participation (deltagelse).": Item<entity::participation::Model>
            = |case, id| Item::find(&case.participations, |row| row.id == id);
    }
}

#[derive(Default)]
pub(crate) struct ParticipationMutation;

#[Object]
impl ParticipationMutation {
    /// Lets an organisation that an effective clause or basis names take part, by a unit or a person
    /// (tilføj deltagelse), R17. By the coordinator or a caseworker of the case's unit.
    async fn add_participation(
        &self,
        ctx: &Context<'_>,
        input: AddParticipationInput,
    ) -> Result<Answer<AddParticipationPayload>> {
        write_as!(ctx, input, AddParticipationPayload, participation::add_participation)
    }

    /// Ends a participation (afslut deltagelse). By the coordinator or a caseworker of the case's unit.
    async fn end_participation(
        &self,
        ctx: &Context<'_>,
        input: EndParticipationInput,
    ) -> Result<Answer<EndParticipationPayload>> {
        write_as!(ctx, input, EndParticipationPayload, participation::end_participation)
    }
}
