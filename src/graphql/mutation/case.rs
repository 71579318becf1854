//! Opening and closing cases.

use async_graphql::{Context, Object, Result};

use crate::app::case::{self, CloseCaseInput};
use crate::graphql::engine::Answer;
use crate::{payload, write_as};

payload! {
    /// What closing a case answers (afslutning af sag).
    CloseCasePayload {}
}

#[derive(Default)]
pub(crate) struct CaseMutation;

#[Object]
impl CaseMutation {
    /// Closes a case (afslut sag): consents and participations end with it. By a caseworker of
    /// the case's unit (R30).
    async fn close_case(
        &self,
        ctx: &Context<'_>,
        input: CloseCaseInput,
    ) -> Result<Answer<CloseCasePayload>> {
        write_as!(ctx, input, CloseCasePayload, case::close_case)
    }
}
