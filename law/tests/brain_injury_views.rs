//! Who sees what of a brain-injury case: four administrations hold parts of it.

use law::facts::*;
use law::fields::{Field, TABLE, council_case, find};
use law::words::*;
use law::{
    Ask, Basis, Category::*, CategorySet, Direction::*, Facts, Opening, Reason, Relation, Tier,
    Verdict,
};
use uuid::Uuid;

use crate::world::*;

/// A case led by SUF with a coordinator, without consents. SOF, BIF and BUF have a track each; an
/// employer takes part. The hospital sent the rehabilitation plan and takes no part.
pub(crate) fn brain_injury() -> Facts {
    Facts {
        purpose: Purpose::BrainInjury,
        lead: SUF,
        unit: unit(SUF, 1),
        participations: [SOF, BIF, BUF, EMPLOYER].map(participation).to_vec(),
        holdings: vec![wrote(HOSPITAL)],
        ..case()
    }
}

/// The first unit of the organisation wrote something in the case.
fn wrote(organisation: Organisation) -> Holding {
    Holding { organisation, unit: Some(unit(organisation, 1)), user: None }
}

/// The hospital sent its plan, and three administrations wrote their tracks.
pub(crate) fn written() -> Vec<Holding> {
    [HOSPITAL, SOF, BIF, BUF].map(wrote).to_vec()
}

/// A clause of the lead for the purpose of the case.
pub(crate) fn given(way: law::Direction, to: &[Counterpart], categories: &[Category]) -> Clause {
    Clause {
        id: ClauseId(Uuid::new_v5(
            &Uuid::NAMESPACE_OID,
            format!("{way}{to:?}{categories:?}").as_bytes(),
        )),
        granted_to: SUF,
        purpose: Purpose::BrainInjury,
        ..clause(way, to, categories)
    }
}

pub(crate) fn consented(clauses: Vec<Clause>) -> Facts {
    Facts { consents: vec![consent(clauses)], ..brain_injury() }
}

/// Each administration is told its own category, and the lead is told what they hold.
pub(crate) fn agreed() -> Facts {
    let side = |of: Organisation, category| given(Disclose, &[to(of)], &[category]);
    consented(vec![
        side(BIF, Employment),
        side(BUF, Education),
        side(SOF, Social),
        side(EMPLOYER, Employment),
        given(Collect, &[to(SOF), to(BIF), to(BUF)], &[Social, Employment, Education]),
    ])
}

/// The four administrations of the council.
pub(crate) const COUNCIL: &[Organisation] = &[SOF, SUF, BIF, BUF];

pub(crate) fn held(facts: &Facts, viewer: &Viewer, holders: &[Organisation]) -> Verdict {
    law::decide(facts, &Ask { viewer, holders, journal: false, at: at(NOW) })
}

fn coordinator_of_suf() -> Viewer {
    Viewer { organisation: Some(SUF), unit: None, ..coordinator() }
}

fn opens(verdict: &Verdict, field: &Field) -> bool {
    verdict.open(field.categories, field.tier) == Opening::Granted
}

fn of<'a>(types: &'a [&'a str]) -> impl Iterator<Item = &'static Field> + 'a {
    TABLE.iter().copied().filter(|f| types.contains(&f.type_name))
}

const HEALTH_FORMS: &[&str] =
    &["BrainInjuryReferral", "RehabilitationPlan", "TotalNeed", "BrainInjuryAssessment"];

#[test]
fn bif_sees_employment_and_process_and_no_health() {
    let verdict = held(&agreed(), &caseworker(BIF), &[SUF]);
    assert_eq!(verdict.relation, Relation::Participant);
    assert_eq!(verdict.granted, cats(&[Process, Employment]));
    assert_eq!(verdict.reason(Health), Some(Reason::OutOfScope));
    for field in of(HEALTH_FORMS) {
        assert!(!opens(&verdict, field), "{}.{}", field.type_name, field.name);
    }
    let field = |name| find("CouncilCase", name).unwrap();
    assert!(opens(&verdict, field("presentationEmployment")));
    assert!(opens(&verdict, field("decisionType")));
    for closed in ["presentationHealth", "presentationSocial", "question", "consentId"] {
        assert!(!opens(&verdict, field(closed)), "{closed}");
    }
    // Where the citizen consented to health too, it opens with it.
    let mut facts = agreed();
    facts.consents[0].clauses.push(given(Disclose, &[to(BIF)], &[Health]));
    let verdict = held(&facts, &caseworker(BIF), &[SUF]);
    assert_eq!(verdict.granted, cats(&[Process, Employment, Health]));
    assert!(opens(&verdict, find("BrainInjuryReferral", "workStatus").unwrap()));
    assert!(opens(&verdict, find("TotalNeed", "employment").unwrap()));
    assert!(!opens(&verdict, find("TotalNeed", "social").unwrap()));
    assert!(!opens(&verdict, find("BrainInjuryReferral", "relatives").unwrap()));
}

#[test]
fn buf_sees_education_and_process_and_an_employer_its_own_category() {
    let facts = agreed();
    let buf = held(&facts, &caseworker(BUF), &[SUF]);
    assert_eq!(buf.granted, cats(&[Process, Education]));
    assert!(of(HEALTH_FORMS).all(|field| !opens(&buf, field)));
    let employer = held(&facts, &partner(EMPLOYER), &[SUF]);
    assert_eq!(employer.granted, cats(&[Process, Employment]));
    // Of what another administration holds, neither was given anything.
    for holder in [SOF, BIF, BUF, HOSPITAL] {
        assert_eq!(held(&facts, &partner(EMPLOYER), &[holder]).granted, CategorySet::NONE);
    }
}

