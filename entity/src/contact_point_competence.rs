//! What a contact point advises on or decides.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// What a contact point advises on or decides.
    pub struct Model("contact_point_competence") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which contact point.
        pub contact_point_id: Uuid,
        /// Competence.
        pub competence: Code<law::pathfinder::Competence>,
        /// In its own words.
        pub note: Option<String>,
    }
}
