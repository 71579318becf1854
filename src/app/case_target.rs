//! In which case something that reached the lead authority is recorded: one that is open, or a new
//! one.

use async_graphql::{ID, InputObject, OneofObject};
use law::Purpose;
use law::forms::OpenedBy;
use sea_orm::prelude::Uuid;

use super::reference::{self, Target};
use super::{CaseFile, Refusal, Work, case, check};
use crate::domain::{CaseRef, EntityKind};
use crate::store::Parts;

/// In which case it is recorded (sag): one that is open, or a new one.
#[derive(OneofObject)]
pub(crate) enum CaseTarget {
    /// The case (sag).
    CaseId(ID),
    /// A case that it opens (ny sag).
    NewCase(NewCaseInput),
}

/// A case that is opened by what is recorded in it; it is then on the way (på vej).
#[derive(InputObject)]
pub(crate) struct NewCaseInput {
    /// The citizen (borger).
    pub(crate) citizen_id: ID,
    /// The caller's unit, which gets the case (enhed).
    pub(crate) unit_id: ID,
}

const CASE: &str = "target.caseId";
const CITIZEN: &str = "target.newCase.citizenId";

impl CaseTarget {
    /// The case of a purpose, and its citizen. Who may: of an open case its unit's caseworkers, of
    /// a new one those who may open it.
    pub(super) async fn take(
        &self,
        work: &mut Work<'_>,
        purpose: Purpose,
        opened_by: OpenedBy,
    ) -> Result<CaseOf, Refusal> {
        match self {
            Self::CaseId(id) => {
                let case = check::case_of(CASE, id, purpose)?;
                let file = work.case(case, CASE, Parts::FACTS).await?;
                file.require_caseworker()?;
                file.require_not_closed()?;
                Ok(CaseOf { citizen: file.citizen(), case: file.id() })
            }
            Self::NewCase(NewCaseInput { citizen_id, unit_id }) => {
                let at = "target.newCase.";
                let case = case::open(work, purpose, at, citizen_id, unit_id, opened_by).await?;
                let citizen = check::outside(CITIZEN, citizen_id, EntityKind::Citizen)?;
                Ok(CaseOf { citizen, case })
            }
        }
    }

    /// The case of what the caller's own number names, where it is of the case or citizen meant.
    pub(super) async fn recorded_before(
        &self,
        work: &mut Work<'_>,
        purpose: Purpose,
        named: Target,
        parts: Parts,
    ) -> Result<CaseFile, Refusal> {
        let meant = match self {
            Self::CaseId(id) => named.case == Some(check::case_of(CASE, id, purpose)?.id),
            Self::NewCase(new) => {
                let citizen = check::outside(CITIZEN, &new.citizen_id, EntityKind::Citizen)?;
                named.citizen == Some(citizen)
            }
        };
        let case = named.case.filter(|_| meant).ok_or_else(reference::names_another)?;
        let file = work.case(CaseRef { purpose, id: case }, "externalReference", parts);
        let file = file.await.map_err(|_| reference::names_another())?;
        file.require_caseworker()?;
        Ok(file)
    }
}

/// A case with its citizen.
#[derive(Clone, Copy, Debug)]
pub(super) struct CaseOf {
    pub(super) citizen: Uuid,
    pub(super) case: Uuid,
}
