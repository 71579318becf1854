//! An organisation (organisation) of the directory; its kind never changes.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// An organisation (organisation) of the directory; its kind never changes.
    pub struct Model("organisation") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Kind; a wrong one is annulled and registered anew.
        pub kind: Code<law::words::OrganisationKind>,
        /// Name.
        pub name: String,
        /// CVR number, eight digits.
        pub cvr: Option<String>,
        /// SOR code of a health organisation.
        pub sor: Option<String>,
        /// Work phone.
        pub phone: Option<String>,
        /// Work e-mail.
        pub email: Option<String>,
        /// Address.
        pub address: Option<String>,
        /// Optimistic version.
        pub version: i32,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
