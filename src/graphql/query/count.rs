//! Counts of cases for unit leads and managers.

use async_graphql::{Context, Object, Result};
use law::{Purpose, Word};

use crate::app::count::{self, UnitCounts};
use crate::domain::Scope;
use crate::domain::of::Of;
use crate::graphql::context::{coded, fault, session};
use crate::graphql::engine::{Answer, resolve};

#[derive(Default)]
pub(crate) struct CountQuery;

#[Object]
impl CountQuery {
    /// Cases by unit and status (sager pr. enhed og status), for unit leads and managers: numbers,
    /// no content. Of other units than the caller's own, counts under five are suppressed, and
    /// totals that would tell them (R31). Each purpose is counted by itself: sums over purposes
    /// would tell what is suppressed in one.
    async fn unit_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Cases of this purpose; DKK where left out (formål).")] purpose: Option<
            Of<Purpose>,
        >,
    ) -> Result<Answer<UnitCounts>> {
        let session = session(ctx)?;
        let purpose = purpose.map_or(Purpose::Dkk, |purpose| purpose.0);
        let scope = match purpose {
            Purpose::Dkk => Scope::DkkRead,
            Purpose::BrainInjury => Scope::BrainInjuryRead,
            Purpose::Treatment => {
                let message = "no case is for treatment alone; ask for `DKK` or `BRAIN_INJURY`";
                return Err(coded("VALIDATION_FAILED", message));
            }
        };
        if !session.caller.may(scope) {
            let message = format!("the token lacks the scope `{}`", scope.code());
            return Err(coded("FORBIDDEN_SCOPE", &message));
        }
        let counts = count::unit_counts(session, purpose).await.map_err(|e| fault(&e))?;
        let counts =
            counts.ok_or_else(|| coded("FORBIDDEN", "unit leads and managers see counts"))?;
        resolve(ctx, &counts)
    }
}
