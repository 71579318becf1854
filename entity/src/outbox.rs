//! A change that others will be told of, written with the change.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A change that others will be told of, written with the change.
    pub struct Model("outbox") {
        /// Internal id (UUIDv7: in order of time).
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Whose.
        pub citizen_id: Option<Uuid>,
        /// Of which case.
        pub case_id: Option<Uuid>,
        /// What happened.
        pub kind: String,
        /// To which entity.
        pub entity_id: Uuid,
        /// When.
        pub at: DateTimeUtc,
    }
}
