//! Each rule of the decision by its id, on both sides of its boundary.

use law::facts::*;
use law::lapse::{Limit, Window};
use law::status::{self, ClauseState};
use law::words::*;
use law::{
    Ask, Basis, Case, Category::*, CategorySet, Direction, Direction::*, Facts, Opening, Reason,
    Relation, RoleSet, Tier,
};
use uuid::Uuid;

use crate::world::*;

fn one(direction: Direction, with: Organisation, categories: &[Category]) -> Facts {
    crate::world::with(consent(vec![clause(direction, &[to(with)], categories)]))
}

fn granted(facts: &Facts, viewer: &Viewer, holder: Organisation, time: &str) -> CategorySet {
    ask(facts, viewer, holder, at(time)).granted
}

/// Granted at the last microsecond, refused at the instant itself.
fn ends(facts: &Facts, viewer: &Viewer, holder: Organisation, category: Category, end: Instant) {
    let before = ask(facts, viewer, holder, just_before(end));
    assert!(before.granted.has(category), "before {end}: {before:?}");
    assert_eq!(before.until(category), Some(end));
    assert!(!ask(facts, viewer, holder, end).granted.has(category), "at {end}");
}

#[test]
fn rule_1_the_citizen_sees_everything_but_what_is_kept_to_its_author() {
    let facts = with(full());
    let verdict = ask(&facts, &citizen(), HOSPITAL, at(NOW));
    assert_eq!(verdict.relation, Relation::Citizen);
    assert_eq!(verdict.granted, CategorySet::ALL);
    assert_eq!(verdict.basis(Health), Some(Basis::Citizen));
    assert_eq!(verdict.until(Health), None);
    let everything = CategorySet::ALL;
    assert_eq!(verdict.open(everything, Tier::LeadOnly), Opening::Granted);
    assert_eq!(
        verdict.open(cats(&[Social]), Tier::AuthorOnly),
        Opening::Refused(Social, Reason::AuthorOnly)
    );
    // The citizen's own caseworker stays the citizen: no author's material through the back door.
    let official =
        Viewer { roles: RoleSet::of(&[Role::Citizen, Role::Caseworker]), ..caseworker(SOF) };
    let verdict = ask(&facts, &Viewer { citizen: Some(CITIZEN), ..official }, SOF, at(NOW));
    assert_eq!((verdict.relation, verdict.author), (Relation::Citizen, false));
    let other = Viewer { citizen: Some(CitizenId(Uuid::from_u128(2))), ..citizen() };
    assert_eq!(ask(&facts, &other, SOF, at(NOW)).relation, Relation::None);
    let no_role = Viewer { roles: RoleSet::NONE, ..citizen() };
    assert_eq!(ask(&facts, &no_role, SOF, at(NOW)).relation, Relation::None);
}

#[test]
fn rule_1_a_representative_sees_the_scope_within_the_dates() {
    let representation = |scope: &[Category], from: &str, until: Option<&str>| Representation {
        representative: GUARDIAN,
        scope: cats(scope),
        from: d(from),
        to: until.map(d),
    };
    let facts = Facts {
        representations: vec![
            representation(&[Economy], "2024-05-01", Some("2024-07-01")),
            representation(&[Economy, Housing], "2024-06-01", None),
            representation(&[Health], "2024-01-01", Some("2024-04-01")),
        ],
        ..case()
    };
    let seen = |time: &str| granted(&facts, &guardian(), SOF, time);
    assert_eq!(seen("2024-04-30 23:59"), CategorySet::NONE);
    assert_eq!(seen("2024-05-01 00:00"), cats(&[Economy]));
    assert_eq!(seen("2024-06-01 00:00"), cats(&[Economy, Housing]));
    assert_eq!(seen("2024-03-31 23:59"), cats(&[Health]));
    assert_eq!(seen("2024-04-01 00:00"), CategorySet::NONE);

    let verdict = ask(&facts, &guardian(), SOF, at("2024-05-01 00:00"));
    assert_eq!(verdict.relation, Relation::Representative);
    assert_eq!(verdict.basis(Economy), Some(Basis::Representative));
    assert_eq!(verdict.until(Economy), Some(at("2024-07-01 00:00")));
    assert_eq!(verdict.open(cats(&[Economy]), Tier::LeadOnly), Opening::Granted);
    let outside = Opening::Refused(Identity, Reason::OutOfScope);
    assert_eq!(verdict.open(cats(&[Identity]), Tier::LeadOnly), outside);
    let later = ask(&facts, &guardian(), SOF, at("2024-06-15 00:00"));
    assert_eq!(later.until(Economy), None, "the open-ended representation lasts longer");

    // Someone else's token, or one whose claim names another citizen, represents nobody here. A
    // token with both roles is the representative's.
    let stranger = Viewer { user: Some(COORDINATOR), ..guardian() };
    assert_eq!(ask(&facts, &stranger, SOF, at(NOW)).relation, Relation::None);
    let elsewhere = Viewer { citizen: None, ..guardian() };
    assert_eq!(ask(&facts, &elsewhere, SOF, at(NOW)).relation, Relation::None);
    let both = Viewer { roles: RoleSet::of(&[Role::Citizen, Role::Representative]), ..guardian() };
    assert_eq!(ask(&facts, &both, SOF, at(NOW)).relation, Relation::Representative);
    let nothing =
        Facts { representations: vec![representation(&[], "2024-01-01", None)], ..case() };
    assert_eq!(ask(&nothing, &guardian(), SOF, at(NOW)).relation, Relation::None);
}

