//! Who takes part in a case because it is presented to the council: the seats of the meetings that
//! it stands before, each by the unit or the person that the seat names.

use entity::column::Code;
use entity::council_case::Model;
use entity::{council_case, council_meeting, council_member, participation};
use law::brain_injury::CouncilMeetingState;
use law::forms::ParticipationOrigin;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::MeetingFile;
use crate::app::{AppError, CaseFile, Work};

/// An administration's part, by unit or by person.
type Seat = (Uuid, Option<Uuid>, Option<Uuid>);

/// Lets the seats of the meetings take part that the standing presentations are before, and ends
/// what earlier ones had brought and none brings any more. `fresh` is a meeting that the case was not
/// loaded with.
pub(super) async fn settle(
    work: &Work<'_>,
    file: &CaseFile,
    standing: &[Model],
    fresh: Option<&MeetingFile>,
) -> Result<(), AppError> {
    let now = work.now;
    let case = file.case()?;
    let mut wanted: Vec<Seat> = Vec::new();
    let cancelled = |id: Uuid| {
        let mut meetings = file.rows.council.council_meetings.iter();
        meetings.any(|row| row.id == id && row.state.0 == CouncilMeetingState::Cancelled)
    };
    for row in standing.iter().filter(|row| !cancelled(row.council_meeting_id)) {
        let id = row.council_meeting_id;
        let seats: Vec<_> = match fresh.filter(|open| open.meeting.id == id) {
            Some(open) => open.members.iter().collect(),
            None => file.rows.council.members(id).collect(),
        };
        for seat in seats {
            let seat = (seat.organisation_id, seat.unit_id, seat.professional_id);
            // The unit that has the case needs no part in it.
            let has_it = (case.lead_organisation_id, Some(case.unit_id)) == (seat.0, seat.1);
            if !has_it && !wanted.contains(&seat) {
                wanted.push(seat);
            }
        }
    }
    let held: Vec<_> = file
        .rows
        .participations
        .iter()
        .filter(|row| row.from_at <= now && row.to_at.is_none_or(|end| now < end))
        .collect();
    let seat = |row: &participation::Model| (row.organisation_id, row.unit_id, row.user_id);
    for row in held.iter().filter(|row| row.origin.0 == ParticipationOrigin::Council) {
        if wanted.contains(&seat(row)) {
            continue;
        }
        let mut row = participation::Model::clone(row);
        row.to_at = Some(now);
        row.version += 1;
        let id = row.id;
        work.update(row).await?;
        work.changed(file, "PARTICIPATION_ENDED", id).await?;
    }
    for (organisation_id, unit_id, user_id) in wanted {
        if held.iter().any(|row| seat(row) == (organisation_id, unit_id, user_id)) {
            continue;
        }
        let id = work.id();
        work.insert(participation::Model {
            citizen_id: file.citizen(),
            id,
            case_id: file.id(),
            case_opened_at: file.rows.case_row()?.opened_at,
            organisation_id,
            unit_id,
            user_id,
            origin: Code(ParticipationOrigin::Council),
            from_at: now,
            to_at: None,
            version: 1,
        })
        .await?;
        work.changed(file, "PARTICIPATION_ADDED", id).await?;
    }
    Ok(())
}

fn seat_of(row: &council_member::Model) -> Seat {
    (row.organisation_id, row.unit_id, row.professional_id)
}

/// Ends the parts that seats of a meeting gave in the cases that it has before it, where they are no
/// seats any more, and no other meeting gives the same (R15). The cases are locked after the meeting,
/// the other way round than where one is presented; where both happen at once, the database refuses
/// one of them.
pub(super) async fn unseat(
    work: &mut Work<'_>,
    meeting: Uuid,
    seats: &[council_member::Model],
) -> Result<(), AppError> {
    let before = council_case::Entity::find()
        .filter(council_case::Column::CouncilMeetingId.eq(meeting))
        .filter(council_case::Column::AnnulledAt.is_null())
        .order_by_asc(council_case::Column::CaseId);
    for presented in before.all(&work.txn).await? {
        work.lock(presented.case_id).await?;
        let kept = kept(work, &presented).await?;
        let now = work.now;
        let parts = participation::Entity::find()
            .filter(participation::Column::CitizenId.eq(presented.citizen_id))
            .filter(participation::Column::CaseId.eq(presented.case_id))
            .filter(participation::Column::Origin.eq(Code(ParticipationOrigin::Council)));
        for mut row in parts.all(&work.txn).await? {
            let seat = (row.organisation_id, row.unit_id, row.user_id);
            let goes_on = row.from_at <= now && row.to_at.is_none_or(|end| now < end);
            let dropped = seats.iter().any(|held| seat_of(held) == seat) && !kept.contains(&seat);
            if goes_on && dropped {
                row.to_at = Some(now);
                row.version += 1;
                let (id, citizen, case) = (row.id, row.citizen_id, row.case_id);
                work.update(row).await?;
                work.note_of(Some(citizen), Some(case), "PARTICIPATION_ENDED", id).await?;
            }
        }
    }
    Ok(())
}

/// The seats of every meeting that a case is before and that is not cancelled, as they stand now.
async fn kept(work: &Work<'_>, presented: &Model) -> Result<Vec<Seat>, AppError> {
    let standing = council_case::Entity::find()
        .filter(council_case::Column::CitizenId.eq(presented.citizen_id))
        .filter(council_case::Column::CaseId.eq(presented.case_id))
        .filter(council_case::Column::AnnulledAt.is_null())
        .all(&work.txn)
        .await?;
    let meetings = council_meeting::Entity::find()
        .filter(
            council_meeting::Column::Id.is_in(standing.iter().map(|row| row.council_meeting_id)),
        )
        .filter(council_meeting::Column::State.ne(Code(CouncilMeetingState::Cancelled)))
        .all(&work.txn)
        .await?;
    let seats = council_member::Entity::find()
        .filter(council_member::Column::CouncilMeetingId.is_in(meetings.iter().map(|row| row.id)))
        .all(&work.txn)
        .await?;
    Ok(seats.iter().map(seat_of).collect())
}
