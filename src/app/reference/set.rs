//! Setting and removing a number of what stands already.

use sea_orm::ModelTrait;

use super::{
    RemoveExternalReferenceInput, SetExternalReferenceInput, give, held, in_directory, own, target,
    visible,
};
use crate::app::{Done, Refusal, Work};
use crate::domain::GlobalId;

const PATH: &str = "reference";

/// Sets a reference on any entity that the caller may see. It says nothing of what was read: what
/// is then sent under it states the version.
pub(crate) async fn set_external_reference(
    work: &mut Work<'_>,
    input: SetExternalReferenceInput,
) -> Result<Done, Refusal> {
    let own = own(work, PATH, (&input.reference.system, &input.reference.id))?;
    let id = GlobalId::parse(&input.id).ok_or_else(|| Refusal::not_found("id"))?;
    let target = visible::entity(work, id).await?.ok_or_else(|| Refusal::not_found("id"))?;
    give(work, PATH, own, target, None).await?;
    work.note_of(target.citizen, target.case, "EXTERNAL_REFERENCE_SET", target.id).await?;
    Ok(target.done())
}

/// Removes a reference of the caller's organisation: its own to take back, also where what it
/// named is removed, annulled, or not to be seen any more.
pub(crate) async fn remove_external_reference(
    work: &mut Work<'_>,
    input: RemoveExternalReferenceInput,
) -> Result<Done, Refusal> {
    let own = own(work, PATH, (&input.reference.system, &input.reference.id))?;
    let Some(row) = held(&work.txn, own.organisation, &own.system, &own.id).await? else {
        return Err(Refusal::not_found(PATH));
    };
    let target = target(&row)?;
    // In a case whose purpose the token may not write in, nothing is found.
    let case = target.global_id(&work.txn).await?.and_then(GlobalId::any_case);
    let written = work.session.caller.writing();
    if case.is_some_and(|case| !written.has(case.purpose)) {
        return Err(Refusal::not_found(PATH));
    }
    row.delete(&work.txn).await?;
    in_directory(work, target).await?;
    work.note_of(target.citizen, target.case, "EXTERNAL_REFERENCE_REMOVED", target.id).await?;
    Ok(target.done())
}
