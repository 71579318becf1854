//! Whose a person identifier is (personnummer), now or formerly.

use sea_orm::entity::prelude::*;

crate::table! {
    /// Whose a person identifier is, now or formerly: one citizen, whichever authorities keep a
    /// registration of them (R40).
    pub struct Model("citizen_number") {
        /// CPR or replacement number, ten characters.
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: String,
        /// Whose.
        pub citizen_id: Uuid,
    }
}
