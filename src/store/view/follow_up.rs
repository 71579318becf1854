//! Sealing follow-ups: each is held by the administration that recorded it; where a goal stood is
//! the matter of the goal's track.

use law::fields::row_naming;
use law::forms::ParticipantKind;
use law::{Category, CategorySet, Tier};

use super::build::{PROCESS, Sealing, sorted};
use super::{Item, Record};
use crate::sealed::Sealed;
use crate::store::StoreError;
use crate::store::rows::Version;

/// A follow-up with who took part and where the goals stood.
#[derive(Clone, Debug)]
pub(crate) struct FollowUpView {
    pub(crate) row: Sealed<Record<entity::follow_up::Model>>,
    pub(crate) participants: Vec<Item<entity::follow_up_participant::Model>>,
    pub(crate) goal_states: Vec<GoalStateView>,
}

/// Where a goal stood at a follow-up, and the goal as it stands.
#[derive(Clone, Debug)]
pub(crate) struct GoalStateView {
    pub(crate) row: Sealed<Record<entity::follow_up_goal::Model>>,
    pub(crate) goal: Option<Item<entity::plan_goal::Model>>,
}

/// The tier of a follow-up. One that was recorded wrongly stays with who recorded it.
pub(crate) fn follow_up_tier(row: &entity::follow_up::Model) -> Tier {
    if row.annulled_at.is_some() { Tier::AuthorOnly } else { Tier::Shared }
}

impl Sealing<'_> {
    pub(super) fn follow_ups(&self) -> Result<Vec<FollowUpView>, StoreError> {
        sorted(&self.rows.follow_ups, |f| (f.date, f.id)).map(|row| self.follow_up(row)).collect()
    }

    fn follow_up(&self, row: &entity::follow_up::Model) -> Result<FollowUpView, StoreError> {
        let holder = self.directory.organisation(row.organisation_id)?;
        let seal = self.seal(&[holder], false);
        let of_row = PROCESS.union(row_naming(holder.kind));
        let mut participants = Vec::new();
        for one in sorted(&self.rows.follow_up_participants, |p| (p.position, p.id)) {
            if one.follow_up_id == row.id {
                participants.push(self.follow_up_participant(one, holder)?);
            }
        }
        let mut goal_states = Vec::new();
        for one in sorted(&self.rows.follow_up_goals, |g| (g.track_kind.0, g.id)) {
            if one.follow_up_id == row.id {
                goal_states.extend(self.goal_state(one)?);
            }
        }
        let record = self.record(row.clone(), row.id);
        let row = Sealed::new(record, &seal, of_row).with_tier(follow_up_tier(row));
        Ok(FollowUpView { row, participants, goal_states })
    }

    /// A participant, as at a meeting: the row carries what it names, and is also whose it names.
    fn follow_up_participant(
        &self,
        row: &entity::follow_up_participant::Model,
        holder: law::facts::Organisation,
    ) -> Result<Item<entity::follow_up_participant::Model>, StoreError> {
        let own = row.organisation_id.filter(|id| Some(*id) == self.own_organisation());
        let seal = match own {
            Some(id) if id != holder.id.0 => {
                self.seal(&[holder, self.directory.organisation(id)?], false)
            }
            _ => self.seal(&[holder], false),
        };
        let categories = match (row.organisation_id, row.kind.0) {
            (Some(_), _) => self.naming(row.organisation_id)?,
            (None, ParticipantKind::Relative | ParticipantKind::Representative) => {
                CategorySet::of(&[Category::Network])
            }
            (None, ParticipantKind::Interpreter) => CategorySet::of(&[Category::Social]),
            (None, _) => PROCESS,
        };
        Ok(Item(Sealed::new(self.record(row.clone(), row.id), &seal, categories)))
    }

    /// Where a goal stood: its track's administration holds that as it holds the goal. Without the
    /// plan, which is read with follow-ups, nothing is shown.
    fn goal_state(
        &self,
        row: &entity::follow_up_goal::Model,
    ) -> Result<Option<GoalStateView>, StoreError> {
        let goal = self.rows.plan_goals.iter().find(|g| g.id == row.goal_id && g.stands(None));
        let Some(goal) = goal else { return Ok(None) };
        let track = self.rows.tracks.iter().find(|t| t.id == goal.track_id && t.stands(None));
        let Some(track) = track else { return Ok(None) };
        let seal = self.track(track)?;
        let category = CategorySet::of(&[row.track_kind.0.category()]);
        let mut plans = self.rows.plans.iter().filter(|plan| plan.stands(None));
        let in_force = plans.any(|plan| plan.id == goal.plan_id && plan.annulled_at.is_none());
        let removed = goal.removed_reason.is_some() || track.removed_reason.is_some();
        let record = self.record(goal.clone(), goal.id);
        let goal = (in_force && !removed).then(|| Item(Sealed::new(record, &seal, category)));
        let row = Sealed::new(self.record(row.clone(), row.id), &seal, category);
        Ok(Some(GoalStateView { row, goal }))
    }
}
