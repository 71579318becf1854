//! A client (klient): a case system that may call.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A client (klient): a case system that may call.
    pub struct Model("client") {
        /// Client id, the token's `sub`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// Name.
        pub name: String,
        /// Organisation it acts for.
        pub organisation_id: Option<Uuid>,
        /// Unit it acts for.
        pub unit_id: Option<Uuid>,
        /// Scopes, separated by blanks.
        pub scopes: String,
        /// SHA-256 of its secret, hex.
        pub secret_hash: Option<String>,
        /// Created when.
        pub created_at: DateTimeUtc,
        /// Revoked when.
        pub revoked_at: Option<DateTimeUtc>,
    }
}
