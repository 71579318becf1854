//! New ids: UUID version 7, so that rows made after one another lie beside one another.

use chrono::{DateTime, Utc};
use uuid::{NoContext, Timestamp, Uuid};

/// A new id for a row made at this instant: its milliseconds, then random bits.
#[must_use]
pub fn new_id(at: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, at.timestamp_subsec_nanos()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_carry_their_instant_and_differ() {
        let at: DateTime<Utc> = "2026-11-22T10:11:12.345Z".parse().unwrap();
        let (one, other) = (new_id(at), new_id(at));
        assert_ne!(one, other);
        let (seconds, nanos) = one.get_timestamp().unwrap().to_unix();
        assert_eq!((seconds, nanos), (u64::try_from(at.timestamp()).unwrap(), 345_000_000));
        assert!(one < new_id(at + chrono::TimeDelta::milliseconds(1)));
    }
}
