//! What was sent in or reached the lead: referrals with attachments, rehabilitation plans.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::column::{Code, CodeList, Codes};
use law::brain_injury::rehabilitation_plan::{asks_for_coordinator, start_by};
use law::brain_injury::{
    AttachmentKind, DiagnosisGroup, Difficulty, FreeChoice, Phase, ReferralDecision, ReferrerKind,
    RehabilitationPlanType,
};
use law::forms::ParticipationOrigin;
use law::regime::START_LIMITS;
use law::{OrganisationKind, Word};
use uuid::Uuid;

use super::super::directory::{EMPLOYER, Firm, GP, HOSPITAL, PSYCHIATRY, SCHOOL, SUF};
use super::super::draft::{Draft, Partner};
use super::super::{names, showcase};
use super::{Plan, Stage, pick, texts};

/// Diagnosis codes by group.
fn codes(group: DiagnosisGroup) -> &'static [&'static str] {
    match group {
        DiagnosisGroup::Infarct => &["DI639", "DR470"],
        DiagnosisGroup::Haemorrhage => &["DI619"],
        DiagnosisGroup::UnspecifiedStroke => &["DI649"],
        DiagnosisGroup::Subarachnoid => &["DI609"],
        DiagnosisGroup::OtherVascular => &["DI679"],
        DiagnosisGroup::TransientIschaemic => &["DG459"],
        DiagnosisGroup::Trauma => &["DS062", "DS020"],
        DiagnosisGroup::Encephalopathy => &["DG931"],
        DiagnosisGroup::Infection => &["DG049"],
        DiagnosisGroup::Tumour => &["DC719"],
        DiagnosisGroup::Other => &["DG939"],
        DiagnosisGroup::Sequelae => &["DI693"],
    }
}

impl<'a> Draft<'a> {
    /// A referral, and for most a rehabilitation plan as well.
    pub(super) fn sent_in(&mut self, plan: &Plan) {
        let opened = plan.course.opened;
        let sender = match plan.cycle(ReferrerKind::ALL, 0) {
            ReferrerKind::Hospital => Some(self.hospital(HOSPITAL)),
            ReferrerKind::GeneralPractice => Some(self.partner(GP)),
            _ => None,
        };
        let referral = self.referral(plan, sender, self.calendar.at(opened, 8, 15));
        let makes = pick(&[HOSPITAL, HOSPITAL, PSYCHIATRY], plan.index);
        if !plan.index.is_multiple_of(4) || sender.is_none() {
            let from = match sender.filter(|_| makes == HOSPITAL) {
                Some(sender) if sender.firm == HOSPITAL => sender,
                _ => self.hospital(makes),
            };
            self.rehabilitation_plan(plan, from, Some(referral));
        }
    }

