//! The case from hospital to job centre, the same ids in every demo; see the module's own words.

use chrono::NaiveDate;
#[cfg(test)]
use law::CategorySet;
use law::forms::{CaseStatus, OpenedBy, ParticipationOrigin};
use law::{Category, Direction, Purpose};
use uuid::Uuid;

use super::super::calendar::Calendar;
use super::super::cases::{Base, blank_of};
use super::super::consents::{ClauseSpec, Grant, Side, grant, written};
use super::super::course::Course;
use super::super::directory::{BIF, BUF, EMPLOYER, Firm, HOSPITAL, SCHOOL, SOF, SUF, Town};
use super::super::draft::{Draft, Partner};
use super::super::numbers::replacement;
use super::super::showcase::{UNIT, brain_injury_worker, worker};
use super::{Plan, Stage};
use crate::store::StoreError;

use Category::{Education, Employment, Health, Process, Social};
use Direction::{Collect, Disclose};

/// Number of the case in the hospital's own system.
pub(crate) const REFERENCE: (&str, &str) = ("EPJ", "EPJ-B00001");

/// Who the showcase is about; the same as in the rows.
pub(crate) struct Identity {
    pub(crate) citizen: Uuid,
    pub(crate) case: Uuid,
    pub(crate) cpr: String,
}

/// The citizen is born on the same day in every demo, so that examples can name the number.
pub(crate) fn birth() -> NaiveDate {
    NaiveDate::from_ymd_opt(1978, 3, 14).unwrap_or_default()
}

const BASE: Base = Base { lead: SOF, office: UNIT, purpose: Purpose::BrainInjury };

/// Ids and number.
pub(crate) fn identity(town: &Town, calendar: Calendar, seed: u64) -> Identity {
    let draft = blank_of(town, calendar, seed, 0, BASE);
    Identity { citizen: draft.citizen, case: draft.id, cpr: replacement(birth(), 0) }
}

/// The showcase, in rows.
pub(super) fn showcase(
    town: &Town,
    calendar: Calendar,
    seed: u64,
) -> Result<Draft<'_>, StoreError> {
    let mut draft = blank_of(town, calendar, seed, 0, BASE);
    let course =
        Course { opened: 100, signed: Some(92), assigned: Some(90), ended: None, closed: None };
    let plan = Plan { stage: Stage::FollowedUp, grant: Grant::Full, course, index: 0, turn: 0 };
    draft.register(birth(), replacement(birth(), 0), 102);
    if let Some(citizen) = draft.rows.citizens.first_mut() {
        citizen.name = "Viggo Eksempel Lund".to_owned();
        citizen.address = Some("Eksempelvej 4, 2200 København N".to_owned());
        citizen.phone = Some("+45 00 65 43 21".to_owned());
        citizen.email = Some("viggo@borger.example".to_owned());
        citizen.address_protected = false;
        citizen.interpreter_language = None;
    }
    draft.open(OpenedBy::Enquiry, CaseStatus::Ongoing, calendar.at(100, 9, 0), None);
    let sender = draft.hospital(HOSPITAL);
    let referral = draft.referral(&plan, Some(sender), calendar.at(100, 8, 15));
    draft.rehabilitation_plan(&plan, sender, Some(referral));
    let id = draft.id;
    draft.reference(HOSPITAL, "EPJ", "BrainInjuryCase", id);
    if let Some(own) = draft.references.last_mut() {
        own.external_id = REFERENCE.1.to_owned();
    }
    let mut consent = written(calendar.at(92, 10, 0), clauses());
    for clause in &mut consent.clauses {
        clause.purpose = Purpose::BrainInjury;
    }
    draft.consent(&consent);
    let coordinator = brain_injury_worker(draft.office);
    draft.assign([coordinator, coordinator], calendar.at(90, 12, 0), None, None)?;
    for firm in [EMPLOYER, SCHOOL] {
        draft.counterpart(firm)?;
    }
    draft.assess_injury(&plan, 90)?;
    let made = draft.coordination_plan(&plan, 90, coordinator)?;
    draft.before_council(&plan, 90, coordinator)?;
    draft.follow_ups(&plan, &made, coordinator)?;
    draft.reference(SOF, "HJK", "BrainInjuryCase", id);
    draft.reference(BIF, "JOB", "BrainInjuryCase", id);
    Ok(draft)
}

/// What the citizen agreed to: each of the others its own matter.
fn clauses() -> Vec<ClauseSpec> {
    let both = |firm: Firm, categories: &[Category]| {
        [Collect, Disclose].map(|way| grant(way, categories, [Side::Of(firm)]))
    };
    let mut clauses: Vec<_> = [
        both(SUF, &[Process, Health, Social]),
        both(BIF, &[Process, Employment]),
        both(BUF, &[Process, Education]),
    ]
    .into_iter()
    .flatten()
    .collect();
    clauses.extend([
        grant(Collect, &[Health], [Side::Of(HOSPITAL)]),
        grant(Disclose, &[Health], [Side::Of(HOSPITAL)]),
        grant(Collect, &[Employment], [Side::Of(EMPLOYER)]),
        grant(Disclose, &[Employment], [Side::Of(EMPLOYER)]),
        grant(Disclose, &[Education], [Side::Of(SCHOOL)]),
    ]);
    clauses
}

impl<'a> Draft<'a> {
    /// A counterpart that takes part by name.
    fn counterpart(&mut self, firm: Firm) -> Result<(), StoreError> {
        let from = self.calendar.at(88, 9, 0);
        let office = &self.town.offices(firm)[0];
        let partner: Partner<'a> = Partner { firm, office, person: worker(office), by_name: true };
        if self.may_invite(firm, from)? {
            self.participate(&partner, ParticipationOrigin::Coordinator, from, None);
        }
        Ok(())
    }
}

/// What each of the others may see of what the lead holds.
#[cfg(test)]
pub(crate) const SEEN: &[(&str, CategorySet)] = &[
    ("sufCaseworker", CategorySet::of(&[Process, Health, Social])),
    ("councilMember", CategorySet::of(&[Process, Health, Social])),
    ("bifCaseworker", CategorySet::of(&[Process, Employment])),
    ("bufCaseworker", CategorySet::of(&[Process, Education])),
    ("hospitalSystem", CategorySet::of(&[Process, Health])),
    ("employerPartner", CategorySet::of(&[Process, Employment])),
    ("schoolPartner", CategorySet::of(&[Process, Education])),
];
