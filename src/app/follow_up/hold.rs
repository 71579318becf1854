//! A follow-up that was held: one that was planned, or one that just took place.

use async_graphql::{ID, InputObject};
use entity::column::Code;
use law::brain_injury::{FollowUpKind, FollowUpState};

use super::content::FollowUpContentInput;
use super::{blank, changed, insert, named, open_case, require, to_change};
use crate::app::check::Check;
use crate::app::reference::ExternalReferenceInput;
use crate::app::{Done, Refusal, Work};
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
    /// The caller's own number of it; the follow-up it names already is not recorded twice (ekstern reference).
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

/// Records what just took place.
pub(crate) async fn record_follow_up(
    work: &mut Work<'_>,
    input: RecordFollowUpInput,
) -> Result<Done, Refusal> {
    let (file, own) = open_case(work, &input.case_id).await?;
    let reference = input.external_reference.as_ref();
    if let Some(done) = named(work, &file, reference).await? {
        return Ok(done);
    }
    let mut check = Check::default();
    let mut row = blank(work, &file, own);
    row.kind = Code(input.kind.0);
    let content = input.content.check(&mut check, &file, row, input.date.0)?;
    check.done()?;
    let row = content.row();
    let id = row.id;
    insert(work, &file, row, reference).await?;
    content.write(work, &file).await?;
    work.changed(&file, "FOLLOW_UP_HELD", id).await?;
    Ok(Done::in_case(file.id(), id))
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
