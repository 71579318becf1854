//! Clients: registered, changed, given a new secret, switched off, cut off.

use async_graphql::ID;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use maud::{Markup, html};

use super::client_form::{self, id};
use super::fields::Fields;
use super::form::{Choice, Form, options};
use super::page::{Tab, confirm, done, hidden, notice, table};
use super::say::{Say, time};
use super::visit::{NotDone, Sent, Visit, run};
use crate::app::client::{
    self, ClientView, RevokeClientInput, RevokeClientSecretInput, RotateClientSecretInput,
    SwitchClientInput,
};
use crate::app::listing::listing;
use crate::app::{Done, UserError};
use crate::domain::{EntityKind, GlobalId};
use crate::token::clients::ClientState;

const PATH: &str = "/admin/clients";
const TAB: Tab = Tab::Clients;

/// Clients on a page.
const LENGTH: usize = 50;

fn of(view: &ClientView) -> String {
    format!("{PATH}/{}", view.client.id)
}

/// `GET /admin/clients`.
pub(super) async fn list(mut visit: Visit, RawQuery(query): RawQuery) -> Response {
    visit.calls("clients");
    let say = visit.say;
    let query = Fields::parse(&query.unwrap_or_default());
    let (search, after) = (query.filled("search"), query.filled("after"));
    let found =
        client::list_clients(&visit.session, search.as_deref(), after.as_deref(), LENGTH).await;
    let mut found = match found {
        Ok(found) => found,
        Err(error) => return visit.failed(&error),
    };
    let more = found.len() > LENGTH;
    found.truncate(LENGTH);
    let rows = html! {
        @for view in &found {
            tr {
                th scope="row" { a href=(of(view)) { (view.client.id) } }
                td { (view.client.registration.name) }
                td { (state(say, view)) }
                td { (acts_for(say, view)) }
                td { @if let Some(used) = &view.last_use { (time(used.at)) } }
                td { @if let Some(end) = view.client.registration.expires_at { (time(end)) } }
            }
        }
    };
    let title = say.say("Clients", "Klienter");
    let head = [
        say.say("Client id", "Klient-id"),
        say.say("Name", "Navn"),
        say.say("State", "Status"),
        say.say("Acts for", "Handler for"),
        say.say("Last seen", "Senest set"),
        say.say("Ends", "Udløber"),
    ];
    let next = form_urlencoded::Serializer::new(String::new())
        .append_pair("search", search.as_deref().unwrap_or_default())
        .append_pair("after", found.last().map_or("", |view| view.client.id.as_str()))
        .finish();
    let body = html! {
        p { a.button href="/admin/clients/new" { (say.say("Register a client", "Registrér en klient")) } }
        form.search method="get" role="search" {
            label for="search" { (say.say("Id or name", "Id eller navn")) }
            input #search name="search" type="search" value=(search.as_deref().unwrap_or_default());
            button.quiet { (say.say("Search", "Søg")) }
        }
        @if found.is_empty() {
            p { (say.say("No clients.", "Ingen klienter.")) }
        } @else {
            (table(title, &head, rows))
        }
        @if more { p { a href=(format!("{PATH}?{next}")) { (say.say("More", "Flere")) } } }
    };
    visit.show(TAB, title, body).await
}

fn state(say: Say, view: &ClientView) -> Markup {
    let good = view.state == ClientState::Active;
    let text = match view.state {
        ClientState::Active => say.say("Active", "Aktiv"),
        other => say.word(other),
    };
    html! { span.state.bad[!good] { (text) } }
}

fn acts_for(say: Say, view: &ClientView) -> Markup {
    html! {
        @match &view.organisation {
            Some(organisation) => { (organisation.0.name) }
            None => { (say.say("users only", "kun brugere")) }
        }
        @if let Some(unit) = &view.unit { ", " (unit.0.name) }
    }
}

/// `GET /admin/clients/new`.
pub(super) async fn new(mut visit: Visit) -> Response {
    visit.calls("organisations units");
    let fields = Fields::of([("tokenAlgorithm", "EdDSA".to_owned())]);
    match new_form(&visit, &fields, &[]).await {
        Ok(body) => visit.show(TAB, title_of_new(visit.say), body).await,
        Err(answer) => answer,
    }
}

fn title_of_new(say: Say) -> &'static str {
    say.say("Register a client", "Registrér en klient")
}

async fn new_form(
    visit: &Visit,
    fields: &Fields,
    errors: &[UserError],
) -> Result<Markup, Response> {
    let listing = listing(&visit.session).await.map_err(|error| visit.failed(&error))?;
    let form = Form::new(visit.say, fields, errors);
    Ok(client_form::shown(visit, &form, PATH, Some(&listing)))
}