#[test]
fn rule_2_the_lead_is_its_unit_its_system_and_the_coordinator_of_the_day() {
    let facts = Facts {
        assignments: vec![Assignment {
            coordinator: COORDINATOR,
            from: at("2024-03-05 09:00"),
            to: Some(at("2024-06-05 09:00")),
        }],
        ..case()
    };
    for viewer in [caseworker(SOF), system(SOF), coordinator()] {
        let verdict = ask(&facts, &viewer, SOF, at(NOW));
        assert_eq!(verdict.relation, Relation::Lead);
        assert_eq!(verdict.granted, CategorySet::ALL);
        assert!(verdict.author && verdict.lead);
        assert_eq!(verdict.basis(Health), Some(Basis::OwnAuthority));
    }
    for viewer in [partner(SOF), elsewhere(SOF), auditor()] {
        assert_eq!(ask(&facts, &viewer, SOF, at(NOW)).relation, Relation::None);
    }
    let end = at("2024-06-05 09:00");
    ends(&facts, &coordinator(), SOF, Health, end);
    assert_eq!(granted(&facts, &coordinator(), SOF, "2024-03-05 08:59"), CategorySet::NONE);
    assert_eq!(ask(&facts, &caseworker(SOF), SOF, end).until(Health), None);
}

#[test]
fn rule_2_another_unit_of_the_lead_takes_part_as_participant() {
    let mut facts = case();
    facts.participations.push(Participation { unit: Some(unit(SOF, 2)), ..participation(SOF) });
    let verdict = ask(&facts, &elsewhere(SOF), SOF, at(NOW));
    assert_eq!(verdict.relation, Relation::Participant);
    assert!(verdict.lead && verdict.author);
}

#[test]
fn rule_2_who_wrote_earlier_sees_that_and_how_the_case_runs() {
    let mut facts = with(full());
    facts.participations.clear();
    let user = Some(person(HOSPITAL, 51));
    facts.holdings = vec![Holding { organisation: HOSPITAL, unit: None, user }];
    let own = ask(&facts, &partner(HOSPITAL), HOSPITAL, at(NOW));
    assert_eq!((own.relation, own.author, own.lead), (Relation::Holder, true, false));
    assert_eq!(own.granted, CategorySet::ALL);
    let case = ask(&facts, &partner(HOSPITAL), SOF, at(NOW));
    assert_eq!(case.granted, cats(&[Process]));
    assert_eq!(case.basis(Process), Some(Basis::HoldsRecords));
    assert_eq!(case.reason(Health), Some(Reason::NoConsent));
    assert_eq!(granted(&facts, &partner(HOSPITAL), BIF, NOW), CategorySet::NONE);
    assert!(journal(&facts, &partner(HOSPITAL), SOF, at(NOW)).granted.is_empty());
    assert_eq!(ask(&facts, &elsewhere(HOSPITAL), SOF, at(NOW)).relation, Relation::None);

    // Taking part again, the clauses count again, and what it holds stays.
    facts.participations.push(participation(HOSPITAL));
    let both = ask(&facts, &partner(HOSPITAL), SOF, at(NOW));
    assert_eq!(both.relation, Relation::Participant);
    assert_eq!(both.granted, cats(&[Process, Social, Health]));
    assert_eq!(both.basis(Process), Some(Basis::HoldsRecords));
    // A colleague of whoever wrote is reached by taking part.
    facts.holdings[0].user = None;
    facts.consents.clear();
    assert_eq!(ask(&facts, &partner(HOSPITAL), SOF, at(NOW)).relation, Relation::Holder);
}

#[test]
fn rule_2_a_coordinator_from_another_administration_is_related_through_it() {
    let mut facts = with(full());
    facts.assignments[0].coordinator = person(BIF, 52);
    let viewer = elsewhere(BIF);
    let verdict = ask(&facts, &viewer, SOF, at(NOW));
    assert_eq!(verdict.relation, Relation::Participant);
    assert_eq!(verdict.granted, cats(&[Process, Social, Health]));
    facts.participations.clear();
    assert_eq!(ask(&facts, &viewer, SOF, at(NOW)).relation, Relation::None);
    facts.holdings = vec![Holding { organisation: BIF, unit: None, user: None }];
    assert_eq!(ask(&facts, &viewer, SOF, at(NOW)).relation, Relation::Holder);
}

