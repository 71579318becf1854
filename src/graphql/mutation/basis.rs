//! Statutory bases.

use async_graphql::{Context, Object, Result};

use crate::app::basis::{
    self, EndStatutoryBasisInput, ObjectToBasisInput, RecordStatutoryBasisInput,
};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What recording a statutory basis answers (notering af hjemmel).
    RecordStatutoryBasisPayload {
        statutoryBasis "The statutory basis (hjemmel).": Item<entity::statutory_basis::Model> = |case, id| {
            case.bases.iter().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What objecting answers (indsigelse).
    ObjectToBasisPayload {
        statutoryBasis "The statutory basis (hjemmel).": Item<entity::statutory_basis::Model> = |case, id| {
            case.bases.iter().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What ending a statutory basis answers (ophør af hjemmel).
    EndStatutoryBasisPayload {
        statutoryBasis "The statutory basis (hjemmel).": Item<entity::statutory_basis::Model> = |case, id| {
            case.bases.iter().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
}

#[derive(Default)]
pub(crate) struct BasisMutation;

#[Object]
impl BasisMutation {
    /// Records a statutory basis (notér hjemmel) on which information crosses without consent; the
    /// holder is notified and the citizen told. By a caseworker of the requester for
    /// retssikkerhedsloven §§ 11 a and 11 c, of the holder for the others (R18, R19, R21, R22).
    async fn record_statutory_basis(
        &self,
        ctx: &Context<'_>,
        input: RecordStatutoryBasisInput,
    ) -> Result<Answer<RecordStatutoryBasisPayload>> {
        write_as!(ctx, input, RecordStatutoryBasisPayload, basis::record_statutory_basis)
    }

    /// Records that the citizen objected to a basis by § 11 a, stk. 3 (indsigelse). By the citizen,
    /// a representative, or the lead authority for them (R19).
    async fn object_to_basis(
        &self,
        ctx: &Context<'_>,
        input: ObjectToBasisInput,
    ) -> Result<Answer<ObjectToBasisPayload>> {
        write_as!(ctx, input, ObjectToBasisPayload, basis::object_to_basis)
    }

    /// Ends a statutory basis (ophæv hjemmel), with the reason. By a caseworker of the authority
    /// that recorded it, or of the case's unit.
    async fn end_statutory_basis(
        &self,
        ctx: &Context<'_>,
        input: EndStatutoryBasisInput,
    ) -> Result<Answer<EndStatutoryBasisPayload>> {
        write_as!(ctx, input, EndStatutoryBasisPayload, basis::end_statutory_basis)
    }
}
