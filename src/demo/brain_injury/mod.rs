//! Brain-injury cases by recipe: what was sent in, how far the case came, and what that brings with
//! it.
//!
//! **The second showcase** is the case of the first of these citizens, from hospital to job centre:
//!
//! | Viewer | sees of it | because |
//! |---|---|---|
//! | `brainInjuryCoordinator`, `sofCaseworker` | all that the lead holds; the tracks by COLLECT | leads the case |
//! | `sufCaseworker` | PROCESS, HEALTH, SOCIAL; its track | takes part by unit, DISCLOSE to SUF |
//! | `bifCaseworker` | PROCESS, EMPLOYMENT; its track | takes part by unit, DISCLOSE to BIF |
//! | `bufCaseworker` | PROCESS, EDUCATION; its track | takes part by unit, DISCLOSE to BUF |
//! | `councilMember` | PROCESS, HEALTH, SOCIAL; the deliberation | sat for SUF |
//! | `hospitalSystem` | what it sent; PROCESS, HEALTH | sent plan and referral, DISCLOSE to the hospital |
//! | `employerPartner` | PROCESS, EMPLOYMENT | takes part by name, DISCLOSE to the employer |
//! | `schoolPartner` | PROCESS, EDUCATION | takes part by name, DISCLOSE to the school |
//! | `brainInjuryCitizen` | all but AUTHOR_ONLY | it is about them |
//! | `hospitalPartner`, `sofOtherUnit`, `unrelated` | nothing: unknown | no relation |

mod assess;
mod council;
mod follow_up;
mod passage;
mod plan;
mod sent_in;
pub(super) mod showcase;
mod texts;

use chrono::NaiveDate;
use law::forms::{CaseStatus, CloseReason, OpenedBy, ParticipationOrigin};
use law::{Purpose, Word};

use super::calendar::Calendar;
use super::cases::{Base, blank_of};
use super::consents::{ConsentSpec, Grant, Side};
use super::course::{Course, Recipe};
use super::directory::{BIF, BUF, EMPLOYER, HOSPITAL, SCHOOL, SOF, SUF, Town};
use super::draft::{Draft, Partner};
use super::numbers::Replacements;
use super::showcase::{UNIT, brain_injury_worker, worker};
use crate::store::StoreError;

use Stage::*;

/// How far a case came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Sent in; nobody has decided.
    Received,
    Rejected,
    Redirected,
    /// The citizen declined.
    Refused,
    /// Opened in error.
    Annulled,
    /// Taken in; nothing is planned.
    Accepted,
    /// Assessed, with a draft of a plan.
    Assessed,
    /// A plan is in force.
    Planned,
    /// Presented to the next meeting of the council.
    Presented,
    /// The council has decided.
    Decided,
    /// Followed up, and the plan revised.
    FollowedUp,
    /// The citizen has reached 65, and nobody has assessed who is responsible.
    Due65,
    /// Assessed ahead of the day.
    Ahead65,
    /// The case has passed to the authority for care.
    Passed65,
    /// Pedagogical support dominates: it stays.
    Stays65,
    /// Done and closed.
    Completed,
    /// Closed as the consent ended.
    Ended,
    /// Closed at an age at which nothing more is coordinated.
    Aged,
}

/// The kinds of cases, in turn.
const RECIPES: &[(Stage, Grant)] = &[
    (FollowedUp, Grant::Full),
    (Received, Grant::None),
    (Planned, Grant::Full),
    (Decided, Grant::Full),
    (Completed, Grant::Full),
    (Presented, Grant::Full),
    (Assessed, Grant::ByCategory),
    (Rejected, Grant::None),
    (Due65, Grant::Full),
    (Planned, Grant::ByOrganisation),
    (FollowedUp, Grant::ByCategory),
    (Accepted, Grant::NotYet),
    (Passed65, Grant::Full),
    (Ended, Grant::Withdrawn),
    (Decided, Grant::ByCategory),
    (Redirected, Grant::None),
    (Planned, Grant::ByKind),
    (FollowedUp, Grant::Renewed),
    (Assessed, Grant::Guardian),
    (Ahead65, Grant::ByCategory),
    (FollowedUp, Grant::Expired),
    (Accepted, Grant::None),
    (Decided, Grant::ClauseWithdrawn),
    (Refused, Grant::None),
    (FollowedUp, Grant::Lapsing),
    (Assessed, Grant::Parent),
    (Stays65, Grant::Full),
    (FollowedUp, Grant::OlderRegime),
    (Planned, Grant::Oral),
    (Accepted, Grant::Annulled),
    (FollowedUp, Grant::Withdrawn),
    (Assessed, Grant::JournalOnly),
    (Completed, Grant::ByCategory),
    (Planned, Grant::Treatment),
    (Annulled, Grant::None),
    (Aged, Grant::Full),
];

