//! Clients (klienter): the case systems that may call.

use chrono::{DateTime, Utc};
use entity::client::{ActiveModel, Column, Entity, Model};
use entity::client_use;
use jsonwebtoken::jwk::JwkSet;
use law::Word;
use law::words::{OrganisationId, UnitId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, SqlErr,
};
use uuid::Uuid;

use super::assertion;
use super::pair::TokenAlgorithm;
use super::secret::{self, LiveSecret, Secret};
use crate::domain::{Ids, Networks, RandomIds, ScopeSet};

/// What is registered of a client and can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Its name.
    pub name: String,
    /// Whom to ask about it: an e-mail address.
    pub contact: Option<String>,
    /// The most that its tokens may call.
    pub scopes: ScopeSet,
    /// Where it may call from.
    pub networks: Networks,
    /// Its public keys, where it signs its requests for tokens: a JSON Web Key Set as text.
    pub jwks: Option<String>,
    /// Algorithm of its access tokens.
    pub algorithm: TokenAlgorithm,
    /// From when on it may not call.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A client to register.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// Its id, the token's `sub`: lower-case letters, digits, `-`, `.` and `_`.
    pub id: String,
    /// The organisation it acts for.
    pub organisation: Option<OrganisationId>,
    /// The unit it acts for.
    pub unit: Option<UnitId>,
    /// What can be changed.
    pub registration: Registration,
}

impl NewClient {
    /// A client that acts for nobody in particular, from anywhere, without end.
    #[must_use]
    pub fn named(id: &str, name: &str, scopes: ScopeSet) -> Self {
        let registration = Registration {
            name: name.to_owned(),
            contact: None,
            scopes,
            networks: Networks::default(),
            jwks: None,
            algorithm: TokenAlgorithm::EdDsa,
            expires_at: None,
        };
        Self { id: id.to_owned(), organisation: None, unit: None, registration }
    }
}

/// A registered client, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Its internal id.
    pub uid: Uuid,
    /// The organisation it acts for.
    pub organisation: Option<OrganisationId>,
    /// The unit it acts for.
    pub unit: Option<UnitId>,
    /// What can be changed.
    pub registration: Registration,
    /// Registered when.
    pub created_at: DateTime<Utc>,
    /// Switched off when.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Revoked when.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Its version.
    pub version: i32,
}

law::words! {
    /// What a client may do (klientstatus).
    ClientState {
        Active "ACTIVE" da "Aktiv" en "May call",
        Disabled "DISABLED" da "Slået fra" en "Switched off",
        Expired "EXPIRED" da "Udløbet" en "Its time is over",
        Revoked "REVOKED" da "Tilbagekaldt for altid" en "Revoked for good",
    }
}

impl Client {
    /// What it may do at this instant.
    #[must_use]
    pub fn state(&self, at: DateTime<Utc>) -> ClientState {
        if self.revoked_at.is_some() {
            ClientState::Revoked
        } else if self.disabled_at.is_some() {
            ClientState::Disabled
        } else if self.registration.expires_at.is_some_and(|end| end <= at) {
            ClientState::Expired
        } else {
            ClientState::Active
        }
    }

    /// Its public keys.
    #[must_use]
    pub fn keys(&self) -> JwkSet {
        let text = self.registration.jwks.as_deref();
        let set = text.and_then(|text| assertion::check_keys(text).ok());
        set.unwrap_or(JwkSet { keys: Vec::new() })
    }
}

/// Why a client could not be registered, changed or read.
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
    /// A stored column is broken.
    #[error("client `{client}` has a broken column `{column}`")]
    Broken {
        /// Of which client.
        client: String,
        /// Which.
        column: &'static str,
    },
    /// Another version stands than was read.
    #[error("client `{0}` was changed by someone else at the same time; look at it and try again")]
    Changed(String),
    /// Two secrets are live already.
    #[error("client `{0}` has two live secrets; revoke one first")]
    TwoSecrets(String),
    /// No randomness.
    #[error("the cryptographic library could not make a secret")]
    Randomness,
    /// The database failed.
    #[error("clients could not be read or written: {0}")]
    Database(#[from] DbErr),
}

