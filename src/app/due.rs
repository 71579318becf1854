//! What is due: tasks, minutes (R27), agendas (R25). Rows that the caller may see, of the cases
//! that the caller can have to do with.

use chrono::NaiveDate;
use law::fields;
use law::forms::{MeetingState, TaskState};
use sea_orm::Value;
use sea_orm::prelude::Uuid;

use super::{AppError, Session, read};
use crate::dkk::meeting::{agenda_due, minutes_due};
use crate::store::view::{CaseView, Item, MeetingView};
use crate::store::{Parts, Which};

/// A row that is due, with its day and its id: the order of the list.
pub(crate) type Due<T> = ((NaiveDate, Uuid), T);

/// Cases of `c` that the caller can have a relation to; who sees what of them is decided over each.
/// `$1` organisation, `$2` unit, `$3` user, `$4` citizen; `$5` the unit asked for, or `$6` any.
macro_rules! reached {
    ($select:literal) => {
        concat!(
            "SELECT c.citizen_id, c.id FROM coordination_case c WHERE (c.unit_id = $5 OR $6) AND (\
             c.unit_id = $2 OR c.citizen_id = $4 \
             OR EXISTS (SELECT 1 FROM coordinator_assignment a WHERE a.citizen_id = c.citizen_id \
             AND a.case_id = c.id AND a.coordinator_id = $3) \
             OR EXISTS (SELECT 1 FROM participation p WHERE p.citizen_id = c.citizen_id \
             AND p.case_id = c.id AND p.organisation_id = $1 \
             AND (p.unit_id = $2 OR p.user_id = $3)) \
             OR EXISTS (SELECT 1 FROM holding h WHERE h.citizen_id = c.citizen_id \
             AND h.case_id = c.id AND h.organisation_id = $1 \
             AND (h.unit_id = $2 OR h.user_id = $3))) AND EXISTS (",
            $select,
            ")"
        )
    };
}

const WITH_TASKS: &str = reached!(
    "SELECT 1 FROM task t WHERE t.citizen_id = c.citizen_id AND t.case_id = c.id \
     AND t.state = $7 AND t.due <= $8"
);
const WITH_MEETINGS: &str = reached!(
    "SELECT 1 FROM meeting m WHERE m.citizen_id = c.citizen_id AND m.case_id = c.id \
     AND m.state = $7"
);

/// Who asks, and for which unit, as the values `$1` to `$6`. What is absent is the id that nobody
/// has, so that every comparison has a value.
fn reach(session: &Session, unit: Option<Uuid>) -> Vec<Value> {
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
) -> Result<Vec<Due<Item<entity::task::Model>>>, AppError> {
    let mut values = reach(session, unit);
    values.extend([TaskState::Open.to_string().into(), until.into()]);
    let cases = read::cases(session, &Which::of(WITH_TASKS, values), Parts::TASKS, None).await?;
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
    let mut due = Vec::new();
    for case in cases {
        let list = case.class(&fields::dkk_case::tasks);
        due.extend(case.tasks.into_iter().filter_map(|task| {
            let key = task.0.outline(|task| key(task)).flatten()?;
            task.0.shows_in(list).then_some((key, task))
        }));
    }
    due.sort_by_key(|(key, _)| *key);
    Ok(due)
}

/// Meetings held whose minutes have not been sent (R27), the longest waiting first.
pub(crate) async fn minutes_waiting(
    session: &Session,
    unit: Option<Uuid>,
    parts: Parts,
) -> Result<Vec<Due<MeetingView>>, AppError> {
    meetings(session, (unit, MeetingState::Held), parts, |m| minutes_due(m.state.0)).await
}

/// Drafts whose agenda is to be sent on a day or before (R25), the soonest meeting first.
pub(crate) async fn agendas_due(
    session: &Session,
    unit: Option<Uuid>,
    until: NaiveDate,
    parts: Parts,
) -> Result<Vec<Due<MeetingView>>, AppError> {
    let is_due = |m: &entity::meeting::Model| agenda_due(m.state.0, m.date, until);
    meetings(session, (unit, MeetingState::Draft), parts, is_due).await
}

async fn meetings(
    session: &Session,
    (unit, state): (Option<Uuid>, MeetingState),
    parts: Parts,
    is_due: impl Fn(&entity::meeting::Model) -> bool,
) -> Result<Vec<Due<MeetingView>>, AppError> {
    let mut values = reach(session, unit);
    values.push(state.to_string().into());
    let parts = parts.with(Parts::MEETINGS).with(Parts::TASKS);
    let cases: Vec<CaseView> =
        read::cases(session, &Which::of(WITH_MEETINGS, values), parts, None).await?;
    let mut due = Vec::new();
    for case in cases {
        let list = case.class(&fields::dkk_case::meetings);
        due.extend(case.meetings.into_iter().filter_map(|meeting| {
            let key = |m: &entity::meeting::Model| is_due(m).then_some((m.date, m.id));
            let key = meeting.row.outline(|m| key(m)).flatten()?;
            meeting.row.shows_in(list).then_some((key, meeting))
        }));
    }
    due.sort_by_key(|(key, _)| *key);
    Ok(due)
}
