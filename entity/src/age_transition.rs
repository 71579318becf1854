//! An assessment of which need dominates when the citizen reaches the age at which the authority passes (R35).

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// An assessment of which need dominates when the citizen reaches the age at which the authority passes (R35).
    pub struct Model("age_transition") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Organisation that assessed.
        pub organisation_id: Uuid,
        /// Unit that acted for it.
        pub unit_id: Option<Uuid>,
        /// User that acted; none: a system.
        pub author_id: Option<Uuid>,
        /// Which need dominates.
        pub dominant_need: Code<law::brain_injury::DominantNeed>,
        /// Rationale.
        pub rationale: String,
        /// Assessed when.
        pub assessed_at: DateTimeUtc,
        /// Who is responsible from then on.
        pub responsible_organisation_id: Uuid,
        /// From which day.
        pub from_date: Date,
        /// When the case passed to who is responsible; none: it has not, or stays where it is.
        pub completed_at: Option<DateTimeUtc>,
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
