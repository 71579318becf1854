//! What is due: tasks, minutes, agendas, passages at 65, follow-ups.

mod rehabilitation;

use async_graphql::{Context, ID, Object, Result};
use sea_orm::prelude::Uuid;

use crate::app::due::{self, AgeTransitionDue, Due, FollowUpDue, Found, Key};
use crate::app::read::Cut;
use crate::connection;
use crate::domain::scalars::Date;
use crate::domain::{EntityKind, GlobalId};
use crate::graphql::context::{coded, fault, session};
use crate::graphql::engine::{Answer, Cursor, Edge, Page, resolve};
use crate::graphql::selection::parts;
use crate::store::view::{Item, MeetingView};

pub(crate) use rehabilitation::RehabilitationDueQuery;

connection! {
    /// A page of tasks (side af opgaver).
    TaskConnection
    /// A task on its page (opgave på siden).
    TaskEdge
    Item<entity::task::Model>
}
connection! {
    /// A page of passages at 65 that ask for something (side af aldersovergange).
    AgeTransitionDueConnection
    /// A passage at 65 on its page (aldersovergang på siden).
    AgeTransitionDueEdge
    AgeTransitionDue
}
connection! {
    /// A page of meetings (side af møder).
    MeetingConnection
    /// A meeting on its page (møde på siden).
    MeetingEdge
    MeetingView
}

connection! {
    /// A page of follow-ups that are due (side af opfølgninger).
    FollowUpDueConnection
    /// A follow-up that is due on its page (opfølgning på siden).
    FollowUpDueEdge
    FollowUpDue
}

/// Most rows of a page.
const MOST: i32 = 100;

/// What a page was asked for.
pub(super) fn asked(first: i32, after: Option<&str>) -> Result<Cut<Key>> {
    let most = usize::try_from(first).ok().filter(|_| (1..=MOST).contains(&first));
    let refused = |message: &str| coded("INVALID_ARGUMENT", message);
    let first = most.ok_or_else(|| refused("`first` is 1 to 100"))?;
    let place = |text: &str| {
        let (day, id) = <(String, Uuid)>::read(text)?;
        Some((day.parse().ok()?, id))
    };
    let unknown = || refused("`after` is no cursor of this list; begin anew");
    let after = after.map(|text| place(text).ok_or_else(unknown)).transpose()?;
    Ok(Cut { first, after })
}

/// The page that was cut so.
pub(super) fn page<T>(cut: &Cut<Key>, (rows, more): Found<T>) -> Page<T> {
    let edge = |((day, id), node): Due<T>| Edge { cursor: (day.to_string(), id).write(), node };
    Page { edges: rows.into_iter().map(edge).collect(), more, later: cut.after.is_some() }
}

/// The person asked for; an id of no professional is that of one who coordinates nothing.
fn professional(id: Option<&ID>) -> Option<Uuid> {
    let known = |id: &ID| GlobalId::of_kind(id, EntityKind::Professional).map(|id| id.id);
    id.map(|id| known(id).unwrap_or_default())
}

/// The unit asked for; an id of no unit is that of a unit without cases.
pub(super) fn unit(id: Option<&ID>) -> Option<Uuid> {
    let known = |id: &ID| GlobalId::of_kind(id, EntityKind::Unit).map(|id| id.id);
    id.map(|id| known(id).unwrap_or_default())
}

#[derive(Default)]
pub(crate) struct DueQuery;