/// `POST /admin/clients`.
pub(super) async fn create(mut sent: Sent) -> Response {
    sent.visit.calls("createClient");
    let Sent { visit, fields } = &sent;
    let input = client_form::created(fields);
    let name = input.client_id.clone();
    match run!(visit, fields, client::create_client, input) {
        Ok(made) => secret_once(visit, &name, &made),
        Err(NotDone::Answer(answer)) => *answer,
        Err(NotDone::Mend(errors)) => match new_form(visit, fields, &errors).await {
            Ok(body) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                visit.shown(status, TAB, title_of_new(visit.say), body)
            }
            Err(answer) => answer,
        },
    }
}

/// The page that shows a secret: here and never again. A form that is sent twice shows none.
fn secret_once(visit: &Visit, client: &str, made: &Done) -> Response {
    let say = visit.say;
    let title = say.say("The secret, once", "Hemmeligheden, én gang");
    let body = html! {
        p { (say.say("Client", "Klient")) " " code { (client) } }
        @match &made.secret {
            Some(secret) => {
                p.warning {
                    (say.say(
                        "Hand it over now: it is shown here and never again.",
                        "Giv den videre nu: den vises her og aldrig igen.",
                    ))
                }
                div.field {
                    label for="secret" { (say.say("Secret", "Hemmelighed")) }
                    input #secret.secret readonly autofocus autocomplete="off" spellcheck="false"
                        value=(secret.expose());
                }
            }
            None => {
                p {
                    (say.say(
                        "There is no secret to show: the client signs with its keys, or the secret was shown before.",
                        "Der er ingen hemmelighed at vise: klienten signerer med sine nøgler, eller hemmeligheden er vist.",
                    ))
                }
            }
        }
        p { a href=(format!("{PATH}/{client}")) { (say.say("To the client", "Til klienten")) } }
    };
    visit.shown(StatusCode::OK, TAB, title, body)
}

/// The client of an address; else the answer that it is none.
async fn find(visit: &Visit, client: &str) -> Result<ClientView, Response> {
    match client::find_client(&visit.session, None, Some(client)).await {
        Ok(Some(view)) => Ok(view),
        Ok(None) => Err(visit.unknown(TAB).await),
        Err(error) => Err(visit.failed(&error)),
    }
}

/// `GET /admin/clients/{client}`.
pub(super) async fn show(
    mut visit: Visit,
    Path(client): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    visit.calls("client");
    let view = match find(&visit, &client).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let body = html! {
        (notice(visit.say, &Fields::parse(&query.unwrap_or_default())))
        (details(&visit, &view, &[]))
    };
    visit.show(TAB, &view.client.registration.name, body).await
}

fn details(visit: &Visit, view: &ClientView, errors: &[UserError]) -> Markup {
    let say = visit.say;
    let empty = Fields::default();
    let form = Form::new(say, &empty, errors);
    let (client, path) = (&view.client, of(view));
    let told = &client.registration;
    html! {
        (form.page(&html! {}))
        dl {
            dt { (say.say("Client id", "Klient-id")) } dd { code { (client.id) } }
            dt { (say.say("State", "Status")) } dd { (state(say, view)) }
            dt { (say.say("Acts for", "Handler for")) } dd { (acts_for(say, view)) }
            dt { (say.say("Contact", "Kontakt")) } dd { (told.contact.as_deref().unwrap_or("–")) }
            dt { (say.say("Scopes", "Adgangsområder")) } dd { (told.scopes.to_string()) }
            dt { (say.say("Networks", "Netværk")) }
            dd {
                @let networks = told.networks.texts().join(", ");
                @if networks.is_empty() { (say.say("anywhere", "overalt")) } @else { (networks) }
            }
            dt { (say.say("Algorithm of its tokens", "Tokenets algoritme")) }
            dd { (told.algorithm.to_string()) }
            dt { (say.say("Registered", "Registreret")) } dd { (time(client.created_at)) }
            dt { (say.say("Ends", "Udløber")) }
            dd { @match told.expires_at { Some(end) => { (time(end)) } None => { "–" } } }
            dt { (say.say("Last seen", "Senest set")) }
            dd {
                @match &view.last_use {
                    Some(used) => {
                        (time(used.at))
                        @if let Some(address) = &used.address { ", " (address) }
                        ", " (used.schema_version)
                    }
                    None => { (say.say("never", "aldrig")) }
                }
            }
        }
        @if view.state != ClientState::Revoked {
            p { a.button href=(format!("{path}/edit")) { (say.say("Change", "Ret")) } }
            (secrets(visit, view))
            h2 { (say.say("Cut off", "Afbryd")) }
            div.actions {
                form method="post"
                    action=(format!("{path}/{}", if client.disabled_at.is_some() { "enable" } else { "disable" })) {
                    (hidden(visit))
                    input type="hidden" name="version" value=(client.version);
                    button {
                        @if client.disabled_at.is_some() { (say.say("Switch on", "Slå til")) }
                        @else { (say.say("Switch off", "Slå fra")) }
                    }
                }
                a.button.danger href=(format!("{path}/revoke")) {
                    (say.say("Revoke for good…", "Tilbagekald for altid…"))
                }
            }
        }
    }
}

