//! A recorded statutory basis (lovhjemmel).

use sea_orm::entity::prelude::*;

use crate::column::{Categories, Code};

crate::table! {
    /// A recorded statutory basis (lovhjemmel).
    pub struct Model("statutory_basis") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Provision.
        pub provision: Code<law::words::Provision>,
        /// Number within the provision.
        pub number: Option<String>,
        /// Who receives.
        pub requester_organisation_id: Uuid,
        /// Who gives.
        pub holder_organisation_id: Uuid,
        /// What it covers.
        pub categories: Categories,
        /// Reason that the basis demands.
        pub reason: String,
        /// Why it is necessary (§ 11 c).
        pub necessity: Option<String>,
        /// The recorded attempt to get consent (§ 11 c stk. 4).
        pub consent_attempt: Option<String>,
        /// Last day for objecting (§ 11 a stk. 3).
        pub objection_deadline: Option<Date>,
        /// The citizen objected when.
        pub objected_at: Option<DateTimeUtc>,
        /// Recorded when.
        pub from_at: DateTimeUtc,
        /// Ended when.
        pub to_at: Option<DateTimeUtc>,
        /// User who recorded it.
        pub recorded_by: Option<Uuid>,
        /// Organisation that recorded it.
        pub recorded_organisation_id: Uuid,
        /// Holder notified when.
        pub holder_notified_at: Option<DateTimeUtc>,
        /// Optimistic version.
        pub version: i32,
        /// Why ended or annulled.
        pub annul_reason: Option<String>,
    }
}
