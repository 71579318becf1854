//! Writing consents with their clauses and counterparts.

use entity::column::{Categories, Code};
use law::facts::Counterpart;
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::content::{Checked, CheckedClause};
use crate::app::versions::Versioned;
use crate::app::{AppError, CaseFile, Work};
use crate::store::rows::Version;

/// Writes the first version of a consent; its grants, with their versions.
pub(super) async fn insert(
    work: &Work<'_>,
    file: &CaseFile,
    id: Uuid,
    checked: Checked,
) -> Result<Vec<(Uuid, i32)>, AppError> {
    let Checked { mut consent, clauses } = checked;
    consent.id = id;
    consent.begin(work).await?;
    let mut written = Vec::new();
    for (clause, position) in clauses.into_iter().zip(1..) {
        written.push(begin_clause(work, file, id, clause, position).await?);
    }
    Ok(written)
}

/// Writes the next version. A grant that keeps its counterparts keeps its id; counterparts have no
/// versions, so that one with others is a new grant, and the old one stays readable as of then. Its
/// grants, with their versions.
pub(super) async fn correct(
    work: &Work<'_>,
    file: &CaseFile,
    held: &entity::consent::Model,
    checked: Checked,
    reason: String,
) -> Result<Vec<(Uuid, i32)>, AppError> {
    let Checked { mut consent, clauses } = checked;
    consent.id = held.id;
    consent.correction_reason = Some(reason);
    held.succeed(work, consent).await?;
    let former: Vec<_> = file
        .rows
        .clauses
        .iter()
        .filter(|c| c.consent_id == held.id && c.stands(None) && c.withdrawn_at.is_none())
        .collect();
    let kept = |clause: &CheckedClause| {
        clause.former.as_ref().filter(|f| f.same_counterparts).map(|f| f.id)
    };
    for row in former.iter().filter(|row| !clauses.iter().any(|c| kept(c) == Some(row.id))) {
        row.end(work).await?;
    }
    let mut written = Vec::new();
    for (clause, position) in clauses.into_iter().zip(1..) {
        let row = kept(&clause).and_then(|id| former.iter().find(|row| row.id == id));
        match row {
            Some(row) => {
                let next = clause.row(file, held.id, row.id, position);
                row.succeed(work, next).await?;
                written.push((row.id, row.version + 1));
            }
            None => written.push(begin_clause(work, file, held.id, clause, position).await?),
        }
    }
    Ok(written)
}

async fn begin_clause(
    work: &Work<'_>,
    file: &CaseFile,
    consent: Uuid,
    clause: CheckedClause,
    position: i32,
) -> Result<(Uuid, i32), AppError> {
    let id = work.id();
    clause.row(file, consent, id, position).begin(work).await?;
    for counterpart in &clause.counterparts {
        let (organisation_id, organisation_kind) = match counterpart {
            Counterpart::Organisation(organisation) => (Some(organisation.0), None),
            Counterpart::Kind(kind) => (None, Some(Code(*kind))),
        };
        let row = entity::clause_counterpart::Model {
            citizen_id: file.citizen(),
            id: work.id(),
            case_id: file.id(),
            clause_id: id,
            organisation_id,
            organisation_kind,
        };
        let row = row.into_active_model().reset_all();
        entity::clause_counterpart::Entity::insert(row).exec_without_returning(&work.txn).await?;
    }
    Ok((id, 1))
}

impl CheckedClause {
    pub(super) fn row(
        &self,
        file: &CaseFile,
        consent: Uuid,
        id: Uuid,
        position: i32,
    ) -> entity::consent_clause::Model {
        entity::consent_clause::Model {
            citizen_id: file.citizen(),
            row_id: id,
            id,
            case_id: file.id(),
            version: 1,
            recorded_at: file.now(),
            superseded_at: None,
            consent_id: consent,
            position,
            direction: Code(self.direction),
            granted_to: self.granted_to.id.0,
            categories: Categories(self.categories),
            purpose: Code(self.purpose),
            legal_basis: self.legal_basis.clone(),
            from_date: self.from,
            to_date: self.to,
            withdrawn_at: None,
        }
    }
}
