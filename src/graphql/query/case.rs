//! Looking a case up.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use law::Purpose;
use law::forms::CaseStatus;
use sea_orm::prelude::Uuid;

use super::{length, page, place};
use crate::app::list_cases::{Wanted, list_cases};
use crate::app::{find, read};
use crate::domain::of::Of;
use crate::domain::scalars::Cpr;
use crate::domain::{CaseRef, EntityKind, GlobalId};
use crate::graphql::context::{fault, session};
use crate::graphql::engine::{Answer, Page, resolve};
use crate::graphql::selection::parts;
use crate::graphql::types::pages::{BrainInjuryCaseConnection, CaseConnection};
use crate::graphql::types::{BrainInjuryCase, DkkCase};
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

/// A case by its id, of one purpose: an id of another is an unknown one.
async fn by_id(ctx: &Context<'_>, purpose: Purpose, id: &ID) -> Result<Option<CaseView>> {
    let named = GlobalId::parse(id).and_then(GlobalId::as_case);
    let named = named.filter(|case| case.purpose == purpose).unwrap_or(CaseRef::NOWHERE);
    read::case(session(ctx)?, named, parts(ctx), None).await.map_err(|e| fault(&e))
}

async fn by_cpr(ctx: &Context<'_>, purpose: Purpose, cpr: &Cpr) -> Result<Option<CaseView>> {
    let found = find::case_by_cpr(session(ctx)?, purpose, &cpr.0, parts(ctx)).await;
    found.map_err(|e| fault(&e))
}

async fn by_reference(
    ctx: &Context<'_>,
    purpose: Purpose,
    (system, id): (&str, &str),
) -> Result<Option<CaseView>> {
    let session = session(ctx)?;
    let named = find::by_reference(session, system, id).await.map_err(|e| fault(&e))?;
    let case = named.and_then(GlobalId::as_case).filter(|case| case.purpose == purpose);
    // Read in either case: the work tells nothing.
    let found = read::case(session, case.unwrap_or(CaseRef::NOWHERE), parts(ctx), None).await;
    found.map_err(|e| fault(&e))
}

/// How a list of cases was asked for.
struct Asked {
    filter: Option<CaseFilter>,
    order_by: Option<Of<CaseOrder>>,
    first: Option<i32>,
    after: Option<String>,
}

impl Asked {
    async fn page<T>(
        self,
        ctx: &Context<'_>,
        purpose: Purpose,
        of: fn(Box<CaseView>) -> Option<T>,
    ) -> Result<Page<T>> {
        let filter = self.filter.unwrap_or_default();
        let unit =
            |id: &ID| GlobalId::of_kind(id, EntityKind::Unit).map_or_else(Uuid::nil, |id| id.id);
        let newest_first = |order: Of<CaseOrder>| order.0 == CaseOrder::OpenedAtDesc;
        let wanted = Wanted {
            purpose,
            unit: filter.unit_id.as_ref().map(unit),
            status: filter.status.map(|status| status.0),
            opened_after: filter.opened_after,
            opened_before: filter.opened_before,
            newest_first: self.order_by.is_none_or(newest_first),
            first: length(self.first)?,
            after: place(self.after.as_deref())?,
        };
        let found = list_cases(session(ctx)?, &wanted, parts(ctx)).await;
        let (rows, more) = found.map_err(|e| fault(&e))?;
        #[cfg(feature = "planted-leaks")]
        let rows =
            rows.into_iter().map(|((at, id), view): ((DateTime<Utc>, Uuid), Box<CaseView>)| {
                let planted = crate::planted::is(crate::planted::Leak::Cursor);
                let version = view.row.past(|record| record.case.row.version);
                let more = if planted { i64::from(version) } else { 0 };
                ((at + chrono::TimeDelta::microseconds(more), id), view)
            });
        let rows = rows.into_iter().filter_map(|(key, view)| Some((key, of(view)?))).collect();
        Ok(page(rows, more, self.after.is_some()))
    }
}

#[derive(Default)]
pub(crate) struct CaseQuery;

