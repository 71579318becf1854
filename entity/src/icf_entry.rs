//! A line of functioning by ICF in a rehabilitation plan.

use sea_orm::entity::prelude::*;

crate::table! {
    /// A line of functioning by ICF in a rehabilitation plan.
    pub struct Model("icf_entry") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Of which rehabilitation plan.
        pub plan_id: Uuid,
        /// ICF code: `b`, `s`, `d` or `e` and digits.
        pub code: String,
        /// Qualifier, 0 to 4.
        pub qualifier: i32,
        /// Note.
        pub note: Option<String>,
        /// Order.
        pub position: i32,
    }
}
