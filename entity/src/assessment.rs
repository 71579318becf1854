//! An assessment (vurdering) of the need for a coordinator.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// An assessment (vurdering) of the need for a coordinator.
    pub struct Model("assessment") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Which criteria.
        pub criteria_set: Code<law::forms::CriteriaSet>,
        /// ANNEX: several professionals inside the social administration.
        pub internal_parties: Option<bool>,
        /// ANNEX: several external parties.
        pub external_parties: Option<bool>,
        /// ANNEX: risk of losing home, income or work.
        pub complexity: Option<bool>,
        /// ANNEX: illness that calls for special support.
        pub illness_picture: Option<bool>,
        /// ANNEX, exclusion: attached to an OP-team.
        pub op_team: Option<bool>,
        /// ANNEX, exclusion: has a contact person (not an SKP), and work, economy and housing are settled.
        pub has_contact_person_and_settled: Option<bool>,
        /// ANNEX, exclusion: the citizen declines.
        pub declines: Option<bool>,
        /// COMPLEXITY_AND_WEIGHT: the housing situation weighs.
        pub housing_situation: Option<bool>,
        /// Its note.
        pub housing_note: Option<String>,
        /// COMPLEXITY_AND_WEIGHT: the basis of support weighs.
        pub support_basis: Option<bool>,
        /// Its note.
        pub support_note: Option<String>,
        /// COMPLEXITY_AND_WEIGHT: continued treatment need.
        pub treatment_need: Option<bool>,
        /// Its note.
        pub treatment_note: Option<String>,
        /// COMPLEXITY_AND_WEIGHT: relation to children, spouse or parents weighs.
        pub relatives_relation: Option<bool>,
        /// Its note.
        pub relatives_note: Option<String>,
        /// COMPLEXITY_AND_WEIGHT: number of actors involved.
        pub actor_count: Option<i32>,
        /// Both sets: the citizen was of the age (R02) when assessed.
        pub within_age: bool,
        /// What the criteria suggest.
        pub suggested: Code<law::forms::Conclusion>,
        /// The caseworker's conclusion (R01).
        pub conclusion: Code<law::forms::Conclusion>,
        /// Rationale; required where the conclusion departs.
        pub rationale: Option<String>,
        /// User who assessed.
        pub assessed_by: Option<Uuid>,
        /// Assessed when.
        pub assessed_at: DateTimeUtc,
        /// Optimistic version.
        pub version: i32,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
