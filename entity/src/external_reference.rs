//! A case system's own number of an entity (ekstern reference).

use sea_orm::entity::prelude::*;

crate::table! {
    /// A case system's own number of an entity (ekstern reference).
    pub struct Model("external_reference") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Organisation that set it; visible to it alone.
        pub organisation_id: Uuid,
        /// Case system.
        pub system: String,
        /// Number there.
        pub external_id: String,
        /// GraphQL type of the entity.
        pub entity_kind: String,
        /// The entity.
        pub entity_id: Uuid,
        /// Whose entity; none in the directory.
        pub citizen_id: Option<Uuid>,
        /// Of which case.
        pub case_id: Option<Uuid>,
        /// The entity's version that was sent under the number last; none: nothing was.
        pub sent_version: Option<i32>,
    }
}
