//! Listing cases: those that the caller has a relation to, page by page.
//!
//! The statement gives candidates by what SQL can tell of a relation (unit, participation,
//! holding, assignment), which the law then decides on. A page is filled until it is full or no
//! candidate is left, so that its length tells nothing of cases that are not shown; its cursors
//! are those of shown cases.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use law::facts::Ask;
use law::forms::CaseStatus;
use law::{Purpose, Relation, Role, Viewer, Word};
use sea_orm::Value;
use sea_orm::prelude::Uuid;

use super::read::others;
use super::{AppError, Session};
use crate::store::view::{CaseView, view_of};
use crate::store::{CaseRows, Directory, Parts, StoreError, Which, case_of};

/// When a case was opened, and its id: the order of the list.
pub(crate) type Key = (DateTime<Utc>, Uuid);

/// What is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) purpose: Purpose,
    pub(crate) unit: Option<Uuid>,
    pub(crate) status: Option<CaseStatus>,
    /// Inclusive.
    pub(crate) opened_after: Option<DateTime<Utc>>,
    /// Exclusive.
    pub(crate) opened_before: Option<DateTime<Utc>>,
    pub(crate) newest_first: bool,
    pub(crate) first: usize,
    pub(crate) after: Option<Key>,
}

/// A page of cases with their keys, and whether more follows.
pub(crate) type Found = (Vec<(Key, Box<CaseView>)>, bool);

/// What the lead's own unit is shown without asking what was consented to.
const OUTLINE: Parts = Parts::CASE.with(Parts::CITIZEN).with(Parts::FORMER).with(Parts::REFERENCES);

/// Candidates that one statement reads at most.
const MOST: usize = 200;

/// A page of the cases that the caller has a relation to.
pub(crate) async fn list_cases(
    session: &Session,
    wanted: &Wanted,
    parts: Parts,
) -> Result<Found, AppError> {
    let now = session.now()?;
    let found = page(session, wanted, parts, now).await?;
    let citizens = found.0.iter().filter_map(|(_, view)| Some(view.citizen.as_ref()?.id)).collect();
    let reach = session.caller.reading();
    others(session, &session.app.db, citizens, (parts, now, reach)).await?;
    Ok(found)
}

/// The page, of the candidates as of `now`.
async fn page(
    session: &Session,
    wanted: &Wanted,
    parts: Parts,
    now: DateTime<Utc>,
) -> Result<Found, AppError> {
    let viewer = &session.caller.viewer;
    let mut after = wanted.after;
    let mut size = wanted.first + 1;
    let mut shown = Vec::new();
    loop {
        // Who also represents a citizen is taken as that, which what decides must tell.
        let lean = parts.within(OUTLINE) && viewer.citizen.is_none();
        let Some(which) = candidates(viewer, wanted, after, now, size, lean) else {
            return Ok((shown, false));
        };
        let (snapshot, at) = session.load(&which, parts, false).await?;
        let viewing = session.viewing(at);
        let exhausted = snapshot.cases.len() < size;
        let directory = &snapshot.directory;
        let mut cases: Vec<(Key, &CaseRows)> = Vec::with_capacity(snapshot.cases.len());
        for rows in &snapshot.cases {
            let case = rows.case_row()?;
            cases.push(((case.opened_at, case.id), rows));
        }
        cases.sort_by_key(|(key, _)| *key);
        if wanted.newest_first {
            cases.reverse();
        }
        for (key, rows) in cases {
            after = Some(key);
            let Some(case) = listed(rows, directory, viewer, viewing.at)? else { continue };
            if shown.len() == wanted.first {
                return Ok((shown, true));
            }
            let view = view_of(&case, rows, directory, viewing)?;
            shown.extend(view.map(|view| (key, Box::new(view))));
        }
        if exhausted {
            return Ok((shown, false));
        }
        size = (size * 2).clamp(1, MOST.max(size));
    }
}

/// The case, where the caller may list it: a relation to it, which opens the outline that the list
/// is sorted and filtered by. Asked before any seal is made: a candidate that is not listed was not
/// looked up.
fn listed(
    rows: &CaseRows,
    directory: &Directory,
    viewer: &Viewer,
    at: DateTime<Utc>,
) -> Result<Option<law::Case>, StoreError> {
    let case = case_of(rows, directory)?;
    let holders = [case.facts().lead];
    let verdict = case.decide(&Ask { viewer, holders: &holders, journal: false, at });
    Ok((verdict.relation != Relation::None).then_some(case))
}

/// SQL in the making: the values that its places stand for.
#[derive(Default)]
struct Sql {
    values: Vec<Value>,
}

