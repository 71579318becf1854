//! A key that signs tokens or the heads of the log.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A key that signs tokens or the heads of the log.
    pub struct Model("signing_key") {
        /// Key id (`kid`).
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// `token` or `log`.
        pub purpose: String,
        /// `EdDSA`.
        pub algorithm: String,
        /// Private key, PKCS#8 PEM; none where the key is kept outside.
        pub private_pem: Option<String>,
        /// Public key, SPKI PEM.
        pub public_pem: String,
        /// Created when.
        pub created_at: DateTimeUtc,
        /// Retired when.
        pub retired_at: Option<DateTimeUtc>,
    }
}
