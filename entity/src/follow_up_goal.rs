//! Where a goal stood at a follow-up.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// Where a goal stood at a follow-up.
    pub struct Model("follow_up_goal") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Of which follow-up.
        pub follow_up_id: Uuid,
        /// Which goal.
        pub goal_id: Uuid,
        /// The goal's track, whose category it has.
        pub track_kind: Code<law::brain_injury::TrackKind>,
        /// State.
        pub state: Code<law::brain_injury::GoalState>,
        /// Note.
        pub note: Option<String>,
    }
}
