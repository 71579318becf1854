//! The shape of a sealed case: how its records hang together.

use law::fields::{self, Field};
use law::{Purpose, Verdict};
use sea_orm::prelude::Uuid;

use super::{
    BrainInjuryAssessmentView, CouncilCaseView, FollowUpView, Item, Past, PlanView,
    ProfessionalRef, Record, ReferralView, RehabilitationPlanView,
};
use crate::domain::CaseRef;
use crate::sealed::Sealed;

/// A case, with what is derived for it.
#[derive(Clone, Debug)]
pub(crate) struct CaseRecord {
    pub(crate) case: Record<entity::coordination_case::Model>,
    pub(crate) full_consent: bool,
    pub(crate) coordinator: Option<ProfessionalRef>,
}

/// A case of any purpose, sealed. What only one purpose has is empty in the others.
#[derive(Clone, Debug)]
pub(crate) struct CaseView {
    pub(crate) id: Uuid,
    pub(crate) purpose: Purpose,
    pub(crate) row: Sealed<CaseRecord>,
    pub(crate) citizen: Option<CitizenView>,
    pub(crate) enquiries: Vec<Item<entity::enquiry::Model>>,
    pub(crate) assessments: Vec<Item<entity::assessment::Model>>,
    pub(crate) consents: Vec<ConsentView>,
    pub(crate) participations: Vec<Item<entity::participation::Model>>,
    pub(crate) assignments: Vec<Item<entity::coordinator_assignment::Model>>,
    pub(crate) bases: Vec<Item<entity::statutory_basis::Model>>,
    pub(crate) network_map: Option<NetworkMapView>,
    pub(crate) meetings: Vec<MeetingView>,
    pub(crate) tasks: Vec<Item<entity::task::Model>>,
    pub(crate) requests: Vec<Item<entity::information_request::Model>>,
    pub(crate) statements: Vec<Item<entity::statement::Model>>,
    pub(crate) dispatches: Vec<Item<entity::dispatch::Model>>,
    pub(crate) notices: Vec<Item<entity::citizen_notice::Model>>,
    pub(crate) leaflets: Vec<Item<entity::leaflet::Model>>,
    pub(crate) goals: Vec<Item<entity::goal::Model>>,
    pub(crate) council_cases: Vec<CouncilCaseView>,
    pub(crate) age_transitions: Vec<Item<entity::age_transition::Model>>,
    pub(crate) coordination_plan: Option<PlanView>,
    pub(crate) follow_ups: Vec<FollowUpView>,
    pub(crate) referrals: Vec<ReferralView>,
    pub(crate) rehabilitation_plans: Vec<RehabilitationPlanView>,
    pub(crate) brain_injury_assessments: Vec<BrainInjuryAssessmentView>,
    pub(crate) team_cases: Vec<Item<entity::rehabilitation_team_case::Model>>,
    /// The decision over what the lead holds: policy, never a value.
    pub(crate) verdict: Verdict,
    /// What versioned forms were, where the read asked for it.
    pub(super) past: Option<Past>,
}

impl CaseView {
    /// The case, as ids name it.
    pub(crate) fn of(&self) -> CaseRef {
        CaseRef { purpose: self.purpose, id: self.id }
    }

