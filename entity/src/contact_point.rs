//! A contact point (kontaktpunkt) of the pathfinder network; public.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// A contact point (kontaktpunkt) of the pathfinder network; public.
    pub struct Model("contact_point") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Administration.
        pub administration: Code<law::OrganisationKind>,
        /// Its organisation in the directory.
        pub organisation_id: Option<Uuid>,
        /// Its unit in the directory.
        pub unit_id: Option<Uuid>,
        /// Name.
        pub name: String,
        /// What it does.
        pub description: Option<String>,
        /// For whom.
        pub target_group: Option<String>,
        /// Phone.
        pub phone: Option<String>,
        /// E-mail.
        pub email: Option<String>,
        /// Address.
        pub address: Option<String>,
        /// Website.
        pub website: Option<String>,
        /// First day.
        pub valid_from: Date,
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
