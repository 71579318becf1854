//! Reading citizens: the union of what the caller's cases open.

use std::collections::HashMap;

use sea_orm::prelude::Uuid;

use super::{AppError, Session};
use crate::store::view::{CitizenView, citizen_view};
use crate::store::{CaseRows, Parts, Which, load};

/// A citizen as the caller sees them; nothing where the caller has no relation to any case of
/// theirs.
pub(crate) async fn citizen(session: &Session, id: Uuid) -> Result<Option<CitizenView>, AppError> {
    Ok(citizens(session, &[id]).await?.remove(&id))
}

/// Those of some citizens whom the caller may know of, by one statement.
pub(crate) async fn citizens(
    session: &Session,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, CitizenView>, AppError> {
    let viewing = session.viewing(session.now()?);
    let parts = Parts::CITIZEN.with(Parts::REFERENCES);
    let snapshot = load(&session.app.db, &Which::of_citizens(ids), parts, false).await?;
    let mut by_citizen: HashMap<Uuid, Vec<&CaseRows>> = HashMap::new();
    for rows in &snapshot.cases {
        let citizen = rows.case().map(|case| case.citizen_id);
        by_citizen.entry(citizen.unwrap_or_default()).or_default().push(rows);
    }
    let mut views = HashMap::new();
    for (id, mut cases) in by_citizen {
        // The order of the statement is none; the same citizen is sealed the same way each time.
        cases.sort_by_key(|rows| rows.case().map(|case| case.id));
        if let Some(view) = citizen_view(id, &cases, &snapshot.directory, viewing)? {
            views.insert(id, view);
        }
    }
    Ok(views)
}
