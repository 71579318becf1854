//! Apologies (afbud).

use async_graphql::{ID, InputObject};
use entity::column::Code;
use law::forms::Attendance;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::{MeetingFile, PARTS};
use crate::app::check::{self, Check, TEXT};
use crate::app::{Done, Refusal, Work};
use crate::dkk::meeting::Act;
use crate::domain::EntityKind;

/// Records apologies (registrér afbud).
#[derive(InputObject)]
pub(crate) struct RecordAbsenceInput {
    /// Who will not come (deltager).
    pub(crate) participant_id: ID,
    /// Why (årsag).
    pub(crate) reason: Option<String>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Records that an invited one will not come: by that one, or by the coordination. To anyone else
/// the participant is as unknown as the meeting may be to them.
pub(crate) async fn record_absence(
    work: &mut Work<'_>,
    input: RecordAbsenceInput,
) -> Result<Done, Refusal> {
    let path = "participantId";
    let (case, id) = check::in_case(path, &input.participant_id, EntityKind::MeetingParticipant)?;
    let file = work.case(case, path, PARTS).await?;
    let found = file.rows.participants.iter().find(|p| p.id == id).cloned();
    let participant = found.ok_or_else(|| Refusal::not_found(path))?;
    let open = MeetingFile::find(file, path, |m| m.id == participant.meeting_id)?;
    let own = open.own().iter().any(|p| p.id == id);
    if !own && open.file.require_coordination().is_err() {
        return Err(Refusal::not_found(path));
    }
    open.file.require_not_closed()?;
    open.require(Act::Apologise)?;
    let mut check = Check::default();
    let reason = check.optional("reason", input.reason.as_deref(), TEXT);
    check.done()?;
    let version = participant.version + 1;
    let mut row = participant.into_active_model();
    row.version = Set(version);
    row.attendance = Set(Code(Attendance::Absent));
    row.absence_reason = Set(reason);
    row.update(&work.txn).await?;
    work.changed(&open.file, "ABSENCE_RECORDED", id).await?;
    Ok(Done::in_case(open.file.id(), id))
}
