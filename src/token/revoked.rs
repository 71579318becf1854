//! Access tokens that were revoked before their end.

use chrono::{DateTime, Utc};
use entity::revoked_token::{ActiveModel, Column, Entity};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};

use uuid::Uuid;

use super::tokens::LEEWAY;
use super::{assertion, clients};
use crate::domain::Caller;
use crate::domain::digest::sha256_hex;

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
    /// Ids that it may be known by: of a token of ours its `jti`, of an outside issuer's a digest of
    /// the token, since nobody but that issuer vouches for its `jti`.
    pub ids: Vec<String>,
    /// The client that it says it is of; empty where only the id is known.
    pub client: String,
}

/// What a text names: a token, or the id of one as its bearer sees it. Nothing of it is verified:
/// to revoke what does not hold does no harm.
#[must_use]
pub fn named(text: &str) -> Option<Named> {
    let digest = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let id = match Uuid::try_parse(text) {
        Ok(id) => Some(id.to_string()),
        Err(_) => Some(text.to_owned()).filter(|id| id.len() == 64 && id.chars().all(digest)),
    };
    if let Some(id) = id {
        return Some(Named { ids: vec![id], client: String::new() });
    }
    let claims: serde_json::Value = assertion::unverified(text)?;
    let claim = |name: &str| claims[name].as_str().map(str::to_owned);
    let own = claim("jti").and_then(|id| Uuid::try_parse(&id).ok()).map(|id| id.to_string());
    let ids = own.into_iter().chain([sha256_hex(text.as_bytes())]).collect();
    Some(Named { ids, client: claim("sub").filter(|id| clients::is_id(id)).unwrap_or_default() })
}

/// Forgets tokens that have ended: they are refused for that.
///
/// # Errors
/// The database failed.
pub async fn tidy<C: ConnectionTrait>(connection: &C, now: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::ExpiresAt.lt(now)).exec(connection).await.map(drop)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;

    use super::*;

    #[test]
    fn a_token_is_named_by_itself_by_its_id_or_by_its_digest() {
        let jti = "01a216db-3aa1-7544-b5e7-07d981c28c33";
        let token = |claims: &str| format!("e30.{}.x", BASE64_URL_SAFE_NO_PAD.encode(claims));
        let ours = token(&format!(r#"{{"jti":"{jti}","sub":"fagsystem"}}"#));
        let outside = token(r#"{"jti":"42","sub":"Somebody Else"}"#);
        let (digest, other) = (sha256_hex(ours.as_bytes()), sha256_hex(outside.as_bytes()));
        for (text, ids, client) in [
            (jti, vec![jti], ""),
            (digest.as_str(), vec![digest.as_str()], ""),
            (&ours, vec![jti, &digest], "fagsystem"),
            (&outside, vec![&other], ""),
        ] {
            let named = named(text).unwrap();
            assert_eq!(
                (named.ids, named.client.as_str()),
                (ids.iter().map(|id| (*id).to_owned()).collect(), client)
            );
        }
        for none in ["", "fagsystem", "a.b.c", &digest.to_uppercase(), &digest[1..]] {
            assert_eq!(named(none), None, "{none}");
        }
    }
}
