//! Coordinating meetings (koordinerende møder): invitation, agenda and minutes in one document.

pub(crate) mod absence;
mod again;
pub(crate) mod create;
pub(crate) mod hold;
mod invite;
pub(crate) mod participant;
mod seen;
pub(crate) mod send;
pub(crate) mod update;

use async_graphql::ID;
use entity::meeting::{ActiveModel, Model};
use entity::{agenda_item, meeting_participant};
use law::Word;
use law::forms::{MeetingState, ParticipantKind};
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::work::expect_version;
use super::{AppError, CaseFile, Refusal, UserErrorCode, Work, check};
use crate::dkk::meeting::{Act, Step, after, allows};
use crate::domain::EntityKind;
use crate::store::Parts;

/// Where a number that a meeting is sent under stands in the input.
const PATH: &str = "externalReference";

/// What a write in a meeting needs of its case.
pub(crate) const PARTS: Parts =
    Parts::MEETINGS.with(Parts::TASKS).with(Parts::COLUMNS).with(Parts::CITIZEN);

/// A meeting in a write, with its case.
pub(crate) struct MeetingFile {
    pub(crate) file: CaseFile,
    pub(crate) meeting: Model,
}

/// Opens the meeting of an input for its coordination: by the coordinator or a caseworker of the
/// unit, in a case that is open. `version` is the one the caller read.
pub(crate) async fn coordinate(
    work: &mut Work<'_>,
    meeting_id: &ID,
    version: Option<i32>,
    parts: Parts,
) -> Result<MeetingFile, Refusal> {
    let (case, id) = check::in_case("meetingId", meeting_id, EntityKind::Meeting)?;
    let file = work.case(case, "meetingId", parts).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    let opened = MeetingFile::find(file, "meetingId", |m| m.id == id)?;
    if let Some(version) = version {
        expect_version("expectedVersion", version, opened.meeting.version)?;
    }
    Ok(opened)
}

impl MeetingFile {
    /// A meeting of the case; unknown otherwise.
    pub(crate) fn find(
        file: CaseFile,
        path: &str,
        is: impl Fn(&Model) -> bool,
    ) -> Result<Self, Refusal> {
        let found = file.rows.meetings.iter().find(|m| is(m)).cloned();
        found.map(|meeting| Self { file, meeting }).ok_or_else(|| Refusal::not_found(path))
    }

    /// The participants, in order.
    pub(crate) fn participants(&self) -> Vec<&meeting_participant::Model> {
        let of_meeting = |p: &&meeting_participant::Model| p.meeting_id == self.meeting.id;
        let mut participants: Vec<_> =
            self.file.rows.participants.iter().filter(of_meeting).collect();
        participants.sort_by_key(|p| (p.position, p.id));
        participants
    }

    /// A participant that an id of the input names.
    pub(crate) fn participant(
        &self,
        path: &str,
        id: &ID,
    ) -> Result<&meeting_participant::Model, Refusal> {
        let (case, id) = check::in_case(path, id, EntityKind::MeetingParticipant)?;
        let found = self.participants().into_iter().find(|p| p.id == id && case == self.file.of());
        found.ok_or_else(|| Refusal::not_found(path))
    }

    /// The items of the agenda, in order; without proposals and removed ones.
    pub(crate) fn agenda(&self) -> Vec<&agenda_item::Model> {
        let standing = |i: &&agenda_item::Model| {
            i.meeting_id == self.meeting.id && i.accepted && i.removed_at.is_none()
        };
        let mut items: Vec<_> = self.file.rows.items.iter().filter(standing).collect();
        items.sort_by_key(|i| (i.position, i.id));
        items
    }

    /// The meeting takes this act in its present state.
    pub(crate) fn require(&self, act: Act) -> Result<(), Refusal> {
        let state = self.meeting.state.0;
        if allows(state, act) { Ok(()) } else { Err(not_in(state, |other| allows(other, act))) }
    }

    /// The state after a step.
    pub(crate) fn after(&self, step: Step) -> Result<MeetingState, Refusal> {
        let state = self.meeting.state.0;
        after(state, step).ok_or_else(|| not_in(state, |other| after(other, step).is_some()))
    }

    /// Changes the meeting's row; its version grows.
    pub(crate) async fn change(
        &self,
        work: &Work<'_>,
        set: impl FnOnce(&mut ActiveModel),
    ) -> Result<(), AppError> {
        let mut row = self.meeting.clone().into_active_model();
        row.version = Set(self.meeting.version + 1);
        set(&mut row);
        row.update(&work.txn).await?;
        Ok(())
    }

    /// What the caller is to this meeting: the participants that stand for the caller. A meeting
    /// that was never sent is known to nobody outside the lead, and one that was to nobody from whom
    /// it is withheld since.
    pub(crate) fn own(&self) -> Vec<&meeting_participant::Model> {
        let shown = self.file.sees(&[self.file.lead()], CaseFile::PROCESS);
        if self.meeting.sent_at.is_none() || !shown {
            return Vec::new();
        }
        self.participants().into_iter().filter(|p| self.stands_for_caller(p)).collect()
    }

    fn stands_for_caller(&self, participant: &meeting_participant::Model) -> bool {
        use law::{Relation, Role};
        let viewer = self.file.viewer();
        match participant.organisation_id {
            Some(id) => {
                let organisation = viewer.organisation.map(|o| o.id.0);
                let user = viewer.user.map(|u| u.0);
                let unit = viewer.unit.map(|u| u.0);
                let works = viewer.user.is_none()
                    || viewer.roles.has(Role::Caseworker)
                    || viewer.roles.has(Role::Partner);
                organisation == Some(id)
                    && ((user.is_some() && user == participant.professional_id)
                        || (works && unit.is_some() && unit == participant.unit_id))
            }
            None => match participant.kind.0 {
                // Whoever represents the citizen acts for them here, too.
                ParticipantKind::Citizen => matches!(
                    self.file.verdict.relation,
                    Relation::Citizen | Relation::Representative
                ),
                // Which of several representatives it names stands in no id.
                ParticipantKind::Representative
                | ParticipantKind::Professional
                | ParticipantKind::Relative
                | ParticipantKind::Interpreter => false,
            },
        }
    }
}

/// The meeting takes no such act in its present state; told is in which it does.
fn not_in(state: MeetingState, takes: impl Fn(MeetingState) -> bool) -> Refusal {
    let taking = || MeetingState::ALL.iter().filter(|other| takes(**other));
    let codes: Vec<_> = taking().map(|other| format!("`{}`", other.code())).collect();
    let words: Vec<_> = taking().map(|other| format!("`{}`", other.danish())).collect();
    let (codes, words) = (codes.join(" or "), words.join(" eller "));
    let english = format!("the meeting is `{}`; this is done while it is {codes}", state.code());
    let danish = format!("mødet er `{}`; det gøres, mens det er {words}", state.danish());
    Refusal::user(UserErrorCode::IllegalState, "", &english, &danish)
}

/// The organisation that a row names, as the law wants it.
pub(super) fn organisation(
    file: &CaseFile,
    id: Uuid,
) -> Result<law::facts::Organisation, AppError> {
    Ok(file.directory.organisation(id)?)
}