#[test]
fn a_track_is_its_administrations_and_crosses_by_consent_only() {
    for (own, category) in [(SOF, Social), (BIF, Employment), (BUF, Education)] {
        // Before any consent it has what it wrote, and how the case runs.
        let unasked = Facts { holdings: written(), ..brain_injury() };
        let verdict = held(&unasked, &caseworker(own), &[own]);
        assert_eq!(verdict.granted, CategorySet::ALL);
        assert_eq!(held(&unasked, &caseworker(own), &[SUF]).granted, cats(&[Process]));
        let verdict = held(&agreed(), &caseworker(own), &[own]);
        assert_eq!(verdict.basis(category), Some(Basis::OwnAuthority));
        let lead = held(&agreed(), &coordinator_of_suf(), &[own]);
        assert!(lead.granted.has(category), "collected");
        let lead = held(&brain_injury(), &coordinator_of_suf(), &[own]);
        assert!(lead.granted.is_empty(), "the lead without consent");
        for other in [SOF, BIF, BUF].into_iter().filter(|o| *o != own) {
            assert!(held(&agreed(), &caseworker(other), &[own]).granted.is_empty());
        }
    }
}

#[test]
fn the_sender_sees_what_it_sent_and_the_lead_holds_it_too() {
    let sent = [HOSPITAL, SUF];
    for sender in [partner(HOSPITAL), system(HOSPITAL), caseworker(HOSPITAL)] {
        let verdict = held(&brain_injury(), &sender, &sent);
        assert_eq!((verdict.relation, verdict.author), (Relation::Holder, true));
        assert_eq!(verdict.granted, CategorySet::ALL);
        // And how the case runs, nothing else.
        let forms = held(&brain_injury(), &sender, &[SUF]);
        assert_eq!(forms.granted, cats(&[Process]));
        assert_eq!(forms.basis(Process), Some(Basis::HoldsRecords));
        assert!(held(&brain_injury(), &sender, &[BIF]).granted.is_empty());
    }
    assert_eq!(held(&brain_injury(), &elsewhere(HOSPITAL), &sent), Verdict::unknown());
    let lead = held(&brain_injury(), &caseworker(SUF), &sent);
    assert_eq!(lead.basis(Health), Some(Basis::OwnAuthority));
    // Without its own being sent, the hospital knows of nothing.
    let unsent = Facts { holdings: vec![], ..brain_injury() };
    assert_eq!(held(&unsent, &partner(HOSPITAL), &[SUF]), Verdict::unknown());
    // BIF reaches it by the lead's disclosure alone, and was not given health.
    assert_eq!(held(&agreed(), &caseworker(BIF), &sent).reason(Health), Some(Reason::OutOfScope));
    // What consent adds: the hospital takes part, and is told of the training.
    let mut facts = agreed();
    facts.participations.push(participation(HOSPITAL));
    facts.consents[0].clauses.push(given(Disclose, &[to(HOSPITAL)], &[Health]));
    let forms = held(&facts, &partner(HOSPITAL), &[SUF]);
    assert_eq!(forms.granted, cats(&[Process, Health]));
}

#[test]
fn deliberation_is_for_the_administrations_that_sat_and_nobody_else() {
    let deliberation = &council_case::deliberation;
    assert_eq!(deliberation.tier, Tier::AuthorOnly);
    let open = |facts: &Facts, viewer: &Viewer, sat: &[Organisation]| {
        opens(&held(facts, viewer, sat), deliberation)
    };
    let facts = agreed();
    for member in [SOF, SUF, BIF, BUF] {
        assert!(open(&facts, &caseworker(member), COUNCIL));
        // Who did not sit that day does not read it, not even the lead.
        let sat: Vec<_> = COUNCIL.iter().copied().filter(|o| *o != member).collect();
        assert!(!open(&facts, &caseworker(member), &sat));
        assert!(!open(&facts, &elsewhere(member), COUNCIL), "another unit");
    }
    for other in [partner(HOSPITAL), partner(EMPLOYER), citizen(), guardian(), auditor()] {
        assert!(!open(&facts, &other, COUNCIL));
    }
    // No consent opens it.
    let mut wide = agreed();
    let every = [Process, Social, Health, Employment, Education, Housing];
    wide.consents[0].clauses.push(given(Disclose, &[to(EMPLOYER)], &every));
    let verdict = held(&wide, &partner(EMPLOYER), COUNCIL);
    assert!(verdict.granted.contains(deliberation.categories));
    let refused = verdict.open(deliberation.categories, deliberation.tier);
    assert!(matches!(refused, Opening::Refused(_, Reason::AuthorOnly)));
}

#[test]
fn a_consent_for_one_bundle_opens_nothing_in_the_other() {
    let mut facts = agreed();
    for clause in &mut facts.consents[0].clauses {
        clause.purpose = Purpose::Dkk;
    }
    assert_eq!(held(&facts, &caseworker(BIF), &[SUF]), Verdict::unknown());
    let mut dkk = with(full());
    for clause in &mut dkk.consents[0].clauses {
        clause.purpose = Purpose::BrainInjury;
    }
    assert_eq!(held(&dkk, &caseworker(BIF), &[SOF]), Verdict::unknown());
}
