//! Brain-injury courses for a state: cases like those that it holds, of citizens like theirs, with
//! one row or more of each form of the bundle. What stirs a state makes more of them.

use chrono::{DateTime, TimeDelta, Utc};
use entity::column::{Code, CodeList, Codes};
use law::brain_injury::{CouncilMeetingState, PlanStatus, TrackKind};
use law::{OrganisationKind, Purpose, Word};
use uuid::Uuid;

use super::chance::Chance;
use super::state::State;
use super::twist::{copy_case, fresh_id};

/// Adds courses that begin like these cases of the state.
pub(super) fn add(state: &mut State, chance: &mut Chance, courses: usize, now: DateTime<Utc>) {
    let mut begun: Vec<Uuid> = state
        .coordination_case
        .iter()
        .filter(|case| case.closed_at.is_none() && consents(state, case.id))
        .map(|case| case.id)
        .collect();
    chance.shuffle(&mut begun);
    let meetings = council(state, chance, now);
    for (number, case) in begun.into_iter().cycle().take(courses).enumerate() {
        let base = state.clone();
        copy_case(&base, state, case, 7000 + u64::try_from(number).unwrap());
        let Some(case) = state.coordination_case.last().map(|case| case.id) else { return };
        convert(state, case);
        Course::of(state, chance, case, now).add(&meetings);
    }
}

fn consents(state: &State, case: Uuid) -> bool {
    state.consent_clause.iter().any(|clause| clause.case_id == case)
}

/// Makes a DKK case one of brain injury: its consents are for that, its own forms are gone.
fn convert(state: &mut State, case: Uuid) {
    for row in state.coordination_case.iter_mut().filter(|row| row.id == case) {
        row.purpose = Code(Purpose::BrainInjury);
    }
    for row in state.consent_clause.iter_mut().filter(|row| row.case_id == case) {
        row.purpose = Code(Purpose::BrainInjury);
    }
    for row in state.information_request.iter_mut().filter(|row| row.case_id == case) {
        row.purpose = Code(Purpose::BrainInjury);
    }
    state.enquiry.retain(|row| row.case_id != case);
    state.assessment.retain(|row| row.case_id != case);
    state.network_map.retain(|row| row.case_id != case);
    state.network_actor.retain(|row| row.case_id != case);
    state.leaflet.retain(|row| row.case_id != case);
    state.goal.retain(|row| row.case_id != case);
}

fn of_kind(state: &State, kind: OrganisationKind) -> Option<Uuid> {
    state.organisation.iter().find(|row| row.kind.0 == kind).map(|row| row.id)
}

/// Two meetings of the council: one held, one to come.
fn council(state: &mut State, chance: &mut Chance, now: DateTime<Utc>) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for (days, held) in [(-10, true), (11, false)] {
        let id = fresh_id(chance);
        let convenes = of_kind(state, OrganisationKind::HealthAndCareAdministration);
        let Some(convenes) = convenes else { return ids };
        state.council_meeting.push(entity::council_meeting::Model {
            id,
            organisation_id: convenes,
            date: (now + TimeDelta::days(days)).date_naive(),
            start_time: Some("09:00".to_owned()),
            end_time: Some("12:00".to_owned()),
            place: "Rådhuset".to_owned(),
            chair_id: chance.pick(&state.professional).map(|row| row.id),
            minute_taker_id: None,
            state: Code(match held {
                true => CouncilMeetingState::Held,
                false => CouncilMeetingState::Planned,
            }),
            held_at: held.then(|| now + TimeDelta::days(days)),
            cancelled_at: None,
            cancel_reason: None,
            created_at: now - TimeDelta::days(30),
            version: 2,
        });
        for (position, kind) in ADMINISTRATIONS.iter().enumerate() {
            // BUF sits at the one to come only.
            if held && *kind == OrganisationKind::ChildrenAndYouthAdministration {
                continue;
            }
            let Some(organisation) = of_kind(state, *kind) else { continue };
            let unit = state.unit.iter().find(|unit| unit.organisation_id == organisation);
            state.council_member.push(entity::council_member::Model {
                id: fresh_id(chance),
                council_meeting_id: id,
                organisation_id: organisation,
                unit_id: unit.map(|unit| unit.id),
                professional_id: None,
                name: None,
                attendance: word(chance),
                position: i32::try_from(position).unwrap() + 1,
            });
        }
        ids.push(id);
    }
    ids
}