/// Whether a text can be a client's id.
#[must_use]
pub fn is_id(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b);
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}

/// Registers a client. Its secret is in the answer and nowhere else; one that signs its requests
/// has none.
///
/// # Errors
/// The id is none or taken, or the database failed.
pub async fn create<C: ConnectionTrait>(
    connection: &C,
    client: &NewClient,
    now: DateTime<Utc>,
) -> Result<(Client, Option<Secret>), ClientError> {
    if !is_id(&client.id) {
        return Err(ClientError::Id(client.id.clone()));
    }
    if client.unit.is_some() && client.organisation.is_none() {
        return Err(ClientError::UnitWithoutOrganisation);
    }
    let told = client.registration.clone();
    let made = Client {
        id: client.id.clone(),
        uid: RandomIds.at(now),
        organisation: client.organisation,
        unit: client.unit,
        registration: told,
        created_at: now,
        disabled_at: None,
        revoked_at: None,
        version: 1,
    };
    // Not left to the key's conflict: on PostgreSQL that would end the transaction it stands in.
    if Entity::find_by_id(client.id.as_str()).one(connection).await?.is_some() {
        return Err(ClientError::Taken(client.id.clone()));
    }
    match made.row().into_active_model().insert(connection).await {
        Ok(_) => {}
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            return Err(ClientError::Taken(client.id.clone()));
        }
        Err(error) => return Err(error.into()),
    }
    if client.registration.jwks.is_some() {
        return Ok((made, None));
    }
    let secret = secret::insert(connection, &client.id, None, now).await?;
    Ok((made, Some(secret)))
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
    // PostgreSQL takes no zero byte even to compare.
    if !is_id(id) {
        return Ok(None);
    }
    Entity::find_by_id(id).one(connection).await?.map(Client::try_from).transpose()
}

/// As [`find`], held until the transaction ends: who else would change it waits. SQLite has one
/// writer at a time anyway.
///
/// # Errors
/// The database failed, or the row is broken.
pub async fn hold<C: ConnectionTrait>(
    transaction: &C,
    id: &str,
) -> Result<Option<Client>, ClientError> {
    if !is_id(id) {
        return Ok(None);
    }
    let held = Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    held.map(Client::try_from).transpose()
}

/// A client by its internal id.
///
/// # Errors
/// The database failed, or the row is broken.
pub async fn by_uid<C: ConnectionTrait>(
    connection: &C,
    uid: Uuid,
) -> Result<Option<Client>, ClientError> {
    let found = Entity::find().filter(Column::Uid.eq(uid)).one(connection).await?;
    found.map(Client::try_from).transpose()
}

/// Writes what can be changed of a client, as its next version. It is written over the version that
/// was read and no other, so that what someone else was told is done (a revocation) stands.
///
/// # Errors
/// Another version stands, or the database failed.
pub async fn change<C: ConnectionTrait>(
    connection: &C,
    client: &Client,
) -> Result<Client, ClientError> {
    let next = Client { version: client.version + 1, ..client.clone() };
    let row: ActiveModel = next.row().into_active_model().reset_all();
    let update = Entity::update_many().set(row).filter(Column::Id.eq(client.id.as_str()));
    let done = update.filter(Column::Version.eq(client.version)).exec(connection).await?;
    match done.rows_affected {
        1 => Ok(next),
        _ => Err(ClientError::Changed(client.id.clone())),
    }
}

/// Revokes a client for good: its tokens are refused from the next request on. False if there is
/// no such client that is not revoked already.
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
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Makes a further secret. The one that stood is refused from `until` on: both hold until then,
/// so that the change needs no moment at which every node of the client changes.
///
/// # Errors
/// Two are live already, or the database failed.
pub async fn rotate_secret<C: ConnectionTrait>(
    connection: &C,
    id: &str,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Secret, ClientError> {
    let live = secret::live(connection, id, now).await?;
    if live.len() >= secret::MOST {
        return Err(ClientError::TwoSecrets(id.to_owned()));
    }
    end_secrets(connection, id, until, now).await?;
    secret::insert(connection, id, None, now).await
}

/// Gives the live secrets of a client a deadline, as a rotation does to the one of before: it signs
/// its requests from now on, and needs no moment at which each of its nodes does.
///
/// # Errors
/// The database failed.
pub async fn end_secrets<C: ConnectionTrait>(
    connection: &C,
    id: &str,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for held in secret::live(connection, id, now).await? {
        secret::end(connection, &held, until).await?;
    }
    Ok(())
}

/// Who proved to be a client, or that nobody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proved {
    /// This client.
    Client(Box<Client>),
    /// Nobody: the client is unknown, or the proof another's.
    Nobody,
}

