//! R05, R06, R07, R12, R17, R24.

use chrono::TimeDelta;
use law::forms::ConsentForm;
use law::{Category as C, Direction as D, Purpose};

use super::super::consent::withdraw::{
    WithdrawConsentClauseInput, WithdrawConsentInput, withdraw_consent, withdraw_consent_clause,
};
use super::super::consent::{CorrectConsentInput, correct_consent, give_consent};
use super::town::{BIF, HOSPITAL, Town, Who, clause, content, give, in_case, organisation, start};
use super::{codes, run};
use crate::domain::of::Of;
use crate::domain::{CaseRef, EntityKind};

#[tokio::test]
async fn r06_what_is_missing_is_said_all_at_once() {
    let town = Town::new().await;
    let mut input = give(vec![clause(D::Collect, HOSPITAL, &[C::Health])]);
    input.content.signed_at = start() + TimeDelta::minutes(1);
    input.content.form = Of(ConsentForm::Oral);
    input.content.right_to_withdraw = false;
    input.content.evidence_sha256 = Some("abc".to_owned());
    input.content.clauses[0].counterparts.clear();
    input.content.clauses[0].purpose = None;
    let errors = run!(town, Who::Caseworker, give_consent, input).unwrap_err();
    assert_eq!(
        codes(&errors),
        [
            "IN_FUTURE signedAt",
            "ORAL_REASON_MISSING oralReason",
            "RECIPIENT_MISSING clauses.0.counterparts",
            "PURPOSE_MISSING clauses.0.purpose",
            "REQUIRED rightToWithdraw",
            "INVALID evidenceSha256",
            "INVALID evidenceReference",
        ]
    );
    let none = run!(town, Who::Caseworker, give_consent, give(Vec::new())).unwrap_err();
    assert_eq!(codes(&none), ["NO_CLAUSES clauses"]);
}

#[tokio::test]
async fn r24_everything_at_once_is_refused() {
    let town = Town::new().await;
    let all: Vec<_> = law::CategorySet::ALL.iter().collect();
    let input = give(vec![clause(D::Collect, HOSPITAL, &all)]);
    let errors = run!(town, Who::Caseworker, give_consent, input).unwrap_err();
    assert_eq!(codes(&errors), ["ALL_CATEGORIES clauses.0.categories"]);
}

#[tokio::test]
async fn r12_treatment_is_between_health_organisations() {
    let town = Town::new().await;
    let mut treatment = clause(D::Disclose, BIF, &[C::Health]);
    treatment.granted_to_id = Some(organisation(HOSPITAL));
    treatment.purpose = Some(Of(Purpose::Treatment));
    let errors = run!(town, Who::Caseworker, give_consent, give(vec![treatment])).unwrap_err();
    assert_eq!(
        codes(&errors),
        ["TREATMENT_OUTSIDE_HEALTH clauses.0.counterparts.0.organisationId"]
    );
}

#[tokio::test]
async fn only_the_lead_records_and_others_do_not_learn_of_the_case() {
    let town = Town::new().await;
    let input = || give(vec![clause(D::Collect, HOSPITAL, &[C::Health])]);
    let errors = run!(town, Who::Citizen, give_consent, input()).unwrap_err();
    assert_eq!(codes(&errors), ["FORBIDDEN "]);
    let errors = run!(town, Who::Of(BIF), give_consent, input()).unwrap_err();
    assert_eq!(codes(&errors), ["NOT_FOUND caseId"]);
}

