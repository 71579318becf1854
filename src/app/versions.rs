//! Versioned rows: a change ends the version that stands and writes the next one.

use entity::row::{Kind, Row};
use sea_orm::prelude::Uuid;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, Iterable,
    ModelTrait, Statement, Value,
};

use super::{AppError, Work};
use crate::store::Replacement;
use crate::store::rows::Tabled;

/// A table that keeps its versions as rows.
pub(crate) trait Versioned: Sized + Clone {
    /// Ends this version and writes the next, whose row id, version and times are set here.
    async fn succeed(&self, work: &Work<'_>, next: Self) -> Result<(), AppError>;
    /// Ends this version; nothing follows.
    async fn end(&self, work: &Work<'_>) -> Result<(), AppError>;
    /// Writes the first version; its row id, version and times are set here.
    async fn begin(self, work: &Work<'_>) -> Result<(), AppError>;
    /// This content with the ids, version and times of the version that stands.
    fn in_place_of(self, held: &Self) -> Self;
}

macro_rules! versioned {
    ($($table:ident)+) => { $(
        impl Versioned for entity::$table::Model {
            async fn succeed(&self, work: &Work<'_>, next: Self) -> Result<(), AppError> {
                let version = self.version + 1;
                let next = fresh!($table, work, Self { version, ..next });
                replace(work, Some((self.citizen_id, self.row_id)), Some(next), |r| r.row_id).await
            }
            async fn end(&self, work: &Work<'_>) -> Result<(), AppError> {
                replace::<Self>(work, Some((self.citizen_id, self.row_id)), None, |r| r.row_id).await
            }
            async fn begin(self, work: &Work<'_>) -> Result<(), AppError> {
                let first = fresh!($table, work, Self { version: 1, ..self });
                replace(work, None, Some(first), |r| r.row_id).await
            }
            fn in_place_of(self, held: &Self) -> Self {
                let (row_id, id, version) = (held.row_id, held.id, held.version);
                let (recorded_at, superseded_at) = (held.recorded_at, held.superseded_at);
                Self { row_id, id, version, recorded_at, superseded_at, ..self }
            }
        }
    )+ };
}

macro_rules! fresh {
    ($table:ident, $work:ident, $row:expr) => {
        entity::$table::Model {
            row_id: $work.id(),
            recorded_at: $work.now,
            superseded_at: None,
            ..$row
        }
    };
}

versioned! {
    consent consent_clause network_map network_actor
    coordination_plan plan_track plan_goal plan_intervention intervention_dependency
}

/// Ends a version, by its citizen and row id, and writes another; and notes both in the case as
/// this write knows it. PostgreSQL does it by one statement, which ends the one before it writes
/// the other.
async fn replace<M>(
    work: &Work<'_>,
    ended: Option<(Uuid, Uuid)>,
    fresh: Option<M>,
    row_id: fn(&M) -> Uuid,
) -> Result<(), AppError>
where
    M: Row + Tabled + ModelTrait + Clone + Send + Sync + 'static,
    M: IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
{
    let backend = work.txn.get_database_backend();
    let end =
        format!("UPDATE {} SET superseded_at = $1 WHERE citizen_id = $2 AND row_id = $3", M::TABLE);
    let ending = |(citizen, row): (Uuid, Uuid)| vec![work.now.into(), citizen.into(), row.into()];
    let written = fresh.clone().map(values);
    let before = work.txn.changes();
    match (ended, written) {
        (Some(ended), Some(written)) if backend == DbBackend::Postgres => {
            let (columns, places) = columns::<M>(backend, 4);
            let write = format!("INSERT INTO {} ({columns}) SELECT {places} FROM ended", M::TABLE);
            let values = [ending(ended), written].concat();
            work.txn.replace(Replacement { end, write, values }).await?;
        }
        (ended, written) => {
            let end = ended.map(|ended| (end, ending(ended)));
            let write = written.map(|written| {
                let (columns, places) = columns::<M>(backend, 1);
                (format!("INSERT INTO {} ({columns}) SELECT {places}", M::TABLE), written)
            });
            for (sql, values) in end.into_iter().chain(write) {
                let statement = Statement::from_sql_and_values(backend, sql, values);
                work.txn.execute_raw(statement).await?;
            }
        }
    }
    work.noted(before, move |rows| {
        let table = M::table(rows);
        table.retain(|row| ended.is_none_or(|(_, ended)| row_id(row) != ended));
        table.extend(fresh);
    });
    Ok(())
}

/// The columns of a table, and places for their values from `$first` on.
fn columns<M: Row>(backend: DbBackend, first: usize) -> (String, String) {
    let names: Vec<_> = M::COLUMNS.iter().map(|(name, _)| *name).collect();
    let place = |(n, (_, kind)): (usize, &(&str, Kind))| match backend {
        DbBackend::Postgres => format!("${}::{}", first + n, kind.postgres()),
        _ => format!("${}", first + n),
    };
    let places: Vec<_> = M::COLUMNS.iter().enumerate().map(place).collect();
    (names.join(", "), places.join(", "))
}

/// The values of a row, in the order of its columns.
fn values<M>(row: M) -> Vec<Value>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
{
    let row = row.into_active_model();
    let of = |column| row.get(column).into_value();
    <M::Entity as EntityTrait>::Column::iter().filter_map(of).collect()
}
