//! What a consent must state to be recorded: R05, R06, R12, R17, R24.

use chrono::NaiveDate;

use crate::dates::day_of;
use crate::facts::{Counterpart, Instant, Organisation};
use crate::flaw::{Fault, Flaw, says_nothing};
use crate::rule::Rule;
use crate::set::CategorySet;
use crate::words::{Direction, Purpose};

words! {
    /// Form of a consent (samtykkets form).
    ConsentForm {
        Written "WRITTEN" da "Skriftligt" en "In writing",
        Oral "ORAL" da "Mundtligt" en "Oral",
    }

    /// Who signed a consent (underskriver).
    Signer {
        Citizen "CITIZEN" da "Borgeren" en "The citizen",
        Guardian "GUARDIAN" da "Værge" en "The guardian",
        Parent "PARENT" da "Forældremyndighedens indehaver" en "The parent with custody",
    }
}

/// A consent as it is to be recorded.
#[derive(Clone, Debug)]
pub struct ConsentDraft {
    /// When it was signed, or said.
    pub signed_at: Instant,
    /// When it is recorded: now.
    pub recorded_at: Instant,
    /// Written or oral.
    pub form: ConsentForm,
    /// Why writing was waived.
    pub oral_reason: Option<String>,
    /// Who signed.
    pub signer: Signer,
    /// On what ground another than the citizen signed.
    pub signer_ground: Option<String>,
    /// What another than the citizen may decide on.
    pub signer_scope: CategorySet,
    /// The separate grants.
    pub clauses: Vec<ClauseDraft>,
}

/// One grant as it is to be recorded; what the input left out is none or empty.
#[derive(Clone, Debug)]
pub struct ClauseDraft {
    /// The one direction.
    pub direction: Option<Direction>,
    /// The authority that the citizen gives it to.
    pub granted_to: Organisation,
    /// The other side.
    pub counterparts: Vec<Counterpart>,
    /// The type of information.
    pub categories: CategorySet,
    /// The purpose.
    pub purpose: Option<Purpose>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// First day on which it no longer holds.
    pub to: Option<NaiveDate>,
}

/// Every flaw of a consent, in the order of its fields; empty: it can be recorded.
#[must_use]
pub fn flaws(draft: &ConsentDraft) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut flaw = |rule, fault, path: &str| flaws.push(Flaw::new(rule, fault, path));

    if draft.signed_at > draft.recorded_at {
        flaw(Rule::R17, Fault::InFuture, "signedAt");
    }
    // R12: between health organisations and for treatment, saying it is enough.
    let for_treatment = !draft.clauses.is_empty()
        && draft.clauses.iter().all(|c| c.purpose == Some(Purpose::Treatment) && within_health(c));
    let unexplained = draft.form == ConsentForm::Oral && says_nothing(draft.oral_reason.as_deref());
    if unexplained && !for_treatment {
        flaw(Rule::R06, Fault::OralReasonMissing, "oralReason");
    }
    if draft.signer != Signer::Citizen {
        if says_nothing(draft.signer_ground.as_deref()) {
            flaw(Rule::R06, Fault::SignerGroundMissing, "signerGround");
        }
        if draft.signer_scope.is_empty() {
            flaw(Rule::R06, Fault::SignerScopeMissing, "signerScope");
        }
    }
    if draft.clauses.is_empty() {
        flaw(Rule::R05, Fault::NoClauses, "clauses");
    }
    for (i, clause) in draft.clauses.iter().enumerate() {
        clause_flaws(draft, clause, |rule, fault, field| {
            flaws.push(Flaw::new(rule, fault, format!("clauses[{i}].{field}")));
        });
    }
    flaws
}

fn clause_flaws(
    draft: &ConsentDraft,
    clause: &ClauseDraft,
    mut flaw: impl FnMut(Rule, Fault, &str),
) {
    // R05: a grant has one direction, so that each can be given and withdrawn alone.
    if clause.direction.is_none() {
        flaw(Rule::R05, Fault::DirectionMissing, "direction");
    }
    // R06: recipient, type and purpose.
    if clause.counterparts.is_empty() {
        flaw(Rule::R06, Fault::RecipientMissing, "counterparts");
    }
    if clause.categories.is_empty() {
        flaw(Rule::R06, Fault::CategoriesMissing, "categories");
    } else if clause.categories == CategorySet::ALL {
        flaw(Rule::R24, Fault::AllCategories, "categories");
    } else if draft.signer != Signer::Citizen && !draft.signer_scope.contains(clause.categories) {
        flaw(Rule::R06, Fault::OutsideSignerScope, "categories");
    }
    match clause.purpose {
        None => flaw(Rule::R06, Fault::PurposeMissing, "purpose"),
        Some(Purpose::Treatment) if !within_health(clause) => {
            flaw(Rule::R12, Fault::TreatmentOutsideHealth, "purpose");
        }
        Some(_) => {}
    }
    let begins = clause.from.unwrap_or(NaiveDate::MIN).max(day_of(draft.signed_at));
    if clause.to.is_some_and(|to| to <= begins) {
        flaw(Rule::R13, Fault::DatesNotOrdered, "to");
    }
}

/// Whether the clause is between health organisations, as far as it states kinds.
fn within_health(clause: &ClauseDraft) -> bool {
    clause.granted_to.kind.is_health()
        && clause.counterparts.iter().all(|counterpart| match counterpart {
            Counterpart::Organisation(_) => true,
            Counterpart::Kind(kind) => kind.is_health(),
        })
}
