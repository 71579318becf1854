//! Days as Copenhagen counts them: deadlines, ages and anniversaries follow the local calendar,
//! instants are UTC.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Copenhagen;

/// The calendar day in Copenhagen at an instant.
#[must_use]
pub fn today(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Copenhagen).date_naive()
}

/// The first instant of a day in Copenhagen. The clock is never turned at midnight there, so that
/// the day always starts exactly once.
#[must_use]
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    Copenhagen
        .from_local_datetime(&midnight)
        .earliest()
        .map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
}

/// Whole calendar days from one day to another; negative if `to` lies before `from`.
#[must_use]
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_turns_at_midnight_in_copenhagen() {
        let summer = "2026-07-01T22:00:00Z".parse().unwrap();
        let winter = "2026-01-31T22:59:59Z".parse().unwrap();
        assert_eq!(today(summer), day("2026-07-02"));
        assert_eq!(today(winter), day("2026-01-31"));
        assert_eq!(start_of(day("2026-07-02")), summer);
        assert_eq!(today(start_of(day("2026-03-29"))), day("2026-03-29"));
        assert_eq!(days_between(day("2026-03-28"), day("2026-03-30")), 2);
    }
}