    /// The unit of a hospital that discharges, by the first of its people.
    pub(super) fn hospital(&mut self, firm: Firm) -> Partner<'a> {
        let offices = self.town.offices(firm);
        let office = &offices[offices.len() - 1];
        Partner { firm, office, person: showcase::worker(office), by_name: false }
    }

    /// Who sends takes part, and holds what they sent.
    fn sends(&mut self, plan: &Plan, sender: &Partner<'a>, at: DateTime<Utc>) {
        let closed = plan.course.closed.map(|ago| self.calendar.at(ago, 14, 20));
        if !self.takes_part(sender.firm) {
            self.participate(sender, ParticipationOrigin::SentIn, at, closed);
        }
        self.hold(*sender);
    }

    /// A referral, with its decision where there is one; its id.
    pub(super) fn referral(
        &mut self,
        plan: &Plan,
        sender: Option<Partner<'a>>,
        received_at: DateTime<Utc>,
    ) -> Uuid {
        if let Some(sender) = &sender {
            self.sends(plan, sender, received_at);
        }
        let id = self.new_id();
        let day = law::dates::day_of(received_at);
        let group: DiagnosisGroup = plan.word(0);
        let difficulties: Vec<_> = (0..3).map(|step| plan.word::<Difficulty>(step)).collect();
        let decision = match plan.stage {
            Stage::Received => None,
            Stage::Rejected => Some(ReferralDecision::Rejected),
            Stage::Redirected => Some(ReferralDecision::Redirected),
            _ => Some(ReferralDecision::Accepted),
        };
        let decided = decision.is_some();
        let by = self.caseworker().id;
        let kind = match sender.map(|sender| sender.firm) {
            Some(GP) => ReferrerKind::GeneralPractice,
            Some(_) => ReferrerKind::Hospital,
            // Whoever sends in on its own is told of by the sender.
            None => pick(
                &[
                    ReferrerKind::Municipal,
                    ReferrerKind::Citizen,
                    ReferrerKind::Relative,
                    ReferrerKind::Other,
                ],
                plan.index,
            ),
        };
        let referrer_name = match (sender, kind) {
            (Some(sender), _) => sender.person.name.clone(),
            (None, ReferrerKind::Citizen) => self.citizen_name(),
            _ => names::person(&mut self.rng),
        };
        self.rows.referrals.push(entity::brain_injury_referral::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            organisation_id: sender.map(|sender| self.town.organisation(sender.firm).id.0),
            unit_id: sender.map(|sender| sender.office.id),
            author_id: sender.is_none().then_some(by),
            referrer_kind: Code(kind),
            referrer_name: Some(referrer_name),
            received_at,
            diagnosis_group: Some(Code(group)),
            diagnosis_codes: CodeList::of(codes(group).iter().map(|c| (*c).to_owned()).collect())
                .unwrap_or_default(),
            injury_date: Some(day - TimeDelta::days(24)),
            phase: Some(Code(plan.word::<Phase>(1))),
            medically_diagnosed: Some(plan.index % 5 != 3),
            hospital_id: Some(self.town.organisation(HOSPITAL).id.0),
            hospital_name: Some(self.town.name(HOSPITAL).to_owned()),
            admitted_on: Some(day - TimeDelta::days(24)),
            discharged_on: Some(day - TimeDelta::days(1)),
            difficulties: Codes::of(&difficulties),
            work_status: Some(Code(plan.word(2))),
            employer: plan.index.is_multiple_of(2).then(|| self.town.name(EMPLOYER).to_owned()),
            education_status: Some(Code(plan.word(3))),
            school: plan.index.is_multiple_of(3).then(|| self.town.name(SCHOOL).to_owned()),
            income_source: Some(Code(plan.word(4))),
            housing: Some(plan.cycle(texts::HOMES, 0).to_owned()),
            relatives: Some(plan.cycle(texts::RELATIVES, 0).to_owned()),
            children_under_18: Some(plan.cycle(&[0, 2, 1, 0], 0)),
            interpreter_language: plan.index.is_multiple_of(7).then(|| "polsk".to_owned()),
            citizen_wish: Some(plan.cycle(texts::WISHES, 0).to_owned()),
            reason: Some(plan.cycle(texts::REASONS, 0).to_owned()),
            administrations: Codes::of(&[
                OrganisationKind::HealthAndCareAdministration,
                OrganisationKind::EmploymentAdministration,
            ]),
            decision: decision.map(Code),
            decision_reason: (decided && decision != Some(ReferralDecision::Accepted))
                .then(|| plan.cycle(texts::DECISIONS, 0).to_owned()),
            redirected_to: (decision == Some(ReferralDecision::Redirected))
                .then(|| self.town.organisation(SUF).id.0),
            decided_at: decided.then(|| received_at + TimeDelta::hours(26)),
            decided_by: decided.then_some(by),
            recorded_at: received_at,
            version: 1 + i32::from(decided),
            annulled_at: None,
            annul_reason: None,
        });
        for step in 0..2 {
            self.attachment(plan, id, received_at, step);
        }
        if let Some(sender) = sender {
            self.reference(sender.firm, "EPJ", "BrainInjuryReferral", id);
        }
        id
    }

    fn attachment(&mut self, plan: &Plan, referral_id: Uuid, at: DateTime<Utc>, step: u64) {
        let id = self.new_id();
        let kind: AttachmentKind = plan.word(step);
        self.rows.attachments.push(entity::referral_attachment::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            referral_id,
            kind: Code(kind),
            title: kind.danish().to_owned(),
            reference: format!("arkiv/bilag/{id}"),
            sha256: None,
            date: Some(law::dates::day_of(at)),
            recorded_at: at,
            annulled_at: None,
            annul_reason: None,
        });
    }

    /// A rehabilitation plan, and how its course went (R34).
    pub(super) fn rehabilitation_plan(
        &mut self,
        plan: &Plan,
        sender: Partner<'a>,
        referral_id: Option<Uuid>,
    ) -> Uuid {
        let received_at = self.calendar.at(plan.course.opened, 8, 5);
        self.sends(plan, &sender, received_at);
        let id = self.new_id();
        let discharged = law::dates::day_of(received_at) - TimeDelta::days(1);
        let kind = match plan.index {
            0 => RehabilitationPlanType::RehabilitationAtSpecialisedLevel,
            _ => plan.word(0),
        };
        let needs = asks_for_coordinator(kind);
        let need = |texts: &[&str]| needs.then(|| plan.cycle(texts, 0).to_owned());
        let later = plan.index % 6 == 5;
        let earliest = later.then(|| discharged + TimeDelta::days(10));
        let last = start_by(Some(discharged), earliest, START_LIMITS);
        let (started_on, free_choice) = self.course_of(plan, discharged, last);
        let offered = free_choice != FreeChoice::NotRelevant;
        let closed_without = matches!(plan.stage, Stage::Rejected | Stage::Redirected);
        self.rows.rehabilitation_plans.push(entity::rehabilitation_plan::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            organisation_id: self.town.organisation(sender.firm).id.0,
            unit_id: Some(sender.office.id),
            author_id: None,
            sender_sor: self
                .town
                .organisations
                .get(sender.firm)
                .and_then(|organisation| organisation.sor.clone()),
            referral_id,
            plan_type: Code(kind),
            municipal_level: Some(Code(plan.word(1))),
            diagnosis_codes: CodeList::of(
                codes(plan.word(0)).iter().map(|code| (*code).to_owned()).collect(),
            )
            .unwrap_or_default(),
            function_before: Some("Selvhjulpen i alle daglige gøremål.".to_owned()),
            function_now: Some(plan.cycle(texts::FUNCTION, 0).to_owned()),
            rehabilitation_need: Some(plan.cycle(texts::TRAINING, 0).to_owned()),
            discharged_on: Some(discharged),
            earliest_start: earliest,
            hospital_follow_up: Some("Ambulant kontrol om tre måneder.".to_owned()),
            need_health: need(texts::NEED_HEALTH),
            need_social: need(texts::NEED_SOCIAL),
            need_employment: need(texts::NEED_EMPLOYMENT),
            need_education: need(texts::NEED_EDUCATION),
            transport: plan.index.is_multiple_of(3).then(|| "Kørsel med lift".to_owned()),
            interpreter_language: plan.index.is_multiple_of(7).then(|| "polsk".to_owned()),
            received_at,
            first_contact_offered: (!closed_without)
                .then(|| discharged + TimeDelta::days(3))
                .filter(|day| *day <= law::dates::day_of(self.calendar.anchor)),
            started_on,
            free_choice: Code(free_choice),
            free_choice_at: offered
                .then(|| last.map(|day| law::dates::start_of(day + TimeDelta::days(1))))
                .flatten()
                .map(|at| at + TimeDelta::hours(10)),
            responsible_organisation_id: Some(self.town.organisation(SUF).id.0),
            responsible_from: Some(discharged),
            recorded_at: received_at,
            version: 1 + i32::from(started_on.is_some() || offered),
            annulled_at: None,
            annul_reason: None,
        });
        for (position, code) in (1..).zip(texts::ICF) {
            let id_of_entry = self.new_id();
            self.rows.icf_entries.push(entity::icf_entry::Model {
                citizen_id: self.citizen,
                id: id_of_entry,
                case_id: self.id,
                plan_id: id,
                code: (*code).to_owned(),
                qualifier: plan.cycle(&[3, 2, 1, 4, 0], position),
                note: None,
                position: i32::try_from(position).unwrap_or(1),
            });
        }
        self.reference(sender.firm, "EPJ", "RehabilitationPlan", id);
        id
    }

    /// When training started, and what was chosen: in time, or late after a choice was offered, or
    /// not yet.
    fn course_of(
        &self,
        plan: &Plan,
        discharged: NaiveDate,
        last: Option<NaiveDate>,
    ) -> (Option<NaiveDate>, FreeChoice) {
        let today = law::dates::day_of(self.calendar.anchor);
        let late = last.map(|day| day + TimeDelta::days(4)).filter(|day| *day <= today);
        let in_time = last.filter(|day| *day <= today);
        match plan.index % 6 {
            _ if plan.stage < Stage::Accepted => (None, FreeChoice::NotRelevant),
            1 if late.is_some() => (None, FreeChoice::Offered),
            2 if late.is_some() => (late, FreeChoice::Taken),
            3 if late.is_some() => (late, FreeChoice::Declined),
            // The deadline went by, and nobody has offered anything.
            4 => (None, FreeChoice::NotRelevant),
            _ => (in_time.filter(|day| *day > discharged), FreeChoice::NotRelevant),
        }
    }
}
