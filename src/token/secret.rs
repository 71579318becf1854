//! The secret of a client: `stf_`, 43 characters of randomness, 6 of checksum. The prefix lets
//! secret scanners find it, the checksum lets them tell it from a look-alike without asking.

use aws_lc_rs::{constant_time, rand};
use chrono::{DateTime, TimeDelta, Utc};
use entity::client_secret::{Column, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::clients::ClientError;
use crate::domain::digest::sha256_hex;
use crate::domain::{Ids, RandomIds};

/// How many secrets of a client are live at most.
pub const MOST: usize = 2;

/// How long secrets of before are taken, too, where nothing is said.
pub const OVERLAP: TimeDelta = TimeDelta::days(7);

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

    /// Its last characters, to know it by among a client's secrets: of the checksum, they tell
    /// nothing that helps to guess the rest.
    #[must_use]
    pub fn hint(&self) -> String {
        self.0.chars().skip(self.0.len().saturating_sub(4)).collect()
    }
}

/// Whether a text is the secret of one of these hashes. The same comparisons are made however many
/// hashes there are, each in constant time.
pub(super) fn matches_any<'h>(presented: &str, hashes: impl Iterator<Item = &'h str>) -> bool {
    let presented = sha256_hex(presented.as_bytes());
    // Of no text: nothing has this hash.
    let nobodys = "-".repeat(presented.len());
    let mut hashes = hashes.fuse();
    let mut found = false;
    for _ in 0..MOST {
        let hash = hashes.next().unwrap_or(&nobodys);
        found |=
            constant_time::verify_slices_are_equal(presented.as_bytes(), hash.as_bytes()).is_ok();
    }
    found
}

/// A secret of a client, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSecret(Model);

impl LiveSecret {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.0.id
    }

    /// Its last characters.
    #[must_use]
    pub fn hint(&self) -> &str {
        &self.0.hint
    }

    /// Of which client.
    #[must_use]
    pub fn client(&self) -> &str {
        &self.0.client_id
    }

    /// Made when.
    #[must_use]
    pub fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// From when on it is refused.
    #[must_use]
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at
    }

    pub(super) fn hash(&self) -> &str {
        &self.0.hash
    }
}

/// Secrets that are live at an instant.
fn live_at(now: DateTime<Utc>) -> Condition {
    let later = Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now));
    Condition::all().add(Column::RevokedAt.is_null()).add(later)
}

/// The live secrets of a client, oldest first.
///
/// # Errors
/// The database failed.
pub async fn live<C: ConnectionTrait>(
    connection: &C,
    client: &str,
    now: DateTime<Utc>,
) -> Result<Vec<LiveSecret>, DbErr> {
    let query = Entity::find().filter(live_at(now)).filter(Column::ClientId.eq(client));
    let rows = query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(connection);
    Ok(rows.await?.into_iter().map(LiveSecret).collect())
}

/// The live secrets of every client, oldest first.
///
/// # Errors
/// The database failed.
pub async fn all_live<C: ConnectionTrait>(
    connection: &C,
    now: DateTime<Utc>,
) -> Result<Vec<LiveSecret>, DbErr> {
    let query = Entity::find().filter(live_at(now));
    let rows = query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(connection);
    Ok(rows.await?.into_iter().map(LiveSecret).collect())
}

/// Makes a secret of a client.
pub(super) async fn insert<C: ConnectionTrait>(
    connection: &C,
    client: &str,
    expires_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Secret, ClientError> {
    let secret = Secret::generate().ok_or(ClientError::Randomness)?;
    let row = Model {
        id: RandomIds.at(now),
        client_id: client.to_owned(),
        hash: secret.hash(),
        hint: secret.hint(),
        created_at: now,
        expires_at,
        revoked_at: None,
    };
    row.into_active_model().insert(connection).await?;
    Ok(secret)
}

/// Gives a secret a deadline; an earlier one stands.
pub(super) async fn end<C: ConnectionTrait>(
    connection: &C,
    secret: &LiveSecret,
    until: DateTime<Utc>,
) -> Result<(), DbErr> {
    let until = secret.expires_at().map_or(until, |held| held.min(until));
    let end = Entity::update_many().col_expr(Column::ExpiresAt, Expr::value(until));
    end.filter(Column::Id.eq(secret.id())).exec(connection).await.map(drop)
}

/// Revokes a live secret: it is refused from the next request on. False if it is not live.
///
/// # Errors
/// The database failed.
pub async fn revoke<C: ConnectionTrait>(
    connection: &C,
    client: &str,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(live_at(now))
        .filter(Column::ClientId.eq(client))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await?;
    Ok(done.rows_affected == 1)
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
        let (own, others) = (one.hash(), other.hash());
        let matches = |hashes: &[&str]| matches_any(one.expose(), hashes.iter().copied());
        assert!(matches(&[&own]) && matches(&[&others, &own]));
        assert!(!matches(&[&others, &others]) && !matches(&[]) && !matches(&[""]));
        assert_eq!(format!("{one:?}"), "Secret(..)");
    }
}
