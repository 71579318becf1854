//! A version of a goal (mål) in a track.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A version of a goal (mål) in a track.
    pub struct Model("plan_goal") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// This version of the row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub row_id: Uuid,
        /// Internal id, the same in every version.
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Optimistic version, from 1.
        pub version: i32,
        /// From when this version stood.
        pub recorded_at: DateTimeUtc,
        /// Until when; none: it stands.
        pub superseded_at: Option<DateTimeUtc>,
        /// Of which plan.
        pub plan_id: Uuid,
        /// In which track.
        pub track_id: Uuid,
        /// The track's kind, whose category it has.
        pub track_kind: Code<law::brain_injury::TrackKind>,
        /// Goal.
        pub text: String,
        /// Develop, maintain or limit loss.
        pub kind: Code<law::brain_injury::GoalKind>,
        /// ICF code.
        pub icf_code: Option<String>,
        /// Where it starts.
        pub baseline: Option<String>,
        /// Where it shall end.
        pub target: Option<String>,
        /// Due.
        pub due: Option<Date>,
        /// State.
        pub state: Code<law::brain_injury::GoalState>,
        /// Order.
        pub position: i32,
        /// User who wrote this version.
        pub author_id: Option<Uuid>,
        /// Why removed.
        pub removed_reason: Option<String>,
    }
}
