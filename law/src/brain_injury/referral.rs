//! What a referral must state, and its decision.

use chrono::NaiveDate;

use super::ReferralDecision;
use super::codes::diagnosis_flaws;
use crate::OrganisationKind;
use crate::dates::day_of;
use crate::facts::Instant;
use crate::flaw::{Fault, Flaw, says_nothing};
use crate::rule::Rule;

/// A referral as it is to be recorded; what the input left out is none or empty.
#[derive(Clone, Debug)]
pub struct ReferralDraft {
    /// When it was received.
    pub received_at: Instant,
    /// Diagnoses by SKS or ICD-10.
    pub diagnosis_codes: Vec<String>,
    /// Day of the injury.
    pub injury_date: Option<NaiveDate>,
    /// Admitted to hospital.
    pub admitted_on: Option<NaiveDate>,
    /// Discharged, or to be.
    pub discharged_on: Option<NaiveDate>,
    /// Number of children under 18.
    pub children_under_18: Option<i32>,
    /// Administrations involved already.
    pub administrations: Vec<OrganisationKind>,
    /// When it is recorded: now.
    pub recorded_at: Instant,
}

/// Every flaw of a referral; empty: it can be recorded.
#[must_use]
pub fn flaws(draft: &ReferralDraft) -> Vec<Flaw> {
    let mut flaws = diagnosis_flaws(&draft.diagnosis_codes, "diagnosisCodes");
    let mut flaw = |fault, path: String| flaws.push(Flaw::new(Rule::Form, fault, path));
    if draft.received_at > draft.recorded_at {
        flaw(Fault::InFuture, "receivedAt".to_owned());
    }
    let today = day_of(draft.recorded_at);
    if draft.injury_date.is_some_and(|day| day > today) {
        flaw(Fault::InFuture, "injuryDate".to_owned());
    }
    if draft.admitted_on.is_some_and(|day| day > today) {
        flaw(Fault::InFuture, "admittedOn".to_owned());
    }
    let backwards = draft.admitted_on.zip(draft.discharged_on).is_some_and(|(a, d)| d < a);
    if backwards {
        flaw(Fault::DatesNotOrdered, "dischargedOn".to_owned());
    }
    if draft.children_under_18.is_some_and(|count| count < 0) {
        flaw(Fault::NegativeCount, "childrenUnder18".to_owned());
    }
    for (i, kind) in draft.administrations.iter().enumerate() {
        if !kind.is_municipal() {
            flaw(Fault::NotMunicipal, format!("administrations[{i}]"));
        }
    }
    flaws
}

/// What stands against a decision: one that does not accept gives its reason, and one that
/// redirects says to whom.
#[must_use]
pub fn decision_flaws(
    decision: ReferralDecision,
    reason: Option<&str>,
    redirected_to_named: bool,
) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if decision != ReferralDecision::Accepted && says_nothing(reason) {
        flaws.push(Flaw::new(Rule::Form, Fault::GroundsMissing, "reason"));
    }
    if decision == ReferralDecision::Redirected && !redirected_to_named {
        flaws.push(Flaw::new(Rule::Form, Fault::RecipientMissing, "redirectedToId"));
    }
    flaws
}
