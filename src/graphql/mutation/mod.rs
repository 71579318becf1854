//! Mutations: each begins a write, calls its use case, shows the outcome in the same transaction,
//! and commits change, log row and outbox together.

mod age_transition;
mod agenda;
mod assessment;
mod assignment;
mod basis;
mod brain_injury_assessment;
mod case;
mod catalogue;
mod citizen;
mod client;
mod consent;
mod coordination_plan;
mod council;
mod directory;
mod enquiry;
mod exchange;
mod follow_up;
mod goal;
mod issuer;
mod leaflet;
mod meeting;
mod network_map;
mod notice;
mod participation;
mod reference;
mod referral;
mod rehabilitation_plan;
mod rehabilitation_team;
mod representative;
mod shown;
mod task;

use async_graphql::{Context, MergedObject, Result};

use super::context::{fault, session};
use super::engine::{Answer, resolve};
use super::payload::{Outcome, Payload, ShownError};
use super::selection::{asks_for, parts};
use crate::app::{Done, Refusal, Session, Work};
use crate::audit::AccessKind;

/// Root of the mutations (ændringer).
#[derive(MergedObject, Default)]
pub(super) struct Mutation(
    age_transition::AgeTransitionMutation,
    agenda::AgendaMutation,
    assessment::AssessmentMutation,
    assignment::AssignmentMutation,
    basis::BasisMutation,
    brain_injury_assessment::BrainInjuryAssessmentMutation,
    case::CaseMutation,
    catalogue::CatalogueMutation,
    citizen::CitizenMutation,
    client::ClientMutation,
    consent::ConsentMutation,
    coordination_plan::CoordinationPlanMutation,
    council::CouncilMutation,
    directory::DirectoryMutation,
    enquiry::EnquiryMutation,
    exchange::ExchangeMutation,
    follow_up::FollowUpMutation,
    goal::GoalMutation,
    issuer::IssuerMutation,
    leaflet::LeafletMutation,
    meeting::MeetingMutation,
    network_map::NetworkMapMutation,
    notice::NoticeMutation,
    participation::ParticipationMutation,
    reference::ReferenceMutation,
    referral::ReferralMutation,
    rehabilitation_plan::RehabilitationPlanMutation,
    rehabilitation_team::RehabilitationTeamMutation,
    representative::RepresentativeMutation,
    task::TaskMutation,
);

/// A write of one root field.
struct Write<'c> {
    session: &'c Session,
    ctx: &'c Context<'c>,
}

impl<'c> Write<'c> {
    /// The session of the root field.
    fn of(ctx: &'c Context<'c>) -> Result<Self> {
        Ok(Self { session: session(ctx)?, ctx })
    }

    /// Begins the work. What an idempotency key stands for is the field with its arguments as the
    /// client wrote them: what is left out and what is null are two requests.
    async fn begin(&self, key: Option<&str>) -> std::result::Result<Work<'c>, Refusal> {
        let field = &self.ctx.item.node;
        let mut request = field.name.node.to_string();
        for (name, value) in &field.arguments {
            request.push_str(&format!(" {}: {}", name.node, value.node));
        }
        let variables = serde_json::to_string(&self.ctx.query_env.variables);
        request.push_str(&variables.unwrap_or_default());
        let mut work = Work::begin(self.session, key, &request).await?;
        work.asked = parts(self.ctx);
        Ok(work)
    }

    /// Shows what was done, within the transaction, and commits; or tells what to mend.
    async fn answer<P: Payload>(
        &self,
        result: std::result::Result<(Work<'c>, Done), (Option<Work<'c>>, Refusal)>,
    ) -> Result<Answer<P>> {
        let failed = |error| fault(&error);
        let (work, refusal) = match result {
            Ok((work, done)) => {
                let case = match done.case {
                    Some(id) => work.view(id, parts(self.ctx)).await.map_err(failed)?,
                    None => None,
                };
                let beside = {
                    let asked = (parts(self.ctx), asks_for(self.ctx, "cases"));
                    work.beside(&done, asked).await.map_err(failed)?
                };
                let outcome =
                    Outcome { case, beside, done: Some(done.clone()), errors: Vec::new() };
                let answer = resolve(self.ctx, &P::of(outcome))?;
                work.commit(&done).await.map_err(failed)?;
                return Ok(answer);
            }
            Err(refused) => refused,
        };
        if let Some(work) = work {
            work.abandon().await.map_err(failed)?;
        }
        match refusal {
            Refusal::Fault(error) => Err(fault(&error)),
            Refusal::User(errors) => {
                let shown = |error| ShownError(error, self.session.locale);
                let errors = errors.into_iter().map(shown).collect();
                let outcome = Outcome { case: None, beside: None, done: None, errors };
                let answer = resolve(self.ctx, &P::of(outcome))?;
                self.session.commit(AccessKind::Refused).await.map_err(failed)?;
                Ok(answer)
            }
        }
    }
}

/// Runs a use case as a mutation: `write!(ctx, input, CloseCasePayload, use_case)`.
#[macro_export]
macro_rules! write_as {
    // On the heap: the schema's root has room for the largest of every field on the stack, and the
    // use case holds more than a thread's stack is for.
    ($ctx:ident, $input:ident, $payload:ty, $use_case:path) => {{
        Box::pin(async move {
            let write = $crate::graphql::mutation::Write::of($ctx)?;
            let result = match write.begin($input.idempotency_key.as_deref()).await {
                Err(refusal) => Err((None, refusal)),
                Ok(mut work) => match work.replayed() {
                    Some(done) => Ok((work, done)),
                    None => match Box::pin($use_case(&mut work, $input)).await {
                        Ok(done) => Ok((work, done)),
                        Err(refusal) => Err((Some(work), refusal)),
                    },
                },
            };
            write.answer::<$payload>(result).await
        })
        .await
    }};
}
