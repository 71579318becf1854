//! R07, R14, R17, R18, R19, R21, R22, R23.

use law::fields::statement;
use law::forms::NoticeKind;
use law::words::Provision;
use law::{Category as C, Direction as D};
use sea_orm::EntityTrait;
use sea_orm::prelude::Uuid;

use super::super::basis::{
    ObjectToBasisInput, RecordStatutoryBasisInput, object_to_basis, record_statutory_basis,
};
use super::super::consent::give_consent;
use super::super::consent::withdraw::{WithdrawConsentInput, withdraw_consent};
use super::super::request::{
    AnswerRequestInput, AskForInformationInput, answer_request, ask_for_information,
};
use super::super::statement::StatementContentInput;
use super::town::{
    BIF, HOSPITAL, SOF, Town, Who, case_id, clause, give, in_case, organisation, unit,
};
use super::{codes, run};
use crate::audit::AccessKind;
use crate::domain::EntityKind;
use crate::domain::of::Of;
use crate::domain::scalars::Date;

fn ask(of: u128, category: C) -> AskForInformationInput {
    AskForInformationInput {
        case_id: case_id(),
        to_organisation_id: organisation(of),
        to_unit_id: Some(unit(of)),
        to_professional_id: None,
        categories: vec![Of(category)],
        journal: false,
        question: "how goes it".to_owned(),
        due: None,
        external_reference: None,
        idempotency_key: None,
    }
}

fn answer(request: Uuid) -> AnswerRequestInput {
    AnswerRequestInput {
        request_id: in_case(EntityKind::InformationRequest, request),
        content: StatementContentInput {
            text: "it goes well".to_owned(),
            categories: Some(vec![Of(C::Health)]),
            journal: None,
            third_party: false,
            date: None,
        },
        expected_version: 1,
        external_reference: None,
        idempotency_key: None,
    }
}

async fn notices(town: &Town, kind: NoticeKind) -> usize {
    let all = entity::citizen_notice::Entity::find().all(&town.app.db.connection).await.unwrap();
    all.iter().filter(|n| n.kind.0 == kind).count()
}

#[tokio::test]
async fn r14_collecting_outside_is_told_once_a_day_and_r07_ends_it() {
    let town = Town::new().await;
    let errors =
        run!(town, Who::Caseworker, ask_for_information, ask(HOSPITAL, C::Health)).unwrap_err();
    assert_eq!(codes(&errors), ["NOT_COVERED categories"]);
    let errors = run!(town, Who::Caseworker, ask_for_information, ask(BIF, C::Social)).unwrap_err();
    assert_eq!(codes(&errors), ["APPLICATION_NEEDS_CONSENT categories"], "R23");

    let grant = vec![clause(D::Collect, HOSPITAL, &[C::Health])];
    let consent = run!(town, Who::Caseworker, give_consent, give(grant)).unwrap().entity.unwrap();
    assert!(town.read(&town.session(Who::Of(HOSPITAL))).await.is_none(), "not asked yet (R15)");
    let request = run!(town, Who::Caseworker, ask_for_information, ask(HOSPITAL, C::Health));
    let request = request.unwrap().entity.unwrap();
    let rows = entity::information_request::Entity::find().all(&town.app.db.connection).await;
    assert!(rows.unwrap()[0].clause_id.is_some(), "it says on which clause it rests");
    let errors = run!(town, Who::Of(BIF), answer_request, answer(request)).unwrap_err();
    assert_eq!(codes(&errors), ["NOT_FOUND requestId"]);
    let errors = run!(town, Who::Caseworker, answer_request, answer(request)).unwrap_err();
    assert_eq!(codes(&errors), ["FORBIDDEN "]);
    run!(town, Who::Of(HOSPITAL), answer_request, answer(request)).unwrap();
    assert_eq!(notices(&town, NoticeKind::CollectedOutside).await, 0);

    for _ in 0..2 {
        let session = town.session(Who::Caseworker);
        let view = town.read(&session).await.unwrap();
        let text = view.statements[0].0.open(&statement::text, |s| s.text.clone());
        assert_eq!(text.as_deref(), Some("it goes well"));
        session.commit(AccessKind::Read).await.unwrap();
        assert_eq!(notices(&town, NoticeKind::CollectedOutside).await, 1);
    }

    town.later();
    let withdraw = WithdrawConsentInput {
        consent_id: in_case(EntityKind::Consent, consent),
        idempotency_key: None,
    };
    run!(town, Who::Caseworker, withdraw_consent, withdraw).unwrap();
    let view = town.read(&town.session(Who::Caseworker)).await.unwrap();
    assert_eq!(view.statements[0].0.open(&statement::text, |s| s.text.clone()), None);
}

