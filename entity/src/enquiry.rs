//! An enquiry (henvendelse).

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// An enquiry (henvendelse).
    pub struct Model("enquiry") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Organisation that enquired; none: the citizen or someone private.
        pub from_organisation_id: Option<Uuid>,
        /// Who enquired.
        pub from_name: Option<String>,
        /// In writing or orally.
        pub channel: Code<law::forms::Channel>,
        /// Received when.
        pub received_at: DateTimeUtc,
        /// Current social situation.
        pub situation: String,
        /// Need.
        pub need: String,
        /// What came of it.
        pub outcome: Code<law::forms::EnquiryOutcome>,
        /// User who recorded it.
        pub recorded_by: Option<Uuid>,
        /// Optimistic version.
        pub version: i32,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
