//! How often the endpoints are asked. Who proves to be a client is counted by client and address,
//! who proves nothing by address alone, whatever ids it tries: so neither a new id with each request
//! gets around the limit, nor do wrong secrets for a client's id spend what the client may ask.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::error::Fault;
use crate::domain::digest::sha256;

/// How long a secret that proved its client is known by that.
const KNOWN: Duration = Duration::from_secs(60 * 60);

/// Where a request comes from: an IPv4 address, or the /64 that an IPv6 address is in, since who has
/// one has them all. None where that is not known.
type Net = Option<IpAddr>;

/// Digest of an id and its secret.
type Digest = [u8; 32];

/// The limits of a node.
pub(super) struct Limits {
    clients: Bucket<(Net, String)>,
    strangers: Bucket<Net>,
    /// Secrets that proved their clients lately, and until when that counts.
    known: Mutex<HashMap<Digest, Instant>>,
}

/// A request, before anything was proved.
pub(super) struct Asking {
    net: Net,
    secret: Option<Digest>,
}

impl Limits {
    pub(super) fn new(clients: Quota, strangers: Quota) -> Self {
        let (clients, strangers) = (Bucket::new(clients), Bucket::new(strangers));
        Self { clients, strangers, known: Mutex::default() }
    }

    /// Lets a request in that says it is of a client; its secret, where it shows one. A secret that
    /// proved its client lately comes in though its address has spent what strangers may try from
    /// there: they cannot lock it out.
    ///
    /// # Errors
    /// Its client or its address has asked too often.
    pub(super) fn enter(
        &self,
        address: Option<IpAddr>,
        claimed: &str,
        secret: Option<&str>,
    ) -> Result<Asking, Fault> {
        let (net, now) = (net(address), Instant::now());
        self.clients.open(&(net, claimed.to_owned()), now)?;
        let secret = secret.map(|secret| sha256(format!("{claimed}\0{secret}").as_bytes()));
        if !secret.is_some_and(|secret| self.knows(&secret, now)) {
            self.strangers.open(&net, now)?;
        }
        Ok(Asking { net, secret })
    }

    /// Counts a request that proved to be of a client.
    ///
    /// # Errors
    /// The client has asked too often.
    pub(super) fn proved(&self, asking: &Asking, client: &str) -> Result<(), Fault> {
        if let Some(secret) = asking.secret {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(secret, Instant::now() + KNOWN);
        }
        self.clients.charge((asking.net, client.to_owned()))
    }

    /// Counts a request that proved nothing; what it is answered: `fault`, or that it asks too often.
    pub(super) fn failed(&self, asking: &Asking, fault: Fault) -> Fault {
        if let Some(secret) = &asking.secret {
            // It may have been revoked.
            self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(secret);
        }
        self.strangers.charge(asking.net).err().unwrap_or(fault)
    }

    /// Forgets what has passed.
    pub(super) fn tidy(&self) {
        let now = Instant::now();
        self.clients.tidy(now);
        self.strangers.tidy(now);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, until| now < *until);
    }

    fn knows(&self, secret: &Digest, now: Instant) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(secret).is_some_and(|until| now < *until)
    }
}

/// What each may ask, charged after the answer is known, and refused before anything is looked up
/// from when it is spent until some of it is back.
struct Bucket<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    spent: Mutex<HashMap<K, Instant>>,
}

impl<K: Hash + Eq + Clone> Bucket<K> {
    fn new(quota: Quota) -> Self {
        Self { limiter: RateLimiter::keyed(quota), spent: Mutex::default() }
    }

    fn open(&self, key: &K, now: Instant) -> Result<(), Fault> {
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        match spent.get(key).filter(|until| now < **until) {
            Some(until) => Err(too_often(*until, now)),
            None => Ok(()),
        }
    }

    fn charge(&self, key: K) -> Result<(), Fault> {
        let Err(refused) = self.limiter.check_key(&key) else { return Ok(()) };
        let until = refused.earliest_possible();
        self.spent.lock().unwrap_or_else(PoisonError::into_inner).insert(key, until);
        Err(too_often(until, Instant::now()))
    }

