//! Duties around a coordinating meeting: deadlines before it, in calendar days in Copenhagen (R25,
//! R26), and who tells the citizen of it (R28).

use chrono::{Days, NaiveDate};

use crate::dates::day_of;
use crate::facts::Instant;
use crate::flaw::{Fault, Flaw};
use crate::rule::Rule;

/// R25: days before the meeting at which agenda and preliminary map go out.
pub const AGENDA_DAYS: u64 = 21;

/// R26: days before the meeting until which further items are taken.
pub const ITEM_DAYS: u64 = 4;

/// The last day for sending the agenda and the preliminary map (R25).
#[must_use]
pub fn agenda_by(meeting: Instant) -> NaiveDate {
    before(meeting, AGENDA_DAYS)
}

/// The last day for submitting a further item (R26).
#[must_use]
pub fn item_by(meeting: Instant) -> NaiveDate {
    before(meeting, ITEM_DAYS)
}

/// R25: a warning, not a refusal, where the agenda goes out late.
#[must_use]
pub fn agenda_warning(sent: Instant, meeting: Instant) -> Option<Flaw> {
    let late = day_of(sent) > agenda_by(meeting);
    late.then(|| Flaw::new(Rule::R25, Fault::AgendaLate, "sentAt"))
}

/// R26: the refusal of a further item that comes late.
#[must_use]
pub fn item_flaw(submitted: Instant, meeting: Instant) -> Option<Flaw> {
    let late = day_of(submitted) > item_by(meeting);
    late.then(|| Flaw::new(Rule::R26, Fault::ItemLate, "item"))
}

/// R28: the refusal to close a meeting that the citizen was not at while nobody informs them.
#[must_use]
pub fn informer_flaw(citizen_present: bool, informer_named: bool) -> Option<Flaw> {
    let missing = !citizen_present && !informer_named;
    missing.then(|| Flaw::new(Rule::R28, Fault::InformerMissing, "informsCitizenId"))
}

fn before(meeting: Instant, days: u64) -> NaiveDate {
    day_of(meeting).checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}
