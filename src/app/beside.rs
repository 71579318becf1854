//! What a write shows outside a case: the citizen, sealed, an entry of the directory, or what is
//! administered.

use law::Word;

use super::client::ClientView;
use super::listing::{Entry, listing_in};
use super::signing_key::SigningKeyView;
use super::trusted_issuer::IssuerView;
use super::{AppError, Done, Work};
use crate::domain::{EntityKind, GlobalId};
use crate::store::Parts;
use crate::store::view::{
    CitizenView, ContactPointRef, CouncilMeetingView, EffectGoalRef, InterfaceAgreementRef,
    MembershipRef, OrganisationRef, ProfessionalRef, UnitRef,
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
    CouncilMeeting(Box<CouncilMeetingView>),
    Client(Box<ClientView>),
    SigningKey(Box<SigningKeyView>),
    Issuer(Box<IssuerView>),
}

impl Work<'_> {
    /// What was done outside a case, as it stands in this transaction; of a meeting of the council
    /// its cases too, where they are asked for.
    pub(crate) async fn beside(
        &self,
        done: &Done,
        (parts, with_cases): (Parts, bool),
    ) -> Result<Option<Beside>, AppError> {
        let Some((code, id)) = &done.beside else { return Ok(None) };
        let id = *id;
        Ok(match EntityKind::parse(code) {
            Some(EntityKind::Citizen) => {
                let view = self.citizen_shown(id, parts).await?;
                view.map(|view| Beside::Citizen(Box::new(view)))
            }
            Some(EntityKind::CouncilMeeting) => {
                let view = self.council_meeting_view(id, parts, with_cases).await?;
                view.map(|view| Beside::CouncilMeeting(Box::new(view)))
            }
            Some(EntityKind::Client) => {
                self.client_view(id).await?.map(|view| Beside::Client(Box::new(view)))
            }
            Some(EntityKind::TrustedIssuer) => {
                self.issuer_view(id).await?.map(|view| Beside::Issuer(Box::new(view)))
            }
            Some(EntityKind::SigningKey) => {
                self.signing_key_view(id).await?.map(|view| Beside::SigningKey(Box::new(view)))
            }
            Some(kind) => self.entry(GlobalId::outside(kind, id)).await?,
            None => None,
        })
    }

    /// An entry of the directory or a catalogue as it stands in this transaction.
    async fn entry(&self, id: GlobalId) -> Result<Option<Beside>, AppError> {
        let listing = listing_in(self).await?;
        Ok(listing.entry(id).map(|entry| match entry {
            Entry::Organisation(organisation) => Beside::Organisation(organisation),
            Entry::Unit(unit) => Beside::Unit(unit),
            Entry::Professional(professional) => Beside::Professional(professional),
            Entry::Membership(membership) => Beside::Membership(membership),
            Entry::ContactPoint(contact_point) => Beside::ContactPoint(contact_point),
            Entry::InterfaceAgreement(interface) => Beside::InterfaceAgreement(interface),
            Entry::EffectGoal(goal) => Beside::EffectGoal(goal),
        }))
    }
}
