//! The viewers of the demo: who each of them is, and what their tokens carry.

use law::words::{CitizenId, UnitId, UserId};
use law::{Role, RoleSet, Viewer};
use uuid::Uuid;

use super::Plan;
use super::calendar::Calendar;
use super::directory::{
    BIF, BUF, EMPLOYER, Firm, HOSPITAL, HOUSING, IT, Person, REVISION, SCHOOL, SOF, SUF, Town,
    UNRELATED,
};
use super::showcase::{OTHER_UNIT, UNIT, brain_injury_worker, colleague, identity, lead, worker};
use crate::domain::{Scope, ScopeSet};

/// Someone who looks at the demo.
#[derive(Clone, Debug)]
pub struct Persona {
    /// Name under which the token is handed out: `sofCoordinator`.
    pub name: &'static str,
    /// Who that is, in one line.
    pub description: &'static str,
    /// What a token says of them: organisation, unit, user, roles, citizen.
    pub viewer: Viewer,
    /// What the token may call; `to_string` gives the codes of the `scope` claim.
    pub scopes: ScopeSet,
}

/// Well-known ids of the demo.
#[derive(Clone, Debug)]
pub struct Showcase {
    /// The citizen.
    pub citizen: Uuid,
    /// The citizen's case.
    pub case: Uuid,
    /// The citizen's replacement number, for `caseByCpr`.
    pub cpr: String,
    /// The lead's unit that has the case.
    pub unit: Uuid,
    /// The lead organisation.
    pub lead: Uuid,
    /// The case's number in the lead's own system: system and number.
    pub reference: (&'static str, &'static str),
}

/// Well-known ids of the demo's brain-injury case; there where the demo has such cases.
#[derive(Clone, Debug)]
pub struct BrainInjuryShowcase {
    /// The citizen.
    pub citizen: Uuid,
    /// The citizen's case.
    pub case: Uuid,
    /// The citizen's replacement number, for `caseByCpr`.
    pub cpr: String,
    /// The case's number in the hospital's system: system and number.
    pub reference: (&'static str, &'static str),
}

/// Who looks, and what at.
#[derive(Clone, Debug)]
pub struct Cast {
    /// The viewers, in the order in which they are told of.
    pub personas: Vec<Persona>,
    /// What they look at.
    pub showcase: Showcase,
    /// And the brain-injury case.
    pub brain_injury: BrainInjuryShowcase,
}

