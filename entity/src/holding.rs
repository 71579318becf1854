//! Who holds records in a case besides the lead authority: what rule 2 (b) of the decision rests on.

use sea_orm::entity::prelude::*;

crate::table! {
    /// Who wrote or sent something that its organisation holds: one row for each unit and person,
    /// whatever they wrote. It stays when what was written is annulled: that stays readable too.
    pub struct Model("holding") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// In which case.
        pub case_id: Uuid,
        /// When that case was opened: what lists are in the order of.
        pub case_opened_at: DateTimeUtc,
        /// The holder.
        pub organisation_id: Uuid,
        /// Unit that wrote.
        pub unit_id: Option<Uuid>,
        /// Person that wrote; none: a system.
        pub user_id: Option<Uuid>,
    }
}