    /// The class of a field that cases of every purpose have, in this one.
    pub(crate) fn class(&self, shared: &'static Field) -> &'static Field {
        fields::of_case(self.purpose, shared)
    }
}

/// A citizen with representatives and former identifiers.
#[derive(Clone, Debug)]
pub(crate) struct CitizenView {
    pub(crate) id: Uuid,
    pub(crate) row: Sealed<Record<entity::citizen::Model>>,
    pub(crate) representatives: Vec<Item<entity::representative::Model>>,
    pub(crate) former: Vec<Item<entity::former_identifier::Model>>,
}

/// A consent with its clauses.
#[derive(Clone, Debug)]
pub(crate) struct ConsentView {
    pub(crate) row: Sealed<Record<entity::consent::Model>>,
    pub(crate) clauses: Vec<ClauseView>,
}

/// A clause with its counterparts and what is derived for it.
#[derive(Clone, Debug)]
pub(crate) struct ClauseRecord {
    pub(crate) clause: Record<entity::consent_clause::Model>,
    pub(crate) counterparts: Vec<entity::clause_counterpart::Model>,
    pub(crate) ends: Option<law::lapse::End>,
    pub(crate) state: law::status::ClauseState,
}

/// A clause, sealed.
#[derive(Clone, Debug)]
pub(crate) struct ClauseView(pub(crate) Sealed<ClauseRecord>);

/// The head of the network map, with what is derived for it.
#[derive(Clone, Debug)]
pub(crate) struct NetworkMapRecord {
    pub(crate) map: Record<entity::network_map::Model>,
    pub(crate) last_updated: Option<law::facts::Instant>,
    /// The unit of the case, where its coordinator works.
    pub(crate) unit: Uuid,
    pub(crate) full_consent: bool,
    pub(crate) coordinator: Option<ProfessionalRef>,
    pub(crate) interpreter_language: Option<String>,
}

/// The network map with its eight groups.
#[derive(Clone, Debug)]
pub(crate) struct NetworkMapView {
    pub(crate) row: Sealed<NetworkMapRecord>,
    pub(crate) citizen: Option<CitizenView>,
    /// By position of the group.
    pub(crate) groups: [Vec<Item<entity::network_actor::Model>>; 8],
    /// Rows that name the viewer's own organisation.
    pub(crate) own: Vec<Item<entity::network_actor::Model>>,
}

/// A meeting: invitation, agenda and minutes.
#[derive(Clone, Debug)]
pub(crate) struct MeetingView {
    pub(crate) row: Sealed<Record<entity::meeting::Model>>,
    pub(crate) citizen: Option<MeetingCitizen>,
    pub(crate) coordinator: Option<ProfessionalRef>,
    pub(crate) participants: Vec<Item<entity::meeting_participant::Model>>,
    pub(crate) absences: Vec<Item<entity::meeting_participant::Model>>,
    pub(crate) columns: Vec<Item<entity::agenda_column::Model>>,
    pub(crate) items: Vec<AgendaItemView>,
    pub(crate) proposals: Vec<AgendaItemView>,
    pub(crate) tasks: Vec<Item<entity::task::Model>>,
}

/// The citizen as the agenda shows them: never the CPR number.
#[derive(Clone, Debug)]
pub(crate) struct MeetingCitizen {
    pub(crate) row: Sealed<MeetingCitizenRecord>,
}

/// What the agenda shows of the citizen.
#[derive(Clone, Debug)]
pub(crate) struct MeetingCitizenRecord {
    pub(crate) citizen: Record<entity::citizen::Model>,
    pub(crate) current_residence: Option<String>,
}

impl CaseView {
    /// Whether a clause shows to the viewer.
    pub(super) fn shows_clause(&self, id: Uuid) -> bool {
        let mut clauses = self.consents.iter().flat_map(|consent| &consent.clauses);
        clauses.any(|clause| clause.0.outline(|record| record.clause.id) == Some(id))
    }

    /// Whether a statutory basis shows to the viewer.
    pub(super) fn shows_basis(&self, id: Uuid) -> bool {
        self.bases.iter().any(|basis| basis.0.outline(|record| record.id) == Some(id))
    }
}

/// An agenda item with its cells and the one responsible.
#[derive(Clone, Debug)]
pub(crate) struct AgendaItemView {
    pub(crate) row: Sealed<AgendaItemRecord>,
    pub(crate) responsible: Vec<Item<entity::meeting_participant::Model>>,
    pub(crate) tasks: Vec<Item<entity::task::Model>>,
}

/// An agenda item and what stands in its added columns.
#[derive(Clone, Debug)]
pub(crate) struct AgendaItemRecord {
    pub(crate) item: Record<entity::agenda_item::Model>,
    pub(crate) cells: Vec<entity::agenda_cell::Model>,
}