#[Object]
impl CaseQuery {
    /// A DKK case by its id (DKK-sag); null where it is unknown to the caller.
    async fn case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case's id (id).")] id: ID,
    ) -> Result<Answer<Option<DkkCase>>> {
        let found = by_id(ctx, Purpose::Dkk, &id).await?;
        resolve(ctx, &found.and_then(DkkCase::of))
    }

    /// The DKK case of the citizen with a person identifier, now or formerly (DKK-sag efter CPR): one
    /// that is not closed before one that is, the newest first; null where the caller has no
    /// relation to any. Logged (R38).
    async fn case_by_cpr(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Person identifier (CPR-nummer, erstatningsnummer), R40.")] cpr: Cpr,
    ) -> Result<Answer<Option<DkkCase>>> {
        let found = by_cpr(ctx, Purpose::Dkk, &cpr).await?;
        resolve(ctx, &found.and_then(DkkCase::of))
    }

    /// The DKK case that the caller's organisation gave a number (DKK-sag efter ekstern reference);
    /// null where it is unknown to the caller.
    async fn case_by_external_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Case system (sagssystem).")] system: String,
        #[graphql(desc = "Number there (nummer).")] id: String,
    ) -> Result<Answer<Option<DkkCase>>> {
        let found = by_reference(ctx, Purpose::Dkk, (&system, &id)).await?;
        resolve(ctx, &found.and_then(DkkCase::of))
    }

    /// The DKK cases that the caller has a relation to (DKK-sager): those of a caseworker's unit, and
    /// those in which the caller or the caller's unit takes part or has written. How many there are
    /// is not told.
    async fn cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones (filter).")] filter: Option<CaseFilter>,
        #[graphql(desc = "In which order; the newest first where left out (rækkefølge).")]
        order_by: Option<Of<CaseOrder>>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(desc = "After this cursor (efter).")] after: Option<String>,
    ) -> Result<Answer<CaseConnection>> {
        let asked = Asked { filter, order_by, first, after };
        let page = asked.page(ctx, Purpose::Dkk, DkkCase::of).await?;
        resolve(ctx, &CaseConnection::from(page))
    }

    /// A brain-injury case by its id (hjerneskadesag); null where it is unknown to the caller.
    async fn brain_injury_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case's id (id).")] id: ID,
    ) -> Result<Answer<Option<BrainInjuryCase>>> {
        let found = by_id(ctx, Purpose::BrainInjury, &id).await?;
        resolve(ctx, &found.and_then(BrainInjuryCase::of))
    }

    /// The brain-injury case of the citizen with a person identifier, now or formerly (hjerneskadesag efter CPR): one
    /// that is not closed before one that is, the newest first; null where the caller has no
    /// relation to any. Logged (R38).
    async fn brain_injury_case_by_cpr(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Person identifier (CPR-nummer, erstatningsnummer), R40.")] cpr: Cpr,
    ) -> Result<Answer<Option<BrainInjuryCase>>> {
        let found = by_cpr(ctx, Purpose::BrainInjury, &cpr).await?;
        resolve(ctx, &found.and_then(BrainInjuryCase::of))
    }

    /// The brain-injury case that the caller's organisation gave a number (hjerneskadesag efter ekstern reference);
    /// null where it is unknown to the caller.
    async fn brain_injury_case_by_external_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Case system (sagssystem).")] system: String,
        #[graphql(desc = "Number there (nummer).")] id: String,
    ) -> Result<Answer<Option<BrainInjuryCase>>> {
        let found = by_reference(ctx, Purpose::BrainInjury, (&system, &id)).await?;
        resolve(ctx, &found.and_then(BrainInjuryCase::of))
    }

    /// The brain-injury cases that the caller has a relation to (hjerneskadesager): those of a caseworker's unit, and
    /// those in which the caller or the caller's unit takes part or has written. How many there are
    /// is not told.
    async fn brain_injury_cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones (filter).")] filter: Option<CaseFilter>,
        #[graphql(desc = "In which order; the newest first where left out (rækkefølge).")]
        order_by: Option<Of<CaseOrder>>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(desc = "After this cursor (efter).")] after: Option<String>,
    ) -> Result<Answer<BrainInjuryCaseConnection>> {
        let asked = Asked { filter, order_by, first, after };
        let page = asked.page(ctx, Purpose::BrainInjury, BrainInjuryCase::of).await?;
        resolve(ctx, &BrainInjuryCaseConnection::from(page))
    }
}
