//! A citizen in a use case: the row, what the caller's cases open of it, and whether the caller
//! may change it.
//!
//! Each authority keeps a registration of its own. Three ways lead to one. The cases that its
//! authority leads and the caller is related to: what each opens, together. The registration: until
//! its authority leads a case of the citizen, a caseworker of the authority holds the row as its
//! own; from then on the unit of the case does (R15). The person identifier itself: see
//! `register_citizen`. Where several are open, the caller's own is shown, else the one of which most
//! opens.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{citizen, external_reference, former_identifier, representative};
use law::facts::{Ask, Facts, Organisation};
use law::words::{CaseId, CitizenId, UnitId};
use law::{Purpose, Relation, Role, Verdict, Viewer};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::citizen::lock;
use super::read::others;
use super::{AppError, Refusal, Session, Work};
use crate::domain::Reach;
use crate::store::rows::Reference;
use crate::store::view::{CitizenView, Viewing, registered_citizen};
use crate::store::{CaseRows, Directory, Parts, Snapshot, StoreError, Which, case_of};

const PARTS: Parts = Parts::CITIZEN.with(Parts::FORMER).with(Parts::REFERENCES);

/// A citizen, what decides about the caller, and what it comes to.
pub(crate) struct CitizenFile {
    pub(crate) row: citizen::Model,
    pub(crate) verdict: Verdict,
    rows: CaseRows,
    directory: Arc<Directory>,
    /// The case by which the caller is related, or the bare registration.
    by: law::Case,
    keeper: Organisation,
    writer: bool,
}

/// The citizen as the caller sees them outside any case; nothing where the caller has no relation.
pub(crate) async fn view(
    session: &Session,
    id: Uuid,
    asked: Parts,
) -> Result<Option<CitizenView>, AppError> {
    let db = &session.app.db;
    let (snapshot, at) = session.load(&cases_of(id), PARTS, false).await?;
    let viewer = &session.caller.viewer;
    let looking = Looking { viewer, at, reach: session.caller.reading() };
    let file = CitizenFile::of(db, snapshot, looking, id).await?;
    let Some(file) = file else { return Ok(None) };
    let known = file.is_known();
    if known {
        others(session, db, vec![id], (asked, at, session.caller.reading())).await?;
    }
    // Sealed even where it is not shown: that the citizen was looked up is an access (R38).
    Ok(file.view(session.viewing(at)).filter(|_| known))
}

/// Whom a representative acts for; nobody's id where there is none.
pub(crate) async fn represented_by(session: &Session, id: Uuid) -> Result<Uuid, AppError> {
    let found = representative::Entity::find().filter(representative::Column::Id.eq(id));
    let found = found.one(&session.app.db).await?;
    Ok(found.map_or_else(Uuid::nil, |row| row.citizen_id))
}

/// Who looks at a citizen, when, and by the cases of which purposes.
#[derive(Clone, Copy)]
struct Looking<'a> {
    viewer: &'a Viewer,
    at: DateTime<Utc>,
    reach: Reach,
}

impl Work<'_> {
    /// Locks a citizen and decides about the caller. Unknown and forbidden look the same.
    pub(crate) async fn citizen(&mut self, id: Uuid, path: &str) -> Result<CitizenFile, Refusal> {
        lock(self, id).await?;
        let writing = self.session.caller.writing();
        let file = self.citizen_file(id, writing).await?.filter(CitizenFile::is_known);
        file.ok_or_else(|| Refusal::not_found(path))
    }

    /// The citizen as a payload shows them, with their cases where it asks for these.
    pub(crate) async fn citizen_shown(
        &self,
        id: Uuid,
        asked: Parts,
    ) -> Result<Option<CitizenView>, AppError> {
        let view = self.citizen_view(id).await?;
        let reach = self.session.caller.reaching();
        others(self.session, &self.txn, vec![id], (asked, self.now, reach)).await?;
        Ok(view)
    }

    /// The citizen that was registered or changed. Whoever names a citizen by their number gets
    /// the id, with nothing opened that no relation opens.
    pub(crate) async fn citizen_view(&self, id: Uuid) -> Result<Option<CitizenView>, AppError> {
        let file = self.citizen_file(id, self.session.caller.reaching()).await?;
        Ok(file.and_then(|file| file.view(self.session.viewing(self.now))))
    }

    async fn citizen_file(&self, id: Uuid, reach: Reach) -> Result<Option<CitizenFile>, AppError> {
        let snapshot = self.load(&cases_of(id), PARTS).await?;
        // The citizen's cases are not locked: what has ended in one since is in the snapshot.
        let at = self.session.now()?;
        let looking = Looking { viewer: self.viewer(), at, reach };
        CitizenFile::of(&self.txn, snapshot, looking, id).await
    }
}

