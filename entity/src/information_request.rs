//! A request for information (indhentning).

use sea_orm::entity::prelude::*;

use crate::column::{Categories, Code};

crate::table! {
    /// A request for information (indhentning).
    pub struct Model("information_request") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Who asks.
        pub from_organisation_id: Uuid,
        /// Who is asked.
        pub to_organisation_id: Uuid,
        /// Unit asked.
        pub to_unit_id: Option<Uuid>,
        /// Professional asked.
        pub to_professional_id: Option<Uuid>,
        /// About what.
        pub categories: Categories,
        /// Whether journal material is asked for.
        pub journal: bool,
        /// For what.
        pub purpose: Code<law::words::Purpose>,
        /// Clause it rests on.
        pub clause_id: Option<Uuid>,
        /// Statutory basis it rests on.
        pub basis_id: Option<Uuid>,
        /// Question.
        pub question: String,
        /// Due date.
        pub due: Option<Date>,
        /// State.
        pub state: Code<law::forms::RequestState>,
        /// Why declined (forvaltningsloven § 31).
        pub decline_reason: Option<String>,
        /// User who asked.
        pub asked_by: Option<Uuid>,
        /// Asked when.
        pub asked_at: DateTimeUtc,
        /// Answered or declined when.
        pub answered_at: Option<DateTimeUtc>,
        /// Optimistic version.
        pub version: i32,
    }
}
