//! Cases by recipe: one citizen, the case in its state, and what that state brings with it.

use chrono::DateTime;
use law::dates::comes_of_age;
use law::forms::{CaseStatus, EnquiryOutcome, OpenedBy, RepresentativeKind};
use law::{Category, CategorySet, Purpose};
use uuid::Uuid;

use super::calendar::Calendar;
use super::consents::Grant;
use super::course::{Course, RECIPES, Recipe};
use super::directory::{BIF, Firm, GP, HOSPITAL, PROVIDER, PSYCHIATRY, SOF, SUF, Town};
use super::draft::Draft;
use super::numbers::Replacements;
use super::rng::Rng;
use super::texts;
use crate::store::{CaseRows, StoreError};

/// Who enquires; none: the citizen.
const ENQUIRERS: &[Option<Firm>] =
    &[Some(GP), Some(HOSPITAL), None, Some(PSYCHIATRY), Some(BIF), Some(PROVIDER), None, Some(SUF)];

/// The millisecond in the ids of the showcase's citizen and case: 1 January 2026.
const SHOWCASE_MILLIS: u64 = 1_767_225_600_000;

/// An empty case of a citizen. The ids of citizens and cases follow one another, so that rows
/// written after one another lie beside one another.
pub(super) fn blank<'a>(
    town: &'a Town,
    calendar: Calendar,
    seed: u64,
    index: u64,
    office: usize,
) -> Draft<'a> {
    let base = Base { lead: SOF, office, purpose: Purpose::Dkk };
    draft(town, calendar, Rng::of(seed, index), index, (index + 1, base))
}

/// Whose a case is, and of which bundle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Base {
    /// The lead authority.
    pub(super) lead: Firm,
    /// Its unit.
    pub(super) office: usize,
    pub(super) purpose: Purpose,
}

/// As [`blank`], of a brain-injury case: from a stream and with numbers beyond those of the others.
pub(super) fn blank_of<'a>(
    town: &'a Town,
    calendar: Calendar,
    seed: u64,
    index: u64,
    base: Base,
) -> Draft<'a> {
    let rng = Rng::of(seed, index | 1 << 41);
    draft(town, calendar, rng, index, (index + 1 + 2 * super::MOST_CITIZENS, base))
}

fn draft<'a>(
    town: &'a Town,
    calendar: Calendar,
    mut rng: Rng,
    index: u64,
    (number, base): (u64, Base),
) -> Draft<'a> {
    // The showcases have the same ids in every demo, so that examples can name them.
    let millis = match index {
        0 => SHOWCASE_MILLIS,
        _ => (calendar.millis() + index).saturating_sub(1_000_000_000),
    };
    let (citizen, id) = (rng.id(millis), rng.id(millis));
    Draft {
        town,
        calendar,
        rng,
        number,
        citizen,
        id,
        lead: base.lead,
        office: &town.offices(base.lead)[base.office],
        purpose: base.purpose,
        opened_at: DateTime::UNIX_EPOCH,
        rows: CaseRows::default(),
        references: Vec::new(),
        numbers: Vec::new(),
    }
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
        // A stream of its own, beyond those of the citizens.
        old.rng = Rng::of(seed, index | 1 << 40);
        old.number += super::MOST_CITIZENS;
        old.id = old.rng.id(calendar.millis().saturating_sub(1_000_000_000));
        old.rows.citizens = draft.rows.citizens.clone();
        old.fill(&before, &span, index, turn)?;
        old.rows.citizens.clear();
        old.rows.representatives.clear();
        old.references.retain(|reference| reference.entity_id != old.citizen);
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
            self.basis(index / 3)?;
        }
        self.own_numbers();
        Ok(())
    }

    /// A guardian or parent where the consent needs one; a party representative now and then.
    pub(super) fn someone_acts(&mut self, grant: Grant, course: &Course) -> Option<Uuid> {
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
            Grant::Parent => {
                let born = self.rows.citizens.iter().find(|row| row.id == self.citizen);
                let to = born.map(|row| comes_of_age(row.birth_date));
                (RepresentativeKind::Parent, "Forældremyndighed", all, to)
            }
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