#[test]
fn rule_5_a_kind_stands_for_those_of_it_who_take_part() {
    let kind = Counterpart::Kind(HOSPITAL.kind);
    let mut facts = with(consent(vec![clause(Collect, &[kind], &[Health])]));
    assert_eq!(granted(&facts, &caseworker(SOF), HOSPITAL, NOW), cats(&[Health]));
    assert_eq!(granted(&facts, &caseworker(SOF), GP, NOW), CategorySet::NONE);
    facts.participations[0].to = Some(at("2024-06-10 00:00"));
    ends(&facts, &caseworker(SOF), HOSPITAL, Health, at("2024-06-10 00:00"));
    facts.participations.clear();
    assert_eq!(granted(&facts, &caseworker(SOF), HOSPITAL, NOW), CategorySet::NONE);
}

#[test]
fn rule_5_an_effective_clause_implies_process_for_its_counterpart_only() {
    let facts = one(Collect, HOSPITAL, &[Health]);
    let verdict = ask(&facts, &partner(HOSPITAL), SOF, at(NOW));
    assert_eq!(verdict.relation, Relation::Participant);
    assert_eq!(verdict.granted, cats(&[Process]));
    assert_eq!(verdict.reason(Health), Some(Reason::OutOfScope));
    assert!(!granted(&facts, &caseworker(SOF), HOSPITAL, NOW).has(Process));
    assert_eq!(granted(&facts, &partner(HOSPITAL), BIF, NOW), CategorySet::NONE);
    assert_eq!(ask(&facts, &partner(BIF), SOF, at(NOW)).relation, Relation::None);
    assert!(journal(&facts, &partner(HOSPITAL), SOF, at(NOW)).granted.is_empty());
    // A health organisation that can no longer be asked no longer needs to know of the case.
    assert_eq!(
        ask(&facts, &partner(HOSPITAL), SOF, at("2025-03-01 00:00")).relation,
        Relation::None
    );
}

#[test]
fn rule_5_the_purpose_is_the_cases() {
    let mut facts = one(Disclose, BIF, &[Social]);
    facts.purpose = Purpose::BrainInjury;
    assert_eq!(ask(&facts, &partner(BIF), SOF, at(NOW)).relation, Relation::None);
    facts.consents[0].clauses[0].purpose = Purpose::BrainInjury;
    assert_eq!(granted(&facts, &partner(BIF), SOF, NOW), cats(&[Process, Social]));
}

#[test]
fn rule_5_an_authority_with_a_clause_of_its_own_collects_by_it() {
    let mut facts = one(Collect, HOSPITAL, &[Health]);
    facts.consents[0].clauses[0].granted_to = BIF;
    let verdict = ask(&facts, &caseworker(BIF), HOSPITAL, at(NOW));
    assert_eq!(verdict.granted, cats(&[Health]));
    let verdict = ask(&facts, &caseworker(BIF), SOF, at(NOW));
    assert_eq!((verdict.relation, verdict.granted), (Relation::Participant, CategorySet::NONE));
    // It owns the clause, so it is told that the clause was withdrawn, while another keeps it
    // related.
    let mut spare = clause(Collect, &[to(GP)], &[Health]);
    (spare.granted_to, spare.id) = (BIF, ClauseId(Uuid::from_u128(77)));
    facts.consents[0].clauses[0].withdrawn_at = Some(at("2024-05-01 00:00"));
    facts.consents[0].clauses.push(spare);
    let verdict = ask(&facts, &caseworker(BIF), HOSPITAL, at(NOW));
    assert_eq!(verdict.reason(Health), Some(Reason::Withdrawn));
}

#[test]
fn rule_5_of_two_clauses_the_one_that_lasts_longest_is_named() {
    let first = Clause { to: Some(d("2024-09-01")), ..clause(Disclose, &[to(BIF)], &[Social]) };
    let second = Clause { id: ClauseId(Uuid::from_u128(99)), to: None, ..first.clone() };
    let third = Clause { id: ClauseId(Uuid::from_u128(98)), ..second.clone() };
    for clauses in [vec![first.clone(), second.clone(), third.clone()], vec![third, second, first]]
    {
        let verdict = ask(&with(consent(clauses)), &partner(BIF), SOF, at(NOW));
        let id = ClauseId(Uuid::from_u128(98));
        assert_eq!(verdict.basis(Social), Some(Basis::Clause(id, Disclose)));
        assert_eq!(verdict.until(Social), Some(at("2027-03-01 00:00")));
    }
}

