//! A professional's dated membership of an organisation's unit (tilknytning).

use sea_orm::entity::prelude::*;

crate::table! {
    /// A professional's dated membership of an organisation's unit (tilknytning).
    pub struct Model("membership") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Who.
        pub professional_id: Uuid,
        /// Of which organisation.
        pub organisation_id: Uuid,
        /// In which unit.
        pub unit_id: Option<Uuid>,
        /// First day.
        pub from_date: Date,
        /// First day on which it no longer holds.
        pub to_date: Option<Date>,
        /// Optimistic version.
        pub version: i32,
    }
}
