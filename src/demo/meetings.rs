//! Coordinating meetings: invitation, agenda, minutes and tasks in one.

use chrono::{DateTime, TimeDelta, Utc};
use entity::column::Code;
use law::forms::{Attendance, MeetingKind, MeetingState, ParticipantKind, Whereabouts};
use uuid::Uuid;

use super::directory::{Person, SOF};
use super::draft::{Draft, Partner};
use super::names;
use super::texts::{self, Topic};
use crate::store::StoreError;

/// A meeting to be made.
#[derive(Clone, Debug)]
pub(super) struct MeetingSpec<'m, 'a> {
    pub(super) kind: MeetingKind,
    pub(super) state: MeetingState,
    /// Days before the present on which it is held; negative: it lies ahead.
    pub(super) held_ago: i64,
    /// Days before the present on which the agenda went out.
    pub(super) sent_ago: i64,
    pub(super) coordinator: &'a Person,
    /// Who would be invited; only whom the law lets be is.
    pub(super) guests: &'m [Partner<'a>],
    /// Subjects of the flexible items.
    pub(super) topics: [Topic; 4],
    /// The citizen's own status stands first.
    pub(super) own_status: bool,
    /// An added column.
    pub(super) column: Option<&'static str>,
    /// The first guest proposes a further item that is not yet taken on (R26).
    pub(super) proposal: bool,
    pub(super) citizen_present: bool,
}

/// A meeting that was made.
#[derive(Clone, Debug)]
pub(super) struct Made<'a> {
    pub(super) id: Uuid,
    pub(super) sent_at: Option<DateTime<Utc>>,
    pub(super) minutes_sent_at: Option<DateTime<Utc>>,
    pub(super) invited: Vec<Partner<'a>>,
}

const PLACES: &[&str] =
    &["Enhedens mødelokale 2", "Mødelokale Havnen, 1. sal", "Hjemme hos borgeren", "Videomøde"];

