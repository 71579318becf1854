//! A case presented to the council (samrådssag).

use sea_orm::entity::prelude::*;

use crate::column::{Code, Codes};

crate::table! {
    /// A case presented to the council (samrådssag).
    pub struct Model("council_case") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Administration that presents it.
        pub organisation_id: Uuid,
        /// Unit that acted for it.
        pub unit_id: Option<Uuid>,
        /// User that acted; none: a system.
        pub author_id: Option<Uuid>,
        /// At which meeting.
        pub council_meeting_id: Uuid,
        /// Administrations crossed (R32).
        pub administrations: Codes<law::OrganisationKind>,
        /// The citizen is informed.
        pub citizen_informed: bool,
        /// Consent that names every member (R32).
        pub consent_id: Uuid,
        /// Question to the council.
        pub question: String,
        /// Presentation: health.
        pub presentation_health: Option<String>,
        /// Presentation: social.
        pub presentation_social: Option<String>,
        /// Presentation: employment.
        pub presentation_employment: Option<String>,
        /// Presentation: education.
        pub presentation_education: Option<String>,
        /// Presentation: housing.
        pub presentation_housing: Option<String>,
        /// Presentation: economy.
        pub presentation_economy: Option<String>,
        /// Presentation: relatives.
        pub presentation_network: Option<String>,
        /// Deliberation (AUTHOR_ONLY): held by those who sat.
        pub deliberation: Option<String>,
        /// Version of the deliberation, from 1; 0: there is none. Apart from the row's, which is not
        /// for those who sat alone.
        pub deliberation_version: i32,
        /// Decision; none: not decided.
        pub decision_type: Option<Code<law::brain_injury::CouncilDecision>>,
        /// Its text.
        pub decision_text: Option<String>,
        /// Decided when.
        pub decided_at: Option<DateTimeUtc>,
        /// User who recorded the decision.
        pub decided_by: Option<Uuid>,
        /// Meeting at which it is followed up.
        pub follow_up_meeting_id: Option<Uuid>,
        /// Order on the meeting's list.
        pub position: i32,
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
