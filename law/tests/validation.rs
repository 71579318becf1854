//! Assessment, assignment, requests and deadlines: what is refused, and what is accepted beside it.

use law::assessment::{self, Annex, ComplexityAndWeight, Conclusion, Criteria, CriteriaSet};
use law::assignment::{in_bounds, may_assign};
use law::facts::*;
use law::regime::AGE_BOUNDS;
use law::request::{self, CaseOpening, RequestDraft};
use law::words::*;
use law::{Category::*, Direction::*, Facts, Fault, Rule, Word, deadlines};

use crate::world::{self, *};

use crate::recording::{is, only};

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
    for other in [
        world::basis(Provision::LegalSecurity11a2, SUF, BIF, &[Economy]),
        world::basis(Provision::LegalSecurity11a2, SOF, SUF, &[Economy]),
        StatutoryBasis { to: Some(at(NOW)), ..by_statute.bases[0].clone() },
    ] {
        by_statute.bases = vec![other];
        assert_eq!(check(&by_statute, request(&[Economy])), fetched);
    }
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
fn r28_an_absent_citizen_is_informed_by_someone_named() {
    assert_eq!(deadlines::informer_flaw(true, false), None);
    assert_eq!(deadlines::informer_flaw(true, true), None);
    assert_eq!(deadlines::informer_flaw(false, true), None);
    let missing = deadlines::informer_flaw(false, false).unwrap();
    assert_eq!((missing.rule, missing.fault), (Rule::R28, Fault::InformerMissing));
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
