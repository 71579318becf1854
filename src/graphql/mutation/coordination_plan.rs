//! The coordination plan: its head, tracks, goals, interventions, and what waits for what.

use async_graphql::{Context, Object, Result};

use entity::plan_goal;

use crate::app::coordination_plan::dependency::{
    self, AddInterventionDependencyInput, RemoveInterventionDependencyInput,
};
use crate::app::coordination_plan::goal::{
    self, AddPlanGoalInput, RemovePlanGoalInput, UpdatePlanGoalInput,
};
use crate::app::coordination_plan::intervention::{
    self, AddInterventionInput, RemoveInterventionInput, UpdateInterventionInput,
};
use crate::app::coordination_plan::track::{
    self, OpenTrackInput, RemoveTrackInput, UpdateTrackInput,
};
use crate::app::coordination_plan::{
    self, AnnulCoordinationPlanInput, CreateCoordinationPlanInput, UpdateCoordinationPlanInput,
};
use crate::graphql::engine::Answer;
use crate::store::view::{CaseView, DependencyView, InterventionView, Item, PlanView, TrackView};
use crate::{payload, write_as};

/// The plan, where the caller sees it.
fn plan(case: &CaseView) -> Option<&PlanView> {
    case.coordination_plan.as_ref().filter(|plan| plan.row.outline(|_| ()).is_some())
}

payload! {
    /// What beginning a coordination plan answers (oprettelse af koordineringsplan).
    CreateCoordinationPlanPayload of BrainInjuryCase {
        coordinationPlan "The plan (koordineringsplan).": PlanView = |case, id| {
            case.coordination_plan.clone().filter(|p| p.row.outline(|p| p.plan.id) == Some(id))
        };
    }
    /// What changing the head of a coordination plan answers (rettelse af koordineringsplan).
    UpdateCoordinationPlanPayload of BrainInjuryCase {
        coordinationPlan "The plan (koordineringsplan).": PlanView = |case, id| {
            case.coordination_plan.clone().filter(|p| p.row.outline(|p| p.plan.id) == Some(id))
        };
    }
    /// What annulling a coordination plan answers (annullering af koordineringsplan).
    AnnulCoordinationPlanPayload of BrainInjuryCase {
        coordinationPlan "The plan (koordineringsplan).": PlanView = |case, id| {
            case.coordination_plan.clone().filter(|p| p.row.outline(|p| p.plan.id) == Some(id))
        };
    }
    /// What opening a track answers (åbning af spor).
    OpenTrackPayload of BrainInjuryCase {
        track "The track (spor).": TrackView = |case, id| plan(case)?.track(id).cloned();
    }
    /// What changing a track answers (rettelse af spor).
    UpdateTrackPayload of BrainInjuryCase {
        track "The track (spor).": TrackView = |case, id| plan(case)?.track(id).cloned();
    }
    /// What removing a track answers (fjernelse af spor).
    RemoveTrackPayload of BrainInjuryCase {
        coordinationPlan "The plan (koordineringsplan).": PlanView
            = |case, _| plan(case).cloned();
    }
    /// What adding a goal answers (tilføjelse af mål).
    AddPlanGoalPayload of BrainInjuryCase {
        planGoal "The goal (mål).": Item<plan_goal::Model> = |case, id| plan(case)?.goal(id).cloned();
    }
    /// What changing a goal answers (rettelse af mål).
    UpdatePlanGoalPayload of BrainInjuryCase {
        planGoal "The goal (mål).": Item<plan_goal::Model> = |case, id| plan(case)?.goal(id).cloned();
    }
    /// What removing a goal answers (fjernelse af mål).
    RemovePlanGoalPayload of BrainInjuryCase {
        coordinationPlan "The plan (koordineringsplan).": PlanView
            = |case, _| plan(case).cloned();
    }
    /// What adding an intervention answers (tilføjelse af indsats).
    AddInterventionPayload of BrainInjuryCase {
        intervention "The intervention (indsats).": InterventionView
            = |case, id| plan(case)?.intervention(id).cloned();
    }
    /// What changing an intervention answers (rettelse af indsats).
    UpdateInterventionPayload of BrainInjuryCase {
        intervention "The intervention (indsats).": InterventionView
            = |case, id| plan(case)?.intervention(id).cloned();
    }
    /// What removing an intervention answers (fjernelse af indsats).
    RemoveInterventionPayload of BrainInjuryCase {
        coordinationPlan "The plan (koordineringsplan).": PlanView
            = |case, _| plan(case).cloned();
    }
    /// What letting an intervention wait answers (tilføjelse af afhængighed).
    AddInterventionDependencyPayload of BrainInjuryCase {
        interventionDependency "The dependency (afhængighed).": DependencyView
            = |case, id| plan(case)?.dependency(id);
    }
    /// What letting an intervention wait no longer answers (fjernelse af afhængighed).
    RemoveInterventionDependencyPayload of BrainInjuryCase {
        coordinationPlan "The plan (koordineringsplan).": PlanView
            = |case, _| plan(case).cloned();
    }
}

#[derive(Default)]
pub(crate) struct CoordinationPlanMutation;

#[Object]
impl CoordinationPlanMutation {
    /// Begins a coordination plan (opret koordineringsplan). A draft is the lead authority's own until
    /// it is put in force. By the coordinator or a caseworker of the case's unit.
    async fn create_coordination_plan(
        &self,
        ctx: &Context<'_>,
        input: CreateCoordinationPlanInput,
    ) -> Result<Answer<CreateCoordinationPlanPayload>> {
        write_as!(
            ctx,
            input,
            CreateCoordinationPlanPayload,
            coordination_plan::create_coordination_plan
        )
    }

