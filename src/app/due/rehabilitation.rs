//! What is due of referrals and rehabilitation plans: a decision, a coordinator (R33), the start of
//! training and the offer of a free choice (R34). Of cases that are open, and of what stands.

use chrono::NaiveDate;
use entity::rehabilitation_plan::Model;
use law::brain_injury::rehabilitation_plan::{asks_for_coordinator, free_choice_due, start_by};
use law::facts::Instant;
use law::fields::{brain_injury_case, brain_injury_referral, rehabilitation_plan};
use law::regime::START_LIMITS;
use sea_orm::prelude::Uuid;

use super::{Found, Key, reach, reached};
use crate::app::read::{Cut, rows_of_cases};
use crate::app::{AppError, Session};
use crate::domain::dates::today;
use crate::store::view::{CaseView, ReferralView, RehabilitationPlanView};
use crate::store::{Parts, Which};

const WITH_REFERRALS: &str = reached!(
    "SELECT 1 FROM brain_injury_referral r WHERE r.citizen_id = c.citizen_id AND r.case_id = c.id \
     AND c.closed_at IS NULL AND r.annulled_at IS NULL AND r.decision IS NULL"
);
const WITH_PLANS: &str = reached!(
    "SELECT 1 FROM rehabilitation_plan r WHERE r.citizen_id = c.citizen_id AND r.case_id = c.id \
     AND c.closed_at IS NULL AND r.annulled_at IS NULL"
);

/// Whose: of a unit's cases, of those that someone coordinates now.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Whose {
    pub(crate) unit: Option<Uuid>,
    pub(crate) coordinator: Option<Uuid>,
}

impl Whose {
    fn has(self, case: &CaseView) -> bool {
        self.coordinator.is_none() || coordinator(case) == self.coordinator
    }
}

/// The case's coordinator now: it stands in the outline of the case.
fn coordinator(case: &CaseView) -> Option<Uuid> {
    case.row.outline(|record| record.coordinator.as_ref().map(|who| who.0.id)).flatten()
}

/// Referrals that await a decision, the longest waiting first.
pub(crate) async fn referrals_due(
    session: &Session,
    whose: Whose,
    (parts, cut): (Parts, &Cut<Key>),
) -> Result<Found<ReferralView>, AppError> {
    let which = Which::of(WITH_REFERRALS, reach(session, whose.unit));
    let key = |r: &entity::brain_injury_referral::Model| {
        let waits = r.annulled_at.is_none() && r.decision.is_none();
        waits.then(|| (today(r.received_at), r.id))
    };
    let list = &brain_injury_case::referrals;
    rows_of_cases(session, &which, parts.with(Parts::REFERRALS), cut, |case| {
        let of_referral = |referral: ReferralView| {
            // Whether it is decided tells only who may see that it is.
            referral.row.refusal(&brain_injury_referral::decision).is_none().then_some(())?;
            let key = referral.row.outline(|r| key(r)).flatten()?;
            let shows = referral.row.refusal(list).is_none();
            shows.then_some((key, move || referral.row.shows_in(list).then_some(referral)))
        };
        let own = whose.has(&case);
        case.referrals.into_iter().filter(|_| own).filter_map(of_referral).collect()
    })
    .await
}

/// R33: plans that ask for a coordinator, in cases that have none; the longest waiting first.
pub(crate) async fn coordinators_due(
    session: &Session,
    unit: Option<Uuid>,
    of: (Parts, &Cut<Key>),
) -> Result<Found<RehabilitationPlanView>, AppError> {
    plans(session, Whose { unit, coordinator: None }, of, |case, plan| {
        let asks = asks_for_coordinator(plan.plan_type.0) && coordinator(case).is_none();
        asks.then(|| today(plan.received_at))
    })
    .await
}

/// R34: plans whose training is to start on a day or before and has not, the earliest deadline
/// first.
pub(crate) async fn rehabilitation_starts_due(
    session: &Session,
    whose: Whose,
    until: NaiveDate,
    of: (Parts, &Cut<Key>),
) -> Result<Found<RehabilitationPlanView>, AppError> {
    let now = session.now()?;
    plans(session, whose, of, |_, plan| {
        let started = plan.started_on.is_some_and(|day| day <= today(now));
        deadline(plan).filter(|last| !started && *last <= until)
    })
    .await
}

/// R34: plans whose citizen is to be offered a free choice now, the longest overdue first.
pub(crate) async fn free_choices_due(
    session: &Session,
    whose: Whose,
    of: (Parts, &Cut<Key>),
) -> Result<Found<RehabilitationPlanView>, AppError> {
    let now: Instant = session.now()?;
    plans(session, whose, of, |_, plan| {
        let last = deadline(plan);
        last.filter(|_| free_choice_due(last, plan.started_on, plan.free_choice.0, now))
    })
    .await
}

fn deadline(plan: &Model) -> Option<NaiveDate> {
    start_by(plan.discharged_on, plan.earliest_start, START_LIMITS)
}

async fn plans(
    session: &Session,
    whose: Whose,
    (parts, cut): (Parts, &Cut<Key>),
    day: impl Fn(&CaseView, &Model) -> Option<NaiveDate>,
) -> Result<Found<RehabilitationPlanView>, AppError> {
    let which = Which::of(WITH_PLANS, reach(session, whose.unit));
    let parts = parts.with(Parts::REHABILITATION);
    let list = &brain_injury_case::rehabilitationPlans;
    rows_of_cases(session, &which, parts, cut, |case| {
        let of_plan = |plan: &RehabilitationPlanView| {
            let key = |p: &Model| {
                let day = day(&case, p).filter(|_| p.annulled_at.is_none());
                day.map(|day| (day, p.id))
            };
            // How far it has come tells only who may see that.
            plan.row.refusal(&rehabilitation_plan::startDeadline).is_none().then_some(())?;
            let key = plan.row.outline(|p| key(p)).flatten()?;
            plan.row.refusal(list).is_none().then(|| {
                let plan = plan.clone();
                (key, move || plan.row.shows_in(list).then_some(plan))
            })
        };
        let own = whose.has(&case);
        case.rehabilitation_plans.iter().filter(|_| own).filter_map(of_plan).collect()
    })
    .await
}
