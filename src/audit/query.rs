//! Reading the log, newest first, by keyset pages: for the citizen, and for the auditor.

use chrono::{DateTime, Utc};
use entity::access_log::{Column, Entity, Model};
use law::Word;
use law::words::{CaseId, CitizenId};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::entry::AccessKind;

/// The last row of a page: the next page starts after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// When.
    pub at: DateTime<Utc>,
    /// Chain.
    pub chain: String,
    /// Place in the chain.
    pub seq: i64,
}

/// A page of the log.
#[derive(Clone, Debug)]
pub struct Page {
    /// Rows, newest first.
    pub rows: Vec<Model>,
    /// Where the next page starts; none if this is the last one.
    pub next: Option<After>,
}

/// What the auditor looks for; what is none does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Whose data.
    pub citizen: Option<CitizenId>,
    /// Of which case.
    pub case: Option<CaseId>,
    /// Who looked: organisation.
    pub organisation: Option<Uuid>,
    /// Who looked: user.
    pub user: Option<Uuid>,
    /// Who looked: client.
    pub client: Option<String>,
    /// Read, written or refused.
    pub kind: Option<AccessKind>,
    /// From when, inclusive.
    pub from: Option<DateTime<Utc>>,
    /// Until when, exclusive.
    pub to: Option<DateTime<Utc>>,
}

/// Every access to a citizen's data. `logs` are the databases that hold log rows: the database
/// itself, and the log's own where it has one.
///
/// # Errors
/// A database failed.
pub async fn for_citizen(
    logs: &[&DatabaseConnection],
    citizen: CitizenId,
    after: Option<&After>,
    limit: u64,
) -> Result<Page, DbErr> {
    all(logs, &Filter { citizen: Some(citizen), ..Filter::default() }, after, limit).await
}

/// Every access that the filter lets through.
///
/// # Errors
/// A database failed.
pub async fn all(
    logs: &[&DatabaseConnection],
    filter: &Filter,
    after: Option<&After>,
    limit: u64,
) -> Result<Page, DbErr> {
    let condition = filter.condition().add_option(after.map(older));
    let mut rows = Vec::new();
    for log in logs {
        let page = Entity::find()
            .filter(condition.clone())
            .order_by_desc(Column::At)
            .order_by_desc(Column::Chain)
            .order_by_desc(Column::Seq)
            .limit(limit.saturating_add(1));
        rows.extend(page.all(*log).await?);
    }
    if logs.len() > 1 {
        // Only SQLite logs come apart, and SQLite compares bytes, as this does. PostgreSQL orders
        // by its collation, which the next page must meet again.
        rows.sort_by(|a, b| key(b).cmp(&key(a)));
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(After::from);
    Ok(Page { rows, next })
}

/// The place of a row that a request left about a citizen in a case, or in none; where there is no
/// such row, the first place of its instant.
///
/// # Errors
/// A database failed.
pub async fn place(
    logs: &[&DatabaseConnection],
    citizen: CitizenId,
    at: DateTime<Utc>,
    request: Uuid,
    case: Option<CaseId>,
) -> Result<After, DbErr> {
    let of_case = case.map_or(Column::CaseId.is_null(), |case| Column::CaseId.eq(case.0));
    for log in logs {
        let row = Entity::find()
            .filter(Column::CitizenId.eq(citizen.0))
            .filter(Column::At.eq(at))
            .filter(Column::RequestId.eq(request))
            .filter(of_case.clone());
        if let Some(row) = row.one(*log).await? {
            return Ok(After::from(&row));
        }
    }
    Ok(After { at, chain: String::new(), seq: 0 })
}

fn key(row: &Model) -> (DateTime<Utc>, &str, i64) {
    (row.at, &row.chain, row.seq)
}

impl From<&Model> for After {
    fn from(row: &Model) -> Self {
        Self { at: row.at, chain: row.chain.clone(), seq: row.seq }
    }
}

fn older(after: &After) -> Condition {
    let same_chain =
        Condition::all().add(Column::Chain.eq(after.chain.as_str())).add(Column::Seq.lt(after.seq));
    let same_time = Condition::all()
        .add(Column::At.eq(after.at))
        .add(Condition::any().add(Column::Chain.lt(after.chain.as_str())).add(same_chain));
    Condition::any().add(Column::At.lt(after.at)).add(same_time)
}

impl Filter {
    fn condition(&self) -> Condition {
        Condition::all()
            .add_option(self.citizen.map(|id| Column::CitizenId.eq(id.0)))
            .add_option(self.case.map(|id| Column::CaseId.eq(id.0)))
            .add_option(self.organisation.map(|id| Column::OrganisationId.eq(id)))
            .add_option(self.user.map(|id| Column::UserId.eq(id)))
            .add_option(self.client.as_deref().map(|id| Column::ClientId.eq(id)))
            .add_option(self.kind.map(|kind| Column::Kind.eq(kind.code())))
            .add_option(self.from.map(|from| Column::At.gte(from)))
            .add_option(self.to.map(|to| Column::At.lt(to)))
    }
}
