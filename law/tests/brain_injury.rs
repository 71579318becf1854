//! The rules of the brain-injury bundle, each on both sides of its boundary.

use law::brain_injury::age::{self, AgeTransitionDraft};
use law::brain_injury::council::{self, CouncilCaseDraft, Meeting, Seat, Step};
use law::brain_injury::plan::{self, Dependency, GoalDraft, InterventionDraft};
use law::brain_injury::referral::{self, ReferralDraft};
use law::brain_injury::rehabilitation_plan::{self as gop, RehabilitationPlanDraft};
use law::brain_injury::*;
use law::facts::*;
use law::regime::{
    AGE_SHIFTS, AgeShift, COUNCIL_RHYTHMS, CouncilRhythm, START_LIMITS, StartLimit, makes_plans,
};
use law::rehabilitation_team::{self as team, Recommendation, RecommendationDraft};
use law::words::*;
use law::{
    Category::*, Direction::*, Facts, Fault, OrganisationKind as Kind, Relation, RoleSet, Rule,
    Verdict, Viewer, Word,
};
use uuid::Uuid;

use crate::brain_injury_views::{agreed, brain_injury};
use crate::recording::{is, only};
use crate::world::*;

const COUNCIL: [Organisation; 4] = [SOF, SUF, BIF, BUF];

fn council_case() -> CouncilCaseDraft {
    CouncilCaseDraft {
        administrations: vec![Kind::SocialAdministration, Kind::HealthAndCareAdministration],
        members: COUNCIL.to_vec(),
        meeting: d("2024-06-04"),
        question: "who goes first".to_owned(),
        at: at(NOW),
    }
}

#[test]
fn r32_a_case_for_the_council_crosses_two_different_administrations() {
    let check = |administrations: &[Kind]| {
        let draft =
            CouncilCaseDraft { administrations: administrations.to_vec(), ..council_case() };
        council::flaws(&agreed(), &draft, COUNCIL_RHYTHMS)
    };
    let too_few = is(Rule::R32, Fault::TwoAdministrations, "administrations");
    let (sof, suf) = (Kind::SocialAdministration, Kind::HealthAndCareAdministration);
    assert_eq!(check(&[sof, suf]), vec![]);
    assert_eq!(check(&[suf, Kind::EmploymentAdministration, sof]), vec![]);
    assert_eq!(only(check(&[sof])), too_few);
    assert_eq!(only(check(&[])), too_few);
    assert_eq!(only(check(&[sof, sof])), too_few, "the same twice is one");
    let flaws = check(&[sof, Kind::Hospital]);
    let found: Vec<_> = flaws.iter().map(|f| (f.fault, f.path.as_str())).collect();
    let hospital = (Fault::NotMunicipal, "administrations[1]");
    assert_eq!(found, [hospital, (Fault::TwoAdministrations, "administrations")]);
    // How many is dated data, as the rhythm is.
    let three = [CouncilRhythm { from: d("2015-01-01"), days: 14, administrations: 3 }];
    let flaws = council::flaws(&agreed(), &council_case(), &three);
    assert_eq!(only(flaws), too_few);
    let silent = CouncilCaseDraft { question: " ".to_owned(), ..council_case() };
    let flaws = council::flaws(&agreed(), &silent, COUNCIL_RHYTHMS);
    assert_eq!(only(flaws), is(Rule::Form, Fault::TextMissing, "question"));
}

#[test]
fn r32_consent_names_every_administration_on_the_council() {
    let check = |facts: &Facts, members: &[Organisation], time: &str| {
        let draft = CouncilCaseDraft { members: members.to_vec(), at: at(time), ..council_case() };
        council::flaws(facts, &draft, COUNCIL_RHYTHMS)
    };
    let refused = is(Rule::R32, Fault::MemberNotNamed, "consentId");
    assert_eq!(check(&agreed(), &COUNCIL, NOW), vec![]);
    assert_eq!(only(check(&agreed(), &[], NOW)), refused);
    assert_eq!(only(check(&brain_injury(), &COUNCIL, NOW)), refused, "no consent");
    assert_eq!(only(check(&agreed(), &COUNCIL, "2024-03-01 11:59")), refused, "not signed yet");
    // One member that no clause names is enough to refuse; without it the rest may sit.
    let mut without = agreed();
    for clause in &mut without.consents[0].clauses {
        clause.counterparts.retain(|side| *side != to(BUF));
    }
    assert_eq!(only(check(&without, &COUNCIL, NOW)), refused);
    assert_eq!(check(&without, &[SOF, SUF, BIF], NOW), vec![]);
    // By its kind is by its name: it takes part by sitting there.
    without.consents[0].clauses[0].counterparts.push(Counterpart::Kind(BUF.kind));
    without.participations.clear();
    assert_eq!(check(&without, &COUNCIL, NOW), vec![]);
    // Withdrawn, for another purpose, or by statute alone: no consent names it.
    let mut withdrawn = agreed();
    withdrawn.consents[0].withdrawn_at = Some(at(NOW));
    assert_eq!(only(check(&withdrawn, &COUNCIL, NOW)), refused);
    let mut other = agreed();
    for clause in &mut other.consents[0].clauses {
        clause.purpose = Purpose::Dkk;
    }
    assert_eq!(only(check(&other, &COUNCIL, NOW)), refused);
    let mut by_statute = brain_injury();
    by_statute.bases =
        COUNCIL.map(|of| basis(Provision::Administration28, of, SUF, &[Social])).to_vec();
    assert_eq!(only(check(&by_statute, &COUNCIL, NOW)), refused);
}

