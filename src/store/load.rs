//! Loading cases.

use std::sync::Arc;

use entity::row::{Cells, Cursor};
use law::facts::Instant;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::directory::Directory;
use super::rows::{CaseRows, CouncilRows, Parts};
use super::statement::{Which, plan};
use super::{Db, StoreError, Txn};

/// Cases as they stood at one instant, with the directory of the same instant.
pub(crate) struct Snapshot {
    /// One for each case, in the order of their ids.
    pub(crate) cases: Vec<CaseRows>,
    /// The meetings of the council that the cases are before, or that were asked for.
    pub(crate) council: Arc<CouncilRows>,
    /// The directory.
    pub(crate) directory: Arc<Directory>,
}

impl Snapshot {
    /// When the last of what decides was ended: each such instant was the present one to whoever
    /// recorded it.
    pub(crate) fn last_end(&self) -> Option<Instant> {
        self.cases.iter().flat_map(CaseRows::ends).max()
    }

    /// The rows of the one case that was asked for and has to be there.
    pub(crate) fn case(&self) -> Result<&CaseRows, StoreError> {
        let absent = || StoreError::inconsistent("coordination_case", "absent");
        self.cases.first().ok_or_else(absent)
    }
}

/// Reads cases by one statement. `history` reads every version of what is versioned.
pub(crate) async fn load(
    db: &Db,
    which: &Which,
    parts: Parts,
    history: bool,
) -> Result<Snapshot, StoreError> {
    // Meetings of the council belong to no one case: they would be those of the others too.
    match (&db.together, which.one()) {
        (Some(together), Some(case)) if !parts.has(Parts::COUNCIL) => {
            together.load(db, case, (parts, history)).await
        }
        _ => read(db, db, which, parts, history, true).await,
    }
}

/// The directory as it stands.
pub(crate) async fn directory(db: &Db) -> Result<Arc<Directory>, StoreError> {
    let state = entity::directory_state::Entity::find().one(db).await?;
    let version = state.map_or(0, |state| state.version);
    db.directory.at(&db.connection, version, true).await
}

/// The directory as a transaction sees it.
pub(crate) async fn directory_in(db: &Db, transaction: &Txn) -> Result<Arc<Directory>, StoreError> {
    let state = entity::directory_state::Entity::find().one(transaction).await?;
    let version = state.map_or(0, |state| state.version);
    db.directory.at(transaction, version, false).await
}

/// Reads cases as a transaction sees them.
pub(crate) async fn load_in(
    db: &Db,
    transaction: &Txn,
    which: &Which,
    parts: Parts,
    history: bool,
) -> Result<Snapshot, StoreError> {
    read(db, transaction, which, parts, history, false).await
}

/// Reads cases by whichever connection: what it sees may be uncommitted, and is not kept.
pub(crate) async fn load_by<C: ConnectionTrait>(
    db: &Db,
    connection: &C,
    which: &Which,
    parts: Parts,
) -> Result<Snapshot, StoreError> {
    read(db, connection, which, parts, false, false).await
}

pub(super) async fn read<C: ConnectionTrait>(
    db: &Db,
    connection: &C,
    which: &Which,
    parts: Parts,
    history: bool,
    committed: bool,
) -> Result<Snapshot, StoreError> {
    let parts = parts.with(Parts::FACTS);
    let history = history || parts.has(Parts::HISTORY);
    let plan = plan(connection.get_database_backend(), which, parts, history);
    let mut rows = CaseRows { history, ..CaseRows::default() };
    for result in &connection.query_all_raw(plan.statement).await? {
        let cells = Cells::from(result);
        let branch = cells.read::<i32>(0).and_then(|branch| usize::try_from(branch).ok());
        let branch = branch.ok_or_else(|| StoreError::inconsistent("case", "a row of no table"))?;
        rows.put(branch, &mut Cursor::new(cells, plan.first))?;
        #[cfg(feature = "planted-leaks")]
        crate::planted::count(1);
    }
    #[cfg(feature = "planted-leaks")]
    if crate::planted::is(crate::planted::Leak::Work) && rows.case().is_some() {
        connection.execute_unprepared("SELECT 1").await?;
    }
    // `UNION ALL` promises no order; rows of one table are put into the order of their keys by
    // whoever shows them, cases into the order of the question by whoever pages.
    let directory = db.directory.at(connection, rows.directory_version, committed).await?;
    let council = Arc::clone(&rows.council);
    Ok(Snapshot { cases: rows.split(), council, directory })
}
