//! Who acts for a citizen.

use async_graphql::{Context, Object, Result};

use crate::app::representative::{
    self, AddRepresentativeInput, AnnulRepresentativeInput, EndRepresentativeInput,
    UpdateRepresentativeInput,
};
use crate::graphql::engine::Answer;
use crate::graphql::payload::Outcome;
use crate::store::view::{CitizenView, Item};
use crate::{payload_of, write_as};

payload_of! {
    /// What adding a representative answers (tilføjelse af repræsentant).
    AddRepresentativePayload {
        citizen "The citizen after the change (borger).": CitizenView = |outcome| outcome.beside();
        representative "The representative (repræsentant).": Item<entity::representative::Model>
            = |outcome| representative(outcome);
    }
    /// What changing a representative answers (rettelse af repræsentant).
    UpdateRepresentativePayload {
        citizen "The citizen after the change (borger).": CitizenView = |outcome| outcome.beside();
        representative "The representative (repræsentant).": Item<entity::representative::Model>
            = |outcome| representative(outcome);
    }
    /// What ending a representation answers (ophør af repræsentation).
    EndRepresentativePayload {
        citizen "The citizen after the change (borger).": CitizenView = |outcome| outcome.beside();
        representative "The representative (repræsentant).": Item<entity::representative::Model>
            = |outcome| representative(outcome);
    }
    /// What annulling a representative answers (annullering af repræsentant).
    AnnulRepresentativePayload {
        citizen "The citizen after the change (borger).": CitizenView = |outcome| outcome.beside();
        representative "The representative (repræsentant).": Item<entity::representative::Model>
            = |outcome| representative(outcome);
    }
}

fn representative(outcome: &Outcome) -> Option<Item<entity::representative::Model>> {
    let id = outcome.id()?;
    let citizen: CitizenView = outcome.beside()?;
    Item::find(&citizen.representatives, |row| row.id == id)
}

#[derive(Default)]
pub(crate) struct RepresentativeMutation;

#[Object]
impl RepresentativeMutation {
    /// Adds a representative of a citizen (tilføj repræsentant). By who may change the citizen.
    async fn add_representative(
        &self,
        ctx: &Context<'_>,
        input: AddRepresentativeInput,
    ) -> Result<Answer<AddRepresentativePayload>> {
        write_as!(ctx, input, AddRepresentativePayload, representative::add_representative)
    }

    /// Changes a representative (ret repræsentant). By who may change the citizen.
    async fn update_representative(
        &self,
        ctx: &Context<'_>,
        input: UpdateRepresentativeInput,
    ) -> Result<Answer<UpdateRepresentativePayload>> {
        write_as!(ctx, input, UpdateRepresentativePayload, representative::update_representative)
    }

    /// Ends a representation from a day on (afslut repræsentation). By who may change the citizen.
    async fn end_representative(
        &self,
        ctx: &Context<'_>,
        input: EndRepresentativeInput,
    ) -> Result<Answer<EndRepresentativePayload>> {
        write_as!(ctx, input, EndRepresentativePayload, representative::end_representative)
    }

    /// Annuls a representative that was registered wrongly (annullér repræsentant). By who may
    /// change the citizen.
    async fn annul_representative(
        &self,
        ctx: &Context<'_>,
        input: AnnulRepresentativeInput,
    ) -> Result<Answer<AnnulRepresentativePayload>> {
        write_as!(ctx, input, AnnulRepresentativePayload, representative::annul_representative)
    }
}
