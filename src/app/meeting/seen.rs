//! What a recipient sees of a meeting, as a hash: a document goes out again only to those whose own
//! view of it changed (R29, and so for agenda and minutes).

use std::sync::Arc;

use entity::{meeting, meeting_participant};
use law::facts::Organisation;
use law::fields::{self, Field};
use law::forms::ParticipantKind;
use law::words::{UnitId, UserId};
use law::{Role, RoleSet, Viewer};
use sea_orm::prelude::Uuid;
use serde_json::{Value, json};

use super::MeetingFile;
use crate::app::{AppError, Work};
use crate::domain::Reach;
use crate::domain::dates::today;
use crate::sealed::Ledger;
use crate::store::view::{AgendaItemView, Item, MeetingView, Viewing, case_view};
use crate::store::{CaseRows, Snapshot};

/// A participant as the viewer that will read what it was sent; none for those who have no way in.
pub(super) fn viewer(
    work: &Work<'_>,
    open: &MeetingFile,
    participant: &meeting_participant::Model,
) -> Result<Option<Viewer>, AppError> {
    let file = &open.file;
    let Some(id) = participant.organisation_id else {
        let citizen = (participant.kind.0 == ParticipantKind::Citizen).then(|| Viewer {
            organisation: None,
            unit: None,
            user: None,
            roles: RoleSet::of(&[Role::Citizen]),
            citizen: Some(file.law.facts().citizen),
        });
        return Ok(citizen);
    };
    let organisation: Organisation = super::organisation(file, id)?;
    let day = today(work.now);
    let of_person = || {
        let memberships = file.directory.memberships.get(&participant.professional_id?)?;
        let current = memberships.iter().find(|m| {
            m.organisation_id == id && m.from_date <= day && m.to_date.is_none_or(|end| day < end)
        });
        current?.unit_id
    };
    Ok(Some(Viewer {
        organisation: Some(organisation),
        unit: participant.unit_id.or_else(of_person).map(UnitId),
        user: participant.professional_id.map(UserId),
        roles: RoleSet::of(&[Role::Caseworker, Role::Partner]),
        citizen: None,
    }))
}

/// The hash of what a viewer sees of the meeting; none where the meeting is unknown to it. The
/// ledger of this look is thrown away: nobody reads, and nothing leaves but the hash.
pub(super) fn hash(
    work: &Work<'_>,
    snapshot: &Snapshot,
    meeting: Uuid,
    viewer: &Viewer,
) -> Result<Option<String>, AppError> {
    let ledger = Arc::new(Ledger::default());
    let viewing = Viewing { viewer, at: work.now, ledger: &ledger, reach: Reach::ALL, as_of: None };
    let Some(rows) = snapshot.cases.first() else { return Ok(None) };
    // Who holds records is theirs to know: to whom it goes follows from consents and bases alone.
    let rows = CaseRows { holdings: Vec::new(), ..rows.clone() };
    let Some(case) = case_view(&rows, &snapshot.directory, viewing)? else { return Ok(None) };
    let found = case.meetings.iter().find(|m| m.row.outline(|r| r.id) == Some(meeting));
    Ok(found
        .and_then(document)
        .map(|seen| crate::domain::digest::sha256_hex(seen.to_string().as_bytes())))
}

/// The document, as far as it opens. Versions and states are no part of it.
fn document(meeting: &MeetingView) -> Option<Value> {
    let head = meeting
        .row
        .outline(|m| json!([m.kind.0.to_string(), m.date, m.start_time, m.end_time, m.place]))?;
    let participants = listed(&meeting.participants, &fields::meeting::participants, |p| {
        let reason =
            p.0.open(&fields::meeting_participant::absenceReason, |p| p.absence_reason.clone());
        let row = p.0.outline(|p| {
            json!([
                p.id,
                p.kind.0.to_string(),
                p.name,
                p.organisation_id,
                p.attendance.0.to_string()
            ])
        });
        json!([row, reason])
    });
    let items: Vec<_> = meeting
        .items
        .iter()
        .filter(|item| item.row.shows_in(&fields::meeting::items))
        .map(item)
        .collect();
    let tasks = listed(&meeting.tasks, &fields::meeting::tasks, |t| {
        let row = t.0.outline(|t| {
            let who = (t.responsible_organisation_id, t.responsible_user_id);
            json!([t.text, who, t.responsible_name, t.due, t.state.0.to_string()])
        });
        json!(row)
    });
    let columns = meeting.row.open(&fields::meeting::columns, |_| ()).map(|()| {
        listed(&meeting.columns, &fields::meeting::columns, |c| {
            json!(c.0.outline(|c| c.title.clone()))
        })
    });
    let present = meeting.row.open(&fields::meeting::citizenPresent, |m| m.citizen_present);
    let roles = [
        role(meeting, |m| m.minute_taker_id, &fields::meeting::minuteTaker),
        role(meeting, |m| m.chair_id, &fields::meeting::chair),
        role(meeting, |m| m.informs_citizen_id, &fields::meeting::informsCitizen),
    ];
    let coordinator = meeting.coordinator.as_ref().map(|professional| professional.0.id);
    Some(json!([
        head,
        participants,
        items,
        tasks,
        columns,
        present,
        roles,
        coordinator,
        citizen(meeting)
    ]))
}

fn listed<M>(
    rows: &[Item<M>],
    list: &'static Field,
    write: impl Fn(&Item<M>) -> Value,
) -> Vec<Value> {
    rows.iter().filter(|row| row.0.shows_in(list)).map(write).collect()
}

fn role(
    meeting: &MeetingView,
    pick: impl Fn(&meeting::Model) -> Option<Uuid>,
    field: &'static Field,
) -> Option<Uuid> {
    let wanted = meeting.row.outline(|m| pick(m)).flatten()?;
    let mut participants = meeting.participants.iter();
    let seen = |p: &&Item<meeting_participant::Model>| {
        p.0.outline(|p| p.id) == Some(wanted) && p.0.shows_in(field)
    };
    participants.find(seen).map(|_| wanted)
}

fn item(item: &AgendaItemView) -> Value {
    use fields::agenda_item as f;
    let row = &item.row;
    let responsible = listed(&item.responsible, &f::responsible, |p| json!(p.0.outline(|p| p.id)));
    json!([
        row.outline(|i| json!([i.item.kind.0.to_string(), i.item.duration_minutes])),
        row.open(&f::subject, |i| i.item.subject.clone()),
        row.open(&f::goal, |i| i.item.goal.clone()),
        row.open(&f::decision, |i| i.item.decision.clone()),
        row.open(&f::cells, |i| {
            let mut cells: Vec<_> = i.cells.iter().map(|c| (c.column_id, c.text.clone())).collect();
            cells.sort();
            cells
        }),
        responsible,
    ])
}

fn citizen(meeting: &MeetingView) -> Option<Value> {
    use fields::meeting_citizen as f;
    let row = &meeting.citizen.as_ref()?.row;
    Some(json!([
        row.open(&f::name, |c| c.citizen.name.clone()),
        row.open(&f::birthDate, |c| c.citizen.birth_date),
        row.open(&f::address, |c| c.citizen.address.clone()),
        row.open(&f::phone, |c| c.citizen.phone.clone()),
        row.open(&f::email, |c| c.citizen.email.clone()),
        row.open(&f::currentResidence, |c| c.current_residence.clone()),
        row.open(&f::interpreterLanguage, |c| c.citizen.interpreter_language.clone()),
    ]))
}
