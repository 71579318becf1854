//! Signing keys in the table `signing_key`: made where none is, loaded, rotated, retired. Their
//! private halves are wrapped under a key that stands outside the database.
//!
//! A key is published before it signs, and trusted after it signed, so that at no moment a valid
//! token meets a verifier that does not know its key:
//!
//! ```text
//! old   signs ────────────┐ trusted ───────────┐ retired
//! new      published ─────┘ signs ─────────────────────
//!          ^ rotate       ^ + PUBLISHED        ^ + OVERLAP
//! ```

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::signing_key::{ActiveModel, Column, Entity, Model};
use law::Word;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, Set,
};

use uuid::Uuid;

use super::pair::{TokenAlgorithm, TokenPair, TokenPublic};
use crate::domain::WrappingKey;
use crate::domain::signing::{KeyFormat, PublicKey, SigningKey};
use crate::domain::wrapping::WrapError;

/// How long a key is published before it signs: longer than the JWK set is kept by who fetched it.
pub const PUBLISHED: TimeDelta = TimeDelta::minutes(10);

/// The longest that a token holds, whoever issues it.
pub const LONGEST_TOKEN: TimeDelta = TimeDelta::days(7);

/// How long a key is trusted after its successor signs: longer than any token holds.
pub const OVERLAP: TimeDelta = TimeDelta::days(8);

/// What a key is for. A key of one purpose is never used for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Signs access tokens.
    Token,
    /// Signs the heads of the access log.
    Log,
}