#[test]
fn r32_the_council_meets_every_21_days() {
    let next = |last: &str| council::next_meeting(d(last), COUNCIL_RHYTHMS).unwrap();
    assert_eq!(next("2024-05-14"), d("2024-06-04"));
    assert_eq!(next("2024-03-19"), d("2024-04-09"), "across the change to summer time");
    assert_eq!(next("2024-12-24"), d("2025-01-14"));
    assert_eq!(next("2010-01-01"), d("2010-01-22"), "the first rhythm governs what lies before");
    let from =
        |day: &str| council::meeting_on_or_after(d("2024-05-14"), d(day), COUNCIL_RHYTHMS).unwrap();
    assert_eq!(from("2024-05-01"), d("2024-05-14"));
    assert_eq!(from("2024-05-14"), d("2024-05-14"));
    assert_eq!(from("2024-05-15"), d("2024-06-04"));
    assert_eq!(from("2024-06-05"), d("2024-06-25"));
    let warn = |date: &str| council::rhythm_warning(d("2024-05-14"), d(date), COUNCIL_RHYTHMS);
    assert_eq!(warn("2024-06-04"), None);
    for off in ["2024-06-03", "2024-06-05"] {
        let warning = warn(off).unwrap();
        assert_eq!((warning.rule, warning.fault), (Rule::R32, Fault::OffRhythm));
    }
    // The rhythm is dated: each meeting is followed by the one in force on its day.
    let mut rhythms = COUNCIL_RHYTHMS.to_vec();
    rhythms.insert(0, CouncilRhythm { from: d("2025-01-01"), days: 14, administrations: 2 });
    assert_eq!(council::next_meeting(d("2024-12-31"), &rhythms), Some(d("2025-01-21")));
    assert_eq!(council::next_meeting(d("2025-01-01"), &rhythms), Some(d("2025-01-15")));
    assert_eq!(council::next_meeting(d("2025-01-01"), &[]), None);
    let still = [CouncilRhythm { from: d("2015-01-01"), days: 0, administrations: 2 }];
    assert_eq!(council::meeting_on_or_after(d("2025-01-01"), d("2025-01-02"), &still), None);
}

/// A meeting that SUF convenes, with SOF and BIF; someone of BIF leads it.
fn sitting() -> Meeting {
    let seat = |organisation| Seat { organisation, unit: Some(unit(organisation, 1)), user: None };
    Meeting {
        convenes: SUF,
        seats: [SUF, SOF, BIF].map(seat).to_vec(),
        chair: caseworker(BIF).user,
        minute_taker: None,
    }
}

#[test]
fn r32_a_meeting_is_open_to_the_administrations_that_sit_and_to_nobody_else() {
    let meeting = sitting();
    let sees = |meeting: &Meeting, viewer: &Viewer| {
        let verdict = meeting.decide(viewer);
        assert!(verdict.granted.minus(cats(&[Process])).is_empty(), "how it runs, at most");
        verdict.relation != Relation::None && verdict.granted.has(Process)
    };
    for of in [SUF, SOF, BIF] {
        for viewer in [caseworker(of), elsewhere(of), system(of)] {
            assert!(sees(&meeting, &viewer), "{viewer:?}");
        }
        let idle =
            Viewer { roles: RoleSet::NONE, user: Some(UserId(Uuid::nil())), ..caseworker(of) };
        assert!(!sees(&meeting, &idle), "no casework, and not named");
    }
    for viewer in [caseworker(BUF), partner(HOSPITAL), citizen(), guardian(), auditor()] {
        assert_eq!(meeting.decide(&viewer), Verdict::unknown(), "{viewer:?}");
    }
    // Whom it names sees it without doing casework: in a seat, or leading it.
    let chair = Viewer { roles: RoleSet::NONE, ..caseworker(BIF) };
    assert!(sees(&meeting, &chair));
    let named = Viewer { roles: RoleSet::NONE, ..caseworker(SOF) };
    assert!(!sees(&meeting, &named));
    let mut seated = sitting();
    seated.seats[1].user = named.user;
    assert!(sees(&seated, &named));
    // A chair of an administration that does not sit is none.
    let away = Meeting { chair: caseworker(BUF).user, ..sitting() };
    assert!(!sees(&away, &caseworker(BUF)));
}

