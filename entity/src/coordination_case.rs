//! A coordination case (sag) of the DKK or the brain-injury bundle.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A coordination case (sag) of the DKK or the brain-injury bundle.
    pub struct Model("coordination_case") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Bundle: DKK or BRAIN_INJURY.
        pub purpose: Code<law::words::Purpose>,
        /// Lead authority.
        pub lead_organisation_id: Uuid,
        /// The lead's unit that has the case.
        pub unit_id: Uuid,
        /// How it was opened.
        pub opened_by: Code<law::forms::OpenedBy>,
        /// Status.
        pub status: Code<law::forms::CaseStatus>,
        /// Opened when.
        pub opened_at: DateTimeUtc,
        /// Closed when.
        pub closed_at: Option<DateTimeUtc>,
        /// Why closed.
        pub close_reason: Option<Code<law::forms::CloseReason>>,
        /// Annulled when: it was opened in error.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
        /// Optimistic version.
        pub version: i32,
        /// How many changes there were to anything in the case: on PostgreSQL each counts here.
        pub revision: i32,
    }
}
