//! The agenda: items, proposals, decisions, added columns.

use async_graphql::{Context, Object, Result};
use entity::agenda_column;

use crate::app::agenda::column::{
    self, AddAgendaColumnInput, RemoveAgendaColumnInput, SetAgendaCellInput,
};
use crate::app::agenda::decision::{self, RecordDecisionInput};
use crate::app::agenda::propose::{
    self, AcceptAgendaItemInput, DeclineAgendaItemInput, ProposeAgendaItemInput,
};
use crate::app::agenda::{
    self, AddAgendaItemInput, MoveAgendaItemInput, RemoveAgendaItemInput, UpdateAgendaItemInput,
};
use crate::graphql::engine::Answer;
use crate::graphql::mutation::shown::{column_of, item_of, meeting_of, meeting_with};
use crate::store::view::{AgendaItemView, Item, MeetingView};
use crate::{payload, write_as};

payload! {
    /// What adding an item answers (tilføjelse af punkt).
    AddAgendaItemPayload {
        agendaItem "The item after the change (punkt).": AgendaItemView = item_of;
        meeting "The meeting whose agenda it is (møde).": MeetingView = meeting_with;
    }
    /// What changing an item answers (ændring af punkt).
    UpdateAgendaItemPayload {
        agendaItem "The item after the change (punkt).": AgendaItemView = item_of;
        meeting "The meeting whose agenda it is (møde).": MeetingView = meeting_with;
    }
    /// What removing an item answers (fjernelse af punkt).
    RemoveAgendaItemPayload {
        meeting "The meeting after the change (møde).": MeetingView = meeting_of;
    }
    /// What moving an item answers (flytning af punkt).
    MoveAgendaItemPayload {
        agendaItem "The item after the change (punkt).": AgendaItemView = item_of;
        meeting "The meeting whose agenda it is (møde).": MeetingView = meeting_with;
    }
    /// What proposing an item answers (forslag til punkt).
    ProposeAgendaItemPayload {
        agendaItem "The item after the change (punkt).": AgendaItemView = item_of;
        meeting "The meeting whose agenda it is (møde).": MeetingView = meeting_with;
    }
    /// What taking a proposed item on answers (optagelse af foreslået punkt).
    AcceptAgendaItemPayload {
        agendaItem "The item after the change (punkt).": AgendaItemView = item_of;
        meeting "The meeting whose agenda it is (møde).": MeetingView = meeting_with;
    }
    /// What declining a proposed item answers (afvisning af foreslået punkt).
    DeclineAgendaItemPayload {
        agendaItem "The item after the change (punkt).": AgendaItemView = item_of;
        meeting "The meeting whose agenda it is (møde).": MeetingView = meeting_with;
    }
    /// What writing a decision answers (beslutning).
    RecordDecisionPayload {
        agendaItem "The item after the change (punkt).": AgendaItemView = item_of;
        meeting "The meeting whose agenda it is (møde).": MeetingView = meeting_with;
    }
    /// What adding a column answers (tilføjelse af kolonne).
    AddAgendaColumnPayload {
        agendaColumn "The column after the change (kolonne).": Item<agenda_column::Model> = column_of;
        meeting "The meeting whose agenda it is (møde).": MeetingView = meeting_with;
    }
    /// What removing a column answers (fjernelse af kolonne).
    RemoveAgendaColumnPayload {
        meeting "The meeting after the change (møde).": MeetingView = meeting_of;
    }
    /// What writing a cell answers (udfyldning af celle).
    SetAgendaCellPayload {
        agendaItem "The item after the change (punkt).": AgendaItemView = item_of;
        meeting "The meeting whose agenda it is (møde).": MeetingView = meeting_with;
    }
}

#[derive(Default)]
pub(crate) struct AgendaMutation;

#[Object]
impl AgendaMutation {
    /// Adds an item where the form has its place (tilføj punkt). By the coordinator or a caseworker
    /// of the unit.
    async fn add_agenda_item(
        &self,
        ctx: &Context<'_>,
        input: AddAgendaItemInput,
    ) -> Result<Answer<AddAgendaItemPayload>> {
        write_as!(ctx, input, AddAgendaItemPayload, agenda::add_agenda_item)
    }

