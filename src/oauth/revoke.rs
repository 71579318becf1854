//! `POST /oauth/revoke` (RFC 7009): a client gives a token back.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::error::{Code, Fault, answer};
use super::form::Form;
use super::{OAuth, client};
use crate::http::Arrival;
use crate::token::revoked;

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
    let verified = oauth.tokens.verify_own(&oauth.app.db, form.required("token")?, now).await;
    // What is no token of ours, or has ended, is as good as revoked (§ 2.2).
    if let Ok(verified) = verified.map_err(|error| Fault::unavailable(&error))? {
        if verified.caller.client_id != client.id {
            return Err(Fault::new(Code::InvalidGrant, "the token is another client's"));
        }
        let connection = &oauth.app.db.connection;
        let revoked = revoked::revoke(connection, &verified.caller, now).await;
        revoked.map_err(|error| Fault::unavailable(&error))?;
        tracing::info!(client = %client.id, token = %verified.caller.token_id, "token revoked");
    }
    Ok(answer(&json!({})))
}
