//! The decision: its rules, in their order.
//!
//! Deny is the default and no rule widens another: each one can only add categories that the
//! earlier ones left closed.

use crate::case::Timeline;
use crate::clause::{self, Between, Says};
use crate::dates::FOREVER;
use crate::facts::{Ask, Facts, Instant};
use crate::lapse::{End, Limit};
use crate::relation::{self, Party, Standing};
use crate::set::CategorySet;
use crate::verdict::{Basis, Reason, Relation, Verdict, longer};
use crate::words::{Category, Word};

/// Decides what the viewer may see of what the holders hold, at the instant of the question.
///
/// Whoever asks more than once of the same facts makes a [`crate::Case`] and asks that: it computes
/// every limit once.
#[must_use]
pub fn decide(facts: &Facts, ask: &Ask<'_>) -> Verdict {
    weigh(facts, &Timeline::of(facts), ask)
}

/// Decides with the limits at hand. Allocates nothing.
pub(crate) fn weigh(facts: &Facts, timeline: &Timeline, ask: &Ask<'_>) -> Verdict {
    // 1. The citizen, and within scope the representative. Neither reads what is kept to its
    //    author, and who is either does not see more by also being an official (inhabilitet).
    if relation::is_citizen(facts, ask.viewer) {
        let mut verdict = Verdict { relation: Relation::Citizen, lead: true, ..Verdict::unknown() };
        verdict.grant(CategorySet::ALL, Basis::Citizen, FOREVER);
        return verdict;
    }
    let mut verdict = Verdict::unknown();
    for (scope, until) in relation::represented(facts, timeline, ask.viewer, ask.at) {
        verdict.relation = Relation::Representative;
        verdict.lead = true;
        verdict.grant(scope, Basis::Representative, until);
    }
    if verdict.relation == Relation::Representative {
        verdict.reason = [Reason::OutOfScope; Category::ALL.len()];
        return verdict;
    }

    // 2. The relation (R15); without one, as for an unknown id.
    let Some(organisation) = ask.viewer.organisation else { return verdict };
    let party = Party::of(facts, organisation, ask.at);
    let Some(standing) = relation::stand(facts, timeline, ask, &party) else {
        return verdict;
    };
    verdict.relation = standing.relation;
    verdict.lead = organisation.id == facts.lead.id;

    // 3. and 4. What one's own authority holds: all of it, what is kept to its author included.
    verdict.author = ask.holders.iter().any(|h| h.id == organisation.id);
    if verdict.author {
        verdict.grant(CategorySet::ALL, Basis::OwnAuthority, standing.own_until);
        return verdict;
    }
    // 2 (b). Who holds records in the case sees how the case runs.
    if let Some(until) = standing.holds_until
        && !ask.journal
        && ask.holders.iter().any(|h| h.id == facts.lead.id)
    {
        verdict.grant(CategorySet::of(&[Category::Process]), Basis::HoldsRecords, until);
    }
    if standing.crosses {
        cross(facts, timeline, ask, party, &standing, &mut verdict);
    }
    verdict
}

/// Rules 5 to 7: what crosses from one organisation to another.
fn cross(
    facts: &Facts,
    timeline: &Timeline,
    ask: &Ask<'_>,
    viewer: Party,
    standing: &Standing,
    verdict: &mut Verdict,
) {
    let leads = verdict.lead;
    let held = verdict.granted;
    let [mut withdrawn, mut expired, mut other_way] = [CategorySet::NONE; 3];
    let mut in_scope = false;

    // 5. By consent. Clauses may combine; of several for one category the one that lasts longest
    //    is named.
    for holder in ask.holders {
        let between = Between::new(viewer, *holder, ask.journal, ask.at);
        for (_, clause, window) in timeline.clauses(facts) {
            let owner = leads || clause.granted_to.id == viewer.organisation.id;
            clause::ask(facts, clause, window, &between, |says| match says {
                Says::Opens(categories, until) => {
                    in_scope = true;
                    let basis = Basis::Clause(clause.id, clause.direction);
                    verdict.grant(categories.minus(held), basis, until.min(standing.until));
                }
                // 7. A withdrawal is itself sensitive: only who owns the consent learns of it.
                _ if !owner => {}
                Says::Ended(categories, End { limit: Limit::Withdrawn, .. }) => {
                    withdrawn = withdrawn.union(categories);
                }
                Says::Ended(categories, _) => expired = expired.union(categories),
                Says::OtherWay(categories) => other_way = other_way.union(categories),
            });
        }
    }

    // 6. By statute, for what is still closed.
    let consented = verdict.granted;
    for (basis, span) in timeline.bases(facts) {
        if basis.requester.id == viewer.organisation.id
            && ask.holders.iter().any(|h| h.id == basis.holder.id)
            && span.holds(ask.at)
        {
            in_scope = true;
            let named = Basis::Statutory(basis.id, basis.provision);
            verdict.grant(span.covers.minus(consented), named, span.end.min(standing.until));
        }
    }

    // 7. Why the rest is refused: the most that is known of it, so the least is written first.
    let rest = if in_scope { Reason::OutOfScope } else { Reason::NoConsent };
    verdict.reason = [rest; Category::ALL.len()];
    for (categories, reason) in [
        (other_way, Reason::WrongDirection),
        (expired, Reason::Expired),
        (withdrawn, Reason::Withdrawn),
    ] {
        for category in categories.iter() {
            verdict.reason[category as usize] = reason;
        }
    }
}

impl Verdict {
    /// Grants the categories until then. A category that has a basis already keeps the one that
    /// lasts longer, and of two alike the smaller id: the order of consents is irrelevant.
    pub(crate) fn grant(&mut self, categories: CategorySet, basis: Basis, until: Instant) {
        let limit = (until < FOREVER).then_some(until);
        let fresh = categories.minus(self.granted);
        self.granted = self.granted.union(categories);
        for category in categories.iter() {
            let (held, ends) =
                (&mut self.basis[category as usize], &mut self.until[category as usize]);
            let better = fresh.has(category) || longer((limit, Some(basis)), (*ends, *held));
            if better {
                (*held, *ends) = (Some(basis), limit);
            }
        }
    }
}
