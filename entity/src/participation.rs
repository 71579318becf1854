//! An organisation's part in a case (deltagelse).

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// An organisation's part in a case (deltagelse).
    pub struct Model("participation") {
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
        /// Who.
        pub organisation_id: Uuid,
        /// Unit that takes part.
        pub unit_id: Option<Uuid>,
        /// Person named.
        pub user_id: Option<Uuid>,
        /// How it came to be.
        pub origin: Code<law::forms::ParticipationOrigin>,
        /// From when.
        pub from_at: DateTimeUtc,
        /// Until when.
        pub to_at: Option<DateTimeUtc>,
        /// Optimistic version.
        pub version: i32,
    }
}
