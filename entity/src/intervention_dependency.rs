//! A version of an edge: an intervention that waits for another.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A version of an edge: an intervention that waits for another.
    pub struct Model("intervention_dependency") {
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
        /// Which waits.
        pub intervention_id: Uuid,
        /// For which.
        pub depends_on_id: Uuid,
        /// Track of the one that waits.
        pub track_kind: Code<law::brain_injury::TrackKind>,
        /// Track of the other; the edge carries both categories.
        pub depends_on_track_kind: Code<law::brain_injury::TrackKind>,
        /// User who drew it.
        pub author_id: Option<Uuid>,
        /// Why removed.
        pub removed_reason: Option<String>,
    }
}
