//! Statutory bases (R18–R22): what one opens without consent, rule 6 of the decision, and what it
//! must state to be recorded.

use chrono::NaiveDate;

use crate::case::Span;
use crate::dates::{FOREVER, next, start_of};
use crate::facts::{Instant, Organisation, StatutoryBasis};
use crate::flaw::{Fault, Flaw, says_nothing};
use crate::rule::Rule;
use crate::set::CategorySet;
use crate::words::{Category, OrganisationId, OrganisationKind, Provision};

/// When a basis holds, and what it covers then; what its provision does not allow is left out.
pub(crate) fn span(basis: &StatutoryBasis) -> Span {
    let (start, covers) = match basis.provision {
        // R18: economy only, and only from those who must give it.
        Provision::LegalSecurity11a2 if must_give_economy(basis.holder.kind) => {
            (basis.from, basis.categories.intersection(CategorySet::of(&[Category::Economy])))
        }
        Provision::LegalSecurity11a2 => (basis.from, CategorySet::NONE),
        // R19: only after the last day for objecting has passed without objection.
        Provision::LegalSecurity11a3 => match basis.objection_deadline {
            Some(deadline) if !basis.objected => {
                (basis.from.max(start_of(next(deadline))), basis.categories)
            }
            _ => (basis.from, CategorySet::NONE),
        },
        _ => (basis.from, basis.categories),
    };
    Span { start, end: basis.to.unwrap_or(FOREVER), covers }
}

/// R18: authorities and unemployment funds.
#[must_use]
pub fn must_give_economy(kind: OrganisationKind) -> bool {
    kind.is_authority() || kind == OrganisationKind::UnemploymentFund
}

/// A statutory basis as it is to be recorded; what the input left out is none or empty.
#[derive(Clone, Debug)]
pub struct BasisDraft {
    /// The provision; of § 11 c its number is the ground.
    pub provision: Option<Provision>,
    /// Who receives.
    pub requester: Organisation,
    /// Who gives.
    pub holder: Organisation,
    /// For which authority it is recorded.
    pub recorded_by: OrganisationId,
    /// What it covers.
    pub categories: CategorySet,
    /// Why the provision applies.
    pub reason: Option<String>,
    /// § 11 c: why the information is necessary.
    pub necessity: Option<String>,
    /// § 11 c, stk. 4: when consent was asked for without success.
    pub attempted_at: Option<Instant>,
    /// § 11 a, stk. 3: the last day for objecting.
    pub objection_deadline: Option<NaiveDate>,
    /// § 11 a, stk. 3: the citizen objected.
    pub objected: bool,
    /// From when.
    pub from: Instant,
    /// Until when.
    pub to: Option<Instant>,
    /// When it is recorded: now.
    pub recorded_at: Instant,
}

/// The rule that a provision falls under.
#[must_use]
pub fn rule(provision: Provision) -> Rule {
    match provision {
        Provision::LegalSecurity11a2 => Rule::R18,
        Provision::LegalSecurity11a3 => Rule::R19,
        Provision::LegalSecurity11c1
        | Provision::LegalSecurity11c2
        | Provision::LegalSecurity11c3
        | Provision::LegalSecurity11c4 => Rule::R21,
        Provision::Administration28 | Provision::Health41s2 | Provision::Health43s2 => Rule::R22,
    }
}

/// Every flaw of a statutory basis; empty: it can be recorded.
#[must_use]
pub fn flaws(draft: &BasisDraft) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut flaw = |rule, fault, path: &str| flaws.push(Flaw::new(rule, fault, path));
    if draft.categories.is_empty() {
        flaw(Rule::R22, Fault::CategoriesMissing, "categories");
    }
    if draft.from > draft.recorded_at {
        flaw(Rule::R17, Fault::InFuture, "from");
    }
    if draft.to.is_some_and(|to| to <= draft.from) {
        flaw(Rule::R13, Fault::DatesNotOrdered, "to");
    }
    let Some(provision) = draft.provision else {
        flaw(Rule::R22, Fault::ProvisionMissing, "provision");
        return flaws;
    };
    let rule = rule(provision);
    match rule {
        Rule::R18 => {
            if !CategorySet::of(&[Category::Economy]).contains(draft.categories) {
                flaw(rule, Fault::EconomyOnly, "categories");
            }
            if !must_give_economy(draft.holder.kind) {
                flaw(rule, Fault::HolderNotObliged, "holder");
            }
        }
        Rule::R19 => {
            if draft.objection_deadline.is_none() {
                flaw(rule, Fault::DeadlineMissing, "objectionDeadline");
            }
            if draft.objected {
                flaw(rule, Fault::Objected, "objected");
            }
        }
        Rule::R21 => {
            if says_nothing(draft.necessity.as_deref()) {
                flaw(rule, Fault::NecessityMissing, "necessity");
            }
            if draft.attempted_at.is_none_or(|at| at > draft.recorded_at) {
                flaw(rule, Fault::AttemptMissing, "attemptedAt");
            }
        }
        _ => {
            if says_nothing(draft.reason.as_deref()) {
                flaw(rule, Fault::ReasonMissing, "reason");
            }
        }
    }
    // The authority that collects uses §§ 11 a and 11 c; elsewhere whoever holds decides.
    if rule == Rule::R22 {
        if draft.recorded_by != draft.holder.id {
            flaw(rule, Fault::HolderDecides, "provision");
        }
    } else if draft.recorded_by != draft.requester.id || !draft.requester.kind.is_authority() {
        // A partner that is no authority gives itself no access by them.
        flaw(rule, Fault::RequesterRecords, "provision");
    }
    flaws
}
