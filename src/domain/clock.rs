//! What time it is. Time is an argument everywhere else: only [`SystemClock`] asks the machine.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Timelike, Utc};

/// The clock is further behind what it told, or what another node recorded, than it may be: nothing
/// is decided on such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the clock is behind by `{by_microseconds}` microseconds; set it right, and those of the other \
     nodes, and try again"
)]
pub struct ClockBehind {
    /// By how much, in microseconds.
    pub by_microseconds: i64,
}

/// A source of time in whole microseconds, as the database keeps them.
pub trait Clock: Send + Sync {
    /// The present instant, UTC, truncated to microseconds.
    ///
    /// # Errors
    /// The clock went back by more than the source tolerates.
    fn now(&self) -> Result<DateTime<Utc>, ClockBehind>;

    /// Takes note of an instant that was the present one when it was recorded, maybe by another
    /// node: no earlier one is given any more.
    ///
    /// # Errors
    /// It lies further ahead than the source tolerates.
    fn saw(&self, recorded: DateTime<Utc>) -> Result<(), ClockBehind>;
}

/// The machine's clock. It never gives an instant before one that it gave already, or that another
/// node recorded as the present: a consent that has lapsed, or was taken back there, would otherwise
/// open again. Small steps back (time synchronisation) and small differences between nodes are
/// waited out at the latest instant; larger ones fail.
#[derive(Debug, Default)]
pub struct SystemClock {
    latest: AtomicI64,
}

/// How far the machine's clock may step back, or be behind another node's, in microseconds.
const TOLERANCE: i64 = 1_000_000;

impl SystemClock {
    // The source is a parameter so that a test can turn the time back.
    fn advance(&self, reading: DateTime<Utc>) -> Result<DateTime<Utc>, ClockBehind> {
        let micros = reading.timestamp_micros();
        let latest = self.latest.fetch_max(micros, Ordering::AcqRel).max(micros);
        if latest - micros > TOLERANCE {
            return Err(ClockBehind { by_microseconds: latest - micros });
        }
        DateTime::from_timestamp_micros(latest)
            .ok_or(ClockBehind { by_microseconds: latest - micros })
    }

    // One that is further ahead is not taken note of: a node whose clock is wrong would stop the
    // others, and not only in what it wrote.
    fn follow(&self, reading: DateTime<Utc>, recorded: DateTime<Utc>) -> Result<(), ClockBehind> {
        let behind = recorded.timestamp_micros() - reading.timestamp_micros();
        if behind > TOLERANCE {
            return Err(ClockBehind { by_microseconds: behind });
        }
        self.latest.fetch_max(recorded.timestamp_micros(), Ordering::AcqRel);
        Ok(())
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for the time"
    )]
    fn now(&self) -> Result<DateTime<Utc>, ClockBehind> {
        self.advance(Utc::now())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for the time"
    )]
    fn saw(&self, recorded: DateTime<Utc>) -> Result<(), ClockBehind> {
        if recorded.timestamp_micros() <= self.latest.load(Ordering::Acquire) {
            return Ok(());
        }
        self.follow(Utc::now(), recorded)
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
    fn now(&self) -> Result<DateTime<Utc>, ClockBehind> {
        DateTime::from_timestamp_micros(self.micros.load(Ordering::Acquire))
            .ok_or(ClockBehind { by_microseconds: 0 })
    }

    /// It stands where it was set.
    fn saw(&self, _: DateTime<Utc>) -> Result<(), ClockBehind> {
        Ok(())
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
        assert_eq!(clock.advance(at(8_999_999)), Err(ClockBehind { by_microseconds: 1_000_001 }));
        assert_eq!(clock.advance(at(10_000_001)), Ok(at(10_000_001)), "and it recovers");
    }

    #[test]
    fn what_another_node_recorded_a_little_ahead_is_followed_and_what_is_far_ahead_fails() {
        let clock = SystemClock::default();
        assert_eq!(clock.advance(at(10_000_000)), Ok(at(10_000_000)));
        assert_eq!(clock.follow(at(10_000_000), at(11_000_000)), Ok(()));
        assert_eq!(clock.advance(at(10_000_001)), Ok(at(11_000_000)), "not before it");
        let far = clock.follow(at(10_000_001), at(11_000_002));
        assert_eq!(far, Err(ClockBehind { by_microseconds: 1_000_001 }));
        assert_eq!(clock.advance(at(10_000_001)), Ok(at(11_000_000)), "others are not stopped");
        assert_eq!(clock.follow(at(12_000_000), at(9_000_000)), Ok(()), "what is past");
        assert_eq!(clock.advance(at(12_000_000)), Ok(at(12_000_000)));
        let clock = SystemClock::default();
        let soon = clock.now().unwrap() + TimeDelta::milliseconds(900);
        assert_eq!(clock.saw(soon), Ok(()));
        assert_eq!(clock.now(), Ok(soon));
        assert!(clock.saw(soon + TimeDelta::minutes(1)).is_err());
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