#[test]
fn r32_a_meeting_is_arranged_by_who_convenes_it_and_who_leads_it() {
    let meeting = sitting();
    let arranges = |viewer: &Viewer| meeting.may_arrange(viewer);
    assert!(arranges(&caseworker(SUF)) && arranges(&elsewhere(SUF)) && arranges(&system(SUF)));
    assert!(arranges(&caseworker(BIF)), "the chair");
    assert!(!arranges(&elsewhere(BIF)) && !arranges(&caseworker(SOF)) && !arranges(&system(SOF)));
    for viewer in [caseworker(BUF), citizen(), auditor()] {
        assert!(!arranges(&viewer), "{viewer:?}");
    }
    let steps = council::meeting_steps(&meeting.decide(&caseworker(SOF)), cats(&[Process]));
    assert!(steps.iter().all(|step| step.granted) && steps.len() == 1);
    let steps = council::meeting_steps(&meeting.decide(&citizen()), cats(&[Process]));
    assert!(steps.iter().all(|step| !step.granted));
}

#[test]
fn a_council_meeting_goes_forward_only() {
    use CouncilMeetingState::{Cancelled, Held, Planned};
    let legal: Vec<_> = CouncilMeetingState::ALL
        .iter()
        .flat_map(|from| Step::ALL.map(|step| (*from, step, council::after(*from, step))))
        .filter_map(|(from, step, to)| Some((from, step, to?)))
        .collect();
    assert_eq!(
        legal,
        [
            (Planned, Step::Arrange, Planned),
            (Planned, Step::Hold, Held),
            (Planned, Step::Cancel, Cancelled),
            (Held, Step::Hold, Held),
        ]
    );
}

#[test]
fn r32_a_case_is_due_at_its_meeting_and_then_at_its_follow_up() {
    let (meeting, later) = (d("2024-06-04"), Some(d("2024-06-25")));
    assert_eq!(council::due(false, meeting, None), Some(meeting));
    assert_eq!(council::due(false, meeting, later), Some(meeting));
    assert_eq!(council::due(true, meeting, later), later);
    assert_eq!(council::due(true, meeting, None), None);
}

#[test]
fn a_council_decision_says_in_words_what_it_is() {
    let check = |text| council::decision_flaws(Some(CouncilDecision::Refer), text);
    assert_eq!(check(Some("to the job centre")), vec![]);
    assert_eq!(only(check(None)), is(Rule::Form, Fault::TextMissing, "decisionText"));
    assert_eq!(council::decision_flaws(None, None), vec![]);
}

fn specialised() -> RehabilitationPlanDraft {
    RehabilitationPlanDraft {
        plan_type: RehabilitationPlanType::RehabilitationAtSpecialisedLevel,
        received_at: at(NOW),
        diagnosis_codes: vec!["DI639".to_owned(), "I63.9".to_owned()],
        icf_entries: vec![("d450".to_owned(), 3), ("b1".to_owned(), 0)],
        discharged_on: Some(d("2024-06-03")),
        earliest_start: None,
        total_need: ["training", "support", "back to work", "none now"].map(|t| Some(t.to_owned())),
        recorded_at: at(NOW),
    }
}

fn plan_flaw(change: impl FnOnce(&mut RehabilitationPlanDraft)) -> (Rule, Fault, String) {
    let mut draft = specialised();
    change(&mut draft);
    only(gop::flaws(&draft))
}

#[test]
fn r33_only_rehabilitation_at_specialised_level_asks_for_a_coordinator() {
    use RehabilitationPlanType as T;
    let ask: Vec<_> = T::ALL.iter().copied().filter(|t| gop::asks_for_coordinator(*t)).collect();
    assert_eq!(ask, [T::RehabilitationAtSpecialisedLevel]);
}

#[test]
fn r33_rehabilitation_at_specialised_level_states_the_total_need() {
    assert_eq!(gop::flaws(&specialised()), vec![]);
    for (i, part) in ["health", "social", "employment", "education"].iter().enumerate() {
        for empty in [None, Some(" ".to_owned())] {
            let path = format!("totalNeed.{part}");
            let flaw = plan_flaw(|p| p.total_need[i] = empty);
            assert_eq!(flaw, is(Rule::R33, Fault::TotalNeedMissing, &path));
        }
    }
    for plan_type in [RehabilitationPlanType::General, RehabilitationPlanType::Specialised] {
        let draft =
            RehabilitationPlanDraft { plan_type, total_need: [const { None }; 4], ..specialised() };
        assert_eq!(gop::flaws(&draft), vec![]);
    }
}

