//! What is due of referrals and rehabilitation plans.

use async_graphql::{Context, ID, Object, Result};

use super::{asked, page, unit};
use crate::app::due::{self, Whose};
use crate::connection;
use crate::domain::scalars::Date;
use crate::domain::{EntityKind, GlobalId};
use crate::graphql::context::{fault, session};
use crate::graphql::engine::{Answer, resolve};
use crate::graphql::selection::parts;
use crate::store::view::{ReferralView, RehabilitationPlanView};

connection! {
    /// A page of referrals (side af henvisninger).
    ReferralConnection
    /// A referral on its page (henvisning på siden).
    ReferralEdge
    ReferralView
}
connection! {
    /// A page of rehabilitation plans (side af genoptræningsplaner).
    RehabilitationPlanConnection
    /// A rehabilitation plan on its page (genoptræningsplan på siden).
    RehabilitationPlanEdge
    RehabilitationPlanView
}

/// Whose is asked for; an id of nobody is that of someone who coordinates nothing.
fn whose(unit_id: Option<&ID>, coordinator_id: Option<&ID>) -> Whose {
    let known = |id: &ID| GlobalId::of_kind(id, EntityKind::Professional).map(|id| id.id);
    Whose {
        unit: unit(unit_id),
        coordinator: coordinator_id.map(|id| known(id).unwrap_or_default()),
    }
}

#[derive(Default)]
pub(crate) struct RehabilitationDueQuery;

#[Object]
impl RehabilitationDueQuery {
    /// Referrals that await a decision (henvisninger, der skal afgøres), of open cases; the longest
    /// waiting first.
    async fn referrals_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only cases of this unit (enhed).")] unit_id: Option<ID>,
        #[graphql(desc = "Only cases that this professional coordinates now (koordinator).")]
        coordinator_id: Option<ID>,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<ReferralConnection>> {
        let session = session(ctx)?;
        let cut = asked(first, after.as_deref())?;
        let whose = whose(unit_id.as_ref(), coordinator_id.as_ref());
        let rows = due::referrals_due(session, whose, (parts(ctx), &cut)).await;
        let page = page(&cut, rows.map_err(|e| fault(&e))?);
        resolve(ctx, &ReferralConnection::from(page))
    }

    /// Rehabilitation plans that ask for a coordinator (manglende koordinatorer), R33, in open cases
    /// that have none; the longest waiting first.
    async fn coordinators_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only cases of this unit (enhed).")] unit_id: Option<ID>,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<RehabilitationPlanConnection>> {
        let session = session(ctx)?;
        let cut = asked(first, after.as_deref())?;
        let rows = due::coordinators_due(session, unit(unit_id.as_ref()), (parts(ctx), &cut)).await;
        let page = page(&cut, rows.map_err(|e| fault(&e))?);
        resolve(ctx, &RehabilitationPlanConnection::from(page))
    }

    /// Rehabilitation plans whose training is to start on a day or before and has not (opstart af
    /// genoptræning), R34, of open cases; the earliest deadline first.
    async fn rehabilitation_starts_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only cases of this unit (enhed).")] unit_id: Option<ID>,
        #[graphql(desc = "Only cases that this professional coordinates now (koordinator).")]
        coordinator_id: Option<ID>,
        #[graphql(desc = "Last day (til og med).")] until: Date,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<RehabilitationPlanConnection>> {
        let session = session(ctx)?;
        let cut = asked(first, after.as_deref())?;
        let whose = whose(unit_id.as_ref(), coordinator_id.as_ref());
        let rows =
            due::rehabilitation_starts_due(session, whose, until.0, (parts(ctx), &cut)).await;
        let page = page(&cut, rows.map_err(|e| fault(&e))?);
        resolve(ctx, &RehabilitationPlanConnection::from(page))
    }

    /// Rehabilitation plans whose citizen is to be offered a free choice (frit valg skal tilbydes),
    /// R34: the deadline has passed and training has not started; the longest overdue first.
    async fn free_choices_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only cases of this unit (enhed).")] unit_id: Option<ID>,
        #[graphql(desc = "Only cases that this professional coordinates now (koordinator).")]
        coordinator_id: Option<ID>,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<RehabilitationPlanConnection>> {
        let session = session(ctx)?;
        let cut = asked(first, after.as_deref())?;
        let whose = whose(unit_id.as_ref(), coordinator_id.as_ref());
        let rows = due::free_choices_due(session, whose, (parts(ctx), &cut)).await;
        let page = page(&cut, rows.map_err(|e| fault(&e))?);
        resolve(ctx, &RehabilitationPlanConnection::from(page))
    }
}
