//! Consents that are about to lapse.

use async_graphql::{Context, ID, Object, Result};
use chrono::TimeDelta;

use crate::app::lapsing::{self, Lapsing};
use crate::domain::{EntityKind, GlobalId};
use crate::graphql::context::{fault, session};
use crate::graphql::engine::{self, Answer, resolve};
use crate::graphql::selection::parts;
use crate::graphql::types::case_id;
use crate::object_table;

/// Most days ahead: a consent lasts three years at most (R09).
const MOST_DAYS: i32 = 1096;

#[derive(Default)]
pub(crate) struct ConsentQuery;

#[Object]
impl ConsentQuery {
    /// Grants of consents that lapse soon (samtykker der snart bortfalder), soonest first, in open
    /// cases that the caller works on for the lead authority.
    async fn consents_lapsing(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Unit (enhed); left out: the caller's own, and the cases that the caller coordinates."
        )]
        unit_id: Option<ID>,
        #[graphql(desc = "Days from now (inden for dage), at most 1096.")] within_days: i32,
    ) -> Result<Answer<Vec<Lapsing>>> {
        let session = session(ctx)?;
        let unit = unit_id.map(|id| {
            GlobalId::of_kind(&id, EntityKind::Unit).map_or_else(Default::default, |id| id.id)
        });
        let within = TimeDelta::days(within_days.clamp(0, MOST_DAYS).into());
        let found = lapsing::consents_lapsing(session, unit, within, parts(ctx)).await;
        resolve(ctx, &found.map_err(|e| fault(&e))?)
    }
}

type Own = Lapsing;
impl engine::Object for Lapsing {
    const NAME: &'static str = "LapsingClause";
    const DESCRIPTION: &'static str =
        "A grant of a consent that lapses soon (led af samtykke der snart bortfalder).";
    object_table!(|fields| fields.plain("caseId", "The case (sag).", |l| case_id(l.case)).child(
        "clause",
        "The grant, with when it ends and by what (samtykkets led).",
        |l| &l.clause
    ));
}