#[test]
fn rule_6_a_basis_fills_what_consent_leaves_open() {
    let mut facts = one(Collect, BIF, &[Employment]);
    let until = Some(at("2024-08-01 00:00"));
    let of_law = basis(Provision::Administration28, SOF, BIF, &[Employment, Economy]);
    facts.bases = vec![StatutoryBasis { to: until, ..of_law.clone() }];
    let verdict = ask(&facts, &caseworker(SOF), BIF, at(NOW));
    assert_eq!(
        verdict.basis(Employment),
        Some(Basis::Clause(ClauseId(Uuid::from_u128(1)), Collect))
    );
    assert_eq!(verdict.basis(Economy), Some(Basis::Statutory(of_law.id, of_law.provision)));
    assert_eq!(verdict.until(Economy), until);
    assert_eq!(verdict.reason(Health), Some(Reason::OutOfScope));
    ends(&facts, &caseworker(SOF), BIF, Economy, at("2024-08-01 00:00"));
    assert!(!granted(&facts, &caseworker(SOF), BIF, "2024-02-29 23:59").has(Economy));
    assert!(granted(&facts, &caseworker(SOF), BIF, "2024-03-01 00:00").has(Economy));

    // It goes one way, and names both: the holder knows of the case and reads nothing by it.
    facts.consents.clear();
    let holder = ask(&facts, &caseworker(BIF), SOF, at(NOW));
    assert_eq!((holder.relation, holder.granted), (Relation::Participant, CategorySet::NONE));
    assert_eq!(holder.reason(Economy), Some(Reason::NoConsent));
    assert_eq!(granted(&facts, &caseworker(SOF), GP, NOW), CategorySet::NONE);
    facts.bases = vec![basis(Provision::Administration28, BIF, SOF, &[Social])];
    assert_eq!(granted(&facts, &caseworker(BIF), SOF, NOW), cats(&[Social]));
}

#[test]
fn rule_7_only_the_owner_learns_of_withdrawal_lapse_and_direction() {
    let mut facts = with(full());
    facts.consents[0].clauses[1].withdrawn_at = Some(at("2024-05-01 00:00"));
    let lead = caseworker(SOF);
    let hospital = ask(&facts, &partner(HOSPITAL), SOF, at(NOW));
    assert_eq!(hospital.reason(Health), Some(Reason::OutOfScope), "PROCESS is still implied");

    let disclosed_to_lead = Clause {
        granted_to: HOSPITAL,
        counterparts: vec![to(SOF)],
        ..clause(Disclose, &[], &[Health, Housing])
    };
    let mut facts = with(consent(vec![
        Clause { to: Some(d("2024-04-01")), ..clause(Collect, &[to(HOSPITAL)], &[Social]) },
        disclosed_to_lead.clone(),
        Clause { direction: JournalRead, ..clause(JournalRead, &[to(HOSPITAL)], &[Economy]) },
    ]));
    let verdict = ask(&facts, &lead, HOSPITAL, at(NOW));
    assert_eq!(verdict.granted, cats(&[Process, Health, Housing]));
    assert_eq!(verdict.reason(Social), Some(Reason::Expired));
    assert_eq!(verdict.reason(Economy), Some(Reason::WrongDirection));
    assert_eq!(verdict.reason(Network), Some(Reason::OutOfScope));
    facts.consents[0].withdrawn_at = Some(at("2024-03-20 00:00"));
    let verdict = ask(&facts, &lead, HOSPITAL, at(NOW));
    assert_eq!(verdict.reason(Social), Some(Reason::Withdrawn));
    assert_eq!(verdict.reason(Economy), Some(Reason::NoConsent));
    assert_eq!(verdict.reason(Health), Some(Reason::Withdrawn));
    // To be is not to have been: what has not begun is no lapse.
    let early = ask(&facts, &lead, HOSPITAL, at("2024-02-01 00:00"));
    assert_eq!(early.reason(Social), Some(Reason::NoConsent));
}

#[test]
fn r05_each_direction_opens_itself_alone() {
    let sides = [(Collect, false, true), (JournalRead, true, true), (Disclose, false, false)];
    for (direction, of_journal, lead_reads) in sides {
        let facts = one(direction, BIF, &[Social]);
        let (lead, bif) = (caseworker(SOF), caseworker(BIF));
        let open = |verdict: law::Verdict| verdict.granted.has(Social);
        assert_eq!(open(ask(&facts, &lead, BIF, at(NOW))), lead_reads && !of_journal);
        assert_eq!(open(journal(&facts, &lead, BIF, at(NOW))), lead_reads && of_journal);
        assert_eq!(open(ask(&facts, &bif, SOF, at(NOW))), !lead_reads);
        assert!(!open(journal(&facts, &bif, SOF, at(NOW))));
    }
}

