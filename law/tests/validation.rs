//! What is refused when it is to be recorded, and what is accepted beside it.

use chrono::TimeDelta;
use law::assessment::{self, Annex, ComplexityAndWeight, Conclusion, Criteria, CriteriaSet};
use law::assignment::{in_bounds, may_assign};
use law::basis::{self, BasisDraft};
use law::consent::{self, ClauseDraft, ConsentDraft, ConsentForm, Signer};
use law::facts::*;
use law::regime::AGE_BOUNDS;
use law::request::{self, CaseOpening, RequestDraft};
use law::words::*;
use law::{Category::*, CategorySet, Direction::*, Facts, Fault, Flaw, Rule, Word, deadlines};

use crate::world::{self, *};

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

fn only(flaws: Vec<Flaw>) -> (Rule, Fault, String) {
    let [flaw] = flaws.as_slice() else { panic!("one flaw expected: {flaws:?}") };
    (flaw.rule, flaw.fault, flaw.path.clone())
}

fn is(rule: Rule, fault: Fault, path: &str) -> (Rule, Fault, String) {
    (rule, fault, path.to_owned())
}

#[test]
fn r01_a_departing_conclusion_needs_its_rationale() {
    let criteria =
        Criteria::Annex(Annex { complexity: true, in_age_bounds: true, ..Annex::default() });
    let check = |conclusion, rationale| assessment::flaws(&criteria, conclusion, rationale);
    assert_eq!(check(Conclusion::Needed, None), vec![]);
    assert_eq!(check(Conclusion::NotNeeded, Some("the district nurse coordinates")), vec![]);
    for empty in [None, Some(""), Some(" \n")] {
        let flaw = only(check(Conclusion::NotNeeded, empty));
        assert_eq!(flaw, is(Rule::R01, Fault::RationaleMissing, "rationale"));
    }
}

#[test]
fn r02_age_is_18_to_65_on_the_day_in_copenhagen() {
    let mut facts = with(full());
    facts.assignments.clear();
    let check = |birth: &str, time: &str| may_assign(&facts, d(birth), at(time), AGE_BOUNDS);
    let too = is(Rule::R02, Fault::AgeOutOfBounds, "citizen.birthDate");
    assert_eq!(only(check("2006-06-02", NOW)), too, "17");
    assert_eq!(check("2006-06-01", NOW), vec![], "18 that day");
    assert_eq!(check("1958-06-02", NOW), vec![], "65");
    assert_eq!(only(check("1958-06-01", NOW)), too, "66 that day");
    assert_eq!(check("2006-06-01", "2024-06-01 00:00"), vec![]);
    assert_eq!(only(check("2006-06-01", "2024-05-31 23:59")), too);
    assert_eq!(only(check("2025-06-01", NOW)), too, "not born");
    // Born on 29 February: the year is completed on the 28th in a common year.
    assert!(in_bounds(d("2004-02-29"), d("2022-02-28"), AGE_BOUNDS));
    assert!(!in_bounds(d("2004-02-29"), d("2022-02-27"), AGE_BOUNDS));
    // Bounds are dated: the newest that had begun governs, before any nothing is accepted.
    let mut bounds = AGE_BOUNDS.to_vec();
    bounds.insert(0, law::regime::AgeBounds { from: d("2030-01-01"), youngest: 16, oldest: 70 });
    assert!(!in_bounds(d("2013-01-01"), d("2029-12-31"), &bounds));
    assert!(in_bounds(d("2013-01-01"), d("2030-01-01"), &bounds));
    assert!(!in_bounds(d("1980-01-01"), d("2011-12-31"), &bounds));
    // The brain-injury coordinators serve the older citizens too.
    let mut facts = facts.clone();
    facts.purpose = Purpose::BrainInjury;
    for clause in &mut facts.consents[0].clauses {
        clause.purpose = Purpose::BrainInjury;
    }
    assert_eq!(may_assign(&facts, d("1940-01-01"), at(NOW), AGE_BOUNDS), vec![]);
}

