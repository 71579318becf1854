//! A client's assertion that was used: it is not taken twice.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A client's assertion that was used: it is not taken twice.
    pub struct Model("used_assertion") {
        /// Client.
        #[sea_orm(primary_key, auto_increment = false)]
        pub client_id: String,
        /// SHA-256 of the assertion's `jti`, hex.
        #[sea_orm(primary_key, auto_increment = false)]
        pub assertion_id: String,
        /// When it ends; the row is of no use afterwards.
        pub expires_at: DateTimeUtc,
    }
}