#[test]
fn hospitals_make_rehabilitation_plans_since_the_law_gave_them_to_the_municipalities() {
    let make = |day: &str| -> Vec<Kind> {
        Kind::ALL.iter().copied().filter(|kind| makes_plans(*kind, d(day))).collect()
    };
    assert_eq!(make("2024-06-03"), [Kind::RegionalPsychiatry, Kind::Hospital]);
    assert_eq!(make("2006-12-31"), []);
}

#[test]
fn r34_training_starts_within_seven_days_of_discharge_or_the_later_date_of_the_plan() {
    let by = |discharged: Option<&str>, earliest: Option<&str>| {
        gop::start_by(discharged.map(d), earliest.map(d), START_LIMITS)
    };
    assert_eq!(by(Some("2024-06-03"), None), Some(d("2024-06-10")));
    assert_eq!(by(Some("2024-06-03"), Some("2024-06-20")), Some(d("2024-06-27")));
    assert_eq!(by(Some("2024-06-03"), Some("2024-05-20")), Some(d("2024-06-10")));
    assert_eq!(by(None, Some("2024-02-23")), Some(d("2024-03-01")), "across 29 February");
    assert_eq!(by(None, None), None);
    // The deadline is dated: it came with the law, by the day from which it is counted.
    assert_eq!(by(Some("2018-06-30"), None), None);
    assert_eq!(by(Some("2018-07-01"), None), Some(d("2018-07-08")));
    assert_eq!(by(Some("2018-06-30"), Some("2018-07-01")), Some(d("2018-07-08")));
    let mut limits = START_LIMITS.to_vec();
    limits.insert(0, StartLimit { from: d("2030-01-01"), days: 5, statute: "a later law" });
    assert_eq!(gop::start_by(Some(d("2030-01-01")), None, &limits), Some(d("2030-01-06")));
    assert_eq!(gop::start_by(Some(d("2029-12-31")), None, &limits), Some(d("2030-01-07")));
    let neither = plan_flaw(|p| p.discharged_on = None);
    assert_eq!(neither, is(Rule::R34, Fault::DischargeMissing, "dischargedOn"));
}

#[test]
fn r34_free_choice_is_due_once_the_deadline_has_passed() {
    let last = Some(d("2024-06-10"));
    let due = |started: Option<&str>, choice, time: &str| {
        gop::free_choice_due(last, started.map(d), choice, at(time))
    };
    let not_relevant = FreeChoice::NotRelevant;
    assert!(!due(None, not_relevant, "2024-06-10 23:59"));
    assert!(due(None, not_relevant, "2024-06-11 00:00"), "by the clock in Copenhagen");
    assert!(!due(Some("2024-06-10"), not_relevant, "2024-06-11 00:00"));
    assert!(due(Some("2024-06-20"), not_relevant, "2024-06-11 00:00"), "not started yet");
    for offered in [FreeChoice::Offered, FreeChoice::Taken, FreeChoice::Declined] {
        assert!(!due(None, offered, "2024-06-11 00:00"));
    }
    assert!(!gop::free_choice_due(None, None, not_relevant, at(NOW)));
    for (held, to, refused) in [
        (not_relevant, FreeChoice::Offered, false),
        (not_relevant, FreeChoice::Taken, true),
        (not_relevant, FreeChoice::Declined, true),
        (FreeChoice::Offered, FreeChoice::Taken, false),
        (FreeChoice::Taken, FreeChoice::Declined, false),
    ] {
        let flaw = gop::free_choice_flaw(held, to).map(|f| (f.rule, f.fault));
        assert_eq!(flaw, refused.then_some((Rule::R34, Fault::NotOffered)), "{held} {to}");
    }
}

#[test]
fn a_rehabilitation_plan_has_codes_of_their_shape_and_comes_from_the_past() {
    let form = |fault, path| is(Rule::Form, fault, path);
    let code = |text: &str| plan_flaw(|p| p.icf_entries[1].0 = text.to_owned());
    for text in ["", "x450", "D450", "d", "d45", "d123456", "d4a0", "450", "bé0", "d450.2"] {
        assert_eq!(code(text), form(Fault::IcfCodeMalformed, "icfEntries[1].code"), "{text}");
    }
    for text in ["b1", "s110", "d4501", "e11008"] {
        assert!(IcfComponent::of(text).is_some(), "{text}");
    }
    assert_eq!(IcfComponent::of("e310"), Some(IcfComponent::EnvironmentalFactors));
    for qualifier in [-1, 5, 8] {
        let flaw = plan_flaw(|p| p.icf_entries[0].1 = qualifier);
        assert_eq!(flaw, form(Fault::QualifierOutOfBounds, "icfEntries[0].qualifier"));
    }
    for number in 0..=4 {
        assert_eq!(IcfQualifier::of(number).map(IcfQualifier::number), Some(number));
    }
    for text in ["", "63.9", "i639", "I6", "I63.", "I63.99999", "DD", "DI63,9", "I63 9"] {
        let flaw = plan_flaw(|p| p.diagnosis_codes[1] = text.to_owned());
        assert_eq!(flaw, form(Fault::DiagnosisCodeMalformed, "diagnosisCodes[1]"), "{text}");
    }
    for text in ["I63", "I63.9", "DI639", "DS062B", "D329", "DD329", "DI619A1"] {
        assert!(is_diagnosis_code(text), "{text}");
    }
    let early = plan_flaw(|p| p.recorded_at = just_before(p.received_at));
    assert_eq!(early, form(Fault::InFuture, "receivedAt"));
}

