//! Administering clients, secrets, keys and tokens.

use async_graphql::{Context, Object, Result};

use crate::app::client::{
    self, ClientView, CreateClientInput, RevokeClientInput, RevokeClientSecretInput,
    RotateClientSecretInput, SwitchClientInput, UpdateClientInput,
};
use crate::app::signing_key::{
    self, RetireSigningKeyInput, RevokeTokenInput, RotateSigningKeyInput, SigningKeyView,
};
use crate::graphql::engine::Answer;
use crate::{payload_of, write_as};

payload_of! {
    /// What registering a client answers (oprettelse af klient).
    CreateClientPayload {
        client "The client (klient).": ClientView = |outcome| outcome.beside();
        secret "Its secret, shown here and never again; null where it has keys, and where a request is repeated (hemmelighed).": String = |outcome| outcome.secret();
    }
    /// What changing a client answers (rettelse af klient).
    UpdateClientPayload {
        client "The client after the change (klient).": ClientView = |outcome| outcome.beside();
    }
    /// What switching a client off answers (frakobling af klient).
    DisableClientPayload {
        client "The client after the change (klient).": ClientView = |outcome| outcome.beside();
    }
    /// What switching a client on answers (tilkobling af klient).
    EnableClientPayload {
        client "The client after the change (klient).": ClientView = |outcome| outcome.beside();
    }
    /// What revoking a client answers (tilbagekaldelse af klient).
    RevokeClientPayload {
        client "The client after the change (klient).": ClientView = |outcome| outcome.beside();
    }
    /// What a further secret answers (fornyelse af hemmelighed).
    RotateClientSecretPayload {
        client "The client after the change (klient).": ClientView = |outcome| outcome.beside();
        secret "The new secret, shown here and never again; null where a request is repeated (hemmelighed).": String = |outcome| outcome.secret();
    }
    /// What revoking a secret answers (tilbagekaldelse af hemmelighed).
    RevokeClientSecretPayload {
        client "The client after the change (klient).": ClientView = |outcome| outcome.beside();
    }
    /// What revoking a token answers (tilbagekaldelse af token).
    RevokeTokenPayload {
        revoked "Whether it is refused from now on (tilbagekaldt).": bool = |outcome| outcome.id().map(|_| true);
    }
    /// What rotating the signing key answers (udskiftning af signeringsnøgle).
    RotateSigningKeyPayload {
        signingKey "The new key (signeringsnøgle).": SigningKeyView = |outcome| outcome.beside();
    }
    /// What retiring a signing key answers (signeringsnøgle ud af brug).
    RetireSigningKeyPayload {
        signingKey "The key after the change (signeringsnøgle).": SigningKeyView = |outcome| outcome.beside();
    }
}

#[derive(Default)]
pub(crate) struct ClientMutation;

#[Object]
impl ClientMutation {
    /// Registers a client and shows its secret, once (opret klient). For the role ADMIN with the
    /// scope `admin:clients`, as everything here.
    async fn create_client(
        &self,
        ctx: &Context<'_>,
        input: CreateClientInput,
    ) -> Result<Answer<CreateClientPayload>> {
        write_as!(ctx, input, CreateClientPayload, client::create_client)
    }

    /// Changes a client (ret klient). What is taken away is gone with the next request.
    async fn update_client(
        &self,
        ctx: &Context<'_>,
        input: UpdateClientInput,
    ) -> Result<Answer<UpdateClientPayload>> {
        write_as!(ctx, input, UpdateClientPayload, client::update_client)
    }

    /// Switches a client off, from the next request on (slå klient fra).
    async fn disable_client(
        &self,
        ctx: &Context<'_>,
        input: SwitchClientInput,
    ) -> Result<Answer<DisableClientPayload>> {
        write_as!(ctx, input, DisableClientPayload, client::disable_client)
    }

    /// Switches a client on again (slå klient til).
    async fn enable_client(
        &self,
        ctx: &Context<'_>,
        input: SwitchClientInput,
    ) -> Result<Answer<EnableClientPayload>> {
        write_as!(ctx, input, EnableClientPayload, client::enable_client)
    }

    /// Revokes a client for good, from the next request on (tilbagekald klient).
    async fn revoke_client(
        &self,
        ctx: &Context<'_>,
        input: RevokeClientInput,
    ) -> Result<Answer<RevokeClientPayload>> {
        write_as!(ctx, input, RevokeClientPayload, client::revoke_client)
    }

    /// Makes a further secret and shows it, once; the one of before is taken until its deadline
    /// (forny hemmelighed).
    async fn rotate_client_secret(
        &self,
        ctx: &Context<'_>,
        input: RotateClientSecretInput,
    ) -> Result<Answer<RotateClientSecretPayload>> {
        write_as!(ctx, input, RotateClientSecretPayload, client::rotate_client_secret)
    }

    /// Revokes a secret, from the next request on (tilbagekald hemmelighed).
    async fn revoke_client_secret(
        &self,
        ctx: &Context<'_>,
        input: RevokeClientSecretInput,
    ) -> Result<Answer<RevokeClientSecretPayload>> {
        write_as!(ctx, input, RevokeClientSecretPayload, client::revoke_client_secret)
    }

    /// Revokes one access token, from the next request on, whoever holds it (tilbagekald token).
    async fn revoke_token(
        &self,
        ctx: &Context<'_>,
        input: RevokeTokenInput,
    ) -> Result<Answer<RevokeTokenPayload>> {
        write_as!(ctx, input, RevokeTokenPayload, signing_key::revoke_token)
    }

    /// Makes a key that signs in ten minutes, and trusts the one of before for eight days after
    /// that (udskift signeringsnøgle).
    async fn rotate_signing_key(
        &self,
        ctx: &Context<'_>,
        input: RotateSigningKeyInput,
    ) -> Result<Answer<RotateSigningKeyPayload>> {
        write_as!(ctx, input, RotateSigningKeyPayload, signing_key::rotate_signing_key)
    }

    /// Retires a key at once: every token that it signed is refused from the next request on (tag
    /// signeringsnøgle ud af brug).
    async fn retire_signing_key(
        &self,
        ctx: &Context<'_>,
        input: RetireSigningKeyInput,
    ) -> Result<Answer<RetireSigningKeyPayload>> {
        write_as!(ctx, input, RetireSigningKeyPayload, signing_key::retire_signing_key)
    }
}