impl Purpose {
    /// The word in the table.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Log => "log",
        }
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The database failed.
    #[error("signing keys could not be read or written: {0}")]
    Database(#[from] DbErr),
    /// A key is broken.
    #[error("a signing key is broken: {0}")]
    Format(#[from] KeyFormat),
    /// A key was wrapped under another key, or is broken.
    #[error("a signing key cannot be unwrapped: {0}")]
    Wrapped(#[from] WrapError),
    /// The stored id is not the id of the stored key.
    #[error("signing key `{0}` is not the key it says it is; its row was changed")]
    Identity(String),
    /// No key can sign.
    #[error("no key for `{0}` in the database has its private half; give the key from its file")]
    Missing(&'static str),
}

/// The keys of the access log, as of one read.
#[derive(Clone, Debug)]
pub struct LogKeys {
    /// The key that signs: the newest one whose private half is at hand.
    pub signing: Arc<SigningKey>,
    /// Keys whose signatures hold, newest first; retired ones are left out.
    pub trusted: Vec<PublicKey>,
}

/// A key of tokens, as of one read.
#[derive(Clone, Debug)]
pub struct TokenKey {
    /// Its public half.
    pub public: TokenPublic,
    /// Its private half, where it is at hand.
    pub pair: Option<Arc<TokenPair>>,
    /// Made when.
    pub created_at: DateTime<Utc>,
    /// From when on it signs.
    pub signs_from: DateTime<Utc>,
    /// From when on what it signed is refused.
    pub retired_at: Option<DateTime<Utc>>,
}

impl TokenKey {
    /// Whether what it signed holds at this instant. It may be verified before it signs here:
    /// another node's clock is ahead.
    #[must_use]
    pub fn stands(&self, at: DateTime<Utc>) -> bool {
        self.retired_at.is_none_or(|retired| at < retired)
    }
}

/// The key that signs at this instant.
#[must_use]
pub fn signing(
    keys: &[TokenKey],
    algorithm: TokenAlgorithm,
    at: DateTime<Utc>,
) -> Option<&Arc<TokenPair>> {
    let able = keys.iter().filter(|key| key.public.algorithm() == algorithm && key.stands(at));
    let able = able.filter_map(|key| Some((key.signs_from, key.pair.as_ref()?)));
    able.filter(|(from, _)| *from <= at).max_by_key(|(from, _)| *from).map(|(_, pair)| pair)
}

/// Makes a key of each algorithm that has none which is not retired, and loads the keys of tokens.
/// Two nodes that start at once may make one each: both are trusted.
///
/// # Errors
/// The database failed, or a key is broken.
pub async fn ensure<C: ConnectionTrait>(
    connection: &C,
    wrapping: &WrappingKey,
    now: DateTime<Utc>,
) -> Result<Vec<TokenKey>, KeyError> {
    let held = load(connection, wrapping, now).await?;
    let missing = TokenAlgorithm::ALL.iter().filter(|word| signing(&held, **word, now).is_none());
    let mut made = false;
    for algorithm in missing.copied() {
        insert_pair(connection, wrapping, algorithm, now, now).await?;
        made = true;
    }
    if made { load(connection, wrapping, now).await } else { Ok(held) }
}

/// Loads the keys of tokens that are not retired, those too that sign later, newest first.
///
/// # Errors
/// The database failed, or a key is broken.
pub async fn load<C: ConnectionTrait>(
    connection: &C,
    wrapping: &WrappingKey,
    now: DateTime<Utc>,
) -> Result<Vec<TokenKey>, KeyError> {
    let rows = rows(connection, Purpose::Token).await?;
    let standing = rows.into_iter().filter(|row| row.retired_at.is_none_or(|at| now < at));
    standing
        .map(|row| {
            let mut key = described(&row)?;
            if let Some(text) = &row.private_wrapped {
                let pkcs8 = wrapping.unwrap(text, &place(&row.id))?;
                let pair = TokenPair::from_pkcs8(key.public.algorithm(), &pkcs8)?;
                if pair.public() != &key.public {
                    return Err(KeyError::Identity(row.id));
                }
                key.pair = Some(Arc::new(pair));
            }
            Ok(key)
        })
        .collect()
}

/// Every key of tokens, retired ones too, newest first, without private halves.
///
/// # Errors
/// The database failed, or a key is broken.
pub async fn list<C: ConnectionTrait>(connection: &C) -> Result<Vec<TokenKey>, KeyError> {
    rows(connection, Purpose::Token).await?.iter().map(described).collect()
}

/// How a rotation goes.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    /// How long the new key is published before it signs.
    pub published: TimeDelta,
    /// How long the old keys are trusted after that.
    pub overlap: TimeDelta,
}

impl Default for Rotation {
    fn default() -> Self {
        Self { published: PUBLISHED, overlap: OVERLAP }
    }
}

/// Makes a further key. The older ones of its algorithm sign until it does, and are trusted until
/// every token they signed has ended. Its id.
///
/// # Errors
/// The database failed.
pub async fn rotate<C: ConnectionTrait>(
    connection: &C,
    wrapping: &WrappingKey,
    algorithm: TokenAlgorithm,
    rotation: Rotation,
    now: DateTime<Utc>,
) -> Result<String, KeyError> {
    let signs_from = now + rotation.published;
    let id = insert_pair(connection, wrapping, algorithm, now, signs_from).await?;
    Entity::update_many()
        .col_expr(Column::RetiredAt, Expr::value(signs_from + rotation.overlap))
        .filter(Column::Purpose.eq(Purpose::Token.code()))
        .filter(Column::Algorithm.eq(algorithm.code()))
        .filter(Column::Id.ne(id.as_str()))
        .filter(Column::RetiredAt.is_null())
        .exec(connection)
        .await?;
    Ok(id)
}

/// What became of a retirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retired {
    /// There is no such key of tokens, or it is retired already.
    Unknown,
    /// It is retired; where no other key could sign, this one was made and signs at once.
    Done(Option<String>),
}

/// Retires a key of tokens: what it signed is refused from the next request on.
///
/// # Errors
/// The database failed.
pub async fn retire<C: ConnectionTrait>(
    connection: &C,
    wrapping: &WrappingKey,
    id: &str,
    now: DateTime<Utc>,
) -> Result<Retired, KeyError> {
    let later = Condition::any().add(Column::RetiredAt.is_null()).add(Column::RetiredAt.gt(now));
    let done = Entity::update_many()
        .col_expr(Column::RetiredAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::Purpose.eq(Purpose::Token.code()))
        .filter(later)
        .exec(connection)
        .await?;
    if done.rows_affected == 0 {
        return Ok(Retired::Unknown);
    }
    let keys = list(connection).await?;
    let of = keys.iter().find(|key| key.public.id() == id).map(|key| key.public.algorithm());
    let algorithm = of.ok_or_else(|| KeyError::Identity(id.to_owned()))?;
    let signs = |key: &TokenKey| {
        key.public.algorithm() == algorithm && key.signs_from <= now && key.stands(now)
    };
    if keys.iter().any(signs) {
        return Ok(Retired::Done(None));
    }
    insert_pair(connection, wrapping, algorithm, now, now).await.map(|id| Retired::Done(Some(id)))
}

/// Wraps every private key anew under another wrapping key; how many there were.
///
/// # Errors
/// The database failed, or a key was wrapped under neither.
pub async fn rewrap<C: ConnectionTrait>(
    connection: &C,
    from: &WrappingKey,
    to: &WrappingKey,
) -> Result<usize, KeyError> {
    let mut done = 0;
    for row in Entity::find().filter(Column::PrivateWrapped.is_not_null()).all(connection).await? {
        let Some(text) = &row.private_wrapped else { continue };
        let place = place(&row.id);
        let secret = match from.unwrap(text, &place) {
            // Wrapped under the new key already: a run before this one was broken off.
            Err(WrapError::Other(id)) if id == to.id() => continue,
            secret => secret?,
        };
        let wrapped = to.wrap(&secret, &place)?;
        let mut row = row.into_active_model();
        row.private_wrapped = Set(Some(wrapped));
        row.update(connection).await?;
        done += 1;
    }
    Ok(done)
}

/// Makes a key of the log where there is none that is not retired, and loads the keys of the log.
///
/// # Errors
/// The database failed, or a key is broken.
pub async fn ensure_log<C: ConnectionTrait>(
    connection: &C,
    wrapping: &WrappingKey,
    now: DateTime<Utc>,
) -> Result<LogKeys, KeyError> {
    let mut rows = standing_of_log(connection).await?;
    if rows.is_empty() {
        let key = SigningKey::generate()?;
        insert_log(connection, &key, Some(wrapping), now).await?;
        rows = standing_of_log(connection).await?;
    }
    let private = rows.iter().find_map(|row| Some((&row.id, row.private_wrapped.as_ref()?)));
    let (id, text) = private.ok_or(KeyError::Missing(Purpose::Log.code()))?;
    let signing = SigningKey::from_pkcs8(&wrapping.unwrap(text, &place(id))?)?;
    Ok(LogKeys { signing: Arc::new(signing), trusted: public(&rows)? })
}

/// Loads the keys of the log with a private key that is kept outside the database, and registers
/// its public half there.
///
/// # Errors
/// The database failed, or a key is broken.
pub async fn ensure_log_outside<C: ConnectionTrait>(
    connection: &C,
    key: SigningKey,
    now: DateTime<Utc>,
) -> Result<LogKeys, KeyError> {
    let known = standing_of_log(connection).await?;
    if !known.iter().any(|row| row.id == key.id()) {
        insert_log(connection, &key, None, now).await?;
    }
    let trusted = public(&standing_of_log(connection).await?)?;
    Ok(LogKeys { signing: Arc::new(key), trusted })
}

/// Every public key of the log that the table knows, retired ones too: old heads stay signed by
/// them.
///
/// # Errors
/// The database failed, or a key is broken.
pub async fn all_of_log<C: ConnectionTrait>(connection: &C) -> Result<Vec<PublicKey>, KeyError> {
    public(&rows(connection, Purpose::Log).await?)
}

async fn rows<C: ConnectionTrait>(connection: &C, purpose: Purpose) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find().filter(Column::Purpose.eq(purpose.code()));
    query.order_by_desc(Column::CreatedAt).order_by_asc(Column::Id).all(connection).await
}

