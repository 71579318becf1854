//! Follow-ups: planned, held, called off.

use async_graphql::{Context, Object, Result};
use sea_orm::prelude::Uuid;

use crate::app::follow_up::hold::{self, HoldFollowUpInput, RecordFollowUpInput};
use crate::app::follow_up::{
    self as follow_ups, AnnulFollowUpInput, CancelFollowUpInput, PlanFollowUpInput,
    UpdateFollowUpInput,
};
use crate::graphql::engine::Answer;
use crate::store::view::{CaseView, FollowUpView};
use crate::{payload, write_as};

/// A follow-up, where its row may be seen.
fn follow_up(case: &CaseView, id: Uuid) -> Option<FollowUpView> {
    case.follow_ups.iter().find(|row| row.row.outline(|row| row.id) == Some(id)).cloned()
}

payload! {
    /// What planning a follow-up answers (planlægning af opfølgning).
    PlanFollowUpPayload of BrainInjuryCase {
        followUp "The follow-up (opfølgning).": FollowUpView = follow_up;
    }
    /// What changing a planned follow-up answers (flytning af opfølgning).
    UpdateFollowUpPayload of BrainInjuryCase {
        followUp "The follow-up (opfølgning).": FollowUpView = follow_up;
    }
    /// What calling a follow-up off answers (aflysning af opfølgning).
    CancelFollowUpPayload of BrainInjuryCase {
        followUp "The follow-up (opfølgning).": FollowUpView = follow_up;
    }
    /// What holding a follow-up answers (afholdelse af opfølgning).
    HoldFollowUpPayload of BrainInjuryCase {
        followUp "The follow-up (opfølgning).": FollowUpView = follow_up;
    }
    /// What recording a follow-up answers (registrering af opfølgning).
    RecordFollowUpPayload of BrainInjuryCase {
        followUp "The follow-up (opfølgning).": FollowUpView = follow_up;
    }
    /// What annulling a follow-up answers (annullering af opfølgning).
    AnnulFollowUpPayload of BrainInjuryCase {
        followUp "The follow-up (opfølgning).": FollowUpView = follow_up;
    }
}

#[derive(Default)]
pub(crate) struct FollowUpMutation;

#[Object]
impl FollowUpMutation {
    /// Plans a follow-up (planlæg opfølgning). By the coordinator, a caseworker of the case's unit, or
    /// one of an administration with a track; the administration holds it.
    async fn plan_follow_up(
        &self,
        ctx: &Context<'_>,
        input: PlanFollowUpInput,
    ) -> Result<Answer<PlanFollowUpPayload>> {
        write_as!(ctx, input, PlanFollowUpPayload, follow_ups::plan_follow_up)
    }

    /// Moves a planned follow-up, or changes who takes part (flyt opfølgning). By the administration
    /// that planned it.
    async fn update_follow_up(
        &self,
        ctx: &Context<'_>,
        input: UpdateFollowUpInput,
    ) -> Result<Answer<UpdateFollowUpPayload>> {
        write_as!(ctx, input, UpdateFollowUpPayload, follow_ups::update_follow_up)
    }

    /// Calls a planned follow-up off (aflys opfølgning). By the administration that planned it.
    async fn cancel_follow_up(
        &self,
        ctx: &Context<'_>,
        input: CancelFollowUpInput,
    ) -> Result<Answer<CancelFollowUpPayload>> {
        write_as!(ctx, input, CancelFollowUpPayload, follow_ups::cancel_follow_up)
    }

    /// Records that a planned follow-up was held (afhold opfølgning): its outcome, what was told, and
    /// where goals stand, which go there. By the administration that planned it; a goal's state by who
    /// writes its track.
    async fn hold_follow_up(
        &self,
        ctx: &Context<'_>,
        input: HoldFollowUpInput,
    ) -> Result<Answer<HoldFollowUpPayload>> {
        write_as!(ctx, input, HoldFollowUpPayload, hold::hold_follow_up)
    }

    /// Records a follow-up that was held without having been planned (registrér opfølgning). By the
    /// coordinator, a caseworker of the case's unit, or one of an administration with a track.
    async fn record_follow_up(
        &self,
        ctx: &Context<'_>,
        input: RecordFollowUpInput,
    ) -> Result<Answer<RecordFollowUpPayload>> {
        write_as!(ctx, input, RecordFollowUpPayload, hold::record_follow_up)
    }

    /// Annuls a follow-up that was recorded wrongly (annullér opfølgning), with the reason; it stays
    /// readable to the administration that recorded it, which does this.
    async fn annul_follow_up(
        &self,
        ctx: &Context<'_>,
        input: AnnulFollowUpInput,
    ) -> Result<Answer<AnnulFollowUpPayload>> {
        write_as!(ctx, input, AnnulFollowUpPayload, follow_ups::annul_follow_up)
    }
}