#[tokio::test]
async fn r14_what_was_not_opened_or_is_ones_own_is_not_told() {
    let town = Town::new().await;
    let grant = vec![clause(D::Collect, HOSPITAL, &[C::Health])];
    run!(town, Who::Caseworker, give_consent, give(grant)).unwrap();
    let request = run!(town, Who::Caseworker, ask_for_information, ask(HOSPITAL, C::Health));
    run!(town, Who::Of(HOSPITAL), answer_request, answer(request.unwrap().entity.unwrap()))
        .unwrap();
    for who in [Who::Of(HOSPITAL), Who::Citizen] {
        let session = town.session(who);
        let view = town.read(&session).await.unwrap();
        assert!(view.statements[0].0.open(&statement::text, |_| ()).is_some());
        session.commit(AccessKind::Read).await.unwrap();
    }
    // The lead loads the case and looks at no statement.
    let session = town.session(Who::Caseworker);
    town.read(&session).await.unwrap();
    session.commit(AccessKind::Read).await.unwrap();
    assert_eq!(notices(&town, NoticeKind::CollectedOutside).await, 0);
}

/// R14, and JOURNAL_READ: what is asked for as journal material is told as that, and reading it
/// outside the municipality is told to the citizen.
#[tokio::test]
async fn journal_material_is_asked_for_told_and_read_as_that() {
    let town = Town::new().await;
    let grant = vec![clause(D::JournalRead, HOSPITAL, &[C::Health])];
    run!(town, Who::Caseworker, give_consent, give(grant)).unwrap();
    let errors =
        run!(town, Who::Caseworker, ask_for_information, ask(HOSPITAL, C::Health)).unwrap_err();
    assert_eq!(codes(&errors), ["NOT_COVERED categories"]);
    let mut journal = ask(HOSPITAL, C::Health);
    journal.journal = true;
    let request = run!(town, Who::Caseworker, ask_for_information, journal).unwrap();
    run!(town, Who::Of(HOSPITAL), answer_request, answer(request.entity.unwrap())).unwrap();
    let session = town.session(Who::Caseworker);
    let view = town.read(&session).await.unwrap();
    assert_eq!(view.requests[0].0.outline(|r| r.journal), Some(true));
    let text = view.statements[0].0.open(&statement::text, |s| s.text.clone());
    assert_eq!(text.as_deref(), Some("it goes well"));
    session.commit(AccessKind::Read).await.unwrap();
    assert_eq!(notices(&town, NoticeKind::CollectedOutside).await, 1);
}

fn basis(provision: Provision, holder: u128, category: C) -> RecordStatutoryBasisInput {
    RecordStatutoryBasisInput {
        case_id: case_id(),
        provision: Some(Of(provision)),
        number: None,
        requester_id: organisation(SOF),
        holder_id: organisation(holder),
        categories: vec![Of(category)],
        reason: None,
        necessity: None,
        consent_attempt: None,
        objection_deadline: None,
        external_reference: None,
        idempotency_key: None,
    }
}

#[tokio::test]
async fn r18_r21_r22_a_basis_states_what_its_provision_demands() {
    let town = Town::new().await;
    for (input, expected) in [
        (
            basis(Provision::LegalSecurity11a2, HOSPITAL, C::Health),
            vec!["ECONOMY_ONLY categories", "HOLDER_NOT_OBLIGED holderId"],
        ),
        (
            basis(Provision::LegalSecurity11c1, BIF, C::Social),
            vec!["NECESSITY_MISSING necessity", "ATTEMPT_MISSING consentAttempt.at"],
        ),
        (
            basis(Provision::Health43s2, HOSPITAL, C::Health),
            vec!["REASON_MISSING reason", "HOLDER_DECIDES provision", "PROVISION_MISSING number"],
        ),
        (
            basis(Provision::LegalSecurity11a3, BIF, C::Economy),
            vec!["DEADLINE_MISSING objectionDeadline"],
        ),
    ] {
        let errors = run!(town, Who::Caseworker, record_statutory_basis, input).unwrap_err();
        assert_eq!(codes(&errors), expected);
    }
    assert_eq!(notices(&town, NoticeKind::StatutoryBasis).await, 0);
    let economy = basis(Provision::LegalSecurity11a2, BIF, C::Economy);
    run!(town, Who::Caseworker, record_statutory_basis, economy).unwrap();
    assert_eq!(notices(&town, NoticeKind::StatutoryBasis).await, 1);
    run!(town, Who::Caseworker, ask_for_information, ask(BIF, C::Economy)).unwrap();
}

#[tokio::test]
async fn r19_the_citizen_objects_in_time() {
    let town = Town::new().await;
    let deadline = |day: &str| Some(Date(day.parse().unwrap()));
    for (day, in_time) in [("2026-03-01", false), ("2026-03-02", true)] {
        let mut input = basis(Provision::LegalSecurity11a3, BIF, C::Economy);
        input.objection_deadline = deadline(day);
        let id = run!(town, Who::Caseworker, record_statutory_basis, input).unwrap().entity;
        let object = ObjectToBasisInput {
            basis_id: in_case(EntityKind::StatutoryBasis, id.unwrap()),
            objected_at: None,
            idempotency_key: None,
        };
        let done = run!(town, Who::Citizen, object_to_basis, object);
        assert_eq!(done.is_ok(), in_time, "{day}");
    }
}
