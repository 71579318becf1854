//! The brain-injury council (hjerneskadesamrådet, R32): its meetings, the cases presented to them,
//! and what came of those.

pub(crate) mod case;
pub(crate) mod decide;
pub(crate) mod due;
pub(crate) mod list;
pub(crate) mod meeting;
mod member;
mod take_part;

use std::sync::Arc;

use entity::council_meeting::Model;
use law::brain_injury::CouncilMeetingState;
use law::brain_injury::council::{Meeting, Step, after};
use law::{Purpose, Relation, Word};
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{AppError, Refusal, UserErrorCode, Work};
use crate::store::view::{CouncilMeetingView, council_meetings};
use crate::store::{CouncilRows, Directory, Parts, Snapshot, Which};

/// A meeting of the council in a write: its row, who sits, and what the law says of both.
pub(crate) struct MeetingFile {
    pub(crate) meeting: Model,
    pub(crate) members: Vec<entity::council_member::Model>,
    pub(crate) law: Meeting,
    pub(crate) directory: Arc<Directory>,
}

impl MeetingFile {
    fn of(
        council: &CouncilRows,
        id: Uuid,
        directory: &Arc<Directory>,
    ) -> Result<Option<Self>, AppError> {
        let Some(meeting) = council.meeting(id).cloned() else { return Ok(None) };
        let members = council.members(id).cloned().collect();
        let law = council.law_of(&meeting, directory)?;
        Ok(Some(Self { meeting, members, law, directory: Arc::clone(directory) }))
    }

    /// The state after a step.
    pub(super) fn after(&self, step: Step, path: &str) -> Result<CouncilMeetingState, Refusal> {
        let state = self.meeting.state.0;
        let refused = || {
            let taking =
                || CouncilMeetingState::ALL.iter().filter(|state| after(**state, step).is_some());
            let codes: Vec<_> = taking().map(|state| format!("`{state}`")).collect();
            let words: Vec<_> = taking().map(|state| format!("`{}`", state.danish())).collect();
            let (codes, words) = (codes.join(" or "), words.join(" eller "));
            let english = format!("the meeting is `{state}`; this is done while it is {codes}");
            let danish = format!("mødet er `{}`; det gøres, mens det er {words}", state.danish());
            Refusal::user(UserErrorCode::IllegalState, path, &english, &danish)
        };
        after(state, step).ok_or_else(refused)
    }

    /// The administrations with a seat, each once.
    pub(super) fn administrations(&self) -> Vec<law::facts::Organisation> {
        let mut all: Vec<_> = self.law.seats.iter().map(|seat| seat.organisation).collect();
        all.sort_unstable_by_key(|organisation| organisation.id);
        all.dedup();
        all
    }
}

impl Work<'_> {
    /// Locks and loads a meeting of the council. Unknown and not to be seen look the same.
    pub(crate) async fn council_meeting(
        &self,
        id: Uuid,
        path: &str,
    ) -> Result<MeetingFile, Refusal> {
        if self.txn.get_database_backend() == DbBackend::Postgres {
            let sql = "SELECT id FROM council_meeting WHERE id = $1 FOR UPDATE";
            let lock = Statement::from_sql_and_values(DbBackend::Postgres, sql, [id.into()]);
            self.txn.query_one_raw(lock).await?;
        }
        let snapshot = self.meeting_snapshot(id, Parts::COUNCIL, false).await?;
        let open = MeetingFile::of(&snapshot.council, id, &snapshot.directory)?;
        let reach = self.session.caller.writing().has(Purpose::BrainInjury);
        let seen = |open: &MeetingFile| open.law.decide(self.viewer()).relation != Relation::None;
        open.filter(|open| reach && seen(open)).ok_or_else(|| Refusal::not_found(path))
    }

    /// A meeting as the caller sees it in this transaction; its cases only where asked for.
    pub(crate) async fn council_meeting_view(
        &self,
        id: Uuid,
        parts: Parts,
        with_cases: bool,
    ) -> Result<Option<CouncilMeetingView>, AppError> {
        let reach = self.session.caller.reaching();
        if !reach.has(Purpose::BrainInjury) {
            return Ok(None);
        }
        let snapshot = self.meeting_snapshot(id, parts, with_cases).await?;
        // The cases presented there are not locked: what has ended in one since is in the snapshot.
        let at = self.session.now()?;
        let viewing = crate::store::view::Viewing { reach, ..self.session.viewing(at) };
        Ok(council_meetings(&snapshot, &[id], viewing)?.pop())
    }

    async fn meeting_snapshot(
        &self,
        id: Uuid,
        parts: Parts,
        with_cases: bool,
    ) -> Result<Snapshot, AppError> {
        let which = at_meetings(self.session, &[id], with_cases);
        let parts = parts.with(Parts::COUNCIL);
        self.load(&which, parts).await
    }
}

/// These meetings, and of the cases presented there those that the caller can have to do with.
fn at_meetings(session: &super::Session, ids: &[Uuid], with_cases: bool) -> Which {
    let (reached, values) = due::reached_by(session);
    Which::meetings(ids, with_cases.then_some(reached), values)
}