fn referred() -> ReferralDraft {
    ReferralDraft {
        received_at: at(NOW),
        diagnosis_codes: vec!["DI619".to_owned()],
        injury_date: Some(d("2024-06-01")),
        admitted_on: Some(d("2024-06-01")),
        discharged_on: Some(d("2024-06-01")),
        children_under_18: Some(0),
        administrations: vec![Kind::SocialAdministration],
        recorded_at: at(NOW),
    }
}

#[test]
fn a_referral_is_of_what_has_happened() {
    let check = |change: &dyn Fn(&mut ReferralDraft)| {
        let mut draft = referred();
        change(&mut draft);
        only(referral::flaws(&draft))
    };
    let form = |fault, path| is(Rule::Form, fault, path);
    assert_eq!(referral::flaws(&referred()), vec![]);
    let tomorrow = Some(d("2024-06-02"));
    let flaw = check(&|r| r.injury_date = tomorrow);
    assert_eq!(flaw, form(Fault::InFuture, "injuryDate"));
    let flaw = check(&|r| (r.admitted_on, r.discharged_on) = (tomorrow, tomorrow));
    assert_eq!(flaw, form(Fault::InFuture, "admittedOn"));
    let flaw = check(&|r| r.recorded_at = just_before(r.received_at));
    assert_eq!(flaw, form(Fault::InFuture, "receivedAt"));
    let flaw = check(&|r| r.discharged_on = Some(d("2024-05-31")));
    assert_eq!(flaw, form(Fault::DatesNotOrdered, "dischargedOn"));
    let flaw = check(&|r| r.children_under_18 = Some(-1));
    assert_eq!(flaw, form(Fault::NegativeCount, "childrenUnder18"));
    let flaw = check(&|r| r.administrations.push(Kind::Hospital));
    assert_eq!(flaw, form(Fault::NotMunicipal, "administrations[1]"));
    let flaw = check(&|r| r.diagnosis_codes.push("stroke".to_owned()));
    assert_eq!(flaw, form(Fault::DiagnosisCodeMalformed, "diagnosisCodes[1]"));
}

#[test]
fn a_referral_that_is_not_accepted_is_answered_with_a_reason() {
    use ReferralDecision as D;
    assert_eq!(referral::decision_flaws(D::Accepted, None, false), vec![]);
    assert_eq!(referral::decision_flaws(D::Rejected, Some("not acquired"), false), vec![]);
    assert_eq!(referral::decision_flaws(D::Redirected, Some("lives elsewhere"), true), vec![]);
    let reason = is(Rule::Form, Fault::GroundsMissing, "reason");
    assert_eq!(only(referral::decision_flaws(D::Rejected, Some(" "), false)), reason);
    assert_eq!(only(referral::decision_flaws(D::Redirected, None, true)), reason);
    let whom = is(Rule::Form, Fault::RecipientMissing, "redirectedToId");
    assert_eq!(only(referral::decision_flaws(D::Redirected, Some("moved"), false)), whom);
}

fn turning_65() -> AgeTransitionDraft {
    AgeTransitionDraft {
        birth: d("1959-06-15"),
        need: Some(DominantNeed::Care),
        rationale: Some("needs help to dress".to_owned()),
        responsible: Kind::HealthAndCareAdministration,
        from: d("2024-06-15"),
    }
}

#[test]
fn r35_the_authority_passes_at_65_by_the_dominant_need() {
    let (sof, suf) = (Kind::SocialAdministration, Kind::HealthAndCareAdministration);
    let birth = d("1959-06-15");
    let who = |day: &str, need| age::responsible(birth, d(day), need, AGE_SHIFTS);
    for need in [None, Some(DominantNeed::Care), Some(DominantNeed::Pedagogical)] {
        assert_eq!(who("2024-06-14", need), Some(sof), "the day before");
    }
    assert_eq!(who("2024-06-15", Some(DominantNeed::Care)), Some(suf));
    assert_eq!(who("2024-06-15", Some(DominantNeed::Pedagogical)), Some(sof));
    assert_eq!(who("2024-06-15", None), None, "not assessed");
    let day = |birth: &str| age::shift_day(d(birth), AGE_SHIFTS);
    assert_eq!(day("1959-06-15"), Some(d("2024-06-15")));
    assert_eq!(day("1960-02-29"), Some(d("2025-02-28")));
    assert_eq!(day("1930-01-01"), Some(d("1995-01-01")));
    assert_eq!(age::shift_day(birth, &[]), None);
    assert_eq!(age::responsible(birth, d("2024-06-15"), None, &[]), None);
    // The age is dated data, by the day on which it is reached.
    let mut shifts = AGE_SHIFTS.to_vec();
    shifts.insert(0, AgeShift { from: d("2030-01-01"), age: 67, ..AGE_SHIFTS[0] });
    let day = |birth: &str| age::shift_day(d(birth), &shifts);
    assert_eq!(day("1962-12-31"), Some(d("2027-12-31")));
    assert_eq!(day("1963-01-01"), Some(d("2030-01-01")));
}

