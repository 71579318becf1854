//! A signed head of a chain, one for each group commit.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A signed head of a chain, one for each group commit.
    pub struct Model("access_log_head") {
        /// Chain.
        #[sea_orm(primary_key, auto_increment = false)]
        pub chain: String,
        /// Last row it covers.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// Hash of that row.
        pub hash: String,
        /// Signed when.
        pub at: DateTimeUtc,
        /// Signing key.
        pub key_id: String,
        /// Ed25519 signature, base64url.
        pub signature: String,
    }
}
