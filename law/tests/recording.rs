//! Consents and statutory bases: what is refused when recorded, and what is accepted beside it.

use chrono::TimeDelta;
use law::basis::{self, BasisDraft};
use law::consent::{self, ClauseDraft, ConsentDraft, ConsentForm, Signer};
use law::facts::*;
use law::words::*;
use law::{Category::*, CategorySet, Direction::*, Fault, Flaw, Rule};

use crate::world::*;

fn draft() -> ConsentDraft {
    ConsentDraft {
        signed_at: at(SIGNED),
        recorded_at: at(SIGNED),
        form: ConsentForm::Written,
        oral_reason: None,
        signer: Signer::Citizen,
        signer_ground: None,
        signer_scope: CategorySet::NONE,
        clauses: vec![clause_draft(), ClauseDraft { direction: Some(Disclose), ..clause_draft() }],
    }
}

fn clause_draft() -> ClauseDraft {
    ClauseDraft {
        direction: Some(Collect),
        granted_to: SOF,
        counterparts: vec![to(HOSPITAL)],
        categories: cats(&[Social, Health]),
        purpose: Some(Purpose::Dkk),
        from: None,
        to: None,
    }
}

/// The one flaw of a consent after a change.
fn flaw(change: impl FnOnce(&mut ConsentDraft)) -> (Rule, Fault, String) {
    let mut draft = draft();
    change(&mut draft);
    only(consent::flaws(&draft))
}

pub(crate) fn only(flaws: Vec<Flaw>) -> (Rule, Fault, String) {
    let [flaw] = flaws.as_slice() else { panic!("one flaw expected: {flaws:?}") };
    (flaw.rule, flaw.fault, flaw.path.clone())
}

pub(crate) fn is(rule: Rule, fault: Fault, path: &str) -> (Rule, Fault, String) {
    (rule, fault, path.to_owned())
}

#[test]
fn r05_a_consent_is_separate_grants_of_one_direction() {
    assert_eq!(consent::flaws(&draft()), vec![]);
    assert_eq!(flaw(|k| k.clauses.clear()), is(Rule::R05, Fault::NoClauses, "clauses"));
    assert_eq!(
        flaw(|k| k.clauses[1].direction = None),
        is(Rule::R05, Fault::DirectionMissing, "clauses[1].direction")
    );
}

#[test]
fn r06_a_consent_states_type_recipient_and_purpose_in_writing() {
    assert_eq!(
        flaw(|k| k.clauses[0].categories = CategorySet::NONE),
        is(Rule::R06, Fault::CategoriesMissing, "clauses[0].categories")
    );
    assert_eq!(
        flaw(|k| k.clauses[0].counterparts.clear()),
        is(Rule::R06, Fault::RecipientMissing, "clauses[0].counterparts")
    );
    assert_eq!(
        flaw(|k| k.clauses[1].purpose = None),
        is(Rule::R06, Fault::PurposeMissing, "clauses[1].purpose")
    );
    let oral = is(Rule::R06, Fault::OralReasonMissing, "oralReason");
    assert_eq!(flaw(|k| k.form = ConsentForm::Oral), oral);
    assert_eq!(flaw(|k| (k.form, k.oral_reason) = (ConsentForm::Oral, Some("  ".into()))), oral);
    let reasoned = ConsentDraft {
        form: ConsentForm::Oral,
        oral_reason: Some("admitted, cannot write".into()),
        ..draft()
    };
    assert_eq!(consent::flaws(&reasoned), vec![]);
    let nothing_said = ConsentDraft { form: ConsentForm::Oral, clauses: vec![], ..draft() };
    assert_eq!(consent::flaws(&nothing_said).len(), 2);
}

#[test]
fn r06_another_than_the_citizen_signs_on_a_ground_and_within_a_scope() {
    for signer in [Signer::Guardian, Signer::Parent] {
        let signed = ConsentDraft {
            signer,
            signer_ground: Some("decision of the family court".into()),
            signer_scope: cats(&[Social, Health, Economy]),
            ..draft()
        };
        assert_eq!(consent::flaws(&signed), vec![]);
        let groundless = ConsentDraft { signer_ground: None, ..signed.clone() };
        assert_eq!(
            only(consent::flaws(&groundless)),
            is(Rule::R06, Fault::SignerGroundMissing, "signerGround")
        );
        let outside = ConsentDraft { signer_scope: cats(&[Social]), ..signed.clone() };
        let flaws = consent::flaws(&outside);
        assert_eq!((flaws.len(), flaws[0].fault), (2, Fault::OutsideSignerScope));
        assert_eq!(flaws[1].path, "clauses[1].categories");
        let nothing = ConsentDraft { signer_scope: CategorySet::NONE, clauses: vec![], ..signed };
        assert_eq!(consent::flaws(&nothing)[0].fault, Fault::SignerScopeMissing);
    }
}

