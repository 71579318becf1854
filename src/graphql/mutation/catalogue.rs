//! Keeping the catalogues beside the directory: contact points, interfaces, effect goals.

use async_graphql::{Context, Object, Result};
use entity::{
    contact_point as contact_points, effect_goal as effect_goals, interface_agreement as interfaces,
};

use crate::app::contact_point::{self, RegisterContactPointInput, UpdateContactPointInput};
use crate::app::effect_goal::{self, RegisterEffectGoalInput, UpdateEffectGoalInput};
use crate::app::entry::{self, AnnulEntryInput};
use crate::app::interface_agreement::{
    self, RegisterInterfaceAgreementInput, UpdateInterfaceAgreementInput,
};
use crate::graphql::engine::Answer;
use crate::store::view::{ContactPointRef, EffectGoalRef, InterfaceAgreementRef};
use crate::{payload_of, write_as};

payload_of! {
    /// What registering a contact point answers (registrering af kontaktpunkt).
    RegisterContactPointPayload {
        contactPoint "The contact point after the change (kontaktpunkt).": ContactPointRef
            = |outcome| outcome.beside();
    }
    /// What changing a contact point answers (rettelse af kontaktpunkt).
    UpdateContactPointPayload {
        contactPoint "The contact point after the change (kontaktpunkt).": ContactPointRef
            = |outcome| outcome.beside();
    }
    /// What annulling a contact point answers (annullering af kontaktpunkt).
    AnnulContactPointPayload {
        contactPoint "The contact point after the change (kontaktpunkt).": ContactPointRef
            = |outcome| outcome.beside();
    }
    /// What registering an interface answers (registrering af snitflade).
    RegisterInterfaceAgreementPayload {
        interfaceAgreement "The interface after the change (snitflade).": InterfaceAgreementRef
            = |outcome| outcome.beside();
    }
    /// What changing an interface answers (rettelse af snitflade).
    UpdateInterfaceAgreementPayload {
        interfaceAgreement "The interface after the change (snitflade).": InterfaceAgreementRef
            = |outcome| outcome.beside();
    }
    /// What annulling an interface answers (annullering af snitflade).
    AnnulInterfaceAgreementPayload {
        interfaceAgreement "The interface after the change (snitflade).": InterfaceAgreementRef
            = |outcome| outcome.beside();
    }
    /// What registering an effect goal answers (registrering af effektmål).
    RegisterEffectGoalPayload {
        effectGoal "The effect goal after the change (effektmål).": EffectGoalRef
            = |outcome| outcome.beside();
    }
    /// What changing an effect goal answers (rettelse af effektmål).
    UpdateEffectGoalPayload {
        effectGoal "The effect goal after the change (effektmål).": EffectGoalRef
            = |outcome| outcome.beside();
    }
    /// What annulling an effect goal answers (annullering af effektmål).
    AnnulEffectGoalPayload {
        effectGoal "The effect goal after the change (effektmål).": EffectGoalRef
            = |outcome| outcome.beside();
    }
}

#[derive(Default)]
pub(crate) struct CatalogueMutation;

#[Object]
impl CatalogueMutation {
    /// Registers a contact point (registrér kontaktpunkt). With the scope `directory:write`.
    async fn register_contact_point(
        &self,
        ctx: &Context<'_>,
        input: RegisterContactPointInput,
    ) -> Result<Answer<RegisterContactPointPayload>> {
        write_as!(ctx, input, RegisterContactPointPayload, contact_point::register_contact_point)
    }

    /// Changes a contact point (ret kontaktpunkt). With the scope `directory:write`.
    async fn update_contact_point(
        &self,
        ctx: &Context<'_>,
        input: UpdateContactPointInput,
    ) -> Result<Answer<UpdateContactPointPayload>> {
        write_as!(ctx, input, UpdateContactPointPayload, contact_point::update_contact_point)
    }

    /// Annuls a contact point that was registered wrongly (annullér kontaktpunkt); one that closes
    /// gets a last day instead. With the scope `directory:write`.
    async fn annul_contact_point(
        &self,
        ctx: &Context<'_>,
        input: AnnulEntryInput,
    ) -> Result<Answer<AnnulContactPointPayload>> {
        write_as!(ctx, input, AnnulContactPointPayload, entry::annul::<contact_points::Model>)
    }

    /// Registers an interface between administrations (registrér snitflade). With the scope
    /// `directory:write`.
    async fn register_interface_agreement(
        &self,
        ctx: &Context<'_>,
        input: RegisterInterfaceAgreementInput,
    ) -> Result<Answer<RegisterInterfaceAgreementPayload>> {
        write_as!(
            ctx,
            input,
            RegisterInterfaceAgreementPayload,
            interface_agreement::register_interface_agreement
        )
    }

    /// Changes an interface (ret snitflade). With the scope `directory:write`.
    async fn update_interface_agreement(
        &self,
        ctx: &Context<'_>,
        input: UpdateInterfaceAgreementInput,
    ) -> Result<Answer<UpdateInterfaceAgreementPayload>> {
        write_as!(
            ctx,
            input,
            UpdateInterfaceAgreementPayload,
            interface_agreement::update_interface_agreement
        )
    }

    /// Annuls an interface that was registered wrongly (annullér snitflade); one that ends gets a
    /// last day instead. With the scope `directory:write`.
    async fn annul_interface_agreement(
        &self,
        ctx: &Context<'_>,
        input: AnnulEntryInput,
    ) -> Result<Answer<AnnulInterfaceAgreementPayload>> {
        write_as!(ctx, input, AnnulInterfaceAgreementPayload, entry::annul::<interfaces::Model>)
    }

    /// Registers an effect goal (registrér effektmål). With the scope `directory:write`.
    async fn register_effect_goal(
        &self,
        ctx: &Context<'_>,
        input: RegisterEffectGoalInput,
    ) -> Result<Answer<RegisterEffectGoalPayload>> {
        write_as!(ctx, input, RegisterEffectGoalPayload, effect_goal::register_effect_goal)
    }

    /// Changes an effect goal (ret effektmål). With the scope `directory:write`.
    async fn update_effect_goal(
        &self,
        ctx: &Context<'_>,
        input: UpdateEffectGoalInput,
    ) -> Result<Answer<UpdateEffectGoalPayload>> {
        write_as!(ctx, input, UpdateEffectGoalPayload, effect_goal::update_effect_goal)
    }

    /// Annuls an effect goal that was registered wrongly (annullér effektmål). With the scope
    /// `directory:write`.
    async fn annul_effect_goal(
        &self,
        ctx: &Context<'_>,
        input: AnnulEntryInput,
    ) -> Result<Answer<AnnulEffectGoalPayload>> {
        write_as!(ctx, input, AnnulEffectGoalPayload, entry::annul::<effect_goals::Model>)
    }
}
