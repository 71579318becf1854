//! Clients (klienter): the case systems that may call.

use chrono::{DateTime, Utc};
use entity::client::{ActiveModel, Column, Entity, Model};
use law::words::{OrganisationId, UnitId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    Set, SqlErr,
};

use super::secret::Secret;
use crate::domain::ScopeSet;

/// A client to register.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// Its id, the token's `sub`: lower-case letters, digits, `-`, `.` and `_`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The organisation it acts for.
    pub organisation: Option<OrganisationId>,
    /// The unit it acts for.
    pub unit: Option<UnitId>,
    /// The most that its tokens may call.
    pub scopes: ScopeSet,
}

/// A registered client, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The organisation it acts for.
    pub organisation: Option<OrganisationId>,
    /// The unit it acts for.
    pub unit: Option<UnitId>,
    /// The most that its tokens may call.
    pub scopes: ScopeSet,
    /// Registered when.
    pub created_at: DateTime<Utc>,
    /// Revoked when.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Why a client could not be registered or read.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The id is none.
    #[error("`{0}` is no client id; use 1 to 64 lower-case letters, digits, `-`, `.` and `_`")]
    Id(String),
    /// A unit of nothing.
    #[error("a unit needs its organisation")]
    UnitWithoutOrganisation,
    /// The id is taken, also if its client is revoked.
    #[error("client `{0}` exists; choose another id")]
    Taken(String),
    /// The stored scopes are no scopes.
    #[error("client `{client}` has the unknown scope `{scope}`")]
    Scope {
        /// Of which client.
        client: String,
        /// Which.
        scope: String,
    },
    /// No randomness.
    #[error("the cryptographic library could not make a secret")]
    Randomness,
    /// The database failed.
    #[error("clients could not be read or written: {0}")]
    Database(#[from] DbErr),
}

/// Registers a client. Its secret is in the answer and nowhere else.
///
/// # Errors
/// The id is none or taken, or the database failed.
pub async fn create<C: ConnectionTrait>(
    connection: &C,
    client: &NewClient,
    now: DateTime<Utc>,
) -> Result<Secret, ClientError> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b);
    if !(1..=64).contains(&client.id.len()) || !client.id.bytes().all(fits) {
        return Err(ClientError::Id(client.id.clone()));
    }
    if client.unit.is_some() && client.organisation.is_none() {
        return Err(ClientError::UnitWithoutOrganisation);
    }
    let secret = Secret::generate().ok_or(ClientError::Randomness)?;
    let row = ActiveModel {
        id: Set(client.id.clone()),
        name: Set(client.name.clone()),
        organisation_id: Set(client.organisation.map(Into::into)),
        unit_id: Set(client.unit.map(Into::into)),
        scopes: Set(client.scopes.to_string()),
        secret_hash: Set(Some(secret.hash())),
        created_at: Set(now),
        revoked_at: Set(None),
    };
    match row.insert(connection).await {
        Ok(_) => Ok(secret),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(ClientError::Taken(client.id.clone()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Every client, revoked ones too, by id.
///
/// # Errors
/// The database failed, or a row is broken.
pub async fn list<C: ConnectionTrait>(connection: &C) -> Result<Vec<Client>, ClientError> {
    let rows = Entity::find().order_by_asc(Column::Id).all(connection).await?;
    rows.into_iter().map(Client::try_from).collect()
}

/// A client by its id.
///
/// # Errors
/// The database failed, or the row is broken.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    id: &str,
) -> Result<Option<Client>, ClientError> {
    Entity::find_by_id(id).one(connection).await?.map(Client::try_from).transpose()
}

/// The client whose secret this is; none if the id is unknown, the secret another's, or the
/// client revoked.
///
/// # Errors
/// The database failed, or the row is broken.
pub async fn authenticate<C: ConnectionTrait>(
    connection: &C,
    id: &str,
    secret: &Secret,
) -> Result<Option<Client>, ClientError> {
    match Entity::find_by_id(id).one(connection).await? {
        Some(row)
            if row.revoked_at.is_none()
                && row.secret_hash.as_deref().is_some_and(|hash| secret.matches(hash)) =>
        {
            Client::try_from(row).map(Some)
        }
        _ => Ok(None),
    }
}

/// Revokes a client: its tokens are refused from the next request on. False if there is no such
/// client that is not revoked already.
///
/// # Errors
/// The database failed.
pub async fn revoke<C: ConnectionTrait>(
    connection: &C,
    id: &str,
    now: DateTime<Utc>,
) -> Result<bool, ClientError> {
    let done = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    Ok(done.rows_affected == 1)
}

impl TryFrom<Model> for Client {
    type Error = ClientError;

    fn try_from(row: Model) -> Result<Self, ClientError> {
        let scopes = ScopeSet::parse(&row.scopes)
            .map_err(|scope| ClientError::Scope { client: row.id.clone(), scope })?;
        Ok(Self {
            id: row.id,
            name: row.name,
            organisation: row.organisation_id.map(Into::into),
            unit: row.unit_id.map(Into::into),
            scopes,
            created_at: row.created_at,
            revoked_at: row.revoked_at,
        })
    }
}
