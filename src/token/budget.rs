//! What a client may ask in a time: a budget in the cost of queries, and so many requests at once,
//! so that no client can starve another. Each node keeps its own.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::{StateInformationMiddleware, StateSnapshot};
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How much a client may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Cost at once; not below the most that one operation can cost.
    pub burst: NonZeroU32,
    /// Cost that comes back each second.
    pub per_second: NonZeroU32,
    /// Requests at one time; more wait for a turn.
    pub at_once: NonZeroU32,
}

impl Default for Allowance {
    /// A burst of 1,000,000, 50,000 a second, 32 requests at once.
    fn default() -> Self {
        let number = |n: u32| NonZeroU32::MIN.saturating_add(n - 1);
        Self { burst: number(1_000_000), per_second: number(50_000), at_once: number(32) }
    }
}

type Limiter =
    RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// The budgets of a node's clients.
pub struct Budgets {
    allowance: Allowance,
    limiter: Limiter,
    turns: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// What a request was charged, and what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// What it cost.
    pub cost: u32,
    /// The most that can be left.
    pub limit: u32,
    /// What is left.
    pub remaining: u32,
    /// How long until all of it is back.
    pub resets_in: Duration,
}

/// The budget is spent: how long until it is enough again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent(pub Duration);

impl Spent {
    /// In whole seconds, one at least.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0.as_secs().saturating_add(1)
    }
}

impl Budgets {
    /// Budgets of this size.
    #[must_use]
    pub fn new(allowance: Allowance) -> Self {
        let quota = Quota::per_second(allowance.per_second).allow_burst(allowance.burst);
        let limiter = RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>();
        Self { allowance, limiter, turns: Mutex::default() }
    }

    /// Charges a client.
    ///
    /// # Errors
    /// The budget is spent.
    pub fn charge(&self, client: &str, cost: u64) -> Result<Charge, Spent> {
        let cost = u32::try_from(cost).unwrap_or(u32::MAX).min(self.allowance.burst.get());
        let units = NonZeroU32::new(cost).unwrap_or(NonZeroU32::MIN);
        match self.limiter.check_key_n(&client.to_owned(), units) {
            Ok(Ok(state)) => Ok(self.charged(units.get(), &state)),
            Ok(Err(until)) => Err(Spent(until.wait_time_from(DefaultClock::default().now()))),
            // The cost was held to the burst above.
            Err(_) => Err(Spent(Duration::from_secs(1))),
        }
    }

    fn charged(&self, cost: u32, state: &StateSnapshot) -> Charge {
        let (limit, remaining) = (self.allowance.burst.get(), state.remaining_burst_capacity());
        let missing = f64::from(limit.saturating_sub(remaining));
        let resets_in =
            Duration::from_secs_f64(missing / f64::from(self.allowance.per_second.get()));
        Charge { cost, limit, remaining, resets_in }
    }

    /// Waits for the client's turn: it holds as long as what is returned.
    pub async fn turn(&self, client: &str) -> Option<OwnedSemaphorePermit> {
        let turns = {
            let mut all = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            let new = || Arc::new(Semaphore::new(self.allowance.at_once.get() as usize));
            Arc::clone(all.entry(client.to_owned()).or_insert_with(new))
        };
        // Nobody closes it.
        turns.acquire_owned().await.ok()
    }

    /// Forgets clients whose budget is whole.
    pub fn tidy(&self) {
        self.limiter.retain_recent();
        let mut all = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, turns| Arc::strong_count(turns) > 1);
    }
}

impl Charge {
    /// The charge with what was charged before for the same request.
    #[must_use]
    pub fn with(self, before: u32) -> Self {
        Self { cost: self.cost + before, ..self }
    }

    /// As headers: the budget, and what is left of it
    /// (draft-ietf-httpapi-ratelimit-headers).
    #[must_use]
    pub fn headers(&self, allowance: Allowance) -> [(&'static str, String); 2] {
        let window = self.limit.div_ceil(allowance.per_second.get());
        let seconds = self.resets_in.as_secs_f64().ceil();
        [
            ("ratelimit-policy", format!("\"cost\";q={};w={window}", self.limit)),
            ("ratelimit", format!("\"cost\";r={};t={seconds}", self.remaining)),
        ]
    }
}

impl Budgets {
    /// How much a client may ask.
    #[must_use]
    pub fn allowance(&self) -> Allowance {
        self.allowance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budgets(burst: u32, per_second: u32, at_once: u32) -> Budgets {
        let number = |n| NonZeroU32::new(n).unwrap();
        Budgets::new(Allowance {
            burst: number(burst),
            per_second: number(per_second),
            at_once: number(at_once),
        })
    }

    #[test]
    fn a_budget_is_spent_by_cost_and_each_client_has_its_own() {
        let budgets = budgets(100, 1, 1);
        let charge = budgets.charge("one", 60).unwrap();
        assert_eq!((charge.cost, charge.limit, charge.remaining), (60, 100, 40));
        assert_eq!(charge.resets_in.as_secs(), 60);
        let Spent(wait) = budgets.charge("one", 60).unwrap_err();
        assert!((19..=20).contains(&wait.as_secs()), "{wait:?}");
        assert_eq!(budgets.charge("one", 30).unwrap().remaining, 10, "less can still be asked");
        assert_eq!(budgets.charge("other", 100).unwrap().remaining, 0);
        assert!(budgets.charge("other", 0).is_err(), "nothing is free");
        assert_eq!(budgets.charge("third", u64::MAX).unwrap().cost, 100, "one operation fits");
        let headers = charge.headers(budgets.allowance());
        assert_eq!(headers[0].1, "\"cost\";q=100;w=100");
        assert_eq!(headers[1].1, "\"cost\";r=40;t=60");
    }

    #[tokio::test]
    async fn a_client_waits_for_its_own_turn_and_for_nobody_elses() {
        let budgets = budgets(100, 1, 2);
        let (one, _two) = (budgets.turn("one").await, budgets.turn("one").await);
        let waits = async || {
            tokio::time::timeout(Duration::from_millis(20), budgets.turn("one")).await.is_err()
        };
        assert!(waits().await);
        assert!(budgets.turn("other").await.is_some());
        drop(one);
        assert!(!waits().await);
        budgets.tidy();
        assert!(budgets.turns.lock().unwrap().contains_key("one"), "one is still in use");
    }
}
