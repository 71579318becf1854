//! Coordinating meetings: calling, sending, holding.

use async_graphql::{Context, Object, Result};

use entity::meeting_participant;

use crate::app::meeting::absence::{self, RecordAbsenceInput};
use crate::app::meeting::create::{self, CreateMeetingInput};
use crate::app::meeting::hold::{self, HoldMeetingInput};
use crate::app::meeting::participant::{self, AddParticipantInput, RemoveParticipantInput};
use crate::app::meeting::send::{self, SendAgendaInput, SendMinutesInput};
use crate::app::meeting::update::{
    self, CancelMeetingInput, SetChairInput, SetMinuteTakerInput, UpdateMeetingInput,
};
use crate::graphql::engine::Answer;
use crate::graphql::mutation::shown::{meeting_of, meeting_with, participant_of};
use crate::store::view::{Item, MeetingView};
use crate::{payload, write_as};

payload! {
    /// What calling a meeting answers (oprettelse af møde).
    CreateMeetingPayload {
        meeting "The meeting after the change (møde).": MeetingView = meeting_of;
    }
    /// What changing a meeting answers (ændring af møde).
    UpdateMeetingPayload {
        meeting "The meeting after the change (møde).": MeetingView = meeting_of;
    }
    /// What choosing the minute-taker answers (valg af referent).
    SetMinuteTakerPayload {
        meeting "The meeting after the change (møde).": MeetingView = meeting_of;
    }
    /// What choosing the chair answers (valg af mødeleder).
    SetChairPayload {
        meeting "The meeting after the change (møde).": MeetingView = meeting_of;
    }
    /// What cancelling a meeting answers (aflysning).
    CancelMeetingPayload {
        meeting "The meeting after the change (møde).": MeetingView = meeting_of;
    }
    /// What adding a participant answers (tilføjelse af deltager).
    AddParticipantPayload {
        participant "The participant (deltager).": Item<meeting_participant::Model> = participant_of;
        meeting "The meeting that it stands in (møde).": MeetingView = meeting_with;
    }
    /// What removing a participant answers (fjernelse af deltager).
    RemoveParticipantPayload {
        meeting "The meeting after the change (møde).": MeetingView = meeting_of;
    }
    /// What recording apologies answers (registrering af afbud).
    RecordAbsencePayload {
        participant "The participant (deltager).": Item<meeting_participant::Model> = participant_of;
        meeting "The meeting that it stands in (møde).": MeetingView = meeting_with;
    }
    /// What sending an agenda answers (udsendelse af dagsorden).
    SendAgendaPayload {
        meeting "The meeting after the change (møde).": MeetingView = meeting_of;
    }
    /// What closing a meeting answers (afholdelse af møde).
    HoldMeetingPayload {
        meeting "The meeting after the change (møde).": MeetingView = meeting_of;
    }
    /// What sending minutes answers (udsendelse af referat).
    SendMinutesPayload {
        meeting "The meeting after the change (møde).": MeetingView = meeting_of;
    }
}

#[derive(Default)]
pub(crate) struct MeetingMutation;

#[Object]
impl MeetingMutation {
    /// Calls a coordinating meeting (opret møde): a draft with the form's fixed items and the flexible
    /// ones given. By the coordinator or a caseworker of the unit; whoever no effective clause or
    /// basis names cannot be invited (R17).
    async fn create_meeting(
        &self,
        ctx: &Context<'_>,
        input: CreateMeetingInput,
    ) -> Result<Answer<CreateMeetingPayload>> {
        write_as!(ctx, input, CreateMeetingPayload, create::create_meeting)
    }

    /// Changes kind, date, times or place of a meeting not yet held (ret møde). By the coordinator
    /// or a caseworker of the unit.
    async fn update_meeting(
        &self,
        ctx: &Context<'_>,
        input: UpdateMeetingInput,
    ) -> Result<Answer<UpdateMeetingPayload>> {
        write_as!(ctx, input, UpdateMeetingPayload, update::update_meeting)
    }

