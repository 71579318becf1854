//! Versioned rows: a change ends the version that stands and writes the next one.

use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::{AppError, Work};

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
                self.end(work).await?;
                let version = self.version + 1;
                insert_version!($table, work, Self { version, ..next })
            }
            async fn end(&self, work: &Work<'_>) -> Result<(), AppError> {
                let mut row = self.clone().into_active_model();
                row.superseded_at = Set(Some(work.now));
                row.update(&work.txn).await?;
                Ok(())
            }
            async fn begin(self, work: &Work<'_>) -> Result<(), AppError> {
                insert_version!($table, work, Self { version: 1, ..self })
            }
            fn in_place_of(self, held: &Self) -> Self {
                let (row_id, id, version) = (held.row_id, held.id, held.version);
                let (recorded_at, superseded_at) = (held.recorded_at, held.superseded_at);
                Self { row_id, id, version, recorded_at, superseded_at, ..self }
            }
        }
    )+ };
}

macro_rules! insert_version {
    ($table:ident, $work:ident, $row:expr) => {{
        let row = entity::$table::Model {
            row_id: $work.id(),
            recorded_at: $work.now,
            superseded_at: None,
            ..$row
        };
        let row = row.into_active_model().reset_all();
        entity::$table::Entity::insert(row).exec_without_returning(&$work.txn).await?;
        Ok(())
    }};
}

versioned! {
    consent consent_clause network_map network_actor
    coordination_plan plan_track plan_goal plan_intervention intervention_dependency
}
