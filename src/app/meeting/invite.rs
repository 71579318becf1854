//! What an invitation brings about: a part in the case, and word to the citizen.

use entity::column::Code;
use entity::{citizen_notice, meeting, meeting_participant, participation};
use law::forms::{MeetingState, NoticeKind, ParticipantKind, ParticipationOrigin};
use law::request::may_invite;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::participant::works_in;
use super::{MeetingFile, organisation};
use crate::app::check::Check;
use crate::app::{AppError, Refusal, Work};
use crate::domain::dates::today;

/// Whether a participation is the one that inviting this participant makes.
fn is_of(participation: &participation::Model, participant: &meeting_participant::Model) -> bool {
    let part = (participation.organisation_id, participation.unit_id, participation.user_id);
    participant
        .organisation_id
        .is_some_and(|id| part == (id, participant.unit_id, participant.professional_id))
}

/// Everyone invited is still named by an effective clause or basis: consent may have ended since
/// they were put on the list.
pub(super) fn require_named(work: &Work<'_>, open: &MeetingFile) -> Result<(), Refusal> {
    let mut check = Check::default();
    for (index, participant) in open.participants().iter().enumerate() {
        if let Some(id) = participant.organisation_id {
            let flaw = may_invite(open.file.law.facts(), organisation(&open.file, id)?, work.now);
            let path = format!("participants[{index}].organisationId");
            check.flaws(flaw.map(|flaw| law::Flaw { path, ..flaw }));
        }
    }
    check.done()
}

/// Gives each invited organisation its part in the case, and notes what the citizen is to be told.
pub(super) async fn invite(work: &Work<'_>, open: &MeetingFile) -> Result<(), AppError> {
    for participant in open.participants() {
        take_part(work, open, participant).await?;
        tell_citizen(work, open, participant).await?;
    }
    Ok(())
}

async fn take_part(
    work: &Work<'_>,
    open: &MeetingFile,
    participant: &meeting_participant::Model,
) -> Result<(), AppError> {
    let Some(organisation_id) = participant.organisation_id else { return Ok(()) };
    let file = &open.file;
    let facts = file.law.facts();
    // The case's own unit has the case already.
    let unit = facts.unit.0;
    let of_unit = participant.unit_id.map_or_else(
        || {
            let person = participant.professional_id;
            let day = today(work.now);
            person.is_some_and(|p| works_in(file, p, organisation_id, Some(unit), day))
        },
        |own| own == unit,
    );
    let stands = |p: &participation::Model| {
        is_of(p, participant) && p.from_at <= work.now && p.to_at.is_none_or(|end| work.now < end)
    };
    let own = organisation_id == facts.lead.id.0 && of_unit;
    if own || file.rows.participations.iter().any(stands) {
        return Ok(());
    }
    let id = work.id();
    work.insert(participation::Model {
        citizen_id: file.citizen(),
        id,
        case_id: file.id(),
        case_opened_at: file.rows.case_row()?.opened_at,
        organisation_id,
        unit_id: participant.unit_id,
        user_id: participant.professional_id,
        origin: Code(ParticipationOrigin::Invitation),
        from_at: work.now,
        to_at: None,
        version: 1,
    })
    .await?;
    work.changed(file, "PARTICIPATION_ADDED", id).await
}

/// The citizen is told that others were invited, once for each.
async fn tell_citizen(
    work: &Work<'_>,
    open: &MeetingFile,
    participant: &meeting_participant::Model,
) -> Result<(), AppError> {
    let file = &open.file;
    let lead = file.law.facts().lead.id.0;
    let citizen_side = match participant.kind.0 {
        ParticipantKind::Citizen | ParticipantKind::Representative => true,
        ParticipantKind::Professional
        | ParticipantKind::Relative
        | ParticipantKind::Interpreter => false,
    };
    if citizen_side || participant.organisation_id == Some(lead) {
        return Ok(());
    }
    let subject_key = format!("{}:{}", open.meeting.id, participant.id);
    let told = |n: &citizen_notice::Model| {
        n.kind.0 == NoticeKind::OthersInvited && n.subject_key == subject_key
    };
    if file.rows.notices.iter().any(told) {
        return Ok(());
    }
    let directory = &file.directory;
    let from = participant.organisation_id.and_then(|id| directory.organisations.get(&id));
    let from = from.map_or_else(String::new, |o| format!(" ({})", o.name));
    let (name, date) = (&participant.name, open.meeting.date.format("%d.%m.%Y"));
    let id = work.id();
    work.insert(citizen_notice::Model {
        citizen_id: file.citizen(),
        id,
        case_id: file.id(),
        kind: Code(NoticeKind::OthersInvited),
        text: format!("{name}{from} er indkaldt til det koordinerende møde den {date}."),
        subject_key,
        organisation_id: participant.organisation_id,
        arisen_at: work.now,
        delivered_at: None,
        delivered_by: None,
        channel: None,
        version: 1,
    })
    .await?;
    work.changed(file, "CITIZEN_NOTICE", id).await
}

/// Ends the part that an invitation gave, unless a meeting that was sent, and is not cancelled,
/// invites the same unit or person (R15): another one, where the `whole` meeting is cancelled.
pub(super) async fn withdraw(
    work: &Work<'_>,
    open: &MeetingFile,
    participant: &meeting_participant::Model,
    whole: bool,
) -> Result<(), AppError> {
    let rows = &open.file.rows;
    let invites = |meeting: &meeting::Model| {
        meeting.sent_at.is_some()
            && meeting.state.0 != MeetingState::Cancelled
            && !(whole && meeting.id == open.meeting.id)
    };
    let backed = |part: &participation::Model| {
        rows.participants.iter().any(|other| {
            let unit = part.unit_id.is_some() && other.unit_id == part.unit_id;
            let person = part.user_id.is_some() && other.professional_id == part.user_id;
            other.id != participant.id
                && other.organisation_id == Some(part.organisation_id)
                && (unit || person)
                && rows.meetings.iter().any(|m| m.id == other.meeting_id && invites(m))
        })
    };
    for part in rows.participations.iter().filter(|p| is_of(p, participant)) {
        let invited = part.origin.0 == ParticipationOrigin::Invitation && part.to_at.is_none();
        if invited && !backed(part) {
            let mut row = part.clone().into_active_model();
            row.to_at = Set(Some(work.now));
            row.version = Set(part.version + 1);
            row.update(&work.txn).await?;
            work.changed(&open.file, "PARTICIPATION_ENDED", part.id).await?;
        }
    }
    Ok(())
}
