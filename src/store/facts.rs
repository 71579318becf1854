//! From rows to the facts that decide.

use law::facts::{
    Assignment, Clause, Consent, Counterpart, Facts, Holding, Participation, Representation,
    StatutoryBasis,
};
use law::words::{BasisId, CaseId, CitizenId, ClauseId, ConsentId, OrganisationId, UnitId, UserId};

use super::rows::Version;
use super::{CaseRows, Directory, StoreError};

/// The case of these rows, as the law sees it.
///
/// # Errors
/// A row is broken: nothing is decided on it.
pub(crate) fn case_of(rows: &CaseRows, directory: &Directory) -> Result<law::Case, StoreError> {
    let case = rows.case_row()?;
    let facts = Facts {
        citizen: CitizenId(case.citizen_id),
        case: CaseId(case.id),
        purpose: case.purpose.0,
        lead: directory.organisation(case.lead_organisation_id)?,
        unit: UnitId(case.unit_id),
        closed_at: case.closed_at,
        representations: rows
            .representatives
            .iter()
            .filter(|r| r.annulled_at.is_none())
            .map(|r| Representation {
                representative: UserId(r.id),
                scope: r.scope.0,
                from: r.from_date,
                to: r.to_date,
            })
            .collect(),
        participations: participations(rows, directory)?,
        holdings: holdings(rows, directory)?,
        assignments: rows
            .assignments
            .iter()
            .map(|a| Assignment {
                coordinator: UserId(a.coordinator_id),
                from: a.from_at,
                to: a.to_at,
            })
            .collect(),
        consents: consents(rows, directory)?,
        bases: bases(rows, directory)?,
    };
    Ok(law::Case::new(facts))
}

fn participations(
    rows: &CaseRows,
    directory: &Directory,
) -> Result<Vec<Participation>, StoreError> {
    let one = |p: &entity::participation::Model| {
        Ok(Participation {
            organisation: directory.organisation(p.organisation_id)?,
            unit: p.unit_id.map(UnitId),
            user: p.user_id.map(UserId),
            from: p.from_at,
            to: p.to_at,
        })
    };
    rows.participations.iter().map(one).collect()
}

fn holdings(rows: &CaseRows, directory: &Directory) -> Result<Vec<Holding>, StoreError> {
    let one = |a: &entity::holding::Model| {
        Ok(Holding {
            organisation: directory.organisation(a.organisation_id)?,
            unit: a.unit_id.map(UnitId),
            user: a.user_id.map(UserId),
        })
    };
    rows.holdings.iter().map(one).collect()
}

fn consents(rows: &CaseRows, directory: &Directory) -> Result<Vec<Consent>, StoreError> {
    let standing = rows.consents.iter().filter(|c| c.stands(None) && c.annulled_at.is_none());
    let mut consents = Vec::new();
    for consent in standing {
        let own = rows.clauses.iter().filter(|c| c.stands(None) && c.consent_id == consent.id);
        let mut clauses = Vec::new();
        for clause in own {
            clauses.push(Clause {
                id: ClauseId(clause.id),
                direction: clause.direction.0,
                granted_to: directory.organisation(clause.granted_to)?,
                counterparts: counterparts(rows, clause.id)?,
                categories: clause.categories.0,
                purpose: clause.purpose.0,
                from: clause.from_date,
                to: clause.to_date,
                withdrawn_at: clause.withdrawn_at,
            });
        }
        consents.push(Consent {
            id: ConsentId(consent.id),
            signed_at: consent.signed_at,
            withdrawn_at: consent.withdrawn_at,
            clauses,
        });
    }
    Ok(consents)
}

fn counterparts(
    rows: &CaseRows,
    clause: sea_orm::prelude::Uuid,
) -> Result<Vec<Counterpart>, StoreError> {
    let own = rows.counterparts.iter().filter(|c| c.clause_id == clause);
    own.map(|c| match (c.organisation_id, c.organisation_kind) {
        (Some(id), None) => Ok(Counterpart::Organisation(OrganisationId(id))),
        (None, Some(kind)) => Ok(Counterpart::Kind(kind.0)),
        _ => Err(StoreError::inconsistent("clause_counterpart", "neither one nor the other")),
    })
    .collect()
}

fn bases(rows: &CaseRows, directory: &Directory) -> Result<Vec<StatutoryBasis>, StoreError> {
    let one = |b: &entity::statutory_basis::Model| {
        Ok(StatutoryBasis {
            id: BasisId(b.id),
            provision: b.provision.0,
            requester: directory.organisation(b.requester_organisation_id)?,
            holder: directory.organisation(b.holder_organisation_id)?,
            categories: b.categories.0,
            from: b.from_at,
            to: b.to_at,
            objection_deadline: b.objection_deadline,
            objected: b.objected_at.is_some(),
        })
    };
    rows.bases.iter().map(one).collect()
}
