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
use crate::app::{AppError, Done, Refusal, Session, Work};
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

    /// Begins the work.
    async fn begin(&self, key: Option<&str>) -> std::result::Result<Work<'c>, Refusal> {
        let mut work = Work::begin(self.session, key, &self.request()).await?;
        work.asked = parts(self.ctx);
        Ok(work)
    }

    /// As [`Write::begin`], for a write that may wait.
    async fn begin_waiting(&self, key: Option<&str>) -> std::result::Result<Work<'c>, Refusal> {
        let mut work = Work::begin_waiting(self.session, key, &self.request()).await?;
        work.asked = parts(self.ctx);
        Ok(work)
    }

    /// What an idempotency key stands for: the field with its arguments as the client wrote them;
    /// what is left out and what is null are two requests.
    fn request(&self) -> String {
        let field = &self.ctx.item.node;
        let mut request = field.name.node.to_string();
        for (name, value) in &field.arguments {
            request.push_str(&format!(" {}: {}", name.node, value.node));
        }
        let variables = serde_json::to_string(&self.ctx.query_env.variables);
        request.push_str(&variables.unwrap_or_default());
        request
    }

    /// Shows what was done, within the transaction, and commits; or tells what to mend.
    async fn answer<P: Payload>(&self, result: Attempt<'c>) -> Result<Answer<P>> {
        self.attempt(result).await.unwrap_or_else(|error| Err(fault(&error)))
    }

    /// As [`Write::answer`]; nothing where somebody else wrote in the case since it was read, and
    /// it is to be done again under the lock.
    async fn answer_unless_outrun<P: Payload>(
        &self,
        result: Attempt<'c>,
    ) -> Option<Result<Answer<P>>> {
        match self.attempt(result).await {
            Err(error) if error.is_outrun() => {
                // What was opened for this answer leaves with no answer.
                drop(self.session.ledger.close());
                None
            }
            told => Some(told.unwrap_or_else(|error| Err(fault(&error)))),
        }
    }

    async fn attempt<P: Payload>(
        &self,
        result: Attempt<'c>,
    ) -> std::result::Result<Result<Answer<P>>, AppError> {
        self.session.cases_of.forget();
        let (work, refusal) = match result {
            Ok((work, done)) => {
                let case = match done.case {
                    Some(id) => work.view(id, parts(self.ctx)).await?,
                    None => None,
                };
                let beside = {
                    let asked = (parts(self.ctx), asks_for(self.ctx, "cases"));
                    work.beside(&done, asked).await?
                };
                let outcome =
                    Outcome { case, beside, done: Some(done.clone()), errors: Vec::new() };
                let answer = match resolve(self.ctx, &P::of(outcome)) {
                    Ok(answer) => answer,
                    Err(error) => return Ok(Err(error)),
                };
                work.commit(&done).await?;
                return Ok(Ok(answer));
            }
            Err(refused) => refused,
        };
        if let Some(work) = work {
            work.abandon().await?;
        }
        match refusal {
            Refusal::Fault(error) => Err(error),
            Refusal::User(errors) => {
                let shown = |error| ShownError(error, self.session.locale);
                let errors = errors.into_iter().map(shown).collect();
                let outcome = Outcome { case: None, beside: None, done: None, errors };
                let answer = match resolve(self.ctx, &P::of(outcome)) {
                    Ok(answer) => answer,
                    Err(error) => return Ok(Err(error)),
                };
                self.session.commit(AccessKind::Refused).await?;
                Ok(Ok(answer))
            }
        }
    }
}

/// What a use case came to, with the work that is to be ended.
type Attempt<'c> = std::result::Result<(Work<'c>, Done), (Option<Work<'c>>, Refusal)>;

/// Runs a use case as a mutation: `write_as!(ctx, input, CloseCasePayload, use_case)`.
#[macro_export]
macro_rules! write_as {
    // On the heap: the schema's root has room for the largest of every field on the stack, and the
    // use case holds more than a thread's stack is for.
    ($ctx:ident, $input:ident, $payload:ty, $use_case:path) => {{
        Box::pin(async move {
            let write = $crate::graphql::mutation::Write::of($ctx)?;
            let result = $crate::attempt!(write, begin, $input, $use_case);
            write.answer::<$payload>(result).await
        })
        .await
    }};
}

/// As [`write_as`], for a use case that replaces one version in a case and does nothing else: the
/// case is read without its lock, and the change written by one statement if nobody else wrote in
/// the case meanwhile. Otherwise it is done again under the lock: the use case keeps nothing in the
/// session, and passes on what it is refused by the database.
#[macro_export]
macro_rules! write_one {
    ($ctx:ident, $input:ident, $payload:ty, $use_case:path) => {{
        Box::pin(async move {
            let write = $crate::graphql::mutation::Write::of($ctx)?;
            let again = $input.clone();
            let result = $crate::attempt!(write, begin_waiting, $input, $use_case);
            if let Some(answer) = write.answer_unless_outrun::<$payload>(result).await {
                return answer;
            }
            let result = $crate::attempt!(write, begin, again, $use_case);
            write.answer::<$payload>(result).await
        })
        .await
    }};
}

/// Begins a work and runs its use case.
#[macro_export]
macro_rules! attempt {
    ($write:ident, $begin:ident, $input:ident, $use_case:path) => {
        match $write.$begin($input.idempotency_key.as_deref()).await {
            Err(refusal) => Err((None, refusal)),
            Ok(mut work) => match work.replayed() {
                Some(done) => Ok((work, done)),
                None => match Box::pin($use_case(&mut work, $input)).await {
                    Ok(done) => Ok((work, done)),
                    Err(refusal) => Err((Some(work), refusal)),
                },
            },
        }
    };
}
