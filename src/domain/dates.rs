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

/// Age in whole years on a day; none before birth. Who is born on 29 February turns a year older
/// on 1 March in other years.
#[must_use]
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> Option<u32> {
    day.years_since(birth)
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

    #[test]
    fn age_turns_on_the_birthday() {
        assert_eq!(age_on(day("1960-05-02"), day("2026-05-01")), Some(65));
        assert_eq!(age_on(day("1960-05-02"), day("2026-05-02")), Some(66));
        assert_eq!(age_on(day("2008-02-29"), day("2026-02-28")), Some(17));
        assert_eq!(age_on(day("2008-02-29"), day("2026-03-01")), Some(18));
        assert_eq!(age_on(day("2026-05-02"), day("2026-05-01")), None);
    }
}
