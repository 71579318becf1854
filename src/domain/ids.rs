//! New ids: UUID version 7, so that rows made after one another lie beside one another. Within a
//! millisecond they are chance alone: an id that counted would tell how many others were made
//! beside it.

use chrono::{DateTime, Utc};
use uuid::{NoContext, Timestamp, Uuid};

/// A source of ids.
pub trait Ids: std::fmt::Debug + Send + Sync {
    /// A new id for a row made at this instant: its milliseconds, then random bits.
    fn at(&self, at: DateTime<Utc>) -> Uuid;

    /// A new id for a request, or a node that starts: of the machine's own time, which there is
    /// even where the clock fails.
    fn now(&self) -> Uuid;
}

/// Ids by chance.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    fn at(&self, at: DateTime<Utc>) -> Uuid {
        let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
        Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, at.timestamp_subsec_nanos()))
    }

    fn now(&self) -> Uuid {
        Uuid::new_v7(Timestamp::now(NoContext))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_carry_their_instant_and_differ() {
        let at: DateTime<Utc> = "2026-11-22T10:11:12.345Z".parse().unwrap();
        let (one, other) = (RandomIds.at(at), RandomIds.at(at));
        assert_ne!(one, other);
        let (seconds, nanos) = one.get_timestamp().unwrap().to_unix();
        assert_eq!((seconds, nanos), (u64::try_from(at.timestamp()).unwrap(), 345_000_000));
        assert!(one < RandomIds.at(at + chrono::TimeDelta::milliseconds(1)));
    }

    /// Of ids that count, each is as far from the one before.
    #[test]
    fn within_a_millisecond_ids_do_not_count() {
        let at: DateTime<Utc> = "2026-11-22T10:11:12.345Z".parse().unwrap();
        let ids: Vec<_> = (0..64).map(|_| RandomIds.at(at)).collect();
        let rising = ids.windows(2).filter(|pair| pair[0] < pair[1]).count();
        assert!((10..54).contains(&rising), "{rising} of 63 rise");
    }
}
