//! `POST /oauth/token`: a token for a client.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tracing::Span;

use super::error::{Code, Fault, answer};
use super::exchange::{TOKEN_EXCHANGE, exchange};
use super::form::Form;
use super::{OAuth, client};
use crate::domain::ScopeSet;
use crate::http::Arrival;
use crate::token::{self, Client, Grant, GrantError, Issued, Proof, Standing, TokenError};

const CLIENT_CREDENTIALS: &str = "client_credentials";

/// Grants that are served.
pub(super) const GRANT_TYPES: [&str; 2] = [CLIENT_CREDENTIALS, TOKEN_EXCHANGE];

/// Answers one request.
pub(super) async fn handle(
    State(oauth): State<Arc<OAuth>>,
    Extension(arrival): Extension<Arrival>,
    request: Request,
) -> Response {
    respond(&oauth, &arrival, request).await.unwrap_or_else(Fault::into_response)
}

async fn respond(oauth: &OAuth, arrival: &Arrival, request: Request) -> Result<Response, Fault> {
    let now = oauth.app.clock.now().map_err(|error| Fault::unavailable(&error))?;
    let (parts, body) = request.into_parts();
    let form = Form::read(&parts.headers, body).await?;
    let grant_type = form.required("grant_type")?;
    let client = client::authenticate(oauth, &parts.headers, &form, arrival, now).await?;
    Span::current().record("client", client.id.as_str());
    Span::current().record("kind", "token");
    match grant_type {
        CLIENT_CREDENTIALS => client_credentials(oauth, &client, &form, now).await,
        TOKEN_EXCHANGE => exchange(oauth, &client, &form, now).await,
        _ => Err(Fault::new(
            Code::UnsupportedGrantType,
            "`grant_type` is not one that the metadata names",
        )),
    }
}

/// RFC 6749 § 4.4: the client acts for itself, that is for its unit.
async fn client_credentials(
    oauth: &OAuth,
    client: &Client,
    form: &Form,
    now: DateTime<Utc>,
) -> Result<Response, Fault> {
    let scopes = scopes(form.get("scope"), client.registration.scopes)?;
    let grant = Grant {
        client_id: client.id.clone(),
        organisation: client.organisation,
        unit: client.unit,
        user: None,
        roles: law::RoleSet::NONE,
        citizen: None,
        scopes,
    };
    let (issued, lifetime) = issue(oauth, client, &grant, oauth.options.lifetime, now).await?;
    Ok(answer(&json!({
        "access_token": issued.token,
        "token_type": "Bearer",
        "expires_in": lifetime.num_seconds(),
        "scope": scopes.to_string(),
    })))
}

/// The scopes asked for, or all that the client may have. More than that is refused, not cut: who
/// asks for it should know.
pub(super) fn scopes(asked: Option<&str>, most: ScopeSet) -> Result<ScopeSet, Fault> {
    let Some(asked) = asked else { return Ok(most) };
    let refused = || Fault::new(Code::InvalidScope, "the client may not have every scope it asks");
    let asked = ScopeSet::parse(asked).map_err(|_| refused())?;
    if asked.is_empty() || !most.contains(asked) {
        return Err(refused());
    }
    Ok(asked)
}

/// Issues a token that client and key stand behind at this moment.
pub(super) async fn issue(
    oauth: &OAuth,
    client: &Client,
    grant: &Grant,
    longest: TimeDelta,
    now: DateTime<Utc>,
) -> Result<(Issued, TimeDelta), Fault> {
    let end = client.registration.expires_at.map_or(longest, |end| longest.min(end - now));
    let lifetime = TimeDelta::seconds(end.num_seconds());
    if lifetime <= TimeDelta::zero() {
        return Err(Fault::new(Code::InvalidGrant, "what the token would rest on is about to end"));
    }
    let (db, algorithm) = (&oauth.app.db, client.registration.algorithm);
    // A second try with what this node may not have heard of yet.
    for last in [false, true] {
        let issued = match oauth.tokens.issue_as(algorithm, grant, lifetime, now) {
            Ok(issued) => issued,
            Err(error) if last => return Err(impossible(&error)),
            Err(TokenError::Grant(GrantError::UnknownOrganisation(_))) => {
                db.refresh_directory().await.map_err(|error| Fault::unavailable(&error))?;
                continue;
            }
            Err(TokenError::UnknownKey) => {
                refresh(oauth, now).await?;
                continue;
            }
            Err(error) => return Err(impossible(&error)),
        };
        let proof = Proof { client: &client.id, key: &issued.key_id, token: &issued.token_id };
        let standing = token::standing(&db.connection, proof, now).await;
        match standing.map_err(|error| Fault::unavailable(&error))? {
            Standing::Good(_) => return Ok((issued, lifetime)),
            Standing::Key if !last => refresh(oauth, now).await?,
            Standing::Key | Standing::Token => break,
            Standing::Client => return Err(Fault::nobody()),
        }
    }
    Err(Fault::unavailable(&"no signing key stands"))
}

async fn refresh(oauth: &OAuth, now: DateTime<Utc>) -> Result<(), Fault> {
    let connection = &oauth.app.db.connection;
    oauth.tokens.refresh(connection, now).await.map_err(|error| Fault::unavailable(&error))
}

fn impossible(error: &TokenError) -> Fault {
    match error {
        TokenError::Grant(GrantError::NoOrganisation) => Fault::new(
            Code::UnauthorizedClient,
            "the client acts for no organisation: it can exchange the token of a user",
        ),
        TokenError::Grant(GrantError::UnknownOrganisation(_)) => Fault::new(
            Code::UnauthorizedClient,
            "the organisation that the client acts for is not in the directory",
        ),
        error => Fault::unavailable(error),
    }
}
