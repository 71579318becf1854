//! Cases by recipe: one citizen, the case in its state, and what that state brings with it.

use law::forms::{
    CaseStatus, EnquiryOutcome, MeetingKind, MeetingState, OpenedBy, ParticipationOrigin,
    RepresentativeKind, RequestState, Whereabouts,
};
use law::{Category, CategorySet, Direction};
use uuid::Uuid;

use super::calendar::Calendar;
use super::consents::{ConsentSpec, Grant, Side};
use super::course::{Course, RECIPES, Recipe};
use super::directory::{BIF, Firm, GP, HOSPITAL, PROVIDER, PSYCHIATRY, Person, SOF, SUF, Town};
use super::draft::{Draft, Partner, Statement, only};
use super::grants::matter;
use super::meetings::MeetingSpec;
use super::numbers::Replacements;
use super::rng::Rng;
use super::texts;
use crate::store::{CaseRows, StoreError};

/// Who enquires; none: the citizen.
const ENQUIRERS: &[Option<Firm>] =
    &[Some(GP), Some(HOSPITAL), None, Some(PSYCHIATRY), Some(BIF), Some(PROVIDER), None, Some(SUF)];

/// An empty case of a citizen. The ids of citizens and cases follow one another, so that rows
/// written after one another lie beside one another.
pub(super) fn blank<'a>(
    town: &'a Town,
    calendar: Calendar,
    seed: u64,
    index: u64,
    office: usize,
) -> Draft<'a> {
    let mut rng = Rng::of(seed, index);
    let millis = (calendar.millis() + index).saturating_sub(1_000_000_000);
    let (citizen, id) = (rng.id(millis), rng.id(millis));
    let office = &town.offices(SOF)[office];
    let (rows, references) = (CaseRows::default(), Vec::new());
    Draft { town, calendar, rng, citizen, id, office, rows, references }
}

/// The cases of the citizen with this number: one as a rule, none or an earlier one too at times.
pub(super) fn cases<'a>(
    town: &'a Town,
    calendar: Calendar,
    seed: u64,
    index: u64,
    numbers: &mut Replacements,
) -> Result<Vec<Draft<'a>>, StoreError> {
    let place = usize::try_from(index).unwrap_or(0);
    let recipe = &RECIPES[place % RECIPES.len()];
    let turn = index / u64::try_from(RECIPES.len()).unwrap_or(1);
    let mut draft =
        blank(town, calendar, seed, index, (place + place / 6) % town.offices(SOF).len());
    let course = Course::of(recipe, calendar, &mut draft.rng);
    let birth = course.birth(recipe, calendar, &mut draft.rng);
    draft.register(birth, numbers.next(birth), course.opened + 2);
    if place % 40 == 39 {
        return Ok(vec![draft]);
    }
    let mut earlier = None;
    if place % 25 == 7 {
        let before = Recipe {
            opened_by: OpenedBy::Enquiry,
            status: CaseStatus::Closed,
            reason: Some(law::forms::CloseReason::NeedMetAndCoordinated),
            grant: Grant::ByCategory,
        };
        let closed = course.opened + 120;
        let signed = closed + 150;
        let span = Course {
            opened: signed + 12,
            signed: Some(signed),
            assigned: Some(signed - 3),
            ended: Some(closed),
            closed: Some(closed),
        };
        let mut old = blank(town, calendar, seed, index, place % 6);
        // A stream of its own: the later case has drawn the same numbers already.
        old.rng = Rng::of(!seed, index);
        old.id = draft.new_id();
        old.rows.citizens = draft.rows.citizens.clone();
        old.fill(&before, &span, index, turn)?;
        old.rows.citizens.clear();
        old.rows.representatives.clear();
        old.references.retain(|reference| reference.entity_kind != "Citizen");
        earlier = Some(old);
    }
    draft.fill(recipe, &course, index, turn)?;
    Ok(std::iter::once(draft).chain(earlier).collect())
}

