//! The rehabilitation team (rehabiliteringsteam): it recommends, it does not decide (R36).

use crate::flaw::{Fault, Flaw, says_nothing};
use crate::rule::Rule;

words! {
    /// Who sits in the rehabilitation team (teamets medlemmer).
    TeamParty {
        Employment "EMPLOYMENT" da "Beskæftigelses- og Integrationsforvaltningen (BIF)" en "Employment administration",
        ChildrenAndYouth "CHILDREN_AND_YOUTH" da "Børne- og Ungdomsforvaltningen (BUF)" en "Children and youth administration",
        Social "SOCIAL" da "Socialforvaltningen (SOF)" en "Social administration",
        HealthAndCare "HEALTH_AND_CARE" da "Sundheds- og Omsorgsforvaltningen (SUF)" en "Health and care administration",
        Region "REGION" da "Regionen (sundhedskoordinator)" en "The region's health coordinator",
    }
    /// What the team recommends (indstilling).
    Recommendation {
        JobClarification "JOB_CLARIFICATION" da "Jobafklaringsforløb" en "Job clarification",
        ResourceCourse "RESOURCE_COURSE" da "Ressourceforløb" en "Resource course",
        FlexJob "FLEX_JOB" da "Fleksjob" en "Flex job",
        DisabilityPension "DISABILITY_PENSION" da "Førtidspension" en "Disability pension",
    }
}

/// A recommendation as it is to be recorded.
#[derive(Clone, Debug)]
pub struct RecommendationDraft {
    /// What is recommended.
    pub recommendation: Recommendation,
    /// On what grounds.
    pub grounds: Option<String>,
    /// The citizen has been through a resource course.
    pub resource_course: bool,
    /// A resource course is obviously futile.
    pub obviously_futile: bool,
    /// Every possibility of treatment is exhausted.
    pub treatment_exhausted: bool,
    /// The other conditions of the pension are met.
    pub conditions_met: bool,
}

/// Every flaw of a recommendation; empty: it can be recorded.
///
/// R36: a disability pension presupposes a resource course, unless all three hold: the course is
/// obviously futile, treatment is exhausted, and the other conditions are met.
#[must_use]
pub fn flaws(draft: &RecommendationDraft) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut flaw = |fault, path: &str| flaws.push(Flaw::new(Rule::R36, fault, path));
    if says_nothing(draft.grounds.as_deref()) {
        flaw(Fault::GroundsMissing, "grounds");
    }
    if draft.recommendation == Recommendation::DisabilityPension && !draft.resource_course {
        if !draft.obviously_futile {
            flaw(Fault::FutilityMissing, "obviouslyFutile");
        }
        if !draft.treatment_exhausted {
            flaw(Fault::TreatmentNotExhausted, "treatmentExhausted");
        }
        if !draft.conditions_met {
            flaw(Fault::ConditionsNotMet, "conditionsMet");
        }
    }
    flaws
}
