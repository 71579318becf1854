//! Reading the access log, newest first: the citizen sees who looked (R39), the auditor all of it.

use chrono::{DateTime, Utc};
use entity::access_log::{Column, Entity, Model};
use law::{CategorySet, Category, Relation, Role, Word};
use law::facts::Ask;
use law::words::CitizenId;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::read::{Listing, listing};
use super::{AppError, Session};
use crate::domain::Scope;
use crate::store::view::{OrganisationRef, ProfessionalRef, UnitRef};
use crate::store::{Parts, StoreError, Which, case_of, load};

/// When, chain, place in the chain: the order of the log.
pub(crate) type Key = (DateTime<Utc>, String, i64);

/// What is looked for; what is none does not matter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) citizen: Option<Uuid>,
    pub(crate) case: Option<Uuid>,
    pub(crate) organisation: Option<Uuid>,
    pub(crate) user: Option<Uuid>,
    pub(crate) client: Option<String>,
    pub(crate) kind: Option<&'static str>,
    /// Inclusive.
    pub(crate) from: Option<DateTime<Utc>>,
    /// Exclusive.
    pub(crate) to: Option<DateTime<Utc>>,
}

/// A page: rows with their keys, and whether more follows.
pub(crate) type Found<T> = (Vec<(Key, T)>, bool);

/// An access as the citizen sees it: no employee, no client (R39).
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) at: DateTime<Utc>,
    pub(crate) kind: String,
    /// None: the citizen or a representative looked.
    pub(crate) organisation: Option<OrganisationRef>,
    pub(crate) case: Option<Uuid>,
    pub(crate) purpose: Option<String>,
    pub(crate) categories: CategorySet,
}

/// A row as the auditor sees it.
#[derive(Clone, Debug)]
pub(crate) struct AuditRow {
    pub(crate) row: Model,
    pub(crate) organisation: Option<OrganisationRef>,
    pub(crate) unit: Option<UnitRef>,
    pub(crate) user: Option<ProfessionalRef>,
    pub(crate) categories: CategorySet,
}

/// Who looked at a citizen's data. For the citizen, and within the representation's scope for a
/// representative; nothing for anyone else. Without an id it is the caller's own citizen.
pub(crate) async fn access_log(
    session: &Session,
    mut filter: Filter,
    after: Option<Key>,
    first: usize,
) -> Result<Option<Found<Access>>, AppError> {
    let Some(claimed) = session.caller.viewer.citizen else { return Ok(None) };
    if *filter.citizen.get_or_insert(claimed.0) != claimed.0 {
        return Ok(None);
    }
    let scope = insight(session, claimed).await?;
    if scope.is_empty() {
        return Ok(None);
    }
    let directory = listing(session).await?;
    let mut after = after;
    let mut size = first + 1;
    let mut shown = Vec::new();
    loop {
        let rows = page(session, &filter, after.as_ref(), size).await?;
        let exhausted = rows.len() < size;
        for row in rows {
            let key = key(&row);
            after = Some(key.clone());
            let Some(access) = shown_access(row, scope, &directory)? else { continue };
            if shown.len() == first {
                return Ok(Some((shown, true)));
            }
            shown.push((key, access));
        }
        if exhausted {
            return Ok(Some((shown, false)));
        }
        size = (size * 2).clamp(1, size.max(500));
    }
}

/// The categories within which the caller sees the log: all for the citizen, the scope of the
/// representation for a representative, none for anyone else.
async fn insight(session: &Session, citizen: CitizenId) -> Result<CategorySet, AppError> {
    let viewer = &session.caller.viewer;
    if viewer.roles.has(Role::Citizen) && !viewer.roles.has(Role::Representative) {
        return Ok(CategorySet::ALL);
    }
    let at = session.now()?;
    let which = Which::of_citizens(&[citizen.0]);
    let snapshot = load(&session.app.db, &which, Parts::FACTS, false).await?;
    let mut scope = CategorySet::NONE;
    for rows in &snapshot.cases {
        let case = case_of(rows, &snapshot.directory)?;
        let holders = [case.facts().lead];
        let verdict = case.decide(&Ask { viewer, holders: &holders, journal: false, at });
        if verdict.relation == Relation::Representative {
            scope = scope.union(verdict.granted);
        }
    }
    Ok(scope)
}

