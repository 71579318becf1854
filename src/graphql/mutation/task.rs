//! Tasks that come of decisions.

use async_graphql::{Context, Object, Result};

use crate::app::task::{self, AddTaskInput, SetTaskStateInput, UpdateTaskInput};
use crate::graphql::engine::Answer;
use crate::graphql::mutation::shown::task_of;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What adding a task answers (tilføjelse af opgave).
    AddTaskPayload {
        task "The task after the change (opgave).": Item<entity::task::Model> = task_of;
    }
    /// What changing a task answers (ændring af opgave).
    UpdateTaskPayload {
        task "The task after the change (opgave).": Item<entity::task::Model> = task_of;
    }
    /// What setting a task's state answers (opgavestatus).
    SetTaskStatePayload {
        task "The task after the change (opgave).": Item<entity::task::Model> = task_of;
    }
}

#[derive(Default)]
pub(crate) struct TaskMutation;

#[Object]
impl TaskMutation {
    /// Adds a task under an item (tilføj opgave); not to someone who may not read it. By the
    /// coordinator or a caseworker of the unit.
    async fn add_task(
        &self,
        ctx: &Context<'_>,
        input: AddTaskInput,
    ) -> Result<Answer<AddTaskPayload>> {
        write_as!(ctx, input, AddTaskPayload, task::add_task)
    }

    /// Changes an open task (ret opgave). By the coordinator or a caseworker of the unit.
    async fn update_task(
        &self,
        ctx: &Context<'_>,
        input: UpdateTaskInput,
    ) -> Result<Answer<UpdateTaskPayload>> {
        write_as!(ctx, input, UpdateTaskPayload, task::update_task)
    }

    /// Says how far a task has come (opdatér opgavestatus). By who is responsible for it, or the
    /// coordinator.
    async fn set_task_state(
        &self,
        ctx: &Context<'_>,
        input: SetTaskStateInput,
    ) -> Result<Answer<SetTaskStatePayload>> {
        write_as!(ctx, input, SetTaskStatePayload, task::set_task_state)
    }
}
