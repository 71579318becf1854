//! Who takes part in a case because it is presented to the council: the seats of the meetings that
//! it stands before, each by the unit or the person that the seat names.

use entity::column::Code;
use entity::council_case::Model;
use entity::participation;
use law::forms::ParticipationOrigin;
use sea_orm::prelude::Uuid;

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
    for row in standing {
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
