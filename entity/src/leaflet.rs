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
        /// Whether relatives got it with the citizen.
        pub to_relatives: bool,
        /// The citizen's leaflet names the coordinator, as it was filled in: name.
        pub coordinator_name: Option<String>,
        /// Phone.
        pub coordinator_phone: Option<String>,
        /// E-mail.
        pub coordinator_email: Option<String>,
        /// Address.
        pub coordinator_address: Option<String>,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
        /// Optimistic version.
        pub version: i32,
    }
}
