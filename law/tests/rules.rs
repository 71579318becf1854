//! Each rule of consent by its id, on both sides of its boundary.

use law::facts::*;
use law::lapse::{Limit, Window};
use law::words::*;
use law::{Category::*, CategorySet, Direction::*, Facts, Opening, Reason, Relation, RoleSet};

use crate::world::*;

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
    // Of two at one instant the withdrawal is named.
    let mut both = one(Disclose, BIF, &[Social]);
    both.consents[0].withdrawn_at = Some(at("2027-03-01 00:00"));
    assert_eq!(limit(&both).0, Limit::Withdrawn);
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
    assert_eq!(open(&partner(BIF)), Opening::Refused(Identity, Reason::LeadOnly));
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
