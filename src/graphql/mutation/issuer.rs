//! Administering trusted issuers.

use async_graphql::{Context, Object, Result};

use crate::app::trusted_issuer::{
    self, IssuerView, RemoveTrustedIssuerInput, TrustIssuerInput, UpdateTrustedIssuerInput,
};
use crate::graphql::engine::Answer;
use crate::{payload_of, write_as};

payload_of! {
    /// What trusting an issuer answers (tilføjelse af udsteder).
    TrustIssuerPayload {
        issuer "The issuer (udsteder).": IssuerView = |outcome| outcome.beside();
    }
    /// What changing a trusted issuer answers (rettelse af udsteder).
    UpdateTrustedIssuerPayload {
        issuer "The issuer after the change (udsteder).": IssuerView = |outcome| outcome.beside();
    }
    /// What trusting an issuer no more answers (fjernelse af udsteder).
    RemoveTrustedIssuerPayload {
        issuer "The issuer after the change (udsteder).": IssuerView = |outcome| outcome.beside();
    }
}

#[derive(Default)]
pub(crate) struct IssuerMutation;

#[Object]
impl IssuerMutation {
    /// Trusts an issuer outside stifinder (tilføj udsteder). For the role ADMIN with the scope
    /// `admin:clients`.
    async fn trust_issuer(
        &self,
        ctx: &Context<'_>,
        input: TrustIssuerInput,
    ) -> Result<Answer<TrustIssuerPayload>> {
        write_as!(ctx, input, TrustIssuerPayload, trusted_issuer::trust_issuer)
    }

    /// Changes how an issuer's tokens are taken, from the next request on (ret udsteder). For the
    /// role ADMIN with the scope `admin:clients`.
    async fn update_trusted_issuer(
        &self,
        ctx: &Context<'_>,
        input: UpdateTrustedIssuerInput,
    ) -> Result<Answer<UpdateTrustedIssuerPayload>> {
        write_as!(ctx, input, UpdateTrustedIssuerPayload, trusted_issuer::update_trusted_issuer)
    }

    /// Trusts an issuer no more, from the next request on (fjern udsteder). For the role ADMIN with
    /// the scope `admin:clients`.
    async fn remove_trusted_issuer(
        &self,
        ctx: &Context<'_>,
        input: RemoveTrustedIssuerInput,
    ) -> Result<Answer<RemoveTrustedIssuerPayload>> {
        write_as!(ctx, input, RemoveTrustedIssuerPayload, trusted_issuer::remove_trusted_issuer)
    }
}
