//! Reading cases.

use chrono::{DateTime, Utc};

use super::{AppError, Session};
use crate::domain::CaseRef;
use crate::store::view::{CaseView, Viewing, case_view};
use crate::store::{Parts, Which};

/// A case as the caller sees it; nothing where it is unknown to the caller. `as_of` reads what is
/// versioned as it stood then; the decision is always of now.
pub(crate) async fn case(
    session: &Session,
    case: CaseRef,
    parts: Parts,
    as_of: Option<DateTime<Utc>>,
) -> Result<Option<CaseView>, AppError> {
    let mut cases = cases(session, &Which::case(case.id), parts, as_of).await?;
    Ok(cases.pop().filter(|view| view.purpose == case.purpose))
}

/// The cases of a statement that the caller has a relation to.
pub(crate) async fn cases(
    session: &Session,
    which: &Which,
    parts: Parts,
    as_of: Option<DateTime<Utc>>,
) -> Result<Vec<CaseView>, AppError> {
    // The instant is taken before the facts are read: a withdrawal acknowledged before the read
    // began is in them.
    let viewing = Viewing { as_of, ..session.viewing(session.now()?) };
    let snapshot = session.load(which, parts, as_of.is_some()).await?;
    let mut views = Vec::new();
    for rows in &snapshot.cases {
        views.extend(case_view(rows, &snapshot.directory, viewing)?);
    }
    Ok(views)
}