impl<'a> Draft<'a> {
    /// Fills the case by its recipe and course.
    fn fill(
        &mut self,
        recipe: &Recipe,
        course: &Course,
        index: u64,
        turn: u64,
    ) -> Result<(), StoreError> {
        let calendar = self.calendar;
        let opened_at = calendar.at(course.opened, 9, self.rng.between(0, 59));
        let closed_at = course.closed.map(|ago| calendar.at(ago, 14, 20));
        self.open(recipe.opened_by, recipe.status, opened_at, closed_at.zip(recipe.reason));
        let representative = self.someone_acts(recipe.grant, course);
        self.prelude(recipe, course, index);
        let specs = self.grants(recipe.grant, course, turn, representative);
        for spec in &specs {
            self.consent(spec);
        }
        let coordinators = [self.caseworker(), self.caseworker()];
        if let Some(assigned) = course.assigned {
            let end = course.ended.unwrap_or(0);
            let halfway = (assigned + end) / 2;
            let hand_over = assigned - end > 90 && self.rng.chance(25);
            let handed_over = hand_over.then(|| calendar.at(halfway, 8, 30));
            let ended = closed_at.or(course.ended.map(|ago| calendar.at(ago, 14, 0)));
            let from = calendar.at(assigned, 12, self.rng.between(0, 59));
            if self.assign(coordinators, from, handed_over, ended)? {
                self.coordinate(course, assigned, coordinators[0], &specs, turn)?;
            }
        }
        if recipe.status == CaseStatus::Ongoing && index.is_multiple_of(3) {
            self.basis(index / 3, 4);
        }
        self.own_numbers();
        Ok(())
    }

    /// A guardian or parent where the consent needs one; a party representative now and then.
    fn someone_acts(&mut self, grant: Grant, course: &Course) -> Option<Uuid> {
        let all = CategorySet::of(&[
            Category::Process,
            Category::Social,
            Category::Health,
            Category::Education,
            Category::Economy,
        ]);
        let from = self.calendar.day(course.opened + 40);
        let (kind, ground, scope, to) = match grant {
            Grant::Guardian => {
                (RepresentativeKind::Guardian, "Værgemål efter værgemålsloven § 5", all, None)
            }
            Grant::Parent => (RepresentativeKind::Parent, "Forældremyndighed", all, None),
            _ if self.rng.chance(6) => {
                let scope = CategorySet::of(&[Category::Process, Category::Economy]);
                let ended = self.rng.chance(30).then(|| self.calendar.day(3));
                let ground = "Fuldmagt efter forvaltningsloven § 8";
                (RepresentativeKind::PartyRepresentative, ground, scope, ended)
            }
            _ => return None,
        };
        let id = self.new_id();
        Some(self.represent(id, kind, ground, scope, (from, to)))
    }

    /// What comes before any consent: enquiry, assessment, goals.
    fn prelude(&mut self, recipe: &Recipe, course: &Course, index: u64) {
        let place = usize::try_from(index).unwrap_or(0);
        let from = ENQUIRERS[place % ENQUIRERS.len()];
        if place % 11 == 3 {
            let outcome = if place.is_multiple_of(2) {
                EnquiryOutcome::Declined
            } else {
                EnquiryOutcome::Referred
            };
            let at = self.calendar.at(course.opened + 30, 10, 10);
            self.enquiry(None, at, outcome);
        }
        let waits = recipe.status == CaseStatus::OnTheWay;
        if recipe.opened_by == OpenedBy::Enquiry || waits {
            let at = self.calendar.at(course.opened, 8, 40);
            let outcome =
                if waits { EnquiryOutcome::UnderAssessment } else { EnquiryOutcome::CaseOpened };
            self.enquiry(from, at, outcome);
        }
        if !waits || place.is_multiple_of(2) {
            let at = self.calendar.at(course.opened - 3, 13, 15);
            // Of those that never came to a coordinator some were found not to need one.
            let needed = recipe.grant != Grant::None || place.is_multiple_of(4);
            self.assess(place % 5 < 3, at, needed, place % 9 == 4);
        }
        if !waits {
            let start = self.rng.below(texts::GOALS.len());
            let many = 1 + self.rng.below(3);
            let goals: Vec<_> =
                (0..many).map(|step| texts::GOALS[(start + step) % texts::GOALS.len()]).collect();
            self.goals(&goals);
        }
    }

