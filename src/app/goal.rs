//! Goals from the social action plan (mål fra handleplanen).

use async_graphql::{ID, InputObject};
use entity::goal;
use law::Purpose;

use super::check::{self, Check, TEXT};
use super::reference::{ExternalReferenceInput, Sent};
use super::work::expect_version;
use super::{CaseFile, Done, Refusal, Work};
use crate::domain::EntityKind;
use crate::store::Parts;

/// Sets a goal (sæt mål).
#[derive(InputObject)]
pub(crate) struct SetGoalInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Text (mål).
    pub(crate) text: String,
    /// The caller's own number of it; sent again, the goal is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes a goal (ret mål).
#[derive(InputObject)]
pub(crate) struct UpdateGoalInput {
    /// The goal (mål).
    pub(crate) goal_id: ID,
    /// Text (mål).
    pub(crate) text: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Removes a goal (fjern mål).
#[derive(InputObject)]
pub(crate) struct RemoveGoalInput {
    /// The goal (mål).
    pub(crate) goal_id: ID,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

const KIND: EntityKind = EntityKind::Goal;

/// Sets a goal, after those there are.
pub(crate) async fn set_goal(work: &mut Work<'_>, input: SetGoalInput) -> Result<Done, Refusal> {
    let case_id = check::case_of("caseId", &input.case_id, Purpose::Dkk)?;
    let file = work.case(case_id, "caseId", Parts::LEAFLETS).await?;
    file.require_coordination()?;
    file.require_open(&file.verdict, law::fields::dkk_case::goals.categories, "caseId")?;
    let reference = input.external_reference.as_ref();
    let sent = Sent::in_case::<goal::Model>(work, reference, &file).await?;
    let mut check = Check::default();
    let text = check.required("text", &input.text, TEXT);
    check.done()?;
    if let Some(held) = sent.row(&file.rows.goals, |row| row.removed_at.is_none())? {
        let next = goal::Model { text, ..held.clone() };
        return sent.over(work, &file, held, next, "GOAL_UPDATED").await;
    }
    file.require_not_closed()?;
    let last = file.rows.goals.iter().map(|goal| goal.position).max().unwrap_or(0);
    let row = goal::Model {
        citizen_id: file.citizen(),
        id: work.id(),
        case_id: case_id.id,
        text,
        position: last + 1,
        version: 1,
        removed_at: None,
    };
    sent.first(work, &file, row, "GOAL_SET").await
}

/// Changes a goal.
pub(crate) async fn update_goal(
    work: &mut Work<'_>,
    input: UpdateGoalInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.goal_id, input.expected_version).await?;
    let mut check = Check::default();
    row.text = check.required("text", &input.text, TEXT);
    check.done()?;
    changed(work, &file, row, "GOAL_UPDATED").await
}

/// Removes a goal; it stays on record.
pub(crate) async fn remove_goal(
    work: &mut Work<'_>,
    input: RemoveGoalInput,
) -> Result<Done, Refusal> {
    let (file, mut row) = to_change(work, &input.goal_id, input.expected_version).await?;
    row.removed_at = Some(work.now);
    changed(work, &file, row, "GOAL_REMOVED").await
}

async fn to_change(
    work: &mut Work<'_>,
    id: &ID,
    expected: i32,
) -> Result<(CaseFile, goal::Model), Refusal> {
    let path = "goalId";
    let (case, id) = check::in_case(path, id, KIND)?;
    let file = work.case(case, path, Parts::LEAFLETS).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    file.require_open(&file.verdict, law::fields::dkk_case::goals.categories, path)?;
    let row = file.rows.goals.iter().find(|row| row.id == id && row.removed_at.is_none());
    let row = row.cloned().ok_or_else(|| Refusal::not_found(path))?;
    expect_version("expectedVersion", expected, row.version)?;
    Ok((file, row))
}

async fn changed(
    work: &Work<'_>,
    file: &CaseFile,
    mut row: goal::Model,
    kind: &str,
) -> Result<Done, Refusal> {
    row.version += 1;
    let id = row.id;
    work.update(row).await?;
    work.changed(file, kind, id).await?;
    Ok(Done::in_case(file.id(), id))
}
