//! Sending the agenda and the minutes (udsend dagsorden, udsend referat).

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::{dispatch, meeting_participant};
use law::dates::start_of;
use law::deadlines::{agenda_warning, informer_flaw};
use law::forms::{DispatchKind, MeetingState};
use sea_orm::ActiveValue::Set;

use super::update::done;
use super::{MeetingFile, PARTS, coordinate, invite, seen};
use crate::app::check::Check;
use crate::app::{Done, Refusal, Work};
use crate::dkk::meeting::Step;
use crate::store::Parts;

/// What deciding over recipients needs.
const SENDING: Parts = PARTS.with(Parts::NETWORK).with(Parts::DISPATCHES).with(Parts::NOTICES);

/// Sends the agenda, or sends it again where it changed (udsend dagsorden).
#[derive(InputObject)]
pub(crate) struct SendAgendaInput {
    /// The meeting (møde).
    pub(crate) meeting_id: ID,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Sends the agenda. Everyone invited must be named by an effective clause or basis, takes part in
/// the case from now on, and the citizen is told of them. Late sending is a warning (R25).
pub(crate) async fn send_agenda(
    work: &mut Work<'_>,
    input: SendAgendaInput,
) -> Result<Done, Refusal> {
    let version = Some(input.expected_version);
    let open = coordinate(work, &input.meeting_id, version, SENDING).await?;
    let state = open.after(Step::SendAgenda)?;
    let mut check = Check::default();
    let (english, danish) = ("invite somebody first", "indkald nogen først");
    check.that(!open.participants().is_empty(), "meetingId", english, danish);
    let (english, danish) =
        ("the agenda is empty; add an item", "dagsordenen er tom; tilføj et punkt");
    check.that(!open.agenda().is_empty(), "meetingId", english, danish);
    check.done()?;
    invite::require_named(work, &open)?;
    let first = open.meeting.state.0 == MeetingState::Draft;
    let (now, sent_at) = (work.now, open.meeting.sent_at.unwrap_or(work.now));
    open.change(work, |row| {
        row.state = Set(Code(state));
        row.sent_at = Set(Some(sent_at));
    })
    .await?;
    invite::invite(work, &open).await?;
    dispatch(work, &open, DispatchKind::Agenda).await?;
    // R25 counts from the first sending; a changed agenda comes after it by its nature.
    let warning = first.then(|| agenda_warning(now, start_of(open.meeting.date))).flatten();
    Ok(done(work, &open, "AGENDA_SENT").await?.warn(warning))
}

/// Sends the minutes (udsend referat).
#[derive(InputObject)]
pub(crate) struct SendMinutesInput {
    /// The meeting (møde).
    pub(crate) meeting_id: ID,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Sends the minutes to those invited who may still see the meeting; from then on they stand (R27).
pub(crate) async fn send_minutes(
    work: &mut Work<'_>,
    input: SendMinutesInput,
) -> Result<Done, Refusal> {
    let version = Some(input.expected_version);
    let open = coordinate(work, &input.meeting_id, version, SENDING).await?;
    let state = open.after(Step::SendMinutes)?;
    let mut check = Check::default();
    let present = open.meeting.citizen_present == Some(true);
    check.flaws(informer_flaw(present, open.meeting.informs_citizen_id.is_some()));
    check.done()?;
    let now = work.now;
    open.change(work, |row| {
        row.state = Set(Code(state));
        row.minutes_sent_at = Set(Some(now));
    })
    .await?;
    dispatch(work, &open, DispatchKind::Minutes).await?;
    done(work, &open, "MINUTES_SENT").await
}

/// Sends minutes that were corrected to those whose own view of them changed by it.
pub(crate) async fn send_corrected(work: &Work<'_>, open: &MeetingFile) -> Result<(), Refusal> {
    dispatch(work, open, DispatchKind::Minutes).await
}

/// Notes what goes to whom: to each participant who may see the meeting, unless what it saw of the
/// last one it was sent is what it sees now.
async fn dispatch(work: &Work<'_>, open: &MeetingFile, kind: DispatchKind) -> Result<(), Refusal> {
    let file = &open.file;
    let snapshot = work.reload(file.id(), SENDING).await?;
    let sent = &snapshot.case()?.dispatches;
    for participant in open.participants() {
        let Some(viewer) = seen::viewer(work, open, participant)? else { continue };
        let Some(view_hash) = seen::hash(work, &snapshot, open.meeting.id, &viewer)? else {
            continue;
        };
        let of_recipient = |d: &&dispatch::Model| {
            d.kind.0 == kind && d.meeting_id == Some(open.meeting.id) && is_to(d, participant)
        };
        let earlier = sent.iter().filter(of_recipient);
        if earlier.max_by_key(|d| (d.sent_at, d.id)).is_some_and(|d| d.view_hash == view_hash) {
            continue;
        }
        let id = work.id();
        work.insert(dispatch::Model {
            citizen_id: file.citizen(),
            id,
            case_id: file.id(),
            kind: Code(kind),
            meeting_id: Some(open.meeting.id),
            organisation_id: participant.organisation_id,
            unit_id: participant.unit_id,
            user_id: participant.professional_id,
            recipient_name: participant.name.clone(),
            sent_at: work.now,
            as_of: work.now,
            view_hash,
            sent_by: file.viewer().user.map(|user| user.0),
        })
        .await?;
        work.changed(file, "DISPATCH_SENT", id).await?;
    }
    Ok(())
}

fn is_to(dispatch: &dispatch::Model, participant: &meeting_participant::Model) -> bool {
    (dispatch.organisation_id, dispatch.unit_id, dispatch.user_id)
        == (participant.organisation_id, participant.unit_id, participant.professional_id)
        && (dispatch.organisation_id.is_some() || dispatch.recipient_name == participant.name)
}
