//! An interface (snitflade) between administrations, with its agreement; public.

use sea_orm::entity::prelude::*;

use crate::column::{Code, Codes};

crate::table! {
    /// An interface (snitflade) between administrations, with its agreement; public.
    pub struct Model("interface_agreement") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Title.
        pub title: String,
        /// Administrations.
        pub administrations: Codes<law::OrganisationKind>,
        /// Topic.
        pub topic: Code<law::pathfinder::InterfaceTopic>,
        /// Who does what.
        pub description: Option<String>,
        /// Agreement it rests on.
        pub agreement: Option<String>,
        /// First day.
        pub valid_from: Option<Date>,
        /// First day after it.
        pub valid_to: Option<Date>,
        /// Optimistic version.
        pub version: i32,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