#[test]
fn r07_withdrawal_of_a_clause_or_of_the_consent_ends_it_at_once() {
    let end = at("2024-05-05 10:30");
    let mut facts = one(Disclose, BIF, &[Social]);
    facts.consents[0].clauses[0].withdrawn_at = Some(end);
    ends(&facts, &partner(BIF), SOF, Social, end);
    assert_eq!(ask(&facts, &partner(BIF), SOF, end).relation, Relation::None);
    let mut facts = one(Disclose, BIF, &[Social]);
    facts.consents[0].withdrawn_at = Some(end);
    ends(&facts, &partner(BIF), SOF, Social, end);
    // What was collected earlier closes for re-reading; what the lead holds itself stays.
    let mut facts = one(Collect, HOSPITAL, &[Health]);
    facts.consents[0].withdrawn_at = Some(end);
    let verdict = ask(&facts, &caseworker(SOF), HOSPITAL, end);
    assert_eq!(verdict.reason(Health), Some(Reason::Withdrawn));
    assert_eq!(granted(&facts, &caseworker(SOF), SOF, NOW), CategorySet::ALL);
}

#[test]
fn r08_consent_ends_with_the_last_assignment_that_nobody_follows() {
    let assignment = |from: &str, to: Option<&str>| Assignment {
        coordinator: COORDINATOR,
        from: at(from),
        to: to.map(at),
    };
    let mut facts = one(Disclose, BIF, &[Social]);
    facts.assignments = vec![assignment("2024-03-05 09:00", Some("2024-07-01 09:00"))];
    ends(&facts, &partner(BIF), SOF, Social, at("2024-07-01 09:00"));
    // A successor at that very instant carries it on, until the successor's own end.
    facts.assignments.push(assignment("2024-07-01 09:00", Some("2024-09-01 09:00")));
    ends(&facts, &partner(BIF), SOF, Social, at("2024-09-01 09:00"));
    // One who comes later does not revive it.
    facts.assignments.push(assignment("2024-09-01 09:01", None));
    ends(&facts, &partner(BIF), SOF, Social, at("2024-09-01 09:00"));
    // One that ended before signing, or was void, does not touch it; without any it stands.
    facts.assignments = vec![
        assignment("2023-01-01 09:00", Some(SIGNED)),
        assignment("2024-05-01 09:00", Some("2024-05-01 09:00")),
    ];
    ends(&facts, &partner(BIF), SOF, Social, at("2027-03-01 00:00"));
    facts.assignments.clear();
    assert!(granted(&facts, &partner(BIF), SOF, SIGNED).has(Social));
}

#[test]
fn r09_consent_lasts_three_years_to_the_day_in_copenhagen() {
    let facts = one(Disclose, BIF, &[Social]);
    ends(&facts, &partner(BIF), SOF, Social, at("2027-03-01 00:00"));
    for (signed, end) in [
        ("2024-02-29 23:30", "2027-02-28 00:00"),
        ("2024-06-30 23:30", "2027-06-30 00:00"),
        ("2024-07-01 00:30", "2027-07-01 00:00"),
        ("2024-03-31 03:00", "2027-03-31 00:00"),
        ("2024-10-27 00:00", "2027-10-27 00:00"),
    ] {
        let mut facts = one(Disclose, BIF, &[Social]);
        facts.consents[0].signed_at = at(signed);
        facts.assignments.clear();
        ends(&facts, &partner(BIF), SOF, Social, at(end));
    }
}

#[test]
fn r10_disclosure_under_the_old_statutes_lasts_one_year() {
    let signed = |time: &str, direction| {
        let mut facts = one(direction, BIF, &[Social]);
        facts.consents[0].signed_at = at(time);
        facts.assignments.clear();
        facts
    };
    ends(&signed("2018-05-24 23:59", Disclose), &partner(BIF), SOF, Social, at("2019-05-24 00:00"));
    ends(&signed("2018-05-25 00:00", Disclose), &partner(BIF), SOF, Social, at("2021-05-25 00:00"));
    let collect = signed("2018-05-24 23:59", Collect);
    ends(&collect, &caseworker(SOF), BIF, Social, at("2021-05-24 00:00"));
    // Long before the first edition the first edition still governs.
    ends(&signed("2011-05-24 12:00", Disclose), &partner(BIF), SOF, Social, at("2012-05-24 00:00"));
}

#[test]
fn r11_what_a_health_organisation_holds_lasts_one_year_in_any_category() {
    let both = [to(HOSPITAL), to(BIF)];
    let facts = with(consent(vec![clause(Collect, &both, &[Health, Economy])]));
    for category in [Health, Economy] {
        ends(&facts, &caseworker(SOF), HOSPITAL, category, at("2025-03-01 00:00"));
        ends(&facts, &caseworker(SOF), BIF, category, at("2027-03-01 00:00"));
    }
    let verdict = ask(&facts, &caseworker(SOF), HOSPITAL, at("2025-03-01 00:00"));
    assert_eq!(verdict.reason(Health), Some(Reason::Expired));
    // What SOF holds of health is not what a health organisation holds.
    ends(&one(Disclose, BIF, &[Health]), &partner(BIF), SOF, Health, at("2027-03-01 00:00"));
    // For treatment the year does not apply.
    let mut facts = one(Disclose, GP, &[Health]);
    facts.consents[0].clauses[0].granted_to = HOSPITAL;
    ends(&facts, &partner(GP), HOSPITAL, Health, at("2025-03-01 00:00"));
    facts.consents[0].clauses[0].purpose = Purpose::Treatment;
    ends(&facts, &partner(GP), HOSPITAL, Health, at("2027-03-01 00:00"));
}

