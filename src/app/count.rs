//! Counts of cases for unit leads and managers (R31): numbers, never content.

use std::collections::BTreeMap;

use law::forms::CaseStatus;
use law::{Purpose, Role, Word};
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, Statement};

use super::{AppError, Session};
use crate::dkk::counts::{Counted, Counts, STATUSES, counts};
use crate::store::view::UnitRef;
use crate::store::{StoreError, directory};

/// What was opened in error is no case of the unit's.
const SQL: &str = "SELECT unit_id, status, COUNT(*) FROM coordination_case \
    WHERE lead_organisation_id = $1 AND purpose = $2 AND annulled_at IS NULL \
    GROUP BY unit_id, status";

/// The counts, with the unit of each row of them.
pub(crate) struct UnitCounts {
    pub(crate) units: Vec<UnitRef>,
    pub(crate) counts: Counts,
}

/// Counts by status of the cases of a purpose in every unit of the caller's organisation; nothing for who is no unit lead
/// and no manager. Which units there are comes from the directory, never from what is counted.
pub(crate) async fn unit_counts(
    session: &Session,
    purpose: Purpose,
) -> Result<Option<UnitCounts>, AppError> {
    let viewer = &session.caller.viewer;
    let leads = viewer.roles.has(Role::UnitLead) || viewer.roles.has(Role::Manager);
    let Some(organisation) = viewer.organisation.filter(|_| leads) else { return Ok(None) };
    let db = &session.app.db;
    let directory = directory(db).await?;
    let mut units: Vec<_> = directory
        .units
        .values()
        .filter(|unit| unit.organisation_id == organisation.id.0)
        .cloned()
        .map(UnitRef)
        .collect();
    units.sort_by(|a, b| (&a.0.name, a.0.id).cmp(&(&b.0.name, b.0.id)));
    let backend = db.connection.get_database_backend();
    let statement = Statement::from_sql_and_values(
        backend,
        SQL,
        [organisation.id.0.into(), purpose.code().into()],
    );
    let mut found: BTreeMap<Uuid, [u32; STATUSES]> = BTreeMap::new();
    for row in db.connection.query_all_raw(statement).await? {
        let (unit, status): (Uuid, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let count: i64 = row.try_get_by_index(2)?;
        let status = CaseStatus::ALL.iter().position(|s| s.code() == status);
        let (Some(status), Ok(count)) = (status, u32::try_from(count)) else {
            return Err(StoreError::inconsistent("coordination_case", "unknown status").into());
        };
        found.entry(unit).or_default()[status] = count;
    }
    let counted: Vec<_> = units
        .iter()
        .map(|unit| Counted {
            unit: unit.0.id,
            counts: found.get(&unit.0.id).copied().unwrap_or_default(),
        })
        .collect();
    let own = viewer.unit.map(|unit| unit.0);
    Ok(Some(UnitCounts { units, counts: counts(&counted, own) }))
}
