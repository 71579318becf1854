//! That the outbox told of an end ahead of time.

use sea_orm::entity::prelude::*;

crate::table! {
    /// That the outbox told of an end ahead of time.
    pub struct Model("expiry_notice") {
        /// What ends: a client, a secret, a key.
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: Uuid,
        /// When it ends.
        #[sea_orm(primary_key, auto_increment = false)]
        pub ends_at: DateTimeUtc,
        /// How many days ahead it was told.
        #[sea_orm(primary_key, auto_increment = false)]
        pub days: i32,
    }
}
