//! A professional (fagperson); the token's `user` names it.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A professional (fagperson); the token's `user` names it.
    pub struct Model("professional") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Name.
        pub name: String,
        /// Title.
        pub title: Option<String>,
        /// Work phone.
        pub phone: Option<String>,
        /// Work e-mail.
        pub email: Option<String>,
        /// Optimistic version.
        pub version: i32,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
