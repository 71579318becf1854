//! A meeting of the brain-injury council (hjerneskadesamrådet); about no one citizen.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A meeting of the brain-injury council (hjerneskadesamrådet); about no one citizen.
    pub struct Model("council_meeting") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Administration that convenes.
        pub organisation_id: Uuid,
        /// Day.
        pub date: Date,
        /// Begins, `hh:mm`.
        pub start_time: Option<String>,
        /// Ends, `hh:mm`.
        pub end_time: Option<String>,
        /// Place.
        pub place: String,
        /// Chair.
        pub chair_id: Option<Uuid>,
        /// Minute-taker.
        pub minute_taker_id: Option<Uuid>,
        /// State.
        pub state: Code<law::brain_injury::CouncilMeetingState>,
        /// Held when.
        pub held_at: Option<DateTimeUtc>,
        /// Cancelled when.
        pub cancelled_at: Option<DateTimeUtc>,
        /// Why cancelled.
        pub cancel_reason: Option<String>,
        /// Created when.
        pub created_at: DateTimeUtc,
        /// Optimistic version.
        pub version: i32,
    }
}
