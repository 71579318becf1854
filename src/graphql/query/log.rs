//! Who looked: for the citizen, and for the auditor.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use law::words::{CaseId, CitizenId};
use sea_orm::prelude::Uuid;

use super::{length, page, place};
use crate::app::read_log::{self, AuditRow, Found};
use crate::audit::{AccessKind, After, Filter};
use crate::domain::of::Of;
use crate::domain::{CaseRef, EntityKind, GlobalId};
use crate::graphql::context::{coded, fault, session};
use crate::graphql::engine::{Answer, Page, resolve};
use crate::graphql::types::pages::{AccessLogConnection, AuditLogConnection};

/// Which rows of the log are wanted (filter); what is left out does not matter.
#[derive(InputObject, Default)]
pub(crate) struct AuditLogFilter {
    /// Whose data (borger).
    citizen_id: Option<ID>,
    /// In which case (sag).
    case_id: Option<ID>,
    /// Who looked: organisation (organisation).
    organisation_id: Option<ID>,
    /// Who looked: user, as the token names them (bruger).
    user_id: Option<String>,
    /// Who looked: client (klient).
    client_id: Option<String>,
    /// Read, written or refused (opslagstype).
    kind: Option<Of<AccessKind>>,
    /// Then or later (fra).
    from: Option<DateTime<Utc>>,
    /// Earlier (før).
    to: Option<DateTime<Utc>>,
}

/// What an id of a kind names; nothing of ours where it names nothing.
fn named(id: &ID, kind: EntityKind) -> Uuid {
    GlobalId::of_kind(id, kind).map_or_else(Uuid::nil, |id| id.id)
}

/// The case that an id names, of whatever purpose; nothing of ours where it names none.
fn case(id: &ID) -> Uuid {
    GlobalId::parse(id).and_then(GlobalId::as_case).unwrap_or(CaseRef::NOWHERE).id
}

fn after(cursor: Option<&str>) -> Result<Option<After>> {
    Ok(place(cursor)?.map(|(at, chain, seq)| After { at, chain, seq }))
}

fn audited((rows, more): Found<After, AuditRow>, later: bool) -> Page<AuditRow> {
    let rows = rows.into_iter().map(|(at, row)| ((at.at, at.chain, at.seq), row)).collect();
    page(rows, more, later)
}

#[derive(Default)]
pub(crate) struct LogQuery;

#[Object]
impl LogQuery {
    /// Who looked at the citizen's data, newest first (opslag om borgeren): organisation, time,
    /// purpose and categories, never which employee (R39). For the citizen, and within the scope
    /// for a representative; null for anyone else.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field in the schema")]
    async fn access_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The citizen; the caller's own where left out (borger).")]
        citizen_id: Option<ID>,
        #[graphql(desc = "In this case only (sag).")] case_id: Option<ID>,
        #[graphql(desc = "Then or later (fra).")] from: Option<DateTime<Utc>>,
        #[graphql(desc = "Earlier (før).")] to: Option<DateTime<Utc>>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(name = "after", desc = "After this cursor (efter).")] cursor: Option<String>,
    ) -> Result<Answer<Option<AccessLogConnection>>> {
        let filter = Filter {
            citizen: citizen_id.map(|id| CitizenId(named(&id, EntityKind::Citizen))),
            case: case_id.map(|id| CaseId(case(&id))),
            from,
            to,
            ..Filter::default()
        };
        let (length, place) = (length(first)?, place(cursor.as_deref())?);
        let found = read_log::access_log(session(ctx)?, filter, place, length).await;
        let found = found.map_err(|e| fault(&e))?;
        let shown = |(rows, more)| AccessLogConnection::from(page(rows, more, cursor.is_some()));
        let shown = found.map(shown);
        resolve(ctx, &shown)
    }

    /// The access log, newest first (adgangslog): all of it, for the role AUDITOR with the scope
    /// `audit:read`, and for a system that acts without a person by the scope alone.
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which rows (filter).")] filter: Option<AuditLogFilter>,
        #[graphql(desc = "How many, 1 to 50; 20 where left out (antal).")] first: Option<i32>,
        #[graphql(name = "after", desc = "After this cursor (efter).")] cursor: Option<String>,
    ) -> Result<Answer<AuditLogConnection>> {
        let asked = filter.unwrap_or_default();
        let user = |text: String| Uuid::parse_str(&text).unwrap_or_default();
        let organisation = |id: &ID| named(id, EntityKind::Organisation);
        let filter = Filter {
            citizen: asked.citizen_id.map(|id| CitizenId(named(&id, EntityKind::Citizen))),
            case: asked.case_id.map(|id| CaseId(case(&id))),
            organisation: asked.organisation_id.as_ref().map(organisation),
            user: asked.user_id.map(user),
            client: asked.client_id,
            kind: asked.kind.map(|kind| kind.0),
            from: asked.from,
            to: asked.to,
        };
        let (length, place) = (length(first)?, after(cursor.as_deref())?);
        let found = read_log::audit_log(session(ctx)?, &filter, place.as_ref(), length).await;
        let Ok(found) = found.map_err(|e| fault(&e))? else {
            let message = "the log is for the role `AUDITOR` with the scope `audit:read`";
            return Err(coded("FORBIDDEN_SCOPE", message));
        };
        resolve(ctx, &AuditLogConnection::from(audited(found, cursor.is_some())))
    }
}
