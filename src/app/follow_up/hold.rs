//! A follow-up that was held: one that was planned, or one that just took place.

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::follow_up::Model;
use law::brain_injury::{FollowUpKind, FollowUpState};

use super::content::FollowUpContentInput;
use super::{again, blank, changed, insert, of, open_case, require, to_change};
use crate::app::check::Check;
use crate::app::reference::{ExternalReferenceInput, Sent};
use crate::app::{Done, Refusal, UserErrorCode, Work};
use crate::domain::of::Of;
use crate::domain::scalars::Date;

/// Records a follow-up that was held without having been planned (registrér opfølgning).
#[derive(InputObject)]
pub(crate) struct RecordFollowUpInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// How it was held (opfølgningens form).
    pub(crate) kind: Of<FollowUpKind>,
    /// Day (dato), today or earlier.
    pub(crate) date: Date,
    /// What came of it (indhold).
    #[graphql(flatten)]
    pub(crate) content: FollowUpContentInput,
    /// The caller's own number of it; one planned under it was held, and one held is not recorded twice (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Records that a planned follow-up was held (afhold opfølgning).
#[derive(InputObject)]
pub(crate) struct HoldFollowUpInput {
    /// The follow-up (opfølgning).
    pub(crate) follow_up_id: ID,
    /// Day on which it was held (dato); left out: the day planned.
    pub(crate) date: Option<Date>,
    /// What came of it (indhold).
    #[graphql(flatten)]
    pub(crate) content: FollowUpContentInput,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Records what just took place; of one that was planned under the number, that it was held.
pub(crate) async fn record_follow_up(
    work: &mut Work<'_>,
    input: RecordFollowUpInput,
) -> Result<Done, Refusal> {
    let (file, own) = open_case(work, &input.case_id).await?;
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), &file).await?;
    let held = again(&sent, &file, own)?;
    let (kind, date) = (input.kind.0, input.date.0);
    let mut check = Check::default();
    if let Some(held) = held.filter(|held| held.state.0 == FollowUpState::Held) {
        let stands = input.content.stands(&mut check, &file, (held, kind), date)?;
        check.done()?;
        if !stands {
            return Err(Refusal::user(
                UserErrorCode::IllegalState,
                "externalReference",
                "what was held is not changed; annul it, and record it anew without the reference",
                "det afholdte rettes ikke; annullér det, og registrér det på ny uden referencen",
            ));
        }
        sent.keep(work, of(&file, held.id), held.version).await?;
        return Ok(Done::in_case(file.id(), held.id));
    }
    if let Some(held) = held {
        require(&mut check, held, FollowUpState::Held);
    }
    let row = held.cloned().unwrap_or_else(|| blank(work, &file, own));
    let row = Model { kind: Code(kind), ..row };
    let content = input.content.check(&mut check, &file, row, date)?;
    check.done()?;
    let row = content.row();
    let done = match held {
        None => insert(work, &file, row, &sent, "FOLLOW_UP_HELD").await?,
        Some(held) => {
            sent.expect(held.version)?;
            sent.keep(work, of(&file, held.id), held.version + 1).await?;
            changed(work, &file, row, "FOLLOW_UP_HELD").await?
        }
    };
    content.write(work, &file).await?;
    Ok(done)
}

/// Records what came of a planned one.
pub(crate) async fn hold_follow_up(
    work: &mut Work<'_>,
    input: HoldFollowUpInput,
) -> Result<Done, Refusal> {
    let (file, held) = to_change(work, &input.follow_up_id, input.expected_version).await?;
    let mut check = Check::default();
    require(&mut check, &held, FollowUpState::Held);
    let date = input.date.map_or(held.date, |day| day.0);
    let content = input.content.check(&mut check, &file, held, date)?;
    check.done()?;
    let row = content.row();
    content.write(work, &file).await?;
    changed(work, &file, row, "FOLLOW_UP_HELD").await
}
