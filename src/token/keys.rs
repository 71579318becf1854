//! Signing keys in the table `signing_key`: made where none is, loaded, retired.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::signing_key::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    Set,
};

use crate::domain::signing::{KeyFormat, PublicKey, SigningKey};

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
    /// The stored id is not the id of the stored key.
    #[error("signing key `{0}` is not the key it says it is; its row was changed")]
    Identity(String),
    /// No key can sign.
    #[error("no key for `{0}` in the database has its private half; give the key from its file")]
    Missing(&'static str),
}

/// The keys of a purpose, as of one read.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The key that signs: the newest one whose private half is at hand.
    pub signing: Arc<SigningKey>,
    /// Keys whose signatures hold, newest first; retired ones are left out.
    pub trusted: Vec<PublicKey>,
}

/// Makes a key where there is none that is not retired, and loads the keys. Two nodes that start
/// at once may make one each: both are trusted.
///
/// # Errors
/// The database failed, or a key is broken.
pub async fn ensure<C: ConnectionTrait>(
    connection: &C,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<Keys, KeyError> {
    if rows(connection, purpose, Retired::Without).await?.is_empty() {
        insert(connection, purpose, &SigningKey::generate()?, true, now).await?;
    }
    load(connection, purpose).await
}

/// Loads the keys with a private key that is kept outside the database, and registers its public
/// half there.
///
/// # Errors
/// The database failed, or a key is broken.
pub async fn ensure_outside<C: ConnectionTrait>(
    connection: &C,
    purpose: Purpose,
    key: SigningKey,
    now: DateTime<Utc>,
) -> Result<Keys, KeyError> {
    let known = rows(connection, purpose, Retired::Without).await?;
    if !known.iter().any(|row| row.id == key.id()) {
        insert(connection, purpose, &key, false, now).await?;
    }
    let trusted = public(&rows(connection, purpose, Retired::Without).await?)?;
    Ok(Keys { signing: Arc::new(key), trusted })
}

/// Loads the keys of a purpose.
///
/// # Errors
/// The database failed, a key is broken, or none can sign.
pub async fn load<C: ConnectionTrait>(connection: &C, purpose: Purpose) -> Result<Keys, KeyError> {
    let rows = rows(connection, purpose, Retired::Without).await?;
    let trusted = public(&rows)?;
    let private = rows.iter().find_map(|row| row.private_pem.as_deref());
    let signing = SigningKey::from_pem(private.ok_or(KeyError::Missing(purpose.code()))?)?;
    Ok(Keys { signing: Arc::new(signing), trusted })
}

/// Every public key of a purpose that the table knows, retired ones too: old heads of the log
/// stay signed by them.
///
/// # Errors
/// The database failed, or a key is broken.
pub async fn all_public<C: ConnectionTrait>(
    connection: &C,
    purpose: Purpose,
) -> Result<Vec<PublicKey>, KeyError> {
    public(&rows(connection, purpose, Retired::With).await?)
}

/// Retires a key: what it signed is refused from the next request on. False if there is no such
/// key in use.
///
/// # Errors
/// The database failed.
pub async fn retire<C: ConnectionTrait>(
    connection: &C,
    id: &str,
    now: DateTime<Utc>,
) -> Result<bool, KeyError> {
    let done = Entity::update_many()
        .col_expr(Column::RetiredAt, sea_orm::sea_query::Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::RetiredAt.is_null())
        .exec(connection)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Makes a further key that signs from the next load on; the older ones are trusted until they
/// are retired.
///
/// # Errors
/// The database failed.
pub async fn rotate<C: ConnectionTrait>(
    connection: &C,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<String, KeyError> {
    let key = SigningKey::generate()?;
    insert(connection, purpose, &key, true, now).await?;
    Ok(key.id().to_owned())
}

enum Retired {
    With,
    Without,
}

async fn rows<C: ConnectionTrait>(
    connection: &C,
    purpose: Purpose,
    retired: Retired,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::Purpose.eq(purpose.code()));
    if matches!(retired, Retired::Without) {
        query = query.filter(Column::RetiredAt.is_null());
    }
    query.order_by_desc(Column::CreatedAt).order_by_asc(Column::Id).all(connection).await
}

fn public(rows: &[Model]) -> Result<Vec<PublicKey>, KeyError> {
    rows.iter()
        .map(|row| match PublicKey::from_pem(&row.public_pem)? {
            key if key.id() == row.id => Ok(key),
            _ => Err(KeyError::Identity(row.id.clone())),
        })
        .collect()
}

async fn insert<C: ConnectionTrait>(
    connection: &C,
    purpose: Purpose,
    key: &SigningKey,
    keep_private: bool,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(key.id().to_owned()),
        purpose: Set(purpose.code().to_owned()),
        algorithm: Set("EdDSA".to_owned()),
        private_pem: Set(keep_private.then(|| key.to_pem())),
        public_pem: Set(key.public().to_pem()),
        created_at: Set(now),
        retired_at: Set(None),
    };
    row.insert(connection).await.map(drop)
}
