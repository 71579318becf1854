//! The life of a follow-up, and which one an administration has before it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use law::brain_injury::FollowUpState::{self, Cancelled, Held, Planned};
use law::words::OrganisationId;
use uuid::Uuid;

/// Whether a follow-up may go from one state to another: it is planned, and then held or called
/// off.
#[must_use]
pub fn may_become(from: FollowUpState, to: FollowUpState) -> bool {
    match (from, to) {
        (Planned, Held | Cancelled) => true,
        (Planned, Planned) | (Held | Cancelled, _) => false,
    }
}

/// What is known of a follow-up that says when the next one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Which.
    pub id: Uuid,
    /// The administration that follows up.
    pub by: OrganisationId,
    /// State.
    pub state: FollowUpState,
    /// Day.
    pub date: NaiveDate,
    /// The day set for the next one.
    pub next: Option<NaiveDate>,
}

/// A follow-up that is to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Before {
    /// Day.
    pub day: NaiveDate,
    /// The one that is planned; none: it is still to be planned.
    pub planned: Option<Uuid>,
    /// Whose it is.
    pub by: OrganisationId,
    /// What says so: the one planned, the one held last, or the plan.
    pub told_by: Uuid,
}

/// What each administration has before it: the follow-ups that it planned; where it planned none,
/// the day that was set at the one held last. Of the lead, the day that stands on the plan comes
/// in place of the latter.
#[must_use]
pub fn before(
    known: &[Known],
    (lead, plan): (OrganisationId, Option<(Uuid, NaiveDate)>),
) -> Vec<Before> {
    let mut found = Vec::new();
    let mut last: BTreeMap<OrganisationId, Option<&Known>> = BTreeMap::from([(lead, None)]);
    for one in known {
        let held = last.entry(one.by).or_default();
        if one.state == Held && held.is_none_or(|held| (held.date, held.id) < (one.date, one.id)) {
            *held = Some(one);
        }
    }
    for (by, held) in last {
        let planned: Vec<_> =
            known.iter().filter(|one| one.by == by && one.state == Planned).collect();
        let set = held.and_then(|held| Some((held.id, held.next?)));
        let told = if by == lead { plan } else { set }.filter(|_| planned.is_empty());
        found.extend(told.map(|(told_by, day)| Before { day, planned: None, by, told_by }));
        let before =
            |one: &Known| Before { day: one.date, planned: Some(one.id), by, told_by: one.id };
        found.extend(planned.into_iter().map(before));
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use law::Word;

    use super::*;

    const LEAD: OrganisationId = OrganisationId(Uuid::from_u128(1));
    const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(2));

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn known(id: u128, by: OrganisationId, state: FollowUpState, date: &str, next: &str) -> Known {
        Known { id: Uuid::from_u128(id), by, state, date: day(date), next: next.parse().ok() }
    }

    #[test]
    fn what_was_held_or_called_off_stays_so() {
        for from in FollowUpState::ALL {
            for to in FollowUpState::ALL {
                let may = may_become(*from, *to);
                assert_eq!(may, *from == Planned && *to != Planned, "{from} to {to}");
            }
        }
    }

    #[test]
    fn each_administration_has_its_own_next_one_before_it() {
        let plan = |date| (LEAD, Some((Uuid::from_u128(9), day(date))));
        let told = |known: &[Known], plan| {
            let found = before(known, plan);
            let told = |b: &Before| (b.day.to_string(), b.by == LEAD, b.planned.is_some());
            found.iter().map(told).collect::<Vec<_>>()
        };
        let text = |day: &str, lead, planned| (day.to_owned(), lead, planned);
        assert_eq!(told(&[], (LEAD, None)), []);
        assert_eq!(told(&[], plan("2026-03-01")), [text("2026-03-01", true, false)]);
        let all = [
            known(1, LEAD, Held, "2026-01-05", "2026-02-05"),
            known(2, OTHER, Held, "2026-01-01", "2026-01-10"),
            known(3, OTHER, Held, "2026-01-20", "2026-02-20"),
            known(4, OTHER, Cancelled, "2026-03-20", "2026-04-20"),
        ];
        let set = [text("2026-02-20", false, false), text("2026-03-01", true, false)];
        assert_eq!(told(&all, plan("2026-03-01")), set, "the last one held, and the plan");
        let mut with = all.to_vec();
        with.push(known(5, OTHER, Planned, "2026-02-25", ""));
        with.push(known(6, LEAD, Planned, "2026-02-24", ""));
        with.push(known(7, LEAD, Planned, "2026-05-24", ""));
        assert_eq!(
            told(&with, plan("2026-03-01")),
            [
                text("2026-02-24", true, true),
                text("2026-02-25", false, true),
                text("2026-05-24", true, true)
            ]
        );
    }
}
