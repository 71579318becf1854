//! A referral (henvisning) of a citizen with acquired brain injury; HEALTH as a row.

use sea_orm::entity::prelude::*;

use crate::column::{Code, CodeList, Codes};

crate::table! {
    /// A referral (henvisning) of a citizen with acquired brain injury; HEALTH as a row.
    pub struct Model("brain_injury_referral") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Organisation that sent it, its holder with the lead; none: the lead alone holds it.
        pub organisation_id: Option<Uuid>,
        /// Unit that sent it.
        pub unit_id: Option<Uuid>,
        /// User that sent it; none: a system.
        pub author_id: Option<Uuid>,
        /// Who refers.
        pub referrer_kind: Code<law::brain_injury::ReferrerKind>,
        /// Name of who refers.
        pub referrer_name: Option<String>,
        /// Received when.
        pub received_at: DateTimeUtc,
        /// Group of diagnosis.
        pub diagnosis_group: Option<Code<law::brain_injury::DiagnosisGroup>>,
        /// Diagnoses by SKS or ICD-10.
        pub diagnosis_codes: CodeList,
        /// Day of the injury.
        pub injury_date: Option<Date>,
        /// Phase.
        pub phase: Option<Code<law::brain_injury::Phase>>,
        /// Diagnosed by a doctor.
        pub medically_diagnosed: Option<bool>,
        /// Hospital of the admission, if in the directory.
        pub hospital_id: Option<Uuid>,
        /// Name of the hospital.
        pub hospital_name: Option<String>,
        /// Admitted.
        pub admitted_on: Option<Date>,
        /// Discharged.
        pub discharged_on: Option<Date>,
        /// Difficulties.
        pub difficulties: Codes<law::brain_injury::Difficulty>,
        /// Work status.
        pub work_status: Option<Code<law::brain_injury::WorkStatus>>,
        /// Employer.
        pub employer: Option<String>,
        /// Education status.
        pub education_status: Option<Code<law::brain_injury::EducationStatus>>,
        /// School.
        pub school: Option<String>,
        /// Income source.
        pub income_source: Option<Code<law::brain_injury::IncomeSource>>,
        /// Housing.
        pub housing: Option<String>,
        /// Relatives.
        pub relatives: Option<String>,
        /// Number of children under 18.
        pub children_under_18: Option<i32>,
        /// Language to interpret.
        pub interpreter_language: Option<String>,
        /// What the citizen wishes.
        pub citizen_wish: Option<String>,
        /// Why referred.
        pub reason: Option<String>,
        /// Administrations involved already.
        pub administrations: Codes<law::OrganisationKind>,
        /// Decision; none: not decided.
        pub decision: Option<Code<law::brain_injury::ReferralDecision>>,
        /// Its reason.
        pub decision_reason: Option<String>,
        /// Organisation it was sent on to.
        pub redirected_to: Option<Uuid>,
        /// Decided when.
        pub decided_at: Option<DateTimeUtc>,
        /// User who decided.
        pub decided_by: Option<Uuid>,
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
