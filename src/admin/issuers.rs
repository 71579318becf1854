//! Issuers outside stifinder that are trusted.

use async_graphql::ID;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::fields::Fields;
use super::form::Form;
use super::issuer_form::{self, mapping};
use super::page::{Tab, confirm, done, notice, table};
use super::visit::{NotDone, Sent, Visit, run};
use crate::app::client::find_client;
use crate::app::listing::listing;
use crate::app::trusted_issuer::{
    self, IssuerView, RemoveTrustedIssuerInput, TrustIssuerInput, UpdateTrustedIssuerInput,
    list_issuers,
};
use crate::app::{AppError, UserError};
use crate::domain::{EntityKind, GlobalId};

const PATH: &str = "/admin/issuers";
const TAB: Tab = Tab::Issuers;

fn title(visit: &Visit) -> &'static str {
    visit.say.say("Trusted issuers", "Udstedere")
}

/// `GET /admin/issuers`.
pub(super) async fn list(mut visit: Visit, RawQuery(query): RawQuery) -> Response {
    visit.calls("trustedIssuers");
    let held = match list_issuers(&visit.session).await {
        Ok(held) => held,
        Err(error) => return visit.failed(&error),
    };
    let say = visit.say;
    let head = [
        say.say("Name", "Navn"),
        say.say("Issuer", "Udsteder"),
        say.say("Audiences", "Modtagere"),
        say.say("State", "Status"),
        say.say("Action", "Handling"),
    ];
    let rows = html! {
        @for view in &held {
            @let (trust, id) = (&view.issuer.trust, view.issuer.id);
            @let gone = view.issuer.removed_at.is_some();
            tr {
                th scope="row" {
                    @if gone { (trust.name) } @else { a href=(format!("{PATH}/{id}")) { (trust.name) } }
                }
                td { (trust.issuer) }
                td { (trust.audiences.join(", ")) }
                td {
                    span.state.bad[gone] {
                        @if gone { (say.say("removed", "fjernet")) } @else { (say.say("trusted", "gælder")) }
                    }
                }
                td {
                    @if !gone {
                        a href=(format!("{PATH}/{id}/remove")) {
                            (say.say("Remove…", "Fjern…")) span.unseen { " " (trust.name) }
                        }
                    }
                }
            }
        }
    };
    let body = html! {
        (notice(say, &Fields::parse(&query.unwrap_or_default())))
        p {
            (say.say(
                "Their tokens can be exchanged for ours, or taken as they are: so a municipality's own sign-in works.",
                "Deres tokens kan veksles til vores eller tages, som de er: så virker kommunens eget login.",
            ))
        }
        p { a.button href=(format!("{PATH}/new")) { (say.say("Trust an issuer", "Tilføj en udsteder")) } }
        @if held.is_empty() {
            p { (say.say("None is trusted.", "Ingen er tilføjet.")) }
        } @else {
            (table(title(&visit), &head, rows))
        }
    };
    visit.show(TAB, title(&visit), body).await
}

async fn form(
    visit: &Visit,
    fields: &Fields,
    errors: &[UserError],
    at: Option<&str>,
) -> Result<Markup, Response> {
    let listing = listing(&visit.session).await.map_err(|error| visit.failed(&error))?;
    let form = Form::new(visit.say, fields, errors);
    let action = at.map_or_else(|| PATH.to_owned(), |id| format!("{PATH}/{id}"));
    Ok(issuer_form::shown(visit, &form, &action, &listing, at.is_none()))
}

fn title_of_new(visit: &Visit) -> &'static str {
    visit.say.say("Trust an issuer", "Tilføj en udsteder")
}

/// `GET /admin/issuers/new`.
pub(super) async fn new(mut visit: Visit) -> Response {
    visit.calls("organisations units");
    match form(&visit, &Fields::default(), &[], None).await {
        Ok(body) => visit.show(TAB, title_of_new(&visit), body).await,
        Err(answer) => answer,
    }
}

/// The node id of the client that a field names; one of nothing where there is none.
async fn bearer(visit: &Visit, fields: &Fields) -> Result<Option<ID>, AppError> {
    let Some(named) = fields.filled("bearerClient") else { return Ok(None) };
    let found = find_client(&visit.session, None, Some(&named)).await?;
    let uid = found.map(|view| view.client.uid).unwrap_or_default();
    Ok(Some(ID(GlobalId::outside(EntityKind::Client, uid).to_string())))
}

