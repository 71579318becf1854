//! Issuers outside stifinder that an administrator trusts: a municipality's own sign-in.

use chrono::{DateTime, Utc};
use entity::trusted_issuer::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};
use url::{Host, Url};
use uuid::Uuid;

use super::mapping::Mapping;
use crate::domain::{Ids, RandomIds};

/// What is registered of an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// Name, for people.
    pub name: String,
    /// `iss` of its tokens; its discovery document stands below it.
    pub issuer: String,
    /// `aud` that its tokens must name one of: it issues tokens for others, too.
    pub audiences: Vec<String>,
    /// How its claims are read.
    pub mapping: Mapping,
    /// Client that its tokens act through where they come as bearer tokens; none: they are
    /// exchanged only.
    pub bearer_client: Option<String>,
}

/// A trusted issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedIssuer {
    /// Its internal id.
    pub id: Uuid,
    /// What its tokens rest on, for [`standing`](super::standing).
    pub key_id: String,
    /// What is registered.
    pub trust: Trust,
    /// Trusted since.
    pub created_at: DateTime<Utc>,
    /// Trusted no more since.
    pub removed_at: Option<DateTime<Utc>>,
    /// Its version.
    pub version: i32,
}

/// Why an issuer could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// A row is broken.
    #[error("trusted issuer `{0}` has a broken row")]
    Broken(Uuid),
    /// Another version stands than was read.
    #[error("trusted issuer `{0}` was changed by someone else at the same time")]
    Changed(Uuid),
    /// The database failed.
    #[error("trusted issuers could not be read or written: {0}")]
    Database(#[from] DbErr),
}

/// Whether keys may be fetched from an address: over TLS, or from this machine.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    plain && (url.scheme() == "https" || (url.scheme() == "http" && here))
}

/// Trusts an issuer.
///
/// # Errors
/// The database failed.
pub async fn insert<C: ConnectionTrait>(
    connection: &C,
    trust: Trust,
    now: DateTime<Utc>,
) -> Result<TrustedIssuer, IssuerError> {
    let id = RandomIds.at(now);
    let (created_at, removed_at, version) = (now, None, 1);
    let made = TrustedIssuer { id, key_id: key_id(id, 1), trust, created_at, removed_at, version };
    made.row()?.into_active_model().insert(connection).await?;
    Ok(made)
}

/// Writes what is registered, as the next version: tokens verified before are verified anew. It is
/// written over the version that was read and no other, so that what someone else was told is done
/// (a removal) stands.
///
/// # Errors
/// Another version stands, or the database failed.
pub async fn change<C: ConnectionTrait>(
    connection: &C,
    issuer: &TrustedIssuer,
) -> Result<TrustedIssuer, IssuerError> {
    let version = issuer.version + 1;
    let next = TrustedIssuer { key_id: key_id(issuer.id, version), version, ..issuer.clone() };
    let row: ActiveModel = next.row()?.into_active_model().reset_all();
    let update = Entity::update_many().set(row).filter(Column::Id.eq(issuer.id));
    let done = update.filter(Column::Version.eq(issuer.version)).exec(connection).await?;
    match done.rows_affected {
        1 => Ok(next),
        _ => Err(IssuerError::Changed(issuer.id)),
    }
}

/// Every issuer, those too that are trusted no more, by name.
///
/// # Errors
/// The database failed, or a row is broken.
pub async fn list<C: ConnectionTrait>(connection: &C) -> Result<Vec<TrustedIssuer>, IssuerError> {
    let rows = Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id);
    rows.all(connection).await?.into_iter().map(TrustedIssuer::try_from).collect()
}

/// The issuers that are trusted now.
///
/// # Errors
/// The database failed, or a row is broken.
pub async fn trusted<C: ConnectionTrait>(
    connection: &C,
) -> Result<Vec<TrustedIssuer>, IssuerError> {
    let rows = Entity::find().filter(Column::RemovedAt.is_null()).order_by_asc(Column::Id);
    rows.all(connection).await?.into_iter().map(TrustedIssuer::try_from).collect()
}

/// An issuer by its id.
///
/// # Errors
/// The database failed, or the row is broken.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
) -> Result<Option<TrustedIssuer>, IssuerError> {
    let found = Entity::find_by_id(id).one(connection).await?;
    found.map(TrustedIssuer::try_from).transpose()
}

fn key_id(id: Uuid, version: i32) -> String {
    format!("{}/{version}", id.simple())
}

impl TrustedIssuer {
    fn row(&self) -> Result<Model, IssuerError> {
        let broken = |_| IssuerError::Broken(self.id);
        let trust = &self.trust;
        Ok(Model {
            id: self.id,
            key_id: self.key_id.clone(),
            name: trust.name.clone(),
            issuer: trust.issuer.clone(),
            audiences: serde_json::to_string(&trust.audiences).map_err(broken)?,
            mapping: serde_json::to_string(&trust.mapping).map_err(broken)?,
            bearer_client_id: trust.bearer_client.clone(),
            created_at: self.created_at,
            removed_at: self.removed_at,
            version: self.version,
        })
    }
}

impl TryFrom<Model> for TrustedIssuer {
    type Error = IssuerError;

    fn try_from(row: Model) -> Result<Self, IssuerError> {
        let broken = |_| IssuerError::Broken(row.id);
        let trust = Trust {
            audiences: serde_json::from_str(&row.audiences).map_err(broken)?,
            mapping: serde_json::from_str(&row.mapping).map_err(broken)?,
            name: row.name,
            issuer: row.issuer,
            bearer_client: row.bearer_client_id,
        };
        let (created_at, removed_at) = (row.created_at, row.removed_at);
        let (id, key_id, version) = (row.id, row.key_id, row.version);
        Ok(Self { id, key_id, trust, created_at, removed_at, version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_over_tls_or_from_this_machine() {
        for address in [
            "https://login.kommune.example/oidc",
            "http://127.0.0.1:4000",
            "http://[::1]:4000/a",
            "http://localhost",
        ] {
            assert!(is_address(address), "{address}");
        }
        for address in [
            "http://login.kommune.example",
            "http://192.0.2.1",
            "https://user:pass@login.kommune.example",
            "https://login.kommune.example#x",
            "ftp://localhost",
            "file:///etc/passwd",
            "login.kommune.example",
            "",
        ] {
            assert!(!is_address(address), "{address}");
        }
    }
}
