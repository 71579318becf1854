//! Reading the access log, newest first: the citizen sees who looked (R39), the auditor all of it.

use chrono::{DateTime, Utc};
use entity::access_log::Model;
use law::facts::Ask;
use law::fields::row_naming;
use law::words::{CaseId, CitizenId};
use law::{Category, CategorySet, Purpose, Relation, Role, Word};
use sea_orm::DatabaseConnection;
use sea_orm::prelude::Uuid;

use super::listing::{Listing, listing};
use super::{AppError, Session};
use crate::audit::detail::{self, Part, Target};
use crate::audit::{AccessKind, After, Filter, Page, all, place};
use crate::domain::{Caller, CaseRef, Reach, Scope};
use crate::store::view::{OrganisationRef, ProfessionalRef, UnitRef};
use crate::store::{Parts, StoreError, Which, case_of};

/// A page: rows with their places, and whether more follows.
pub(crate) type Found<K, T> = (Vec<(K, T)>, bool);

/// Where a row stands in the log of one citizen: when, by which request, in which case (nil: in
/// none). Its place in the chain is not told: that counts what others read.
pub(crate) type Place = (DateTime<Utc>, Uuid, Uuid);

/// An access as the citizen sees it: no employee, no client (R39).
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) at: DateTime<Utc>,
    pub(crate) kind: AccessKind,
    /// None: the citizen or a representative looked.
    pub(crate) organisation: Option<OrganisationRef>,
    pub(crate) case: Option<CaseRef>,
    pub(crate) purpose: Option<Purpose>,
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
    pub(crate) case: Option<CaseRef>,
    /// What was administered.
    pub(crate) targets: Vec<Target>,
    /// What was disclosed and withheld, set of holders by set of holders.
    pub(crate) parts: Vec<AuditPart>,
}

/// What was disclosed and withheld of what the same holders hold.
#[derive(Clone, Debug)]
pub(crate) struct AuditPart {
    pub(crate) part: Part,
    pub(crate) holders: Vec<OrganisationRef>,
    /// For the ids of clauses and bases.
    pub(crate) case: Option<CaseRef>,
}

/// Who looked at a citizen's data. For the citizen, and within the representation's scope for a
/// representative; nothing for anyone else. Without an id it is the caller's own citizen.
pub(crate) async fn access_log(
    session: &Session,
    mut filter: Filter,
    after: Option<Place>,
    first: usize,
) -> Result<Option<Found<Place, Access>>, AppError> {
    let Some(claimed) = session.caller.viewer.citizen else { return Ok(None) };
    if *filter.citizen.get_or_insert(claimed) != claimed {
        return Ok(None);
    }
    let scope = insight(session, claimed).await?;
    if scope.is_empty() {
        return Ok(None);
    }
    let directory = listing(session).await?;
    let reach = session.caller.reading();
    let mut after = match after {
        Some((at, request, case)) => {
            let case = (!case.is_nil()).then_some(CaseId(case));
            Some(place(&logs(session), claimed, at, request, case).await?)
        }
        None => None,
    };
    let mut shown = Vec::new();
    loop {
        // Rows outside a representation's scope are not there: the page is filled past them.
        let found = page(session, &filter, after.as_ref(), first + 1).await?;
        for row in found.rows {
            let place = (row.at, row.request_id, row.case_id.unwrap_or_default());
            let Some(access) = shown_access(row, scope, reach, &directory)? else { continue };
            if shown.len() == first {
                return Ok(Some((shown, true)));
            }
            shown.push((place, access));
        }
        after = found.next;
        if after.is_none() {
            return Ok(Some((shown, false)));
        }
    }
}

