//! A version of the head of the network map (netværkskort).

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A version of the head of the network map (netværkskort).
    pub struct Model("network_map") {
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
        /// User who prepared it.
        pub prepared_by: Option<Uuid>,
        /// In hospital, in prison, or neither.
        pub whereabouts: Code<law::forms::Whereabouts>,
    }
}
