//! The coordination plan: its head, a track for each administration that the law lets take part,
//! goals, interventions, and which waits for which; with the versions that led there.

use chrono::{DateTime, TimeDelta, Utc};
use entity::column::Code;
use law::Word;
use law::brain_injury::plan::next_follow_up;
use law::brain_injury::{
    FollowUpInterval, GoalKind, GoalState, InterventionKind, InterventionState, PlanStatus,
    StopReason, TrackKind,
};
use law::forms::ParticipationOrigin;
use uuid::Uuid;

use super::super::directory::{BIF, BUF, EMPLOYER, Firm, Person, SCHOOL, SOF, SUF};
use super::super::draft::{Draft, Partner};
use super::{Plan, Stage, pick, texts};
use crate::store::StoreError;

/// Puts the next version of a row there.
macro_rules! revise {
    ($draft:expr, $table:ident, $id:expr, $at:expr, |$next:ident| $change:expr) => {{
        let row_id = $draft.new_id();
        let held = $draft.rows.$table.iter_mut().rev().find(|row| row.id == $id);
        if let Some(held) = held {
            held.superseded_at = Some($at);
            let mut $next = held.clone();
            $next.row_id = row_id;
            $next.version += 1;
            $next.recorded_at = $at;
            $next.superseded_at = None;
            $change;
            $draft.rows.$table.push($next);
        }
    }};
}
pub(super) use revise;

/// A plan that was made.
pub(super) struct Made<'a> {
    pub(super) id: Uuid,
    /// Days before the present on which it came into force.
    pub(super) ago: i64,
    pub(super) interval: FollowUpInterval,
    pub(super) tracks: Vec<Track<'a>>,
}

/// A track that was opened.
pub(super) struct Track<'a> {
    pub(super) kind: TrackKind,
    pub(super) holder: Partner<'a>,
    pub(super) goals: Vec<Uuid>,
    interventions: Vec<Uuid>,
}

impl<'a> Made<'a> {
    /// The track of this kind.
    pub(super) fn track(&self, kind: TrackKind) -> Option<&Track<'a>> {
        self.tracks.iter().find(|track| track.kind == kind)
    }
}

/// Whose a track is.
fn administration(kind: TrackKind) -> Firm {
    match kind {
        TrackKind::Health => SUF,
        TrackKind::Social => SOF,
        TrackKind::Education => BUF,
        TrackKind::Employment => BIF,
    }
}

/// Its place in the form, from 0.
fn place_of(kind: TrackKind) -> u64 {
    (0..).zip(TrackKind::ALL).find(|(_, one)| **one == kind).map_or(0, |(place, _)| place)
}

/// What is given in a track, and under which paragraph.
fn offers(kind: TrackKind) -> &'static [(InterventionKind, &'static str)] {
    use InterventionKind::*;
    match kind {
        TrackKind::Health => &[
            (Training, "Sundhedsloven § 140"),
            (SpeechTherapy, "Sundhedsloven § 140"),
            (Neuropsychology, "Sundhedsloven § 140"),
            (MaintenanceTraining, "Serviceloven § 86, stk. 2"),
            (Nursing, "Sundhedsloven § 138"),
            (CareAndPracticalHelp, "Serviceloven § 83"),
            (RehabilitationPlace, "Serviceloven § 84"),
            (AssistiveDevice, "Serviceloven § 112"),
        ],
        TrackKind::Social => &[
            (SocialPedagogicalSupport, "Serviceloven § 85"),
            (RelativesSupport, "Serviceloven § 84"),
            (ActivityAndCompany, "Serviceloven § 104"),
            (HousingOffer, "Serviceloven § 107"),
            (Other, "Serviceloven § 82 a"),
        ],
        TrackKind::Education => &[
            (SpecialEducation, "Lov om specialundervisning for voksne § 1"),
            (SchoolSupport, "Folkeskoleloven § 20"),
            (StudentSupport, "SPS-loven"),
        ],
        TrackKind::Employment => &[
            (JobRetention, "Sygedagpengeloven § 27"),
            (WorkTrial, "Lov om en aktiv beskæftigelsesindsats § 57"),
            (Mentor, "Lov om en aktiv beskæftigelsesindsats § 167"),
            (Clarification, "Lov om en aktiv beskæftigelsesindsats § 107"),
        ],
    }
}

