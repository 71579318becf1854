//! A version of an intervention (indsats) in a track.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A version of an intervention (indsats) in a track.
    pub struct Model("plan_intervention") {
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
        /// In which track.
        pub track_id: Uuid,
        /// The track's kind, whose category it has.
        pub track_kind: Code<law::brain_injury::TrackKind>,
        /// Goal it serves.
        pub goal_id: Option<Uuid>,
        /// Kind.
        pub kind: Code<law::brain_injury::InterventionKind>,
        /// Description.
        pub description: Option<String>,
        /// Paragraph it is given under.
        pub legal_basis: Option<String>,
        /// Provider, if in the directory.
        pub provider_organisation_id: Option<Uuid>,
        /// Name of the provider.
        pub provider_name: Option<String>,
        /// First day.
        pub from_date: Option<Date>,
        /// Last day.
        pub to_date: Option<Date>,
        /// Minutes a week, 0 to 10080.
        pub minutes_per_week: Option<i32>,
        /// State.
        pub state: Code<law::brain_injury::InterventionState>,
        /// Why stopped.
        pub stop_reason: Option<Code<law::brain_injury::StopReason>>,
        /// Order.
        pub position: i32,
        /// User who wrote this version.
        pub author_id: Option<Uuid>,
        /// Why removed.
        pub removed_reason: Option<String>,
    }
}
