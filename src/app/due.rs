//! What is due: tasks, minutes (R27), agendas (R25), passages at 65 (R35), follow-ups. Rows that the
//! caller may see, of the cases that go on and that the caller can have to do with.

mod rehabilitation;

use chrono::NaiveDate;
use law::brain_injury::PlanStatus;
use law::brain_injury::age::{assessment_due, latest_birth, shift_day};
use law::fields;
use law::forms::{MeetingState, TaskState};
use law::regime::AGE_SHIFTS;
use law::words::OrganisationId;
use law::{Purpose, Relation, Word};
use sea_orm::Value;
use sea_orm::prelude::Uuid;

use super::read::{Cut, rows_of_cases};
use super::{AppError, Session};
use crate::brain_injury::follow_up::{self, Known};
use crate::dkk::meeting::{agenda_due, minutes_due};
use crate::domain::CaseRef;
use crate::store::view::{
    CaseView, FollowUpView, Item, MeetingView, OrganisationRef, PlanRecord, PlanView,
    ProfessionalRef,
};
use crate::store::{Parts, Which};

pub(crate) use rehabilitation::{
    Whose, coordinators_due, free_choices_due, referrals_due, rehabilitation_starts_due,
};

/// The day of a row that is due, and its id: the order of the list.
pub(crate) type Key = (NaiveDate, Uuid);

/// A row that is due.
pub(crate) type Due<T> = (Key, T);

/// A page of rows that are due, and whether more follow.
pub(crate) type Found<T> = (Vec<Due<T>>, bool);

/// Cases of `c` that the caller can have a relation to; who sees what of them is decided over each.
/// `$1` organisation, `$2` unit, `$3` user, `$4` citizen; `$5` the unit asked for, or `$6` any.
macro_rules! reached {
    () => {
        "SELECT c.citizen_id, c.id FROM coordination_case c WHERE (c.unit_id = $5 OR $6) AND (\
         c.unit_id = $2 OR c.citizen_id = $4 \
         OR EXISTS (SELECT 1 FROM coordinator_assignment a WHERE a.citizen_id = c.citizen_id \
         AND a.case_id = c.id AND a.coordinator_id = $3) \
         OR EXISTS (SELECT 1 FROM participation p WHERE p.citizen_id = c.citizen_id \
         AND p.case_id = c.id AND p.organisation_id = $1 \
         AND (p.unit_id = $2 OR p.user_id = $3)) \
         OR EXISTS (SELECT 1 FROM holding h WHERE h.citizen_id = c.citizen_id \
         AND h.case_id = c.id AND h.organisation_id = $1 \
         AND (h.unit_id = $2 OR h.user_id = $3))) AND EXISTS ("
    };
    ($select:literal) => {
        concat!(reached!(), $select, ")")
    };
}

use reached;
/// The same up to the further condition, which is to follow with a parenthesis.
pub(super) const REACHED: &str = reached!();

const WITH_TASKS: &str = reached!(
    "SELECT 1 FROM task t WHERE t.citizen_id = c.citizen_id AND t.case_id = c.id \
     AND t.state = $7 AND t.due <= $8 AND c.closed_at IS NULL"
);
const WITH_MEETINGS: &str = reached!(
    "SELECT 1 FROM meeting m WHERE m.citizen_id = c.citizen_id AND m.case_id = c.id \
     AND m.state = $7 AND c.closed_at IS NULL"
);

const WITH_AGE_TRANSITIONS: &str = reached!(
    "SELECT 1 FROM citizen z WHERE z.id = c.citizen_id \
     AND z.registered_by = c.lead_organisation_id AND c.purpose = $7 AND c.closed_at IS NULL \
     AND (EXISTS (SELECT 1 FROM age_transition t WHERE t.citizen_id = c.citizen_id \
     AND t.case_id = c.id AND t.annulled_at IS NULL AND t.completed_at IS NULL \
     AND t.responsible_organisation_id <> c.lead_organisation_id AND t.from_date <= $8) \
     OR (z.birth_date <= $9 AND NOT EXISTS (SELECT 1 FROM age_transition t \
     WHERE t.citizen_id = c.citizen_id AND t.case_id = c.id AND t.annulled_at IS NULL)))"
);

