//! What time it is. Time is an argument everywhere else: only [`SystemClock`] asks the machine.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Timelike, Utc};

/// The clock went back further than it may: nothing is decided on such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the clock went back by `{by_microseconds}` microseconds; set the clock right and try again"
)]
pub struct ClockBackwards {
    /// By how much, in microseconds.
    pub by_microseconds: i64,
}

/// A source of time in whole microseconds, as the database keeps them.
pub trait Clock: Send + Sync {
    /// The present instant, UTC, truncated to microseconds.
    ///
    /// # Errors
    /// The clock went back by more than the source tolerates.
    fn now(&self) -> Result<DateTime<Utc>, ClockBackwards>;
}

/// The machine's clock. It never gives an instant before one that it gave already: a consent that
/// has lapsed would otherwise open again. Small steps back (time synchronisation) are waited out
/// at the latest instant; larger ones fail.
#[derive(Debug, Default)]
pub struct SystemClock {
    latest: AtomicI64,
}

/// How far the machine's clock may step back, in microseconds.
const TOLERANCE: i64 = 1_000_000;

impl SystemClock {
    // The source is a parameter so that a test can turn the time back.
    fn advance(&self, reading: DateTime<Utc>) -> Result<DateTime<Utc>, ClockBackwards> {
        let micros = reading.timestamp_micros();
        let latest = self.latest.fetch_max(micros, Ordering::AcqRel).max(micros);
        if latest - micros > TOLERANCE {
            return Err(ClockBackwards { by_microseconds: latest - micros });
        }
        DateTime::from_timestamp_micros(latest)
            .ok_or(ClockBackwards { by_microseconds: latest - micros })
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for the time"
    )]
    fn now(&self) -> Result<DateTime<Utc>, ClockBackwards> {
        self.advance(Utc::now())
    }
}

/// A clock that stands where it was set; for tests and for synthetic data.
#[derive(Debug)]
pub struct SetClock {
    micros: AtomicI64,
}

impl SetClock {
    /// A clock that stands at this instant.
    #[must_use]
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self { micros: AtomicI64::new(instant.timestamp_micros()) }
    }

    /// Sets it, also backwards.
    pub fn set(&self, instant: DateTime<Utc>) {
        self.micros.store(instant.timestamp_micros(), Ordering::Release);
    }

    /// Moves it.
    pub fn advance(&self, by: TimeDelta) {
        self.micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::AcqRel);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Result<DateTime<Utc>, ClockBackwards> {
        DateTime::from_timestamp_micros(self.micros.load(Ordering::Acquire))
            .ok_or(ClockBackwards { by_microseconds: 0 })
    }
}

/// Cuts an instant to whole microseconds: PostgreSQL keeps no finer ones, and a hash over finer
/// ones would not survive the round trip.
#[must_use]
pub fn truncate(instant: DateTime<Utc>) -> DateTime<Utc> {
    let nanos = instant.nanosecond() / 1_000 * 1_000;
    instant.with_nanosecond(nanos).unwrap_or(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(micros).unwrap()
    }

    #[test]
    fn a_small_step_back_is_waited_out_and_a_large_one_fails() {
        let clock = SystemClock::default();
        assert_eq!(clock.advance(at(10_000_000)), Ok(at(10_000_000)));
        assert_eq!(clock.advance(at(9_500_000)), Ok(at(10_000_000)));
        assert_eq!(clock.advance(at(9_000_000)), Ok(at(10_000_000)));
        assert_eq!(
            clock.advance(at(8_999_999)),
            Err(ClockBackwards { by_microseconds: 1_000_001 })
        );
        assert_eq!(clock.advance(at(10_000_001)), Ok(at(10_000_001)), "and it recovers");
    }

    #[test]
    fn the_system_clock_gives_whole_microseconds() {
        let now = SystemClock::default().now().unwrap();
        assert_eq!(now.nanosecond() % 1_000, 0);
        assert_eq!(truncate(now), now);
    }

    #[test]
    fn truncation_cuts_below_the_microsecond() {
        let fine = DateTime::from_timestamp(5, 123_456_789).unwrap();
        assert_eq!(truncate(fine), DateTime::from_timestamp(5, 123_456_000).unwrap());
    }
}
