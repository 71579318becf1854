//! Clients, keys, what is about to end, and what a request costs.

use async_graphql::{Context, Error, ID, Object, Result};
use chrono::TimeDelta;

use super::{length, page, place};
use crate::app::client::{self, ClientView, administers};
use crate::app::signing_key::{self, SigningKeyView};
use crate::app::trusted_issuer::{self, IssuerView};
use crate::app::{Budget, Session, credentials_due};
use crate::connection;
use crate::graphql::context::{coded, fault, session};
use crate::graphql::engine::{Answer, resolve};
use crate::token::ending::Ending;

connection! {
    /// A page of clients (klienter).
    ClientConnection
    /// A client in a page (klient på en side).
    ClientEdge ClientView
}

/// Furthest that one can look ahead, in days.
const FURTHEST: i32 = 366;

#[derive(Default)]
pub(crate) struct ClientQuery;

/// The session of who administers clients and keys.
fn admin<'a>(ctx: &Context<'a>) -> Result<&'a Session, Error> {
    let session = session(ctx)?;
    let message = "this is for the role `ADMIN` with the scope `admin:clients`";
    if administers(session) { Ok(session) } else { Err(coded("FORBIDDEN_SCOPE", message)) }
}

#[Object]
impl ClientQuery {
    /// Clients by their id, revoked ones too (klienter). For the role ADMIN with the scope
    /// `admin:clients`.
    async fn clients(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Part of the id or the name (søgning).")] search: Option<String>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(name = "after", desc = "After this cursor (efter).")] cursor: Option<String>,
    ) -> Result<Answer<ClientConnection>> {
        let session = admin(ctx)?;
        let (length, start) = (length(first)?, place::<(String, uuid::Uuid)>(cursor.as_deref())?);
        let start = start.map(|(id, _)| id);
        let found = client::list_clients(session, search.as_deref(), start.as_deref(), length);
        let mut found = found.await.map_err(|e| fault(&e))?;
        let more = found.len() > length;
        found.truncate(length);
        let rows = found.into_iter().map(|c| ((c.client.id.clone(), c.client.uid), c)).collect();
        resolve(ctx, &ClientConnection::from(page(rows, more, cursor.is_some())))
    }

    /// A client by its id or by its `clientId` (klient). For the role ADMIN with the scope
    /// `admin:clients`.
    async fn client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Node id (id).")] id: Option<ID>,
        #[graphql(desc = "The `sub` of its tokens (klient-id).")] client_id: Option<String>,
    ) -> Result<Answer<Option<ClientView>>> {
        let found = client::find_client(admin(ctx)?, id.as_ref(), client_id.as_deref()).await;
        resolve(ctx, &found.map_err(|e| fault(&e))?)
    }

    /// Keys that sign access tokens, newest first, retired ones too (signeringsnøgler). For the
    /// role ADMIN with the scope `admin:clients`.
    async fn signing_keys(&self, ctx: &Context<'_>) -> Result<Answer<Vec<SigningKeyView>>> {
        let found = signing_key::list_signing_keys(admin(ctx)?).await;
        resolve(ctx, &found.map_err(|e| fault(&e))?)
    }

    /// Issuers outside stifinder that are trusted, by name, those of before too (tillidsfulde
    /// udstedere). For the role ADMIN with the scope `admin:clients`.
    async fn trusted_issuers(&self, ctx: &Context<'_>) -> Result<Answer<Vec<IssuerView>>> {
        let found = trusted_issuer::list_issuers(admin(ctx)?).await;
        resolve(ctx, &found.map_err(|e| fault(&e))?)
    }

    /// Clients and secrets that end within so many days, and keys to be rotated, the soonest first
    /// (udløber snart). For the role ADMIN with the scope `admin:clients`.
    async fn credentials_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 30, desc = "Days ahead, 0 to 366 (dage).")] days: i32,
    ) -> Result<Answer<Vec<Ending>>> {
        let session = admin(ctx)?;
        if !(0..=FURTHEST).contains(&days) {
            return Err(coded("VALIDATION_FAILED", "`days` is 0 to 366"));
        }
        let within = TimeDelta::days(days.into());
        let found = credentials_due::credentials_due(session, within).await;
        resolve(ctx, &found.map_err(|e| fault(&e))?)
    }

    /// What this request cost, and what is left (forbrug); null where the server sets no limit.
    async fn rate_limit(&self, ctx: &Context<'_>) -> Result<Answer<Option<Budget>>> {
        resolve(ctx, &session(ctx)?.charge)
    }
}
