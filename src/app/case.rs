//! Opening and closing cases.

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::coordination_case;
use law::forms::{CaseStatus, CloseReason};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::work::expect_version;
use super::{Done, Refusal, Work};
use crate::app::check;
use crate::domain::of::Of;
use crate::store::Parts;

/// Closes a case (afslut sag).
#[derive(InputObject)]
pub(crate) struct CloseCaseInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Why (afslutningsårsag).
    pub(crate) reason: Of<CloseReason>,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// R30: the caseworker ends the coordination; every assignment and consent ends with the case.
pub(crate) async fn close_case(
    work: &mut Work<'_>,
    input: CloseCaseInput,
) -> Result<Done, Refusal> {
    let id = check::case_id("caseId", &input.case_id)?;
    let file = work.case(id, "caseId", Parts::FACTS).await?;
    file.require_caseworker()?;
    file.require_not_closed()?;
    let case = file.case()?.clone();
    expect_version("expectedVersion", input.expected_version, case.version)?;
    for assignment in file.rows.assignments.iter().filter(|a| a.to_at.is_none()) {
        let mut row = assignment.clone().into_active_model();
        row.to_at = Set(Some(work.now));
        row.version = Set(assignment.version + 1);
        row.update(&work.txn).await?;
    }
    let version = case.version + 1;
    let mut row: coordination_case::ActiveModel = case.into_active_model();
    row.status = Set(Code(CaseStatus::Closed));
    row.closed_at = Set(Some(work.now));
    row.close_reason = Set(Some(Code(input.reason.0)));
    row.version = Set(version);
    row.update(&work.txn).await?;
    work.changed(&file, "CASE_CLOSED", id).await?;
    Ok(Done::in_case(id, id))
}
