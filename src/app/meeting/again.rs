//! A meeting that a case system sends again under its own number.

use entity::column::Code;
use entity::{agenda_item, meeting};
use law::forms::{ItemKind, MeetingState};

use super::create::{CreateMeetingInput, FlexibleItemInput, checked, residence};
use super::participant::{ParticipantInput, stands};
use super::update::check_times;
use super::{MeetingFile, PATH};
use crate::app::check::{self, Check, LINE};
use crate::app::reference::{Sent, gone};
use crate::app::{CaseFile, Done, Refusal, UserErrorCode, Work};
use crate::dkk::meeting::Act;
use crate::domain::EntityKind;
use crate::domain::dates::today;

/// Kind, date, time, place and current residence are what the meeting's own version is about.
/// Participants and items have versions of their own: those that stand are sent along, and others
/// are told to be sent by themselves, so that none is doubled or lost.
pub(super) async fn create_again(
    work: &Work<'_>,
    file: CaseFile,
    sent: &Sent,
    input: &CreateMeetingInput,
) -> Result<Done, Refusal> {
    let standing = |m: &meeting::Model| m.state.0 != MeetingState::Cancelled;
    let held = sent.row(&file.rows.meetings, standing)?.cloned().ok_or_else(gone)?;
    let open = MeetingFile::find(file, PATH, |m| m.id == held.id)?;
    let mut check = Check::default();
    if input.date.0 != held.date {
        check.near("date", input.date.0, today(work.now));
    }
    check_times(&mut check, &input.start_time, &input.end_time);
    let next = meeting::Model {
        kind: Code(input.kind.0),
        date: input.date.0,
        start_time: input.start_time.clone(),
        end_time: input.end_time.clone(),
        place: check.required("place", &input.place, LINE),
        current_residence: residence(&mut check, input),
        ..held.clone()
    };
    for (index, participant) in input.participants.iter().enumerate() {
        let path = format!("participants[{index}]");
        participant_stands(work, &open, &mut check, &path, participant).await?;
    }
    for (index, item) in input.items.iter().enumerate() {
        item_stands(work, &open, &mut check, &format!("items[{index}]"), item).await?;
    }
    check.done()?;
    if next != held {
        open.require(Act::Arrange)?;
    }
    sent.over(work, &open.file, &held, next, "MEETING_UPDATED").await
}

async fn participant_stands(
    work: &Work<'_>,
    open: &MeetingFile,
    check: &mut Check,
    path: &str,
    input: &ParticipantInput,
) -> Result<(), Refusal> {
    let kind = EntityKind::MeetingParticipant;
    let number = &check::under(path, "externalReference");
    let named = Sent::at(work, number, input.external_reference.as_ref(), Some(kind)).await?;
    let target = named.target().map(|target| target.id);
    if !stands(check, (work, open), path, input, target) {
        check.error(
            UserErrorCode::IllegalState,
            path,
            "this participant does not stand so; send it by itself with `addParticipant`",
            "deltageren står ikke således; send vedkommende for sig med `addParticipant`",
        );
    }
    Ok(())
}

async fn item_stands(
    work: &Work<'_>,
    open: &MeetingFile,
    check: &mut Check,
    path: &str,
    input: &FlexibleItemInput,
) -> Result<(), Refusal> {
    let number = &check::under(path, "externalReference");
    let kind = EntityKind::AgendaItem;
    let named = Sent::at(work, number, input.external_reference.as_ref(), Some(kind)).await?;
    let target = named.target().map(|target| target.id);
    let text = checked(check, path, input);
    let same = |row: &&agenda_item::Model| {
        row.kind.0 == ItemKind::Flexible
            && target.is_none_or(|id| id == row.id)
            && (&row.subject, &row.goal, row.duration_minutes, row.categories)
                == (&text.subject, &text.goal, text.duration_minutes, text.categories)
    };
    if open.agenda().into_iter().find(same).is_none() {
        check.error(
            UserErrorCode::IllegalState,
            path,
            "this item does not stand so; send it by itself with `addAgendaItem`",
            "punktet står ikke således; send det for sig med `addAgendaItem`",
        );
    }
    Ok(())
}
