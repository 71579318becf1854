//! Finding cases and entities by what other systems know of them.

use law::forms::CaseStatus;
use law::{Purpose, Word};
use sea_orm::prelude::Uuid;

use super::read::cases;
use super::{AppError, Session, reference};
use crate::domain::{Cpr, GlobalId};
use crate::store::view::{CaseRecord, CaseView};
use crate::store::{Parts, Which};

/// The case of a purpose of the citizen with a person identifier, now or formerly, that the caller has a
/// relation to: one that is not closed before one that is, the newest first. Nothing where it is
/// unknown to the caller, and where it is no person identifier.
pub(crate) async fn case_by_cpr(
    session: &Session,
    purpose: Purpose,
    cpr: &str,
    parts: Parts,
) -> Result<Option<CaseView>, AppError> {
    const SQL: &str = "SELECT citizen_id, id FROM coordination_case WHERE purpose = $2 \
        AND citizen_id IN (SELECT citizen_id FROM citizen_number WHERE number = $1)";
    // What is no number is looked up all the same: the work tells nothing.
    let number = Cpr::try_from(cpr).map_or_else(|_| String::new(), |cpr| cpr.expose().to_owned());
    let which = Which::of(SQL, vec![number.into(), purpose.code().into()]);
    let mut known = cases(session, &which, parts, None).await?;
    known.sort_by_key(|view| {
        let order = |record: &CaseRecord| {
            (record.case.status.0 != CaseStatus::Closed, record.case.opened_at)
        };
        (view.row.outline(order), view.id)
    });
    Ok(known.pop())
}

/// What the caller's organisation gave a number in one of its systems; nothing where it gave no
/// such number.
pub(crate) async fn by_reference(
    session: &Session,
    system: &str,
    number: &str,
) -> Result<Option<GlobalId>, AppError> {
    let own = session.caller.viewer.organisation.map_or_else(Uuid::nil, |own| own.id.0);
    reference::find(&session.app.db, own, system, number).await
}
