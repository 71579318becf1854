//! A coordinating meeting (koordinerende møde): invitation, agenda and minutes in one.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A coordinating meeting (koordinerende møde): invitation, agenda and minutes in one.
    pub struct Model("meeting") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Kind.
        pub kind: Code<law::forms::MeetingKind>,
        /// State.
        pub state: Code<law::forms::MeetingState>,
        /// Date.
        pub date: Date,
        /// Start, HH:MM local.
        pub start_time: String,
        /// End, HH:MM local.
        pub end_time: String,
        /// Place.
        pub place: String,
        /// Where the citizen stays now, if not at home (aktuelt opholdssted).
        pub current_residence: Option<String>,
        /// Participant who takes the minutes (referent).
        pub minute_taker_id: Option<Uuid>,
        /// Participant who leads the meeting (mødeleder).
        pub chair_id: Option<Uuid>,
        /// Whether the citizen came.
        pub citizen_present: Option<bool>,
        /// Participant who informs the absent citizen (R28).
        pub informs_citizen_id: Option<Uuid>,
        /// Agenda sent when.
        pub sent_at: Option<DateTimeUtc>,
        /// Held when.
        pub held_at: Option<DateTimeUtc>,
        /// Minutes sent when.
        pub minutes_sent_at: Option<DateTimeUtc>,
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