/// `POST /admin/issuers`.
pub(super) async fn trust(mut sent: Sent) -> Response {
    sent.visit.calls("trustIssuer");
    let Sent { visit, fields } = &sent;
    let bearer_client_id = match bearer(visit, fields).await {
        Ok(id) => id,
        Err(error) => return visit.failed(&error),
    };
    let input = TrustIssuerInput {
        name: fields.get("name").to_owned(),
        issuer: fields.get("issuer").to_owned(),
        audiences: fields.lines("audiences"),
        mapping: mapping(fields),
        bearer_client_id,
        idempotency_key: None,
    };
    match run!(visit, fields, trusted_issuer::trust_issuer, input) {
        Ok(_) => done(PATH, "trusted"),
        Err(error) => again(visit, fields, error, title_of_new(visit), None).await,
    }
}

/// The form once more, with what is to be mended.
async fn again(
    visit: &Visit,
    fields: &Fields,
    not_done: NotDone,
    title: &str,
    at: Option<&str>,
) -> Response {
    let errors = match not_done {
        NotDone::Mend(errors) => errors,
        NotDone::Answer(answer) => return *answer,
    };
    match form(visit, fields, &errors, at).await {
        Ok(body) => visit.shown(StatusCode::UNPROCESSABLE_ENTITY, TAB, title, body),
        Err(answer) => answer,
    }
}

/// The issuer of an address, which is trusted; else the answer that there is none.
async fn find(visit: &Visit, issuer: &str) -> Result<IssuerView, Response> {
    let held = list_issuers(&visit.session).await.map_err(|error| visit.failed(&error))?;
    let found = held
        .into_iter()
        .find(|view| view.issuer.removed_at.is_none() && view.issuer.id.to_string() == issuer);
    match found {
        Some(view) => Ok(view),
        None => Err(visit.unknown(TAB).await),
    }
}

fn node(view: &IssuerView) -> ID {
    ID(GlobalId::outside(EntityKind::TrustedIssuer, view.issuer.id).to_string())
}

/// `GET /admin/issuers/{issuer}`.
pub(super) async fn edit(mut visit: Visit, Path(issuer): Path<String>) -> Response {
    visit.calls("trustedIssuers");
    let view = match find(&visit, &issuer).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    match form(&visit, &issuer_form::held(&view), &[], Some(&issuer)).await {
        Ok(body) => visit.show(TAB, &view.issuer.trust.name, body).await,
        Err(answer) => answer,
    }
}

/// `POST /admin/issuers/{issuer}`.
pub(super) async fn update(Path(issuer): Path<String>, mut sent: Sent) -> Response {
    sent.visit.calls("updateTrustedIssuer");
    let Sent { visit, fields } = &sent;
    let view = match find(visit, &issuer).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let bearer_client_id = match bearer(visit, fields).await {
        Ok(id) => id,
        Err(error) => return visit.failed(&error),
    };
    let input = UpdateTrustedIssuerInput {
        id: node(&view),
        name: fields.get("name").to_owned(),
        audiences: fields.lines("audiences"),
        mapping: mapping(fields),
        bearer_client_id,
        expected_version: fields.get("version").parse().unwrap_or_default(),
        idempotency_key: None,
    };
    match run!(visit, fields, trusted_issuer::update_trusted_issuer, input) {
        Ok(_) => done(PATH, "issuer-updated"),
        Err(error) => {
            let title = &view.issuer.trust.name;
            again(visit, fields, error, title, Some(&issuer)).await
        }
    }
}

/// `GET /admin/issuers/{issuer}/remove`.
pub(super) async fn ask_remove(mut visit: Visit, Path(issuer): Path<String>) -> Response {
    visit.calls("trustedIssuers");
    let view = match find(&visit, &issuer).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let say = visit.say;
    let title = format!("{} {}", say.say("Remove", "Fjern"), view.issuer.trust.name);
    let warning = say.say(
        "Its tokens are refused from the next request on. Tokens of ours that were given for them hold until they end.",
        "Dens tokens afvises fra næste forespørgsel. Vores tokens, der er givet for dem, gælder til de udløber.",
    );
    let body = confirm(&visit, PATH, warning, say.say("Trust it no more", "Fjern udstederen"));
    visit.show(TAB, &title, body).await
}

/// `POST /admin/issuers/{issuer}/remove`.
pub(super) async fn remove(Path(issuer): Path<String>, mut sent: Sent) -> Response {
    sent.visit.calls("removeTrustedIssuer");
    let Sent { visit, fields } = &sent;
    let view = match find(visit, &issuer).await {
        Ok(view) => view,
        Err(answer) => return answer,
    };
    let input =
        RemoveTrustedIssuerInput { id: node(&view), expected_version: None, idempotency_key: None };
    match run!(visit, fields, trusted_issuer::remove_trusted_issuer, input) {
        Ok(_) => done(PATH, "removed"),
        Err(error) => {
            let title = &view.issuer.trust.name;
            again(visit, &issuer_form::held(&view), error, title, Some(&issuer)).await
        }
    }
}