#[tokio::test]
async fn r07_the_citizen_withdraws_one_grant_and_then_the_rest() {
    let town = Town::new().await;
    let both =
        vec![clause(D::Collect, HOSPITAL, &[C::Health]), clause(D::Disclose, BIF, &[C::Social])];
    let consent = run!(town, Who::Caseworker, give_consent, give(both)).unwrap().entity.unwrap();
    let view = town.read(&town.session(Who::Citizen)).await.unwrap();
    let first = view.consents[0].clauses[0].0.outline(|c| c.clause.id).unwrap();
    let withdraw = || WithdrawConsentClauseInput {
        clause_id: in_case(EntityKind::ConsentClause, first),
        idempotency_key: None,
    };
    town.later();
    run!(town, Who::Citizen, withdraw_consent_clause, withdraw()).unwrap();
    let again = run!(town, Who::Citizen, withdraw_consent_clause, withdraw()).unwrap_err();
    assert_eq!(codes(&again), ["ILLEGAL_STATE clauseId"]);

    // A correction cannot bring back what was withdrawn.
    town.later();
    let correct = CorrectConsentInput {
        consent_id: in_case(EntityKind::Consent, consent),
        content: content(vec![clause(D::Collect, HOSPITAL, &[C::Health, C::Social])]),
        reason: "slip of the pen".to_owned(),
        // The withdrawal of a grant is a change of its consent.
        expected_version: 2,
        idempotency_key: None,
    };
    let errors = run!(town, Who::Caseworker, correct_consent, correct).unwrap_err();
    assert_eq!(codes(&errors), ["ILLEGAL_STATE clauses.0.categories"]);

    let whole = WithdrawConsentInput {
        consent_id: in_case(EntityKind::Consent, consent),
        idempotency_key: None,
    };
    run!(town, Who::Citizen, withdraw_consent, whole).unwrap();
    let view = town.read(&town.session(Who::Caseworker)).await.unwrap();
    let states: Vec<_> =
        view.consents[0].clauses.iter().map(|c| c.0.outline(|c| c.state)).collect();
    assert_eq!(states, [Some(law::status::ClauseState::Withdrawn); 2]);
}

#[tokio::test]
async fn a_correction_is_a_new_version_and_the_old_one_reads_back() {
    let town = Town::new().await;
    let one = vec![clause(D::Collect, HOSPITAL, &[C::Health])];
    let id = run!(town, Who::Caseworker, give_consent, give(one)).unwrap().entity.unwrap();
    let session = town.session(Who::Caseworker);
    let before = town.read(&session).await.unwrap();
    let clause_id = before.consents[0].clauses[0].0.outline(|c| c.clause.id).unwrap();
    town.later();
    let mut kept = clause(D::Collect, HOSPITAL, &[C::Health, C::Social]);
    kept.clause_id = Some(in_case(EntityKind::ConsentClause, clause_id));
    let input = |version, clauses| CorrectConsentInput {
        consent_id: in_case(EntityKind::Consent, id),
        content: content(clauses),
        reason: "a category was left out".to_owned(),
        expected_version: version,
        idempotency_key: None,
    };
    run!(town, Who::Caseworker, correct_consent, input(1, vec![kept])).unwrap();
    let stale = input(1, vec![clause(D::Collect, BIF, &[C::Social])]);
    let errors = run!(town, Who::Caseworker, correct_consent, stale).unwrap_err();
    assert_eq!(codes(&errors), ["CONFLICT expectedVersion"]);
    assert_eq!(errors[0].current_version, Some(2));
    town.later();
    let other = vec![clause(D::Collect, BIF, &[C::Social])];
    run!(town, Who::Caseworker, correct_consent, input(2, other)).unwrap();

    let parts = crate::store::Parts::FACTS;
    for (minutes, version, categories, same) in [
        (0, 1, vec![C::Health], true),
        (1, 2, vec![C::Social, C::Health], true),
        (2, 3, vec![C::Social], false),
    ] {
        let at = Some(start() + TimeDelta::minutes(minutes));
        let of = CaseRef { purpose: Purpose::Dkk, id: super::town::CASE };
        let case = super::super::read::case(&session, of, parts, at).await;
        let case = case.unwrap().unwrap();
        let consent = &case.consents[0];
        assert_eq!(consent.row.outline(|c| c.version), Some(version));
        assert_eq!(consent.clauses.len(), 1);
        let seen = consent.clauses[0].0.outline(|c| (c.clause.categories.0, c.clause.id)).unwrap();
        assert_eq!(seen.0, categories.into_iter().collect());
        assert_eq!(seen.1 == clause_id, same);
    }
}
