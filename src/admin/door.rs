//! Signing in and out. Who signs in shows a client's id and secret, or a token; the browser then
//! holds a token in a cookie that no script and no other site can read. It is asked anew with
//! every request, so that a revocation holds here as everywhere.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::Console;
use super::page;
use super::say::Say;
use super::visit::{Denied, Sent, enter, form};
use crate::domain::{Scope, ScopeSet};
use crate::http::Arrival;
use crate::oauth::Denial;
use crate::token::revoked;

/// Where one signs in.
pub(super) const SIGN_IN: &str = "/admin/sign-in";

/// The most that a browser keeps in a cookie, its name included.
const LARGEST: usize = 4000;

/// What the pages can use of what a client may do.
const USED: ScopeSet = ScopeSet::of(&[Scope::AdminClients, Scope::AuditRead]);

/// `__Secure-`: a browser takes it over TLS only.
fn name(console: &Console) -> &'static str {
    if console.secure { "__Secure-stifinder-admin" } else { "stifinder-admin" }
}

/// The token that a browser brings.
pub(super) fn cookie<'h>(console: &Console, headers: &'h HeaderMap) -> Option<&'h str> {
    let lists = headers.get_all(header::COOKIE).iter().filter_map(|list| list.to_str().ok());
    let mut pairs = lists.flat_map(|list| list.split(';')).filter_map(|pair| pair.split_once('='));
    let own = pairs.find(|(own, _)| own.trim() == name(console));
    own.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

fn bake(console: &Console, value: &str, more: &str) -> Option<HeaderValue> {
    let secure = if console.secure { "; Secure" } else { "" };
    let name = name(console);
    let text = format!("{name}={value}; Path=/admin; HttpOnly; SameSite=Strict{secure}{more}");
    let mut cookie = HeaderValue::try_from(text).ok()?;
    cookie.set_sensitive(true);
    Some(cookie)
}

/// Sends the browser on without the cookie.
pub(super) fn forget(console: &Console, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    let cookie = bake(console, "", "; Max-Age=0");
    cookie.map(|cookie| response.headers_mut().insert(header::SET_COOKIE, cookie));
    response
}

/// The page on which one signs in.
pub(super) async fn show(Extension(arrival): Extension<Arrival>) -> Response {
    page_of(Say::of(arrival.language), None)
}

fn page_of(say: Say, failed: Option<&str>) -> Response {
    let title = say.say("Sign in", "Log ind");
    let status = if failed.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let body = html! {
        @if let Some(failed) = failed {
            div.errors role="alert" tabindex="-1" autofocus { p { (failed) } }
        }
        form.card method="post" action=(SIGN_IN) {
            h2 { (say.say("With a client", "Med en klient")) }
            p.hint {
                (say.say("A client with the scope ", "En klient med adgangsområdet "))
                code { "admin:clients" } "."
            }
            div.field {
                label for="clientId" { (say.say("Client id", "Klient-id")) }
                input #clientId name="clientId" autocomplete="username" autocapitalize="none"
                    spellcheck="false" required;
            }
            div.field {
                label for="secret" { (say.say("Secret", "Hemmelighed")) }
                input #secret name="secret" type="password" autocomplete="current-password"
                    required;
            }
            button { (title) }
        }
        form.card method="post" action=(SIGN_IN) {
            h2 { (say.say("With a token", "Med et adgangstoken")) }
            p.hint {
                (say.say(
                    "An access token of an administrator, such as the municipality's own sign-in gives.",
                    "Et adgangstoken for en administrator, for eksempel fra kommunens eget login.",
                ))
            }
            div.field {
                label for="token" { (say.say("Access token", "Adgangstoken")) }
                input #token name="token" type="password" autocomplete="off" required;
            }
            button { (say.say("Sign in with a token", "Log ind med token")) }
        }
    };
    page::outside(say, status, title, body)
}

/// Signs in.
pub(super) async fn sign_in(
    State(console): State<Arc<Console>>,
    Extension(arrival): Extension<Arrival>,
    request: Request,
) -> Response {
    let say = Say::of(arrival.language);
    let (parts, body) = request.into_parts();
    let fields = match form(&parts.headers, body, say).await {
        Ok(fields) => fields,
        Err(refused) => return refused,
    };
    let token = match fields.filled("token") {
        Some(token) => token,
        None => {
            let (id, secret) = (fields.get("clientId"), fields.get("secret"));
            match console.server().oauth().sign_in(id, secret, USED, &arrival).await {
                Ok(token) => token,
                Err(Denial::Nobody) => return nobody(say),
                Err(Denial::TooOften(seconds)) => return page::too_many(say, seconds),
                Err(Denial::Away) => return page::away(say),
            }
        }
    };
    if token.len() > LARGEST {
        return nobody(say);
    }
    match enter(&console, &arrival, &token).await {
        Ok(_) => {}
        Err(Denied::Nobody) => return nobody(say),
        Err(Denied::TooMany(seconds)) => return page::too_many(say, seconds),
        Err(Denied::Away) => return page::away(say),
    }
    let Some(cookie) = bake(&console, &token, "") else { return nobody(say) };
    let mut response = Redirect::to("/admin").into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

/// One answer for everyone who is not let in.
fn nobody(say: Say) -> Response {
    let failed = say.say(
        "You could not be signed in: the secret or the token is not valid, or it is not for administering clients.",
        "Du kunne ikke logges ind: hemmeligheden eller tokenet er ikke gyldigt, eller det er ikke til at administrere klienter.",
    );
    page_of(say, Some(failed))
}

/// Signs out: the token is revoked, whoever else may hold it.
pub(super) async fn sign_out(State(console): State<Arc<Console>>, sent: Sent) -> Response {
    let visit = &sent.visit;
    let app = console.server().app();
    let Ok(now) = visit.session.now() else { return page::away(visit.say) };
    match revoked::revoke(&app.db.connection, &visit.session.caller, now).await {
        Ok(_) => forget(&console, SIGN_IN),
        Err(error) => {
            tracing::error!(%error, "request failed");
            page::away(visit.say)
        }
    }
}
