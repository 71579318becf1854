//! A follow-up (opfølgning) on a coordination plan.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A follow-up (opfølgning) on a coordination plan.
    pub struct Model("follow_up") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Organisation that recorded it, its holder.
        pub organisation_id: Uuid,
        /// Unit that acted for it.
        pub unit_id: Option<Uuid>,
        /// User that acted; none: a system.
        pub author_id: Option<Uuid>,
        /// Of which plan.
        pub plan_id: Option<Uuid>,
        /// How it is held.
        pub kind: Code<law::brain_injury::FollowUpKind>,
        /// State.
        pub state: Code<law::brain_injury::FollowUpState>,
        /// Day.
        pub date: Date,
        /// Next follow-up.
        pub next_date: Option<Date>,
        /// Outcome.
        pub outcome: Option<Code<law::brain_injury::FollowUpOutcome>>,
        /// Changes.
        pub changes: Option<String>,
        /// Relatives.
        pub relatives: Option<String>,
        /// Work.
        pub work: Option<String>,
        /// Education.
        pub education: Option<String>,
        /// Recorded when.
        pub recorded_at: DateTimeUtc,
        /// Optimistic version.
        pub version: i32,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
