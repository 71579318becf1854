//! What the citizen must be told (underretning).

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// What the citizen must be told (underretning).
    pub struct Model("citizen_notice") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Of what.
        pub kind: Code<law::forms::NoticeKind>,
        /// What it is about; once for each.
        pub subject_key: String,
        /// Organisation concerned.
        pub organisation_id: Option<Uuid>,
        /// What to tell.
        pub text: String,
        /// Arisen when.
        pub arisen_at: DateTimeUtc,
        /// Delivered when.
        pub delivered_at: Option<DateTimeUtc>,
        /// User who delivered it.
        pub delivered_by: Option<Uuid>,
        /// How.
        pub channel: Option<Code<law::forms::Channel>>,
        /// Optimistic version.
        pub version: i32,
    }
}
