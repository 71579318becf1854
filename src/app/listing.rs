//! The directory and the catalogues beside it, for who looks something up in them.

use std::sync::Arc;

use sea_orm::prelude::Uuid;

use super::{AppError, Session, Work};
use crate::domain::{EntityKind, GlobalId};
use crate::store::view::{
    ContactPointRef, EffectGoalRef, InterfaceAgreementRef, MembershipRef, OrganisationRef,
    ProfessionalRef, UnitRef,
};
use crate::store::{Directory, Listed, directory, directory_in};

/// An entry of the directory or a catalogue.
pub(crate) enum Entry {
    Organisation(OrganisationRef),
    Unit(UnitRef),
    Professional(ProfessionalRef),
    Membership(MembershipRef),
    ContactPoint(ContactPointRef),
    InterfaceAgreement(InterfaceAgreementRef),
    EffectGoal(EffectGoalRef),
}

/// The directory, which every caller may read.
pub(crate) struct Listing(Arc<Directory>);

/// Reads the directory.
pub(crate) async fn listing(session: &Session) -> Result<Listing, AppError> {
    Ok(Listing(directory(&session.app.db).await?))
}

/// The directory as a transaction sees it, its own change with it.
pub(crate) async fn listing_in(work: &Work<'_>) -> Result<Listing, AppError> {
    Ok(Listing(directory_in(&work.session.app.db, &work.txn).await?))
}

macro_rules! listed {
    ($($(#[$doc:meta])+ $one:ident $(#[$all_doc:meta])+ $all:ident $entry:ident;)+) => { $(
        $(#[$doc])+
        pub(crate) fn $one(&self, id: Uuid) -> Option<$entry> {
            self.0.$all.get(&id).cloned().map($entry)
        }

        $(#[$all_doc])+
        pub(crate) fn $all(&self) -> impl Iterator<Item = $entry> + '_ {
            self.0.$all.values().filter(|row| row.annulled_at.is_none()).cloned().map($entry)
        }
    )+ };
}

impl Listing {
    /// An entry by its id.
    pub(crate) fn entry(&self, id: GlobalId) -> Option<Entry> {
        match id.kind {
            EntityKind::Organisation => self.organisation(id.id).map(Entry::Organisation),
            EntityKind::Unit => self.unit(id.id).map(Entry::Unit),
            EntityKind::Professional => self.professional(id.id).map(Entry::Professional),
            EntityKind::Membership => self.membership(id.id).map(Entry::Membership),
            EntityKind::ContactPoint => self.contact_point(id.id).map(Entry::ContactPoint),
            EntityKind::InterfaceAgreement => self.interface(id.id).map(Entry::InterfaceAgreement),
            EntityKind::EffectGoal => self.effect_goal(id.id).map(Entry::EffectGoal),
            _ => None,
        }
    }

    listed! {
        /// An organisation.
        organisation
        /// The organisations that stand.
        organisations OrganisationRef;
        /// A unit.
        unit
        /// The units that stand.
        units UnitRef;
        /// An interface between administrations.
        interface
        /// The interfaces that stand.
        interfaces InterfaceAgreementRef;
        /// An effect goal.
        effect_goal
        /// The effect goals that stand.
        effect_goals EffectGoalRef;
    }

    /// A professional.
    pub(crate) fn professional(&self, id: Uuid) -> Option<ProfessionalRef> {
        ProfessionalRef::of(&self.0, id)
    }

    /// The professionals that stand.
    pub(crate) fn professionals(&self) -> impl Iterator<Item = ProfessionalRef> + '_ {
        let standing = self.0.professionals.values().filter(|row| row.annulled_at.is_none());
        standing.cloned().map(|row| ProfessionalRef(row, Arc::clone(&self.0)))
    }

    /// A membership.
    pub(crate) fn membership(&self, id: Uuid) -> Option<MembershipRef> {
        let found = self.0.memberships.values().flatten().find(|m| m.id == id);
        found.map(|row| MembershipRef::of(&self.0, row))
    }

    /// A contact point.
    pub(crate) fn contact_point(&self, id: Uuid) -> Option<ContactPointRef> {
        self.0.contact_points.get(&id).map(|row| self.pointing(row))
    }

    /// The contact points that stand.
    pub(crate) fn contact_points(&self) -> impl Iterator<Item = ContactPointRef> + '_ {
        let standing = self.0.contact_points.values().filter(|row| row.annulled_at.is_none());
        standing.map(|row| self.pointing(row))
    }

    fn pointing(&self, row: &Arc<Listed<entity::contact_point::Model>>) -> ContactPointRef {
        ContactPointRef {
            row: Arc::clone(row),
            competences: self.0.competences.get(&row.id).cloned().unwrap_or_default(),
            organisation: row.organisation_id.and_then(|id| self.organisation(id)),
            unit: row.unit_id.and_then(|id| self.unit(id)),
        }
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
