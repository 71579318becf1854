//! What may be asked of whom, and who may be invited (R17, R23).
//!
//! An invitation or a request is what makes an organisation take part, so one that a clause names
//! by its kind is judged here as if it took part already.

use crate::case::Timeline;
use crate::clause::{self, Between, Says};
use crate::facts::{Facts, Instant, Organisation, Participation};
use crate::flaw::{Fault, Flaw};
use crate::relation::Party;
use crate::rule::Rule;
use crate::set::CategorySet;
use crate::words::Category;

words! {
    /// How a case was opened (sagens rejsning).
    CaseOpening {
        Enquiry "ENQUIRY" da "Henvendelse" en "Enquiry",
        Application "APPLICATION" da "Ansøgning" en "Application",
        OwnInitiative "OWN_INITIATIVE" da "Eget initiativ" en "Own initiative",
    }
}

/// An information request as it is to be sent.
#[derive(Clone, Copy, Debug)]
pub struct RequestDraft {
    /// Who asks.
    pub from: Organisation,
    /// Who is asked.
    pub to: Organisation,
    /// What is asked for.
    pub categories: CategorySet,
    /// Whether it is journal material of who is asked.
    pub journal: bool,
    /// How the case was opened.
    pub opened_by: CaseOpening,
    /// When.
    pub at: Instant,
}

/// What stands against an information request; empty: it may be sent.
#[must_use]
pub fn may_ask(facts: &Facts, draft: &RequestDraft) -> Vec<Flaw> {
    let (from, to, at) = (draft.from, draft.to, draft.at);
    if from.id == to.id {
        return Vec::new();
    }
    let missing = draft.categories.minus(covered(&taking_part(facts, to, at), draft));
    let private = missing.minus(CategorySet::of(&[Category::Process]));
    // R23: what is asked of another authority for an application; else consent comes first
    // all the same (R17).
    let flaw = match draft.opened_by {
        _ if missing.is_empty() => return Vec::new(),
        CaseOpening::Application if to.kind.is_authority() && !private.is_empty() => {
            (Rule::R23, Fault::ApplicationNeedsConsent)
        }
        _ => (Rule::R17, Fault::NotCovered),
    };
    vec![Flaw::new(flaw.0, flaw.1, "categories")]
}

/// What stands against inviting an organisation; none: it may be invited.
#[must_use]
pub fn may_invite(facts: &Facts, organisation: Organisation, at: Instant) -> Option<Flaw> {
    let facts = taking_part(facts, organisation, at);
    let named = organisation.id == facts.lead.id
        || clause::naming(&facts, &Timeline::of(&facts), &Party::of(&facts, organisation, at), at)
            .next()
            .is_some();
    (!named).then(|| Flaw::new(Rule::R17, Fault::NotNamed, "organisation"))
}

/// The categories that effective clauses and bases open from the one to the other.
fn covered(facts: &Facts, draft: &RequestDraft) -> CategorySet {
    let timeline = Timeline::of(facts);
    let at = draft.at;
    let viewer = Party::of(facts, draft.from, at);
    let between = Between::new(viewer, draft.to, draft.journal, at);
    let mut covered = CategorySet::NONE;
    for (_, clause, window) in timeline.clauses(facts) {
        clause::ask(facts, clause, window, &between, |says| {
            if let Says::Opens(categories, _) = says {
                covered = covered.union(categories);
            }
        });
    }
    timeline
        .bases(facts)
        .filter(|(b, span)| {
            b.requester.id == draft.from.id && b.holder.id == draft.to.id && span.holds(at)
        })
        .fold(covered, |all, (_, span)| all.union(span.covers))
}

/// The facts as they are once the organisation takes part.
pub(crate) fn taking_part(facts: &Facts, organisation: Organisation, at: Instant) -> Facts {
    let mut facts = facts.clone();
    facts.participations.push(Participation {
        organisation,
        unit: None,
        user: None,
        from: at,
        to: None,
    });
    facts
}
