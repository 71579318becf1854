//! Where consents stand: status, what is about to lapse, full consent.

use law::facts::*;
use law::lapse::Limit;
use law::status::{self, ClauseState};
use law::words::*;
use law::{Ask, Case, Category::*, Direction, Direction::*, Facts};
use uuid::Uuid;

use crate::world::*;

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
    assert_eq!(state(&facts, 0, "2024-04-30 23:59"), ClauseState::Effective, "until then it stood");
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
    // When the year is over, what comes next is the end of the rest.
    let all = status::about_to_lapse(&facts, at(NOW), chrono::TimeDelta::MAX);
    let year = all.iter().find(|s| s.window.next_end(at(NOW)).limit == Limit::Health).unwrap();
    let over = year.window.next_end(at(NOW)).at;
    assert_eq!(year.window.next_end(over).limit, Limit::Ceiling);
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
