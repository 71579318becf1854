//! The secret of a client: `stf_`, 43 characters of randomness, 6 of checksum. The prefix lets
//! secret scanners find it, the checksum lets them tell it from a look-alike without asking.

use aws_lc_rs::{constant_time, rand};

use crate::domain::digest::sha256_hex;

const PREFIX: &str = "stf_";
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^43 is just above 2^256.
const RANDOM: usize = 43;
/// 62^6 is above 2^32.
const CHECKSUM: usize = 6;

/// A client's secret, shown once and stored as its SHA-256. `Debug` does not print it.
///
/// A plain hash is enough: nobody can try 2^256 secrets, while a slow hash at every call would
/// let anyone exhaust the server.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one; none where the machine has no randomness to give.
    pub(super) fn generate() -> Option<Self> {
        let mut random = String::with_capacity(RANDOM);
        while random.len() < RANDOM {
            let mut bytes = [0u8; 64];
            rand::fill(&mut bytes).ok()?;
            // Bytes from 248 on are thrown away: every character must be as likely as another.
            let fair = bytes.iter().filter(|byte| **byte < 248);
            let room = RANDOM - random.len();
            random.extend(fair.take(room).map(|b| char::from(ALPHABET[usize::from(b % 62)])));
        }
        let checksum = checksum(&random);
        Some(Self(format!("{PREFIX}{random}{checksum}")))
    }

    /// Reads a secret that a client sent; none if its form or its checksum is wrong.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(PREFIX)?;
        let (random, sum) = rest.split_at_checked(RANDOM)?;
        (sum == checksum(random)).then(|| Self(text.to_owned()))
    }

    /// The secret itself; to be shown once.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored: SHA-256, hex.
    #[must_use]
    pub fn hash(&self) -> String {
        sha256_hex(self.0.as_bytes())
    }

    /// Whether it is the secret of this hash, in constant time.
    #[must_use]
    pub fn matches(&self, hash: &str) -> bool {
        constant_time::verify_slices_are_equal(self.hash().as_bytes(), hash.as_bytes()).is_ok()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

fn checksum(random: &str) -> String {
    let mut sum = crc32fast::hash(random.as_bytes());
    let mut digits = ['0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = char::from(ALPHABET[(sum % 62) as usize]);
        sum /= 62;
    }
    digits.iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_and_a_slip_is_noticed() {
        let secret = Secret::generate().unwrap();
        assert_eq!(secret.expose().len(), 4 + RANDOM + CHECKSUM);
        assert_eq!(Secret::parse(secret.expose()), Some(secret.clone()));
        for position in 0..secret.expose().len() {
            let mut slip = secret.expose().as_bytes().to_vec();
            slip[position] = if slip[position] == b'x' { b'y' } else { b'x' };
            assert_eq!(Secret::parse(std::str::from_utf8(&slip).unwrap()), None, "{position}");
        }
        assert_eq!(Secret::parse(""), None);
        assert_eq!(Secret::parse("stf_\u{e6}"), None);
    }

    #[test]
    fn secrets_differ_and_match_their_own_hash_only() {
        let (one, other) = (Secret::generate().unwrap(), Secret::generate().unwrap());
        assert_ne!(one, other);
        assert!(one.matches(&one.hash()) && !one.matches(&other.hash()) && !one.matches(""));
        assert_eq!(format!("{one:?}"), "Secret(..)");
    }
}
