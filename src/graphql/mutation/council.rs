//! The brain-injury council (R32): its meetings, the cases presented to them, what came of those.

use async_graphql::{Context, Object, Result};

use crate::app::council::case::{
    self, AnnulCouncilCaseInput, PresentCouncilCaseInput, UpdateCouncilCaseInput,
};
use crate::app::council::decide::{
    self, RecordCouncilDecisionInput, RecordCouncilDeliberationInput,
};
use crate::app::council::meeting::{
    self, CancelCouncilMeetingInput, CreateCouncilMeetingInput, HoldCouncilMeetingInput,
    UpdateCouncilMeetingInput,
};
use crate::app::task::{self, AddCouncilTaskInput};
use crate::graphql::engine::Answer;
use crate::graphql::mutation::shown::{council_case_of, task_of};
use crate::store::view::{CouncilCaseView, CouncilMeetingView, Item};
use crate::{payload, payload_of, write_as};

payload_of! {
    /// What calling a meeting of the council answers (indkaldelse af samrådsmøde).
    CreateCouncilMeetingPayload {
        councilMeeting "The meeting (samrådsmøde).": CouncilMeetingView = |outcome| outcome.beside();
    }
    /// What changing a meeting of the council answers (rettelse af samrådsmøde).
    UpdateCouncilMeetingPayload {
        councilMeeting "The meeting (samrådsmøde).": CouncilMeetingView = |outcome| outcome.beside();
    }
    /// What recording that a meeting of the council took place answers (afholdelse af samrådsmøde).
    HoldCouncilMeetingPayload {
        councilMeeting "The meeting (samrådsmøde).": CouncilMeetingView = |outcome| outcome.beside();
    }
    /// What cancelling a meeting of the council answers (aflysning af samrådsmøde).
    CancelCouncilMeetingPayload {
        councilMeeting "The meeting (samrådsmøde).": CouncilMeetingView = |outcome| outcome.beside();
    }
}

payload! {
    /// What presenting a case to the council answers (forelæggelse for samrådet).
    PresentCouncilCasePayload of BrainInjuryCase {
        councilCase "The case of the council (samrådssag).": CouncilCaseView = council_case_of;
    }
    /// What changing a case of the council answers (rettelse af samrådssag).
    UpdateCouncilCasePayload of BrainInjuryCase {
        councilCase "The case of the council (samrådssag).": CouncilCaseView = council_case_of;
    }
    /// What annulling a case of the council answers (annullering af samrådssag).
    AnnulCouncilCasePayload of BrainInjuryCase {
        councilCase "The case of the council (samrådssag).": CouncilCaseView = council_case_of;
    }
    /// What recording a deliberation answers (notat af samrådets drøftelse).
    RecordCouncilDeliberationPayload of BrainInjuryCase {
        councilCase "The case of the council (samrådssag).": CouncilCaseView = council_case_of;
    }
    /// What recording a decision of the council answers (notat af samrådets beslutning).
    RecordCouncilDecisionPayload of BrainInjuryCase {
        councilCase "The case of the council (samrådssag).": CouncilCaseView = council_case_of;
    }
    /// What adding a task of the council's decision answers (opgave fra samrådet).
    AddCouncilTaskPayload of BrainInjuryCase {
        task "The task (opgave).": Item<entity::task::Model> = task_of;
    }
}

#[derive(Default)]
pub(crate) struct CouncilMutation;

#[Object]
impl CouncilMutation {
    /// Calls a meeting of the brain-injury council (indkald samrådsmøde), R32. By a caseworker of one
    /// of the municipality's administrations, which convenes and sits; off the rhythm of three weeks
    /// with a warning.
    async fn create_council_meeting(
        &self,
        ctx: &Context<'_>,
        input: CreateCouncilMeetingInput,
    ) -> Result<Answer<CreateCouncilMeetingPayload>> {
        write_as!(ctx, input, CreateCouncilMeetingPayload, meeting::create_council_meeting)
    }

