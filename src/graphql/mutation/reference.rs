//! External references: a case system's own numbers.

use async_graphql::{Context, Object, Result};

use crate::app::reference::{self, RemoveExternalReferenceInput, SetExternalReferenceInput};
use crate::graphql::engine::Answer;
use crate::store::view::{CaseView, CitizenView, OrganisationRef, ProfessionalRef, UnitRef};
use crate::{payload_of, write_as};

payload_of! {
    /// What setting an external reference answers (ekstern reference).
    SetExternalReferencePayload {
        case "The case, where it is of one (sag).": CaseView = |outcome| outcome.case.clone();
        citizen "The citizen, where it is theirs (borger).": CitizenView = |outcome| outcome.beside();
        organisation "The organisation (organisation).": OrganisationRef = |outcome| outcome.beside();
        unit "The unit (enhed).": UnitRef = |outcome| outcome.beside();
        professional "The professional (fagperson).": ProfessionalRef = |outcome| outcome.beside();
    }
    /// What removing an external reference answers (fjernelse af ekstern reference).
    RemoveExternalReferencePayload {
        case "The case, where it is of one (sag).": CaseView = |outcome| outcome.case.clone();
        citizen "The citizen, where it is theirs (borger).": CitizenView = |outcome| outcome.beside();
        organisation "The organisation (organisation).": OrganisationRef = |outcome| outcome.beside();
        unit "The unit (enhed).": UnitRef = |outcome| outcome.beside();
        professional "The professional (fagperson).": ProfessionalRef = |outcome| outcome.beside();
    }
}

#[derive(Default)]
pub(crate) struct ReferenceMutation;

#[Object]
impl ReferenceMutation {
    /// Gives any entity that the caller may see the number that a case system knows it by (ekstern
    /// reference): unique within the caller's organisation and the system, and visible to that
    /// organisation alone. By every organisation's caller.
    async fn set_external_reference(
        &self,
        ctx: &Context<'_>,
        input: SetExternalReferenceInput,
    ) -> Result<Answer<SetExternalReferencePayload>> {
        write_as!(ctx, input, SetExternalReferencePayload, reference::set_external_reference)
    }

    /// Removes a number that the caller's organisation set (fjern ekstern reference).
    async fn remove_external_reference(
        &self,
        ctx: &Context<'_>,
        input: RemoveExternalReferenceInput,
    ) -> Result<Answer<RemoveExternalReferencePayload>> {
        write_as!(ctx, input, RemoveExternalReferencePayload, reference::remove_external_reference)
    }
}