#[test]
fn r12_treatment_opens_between_health_organisations_only() {
    for (direction, granted_to, other) in [(Disclose, HOSPITAL, GP), (Collect, GP, HOSPITAL)] {
        let mut facts = one(direction, other, &[Health]);
        let clause = &mut facts.consents[0].clauses[0];
        (clause.granted_to, clause.purpose) = (granted_to, Purpose::Treatment);
        assert!(granted(&facts, &system(GP), HOSPITAL, NOW).has(Health), "{direction}");
        assert_eq!(granted(&facts, &system(GP), SOF, NOW), CategorySet::NONE);
        assert_eq!(granted(&facts, &caseworker(SOF), HOSPITAL, NOW), CategorySet::NONE);
    }
    let mut facts = one(Disclose, HOSPITAL, &[Health]);
    facts.consents[0].clauses[0].purpose = Purpose::Treatment;
    assert_eq!(ask(&facts, &partner(HOSPITAL), SOF, at(NOW)).relation, Relation::None);
}

#[test]
fn r13_the_earliest_limit_wins_and_is_named() {
    let mut facts = one(Disclose, BIF, &[Social]);
    let limit = |facts: &Facts| {
        let k = &facts.consents[0];
        let end = Window::of(facts, k, &k.clauses[0]).end;
        (end.limit, end.at)
    };
    assert_eq!(limit(&facts), (Limit::Ceiling, at("2027-03-01 00:00")));
    facts.closed_at = Some(at("2026-01-01 08:00"));
    assert_eq!(limit(&facts), (Limit::CaseClosed, at("2026-01-01 08:00")));
    facts.assignments[0].to = Some(at("2025-01-01 08:00"));
    assert_eq!(limit(&facts), (Limit::AssignmentEnded, at("2025-01-01 08:00")));
    facts.consents[0].clauses[0].to = Some(d("2024-12-01"));
    assert_eq!(limit(&facts), (Limit::Stated, at("2024-12-01 00:00")));
    facts.consents[0].clauses[0].withdrawn_at = Some(at("2024-12-01 00:00"));
    assert_eq!(limit(&facts), (Limit::Withdrawn, at("2024-12-01 00:00")));
    facts.consents[0].withdrawn_at = Some(at("2024-11-01 00:00"));
    assert_eq!(limit(&facts), (Limit::Withdrawn, at("2024-11-01 00:00")));
    ends(&facts, &partner(BIF), SOF, Social, at("2024-11-01 00:00"));
    // A withdrawal after the lapse changes nothing: it had lapsed.
    facts.consents[0].withdrawn_at = Some(at("2025-11-01 00:00"));
    facts.consents[0].clauses[0].withdrawn_at = None;
    assert_eq!(limit(&facts).0, Limit::Stated);
}

#[test]
fn r15_the_right_organisation_without_the_users_relation_is_unknown() {
    let mut facts = with(full());
    assert_eq!(ask(&facts, &partner(BIF), SOF, at(NOW)).relation, Relation::Participant);
    let manager = Viewer { roles: RoleSet::of(&[Role::Manager, Role::Auditor]), ..partner(BIF) };
    for viewer in [elsewhere(BIF), manager, Viewer { unit: None, ..system(BIF) }] {
        assert_eq!(ask(&facts, &viewer, SOF, at(NOW)), law::Verdict::unknown());
    }
    // Named in person, not by unit; and the time of the participation counts.
    facts.participations[1] = Participation {
        unit: None,
        user: Some(person(BIF, 52)),
        to: Some(at("2024-07-01 00:00")),
        from: at("2024-05-01 00:00"),
        ..participation(BIF)
    };
    assert_eq!(ask(&facts, &partner(BIF), SOF, at(NOW)).relation, Relation::None);
    ends(&facts, &elsewhere(BIF), SOF, Social, at("2024-07-01 00:00"));
    assert!(granted(&facts, &elsewhere(BIF), SOF, "2024-05-01 00:00").has(Social));
    assert!(granted(&facts, &elsewhere(BIF), SOF, "2024-04-30 23:59").is_empty());
    // The organisation alone reaches nobody; a system without a unit neither.
    facts.participations[1] = Participation { unit: None, user: None, ..participation(BIF) };
    for viewer in [partner(BIF), system(BIF), Viewer { unit: None, ..system(BIF) }] {
        assert_eq!(ask(&facts, &viewer, SOF, at(NOW)).relation, Relation::None);
    }
    let nowhere = Viewer { organisation: None, ..partner(BIF) };
    assert_eq!(ask(&facts, &nowhere, SOF, at(NOW)).relation, Relation::None);
}