/// A row within a scope. What was disclosed outside it is not told; a row that is all outside is
/// not there. That nothing was disclosed is case handling.
fn shown_access(
    row: Model,
    scope: CategorySet,
    directory: &Listing,
) -> Result<Option<Access>, AppError> {
    let disclosed = categories(&row)?;
    let within = disclosed.intersection(scope);
    let visible = if disclosed.is_empty() { scope.has(Category::Process) } else { !within.is_empty() };
    Ok(visible.then(|| Access {
        at: row.at,
        kind: row.kind,
        organisation: row.organisation_id.and_then(|id| directory.organisation(id)),
        case: row.case_id,
        purpose: row.purpose,
        categories: within,
    }))
}

/// Why a caller may not read the whole log.
pub(crate) struct NotAuditor;

/// All of the log, for the auditor with the scope for it.
pub(crate) async fn audit_log(
    session: &Session,
    filter: &Filter,
    after: Option<Key>,
    first: usize,
) -> Result<Result<Found<AuditRow>, NotAuditor>, AppError> {
    let caller = &session.caller;
    if !(caller.viewer.roles.has(Role::Auditor) && caller.may(Scope::AuditRead)) {
        return Ok(Err(NotAuditor));
    }
    let directory = listing(session).await?;
    let mut rows = page(session, filter, after.as_ref(), first + 1).await?;
    let more = rows.len() > first;
    rows.truncate(first);
    let shown = rows.into_iter().map(|row| {
        let shown = AuditRow {
            organisation: row.organisation_id.and_then(|id| directory.organisation(id)),
            unit: row.unit_id.and_then(|id| directory.unit(id)),
            user: row.user_id.and_then(|id| directory.professional(id)),
            categories: categories(&row)?,
            row,
        };
        Ok((key(&shown.row), shown))
    });
    Ok(Ok((shown.collect::<Result<_, AppError>>()?, more)))
}

/// Rows of the log after a key, newest first.
async fn page(
    session: &Session,
    filter: &Filter,
    after: Option<&Key>,
    size: usize,
) -> Result<Vec<Model>, AppError> {
    let rows = Entity::find()
        .filter(filter.condition().add_option(after.map(older)))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Chain)
        .order_by_desc(Column::Seq)
        .limit(u64::try_from(size).unwrap_or(u64::MAX));
    Ok(rows.all(&session.app.db.connection).await?)
}

fn key(row: &Model) -> Key {
    (row.at, row.chain.clone(), row.seq)
}

fn older((at, chain, seq): &Key) -> Condition {
    let same_chain =
        Condition::all().add(Column::Chain.eq(chain.as_str())).add(Column::Seq.lt(*seq));
    let same_time = Condition::all()
        .add(Column::At.eq(*at))
        .add(Condition::any().add(Column::Chain.lt(chain.as_str())).add(same_chain));
    Condition::any().add(Column::At.lt(*at)).add(same_time)
}

fn categories(row: &Model) -> Result<CategorySet, AppError> {
    let codes = row.categories.split(',').filter(|code| !code.is_empty());
    let set: Option<CategorySet> = codes.map(Category::parse).collect();
    Ok(set.ok_or_else(|| StoreError::inconsistent("access_log", "unknown category"))?)
}

impl Filter {
    fn condition(&self) -> Condition {
        Condition::all()
            .add_option(self.citizen.map(|id| Column::CitizenId.eq(id)))
            .add_option(self.case.map(|id| Column::CaseId.eq(id)))
            .add_option(self.organisation.map(|id| Column::OrganisationId.eq(id)))
            .add_option(self.user.map(|id| Column::UserId.eq(id)))
            .add_option(self.client.as_deref().map(|id| Column::ClientId.eq(id)))
            .add_option(self.kind.map(|kind| Column::Kind.eq(kind)))
            .add_option(self.from.map(|from| Column::At.gte(from)))
            .add_option(self.to.map(|to| Column::At.lt(to)))
    }
}
