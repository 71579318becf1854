//! A citizen (borger), as an authority registered them.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A citizen (borger), as an authority registered them. Each authority keeps a row of its own:
    /// what another one typed is not its to read (forvaltningsloven § 29).
    pub struct Model("citizen") {
        /// Internal id, the citizen's identity (R40), the same with every authority.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// CPR or replacement number, ten characters.
        pub cpr: String,
        /// Name.
        pub name: String,
        /// Birth date.
        pub birth_date: Date,
        /// Address or residence (adresse/bosted).
        pub address: Option<String>,
        /// Phone.
        pub phone: Option<String>,
        /// E-mail.
        pub email: Option<String>,
        /// Name and address protection (navne- og adressebeskyttelse).
        pub address_protected: bool,
        /// Interpreter language (tolkesprog).
        pub interpreter_language: Option<String>,
        /// Authority that registered the citizen, and keeps this row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub registered_by: Uuid,
        /// Optimistic version.
        pub version: i32,
        /// Registered when.
        pub created_at: DateTimeUtc,
        /// Last changed when.
        pub updated_at: DateTimeUtc,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
