//! Opening and closing cases.

use async_graphql::{Context, Object, Result};

use crate::app::case::{self, AnnulCaseInput, CloseCaseInput, OpenCaseInput, SetCaseUnitInput};
use crate::graphql::engine::Answer;
use crate::{payload, write_as};

payload! {
    /// What opening a case answers (oprettelse af sag).
    OpenCasePayload of DkkCase {}
    /// What opening a brain-injury case answers (oprettelse af hjerneskadesag).
    OpenBrainInjuryCasePayload of BrainInjuryCase {}
    /// What giving a case to another unit answers; the case is null to who has no more to do with it (flytning af sag).
    SetCaseUnitPayload {}
    /// What closing a case answers (afslutning af sag).
    CloseCasePayload {}
    /// What annulling a case answers (annullering af sag).
    AnnulCasePayload {}
}

#[derive(Default)]
pub(crate) struct CaseMutation;

#[Object]
impl CaseMutation {
    /// Opens a DKK case, on the way until a coordinator is assigned (opret sag). By a caseworker of
    /// an authority that leads cases, at their own unit; a unit has one open case of a
    /// citizen at a time.
    async fn open_case(
        &self,
        ctx: &Context<'_>,
        input: OpenCaseInput,
    ) -> Result<Answer<OpenCasePayload>> {
        write_as!(ctx, input, OpenCasePayload, case::open_case)
    }

    /// Opens a brain-injury case, on the way until a coordinator is assigned (opret hjerneskadesag).
    /// By a caseworker, at their own unit, of the authority that is responsible at the citizen's age
    /// (R35); an authority has one open brain-injury case of a citizen at a time.
    async fn open_brain_injury_case(
        &self,
        ctx: &Context<'_>,
        input: OpenCaseInput,
    ) -> Result<Answer<OpenBrainInjuryCasePayload>> {
        write_as!(ctx, input, OpenBrainInjuryCasePayload, case::open_brain_injury_case)
    }

    /// Gives a case to another unit of the lead authority (flyt sag). By a caseworker of the case's unit.
    async fn set_case_unit(
        &self,
        ctx: &Context<'_>,
        input: SetCaseUnitInput,
    ) -> Result<Answer<SetCaseUnitPayload>> {
        write_as!(ctx, input, SetCaseUnitPayload, case::set_case_unit)
    }

    /// Closes a case (afslut sag): assignments, consents and participations end with it (R08), a
    /// meeting that was planned is cancelled, and open tasks are dropped: say first what was done.
    /// A meeting that took place has its minutes sent before (R27). By a caseworker of the case's
    /// unit (R30).
    async fn close_case(
        &self,
        ctx: &Context<'_>,
        input: CloseCaseInput,
    ) -> Result<Answer<CloseCasePayload>> {
        write_as!(ctx, input, CloseCasePayload, case::close_case)
    }

    /// Annuls a case that was opened in error (annullér sag): it is closed, its consents open nothing
    /// more, and it stays with the reason. By a caseworker of the case's unit.
    async fn annul_case(
        &self,
        ctx: &Context<'_>,
        input: AnnulCaseInput,
    ) -> Result<Answer<AnnulCasePayload>> {
        write_as!(ctx, input, AnnulCasePayload, case::annul_case)
    }
}
