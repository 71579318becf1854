//! Sealed cases: what leaves the store.

mod age_transition;
mod brain_injury_assessment;
mod build;
mod coordination_plan;
mod council;
mod follow_up;
mod history;
mod meeting;
mod parts;
mod referral;
mod registered;
mod rehabilitation_plan;
mod rehabilitation_team;

use std::ops::Deref;
use std::sync::Arc;

use law::Viewer;
use law::facts::Instant;
use sea_orm::prelude::Uuid;

pub(crate) use age_transition::age_transition_tier;
pub(crate) use brain_injury_assessment::BrainInjuryAssessmentView;
pub(crate) use build::{actor_categories, case_view, task_tier, view_of};
pub(crate) use coordination_plan::{
    DependencyView, InterventionView, PlanRecord, PlanView, TrackView, plan_tier,
};
pub(crate) use council::{
    CouncilCaseRecord, CouncilCaseView, CouncilMeetingRecord, CouncilMeetingView, CouncilMemberRef,
    council_meetings,
};
pub(crate) use follow_up::{FollowUpView, GoalStateView, follow_up_tier};
use history::Past;
pub(crate) use parts::*;
pub(crate) use referral::ReferralView;
pub(crate) use registered::registered_citizen;
pub(crate) use rehabilitation_plan::RehabilitationPlanView;
pub(crate) use rehabilitation_team::team_row;

use super::Directory;
use super::listed::Listed;
use crate::domain::{CaseRef, Reach};
use crate::sealed::{Ledger, Sealed};

/// Who looks, when, and where it is written down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Viewing<'a> {
    pub(crate) viewer: &'a Viewer,
    pub(crate) at: Instant,
    pub(crate) ledger: &'a Arc<Ledger>,
    /// Purposes whose cases the token reaches: any other case is an unknown one.
    pub(crate) reach: Reach,
    /// For versioned forms: as they stood then. The decision is always of now.
    pub(crate) as_of: Option<Instant>,
}

/// A row with what it takes to show it: its case, the directory, the viewer's own references.
#[derive(Clone, Debug)]
pub(crate) struct Record<M> {
    pub(crate) row: M,
    pub(crate) case: CaseRef,
    pub(crate) directory: Arc<Directory>,
    pub(crate) external: Vec<(String, String)>,
}

impl<M> Deref for Record<M> {
    type Target = M;
    fn deref(&self) -> &M {
        &self.row
    }
}

impl<M> Record<M> {
    pub(crate) fn organisation(&self, id: Option<Uuid>) -> Option<OrganisationRef> {
        id.and_then(|id| self.directory.organisations.get(&id).cloned()).map(OrganisationRef)
    }
    pub(crate) fn unit(&self, id: Option<Uuid>) -> Option<UnitRef> {
        id.and_then(|id| self.directory.units.get(&id).cloned()).map(UnitRef)
    }
    pub(crate) fn professional(&self, id: Option<Uuid>) -> Option<ProfessionalRef> {
        ProfessionalRef::of(&self.directory, id?)
    }
}

/// A row of the store, sealed.
#[derive(Clone, Debug)]
pub(crate) struct Item<M>(pub(crate) Sealed<Record<M>>);

impl<M: Clone> Item<M> {
    /// The row of a list that is meant, where the viewer may see it.
    pub(crate) fn find(items: &[Self], is: impl Fn(&M) -> bool) -> Option<Self> {
        items.iter().find(|item| item.0.outline(|record| is(&record.row)) == Some(true)).cloned()
    }
}

/// An organisation of the directory, which every caller may read.
#[derive(Clone, Debug)]
pub(crate) struct OrganisationRef(pub(crate) Arc<Listed<entity::organisation::Model>>);
/// A unit of the directory.
#[derive(Clone, Debug)]
pub(crate) struct UnitRef(pub(crate) Arc<Listed<entity::unit::Model>>);
/// A professional of the directory, with the directory that tells where they work.
#[derive(Clone, Debug)]
pub(crate) struct ProfessionalRef(
    pub(crate) Arc<Listed<entity::professional::Model>>,
    pub(crate) Arc<Directory>,
);

/// A contact point of the pathfinder network, with what it names.
#[derive(Clone, Debug)]
pub(crate) struct ContactPointRef {
    pub(crate) row: Arc<Listed<entity::contact_point::Model>>,
    pub(crate) competences: Vec<entity::contact_point_competence::Model>,
    pub(crate) organisation: Option<OrganisationRef>,
    pub(crate) unit: Option<UnitRef>,
}
/// An interface between administrations.
#[derive(Clone, Debug)]
pub(crate) struct InterfaceAgreementRef(pub(crate) Arc<Listed<entity::interface_agreement::Model>>);
/// An effect goal of a strategy.
#[derive(Clone, Debug)]
pub(crate) struct EffectGoalRef(pub(crate) Arc<Listed<entity::effect_goal::Model>>);

/// A professional's membership of an organisation, with what it names.
#[derive(Clone, Debug)]
pub(crate) struct MembershipRef {
    pub(crate) row: Arc<Listed<entity::membership::Model>>,
    pub(crate) professional: Option<ProfessionalRef>,
    pub(crate) organisation: Option<OrganisationRef>,
    pub(crate) unit: Option<UnitRef>,
}

impl ProfessionalRef {
    /// A professional of a directory.
    pub(crate) fn of(directory: &Arc<Directory>, id: Uuid) -> Option<Self> {
        let found = directory.professionals.get(&id).cloned();
        found.map(|row| Self(row, Arc::clone(directory)))
    }

    /// Where they work and worked, by day.
    pub(crate) fn memberships(&self) -> Vec<MembershipRef> {
        let rows = self.1.memberships.get(&self.0.id).into_iter().flatten();
        rows.map(|row| MembershipRef::of(&self.1, row)).collect()
    }
}

impl MembershipRef {
    /// A membership of a directory, with what it names.
    pub(crate) fn of(
        directory: &Arc<Directory>,
        row: &Arc<Listed<entity::membership::Model>>,
    ) -> Self {
        let organisation = directory.organisations.get(&row.organisation_id).cloned();
        let unit = row.unit_id.and_then(|id| directory.units.get(&id).cloned());
        Self {
            row: Arc::clone(row),
            professional: ProfessionalRef::of(directory, row.professional_id),
            organisation: organisation.map(OrganisationRef),
            unit: unit.map(UnitRef),
        }
    }
}