    /// Changes a planned meeting of the council (ret samrådsmøde). By a caseworker of the
    /// administration that convenes, the chair or the minute-taker.
    async fn update_council_meeting(
        &self,
        ctx: &Context<'_>,
        input: UpdateCouncilMeetingInput,
    ) -> Result<Answer<UpdateCouncilMeetingPayload>> {
        write_as!(ctx, input, UpdateCouncilMeetingPayload, meeting::update_council_meeting)
    }

    /// Records that a meeting of the council took place, and who sat (afhold samrådsmøde). By a
    /// caseworker of the administration that convenes, the chair or the minute-taker.
    async fn hold_council_meeting(
        &self,
        ctx: &Context<'_>,
        input: HoldCouncilMeetingInput,
    ) -> Result<Answer<HoldCouncilMeetingPayload>> {
        write_as!(ctx, input, HoldCouncilMeetingPayload, meeting::hold_council_meeting)
    }

    /// Cancels a planned meeting of the council, with the reason (aflys samrådsmøde). By a caseworker
    /// of the administration that convenes, the chair or the minute-taker.
    async fn cancel_council_meeting(
        &self,
        ctx: &Context<'_>,
        input: CancelCouncilMeetingInput,
    ) -> Result<Answer<CancelCouncilMeetingPayload>> {
        write_as!(ctx, input, CancelCouncilMeetingPayload, meeting::cancel_council_meeting)
    }

    /// Presents a case to the council (forelæg sag for samrådet), R32: it crosses two administrations
    /// or more, and a consent names every administration that sits. They take part from then on. By
    /// an administration that sits: the lead's coordinator or unit, or who takes part for another.
    async fn present_council_case(
        &self,
        ctx: &Context<'_>,
        input: PresentCouncilCaseInput,
    ) -> Result<Answer<PresentCouncilCasePayload>> {
        write_as!(ctx, input, PresentCouncilCasePayload, case::present_council_case)
    }

    /// Changes what is presented, or to which meeting, until the council has decided (ret
    /// samrådssag). By the administration that presents it.
    async fn update_council_case(
        &self,
        ctx: &Context<'_>,
        input: UpdateCouncilCaseInput,
    ) -> Result<Answer<UpdateCouncilCasePayload>> {
        write_as!(ctx, input, UpdateCouncilCasePayload, case::update_council_case)
    }

    /// Annuls a case of the council that was presented wrongly, with the reason (annullér
    /// samrådssag). By the administration that presented it, or the lead's coordinator or unit.
    async fn annul_council_case(
        &self,
        ctx: &Context<'_>,
        input: AnnulCouncilCaseInput,
    ) -> Result<Answer<AnnulCouncilCasePayload>> {
        write_as!(ctx, input, AnnulCouncilCasePayload, case::annul_council_case)
    }

    /// Records what was said of a case (notér samrådets drøftelse): for the administrations that sat,
    /// and nobody else. By one of them, while a consent names each of them.
    async fn record_council_deliberation(
        &self,
        ctx: &Context<'_>,
        input: RecordCouncilDeliberationInput,
    ) -> Result<Answer<RecordCouncilDeliberationPayload>> {
        write_as!(ctx, input, RecordCouncilDeliberationPayload, decide::record_council_deliberation)
    }

    /// Records what the council decided of a case (notér samrådets beslutning). By one of the
    /// administrations that sat, while a consent names each of them; a decision that stands is
    /// corrected by the lead or who presents the case.
    async fn record_council_decision(
        &self,
        ctx: &Context<'_>,
        input: RecordCouncilDecisionInput,
    ) -> Result<Answer<RecordCouncilDecisionPayload>> {
        write_as!(ctx, input, RecordCouncilDecisionPayload, decide::record_council_decision)
    }

    /// Adds a task that came of the council's decision (tilføj opgave fra samrådet), not to someone
    /// who may not read it. By one of the administrations that sat.
    async fn add_council_task(
        &self,
        ctx: &Context<'_>,
        input: AddCouncilTaskInput,
    ) -> Result<Answer<AddCouncilTaskPayload>> {
        write_as!(ctx, input, AddCouncilTaskPayload, task::add_council_task)
    }
}
