//! Who calls, and the words of the schema.

use async_graphql::{Context, Object, Result};
use law::forms::Locale;

use crate::app::{client, listing};
use crate::domain::of::Of;
use crate::graphql::context::{fault, session};
use crate::graphql::engine::{Answer, resolve};
use crate::graphql::types::me::{Me, ShownVocabulary};
use crate::graphql::vocabulary;

#[derive(Default)]
pub(crate) struct MeQuery;

#[Object]
impl MeQuery {
    /// Who calls, as the token says: client, organisation, roles, scopes, expiry (kalderen).
    async fn me(&self, ctx: &Context<'_>) -> Result<Answer<Me>> {
        let session = session(ctx)?;
        let listing = listing::listing(session).await.map_err(|e| fault(&e))?;
        let viewer = &session.caller.viewer;
        let client = client::own(session).await.map_err(|e| fault(&e))?;
        let me = Me {
            client_name: client.as_ref().map(|client| client.registration.name.clone()),
            client_expires_at: client.and_then(|client| client.registration.expires_at),
            organisation: viewer.organisation.and_then(|own| listing.organisation(own.id.0)),
            unit: viewer.unit.and_then(|unit| listing.unit(unit.0)),
            professional: viewer.user.and_then(|user| listing.professional(user.0)),
            caller: session.caller.clone(),
        };
        resolve(ctx, &me)
    }

    /// The closed lists of values of the schema, with their labels (værdilister).
    async fn vocabulary(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Language of the labels; that of `Accept-Language` where left out (sprog)."
        )]
        locale: Option<Of<Locale>>,
        #[graphql(desc = "This enum only (navn).")] name: Option<String>,
    ) -> Result<Answer<Vec<ShownVocabulary>>> {
        let own = session(ctx)?.locale;
        let locale = locale.map_or(own, |locale| locale.0);
        let wanted = vocabulary::ALL.iter().filter(|v| name.as_deref().is_none_or(|n| n == v.name));
        let shown: Vec<_> = wanted.map(|v| ShownVocabulary(*v, locale)).collect();
        resolve(ctx, &shown)
    }
}
