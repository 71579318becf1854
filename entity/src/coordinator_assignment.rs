//! A coordinator assignment (tildeling af koordinerende kontaktperson).

use sea_orm::entity::prelude::*;

crate::table! {
    /// A coordinator assignment (tildeling af koordinerende kontaktperson).
    pub struct Model("coordinator_assignment") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// When that case was opened: what lists are in the order of.
        pub case_opened_at: DateTimeUtc,
        /// The coordinator.
        pub coordinator_id: Uuid,
        /// From when.
        pub from_at: DateTimeUtc,
        /// Ended when.
        pub to_at: Option<DateTimeUtc>,
        /// The consent it rests on (R04).
        pub consent_id: Uuid,
        /// Reason.
        pub reason: Option<String>,
        /// Why it ended.
        pub end_reason: Option<String>,
        /// Assignment it replaces.
        pub replaces: Option<Uuid>,
        /// Optimistic version.
        pub version: i32,
    }
}
