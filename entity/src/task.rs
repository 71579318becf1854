//! A task (opgave) from a decision.

use sea_orm::entity::prelude::*;

use crate::column::{Categories, Code};

crate::table! {
    /// A task (opgave) from a decision.
    pub struct Model("task") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Of which meeting.
        pub meeting_id: Option<Uuid>,
        /// Of which item.
        pub item_id: Option<Uuid>,
        /// Of which case of the brain-injury council.
        pub council_case_id: Option<Uuid>,
        /// What is to be done.
        pub text: String,
        /// Organisation responsible; none: the citizen or someone private.
        pub responsible_organisation_id: Option<Uuid>,
        /// Professional responsible.
        pub responsible_user_id: Option<Uuid>,
        /// Name of the responsible.
        pub responsible_name: Option<String>,
        /// Due date.
        pub due: Option<Date>,
        /// State.
        pub state: Code<law::forms::TaskState>,
        /// Categories of its item.
        pub categories: Option<Categories>,
        /// Created when.
        pub created_at: DateTimeUtc,
        /// Done or dropped when.
        pub done_at: Option<DateTimeUtc>,
        /// Optimistic version.
        pub version: i32,
    }
}
