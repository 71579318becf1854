//! The seven rules of the decision, in their order.

use law::facts::*;
use law::words::*;
use law::{
    Basis, Category::*, CategorySet, Direction::*, Facts, Opening, Reason, Relation, RoleSet, Tier,
};
use uuid::Uuid;

use crate::world::*;

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
fn rule_4_what_one_holds_outlasts_the_clause() {
    let mut facts = with(full());
    let until = |facts: &Facts| ask(facts, &partner(HOSPITAL), HOSPITAL, at(NOW)).until(Health);
    assert_eq!(until(&facts), Some(at("2027-03-01 00:00")), "as long as the clause names it");
    facts.holdings =
        vec![Holding { organisation: HOSPITAL, unit: Some(unit(HOSPITAL, 1)), user: None }];
    assert_eq!(until(&facts), None, "what it holds is its own");
}

#[test]
fn rule_5_a_kind_stands_for_an_organisation_until_its_last_participation_ends() {
    let kind = Counterpart::Kind(HOSPITAL.kind);
    let mut facts = with(consent(vec![clause(Collect, &[kind], &[Health])]));
    facts.participations[0].to = Some(at("2024-06-10 00:00"));
    let end = Some(at("2024-06-20 00:00"));
    facts.participations.push(Participation { to: end, ..participation(HOSPITAL) });
    let until = |facts: &Facts| ask(facts, &caseworker(SOF), HOSPITAL, at(NOW)).until(Health);
    assert_eq!(until(&facts), end);
    facts.participations[0].organisation.kind = law::OrganisationKind::RegionalPsychiatry;
    assert_eq!(until(&facts), Some(at("2024-06-10 00:00")), "under two kinds the earlier is safe");
}
