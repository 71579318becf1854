//! The facts that decide, read from the rows a second time: what is withheld is asked of the law,
//! not of the program that is tried.

use entity::coordination_case::Model as CaseRow;
use law::facts::{
    Assignment, Clause, Consent, Counterpart, Facts, Holding, Organisation, Participation,
    Representation, StatutoryBasis,
};
use law::words::{BasisId, CaseId, CitizenId, ClauseId, ConsentId, OrganisationId, UnitId, UserId};
use uuid::Uuid;

use super::state::State;

/// An organisation of the directory.
#[track_caller]
pub(super) fn organisation(state: &State, id: Uuid) -> Organisation {
    let found = state.organisation.iter().find(|row| row.id == id);
    let row = found.unwrap_or_else(|| panic!("no organisation {id}"));
    Organisation { id: OrganisationId(id), kind: row.kind.0 }
}

/// The case of a row, as the law sees it.
pub(super) fn case(state: &State, row: &CaseRow) -> law::Case {
    let named = |id| organisation(state, id);
    law::Case::new(Facts {
        citizen: CitizenId(row.citizen_id),
        case: CaseId(row.id),
        purpose: row.purpose.0,
        lead: named(row.lead_organisation_id),
        unit: UnitId(row.unit_id),
        closed_at: row.closed_at,
        representations: state
            .representative
            .iter()
            .filter(|r| r.citizen_id == row.citizen_id && r.annulled_at.is_none())
            .filter(|r| r.registered_by == row.lead_organisation_id)
            .map(|r| Representation {
                representative: UserId(r.id),
                scope: r.scope.0,
                from: r.from_date,
                to: r.to_date,
            })
            .collect(),
        participations: state
            .participation
            .iter()
            .filter(|p| p.case_id == row.id)
            .map(|p| Participation {
                organisation: named(p.organisation_id),
                unit: p.unit_id.map(UnitId),
                user: p.user_id.map(UserId),
                from: p.from_at,
                to: p.to_at,
            })
            .collect(),
        holdings: state
            .holding
            .iter()
            .filter(|h| h.case_id == row.id)
            .map(|h| Holding {
                organisation: named(h.organisation_id),
                unit: h.unit_id.map(UnitId),
                user: h.user_id.map(UserId),
            })
            .collect(),
        assignments: state
            .coordinator_assignment
            .iter()
            .filter(|a| a.case_id == row.id)
            .map(|a| Assignment {
                coordinator: UserId(a.coordinator_id),
                from: a.from_at,
                to: a.to_at,
            })
            .collect(),
        consents: consents(state, row),
        bases: state
            .statutory_basis
            .iter()
            .filter(|b| b.case_id == row.id)
            .map(|b| StatutoryBasis {
                id: BasisId(b.id),
                provision: b.provision.0,
                requester: named(b.requester_organisation_id),
                holder: named(b.holder_organisation_id),
                categories: b.categories.0,
                from: b.from_at,
                to: b.to_at,
                objection_deadline: b.objection_deadline,
                objected: b.objected_at.is_some(),
            })
            .collect(),
    })
}

fn consents(state: &State, case: &CaseRow) -> Vec<Consent> {
    let standing = state
        .consent
        .iter()
        .filter(|c| c.case_id == case.id && c.superseded_at.is_none() && c.annulled_at.is_none());
    let one = |consent: &entity::consent::Model| Consent {
        id: ConsentId(consent.id),
        signed_at: consent.signed_at,
        withdrawn_at: consent.withdrawn_at,
        clauses: state
            .consent_clause
            .iter()
            .filter(|c| c.consent_id == consent.id && c.superseded_at.is_none())
            .map(|c| Clause {
                id: ClauseId(c.id),
                direction: c.direction.0,
                granted_to: organisation(state, c.granted_to),
                counterparts: counterparts(state, c.id),
                categories: c.categories.0,
                purpose: c.purpose.0,
                from: c.from_date,
                to: c.to_date,
                withdrawn_at: c.withdrawn_at,
            })
            .collect(),
    };
    standing.map(one).collect()
}

fn counterparts(state: &State, clause: Uuid) -> Vec<Counterpart> {
    let own = state.clause_counterpart.iter().filter(|c| c.clause_id == clause);
    own.map(|c| match (c.organisation_id, c.organisation_kind) {
        (Some(id), _) => Counterpart::Organisation(OrganisationId(id)),
        (None, Some(kind)) => Counterpart::Kind(kind.0),
        (None, None) => panic!("a counterpart of nothing"),
    })
    .collect()
}
