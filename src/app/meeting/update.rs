//! Changing and cancelling a meeting; who leads it and who takes the minutes.

use std::collections::BTreeSet;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::column::Code;
use law::forms::{Attendance, MeetingKind};
use sea_orm::ActiveValue::Set;
use sea_orm::prelude::Uuid;

use super::{MeetingFile, PARTS, coordinate, invite};
use crate::app::check::{Check, LINE, TEXT};
use crate::app::{Done, Refusal, Work};
use crate::dkk::meeting::{Act, Step};
use crate::dkk::time;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;

/// Changes a meeting (ret møde); what is left out stays.
#[derive(InputObject)]
pub(crate) struct UpdateMeetingInput {
    /// The meeting (møde).
    pub(crate) meeting_id: ID,
    /// Kind (mødetype).
    pub(crate) kind: MaybeUndefined<Of<MeetingKind>>,
    /// Date (dato).
    pub(crate) date: MaybeUndefined<Date>,
    /// Start, HH:MM local (start).
    pub(crate) start_time: MaybeUndefined<String>,
    /// End, HH:MM local (slut).
    pub(crate) end_time: MaybeUndefined<String>,
    /// Place (sted).
    pub(crate) place: MaybeUndefined<String>,
    /// Where the citizen stays now (aktuelt opholdssted); null: at home.
    pub(crate) current_residence: MaybeUndefined<String>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Start and end are times of one day, in order.
pub(super) fn check_times(check: &mut Check, start: &str, end: &str) {
    let (from, to) = (time::minutes(start), time::minutes(end));
    let (english, danish) = ("write a time of day as `HH:MM`", "skriv et klokkeslæt som `TT:MM`");
    check.that(from.is_some(), "startTime", english, danish);
    check.that(to.is_some(), "endTime", english, danish);
    if let (Some(from), Some(to)) = (from, to) {
        let danish = "lad mødet slutte efter det begynder";
        check.that(from < to, "endTime", "let the meeting end after it begins", danish);
    }
}

/// The value that stands after an update of a field that must have one.
fn updated<T>(check: &mut Check, path: &str, value: MaybeUndefined<T>, stands: T) -> T {
    match value {
        MaybeUndefined::Value(value) => value,
        MaybeUndefined::Undefined => stands,
        MaybeUndefined::Null => {
            check.required(path, "", LINE);
            stands
        }
    }
}

/// Changes a meeting that has not been held. Who was invited learns of it when the agenda is sent
/// again.
pub(crate) async fn update_meeting(
    work: &mut Work<'_>,
    input: UpdateMeetingInput,
) -> Result<Done, Refusal> {
    let version = Some(input.expected_version);
    let open = coordinate(work, &input.meeting_id, version, PARTS).await?;
    open.require(Act::Arrange)?;
    let stands = open.meeting.clone();
    let mut check = Check::default();
    let kind = updated(&mut check, "kind", input.kind, Of(stands.kind.0));
    let date = updated(&mut check, "date", input.date, Date(stands.date)).0;
    let start = updated(&mut check, "startTime", input.start_time, stands.start_time);
    let end = updated(&mut check, "endTime", input.end_time, stands.end_time);
    let place = updated(&mut check, "place", input.place, stands.place);
    let place = check.required("place", &place, LINE);
    let residence =
        check.patch("currentResidence", &input.current_residence, stands.current_residence, LINE);
    if date != stands.date {
        check.near("date", date, today(work.now));
    }
    check_times(&mut check, &start, &end);
    check.done()?;
    open.change(work, |row| {
        row.kind = Set(Code(kind.0));
        row.date = Set(date);
        row.start_time = Set(start);
        row.end_time = Set(end);
        row.place = Set(place);
        row.current_residence = Set(residence);
    })
    .await?;
    done(work, &open, "MEETING_UPDATED").await
}

/// Says which participant takes the minutes (vælg referent).
#[derive(InputObject)]
pub(crate) struct SetMinuteTakerInput {
    /// The meeting (møde).
    pub(crate) meeting_id: ID,
    /// The participant (deltager); null: nobody yet.
    pub(crate) participant_id: Option<ID>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Sets the minute-taker: a participant, apart from the chair or the same.
pub(crate) async fn set_minute_taker(
    work: &mut Work<'_>,
    input: SetMinuteTakerInput,
) -> Result<Done, Refusal> {
    let version = Some(input.expected_version);
    let open = coordinate(work, &input.meeting_id, version, PARTS).await?;
    open.require(Act::Arrange)?;
    let chosen = chosen(&open, input.participant_id.as_ref())?;
    open.change(work, |row| row.minute_taker_id = Set(chosen)).await?;
    done(work, &open, "MEETING_UPDATED").await
}

/// Says which participant leads the meeting (vælg mødeleder).
#[derive(InputObject)]
pub(crate) struct SetChairInput {
    /// The meeting (møde).
    pub(crate) meeting_id: ID,
    /// The participant (deltager); null: nobody yet.
    pub(crate) participant_id: Option<ID>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Sets the chair.
pub(crate) async fn set_chair(work: &mut Work<'_>, input: SetChairInput) -> Result<Done, Refusal> {
    let version = Some(input.expected_version);
    let open = coordinate(work, &input.meeting_id, version, PARTS).await?;
    open.require(Act::Arrange)?;
    let chosen = chosen(&open, input.participant_id.as_ref())?;
    open.change(work, |row| row.chair_id = Set(chosen)).await?;
    done(work, &open, "MEETING_UPDATED").await
}

fn chosen(open: &MeetingFile, id: Option<&ID>) -> Result<Option<Uuid>, Refusal> {
    let Some(id) = id else { return Ok(None) };
    let participant = open.participant("participantId", id)?;
    let mut check = Check::default();
    check.that(
        participant.attendance.0 != Attendance::Absent,
        "participantId",
        "this participant sent apologies; choose another",
        "deltageren har meldt afbud; vælg en anden",
    );
    check.done()?;
    Ok(Some(participant.id))
}

/// Cancels a meeting (aflys møde).
#[derive(InputObject)]
pub(crate) struct CancelMeetingInput {
    /// The meeting (møde).
    pub(crate) meeting_id: ID,
    /// Why (årsag).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Cancels a meeting that has not been held. What its invitations opened ends with it (R15), unless
/// another meeting that was sent invites the same ones; who takes part otherwise can still read that
/// it is cancelled.
pub(crate) async fn cancel_meeting(
    work: &mut Work<'_>,
    input: CancelMeetingInput,
) -> Result<Done, Refusal> {
    let version = Some(input.expected_version);
    let open = coordinate(work, &input.meeting_id, version, PARTS).await?;
    let state = open.after(Step::Cancel)?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.done()?;
    let now = work.now;
    open.change(work, |row| {
        row.state = Set(Code(state));
        row.cancelled_at = Set(Some(now));
        row.cancel_reason = Set(Some(reason));
    })
    .await?;
    let cancelled = done(work, &open, "MEETING_CANCELLED").await?;
    // A draft has opened nothing. Who listens is told of the cancellation before the end of the parts.
    if open.meeting.sent_at.is_some() {
        let mut ended = BTreeSet::new();
        for participant in open.participants() {
            let part =
                (participant.organisation_id, participant.unit_id, participant.professional_id);
            if ended.insert(part) {
                invite::withdraw(work, &open, participant, true).await?;
            }
        }
    }
    Ok(cancelled)
}

/// Notes a change of the meeting.
pub(super) async fn done(work: &Work<'_>, open: &MeetingFile, kind: &str) -> Result<Done, Refusal> {
    work.changed(&open.file, kind, open.meeting.id).await?;
    Ok(Done::in_case(open.file.id(), open.meeting.id))
}
