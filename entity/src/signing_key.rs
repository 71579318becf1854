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
        /// `EdDSA` or `ES256`.
        pub algorithm: String,
        /// Private key, wrapped under the key that stands outside the database; none where the
        /// private key itself is kept outside.
        pub private_wrapped: Option<String>,
        /// Public key, SPKI PEM.
        pub public_pem: String,
        /// Created when.
        pub created_at: DateTimeUtc,
        /// From when on it signs; published before.
        pub signs_from: DateTimeUtc,
        /// Retired when, or retires when.
        pub retired_at: Option<DateTimeUtc>,
    }
}
