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
pub(crate) type Found = (Vec<(Key, CaseView)>, bool);

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
    let viewing = session.viewing(now);
    let mut after = wanted.after;
    let mut size = wanted.first + 1;
    let mut shown = Vec::new();
    loop {
        // Who also represents a citizen is taken as that, which what decides must tell.
        let lean = parts.within(OUTLINE) && viewing.viewer.citizen.is_none();
        let Some(which) = candidates(viewing.viewer, wanted, after, now, size, lean) else {
            return Ok((shown, false));
        };
        let snapshot = session.load(&which, parts, false).await?;
        let exhausted = snapshot.cases.len() < size;
        let directory = &snapshot.directory;
        let mut cases: Vec<(Key, &CaseRows)> = Vec::with_capacity(snapshot.cases.len());
        for rows in &snapshot.cases {
            let case = rows
                .case()
                .ok_or_else(|| StoreError::inconsistent("coordination_case", "absent"))?;
            cases.push(((case.opened_at, case.id), rows));
        }
        cases.sort_by_key(|(key, _)| *key);
        if wanted.newest_first {
            cases.reverse();
        }
        for (key, rows) in cases {
            after = Some(key);
            let Some(case) = listed(rows, directory, viewing.viewer, now)? else { continue };
            if shown.len() == wanted.first {
                return Ok((shown, true));
            }
            shown.extend(view_of(&case, rows, directory, viewing)?.map(|view| (key, view)));
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

/// SQL in the making: its text, and the values that its places stand for.
#[derive(Default)]
struct Sql {
    values: Vec<Value>,
}

impl Sql {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// What every candidate must meet.
    fn filters(&mut self, wanted: &Wanted, after: Option<Key>) -> String {
        let purpose = self.bind(wanted.purpose.code());
        let mut text = format!(" AND k.purpose = {purpose}");
        if let Some(unit) = wanted.unit {
            let unit = self.bind(unit);
            let _ = write!(text, " AND k.unit_id = {unit}");
        }
        if let Some(status) = wanted.status {
            let status = self.bind(status.code());
            let _ = write!(text, " AND k.status = {status}");
        }
        if let Some(from) = wanted.opened_after {
            let from = self.bind(from);
            let _ = write!(text, " AND k.opened_at >= {from}");
        }
        if let Some(to) = wanted.opened_before {
            let to = self.bind(to);
            let _ = write!(text, " AND k.opened_at < {to}");
        }
        if let Some((at, id)) = after {
            let (at, id) = (self.bind(at), self.bind(id));
            let side = if wanted.newest_first { "<" } else { ">" };
            let _ = write!(text, " AND (k.opened_at, k.id) {side} ({at}, {id})");
        }
        text
    }

    /// Cases that the viewer's organisation or the viewer in person has a part in.
    fn parts(&mut self, viewer: &Viewer, now: DateTime<Utc>) -> Option<String> {
        let organisation = viewer.organisation?;
        let own = self.bind(organisation.id.0);
        let at = self.bind(now);
        let works = viewer.user.is_none()
            || viewer.roles.has(Role::Caseworker)
            || viewer.roles.has(Role::Partner);
        let unit = viewer.unit.filter(|_| works).map(|unit| self.bind(unit.0));
        let user = viewer.user.map(|user| self.bind(user.0));
        let reaches = |unit_column: &str, user_column: &str| {
            let by_unit = unit.as_ref().map(|unit| format!("{unit_column} = {unit}"));
            let by_user = user.as_ref().map(|user| format!("{user_column} = {user}"));
            let either: Vec<_> = by_unit.into_iter().chain(by_user).collect();
            if either.is_empty() { "1 = 0".to_owned() } else { either.join(" OR ") }
        };
        let mut text = format!(
            "SELECT p.case_id FROM participation p WHERE p.organisation_id = {own} \
             AND p.from_at <= {at} AND (p.to_at IS NULL OR p.to_at > {at}) AND ({})",
            reaches("p.unit_id", "p.user_id")
        );
        let _ = write!(
            text,
            " UNION SELECT h.case_id FROM holding h WHERE h.organisation_id = {own} AND ({})",
            reaches("h.unit_id", "h.user_id")
        );
        if let Some(user) = user {
            let _ = write!(
                text,
                " UNION SELECT a.case_id FROM coordinator_assignment a \
                 WHERE a.coordinator_id = {user} AND a.from_at <= {at} \
                 AND (a.to_at IS NULL OR a.to_at > {at})"
            );
        }
        Some(text)
    }
}

/// The statement that gives the next candidates; none where the viewer can have no relation. With
/// `lean` nothing of what decides is read of the cases of the viewer's own unit: as its caseworker
/// one sees what the lead holds, whatever was consented to.
fn candidates(
    viewer: &Viewer,
    wanted: &Wanted,
    after: Option<Key>,
    now: DateTime<Utc>,
    size: usize,
    lean: bool,
) -> Option<Which> {
    let mut sql = Sql::default();
    let mut conditions = Vec::new();
    let mut own = "0".to_owned();
    let leads = viewer.user.is_none() || viewer.roles.has(Role::Caseworker);
    if let (Some(organisation), Some(unit), true) = (viewer.organisation, viewer.unit, leads) {
        let (lead, unit) = (sql.bind(organisation.id.0), sql.bind(unit.0));
        let of_unit = format!("k.unit_id = {unit} AND k.lead_organisation_id = {lead}");
        own = format!("CASE WHEN {of_unit} THEN 1 ELSE 0 END");
        conditions.push(of_unit);
    }
    if let Some(parts) = sql.parts(viewer, now) {
        conditions.push(format!("k.id IN ({parts})"));
    }
    if let Some(citizen) = viewer.citizen {
        let citizen = sql.bind(citizen.0);
        conditions.push(format!("k.citizen_id = {citizen}"));
    }
    if conditions.is_empty() {
        return None;
    }
    let filters = sql.filters(wanted, after);
    let size = sql.bind(i64::try_from(size).unwrap_or(i64::MAX));
    let way = if wanted.newest_first { "DESC" } else { "ASC" };
    let order = format!("ORDER BY opened_at {way}, id {way} LIMIT {size}");
    // Each branch is cut to the page by itself, so that the unit's index gives it in order.
    let branches: Vec<_> = conditions
        .iter()
        .enumerate()
        .map(|(n, condition)| {
            format!(
                "SELECT * FROM (SELECT k.citizen_id, k.id, k.opened_at, {own} AS own \
                 FROM coordination_case k WHERE {condition}{filters} {order}) b{n}"
            )
        })
        .collect();
    let text = format!("SELECT citizen_id, id, own FROM ({}) x {order}", branches.join(" UNION "));
    let which = Which::of(text, sql.values);
    Some(if lean { which.telling_own() } else { which })
}
