//! Token exchange (RFC 8693): a client shows the token that a user got where they signed in, and
//! gets one of ours that says which user, unit and roles it acts for. It stays within the client's
//! own organisation and scopes.

use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::OAuth;
use super::error::{Code, Fault, answer};
use super::form::Form;
use super::token::{issue, scopes};
use crate::token::mapping::{self, Who};
use crate::token::outside::{self, As, Outside, OutsideError};
use crate::token::{Client, Grant, revoked};

/// The grant.
pub(super) const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";

/// Exchanges the token of a user for one of ours.
pub(super) async fn exchange(
    oauth: &OAuth,
    client: &Client,
    form: &Form,
    now: DateTime<Utc>,
) -> Result<Response, Fault> {
    let kind = match form.required("subject_token_type")? {
        ACCESS_TOKEN => As::Access,
        ID_TOKEN => As::Id,
        JWT => As::Any,
        _ => return Err(Fault::request("`subject_token_type` is not one that is taken")),
    };
    if form.get("actor_token").is_some() || form.get("actor_token_type").is_some() {
        return Err(Fault::request("the client is the actor: send no `actor_token`"));
    }
    if form.get("requested_token_type").is_some_and(|asked| ![ACCESS_TOKEN, JWT].contains(&asked)) {
        return Err(Fault::request("only access tokens are issued"));
    }
    let ours = [oauth.tokens.audience(), oauth.tokens.issuer()];
    let elsewhere = |name: &str| form.get(name).is_some_and(|target| !ours.contains(&target));
    if elsewhere("audience") || elsewhere("resource") {
        return Err(Fault::new(Code::InvalidTarget, "tokens are issued for this service only"));
    }
    let scopes = scopes(form.get("scope"), client.registration.scopes)?;
    let outside = subject(oauth, form.required("subject_token")?, kind, now).await?;
    let who = who(oauth, &outside, now).await?;
    within(client, &who)?;
    let grant = Grant {
        client_id: client.id.clone(),
        organisation: who.organisation,
        unit: who.unit,
        user: who.user,
        roles: who.roles,
        citizen: who.citizen,
        scopes,
    };
    let longest = oauth.options.lifetime.min(outside.expires_at - now);
    let (issued, lifetime) = issue(oauth, client, &grant, longest, now).await?;
    Ok(answer(&json!({
        "access_token": issued.token,
        "issued_token_type": ACCESS_TOKEN,
        "token_type": "Bearer",
        "expires_in": lifetime.num_seconds(),
        "scope": scopes.to_string(),
    })))
}

/// The subject's token, verified. What is wrong with it is `invalid_request` (§ 2.2.2).
async fn subject(
    oauth: &OAuth,
    token: &str,
    kind: As,
    now: DateTime<Utc>,
) -> Result<Outside, Fault> {
    let refused = |error: OutsideError| match error {
        OutsideError::Unavailable => Fault::unavailable(&error),
        error => Fault::request(format!("`subject_token` is refused: {error}")),
    };
    let name = outside::issuer_of(token).ok_or_else(|| refused(OutsideError::Malformed))?;
    let connection = &oauth.app.db.connection;
    // Who is trusted is read anew: a removal holds from the next request on.
    let read = oauth.outsiders.read(connection).await;
    read.map_err(|error| Fault::unavailable(&error))?;
    let issuers = oauth.outsiders.named(connection, &name).await;
    let issuers = issuers.map_err(|error| Fault::unavailable(&error))?;
    let outside = oauth.outsiders.verify(&issuers, token, kind, now).await.map_err(refused)?;
    let revoked = revoked::is_revoked(connection, &outside.id).await;
    if revoked.map_err(|error| Fault::unavailable(&error))? {
        return Err(Fault::request("`subject_token` is refused: the token was revoked"));
    }
    Ok(outside)
}

/// Whom the subject's token names.
async fn who(oauth: &OAuth, outside: &Outside, now: DateTime<Utc>) -> Result<Who, Fault> {
    let trust = &outside.issuer.trust;
    let who = mapping::who(&oauth.app.db, &trust.mapping, &outside.claims, now).await;
    who.map_err(|error| Fault::unavailable(&error))?
        .map_err(|unmapped| Fault::request(format!("`subject_token` is refused: {unmapped}")))
}

/// A client that is registered for an organisation acts for its users, and for nobody else's.
fn within(client: &Client, who: &Who) -> Result<(), Fault> {
    if client.organisation.is_none() || client.organisation == who.organisation {
        return Ok(());
    }
    Err(Fault::request("`subject_token` is refused: the client acts for another organisation"))
}