const ADMINISTRATIONS: [OrganisationKind; 4] = [
    OrganisationKind::SocialAdministration,
    OrganisationKind::HealthAndCareAdministration,
    OrganisationKind::EmploymentAdministration,
    OrganisationKind::ChildrenAndYouthAdministration,
];

fn word<W: Word>(chance: &mut Chance) -> Code<W> {
    Code(*chance.pick(W::ALL).expect("a word"))
}

fn maybe<T>(chance: &mut Chance, value: T) -> Option<T> {
    (!chance.in_hundred(25)).then_some(value)
}

fn text(chance: &mut Chance) -> Option<String> {
    let text = format!("forløb {}", chance.below(100_000));
    maybe(chance, text)
}

/// A case in the making.
struct Course<'s> {
    state: &'s mut State,
    chance: &'s mut Chance,
    citizen: Uuid,
    case: Uuid,
    opened_at: DateTime<Utc>,
    lead: Uuid,
    now: DateTime<Utc>,
}

impl<'s> Course<'s> {
    fn of(state: &'s mut State, chance: &'s mut Chance, case: Uuid, now: DateTime<Utc>) -> Self {
        let row = state.coordination_case.iter().find(|row| row.id == case).expect("the case");
        let (citizen, opened_at, lead) = (row.citizen_id, row.opened_at, row.lead_organisation_id);
        Self { state, chance, citizen, case, opened_at, lead, now }
    }

    fn add(&mut self, meetings: &[Uuid]) {
        for _ in 0..1 + self.chance.below(2) {
            let referral = self.referral();
            self.rehabilitation_plan(referral);
            self.assessment();
        }
        self.age_transition();
        self.team_case();
        let goals = self.plan();
        for _ in 0..2 {
            self.follow_up(&goals);
        }
        for _ in 0..2 {
            self.council_case(meetings);
        }
    }

    fn id(&mut self) -> Uuid {
        fresh_id(self.chance)
    }

    fn at(&mut self) -> DateTime<Utc> {
        self.now - TimeDelta::minutes(self.chance.between(1, 60 * 24 * 60))
    }

    fn day(&mut self) -> chrono::NaiveDate {
        self.now.date_naive() + TimeDelta::days(self.chance.between(-40, 60))
    }

    fn text(&mut self) -> Option<String> {
        text(self.chance)
    }

    fn professional(&mut self) -> Option<Uuid> {
        let id = self.chance.pick(&self.state.professional).map(|row| row.id)?;
        maybe(self.chance, id)
    }

    fn organisation(&mut self, kind: OrganisationKind) -> Uuid {
        of_kind(self.state, kind).unwrap_or(self.lead)
    }

    fn unit(&mut self, organisation: Uuid) -> Option<Uuid> {
        let units = self.state.unit.iter().filter(|unit| unit.organisation_id == organisation);
        let units: Vec<_> = units.map(|unit| unit.id).collect();
        self.chance.pick(&units).copied()
    }

    /// Who wrote holds records, by the unit that wrote.
    fn hold(&mut self, organisation: Uuid, unit: Option<Uuid>) {
        if organisation == self.lead {
            return;
        }
        let row = entity::holding::Model {
            citizen_id: self.citizen,
            id: self.id(),
            case_id: self.case,
            case_opened_at: self.opened_at,
            organisation_id: organisation,
            unit_id: unit,
            user_id: None,
        };
        self.state.holding.push(row);
    }

    /// An administration, its unit; it holds records from now on.
    fn writer(&mut self) -> (Uuid, Option<Uuid>) {
        let kind = *self.chance.pick(&ADMINISTRATIONS).expect("an administration");
        let organisation = self.organisation(kind);
        let unit = self.unit(organisation);
        self.hold(organisation, unit);
        (organisation, unit)
    }

