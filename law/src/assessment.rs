//! Whether a coordinator is needed (vurderingskriterier): the criteria advise, the caseworker
//! decides (R01, R03).

use crate::flaw::{Fault, Flaw, says_nothing};
use crate::rule::Rule;

words! {
    /// Set of assessment criteria (vurderingskriterier).
    CriteriaSet {
        Annex "ANNEX" da "Bilagets vurderingskriterier" en "The criteria of the annex",
        ComplexityAndWeight "COMPLEXITY_AND_WEIGHT" da "Kompleksitet og tyngde" en "Complexity and weight",
    }

    /// Conclusion of an assessment (konklusion).
    Conclusion {
        Needed "NEEDED" da "Behov for koordinerende kontaktperson" en "A coordinator is needed",
        NotNeeded "NOT_NEEDED" da "Ikke behov for koordinerende kontaktperson" en "No coordinator is needed",
    }
}

/// The criteria of the annex: four that speak for a coordinator, three that speak against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Annex {
    /// Several professionals within the social administration.
    pub internal_parties: bool,
    /// Several parties outside it.
    pub external_parties: bool,
    /// Home, income or work is at risk.
    pub complexity: bool,
    /// The illness calls for particular support.
    pub illness_picture: bool,
    /// An OP-team's seconded worker coordinates already.
    pub op_team: bool,
    /// A contact person who is not an SKP, with work, economy and housing settled.
    pub has_contact_person_and_settled: bool,
    /// The citizen has an SKP; that alone speaks neither for nor against.
    pub has_skp: bool,
    /// The citizen declines.
    pub declines: bool,
    /// The citizen is within the age bounds.
    pub in_age_bounds: bool,
}

/// The criteria of complexity and weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ComplexityAndWeight {
    /// The home is at risk or missing.
    pub housing: bool,
    /// Work and economy are to be settled.
    pub support: bool,
    /// Support is needed to go on with treatment.
    pub treatment: bool,
    /// The relation to relatives weighs.
    pub relatives: bool,
    /// Actors involved.
    pub actors: u32,
    /// The citizen is within the age bounds.
    pub in_age_bounds: bool,
}

/// The criteria as answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criteria {
    /// By the annex.
    Annex(Annex),
    /// By complexity and weight.
    ComplexityAndWeight(ComplexityAndWeight),
}

impl Criteria {
    /// Which set.
    #[must_use]
    pub fn set(&self) -> CriteriaSet {
        match self {
            Self::Annex(_) => CriteriaSet::Annex,
            Self::ComplexityAndWeight(_) => CriteriaSet::ComplexityAndWeight,
        }
    }

    /// What the criteria suggest (R03). Of the annex any criterion for and none against; of
    /// complexity and weight any matter, and more than one actor to coordinate.
    #[must_use]
    pub fn suggest(&self) -> Conclusion {
        let needed = match self {
            Self::Annex(a) => {
                let speaks_for =
                    a.internal_parties || a.external_parties || a.complexity || a.illness_picture;
                let against = a.op_team || a.has_contact_person_and_settled || a.declines;
                a.in_age_bounds && speaks_for && !against
            }
            Self::ComplexityAndWeight(c) => {
                let weighs = c.housing || c.support || c.treatment || c.relatives;
                c.in_age_bounds && weighs && c.actors > 1
            }
        };
        if needed { Conclusion::Needed } else { Conclusion::NotNeeded }
    }
}

/// R01: the caseworker may depart from what the criteria suggest, and says why.
#[must_use]
pub fn flaws(criteria: &Criteria, conclusion: Conclusion, rationale: Option<&str>) -> Vec<Flaw> {
    if criteria.suggest() != conclusion && says_nothing(rationale) {
        return vec![Flaw::new(Rule::R01, Fault::RationaleMissing, "rationale")];
    }
    Vec::new()
}