/// What every candidate must meet: of the case, and of its place in the list.
struct Filters {
    of_case: String,
    opened_after: Option<String>,
    opened_before: Option<String>,
    after: Option<(&'static str, String, String)>,
}

impl Filters {
    /// The place, in a table that tells when the case was opened and which it is.
    fn of_place(&self, opened_at: &str, id: &str) -> String {
        let mut text = String::new();
        if let Some(from) = &self.opened_after {
            let _ = write!(text, " AND {opened_at} >= {from}");
        }
        if let Some(to) = &self.opened_before {
            let _ = write!(text, " AND {opened_at} < {to}");
        }
        if let Some((side, at, last)) = &self.after {
            let _ = write!(text, " AND ({opened_at}, {id}) {side} ({at}, {last})");
        }
        text
    }
}

impl Sql {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn filters(&mut self, wanted: &Wanted, after: Option<Key>) -> Filters {
        let mut of_case = format!("k.purpose = {}", self.bind(wanted.purpose.code()));
        if let Some(unit) = wanted.unit {
            let _ = write!(of_case, " AND k.unit_id = {}", self.bind(unit));
        }
        if let Some(status) = wanted.status {
            let _ = write!(of_case, " AND k.status = {}", self.bind(status.code()));
        }
        let side = if wanted.newest_first { "<" } else { ">" };
        Filters {
            of_case,
            opened_after: wanted.opened_after.map(|from| self.bind(from)),
            opened_before: wanted.opened_before.map(|to| self.bind(to)),
            after: after.map(|(at, id)| (side, self.bind(at), self.bind(id))),
        }
    }

    /// Rows that give the viewer's organisation or the viewer in person a part in a case: tables
    /// `p` with a condition. One for each index that has them in the order of the list.
    fn parts(&mut self, viewer: &Viewer, now: DateTime<Utc>) -> Vec<(&'static str, String)> {
        let Some(organisation) = viewer.organisation else { return Vec::new() };
        let own = self.bind(organisation.id.0);
        let at = self.bind(now);
        let stands = format!("p.from_at <= {at} AND (p.to_at IS NULL OR p.to_at > {at})");
        let works = viewer.user.is_none()
            || viewer.roles.has(Role::Caseworker)
            || viewer.roles.has(Role::Partner);
        let unit = viewer.unit.filter(|_| works).map(|unit| self.bind(unit.0));
        let user = viewer.user.map(|user| self.bind(user.0));
        let unit = unit.map(|unit| format!("p.organisation_id = {own} AND p.unit_id = {unit}"));
        let person =
            user.as_ref().map(|user| format!("p.organisation_id = {own} AND p.user_id = {user}"));
        let mut parts = Vec::new();
        for reached in unit.into_iter().chain(person) {
            parts.push(("participation", format!("{reached} AND {stands}")));
            parts.push(("holding", reached));
        }
        if let Some(user) = user {
            parts.push((
                "coordinator_assignment",
                format!("p.coordinator_id = {user} AND {stands}"),
            ));
        }
        parts
    }
}

/// The statement that gives the next candidates; none where the viewer can have no relation. With
/// `lean` nothing of what decides is read of the cases of the viewer's own unit: as its caseworker
/// one sees what the lead holds, whatever was consented to.
///
/// Each branch is read in the order of the list by an index and cut to the page by itself, so that
/// a page costs the same however many cases there are.
fn candidates(
    viewer: &Viewer,
    wanted: &Wanted,
    after: Option<Key>,
    now: DateTime<Utc>,
    size: usize,
    lean: bool,
) -> Option<Which> {
    let mut sql = Sql::default();
    let filters = sql.filters(wanted, after);
    let way = if wanted.newest_first { "DESC" } else { "ASC" };
    let case_branch = |own: u8, condition: &str| {
        format!(
            "SELECT k.citizen_id, k.id, k.opened_at, {own} AS own FROM coordination_case k \
             WHERE {condition} AND {}{} ORDER BY k.opened_at {way}, k.id {way} LIMIT {size}",
            filters.of_case,
            filters.of_place("k.opened_at", "k.id"),
        )
    };
    // The case is asked of each row in its turn: joined, the planner would take all of them first.
    let part_branch = |(table, condition): (&str, String)| {
        format!(
            "SELECT p.citizen_id, p.case_id AS id, p.case_opened_at AS opened_at, 0 AS own \
             FROM {table} p WHERE {condition}{} \
             AND (SELECT {} FROM coordination_case k WHERE k.id = p.case_id) \
             GROUP BY p.case_opened_at, p.case_id, p.citizen_id \
             ORDER BY p.case_opened_at {way}, p.case_id {way}, p.citizen_id {way} LIMIT {size}",
            filters.of_place("p.case_opened_at", "p.case_id"),
            filters.of_case,
        )
    };
    let mut branches = Vec::new();
    let leads = viewer.user.is_none() || viewer.roles.has(Role::Caseworker);
    if let (Some(organisation), Some(unit), true) = (viewer.organisation, viewer.unit, leads) {
        let (unit, lead) = (sql.bind(unit.0), sql.bind(organisation.id.0));
        let of_unit = format!("k.unit_id = {unit} AND k.lead_organisation_id = {lead}");
        branches.push(case_branch(1, &of_unit));
    }
    branches.extend(sql.parts(viewer, now).into_iter().map(part_branch));
    if let Some(citizen) = viewer.citizen {
        branches.push(case_branch(0, &format!("k.citizen_id = {}", sql.bind(citizen.0))));
    }
    if branches.is_empty() {
        return None;
    }
    let branches: Vec<_> =
        branches.iter().enumerate().map(|(n, b)| format!("SELECT * FROM ({b}) b{n}")).collect();
    // What the viewer's own unit leads comes by its own branch too, within the same page.
    let text = format!(
        "SELECT citizen_id, id, MAX(own) AS own FROM ({}) x GROUP BY citizen_id, id, opened_at \
         ORDER BY opened_at {way}, id {way} LIMIT {size}",
        branches.join(" UNION ALL ")
    );
    let which = Which::of(text, sql.values);
    Some(if lean { which.telling_own() } else { which })
}
