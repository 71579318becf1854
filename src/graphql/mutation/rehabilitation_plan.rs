//! Rehabilitation plans, and what comes of them.

use async_graphql::{Context, Object, Result};

use crate::app::rehabilitation_plan::{
    self as plans, AnnulRehabilitationPlanInput, CorrectRehabilitationPlanInput,
    RecordRehabilitationPlanInput, SendRehabilitationPlanInput, UpdateRehabilitationCourseInput,
};
use crate::graphql::engine::Answer;
use crate::store::view::{CaseView, RehabilitationPlanView};
use crate::{payload, write_as};

fn found(case: &CaseView, id: sea_orm::prelude::Uuid) -> Option<RehabilitationPlanView> {
    case.rehabilitation_plans.iter().find(|row| row.row.outline(|r| r.id) == Some(id)).cloned()
}

payload! {
    /// What sending a rehabilitation plan answers (indsendelse af genoptræningsplan).
    SendRehabilitationPlanPayload of BrainInjuryCase {
        rehabilitationPlan "The plan (genoptræningsplan).": RehabilitationPlanView = found;
    }
    /// What recording a rehabilitation plan answers (registrering af genoptræningsplan).
    RecordRehabilitationPlanPayload of BrainInjuryCase {
        rehabilitationPlan "The plan (genoptræningsplan).": RehabilitationPlanView = found;
    }
    /// What correcting a rehabilitation plan answers (rettelse af genoptræningsplan).
    CorrectRehabilitationPlanPayload of BrainInjuryCase {
        rehabilitationPlan "The plan (genoptræningsplan).": RehabilitationPlanView = found;
    }
    /// What annulling a rehabilitation plan answers (annullering af genoptræningsplan).
    AnnulRehabilitationPlanPayload of BrainInjuryCase {
        rehabilitationPlan "The plan (genoptræningsplan).": RehabilitationPlanView = found;
    }
    /// What recording the course of a plan answers (opdatering af genoptræningsforløb).
    UpdateRehabilitationCoursePayload of BrainInjuryCase {
        rehabilitationPlan "The plan (genoptræningsplan).": RehabilitationPlanView = found;
    }
}

#[derive(Default)]
pub(crate) struct RehabilitationPlanMutation;

#[Object]
impl RehabilitationPlanMutation {
    /// Sends a rehabilitation plan (send genoptræningsplan) to a unit of the authority that is
    /// responsible at the citizen's age (R35), before any relation to the citizen or a case exists:
    /// whoever is unknown is registered, an open brain-injury case takes it, or one is opened; a plan
    /// for rehabilitation at specialised level asks for a coordinator as well (R33). By a hospital,
    /// which holds it from then on, with the lead authority.
    async fn send_rehabilitation_plan(
        &self,
        ctx: &Context<'_>,
        input: SendRehabilitationPlanInput,
    ) -> Result<Answer<SendRehabilitationPlanPayload>> {
        write_as!(ctx, input, SendRehabilitationPlanPayload, plans::send_rehabilitation_plan)
    }

    /// Records a rehabilitation plan that reached the lead authority otherwise (registrér
    /// genoptræningsplan). By a caseworker of the case's unit; the lead alone holds it.
    async fn record_rehabilitation_plan(
        &self,
        ctx: &Context<'_>,
        input: RecordRehabilitationPlanInput,
    ) -> Result<Answer<RecordRehabilitationPlanPayload>> {
        write_as!(ctx, input, RecordRehabilitationPlanPayload, plans::record_rehabilitation_plan)
    }

    /// Corrects a rehabilitation plan (ret genoptræningsplan). By who sent it; of one that the lead
    /// recorded, by a caseworker of the case's unit.
    async fn correct_rehabilitation_plan(
        &self,
        ctx: &Context<'_>,
        input: CorrectRehabilitationPlanInput,
    ) -> Result<Answer<CorrectRehabilitationPlanPayload>> {
        write_as!(ctx, input, CorrectRehabilitationPlanPayload, plans::correct_rehabilitation_plan)
    }

    /// Annuls a rehabilitation plan (annullér genoptræningsplan), with the reason; it stays with who
    /// holds it and with the citizen. By who sent it; of one that the lead recorded, by a caseworker
    /// of the case's unit.
    async fn annul_rehabilitation_plan(
        &self,
        ctx: &Context<'_>,
        input: AnnulRehabilitationPlanInput,
    ) -> Result<Answer<AnnulRehabilitationPlanPayload>> {
        write_as!(ctx, input, AnnulRehabilitationPlanPayload, plans::annul_rehabilitation_plan)
    }

    /// Records what comes of a rehabilitation plan (opdatér genoptræningsforløb): first contact,
    /// start of training, free choice (R34), who is responsible; who sent the plan reads it. By a
    /// caseworker of the case's unit, or the coordinator.
    async fn update_rehabilitation_course(
        &self,
        ctx: &Context<'_>,
        input: UpdateRehabilitationCourseInput,
    ) -> Result<Answer<UpdateRehabilitationCoursePayload>> {
        write_as!(
            ctx,
            input,
            UpdateRehabilitationCoursePayload,
            plans::update_rehabilitation_course
        )
    }
}
