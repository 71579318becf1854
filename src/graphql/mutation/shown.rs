//! What payloads show of a meeting: an entity by its id, where its row may be seen.

use entity::{agenda_column, meeting_participant, task};
use sea_orm::prelude::Uuid;

use crate::store::view::{AgendaItemView, CaseView, CouncilCaseView, Item, MeetingView};

/// A meeting.
pub(super) fn meeting_of(case: &CaseView, id: Uuid) -> Option<MeetingView> {
    case.meetings.iter().find(|m| m.row.outline(|m| m.id) == Some(id)).cloned()
}

/// The meeting in which a participant, an item or a column stands that may be seen.
pub(super) fn meeting_with(case: &CaseView, id: Uuid) -> Option<MeetingView> {
    let holds = |m: &&MeetingView| {
        participant_in(m, id).is_some() || item_in(m, id).is_some() || column_in(m, id).is_some()
    };
    case.meetings.iter().filter(|m| m.row.outline(|_| ()).is_some()).find(holds).cloned()
}

/// A participant.
pub(super) fn participant_of(
    case: &CaseView,
    id: Uuid,
) -> Option<Item<meeting_participant::Model>> {
    case.meetings.iter().find_map(|m| participant_in(m, id)).cloned()
}

/// An agenda item, taken on or proposed.
pub(super) fn item_of(case: &CaseView, id: Uuid) -> Option<AgendaItemView> {
    case.meetings.iter().find_map(|m| item_in(m, id)).cloned()
}

/// A case of the council.
pub(super) fn council_case_of(case: &CaseView, id: Uuid) -> Option<CouncilCaseView> {
    case.council_cases.iter().find(|c| c.row().outline(|c| c.case.row.id) == Some(id)).cloned()
}

/// A task.
pub(super) fn task_of(case: &CaseView, id: Uuid) -> Option<Item<task::Model>> {
    case.tasks.iter().find(|t| t.0.outline(|t| t.id) == Some(id)).cloned()
}

fn participant_in(meeting: &MeetingView, id: Uuid) -> Option<&Item<meeting_participant::Model>> {
    meeting.participants.iter().find(|p| p.0.outline(|p| p.id) == Some(id))
}

fn item_in(meeting: &MeetingView, id: Uuid) -> Option<&AgendaItemView> {
    let mut items = meeting.items.iter().chain(&meeting.proposals);
    items.find(|i| i.row.outline(|i| i.item.id) == Some(id))
}

/// An added column.
pub(super) fn column_of(case: &CaseView, id: Uuid) -> Option<Item<agenda_column::Model>> {
    case.meetings.iter().find_map(|m| column_in(m, id)).cloned()
}

fn column_in(meeting: &MeetingView, id: Uuid) -> Option<&Item<agenda_column::Model>> {
    meeting.columns.iter().find(|c| c.0.outline(|c| c.id) == Some(id))
}
