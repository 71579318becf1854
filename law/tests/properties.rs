//! What holds of every case: no step towards less consent ever opens more, and no order matters.

use law::facts::*;
use law::{Ask, Basis, Case, Category, CategorySet, Facts, Relation, Verdict, Word};
use proptest::prelude::*;

use crate::agree::Dice;
use crate::world::*;

/// A case, a viewer and a question, all from one seed.
struct Drawn {
    case: Case,
    viewer: Viewer,
    holders: Vec<Organisation>,
    journal: bool,
    at: Instant,
    dice: Dice,
}

impl Drawn {
    fn from(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let case = Case::new(dice.facts());
        let (viewer, holders) = (dice.viewer(case.facts()), dice.holders());
        let (journal, at) = (dice.roll(4) == 0, dice.moment(&case));
        Self { case, viewer, holders, journal, at, dice }
    }
    fn decide(&self, facts: &Facts) -> Verdict {
        self.decide_at(facts, self.at)
    }
    fn decide_at(&self, facts: &Facts, at: Instant) -> Verdict {
        let (viewer, holders, journal) = (&self.viewer, self.holders.as_slice(), self.journal);
        law::decide(facts, &Ask { viewer, holders, journal, at })
    }
    fn facts(&self) -> Facts {
        self.case.facts().clone()
    }
}

/// Nothing open in `less` that was closed in `more`, and nobody related who was not.
fn never_wider(less: &Verdict, more: &Verdict) -> bool {
    more.granted.contains(less.granted)
        && (less.relation == Relation::None || more.relation != Relation::None)
        && (more.author || !less.author)
        && (more.lead || !less.lead)
}