/// The client whose secret this is. An unknown client costs the same statements and the same
/// comparisons as a known one with another secret, so that nothing tells whether it exists.
///
/// # Errors
/// The database failed, or the row is broken.
pub async fn authenticate<C: ConnectionTrait>(
    connection: &C,
    id: &str,
    presented: &str,
    now: DateTime<Utc>,
) -> Result<Proved, ClientError> {
    // What can be no id is looked up as one that nobody has: ids begin with no blank.
    let asked = if is_id(id) { id } else { " " };
    let client = Entity::find_by_id(asked).one(connection).await?;
    let live = secret::live(connection, asked, now).await?;
    let matches = secret::matches_any(presented, live.iter().map(LiveSecret::hash));
    match client {
        Some(row) if matches => Ok(Proved::Client(Box::new(row.try_into()?))),
        _ => Ok(Proved::Nobody),
    }
}

/// When a client was last seen.
pub type Use = client_use::Model;

/// Notes that a client was seen.
///
/// # Errors
/// The database failed.
pub async fn seen<C: ConnectionTrait>(connection: &C, seen: Use) -> Result<(), DbErr> {
    use client_use::Column::{Address, At, ClientId, SchemaVersion};
    let newer =
        OnConflict::column(ClientId).update_columns([At, Address, SchemaVersion]).to_owned();
    let insert = client_use::Entity::insert(seen.into_active_model()).on_conflict(newer);
    insert.exec_without_returning(connection).await.map(drop)
}

/// When each client was last seen.
///
/// # Errors
/// The database failed.
pub async fn uses<C: ConnectionTrait>(connection: &C) -> Result<Vec<Use>, DbErr> {
    client_use::Entity::find().all(connection).await
}

impl Client {
    fn row(&self) -> Model {
        let told = &self.registration;
        Model {
            id: self.id.clone(),
            uid: self.uid,
            name: told.name.clone(),
            contact: told.contact.clone(),
            organisation_id: self.organisation.map(Into::into),
            unit_id: self.unit.map(Into::into),
            scopes: told.scopes.to_string(),
            networks: told.networks.to_string(),
            jwks: told.jwks.clone(),
            token_algorithm: told.algorithm.code().to_owned(),
            created_at: self.created_at,
            expires_at: told.expires_at,
            disabled_at: self.disabled_at,
            revoked_at: self.revoked_at,
            version: self.version,
        }
    }
}

impl TryFrom<Model> for Client {
    type Error = ClientError;

    fn try_from(row: Model) -> Result<Self, ClientError> {
        let broken = |column| ClientError::Broken { client: row.id.clone(), column };
        let scopes = ScopeSet::parse(&row.scopes).map_err(|_| broken("scopes"))?;
        let networks = Networks::read(&row.networks).map_err(|_| broken("networks"))?;
        let algorithm = TokenAlgorithm::parse(&row.token_algorithm);
        let algorithm = algorithm.ok_or_else(|| broken("token_algorithm"))?;
        let registration = Registration {
            name: row.name,
            contact: row.contact,
            scopes,
            networks,
            jwks: row.jwks,
            algorithm,
            expires_at: row.expires_at,
        };
        Ok(Self {
            id: row.id,
            uid: row.uid,
            organisation: row.organisation_id.map(Into::into),
            unit: row.unit_id.map(Into::into),
            registration,
            created_at: row.created_at,
            disabled_at: row.disabled_at,
            revoked_at: row.revoked_at,
            version: row.version,
        })
    }
}
