//! A unit (enhed) of an organisation.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A unit (enhed) of an organisation.
    pub struct Model("unit") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Organisation it belongs to.
        pub organisation_id: Uuid,
        /// Name.
        pub name: String,
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
