//! What came of a follow-up: its outcome, what was told by category, where the goals stood.

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::column::Code;
use entity::follow_up::Model;
use entity::{follow_up_goal, plan_goal};
use law::CategorySet;
use law::brain_injury::{FollowUpKind, FollowUpOutcome, FollowUpState, GoalState};

use super::participant::{FollowUpParticipantInput, Takes, replace, resolve, stand};
use super::plan_in_force;
use crate::app::check::{self, Check, TEXT};
use crate::app::coordination_plan::open::{category, standing_goal, standing_track};
use crate::app::coordination_plan::{last_follow_up, move_next_follow_up};
use crate::app::versions::Versioned;
use crate::app::work::expect_version;
use crate::app::{AppError, CaseFile, Refusal, UserErrorCode, Work};
use crate::brain_injury::plan::follow_up_on;
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;
use crate::store::rows::Version;

/// Most goals of one follow-up.
const MOST: usize = 100;

/// What came of a follow-up (opfølgningens indhold).
#[derive(InputObject)]
pub(crate) struct FollowUpContentInput {
    /// What came of it (udfald).
    pub(crate) outcome: Of<FollowUpOutcome>,
    /// Day of the next one (næste opfølgning); left out: one interval of the plan later, unless it
    /// closes.
    pub(crate) next: Option<Date>,
    /// What has changed (ændringer): social matters.
    pub(crate) changes: Option<String>,
    /// How relatives fare (pårørende).
    pub(crate) relatives: Option<String>,
    /// Work (arbejde).
    pub(crate) work: Option<String>,
    /// Education (uddannelse).
    pub(crate) education: Option<String>,
    /// Where goals stand (målenes status); the goals take their states from it.
    #[graphql(default)]
    pub(crate) goal_states: Vec<GoalStateInput>,
    /// Who took part, all of them (deltagere); left out: who was planned to.
    pub(crate) participants: Option<Vec<FollowUpParticipantInput>>,
}

/// Where a goal stands (målets status).
#[derive(InputObject, Clone)]
pub(crate) struct GoalStateInput {
    /// The goal (mål).
    pub(crate) goal_id: ID,
    /// State (status).
    pub(crate) state: Of<GoalState>,
    /// Note (bemærkning).
    pub(crate) note: Option<String>,
    /// The version of the goal that was read (version).
    pub(crate) expected_version: i32,
}

/// What came of it, checked.
pub(super) struct Content {
    row: Model,
    participants: Option<Vec<Takes>>,
    goals: Vec<Stood>,
}

/// A goal and where it stands.
struct Stood {
    goal: plan_goal::Model,
    state: GoalState,
    note: Option<String>,
}

impl FollowUpContentInput {
    /// Checks what came of a follow-up held on a day. Its texts are held by who records them, so that
    /// none of them is withheld from its writer.
    pub(super) fn check(
        &self,
        check: &mut Check,
        file: &CaseFile,
        held: Model,
        date: NaiveDate,
    ) -> Result<Content, AppError> {
        let row = self.row(check, file, held, date);
        let participants = self.participants(check, file)?;
        Ok(Content { row, participants, goals: self.goals(check, file)? })
    }

    /// Whether it says of a follow-up that was held what stands: the same sent again.
    pub(super) fn stands(
        &self,
        check: &mut Check,
        file: &CaseFile,
        (held, kind): (&Model, FollowUpKind),
        date: NaiveDate,
    ) -> Result<bool, AppError> {
        let row = self.row(check, file, held.clone(), date);
        // Where the next day followed from the plan it stays as it followed then.
        let next_date = if self.next.is_some() { row.next_date } else { held.next_date };
        let row = Model { kind: Code(kind), next_date, ..row };
        let participants = self.participants(check, file)?;
        let same = participants.is_none_or(|given| stand(file, held.id, &given));
        // What is withheld from the caller by now is not compared.
        let mut stood = Vec::new();
        for row in file.rows.follow_up_goals.iter().filter(|row| row.follow_up_id == held.id) {
            if shows(file, row)? {
                stood.push((row.goal_id, row.state.0, row.note.as_deref()));
            }
        }
        let mut goals = self.goal_states.iter().map(|input| {
            let goal = check::in_case("goalId", &input.goal_id, EntityKind::PlanGoal).ok();
            let goal = goal.filter(|(case, _)| *case == file.of()).map(|(_, id)| id);
            let note = input.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
            goal.is_some_and(|goal| stood.contains(&(goal, input.state.0, note)))
        });
        Ok(row == *held && same && self.goal_states.len() == stood.len() && goals.all(|is| is))
    }

    fn participants(
        &self,
        check: &mut Check,
        file: &CaseFile,
    ) -> Result<Option<Vec<Takes>>, AppError> {
        self.participants.as_ref().map(|given| resolve(check, file, given)).transpose()
    }

    fn row(&self, check: &mut Check, file: &CaseFile, held: Model, date: NaiveDate) -> Model {
        let now = today(file.now());
        check.that(
            date <= now,
            "date",
            "the day lies in the future; state when it was held",
            "dagen ligger i fremtiden; angiv hvornår den blev holdt",
        );
        if date <= now {
            check.near("date", date, now);
        }
        let plan = plan_in_force(file);
        let closes = self.outcome.0 == FollowUpOutcome::Close;
        let interval = plan.and_then(|plan| plan.follow_up_interval).filter(|_| !closes);
        let next = self.next.map(|day| day.0);
        if let Some(next) = next {
            check.near("next", next, now);
            check.that(
                date < next && !closes,
                "next",
                "let the next one come after this one; where it closes there is none",
                "den næste skal ligge efter denne; afsluttes der, er der ingen",
            );
        }
        let mut text =
            |path: &str, text: &Option<String>| check.optional(path, text.as_deref(), TEXT);
        Model {
            state: Code(FollowUpState::Held),
            date,
            plan_id: held.plan_id.or(plan.map(|plan| plan.id)),
            outcome: Some(Code(self.outcome.0)),
            next_date: follow_up_on(next, date, interval.map(|interval| interval.0)),
            changes: text("changes", &self.changes),
            relatives: text("relatives", &self.relatives),
            work: text("work", &self.work),
            education: text("education", &self.education),
            ..held
        }
    }

