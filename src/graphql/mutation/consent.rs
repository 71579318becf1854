//! Consents: given, corrected, annulled, withdrawn.

use async_graphql::{Context, Object, Result};

use crate::app::consent::withdraw::{self, WithdrawConsentClauseInput, WithdrawConsentInput};
use crate::app::consent::{self, AnnulConsentInput, CorrectConsentInput, GiveConsentInput};
use crate::graphql::engine::Answer;
use crate::store::view::ConsentView;
use crate::{payload, write_as};

payload! {
    /// What recording a consent answers (registrering af samtykke).
    GiveConsentPayload {
        consent "The consent (samtykke).": ConsentView = |case, id| {
            case.consents.iter().find(|c| c.row.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What correcting a consent answers (rettelse af samtykke).
    CorrectConsentPayload {
        consent "The consent (samtykke).": ConsentView = |case, id| {
            case.consents.iter().find(|c| c.row.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What annulling a consent answers (annullering af samtykke).
    AnnulConsentPayload {
        consent "The consent (samtykke).": ConsentView = |case, id| {
            case.consents.iter().find(|c| c.row.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What withdrawing a consent answers (tilbagekaldelse af samtykke).
    WithdrawConsentPayload {
        consent "The consent (samtykke).": ConsentView = |case, id| {
            case.consents.iter().find(|c| c.row.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What withdrawing one grant answers (tilbagekaldelse af ét led).
    WithdrawConsentClausePayload {
        consent "The consent (samtykke).": ConsentView = |case, id| {
            case.consents.iter().find(|c| c.row.outline(|r| r.id) == Some(id)).cloned()
        };
    }
}

#[derive(Default)]
pub(crate) struct ConsentMutation;

#[Object]
impl ConsentMutation {
    /// Records a consent that the citizen gave (registrér samtykke): separate grants, each with
    /// type, recipient and purpose. By a caseworker or the coordinator of the lead authority; a
    /// health organisation that takes part records what it was told for treatment (R05, R06, R12,
    /// R17, R24).
    async fn give_consent(
        &self,
        ctx: &Context<'_>,
        input: GiveConsentInput,
    ) -> Result<Answer<GiveConsentPayload>> {
        write_as!(ctx, input, GiveConsentPayload, consent::give_consent)
    }

    /// Corrects how a consent was recorded (ret samtykke): a new version with its reason; what
    /// stood is read back with `asOf`. What is withdrawn stays withdrawn. By a caseworker of the
    /// case's unit (R06, R07).
    async fn correct_consent(
        &self,
        ctx: &Context<'_>,
        input: CorrectConsentInput,
    ) -> Result<Answer<CorrectConsentPayload>> {
        write_as!(ctx, input, CorrectConsentPayload, consent::correct_consent)
    }

    /// Annuls a consent that was recorded wrongly (annullér samtykke), with the reason; nothing is
    /// deleted. By a caseworker of the case's unit.
    async fn annul_consent(
        &self,
        ctx: &Context<'_>,
        input: AnnulConsentInput,
    ) -> Result<Answer<AnnulConsentPayload>> {
        write_as!(ctx, input, AnnulConsentPayload, consent::annul_consent)
    }

    /// Withdraws a consent (træk samtykke tilbage), effective at once. By the citizen or a
    /// representative within scope; recorded by a caseworker or the coordinator of the lead
    /// authority (R07).
    async fn withdraw_consent(
        &self,
        ctx: &Context<'_>,
        input: WithdrawConsentInput,
    ) -> Result<Answer<WithdrawConsentPayload>> {
        write_as!(ctx, input, WithdrawConsentPayload, withdraw::withdraw_consent)
    }

    /// Withdraws one grant of a consent (træk ét led tilbage), effective at once; the others stand.
    /// By whom a whole consent is withdrawn (R05, R07).
    async fn withdraw_consent_clause(
        &self,
        ctx: &Context<'_>,
        input: WithdrawConsentClauseInput,
    ) -> Result<Answer<WithdrawConsentClausePayload>> {
        write_as!(ctx, input, WithdrawConsentClausePayload, withdraw::withdraw_consent_clause)
    }
}
