//! A rehabilitation plan (genoptræningsplan, GOP) from a hospital; HEALTH as a row.

use sea_orm::entity::prelude::*;

use crate::column::{Code, CodeList};

crate::table! {
    /// A rehabilitation plan (genoptræningsplan, GOP) from a hospital; HEALTH as a row.
    pub struct Model("rehabilitation_plan") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Organisation that sent it, its holder with the lead.
        pub organisation_id: Uuid,
        /// Unit that acted for it.
        pub unit_id: Option<Uuid>,
        /// User that acted; none: a system.
        pub author_id: Option<Uuid>,
        /// SOR code of the sending department.
        pub sender_sor: Option<String>,
        /// Referral that came with it.
        pub referral_id: Option<Uuid>,
        /// Type (R33).
        pub plan_type: Code<law::brain_injury::RehabilitationPlanType>,
        /// Municipal level.
        pub municipal_level: Option<Code<law::brain_injury::MunicipalLevel>>,
        /// Diagnoses by SKS or ICD-10.
        pub diagnosis_codes: CodeList,
        /// Functioning before.
        pub function_before: Option<String>,
        /// Functioning now.
        pub function_now: Option<String>,
        /// Need of rehabilitation.
        pub rehabilitation_need: Option<String>,
        /// Day of discharge (R34).
        pub discharged_on: Option<Date>,
        /// Earliest start by the plan (R34).
        pub earliest_start: Option<Date>,
        /// Follow-up at the hospital.
        pub hospital_follow_up: Option<String>,
        /// Total need: health.
        pub need_health: Option<String>,
        /// Total need: social.
        pub need_social: Option<String>,
        /// Total need: employment.
        pub need_employment: Option<String>,
        /// Total need: education.
        pub need_education: Option<String>,
        /// Transport.
        pub transport: Option<String>,
        /// Language to interpret.
        pub interpreter_language: Option<String>,
        /// Received when.
        pub received_at: DateTimeUtc,
        /// Day of the first contact offered.
        pub first_contact_offered: Option<Date>,
        /// Day on which training started.
        pub started_on: Option<Date>,
        /// Free choice (R34).
        pub free_choice: Code<law::brain_injury::FreeChoice>,
        /// When its state last changed.
        pub free_choice_at: Option<DateTimeUtc>,
        /// Responsible authority (R35).
        pub responsible_organisation_id: Option<Uuid>,
        /// Responsible from.
        pub responsible_from: Option<Date>,
        /// Recorded when.
        pub recorded_at: DateTimeUtc,
        /// Optimistic version.
        pub version: i32,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
