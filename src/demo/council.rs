//! The meetings of the brain-injury council: every third week, behind and ahead (R32).

use chrono::{NaiveDate, TimeDelta};
use entity::column::Code;
use law::brain_injury::CouncilMeetingState;
use law::forms::Attendance;
use law::regime::COUNCIL_RHYTHMS;
use uuid::Uuid;

use super::calendar::Calendar;
use super::directory::{BIF, BUF, Firm, SOF, SUF, Town, namespace};
use super::showcase::{UNIT, brain_injury_worker, colleague, worker};

/// A seat: of an administration's unit, or of a person in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    pub(super) firm: Firm,
    pub(super) office: usize,
    pub(super) by_name: bool,
}

/// Who sits: each of the four administrations.
pub(super) const SEATS: [Seat; 4] = [
    Seat { firm: SOF, office: UNIT, by_name: false },
    Seat { firm: SUF, office: 0, by_name: true },
    Seat { firm: BIF, office: 0, by_name: false },
    Seat { firm: BUF, office: 0, by_name: false },
];

/// Days ago of the first of the meetings.
const FIRST: i64 = 516;
/// Days ahead within which meetings are planned.
const AHEAD: i64 = 40;
/// Number of the meeting that was called off.
const CANCELLED: usize = 18;

impl Town {
    /// Puts the meetings of the council, and who sits at each, into the town.
    pub(super) fn convene(&mut self, seed: u64, calendar: Calendar) {
        let named = |what: String| Uuid::new_v5(&namespace(seed), what.as_bytes());
        let mut day = calendar.day(FIRST);
        for number in 0.. {
            let ago = calendar.ago(day);
            if ago < -AHEAD {
                break;
            }
            let id = named(format!("council/{number}"));
            let state = match number {
                _ if ago < 0 => CouncilMeetingState::Planned,
                CANCELLED => CouncilMeetingState::Cancelled,
                _ => CouncilMeetingState::Held,
            };
            let held = state == CouncilMeetingState::Held;
            self.council_meetings.push(entity::council_meeting::Model {
                id,
                organisation_id: self.organisation(SUF).id.0,
                date: day,
                start_time: Some("09:00".to_owned()),
                end_time: Some("12:00".to_owned()),
                place: "Hjerneskadekoordinationen, mødelokale 1".to_owned(),
                chair_id: Some(brain_injury_worker(&self.offices(SOF)[UNIT]).id),
                minute_taker_id: Some(worker(&self.offices(SUF)[0]).id),
                state: Code(state),
                held_at: held.then(|| calendar.at(ago, 12, 10)),
                cancelled_at: (state == CouncilMeetingState::Cancelled)
                    .then(|| calendar.at(ago + 2, 9, 0)),
                cancel_reason: (state == CouncilMeetingState::Cancelled)
                    .then(|| "Ingen sager på dagsordenen.".to_owned()),
                created_at: calendar.at(ago + 42, 10, 0),
                version: 1 + i32::from(state != CouncilMeetingState::Planned),
            });
            for (position, seat) in (1..).zip(SEATS) {
                let office = &self.offices(seat.firm)[seat.office];
                let attendance = if held { Attendance::Present } else { Attendance::Invited };
                let member = entity::council_member::Model {
                    id: named(format!("council/{number}/{position}")),
                    council_meeting_id: id,
                    organisation_id: self.organisation(seat.firm).id.0,
                    unit_id: (!seat.by_name).then_some(office.id),
                    professional_id: seat.by_name.then(|| colleague(office).id),
                    name: None,
                    attendance: Code(attendance),
                    position,
                };
                self.council_members.push(member);
            }
            day = law::brain_injury::council::next_meeting(day, COUNCIL_RHYTHMS)
                .unwrap_or(day + TimeDelta::days(AHEAD + FIRST));
        }
    }

    /// The first meeting that was held on the day or after it.
    pub(super) fn council_held(&self, day: NaiveDate) -> Option<&entity::council_meeting::Model> {
        let held = |m: &&entity::council_meeting::Model| {
            m.date >= day && m.state.0 == CouncilMeetingState::Held
        };
        self.council_meetings.iter().find(held)
    }

    /// The first meeting that lies ahead.
    pub(super) fn council_ahead(&self) -> Option<&entity::council_meeting::Model> {
        self.council_meetings.iter().find(|m| m.state.0 == CouncilMeetingState::Planned)
    }
}
