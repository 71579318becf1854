//! A write that was made under an idempotency key.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A write that was made under an idempotency key.
    pub struct Model("idempotency_key") {
        /// Client.
        #[sea_orm(primary_key, auto_increment = false)]
        pub client_id: String,
        /// Key, the client's own.
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        /// SHA-256 of the request.
        pub request_hash: String,
        /// Ids that the write made, as JSON.
        pub outcome: String,
        /// When.
        pub created_at: DateTimeUtc,
    }
}