/// The categories within which the caller sees the log: all for the citizen, the scope of the
/// representation for a representative, none for anyone else.
async fn insight(session: &Session, citizen: CitizenId) -> Result<CategorySet, AppError> {
    let viewer = &session.caller.viewer;
    if viewer.roles.has(Role::Citizen) && !viewer.roles.has(Role::Representative) {
        return Ok(CategorySet::ALL);
    }
    let (at, reach) = (session.now()?, session.caller.reading());
    let which = Which::of_citizens(&[citizen.0]);
    let snapshot = session.load(&which, Parts::FACTS, false).await?;
    let mut scope = CategorySet::NONE;
    for rows in &snapshot.cases {
        let case = case_of(rows, &snapshot.directory)?;
        if !reach.has(case.facts().purpose) {
            continue;
        }
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
    reach: Reach,
    directory: &Listing,
) -> Result<Option<Access>, AppError> {
    let Some(categories) = within(categories(&row)?, scope) else { return Ok(None) };
    let (purpose, case) = (purpose(&row)?, case(&row)?);
    if purpose.is_some_and(|purpose| !reach.has(purpose)) {
        return Ok(None);
    }
    let organisation = row.organisation_id.and_then(|id| directory.organisation(id));
    // The row itself tells: that a hospital looked is HEALTH.
    let naming = organisation.as_ref().map(|o| row_naming(o.0.kind.0)).unwrap_or_default();
    if !scope.contains(naming.minus(CategorySet::of(&[Category::Process]))) {
        return Ok(None);
    }
    let broken = || StoreError::inconsistent("access_log", "unknown word");
    let kind = AccessKind::parse(&row.kind).ok_or_else(broken)?;
    Ok(Some(Access { at: row.at, kind, organisation, case, purpose, categories }))
}

/// What of a disclosure lies within a scope; none where the row is not to be seen.
fn within(disclosed: CategorySet, scope: CategorySet) -> Option<CategorySet> {
    let within = disclosed.intersection(scope);
    let seen = if disclosed.is_empty() { scope.has(Category::Process) } else { !within.is_empty() };
    seen.then_some(within)
}

/// Why a caller may not read the whole log.
pub(crate) struct NotAuditor;

/// Whether the log is for a caller: the role AUDITOR with the scope for it. A system that acts
/// without a person needs the scope alone.
pub(crate) fn reads_log(caller: &Caller) -> bool {
    let viewer = &caller.viewer;
    let person = viewer.user.is_some() || viewer.citizen.is_some();
    caller.may(Scope::AuditRead) && (!person || viewer.roles.has(Role::Auditor))
}

/// All of the log, for who may read it.
pub(crate) async fn audit_log(
    session: &Session,
    filter: &Filter,
    after: Option<&After>,
    first: usize,
) -> Result<Result<Found<After, AuditRow>, NotAuditor>, AppError> {
    if !reads_log(&session.caller) {
        return Ok(Err(NotAuditor));
    }
    let directory = listing(session).await?;
    let found = page(session, filter, after, first).await?;
    let shown =
        found.rows.into_iter().map(|row| Ok((After::from(&row), audited(row, &directory)?)));
    Ok(Ok((shown.collect::<Result<_, AppError>>()?, found.next.is_some())))
}

fn audited(row: Model, directory: &Listing) -> Result<AuditRow, AppError> {
    let parts = detail::parse(&row.detail)
        .ok_or_else(|| StoreError::inconsistent("access_log", "broken detail"))?;
    let case = case(&row)?;
    let part = |part: Part| AuditPart {
        holders: part.holders.iter().filter_map(|id| directory.organisation(id.0)).collect(),
        case,
        part,
    };
    Ok(AuditRow {
        organisation: row.organisation_id.and_then(|id| directory.organisation(id)),
        unit: row.unit_id.and_then(|id| directory.unit(id)),
        user: row.user_id.and_then(|id| directory.professional(id)),
        categories: categories(&row)?,
        case,
        targets: detail::targets(&row.detail),
        parts: parts.into_iter().map(part).collect(),
        row,
    })
}

/// Rows of the log after a place, newest first, and where the next page starts.
async fn page(
    session: &Session,
    filter: &Filter,
    after: Option<&After>,
    size: usize,
) -> Result<Page, AppError> {
    Ok(all(&logs(session), filter, after, u64::try_from(size).unwrap_or(u64::MAX)).await?)
}

fn logs(session: &Session) -> Vec<&DatabaseConnection> {
    std::iter::once(&session.app.db.connection).chain(&session.app.log).collect()
}

/// For what purpose; none where it was in no case.
fn purpose(row: &Model) -> Result<Option<Purpose>, AppError> {
    let broken = || StoreError::inconsistent("access_log", "unknown word");
    let purpose = row.purpose.as_deref().map(|code| Purpose::parse(code).ok_or_else(broken));
    Ok(purpose.transpose()?)
}

/// In which case.
fn case(row: &Model) -> Result<Option<CaseRef>, AppError> {
    Ok(row.case_id.zip(purpose(row)?).map(|(id, purpose)| CaseRef { purpose, id }))
}

fn categories(row: &Model) -> Result<CategorySet, AppError> {
    let codes = row.categories.split(',').filter(|code| !code.is_empty());
    let set: Option<CategorySet> = codes.map(Category::parse).collect();
    Ok(set.ok_or_else(|| StoreError::inconsistent("access_log", "unknown category"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r39_a_representative_sees_accesses_within_the_scope_alone() {
        let set = CategorySet::of;
        let scope = set(&[Category::Social]);
        assert_eq!(within(set(&[Category::Social, Category::Health]), scope), Some(scope));
        assert_eq!(within(set(&[Category::Health]), scope), None);
        assert_eq!(within(CategorySet::NONE, scope), None);
        assert_eq!(within(CategorySet::NONE, CategorySet::ALL), Some(CategorySet::NONE));
    }
}