    /// Says who takes the minutes (vælg referent). By the coordinator or a caseworker of the unit.
    async fn set_minute_taker(
        &self,
        ctx: &Context<'_>,
        input: SetMinuteTakerInput,
    ) -> Result<Answer<SetMinuteTakerPayload>> {
        write_as!(ctx, input, SetMinuteTakerPayload, update::set_minute_taker)
    }

    /// Says who leads the meeting (vælg mødeleder). By the coordinator or a caseworker of the unit.
    async fn set_chair(
        &self,
        ctx: &Context<'_>,
        input: SetChairInput,
    ) -> Result<Answer<SetChairPayload>> {
        write_as!(ctx, input, SetChairPayload, update::set_chair)
    }

    /// Cancels a meeting not yet held (aflys møde), and with it the parts in the case that its
    /// invitations alone gave (R15). By the coordinator or a caseworker of the unit.
    async fn cancel_meeting(
        &self,
        ctx: &Context<'_>,
        input: CancelMeetingInput,
    ) -> Result<Answer<CancelMeetingPayload>> {
        write_as!(ctx, input, CancelMeetingPayload, update::cancel_meeting)
    }

    /// Adds a participant (tilføj deltager). By the coordinator or a caseworker of the unit; an
    /// organisation must be named by an effective clause or basis (R17).
    async fn add_participant(
        &self,
        ctx: &Context<'_>,
        input: AddParticipantInput,
    ) -> Result<Answer<AddParticipantPayload>> {
        write_as!(ctx, input, AddParticipantPayload, participant::add_participant)
    }

    /// Removes a participant (fjern deltager), and with it the part in the case that the invitation
    /// gave (R15). By the coordinator or a caseworker of the unit.
    async fn remove_participant(
        &self,
        ctx: &Context<'_>,
        input: RemoveParticipantInput,
    ) -> Result<Answer<RemoveParticipantPayload>> {
        write_as!(ctx, input, RemoveParticipantPayload, participant::remove_participant)
    }

    /// Records apologies (registrér afbud). By the participant, its unit's caseworkers, or the
    /// coordination.
    async fn record_absence(
        &self,
        ctx: &Context<'_>,
        input: RecordAbsenceInput,
    ) -> Result<Answer<RecordAbsencePayload>> {
        write_as!(ctx, input, RecordAbsencePayload, absence::record_absence)
    }

    /// Sends the agenda, or sends it again to those whose own view of it changed (udsend dagsorden).
    /// The invited take part in the case from now on and see each other; the citizen is told of
    /// them. Late sending is a warning (R25). By the coordinator or a caseworker of the unit.
    async fn send_agenda(
        &self,
        ctx: &Context<'_>,
        input: SendAgendaInput,
    ) -> Result<Answer<SendAgendaPayload>> {
        write_as!(ctx, input, SendAgendaPayload, send::send_agenda)
    }

    /// Closes a meeting that took place (afhold møde): attendance, a minute-taker, and, where the
    /// citizen was absent, who informs them (R28). Until the minutes are sent it is done again where
    /// it was recorded wrongly. By the coordinator or a caseworker of the unit.
    async fn hold_meeting(
        &self,
        ctx: &Context<'_>,
        input: HoldMeetingInput,
    ) -> Result<Answer<HoldMeetingPayload>> {
        write_as!(ctx, input, HoldMeetingPayload, hold::hold_meeting)
    }

    /// Sends the minutes (udsend referat); from then on they stand (R27, R28), but for what
    /// `recordDecision` corrects. By the coordinator or a caseworker of the unit.
    async fn send_minutes(
        &self,
        ctx: &Context<'_>,
        input: SendMinutesInput,
    ) -> Result<Answer<SendMinutesPayload>> {
        write_as!(ctx, input, SendMinutesPayload, send::send_minutes)
    }
}
