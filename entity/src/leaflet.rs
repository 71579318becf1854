//! A leaflet handed out (udleveret pjece).

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A leaflet handed out (udleveret pjece).
    pub struct Model("leaflet") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Which.
        pub kind: Code<law::forms::LeafletKind>,
        /// Edition.
        pub edition: String,
        /// Handed out when.
        pub handed_out_at: DateTimeUtc,
        /// User who handed it out.
        pub handed_out_by: Option<Uuid>,
        /// Partner who got it.
        pub organisation_id: Option<Uuid>,
    }
}
