//! A goal from the social action plan (mål fra handleplanen).

use sea_orm::entity::prelude::*;

crate::table! {
    /// A goal from the social action plan (mål fra handleplanen).
    pub struct Model("goal") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Text.
        pub text: String,
        /// Order.
        pub position: i32,
        /// Optimistic version.
        pub version: i32,
        /// Removed when.
        pub removed_at: Option<DateTimeUtc>,
    }
}
