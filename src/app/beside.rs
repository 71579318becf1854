//! What a write shows outside a case: the citizen, sealed, or an entry of the directory.

use std::sync::Arc;

use entity::{membership, organisation, professional, unit};
use law::Word;
use sea_orm::EntityTrait;
use sea_orm::prelude::Uuid;

use super::{AppError, Done, Work};
use crate::domain::EntityKind;
use crate::store::view::{CitizenView, MembershipRef, OrganisationRef, ProfessionalRef, UnitRef};

/// An entity outside any case, ready to be shown.
#[derive(Clone, Debug)]
pub(crate) enum Beside {
    Citizen(Box<CitizenView>),
    Organisation(OrganisationRef),
    Unit(UnitRef),
    Professional(ProfessionalRef),
    Membership(MembershipRef),
}

impl Work<'_> {
    /// What was done outside a case, as it stands in this transaction.
    pub(crate) async fn beside(&self, done: &Done) -> Result<Option<Beside>, AppError> {
        let Some((code, id)) = &done.beside else { return Ok(None) };
        let id = *id;
        Ok(match EntityKind::parse(code) {
            Some(EntityKind::Citizen) => {
                let view = self.citizen_view(id).await?;
                view.map(|view| Beside::Citizen(Box::new(view)))
            }
            Some(EntityKind::Organisation) => {
                self.organisation_ref(id).await?.map(Beside::Organisation)
            }
            Some(EntityKind::Unit) => self.unit_ref(id).await?.map(Beside::Unit),
            Some(EntityKind::Professional) => {
                self.professional_ref(id).await?.map(Beside::Professional)
            }
            Some(EntityKind::Membership) => self.membership_ref(id).await?.map(Beside::Membership),
            _ => None,
        })
    }

    async fn organisation_ref(&self, id: Uuid) -> Result<Option<OrganisationRef>, AppError> {
        let found = organisation::Entity::find_by_id(id).one(&self.txn).await?;
        Ok(found.map(|row| OrganisationRef(Arc::new(row))))
    }

    async fn unit_ref(&self, id: Uuid) -> Result<Option<UnitRef>, AppError> {
        let found = unit::Entity::find_by_id(id).one(&self.txn).await?;
        Ok(found.map(|row| UnitRef(Arc::new(row))))
    }

    async fn professional_ref(&self, id: Uuid) -> Result<Option<ProfessionalRef>, AppError> {
        let found = professional::Entity::find_by_id(id).one(&self.txn).await?;
        Ok(found.map(|row| ProfessionalRef(Arc::new(row))))
    }

    async fn membership_ref(&self, id: Uuid) -> Result<Option<MembershipRef>, AppError> {
        let Some(row) = membership::Entity::find_by_id(id).one(&self.txn).await? else {
            return Ok(None);
        };
        let professional = self.professional_ref(row.professional_id).await?;
        let organisation = self.organisation_ref(row.organisation_id).await?;
        let unit = match row.unit_id {
            Some(id) => self.unit_ref(id).await?,
            None => None,
        };
        Ok(Some(MembershipRef { row, professional, organisation, unit }))
    }
}