    /// Changes the head of a coordination plan (ret koordineringsplan): status, period, agreements,
    /// follow-up. By the coordinator or a caseworker of the case's unit.
    async fn update_coordination_plan(
        &self,
        ctx: &Context<'_>,
        input: UpdateCoordinationPlanInput,
    ) -> Result<Answer<UpdateCoordinationPlanPayload>> {
        write_as!(
            ctx,
            input,
            UpdateCoordinationPlanPayload,
            coordination_plan::update_coordination_plan
        )
    }

    /// Annuls a coordination plan that was made wrongly (annullér koordineringsplan), with the reason.
    /// By the coordinator or a caseworker of the case's unit.
    async fn annul_coordination_plan(
        &self,
        ctx: &Context<'_>,
        input: AnnulCoordinationPlanInput,
    ) -> Result<Answer<AnnulCoordinationPlanPayload>> {
        write_as!(
            ctx,
            input,
            AnnulCoordinationPlanPayload,
            coordination_plan::annul_coordination_plan
        )
    }

    /// Opens a track of a coordination plan (åbn spor); its administration holds it, and its unit
    /// takes part from then on. By the coordinator, or a caseworker of the track's administration
    /// (R17).
    async fn open_track(
        &self,
        ctx: &Context<'_>,
        input: OpenTrackInput,
    ) -> Result<Answer<OpenTrackPayload>> {
        write_as!(ctx, input, OpenTrackPayload, track::open_track)
    }

    /// Changes who is responsible for a track (ret spor). By the coordinator, or a caseworker of the
    /// track's administration.
    async fn update_track(
        &self,
        ctx: &Context<'_>,
        input: UpdateTrackInput,
    ) -> Result<Answer<UpdateTrackPayload>> {
        write_as!(ctx, input, UpdateTrackPayload, track::update_track)
    }

    /// Removes a track with all that stands in it (fjern spor), with the reason; its unit takes part
    /// until its participation is ended. By the coordinator, or a caseworker of the track's
    /// administration.
    async fn remove_track(
        &self,
        ctx: &Context<'_>,
        input: RemoveTrackInput,
    ) -> Result<Answer<RemoveTrackPayload>> {
        write_as!(ctx, input, RemoveTrackPayload, track::remove_track)
    }

    /// Adds a goal to a track (tilføj mål). By the coordinator, or a caseworker of the track's
    /// administration.
    async fn add_plan_goal(
        &self,
        ctx: &Context<'_>,
        input: AddPlanGoalInput,
    ) -> Result<Answer<AddPlanGoalPayload>> {
        write_as!(ctx, input, AddPlanGoalPayload, goal::add_plan_goal)
    }

    /// Changes a goal of a track (ret mål). By the coordinator, or a caseworker of the track's
    /// administration.
    async fn update_plan_goal(
        &self,
        ctx: &Context<'_>,
        input: UpdatePlanGoalInput,
    ) -> Result<Answer<UpdatePlanGoalPayload>> {
        write_as!(ctx, input, UpdatePlanGoalPayload, goal::update_plan_goal)
    }

    /// Removes a goal from a track (fjern mål), with the reason. By the coordinator, or a caseworker
    /// of the track's administration.
    async fn remove_plan_goal(
        &self,
        ctx: &Context<'_>,
        input: RemovePlanGoalInput,
    ) -> Result<Answer<RemovePlanGoalPayload>> {
        write_as!(ctx, input, RemovePlanGoalPayload, goal::remove_plan_goal)
    }

    /// Adds an intervention to a track (tilføj indsats). By the coordinator, or a caseworker of the
    /// track's administration.
    async fn add_intervention(
        &self,
        ctx: &Context<'_>,
        input: AddInterventionInput,
    ) -> Result<Answer<AddInterventionPayload>> {
        write_as!(ctx, input, AddInterventionPayload, intervention::add_intervention)
    }

    /// Changes an intervention (ret indsats). By the coordinator, or a caseworker of the track's
    /// administration.
    async fn update_intervention(
        &self,
        ctx: &Context<'_>,
        input: UpdateInterventionInput,
    ) -> Result<Answer<UpdateInterventionPayload>> {
        write_as!(ctx, input, UpdateInterventionPayload, intervention::update_intervention)
    }

    /// Removes an intervention with what waits for it (fjern indsats), with the reason. By the
    /// coordinator, or a caseworker of the track's administration.
    async fn remove_intervention(
        &self,
        ctx: &Context<'_>,
        input: RemoveInterventionInput,
    ) -> Result<Answer<RemoveInterventionPayload>> {
        write_as!(ctx, input, RemoveInterventionPayload, intervention::remove_intervention)
    }

    /// Lets an intervention wait for another (tilføj afhængighed). A circle is refused as far as the
    /// caller sees it; one that the caller sees elsewhere in the plan is told as a warning. Within a
    /// track by the coordinator or a caseworker of its administration, between tracks by the
    /// coordinator.
    async fn add_intervention_dependency(
        &self,
        ctx: &Context<'_>,
        input: AddInterventionDependencyInput,
    ) -> Result<Answer<AddInterventionDependencyPayload>> {
        write_as!(
            ctx,
            input,
            AddInterventionDependencyPayload,
            dependency::add_intervention_dependency
        )
    }

    /// Lets an intervention wait no longer (fjern afhængighed), with the reason. Within a track by the
    /// coordinator or a caseworker of its administration, between tracks by the coordinator.
    async fn remove_intervention_dependency(
        &self,
        ctx: &Context<'_>,
        input: RemoveInterventionDependencyInput,
    ) -> Result<Answer<RemoveInterventionDependencyPayload>> {
        write_as!(
            ctx,
            input,
            RemoveInterventionDependencyPayload,
            dependency::remove_intervention_dependency
        )
    }
}
