//! The life of a coordination plan and of its interventions.

use chrono::NaiveDate;
use law::brain_injury::plan::next_follow_up;
use law::brain_injury::{FollowUpInterval, InterventionState, PlanStatus};

/// Whether a plan goes on: its tracks are worked on, and it is followed up.
#[must_use]
pub fn is_open(status: PlanStatus) -> bool {
    match status {
        PlanStatus::Draft | PlanStatus::Active => true,
        PlanStatus::Completed | PlanStatus::Cancelled => false,
    }
}

/// Whether a plan may go from one status to another. It goes forward only: what has ended is begun
/// anew, so that what was agreed stays as it was.
#[must_use]
pub fn plan_may_become(from: PlanStatus, to: PlanStatus) -> bool {
    use PlanStatus::{Active, Cancelled, Completed, Draft};
    match (from, to) {
        (Draft, Draft | Active | Cancelled) | (Active, Active | Completed | Cancelled) => true,
        (Completed, Completed) | (Cancelled, Cancelled) => true,
        (Draft, Completed) | (Active, Draft) | (Completed | Cancelled, _) => false,
    }
}

/// Whether an intervention may go from one state to another. What has begun is not planned again;
/// what has ended is taken up before it ends otherwise.
#[must_use]
pub fn intervention_may_become(from: InterventionState, to: InterventionState) -> bool {
    use InterventionState::{Completed, Ongoing, Paused, Planned, Stopped};
    match (from, to) {
        (Planned, _) => true,
        (Ongoing | Paused, Ongoing | Paused | Completed | Stopped) => true,
        (Completed, Completed | Ongoing) | (Stopped, Stopped | Ongoing) => true,
        (Ongoing | Paused, Planned) => false,
        (Completed, Planned | Paused | Stopped) | (Stopped, Planned | Paused | Completed) => false,
    }
}

/// The day of the next follow-up: the one that was set, else so long after the last one as the plan
/// says.
#[must_use]
pub fn follow_up_on(
    set: Option<NaiveDate>,
    last: NaiveDate,
    interval: Option<FollowUpInterval>,
) -> Option<NaiveDate> {
    set.or_else(|| interval.map(|interval| next_follow_up(last, interval)))
}

#[cfg(test)]
mod tests {
    use law::Word;

    use super::*;

    #[test]
    fn a_plan_goes_forward_only_and_ends_once() {
        for from in PlanStatus::ALL {
            for to in PlanStatus::ALL {
                let may = plan_may_become(*from, *to);
                assert!(!may || from <= to, "{from} to {to}");
                assert!(from == to || is_open(*from) || !may, "{from} to {to}");
            }
        }
        assert!(!plan_may_become(PlanStatus::Draft, PlanStatus::Completed), "nobody agreed to it");
        assert!(plan_may_become(PlanStatus::Active, PlanStatus::Completed));
    }

    #[test]
    fn an_intervention_that_has_ended_is_taken_up_before_it_ends_otherwise() {
        use InterventionState::{Completed, Ongoing, Paused, Planned, Stopped};
        for state in InterventionState::ALL {
            assert!(
                intervention_may_become(*state, *state) && intervention_may_become(Planned, *state)
            );
            assert_eq!(intervention_may_become(*state, Planned), *state == Planned, "{state}");
        }
        for (ended, otherwise) in [(Completed, Stopped), (Stopped, Completed), (Stopped, Paused)] {
            assert!(!intervention_may_become(ended, otherwise));
            assert!(intervention_may_become(ended, Ongoing));
        }
        assert!(intervention_may_become(Paused, Completed));
    }

    #[test]
    fn the_day_that_was_set_goes_before_the_interval() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let last = day("2026-01-31");
        let every = Some(FollowUpInterval::OneMonth);
        assert_eq!(follow_up_on(Some(day("2026-02-10")), last, every), Some(day("2026-02-10")));
        assert_eq!(follow_up_on(None, last, every), Some(day("2026-02-28")));
        assert_eq!(follow_up_on(None, last, None), None);
    }
}
