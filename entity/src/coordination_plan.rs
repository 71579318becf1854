//! A version of the head of a coordination plan (koordineringsplan).

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A version of the head of a coordination plan (koordineringsplan).
    pub struct Model("coordination_plan") {
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
        /// Status.
        pub status: Code<law::brain_injury::PlanStatus>,
        /// First day.
        pub from_date: Date,
        /// Last day.
        pub to_date: Option<Date>,
        /// Coordinator.
        pub coordinator_id: Option<Uuid>,
        /// Agreed with the citizen.
        pub agreed_with_citizen: bool,
        /// Agreed with relatives.
        pub agreed_with_relatives: bool,
        /// Overall goal in the citizen's words.
        pub overall_goal: Option<String>,
        /// Next follow-up.
        pub next_follow_up: Option<Date>,
        /// How often it is followed up.
        pub follow_up_interval: Option<Code<law::brain_injury::FollowUpInterval>>,
        /// User who wrote this version.
        pub prepared_by: Option<Uuid>,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
