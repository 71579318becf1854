//! Registering citizens, and keeping what is registered right.

use async_graphql::{Context, Object, Result};

use crate::app::citizen::{
    self, AnnulCitizenInput, CorrectCitizenIdentifierInput, RegisterCitizenInput,
    UpdateCitizenInput,
};
use crate::graphql::engine::Answer;
use crate::store::view::CitizenView;
use crate::{payload_of, write_as};

payload_of! {
    /// What registering a citizen answers (registrering af borger).
    RegisterCitizenPayload {
        citizen "The citizen after the change (borger).": CitizenView = |outcome| outcome.beside();
    }
    /// What changing a citizen answers (rettelse af borger).
    UpdateCitizenPayload {
        citizen "The citizen after the change (borger).": CitizenView = |outcome| outcome.beside();
    }
    /// What replacing a person identifier answers (rettelse af personnummer).
    CorrectCitizenIdentifierPayload {
        citizen "The citizen after the change (borger).": CitizenView = |outcome| outcome.beside();
    }
    /// What annulling a citizen answers (annullering af borger).
    AnnulCitizenPayload {
        citizen "The citizen after the change (borger).": CitizenView = |outcome| outcome.beside();
    }
}

#[derive(Default)]
pub(crate) struct CitizenMutation;

#[Object]
impl CitizenMutation {
    /// Registers a citizen (registrér borger). By a caseworker of an authority that leads cases
    /// (R40). Who is registered already is not registered twice: the answer has the id and a
    /// warning, and opens what the caller's cases open.
    async fn register_citizen(
        &self,
        ctx: &Context<'_>,
        input: RegisterCitizenInput,
    ) -> Result<Answer<RegisterCitizenPayload>> {
        write_as!(ctx, input, RegisterCitizenPayload, citizen::register_citizen)
    }

    /// Changes a citizen (ret borger). By a caseworker of the unit that leads a case of the citizen,
    /// or, until there is one, of the organisation that registered them.
    async fn update_citizen(
        &self,
        ctx: &Context<'_>,
        input: UpdateCitizenInput,
    ) -> Result<Answer<UpdateCitizenPayload>> {
        write_as!(ctx, input, UpdateCitizenPayload, citizen::update_citizen)
    }

    /// Replaces a person identifier, as a replacement number by the CPR number (ret personnummer);
    /// the former one is kept (R40). By who may change the citizen.
    async fn correct_citizen_identifier(
        &self,
        ctx: &Context<'_>,
        input: CorrectCitizenIdentifierInput,
    ) -> Result<Answer<CorrectCitizenIdentifierPayload>> {
        write_as!(ctx, input, CorrectCitizenIdentifierPayload, citizen::correct_citizen_identifier)
    }

    /// Annuls a wrong registration, as long as there is no case (annullér borger). By who may change
    /// the citizen.
    async fn annul_citizen(
        &self,
        ctx: &Context<'_>,
        input: AnnulCitizenInput,
    ) -> Result<Answer<AnnulCitizenPayload>> {
        write_as!(ctx, input, AnnulCitizenPayload, citizen::annul_citizen)
    }
}