#[test]
fn r03_each_exclusion_alone_suggests_no_need_and_an_skp_does_not() {
    let need =
        Annex { external_parties: true, has_skp: true, in_age_bounds: true, ..Annex::default() };
    let suggest = |a: Annex| Criteria::Annex(a).suggest();
    assert_eq!(suggest(need), Conclusion::Needed);
    for against in [
        Annex { op_team: true, ..need },
        Annex { has_contact_person_and_settled: true, ..need },
        Annex { declines: true, ..need },
        Annex { in_age_bounds: false, ..need },
        Annex { external_parties: false, ..need },
    ] {
        assert_eq!(suggest(against), Conclusion::NotNeeded, "{against:?}");
    }
    let nothing = Annex { in_age_bounds: true, ..Annex::default() };
    for speaks_for in [
        Annex { internal_parties: true, ..nothing },
        Annex { complexity: true, ..nothing },
        Annex { illness_picture: true, ..nothing },
    ] {
        assert_eq!(suggest(speaks_for), Conclusion::Needed, "{speaks_for:?}");
    }
    assert_eq!(Criteria::Annex(need).set(), CriteriaSet::Annex);
}

#[test]
fn r03_complexity_and_weight_suggests_by_matter_and_actors() {
    let base = ComplexityAndWeight { actors: 2, in_age_bounds: true, ..Default::default() };
    let suggest = |c: ComplexityAndWeight| Criteria::ComplexityAndWeight(c).suggest();
    assert_eq!(suggest(base), Conclusion::NotNeeded);
    for weighs in [
        ComplexityAndWeight { housing: true, ..base },
        ComplexityAndWeight { support: true, ..base },
        ComplexityAndWeight { treatment: true, ..base },
        ComplexityAndWeight { relatives: true, ..base },
    ] {
        assert_eq!(suggest(weighs), Conclusion::Needed);
        assert_eq!(suggest(ComplexityAndWeight { actors: 1, ..weighs }), Conclusion::NotNeeded);
        let older = ComplexityAndWeight { in_age_bounds: false, ..weighs };
        assert_eq!(suggest(older), Conclusion::NotNeeded);
    }
    assert_eq!(Criteria::ComplexityAndWeight(base).set(), CriteriaSet::ComplexityAndWeight);
}

