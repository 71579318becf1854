//! The numbers that a case system gives the grants of a consent.

use async_graphql::ID;
use law::words::ConsentId;
use sea_orm::prelude::Uuid;

use super::ConsentContentInput;
use crate::app::check::Check;
use crate::app::reference::{Sent, Target};
use crate::app::{CaseFile, Refusal, Work};
use crate::domain::{EntityKind, GlobalId};

const KIND: EntityKind = EntityKind::ConsentClause;

/// The numbers of grants, in their order. One that names a grant already is not a new grant's,
/// unless the input names that very grant.
pub(super) async fn fresh(
    work: &Work<'_>,
    content: &ConsentContentInput,
) -> Result<Vec<Sent>, Refusal> {
    let (mut check, mut numbers) = (Check::default(), Vec::new());
    for (index, clause) in content.clauses.iter().enumerate() {
        let sent = of(work, index, clause.external_reference.as_ref()).await?;
        let meant = clause.clause_id.as_ref().and_then(|id| GlobalId::parse(id));
        if sent.target().is_some_and(|named| meant.is_none_or(|id| id.id != named.id)) {
            check.push(sent.taken());
        }
        numbers.push(sent);
    }
    check.done()?;
    Ok(numbers)
}

/// Of a consent that is sent again: the grant that a number names is the one meant.
pub(super) async fn name(
    work: &Work<'_>,
    file: &CaseFile,
    consent: Uuid,
    content: &mut ConsentContentInput,
) -> Result<Vec<Sent>, Refusal> {
    let mut numbers = Vec::new();
    for (index, clause) in content.clauses.iter_mut().enumerate() {
        let sent = of(work, index, clause.external_reference.as_ref()).await?;
        if let Some(named) = sent.target() {
            let mut held = file.law.windows();
            if !held.any(|(of, held, _)| of.id == ConsentId(consent) && held.id.0 == named.id) {
                return Err(sent.taken().into());
            }
            let id = GlobalId::of_case(KIND, file.of(), named.id);
            clause.clause_id.get_or_insert_with(|| ID(id.to_string()));
        }
        numbers.push(sent);
    }
    Ok(numbers)
}

async fn of(
    work: &Work<'_>,
    index: usize,
    input: Option<&crate::app::reference::ExternalReferenceInput>,
) -> Result<Sent, Refusal> {
    let path = format!("clauses[{index}].externalReference");
    Sent::at(work, &path, input, Some(KIND)).await
}

/// Remembers the numbers of the grants that were written. One whose other side changed is a grant
/// of its own now, and keeps its number.
pub(super) async fn keep(
    work: &Work<'_>,
    file: &CaseFile,
    numbers: &[Sent],
    clauses: &[(Uuid, i32)],
) -> Result<(), Refusal> {
    for (sent, (id, version)) in numbers.iter().zip(clauses) {
        let target = Target::in_case(KIND, *id, file.citizen(), file.id());
        sent.move_to(work, target, *version).await?;
    }
    Ok(())
}
