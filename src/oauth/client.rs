//! Who asks: `client_secret_basic`, `client_secret_post` (RFC 6749 § 2.3.1) or `private_key_jwt`
//! (RFC 7523).

use std::borrow::Cow;
use std::net::IpAddr;

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};

use super::OAuth;
use super::error::Fault;
use super::form::Form;
use crate::http::Arrival;
use crate::token::assertion::{self, Asserted};
use crate::token::clients::{self, Client, ClientState};
use crate::token::{ClientError, Proved};

/// `client_assertion_type` of a JWT.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What was presented.
pub(super) enum Presented<'a> {
    Secret { id: Cow<'a, str>, secret: Cow<'a, str> },
    Assertion { text: &'a str, id: Option<&'a str> },
}

impl Presented<'_> {
    /// The id that the request gives itself, for counting; that of an assertion is what it says.
    fn claimed(&self) -> String {
        match self {
            Self::Secret { id, .. } => id.chars().take(64).collect(),
            Self::Assertion { text, .. } => assertion::client_of(text).unwrap_or_default(),
        }
    }

    fn secret(&self) -> Option<&str> {
        match self {
            Self::Secret { secret, .. } => Some(secret),
            Self::Assertion { .. } => None,
        }
    }
}

/// The client that a request proves to be of; one that may call now, and from there.
pub(super) async fn authenticate(
    oauth: &OAuth,
    headers: &HeaderMap,
    form: &Form,
    arrival: &Arrival,
    now: DateTime<Utc>,
) -> Result<Client, Fault> {
    prove(oauth, presented(headers, form)?, arrival, now).await
}

/// The client that something presented proves to be; one that may call now, and from there.
pub(super) async fn prove(
    oauth: &OAuth,
    presented: Presented<'_>,
    arrival: &Arrival,
    now: DateTime<Utc>,
) -> Result<Client, Fault> {
    let (address, limits) = (arrival.address, &oauth.limits);
    let asking = limits.enter(address, &presented.claimed(), presented.secret())?;
    let client = match holder(oauth, presented, now).await? {
        Ok(client) => client,
        Err(fault) => return Err(limits.failed(&asking, fault)),
    };
    limits.proved(&asking, &client.id)?;
    may_call(&client, address, now)?;
    oauth.uses.note(&client.id, now, address);
    Ok(client)
}

/// The client whose proof something is; within, what is answered where it is nobody's, or one that
/// is not taken.
async fn holder(
    oauth: &OAuth,
    presented: Presented<'_>,
    now: DateTime<Utc>,
) -> Result<Result<Client, Fault>, Fault> {
    let away = |error: ClientError| Fault::unavailable(&error);
    let connection = &oauth.app.db.connection;
    Ok(match presented {
        Presented::Secret { id, secret } => {
            match clients::authenticate(connection, &id, &secret, now).await.map_err(away)? {
                Proved::Client(client) => Ok(*client),
                Proved::Nobody => Err(Fault::nobody()),
            }
        }
        Presented::Assertion { text, id } => {
            let (issuer, endpoint) = (oauth.tokens.issuer(), oauth.endpoint(super::TOKEN));
            let ours = [issuer, &endpoint];
            match assertion::authenticate(connection, text, id, &ours, now).await.map_err(away)? {
                Asserted::Client(client) => Ok(*client),
                Asserted::Nobody => Err(Fault::nobody()),
                Asserted::Refused(why) => Err(Fault::client(why)),
            }
        }
    })
}

/// Told to who proved to be the client, and to nobody else.
fn may_call(client: &Client, address: Option<IpAddr>, now: DateTime<Utc>) -> Result<(), Fault> {
    match client.state(now) {
        ClientState::Active if client.registration.networks.allow(address) => Ok(()),
        ClientState::Active => Err(Fault::client("the client may not call from this address")),
        ClientState::Disabled => {
            Err(Fault::client("the client is switched off: ask its administrator"))
        }
        ClientState::Expired => Err(Fault::client("the client has expired: ask its administrator")),
        ClientState::Revoked => Err(Fault::client("the client is revoked")),
    }
}

/// A request proves itself in one way (RFC 6749 § 2.3).
fn presented<'a>(headers: &'a HeaderMap, form: &'a Form) -> Result<Presented<'a>, Fault> {
    let twice = || Fault::request("the request proves its client in more than one way");
    let assertion = form.get("client_assertion");
    let secret = form.get("client_secret");
    let basic = basic(headers)?;
    match (basic, secret, assertion) {
        (Some((id, secret)), None, None) => {
            if form.get("client_id").is_some_and(|beside| beside != id) {
                return Err(Fault::request("`client_id` is not the one in the header"));
            }
            Ok(Presented::Secret { id: id.into(), secret: secret.into() })
        }
        (None, Some(secret), None) => {
            let id = form.required("client_id")?;
            Ok(Presented::Secret { id: id.into(), secret: secret.into() })
        }
        (None, None, Some(text)) => {
            if form.get("client_assertion_type") != Some(JWT_BEARER) {
                return Err(Fault::client("`client_assertion_type` is not that of a JWT"));
            }
            Ok(Presented::Assertion { text, id: form.get("client_id") })
        }
        (None, None, None) => Err(Fault::nobody()),
        _ => Err(twice()),
    }
}

/// Id and secret in the header, each of them form-encoded within.
fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Fault> {
    let mut found = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = found.next() else { return Ok(None) };
    if found.next().is_some() {
        return Err(Fault::request("the header `Authorization` is sent twice"));
    }
    let read = || {
        let (scheme, text) = value.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let text = String::from_utf8(BASE64_STANDARD.decode(text.trim()).ok()?).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((decoded(id)?, decoded(secret)?))
    };
    read().map(Some).ok_or_else(Fault::nobody)
}

/// One value in `application/x-www-form-urlencoded`; none where more than one stands there.
fn decoded(text: &str) -> Option<String> {
    if text.contains(['&', '=']) {
        return None;
    }
    let mut pairs = form_urlencoded::parse(text.as_bytes());
    Some(pairs.next().map(|(name, _)| name.into_owned()).unwrap_or_default())
}