/// How many cases are before the council: a meeting of a large town takes no more than one of a
/// small one.
const BEFORE_COUNCIL: u64 = 300;

/// One case to be made.
#[derive(Clone, Copy, Debug)]
struct Plan {
    stage: Stage,
    grant: Grant,
    course: Course,
    /// Number of the case among those of its bundle, from 0.
    index: u64,
    /// How many of its kind came before.
    turn: u64,
}

impl Plan {
    /// One of a list in turn.
    fn cycle<T: Copy>(&self, of: &[T], shift: u64) -> T {
        pick(of, self.index + self.turn + shift)
    }

    fn word<W: Word>(&self, shift: u64) -> W {
        self.cycle(W::ALL, shift)
    }

    fn has_plan(&self) -> bool {
        self.stage >= Assessed
    }

    fn follows_up(&self) -> bool {
        self.stage >= FollowedUp
    }
}

/// One of a list that is not empty, by number.
fn pick<T: Copy>(of: &[T], number: u64) -> T {
    of[usize::try_from(number).unwrap_or(0) % of.len()]
}

/// The case of the brain-injury citizen with this number.
pub(super) fn case<'a>(
    town: &'a Town,
    calendar: Calendar,
    seed: u64,
    index: u64,
    numbers: &mut Replacements,
) -> Result<Draft<'a>, StoreError> {
    if index == 0 {
        return showcase::showcase(town, calendar, seed);
    }
    let kinds = u64::try_from(RECIPES.len()).unwrap_or(1);
    let (stage, grant) = pick(RECIPES, index);
    let turn = index / kinds;
    // Some come to the coordination when they are old already; the authority for care leads those.
    let old = matches!(stage, Planned | Received) && grant != Grant::ByKind && turn % 2 == 1;
    let lead = if old || stage == Passed65 { SUF } else { SOF };
    let place = usize::try_from(index).unwrap_or(0);
    let office = (place + place / 5) % town.offices(lead).len();
    let at = Base { lead, office, purpose: Purpose::BrainInjury };
    let mut draft = blank_of(town, calendar, seed, index, at);
    let recipe = Recipe {
        opened_by: opened_by(stage, index),
        status: status(stage),
        reason: reason(stage),
        grant,
    };
    let course = Course::of(&recipe, calendar, &mut draft.rng);
    let plan = Plan { stage, grant, course, index, turn };
    let birth = match stage {
        _ if old => calendar.day(years(68) + course.opened + draft.rng.between(0, 5_000)),
        _ => plan.birth(&recipe, calendar, &mut draft),
    };
    draft.register(birth, numbers.next(birth), course.opened + 2);
    draft.open_injury(&plan, &recipe);
    draft.fill_injury(&plan)?;
    Ok(draft)
}

fn opened_by(stage: Stage, index: u64) -> OpenedBy {
    match stage {
        Received | Rejected | Redirected => OpenedBy::Enquiry,
        _ => {
            use OpenedBy::{Application, Enquiry, OwnInitiative};
            pick(&[Enquiry, Enquiry, OwnInitiative, Application], index)
        }
    }
}

fn status(stage: Stage) -> CaseStatus {
    match stage {
        Received | Annulled => CaseStatus::OnTheWay,
        _ if reason(stage).is_some() => CaseStatus::Closed,
        _ => CaseStatus::Ongoing,
    }
}

fn reason(stage: Stage) -> Option<CloseReason> {
    match stage {
        Rejected | Redirected => Some(CloseReason::Other),
        Refused => Some(CloseReason::Refused),
        Completed => Some(CloseReason::NeedMetAndCoordinated),
        Ended => Some(CloseReason::ConsentEnded),
        Aged => Some(CloseReason::Age),
        _ => None,
    }
}

fn years(years: i64) -> i64 {
    years * 365 + years / 4
}

impl Plan {
    /// A day of birth that suits the stage; for the passage at 65, so many days from it.
    fn birth(&self, recipe: &Recipe, calendar: Calendar, draft: &mut Draft<'_>) -> NaiveDate {
        let since = match self.stage {
            Due65 => draft.rng.between(5, 30),
            Ahead65 => -draft.rng.between(20, 60),
            // After the coordinator came, who works for the authority that led until then.
            Passed65 => self.course.assigned.unwrap_or(0) / 3,
            Stays65 => draft.rng.between(20, 40),
            _ => return self.course.birth(recipe, calendar, &mut draft.rng),
        };
        let day = calendar.day(since);
        day.checked_sub_months(chrono::Months::new(65 * 12)).unwrap_or(day)
    }
}