fn cases_of(citizen: Uuid) -> Which {
    Which::of(
        "SELECT citizen_id, id FROM coordination_case WHERE citizen_id = $1",
        vec![citizen.into()],
    )
}

impl CitizenFile {
    /// Whether the caller has a relation to the citizen.
    fn is_known(&self) -> bool {
        self.verdict.relation != Relation::None
    }

    /// Writing table: a caseworker of the lead authority's unit in a case of the citizen, or of
    /// the organisation that registered them.
    pub(crate) fn require_writer(&self) -> Result<(), Refusal> {
        if self.writer {
            return Ok(());
        }
        Err(Refusal::forbidden(
            "a caseworker of the unit that leads the citizen's case does this",
            "det gør en sagsbehandler i den enhed, der har borgerens sag",
        ))
    }

    /// Representatives of the citizen.
    pub(crate) fn representative(&self, id: Uuid) -> Option<&representative::Model> {
        self.rows.representatives.iter().find(|r| r.id == id)
    }

    fn view(self, viewing: Viewing<'_>) -> Option<CitizenView> {
        let (by, directory) = (&self.by, &self.directory);
        let holders = vec![self.keeper];
        registered_citizen(by, &self.rows, directory, viewing, self.verdict, holders)
    }

    async fn of<C: ConnectionTrait>(
        connection: &C,
        snapshot: Snapshot,
        Looking { viewer, at, reach }: Looking<'_>,
        id: Uuid,
    ) -> Result<Option<Self>, AppError> {
        // Read whether there are cases or not: an unknown citizen costs what a known one costs.
        let bare = bare_rows(connection, id).await?;
        let directory = snapshot.directory;
        let own = viewer.organisation.map(|organisation| organisation.id);
        let mut ways = Vec::new();
        for rows in snapshot.cases {
            ways.push((case_of(&rows, &directory)?, rows));
        }
        let leads = ways.iter().any(|(case, _)| Some(case.facts().lead.id) == own);
        ways.retain(|(case, _)| reach.has(case.facts().purpose));
        let mut unknown = None;
        for row in &bare.citizens {
            let keeper = directory.organisation(row.registered_by)?;
            let mut rows = bare.clone();
            rows.keep(keeper.id.0);
            let way = (as_registered(id, keeper, viewer.unit), rows);
            // The citizen reads their own row before there is any case.
            let citizen = viewer.citizen == Some(CitizenId(id));
            match citizen || (own == Some(keeper.id) && !leads) {
                true => ways.push(way),
                false => unknown = unknown.or(Some(way)),
            }
        }

        let mut files: Vec<Self> = Vec::new();
        for (case, rows) in ways {
            let (lead, unit) = (case.facts().lead, case.facts().unit);
            let verdict = case.decide(&Ask { viewer, holders: &[lead], journal: false, at });
            if verdict.relation == Relation::None {
                unknown = unknown.or(Some((case, rows)));
                continue;
            }
            let writer = verdict.relation == Relation::Lead
                && viewer.unit == Some(unit)
                && does_casework(viewer);
            match files.iter_mut().find(|file| file.keeper == lead) {
                Some(file) => {
                    file.verdict = file.verdict.clone().union(&verdict);
                    file.writer |= writer;
                }
                None => {
                    let file = Self::new(case, rows, &directory, (verdict, writer));
                    files.push(file.ok_or_else(|| StoreError::inconsistent("citizen", "absent"))?);
                }
            }
        }
        files.sort_by_key(|file| {
            let others = Some(file.keeper.id) != own;
            (others, Reverse(file.verdict.granted.iter().count()), file.keeper.id)
        });
        let unknown = || {
            let (case, rows) = unknown?;
            Self::new(case, rows, &directory, (Verdict::unknown(), false))
        };
        Ok(files.into_iter().next().or_else(unknown))
    }

