//! The life of a coordinating meeting: DRAFT → SENT → HELD → MINUTES_SENT, or CANCELLED.

use chrono::NaiveDate;
use law::dates::start_of;
use law::deadlines::agenda_by;
use law::forms::MeetingState::{self, Cancelled, Draft, Held, MinutesSent, Sent};

/// What is done to a meeting as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The agenda goes out; again where it changed since.
    SendAgenda,
    /// The meeting took place; again where it was recorded wrongly who came.
    Hold,
    /// The minutes go out.
    SendMinutes,
    /// It will not take place.
    Cancel,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 4] = [Self::SendAgenda, Self::Hold, Self::SendMinutes, Self::Cancel];
}

/// The state after a step; none where the step is not legal.
#[must_use]
pub fn after(state: MeetingState, step: Step) -> Option<MeetingState> {
    match (state, step) {
        (Draft | Sent, Step::SendAgenda) => Some(Sent),
        (Held | MinutesSent | Cancelled, Step::SendAgenda) => None,
        (Sent | Held, Step::Hold) => Some(Held),
        (Draft | MinutesSent | Cancelled, Step::Hold) => None,
        (Held, Step::SendMinutes) => Some(MinutesSent),
        (Draft | Sent | MinutesSent | Cancelled, Step::SendMinutes) => None,
        (Draft | Sent, Step::Cancel) => Some(Cancelled),
        // What has taken place cannot be called off.
        (Held | MinutesSent | Cancelled, Step::Cancel) => None,
    }
}

/// What is done within a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Date, place, participants, agenda.
    Arrange,
    /// What stands in the form's added columns.
    FillIn,
    /// A participant proposes an item (R26).
    Propose,
    /// Apologies (afbud).
    Apologise,
    /// Decisions and tasks: the minutes are written into the agenda, during the meeting or after.
    WriteMinutes,
    /// What was decided is corrected in minutes that were sent, and what categories it carries.
    CorrectMinutes,
}

/// Whether a meeting in this state takes the act.
#[must_use]
pub fn allows(state: MeetingState, act: Act) -> bool {
    match (state, act) {
        (Draft, Act::Arrange | Act::FillIn) => true,
        (Draft, Act::Propose | Act::Apologise | Act::WriteMinutes) => false,
        (Sent, Act::Arrange | Act::FillIn | Act::Propose | Act::Apologise | Act::WriteMinutes) => {
            true
        }
        (Held, Act::FillIn | Act::WriteMinutes) => true,
        (Held, Act::Arrange | Act::Propose | Act::Apologise) => false,
        // A tag that is wrong goes on telling until it is corrected.
        (MinutesSent, Act::CorrectMinutes) => true,
        (_, Act::CorrectMinutes) | (MinutesSent | Cancelled, _) => false,
    }
}

/// R27: minutes belong to the meeting itself, so that they are due from the moment it was held.
#[must_use]
pub fn minutes_due(state: MeetingState) -> bool {
    match state {
        Held => true,
        Draft | Sent | MinutesSent | Cancelled => false,
    }
}

/// What is left to do with a meeting before its case is closed, as the state that it waits in: one
/// that was held has its minutes sent, and of one that was sent and whose day has come somebody says
/// whether it took place.
#[must_use]
pub fn unfinished(state: MeetingState, date: NaiveDate, today: NaiveDate) -> Option<MeetingState> {
    match state {
        Held => Some(Held),
        Sent => (date <= today).then_some(Sent),
        Draft | MinutesSent | Cancelled => None,
    }
}

/// R25: whether a meeting on this date has an agenda to be sent by a day.
#[must_use]
pub fn agenda_due(state: MeetingState, date: NaiveDate, by: NaiveDate) -> bool {
    match state {
        Draft => agenda_by(start_of(date)) <= by,
        Sent | Held | MinutesSent | Cancelled => false,
    }
}

#[cfg(test)]
mod tests {
    use law::Word;

    use super::*;

    #[test]
    fn a_meeting_goes_forward_only() {
        let legal: Vec<_> = MeetingState::ALL
            .iter()
            .flat_map(|from| Step::ALL.map(|step| (*from, step, after(*from, step))))
            .filter_map(|(from, step, to)| Some((from, step, to?)))
            .collect();
        assert_eq!(
            legal,
            [
                (Draft, Step::SendAgenda, Sent),
                (Draft, Step::Cancel, Cancelled),
                (Sent, Step::SendAgenda, Sent),
                (Sent, Step::Hold, Held),
                (Sent, Step::Cancel, Cancelled),
                (Held, Step::Hold, Held),
                (Held, Step::SendMinutes, MinutesSent),
            ]
        );
        // No step leads back: a changed agenda is sent again, and who came is corrected.
        assert!(legal.iter().all(|(from, _, to)| from <= to));
    }

    #[test]
    fn nothing_is_done_in_a_meeting_that_is_over_but_correcting_its_minutes() {
        let acts = [Act::Arrange, Act::FillIn, Act::Propose, Act::Apologise, Act::WriteMinutes];
        for act in acts {
            assert!(!allows(MinutesSent, act) && !allows(Cancelled, act), "{act:?}");
            assert!(allows(Sent, act), "{act:?}");
        }
        assert!(!allows(Draft, Act::Propose), "a draft is known to the lead alone");
        assert!(!allows(Held, Act::Arrange), "who came is part of the minutes");
        let corrected: Vec<_> =
            MeetingState::ALL.iter().filter(|s| allows(**s, Act::CorrectMinutes)).collect();
        assert_eq!(corrected, [&MinutesSent], "before, they are written");
    }

    #[test]
    fn what_took_place_is_told_of_before_the_case_is_closed() {
        let today: NaiveDate = "2026-11-27".parse().unwrap();
        let days = [today.pred_opt().unwrap(), today, today.succ_opt().unwrap()];
        let waits = |state| days.map(|day| unfinished(state, day, today));
        assert_eq!(waits(Sent), [Some(Sent), Some(Sent), None]);
        assert_eq!(waits(Held), [Some(Held); 3]);
        for state in [Draft, MinutesSent, Cancelled] {
            assert_eq!(waits(state), [None; 3], "{state}");
        }
    }

    #[test]
    fn r27_held_without_minutes_is_due() {
        let due: Vec<_> = MeetingState::ALL.iter().filter(|s| minutes_due(**s)).collect();
        assert_eq!(due, [&Held]);
    }

    #[test]
    fn r25_the_agenda_is_due_three_weeks_before() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let meeting = day("2026-03-30"); // summer time begins the day before
        assert!(agenda_due(Draft, meeting, day("2026-03-09")));
        assert!(!agenda_due(Draft, meeting, day("2026-03-08")));
        assert!(!agenda_due(Sent, meeting, day("2026-03-09")));
    }
}
