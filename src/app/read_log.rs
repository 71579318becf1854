//! Reading the access log, newest first: the citizen sees who looked (R39), the auditor all of it.

use chrono::{DateTime, Utc};
use entity::access_log::Model;
use law::facts::Ask;
use law::fields::row_naming;
use law::words::{CaseId, CitizenId, OrganisationId};
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
    let Some(insight) = insight(session, claimed).await? else { return Ok(None) };
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
        // Rows outside a representation are not there: the page is filled past them.
        let found = page(session, &filter, after.as_ref(), first + 1).await?;
        for row in found.rows {
            let place = (row.at, row.request_id, row.case_id.unwrap_or_default());
            let Some(access) = shown_access(row, &insight, reach, &directory)? else { continue };
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

/// What the caller sees of a citizen's log.
enum Insight {
    /// The citizen in person: all of it.
    Citizen,
    /// A representative: of each case that they are one in, what they are one for.
    Representative(Vec<Represented>),
}

/// A case in which the caller represents the citizen.
struct Represented {
    case: CaseId,
    lead: OrganisationId,
    scope: CategorySet,
}

impl Insight {
    /// The categories within which a row is seen. Who represents the citizen is registered by each
    /// authority for itself, so that a representative in one case may not know of another.
    fn scope(&self, row: &Model) -> Result<CategorySet, AppError> {
        let Self::Representative(cases) = self else { return Ok(CategorySet::ALL) };
        let parts = if row.case_id.is_some() { Vec::new() } else { parts(row)? };
        let of = |one: &&Represented| match row.case_id {
            Some(case) => one.case.0 == case,
            None => of_registration(row, &parts, one.lead),
        };
        let scopes = cases.iter().filter(of).map(|one| one.scope);
        Ok(scopes.fold(CategorySet::NONE, CategorySet::union))
    }
}

/// Whether a row in no case is of the registration that an authority keeps. Where the citizen looked,
/// or someone without relation, which registration the row names depends on which others there are:
/// the citizen's is taken as of each, anyone else's as of their own authority's.
fn of_registration(row: &Model, parts: &[Part], authority: OrganisationId) -> bool {
    let of = |part: &Part| match part.relation {
        Relation::Citizen => true,
        Relation::None => row.organisation_id == Some(authority.0),
        _ => part.holders == [authority],
    };
    !parts.is_empty() && parts.iter().all(of)
}

/// What the caller sees of the log: nothing, unless they are the citizen or represent them in a
/// case that the token reaches.
async fn insight(session: &Session, citizen: CitizenId) -> Result<Option<Insight>, AppError> {
    let viewer = &session.caller.viewer;
    if viewer.roles.has(Role::Citizen) && !viewer.roles.has(Role::Representative) {
        return Ok(Some(Insight::Citizen));
    }
    let reach = session.caller.reading();
    let which = Which::of_citizens(&[citizen.0]);
    let (snapshot, at) = session.load(&which, Parts::FACTS, false).await?;
    let mut cases = Vec::new();
    for rows in &snapshot.cases {
        let case = case_of(rows, &snapshot.directory)?;
        let facts = case.facts();
        if !reach.has(facts.purpose) {
            continue;
        }
        let verdict = case.decide(&Ask { viewer, holders: &[facts.lead], journal: false, at });
        if verdict.relation == Relation::Representative {
            let (case, lead, scope) = (facts.case, facts.lead.id, verdict.granted);
            cases.push(Represented { case, lead, scope });
        }
    }
    Ok((!cases.is_empty()).then_some(Insight::Representative(cases)))
}

/// A row within its scope. What was disclosed outside it is not told; a row that is all outside is
/// not there. That nothing was disclosed is case handling.
fn shown_access(
    row: Model,
    insight: &Insight,
    reach: Reach,
    directory: &Listing,
) -> Result<Option<Access>, AppError> {
    let scope = insight.scope(&row)?;
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
    let (parts, case) = (parts(&row)?, case(&row)?);
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

/// What was disclosed and withheld.
fn parts(row: &Model) -> Result<Vec<Part>, AppError> {
    let broken = || StoreError::inconsistent("access_log", "broken detail");
    Ok(detail::parse(&row.detail).ok_or_else(broken)?)
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

    fn looked(organisation: Option<u128>, relation: Relation, holder: u128) -> (Model, Vec<Part>) {
        let row = Model {
            chain: String::new(),
            seq: 1,
            at: DateTime::UNIX_EPOCH,
            request_id: Uuid::nil(),
            kind: AccessKind::Read.code().to_owned(),
            client_id: String::new(),
            organisation_id: organisation.map(Uuid::from_u128),
            unit_id: None,
            user_id: None,
            roles: String::new(),
            operation: String::new(),
            citizen_id: Some(Uuid::from_u128(1)),
            case_id: None,
            purpose: None,
            categories: String::new(),
            detail: format!("{}@{}", Uuid::from_u128(holder).simple(), relation.code()),
            previous_hash: String::new(),
            hash: String::new(),
        };
        let parts = parts(&row).unwrap();
        (row, parts)
    }

    #[test]
    fn r39_a_look_up_in_no_case_is_of_the_registration_that_was_seen() {
        use Relation::{Citizen, Lead, None as Unknown, Participant, Representative};
        let [ours, theirs] = [7, 8].map(|id| OrganisationId(Uuid::from_u128(id)));
        for (organisation, relation, holder, of) in [
            (Some(7), Lead, 7, (true, false)),
            (Some(8), Lead, 8, (false, true)),
            (Some(8), Participant, 7, (true, false)),
            (None, Representative, 8, (false, true)),
            // Which one is named tells nothing here.
            (None, Citizen, 8, (true, true)),
            (Some(8), Unknown, 7, (false, true)),
            (Some(9), Unknown, 7, (false, false)),
        ] {
            let (row, parts) = looked(organisation, relation, holder);
            let told = [ours, theirs].map(|keeper| of_registration(&row, &parts, keeper));
            assert_eq!((told[0], told[1]), of, "{organisation:?} {relation:?} {holder}");
        }
        let (row, _) = looked(Some(7), Lead, 7);
        assert!(!of_registration(&row, &[], ours));
    }
}
