//! A secret of a client; two are live at most.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A secret of a client; two are live at most.
    pub struct Model("client_secret") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Client.
        pub client_id: String,
        /// SHA-256 of the secret, hex.
        pub hash: String,
        /// Last characters of the secret, to know it by.
        pub hint: String,
        /// Made when.
        pub created_at: DateTimeUtc,
        /// From when on it is refused.
        pub expires_at: Option<DateTimeUtc>,
        /// Revoked when.
        pub revoked_at: Option<DateTimeUtc>,
    }
}
