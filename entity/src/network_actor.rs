//! A version of a row of the network map.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A version of a row of the network map.
    pub struct Model("network_actor") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// This version of the row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub row_id: Uuid,
        /// Internal id, the same in every version.
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Optimistic version, from 1.
        pub version: i32,
        /// From when this version stood.
        pub recorded_at: DateTimeUtc,
        /// Until when; none: it stands.
        pub superseded_at: Option<DateTimeUtc>,
        /// Group.
        pub actor_group: Code<law::forms::ActorGroup>,
        /// Role.
        pub role: Code<law::forms::ActorRole>,
        /// Whether the citizen has contact (ja/nej).
        pub has_contact: bool,
        /// Name.
        pub name: Option<String>,
        /// Workplace; none in PRIVATE_NETWORK.
        pub workplace: Option<String>,
        /// E-mail.
        pub email: Option<String>,
        /// Phone.
        pub phone: Option<String>,
        /// Organisation it names, if in the directory.
        pub organisation_id: Option<Uuid>,
        /// Professional it names, who may update it.
        pub professional_id: Option<Uuid>,
        /// Order within the role.
        pub position: i32,
        /// Why removed.
        pub removed_reason: Option<String>,
    }
}
