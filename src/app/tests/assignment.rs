//! R02, R04, R08, R30.

use chrono::TimeDelta;
use law::forms::CaseStatus;
use law::{Category as C, Direction as D, Purpose};

use super::super::assignment::{
    AssignCoordinatorInput, EndCoordinatorAssignmentInput, assign_coordinator,
    end_coordinator_assignment,
};
use super::super::consent::give_consent;
use super::super::lapsing::consents_lapsing;
use super::super::{AppError, Work, read};
use super::town::{
    BIF, CASE, COORDINATOR, HOSPITAL, Town, Who, at, case_id, clause, give, in_case, professional,
};
use super::{codes, run};
use crate::domain::{CaseRef, Clock, EntityKind};
use crate::store::Parts;

fn assign(expected_version: i32) -> AssignCoordinatorInput {
    AssignCoordinatorInput {
        case_id: case_id(),
        coordinator_id: professional(COORDINATOR),
        consent_id: None,
        reason: None,
        expected_version,
        external_reference: None,
        idempotency_key: None,
    }
}

#[tokio::test]
async fn r04_r08_a_coordinator_comes_and_goes_with_consent() {
    let town = Town::new().await;
    let errors = run!(town, Who::Caseworker, assign_coordinator, assign(1)).unwrap_err();
    assert_eq!(codes(&errors), ["CONSENT_REQUIRED consent"]);

    let grant = || vec![clause(D::Collect, HOSPITAL, &[C::Health])];
    run!(town, Who::Caseworker, give_consent, give(grant())).unwrap();
    let mut foreign = assign(1);
    foreign.coordinator_id = professional(sea_orm::prelude::Uuid::from_u128(BIF + 200));
    let errors = run!(town, Who::Caseworker, assign_coordinator, foreign).unwrap_err();
    assert_eq!(codes(&errors), ["INVALID coordinatorId"]);

    town.later();
    let done = run!(town, Who::Caseworker, assign_coordinator, assign(1)).unwrap();
    let again = run!(town, Who::Caseworker, assign_coordinator, assign(2)).unwrap_err();
    assert_eq!(codes(&again), ["ILLEGAL_STATE coordinatorId"]);
    let session = town.session(Who::Coordinator);
    let view = town.read(&session).await.expect("the coordinator has the case");
    assert_eq!(view.row.outline(|c| c.case.status.0), Some(CaseStatus::Ongoing));
    let lapsing =
        consents_lapsing(&session, None, TimeDelta::days(1096), Parts::default()).await.unwrap();
    assert_eq!(lapsing.len(), 1, "three years at most (R09)");
    for (who, days) in [(Who::Coordinator, 30), (Who::Of(BIF), 1096), (Who::Citizen, 1096)] {
        let within = TimeDelta::days(days);
        let none =
            consents_lapsing(&town.session(who), None, within, Parts::default()).await.unwrap();
        assert!(none.is_empty());
    }

    town.later();
    let end = || EndCoordinatorAssignmentInput {
        assignment_id: in_case(EntityKind::CoordinatorAssignment, done.entity.unwrap()),
        reason: "done".to_owned(),
        expected_version: 1,
        idempotency_key: None,
    };
    let errors = run!(town, Who::Coordinator, end_coordinator_assignment, end()).unwrap_err();
    assert_eq!(codes(&errors), ["FORBIDDEN "], "R30: the caseworker ends it");
    run!(town, Who::Caseworker, end_coordinator_assignment, end()).unwrap();
    assert!(town.read(&town.session(Who::Coordinator)).await.is_none());
    let errors = run!(town, Who::Caseworker, assign_coordinator, assign(2)).unwrap_err();
    assert_eq!(codes(&errors), ["CONSENT_REQUIRED consent"], "R08: it lapsed with the assignment");
}

/// A coordinator by a new consent, from now on; and by what it is ended.
async fn assigned(town: &Town, expected_version: i32) -> EndCoordinatorAssignmentInput {
    let mut given = give(vec![clause(D::Collect, HOSPITAL, &[C::Health])]);
    given.content.signed_at = town.clock.now().unwrap();
    run!(town, Who::Caseworker, give_consent, given).unwrap();
    let done = run!(town, Who::Caseworker, assign_coordinator, assign(expected_version)).unwrap();
    EndCoordinatorAssignmentInput {
        assignment_id: in_case(EntityKind::CoordinatorAssignment, done.entity.unwrap()),
        reason: "done".to_owned(),
        expected_version: 1,
        idempotency_key: None,
    }
}

#[tokio::test]
async fn what_a_node_whose_clock_is_ahead_has_ended_is_ended_on_the_others() {
    let (town, case) = (Town::new().await, CaseRef { purpose: Purpose::Dkk, id: CASE });
    let node = town.node();
    let now = || node.clock.now().unwrap();
    let reads = async || {
        let session = town.session_at(&node, Who::Coordinator);
        read::case(&session, case, Parts::ALL, None).await.map(|view| view.is_some())
    };
    town.clock.set(now());
    let end = assigned(&town, 1).await;
    assert!(reads().await.unwrap());
    town.clock.set(now() + TimeDelta::milliseconds(800));
    let ended = town.clock.now().unwrap();
    run!(town, Who::Caseworker, end_coordinator_assignment, end).unwrap();
    assert!(!reads().await.unwrap());
    // What is written there comes after it.
    let writer = town.session_at(&node, Who::Caseworker);
    let mut work = Work::begin(&writer, None, "").await.unwrap();
    let Ok(file) = work.case(case, "", Parts::FACTS).await else { panic!("refused") };
    assert!(file.now() >= ended && work.now >= ended);
    work.abandon().await.unwrap();
    // By a clock that is further off nothing is decided, neither way.
    town.clock.set(now());
    let end = assigned(&town, 2).await;
    assert!(reads().await.unwrap());
    town.clock.set(now() + TimeDelta::minutes(1));
    run!(town, Who::Caseworker, end_coordinator_assignment, end).unwrap();
    assert!(matches!(reads().await, Err(AppError::Clock(_))));
}

#[tokio::test]
async fn r02_the_age_is_that_of_the_day() {
    let town = Town::new().await;
    let grant = || vec![clause(D::Collect, HOSPITAL, &[C::Health])];
    for (now, accepted) in [("2046-06-30T12:00:00Z", true), ("2046-07-01T12:00:00Z", false)] {
        town.clock.set(at(now));
        let mut consent = give(grant());
        consent.content.signed_at = at(now);
        run!(town, Who::Caseworker, give_consent, consent).unwrap();
        if accepted {
            run!(town, Who::Caseworker, assign_coordinator, assign(1)).unwrap();
        } else {
            let mut other = assign(2);
            other.coordinator_id = professional(sea_orm::prelude::Uuid::from_u128(211));
            let errors = run!(town, Who::Caseworker, assign_coordinator, other).unwrap_err();
            assert_eq!(codes(&errors), ["AGE_OUT_OF_BOUNDS citizen.birthDate"]);
        }
    }
}
