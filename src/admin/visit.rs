//! One request of who is signed in: who they are, what a form sent, and how it is answered.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;

use super::fields::Fields;
use super::page::{self, Tab};
use super::say::Say;
use super::{Console, door};
use crate::app::client::administers;
use crate::app::read_log::reads_log;
use crate::app::{AppError, Done, Refusal, Session, UserError, Work};
use crate::audit::AccessKind;
use crate::domain::digest::sha256_hex;
use crate::http::{Arrival, AuthFailure, Executor, read_body};

/// Bytes of a form: a key set with room to spare.
const LARGEST: usize = 128 * 1024;

/// How long a form may take to come.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request of an administrator.
pub(super) struct Visit {
    pub(super) session: Session,
    pub(super) say: Say,
    /// What a form of this sign-in carries, and nobody else can know.
    pub(super) csrf: String,
}

impl FromRequestParts<Arc<Console>> for Visit {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Arc<Console>,
    ) -> Result<Self, Response> {
        let internal = || StatusCode::INTERNAL_SERVER_ERROR.into_response();
        let arrival = parts.extensions.get::<Arrival>().cloned().ok_or_else(internal)?;
        let say = Say::of(arrival.language);
        let Some(token) = door::cookie(console, &parts.headers) else {
            return Err(Redirect::to(door::SIGN_IN).into_response());
        };
        let visit = enter(console, &arrival, token).await.map_err(|denied| match denied {
            Denied::Nobody => door::forget(console, door::SIGN_IN),
            Denied::TooMany(seconds) => page::too_many(say, seconds),
            Denied::Away => page::away(say),
        })?;
        let kind = if parts.method == axum::http::Method::POST { "write" } else { "read" };
        tracing::Span::current().record("client", visit.session.caller.client_id.as_str());
        tracing::Span::current().record("kind", kind);
        Ok(visit)
    }
}

/// Why somebody is not let in.
pub(super) enum Denied {
    Nobody,
    TooMany(u64),
    Away,
}

/// The request of a token's bearer, who may administer.
pub(super) async fn enter(
    console: &Console,
    arrival: &Arrival,
    token: &str,
) -> Result<Visit, Denied> {
    let caller = console.server().authenticate(Some(token), arrival).await;
    let caller = caller.map_err(|failure| match failure {
        AuthFailure::Unavailable => Denied::Away,
        AuthFailure::TooMany(seconds) => Denied::TooMany(seconds),
        AuthFailure::Missing | AuthFailure::Invalid { .. } => Denied::Nobody,
    })?;
    let say = Say::of(arrival.language);
    let app = Arc::clone(console.server().app());
    let session = Session::new(app, caller, arrival.request_id, say.0);
    if !administers(&session) {
        return Err(Denied::Nobody);
    }
    // Of the cookie, which no other site can read: a node needs to remember nothing.
    let csrf = sha256_hex(format!("stifinder console {token}").as_bytes());
    Ok(Visit { session, say, csrf })
}

/// A form that an administrator sent from a page of the console.
pub(super) struct Sent {
    pub(super) visit: Visit,
    pub(super) fields: Fields,
}

impl FromRequest<Arc<Console>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, console: &Arc<Console>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, console).await?;
        let fields = form(&parts.headers, body, visit.say).await?;
        let sent = fields.get("csrf").as_bytes();
        if verify_slices_are_equal(sent, visit.csrf.as_bytes()).is_err() {
            return Err(page::foreign(visit.say));
        }
        Ok(Self { visit, fields })
    }
}

/// A form from a page of ours.
pub(super) async fn form(
    headers: &HeaderMap,
    body: axum::body::Body,
    say: Say,
) -> Result<Fields, Response> {
    if !from_here(headers) {
        return Err(page::foreign(say));
    }
    let body = read_body(headers, body, LARGEST, PATIENCE).await;
    let body = body.map_err(|refusal| page::refused(say, refusal.status))?;
    Ok(Fields::parse(&body))
}

