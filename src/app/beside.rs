//! What a write shows outside a case: the citizen, sealed, an entry of the directory, or what is
//! administered.

use std::sync::Arc;

use entity::{
    contact_point, contact_point_competence, effect_goal, interface_agreement, membership,
    organisation, professional, unit,
};
use law::Word;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, PrimaryKeyTrait, QueryFilter};

use super::client::ClientView;
use super::signing_key::SigningKeyView;
use super::trusted_issuer::IssuerView;
use super::{AppError, Done, Work};
use crate::domain::EntityKind;
use crate::store::view::{
    CitizenView, ContactPointRef, EffectGoalRef, InterfaceAgreementRef, MembershipRef,
    OrganisationRef, ProfessionalRef, UnitRef,
};

/// An entity outside any case, ready to be shown.
#[derive(Clone, Debug)]
pub(crate) enum Beside {
    Citizen(Box<CitizenView>),
    Organisation(OrganisationRef),
    Unit(UnitRef),
    Professional(ProfessionalRef),
    Membership(MembershipRef),
    ContactPoint(ContactPointRef),
    InterfaceAgreement(InterfaceAgreementRef),
    EffectGoal(EffectGoalRef),
    Client(Box<ClientView>),
    SigningKey(Box<SigningKeyView>),
    Issuer(Box<IssuerView>),
}

impl Work<'_> {
    /// What was done outside a case, as it stands in this transaction.
    pub(crate) async fn beside(&self, done: &Done) -> Result<Option<Beside>, AppError> {
        let Some((code, id)) = &done.beside else { return Ok(None) };
        let (whole, id) = (*id, Some(*id));
        Ok(match EntityKind::parse(code) {
            Some(EntityKind::Citizen) => {
                let view = self.citizen_view(whole).await?;
                view.map(|view| Beside::Citizen(Box::new(view)))
            }
            Some(EntityKind::Organisation) => {
                self.organisation_ref(id).await?.map(Beside::Organisation)
            }
            Some(EntityKind::Unit) => self.unit_ref(id).await?.map(Beside::Unit),
            Some(EntityKind::Professional) => {
                self.professional_ref(id).await?.map(Beside::Professional)
            }
            Some(EntityKind::Client) => {
                self.client_view(whole).await?.map(|view| Beside::Client(Box::new(view)))
            }
            Some(EntityKind::TrustedIssuer) => {
                self.issuer_view(whole).await?.map(|view| Beside::Issuer(Box::new(view)))
            }
            Some(EntityKind::SigningKey) => {
                self.signing_key_view(whole).await?.map(|view| Beside::SigningKey(Box::new(view)))
            }
            Some(EntityKind::Membership) => self.membership_ref(id).await?.map(Beside::Membership),
            Some(EntityKind::ContactPoint) => {
                self.contact_point_ref(id).await?.map(Beside::ContactPoint)
            }
            Some(EntityKind::InterfaceAgreement) => {
                let row = self.row::<interface_agreement::Entity>(id).await?;
                row.map(|row| Beside::InterfaceAgreement(InterfaceAgreementRef(Arc::new(row))))
            }
            Some(EntityKind::EffectGoal) => {
                let row = self.row::<effect_goal::Entity>(id).await?;
                row.map(|row| Beside::EffectGoal(EffectGoalRef(Arc::new(row))))
            }
            _ => None,
        })
    }

    async fn row<E>(&self, id: Option<Uuid>) -> Result<Option<E::Model>, AppError>
    where
        E: EntityTrait<PrimaryKey: PrimaryKeyTrait<ValueType = Uuid>>,
    {
        let Some(id) = id else { return Ok(None) };
        Ok(E::find_by_id(id).one(&self.txn).await?)
    }

    async fn organisation_ref(
        &self,
        id: Option<Uuid>,
    ) -> Result<Option<OrganisationRef>, AppError> {
        let row = self.row::<organisation::Entity>(id).await?;
        Ok(row.map(|row| OrganisationRef(Arc::new(row))))
    }

    async fn unit_ref(&self, id: Option<Uuid>) -> Result<Option<UnitRef>, AppError> {
        let row = self.row::<unit::Entity>(id).await?;
        Ok(row.map(|row| UnitRef(Arc::new(row))))
    }

    async fn professional_ref(
        &self,
        id: Option<Uuid>,
    ) -> Result<Option<ProfessionalRef>, AppError> {
        let row = self.row::<professional::Entity>(id).await?;
        Ok(row.map(|row| ProfessionalRef(Arc::new(row))))
    }

    async fn membership_ref(&self, id: Option<Uuid>) -> Result<Option<MembershipRef>, AppError> {
        let Some(row) = self.row::<membership::Entity>(id).await? else { return Ok(None) };
        let professional = self.professional_ref(Some(row.professional_id)).await?;
        let organisation = self.organisation_ref(Some(row.organisation_id)).await?;
        let unit = self.unit_ref(row.unit_id).await?;
        Ok(Some(MembershipRef { row, professional, organisation, unit }))
    }

    async fn contact_point_ref(
        &self,
        id: Option<Uuid>,
    ) -> Result<Option<ContactPointRef>, AppError> {
        let Some(row) = self.row::<contact_point::Entity>(id).await? else { return Ok(None) };
        use contact_point_competence::Column;
        let held =
            contact_point_competence::Entity::find().filter(Column::ContactPointId.eq(row.id));
        let mut competences = held.all(&self.txn).await?;
        competences.sort_by_key(|held| held.competence.0);
        let organisation = self.organisation_ref(row.organisation_id).await?;
        let unit = self.unit_ref(row.unit_id).await?;
        Ok(Some(ContactPointRef { row: Arc::new(row), competences, organisation, unit }))
    }
}
