//! Closing a meeting that took place (afhold møde): who came, who tells the citizen.

use async_graphql::{ID, InputObject};
use entity::column::Code;
use law::deadlines::informer_flaw;
use law::forms::{Attendance, ParticipantKind};
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::update::done;
use super::{MeetingFile, PARTS, coordinate};
use crate::app::check::{Check, LINE};
use crate::app::{Done, Refusal, UserErrorCode, Work};
use crate::dkk::meeting::Step;
use crate::domain::dates::today;

/// Whether an invited one came (fremmøde).
#[derive(InputObject, Clone, Debug)]
pub(crate) struct AttendanceInput {
    /// The participant (deltager).
    pub(crate) participant_id: ID,
    /// Whether they came (mødt).
    pub(crate) present: bool,
}

/// Records that a meeting took place, or anew who came (afhold møde).
#[derive(InputObject)]
pub(crate) struct HoldMeetingInput {
    /// The meeting (møde).
    pub(crate) meeting_id: ID,
    /// Whether each participant came (fremmøde); may be left out for who sent apologies, and for
    /// the citizen.
    pub(crate) attendance: Vec<AttendanceInput>,
    /// Whether the citizen came (borgeren til stede).
    pub(crate) citizen_present: bool,
    /// Participant who informs the absent citizen (hvem informerer borgeren); required where the
    /// citizen was not there (R28).
    pub(crate) informs_citizen_id: Option<ID>,
    /// Participant who took the minutes (referent); left out: as chosen before.
    pub(crate) minute_taker_id: Option<ID>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// The attendance of each participant, in the order of the participants.
fn attendance(
    open: &MeetingFile,
    input: &HoldMeetingInput,
    check: &mut Check,
) -> Result<Vec<(Uuid, Attendance)>, Refusal> {
    let came = |present: bool| if present { Attendance::Present } else { Attendance::Absent };
    let mut said: Vec<(Uuid, Attendance)> = Vec::new();
    for (index, entry) in input.attendance.iter().enumerate() {
        let path = format!("attendance[{index}].participantId");
        let id = open.participant(&path, &entry.participant_id)?.id;
        if said.iter().any(|(held, _)| *held == id) {
            let english = "this participant stands in the list twice";
            check.error(UserErrorCode::Taken, &path, english, "deltageren står der to gange");
        }
        said.push((id, came(entry.present)));
    }
    let (mut all, mut missing) = (Vec::new(), false);
    for participant in open.participants() {
        let found = said.iter().find(|(id, _)| *id == participant.id).map(|(_, came)| *came);
        let own = match participant.kind.0 {
            ParticipantKind::Citizen => {
                let agrees = found.is_none_or(|found| found == came(input.citizen_present));
                check.that(
                    agrees,
                    "citizenPresent",
                    "the list says otherwise of the citizen; let them agree",
                    "listen siger noget andet om borgeren; lad dem stemme overens",
                );
                Some(came(input.citizen_present))
            }
            _ if participant.attendance.0 == Attendance::Absent => {
                found.or(Some(Attendance::Absent))
            }
            _ => found,
        };
        match own {
            Some(attendance) => all.push((participant.id, attendance)),
            None => missing = true,
        }
    }
    if missing {
        let english = "say of each participant whether they came";
        let danish = "angiv for hver deltager, om de mødte";
        check.error(UserErrorCode::Required, "attendance", english, danish);
    }
    Ok(all)
}

/// Closes the meeting, or, until its minutes are sent, records anew who came: each participant's
/// attendance, a minute-taker who was there, and, where the citizen was not, a participant who was
/// and informs the citizen (R28).
pub(crate) async fn hold_meeting(
    work: &mut Work<'_>,
    input: HoldMeetingInput,
) -> Result<Done, Refusal> {
    let version = Some(input.expected_version);
    let open = coordinate(work, &input.meeting_id, version, PARTS).await?;
    let state = open.after(Step::Hold)?;
    let mut check = Check::default();
    check.that(
        open.meeting.date <= today(work.now),
        "meetingId",
        "the meeting lies ahead; record it when it took place",
        "mødet ligger forude; registrér det, når det er afholdt",
    );
    let attendance = attendance(&open, &input, &mut check)?;
    let named = |path: &str, id: &Option<ID>| {
        id.as_ref().map(|id| Ok::<_, Refusal>(open.participant(path, id)?.id)).transpose()
    };
    let minute_taker =
        named("minuteTakerId", &input.minute_taker_id)?.or(open.meeting.minute_taker_id);
    let informer = named("informsCitizenId", &input.informs_citizen_id)?;
    let was_there = |id: Uuid| attendance.contains(&(id, Attendance::Present));
    let (english, danish) = ("choose one who was there", "vælg en, der var til stede");
    match minute_taker {
        None => {
            check.required("minuteTakerId", "", LINE);
        }
        Some(id) => check.that(was_there(id), "minuteTakerId", english, danish),
    }
    check.that(informer.is_none_or(was_there), "informsCitizenId", english, danish);
    check.flaws(informer_flaw(input.citizen_present, informer.is_some()));
    check.done()?;
    for participant in open.participants() {
        let found = attendance.iter().find(|(id, _)| *id == participant.id);
        if let Some((_, attendance)) = found
            && participant.attendance.0 != *attendance
        {
            let mut row = participant.clone().into_active_model();
            row.attendance = Set(Code(*attendance));
            row.version = Set(participant.version + 1);
            row.update(&work.txn).await?;
        }
    }
    let held_at = open.meeting.held_at.unwrap_or(work.now);
    open.change(work, |row| {
        row.state = Set(Code(state));
        row.held_at = Set(Some(held_at));
        row.citizen_present = Set(Some(input.citizen_present));
        row.informs_citizen_id = Set(informer);
        row.minute_taker_id = Set(minute_taker);
    })
    .await?;
    done(work, &open, "MEETING_HELD").await
}
