//! A counterpart of a clause: an organisation or a kind.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A counterpart of a clause: an organisation or a kind.
    pub struct Model("clause_counterpart") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Of which clause.
        pub clause_id: Uuid,
        /// The organisation.
        pub organisation_id: Option<Uuid>,
        /// The kind.
        pub organisation_kind: Option<Code<law::words::OrganisationKind>>,
    }
}
