//! An access token that was revoked before its end.

use sea_orm::entity::prelude::*;

crate::table! {
    /// An access token that was revoked before its end.
    pub struct Model("revoked_token") {
        /// The token's `jti`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_id: String,
        /// Client it was issued to.
        pub client_id: String,
        /// When it would have ended; the row is of no use afterwards.
        pub expires_at: DateTimeUtc,
        /// Revoked when.
        pub revoked_at: DateTimeUtc,
    }
}
