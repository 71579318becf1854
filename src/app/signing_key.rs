//! Keys that sign access tokens: rotated with overlap, retired; and single tokens revoked.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use sea_orm::prelude::Uuid;

use super::check::{self, Check, TEXT};
use super::client::require_admin;
use super::{AppError, Done, Refusal, Session, UserErrorCode, Work};
use crate::audit::detail::TargetKind;
use crate::domain::EntityKind;
use crate::domain::of::Of;
use crate::store::StoreError;
use crate::token::keys::{self, Retired, Rotation};
use crate::token::{KeyError, TokenAlgorithm, TokenKey, revoked};

/// Makes a key that will sign access tokens (udskift signeringsnøgle).
#[derive(InputObject)]
pub(crate) struct RotateSigningKeyInput {
    /// Algorithm; EdDSA where left out (signaturalgoritme).
    pub(crate) algorithm: Option<Of<TokenAlgorithm>>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Retires a key at once (tag signeringsnøgle ud af brug).
#[derive(InputObject)]
pub(crate) struct RetireSigningKeyInput {
    /// The key (nøgle).
    pub(crate) id: ID,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Revokes one access token (tilbagekald token).
#[derive(InputObject)]
pub(crate) struct RevokeTokenInput {
    /// The token, or its id as `me.tokenId` tells it: its `jti` where it is one of ours. For as long
    /// as it could hold it is refused, and an outside issuer's is exchanged no more (token).
    pub(crate) token: String,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// A key of tokens as an administrator sees it.
#[derive(Clone, Debug)]
pub(crate) struct SigningKeyView {
    pub(crate) key: TokenKey,
    pub(crate) state: KeyState,
}

law::words! {
    /// State of a signing key (status).
    KeyState {
        Published "PUBLISHED" da "Offentliggjort, signerer endnu ikke" en "Published, does not sign yet",
        Signing "SIGNING" da "Signerer" en "Signs",
        Trusted "TRUSTED" da "Signerer ikke mere, men gælder" en "Signs no more, and still holds",
        Retired "RETIRED" da "Ude af brug" en "Retired",
    }
}

impl From<KeyError> for AppError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Database(error) => error.into(),
            error => {
                tracing::error!(%error, "a signing key could not be used");
                StoreError::inconsistent("signing_key", "broken key").into()
            }
        }
    }
}

/// Makes a further key. It is published for ten minutes before it signs, and the one of before is
/// trusted for eight days after that: no token fails on the way.
pub(crate) async fn rotate_signing_key(
    work: &mut Work<'_>,
    input: RotateSigningKeyInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let algorithm = input.algorithm.map_or(TokenAlgorithm::EdDsa, |word| word.0);
    let wrapping = &work.session.app.wrapping;
    let made = keys::rotate(&work.txn, wrapping, algorithm, Rotation::default(), work.now).await;
    let id = made.map_err(AppError::from)?;
    work.session.administers(TargetKind::SigningKey, &id);
    let uid = keys::uid(&id);
    work.note_of(None, None, "SIGNING_KEY_ROTATED", uid).await?;
    Ok(Done::beside(EntityKind::SigningKey, uid, uid))
}

/// Retires a key at once: every token that it signed is refused from the next request on. Where
/// none could sign any more, another is made that does.
pub(crate) async fn retire_signing_key(
    work: &mut Work<'_>,
    input: RetireSigningKeyInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let uid = check::outside("id", &input.id, EntityKind::SigningKey)?;
    let held = keys::list(&work.txn).await.map_err(AppError::from)?;
    let key = held.iter().find(|key| keys::uid(key.public.id()) == uid);
    let id = key.ok_or_else(|| Refusal::not_found("id"))?.public.id().to_owned();
    work.session.administers(TargetKind::SigningKey, &id);
    let wrapping = &work.session.app.wrapping;
    let retired = keys::retire(&work.txn, wrapping, &id, work.now).await;
    match retired.map_err(AppError::from)? {
        Retired::Unknown => Err(Refusal::user(
            UserErrorCode::IllegalState,
            "id",
            "the key is retired already",
            "nøglen er allerede ude af brug",
        )),
        Retired::Done(_) => {
            work.note_of(None, None, "SIGNING_KEY_RETIRED", uid).await?;
            Ok(Done::beside(EntityKind::SigningKey, uid, uid))
        }
    }
}

/// Revokes one token: it is refused from the next request on, whoever holds it.
pub(crate) async fn revoke_token(
    work: &mut Work<'_>,
    input: RevokeTokenInput,
) -> Result<Done, Refusal> {
    require_admin(work)?;
    let mut check = Check::default();
    let token = check.required("token", &input.token, TEXT);
    let named = revoked::named(&token);
    if !token.is_empty() && token.chars().count() <= TEXT && !token.contains('\0') {
        let english = "this is no access token, and no id of one";
        check.that(
            named.is_some(),
            "token",
            english,
            "det er intet adgangstoken, og intet id på et",
        );
    }
    check.done()?;
    let named = named.ok_or_else(|| Refusal::not_found("token"))?;
    let until = named.until(work.now);
    for id in &named.ids {
        revoked::insert(&work.txn, id, &named.client, until, work.now).await?;
    }
    let id = named.ids.first().map_or("", String::as_str);
    work.session.administers(TargetKind::Token, id);
    let uid = Uuid::new_v5(&Uuid::NAMESPACE_OID, id.as_bytes());
    work.note_of(None, None, "TOKEN_REVOKED", uid).await?;
    Ok(Done { entity: Some(uid), ..Done::default() })
}

/// Every key of tokens, newest first.
pub(crate) async fn list_signing_keys(session: &Session) -> Result<Vec<SigningKeyView>, AppError> {
    let (now, connection) = (session.now()?, &session.app.db.connection);
    Ok(seen(keys::list(connection).await?, now))
}

fn seen(held: Vec<TokenKey>, now: DateTime<Utc>) -> Vec<SigningKeyView> {
    let signs = |key: &TokenKey| {
        let of = |other: &&TokenKey| {
            other.public.algorithm() == key.public.algorithm()
                && other.signs_from <= now
                && other.stands(now)
        };
        let newest = held.iter().filter(of).max_by_key(|key| key.signs_from);
        newest.is_some_and(|newest| newest.public.id() == key.public.id())
    };
    let state = |key: &TokenKey| match () {
        () if !key.stands(now) => KeyState::Retired,
        () if now < key.signs_from => KeyState::Published,
        () if signs(key) => KeyState::Signing,
        () => KeyState::Trusted,
    };
    held.iter().map(|key| SigningKeyView { state: state(key), key: key.clone() }).collect()
}

impl Work<'_> {
    /// A key of tokens as it stands in this transaction.
    pub(crate) async fn signing_key_view(
        &self,
        uid: Uuid,
    ) -> Result<Option<SigningKeyView>, AppError> {
        let held = seen(keys::list(&self.txn).await?, self.now);
        Ok(held.into_iter().find(|seen| keys::uid(seen.key.public.id()) == uid))
    }
}
