//! Reading cases, and the cases of a citizen beside the one that is read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use law::Relation;
use law::facts::Ask;
use sea_orm::ConnectionTrait;
use sea_orm::prelude::Uuid;

use super::{AppError, Session};
use crate::domain::{CaseRef, Reach};
use crate::store::view::{CaseView, Viewing, case_view};
use crate::store::{Parts, Which, case_of, load_by};

/// A case as the caller sees it; nothing where it is unknown to the caller. `as_of` reads what is
/// versioned as it stood then; the decision is always of now.
pub(crate) async fn case(
    session: &Session,
    case: CaseRef,
    parts: Parts,
    as_of: Option<DateTime<Utc>>,
) -> Result<Option<CaseView>, AppError> {
    let mut cases = cases(session, &Which::case(case.id), parts, as_of).await?;
    Ok(cases.pop().filter(|view| view.purpose == case.purpose))
}

/// The cases of a statement that the caller has a relation to.
pub(crate) async fn cases(
    session: &Session,
    which: &Which,
    parts: Parts,
    as_of: Option<DateTime<Utc>>,
) -> Result<Vec<CaseView>, AppError> {
    let (snapshot, at) = session.load(which, parts, as_of.is_some()).await?;
    let viewing = Viewing { as_of, ..session.viewing(at) };
    let mut views = Vec::new();
    for rows in &snapshot.cases {
        views.extend(case_view(rows, &snapshot.directory, viewing)?);
    }
    let citizens = views.iter().filter_map(|view| Some(view.citizen.as_ref()?.id)).collect();
    others(session, &session.app.db, citizens, (parts, viewing.at, viewing.reach)).await?;
    Ok(views)
}

/// Which rows of a list a page has, by their keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut<K> {
    /// How many at most.
    pub(crate) first: usize,
    /// The row that it follows.
    pub(crate) after: Option<K>,
}

impl<K: Ord + Copy> Cut<K> {
    /// The rows of the page, in order, and whether more follow.
    pub(crate) fn page<T>(&self, mut rows: Vec<(K, T)>) -> (Vec<(K, T)>, bool) {
        rows.retain(|(key, _)| self.after.is_none_or(|after| *key > after));
        rows.sort_by_key(|(key, _)| *key);
        let more = rows.len() > self.first;
        rows.truncate(self.first);
        (rows, more)
    }
}

/// A page of the rows that the cases of a statement give, and whether more follow. A row is given by
/// its key and what shows it, which is asked of those on the page. Only a case of which a row is on
/// the page was looked up: which other ones the statement gives follows from what may be withheld
/// from the caller, so the log must not tell it.
pub(crate) async fn rows_of_cases<K: Ord + Copy, T, R: FnOnce() -> Option<T>>(
    session: &Session,
    which: &Which,
    parts: Parts,
    cut: &Cut<K>,
    rows_of: impl Fn(CaseView) -> Vec<(K, R)>,
) -> Result<(Vec<(K, T)>, bool), AppError> {
    let (snapshot, at) = session.load(which, parts, false).await?;
    let mut found = Vec::new();
    for rows in &snapshot.cases {
        let ledger = Arc::default();
        let viewing = Viewing { ledger: &ledger, ..session.viewing(at) };
        let Some(view) = case_view(rows, &snapshot.directory, viewing)? else { continue };
        let citizen = view.citizen.as_ref().map(|citizen| citizen.id);
        let rows = rows_of(view).into_iter();
        found.extend(rows.map(|(key, row)| (key, (row, Arc::clone(&ledger), citizen))));
    }
    let (page, more) = cut.page(found);
    let (mut listed, mut citizens) = (Vec::new(), Vec::new());
    for (key, (row, ledger, citizen)) in page {
        session.ledger.take_in(ledger);
        citizens.extend(citizen);
        listed.extend(row().map(|row| (key, row)));
    }
    let reach = session.caller.reading();
    others(session, &session.app.db, citizens, (parts, at, reach)).await?;
    Ok((listed, more))
}

/// Cases of citizens: those that the caller has a relation to. Loaded before the answer is walked,
/// as everything is.
#[derive(Debug, Default)]
pub(crate) struct CasesOf(Mutex<HashMap<Uuid, Vec<CaseView>>>);

impl CasesOf {
    /// Forgets them: what an earlier change of the same document showed is of before.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The cases of a citizen, the oldest first.
    pub(crate) fn citizen(&self, id: Uuid) -> Vec<CaseView> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(&id).cloned().unwrap_or_default()
    }
}

/// Loads the cases of citizens that an answer shows, where it was asked for them. A case that the
/// caller has no relation to is passed by before it is sealed: it was not looked up. They are decided
/// on as of when they are read, and not before `at`, the instant of what they stand beside; `reach` is
/// that of the same.
pub(crate) async fn others<C: ConnectionTrait>(
    session: &Session,
    connection: &C,
    citizens: Vec<Uuid>,
    (parts, at, reach): (Parts, DateTime<Utc>, Reach),
) -> Result<(), AppError> {
    if !parts.has(Parts::OTHER_CASES) || citizens.is_empty() {
        return Ok(());
    }
    let which = Which::of_citizens(&citizens);
    let snapshot = load_by(&session.app.db, connection, &which, parts).await?;
    let at = at.max(session.after(&snapshot)?);
    let viewing = Viewing { reach, ..session.viewing(at) };
    // Of whom nothing is found, nothing that was found before is kept.
    let mut found: HashMap<Uuid, Vec<CaseView>> =
        citizens.into_iter().map(|id| (id, Vec::new())).collect();
    for rows in &snapshot.cases {
        let case = case_of(rows, &snapshot.directory)?;
        let facts = case.facts();
        let holders = [facts.lead];
        let ask = Ask { viewer: viewing.viewer, holders: &holders, journal: false, at };
        if case.decide(&ask).relation != Relation::None {
            let view = case_view(rows, &snapshot.directory, viewing)?;
            found.entry(facts.citizen.0).or_default().extend(view);
        }
    }
    for cases in found.values_mut() {
        cases.sort_by_key(|view| (view.row.outline(|record| record.case.opened_at), view.id));
    }
    session.cases_of.0.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
    Ok(())
}
