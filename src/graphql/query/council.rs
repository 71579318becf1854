//! The brain-injury council (R32): its meetings, when it is to meet next, and what it is to take up.

use async_graphql::{Context, ID, Object, Result};
use chrono::NaiveDate;
use law::brain_injury::CouncilMeetingState;
use sea_orm::prelude::Uuid;

use super::due::{asked, unit};
use crate::app::council::due::{self, council_cases_due};
use crate::app::council::list::{Wanted, list_meetings, meetings, next_date};
use crate::app::due::Key;
use crate::app::read::Cut;
use crate::connection;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::domain::{EntityKind, GlobalId};
use crate::graphql::context::{fault, session};
use crate::graphql::engine::{Answer, Cursor, Edge, Page, resolve};
use crate::graphql::selection::{asks_for, parts};
use crate::store::view::{CouncilCaseView, CouncilMeetingView};

connection! {
    /// A page of meetings of the council (side af samrådsmøder).
    CouncilMeetingConnection
    /// A meeting of the council on its page (samrådsmøde på siden).
    CouncilMeetingEdge
    CouncilMeetingView
}
connection! {
    /// A page of cases of the council (side af samrådssager).
    CouncilCaseConnection
    /// A case of the council on its page (samrådssag på siden).
    CouncilCaseEdge
    CouncilCaseView
}

#[derive(Default)]
pub(crate) struct CouncilQuery;

/// A page of the meetings that are wanted.
async fn page(
    ctx: &Context<'_>,
    wanted: Wanted,
    cut: Cut<Key>,
) -> Result<Answer<CouncilMeetingConnection>> {
    let wanted = Wanted { after: cut.after, first: cut.first, ..wanted };
    let found = list_meetings(session(ctx)?, &wanted, parts(ctx), asks_for(ctx, "cases")).await;
    let (rows, more) = found.map_err(|e| fault(&e))?;
    let edge = |((day, id), node): ((NaiveDate, Uuid), CouncilMeetingView)| Edge {
        cursor: (day.to_string(), id).write(),
        node,
    };
    let edges = rows.into_iter().map(edge).collect();
    let page = Page { edges, more, later: wanted.after.is_some() };
    resolve(ctx, &CouncilMeetingConnection::from(page))
}

#[Object]
impl CouncilQuery {
    /// A meeting of the council by its id (samrådsmøde); null where it is unknown to the caller.
    async fn council_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting's id (id).")] id: ID,
    ) -> Result<Answer<Option<CouncilMeetingView>>> {
        let id = GlobalId::of_kind(&id, EntityKind::CouncilMeeting).filter(|id| id.case.is_none());
        let id = id.map_or_else(Uuid::nil, |id| id.id);
        let found = meetings(session(ctx)?, &[id], parts(ctx), asks_for(ctx, "cases")).await;
        let found = found.map_err(|e| fault(&e))?.pop();
        resolve(ctx, &found)
    }

    /// The meetings of the council at which the caller's administration sits, by date
    /// (samrådsmøder).
    async fn council_meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First day (fra).")] from: Option<Date>,
        #[graphql(desc = "Last day (til og med).")] to: Option<Date>,
        #[graphql(desc = "In these states only (status).")] states: Option<
            Vec<Of<CouncilMeetingState>>,
        >,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<CouncilMeetingConnection>> {
        let wanted = Wanted {
            from: from.map(|day| day.0),
            to: to.map(|day| day.0),
            states: states.into_iter().flatten().map(|state| state.0).collect(),
            ..Wanted::default()
        };
        page(ctx, wanted, asked(first, after.as_deref())?).await
    }

    /// Meetings of the council that are planned on a day or before (forestående samrådsmøder), the
    /// earliest first; one whose day has passed waits for being recorded as held.
    async fn council_meetings_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only meetings at which this unit has a seat (enhed).")] unit_id: Option<
            ID,
        >,
        #[graphql(
            default,
            desc = "Only meetings at which the caller sits in person, or which they lead or take the minutes of (mine)."
        )]
        mine: bool,
        #[graphql(desc = "Last day (til og med).")] until: Date,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<CouncilMeetingConnection>> {
        let wanted = Wanted {
            to: Some(until.0),
            states: vec![CouncilMeetingState::Planned],
            unit: unit(unit_id.as_ref()),
            mine,
            ..Wanted::default()
        };
        page(ctx, wanted, asked(first, after.as_deref())?).await
    }

    /// The next day on which the council is to meet and no meeting is planned yet, by the rhythm of
    /// three weeks (næste samrådsdag), R32; null where the caller's administration has sat at none.
    async fn next_council_date(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On this day or after it; today where left out (tidligst).")]
        on_or_after: Option<Date>,
    ) -> Result<Answer<Option<Date>>> {
        let found = next_date(session(ctx)?, on_or_after.map(|day| day.0)).await;
        resolve(ctx, &found.map_err(|e| fault(&e))?.map(Date))
    }

    /// Cases that the council is to take up on a day or before (forestående samrådssager), the
    /// earliest first: presented and not decided, or to be followed up at a meeting.
    async fn council_cases_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only cases of this unit (enhed).")] unit_id: Option<ID>,
        #[graphql(default, desc = "Only cases that the caller coordinates or presented (mine).")]
        mine: bool,
        #[graphql(desc = "Last day (til og med).")] until: Date,
        #[graphql(default = 50, desc = "Rows on the page, at most 100 (antal).")] first: i32,
        #[graphql(desc = "Cursor of the row before the page (efter).")] after: Option<String>,
    ) -> Result<Answer<CouncilCaseConnection>> {
        let session = session(ctx)?;
        let cut = asked(first, after.as_deref())?;
        let wanted = due::Wanted { unit: unit(unit_id.as_ref()), mine, until: until.0 };
        let rows = council_cases_due(session, wanted, (parts(ctx), &cut)).await;
        let page = super::due::page(&cut, rows.map_err(|e| fault(&e))?);
        resolve(ctx, &CouncilCaseConnection::from(page))
    }
}
