//! A member of a council meeting, for an administration.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A member of a council meeting, for an administration.
    pub struct Model("council_member") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which meeting.
        pub council_meeting_id: Uuid,
        /// Administration.
        pub organisation_id: Uuid,
        /// Unit.
        pub unit_id: Option<Uuid>,
        /// Professional.
        pub professional_id: Option<Uuid>,
        /// Name, where not in the directory.
        pub name: Option<String>,
        /// Whether they came.
        pub attendance: Code<law::forms::Attendance>,
        /// Order.
        pub position: i32,
    }
}
