//! The meetings of the council that the caller's administration sits at, and when it is to meet
//! next (R32).

use chrono::NaiveDate;
use entity::column::Code;
use entity::council_meeting::{Column, Entity};
use entity::council_member;
use law::brain_injury::CouncilMeetingState;
use law::brain_injury::council::{meeting_on_or_after, next_meeting};
use law::regime::COUNCIL_RHYTHMS;
use law::{Purpose, Role};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Condition, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::at_meetings;
use crate::app::{AppError, Session};
use crate::domain::dates::today;
use crate::store::Parts;
use crate::store::view::{CouncilMeetingView, council_meetings};

/// A meeting's day and its id: the order of the list.
pub(crate) type Key = (NaiveDate, Uuid);

/// Which meetings are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Inclusive.
    pub(crate) from: Option<NaiveDate>,
    /// Inclusive.
    pub(crate) to: Option<NaiveDate>,
    /// In one of these states; none: in any.
    pub(crate) states: Vec<CouncilMeetingState>,
    /// A seat of this unit.
    pub(crate) unit: Option<Uuid>,
    /// The caller sits in person, leads the meeting or takes its minutes.
    pub(crate) mine: bool,
    pub(crate) after: Option<Key>,
    pub(crate) first: usize,
}

/// Meetings at which an administration has a seat.
pub(super) fn of_administration(organisation: Uuid) -> Select<Entity> {
    Entity::find().filter(Column::Id.in_subquery(seats(
        Condition::all().add(council_member::Column::OrganisationId.eq(organisation)),
    )))
}

/// The meetings of these seats.
fn seats(condition: Condition) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(council_member::Column::CouncilMeetingId)
        .from(council_member::Entity)
        .cond_where(condition)
        .to_owned()
}

/// Meetings that the caller can have to do with at all; nothing where there are none. What each shows
/// is for the law to say.
fn reached(session: &Session) -> Option<Select<Entity>> {
    let viewer = &session.caller.viewer;
    if !session.caller.reading().has(Purpose::BrainInjury) {
        return None;
    }
    let own = of_administration(viewer.organisation?.id.0);
    let system = viewer.user.is_none() && viewer.unit.is_some();
    let works = system || viewer.roles.has(Role::Caseworker);
    Some(if works { own } else { own.filter(in_person(viewer.user?.0)) })
}

/// Who sits, leads the meeting or takes its minutes.
fn in_person(user: Uuid) -> Condition {
    let sits = seats(Condition::all().add(council_member::Column::ProfessionalId.eq(user)));
    Condition::any()
        .add(Column::Id.in_subquery(sits))
        .add(Column::ChairId.eq(user))
        .add(Column::MinuteTakerId.eq(user))
}

/// A page of meetings by date, with their keys, and whether more follows.
pub(crate) async fn list_meetings(
    session: &Session,
    wanted: &Wanted,
    parts: Parts,
    with_cases: bool,
) -> Result<(Vec<(Key, CouncilMeetingView)>, bool), AppError> {
    let Some(mut found) = reached(session) else { return Ok((Vec::new(), false)) };
    if let Some(from) = wanted.from {
        found = found.filter(Column::Date.gte(from));
    }
    if let Some(to) = wanted.to {
        found = found.filter(Column::Date.lte(to));
    }
    if !wanted.states.is_empty() {
        found = found.filter(Column::State.is_in(wanted.states.iter().copied().map(Code)));
    }
    if let Some(unit) = wanted.unit {
        let of_unit = Condition::all().add(council_member::Column::UnitId.eq(unit));
        found = found.filter(Column::Id.in_subquery(seats(of_unit)));
    }
    if wanted.mine {
        let Some(user) = session.caller.viewer.user else { return Ok((Vec::new(), false)) };
        found = found.filter(in_person(user.0));
    }
    if let Some((date, id)) = wanted.after {
        let later = Condition::all().add(Column::Date.eq(date)).add(Column::Id.gt(id));
        found = found.filter(Condition::any().add(Column::Date.gt(date)).add(later));
    }
    let most = u64::try_from(wanted.first).unwrap_or(u64::MAX).saturating_add(1);
    let rows = found
        .order_by_asc(Column::Date)
        .order_by_asc(Column::Id)
        .limit(most)
        .all(&session.app.db)
        .await?;
    let more = rows.len() > wanted.first;
    let ids: Vec<_> = rows.iter().take(wanted.first).map(|row| row.id).collect();
    let views = meetings(session, &ids, parts, with_cases).await?;
    let mut page = Vec::new();
    for view in views {
        let key = view.row.outline(|m| (m.meeting.date, m.meeting.id));
        page.extend(key.map(|key| (key, view)));
    }
    Ok((page, more))
}

/// The meetings of these ids that the caller may see, by date, read and decided in one snapshot.
pub(crate) async fn meetings(
    session: &Session,
    ids: &[Uuid],
    parts: Parts,
    with_cases: bool,
) -> Result<Vec<CouncilMeetingView>, AppError> {
    if ids.is_empty() || !session.caller.reading().has(Purpose::BrainInjury) {
        return Ok(Vec::new());
    }
    let which = at_meetings(session, ids, with_cases);
    let (snapshot, at) = session.load(&which, parts.with(Parts::COUNCIL), false).await?;
    Ok(council_meetings(&snapshot, ids, session.viewing(at))?)
}

/// R32: the next day of the rhythm, on a day or after it; none where the caller's administration has
/// sat at no meeting. Meetings that are planned are part of the rhythm, so that it is the day of one
/// that is yet to be called.
pub(crate) async fn next_date(
    session: &Session,
    on_or_after: Option<NaiveDate>,
) -> Result<Option<NaiveDate>, AppError> {
    let Some(found) = reached(session) else { return Ok(None) };
    let last = found
        .filter(Column::State.ne(Code(CouncilMeetingState::Cancelled)))
        .order_by_desc(Column::Date)
        .one(&session.app.db)
        .await?;
    let day = on_or_after.unwrap_or(today(session.now()?));
    let next = last.and_then(|last| next_meeting(last.date, COUNCIL_RHYTHMS));
    Ok(next.and_then(|next| meeting_on_or_after(next, day, COUNCIL_RHYTHMS)))
}
