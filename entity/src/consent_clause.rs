//! A version of a clause of a consent (samtykkets enkelte led).

use sea_orm::entity::prelude::*;

use crate::column::{Categories, Code};

crate::table! {
    /// A version of a clause of a consent (samtykkets enkelte led).
    pub struct Model("consent_clause") {
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
        /// Of which consent.
        pub consent_id: Uuid,
        /// Order in the consent.
        pub position: i32,
        /// Direction, seen from `granted_to`.
        pub direction: Code<law::words::Direction>,
        /// Authority it is given to.
        pub granted_to: Uuid,
        /// What it opens.
        pub categories: Categories,
        /// Purpose.
        pub purpose: Code<law::words::Purpose>,
        /// Legal basis as written.
        pub legal_basis: String,
        /// First day.
        pub from_date: Option<Date>,
        /// First day on which it no longer holds.
        pub to_date: Option<Date>,
        /// Withdrawn when.
        pub withdrawn_at: Option<DateTimeUtc>,
    }
}
