//! What the caller may see, why not, and what a consent would change.

use async_graphql::{Context, ID, Object, Result};
use law::Word;

use super::find;
use crate::app::access::{Access, access};
use crate::app::explain;
use crate::app::preview::{ConsentPreviewInput, preview};
use crate::domain::{CaseRef, EntityKind, GlobalId};
use crate::graphql::context::{coded, fault, session};
use crate::graphql::engine::{Answer, Row, resolve};
use crate::graphql::payload::ShownError;
use crate::graphql::types::access::Explanation;
use crate::graphql::types::preview::ConsentPreview;
use crate::store::view::CouncilMeetingView;

#[derive(Default)]
pub(crate) struct AccessQuery;

/// The case that an id names; one that is not there, where it names none.
fn case(id: &ID) -> CaseRef {
    GlobalId::parse(id).and_then(GlobalId::as_case).unwrap_or(CaseRef::NOWHERE)
}

#[Object]
impl AccessQuery {
    /// What the caller may see in a case, category by category, on what basis and until when
    /// (adgang); null where the case is unknown to the caller.
    async fn access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case (sag).")] case_id: ID,
    ) -> Result<Answer<Option<Access>>> {
        let found = access(session(ctx)?, case(&case_id)).await.map_err(|e| fault(&e))?;
        resolve(ctx, &found)
    }

    /// Why a field of an object is open or closed to the caller (forklaring), with the rules and
    /// paragraphs behind it; null where the object is unknown to the caller.
    async fn explain(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The object (objekt).")] id: ID,
        #[graphql(desc = "A field of its type that can be withheld (felt).")] field: String,
    ) -> Result<Answer<Option<Explanation>>> {
        let session = session(ctx)?;
        let Some(id) = GlobalId::parse(&id) else { return resolve(ctx, &None) };
        // By the kind that the id states, before anything is looked up: the same for any id of it.
        let Some(class) = law::fields::find(id.kind.code(), &field) else {
            return Err(coded(
                "VALIDATION_FAILED",
                "`field` names no field that can be withheld of that type; see `@consent` in the schema",
            ));
        };
        let explained = if id.kind == EntityKind::Citizen && id.case.is_none() {
            explain::of_citizen(session, id.id, |citizen| citizen.row().question(class)).await
        } else if id.kind == EntityKind::CouncilMeeting && id.case.is_none() {
            let question = |meeting: &CouncilMeetingView| meeting.row().question(class);
            explain::of_council_meeting(session, id.id, question).await
        } else {
            let case = id.any_case().unwrap_or(CaseRef::NOWHERE);
            explain::in_case(session, case, find::part_of(id.kind), |view| {
                find::in_case(view, id).and_then(|node| node.question(class))
            })
            .await
        };
        let shown = explained.map_err(|e| fault(&e))?.map(|explained| Explanation {
            field: class,
            case: id.any_case(),
            explained,
        });
        resolve(ctx, &shown)
    }

    /// What each organisation would see if the citizen signed a consent (samtykkets virkning): for
    /// the lead authority and the citizen. Nothing is stored. Null where the case is unknown to
    /// the caller.
    async fn consent_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case (sag).")] case_id: ID,
        #[graphql(desc = "The consent (samtykke).")] input: ConsentPreviewInput,
    ) -> Result<Answer<Option<ConsentPreview>>> {
        let session = session(ctx)?;
        let found = preview(session, case(&case_id), &input).await.map_err(|e| fault(&e))?;
        let shown = found.map(|preview| {
            let error = |error| ShownError(error, session.locale);
            ConsentPreview {
                exchanges: preview.exchanges,
                errors: preview.errors.into_iter().map(error).collect(),
            }
        });
        resolve(ctx, &shown)
    }
}
