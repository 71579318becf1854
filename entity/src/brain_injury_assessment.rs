//! An assessment (udredning) of a citizen with acquired brain injury; HEALTH as a row.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// An assessment (udredning) of a citizen with acquired brain injury; HEALTH as a row.
    pub struct Model("brain_injury_assessment") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Organisation that assessed, its holder.
        pub organisation_id: Uuid,
        /// Unit that acted for it.
        pub unit_id: Option<Uuid>,
        /// User that acted; none: a system.
        pub author_id: Option<Uuid>,
        /// Assessed when.
        pub assessed_at: DateTimeUtc,
        /// Work capacity.
        pub work_capacity: Option<String>,
        /// Learning.
        pub learning: Option<String>,
        /// The home.
        pub home: Option<String>,
        /// Economy.
        pub economy: Option<String>,
        /// Strain on relatives.
        pub relatives_strain: Option<String>,
        /// Strain on relatives, told in confidence (AUTHOR_ONLY).
        pub relatives_strain_in_confidence: Option<String>,
        /// Resources.
        pub resources: Option<String>,
        /// Risks.
        pub risks: Option<String>,
        /// The citizen's perspective.
        pub citizen_perspective: Option<String>,
        /// Conclusion.
        pub conclusion: Option<String>,
        /// Level of need.
        pub need_level: Option<Code<law::brain_injury::NeedLevel>>,
        /// Recorded when.
        pub recorded_at: DateTimeUtc,
        /// Optimistic version.
        pub version: i32,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
