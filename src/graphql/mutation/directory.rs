//! Keeping the directory: organisations, units, professionals, memberships.

use async_graphql::{Context, Object, Result};

use crate::app::entry::{self, AnnulEntryInput};
use crate::app::membership::{self, AddMembershipInput, EndMembershipInput};
use crate::app::organisation::{self, RegisterOrganisationInput, UpdateOrganisationInput};
use crate::app::professional::{self, RegisterProfessionalInput, UpdateProfessionalInput};
use crate::app::unit::{self, RegisterUnitInput, UpdateUnitInput};
use crate::graphql::engine::Answer;
use crate::store::view::{MembershipRef, OrganisationRef, ProfessionalRef, UnitRef};
use crate::{payload_of, write_as};

payload_of! {
    /// What registering an organisation answers (registrering af organisation).
    RegisterOrganisationPayload {
        organisation "The organisation after the change (organisation).": OrganisationRef = |outcome| outcome.beside();
    }
    /// What changing an organisation answers (rettelse af organisation).
    UpdateOrganisationPayload {
        organisation "The organisation after the change (organisation).": OrganisationRef = |outcome| outcome.beside();
    }
    /// What annulling an organisation answers (annullering af organisation).
    AnnulOrganisationPayload {
        organisation "The organisation after the change (organisation).": OrganisationRef = |outcome| outcome.beside();
    }
    /// What registering a unit answers (registrering af enhed).
    RegisterUnitPayload {
        unit "The unit after the change (enhed).": UnitRef = |outcome| outcome.beside();
    }
    /// What changing a unit answers (rettelse af enhed).
    UpdateUnitPayload {
        unit "The unit after the change (enhed).": UnitRef = |outcome| outcome.beside();
    }
    /// What annulling a unit answers (annullering af enhed).
    AnnulUnitPayload {
        unit "The unit after the change (enhed).": UnitRef = |outcome| outcome.beside();
    }
    /// What registering a professional answers (registrering af fagperson).
    RegisterProfessionalPayload {
        professional "The professional after the change (fagperson).": ProfessionalRef = |outcome| outcome.beside();
    }
    /// What changing a professional answers (rettelse af fagperson).
    UpdateProfessionalPayload {
        professional "The professional after the change (fagperson).": ProfessionalRef = |outcome| outcome.beside();
    }
    /// What annulling a professional answers (annullering af fagperson).
    AnnulProfessionalPayload {
        professional "The professional after the change (fagperson).": ProfessionalRef = |outcome| outcome.beside();
    }
    /// What adding a membership answers (tilknytning af fagperson).
    AddMembershipPayload {
        membership "The membership after the change (tilknytning).": MembershipRef
            = |outcome| outcome.beside();
    }
    /// What ending a membership answers (ophør af tilknytning).
    EndMembershipPayload {
        membership "The membership after the change (tilknytning).": MembershipRef
            = |outcome| outcome.beside();
    }
}

#[derive(Default)]
pub(crate) struct DirectoryMutation;

#[Object]
impl DirectoryMutation {
    /// Registers an organisation (registrér organisation). With the scope `directory:write`.
    async fn register_organisation(
        &self,
        ctx: &Context<'_>,
        input: RegisterOrganisationInput,
    ) -> Result<Answer<RegisterOrganisationPayload>> {
        write_as!(ctx, input, RegisterOrganisationPayload, organisation::register_organisation)
    }

    /// Changes an organisation (ret organisation). With the scope `directory:write`.
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        input: UpdateOrganisationInput,
    ) -> Result<Answer<UpdateOrganisationPayload>> {
        write_as!(ctx, input, UpdateOrganisationPayload, organisation::update_organisation)
    }

    /// Annuls an organisation that was registered wrongly; what names it already stands (annullér
    /// organisation). With the scope `directory:write`.
    async fn annul_organisation(
        &self,
        ctx: &Context<'_>,
        input: AnnulEntryInput,
    ) -> Result<Answer<AnnulOrganisationPayload>> {
        write_as!(ctx, input, AnnulOrganisationPayload, entry::annul::<entity::organisation::Model>)
    }

    /// Registers a unit (registrér enhed). With the scope `directory:write`.
    async fn register_unit(
        &self,
        ctx: &Context<'_>,
        input: RegisterUnitInput,
    ) -> Result<Answer<RegisterUnitPayload>> {
        write_as!(ctx, input, RegisterUnitPayload, unit::register_unit)
    }

    /// Changes a unit (ret enhed). With the scope `directory:write`.
    async fn update_unit(
        &self,
        ctx: &Context<'_>,
        input: UpdateUnitInput,
    ) -> Result<Answer<UpdateUnitPayload>> {
        write_as!(ctx, input, UpdateUnitPayload, unit::update_unit)
    }

    /// Annuls a unit that was registered wrongly; what names it already stands (annullér
    /// enhed). With the scope `directory:write`.
    async fn annul_unit(
        &self,
        ctx: &Context<'_>,
        input: AnnulEntryInput,
    ) -> Result<Answer<AnnulUnitPayload>> {
        write_as!(ctx, input, AnnulUnitPayload, entry::annul::<entity::unit::Model>)
    }

    /// Registers a professional (registrér fagperson). With the scope `directory:write`.
    async fn register_professional(
        &self,
        ctx: &Context<'_>,
        input: RegisterProfessionalInput,
    ) -> Result<Answer<RegisterProfessionalPayload>> {
        write_as!(ctx, input, RegisterProfessionalPayload, professional::register_professional)
    }

    /// Changes a professional (ret fagperson). With the scope `directory:write`.
    async fn update_professional(
        &self,
        ctx: &Context<'_>,
        input: UpdateProfessionalInput,
    ) -> Result<Answer<UpdateProfessionalPayload>> {
        write_as!(ctx, input, UpdateProfessionalPayload, professional::update_professional)
    }

    /// Annuls a professional that was registered wrongly; what names it already stands (annullér
    /// fagperson). With the scope `directory:write`.
    async fn annul_professional(
        &self,
        ctx: &Context<'_>,
        input: AnnulEntryInput,
    ) -> Result<Answer<AnnulProfessionalPayload>> {
        write_as!(ctx, input, AnnulProfessionalPayload, entry::annul::<entity::professional::Model>)
    }

    /// Adds a professional to an organisation (tilknyt fagperson). With the scope `directory:write`.
    async fn add_membership(
        &self,
        ctx: &Context<'_>,
        input: AddMembershipInput,
    ) -> Result<Answer<AddMembershipPayload>> {
        write_as!(ctx, input, AddMembershipPayload, membership::add_membership)
    }

    /// Ends a membership from a day on (afslut tilknytning). With the scope `directory:write`.
    async fn end_membership(
        &self,
        ctx: &Context<'_>,
        input: EndMembershipInput,
    ) -> Result<Answer<EndMembershipPayload>> {
        write_as!(ctx, input, EndMembershipPayload, membership::end_membership)
    }
}