fn secrets(visit: &Visit, view: &ClientView) -> Markup {
    let (say, path) = (visit.say, of(view));
    let overlap = |value: &str, text: &str| Choice {
        value: value.to_owned(),
        text: text.to_owned(),
        chosen: value == "168",
    };
    let overlaps = [
        overlap("1", say.say("one hour", "en time")),
        overlap("24", say.say("one day", "et døgn")),
        overlap("168", say.say("seven days", "syv dage")),
        overlap("720", say.say("30 days", "30 dage")),
        overlap("2160", say.say("90 days", "90 dage")),
    ];
    let rows = html! {
        @for held in &view.secrets {
            tr {
                th scope="row" { code { "…" (held.hint()) } }
                td { (time(held.created_at())) }
                td { @match held.expires_at() { Some(end) => { (time(end)) } None => { "–" } } }
                td {
                    a href=(format!("{path}/secrets/{}/revoke", held.id())) {
                        (say.say("Revoke", "Tilbagekald")) span.unseen { " …" (held.hint()) }
                    }
                }
            }
        }
    };
    let title = say.say("Secrets", "Hemmeligheder");
    let head = [
        say.say("Last characters", "Sidste tegn"),
        say.say("Made", "Oprettet"),
        say.say("Taken until", "Gælder til"),
        say.say("Action", "Handling"),
    ];
    html! {
        h2 { (title) }
        @if view.secrets.is_empty() {
            p { (say.say("None is live.", "Ingen gælder.")) }
        } @else {
            (table(title, &head, rows))
        }
        @if view.client.registration.jwks.is_none() || !view.secrets.is_empty() {
            form.inline method="post" action=(format!("{path}/rotate")) {
                (hidden(visit))
                div.field {
                    label for="overlap" {
                        (say.say("The secret of before is taken, too, for", "Den hidtidige hemmelighed gælder også i"))
                    }
                    select #overlap name="overlap" { (options(overlaps)) }
                }
                button { (say.say("Make a new secret", "Lav en ny hemmelighed")) }
            }
        }
    }
}

/// The page of a client after something was not done to it.
async fn not_done(visit: &Visit, client: &str, not_done: NotDone) -> Response {
    let errors = match not_done {
        NotDone::Mend(errors) => errors,
        NotDone::Answer(answer) => return *answer,
    };
    let view = match find(visit, client).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let title = &view.client.registration.name;
    let body = details(visit, &view, &errors);
    visit.shown(StatusCode::UNPROCESSABLE_ENTITY, TAB, title, body)
}

/// `GET /admin/clients/{client}/edit`.
pub(super) async fn edit(mut visit: Visit, Path(client): Path<String>) -> Response {
    visit.calls("client");
    let view = match find(&visit, &client).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let fields = client_form::held(&view);
    let form = Form::new(visit.say, &fields, &[]);
    let body = client_form::shown(&visit, &form, &format!("{}/edit", of(&view)), None);
    visit.show(TAB, &view.client.registration.name, body).await
}

/// `POST /admin/clients/{client}/edit`.
pub(super) async fn update(Path(client): Path<String>, mut sent: Sent) -> Response {
    sent.visit.calls("updateClient");
    let Sent { visit, fields } = &sent;
    let view = match find(visit, &client).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let input = client_form::updated(fields, &view);
    match run!(visit, fields, client::update_client, input) {
        Ok(_) => done(&of(&view), "updated"),
        Err(NotDone::Answer(answer)) => *answer,
        Err(NotDone::Mend(errors)) => {
            let form = Form::new(visit.say, fields, &errors);
            let body = client_form::shown(visit, &form, &format!("{}/edit", of(&view)), None);
            let title = &view.client.registration.name;
            visit.shown(StatusCode::UNPROCESSABLE_ENTITY, TAB, title, body)
        }
    }
}

/// `POST /admin/clients/{client}/rotate`.
pub(super) async fn rotate(Path(client): Path<String>, mut sent: Sent) -> Response {
    sent.visit.calls("rotateClientSecret");
    let Sent { visit, fields } = &sent;
    let view = match find(visit, &client).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let hours = fields.get("overlap").parse().unwrap_or(168).clamp(1, 2160);
    let Ok(now) = visit.session.now() else { return super::page::away(visit.say) };
    let input = RotateClientSecretInput {
        id: ID(id(&view)),
        old_until: Some(now + TimeDelta::hours(hours)),
        idempotency_key: None,
    };
    match run!(visit, fields, client::rotate_client_secret, input) {
        Ok(made) => secret_once(visit, &view.client.id, &made),
        Err(error) => not_done(visit, &client, error).await,
    }
}

