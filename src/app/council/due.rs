//! What the council is to take up, and when (R32): cases presented and not decided, and those to be
//! followed up.

use chrono::NaiveDate;
use law::fields;
use sea_orm::prelude::Uuid;

use crate::app::due::{Found, Key, REACHED, reach};
use crate::app::read::{Cut, rows_of_cases};
use crate::app::{AppError, Session};
use crate::store::view::CouncilCaseView;
use crate::store::{Parts, Which};

/// Cases that stand before the council.
const BEFORE_COUNCIL: &str = "SELECT 1 FROM council_case k WHERE k.citizen_id = c.citizen_id \
     AND k.case_id = c.id AND c.closed_at IS NULL AND k.annulled_at IS NULL \
     AND (k.decided_at IS NULL OR k.follow_up_meeting_id IS NOT NULL))";

/// Which of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// Cases of this unit.
    pub(crate) unit: Option<Uuid>,
    /// Those that the caller coordinates or presented.
    pub(crate) mine: bool,
    /// Last day.
    pub(crate) until: NaiveDate,
}

/// The cases that the council is to take up by a day, earliest first: at the meeting that they are
/// presented to until it has decided, or at the one at which they are followed up until they are
/// presented there.
pub(crate) async fn council_cases_due(
    session: &Session,
    wanted: Wanted,
    (parts, cut): (Parts, &Cut<Key>),
) -> Result<Found<CouncilCaseView>, AppError> {
    let which = Which::of(format!("{REACHED}{BEFORE_COUNCIL}"), reach(session, wanted.unit));
    let user = session.caller.viewer.user.map(|user| user.0);
    let list = &fields::brain_injury_case::councilCases;
    rows_of_cases(session, &which, parts.with(Parts::COUNCIL), cut, |case| {
        let coordinator = case.row.outline(|c| c.coordinator.as_ref().map(|c| c.0.id)).flatten();
        let coordinates = user.is_some() && coordinator == user;
        let of_council = |one: CouncilCaseView| {
            let key = one.row().outline(|c| {
                let own = coordinates || (user.is_some() && c.case.author_id == user);
                let day = c.due.filter(|day| *day <= wanted.until && (own || !wanted.mine));
                day.map(|day| (day, c.case.row.id))
            });
            let key = key.flatten()?;
            let shows = one.row().refusal(list).is_none();
            shows.then_some((key, move || one.row().shows_in(list).then_some(one)))
        };
        case.council_cases.into_iter().filter_map(of_council).collect()
    })
    .await
}

/// The cases that the caller can have to do with, as a statement to be followed by a further
/// condition and a parenthesis, with its values `$1` to `$6`.
pub(super) fn reached_by(session: &Session) -> (&'static str, Vec<sea_orm::Value>) {
    (REACHED, reach(session, None))
}
