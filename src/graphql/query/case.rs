//! Looking a case up.

use async_graphql::{Context, ID, Object, Result};

use crate::app::read;
use crate::domain::{EntityKind, GlobalId};
use crate::graphql::context::{fault, session};
use crate::graphql::engine::{Answer, resolve};
use crate::graphql::selection::parts;
use crate::store::view::CaseView;

#[derive(Default)]
pub(crate) struct CaseQuery;

#[Object]
impl CaseQuery {
    /// A case by its id (sag); null where it is unknown to the caller.
    async fn case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case's id (id).")] id: ID,
    ) -> Result<Answer<Option<CaseView>>> {
        let session = session(ctx)?;
        let id =
            GlobalId::of_kind(&id, EntityKind::DkkCase).map_or_else(Default::default, |id| id.id);
        let view = read::case(session, id, parts(ctx), None).await.map_err(|e| fault(&e))?;
        Ok(resolve(ctx, &view)?)
    }
}