    fn referral(&mut self) -> Uuid {
        let (id, hospital) = (self.id(), self.organisation(OrganisationKind::Hospital));
        let unit = self.unit(hospital);
        self.hold(hospital, unit);
        let decided = self.chance.in_hundred(50).then(|| self.at());
        let row = entity::brain_injury_referral::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.case,
            organisation_id: maybe(self.chance, hospital),
            unit_id: unit,
            author_id: self.professional(),
            referrer_kind: word(self.chance),
            referrer_name: self.text(),
            received_at: self.at(),
            diagnosis_group: Some(word(self.chance)),
            diagnosis_codes: CodeList::of(vec!["DI639".to_owned()]).expect("codes"),
            injury_date: Some(self.day()),
            phase: Some(word(self.chance)),
            medically_diagnosed: Some(true),
            hospital_id: Some(hospital),
            hospital_name: self.text(),
            admitted_on: Some(self.day()),
            discharged_on: Some(self.day()),
            difficulties: Codes::of(&[word(self.chance).0]),
            work_status: Some(word(self.chance)),
            employer: self.text(),
            education_status: Some(word(self.chance)),
            school: self.text(),
            income_source: Some(word(self.chance)),
            housing: self.text(),
            relatives: self.text(),
            children_under_18: Some(2),
            interpreter_language: self.text(),
            citizen_wish: self.text(),
            reason: self.text(),
            administrations: Codes::of(&ADMINISTRATIONS[..2]),
            decision: decided.map(|_| word(self.chance)),
            decision_reason: self.text(),
            redirected_to: self.chance.pick(&self.state.organisation).map(|row| row.id),
            decided_at: decided,
            decided_by: self.professional(),
            recorded_at: self.at(),
            version: 2,
            annulled_at: None,
            annul_reason: None,
        };
        self.state.brain_injury_referral.push(row);
        for _ in 0..2 {
            let row = entity::referral_attachment::Model {
                citizen_id: self.citizen,
                id: self.id(),
                case_id: self.case,
                referral_id: id,
                kind: word(self.chance),
                title: "Bilag".to_owned(),
                reference: "arkiv:1".to_owned(),
                sha256: None,
                date: Some(self.day()),
                recorded_at: self.at(),
                annulled_at: None,
                annul_reason: None,
            };
            self.state.referral_attachment.push(row);
        }
        id
    }

    fn rehabilitation_plan(&mut self, referral: Uuid) {
        let (id, hospital) = (self.id(), self.organisation(OrganisationKind::Hospital));
        let row = entity::rehabilitation_plan::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.case,
            organisation_id: hospital,
            unit_id: self.unit(hospital),
            author_id: self.professional(),
            sender_sor: self.text(),
            referral_id: maybe(self.chance, referral),
            plan_type: word(self.chance),
            municipal_level: Some(word(self.chance)),
            diagnosis_codes: CodeList::of(vec!["DI639".to_owned()]).expect("codes"),
            function_before: self.text(),
            function_now: self.text(),
            rehabilitation_need: self.text(),
            discharged_on: Some(self.day()),
            earliest_start: Some(self.day()),
            hospital_follow_up: self.text(),
            need_health: self.text(),
            need_social: self.text(),
            need_employment: self.text(),
            need_education: self.text(),
            transport: self.text(),
            interpreter_language: self.text(),
            received_at: self.at(),
            first_contact_offered: Some(self.day()),
            started_on: maybe(self.chance, self.now.date_naive()),
            free_choice: word(self.chance),
            free_choice_at: Some(self.at()),
            responsible_organisation_id: Some(self.lead),
            responsible_from: Some(self.day()),
            recorded_at: self.at(),
            version: 3,
            annulled_at: None,
            annul_reason: None,
        };
        self.state.rehabilitation_plan.push(row);
        for position in 1..=2 {
            let row = entity::icf_entry::Model {
                citizen_id: self.citizen,
                id: self.id(),
                case_id: self.case,
                plan_id: id,
                code: "b167".to_owned(),
                qualifier: position,
                note: self.text(),
                position,
            };
            self.state.icf_entry.push(row);
        }
    }

    fn assessment(&mut self) {
        let (id, (organisation, unit)) = (self.id(), self.writer());
        let row = entity::brain_injury_assessment::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.case,
            organisation_id: organisation,
            unit_id: unit,
            author_id: self.professional(),
            assessed_at: self.at(),
            work_capacity: self.text(),
            learning: self.text(),
            home: self.text(),
            economy: self.text(),
            relatives_strain: self.text(),
            relatives_strain_in_confidence: self.text(),
            resources: self.text(),
            risks: self.text(),
            citizen_perspective: self.text(),
            conclusion: self.text(),
            need_level: Some(word(self.chance)),
            recorded_at: self.at(),
            version: 1,
            annulled_at: None,
            annul_reason: None,
        };
        self.state.brain_injury_assessment.push(row);
        for position in 1..=2 {
            let row = entity::assessment_score::Model {
                citizen_id: self.citizen,
                id: self.id(),
                case_id: self.case,
                assessment_id: id,
                tool: word(self.chance),
                tool_name: self.text(),
                score: "12".to_owned(),
                measured_on: Some(self.day()),
                position,
            };
            self.state.assessment_score.push(row);
        }
    }

    fn age_transition(&mut self) {
        let row = entity::age_transition::Model {
            citizen_id: self.citizen,
            id: self.id(),
            case_id: self.case,
            organisation_id: self.lead,
            unit_id: self.unit(self.lead),
            author_id: self.professional(),
            dominant_need: word(self.chance),
            rationale: "Behovet".to_owned(),
            assessed_at: self.at(),
            responsible_organisation_id: self.lead,
            from_date: self.day(),
            completed_at: None,
            recorded_at: self.at(),
            version: 1,
            annulled_at: None,
            annul_reason: None,
        };
        self.state.age_transition.push(row);
    }

    fn team_case(&mut self) {
        let organisation = self.organisation(OrganisationKind::EmploymentAdministration);
        let unit = self.unit(organisation);
        self.hold(organisation, unit);
        let row = entity::rehabilitation_team_case::Model {
            citizen_id: self.citizen,
            id: self.id(),
            case_id: self.case,
            organisation_id: organisation,
            unit_id: unit,
            author_id: self.professional(),
            met_on: self.day(),
            parties: Codes::of(&[word(self.chance).0]),
            recommendation: word(self.chance),
            grounds: "Grunde".to_owned(),
            resource_course: true,
            obviously_futile: false,
            treatment_exhausted: true,
            conditions_met: false,
            recorded_at: self.at(),
            version: 1,
            annulled_at: None,
            annul_reason: None,
        };
        self.state.rehabilitation_team_case.push(row);
    }

    /// A plan with its four tracks, and a draft beside it; the goals with their tracks.
    fn plan(&mut self) -> Vec<(Uuid, TrackKind)> {
        let id = self.plan_head(PlanStatus::Active);
        let draft = self.plan_head(PlanStatus::Draft);
        let (mut goals, mut interventions) = (Vec::new(), Vec::new());
        for plan in [id, draft] {
            for kind in TrackKind::ALL.iter().copied() {
                let organisation = self.organisation(kind.administration());
                let unit = self.unit(organisation);
                self.hold(organisation, unit);
                let (track, from) = (self.id(), self.at());
                let row = entity::plan_track::Model {
                    citizen_id: self.citizen,
                    row_id: self.id(),
                    id: track,
                    case_id: self.case,
                    version: 1,
                    recorded_at: from,
                    superseded_at: None,
                    plan_id: plan,
                    kind: Code(kind),
                    organisation_id: organisation,
                    unit_id: unit,
                    responsible_id: self.professional(),
                    author_id: None,
                    removed_reason: None,
                };
                self.state.plan_track.push(row);
                for position in 1..=2 {
                    let goal = self.goal((plan, track, kind), from, position);
                    if plan == id {
                        goals.push((goal, kind));
                    }
                    let one = self.intervention((plan, track, kind), goal, from, position);
                    interventions.push((plan, one, kind));
                }
            }
        }
        for _ in 0..6 {
            let (Some(one), Some(other)) =
                (self.chance.pick(&interventions), self.chance.pick(&interventions))
            else {
                break;
            };
            let ((plan, one, kind), (of, other, other_kind)) = (*one, *other);
            if one == other || plan != of {
                continue;
            }
            let row = entity::intervention_dependency::Model {
                citizen_id: self.citizen,
                row_id: self.id(),
                id: self.id(),
                case_id: self.case,
                version: 1,
                recorded_at: self.at(),
                superseded_at: None,
                plan_id: plan,
                intervention_id: one,
                depends_on_id: other,
                track_kind: Code(kind),
                depends_on_track_kind: Code(other_kind),
                author_id: None,
                removed_reason: None,
            };
            self.state.intervention_dependency.push(row);
        }
        goals
    }

    fn plan_head(&mut self, status: PlanStatus) -> Uuid {
        let id = self.id();
        let row = entity::coordination_plan::Model {
            citizen_id: self.citizen,
            row_id: self.id(),
            id,
            case_id: self.case,
            version: 1,
            recorded_at: self.at(),
            superseded_at: None,
            status: Code(status),
            from_date: self.day(),
            to_date: None,
            coordinator_id: self.professional(),
            agreed_with_citizen: true,
            agreed_with_relatives: false,
            overall_goal: self.text(),
            next_follow_up: Some(self.day()),
            follow_up_interval: Some(word(self.chance)),
            prepared_by: self.professional(),
            annulled_at: None,
            annul_reason: None,
        };
        self.state.coordination_plan.push(row);
        id
    }

    fn goal(
        &mut self,
        (plan, track, kind): (Uuid, Uuid, TrackKind),
        from: DateTime<Utc>,
        position: i32,
    ) -> Uuid {
        let id = self.id();
        let row = entity::plan_goal::Model {
            citizen_id: self.citizen,
            row_id: self.id(),
            id,
            case_id: self.case,
            version: 1,
            recorded_at: from,
            superseded_at: None,
            plan_id: plan,
            track_id: track,
            track_kind: Code(kind),
            text: format!("mål {}", self.chance.below(1000)),
            kind: word(self.chance),
            icf_code: self.text(),
            baseline: self.text(),
            target: self.text(),
            due: Some(self.day()),
            state: word(self.chance),
            position,
            author_id: None,
            removed_reason: None,
        };
        self.state.plan_goal.push(row);
        id
    }

    fn intervention(
        &mut self,
        (plan, track, kind): (Uuid, Uuid, TrackKind),
        goal: Uuid,
        from: DateTime<Utc>,
        position: i32,
    ) -> Uuid {
        let id = self.id();
        let provider = self.chance.pick(&self.state.organisation).map(|row| row.id);
        let row = entity::plan_intervention::Model {
            citizen_id: self.citizen,
            row_id: self.id(),
            id,
            case_id: self.case,
            version: 1,
            recorded_at: from,
            superseded_at: None,
            plan_id: plan,
            track_id: track,
            track_kind: Code(kind),
            goal_id: maybe(self.chance, goal),
            kind: word(self.chance),
            description: self.text(),
            legal_basis: self.text(),
            provider_organisation_id: provider.filter(|_| self.chance.in_hundred(40)),
            provider_name: self.text(),
            from_date: Some(self.day()),
            to_date: None,
            minutes_per_week: Some(90),
            state: word(self.chance),
            stop_reason: None,
            position,
            author_id: None,
            removed_reason: None,
        };
        self.state.plan_intervention.push(row);
        id
    }

    fn follow_up(&mut self, goals: &[(Uuid, TrackKind)]) {
        let (id, (organisation, unit)) = (self.id(), self.writer());
        let mut plans = self.state.coordination_plan.iter();
        let plan = plans.find(|plan| plan.case_id == self.case).map(|plan| plan.id);
        let row = entity::follow_up::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.case,
            organisation_id: organisation,
            unit_id: unit,
            author_id: self.professional(),
            plan_id: plan,
            kind: word(self.chance),
            state: word(self.chance),
            date: self.day(),
            next_date: Some(self.day()),
            outcome: Some(word(self.chance)),
            changes: self.text(),
            relatives: self.text(),
            work: self.text(),
            education: self.text(),
            recorded_at: self.at(),
            version: 1,
            annulled_at: None,
            annul_reason: None,
        };
        self.state.follow_up.push(row);
        for position in 1..=2 {
            let row = entity::follow_up_participant::Model {
                citizen_id: self.citizen,
                id: self.id(),
                case_id: self.case,
                follow_up_id: id,
                kind: word(self.chance),
                name: "Deltager".to_owned(),
                organisation_id: self.chance.pick(&self.state.organisation).map(|row| row.id),
                professional_id: None,
                position,
            };
            self.state.follow_up_participant.push(row);
        }
        for _ in 0..2 {
            let Some((goal, kind)) = self.chance.pick(goals).copied() else { break };
            let row = entity::follow_up_goal::Model {
                citizen_id: self.citizen,
                id: self.id(),
                case_id: self.case,
                follow_up_id: id,
                goal_id: goal,
                track_kind: Code(kind),
                state: word(self.chance),
                note: self.text(),
            };
            self.state.follow_up_goal.push(row);
        }
    }

    fn council_case(&mut self, meetings: &[Uuid]) {
        let Some(meeting) = self.chance.pick(meetings).copied() else { return };
        let (id, (organisation, unit)) = (self.id(), self.writer());
        let consent = self.state.consent.iter().find(|consent| consent.case_id == self.case);
        let consent = consent.map_or(Uuid::nil(), |consent| consent.id);
        let decided = self.chance.in_hundred(60).then(|| self.at());
        let row = entity::council_case::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.case,
            organisation_id: organisation,
            unit_id: unit,
            author_id: self.professional(),
            council_meeting_id: meeting,
            administrations: Codes::of(&ADMINISTRATIONS[..2]),
            citizen_informed: true,
            consent_id: consent,
            question: "Hvem går først?".to_owned(),
            presentation_health: self.text(),
            presentation_social: self.text(),
            presentation_employment: self.text(),
            presentation_education: self.text(),
            presentation_housing: self.text(),
            presentation_economy: self.text(),
            presentation_network: self.text(),
            deliberation: self.text(),
            deliberation_version: 1,
            decision_type: decided.map(|_| word(self.chance)),
            decision_text: self.text(),
            decided_at: decided,
            decided_by: self.professional(),
            follow_up_meeting_id: meetings.last().copied().filter(|_| decided.is_some()),
            position: 1 + i32::try_from(self.state.council_case.len()).unwrap(),
            recorded_at: self.at(),
            version: 2,
            annulled_at: None,
            annul_reason: None,
        };
        self.state.council_case.push(row);
        let sat = self.state.council_member.iter().filter(|m| m.council_meeting_id == meeting);
        let sat: Vec<_> = sat.map(|member| (member.organisation_id, member.unit_id)).collect();
        for (organisation, unit) in sat {
            self.hold(organisation, unit);
            let row = entity::council_sitting::Model {
                citizen_id: self.citizen,
                id: self.id(),
                case_id: self.case,
                council_case_id: id,
                organisation_id: organisation,
                unit_id: unit,
                user_id: None,
                recorded_at: self.at(),
            };
            self.state.council_sitting.push(row);
        }
        let row = entity::task::Model {
            citizen_id: self.citizen,
            id: self.id(),
            case_id: self.case,
            meeting_id: None,
            item_id: None,
            council_case_id: Some(id),
            text: "Opgave".to_owned(),
            responsible_organisation_id: Some(organisation),
            responsible_user_id: None,
            responsible_name: None,
            due: Some(self.day()),
            state: word(self.chance),
            categories: None,
            created_at: self.at(),
            done_at: None,
            version: 1,
        };
        self.state.task.push(row);
    }
}
