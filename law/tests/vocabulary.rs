//! Words, sets, days and dated data.

use law::lapse::Limit;
use law::regime::{EDITIONS, Edition, Regime};
use law::words::*;
use law::*;

use crate::world::*;

fn whole<W: Word + std::fmt::Debug>() {
    assert!(!W::NAME.is_empty() && !W::DESCRIPTION.is_empty());
    for (i, word) in W::ALL.iter().enumerate() {
        assert_eq!(W::parse(word.code()), Some(*word));
        assert_eq!(word.to_string(), word.code());
        assert!(!word.danish().is_empty() && !word.english().is_empty());
        assert!(W::ALL[..i].iter().all(|other| other.code() != word.code()), "{word:?} twice");
    }
    assert_eq!(W::parse("no such code"), None);
}

#[test]
fn every_word_has_one_code_and_both_labels() {
    whole::<Category>();
    whole::<OrganisationKind>();
    whole::<Purpose>();
    whole::<Direction>();
    whole::<Role>();
    whole::<Tier>();
    whole::<Provision>();
    whole::<Relation>();
    whole::<Reason>();
    whole::<Rule>();
    whole::<Fault>();
    whole::<Limit>();
    whole::<Regime>();
    whole::<Ground>();
    whole::<status::ClauseState>();
    whole::<consent::ConsentForm>();
    whole::<consent::Signer>();
    whole::<assessment::CriteriaSet>();
    whole::<assessment::Conclusion>();
    whole::<request::CaseOpening>();
    whole::<brain_injury::ReferrerKind>();
    whole::<brain_injury::DiagnosisGroup>();
    whole::<brain_injury::Phase>();
    whole::<brain_injury::Difficulty>();
    whole::<brain_injury::WorkStatus>();
    whole::<brain_injury::EducationStatus>();
    whole::<brain_injury::IncomeSource>();
    whole::<brain_injury::ReferralDecision>();
    whole::<brain_injury::AttachmentKind>();
    whole::<brain_injury::RehabilitationPlanType>();
    whole::<brain_injury::MunicipalLevel>();
    whole::<brain_injury::FreeChoice>();
    whole::<brain_injury::NeedPart>();
    whole::<brain_injury::IcfComponent>();
    whole::<brain_injury::IcfQualifier>();
    whole::<brain_injury::AssessmentTool>();
    whole::<brain_injury::NeedLevel>();
    whole::<brain_injury::DominantNeed>();
    whole::<brain_injury::CoordinatorRole>();
    whole::<brain_injury::PlanStatus>();
    whole::<brain_injury::TrackKind>();
    whole::<brain_injury::GoalKind>();
    whole::<brain_injury::GoalState>();
    whole::<brain_injury::InterventionKind>();
    whole::<brain_injury::InterventionState>();
    whole::<brain_injury::StopReason>();
    whole::<brain_injury::CouncilMeetingState>();
    whole::<brain_injury::CouncilDecision>();
    whole::<brain_injury::FollowUpKind>();
    whole::<brain_injury::FollowUpState>();
    whole::<brain_injury::FollowUpOutcome>();
    whole::<brain_injury::FollowUpInterval>();
    whole::<pathfinder::Competence>();
    whole::<pathfinder::InterfaceTopic>();
    whole::<pathfinder::EffectGoalStatus>();
    whole::<rehabilitation_team::TeamParty>();
    whole::<rehabilitation_team::Recommendation>();
}

#[test]
fn sets_hold_what_they_were_given() {
    let health = CategorySet::of(&[Category::Health]);
    let both = health.union(CategorySet::from_iter([Category::Social]));
    assert_eq!(both.iter().collect::<Vec<_>>(), [Category::Social, Category::Health]);
    assert_eq!((both.len(), both.is_empty(), CategorySet::NONE.is_empty()), (2, false, true));
    assert_eq!(both.intersection(health), health);
    assert!(both.contains(health) && !health.contains(both));
    assert_eq!(CategorySet::from_bits(both.bits()), Some(both));
    assert_eq!(CategorySet::from_bits(1 << 15), None);
    assert_eq!(RoleSet::from_bits(1 << 15), None);
    assert_eq!(format!("{both:?} {:?}", CategorySet::NONE), "SOCIAL+HEALTH none");
    assert_eq!(
        format!("{:?} {:?}", RoleSet::of(&[Role::ALL[0]]), RoleSet::NONE),
        format!("{} none", Role::ALL[0].code())
    );
}

