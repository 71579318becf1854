//! Reading cases, and finding them by what other systems know of them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::external_reference;
use law::Word;
use law::forms::CaseStatus;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{AppError, Session};
use crate::domain::{Cpr, EntityKind, GlobalId};
use crate::store::view::{CaseView, OrganisationRef, ProfessionalRef, UnitRef, Viewing, case_view};
use crate::store::{Directory, Parts, StoreError, Which, directory, load};

/// A case as the caller sees it; nothing where it is unknown to the caller. `as_of` reads what is
/// versioned as it stood then; the decision is always of now.
pub(crate) async fn case(
    session: &Session,
    id: Uuid,
    parts: Parts,
    as_of: Option<DateTime<Utc>>,
) -> Result<Option<CaseView>, AppError> {
    let mut cases = cases(session, &Which::case(id), parts, as_of).await?;
    Ok(cases.pop())
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
    let snapshot = load(&session.app.db, which, parts, as_of.is_some()).await?;
    let mut views = Vec::new();
    for rows in &snapshot.cases {
        views.extend(case_view(rows, &snapshot.directory, viewing)?);
    }
    Ok(views)
}

/// The case of the citizen with a person identifier, now or formerly, that the caller has a
/// relation to: one that is not closed before one that is, the newest first. Nothing where it is
/// unknown to the caller, and where it is no person identifier.
pub(crate) async fn case_by_cpr(
    session: &Session,
    cpr: &str,
    parts: Parts,
) -> Result<Option<CaseView>, AppError> {
    const SQL: &str = "SELECT citizen_id, id FROM coordination_case WHERE citizen_id IN \
        (SELECT id FROM citizen WHERE cpr = $1 \
        UNION SELECT citizen_id FROM former_identifier WHERE number = $1)";
    // What is no number is looked up all the same: the work tells nothing.
    let number = Cpr::try_from(cpr).map_or_else(|_| String::new(), |cpr| cpr.expose().to_owned());
    let which = Which::of(SQL, vec![number.into()]);
    let mut known = cases(session, &which, parts, None).await?;
    known.sort_by_key(|view| {
        let order = |record: &crate::store::view::CaseRecord| {
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
    use external_reference::Column;
    let own = session.caller.viewer.organisation.map_or_else(Uuid::nil, |own| own.id.0);
    let found = external_reference::Entity::find()
        .filter(Column::OrganisationId.eq(own))
        .filter(Column::System.eq(system))
        .filter(Column::ExternalId.eq(number))
        .one(&session.app.db.connection)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let kind = EntityKind::parse(&row.entity_kind)
        .ok_or_else(|| StoreError::inconsistent("external_reference", "unknown kind"))?;
    // A case and a citizen stand in no case, though their references may name one.
    let case = row.case_id.filter(|_| !matches!(kind, EntityKind::DkkCase | EntityKind::Citizen));
    Ok(Some(GlobalId { kind, case, id: row.entity_id }))
}

/// An entry of the directory.
pub(crate) enum Entry {
    Organisation(OrganisationRef),
    Unit(UnitRef),
    Professional(ProfessionalRef),
}

/// The directory, which every caller may read.
pub(crate) struct Listing(Arc<Directory>);

/// Reads the directory.
pub(crate) async fn listing(session: &Session) -> Result<Listing, AppError> {
    Ok(Listing(directory(&session.app.db).await?))
}

impl Listing {
    /// An entry by its id.
    pub(crate) fn entry(&self, id: GlobalId) -> Option<Entry> {
        match id.kind {
            EntityKind::Organisation => self.organisation(id.id).map(Entry::Organisation),
            EntityKind::Unit => self.unit(id.id).map(Entry::Unit),
            EntityKind::Professional => self.professional(id.id).map(Entry::Professional),
            _ => None,
        }
    }

    /// An organisation.
    pub(crate) fn organisation(&self, id: Uuid) -> Option<OrganisationRef> {
        self.0.organisations.get(&id).cloned().map(OrganisationRef)
    }

    /// A unit.
    pub(crate) fn unit(&self, id: Uuid) -> Option<UnitRef> {
        self.0.units.get(&id).cloned().map(UnitRef)
    }

    /// A professional.
    pub(crate) fn professional(&self, id: Uuid) -> Option<ProfessionalRef> {
        self.0.professionals.get(&id).cloned().map(ProfessionalRef)
    }

    /// The organisations that stand.
    pub(crate) fn organisations(&self) -> impl Iterator<Item = OrganisationRef> + '_ {
        let standing = self.0.organisations.values().filter(|o| o.annulled_at.is_none());
        standing.cloned().map(OrganisationRef)
    }

    /// The units that stand.
    pub(crate) fn units(&self) -> impl Iterator<Item = UnitRef> + '_ {
        self.0.units.values().filter(|u| u.annulled_at.is_none()).cloned().map(UnitRef)
    }

    /// The professionals that stand.
    pub(crate) fn professionals(&self) -> impl Iterator<Item = ProfessionalRef> + '_ {
        let standing = self.0.professionals.values().filter(|p| p.annulled_at.is_none());
        standing.cloned().map(ProfessionalRef)
    }

    /// Whether a professional is a member of an organisation, or of a unit, on a day.
    pub(crate) fn is_member(
        &self,
        professional: Uuid,
        organisation: Option<Uuid>,
        unit: Option<Uuid>,
        on: chrono::NaiveDate,
    ) -> bool {
        let held = self.0.memberships.get(&professional).map_or(&[][..], Vec::as_slice);
        held.iter().any(|m| {
            m.from_date <= on
                && m.to_date.is_none_or(|end| on < end)
                && organisation.is_none_or(|id| m.organisation_id == id)
                && unit.is_none_or(|id| m.unit_id == Some(id))
        })
    }
}