#[test]
fn r12_oral_without_reason_is_for_treatment_between_health_organisations() {
    let said = |purpose, granted_to, side| ConsentDraft {
        form: ConsentForm::Oral,
        clauses: vec![ClauseDraft {
            purpose: Some(purpose),
            granted_to,
            counterparts: vec![side],
            ..clause_draft()
        }],
        ..draft()
    };
    let kind = Counterpart::Kind(GP.kind);
    for side in [to(GP), kind] {
        assert_eq!(consent::flaws(&said(Purpose::Treatment, HOSPITAL, side)), vec![]);
    }
    let oral = is(Rule::R06, Fault::OralReasonMissing, "oralReason");
    assert_eq!(only(consent::flaws(&said(Purpose::Dkk, HOSPITAL, kind))), oral);
    let outside = Counterpart::Kind(BIF.kind);
    for draft in [said(Purpose::Treatment, SOF, kind), said(Purpose::Treatment, HOSPITAL, outside)]
    {
        let flaws = consent::flaws(&draft);
        assert_eq!(flaws[0].fault, Fault::OralReasonMissing);
        assert_eq!((flaws[1].rule, flaws[1].fault), (Rule::R12, Fault::TreatmentOutsideHealth));
    }
}

#[test]
fn r13_the_dates_of_a_clause_are_ordered() {
    let unordered = is(Rule::R13, Fault::DatesNotOrdered, "clauses[0].to");
    assert_eq!(flaw(|k| k.clauses[0].to = Some(d("2024-03-01"))), unordered, "the day of signing");
    let both = |k: &mut ConsentDraft| {
        (k.clauses[0].from, k.clauses[0].to) = (Some(d("2024-05-02")), Some(d("2024-05-02")));
    };
    assert_eq!(flaw(both), unordered);
    let mut ordered = draft();
    ordered.clauses[0].to = Some(d("2024-03-02"));
    (ordered.clauses[1].from, ordered.clauses[1].to) =
        (Some(d("2024-05-01")), Some(d("2024-05-02")));
    assert_eq!(consent::flaws(&ordered), vec![]);
}

#[test]
fn r17_a_consent_is_not_signed_in_the_future() {
    let late = |k: &mut ConsentDraft| k.recorded_at = just_before(k.signed_at);
    assert_eq!(flaw(late), is(Rule::R17, Fault::InFuture, "signedAt"));
}

#[test]
fn r24_all_categories_at_once_are_refused() {
    assert_eq!(
        flaw(|k| k.clauses[0].categories = CategorySet::ALL),
        is(Rule::R24, Fault::AllCategories, "clauses[0].categories")
    );
    let mut explicit = draft();
    explicit.clauses[0].categories = CategorySet::ALL.minus(cats(&[CriminalJustice]));
    assert_eq!(consent::flaws(&explicit), vec![]);
}

fn basis_draft(provision: Provision, holder: Organisation, categories: &[Category]) -> BasisDraft {
    let by_holder = basis::rule(provision) == Rule::R22;
    BasisDraft {
        provision: Some(provision),
        requester: SOF,
        holder,
        recorded_by: if by_holder { holder.id } else { SOF.id },
        categories: cats(categories),
        reason: Some("an assault is feared".into()),
        necessity: Some("the pension cannot be judged without".into()),
        attempted_at: Some(at("2024-02-01 10:00")),
        objection_deadline: Some(d("2024-04-15")),
        objected: false,
        from: at(SIGNED),
        to: None,
        recorded_at: at(SIGNED),
    }
}

fn basis_flaw(
    mut draft: BasisDraft,
    change: impl FnOnce(&mut BasisDraft),
) -> (Rule, Fault, String) {
    assert_eq!(basis::flaws(&draft), vec![]);
    change(&mut draft);
    only(basis::flaws(&draft))
}

