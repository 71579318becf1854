//! Access tokens that were revoked before their end.

use chrono::{DateTime, TimeDelta, Utc};
use entity::revoked_token::{ActiveModel, Column, Entity};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};

use uuid::Uuid;

use super::keys::LONGEST_TOKEN;
use super::tokens::LEEWAY;
use super::{assertion, clients, outside};
use crate::domain::Caller;

/// How long a revocation is kept at most, and where nothing tells when the token ends. Issuers write
/// `exp` of the year 9999 for never, and a year of five digits is text that SQLite does not compare.
const UNKNOWN: TimeDelta = TimeDelta::days(36_525);

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

/// Revokes a token by its id, until it would have ended: [`tidy`] forgets it then.
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
        expires_at: Set(until.min(now + UNKNOWN)),
        revoked_at: Set(now),
    };
    let once = OnConflict::column(Column::TokenId).do_nothing().to_owned();
    let insert = Entity::insert(row).on_conflict(once);
    Ok(insert.exec_without_returning(connection).await? == 1)
}

/// Whether a token was revoked.
///
/// # Errors
/// The database failed; the token must then not be taken.
pub async fn is_revoked<C: ConnectionTrait>(connection: &C, token: &str) -> Result<bool, DbErr> {
    Ok(Entity::find_by_id(token).one(connection).await?.is_some())
}

/// A token as [`insert`] wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Ids that it may be known by: of a token of ours its `jti`, of an outside issuer's
    /// [`outside::id_of`].
    pub ids: Vec<String>,
    /// The client that it says it is of; empty where only the id is known.
    pub client: String,
    /// How it says or shows when it ends.
    ends: Ends,
}

/// When a token that is named ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// It says so itself.
    At(DateTime<Utc>),
    /// It is of ours, and none of ours holds for longer than [`LONGEST_TOKEN`].
    Ours,
    /// An outside issuer's, whose `exp` nothing bounds.
    Unknown,
}

impl Named {
    /// Until when its revocation is to be kept: never shorter than it can hold.
    #[must_use]
    pub fn until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let ours = now + LONGEST_TOKEN + LEEWAY;
        match self.ends {
            // What it says is not verified: it may be one of ours that was written over.
            Ends::At(at) => ours.max(at + LEEWAY),
            Ends::Ours => ours,
            Ends::Unknown => now + UNKNOWN,
        }
    }
}

/// What a text names: a token, or the id of one as its bearer sees it. Nothing of it is verified:
/// to revoke what does not hold does no harm.
#[must_use]
pub fn named(text: &str) -> Option<Named> {
    let digest = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let id = |id: String, ends| Some(Named { ids: vec![id], client: String::new(), ends });
    if let Ok(ours) = Uuid::try_parse(text) {
        return id(ours.to_string(), Ends::Ours);
    }
    if text.len() == 64 && text.chars().all(digest) {
        return id(text.to_owned(), Ends::Unknown);
    }
    let claims: serde_json::Value = assertion::unverified(text)?;
    let claim = |name: &str| claims[name].as_str().map(str::to_owned);
    let own = claim("jti").and_then(|id| Uuid::try_parse(&id).ok()).map(|id| id.to_string());
    let ids = own.into_iter().chain([outside::id_of(text)]).collect();
    let client = claim("sub").filter(|id| clients::is_id(id)).unwrap_or_default();
    let ends = claims["exp"].as_f64().and_then(assertion::instant);
    Some(Named { ids, client, ends: ends.map_or(Ends::Unknown, Ends::At) })
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
    use crate::domain::digest::sha256_hex;

    #[test]
    fn a_token_is_named_by_itself_by_its_id_or_by_its_digest() {
        let jti = "01a216db-3aa1-7544-b5e7-07d981c28c33";
        let signed = |claims: &str| format!("e30.{}", BASE64_URL_SAFE_NO_PAD.encode(claims));
        let token = |claims: &str| format!("{}.x", signed(claims));
        let ours = token(&format!(r#"{{"jti":"{jti}","sub":"fagsystem"}}"#));
        let outside = token(r#"{"jti":"42","sub":"Somebody Else"}"#);
        let digest = |token: &str| sha256_hex(token.trim_end_matches(".x").as_bytes());
        let (digest, other) = (digest(&ours), digest(&outside));
        for (text, ids, client) in [
            (jti, vec![jti], ""),
            (digest.as_str(), vec![digest.as_str()], ""),
            (&ours, vec![jti, &digest], "fagsystem"),
            (&outside, vec![&other], ""),
            // However it is signed, and without a signature at all.
            (&outside.replace(".x", ".y"), vec![&other], ""),
            (outside.trim_end_matches(".x"), vec![&other], ""),
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

    #[test]
    fn a_revocation_is_kept_for_as_long_as_its_token_can_hold() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let token = |exp: &str| {
            let claims = format!(r#"{{"sub":"x"{exp}}}"#);
            format!("e30.{}.x", BASE64_URL_SAFE_NO_PAD.encode(claims))
        };
        let month = now + TimeDelta::days(30);
        let week = now + LONGEST_TOKEN + LEEWAY;
        for (text, until) in [
            ("01a216db-3aa1-7544-b5e7-07d981c28c33".to_owned(), week),
            (token(&format!(r#","exp":{}"#, month.timestamp())), month + LEEWAY),
            (token(&format!(r#","exp":{}"#, now.timestamp())), week),
            (token(r#","exp":1e300"#), now + UNKNOWN),
            (token(""), now + UNKNOWN),
            ("0".repeat(64), now + UNKNOWN),
        ] {
            assert_eq!(named(&text).unwrap().until(now), until, "{text}");
        }
    }
}
