//! Rehabilitation plans (genoptræningsplaner): what they state, what they open (R33), and by when
//! training starts (R34).

use chrono::{Days, NaiveDate};

use super::codes::{diagnosis_flaws, icf_flaw};
use super::{FreeChoice, IcfQualifier, NeedPart, RehabilitationPlanType};
use crate::dates::day_of;
use crate::facts::Instant;
use crate::flaw::{Fault, Flaw, says_nothing};
use crate::regime::StartLimit;
use crate::rule::Rule;
use crate::words::Word;

/// A rehabilitation plan as it is to be recorded; what the input left out is none or empty.
#[derive(Clone, Debug)]
pub struct RehabilitationPlanDraft {
    /// Its type.
    pub plan_type: RehabilitationPlanType,
    /// When it was received.
    pub received_at: Instant,
    /// Diagnoses by SKS or ICD-10.
    pub diagnosis_codes: Vec<String>,
    /// ICF codes with their qualifiers.
    pub icf_entries: Vec<(String, i32)>,
    /// Day of discharge.
    pub discharged_on: Option<NaiveDate>,
    /// Earliest start by the plan.
    pub earliest_start: Option<NaiveDate>,
    /// The total need, in the order of [`NeedPart`].
    pub total_need: [Option<String>; 4],
    /// When it is recorded: now.
    pub recorded_at: Instant,
}

/// Every flaw of a rehabilitation plan; empty: it can be recorded.
#[must_use]
pub fn flaws(draft: &RehabilitationPlanDraft) -> Vec<Flaw> {
    let mut flaws = diagnosis_flaws(&draft.diagnosis_codes, "diagnosisCodes");
    if draft.received_at > draft.recorded_at {
        flaws.push(Flaw::new(Rule::Form, Fault::InFuture, "receivedAt"));
    }
    for (i, (code, qualifier)) in draft.icf_entries.iter().enumerate() {
        flaws.extend(icf_flaw(code, format!("icfEntries[{i}].code")));
        if IcfQualifier::of(*qualifier).is_none() {
            let path = format!("icfEntries[{i}].qualifier");
            flaws.push(Flaw::new(Rule::Form, Fault::QualifierOutOfBounds, path));
        }
    }
    if draft.discharged_on.or(draft.earliest_start).is_none() {
        flaws.push(Flaw::new(Rule::R34, Fault::DischargeMissing, "dischargedOn"));
    }
    if asks_for_coordinator(draft.plan_type) {
        for (part, text) in NeedPart::ALL.iter().zip(&draft.total_need) {
            if says_nothing(text.as_deref()) {
                let path = format!("totalNeed.{}", part.code().to_ascii_lowercase());
                flaws.push(Flaw::new(Rule::R33, Fault::TotalNeedMissing, path));
            }
        }
    }
    flaws
}

/// R33: whether a plan of this type asks for a coordinator, and states the total need. A case takes a
/// plan of any type: were one refused where there is no case, its sender would learn of it.
#[must_use]
pub fn asks_for_coordinator(plan_type: RehabilitationPlanType) -> bool {
    plan_type == RehabilitationPlanType::RehabilitationAtSpecialisedLevel
}

/// R34: the last day on which training starts in time: so many days after discharge or the plan's
/// earliest start, whichever is later. None where neither is known, or no limit governs that day.
#[must_use]
pub fn start_by(
    discharged_on: Option<NaiveDate>,
    earliest_start: Option<NaiveDate>,
    limits: &[StartLimit],
) -> Option<NaiveDate> {
    let ready = discharged_on.max(earliest_start)?;
    let limit = limits.iter().filter(|l| l.from <= ready).max_by_key(|l| l.from)?;
    ready.checked_add_days(Days::new(limit.days))
}

/// R34: whether the citizen is to be offered a free choice now: the deadline has passed, training
/// has not started, and it has not been offered.
#[must_use]
pub fn free_choice_due(
    start_by: Option<NaiveDate>,
    started_on: Option<NaiveDate>,
    free_choice: FreeChoice,
    at: Instant,
) -> bool {
    let today = day_of(at);
    let started = started_on.is_some_and(|day| day <= today);
    start_by.is_some_and(|last| last < today) && !started && free_choice == FreeChoice::NotRelevant
}

/// R34: what stands against a change of the free choice: the citizen answers what was offered.
#[must_use]
pub fn free_choice_flaw(held: FreeChoice, to: FreeChoice) -> Option<Flaw> {
    let answer = matches!(to, FreeChoice::Taken | FreeChoice::Declined);
    let unasked = answer && held == FreeChoice::NotRelevant;
    unasked.then(|| Flaw::new(Rule::R34, Fault::NotOffered, "freeChoice"))
}
