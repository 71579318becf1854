//! Something attached to a referral (bilag); the document itself is kept apart.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// Something attached to a referral (bilag); the document itself is kept apart.
    pub struct Model("referral_attachment") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Of which referral.
        pub referral_id: Uuid,
        /// Kind.
        pub kind: Code<law::brain_injury::AttachmentKind>,
        /// Title.
        pub title: String,
        /// Where the document is kept.
        pub reference: String,
        /// Its SHA-256, lower-case hex.
        pub sha256: Option<String>,
        /// Date of the document.
        pub date: Option<Date>,
        /// Recorded when.
        pub recorded_at: DateTimeUtc,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