fn switched(view: &ClientView, fields: &Fields) -> SwitchClientInput {
    SwitchClientInput {
        id: ID(id(view)),
        expected_version: fields.get("version").parse().unwrap_or_default(),
        idempotency_key: None,
    }
}

/// `POST /admin/clients/{client}/disable`.
pub(super) async fn disable(Path(client): Path<String>, mut sent: Sent) -> Response {
    sent.visit.calls("disableClient");
    let Sent { visit, fields } = &sent;
    let view = match find(visit, &client).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    match run!(visit, fields, client::disable_client, switched(&view, fields)) {
        Ok(_) => done(&of(&view), "disabled"),
        Err(error) => not_done(visit, &client, error).await,
    }
}

/// `POST /admin/clients/{client}/enable`.
pub(super) async fn enable(Path(client): Path<String>, mut sent: Sent) -> Response {
    sent.visit.calls("enableClient");
    let Sent { visit, fields } = &sent;
    let view = match find(visit, &client).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    match run!(visit, fields, client::enable_client, switched(&view, fields)) {
        Ok(_) => done(&of(&view), "enabled"),
        Err(error) => not_done(visit, &client, error).await,
    }
}

/// `GET /admin/clients/{client}/revoke`.
pub(super) async fn ask_revoke(mut visit: Visit, Path(client): Path<String>) -> Response {
    visit.calls("client");
    let view = match find(&visit, &client).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let say = visit.say;
    let title = format!("{} {}", say.say("Revoke", "Tilbagekald"), view.client.id);
    let warning = say.say(
        "Its tokens and secrets are refused from the next request on, for good. The id cannot be used again.",
        "Dens tokens og hemmeligheder afvises fra næste forespørgsel, for altid. Id'et kan ikke bruges igen.",
    );
    let label = say.say("Revoke for good", "Tilbagekald for altid");
    let body = confirm(&visit, &of(&view), warning, label);
    visit.show(TAB, &title, body).await
}

/// `POST /admin/clients/{client}/revoke`.
pub(super) async fn revoke(Path(client): Path<String>, mut sent: Sent) -> Response {
    sent.visit.calls("revokeClient");
    let Sent { visit, fields } = &sent;
    let view = match find(visit, &client).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let id = ID(id(&view));
    let input = RevokeClientInput { id, expected_version: None, idempotency_key: None };
    match run!(visit, fields, client::revoke_client, input) {
        Ok(_) => done(&of(&view), "revoked"),
        Err(error) => not_done(visit, &client, error).await,
    }
}

/// `GET /admin/clients/{client}/secrets/{secret}/revoke`.
pub(super) async fn ask_revoke_secret(
    mut visit: Visit,
    Path((client, secret)): Path<(String, String)>,
) -> Response {
    visit.calls("client");
    let view = match find(&visit, &client).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let held = view.secrets.iter().find(|held| held.id().to_string() == secret);
    let Some(held) = held else { return visit.unknown(TAB).await };
    let say = visit.say;
    let title = say.say("Revoke a secret", "Tilbagekald en hemmelighed");
    let warning = format!(
        "{} …{} ({}): {}",
        say.say("The secret", "Hemmeligheden"),
        held.hint(),
        view.client.id,
        say.say(
            "it is refused from the next request on. Tokens that were given for it hold until they end.",
            "den afvises fra næste forespørgsel. Tokens, der er givet for den, gælder til de udløber.",
        ),
    );
    let label = say.say("Revoke the secret", "Tilbagekald hemmeligheden");
    let body = confirm(&visit, &of(&view), &warning, label);
    visit.show(TAB, title, body).await
}

/// `POST /admin/clients/{client}/secrets/{secret}/revoke`.
pub(super) async fn revoke_secret(
    Path((client, secret)): Path<(String, String)>,
    mut sent: Sent,
) -> Response {
    sent.visit.calls("revokeClientSecret");
    let Sent { visit, fields } = &sent;
    let secret = uuid::Uuid::try_parse(&secret).unwrap_or_default();
    let id = ID(GlobalId::outside(EntityKind::ClientSecret, secret).to_string());
    let input = RevokeClientSecretInput { id, idempotency_key: None };
    match run!(visit, fields, client::revoke_client_secret, input) {
        Ok(_) => done(&format!("{PATH}/{client}"), "secret-revoked"),
        Err(error) => not_done(visit, &client, error).await,
    }
}