// Of cases that go on: a follow-up that is planned, or one that the plan or the last one set a day
// for.
const WITH_FOLLOW_UPS: &str = reached!(
    "SELECT 1 WHERE c.closed_at IS NULL AND (EXISTS (SELECT 1 FROM coordination_plan p \
     WHERE p.citizen_id = c.citizen_id AND p.case_id = c.id AND p.superseded_at IS NULL \
     AND p.next_follow_up <= $7) OR EXISTS (SELECT 1 FROM follow_up f \
     WHERE f.citizen_id = c.citizen_id AND f.case_id = c.id \
     AND (f.date <= $7 OR f.next_date <= $7)))"
);

/// Who asks, and for which unit, as the values `$1` to `$6`. What is absent is the id that nobody
/// has, so that every comparison has a value.
pub(super) fn reach(session: &Session, unit: Option<Uuid>) -> Vec<Value> {
    let viewer = &session.caller.viewer;
    let id = |id: Option<Uuid>| Value::from(id.unwrap_or_default());
    vec![
        id(viewer.organisation.map(|o| o.id.0)),
        id(viewer.unit.map(|unit| unit.0)),
        id(viewer.user.map(|user| user.0)),
        id(viewer.citizen.map(|citizen| citizen.0)),
        id(unit),
        unit.is_none().into(),
    ]
}

/// Open tasks due on a day or before, earliest first; with `mine` those that the caller is
/// responsible for.
pub(crate) async fn tasks_due(
    session: &Session,
    unit: Option<Uuid>,
    mine: bool,
    until: NaiveDate,
    (parts, cut): (Parts, &Cut<Key>),
) -> Result<Found<Item<entity::task::Model>>, AppError> {
    let mut values = reach(session, unit);
    values.extend([TaskState::Open.to_string().into(), until.into()]);
    let viewer = &session.caller.viewer;
    let own = |task: &entity::task::Model| {
        let organisation = viewer.organisation.map(|o| o.id.0);
        let user = viewer.user.map(|user| user.0);
        organisation.is_some()
            && task.responsible_organisation_id == organisation
            && (task.responsible_user_id.is_none() || task.responsible_user_id == user)
    };
    let key = |task: &entity::task::Model| {
        let open = task.state.0 == TaskState::Open && (!mine || own(task));
        task.due.filter(|due| open && *due <= until).map(|due| (due, task.id))
    };
    let parts = parts.with(Parts::TASKS);
    rows_of_cases(session, &Which::of(WITH_TASKS, values), parts, cut, |case| {
        let list = case.class(&fields::dkk_case::tasks);
        let of_task = |task: Item<entity::task::Model>| {
            let key = task.0.outline(|task| key(task)).flatten()?;
            let shows = task.0.refusal(list).is_none();
            shows.then_some((key, move || task.0.shows_in(list).then_some(task)))
        };
        case.tasks.into_iter().filter_map(of_task).collect()
    })
    .await
}

/// Meetings held whose minutes have not been sent (R27), the longest waiting first.
pub(crate) async fn minutes_waiting(
    session: &Session,
    unit: Option<Uuid>,
    of: (Parts, &Cut<Key>),
) -> Result<Found<MeetingView>, AppError> {
    meetings(session, (unit, MeetingState::Held), of, |m| minutes_due(m.state.0)).await
}

/// Drafts whose agenda is to be sent on a day or before (R25), the soonest meeting first.
pub(crate) async fn agendas_due(
    session: &Session,
    unit: Option<Uuid>,
    until: NaiveDate,
    of: (Parts, &Cut<Key>),
) -> Result<Found<MeetingView>, AppError> {
    let is_due = |m: &entity::meeting::Model| agenda_due(m.state.0, m.date, until);
    meetings(session, (unit, MeetingState::Draft), of, is_due).await
}