/// How many cases each property is tried on; `PROPTEST_CASES` says another number.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").map_or(8_000, |count| count.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn withdrawing_never_widens(seed: u64, of_clause: bool) {
        let mut drawn = Drawn::from(seed);
        let more = drawn.decide(drawn.case.facts());
        let mut facts = drawn.facts();
        let when = drawn.dice.moment(&drawn.case);
        for consent in &mut facts.consents {
            match consent.clauses.first_mut() {
                Some(clause) if of_clause => {
                    clause.withdrawn_at = Some(clause.withdrawn_at.map_or(when, |w| w.min(when)));
                }
                _ => consent.withdrawn_at = Some(consent.withdrawn_at.map_or(when, |w| w.min(when))),
            }
        }
        prop_assert!(never_wider(&drawn.decide(&facts), &more));
    }

    #[test]
    fn removing_a_consent_a_clause_a_basis_or_a_category_never_widens(seed: u64, what in 0..4) {
        let drawn = Drawn::from(seed);
        let more = drawn.decide(drawn.case.facts());
        let mut facts = drawn.facts();
        match what {
            0 => drop(facts.consents.pop()),
            1 => drop(facts.bases.pop()),
            2 => facts.consents.iter_mut().for_each(|k| drop(k.clauses.pop())),
            _ => for clause in facts.consents.iter_mut().flat_map(|k| &mut k.clauses) {
                clause.categories = clause.categories.minus(cats(&[Category::Health, Category::Social]));
            },
        }
        prop_assert!(never_wider(&drawn.decide(&facts), &more));
    }

    #[test]
    fn order_does_not_matter(seed: u64) {
        let drawn = Drawn::from(seed);
        let mut facts = drawn.facts();
        facts.consents.reverse();
        facts.bases.reverse();
        facts.participations.reverse();
        facts.assignments.reverse();
        facts.holdings.reverse();
        facts.representations.reverse();
        for consent in &mut facts.consents {
            consent.clauses.reverse();
            consent.clauses.iter_mut().for_each(|c| c.counterparts.reverse());
        }
        let mut turned = drawn.holders.clone();
        turned.reverse();
        let (viewer, journal, at) = (&drawn.viewer, drawn.journal, drawn.at);
        let turned = law::decide(&facts, &Ask { viewer, holders: &turned, journal, at });
        prop_assert_eq!(turned, drawn.decide(drawn.case.facts()));
    }

    #[test]
    fn no_relation_opens_nothing_and_says_nothing(seed: u64) {
        let drawn = Drawn::from(seed);
        let verdict = drawn.decide(drawn.case.facts());
        if verdict.relation == Relation::None {
            prop_assert_eq!(verdict, Verdict::unknown());
        }
    }

    #[test]
    fn every_category_has_a_basis_or_a_reason(seed: u64) {
        let drawn = Drawn::from(seed);
        let verdict = drawn.decide(drawn.case.facts());
        for category in Category::ALL {
            let granted = verdict.granted.has(*category);
            prop_assert_eq!(verdict.basis(*category).is_some(), granted);
            prop_assert_eq!(verdict.reason(*category).is_none(), granted);
        }
    }

    #[test]
    fn r13_no_window_outlasts_any_of_its_limits(seed: u64) {
        let drawn = Drawn::from(seed);
        let facts = drawn.case.facts();
        for (consent, clause, window) in drawn.case.windows() {
            let limits = [consent.withdrawn_at, clause.withdrawn_at, facts.closed_at];
            let stated = clause.to.map(law::dates::start_of);
            for limit in limits.into_iter().chain([stated]).flatten() {
                prop_assert!(window.end.at <= limit && window.health.at <= limit);
            }
            prop_assert!(window.health.at <= window.end.at);
            prop_assert!(window.start >= consent.signed_at);
            let days = (window.end.at - consent.signed_at).num_days();
            prop_assert!(days <= 3 * 365 + 1);
        }
    }

    #[test]
    fn process_is_implied_for_counterparts_only(seed: u64) {
        let drawn = Drawn::from(seed);
        let mut facts = drawn.facts();
        for clause in facts.consents.iter_mut().flat_map(|k| &mut k.clauses) {
            clause.categories = clause.categories.minus(cats(&[Category::Process]));
        }
        let verdict = drawn.decide(&facts);
        if let Some(Basis::Clause(id, _)) = verdict.basis(Category::Process) {
            let viewer = drawn.viewer.organisation.unwrap();
            let mut clauses = facts.consents.iter().flat_map(|k| &k.clauses);
            let clause = clauses.find(|c| c.id == id).unwrap();
            prop_assert!(law::status::is_counterpart(&facts, clause, viewer, drawn.at));
        }
    }

    #[test]
    fn a_recipient_is_never_told_of_withdrawal_lapse_or_direction(seed: u64) {
        use law::Reason::*;
        let drawn = Drawn::from(seed);
        let facts = drawn.case.facts();
        let verdict = drawn.decide(facts);
        let Some(viewer) = drawn.viewer.organisation else { return Ok(()) };
        let clauses = || facts.consents.iter().flat_map(|k| &k.clauses);
        if viewer.id != facts.lead.id && clauses().all(|c| c.granted_to.id != viewer.id) {
            for reason in CategorySet::ALL.iter().filter_map(|c| verdict.reason(c)) {
                prop_assert!(!matches!(reason, Withdrawn | Expired | WrongDirection));
            }
        }
    }

    #[test]
    fn what_is_granted_stays_until_it_says(seed: u64) {
        let mut drawn = Drawn::from(seed);
        let facts = drawn.facts();
        let verdict = drawn.decide(&facts);
        for _ in 0..4 {
            let later = drawn.dice.moment(&drawn.case);
            for category in verdict.granted.iter().filter(|_| drawn.at <= later) {
                if verdict.until(category).is_none_or(|end| later < end) {
                    let then = drawn.decide_at(&facts, later);
                    // An official who comes to represent the citizen is from then on only that.
                    let narrowed = then.relation == Relation::Representative;
                    prop_assert!(narrowed || then.granted.has(category));
                }
            }
        }
        for end in verdict.granted.iter().filter_map(|c| verdict.until(c)) {
            prop_assert!(drawn.at < end);
        }
    }
}