impl Cast {
    /// The cast of a plan; the same whether the plan is being carried out or was long ago.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let calendar = Calendar::new(plan.anchor);
        Self::in_town(&Town::new(plan.seed, calendar), calendar, plan.seed)
    }

    /// The viewer of this name.
    #[must_use]
    pub fn persona(&self, name: &str) -> Option<&Persona> {
        self.personas.iter().find(|persona| persona.name == name)
    }

    pub(super) fn in_town(town: &Town, calendar: Calendar, seed: u64) -> Self {
        use Role::{Admin, Auditor, Caseworker, Partner, UnitLead};
        use Scope::{
            AdminClients, AuditRead, BrainInjuryRead, BrainInjuryWrite, ConsentWrite,
            DirectoryWrite, DkkRead, DkkWrite,
        };
        let who = identity(town, calendar, seed);
        let injured = super::brain_injury::showcase::identity(town, calendar, seed);
        let work: &[Scope] = &[DkkRead, DkkWrite, BrainInjuryRead, BrainInjuryWrite, ConsentWrite];
        let take_part: &[Scope] = &[DkkRead, DkkWrite, BrainInjuryRead, BrainInjuryWrite];
        let of_brain_injury: &[Scope] = &[BrainInjuryRead, BrainInjuryWrite, ConsentWrite];
        let at =
            |firm: Firm, office: usize, person: fn(&super::directory::Office) -> &Person, role| {
                let office = &town.offices(firm)[office];
                Viewer {
                    organisation: Some(town.organisation(firm)),
                    unit: Some(UnitId(office.id)),
                    user: Some(UserId(person(office).id)),
                    roles: RoleSet::of(&[role]),
                    citizen: None,
                }
            };
        // The system of the unit that discharges: it acts for nobody.
        let sends = &town.offices(HOSPITAL)[1];
        let system = Viewer {
            organisation: Some(town.organisation(HOSPITAL)),
            unit: Some(UnitId(sends.id)),
            user: None,
            roles: RoleSet::NONE,
            citizen: None,
        };
        let injury: &[Scope] = &[BrainInjuryRead, BrainInjuryWrite];
        let private = |user: Uuid, role, citizen: Uuid| Viewer {
            organisation: None,
            unit: None,
            user: Some(UserId(user)),
            roles: RoleSet::of(&[role]),
            citizen: Some(CitizenId(citizen)),
        };
        let own: &[Scope] = &[DkkRead, BrainInjuryRead, Scope::CitizenInsight, ConsentWrite];
        let personas = [
            (
                "sofCoordinator",
                "coordinator of the case, in the unit that leads it",
                at(SOF, UNIT, worker, Caseworker),
                work,
            ),
            (
                "sofCaseworker",
                "caseworker of the unit that leads the case",
                at(SOF, UNIT, colleague, Caseworker),
                work,
            ),
            (
                "sofOtherUnit",
                "caseworker of another unit: no relation",
                at(SOF, OTHER_UNIT, worker, Caseworker),
                work,
            ),
            (
                "bifCaseworker",
                "job centre, by unit: PROCESS, SOCIAL, EMPLOYMENT; of the brain-injury case PROCESS, EMPLOYMENT",
                at(BIF, 0, worker, Caseworker),
                take_part,
            ),
            (
                "hospitalPartner",
                "hospital, by name: PROCESS, HEALTH",
                at(HOSPITAL, 0, worker, Partner),
                take_part,
            ),
            (
                "housingPartner",
                "housing organisation, by name: PROCESS, HOUSING, ECONOMY",
                at(HOUSING, 0, worker, Partner),
                take_part,
            ),
            (
                "unitLead",
                "leads the unit: counts, no content",
                at(SOF, UNIT, lead, UnitLead),
                &[DkkRead, BrainInjuryRead],
            ),
            (
                "unrelated",
                "an organisation without relation",
                at(UNRELATED, 0, worker, Partner),
                take_part,
            ),
            (
                "bufCaseworker",
                "another administration: no relation; of the brain-injury case PROCESS, EDUCATION",
                at(BUF, 0, worker, Caseworker),
                take_part,
            ),
            (
                "sufCaseworker",
                "leads brain-injury cases from 65: no relation; of the brain-injury case PROCESS, HEALTH, SOCIAL",
                at(SUF, 0, worker, Caseworker),
                of_brain_injury,
            ),
            (
                "brainInjuryCoordinator",
                "coordinates brain-injury cases, in the unit of the case; its scopes do not reach DKK",
                at(SOF, UNIT, brain_injury_worker, Caseworker),
                of_brain_injury,
            ),
            (
                "citizen",
                "the citizen: all but what is kept to its author",
                private(who.citizen, Role::Citizen, who.citizen),
                own,
            ),
            (
                "representative",
                "the citizen's guardian: PROCESS, ECONOMY",
                private(who.representative, Role::Representative, who.citizen),
                own,
            ),
            (
                "councilMember",
                "sits on the brain-injury council for the health administration, by name",
                at(SUF, 0, colleague, Caseworker),
                injury,
            ),
            (
                "hospitalSystem",
                "system of the unit that sent plan and referral: what it sent, PROCESS, HEALTH",
                system,
                injury,
            ),
            (
                "employerPartner",
                "employer in the brain-injury case, by name: PROCESS, EMPLOYMENT",
                at(EMPLOYER, 0, worker, Partner),
                injury,
            ),
            (
                "schoolPartner",
                "school in the brain-injury case, by name: PROCESS, EDUCATION",
                at(SCHOOL, 0, worker, Partner),
                injury,
            ),
            (
                "brainInjuryCitizen",
                "the citizen of the brain-injury case",
                private(injured.citizen, Role::Citizen, injured.citizen),
                own,
            ),
            (
                "auditor",
                "reads the access log; no relation to any case",
                at(REVISION, 0, worker, Auditor),
                &[DkkRead, AuditRead],
            ),
            (
                "admin",
                "keeps clients, keys and the directory",
                at(IT, 0, worker, Admin),
                &[DkkRead, DirectoryWrite, AdminClients],
            ),
        ];
        let personas = personas
            .into_iter()
            .map(|(name, description, viewer, scopes)| Persona {
                name,
                description,
                viewer,
                scopes: ScopeSet::of(scopes),
            })
            .collect();
        let showcase = Showcase {
            citizen: who.citizen,
            case: who.case,
            cpr: who.cpr,
            unit: town.offices(SOF)[UNIT].id,
            lead: town.organisation(SOF).id.0,
            reference: ("CSC", "CSC-000001"),
        };
        let brain_injury = BrainInjuryShowcase {
            citizen: injured.citizen,
            case: injured.case,
            cpr: injured.cpr,
            reference: super::brain_injury::showcase::REFERENCE,
        };
        Self { personas, showcase, brain_injury }
    }
}
