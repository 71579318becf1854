//! Access tokens that were revoked before their end.

use chrono::{DateTime, Utc};
use entity::revoked_token::{ActiveModel, Column, Entity};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};

use uuid::Uuid;

use super::tokens::LEEWAY;
use super::{assertion, clients};
use crate::domain::Caller;

/// Revokes a token: it is refused from the next request on. False if it was revoked already.
///
/// # Errors
/// The database failed.
pub async fn revoke<C: ConnectionTrait>(
    connection: &C,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    insert(connection, &caller.token_id, &caller.client_id, caller.expires_at + LEEWAY, now).await
}

/// Revokes a token by its id. `until` is when it would have ended.
///
/// # Errors
/// The database failed.
pub async fn insert<C: ConnectionTrait>(
    connection: &C,
    token: &str,
    client: &str,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = ActiveModel {
        token_id: Set(token.to_owned()),
        client_id: Set(client.to_owned()),
        expires_at: Set(until),
        revoked_at: Set(now),
    };
    let once = OnConflict::column(Column::TokenId).do_nothing().to_owned();
    let insert = Entity::insert(row).on_conflict(once);
    Ok(insert.exec_without_returning(connection).await? == 1)
}

/// A token as [`insert`] wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// The client that it says it is of; empty where only the id is known.
    pub client: String,
}

/// What a text names: a token of ours or its `jti`. Nothing of it is verified: to revoke what
/// does not hold does no harm.
#[must_use]
pub fn named(text: &str) -> Option<Named> {
    if let Ok(id) = Uuid::try_parse(text) {
        return Some(Named { id: id.to_string(), client: String::new() });
    }
    let claims: serde_json::Value = assertion::unverified(text)?;
    let claim = |name: &str| claims[name].as_str().map(str::to_owned);
    let id = claim("jti").filter(|id| Uuid::try_parse(id).is_ok())?;
    Some(Named { id, client: claim("sub").filter(|id| clients::is_id(id)).unwrap_or_default() })
}

/// Forgets tokens that have ended: they are refused for that.
///
/// # Errors
/// The database failed.
pub async fn tidy<C: ConnectionTrait>(connection: &C, now: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::ExpiresAt.lt(now)).exec(connection).await.map(drop)
}
