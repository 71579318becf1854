//! Leaflets handed out.

use async_graphql::{Context, Object, Result};

use crate::app::leaflet::{self, RecordLeafletInput};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What recording a leaflet answers (udlevering af pjece).
    RecordLeafletPayload of DkkCase {
        leaflet "The leaflet (pjece).": Item<entity::leaflet::Model>
            = |case, id| Item::find(&case.leaflets, |row| row.id == id);
    }
}

#[derive(Default)]
pub(crate) struct LeafletMutation;

#[Object]
impl LeafletMutation {
    /// Records that a leaflet was handed out to the citizen or a partner (registrér udleveret pjece).
    /// By the coordinator or a caseworker of the case's unit.
    async fn record_leaflet(
        &self,
        ctx: &Context<'_>,
        input: RecordLeafletInput,
    ) -> Result<Answer<RecordLeafletPayload>> {
        write_as!(ctx, input, RecordLeafletPayload, leaflet::record_leaflet)
    }
}