/// A passage at 65 that asks for something (R35): that the need is assessed, or, where it has been,
/// that the case is handed over.
#[derive(Clone, Debug)]
pub(crate) struct AgeTransitionDue {
    pub(crate) case: CaseRef,
    pub(crate) day: NaiveDate,
    pub(crate) transition: Option<Item<entity::age_transition::Model>>,
}

/// R35: the citizens who have reached the age by a day and whose dominant need nobody has assessed,
/// and the cases to be handed over by then, the earliest first: told to the unit that has the case;
/// with `mine` to its coordinator, of their own.
pub(crate) async fn age_transitions_due(
    session: &Session,
    unit: Option<Uuid>,
    mine: bool,
    until: NaiveDate,
    (parts, cut): (Parts, &Cut<Key>),
) -> Result<Found<AgeTransitionDue>, AppError> {
    let Some(born) = latest_birth(until, AGE_SHIFTS) else { return Ok((Vec::new(), false)) };
    let mut values = reach(session, unit);
    values.extend([Purpose::BrainInjury.code().into(), until.into(), born.into()]);
    let parts = parts.with(Parts::AGE).with(Parts::CITIZEN);
    let user = session.caller.viewer.user.map(|user| user.0);
    let own = |case: &CaseView| {
        let coordinator = case.row.outline(|c| c.coordinator.as_ref().map(|c| c.0.id)).flatten();
        case.verdict.relation == Relation::Lead
            && (!mine || (user.is_some() && coordinator == user))
    };
    rows_of_cases(session, &Which::of(WITH_AGE_TRANSITIONS, values), parts, cut, |case| {
        let due = own(&case).then(|| age_transition_due(&case, until)).flatten();
        // One row a case, so that nothing is asked of it for another.
        due.map(|one| ((one.day, case.id), || Some(one))).into_iter().collect()
    })
    .await
}

fn age_transition_due(case: &CaseView, until: NaiveDate) -> Option<AgeTransitionDue> {
    let (list, of) = (&fields::brain_injury_case::ageTransitions, case.of());
    let lead = case.row.outline(|c| c.case.organisation(Some(c.case.lead_organisation_id)))??;
    // The last assessment that stands is the one that counts; the view has them in order.
    let standing = |t: &&Item<entity::age_transition::Model>| {
        t.0.outline(|t| t.annulled_at.is_none()) == Some(true)
    };
    if let Some(latest) = case.age_transitions.iter().rfind(standing) {
        let day = latest.0.outline(|t| {
            let passes = t.completed_at.is_none() && t.responsible_organisation_id != lead.0.id;
            (passes && t.from_date <= until).then_some(t.from_date)
        });
        let day = day.flatten().filter(|_| latest.0.shows_in(list))?;
        return Some(AgeTransitionDue { case: of, day, transition: Some(latest.clone()) });
    }
    let born = case.citizen.as_ref()?.row.open(&fields::citizen::birthDate, |c| c.birth_date)?;
    let required = assessment_due(born, until, lead.0.kind.0, None, AGE_SHIFTS);
    let day = shift_day(born, AGE_SHIFTS).filter(|_| required)?;
    Some(AgeTransitionDue { case: of, day, transition: None })
}

async fn meetings(
    session: &Session,
    (unit, state): (Option<Uuid>, MeetingState),
    (parts, cut): (Parts, &Cut<Key>),
    is_due: impl Fn(&entity::meeting::Model) -> bool,
) -> Result<Found<MeetingView>, AppError> {
    let mut values = reach(session, unit);
    values.push(state.to_string().into());
    let parts = parts.with(Parts::MEETINGS);
    let key = |m: &entity::meeting::Model| is_due(m).then_some((m.date, m.id));
    rows_of_cases(session, &Which::of(WITH_MEETINGS, values), parts, cut, |case| {
        let list = case.class(&fields::dkk_case::meetings);
        let of_meeting = |meeting: MeetingView| {
            let key = meeting.row.outline(|m| key(m)).flatten()?;
            let shows = meeting.row.refusal(list).is_none();
            shows.then_some((key, move || meeting.row.shows_in(list).then_some(meeting)))
        };
        case.meetings.into_iter().filter_map(of_meeting).collect()
    })
    .await
}