    /// Changes an item (ret punkt); a proposed one stands as it was proposed. By the coordinator or a
    /// caseworker of the unit.
    async fn update_agenda_item(
        &self,
        ctx: &Context<'_>,
        input: UpdateAgendaItemInput,
    ) -> Result<Answer<UpdateAgendaItemPayload>> {
        write_as!(ctx, input, UpdateAgendaItemPayload, agenda::update_agenda_item)
    }

    /// Removes an item, the form's own too (fjern punkt). By the coordinator or a caseworker of the
    /// unit.
    async fn remove_agenda_item(
        &self,
        ctx: &Context<'_>,
        input: RemoveAgendaItemInput,
    ) -> Result<Answer<RemoveAgendaItemPayload>> {
        write_as!(ctx, input, RemoveAgendaItemPayload, agenda::remove_agenda_item)
    }

    /// Moves an item within its agenda (flyt punkt). By the coordinator or a caseworker of the unit.
    async fn move_agenda_item(
        &self,
        ctx: &Context<'_>,
        input: MoveAgendaItemInput,
    ) -> Result<Answer<MoveAgendaItemPayload>> {
        write_as!(ctx, input, MoveAgendaItemPayload, agenda::move_agenda_item)
    }

    /// Proposes a further item (foreslå punkt), at latest four days before the meeting (R26). By a
    /// participant of that meeting.
    async fn propose_agenda_item(
        &self,
        ctx: &Context<'_>,
        input: ProposeAgendaItemInput,
    ) -> Result<Answer<ProposeAgendaItemPayload>> {
        write_as!(ctx, input, ProposeAgendaItemPayload, propose::propose_agenda_item)
    }

    /// Takes a proposed item on (optag foreslået punkt). By the coordinator or a caseworker of the
    /// unit.
    async fn accept_agenda_item(
        &self,
        ctx: &Context<'_>,
        input: AcceptAgendaItemInput,
    ) -> Result<Answer<AcceptAgendaItemPayload>> {
        write_as!(ctx, input, AcceptAgendaItemPayload, propose::accept_agenda_item)
    }

    /// Declines a proposed item, with the reason for its proposer (afvis foreslået punkt). By the
    /// coordinator or a caseworker of the unit.
    async fn decline_agenda_item(
        &self,
        ctx: &Context<'_>,
        input: DeclineAgendaItemInput,
    ) -> Result<Answer<DeclineAgendaItemPayload>> {
        write_as!(ctx, input, DeclineAgendaItemPayload, propose::decline_agenda_item)
    }

    /// Writes what was decided under an item (skriv beslutning). In minutes that were sent it corrects
    /// decision and categories, with the reason; they are sent again to those whose own view of them
    /// changed. By the coordinator or a caseworker of the unit.
    async fn record_decision(
        &self,
        ctx: &Context<'_>,
        input: RecordDecisionInput,
    ) -> Result<Answer<RecordDecisionPayload>> {
        write_as!(ctx, input, RecordDecisionPayload, decision::record_decision)
    }

    /// Adds a column to an agenda (tilføj kolonne). By the coordinator or a caseworker of the unit.
    async fn add_agenda_column(
        &self,
        ctx: &Context<'_>,
        input: AddAgendaColumnInput,
    ) -> Result<Answer<AddAgendaColumnPayload>> {
        write_as!(ctx, input, AddAgendaColumnPayload, column::add_agenda_column)
    }

    /// Removes an added column and what stands in it (fjern kolonne). By the coordinator or a
    /// caseworker of the unit.
    async fn remove_agenda_column(
        &self,
        ctx: &Context<'_>,
        input: RemoveAgendaColumnInput,
    ) -> Result<Answer<RemoveAgendaColumnPayload>> {
        write_as!(ctx, input, RemoveAgendaColumnPayload, column::remove_agenda_column)
    }

    /// Writes into an added column of an item (udfyld celle). By the coordinator or a caseworker of
    /// the unit.
    async fn set_agenda_cell(
        &self,
        ctx: &Context<'_>,
        input: SetAgendaCellInput,
    ) -> Result<Answer<SetAgendaCellPayload>> {
        write_as!(ctx, input, SetAgendaCellPayload, column::set_agenda_cell)
    }
}
