//! What was sent to whom (forsendelse).

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// What was sent to whom (forsendelse).
    pub struct Model("dispatch") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// What.
        pub kind: Code<law::forms::DispatchKind>,
        /// Of which meeting.
        pub meeting_id: Option<Uuid>,
        /// Recipient organisation; none: the citizen or someone private.
        pub organisation_id: Option<Uuid>,
        /// Recipient unit.
        pub unit_id: Option<Uuid>,
        /// Recipient.
        pub user_id: Option<Uuid>,
        /// Recipient's name.
        pub recipient_name: String,
        /// Sent when.
        pub sent_at: DateTimeUtc,
        /// The version that was sent: the form as it stood then.
        pub as_of: DateTimeUtc,
        /// Hash of what the recipient could see of it then (R29).
        pub view_hash: String,
        /// User who sent it.
        pub sent_by: Option<Uuid>,
    }
}
