//! An administration that sat when a case was deliberated: a holder of its deliberation.

use sea_orm::entity::prelude::*;

crate::table! {
    /// An administration that sat when a case was deliberated: a holder of its deliberation.
    pub struct Model("council_sitting") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Of which case of the council.
        pub council_case_id: Uuid,
        /// Administration.
        pub organisation_id: Uuid,
        /// Unit.
        pub unit_id: Option<Uuid>,
        /// Professional who sat.
        pub user_id: Option<Uuid>,
        /// Recorded when.
        pub recorded_at: DateTimeUtc,
    }
}
