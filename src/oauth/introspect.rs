//! `POST /oauth/introspect` (RFC 7662): what a token says, and whether it still holds.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use law::Word;
use serde_json::{Value, json};

use super::error::{Fault, answer};
use super::form::Form;
use super::{OAuth, client};
use crate::domain::Scope;
use crate::http::Arrival;
use crate::token::{self, Client, Proof, Standing};

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
    let client = client::authenticate(oauth, &parts.headers, &form, arrival, now).await?;
    let told = told(oauth, &client, form.required("token")?, now).await?;
    Ok(answer(&told.unwrap_or_else(|| json!({ "active": false }))))
}

/// What is told of a token that holds: to the client it was issued to, and to who administers
/// clients. To any other it is as one that does not hold (§ 2.2).
async fn told(
    oauth: &OAuth,
    client: &Client,
    text: &str,
    now: DateTime<Utc>,
) -> Result<Option<Value>, Fault> {
    let verified = oauth.tokens.verify_own(&oauth.app.db, text, now).await;
    let verified = verified.map_err(|error| Fault::unavailable(&error))?;
    let Ok(verified) = verified else { return Ok(None) };
    let caller = &verified.caller;
    let own = caller.client_id == client.id;
    if !own && !client.registration.scopes.has(Scope::AdminClients) {
        return Ok(None);
    }
    let connection = &oauth.app.db.connection;
    let (client, token) = (&caller.client_id, &caller.token_id);
    let proof = Proof { client, key: &verified.key_id, token };
    let standing = token::standing(connection, proof, now).await;
    let standing = standing.map_err(|error| Fault::unavailable(&error))?;
    if !matches!(standing, Standing::Good(_)) {
        return Ok(None);
    }
    let viewer = &caller.viewer;
    let mut told = json!({
        "active": true,
        "iss": oauth.tokens.issuer(),
        "aud": oauth.tokens.audience(),
        "sub": client,
        "client_id": client,
        "scope": caller.scopes.to_string(),
        "token_type": "Bearer",
        "exp": caller.expires_at.timestamp(),
        "jti": token,
        "roles": viewer.roles.iter().map(Word::code).collect::<Vec<_>>(),
    });
    let named = [
        ("org", viewer.organisation.map(|organisation| organisation.id.0)),
        ("unit", viewer.unit.map(|unit| unit.0)),
        ("user", viewer.user.map(|user| user.0)),
        ("citizen", viewer.citizen.map(|citizen| citizen.0)),
    ];
    for (name, id) in named {
        if let Some(id) = id {
            told[name] = id.to_string().into();
        }
    }
    Ok(Some(told))
}
