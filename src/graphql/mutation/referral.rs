//! Referrals and what is attached to them.

use async_graphql::{Context, Object, Result};
use entity::referral_attachment;

use crate::app::referral::{
    self, AddReferralAttachmentInput, AnnulReferralAttachmentInput, AnnulReferralInput,
    CorrectReferralInput, DecideReferralInput, RecordReferralInput, SendReferralInput,
};
use crate::graphql::engine::Answer;
use crate::store::view::{CaseView, Item, ReferralView};
use crate::{payload, write_as};

fn found(case: &CaseView, id: sea_orm::prelude::Uuid) -> Option<ReferralView> {
    case.referrals.iter().find(|row| row.row.outline(|r| r.id) == Some(id)).cloned()
}

fn attached(
    case: &CaseView,
    id: sea_orm::prelude::Uuid,
) -> Option<Item<referral_attachment::Model>> {
    case.referrals.iter().find_map(|referral| Item::find(&referral.attachments, |row| row.id == id))
}

payload! {
    /// What sending a referral answers (indsendelse af henvisning).
    SendReferralPayload of BrainInjuryCase {
        referral "The referral (henvisning).": ReferralView = found;
    }
    /// What recording a referral answers (registrering af henvisning).
    RecordReferralPayload of BrainInjuryCase {
        referral "The referral (henvisning).": ReferralView = found;
    }
    /// What correcting a referral answers (rettelse af henvisning).
    CorrectReferralPayload of BrainInjuryCase {
        referral "The referral (henvisning).": ReferralView = found;
    }
    /// What annulling a referral answers (annullering af henvisning).
    AnnulReferralPayload of BrainInjuryCase {
        referral "The referral (henvisning).": ReferralView = found;
    }
    /// What deciding a referral answers (afgørelse om henvisning).
    DecideReferralPayload of BrainInjuryCase {
        referral "The referral (henvisning).": ReferralView = found;
    }
    /// What attaching something answers (tilføjelse af bilag).
    AddReferralAttachmentPayload of BrainInjuryCase {
        attachment "What is attached (bilag).": Item<referral_attachment::Model> = attached;
    }
    /// What annulling something attached answers (annullering af bilag).
    AnnulReferralAttachmentPayload of BrainInjuryCase {
        attachment "What was attached (bilag).": Item<referral_attachment::Model> = attached;
    }
}

#[derive(Default)]
pub(crate) struct ReferralMutation;

#[Object]
impl ReferralMutation {
    /// Sends a referral (send henvisning) to a unit of the authority that is responsible at the
    /// citizen's age (R35), before any relation to the citizen or a case exists: whoever is unknown
    /// is registered, an open brain-injury case takes it, or one is opened. By an organisation's
    /// professional or system, which holds it from then on, with the lead authority.
    async fn send_referral(
        &self,
        ctx: &Context<'_>,
        input: SendReferralInput,
    ) -> Result<Answer<SendReferralPayload>> {
        write_as!(ctx, input, SendReferralPayload, referral::send_referral)
    }

    /// Records a referral that reached the lead authority otherwise (registrér henvisning): from the
    /// citizen, a relative, or on paper. By a caseworker of the case's unit; the lead alone holds it.
    async fn record_referral(
        &self,
        ctx: &Context<'_>,
        input: RecordReferralInput,
    ) -> Result<Answer<RecordReferralPayload>> {
        write_as!(ctx, input, RecordReferralPayload, referral::record_referral)
    }

    /// Corrects a referral (ret henvisning). By who sent it; of one that the lead recorded, by a
    /// caseworker of the case's unit.
    async fn correct_referral(
        &self,
        ctx: &Context<'_>,
        input: CorrectReferralInput,
    ) -> Result<Answer<CorrectReferralPayload>> {
        write_as!(ctx, input, CorrectReferralPayload, referral::correct_referral)
    }

    /// Annuls a referral (annullér henvisning), with the reason; it stays with who holds it and with
    /// the citizen. By who sent it; of one that the lead recorded, by a caseworker of the case's unit.
    async fn annul_referral(
        &self,
        ctx: &Context<'_>,
        input: AnnulReferralInput,
    ) -> Result<Answer<AnnulReferralPayload>> {
        write_as!(ctx, input, AnnulReferralPayload, referral::annul_referral)
    }

    /// Decides a referral (afgør henvisning); who sent it reads the decision. By a caseworker of the
    /// case's unit.
    async fn decide_referral(
        &self,
        ctx: &Context<'_>,
        input: DecideReferralInput,
    ) -> Result<Answer<DecideReferralPayload>> {
        write_as!(ctx, input, DecideReferralPayload, referral::decide_referral)
    }

    /// Attaches something to a referral (tilføj bilag). By who sent it; of one that the lead recorded,
    /// by a caseworker of the case's unit.
    async fn add_referral_attachment(
        &self,
        ctx: &Context<'_>,
        input: AddReferralAttachmentInput,
    ) -> Result<Answer<AddReferralAttachmentPayload>> {
        write_as!(ctx, input, AddReferralAttachmentPayload, referral::add_referral_attachment)
    }

    /// Annuls what was attached wrongly (annullér bilag), with the reason; it stays with who holds it
    /// and with the citizen. By who attached it.
    async fn annul_referral_attachment(
        &self,
        ctx: &Context<'_>,
        input: AnnulReferralAttachmentInput,
    ) -> Result<Answer<AnnulReferralAttachmentPayload>> {
        write_as!(ctx, input, AnnulReferralAttachmentPayload, referral::annul_referral_attachment)
    }
}