#[test]
fn r35_a_case_is_opened_by_the_authority_of_the_age() {
    use law::brain_injury::age::opens_case;
    use law::regime::AGE_SHIFTS;
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let birth = day("1961-11-02");
    for (on, social, health) in [("2026-11-01", true, false), ("2026-11-02", false, true)] {
        let opens = |kind| opens_case(kind, birth, day(on), AGE_SHIFTS);
        assert_eq!(opens(OrganisationKind::SocialAdministration), social, "{on}");
        assert_eq!(opens(OrganisationKind::HealthAndCareAdministration), health, "{on}");
        assert!(!opens(OrganisationKind::EmploymentAdministration), "{on}");
    }
}

#[test]
fn r35_the_assessment_is_a_task_from_the_day_of_65() {
    let (sof, suf) = (Kind::SocialAdministration, Kind::HealthAndCareAdministration);
    let due = |day: &str, lead, need| {
        age::assessment_due(d("1959-06-15"), d(day), lead, need, AGE_SHIFTS)
    };
    assert!(!due("2024-06-14", sof, None));
    assert!(due("2024-06-15", sof, None));
    assert!(due("2026-01-01", sof, None), "until it is done");
    assert!(!due("2024-06-15", sof, Some(DominantNeed::Pedagogical)));
    assert!(!due("2024-06-15", suf, None), "it has passed already");
    assert!(!age::assessment_due(d("1959-06-15"), d("2024-06-15"), sof, None, &[]));
}

#[test]
fn r35_who_is_born_after_the_latest_birth_is_due_on_no_day_before() {
    for day in ["2024-02-28", "2024-02-29", "2024-03-01", "2025-02-28", "2025-03-01", "2026-06-15"]
    {
        let latest = age::latest_birth(d(day), AGE_SHIFTS).unwrap();
        let due = |birth| age::shift_day(birth, AGE_SHIFTS).unwrap() <= d(day);
        let around = latest - chrono::Days::new(4)..=latest + chrono::Days::new(4);
        let (mut met, mut birth) = (0, *around.start());
        while birth <= *around.end() {
            assert!(birth <= latest || !due(birth), "{birth} on {day}");
            met += usize::from(due(birth));
            birth = birth.succ_opt().unwrap();
        }
        assert!(met >= 3, "{day}: {met}");
    }
    assert_eq!(age::latest_birth(d("2024-02-28"), &[]), None);
}

#[test]
fn r35_an_age_that_nobody_reaches_is_due_for_nobody() {
    // Before the first day of the calendar, and more months than can be counted.
    for age in [u32::MAX / 12, u32::MAX] {
        let shifts = [AgeShift { age, ..AGE_SHIFTS[0] }];
        assert_eq!(age::latest_birth(d("2024-06-15"), &shifts), None, "{age}");
        let sof = Kind::SocialAdministration;
        assert!(!age::assessment_due(d("1800-01-01"), d("2024-06-15"), sof, None, &shifts));
    }
}

#[test]
fn r35_a_passage_needs_its_assessment_and_points_where_the_need_does() {
    let check = |change: &dyn Fn(&mut AgeTransitionDraft)| {
        let mut draft = turning_65();
        change(&mut draft);
        age::flaws(&draft, AGE_SHIFTS)
    };
    assert_eq!(check(&|_| ()), vec![]);
    let missing = only(check(&|t| t.need = None));
    assert_eq!(missing, is(Rule::R35, Fault::AssessmentRequired, "dominantNeed"));
    let wrong = is(Rule::R35, Fault::WrongAuthority, "responsibleOrganisationId");
    assert_eq!(only(check(&|t| t.need = Some(DominantNeed::Pedagogical))), wrong);
    assert_eq!(only(check(&|t| t.responsible = Kind::SocialAdministration)), wrong);
    let pedagogical = check(&|t| {
        t.need = Some(DominantNeed::Pedagogical);
        t.responsible = Kind::SocialAdministration;
    });
    assert_eq!(pedagogical, vec![]);
    let early = only(check(&|t| t.from = d("2024-06-14")));
    assert_eq!(early, is(Rule::R35, Fault::TooEarly, "from"));
    assert_eq!(check(&|t| t.from = d("2024-07-01")), vec![]);
    let silent = only(check(&|t| t.rationale = None));
    assert_eq!(silent, is(Rule::R35, Fault::GroundsMissing, "rationale"));
    let undated = only(age::flaws(&turning_65(), &[]));
    assert_eq!(undated, is(Rule::R35, Fault::TooEarly, "from"));
}