    /// What a coordinator does: map, participants, meetings, requests, statements.
    fn coordinate(
        &mut self,
        course: &Course,
        assigned: i64,
        coordinator: &'a Person,
        specs: &[ConsentSpec],
        turn: u64,
    ) -> Result<(), StoreError> {
        let calendar = self.calendar;
        let end = course.ended.unwrap_or(0);
        let whereabouts = match self.rng.below(20) {
            0 | 1 => Whereabouts::Hospital,
            2 => Whereabouts::Prison,
            _ => Whereabouts::None,
        };
        let span = assigned - end;
        let changes: Vec<_> = [end + span * 2 / 3, end + span / 3]
            .iter()
            .filter(|ago| span > 40 && **ago > 1)
            .map(|ago| calendar.at(*ago, 10, 45))
            .collect();
        let roles = self.some_roles(45);
        self.network_map(
            coordinator.id,
            calendar.at(assigned, 15, 0),
            &roles,
            whereabouts,
            &changes,
        );
        let partners = self.partners(course, assigned, specs)?;
        self.leaflet(calendar.at(assigned, 13, 30), coordinator.id, None);
        if let Some(partner) = partners.first() {
            self.leaflet(calendar.at(assigned - 1, 13, 30), coordinator.id, Some(partner.firm));
        }
        self.meetings(course, assigned, coordinator, &partners, turn)?;
        self.exchange(course, assigned, coordinator, &partners, turn)?;
        if specs.iter().flat_map(|s| &s.clauses).any(|c| c.direction == Direction::JournalRead) {
            let partner = self.partner(BIF);
            let at = calendar.at((assigned - 4).max(1), 9, 30);
            let text = self.rng.pick(texts::answers(Category::Employment));
            let categories = Some(only(Category::Employment));
            let (journal, third_party, request_id) = (true, false, None);
            self.statement(Statement {
                partner,
                request_id,
                categories,
                text,
                journal,
                third_party,
                at,
            });
        }
        Ok(())
    }

