//! The directory, for who looks something up in it.

use std::sync::Arc;

use sea_orm::prelude::Uuid;

use super::{AppError, Session};
use crate::domain::{EntityKind, GlobalId};
use crate::store::view::{OrganisationRef, ProfessionalRef, UnitRef};
use crate::store::{Directory, directory};

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