#[test]
fn r36_a_disability_pension_presupposes_a_resource_course_or_all_three_conditions() {
    let all = RecommendationDraft {
        recommendation: Recommendation::DisabilityPension,
        grounds: Some("two years of treatment".to_owned()),
        resource_course: false,
        obviously_futile: true,
        treatment_exhausted: true,
        conditions_met: true,
    };
    assert_eq!(team::flaws(&all), vec![]);
    let check = |change: &dyn Fn(&mut RecommendationDraft)| {
        let mut draft = all.clone();
        change(&mut draft);
        team::flaws(&draft)
    };
    for (flaws, fault, path) in [
        (check(&|r| r.obviously_futile = false), Fault::FutilityMissing, "obviouslyFutile"),
        (
            check(&|r| r.treatment_exhausted = false),
            Fault::TreatmentNotExhausted,
            "treatmentExhausted",
        ),
        (check(&|r| r.conditions_met = false), Fault::ConditionsNotMet, "conditionsMet"),
        (check(&|r| r.grounds = None), Fault::GroundsMissing, "grounds"),
    ] {
        assert_eq!(only(flaws), is(Rule::R36, fault, path));
    }
    let none = |r: &mut RecommendationDraft| {
        (r.obviously_futile, r.treatment_exhausted, r.conditions_met) = (false, false, false);
    };
    assert_eq!(check(&none).len(), 3, "all at once");
    let tried = check(&|r| {
        none(r);
        r.resource_course = true;
    });
    assert_eq!(tried, vec![]);
    for other in Recommendation::ALL.iter().filter(|r| **r != Recommendation::DisabilityPension) {
        let flaws = check(&|r| {
            none(r);
            r.recommendation = *other;
        });
        assert_eq!(flaws, vec![], "{other}");
    }
}

#[test]
fn a_goal_has_a_text_and_a_code_of_its_shape() {
    let check = |text: &str, code: Option<&str>| {
        plan::goal_flaws(&GoalDraft { text: text.to_owned(), icf_code: code.map(str::to_owned) })
    };
    assert_eq!(check("walks to the shop", Some("d450")), vec![]);
    assert_eq!(check("walks to the shop", None), vec![]);
    assert_eq!(only(check("", None)), is(Rule::Form, Fault::TextMissing, "text"));
    let code = only(check("walks", Some("walk")));
    assert_eq!(code, is(Rule::Form, Fault::IcfCodeMalformed, "icfCode"));
}

#[test]
fn an_intervention_ends_after_it_starts_and_fits_into_a_week() {
    let check = |change: &dyn Fn(&mut InterventionDraft)| {
        let mut draft = InterventionDraft {
            from: Some(d("2024-06-01")),
            to: Some(d("2024-06-01")),
            minutes_per_week: Some(168 * 60),
            state: InterventionState::Stopped,
            stop_reason: Some(StopReason::NoEffect),
        };
        change(&mut draft);
        plan::intervention_flaws(&draft)
    };
    assert_eq!(check(&|_| ()), vec![]);
    let ordered = is(Rule::Form, Fault::DatesNotOrdered, "to");
    assert_eq!(only(check(&|i| i.to = Some(d("2024-05-31")))), ordered);
    assert_eq!(only(check(&|i| i.from = None)), ordered);
    assert_eq!(check(&|i| i.to = None), vec![]);
    for minutes in [-1, 168 * 60 + 1] {
        let flaw = only(check(&|i| i.minutes_per_week = Some(minutes)));
        assert_eq!(flaw, is(Rule::Form, Fault::HoursOutOfBounds, "hoursPerWeek"));
    }
    assert_eq!(check(&|i| i.minutes_per_week = Some(0)), vec![]);
    let reason = only(check(&|i| i.stop_reason = None));
    assert_eq!(reason, is(Rule::Form, Fault::StopReasonMissing, "stopReason"));
    assert!(plan::period_flaw(d("2024-06-01"), Some(d("2024-05-31"))).is_some());
    assert!(plan::period_flaw(d("2024-06-01"), Some(d("2024-06-01"))).is_none());
    assert!(plan::period_flaw(d("2024-06-01"), None).is_none());
    let next = |last: &str, every| plan::next_follow_up(d(last), every);
    assert_eq!(next("2024-01-31", FollowUpInterval::OneMonth), d("2024-02-29"));
    assert_eq!(next("2024-01-31", FollowUpInterval::ThreeMonths), d("2024-04-30"));
    assert_eq!(next("2024-08-31", FollowUpInterval::SixMonths), d("2025-02-28"));
    assert_eq!(next("2024-02-29", FollowUpInterval::TwelveMonths), d("2025-02-28"));
}

