//! Follow-ups: held at their interval, called off, planned; and what came of the goals and the plan.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::column::Code;
use law::brain_injury::{
    FollowUpKind, FollowUpOutcome, FollowUpState, GoalState, PlanStatus, TrackKind,
};
use law::forms::ParticipantKind;
use uuid::Uuid;

use super::super::directory::{Firm, Person};
use super::super::draft::Draft;
use super::plan::{Made, Track, revise};
use super::{Plan, Stage, pick, texts};
use crate::store::StoreError;

/// Most follow-ups of a case.
const MOST: u64 = 3;

impl<'a> Draft<'a> {
    /// The follow-ups of a case whose plan is in force.
    pub(super) fn follow_ups(
        &mut self,
        plan: &Plan,
        made: &Made<'a>,
        coordinator: &'a Person,
    ) -> Result<(), StoreError> {
        if plan.stage == Stage::Assessed {
            return Ok(());
        }
        let end = plan.course.ended.unwrap_or(0);
        let mut last = None;
        if plan.follows_up() {
            let span = made.ago - end;
            for number in 0..MOST {
                let ago = made.ago - span * (i64::try_from(number).unwrap_or(0) + 1) / 4;
                if ago > end.max(0) && ago < made.ago {
                    let closes = plan.stage == Stage::Completed && number + 1 == MOST;
                    last = self.held(plan, made, coordinator, (ago, number, closes));
                }
            }
            self.own_follow_up(plan, made)?;
        }
        let in_force = plan.course.closed.is_none() && plan.course.ended.is_none();
        let today = law::dates::day_of(self.calendar.anchor);
        if let Some(next) = last.filter(|_| in_force) {
            let at = self.calendar.at(1, 13, 0);
            revise!(self, plans, made.id, at, |head| {
                head.next_follow_up = Some(next);
                head.overall_goal = Some(pick(texts::WISHES, plan.index + 1).to_owned());
            });
        }
        if in_force && plan.index.is_multiple_of(2) {
            let day = today + TimeDelta::days(self.rng.between(3, 40));
            self.follow_up(plan, made, (self.lead, coordinator), FollowUpState::Planned, (day, 0));
        }
        if plan.index % 4 == 1 {
            let ago = (made.ago + end) / 2;
            let day = self.calendar.day(ago.max(end));
            self.follow_up(
                plan,
                made,
                (self.lead, coordinator),
                FollowUpState::Cancelled,
                (day, 1),
            );
        }
        Ok(())
    }

    /// One that the coordination held: the goals go where they stood. Gives the day of the next.
    fn held(
        &mut self,
        plan: &Plan,
        made: &Made<'a>,
        coordinator: &'a Person,
        (ago, number, closes): (i64, u64, bool),
    ) -> Option<NaiveDate> {
        let by = (self.lead, coordinator);
        let day = self.calendar.day(ago);
        let id = self.follow_up(plan, made, by, FollowUpState::Held, (day, number));
        let outcome = match closes {
            true => FollowUpOutcome::Close,
            false => plan.cycle(
                &[FollowUpOutcome::Continue, FollowUpOutcome::Adjust, FollowUpOutcome::Reassess],
                number,
            ),
        };
        let next = (!closes).then(|| law::brain_injury::plan::next_follow_up(day, made.interval));
        if let Some(row) = self.rows.follow_ups.last_mut() {
            row.outcome = Some(Code(outcome));
            row.next_date = next;
        }
        let at = self.calendar.at(ago, 11, 30);
        for track in &made.tracks {
            let state = match number {
                0 => GoalState::InProgress,
                1 => plan.cycle(&[GoalState::PartlyReached, GoalState::InProgress], 0),
                _ => {
                    plan.cycle(&[GoalState::Reached, GoalState::NotReached, GoalState::Dropped], 0)
                }
            };
            self.goal_stood(track, id, state, at);
        }
        next
    }