async fn standing_of_log<C: ConnectionTrait>(connection: &C) -> Result<Vec<Model>, DbErr> {
    let rows = rows(connection, Purpose::Log).await?;
    Ok(rows.into_iter().filter(|row| row.retired_at.is_none()).collect())
}

fn public(rows: &[Model]) -> Result<Vec<PublicKey>, KeyError> {
    rows.iter()
        .map(|row| match PublicKey::from_pem(&row.public_pem)? {
            key if key.id() == row.id => Ok(key),
            _ => Err(KeyError::Identity(row.id.clone())),
        })
        .collect()
}

/// A key of tokens as its row describes it, without the private half.
fn described(row: &Model) -> Result<TokenKey, KeyError> {
    let public = TokenPublic::from_pem(&row.public_pem)?;
    if public.id() != row.id || public.algorithm().code() != row.algorithm {
        return Err(KeyError::Identity(row.id.clone()));
    }
    let (created_at, signs_from, retired_at) = (row.created_at, row.signs_from, row.retired_at);
    Ok(TokenKey { public, pair: None, created_at, signs_from, retired_at })
}

/// A key's id as a UUID, for node ids and the outbox.
#[must_use]
pub fn uid(id: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("stifinder signing key {id}").as_bytes())
}

/// Where a private key stands, so that no row's can be put into another's.
fn place(id: &str) -> String {
    format!("signing_key {id}")
}

async fn insert_pair<C: ConnectionTrait>(
    connection: &C,
    wrapping: &WrappingKey,
    algorithm: TokenAlgorithm,
    now: DateTime<Utc>,
    signs_from: DateTime<Utc>,
) -> Result<String, KeyError> {
    let pair = TokenPair::generate(algorithm)?;
    let id = pair.public().id().to_owned();
    let row = ActiveModel {
        id: Set(id.clone()),
        purpose: Set(Purpose::Token.code().to_owned()),
        algorithm: Set(algorithm.code().to_owned()),
        private_wrapped: Set(Some(wrapping.wrap(pair.pkcs8(), &place(&id))?)),
        public_pem: Set(pair.public().to_pem()),
        created_at: Set(now),
        signs_from: Set(signs_from),
        retired_at: Set(None),
    };
    row.insert(connection).await?;
    Ok(id)
}

async fn insert_log<C: ConnectionTrait>(
    connection: &C,
    key: &SigningKey,
    wrapping: Option<&WrappingKey>,
    now: DateTime<Utc>,
) -> Result<(), KeyError> {
    let wrap = |wrapping: &WrappingKey| wrapping.wrap(key.pkcs8(), &place(key.id()));
    let row = ActiveModel {
        id: Set(key.id().to_owned()),
        purpose: Set(Purpose::Log.code().to_owned()),
        algorithm: Set(TokenAlgorithm::EdDsa.code().to_owned()),
        private_wrapped: Set(wrapping.map(wrap).transpose()?),
        public_pem: Set(key.public().to_pem()),
        created_at: Set(now),
        signs_from: Set(now),
        retired_at: Set(None),
    };
    row.insert(connection).await?;
    Ok(())
}
