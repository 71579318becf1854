//! What a tool showed in an assessment.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// What a tool showed in an assessment.
    pub struct Model("assessment_score") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Of which assessment.
        pub assessment_id: Uuid,
        /// Tool.
        pub tool: Code<law::brain_injury::AssessmentTool>,
        /// Name of another tool.
        pub tool_name: Option<String>,
        /// Score as the tool states it.
        pub score: String,
        /// Measured on.
        pub measured_on: Option<Date>,
        /// Order.
        pub position: i32,
    }
}