#[test]
fn r04_no_coordinator_without_effective_consent() {
    let birth = d("1980-01-01");
    let check = |facts: &Facts, time: &str| may_assign(facts, birth, at(time), AGE_BOUNDS);
    let required = is(Rule::R04, Fault::ConsentRequired, "consent");
    let mut facts = with(full());
    facts.assignments.clear();
    assert_eq!(check(&facts, SIGNED), vec![]);
    assert_eq!(only(check(&facts, "2024-03-01 11:59")), required);
    assert_eq!(only(check(&case(), NOW)), required);
    facts.consents[0].withdrawn_at = Some(at(NOW));
    assert_eq!(only(check(&facts, NOW)), required);
    assert_eq!(Fault::ConsentRequired.code(), "CONSENT_REQUIRED");
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

#[test]
fn r23_an_application_does_not_fetch_private_matters_without_consent() {
    let request = |categories: &[Category]| RequestDraft {
        from: SOF,
        to: BIF,
        categories: cats(categories),
        journal: false,
        opened_by: CaseOpening::Application,
        at: at(NOW),
    };
    let fetched = is(Rule::R23, Fault::ApplicationNeedsConsent, "categories");
    let uncovered = is(Rule::R17, Fault::NotCovered, "categories");
    let check = |facts: &Facts, draft: RequestDraft| only(request::may_ask(facts, &draft));
    let social = request(&[Social]);
    assert_eq!(check(&case(), social), fetched);
    // Otherwise opened, or of another than an authority, or of no private matter: consent all the
    // same.
    for opened_by in [CaseOpening::Enquiry, CaseOpening::OwnInitiative] {
        assert_eq!(check(&case(), RequestDraft { opened_by, ..social }), uncovered);
    }
    assert_eq!(check(&case(), RequestDraft { to: HOSPITAL, ..social }), uncovered);
    assert_eq!(check(&case(), request(&[Process])), uncovered);

    let facts = with(full());
    assert_eq!(request::may_ask(&facts, &social), vec![]);
    assert_eq!(check(&facts, request(&[Social, Economy])), fetched);
    assert_eq!(request::may_ask(&facts, &RequestDraft { journal: true, ..social }), vec![]);
    let mut by_statute = case();
    by_statute.bases = vec![world::basis(Provision::LegalSecurity11a2, SOF, BIF, &[Economy])];
    assert_eq!(request::may_ask(&by_statute, &request(&[Economy])), vec![]);
    assert_eq!(check(&by_statute, social), fetched);
    // A clause that names a kind covers who comes to take part by being asked.
    let mut by_kind =
        with(consent(vec![clause(Collect, &[Counterpart::Kind(BIF.kind)], &[Social])]));
    by_kind.participations.clear();
    assert_eq!(request::may_ask(&by_kind, &social), vec![]);
    assert_eq!(request::may_ask(&case(), &RequestDraft { to: SOF, ..social }), vec![]);
}

#[test]
fn r17_an_organisation_that_nothing_names_is_not_invited() {
    let check =
        |facts: &Facts, of| request::may_invite(facts, of, at(NOW)).map(|f| (f.rule, f.fault));
    let not_named = Some((Rule::R17, Fault::NotNamed));
    assert_eq!(check(&with(full()), HOSPITAL), None);
    assert_eq!(check(&with(full()), PRISON), not_named);
    assert_eq!(check(&case(), SOF), None, "the lead sits at its own table");
    let mut by_kind =
        with(consent(vec![clause(Collect, &[Counterpart::Kind(GP.kind)], &[Health])]));
    by_kind.participations.clear();
    assert_eq!(check(&by_kind, GP), None);
    let mut by_statute = case();
    by_statute.bases = vec![world::basis(Provision::Administration28, SOF, PRISON, &[Social])];
    assert_eq!(check(&by_statute, PRISON), None);
}

#[test]
fn r25_an_agenda_under_21_days_before_is_a_warning() {
    let meeting = at("2024-04-10 09:00");
    assert_eq!(deadlines::agenda_by(meeting), d("2024-03-20"));
    assert_eq!(deadlines::agenda_warning(at("2024-03-20 23:59"), meeting), None);
    let late = deadlines::agenda_warning(at("2024-03-21 00:00"), meeting).unwrap();
    assert_eq!((late.rule, late.fault), (Rule::R25, Fault::AgendaLate));
}

#[test]
fn r26_a_further_item_comes_four_days_before_and_not_three() {
    // Across the change to summer time: days are counted, not hours.
    let meeting = at("2024-04-02 00:30");
    assert_eq!(deadlines::item_by(meeting), d("2024-03-29"));
    assert_eq!(deadlines::item_flaw(at("2024-03-29 23:59"), meeting), None);
    let late = deadlines::item_flaw(at("2024-03-30 00:00"), meeting).unwrap();
    assert_eq!((late.rule, late.fault), (Rule::R26, Fault::ItemLate));
    assert_eq!(deadlines::item_by(Instant::MIN_UTC), chrono::NaiveDate::MIN);
}

#[test]
fn a_flaw_reads_in_both_languages_in_one_lower_case_line() {
    for fault in Fault::ALL {
        for text in [fault.english(), fault.danish()] {
            assert!(text.starts_with(char::is_lowercase), "{fault}: {text}");
            assert!(!text.contains('\n') && !text.ends_with('.'), "{fault}: {text}");
        }
    }
}