/// A follow-up that is due: the one that is planned, or the day on which one is to be held.
#[derive(Clone, Debug)]
pub(crate) struct FollowUpDue {
    pub(crate) case: CaseRef,
    pub(crate) day: NaiveDate,
    pub(crate) organisation: Option<OrganisationRef>,
    pub(crate) coordinator: Option<ProfessionalRef>,
    pub(crate) plan: Option<PlanView>,
    pub(crate) planned: Option<FollowUpView>,
}

/// Follow-ups due on a day or before, earliest first: of cases of a unit, and of those that a person
/// coordinates, where these are named.
pub(crate) async fn follow_ups_due(
    session: &Session,
    (unit, coordinator): (Option<Uuid>, Option<Uuid>),
    until: NaiveDate,
    (parts, cut): (Parts, &Cut<Key>),
) -> Result<Found<FollowUpDue>, AppError> {
    let mut values = reach(session, unit);
    values.push(until.into());
    let parts = parts.with(Parts::FOLLOW_UPS).with(Parts::COORDINATION);
    rows_of_cases(session, &Which::of(WITH_FOLLOW_UPS, values), parts, cut, |case| {
        let person = case.row.outline(|record| record.coordinator.clone()).flatten();
        let coordinates = |id: Uuid| person.as_ref().is_some_and(|person| person.0.id == id);
        match coordinator.is_none_or(coordinates) {
            true => of_case(&case, person, until),
            false => Vec::new(),
        }
    })
    .await
}

/// What each administration has before it in a case, of what the caller sees there.
fn of_case(
    case: &CaseView,
    coordinator: Option<ProfessionalRef>,
    until: NaiveDate,
) -> Vec<Due<impl FnOnce() -> Option<FollowUpDue> + use<>>> {
    let (plans, list) =
        (&fields::brain_injury_case::coordinationPlan, &fields::brain_injury_case::followUps);
    let of_plan = |record: &PlanRecord| {
        let plan = &record.plan;
        let active = plan.status.0 == PlanStatus::Active && plan.annulled_at.is_none();
        plan.next_follow_up.filter(|_| active).map(|day| (plan.id, day))
    };
    let plan = case.coordination_plan.as_ref().filter(|_| case.row.refusal(plans).is_none());
    let set = plan.and_then(|plan| plan.row.outline(of_plan)).flatten();
    let rows = case.follow_ups.iter().filter(|row| row.row.refusal(list).is_none());
    let known: Vec<Known> =
        rows.filter_map(|row| row.row.outline(|row| known(row)).flatten()).collect();
    let Some(lead) = case.row.outline(|record| OrganisationId(record.case.lead_organisation_id))
    else {
        return Vec::new();
    };
    let before = follow_up::before(&known, (lead, set));
    let due = before.into_iter().filter(|before| before.day <= until);
    due.map(|before| {
        let planned = before.planned.and_then(|id| {
            let is = |row: &&FollowUpView| row.row.outline(|row| row.id) == Some(id);
            case.follow_ups.iter().find(is)
        });
        let due = FollowUpDue {
            case: case.of(),
            day: before.day,
            organisation: case.row.outline(|r| r.case.organisation(Some(before.by.0))).flatten(),
            coordinator: coordinator.clone(),
            plan: plan.cloned(),
            planned: planned.cloned(),
        };
        let shown = move || {
            // What is planned is shown, or is not there.
            let there = due.planned.as_ref().is_none_or(|row| row.row.shows_in(list));
            let plan = due.plan.filter(|plan| there && plan.row.shows_in(plans));
            there.then_some(FollowUpDue { plan, ..due })
        };
        ((before.day, before.told_by), shown)
    })
    .collect()
}

/// What a follow-up says of the next one; none where it was annulled.
fn known(row: &entity::follow_up::Model) -> Option<Known> {
    row.annulled_at.is_none().then_some(Known {
        id: row.id,
        by: OrganisationId(row.organisation_id),
        state: row.state.0,
        date: row.date,
        next: row.next_date,
    })
}
