//! Goals from the social action plan.

use async_graphql::{Context, Object, Result};

use crate::app::goal::{self, RemoveGoalInput, SetGoalInput, UpdateGoalInput};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What setting a goal answers (nyt mål).
    SetGoalPayload of DkkCase {
        goal "The goal (mål).": Item<entity::goal::Model>
            = |case, id| Item::find(&case.goals, |row| row.id == id);
    }
    /// What changing a goal answers (rettelse af mål).
    UpdateGoalPayload of DkkCase {
        goal "The goal (mål).": Item<entity::goal::Model>
            = |case, id| Item::find(&case.goals, |row| row.id == id);
    }
    /// What removing a goal answers (fjernelse af mål).
    RemoveGoalPayload of DkkCase {}
}

#[derive(Default)]
pub(crate) struct GoalMutation;

#[Object]
impl GoalMutation {
    /// Sets a goal from the social action plan (sæt mål). By the coordinator or a caseworker of the case's unit.
    async fn set_goal(
        &self,
        ctx: &Context<'_>,
        input: SetGoalInput,
    ) -> Result<Answer<SetGoalPayload>> {
        write_as!(ctx, input, SetGoalPayload, goal::set_goal)
    }

    /// Changes a goal (ret mål). By the coordinator or a caseworker of the case's unit.
    async fn update_goal(
        &self,
        ctx: &Context<'_>,
        input: UpdateGoalInput,
    ) -> Result<Answer<UpdateGoalPayload>> {
        write_as!(ctx, input, UpdateGoalPayload, goal::update_goal)
    }

    /// Removes a goal (fjern mål). By the coordinator or a caseworker of the case's unit.
    async fn remove_goal(
        &self,
        ctx: &Context<'_>,
        input: RemoveGoalInput,
    ) -> Result<Answer<RemoveGoalPayload>> {
        write_as!(ctx, input, RemoveGoalPayload, goal::remove_goal)
    }
}