#[test]
fn an_intervention_carries_its_tracks_category_and_that_of_its_provider() {
    let row = |provider| plan::intervention_categories(TrackKind::Employment, provider);
    assert_eq!(row(None), cats(&[Employment]));
    assert_eq!(row(Some(Kind::EmploymentAdministration)), cats(&[Employment]));
    assert_eq!(row(Some(Kind::Employer)), cats(&[Employment]));
    assert_eq!(row(Some(Kind::HousingOrganisation)), cats(&[Employment, Housing]));
    assert_eq!(row(Some(Kind::CivilSociety)), cats(&[Employment, Social, Network]));
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn edges(pairs: &[(u128, u128)]) -> Vec<Dependency> {
    pairs.iter().map(|(i, on)| Dependency { intervention: id(*i), depends_on: id(*on) }).collect()
}

#[test]
fn interventions_that_wait_for_each_other_in_a_circle_are_refused() {
    let all = [1, 2, 3, 4].map(id);
    let check = |pairs: &[(u128, u128)]| {
        let flaws = plan::dependency_flaws(&all, &edges(pairs));
        let circle = flaws.iter().any(|f| f.fault == Fault::DependencyCycle);
        let unknown = flaws.iter().any(|f| f.fault == Fault::DependencyUnknown);
        if !unknown {
            let ordered = plan::in_order(&all, &edges(pairs)).is_some();
            assert_eq!(ordered, !circle, "{pairs:?}");
        }
        flaws.into_iter().map(|f| (f.fault, f.path)).collect::<Vec<_>>()
    };
    let circle = |i: usize| (Fault::DependencyCycle, format!("dependencies[{i}]"));
    let none: Vec<(Fault, String)> = vec![];
    assert_eq!(check(&[]), none);
    assert_eq!(check(&[(4, 3), (3, 2), (2, 1), (4, 1)]), none, "a diamond is no circle");
    assert_eq!(check(&[(1, 1)]), [circle(0)]);
    assert_eq!(check(&[(1, 2), (2, 1)]), [circle(0), circle(1)]);
    // Only the edges of the circle are named, not what leads into it or out of it.
    assert_eq!(check(&[(4, 1), (1, 2), (2, 3), (3, 1)]), [circle(1), circle(2), circle(3)]);
    assert_eq!(check(&[(1, 2), (2, 1), (2, 3)]), [circle(0), circle(1)]);
    let unknown = |path: &str| (Fault::DependencyUnknown, format!("dependencies[0].{path}"));
    assert_eq!(check(&[(1, 9)]), [unknown("dependsOnId")]);
    assert_eq!(check(&[(9, 1)]), [unknown("interventionId")]);
    let order = plan::in_order(&all, &edges(&[(1, 3), (3, 4)])).unwrap();
    assert_eq!(order, [2, 4, 3, 1].map(id));
}

proptest::proptest! {
    #[test]
    fn an_order_puts_each_after_what_it_waits_for(
        pairs in proptest::collection::vec((0_u128..8, 0_u128..8), 0..14),
    ) {
        let all: Vec<_> = (0..8).map(id).collect();
        let edges = edges(&pairs);
        let place = |order: &[Uuid], which| order.iter().position(|o| *o == which);
        match plan::in_order(&all, &edges) {
            Some(order) => {
                proptest::prop_assert_eq!(order.len(), all.len());
                for edge in &edges {
                    proptest::prop_assert!(place(&order, edge.depends_on) < place(&order, edge.intervention));
                }
                proptest::prop_assert!(plan::dependency_flaws(&all, &edges).is_empty());
            }
            None => proptest::prop_assert!(!plan::dependency_flaws(&all, &edges).is_empty()),
        }
    }
}

#[test]
fn an_edge_between_tracks_carries_the_categories_of_both() {
    let both = plan::edge_categories(TrackKind::Health, TrackKind::Employment);
    assert_eq!(both, cats(&[Health, Employment]));
    assert_eq!(plan::edge_categories(TrackKind::Social, TrackKind::Social), cats(&[Social]));
    let facts = agreed();
    // BIF was given EMPLOYMENT and not HEALTH: the edge is not there for it.
    let verdict = ask(&facts, &caseworker(BIF), SUF, at(NOW));
    assert!(verdict.granted.has(Employment) && !verdict.granted.contains(both));
    assert_eq!(facts.consents[0].clauses[0].direction, Disclose);
}

#[test]
fn a_coordinator_is_called_by_the_purpose_of_the_case() {
    use CoordinatorRole as R;
    assert_eq!(R::of(Purpose::BrainInjury), R::BrainInjuryCoordinator);
    assert_eq!(R::of(Purpose::Dkk), R::CoordinatingContactPerson);
}
