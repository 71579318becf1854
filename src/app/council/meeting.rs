//! Calling the council together (indkald hjerneskadesamrådet), changing, holding and cancelling a
//! meeting.
//!
//! An administration of the municipality convenes, and sits. Its caseworkers arrange the meeting, and
//! so do the two who lead it and take its minutes, wherever they work. It is about no citizen: that
//! it takes place tells the administrations that sit of no case.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::column::Code;
use entity::council_meeting::{Column, Model};
use entity::council_member;
use law::brain_injury::CouncilMeetingState;
use law::brain_injury::council::{Step, rhythm_warning};
use law::facts::Organisation;
use law::forms::Attendance;
use law::regime::COUNCIL_RHYTHMS;
use law::{Flaw, Role};
use sea_orm::prelude::Uuid;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use super::MeetingFile;
use super::list::of_administration;
use super::member::{CouncilMemberInput, official, seated};
use super::take_part::unseat;
use crate::app::check::{self, Check, LINE, TEXT};
use crate::app::reference::{self, ExternalReferenceInput, Target};
use crate::app::work::expect_version;
use crate::app::{AppError, Done, Refusal, UserErrorCode, Work};
use crate::dkk::time;
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::scalars::Date;
use crate::store::Directory;

/// Calls a meeting of the council (indkald samrådsmøde).
#[derive(InputObject)]
pub(crate) struct CreateCouncilMeetingInput {
    /// Date (dato); off the rhythm of three weeks a warning is given (R32).
    pub(crate) date: Date,
    /// Start, HH:MM local (start).
    pub(crate) start_time: Option<String>,
    /// End, HH:MM local (slut).
    pub(crate) end_time: Option<String>,
    /// Place (sted).
    pub(crate) place: String,
    /// Who sits, the caller's administration among them (medlemmer).
    pub(crate) members: Vec<CouncilMemberInput>,
    /// Who leads the meeting (mødeleder), of an administration that sits.
    pub(crate) chair_id: Option<ID>,
    /// Who takes the minutes (referent), of an administration that sits.
    pub(crate) minute_taker_id: Option<ID>,
    /// The caller's own number of it; what it names already is not called twice (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a planned meeting of the council (ret samrådsmøde); what is left out stays, null clears.
#[derive(InputObject)]
pub(crate) struct UpdateCouncilMeetingInput {
    /// The meeting (møde).
    pub(crate) council_meeting_id: ID,
    /// Date (dato).
    pub(crate) date: MaybeUndefined<Date>,
    /// Start, HH:MM local (start).
    pub(crate) start_time: MaybeUndefined<String>,
    /// End, HH:MM local (slut).
    pub(crate) end_time: MaybeUndefined<String>,
    /// Place (sted).
    pub(crate) place: MaybeUndefined<String>,
    /// Who sits, all of them (medlemmer). Who is new learns of the cases that are presented from
    /// then on, and of others once they are presented anew.
    pub(crate) members: Option<Vec<CouncilMemberInput>>,
    /// Who leads the meeting (mødeleder).
    pub(crate) chair_id: MaybeUndefined<ID>,
    /// Who takes the minutes (referent).
    pub(crate) minute_taker_id: MaybeUndefined<ID>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Whether someone with a seat came (fremmøde).
#[derive(InputObject, Clone, Debug)]
pub(crate) struct CouncilAttendanceInput {
    /// The seat (medlem).
    pub(crate) member_id: ID,
    /// Whether they came (mødt).
    pub(crate) present: bool,
}

/// Records that a meeting of the council took place (afhold samrådsmøde).
#[derive(InputObject)]
pub(crate) struct HoldCouncilMeetingInput {
    /// The meeting (møde).
    pub(crate) council_meeting_id: ID,
    /// Who came: every seat (fremmøde). An administration sat where one of its seats was filled.
    pub(crate) attendance: Vec<CouncilAttendanceInput>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Cancels a meeting of the council (aflys samrådsmøde).
#[derive(InputObject)]
pub(crate) struct CancelCouncilMeetingInput {
    /// The meeting (møde).
    pub(crate) council_meeting_id: ID,
    /// Why (årsag).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::CouncilMeeting;
const PATH: &str = "councilMeetingId";

/// Calls a meeting, or gives the one that the caller's own number names.
pub(crate) async fn create_council_meeting(
    work: &mut Work<'_>,
    input: CreateCouncilMeetingInput,
) -> Result<Done, Refusal> {
    let own = convener(work)?;
    let reference = input.external_reference.as_ref();
    if let Some(held) = reference::named(work, reference, KIND).await? {
        return Ok(Done::beside(KIND, held.id, held.id).already_registered("externalReference"));
    }
    let directory = crate::store::directory_in(&work.session.app.db, &work.txn).await?;
    let mut check = Check::default();
    let date = input.date.0;
    check.near("date", date, today(work.now));
    let [start, end] = [("startTime", &input.start_time), ("endTime", &input.end_time)]
        .map(|(path, text)| check.optional(path, text.as_deref(), LINE));
    check_times(&mut check, start.as_deref(), end.as_deref());
    let place = check.required("place", &input.place, LINE);
    let seats = seated(&mut check, &directory, (own, date), &input.members);
    let sitting: Vec<_> = seats.iter().map(|seat| seat.organisation).collect();
    let mut led_by =
        |path: &str, id: Option<&ID>| official(&mut check, &directory, path, id, (&sitting, date));
    let chair_id = led_by("chairId", input.chair_id.as_ref());
    let minute_taker_id = led_by("minuteTakerId", input.minute_taker_id.as_ref());
    check.done()?;
    let id = work.id();
    let warning = off_rhythm(work, own, date, id).await?;
    work.insert(Model {
        id,
        organisation_id: own.id.0,
        date,
        start_time: start,
        end_time: end,
        place,
        chair_id,
        minute_taker_id,
        state: Code(CouncilMeetingState::Planned),
        held_at: None,
        cancelled_at: None,
        cancel_reason: None,
        created_at: work.now,
        version: 1,
    })
    .await?;
    for (seat, position) in seats.into_iter().zip(1..) {
        work.insert(seat.row(work, id, position)).await?;
    }
    reference::attach(work, reference, Target::directory(KIND, id)).await?;
    work.note_of(None, None, "COUNCIL_MEETING_CREATED", id).await?;
    Ok(Done::beside(KIND, id, id).warn(warning))
}

/// Changes a meeting that has not been held.
pub(crate) async fn update_council_meeting(
    work: &mut Work<'_>,
    input: UpdateCouncilMeetingInput,
) -> Result<Done, Refusal> {
    let open = arrange(work, &input.council_meeting_id, input.expected_version).await?;
    open.after(Step::Arrange, PATH)?;
    let mut row = open.meeting.clone();
    let (id, former) = (row.id, row.date);
    let mut check = Check::default();
    row.date = stated(&mut check, "date", input.date.map_value(|day| day.0), row.date);
    if row.date != former {
        check.near("date", row.date, today(work.now));
    }
    row.start_time = check.patch("startTime", &input.start_time, row.start_time, LINE);
    row.end_time = check.patch("endTime", &input.end_time, row.end_time, LINE);
    check_times(&mut check, row.start_time.as_deref(), row.end_time.as_deref());
    row.place = check.patch_required("place", &input.place, row.place, LINE);
    let when = (open.law.convenes, row.date);
    let directory: &Directory = &open.directory;
    let seats = input.members.as_ref().map(|m| seated(&mut check, directory, when, m));
    let sitting = match &seats {
        Some(seats) => seats.iter().map(|seat| seat.organisation).collect(),
        None => open.administrations(),
    };
    for (path, to, held) in [
        ("chairId", &input.chair_id, &mut row.chair_id),
        ("minuteTakerId", &input.minute_taker_id, &mut row.minute_taker_id),
    ] {
        if !to.is_undefined() {
            *held = official(&mut check, directory, path, to.value(), (&sitting, row.date));
        }
    }
    check.done()?;
    let moved = row.date != former;
    let warning =
        if moved { off_rhythm(work, open.law.convenes, row.date, id).await? } else { None };
    row.version += 1;
    work.update(row).await?;
    if let Some(seats) = seats {
        let held = council_member::Column::CouncilMeetingId.eq(id);
        council_member::Entity::delete_many().filter(held).exec(&work.txn).await?;
        for (seat, position) in seats.into_iter().zip(1..) {
            work.insert(seat.row(work, id, position)).await?;
        }
        unseat(work, id, &open.members).await?;
    }
    work.note_of(None, None, "COUNCIL_MEETING_UPDATED", id).await?;
    Ok(Done::beside(KIND, id, id).warn(warning))
}

/// Records who came. It can be recorded anew where it was wrong: whoever is found to have sat then
/// holds the deliberations that are recorded from then on.
pub(crate) async fn hold_council_meeting(
    work: &mut Work<'_>,
    input: HoldCouncilMeetingInput,
) -> Result<Done, Refusal> {
    let open = arrange(work, &input.council_meeting_id, input.expected_version).await?;
    let state = open.after(Step::Hold, PATH)?;
    let mut row = open.meeting.clone();
    let id = row.id;
    let mut check = Check::default();
    check.that(
        row.date <= today(work.now),
        PATH,
        "the meeting lies ahead; record it when it took place",
        "mødet ligger forude; registrér det, når det er afholdt",
    );
    let came = attendance(&open, &mut check, &input.attendance);
    check.done()?;
    for (member, attendance) in came {
        let mut member = member.clone().into_active_model();
        member.attendance = Set(Code(attendance));
        member.update(&work.txn).await?;
    }
    row.state = Code(state);
    row.held_at = row.held_at.or(Some(work.now));
    row.version += 1;
    work.update(row).await?;
    work.note_of(None, None, "COUNCIL_MEETING_HELD", id).await?;
    Ok(Done::beside(KIND, id, id))
}

/// Cancels a meeting that has not been held. Its cases wait to be presented to another, and who was
/// to sit takes part in them no more by it.
pub(crate) async fn cancel_council_meeting(
    work: &mut Work<'_>,
    input: CancelCouncilMeetingInput,
) -> Result<Done, Refusal> {
    let open = arrange(work, &input.council_meeting_id, input.expected_version).await?;
    let state = open.after(Step::Cancel, PATH)?;
    let mut check = Check::default();
    let reason = check.required("reason", &input.reason, TEXT);
    check.done()?;
    let mut row = open.meeting;
    let id = row.id;
    row.state = Code(state);
    row.cancelled_at = Some(work.now);
    row.cancel_reason = Some(reason);
    row.version += 1;
    work.update(row).await?;
    unseat(work, id, &open.members).await?;
    work.note_of(None, None, "COUNCIL_MEETING_CANCELLED", id).await?;
    Ok(Done::beside(KIND, id, id))
}

/// A caseworker of an administration of the municipality, or its system.
fn convener(work: &Work<'_>) -> Result<Organisation, Refusal> {
    let viewer = work.viewer();
    let works = viewer.user.is_none() || viewer.roles.has(Role::Caseworker);
    let own = viewer.organisation.filter(|own| own.kind.is_municipal() && works);
    own.ok_or_else(|| {
        Refusal::forbidden(
            "a caseworker of one of the municipality's administrations does this",
            "det gør en sagsbehandler i en af kommunens forvaltninger",
        )
    })
}

/// Opens a meeting for who arranges it.
async fn arrange(work: &mut Work<'_>, id: &ID, version: i32) -> Result<MeetingFile, Refusal> {
    let id = check::outside(PATH, id, KIND)?;
    let open = work.council_meeting(id, PATH).await?;
    if !open.law.may_arrange(work.viewer()) {
        return Err(Refusal::forbidden(
            "the administration that convenes does this, the chair or the minute-taker",
            "det gør den indkaldende forvaltning, mødelederen eller referenten",
        ));
    }
    expect_version("expectedVersion", version, open.meeting.version)?;
    Ok(open)
}

/// R32: a warning where the day lies off the rhythm of the meetings of this administration's
/// council; the first meeting begins one.
async fn off_rhythm(
    work: &Work<'_>,
    own: Organisation,
    date: NaiveDate,
    except: Uuid,
) -> Result<Option<Flaw>, AppError> {
    let before = of_administration(own.id.0)
        .filter(Column::Date.lt(date))
        .filter(Column::State.ne(Code(CouncilMeetingState::Cancelled)))
        .filter(Column::Id.ne(except))
        .order_by_desc(Column::Date);
    let last = before.one(&work.txn).await?;
    Ok(last.and_then(|last| rhythm_warning(last.date, date, COUNCIL_RHYTHMS)))
}

/// Every seat once, with whether it was filled.
fn attendance<'m>(
    open: &'m MeetingFile,
    check: &mut Check,
    stated: &[CouncilAttendanceInput],
) -> Vec<(&'m council_member::Model, Attendance)> {
    let mut came: Vec<(&council_member::Model, Attendance)> = Vec::new();
    for (index, one) in stated.iter().enumerate().take(open.members.len() + 1) {
        let path = format!("attendance[{index}].memberId");
        let id = check::outside(&path, &one.member_id, EntityKind::CouncilMember).ok();
        let member = open.members.iter().find(|member| Some(member.id) == id);
        let Some(member) = check.found(&path, member) else { continue };
        if came.iter().any(|(held, _)| held.id == member.id) {
            let (english, danish) = ("say it once", "angiv det én gang");
            check.error(UserErrorCode::Taken, &path, english, danish);
        }
        let attendance = if one.present { Attendance::Present } else { Attendance::Absent };
        came.push((member, attendance));
    }
    let all = open.members.iter().all(|m| came.iter().any(|(held, _)| held.id == m.id));
    if !all && stated.len() <= open.members.len() {
        check.error(
            UserErrorCode::Required,
            "attendance",
            "say of every seat whether it was filled",
            "angiv fremmøde for alle medlemmer",
        );
    }
    check.that(
        came.is_empty() || came.iter().any(|(_, a)| *a == Attendance::Present),
        "attendance",
        "nobody came; cancel the meeting",
        "ingen mødte; aflys mødet",
    );
    came
}

/// Start and end are times of one day, in order; each may be left open.
fn check_times(check: &mut Check, start: Option<&str>, end: Option<&str>) {
    let (english, danish) = ("write a time of day as `HH:MM`", "skriv et klokkeslæt som `TT:MM`");
    let (from, to) = (start.map(time::minutes), end.map(time::minutes));
    check.that(from != Some(None), "startTime", english, danish);
    check.that(to != Some(None), "endTime", english, danish);
    if let (Some(Some(from)), Some(Some(to))) = (from, to) {
        let danish = "lad mødet slutte efter det begynder";
        check.that(from < to, "endTime", "let the meeting end after it begins", danish);
    }
}

/// What stands after an update of a field that must have a value.
fn stated<T>(check: &mut Check, path: &str, to: MaybeUndefined<T>, held: T) -> T {
    match to {
        MaybeUndefined::Value(value) => value,
        MaybeUndefined::Undefined => held,
        MaybeUndefined::Null => {
            check.required(path, "", LINE);
            held
        }
    }
}
