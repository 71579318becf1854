//! Leaflets handed out.

use async_graphql::{Context, Object, Result};

use crate::app::leaflet::{self, AnnulLeafletInput, RecordLeafletInput};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What recording a leaflet answers (udlevering af pjece).
    RecordLeafletPayload of DkkCase {
        leaflet "The leaflet (pjece).": Item<entity::leaflet::Model>
            = |case, id| Item::find(&case.leaflets, |row| row.id == id);
    }
    /// What annulling the record of a leaflet answers (annullering af udleveret pjece).
    AnnulLeafletPayload of DkkCase {
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

    /// Annuls the record of a leaflet that was not handed out so (annullér udleveret pjece). By the
    /// coordinator or a caseworker of the case's unit.
    async fn annul_leaflet(
        &self,
        ctx: &Context<'_>,
        input: AnnulLeafletInput,
    ) -> Result<Answer<AnnulLeafletPayload>> {
        write_as!(ctx, input, AnnulLeafletPayload, leaflet::annul_leaflet)
    }
}
