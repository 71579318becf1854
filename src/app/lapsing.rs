//! Consents that are about to lapse.

use chrono::TimeDelta;
use law::Relation;
use law::facts::Ask;
use law::status::about_to_lapse;
use sea_orm::prelude::Uuid;

use super::{AppError, Session};
use crate::domain::CaseRef;
use crate::store::view::{ClauseView, case_view};
use crate::store::{Parts, Which, case_of};

/// A clause that is about to lapse.
#[derive(Clone, Debug)]
pub(crate) struct Lapsing {
    pub(crate) case: CaseRef,
    pub(crate) clause: ClauseView,
}

/// Open cases of the caller's unit, and those that they coordinate in any.
const OPEN_OF_CALLER: &str = "SELECT c.citizen_id, c.id FROM coordination_case c \
    WHERE c.closed_at IS NULL AND (c.unit_id = $1 OR EXISTS (SELECT 1 \
    FROM coordinator_assignment a WHERE a.citizen_id = c.citizen_id AND a.case_id = c.id \
    AND a.coordinator_id = $2))";

/// The clauses effective now of which some part ends within a number of days, soonest first, of
/// the open cases that the caller works on for the lead authority: of a unit; without one, of the
/// caller's own unit and those that the caller coordinates.
pub(crate) async fn consents_lapsing(
    session: &Session,
    unit: Option<Uuid>,
    within: TimeDelta,
    parts: Parts,
) -> Result<Vec<Lapsing>, AppError> {
    let viewer = &session.caller.viewer;
    let caseworker = viewer.user.is_none() || viewer.roles.has(law::Role::Caseworker);
    let own_unit = viewer.unit.filter(|_| caseworker).map(|unit| unit.0);
    // Where there is no unit or no user, the nil id is nobody's.
    let user = viewer.user.map(|user| user.0).unwrap_or_default();
    let mut values = vec![own_unit.unwrap_or_default().into(), user.into()];
    let which = match unit {
        // Of another unit's cases no more is read than the caller may have to do with: how long it
        // takes would tell how many there are (R31).
        Some(unit) => {
            values.push(unit.into());
            Which::of(format!("{OPEN_OF_CALLER} AND c.unit_id = $3"), values)
        }
        None => Which::of(OPEN_OF_CALLER, values),
    };
    let (snapshot, now) = session.load(&which, Parts::FACTS.with(parts), false).await?;
    let mut found = Vec::new();
    for rows in &snapshot.cases {
        let law = case_of(rows, &snapshot.directory)?;
        let lapsing = about_to_lapse(law.facts(), now, within);
        let holders = [law.facts().lead];
        let asked = Ask { viewer, holders: &holders, journal: false, at: now };
        if lapsing.is_empty() || law.decide(&asked).relation != Relation::Lead {
            continue;
        }
        // Sealed only where something lapses that is told: the others are not looked up.
        let Some(view) = case_view(rows, &snapshot.directory, session.viewing(now))? else {
            continue;
        };
        let clauses: Vec<&ClauseView> = view.consents.iter().flat_map(|c| &c.clauses).collect();
        for status in lapsing {
            let same =
                |c: &&&ClauseView| c.0.outline(|record| record.clause.id) == Some(status.clause.0);
            if let Some(clause) = clauses.iter().find(same) {
                let ends = (status.window.next_end(now).at, status.clause);
                found.push((ends, Lapsing { case: view.of(), clause: (*clause).clone() }));
            }
        }
    }
    found.sort_by_key(|(ends, _)| *ends);
    Ok(found.into_iter().map(|(_, lapsing)| lapsing).collect())
}
