//! What stands in an added column of an item.

use sea_orm::entity::prelude::*;

crate::table! {
    /// What stands in an added column of an item.
    pub struct Model("agenda_cell") {
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
        /// Row.
        pub item_id: Uuid,
        /// Column.
        pub column_id: Uuid,
        /// Text.
        pub text: String,
    }
}
