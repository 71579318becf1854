//! A participant of a meeting (deltager).

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A participant of a meeting (deltager).
    pub struct Model("meeting_participant") {
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
        /// In what capacity.
        pub kind: Code<law::forms::ParticipantKind>,
        /// Name.
        pub name: String,
        /// Organisation.
        pub organisation_id: Option<Uuid>,
        /// Unit.
        pub unit_id: Option<Uuid>,
        /// Professional.
        pub professional_id: Option<Uuid>,
        /// Whether they came.
        pub attendance: Code<law::forms::Attendance>,
        /// Why not (afbud).
        pub absence_reason: Option<String>,
        /// Order.
        pub position: i32,
        /// Optimistic version.
        pub version: i32,
    }
}
