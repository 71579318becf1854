//! One row: counts changes of the directory, so that every node knows when its copy is old.

use sea_orm::entity::prelude::*;

crate::table! {
    /// One row: counts changes of the directory, so that every node knows when its copy is old.
    pub struct Model("directory_state") {
        /// Always 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        /// Grows with every change.
        pub version: i32,
    }
}