#[Object]
impl DueQuery {
    /// Open tasks due on a day or before (forfaldne opgaver), earliest first: those that the caller
    /// may see.
    async fn tasks_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only cases of this unit (enhed).")] unit_id: Option<ID>,
        #[graphql(default, desc = "Only tasks that the caller is responsible for (mine).")]
        mine: bool,
        #[graphql(desc = "Last day (til og med).")] until: Date,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<TaskConnection>> {
        let session = session(ctx)?;
        let cut = asked(first, after.as_deref())?;
        let rows =
            due::tasks_due(session, unit(unit_id.as_ref()), mine, until.0, (parts(ctx), &cut))
                .await;
        let page = page(&cut, rows.map_err(|e| fault(&e))?);
        resolve(ctx, &TaskConnection::from(page))
    }

    /// Meetings held whose minutes have not been sent (manglende referater), R27; the longest
    /// waiting first.
    async fn minutes_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only cases of this unit (enhed).")] unit_id: Option<ID>,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<MeetingConnection>> {
        let session = session(ctx)?;
        let cut = asked(first, after.as_deref())?;
        let unit = unit(unit_id.as_ref());
        let rows = due::minutes_waiting(session, unit, (parts(ctx), &cut)).await;
        let page = page(&cut, rows.map_err(|e| fault(&e))?);
        resolve(ctx, &MeetingConnection::from(page))
    }

    /// Draft meetings whose agenda is to be sent on a day or before (dagsordener, der skal udsendes),
    /// three weeks ahead of the meeting (R25); the soonest meeting first.
    async fn agendas_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only cases of this unit (enhed).")] unit_id: Option<ID>,
        #[graphql(desc = "Last day (til og med).")] until: Date,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<MeetingConnection>> {
        let session = session(ctx)?;
        let cut = asked(first, after.as_deref())?;
        let unit = unit(unit_id.as_ref());
        let rows = due::agendas_due(session, unit, until.0, (parts(ctx), &cut)).await;
        let page = page(&cut, rows.map_err(|e| fault(&e))?);
        resolve(ctx, &MeetingConnection::from(page))
    }

    /// Passages at 65 that ask for something by a day (forestående aldersovergange), R35, earliest
    /// first: a dominant need to be assessed, or a case to be handed over. Told to the unit that has
    /// the case.
    async fn age_transitions_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only cases of this unit (enhed).")] unit_id: Option<ID>,
        #[graphql(default, desc = "Only cases that the caller coordinates (mine).")] mine: bool,
        #[graphql(desc = "Last day (til og med).")] until: Date,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<AgeTransitionDueConnection>> {
        let session = session(ctx)?;
        let cut = asked(first, after.as_deref())?;
        let unit = unit(unit_id.as_ref());
        let rows = due::age_transitions_due(session, unit, mine, until.0, (parts(ctx), &cut)).await;
        let page = page(&cut, rows.map_err(|e| fault(&e))?);
        resolve(ctx, &AgeTransitionDueConnection::from(page))
    }

    /// Follow-ups of coordination plans due on a day or before (forfaldne opfølgninger), earliest
    /// first: for each administration those that it planned, or where it planned none the day that
    /// the plan or its last follow-up set. Of what the caller sees, in cases that go on.
    async fn follow_ups_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only cases of this unit (enhed).")] unit_id: Option<ID>,
        #[graphql(desc = "Only cases that this person coordinates (hjerneskadekoordinator).")]
        coordinator_id: Option<ID>,
        #[graphql(desc = "Last day (til og med).")] until: Date,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<FollowUpDueConnection>> {
        let session = session(ctx)?;
        let cut = asked(first, after.as_deref())?;
        let of = (unit(unit_id.as_ref()), professional(coordinator_id.as_ref()));
        let rows = due::follow_ups_due(session, of, until.0, (parts(ctx), &cut)).await;
        let page = page(&cut, rows.map_err(|e| fault(&e))?);
        resolve(ctx, &FollowUpDueConnection::from(page))
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn pages_follow_one_another_without_gap() {
        let day = |d: u32| NaiveDate::from_ymd_opt(2026, 3, d).unwrap();
        let rows: Vec<Due<u32>> =
            (0..5).map(|n| ((day(1 + n / 2), Uuid::from_u128(u128::from(n))), n)).collect();
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let cut = asked(2, after.as_deref()).unwrap();
            let page = page(&cut, cut.page(rows.clone()));
            seen.extend(page.edges.iter().map(|edge| edge.node));
            after = page.edges.last().map(|edge| edge.cursor.clone());
            if !page.more {
                break;
            }
        }
        assert_eq!(seen, [0, 1, 2, 3, 4]);
        assert!(asked(0, None).is_err() && asked(101, None).is_err());
        assert!(asked(1, Some("AAAA")).is_err());
    }
}