#[test]
fn an_id_shows_as_its_uuid() {
    let uuid = uuid::Uuid::from_u128(7);
    let id = CitizenId::from(uuid);
    assert_eq!((id.to_string(), uuid::Uuid::from(id)), (uuid.to_string(), uuid));
}

#[test]
fn kinds_fall_into_health_municipality_and_authority() {
    use OrganisationKind::*;
    let of = |is: fn(OrganisationKind) -> bool| {
        OrganisationKind::ALL.iter().copied().filter(|k| is(*k)).collect::<Vec<_>>()
    };
    let health = [RegionalPsychiatry, Hospital, GeneralPractice, SpecialistPractice];
    assert_eq!(of(OrganisationKind::is_health), health);
    let municipal = &OrganisationKind::ALL[..4];
    assert_eq!(of(OrganisationKind::is_municipal), municipal);
    let authorities = [municipal, &[PrisonAndProbation, OtherAuthority]].concat();
    assert_eq!(of(OrganisationKind::is_authority), authorities);
}

#[test]
fn days_begin_at_midnight_in_copenhagen_winter_and_summer() {
    for (day, utc) in [
        ("2024-01-15", "2024-01-14T23:00:00Z"),
        ("2024-07-15", "2024-07-14T22:00:00Z"),
        ("2024-03-31", "2024-03-30T23:00:00Z"),
        ("2024-04-01", "2024-03-31T22:00:00Z"),
        ("2024-10-27", "2024-10-26T22:00:00Z"),
        ("2024-10-28", "2024-10-27T23:00:00Z"),
    ] {
        let start = dates::start_of(d(day));
        assert_eq!(start, utc.parse::<facts::Instant>().unwrap());
        assert_eq!(dates::day_of(start), d(day));
        assert_eq!(dates::day_of(just_before(start)), d(day).pred_opt().unwrap());
    }
}

#[test]
fn the_ends_of_the_calendar_do_not_break_it() {
    use chrono::NaiveDate;
    assert_eq!(dates::anniversary(NaiveDate::MAX, 1), NaiveDate::MAX);
    assert_eq!(dates::anniversary(d("2024-01-01"), u32::MAX), NaiveDate::MAX);
    assert_eq!(dates::comes_of_age(d("2008-02-29")), d("2026-02-28"));
    assert_eq!(dates::next(NaiveDate::MAX), NaiveDate::MAX);
    assert!(dates::start_of(NaiveDate::MIN) < dates::start_of(NaiveDate::MAX));
    assert_eq!(dates::day_of(facts::Instant::MAX_UTC), NaiveDate::MAX);
    assert_eq!(dates::age_on(d("2024-01-02"), d("2024-01-01")), None);
    assert_eq!(dates::age_on(d("2024-01-02"), d("2024-01-02")), Some(0));
}

#[test]
fn regimes_are_dated_by_the_day_of_signing_in_copenhagen() {
    let regime = |time: &str| Edition::at(at(time)).regime;
    assert_eq!(regime("2018-05-24 23:59"), Regime::Dkk2012);
    assert_eq!(regime("2018-05-25 00:00"), Regime::Current);
    assert_eq!(regime("1999-01-01 00:00"), Regime::Dkk2012);
    assert!(EDITIONS.is_sorted_by_key(|e| e.from));
    for edition in &EDITIONS {
        for limit in Limit::ALL {
            let applies = limit.rule() != Rule::R10 || edition.disclosure.is_some();
            assert_eq!(!edition.statute(limit.rule()).is_empty(), applies, "{limit}");
        }
        assert_eq!(edition.statute(Rule::R40), "");
    }
}

#[test]
fn a_verdict_tells_first_what_is_closed() {
    let verdict = Verdict::unknown();
    let health = CategorySet::of(&[Category::Health]);
    let refused = |reason| Opening::Refused(Category::Health, reason);
    assert_eq!(verdict.open(health, Tier::Shared), refused(Reason::NoConsent));
    assert_eq!(verdict.open(health, Tier::LeadOnly), refused(Reason::LeadOnly));
    assert_eq!(verdict.open(health, Tier::AuthorOnly), refused(Reason::AuthorOnly));
    let none = Opening::Refused(Category::Process, Reason::AuthorOnly);
    assert_eq!(verdict.open(CategorySet::NONE, Tier::AuthorOnly), none);
    assert_eq!(verdict.open(CategorySet::NONE, Tier::Shared), Opening::Granted);
    assert_eq!(verdict.basis(Category::Health), None);
}
