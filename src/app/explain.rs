//! Why a field is open or closed, for its caller.

use law::brain_injury::council::meeting_steps;
use law::facts::Ask;
use law::{Relation, Step};
use sea_orm::prelude::Uuid;

use super::{AppError, Session};
use crate::domain::CaseRef;
use crate::sealed::Question;
use crate::store::view::{CaseView, CitizenView, CouncilMeetingView, case_view};
use crate::store::{Parts, Which, case_of};

/// An explanation: how the caller is related to the case, and the steps of the decision.
#[derive(Clone, Debug)]
pub(crate) struct Explained {
    pub(crate) relation: Relation,
    pub(crate) steps: Vec<Step>,
}

impl Explained {
    /// Whether the field opens: every step does.
    pub(crate) fn granted(&self) -> bool {
        self.steps.iter().all(|step| step.granted)
    }
}

/// Explains a field of a row of a case. `pick` finds the row in the case as the caller sees it,
/// and says what the law is asked; nothing found is an unknown id.
pub(crate) async fn in_case(
    session: &Session,
    case: CaseRef,
    parts: Parts,
    pick: impl Fn(&CaseView) -> Option<Question>,
) -> Result<Option<Explained>, AppError> {
    let meant = |view: &CaseView| (view.of() == case).then(|| pick(view)).flatten();
    let mut all = explained(session, &Which::case(case.id), parts, meant).await?;
    Ok(all.pop())
}

/// Explains a field of a citizen: by the case that opens it, or else by one that does not.
pub(crate) async fn of_citizen(
    session: &Session,
    id: Uuid,
    pick: impl Fn(&CitizenView) -> Question,
) -> Result<Option<Explained>, AppError> {
    let which = Which::of_citizens(&[id]);
    let mut all =
        explained(session, &which, Parts::CITIZEN, |view| view.citizen.as_ref().map(&pick)).await?;
    all.sort_by_key(|explained| (explained.granted(), explained.relation));
    Ok(all.pop())
}

/// Explains a field of a meeting of the council, which is about no citizen.
pub(crate) async fn of_council_meeting(
    session: &Session,
    id: Uuid,
    pick: impl Fn(&CouncilMeetingView) -> Question,
) -> Result<Option<Explained>, AppError> {
    let found = super::council::list::meetings(session, &[id], Parts::default(), false).await?;
    Ok(found.first().map(|meeting| {
        let question = pick(meeting);
        let verdict = meeting.row.verdict();
        Explained { relation: verdict.relation, steps: meeting_steps(verdict, question.categories) }
    }))
}

async fn explained(
    session: &Session,
    which: &Which,
    parts: Parts,
    pick: impl Fn(&CaseView) -> Option<Question>,
) -> Result<Vec<Explained>, AppError> {
    let (snapshot, at) = session.load(which, parts, false).await?;
    let viewing = session.viewing(at);
    let mut all = Vec::new();
    for rows in &snapshot.cases {
        let Some(view) = case_view(rows, &snapshot.directory, viewing)? else { continue };
        let Some(question) = pick(&view) else { continue };
        let case = case_of(rows, &snapshot.directory)?;
        let ask = Ask {
            viewer: viewing.viewer,
            holders: &question.subject.holders,
            journal: question.subject.journal,
            at: viewing.at,
        };
        let steps = law::explain(case.facts(), &ask, question.categories, question.tier);
        all.push(Explained { relation: view.verdict.relation, steps });
    }
    Ok(all)
}
