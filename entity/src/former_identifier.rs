//! A person identifier that a citizen had before (erstatningsnummer → CPR).

use sea_orm::entity::prelude::*;

crate::table! {
    /// A person identifier that a citizen had before (erstatningsnummer → CPR).
    pub struct Model("former_identifier") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Authority whose registration it stood in.
        pub registered_by: Uuid,
        /// The former number.
        pub number: String,
        /// Replaced when.
        pub replaced_at: DateTimeUtc,
        /// Why.
        pub reason: String,
    }
}
