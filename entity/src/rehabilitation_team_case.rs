//! A case before the rehabilitation team (rehabiliteringsteam), with its recommendation.

use sea_orm::entity::prelude::*;

use crate::column::{Code, Codes};

crate::table! {
    /// A case before the rehabilitation team (rehabiliteringsteam), with its recommendation.
    pub struct Model("rehabilitation_team_case") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Administration that brings it, its holder.
        pub organisation_id: Uuid,
        /// Unit that acted for it.
        pub unit_id: Option<Uuid>,
        /// User that acted; none: a system.
        pub author_id: Option<Uuid>,
        /// Day of the team's meeting.
        pub met_on: Date,
        /// Who sat.
        pub parties: Codes<law::rehabilitation_team::TeamParty>,
        /// Recommendation; the team does not decide.
        pub recommendation: Code<law::rehabilitation_team::Recommendation>,
        /// Grounds.
        pub grounds: String,
        /// The citizen has been through a resource course (R36).
        pub resource_course: bool,
        /// A resource course is obviously futile (R36).
        pub obviously_futile: bool,
        /// Treatment is exhausted (R36).
        pub treatment_exhausted: bool,
        /// The other conditions are met (R36).
        pub conditions_met: bool,
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
