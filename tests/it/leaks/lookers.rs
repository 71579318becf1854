//! Who looks: the demo's viewers, and everyone whom a state gives a part in a case.

use law::words::{CitizenId, UnitId, UserId};
use law::{Role, RoleSet, Viewer};
use stifinder::demo::Cast;
use stifinder::domain::{Scope, ScopeSet};
use uuid::Uuid;

use super::facts;
use super::sight::Looker;
use super::state::State;

const WORK: ScopeSet = ScopeSet::of(&[
    Scope::DkkRead,
    Scope::DkkWrite,
    Scope::BrainInjuryRead,
    Scope::BrainInjuryWrite,
    Scope::ConsentWrite,
]);
const OWN: ScopeSet = ScopeSet::of(&[
    Scope::DkkRead,
    Scope::BrainInjuryRead,
    Scope::CitizenInsight,
    Scope::ConsentWrite,
]);

/// The viewers of the demo.
pub(super) fn of_cast(cast: &Cast) -> Vec<Looker> {
    let one = |persona: &stifinder::demo::Persona| Looker {
        name: persona.name.to_owned(),
        viewer: persona.viewer.clone(),
        scopes: persona.scopes,
    };
    cast.personas.iter().map(one).collect()
}

/// Whoever takes part, holds, coordinates, leads, represents or is the citizen.
pub(super) fn of_state(state: &State) -> Vec<Looker> {
    let mut lookers = Vec::new();
    for row in &state.participation {
        lookers.push(official(state, "participant", row.organisation_id, row.unit_id, row.user_id));
    }
    for row in &state.holding {
        lookers.push(official(state, "holder", row.organisation_id, row.unit_id, row.user_id));
    }
    lookers.extend(leading(state));
    for row in &state.coordination_case {
        lookers.push(private("citizen", Role::Citizen, row.citizen_id, row.citizen_id));
    }
    for row in &state.representative {
        lookers.push(private("representative", Role::Representative, row.id, row.citizen_id));
    }
    lookers
}

/// Whoever leads and coordinates: they may write the most.
pub(super) fn leading(state: &State) -> Vec<Looker> {
    let mut lookers = Vec::new();
    for row in &state.coordination_case {
        let (lead, unit) = (row.lead_organisation_id, Some(row.unit_id));
        let worker = state.membership.iter().find(|m| m.unit_id == unit);
        let user = worker.map(|m| m.professional_id);
        lookers.push(official(state, "caseworker", lead, unit, user));
        lookers.push(official(state, "lead's system", lead, unit, None));
        let coordinators = state.coordinator_assignment.iter().filter(|a| a.case_id == row.id);
        for assignment in coordinators {
            let user = Some(assignment.coordinator_id);
            lookers.push(official(state, "coordinator", lead, None, user));
        }
    }
    lookers
}

fn official(
    state: &State,
    what: &str,
    organisation: Uuid,
    unit: Option<Uuid>,
    user: Option<Uuid>,
) -> Looker {
    let organisation = facts::organisation(state, organisation);
    let of_user = || {
        let found = state
            .membership
            .iter()
            .find(|m| Some(m.professional_id) == user && m.organisation_id == organisation.id.0);
        found.and_then(|m| m.unit_id)
    };
    let role = if organisation.kind.is_authority() { Role::Caseworker } else { Role::Partner };
    Looker {
        name: format!("{what} of {}", organisation.kind),
        viewer: Viewer {
            organisation: Some(organisation),
            unit: unit.or_else(of_user).map(UnitId),
            user: user.map(UserId),
            roles: RoleSet::of(&[role]),
            citizen: None,
        },
        scopes: WORK,
    }
}

fn private(what: &str, role: Role, user: Uuid, citizen: Uuid) -> Looker {
    Looker {
        name: what.to_owned(),
        viewer: Viewer {
            organisation: None,
            unit: None,
            user: Some(UserId(user)),
            roles: RoleSet::of(&[role]),
            citizen: Some(CitizenId(citizen)),
        },
        scopes: OWN,
    }
}
