//! R02, R04, R08, R30.

use chrono::TimeDelta;
use law::forms::CaseStatus;
use law::{Category as C, Direction as D};

use super::super::assignment::{
    AssignCoordinatorInput, EndCoordinatorAssignmentInput, assign_coordinator,
    end_coordinator_assignment,
};
use super::super::consent::give_consent;
use super::super::lapsing::consents_lapsing;
use super::town::{
    BIF, COORDINATOR, HOSPITAL, Town, Who, at, case_id, clause, give, in_case, professional,
};
use super::{codes, run};
use crate::domain::EntityKind;
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
