//! Days as the law counts them: calendar days in Europe/Copenhagen, never 24-hour spans.

use chrono::{Months, NaiveDate, NaiveTime, Offset, TimeZone};
use chrono_tz::Europe::Copenhagen;

use crate::facts::Instant;

/// The end of time: a limit that does not exist.
pub(crate) const FOREVER: Instant = Instant::MAX_UTC;

/// The calendar day in Copenhagen on which an instant falls.
#[must_use]
pub fn day_of(at: Instant) -> NaiveDate {
    let utc = at.naive_utc();
    let offset = Copenhagen.offset_from_utc_datetime(&utc).fix();
    utc.checked_add_offset(offset).unwrap_or(utc).date()
}

/// The instant at which a day begins in Copenhagen.
///
/// Summer time changes at 01:00 UTC, so the offset in force at 00:00 UTC of a day is also the one
/// in force when that day began an hour or two earlier.
#[must_use]
pub fn start_of(day: NaiveDate) -> Instant {
    let midnight = day.and_time(NaiveTime::MIN);
    let offset = Copenhagen.offset_from_utc_datetime(&midnight).fix();
    midnight.checked_sub_offset(offset).unwrap_or(midnight).and_utc()
}

/// The anniversary of a day; 29 February has its anniversary on 28 February in common years.
#[must_use]
pub fn anniversary(day: NaiveDate, years: u32) -> NaiveDate {
    years.checked_mul(12).map_or(NaiveDate::MAX, |months| {
        day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
    })
}

/// The day on which a child comes of age (værgemålsloven § 1).
#[must_use]
pub fn comes_of_age(birth: NaiveDate) -> NaiveDate {
    anniversary(birth, 18)
}

/// The day after.
#[must_use]
pub fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(NaiveDate::MAX)
}

/// Completed years of age on a day; none before birth.
#[must_use]
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> Option<u32> {
    let years = day.years_since(birth)?;
    Some(if anniversary(birth, years + 1) <= day { years + 1 } else { years })
}