#[test]
fn r18_a_basis_for_economy_names_economy_from_an_obliged_holder() {
    let ok = || basis_draft(Provision::LegalSecurity11a2, FUND, &[Economy]);
    assert_eq!(
        basis_flaw(ok(), |b| b.categories = cats(&[Economy, Health])),
        is(Rule::R18, Fault::EconomyOnly, "categories")
    );
    assert_eq!(
        basis_flaw(ok(), |b| b.holder = BANK),
        is(Rule::R18, Fault::HolderNotObliged, "holder")
    );
    assert_eq!(
        basis_flaw(ok(), |b| b.recorded_by = FUND.id),
        is(Rule::R18, Fault::RequesterRecords, "provision")
    );
}

#[test]
fn r19_a_complaint_receipt_states_its_deadline_and_no_objection() {
    let ok = || basis_draft(Provision::LegalSecurity11a3, HOSPITAL, &[Health]);
    assert_eq!(
        basis_flaw(ok(), |b| b.objection_deadline = None),
        is(Rule::R19, Fault::DeadlineMissing, "objectionDeadline")
    );
    assert_eq!(basis_flaw(ok(), |b| b.objected = true), is(Rule::R19, Fault::Objected, "objected"));
}

#[test]
fn r18_r19_r21_are_for_authorities_that_collect() {
    for provision in [
        Provision::LegalSecurity11a2,
        Provision::LegalSecurity11a3,
        Provision::LegalSecurity11c1,
        Provision::LegalSecurity11c4,
    ] {
        for partner in [BANK, HOSPITAL, FUND] {
            let flaw = basis_flaw(basis_draft(provision, BIF, &[Economy]), |b| {
                b.requester = partner;
                b.recorded_by = partner.id;
            });
            assert_eq!(flaw, is(basis::rule(provision), Fault::RequesterRecords, "provision"));
        }
    }
}

#[test]
fn r21_a_waiver_states_ground_necessity_and_the_attempt() {
    use Provision::*;
    for ground in [LegalSecurity11c1, LegalSecurity11c2, LegalSecurity11c3, LegalSecurity11c4] {
        let ok = || basis_draft(ground, HOSPITAL, &[Health]);
        let attempt = is(Rule::R21, Fault::AttemptMissing, "attemptedAt");
        assert_eq!(
            basis_flaw(ok(), |b| b.necessity = Some(" ".into())),
            is(Rule::R21, Fault::NecessityMissing, "necessity")
        );
        assert_eq!(basis_flaw(ok(), |b| b.attempted_at = None), attempt);
        let later = |b: &mut BasisDraft| {
            b.attempted_at = Some(b.recorded_at + TimeDelta::microseconds(1));
        };
        assert_eq!(basis_flaw(ok(), later), attempt, "an attempt is made before it is recorded");
        let mut just_now = ok();
        just_now.attempted_at = Some(just_now.recorded_at);
        assert_eq!(basis::flaws(&just_now), vec![], "it may be made while it is recorded");
        assert_eq!(
            basis_flaw(ok(), |b| b.provision = None),
            is(Rule::R22, Fault::ProvisionMissing, "provision")
        );
    }
}

#[test]
fn r22_another_basis_states_number_and_reason_and_is_the_holders() {
    for provision in [Provision::Administration28, Provision::Health41s2, Provision::Health43s2] {
        let ok = || basis_draft(provision, HOSPITAL, &[Health]);
        assert_eq!(
            basis_flaw(ok(), |b| b.reason = None),
            is(Rule::R22, Fault::ReasonMissing, "reason")
        );
        assert_eq!(
            basis_flaw(ok(), |b| b.recorded_by = SOF.id),
            is(Rule::R22, Fault::HolderDecides, "provision")
        );
        assert_eq!(
            basis_flaw(ok(), |b| b.categories = CategorySet::NONE),
            is(Rule::R22, Fault::CategoriesMissing, "categories")
        );
        assert_eq!(
            basis_flaw(ok(), |b| b.to = Some(b.from)),
            is(Rule::R13, Fault::DatesNotOrdered, "to")
        );
        assert_eq!(
            basis_flaw(ok(), |b| b.recorded_at = just_before(b.from)),
            is(Rule::R17, Fault::InFuture, "from")
        );
    }
}
