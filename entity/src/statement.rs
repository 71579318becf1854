//! A statement (oplysning, udtalelse): what an organisation tells in a case.

use sea_orm::entity::prelude::*;

use crate::column::Categories;

crate::table! {
    /// A statement (oplysning, udtalelse): what an organisation tells in a case.
    pub struct Model("statement") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Request it answers.
        pub request_id: Option<Uuid>,
        /// Author's organisation, its holder.
        pub organisation_id: Uuid,
        /// Author's unit.
        pub unit_id: Option<Uuid>,
        /// Author.
        pub author_id: Option<Uuid>,
        /// Date.
        pub date: Date,
        /// Categories its author set; none: untagged.
        pub categories: Option<Categories>,
        /// Text.
        pub text: String,
        /// Journal material.
        pub journal: bool,
        /// A third party's (AUTHOR_ONLY).
        pub third_party: bool,
        /// Written when.
        pub created_at: DateTimeUtc,
        /// Optimistic version.
        pub version: i32,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
