//! A client (klient): a case system that may call.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A client (klient): a case system that may call.
    pub struct Model("client") {
        /// Client id, the token's `sub`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// Internal id, for node ids and the outbox.
        pub uid: Uuid,
        /// Name.
        pub name: String,
        /// Whom to ask about it: an e-mail address.
        pub contact: Option<String>,
        /// Organisation it acts for; it never changes.
        pub organisation_id: Option<Uuid>,
        /// Unit it acts for; it never changes.
        pub unit_id: Option<Uuid>,
        /// Scopes, separated by blanks.
        pub scopes: String,
        /// Networks it may call from, in CIDR form, separated by commas; empty: from anywhere.
        pub networks: String,
        /// Its public keys, as a JSON Web Key Set; none: it has secrets.
        pub jwks: Option<String>,
        /// Algorithm of its access tokens, `EdDSA` or `ES256`.
        pub token_algorithm: String,
        /// Created when.
        pub created_at: DateTimeUtc,
        /// From when on it may not call.
        pub expires_at: Option<DateTimeUtc>,
        /// Switched off when; it can be switched on again.
        pub disabled_at: Option<DateTimeUtc>,
        /// Revoked when, for good.
        pub revoked_at: Option<DateTimeUtc>,
        /// Version; nodes keep a copy of it.
        pub version: i32,
    }
}