#[test]
fn r16_cpr_is_for_the_lead_and_the_citizen() {
    let every: Vec<_> = Category::ALL.iter().copied().filter(|c| *c != Process).collect();
    let facts = one(Disclose, BIF, &every);
    let cpr = &law::fields::citizen::cpr;
    let open = |viewer: &Viewer| ask(&facts, viewer, SOF, at(NOW)).open(cpr.categories, cpr.tier);
    for viewer in [caseworker(SOF), coordinator(), citizen()] {
        assert_eq!(open(&viewer), Opening::Granted);
    }
    assert_eq!(open(&partner(BIF)), Opening::Refused(Identity, Reason::OutOfScope));
    assert!(granted(&facts, &partner(BIF), SOF, NOW).has(Identity));
}

#[test]
fn r17_nothing_before_signing_or_the_first_day() {
    let mut facts = one(Collect, HOSPITAL, &[Health]);
    let open =
        |facts: &Facts, time| ask(facts, &caseworker(SOF), HOSPITAL, time).granted.has(Health);
    assert!(!open(&facts, just_before(at(SIGNED))));
    assert!(open(&facts, at(SIGNED)));
    facts.consents[0].clauses[0].from = Some(d("2024-04-01"));
    assert!(!open(&facts, just_before(at("2024-04-01 00:00"))));
    assert!(open(&facts, at("2024-04-01 00:00")));
    facts.consents[0].clauses[0].from = Some(d("2024-02-01"));
    assert!(!open(&facts, just_before(at(SIGNED))), "signing counts where it is later");
}

#[test]
fn r18_economy_comes_without_consent_from_authorities_and_funds_only() {
    let economy = |holder: Organisation| {
        let mut facts = case();
        facts.bases =
            vec![basis(Provision::LegalSecurity11a2, SOF, holder, &[Economy, Health, Employment])];
        granted(&facts, &caseworker(SOF), holder, NOW)
    };
    for holder in [BIF, SUF, PRISON, FUND, org(9, law::OrganisationKind::OtherAuthority)] {
        assert_eq!(economy(holder), cats(&[Economy]));
    }
    for holder in [BANK, HOSPITAL, GP, org(9, law::OrganisationKind::Employer)] {
        assert_eq!(economy(holder), CategorySet::NONE);
    }
    // A basis that opens nothing names nobody.
    let mut facts = case();
    facts.bases = vec![basis(Provision::LegalSecurity11a2, SOF, BANK, &[Economy])];
    assert_eq!(ask(&facts, &partner(BANK), SOF, at(NOW)).relation, Relation::None);
}

#[test]
fn r19_the_complaint_receipt_opens_after_its_objection_deadline() {
    let mut facts = case();
    let receipt = basis(Provision::LegalSecurity11a3, SOF, HOSPITAL, &[Health]);
    let deadline = Some(d("2024-04-15"));
    facts.bases = vec![StatutoryBasis { objection_deadline: deadline, ..receipt.clone() }];
    let open =
        |facts: &Facts, time| ask(facts, &caseworker(SOF), HOSPITAL, time).granted.has(Health);
    assert!(!open(&facts, just_before(at("2024-04-16 00:00"))));
    assert!(open(&facts, at("2024-04-16 00:00")));
    facts.bases[0].objected = true;
    assert!(!open(&facts, at(NOW)));
    facts.bases = vec![receipt];
    assert!(!open(&facts, at(NOW)), "without a deadline nothing can have passed it");
}

#[test]
fn r20_refusal_leaves_the_case_with_what_is_held() {
    let mut facts = with(full());
    facts.consents[0].withdrawn_at = Some(at("2024-03-02 00:00"));
    for facts in [case(), facts] {
        let verdict = ask(&facts, &caseworker(SOF), SOF, at(NOW));
        assert_eq!((verdict.relation, verdict.granted), (Relation::Lead, CategorySet::ALL));
        assert!(granted(&facts, &caseworker(SOF), HOSPITAL, NOW).is_empty());
    }
}

#[test]
fn a_case_made_ready_answers_as_the_plain_function() {
    let facts = with(full());
    let ready = Case::from(facts.clone());
    let viewer = partner(HOSPITAL);
    let ask = Ask { viewer: &viewer, holders: &[SOF], journal: false, at: at(NOW) };
    assert_eq!(ready.decide(&ask), law::decide(&facts, &ask));
    assert_eq!(ready.windows().count(), 3);
    assert_eq!(ready.facts().consents, facts.consents);
    assert_eq!(ready.into_facts().consents, facts.consents);
}

