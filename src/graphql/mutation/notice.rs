//! What the citizen must be told.

use async_graphql::{Context, Object, Result};

use crate::app::citizen_notice::{self, DeliverCitizenNoticeInput};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What recording that the citizen was told answers (underretning).
    DeliverCitizenNoticePayload {
        citizenNotice "The notice (underretning).": Item<entity::citizen_notice::Model>
            = |case, id| Item::find(&case.notices, |row| row.id == id);
    }
}

#[derive(Default)]
pub(crate) struct NoticeMutation;

#[Object]
impl NoticeMutation {
    /// Records that the citizen was told (afgiv underretning), R14. By the coordinator or a caseworker of the case's unit.
    async fn deliver_citizen_notice(
        &self,
        ctx: &Context<'_>,
        input: DeliverCitizenNoticeInput,
    ) -> Result<Answer<DeliverCitizenNoticePayload>> {
        write_as!(ctx, input, DeliverCitizenNoticePayload, citizen_notice::deliver_citizen_notice)
    }
}
