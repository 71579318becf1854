//! Looking a case up.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use law::forms::CaseStatus;
use sea_orm::prelude::Uuid;

use super::{length, page, place};
use crate::app::list_cases::{Wanted, list_cases};
use crate::app::{find, read};
use crate::domain::of::Of;
use crate::domain::scalars::Cpr;
use crate::domain::{EntityKind, GlobalId};
use crate::graphql::context::{fault, session};
use crate::graphql::engine::{Answer, resolve};
use crate::graphql::selection::parts;
use crate::graphql::types::pages::CaseConnection;
use crate::store::view::CaseView;

law::words! {
    /// Order of a list of cases (rækkefølge).
    CaseOrder {
        OpenedAtAsc "OPENED_AT_ASC" da "Ældste først" en "Oldest first",
        OpenedAtDesc "OPENED_AT_DESC" da "Nyeste først" en "Newest first",
    }
}

/// Which cases are wanted (filter); what is left out does not matter.
#[derive(InputObject, Default)]
pub(crate) struct CaseFilter {
    /// Of this unit of the lead authority (enhed).
    unit_id: Option<ID>,
    /// In this state (status).
    status: Option<Of<CaseStatus>>,
    /// Opened then or later (oprettet fra).
    opened_after: Option<DateTime<Utc>>,
    /// Opened earlier (oprettet før).
    opened_before: Option<DateTime<Utc>>,
}

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

    /// The case of the citizen with a person identifier, now or formerly (sag efter CPR): one that
    /// is not closed before one that is, the newest first; null where the caller has no relation
    /// to any. Logged (R38).
    async fn case_by_cpr(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Person identifier (CPR-nummer, erstatningsnummer), R40.")] cpr: Cpr,
    ) -> Result<Answer<Option<CaseView>>> {
        let found = find::case_by_cpr(session(ctx)?, &cpr.0, parts(ctx)).await;
        Ok(resolve(ctx, &found.map_err(|e| fault(&e))?)?)
    }

    /// The case that the caller's organisation gave a number (sag efter ekstern reference); null
    /// where it is unknown to the caller.
    async fn case_by_external_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Case system (sagssystem).")] system: String,
        #[graphql(desc = "Number there (nummer).")] id: String,
    ) -> Result<Answer<Option<CaseView>>> {
        let session = session(ctx)?;
        let named = find::by_reference(session, &system, &id).await.map_err(|e| fault(&e))?;
        let case = named.filter(|id| id.kind == EntityKind::DkkCase).map(|id| id.id);
        // Read in either case: the work tells nothing.
        let found = read::case(session, case.unwrap_or_default(), parts(ctx), None).await;
        Ok(resolve(ctx, &found.map_err(|e| fault(&e))?)?)
    }

    /// The cases that the caller has a relation to (sager): those of a caseworker's unit, and those
    /// in which the caller or the caller's unit takes part or has written. How many there are is
    /// not told.
    async fn cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones (filter).")] filter: Option<CaseFilter>,
        #[graphql(desc = "In which order; the newest first where left out (rækkefølge).")]
        order_by: Option<Of<CaseOrder>>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(desc = "After this cursor (efter).")] after: Option<String>,
    ) -> Result<Answer<CaseConnection>> {
        let filter = filter.unwrap_or_default();
        let unit =
            |id: &ID| GlobalId::of_kind(id, EntityKind::Unit).map_or_else(Uuid::nil, |id| id.id);
        let wanted = Wanted {
            unit: filter.unit_id.as_ref().map(unit),
            status: filter.status.map(|status| status.0),
            opened_after: filter.opened_after,
            opened_before: filter.opened_before,
            newest_first: order_by.is_none_or(|order| order.0 == CaseOrder::OpenedAtDesc),
            first: length(first)?,
            after: place(after.as_deref())?,
        };
        let found = list_cases(session(ctx)?, &wanted, parts(ctx)).await;
        let (rows, more) = found.map_err(|e| fault(&e))?;
        Ok(resolve(ctx, &CaseConnection::from(page(rows, more, after.is_some())))?)
    }
}
