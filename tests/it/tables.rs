//! Tables and entities name the same columns, and what is written is read back.

use entity::column::{Code, CodeList, Codes};
use law::OrganisationKind;
use law::brain_injury::{DiagnosisGroup, Difficulty, ReferrerKind};
use migration::{Migrator, MigratorTrait};
use sea_orm::prelude::Uuid;
use sea_orm::{EntityTrait, IntoActiveModel};
use stifinder::store::connect;

use crate::support::fresh_database;

macro_rules! read {
    ($db:expr, $($table:ident)+) => { $(
        let found = entity::$table::Entity::find().one($db).await;
        assert!(found.is_ok(), "{}: {found:?}", stringify!($table));
    )+ };
}

#[tokio::test]
async fn tables_of_the_brain_injury_bundle_hold_what_their_entities_name() {
    let db = connect(&fresh_database().await, 1).await.unwrap().connection;
    Migrator::up(&db, None).await.unwrap();
    read!(&db,
        brain_injury_referral referral_attachment rehabilitation_plan icf_entry
        brain_injury_assessment assessment_score age_transition
        coordination_plan plan_track plan_goal plan_intervention intervention_dependency
        follow_up follow_up_participant follow_up_goal
        council_meeting council_member council_case council_sitting rehabilitation_team_case
        contact_point contact_point_competence effect_goal interface_agreement task
    );

    let now = "2026-11-23T10:00:00Z".parse().unwrap();
    let codes = vec!["DI639".to_owned(), "G81.9".to_owned()];
    let referral = entity::brain_injury_referral::Model {
        citizen_id: Uuid::from_u128(1),
        id: Uuid::from_u128(2),
        case_id: Uuid::from_u128(3),
        organisation_id: Some(Uuid::from_u128(4)),
        unit_id: None,
        author_id: None,
        referrer_kind: Code(ReferrerKind::Hospital),
        referrer_name: None,
        received_at: now,
        diagnosis_group: Some(Code(DiagnosisGroup::Infarct)),
        diagnosis_codes: CodeList::of(codes).unwrap(),
        injury_date: "2026-11-01".parse().ok(),
        phase: None,
        medically_diagnosed: Some(true),
        hospital_id: None,
        hospital_name: None,
        admitted_on: None,
        discharged_on: None,
        difficulties: Codes::of(&[Difficulty::Fatigue, Difficulty::Language]),
        work_status: None,
        employer: None,
        education_status: None,
        school: None,
        income_source: None,
        housing: None,
        relatives: None,
        children_under_18: Some(2),
        interpreter_language: None,
        citizen_wish: None,
        reason: Some("træthed".to_owned()),
        administrations: Codes::of(&[OrganisationKind::SocialAdministration]),
        decision: None,
        decision_reason: None,
        redirected_to: None,
        decided_at: None,
        decided_by: None,
        recorded_at: now,
        version: 1,
        annulled_at: None,
        annul_reason: None,
    };
    let insert =
        entity::brain_injury_referral::Entity::insert(referral.clone().into_active_model());
    insert.exec_without_returning(&db).await.unwrap();
    let found = entity::brain_injury_referral::Entity::find().one(&db).await.unwrap();
    assert_eq!(found, Some(referral));
}