/// Whether the browser says that a form was sent from a page of this site. Every browser says so
/// over TLS and on the machine itself; elsewhere the origin has to do.
fn from_here(headers: &HeaderMap) -> bool {
    let told = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (told("sec-fetch-site"), told(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == told(header::HOST.as_str())
        }
        (None, None) => false,
    }
}

/// Why a write did nothing.
pub(super) enum NotDone {
    Mend(Vec<UserError>),
    Answer(Box<Response>),
}

impl Visit {
    /// Names what is called, as GraphQL does: for the log.
    pub(super) fn calls(&mut self, operation: &str) {
        self.session.operation = operation.to_owned();
    }

    /// Whether the access log is for them, too.
    pub(super) fn reads_log(&self) -> bool {
        reads_log(&self.session.caller)
    }

    /// A page, when the row of what was read stands in the log.
    pub(super) async fn show(&self, tab: Tab, title: &str, body: Markup) -> Response {
        match self.session.commit(AccessKind::Read).await {
            Ok(()) => page::answer(self, StatusCode::OK, tab, title, body),
            Err(error) => self.failed(&error),
        }
    }

    /// A page in a request whose row is written.
    pub(super) fn shown(
        &self,
        status: StatusCode,
        tab: Tab,
        title: &str,
        body: Markup,
    ) -> Response {
        page::answer(self, status, tab, title, body)
    }

    /// What is not there.
    pub(super) async fn unknown(&self, tab: Tab) -> Response {
        let say = self.say;
        let title = say.say("Not found", "Findes ikke");
        let body = maud::html! {
            p { (say.say("There is nothing here by this name.", "Her er intet af det navn.")) }
        };
        match self.session.commit(AccessKind::Read).await {
            Ok(()) => self.shown(StatusCode::NOT_FOUND, tab, title, body),
            Err(error) => self.failed(&error),
        }
    }

    /// What is not for them.
    pub(super) async fn forbidden(&self, tab: Tab, body: Markup) -> Response {
        let title = self.say.say("Not for you", "Ikke for dig");
        match self.session.commit(AccessKind::Refused).await {
            Ok(()) => self.shown(StatusCode::FORBIDDEN, tab, title, body),
            Err(error) => self.failed(&error),
        }
    }

    /// What only the operator can mend.
    pub(super) fn failed(&self, error: &AppError) -> Response {
        tracing::error!(%error, "request failed");
        page::away(self.say)
    }

    /// Begins a write.
    pub(super) async fn begin(&self, fields: &Fields) -> Result<Work<'_>, Refusal> {
        Work::begin(&self.session, fields.filled("key").as_deref(), &fields.request()).await
    }

    /// Commits what was done with its row, or writes the row of the refusal.
    pub(super) async fn end(
        &self,
        result: Result<(Work<'_>, Done), (Option<Work<'_>>, Refusal)>,
    ) -> Result<Done, NotDone> {
        let failed = |error: AppError| NotDone::Answer(Box::new(self.failed(&error)));
        let (work, refusal) = match result {
            Ok((work, done)) => {
                work.commit(&done).await.map_err(failed)?;
                return Ok(done);
            }
            Err(refused) => refused,
        };
        if let Some(work) = work {
            work.abandon().await.map_err(failed)?;
        }
        match refusal {
            Refusal::Fault(error) => Err(failed(error)),
            Refusal::User(errors) => {
                self.session.commit(AccessKind::Refused).await.map_err(failed)?;
                Err(NotDone::Mend(errors))
            }
        }
    }
}

/// Runs a use case as a mutation does: `run!(visit, fields, use_case(input))`.
macro_rules! run {
    ($visit:expr, $fields:expr, $use_case:path, $input:expr) => {{
        let result = match $visit.begin($fields).await {
            Err(refusal) => Err((None, refusal)),
            Ok(mut work) => match work.replayed() {
                Some(done) => Ok((work, done)),
                None => match Box::pin($use_case(&mut work, $input)).await {
                    Ok(done) => Ok((work, done)),
                    Err(refusal) => Err((Some(work), refusal)),
                },
            },
        };
        $visit.end(result).await
    }};
}
pub(super) use run;
