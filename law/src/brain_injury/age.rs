//! The age at which the responsible authority passes (R35).

use chrono::{Months, NaiveDate};

use super::DominantNeed;
use crate::OrganisationKind;
use crate::dates::{anniversary, next};
use crate::flaw::{Fault, Flaw, says_nothing};
use crate::regime::AgeShift;
use crate::rule::Rule;

/// The shift that governs a citizen, by the day on which they reach its age.
#[must_use]
pub fn shift(birth: NaiveDate, shifts: &[AgeShift]) -> Option<&AgeShift> {
    let begun = shifts.iter().filter(|s| s.from <= anniversary(birth, s.age));
    begun.max_by_key(|s| s.from).or_else(|| shifts.iter().min_by_key(|s| s.from))
}

/// R35: the day on which the responsibility passes.
#[must_use]
pub fn shift_day(birth: NaiveDate, shifts: &[AgeShift]) -> Option<NaiveDate> {
    shift(birth, shifts).map(|s| anniversary(birth, s.age))
}

/// R35: who is responsible on a day. From the shift on it follows from which need dominates; none
/// where that has not been assessed.
#[must_use]
pub fn responsible(
    birth: NaiveDate,
    day: NaiveDate,
    need: Option<DominantNeed>,
    shifts: &[AgeShift],
) -> Option<OrganisationKind> {
    let shift = shift(birth, shifts)?;
    if day < anniversary(birth, shift.age) {
        return Some(shift.before);
    }
    need.map(|need| shift.to(need))
}

/// R35: whether an authority of this kind opens the case of a citizen on a day. From the shift on it
/// is the one for care, until an assessment in the case says which need dominates.
#[must_use]
pub fn opens_case(
    kind: OrganisationKind,
    birth: NaiveDate,
    day: NaiveDate,
    shifts: &[AgeShift],
) -> bool {
    responsible(birth, day, Some(DominantNeed::Care), shifts) == Some(kind)
}

impl AgeShift {
    /// Who is responsible from the shift on.
    #[must_use]
    pub fn to(&self, need: DominantNeed) -> OrganisationKind {
        match need {
            DominantNeed::Care => self.care,
            DominantNeed::Pedagogical => self.pedagogical,
        }
    }
}

/// R35: whether the task of assessing the dominant need is due: the citizen has reached the age, the
/// case is with who was responsible before, and nobody has assessed.
#[must_use]
pub fn assessment_due(
    birth: NaiveDate,
    day: NaiveDate,
    lead: OrganisationKind,
    need: Option<DominantNeed>,
    shifts: &[AgeShift],
) -> bool {
    shift(birth, shifts)
        .is_some_and(|s| anniversary(birth, s.age) <= day && lead == s.before && need.is_none())
}

/// The last day of birth of who can have reached the age of some shift by a day: who was born later
/// has reached none. Whether they have is for [`assessment_due`] to say.
#[must_use]
pub fn latest_birth(day: NaiveDate, shifts: &[AgeShift]) -> Option<NaiveDate> {
    let youngest = shifts.iter().map(|shift| shift.age).min()?;
    let birth = day.checked_sub_months(Months::new(youngest.checked_mul(12)?))?;
    // Who is born on 29 February reaches it on the 28th.
    Some(next(birth))
}

/// A transition as it is to be recorded.
#[derive(Clone, Debug)]
pub struct AgeTransitionDraft {
    /// The citizen's day of birth.
    pub birth: NaiveDate,
    /// Which need dominates; none: not assessed.
    pub need: Option<DominantNeed>,
    /// Rationale of the assessment.
    pub rationale: Option<String>,
    /// Who is responsible from then on.
    pub responsible: OrganisationKind,
    /// From which day.
    pub from: NaiveDate,
}

/// Every flaw of a transition (R35); empty: it can be recorded. It can be recorded ahead, so that
/// the citizen notices nothing of it; it takes effect on the day or later.
#[must_use]
pub fn flaws(draft: &AgeTransitionDraft, shifts: &[AgeShift]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut flaw = |fault, path: &str| flaws.push(Flaw::new(Rule::R35, fault, path));
    let Some(shift) = shift(draft.birth, shifts) else {
        flaw(Fault::TooEarly, "from");
        return flaws;
    };
    if draft.from < anniversary(draft.birth, shift.age) {
        flaw(Fault::TooEarly, "from");
    }
    match draft.need {
        None => flaw(Fault::AssessmentRequired, "dominantNeed"),
        Some(need) if shift.to(need) != draft.responsible => {
            flaw(Fault::WrongAuthority, "responsibleOrganisationId");
        }
        Some(_) => {}
    }
    if says_nothing(draft.rationale.as_deref()) {
        flaw(Fault::GroundsMissing, "rationale");
    }
    flaws
}