    /// Where the first goal of a track stood, and stands from then on.
    fn goal_stood(
        &mut self,
        track: &Track<'a>,
        follow_up: Uuid,
        state: GoalState,
        at: DateTime<Utc>,
    ) {
        let Some(goal) = track.goals.first().copied() else { return };
        let id = self.new_id();
        self.rows.follow_up_goals.push(entity::follow_up_goal::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            follow_up_id: follow_up,
            goal_id: goal,
            track_kind: Code(track.kind),
            state: Code(state),
            note: Some("Set sammen med borgeren.".to_owned()),
        });
        let stands = self.rows.plan_goals.iter().rev().find(|row| row.id == goal);
        if stands.is_some_and(|row| row.state.0 != state) {
            let by = track.holder.person.id;
            revise!(self, plan_goals, goal, at, |next| {
                next.state = Code(state);
                next.author_id = Some(by);
            });
        }
    }

    /// The job centre follows up its own track; it holds that.
    fn own_follow_up(&mut self, plan: &Plan, made: &Made<'a>) -> Result<(), StoreError> {
        let Some(track) = made.track(TrackKind::Employment) else { return Ok(()) };
        let ago = made.ago - (made.ago - plan.course.ended.unwrap_or(0)) / 3;
        if ago <= 0 || ago >= made.ago {
            return Ok(());
        }
        let day = self.calendar.day(ago);
        let by = (track.holder.firm, track.holder.person);
        self.follow_up(plan, made, by, FollowUpState::Held, (day, 2));
        if let Some(row) = self.rows.follow_ups.last_mut() {
            row.outcome = Some(Code(FollowUpOutcome::Continue));
            row.next_date = Some(day + TimeDelta::days(60));
            // Of its own matter alone.
            (row.changes, row.relatives, row.education) = (None, None, None);
        }
        Ok(())
    }

    fn follow_up(
        &mut self,
        plan: &Plan,
        made: &Made<'a>,
        (firm, by): (Firm, &Person),
        state: FollowUpState,
        (date, number): (NaiveDate, u64),
    ) -> Uuid {
        let id = self.new_id();
        let held = state == FollowUpState::Held;
        let told = pick(texts::FOLLOW_UPS, number);
        let told = told.map(|text| held.then(|| text.to_owned()));
        let [changes, relatives, work, education] = told;
        let leads = firm == self.lead;
        let unit = match leads {
            true => self.office.id,
            false => self.town.offices(firm)[0].id,
        };
        let recorded_at = match held {
            true => law::dates::start_of(date) + TimeDelta::hours(11),
            false => self.calendar.at(2, 10, 0),
        };
        let plan_id = self.rows.plans.iter().rev().find(|p| p.id == made.id);
        let plan_id = plan_id.filter(|p| p.status.0 != PlanStatus::Draft).map(|p| p.id);
        self.rows.follow_ups.push(entity::follow_up::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            organisation_id: self.town.organisation(firm).id.0,
            unit_id: Some(unit),
            author_id: Some(by.id),
            plan_id,
            kind: Code(plan.word::<FollowUpKind>(number)),
            state: Code(state),
            date,
            next_date: None,
            outcome: None,
            changes,
            relatives,
            work,
            education,
            recorded_at,
            version: 1 + i32::from(state != FollowUpState::Planned),
            annulled_at: None,
            annul_reason: None,
        });
        let citizen = (ParticipantKind::Citizen, self.citizen_name(), None);
        let worker = (ParticipantKind::Professional, by.name.clone(), Some(by.id));
        for (position, (kind, name, professional_id)) in (1..).zip([citizen, worker]) {
            let participant = self.new_id();
            self.rows.follow_up_participants.push(entity::follow_up_participant::Model {
                citizen_id: self.citizen,
                id: participant,
                case_id: self.id,
                follow_up_id: id,
                kind: Code(kind),
                name,
                organisation_id: professional_id.map(|_| self.town.organisation(firm).id.0),
                professional_id,
                position,
            });
        }
        id
    }
}