    fn tidy(&self, now: Instant) {
        self.limiter.retain_recent();
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.retain(|_, until| now < *until);
    }
}

fn too_often(until: Instant, now: Instant) -> Fault {
    Fault::too_often(until.saturating_duration_since(now).as_secs() + 1)
}

fn net(address: Option<IpAddr>) -> Net {
    Some(match address?.to_canonical() {
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
        address => address,
    })
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use axum::http::StatusCode;

    use super::*;

    fn limits(clients: u32, strangers: u32) -> Limits {
        let quota = |burst: u32| {
            Quota::per_hour(NonZeroU32::MIN).allow_burst(NonZeroU32::new(burst).unwrap())
        };
        Limits::new(quota(clients), quota(strangers))
    }

    fn from(address: &str) -> Option<IpAddr> {
        Some(address.parse().unwrap())
    }

    /// Proves nothing with a secret, as often as that is answered so.
    fn fail(limits: &Limits, address: &str, id: &str) -> StatusCode {
        match limits.enter(from(address), id, Some("wrong")) {
            Ok(asking) => limits.failed(&asking, Fault::nobody()).status(),
            Err(fault) => fault.status(),
        }
    }

    fn prove(limits: &Limits, address: &str, id: &str, secret: Option<&str>) -> Result<(), Fault> {
        limits.proved(&limits.enter(from(address), id, secret)?, id)
    }

    #[test]
    fn who_proves_nothing_is_held_back_by_address_whatever_ids_it_tries() {
        let limits = limits(2, 4);
        for number in 0..8 {
            let expected = if number < 4 { 401 } else { 429 };
            assert_eq!(fail(&limits, "2001:db8::1", &format!("id-{number}")), expected);
        }
        assert_eq!(fail(&limits, "2001:db8::ffff:2", "id"), 429, "from another of the same /64");
        assert_eq!(fail(&limits, "2001:db8:0:1::1", "id"), 401, "from another network");
        assert_eq!(fail(&limits, "::ffff:192.0.2.1", "id"), 401);
        for _ in 0..4 {
            fail(&limits, "192.0.2.1", "id");
        }
        assert_eq!(fail(&limits, "::ffff:192.0.2.1", "id"), 429, "the same address");
        limits.tidy();
        assert_eq!(fail(&limits, "192.0.2.1", "id"), 429);
    }

    #[test]
    fn a_client_is_not_locked_out_by_who_shows_wrong_secrets_for_its_id() {
        let limits = limits(10, 12);
        let address = "192.0.2.1";
        prove(&limits, address, "fagsystem", Some("right")).unwrap();
        for _ in 0..11 {
            assert_eq!(fail(&limits, address, "fagsystem"), 401);
        }
        prove(&limits, address, "signer", None).unwrap();
        for _ in 0..5 {
            fail(&limits, address, "fagsystem");
        }
        assert_eq!(fail(&limits, address, "fagsystem"), 429);
        prove(&limits, address, "fagsystem", Some("right")).unwrap();
        assert!(prove(&limits, address, "other", Some("right")).is_err(), "not known from before");
        // One that was revoked is known no more.
        let asking = limits.enter(from(address), "fagsystem", Some("right")).unwrap();
        assert_eq!(limits.failed(&asking, Fault::nobody()).status(), 429);
        assert!(limits.enter(from(address), "fagsystem", Some("right")).is_err());
    }

    #[test]
    fn a_client_that_asks_too_often_is_held_back_before_anything_is_looked_up() {
        let limits = limits(2, 100);
        let (one, other) = ("192.0.2.1", "192.0.2.2");
        for expected in [true, true, false] {
            let asking = limits.enter(from(one), "fagsystem", None).unwrap();
            assert_eq!(limits.proved(&asking, "fagsystem").is_ok(), expected);
        }
        assert!(limits.enter(from(one), "fagsystem", None).is_err());
        prove(&limits, one, "another", None).unwrap();
        prove(&limits, other, "fagsystem", None).unwrap();
    }
}
