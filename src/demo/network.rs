//! Network maps: the eight groups of the form, in several versions.

use chrono::{DateTime, TimeDelta, Utc};
use entity::column::Code;
use law::Word;
use law::forms::{ActorGroup, ActorRole, Whereabouts};
use uuid::Uuid;

use super::directory::{
    BIF, DROP_IN, EMPLOYER, Firm, GP, GP_2, HOSPITAL, HOUSING, PROBATION, PROVIDER, PSYCHIATRY,
    PSYCHIATRY_2, PSYCHOLOGIST, SOF, SPECIALIST, SUF,
};
use super::draft::Draft;
use super::names;

/// Which organisation stands behind a role; none: nobody of the directory.
fn behind(role: ActorRole, other: bool) -> Option<Firm> {
    use ActorRole as R;
    match role {
        R::GeneralPractitioner => Some(if other { GP_2 } else { GP }),
        R::Specialist => Some(SPECIALIST),
        R::DistrictPsychiatry | R::Opus | R::OpTeam => {
            Some(if other { PSYCHIATRY_2 } else { PSYCHIATRY })
        }
        R::Psychologist => Some(PSYCHOLOGIST),
        R::Hospital => Some(HOSPITAL),
        R::ProbationContact | R::PrisonContact => Some(PROBATION),
        R::CareAssessor | R::HomeHelper | R::HomeNurse => Some(SUF),
        R::HomeSupervisor | R::FamilySupervisor | R::Caseworker => Some(SOF),
        R::SupportAndContactPerson => Some(PROVIDER),
        R::HousingAdviser => Some(HOUSING),
        R::Employer => Some(EMPLOYER),
        R::JobCentreContact => Some(BIF),
        R::DropInCentre => Some(DROP_IN),
        R::OtherTreatment
        | R::OtherEmploymentActor
        | R::OtherSocial
        | R::Interpreter
        | R::Spouse
        | R::Children
        | R::Family
        | R::NeighboursFriends
        | R::OtherPrivate => None,
    }
}

impl Draft<'_> {
    /// A map with these roles, and its later versions: at each instant of `changes` one row is
    /// updated, one is added, and now and then one is removed.
    pub(super) fn network_map(
        &mut self,
        by: Uuid,
        at: DateTime<Utc>,
        roles: &[(ActorGroup, ActorRole)],
        whereabouts: Whereabouts,
        changes: &[DateTime<Utc>],
    ) {
        let id = self.new_id();
        self.map_version(id, 1, by, at, Whereabouts::None);
        for (place, (group, role)) in roles.iter().enumerate() {
            self.actor(*group, *role, place, at);
        }
        for (version, change) in (2..).zip(changes) {
            self.supersede_map(*change);
            // Where the citizen is, is known from the first change on.
            self.map_version(id, version, by, *change, whereabouts);
            self.change_actor(*change, false);
            if version % 2 == 1 {
                self.change_actor(*change, true);
            }
            let family = (ActorGroup::PrivateNetwork, ActorRole::Family);
            self.actor(family.0, family.1, roles.len(), *change);
        }
    }

    /// Roles of a common map: most groups, some roles of each.
    pub(super) fn some_roles(&mut self, percent: usize) -> Vec<(ActorGroup, ActorRole)> {
        let mut roles = Vec::new();
        for group in ActorGroup::ALL {
            for role in group.roles() {
                if self.rng.chance(percent) {
                    roles.push((*group, *role));
                }
            }
        }
        roles
    }

    fn supersede_map(&mut self, at: DateTime<Utc>) {
        for map in self.rows.maps.iter_mut().filter(|map| map.superseded_at.is_none()) {
            map.superseded_at = Some(at);
        }
    }

    fn map_version(
        &mut self,
        id: Uuid,
        version: i32,
        by: Uuid,
        recorded_at: DateTime<Utc>,
        whereabouts: Whereabouts,
    ) {
        let row_id = self.new_id();
        self.rows.maps.push(entity::network_map::Model {
            citizen_id: self.citizen,
            row_id,
            id,
            case_id: self.id,
            version,
            recorded_at,
            superseded_at: None,
            prepared_by: Some(by),
            whereabouts: Code(whereabouts),
        });
    }

    /// A row of the map. One in eight says that there is no contact (nej), and so no name.
    fn actor(&mut self, group: ActorGroup, role: ActorRole, place: usize, at: DateTime<Utc>) {
        let has_contact = !self.rng.chance(12);
        let other = self.rng.chance(40);
        let partner = behind(role, other).filter(|_| has_contact).map(|firm| self.partner(firm));
        let own = partner.is_none() && has_contact;
        let name = match partner {
            Some(partner) => Some(partner.person.name.clone()),
            None => own.then(|| names::person(&mut self.rng)),
        };
        let workplace = match (group, partner) {
            (ActorGroup::PrivateNetwork, _) => None,
            (_, Some(p)) => Some(format!("{}, {}", self.town.name(p.firm), p.office.name)),
            (_, None) => own.then(|| role.danish().to_owned()),
        };
        let phone = match partner {
            Some(partner) => Some(partner.person.phone.clone()),
            None => own.then(|| names::phone(&mut self.rng)),
        };
        let email = match (partner, &name) {
            (Some(partner), _) => Some(partner.person.email.clone()),
            (None, Some(name)) if self.rng.chance(60) => Some(names::email(name, "kontakt")),
            _ => None,
        };
        let (id, row_id) = (self.new_id(), self.new_id());
        self.rows.actors.push(entity::network_actor::Model {
            citizen_id: self.citizen,
            row_id,
            id,
            case_id: self.id,
            version: 1,
            recorded_at: at + TimeDelta::minutes(20),
            superseded_at: None,
            actor_group: Code(group),
            role: Code(role),
            has_contact,
            name,
            workplace,
            email,
            phone,
            organisation_id: partner.map(|p| self.town.organisation(p.firm).id.0),
            professional_id: partner.map(|p| p.person.id),
            position: i32::try_from(place).unwrap_or(i32::MAX),
            removed_reason: None,
        });
    }

    /// A new version of some row that stands: another phone, or removed.
    fn change_actor(&mut self, at: DateTime<Utc>, remove: bool) {
        let standing: Vec<usize> = (0..self.rows.actors.len())
            .filter(|place| {
                let actor = &self.rows.actors[*place];
                let stands = actor.superseded_at.is_none()
                    && actor.removed_reason.is_none()
                    && actor.recorded_at < at;
                // Only friends and family go; who works with the citizen is replaced instead.
                stands && (!remove || actor.actor_group.0 == ActorGroup::PrivateNetwork)
            })
            .collect();
        if standing.len() < 2 {
            return;
        }
        let place = standing[self.rng.below(standing.len())];
        let (row_id, phone) = (self.new_id(), names::phone(&mut self.rng));
        let before = &mut self.rows.actors[place];
        before.superseded_at = Some(at);
        let mut after = before.clone();
        after.row_id = row_id;
        after.version += 1;
        after.recorded_at = at;
        after.superseded_at = None;
        if remove {
            after.removed_reason = Some("Kontakten er ophørt.".to_owned());
        } else if after.has_contact {
            after.phone = Some(phone);
        } else {
            after.has_contact = true;
            after.name = after.name.or_else(|| Some(names::person(&mut self.rng)));
        }
        self.rows.actors.push(after);
    }
}