    fn goals(&self, check: &mut Check, file: &CaseFile) -> Result<Vec<Stood>, AppError> {
        let (english, danish) = ("too many goals", "for mange mål");
        check.that(self.goal_states.len() <= MOST, "goalStates", english, danish);
        let mut found: Vec<Stood> = Vec::new();
        for (index, input) in self.goal_states.iter().enumerate().take(MOST) {
            let at = |field: &str| format!("goalStates[{index}].{field}");
            let path = at("goalId");
            let note = check.optional(&at("note"), input.note.as_deref(), TEXT);
            let Some(goal) = seen(check, file, &path, &input.goal_id)? else { continue };
            if let Err(Refusal::User(errors)) =
                expect_version(&at("expectedVersion"), input.expected_version, goal.version)
            {
                errors.into_iter().for_each(|error| check.push(error));
            }
            if found.iter().any(|held| held.goal.id == goal.id) {
                let (english, danish) = ("the goal stands here already", "målet står her allerede");
                check.error(UserErrorCode::Taken, &path, english, danish);
            }
            found.push(Stood { goal: goal.clone(), state: input.state.0, note });
        }
        Ok(found)
    }
}

/// A goal of the plan in force that the caller sees and may write.
fn seen<'f>(
    check: &mut Check,
    file: &'f CaseFile,
    path: &str,
    id: &ID,
) -> Result<Option<&'f plan_goal::Model>, AppError> {
    let named = check::in_case(path, id, EntityKind::PlanGoal).ok();
    let named = named.filter(|(case, _)| *case == file.of());
    let goal = named.and_then(|(_, id)| standing_goal(file, id));
    let plan = plan_in_force(file).map(|plan| plan.id);
    let goal = goal.filter(|goal| Some(goal.plan_id) == plan);
    let track = goal.and_then(|goal| standing_track(file, goal.track_id));
    let Some((goal, track)) = goal.zip(track) else {
        check.unknown(path);
        return Ok(None);
    };
    let holder = file.directory.organisation(track.organisation_id)?;
    if !file.sees(&[holder], category(track)) {
        check.unknown(path);
        return Ok(None);
    }
    if !file.is_coordinator() && !file.is_caseworker_of(holder) {
        check.error(
            UserErrorCode::Forbidden,
            path,
            "the coordinator or a caseworker of the track's administration says where it stands",
            "det angiver hjerneskadekoordinatoren eller en sagsbehandler i sporets forvaltning",
        );
        return Ok(None);
    }
    Ok(Some(goal))
}

impl Content {
    /// The row as it then stands.
    pub(super) fn row(&self) -> Model {
        self.row.clone()
    }

    /// Writes what stands beside the row: who took part, where the goals stood; the goals go there.
    /// What the lead followed up moves the plan's next day. What another administration recorded
    /// does not: the lead may not see that.
    pub(super) async fn write(self, work: &Work<'_>, file: &CaseFile) -> Result<(), AppError> {
        let Self { row, participants, goals } = self;
        if let Some(participants) = participants {
            replace(work, file, row.id, participants).await?;
        }
        for stood in goals {
            let goal = stood.goal;
            work.insert(follow_up_goal::Model {
                citizen_id: file.citizen(),
                id: work.id(),
                case_id: file.id(),
                follow_up_id: row.id,
                goal_id: goal.id,
                track_kind: goal.track_kind,
                state: Code(stood.state),
                note: stood.note,
            })
            .await?;
            if goal.state.0 != stood.state {
                let author_id = file.viewer().user.map(|user| user.0);
                let state = Code(stood.state);
                goal.succeed(work, plan_goal::Model { state, author_id, ..goal.clone() }).await?;
                work.changed(file, "PLAN_GOAL_UPDATED", goal.id).await?;
            }
        }
        let plan = plan_in_force(file).filter(|plan| Some(plan.id) == row.plan_id);
        let Some(plan) = plan.filter(|_| row.organisation_id == file.lead().id.0) else {
            return Ok(());
        };
        // One that is recorded late tells nothing of what comes next.
        if last_follow_up(file, plan).is_none_or(|last| last <= row.date) {
            move_next_follow_up(work, file, plan.id, row.next_date).await?;
        }
        Ok(())
    }
}

/// Whether the caller sees where a goal stood.
fn shows(file: &CaseFile, row: &entity::follow_up_goal::Model) -> Result<bool, AppError> {
    let goal = file.rows.plan_goals.iter().find(|goal| goal.id == row.goal_id && goal.stands(None));
    let mut tracks = file.rows.tracks.iter().filter(|track| track.stands(None));
    let Some(track) = goal.and_then(|goal| tracks.find(|track| track.id == goal.track_id)) else {
        return Ok(false);
    };
    let holder = file.directory.organisation(track.organisation_id)?;
    Ok(file.sees(&[holder], CategorySet::of(&[row.track_kind.0.category()])))
}