    fn new(
        by: law::Case,
        rows: CaseRows,
        directory: &Arc<Directory>,
        (verdict, writer): (Verdict, bool),
    ) -> Option<Self> {
        let (keeper, directory) = (by.facts().lead, Arc::clone(directory));
        let row = rows.citizens.first()?.clone();
        Some(Self { row, verdict, rows, directory, by, keeper, writer })
    }
}

/// Whether the caller is a caseworker, or a system that acts for its unit.
pub(crate) fn does_casework(viewer: &Viewer) -> bool {
    viewer.user.is_none() || viewer.roles.has(Role::Caseworker)
}

/// The citizen's rows without any case, of every authority that registered them.
async fn bare_rows<C: ConnectionTrait>(connection: &C, id: Uuid) -> Result<CaseRows, AppError> {
    let by_citizen = |column: external_reference::Column| column.eq(id);
    let references = external_reference::Entity::find()
        .filter(by_citizen(external_reference::Column::CitizenId))
        .filter(external_reference::Column::CaseId.is_null())
        .all(connection)
        .await?;
    let representatives = representative::Entity::find()
        .filter(representative::Column::CitizenId.eq(id))
        .all(connection)
        .await?;
    let former_identifiers = former_identifier::Entity::find()
        .filter(former_identifier::Column::CitizenId.eq(id))
        .all(connection)
        .await?;
    let citizens = citizen::Entity::find().filter(citizen::Column::Id.eq(id));
    let citizens = citizens.order_by_asc(citizen::Column::RegisteredBy).all(connection).await?;
    let reference = |row: external_reference::Model| Reference {
        owner: id,
        organisation_id: row.organisation_id,
        entity_id: row.entity_id,
        system: row.system,
        external_id: row.external_id,
    };
    let references = references.into_iter().map(reference).collect();
    Ok(CaseRows {
        citizens,
        representatives,
        former_identifiers,
        references,
        ..CaseRows::default()
    })
}

/// The registration as facts: its organisation holds the row, and nothing crosses, so that it does
/// not matter which purpose stands here.
fn as_registered(citizen: Uuid, by: Organisation, unit: Option<UnitId>) -> law::Case {
    law::Case::new(Facts {
        citizen: CitizenId(citizen),
        case: CaseId(Uuid::nil()),
        purpose: Purpose::Dkk,
        lead: by,
        unit: unit.unwrap_or(UnitId(Uuid::nil())),
        closed_at: None,
        representations: Vec::new(),
        participations: Vec::new(),
        holdings: Vec::new(),
        assignments: Vec::new(),
        consents: Vec::new(),
        bases: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use law::words::{OrganisationId, UserId};
    use law::{OrganisationKind, RoleSet};

    use super::*;

    fn organisation(id: u128) -> Organisation {
        Organisation {
            id: OrganisationId(Uuid::from_u128(id)),
            kind: OrganisationKind::SocialAdministration,
        }
    }

    fn relation(viewer: &Viewer) -> Relation {
        let registered = as_registered(Uuid::from_u128(1), organisation(7), viewer.unit);
        let holders = [organisation(7)];
        let at = "2026-11-22T00:00:00Z".parse().unwrap();
        registered.decide(&Ask { viewer, holders: &holders, journal: false, at }).relation
    }

    #[test]
    fn r15_a_registration_is_for_caseworkers_of_its_organisation() {
        let caseworker = Viewer {
            organisation: Some(organisation(7)),
            unit: Some(UnitId(Uuid::from_u128(2))),
            user: Some(UserId(Uuid::from_u128(3))),
            roles: RoleSet::of(&[Role::Caseworker]),
            citizen: None,
        };
        assert_eq!(relation(&caseworker), Relation::Lead);
        let other = Viewer { organisation: Some(organisation(8)), ..caseworker.clone() };
        assert_eq!(relation(&other), Relation::None);
        let manager = Viewer { roles: RoleSet::of(&[Role::Manager]), ..caseworker.clone() };
        assert_eq!(relation(&manager), Relation::None);
        let no_unit = Viewer { unit: None, ..caseworker };
        assert_eq!(relation(&no_unit), Relation::None);
    }
}
