//! A row of the access log (adgangslog): one caller, one case, one request. Hash-chained.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A row of the access log (adgangslog): one caller, one case, one request. Hash-chained.
    pub struct Model("access_log") {
        /// Chain: one for each node and lane.
        #[sea_orm(primary_key, auto_increment = false)]
        pub chain: String,
        /// Position in the chain, from 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// When.
        pub at: DateTimeUtc,
        /// Request.
        pub request_id: Uuid,
        /// READ, WRITE or REFUSED.
        pub kind: String,
        /// Client.
        pub client_id: String,
        /// Organisation of the caller.
        pub organisation_id: Option<Uuid>,
        /// Unit of the caller.
        pub unit_id: Option<Uuid>,
        /// User of the caller.
        pub user_id: Option<Uuid>,
        /// Roles of the caller.
        pub roles: String,
        /// Operation: root fields called.
        pub operation: String,
        /// Whose data.
        pub citizen_id: Option<Uuid>,
        /// Of which case.
        pub case_id: Option<Uuid>,
        /// Purpose of the case.
        pub purpose: Option<String>,
        /// Categories disclosed, as codes.
        pub categories: String,
        /// What was disclosed and withheld, on which basis or for which reason.
        pub detail: String,
        /// Hash of the row before, hex.
        pub previous_hash: String,
        /// SHA-256 over the previous hash and this row, hex.
        pub hash: String,
    }
}
