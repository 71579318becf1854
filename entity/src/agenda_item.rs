//! An agenda item (dagsordenspunkt) with its decision.

use sea_orm::entity::prelude::*;

use crate::column::{Categories, Code};

crate::table! {
    /// An agenda item (dagsordenspunkt) with its decision.
    pub struct Model("agenda_item") {
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
        /// Fixed or flexible.
        pub kind: Code<law::forms::ItemKind>,
        /// Order.
        pub position: i32,
        /// Subject (emne).
        pub subject: String,
        /// Participant responsible.
        pub responsible_id: Option<Uuid>,
        /// What shall we achieve.
        pub goal: Option<String>,
        /// Time in minutes.
        pub duration_minutes: Option<i32>,
        /// Decision and who does what.
        pub decision: Option<String>,
        /// Why the minutes that were sent were corrected here.
        pub correction_reason: Option<String>,
        /// Categories its author set; none: untagged.
        pub categories: Option<Categories>,
        /// Organisation that proposed it (R26).
        pub proposed_by: Option<Uuid>,
        /// Whether a proposed item was taken on.
        pub accepted: bool,
        /// Optimistic version.
        pub version: i32,
        /// Deleted when.
        pub removed_at: Option<DateTimeUtc>,
    }
}