impl<'a> Draft<'a> {
    /// The plan of a case, in the state of its stage.
    pub(super) fn coordination_plan(
        &mut self,
        plan: &Plan,
        assigned: i64,
        coordinator: &'a Person,
    ) -> Result<Made<'a>, StoreError> {
        let calendar = self.calendar;
        let ago = assigned - 1 - if assigned > 12 { self.rng.between(1, 7) } else { 0 };
        let drafted = calendar.at(ago, 9, self.rng.between(0, 29));
        let (id, row_id) = (self.new_id(), self.new_id());
        let interval: FollowUpInterval = plan.word(0);
        let begins = law::dates::day_of(drafted);
        self.rows.plans.push(entity::coordination_plan::Model {
            citizen_id: self.citizen,
            row_id,
            id,
            case_id: self.id,
            version: 1,
            recorded_at: drafted,
            superseded_at: None,
            status: Code(PlanStatus::Draft),
            from_date: begins,
            to_date: plan.index.is_multiple_of(3).then(|| begins + TimeDelta::days(540)),
            coordinator_id: Some(coordinator.id),
            agreed_with_citizen: false,
            agreed_with_relatives: false,
            overall_goal: Some(plan.cycle(texts::WISHES, 0).to_owned()),
            next_follow_up: Some(next_follow_up(begins, interval)),
            follow_up_interval: Some(Code(interval)),
            prepared_by: Some(coordinator.id),
            annulled_at: None,
            annul_reason: None,
        });
        let mut made = Made { id, ago, interval, tracks: Vec::new() };
        if plan.stage == Stage::Assessed {
            return Ok(made);
        }
        let in_force = drafted + TimeDelta::hours(2);
        revise!(self, plans, id, in_force, |next| {
            next.status = Code(PlanStatus::Active);
            next.agreed_with_citizen = true;
            next.agreed_with_relatives = plan.index.is_multiple_of(2);
        });
        for kind in TrackKind::ALL {
            if let Some(track) = self.track(plan, id, *kind, in_force, coordinator)? {
                made.tracks.push(track);
            }
        }
        self.dependencies(plan, &made, in_force + TimeDelta::hours(1), coordinator.id);
        self.end_plan(plan, id);
        Ok(made)
    }

    /// A closed case's plan has ended.
    fn end_plan(&mut self, plan: &Plan, id: Uuid) {
        let Some(closed) = plan.course.closed else { return };
        let at = self.calendar.at(closed, 14, 0);
        let status = match plan.stage {
            Stage::Completed => PlanStatus::Completed,
            _ => PlanStatus::Cancelled,
        };
        revise!(self, plans, id, at, |next| {
            next.status = Code(status);
            next.next_follow_up = None;
        });
    }

    /// Opens a track where the law lets its administration take part (R17), and fills it.
    fn track(
        &mut self,
        plan: &Plan,
        plan_id: Uuid,
        kind: TrackKind,
        at: DateTime<Utc>,
        coordinator: &'a Person,
    ) -> Result<Option<Track<'a>>, StoreError> {
        let firm = administration(kind);
        let leads = firm == self.lead;
        if !leads && !self.may_invite(firm, at)? {
            return Ok(None);
        }
        let holder = if leads {
            Partner { firm, office: self.office, person: coordinator, by_name: false }
        } else {
            let office = &self.town.offices(firm)[0];
            Partner { firm, office, person: super::super::showcase::worker(office), by_name: false }
        };
        if !leads {
            let closed = plan.course.closed.map(|ago| self.calendar.at(ago, 14, 20));
            self.participate(&holder, ParticipationOrigin::Track, at, closed);
            self.hold(holder);
        }
        let (id, row_id) = (self.new_id(), self.new_id());
        self.rows.tracks.push(entity::plan_track::Model {
            citizen_id: self.citizen,
            row_id,
            id,
            case_id: self.id,
            version: 1,
            recorded_at: at,
            superseded_at: None,
            plan_id,
            kind: Code(kind),
            organisation_id: self.town.organisation(firm).id.0,
            unit_id: Some(holder.office.id),
            responsible_id: None,
            author_id: Some(coordinator.id),
            removed_reason: None,
        });
        let later = at + TimeDelta::minutes(20);
        revise!(self, tracks, id, later, |next| {
            next.responsible_id = Some(holder.person.id);
        });
        let mut track = Track { kind, holder, goals: Vec::new(), interventions: Vec::new() };
        for place in 0..2 {
            let goal = self.goal(plan, (plan_id, id, kind), place, later, holder.person.id);
            track.goals.push(goal);
            let of = (plan_id, id, kind, goal);
            track.interventions.push(self.intervention(plan, of, place, later, holder.person.id));
        }
        Ok(Some(track))
    }

    fn goal(
        &mut self,
        plan: &Plan,
        (plan_id, track_id, track): (Uuid, Uuid, TrackKind),
        place: u64,
        at: DateTime<Utc>,
        by: Uuid,
    ) -> Uuid {
        let (id, row_id) = (self.new_id(), self.new_id());
        self.rows.plan_goals.push(entity::plan_goal::Model {
            citizen_id: self.citizen,
            row_id,
            id,
            case_id: self.id,
            version: 1,
            recorded_at: at,
            superseded_at: None,
            plan_id,
            track_id,
            track_kind: Code(track),
            text: pick(texts::goals(track), place).to_owned(),
            kind: Code(plan.word::<GoalKind>(place)),
            icf_code: Some(plan.cycle(texts::ICF, place).to_owned()),
            baseline: Some("Klarer det ikke uden hjælp i dag.".to_owned()),
            target: Some("Klarer det selv på de fleste dage.".to_owned()),
            due: Some(law::dates::day_of(at) + TimeDelta::days(120 + 60 * i64::from(place > 0))),
            state: Code(if place == 0 { GoalState::InProgress } else { GoalState::Planned }),
            position: i32::try_from(place).unwrap_or(0) + 1,
            author_id: Some(by),
            removed_reason: None,
        });
        id
    }

    fn intervention(
        &mut self,
        plan: &Plan,
        (plan_id, track_id, track, goal): (Uuid, Uuid, TrackKind, Uuid),
        place: u64,
        at: DateTime<Utc>,
        by: Uuid,
    ) -> Uuid {
        let (id, row_id) = (self.new_id(), self.new_id());
        let (kind, paragraph) = plan.cycle(offers(track), place);
        let state: InterventionState = match place {
            0 => plan.cycle(
                &[
                    InterventionState::Ongoing,
                    InterventionState::Stopped,
                    InterventionState::Completed,
                ],
                0,
            ),
            _ => plan.cycle(&[InterventionState::Planned, InterventionState::Paused], 0),
        };
        let stopped = state == InterventionState::Stopped;
        let provider = match kind {
            InterventionKind::WorkTrial | InterventionKind::JobRetention => Some(EMPLOYER),
            InterventionKind::SpecialEducation => Some(SCHOOL),
            _ => None,
        };
        let begins = law::dates::day_of(at);
        self.rows.interventions.push(entity::plan_intervention::Model {
            citizen_id: self.citizen,
            row_id,
            id,
            case_id: self.id,
            version: 1,
            recorded_at: at,
            superseded_at: None,
            plan_id,
            track_id,
            track_kind: Code(track),
            goal_id: Some(goal),
            kind: Code(kind),
            description: Some(format!("{} efter aftale med borgeren.", kind.danish())),
            legal_basis: Some(paragraph.to_owned()),
            provider_organisation_id: provider.map(|firm| self.town.organisation(firm).id.0),
            provider_name: provider.map(|firm| self.town.name(firm).to_owned()),
            from_date: Some(begins + TimeDelta::days(7)),
            to_date: Some(begins + TimeDelta::days(180)),
            minutes_per_week: Some(plan.cycle(&[120, 300, 90, 60], place)),
            state: Code(InterventionState::Planned),
            stop_reason: None,
            position: i32::try_from(place).unwrap_or(0) + 1,
            author_id: Some(by),
            removed_reason: None,
        });
        if state != InterventionState::Planned {
            let later = at + TimeDelta::hours(6);
            revise!(self, interventions, id, later, |next| {
                next.state = Code(state);
                next.stop_reason = stopped.then(|| {
                    Code(pick(StopReason::ALL, plan.index / 3 + plan.turn + place_of(track)))
                });
            });
        }
        id
    }

    /// Within each track the second waits for the first; work waits for health, education for work.
    fn dependencies(&mut self, plan: &Plan, made: &Made<'a>, at: DateTime<Utc>, by: Uuid) {
        let mut edges = Vec::new();
        for track in &made.tracks {
            if let [first, second] = track.interventions[..] {
                edges.push(((second, track.kind), (first, track.kind)));
            }
        }
        use TrackKind::{Education, Employment, Health};
        for (waits, waits_for) in [(Employment, Health), (Education, Employment)] {
            let ends = made.track(waits).zip(made.track(waits_for));
            if let Some((one, other)) = ends {
                edges.push(((one.interventions[0], waits), (other.interventions[0], waits_for)));
            }
        }
        let mut last = None;
        for ((waits, track), (waits_for, other)) in edges {
            let (id, row_id) = (self.new_id(), self.new_id());
            self.rows.dependencies.push(entity::intervention_dependency::Model {
                citizen_id: self.citizen,
                row_id,
                id,
                case_id: self.id,
                version: 1,
                recorded_at: at,
                superseded_at: None,
                plan_id: made.id,
                intervention_id: waits,
                depends_on_id: waits_for,
                track_kind: Code(track),
                depends_on_track_kind: Code(other),
                author_id: Some(by),
                removed_reason: None,
            });
            last = Some(id);
        }
        if let Some(id) = last.filter(|_| plan.index % 5 == 4) {
            revise!(self, dependencies, id, at + TimeDelta::hours(1), |next| {
                next.removed_reason = Some("Kan gå i gang samtidig alligevel.".to_owned());
            });
        }
    }
}