    /// Organisations that the consents name, and that the law lets take part.
    fn partners(
        &mut self,
        course: &Course,
        assigned: i64,
        specs: &[ConsentSpec],
    ) -> Result<Vec<Partner<'a>>, StoreError> {
        let calendar = self.calendar;
        let to_at = course.closed.map(|ago| calendar.at(ago, 14, 20));
        let mut partners: Vec<Partner<'a>> = Vec::new();
        for spec in specs {
            let signed_ago = calendar.ago(law::dates::day_of(spec.signed_at));
            let from_at = calendar.at(assigned.min(signed_ago) - 1, 9, 15);
            for side in spec.clauses.iter().filter(|c| c.granted_to == SOF).flat_map(|c| &c.sides) {
                let firm = match side {
                    Side::Of(firm) => *firm,
                    Side::Kind(kind) => self.rng.pick(&Town::partners(*kind)),
                };
                let kind = self.town.organisation(firm).kind;
                let known = partners.iter().any(|p| self.town.organisation(p.firm).kind == kind);
                if known || partners.len() == 5 || !self.may_invite(firm, from_at)? {
                    continue;
                }
                let partner = self.partner(firm);
                let origin = match partners.len() {
                    0 => ParticipationOrigin::Coordinator,
                    1 => ParticipationOrigin::InformationRequest,
                    _ => ParticipationOrigin::Invitation,
                };
                self.participate(&partner, origin, from_at, to_at);
                partners.push(partner);
            }
        }
        Ok(partners)
    }

    /// The start, follow-ups as long as the coordination lasts, and the end or what lies ahead.
    fn meetings(
        &mut self,
        course: &Course,
        assigned: i64,
        coordinator: &'a Person,
        guests: &[Partner<'a>],
        turn: u64,
    ) -> Result<(), StoreError> {
        use MeetingState::{Cancelled, Draft as Drafted, Held, MinutesSent, Sent};
        let end = course.ended.unwrap_or(0);
        let mut plans = Vec::new();
        let first_sent = assigned - 2;
        let mut held = first_sent - 21 - self.rng.between(0, 5);
        plans.push((MeetingKind::Start, MinutesSent, held, first_sent));
        let step = ((held - end) / 3).max(60);
        while plans.len() < 3 && held - step > end + 30 {
            held -= step;
            let state = if self.rng.chance(10) { Cancelled } else { MinutesSent };
            // One in ten goes out later than three weeks before (R25).
            let notice = if self.rng.chance(10) { 14 } else { 21 + self.rng.between(0, 5) };
            plans.push((MeetingKind::FollowUp, state, held, held + notice));
        }
        match (course.closed, course.ended, turn % 3) {
            (Some(closed), ..) => {
                plans.push((MeetingKind::Closing, MinutesSent, closed + 3, closed + 25));
            }
            (None, Some(_), _) => {}
            (None, None, 0) => {
                plans.push((MeetingKind::FollowUp, Sent, -20 - self.rng.between(0, 9), 3))
            }
            (None, None, 1) => plans.push((MeetingKind::FollowUp, Drafted, -40, 2)),
            (None, None, _) => plans.push((MeetingKind::FollowUp, Held, 2, 26)),
        }
        for (place, (kind, state, held_ago, sent_ago)) in plans.into_iter().enumerate() {
            let topics = self.topics();
            let spec = MeetingSpec {
                kind,
                state,
                held_ago,
                sent_ago,
                coordinator,
                guests,
                topics,
                own_status: self.rng.chance(30),
                column: self.rng.chance(25).then_some("Opfølgning"),
                proposal: state == Sent,
                citizen_present: self.rng.chance(80),
            };
            let made = self.meeting(&spec)?;
            self.send(&made, place == 0, coordinator.id)?;
            if place == 0 {
                self.reference(SOF, "CSC", "Meeting", made.id);
            }
        }
        Ok(())
    }

    /// Requests to the partners, and statements on one's own account.
    fn exchange(
        &mut self,
        course: &Course,
        assigned: i64,
        coordinator: &'a Person,
        partners: &[Partner<'a>],
        turn: u64,
    ) -> Result<(), StoreError> {
        let calendar = self.calendar;
        for (step, partner) in (0_i64..).zip(partners.iter().take(3)) {
            let round = turn + u64::try_from(step).unwrap_or(0);
            let running = course.ended.is_none();
            let (state, ago) = match round % 4 {
                1 if running => (RequestState::Open, 6),
                2 => (RequestState::Declined, assigned - 3 - step),
                _ => (RequestState::Answered, assigned - 3 - step),
            };
            let on = matter(self.town.organisation(partner.firm).kind);
            let at = calendar.at(ago, 11, self.rng.between(0, 59));
            self.ask(*partner, on, at, coordinator.id, state)?;
        }
        let lead = Partner { firm: SOF, office: self.office, person: coordinator, by_name: false };
        let at = calendar.at(assigned - 5, 14, 10);
        let base = Statement {
            partner: lead,
            request_id: None,
            categories: Some(only(Category::Social)),
            text: self.rng.pick(texts::answers(Category::Social)),
            journal: false,
            third_party: false,
            at,
        };
        if self.rng.chance(60) {
            let categories = base.categories.filter(|_| self.rng.chance(70));
            self.statement(Statement { categories, ..base });
        }
        if self.rng.chance(12) {
            let text = self.rng.pick(texts::THIRD_PARTY);
            let categories = Some(only(Category::Network));
            self.statement(Statement { text, categories, third_party: true, ..base });
        }
        Ok(())
    }

    /// The case's numbers in the systems of those who work on it.
    pub(super) fn own_numbers(&mut self) {
        self.reference(SOF, "CSC", "DkkCase", self.id);
        self.reference(SOF, "CSC", "Citizen", self.citizen);
        let id_of = |firm: Firm| self.town.organisation(firm).id.0;
        let takes_part =
            |firm: Firm| self.rows.participations.iter().any(|p| p.organisation_id == id_of(firm));
        let (bif, hospital) = (takes_part(BIF), takes_part(HOSPITAL));
        if bif {
            self.reference(BIF, "JOB", "DkkCase", self.id);
        }
        if hospital {
            self.reference(HOSPITAL, "EPJ", "DkkCase", self.id);
        }
    }
}
