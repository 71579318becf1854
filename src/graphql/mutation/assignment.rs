//! Coordinator assignments.

use async_graphql::{Context, Object, Result};

use crate::app::assignment::{self, AssignCoordinatorInput, EndCoordinatorAssignmentInput};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What assigning a coordinator answers (tildeling af koordinerende kontaktperson).
    AssignCoordinatorPayload {
        assignment "The assignment (tildeling).": Item<entity::coordinator_assignment::Model> = |case, id| {
            case.assignments.iter().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What ending an assignment answers (ophør af tildeling).
    EndCoordinatorAssignmentPayload {
        assignment "The assignment (tildeling).": Item<entity::coordinator_assignment::Model> = |case, id| {
            case.assignments.iter().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
}

#[derive(Default)]
pub(crate) struct AssignmentMutation;

#[Object]
impl AssignmentMutation {
    /// Assigns a coordinator (tildel koordinerende kontaktperson), in place of the present one
    /// where there is one; a case on the way is then ongoing. By a caseworker of the case's unit
    /// (R02, R04).
    async fn assign_coordinator(
        &self,
        ctx: &Context<'_>,
        input: AssignCoordinatorInput,
    ) -> Result<Answer<AssignCoordinatorPayload>> {
        write_as!(ctx, input, AssignCoordinatorPayload, assignment::assign_coordinator)
    }

    /// Ends a coordinator assignment (afslut tildeling); consents lapse with the last one, at once.
    /// By a caseworker of the case's unit (R08, R30).
    async fn end_coordinator_assignment(
        &self,
        ctx: &Context<'_>,
        input: EndCoordinatorAssignmentInput,
    ) -> Result<Answer<EndCoordinatorAssignmentPayload>> {
        write_as!(
            ctx,
            input,
            EndCoordinatorAssignmentPayload,
            assignment::end_coordinator_assignment
        )
    }
}
