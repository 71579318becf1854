//! When a client was last seen, and from where.

use sea_orm::entity::prelude::*;

crate::table! {
    /// When a client was last seen, and from where.
    pub struct Model("client_use") {
        /// Client.
        #[sea_orm(primary_key, auto_increment = false)]
        pub client_id: String,
        /// When, to the minute or so.
        pub at: DateTimeUtc,
        /// Address it called from.
        pub address: Option<String>,
        /// Version of the schema that it called.
        pub schema_version: String,
    }
}