#[test]
fn the_status_of_a_clause_follows_its_window() {
    let mut facts = with(full());
    let state = |facts: &Facts, n: usize, time: &str| status::statuses(facts, at(time))[n].state;
    assert_eq!(state(&facts, 0, "2024-02-01 00:00"), ClauseState::NotYet);
    assert_eq!(state(&facts, 0, NOW), ClauseState::Effective);
    assert_eq!(state(&facts, 0, "2025-03-01 00:00"), ClauseState::Effective, "BIF still gives");
    assert_eq!(state(&facts, 0, "2027-03-01 00:00"), ClauseState::Expired);
    facts.consents[0].clauses[0].withdrawn_at = Some(at("2024-05-01 00:00"));
    assert_eq!(state(&facts, 0, NOW), ClauseState::Withdrawn);
    let id = facts.consents[0].id;
    assert_eq!(status::consent_state(&facts, id, at(NOW)), Some(ClauseState::Effective));
    facts.consents[0].withdrawn_at = Some(at("2024-05-01 00:00"));
    assert_eq!(status::consent_state(&facts, id, at(NOW)), Some(ClauseState::Withdrawn));
    let other = ConsentId(Uuid::from_u128(2));
    assert_eq!(status::consent_state(&facts, other, at(NOW)), None);
    // A clause whose givers are all health organisations ends with the year.
    let mut facts = one(Collect, HOSPITAL, &[Health]);
    assert_eq!(state(&facts, 0, "2025-03-01 00:00"), ClauseState::Expired);
    facts.consents[0].clauses[0].counterparts = vec![Counterpart::Kind(GP.kind)];
    assert_eq!(state(&facts, 0, "2025-03-01 00:00"), ClauseState::Expired);
    facts.consents[0].clauses[0].counterparts = vec![to(SUF)];
    assert_eq!(state(&facts, 0, "2025-03-01 00:00"), ClauseState::Effective);
    facts.holdings = vec![Holding { organisation: SUF, unit: None, user: None }];
    assert_eq!(state(&facts, 0, "2025-03-01 00:00"), ClauseState::Effective);
}

#[test]
fn consents_about_to_lapse_come_soonest_first() {
    let mut facts = with(full());
    let days = |n| chrono::TimeDelta::days(n);
    let lapsing = |facts: &Facts, time: &str, n| {
        let found = status::about_to_lapse(facts, at(time), days(n));
        found.iter().map(|s| (s.direction, s.window.next_end(at(time)))).collect::<Vec<_>>()
    };
    assert_eq!(lapsing(&facts, "2025-01-28 00:00", 31), vec![]);
    let health = |(_, end): &(Direction, law::lapse::End)| end.limit == Limit::Health;
    let found = lapsing(&facts, "2025-01-29 00:00", 31);
    assert!(found.len() == 2 && found.iter().all(health), "{found:?}");
    facts.consents[0].clauses[1].to = Some(d("2025-02-01"));
    let found = lapsing(&facts, "2025-01-29 00:00", 31);
    assert_eq!((found.len(), found[0].0, found[0].1.limit), (3, Disclose, Limit::Stated));
    let after_the_year = lapsing(&facts, "2027-02-01 00:00", 31);
    assert_eq!(after_the_year.len(), 2);
    assert!(after_the_year.iter().all(|(_, end)| end.limit == Limit::Ceiling));
    let forever = status::about_to_lapse(&facts, at(NOW), chrono::TimeDelta::MAX);
    assert_eq!(forever.len(), 3);
}

#[test]
fn full_consent_is_all_three_directions_with_social_and_health() {
    let facts = with(full());
    let full_at = |facts: &Facts, time: &str| status::full_consent(facts, at(time));
    assert!(!full_at(&facts, "2024-03-01 11:59"));
    assert!(full_at(&facts, SIGNED));
    assert!(!full_at(&facts, "2025-03-01 00:00"), "the hospital's part has lapsed");
    for n in 0..3 {
        let mut facts = facts.clone();
        facts.consents[0].clauses[n].categories = cats(&[Health]);
        assert!(!full_at(&facts, NOW), "clauses[{n}]");
        // Two clauses of a direction may make it up together.
        let mut rest = facts.consents[0].clauses[n].clone();
        rest.categories = cats(&[Social]);
        facts.consents[0].clauses.push(rest);
        assert!(full_at(&facts, NOW), "clauses[{n}]");
        facts.consents[0].clauses[n].granted_to = BIF;
        assert!(!full_at(&facts, NOW), "clauses[{n}]");
    }
    let treatment = Facts { purpose: Purpose::BrainInjury, ..facts };
    assert!(!full_at(&treatment, NOW));
}

#[test]
fn a_counterpart_is_known_by_name_or_kind() {
    let facts = case();
    let named = clause(Collect, &[to(HOSPITAL)], &[Health]);
    let by_kind = clause(Collect, &[Counterpart::Kind(HOSPITAL.kind)], &[Health]);
    for clause in [named, by_kind] {
        assert!(status::is_counterpart(&facts, &clause, HOSPITAL, at(NOW)));
        assert!(!status::is_counterpart(&facts, &clause, BIF, at(NOW)));
    }
}
