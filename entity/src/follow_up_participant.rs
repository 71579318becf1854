//! Who took part in a follow-up.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// Who took part in a follow-up.
    pub struct Model("follow_up_participant") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Of which follow-up.
        pub follow_up_id: Uuid,
        /// In what capacity.
        pub kind: Code<law::forms::ParticipantKind>,
        /// Name.
        pub name: String,
        /// Organisation.
        pub organisation_id: Option<Uuid>,
        /// Professional.
        pub professional_id: Option<Uuid>,
        /// Order.
        pub position: i32,
    }
}
