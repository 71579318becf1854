//! Information requests and statements.

use async_graphql::{Context, Object, Result};

use entity::{information_request, statement};

use crate::app::request::{self, AnswerRequestInput, AskForInformationInput, DeclineRequestInput};
use crate::app::statement::{self as statements, AnnulStatementInput, RecordStatementInput};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What asking for information answers (anmodning om oplysninger).
    AskForInformationPayload {
        informationRequest "The request (anmodning).": Item<information_request::Model> = |case, id| {
            case.requests.iter().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What answering a request answers (besvarelse af anmodning).
    AnswerRequestPayload {
        statement "The statement (oplysning).": Item<statement::Model> = |case, id| {
            case.statements.iter().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
        informationRequest "The request (anmodning).": Item<information_request::Model> = |case, id| {
            let of = |row: &Item<statement::Model>| {
                row.0.outline(|s| s.request_id.filter(|_| s.id == id)).flatten()
            };
            let request = case.statements.iter().find_map(of)?;
            let mut rows = case.requests.iter();
            rows.find(|row| row.0.outline(|r| r.id) == Some(request)).cloned()
        };
    }
    /// What declining a request answers (afslag på anmodning).
    DeclineRequestPayload {
        informationRequest "The request (anmodning).": Item<information_request::Model> = |case, id| {
            case.requests.iter().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What recording a statement answers (registrering af oplysning).
    RecordStatementPayload {
        statement "The statement (oplysning).": Item<statement::Model> = |case, id| {
            case.statements.iter().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What annulling a statement answers (annullering af oplysning).
    AnnulStatementPayload {
        statement "The statement (oplysning).": Item<statement::Model> = |case, id| {
            case.statements.iter().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
}

#[derive(Default)]
pub(crate) struct ExchangeMutation;

#[Object]
impl ExchangeMutation {
    /// Asks an organisation for information (anmod om oplysninger) on an effective clause or
    /// statutory basis; who is asked takes part from then on. By the coordinator or a caseworker of
    /// the case's unit; by who takes part, of another who does (R17, R23).
    async fn ask_for_information(
        &self,
        ctx: &Context<'_>,
        input: AskForInformationInput,
    ) -> Result<Answer<AskForInformationPayload>> {
        write_as!(ctx, input, AskForInformationPayload, request::ask_for_information)
    }

    /// Answers a request (besvar anmodning) by a statement that the organisation asked holds. By
    /// the organisation asked.
    async fn answer_request(
        &self,
        ctx: &Context<'_>,
        input: AnswerRequestInput,
    ) -> Result<Answer<AnswerRequestPayload>> {
        write_as!(ctx, input, AnswerRequestPayload, request::answer_request)
    }

    /// Declines a request (afslå anmodning), with the reason (forvaltningsloven § 31). By the
    /// organisation asked.
    async fn decline_request(
        &self,
        ctx: &Context<'_>,
        input: DeclineRequestInput,
    ) -> Result<Answer<DeclineRequestPayload>> {
        write_as!(ctx, input, DeclineRequestPayload, request::decline_request)
    }

    /// Records a statement (registrér oplysning) on the organisation's own account, which holds it.
    /// By the lead authority, or an organisation that takes part.
    async fn record_statement(
        &self,
        ctx: &Context<'_>,
        input: RecordStatementInput,
    ) -> Result<Answer<RecordStatementPayload>> {
        write_as!(ctx, input, RecordStatementPayload, statements::record_statement)
    }

    /// Annuls a statement (annullér oplysning), with the reason; it stays readable to its author's
    /// organisation, which does this.
    async fn annul_statement(
        &self,
        ctx: &Context<'_>,
        input: AnnulStatementInput,
    ) -> Result<Answer<AnnulStatementPayload>> {
        write_as!(ctx, input, AnnulStatementPayload, statements::annul_statement)
    }
}
