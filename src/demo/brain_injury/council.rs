//! Cases before the council: presented, deliberated, decided, with tasks and a follow-up (R32).

use chrono::{NaiveDate, TimeDelta};
use entity::column::{Categories, Code, Codes};
use law::brain_injury::CouncilDecision;
use law::brain_injury::council::{CouncilCaseDraft, flaws};
use law::forms::{ParticipationOrigin, TaskState};
use law::regime::COUNCIL_RHYTHMS;
use law::{Category, Word};
use uuid::Uuid;

use super::super::council::SEATS;
use super::super::directory::{BIF, Firm, Person, SUF};
use super::super::draft::{Draft, Partner, only};
use super::super::showcase::{colleague, worker};
use super::{BEFORE_COUNCIL, Plan, Stage, texts};
use crate::store::StoreError;

impl<'a> Draft<'a> {
    /// Presents the case where its stage says so and the law lets it be (R32).
    pub(super) fn before_council(
        &mut self,
        plan: &Plan,
        assigned: i64,
        coordinator: &'a Person,
    ) -> Result<(), StoreError> {
        if plan.index >= BEFORE_COUNCIL {
            return Ok(());
        }
        let town = self.town;
        let meeting = match plan.stage {
            Stage::Presented => town.council_ahead(),
            Stage::Decided | Stage::FollowedUp | Stage::Completed => {
                town.council_held(self.calendar.day(assigned - 14))
            }
            _ => None,
        };
        let Some(meeting) = meeting else { return Ok(()) };
        let presented_at = match plan.stage {
            Stage::Presented => self.calendar.at(2, 11, 0),
            _ => self.calendar.at(self.calendar.ago(meeting.date) + 5, 11, 0),
        };
        let over = plan.course.closed.or(plan.course.ended);
        let ended = over.is_some_and(|ago| self.calendar.ago(meeting.date) <= ago);
        let draft = CouncilCaseDraft {
            administrations: SEATS.iter().map(|seat| self.kind(seat.firm)).collect(),
            members: SEATS.iter().map(|seat| self.town.organisation(seat.firm)).collect(),
            meeting: meeting.date,
            question: plan.cycle(texts::QUESTIONS, 0).to_owned(),
            at: presented_at,
        };
        let consent = self.law()?.facts().consents.iter().rev().map(|c| c.id.0).next();
        let (false, Some(consent_id)) = (ended, consent) else { return Ok(()) };
        if !flaws(self.law()?.facts(), &draft, COUNCIL_RHYTHMS).is_empty() {
            return Ok(());
        }
        let id = self.new_id();
        let crossed = plan.cycle(&[2, 3, 4], 0);
        let administrations = &draft.administrations[..crossed];
        let annulled = plan.stage == Stage::Presented && plan.turn == 1;
        let part = |text: &str| Some(text.to_owned());
        self.rows.council_cases.push(entity::council_case::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            organisation_id: self.town.organisation(self.lead).id.0,
            unit_id: Some(self.office.id),
            author_id: Some(coordinator.id),
            council_meeting_id: meeting.id,
            administrations: Codes::of(administrations),
            citizen_informed: true,
            consent_id,
            question: draft.question,
            presentation_health: part(plan.cycle(texts::FUNCTION, 0)),
            presentation_social: part(plan.cycle(texts::REASONS, 0)),
            presentation_employment: part(plan.cycle(texts::WORK, 0)),
            presentation_education: part(plan.cycle(texts::LEARNING, 0)),
            presentation_housing: part(plan.cycle(texts::HOMES, 0)),
            presentation_economy: part(plan.cycle(texts::ECONOMY, 0)),
            presentation_network: part(plan.cycle(texts::RELATIVES, 0)),
            deliberation: None,
            deliberation_version: 0,
            decision_type: None,
            decision_text: None,
            decided_at: None,
            decided_by: None,
            follow_up_meeting_id: None,
            position: i32::try_from(plan.index).unwrap_or(0) + 1,
            recorded_at: presented_at,
            version: 1 + i32::from(annulled),
            annulled_at: annulled.then(|| self.calendar.at(1, 9, 0)),
            annul_reason: annulled.then(|| "Forelagt på en forkert sag.".to_owned()),
        });
        let until = match annulled {
            true => Some(self.calendar.at(1, 9, 0)),
            false => plan.course.closed.map(|ago| self.calendar.at(ago, 14, 20)),
        };
        for (partner, _) in self.seats() {
            let has_it = partner.firm == self.lead && partner.office.id == self.office.id;
            let unit = (!partner.by_name).then_some(partner.office.id);
            let sits = |p: &entity::participation::Model| unit.is_some() && p.unit_id == unit;
            if !has_it && !self.rows.participations.iter().any(sits) {
                self.participate(&partner, ParticipationOrigin::Council, presented_at, until);
            }
        }
        if plan.stage != Stage::Presented {
            self.decided(plan, id, meeting.date);
        }
        Ok(())
    }

    fn kind(&self, firm: Firm) -> law::OrganisationKind {
        self.town.organisation(firm).kind
    }

    /// Who sits, as takes part; and whether by name.
    fn seats(&self) -> Vec<(Partner<'a>, bool)> {
        let seat = |seat: &super::super::council::Seat| {
            let office = &self.town.offices(seat.firm)[seat.office];
            let person = if seat.by_name { colleague(office) } else { worker(office) };
            let by_name = seat.by_name;
            (Partner { firm: seat.firm, office, person, by_name }, by_name)
        };
        SEATS.iter().map(seat).collect()
    }

    /// The meeting took the case up: who sat holds what was said.
    fn decided(&mut self, plan: &Plan, id: Uuid, day: NaiveDate) {
        let at = law::dates::start_of(day) + TimeDelta::hours(11);
        for (partner, by_name) in self.seats() {
            let sitting = self.new_id();
            self.rows.sittings.push(entity::council_sitting::Model {
                citizen_id: self.citizen,
                id: sitting,
                case_id: self.id,
                council_case_id: id,
                organisation_id: self.town.organisation(partner.firm).id.0,
                unit_id: (!by_name).then_some(partner.office.id),
                user_id: by_name.then_some(partner.person.id),
                recorded_at: at,
            });
            let unit = (!by_name).then_some(partner.office.id);
            self.hold_as(partner.firm, unit, by_name.then_some(partner.person.id));
        }
        let decision: CouncilDecision = match plan.stage {
            Stage::Completed => CouncilDecision::Close,
            _ => plan.word(0),
        };
        let again = matches!(decision, CouncilDecision::Return | CouncilDecision::Investigate);
        let ahead = self.town.council_ahead().map(|meeting| meeting.id);
        let running = plan.course.closed.is_none();
        let author = worker(&self.town.offices(SUF)[0]).id;
        if let Some(row) = self.rows.council_cases.last_mut() {
            row.deliberation = Some(texts::DELIBERATION.to_owned());
            row.deliberation_version = 1;
            row.decision_type = Some(Code(decision));
            row.decision_text = Some(plan.cycle(texts::COUNCIL_DECISIONS, 0).to_owned());
            row.decided_at = Some(at);
            row.decided_by = Some(author);
            row.follow_up_meeting_id = ahead.filter(|_| again && running);
            row.version += 1;
        }
        self.council_tasks(plan, id, at);
    }

    /// Tasks of the decision, each to an administration that may read it.
    fn council_tasks(&mut self, plan: &Plan, id: Uuid, at: chrono::DateTime<chrono::Utc>) {
        let tasks = [(BIF, Category::Employment), (SUF, Category::Health)];
        for (place, (firm, category)) in (0..).zip(tasks) {
            let leads = firm == self.lead;
            let office = if leads { self.office } else { &self.town.offices(firm)[0] };
            let partner = Partner { firm, office, person: worker(office), by_name: false };
            let reads =
                leads || self.readable(&partner, at).is_ok_and(|granted| granted.has(category));
            if !reads {
                continue;
            }
            let due = law::dates::day_of(at) + TimeDelta::days(28);
            let passed = due < law::dates::day_of(self.calendar.anchor);
            let state = match plan.cycle(TaskState::ALL, place) {
                state if passed => state,
                _ => TaskState::Open,
            };
            let task = self.new_id();
            self.rows.tasks.push(entity::task::Model {
                citizen_id: self.citizen,
                id: task,
                case_id: self.id,
                meeting_id: None,
                item_id: None,
                council_case_id: Some(id),
                text: plan.cycle(texts::COUNCIL_TASKS, place).to_owned(),
                responsible_organisation_id: Some(self.town.organisation(firm).id.0),
                responsible_user_id: Some(partner.person.id),
                responsible_name: Some(partner.person.name.clone()),
                due: Some(due),
                state: Code(state),
                categories: Some(Categories(only(category))),
                created_at: at,
                done_at: (state != TaskState::Open).then(|| at + TimeDelta::days(9)),
                version: 1 + i32::from(state != TaskState::Open),
            });
        }
    }
}
