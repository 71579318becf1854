//! Days and hours before the demo's present.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::domain::{clock, dates};

/// The demo's present; every date is counted from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    pub(super) anchor: DateTime<Utc>,
    today: NaiveDate,
}

impl Calendar {
    pub(super) fn new(anchor: DateTime<Utc>) -> Self {
        Self { anchor: clock::truncate(anchor), today: dates::today(anchor) }
    }

    /// The day so many days ago; of a negative number, so many days ahead.
    pub(super) fn day(self, ago: i64) -> NaiveDate {
        self.today.checked_sub_signed(TimeDelta::days(ago)).unwrap_or(self.today)
    }

    /// An hour and minute of that day in Copenhagen.
    pub(super) fn at(self, ago: i64, hour: i64, minute: i64) -> DateTime<Utc> {
        dates::start_of(self.day(ago)) + TimeDelta::minutes(hour * 60 + minute)
    }

    /// How many days ago a day was.
    pub(super) fn ago(self, day: NaiveDate) -> i64 {
        dates::days_between(day, self.today)
    }

    /// Milliseconds of the present since 1970, for ids.
    pub(super) fn millis(self) -> u64 {
        u64::try_from(self.anchor.timestamp_millis()).unwrap_or(0)
    }
}