impl<'a> Draft<'a> {
    /// Makes a meeting with its participants, items and tasks.
    pub(super) fn meeting(&mut self, spec: &MeetingSpec<'_, 'a>) -> Result<Made<'a>, StoreError> {
        let id = self.new_id();
        let calendar = self.calendar;
        let was_sent = spec.state != MeetingState::Draft;
        let was_held = matches!(spec.state, MeetingState::Held | MeetingState::MinutesSent);
        let sent_at = was_sent.then(|| calendar.at(spec.sent_ago, 9, self.rng.between(0, 50)));
        let hour = self.rng.between(9, 14);
        let held_at = was_held.then(|| calendar.at(spec.held_ago, hour + 1, 5));
        let minutes_sent_at = (spec.state == MeetingState::MinutesSent)
            .then(|| calendar.at((spec.held_ago - self.rng.between(0, 4)).max(1), hour + 1, 40));
        let cancelled = spec.state == MeetingState::Cancelled;
        let asked = sent_at.unwrap_or(calendar.anchor);
        let mut invited = Vec::new();
        for guest in spec.guests {
            if self.may_invite(guest.firm, asked)? {
                invited.push(*guest);
            }
        }
        let first = self.rows.participants.len();
        let came = was_held;
        self.seat(id, spec.coordinator, came);
        for guest in &invited {
            self.guest(id, guest, came);
        }
        self.private_people(id, came, spec.citizen_present);
        let seats = &self.rows.participants[first..];
        let (chair, referent) = (seats[0].id, seats[seats.len().min(2) - 1].id);
        let created_at = sent_at
            .map_or_else(|| calendar.at(spec.sent_ago, 8, 0), |sent| sent - TimeDelta::days(1));
        self.rows.meetings.push(entity::meeting::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            kind: Code(spec.kind),
            state: Code(spec.state),
            date: calendar.day(spec.held_ago),
            start_time: format!("{hour:02}:00"),
            end_time: format!("{:02}:00", hour + 1),
            place: self.rng.pick(PLACES).to_owned(),
            current_residence: self.residence(),
            minute_taker_id: was_held.then_some(referent),
            chair_id: Some(chair),
            citizen_present: was_held.then_some(spec.citizen_present),
            informs_citizen_id: (was_held && !spec.citizen_present).then_some(chair),
            sent_at,
            held_at,
            minutes_sent_at,
            cancelled_at: cancelled.then(|| calendar.at((spec.sent_ago - 1).max(1), 15, 0)),
            cancel_reason: cancelled.then(|| self.rng.pick(texts::CANCELLED).to_owned()),
            created_at,
            version: 1 + i32::from(was_sent) + i32::from(was_held),
        });
        self.agenda(id, spec, &invited, held_at)?;
        Ok(Made { id, sent_at, minutes_sent_at, invited })
    }

    /// Where the citizen stays, if the network map says that it is not at home.
    fn residence(&self) -> Option<String> {
        let stands =
            |m: &&entity::network_map::Model| m.case_id == self.id && m.superseded_at.is_none();
        match self.rows.maps.iter().find(stands)?.whereabouts.0 {
            Whereabouts::None => None,
            Whereabouts::Hospital => Some("Neurorehabiliteringen, sengeafsnit 2".to_owned()),
            Whereabouts::Prison => Some("Arresthuset".to_owned()),
        }
    }

    fn seat(&mut self, meeting: Uuid, person: &Person, came: bool) {
        let attendance = if came { Attendance::Present } else { Attendance::Invited };
        let organisation = Some(self.town.organisation(SOF).id.0);
        let who = (ParticipantKind::Professional, person.name.clone());
        self.participant(
            meeting,
            who,
            (organisation, Some(self.office.id), Some(person.id)),
            attendance,
        );
    }

    fn guest(&mut self, meeting: Uuid, guest: &Partner<'_>, came: bool) {
        let attendance = match came {
            false => Attendance::Invited,
            true if self.rng.chance(15) => Attendance::Absent,
            true => Attendance::Present,
        };
        let organisation = Some(self.town.organisation(guest.firm).id.0);
        let who = (ParticipantKind::Professional, guest.person.name.clone());
        let of = (organisation, Some(guest.office.id), Some(guest.person.id));
        self.participant(meeting, who, of, attendance);
    }

    /// The citizen, and who comes with them.
    fn private_people(&mut self, meeting: Uuid, came: bool, citizen_present: bool) {
        let attendance = |present: bool| match (came, present) {
            (false, _) => Attendance::Invited,
            (true, true) => Attendance::Present,
            (true, false) => Attendance::Absent,
        };
        let name = self.citizen_name();
        let none = (None, None, None);
        self.participant(
            meeting,
            (ParticipantKind::Citizen, name),
            none,
            attendance(citizen_present),
        );
        if let Some(representative) = self.rows.representatives.first() {
            let who = (ParticipantKind::Representative, representative.name.clone());
            self.participant(meeting, who, none, attendance(true));
        }
        let citizen = self.rows.citizens.first();
        if citizen.is_some_and(|citizen| citizen.interpreter_language.is_some()) {
            let who = (ParticipantKind::Interpreter, names::person(&mut self.rng));
            self.participant(meeting, who, none, attendance(true));
        }
        if self.rng.chance(25) {
            let who = (ParticipantKind::Relative, names::person(&mut self.rng));
            self.participant(meeting, who, none, attendance(true));
        }
    }

    fn participant(
        &mut self,
        meeting_id: Uuid,
        (kind, name): (ParticipantKind, String),
        (organisation_id, unit_id, professional_id): (Option<Uuid>, Option<Uuid>, Option<Uuid>),
        attendance: Attendance,
    ) {
        let id = self.new_id();
        let absent = attendance == Attendance::Absent;
        let before = self.rows.participants.iter().filter(|p| p.meeting_id == meeting_id).count();
        self.rows.participants.push(entity::meeting_participant::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            meeting_id,
            kind: Code(kind),
            name,
            organisation_id,
            unit_id,
            professional_id,
            attendance: Code(attendance),
            absence_reason: absent.then(|| self.rng.pick(texts::ABSENCES).to_owned()),
            position: i32::try_from(before + 1).unwrap_or(i32::MAX),
            version: 1 + i32::from(attendance != Attendance::Invited),
        });
    }
}
