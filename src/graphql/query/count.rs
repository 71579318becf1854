//! Counts of cases for unit leads and managers.

use async_graphql::{Context, Object, Result};

use crate::app::count::{self, UnitCounts};
use crate::graphql::context::{coded, fault, session};
use crate::graphql::engine::{Answer, resolve};

#[derive(Default)]
pub(crate) struct CountQuery;

#[Object]
impl CountQuery {
    /// Cases by unit and status (sager pr. enhed og status), for unit leads and managers: numbers,
    /// no content. Of other units than the caller's own, counts under five are suppressed, and
    /// totals that would tell them (R31).
    async fn unit_counts(&self, ctx: &Context<'_>) -> Result<Answer<UnitCounts>> {
        let session = session(ctx)?;
        let counts = count::unit_counts(session).await.map_err(|e| fault(&e))?;
        let counts =
            counts.ok_or_else(|| coded("FORBIDDEN", "unit leads and managers see counts"))?;
        Ok(resolve(ctx, &counts)?)
    }
}
