//! The course of a case: how it was opened, what it rests on, when what happened.

use chrono::NaiveDate;
use law::forms::{CaseStatus, CloseReason, OpenedBy};

use super::calendar::Calendar;
use super::consents::Grant;
use super::rng::Rng;

use CaseStatus::{Closed, OnTheWay, Ongoing};
use OpenedBy::{Application, Enquiry, OwnInitiative};

/// One kind of case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recipe {
    pub(super) opened_by: OpenedBy,
    pub(super) status: CaseStatus,
    pub(super) reason: Option<CloseReason>,
    pub(super) grant: Grant,
}

const fn now(opened_by: OpenedBy, status: CaseStatus, grant: Grant) -> Recipe {
    Recipe { opened_by, status, reason: None, grant }
}

const fn over(opened_by: OpenedBy, reason: CloseReason, grant: Grant) -> Recipe {
    Recipe { opened_by, status: Closed, reason: Some(reason), grant }
}

/// The kinds of cases, in turn.
pub(super) const RECIPES: &[Recipe] = &[
    now(Enquiry, Ongoing, Grant::Full),
    now(Enquiry, OnTheWay, Grant::None),
    now(Application, Ongoing, Grant::ByCategory),
    now(Enquiry, Ongoing, Grant::ByKind),
    over(Enquiry, CloseReason::NeedMetAndCoordinated, Grant::Full),
    now(OwnInitiative, Ongoing, Grant::ByOrganisation),
    now(Enquiry, Ongoing, Grant::Oral),
    now(Enquiry, Ongoing, Grant::Expired),
    over(Enquiry, CloseReason::Refused, Grant::None),
    now(Application, Ongoing, Grant::Guardian),
    now(Enquiry, OnTheWay, Grant::Parent),
    now(Enquiry, Ongoing, Grant::Withdrawn),
    now(Enquiry, Ongoing, Grant::ByKind),
    over(Enquiry, CloseReason::ConsentEnded, Grant::Withdrawn),
    now(OwnInitiative, Ongoing, Grant::ClauseWithdrawn),
    now(Enquiry, Ongoing, Grant::JournalOnly),
    now(Application, Ongoing, Grant::None),
    over(OwnInitiative, CloseReason::Age, Grant::ByKind),
    now(Enquiry, Ongoing, Grant::Renewed),
    now(Enquiry, OnTheWay, Grant::NotYet),
    now(Enquiry, Ongoing, Grant::ByKind),
    now(Enquiry, Ongoing, Grant::OlderRegime),
    over(Enquiry, CloseReason::Other, Grant::OlderRegime),
    now(OwnInitiative, Ongoing, Grant::Lapsing),
    now(Enquiry, Ongoing, Grant::Full),
    now(Application, OnTheWay, Grant::Full),
    now(Enquiry, Ongoing, Grant::Treatment),
    now(Application, Ongoing, Grant::Annulled),
    now(Enquiry, Ongoing, Grant::ByKind),
];

/// When what happened, in days before the present.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    pub(super) opened: i64,
    pub(super) signed: Option<i64>,
    /// When a coordinator was to be assigned.
    pub(super) assigned: Option<i64>,
    /// When the coordination ended, the case closing or not.
    pub(super) ended: Option<i64>,
    pub(super) closed: Option<i64>,
}

impl Course {
    /// The course of a case of this kind.
    pub(super) fn of(recipe: &Recipe, calendar: Calendar, rng: &mut Rng) -> Self {
        let closed = recipe.reason.map(|_| rng.between(25, 300));
        let signed = match recipe.grant {
            Grant::None => None,
            // Signed under the statutes that the form of 2012 quotes.
            Grant::OlderRegime => {
                let first = NaiveDate::from_ymd_opt(2016, 2, 1).unwrap_or_default();
                Some(calendar.ago(first) - rng.between(0, 600))
            }
            Grant::Expired => Some(rng.between(1_110, 1_300)),
            // The third anniversary lies one to three weeks ahead.
            Grant::Lapsing => Some(rng.between(1_076, 1_088)),
            Grant::Renewed => Some(rng.between(1_000, 1_090)),
            Grant::NotYet => Some(rng.between(2, 9)),
            _ if recipe.status == OnTheWay => Some(rng.between(2, 6)),
            _ => Some(closed.unwrap_or(0) + rng.between(45, 330)),
        };
        let begun = rng.between(6, 20);
        let opened = match (signed, closed) {
            (Some(signed), _) => signed + begun,
            (None, Some(closed)) => closed + begun,
            (None, None) => begun + 10,
        };
        let coordinated = recipe.status != OnTheWay && recipe.grant != Grant::Annulled;
        let assigned = signed.filter(|_| coordinated).map(|signed| signed - rng.between(1, 7));
        let ended = match recipe.grant {
            _ if closed.is_some() => closed,
            Grant::Withdrawn => signed.map(|signed| signed / 3),
            Grant::OlderRegime if rng.chance(50) => signed.map(|signed| signed - 340),
            _ => None,
        };
        Self { opened, signed, assigned, ended, closed }
    }

    /// When a consent that was to lapse was renewed.
    pub(super) fn renewed(&self) -> i64 {
        self.signed.map_or(0, |signed| signed / 5)
    }

    /// A birth date that suits the course: of age when assigned, unless the case tells otherwise.
    pub(super) fn birth(&self, recipe: &Recipe, calendar: Calendar, rng: &mut Rng) -> NaiveDate {
        let years = |years: i64| years * 365 + years / 4;
        let ago = match (recipe.grant, recipe.reason) {
            (Grant::Parent, _) => years(17) + rng.between(5, 300),
            // Closed soon after the citizen turned 66.
            (_, Some(CloseReason::Age)) => {
                years(66) + self.closed.unwrap_or(0) + rng.between(5, 40)
            }
            _ => years(18) + self.opened + rng.between(30, years(46) - self.opened.min(years(12))),
        };
        calendar.day(ago)
    }
}
