//! A column added to an agenda (ekstra kolonne).

use sea_orm::entity::prelude::*;

crate::table! {
    /// A column added to an agenda (ekstra kolonne).
    pub struct Model("agenda_column") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Of which meeting.
        pub meeting_id: Uuid,
        /// Title.
        pub title: String,
        /// Order.
        pub position: i32,
        /// Optimistic version.
        pub version: i32,
    }
}
