//! A version of a track (spor) of a coordination plan; its administration holds it.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A version of a track (spor) of a coordination plan; its administration holds it.
    pub struct Model("plan_track") {
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
        /// Of which plan.
        pub plan_id: Uuid,
        /// Which track.
        pub kind: Code<law::brain_injury::TrackKind>,
        /// Its administration, its holder.
        pub organisation_id: Uuid,
        /// Unit responsible.
        pub unit_id: Option<Uuid>,
        /// Professional responsible.
        pub responsible_id: Option<Uuid>,
        /// User who wrote this version.
        pub author_id: Option<Uuid>,
        /// Why removed.
        pub removed_reason: Option<String>,
    }
}