impl<'a> Draft<'a> {
    fn open_injury(&mut self, plan: &Plan, recipe: &Recipe) {
        let course = &plan.course;
        let opened_at = self.calendar.at(course.opened, 9, self.rng.between(0, 59));
        let closed_at = course.closed.map(|ago| self.calendar.at(ago, 14, 20));
        self.open(recipe.opened_by, recipe.status, opened_at, closed_at.zip(recipe.reason));
        if plan.stage == Annulled
            && let Some(case) = self.rows.cases.last_mut()
        {
            case.annulled_at = Some(self.calendar.at(course.opened - 2, 10, 0));
            case.annul_reason = Some("Oprettet på en forkert borger.".to_owned());
            case.version += 1;
        }
    }

    /// Fills the case by its stage and course.
    fn fill_injury(&mut self, plan: &Plan) -> Result<(), StoreError> {
        let calendar = self.calendar;
        let course = plan.course;
        let representative = self.someone_acts(plan.grant, &course);
        if plan.stage != Annulled {
            self.sent_in(plan);
        }
        let specs = self.grants(plan.grant, &course, plan.turn, representative);
        for spec in &specs {
            self.consent(spec);
        }
        let Some(assigned) = course.assigned else { return Ok(()) };
        let own_unit = self.office.id == self.town.offices(SOF)[UNIT].id;
        let coordinator =
            if own_unit { brain_injury_worker(self.office) } else { self.caseworker() };
        // At the passage the coordinator of the former lead is followed by one of the next.
        let passed = self.reaches_65().filter(|_| plan.stage == Passed65);
        let passed = passed.map(|(_, assessed)| assessed + passage::HANDED_OVER);
        let first = match passed {
            Some(_) => worker(&self.town.offices(SOF)[0]),
            None => coordinator,
        };
        let closed_at = course.closed.map(|ago| calendar.at(ago, 14, 20));
        let ended = closed_at.or(course.ended.map(|ago| calendar.at(ago, 14, 0)));
        let from = calendar.at(assigned, 12, self.rng.between(0, 59));
        if !self.assign([first, coordinator], from, passed, ended)? {
            return Ok(());
        }
        self.invite(plan, assigned, &specs)?;
        self.assess_injury(plan, assigned)?;
        if plan.has_plan() {
            let made = self.coordination_plan(plan, assigned, coordinator)?;
            self.before_council(plan, assigned, coordinator)?;
            self.follow_ups(plan, &made, coordinator)?;
            self.team(plan, &made)?;
            self.passage(plan, coordinator)?;
        }
        self.injury_numbers();
        Ok(())
    }

    /// Lets in who is named in the consents and takes no part otherwise: employer and school, and
    /// the administrations before they have a track.
    fn invite(
        &mut self,
        plan: &Plan,
        assigned: i64,
        specs: &[ConsentSpec],
    ) -> Result<(), StoreError> {
        let from_at = self.calendar.at(assigned, 15, 30);
        let to_at = plan.course.closed.map(|ago| self.calendar.at(ago, 14, 20));
        let sides: Vec<_> =
            specs.iter().flat_map(|spec| &spec.clauses).flat_map(|c| &c.sides).copied().collect();
        for firm in [EMPLOYER, SCHOOL, HOSPITAL] {
            let named = sides.iter().any(|side| matches!(side, Side::Of(of) if *of == firm));
            if named && !self.takes_part(firm) && self.may_invite(firm, from_at)? {
                let partner = Partner { by_name: firm != HOSPITAL, ..self.partner(firm) };
                self.participate(&partner, ParticipationOrigin::Coordinator, from_at, to_at);
            }
        }
        Ok(())
    }

    fn takes_part(&self, firm: super::directory::Firm) -> bool {
        let id = self.town.organisation(firm).id.0;
        self.rows.participations.iter().any(|p| p.organisation_id == id)
    }

    /// The case's number in the systems of those who work on it.
    fn injury_numbers(&mut self) {
        self.reference(self.lead, "HJK", "BrainInjuryCase", self.id);
        for (firm, system) in [(BIF, "JOB"), (BUF, "UNG")] {
            if self.takes_part(firm) {
                self.reference(firm, system, "BrainInjuryCase", self.id);
            }
        }
    }
}
