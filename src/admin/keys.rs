//! Keys that sign access tokens: rotated with overlap, retired.

use async_graphql::ID;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use law::Word;
use maud::{Markup, html};

use super::fields::Fields;
use super::form::{Choice, Form, options};
use super::page::{Tab, confirm, done, hidden, notice, table};
use super::say::time;
use super::visit::{NotDone, Sent, Visit, run};
use crate::app::UserError;
use crate::app::signing_key::{
    self, KeyState, RetireSigningKeyInput, RotateSigningKeyInput, SigningKeyView, list_signing_keys,
};
use crate::domain::of::Of;
use crate::domain::{EntityKind, GlobalId};
use crate::token::{TokenAlgorithm, keys};

const PATH: &str = "/admin/keys";
const TAB: Tab = Tab::Keys;

fn title(visit: &Visit) -> &'static str {
    visit.say.say("Signing keys", "Signeringsnøgler")
}

fn shown(visit: &Visit, held: &[SigningKeyView], errors: &[UserError]) -> Markup {
    let say = visit.say;
    let empty = Fields::default();
    let form = Form::new(say, &empty, errors);
    let head = [
        say.say("Key", "Nøgle"),
        say.say("Algorithm", "Algoritme"),
        say.say("State", "Status"),
        say.say("Signs from", "Signerer fra"),
        say.say("Trusted until", "Gælder til"),
        say.say("Action", "Handling"),
    ];
    let rows = html! {
        @for view in held {
            @let id = view.key.public.id();
            tr {
                th scope="row" { code { (id) } }
                td { (view.key.public.algorithm().to_string()) }
                td { (say.word(view.state)) }
                td { (time(view.key.signs_from)) }
                td { @match view.key.retired_at { Some(at) => { (time(at)) } None => { "–" } } }
                td {
                    @if view.state != KeyState::Retired {
                        a href=(format!("{PATH}/{id}/retire")) {
                            (say.say("Retire at once…", "Tag ud af brug…"))
                            span.unseen { " " (id) }
                        }
                    }
                }
            }
        }
    };
    let algorithms = TokenAlgorithm::ALL.iter().map(|algorithm| Choice {
        value: algorithm.code().to_owned(),
        text: format!("{algorithm} – {}", say.word(*algorithm)),
        chosen: *algorithm == TokenAlgorithm::EdDsa,
    });
    html! {
        (form.page(&html! {}))
        (table(title(visit), &head, rows))
        h2 { (say.say("Rotate", "Udskift")) }
        p {
            (say.say(
                "A new key is published for ten minutes before it signs, and the one of before is trusted for eight days after that: no token fails on the way.",
                "En ny nøgle er offentliggjort i ti minutter, før den signerer, og den hidtidige gælder i otte dage derefter: intet token fejler undervejs.",
            ))
        }
        form.inline method="post" action=(PATH) {
            (hidden(visit))
            div.field {
                label for="algorithm" { (say.say("Algorithm", "Algoritme")) }
                select #algorithm name="algorithm" { (options(algorithms)) }
            }
            button { (say.say("Make a new key", "Lav en ny nøgle")) }
        }
    }
}

/// `GET /admin/keys`.
pub(super) async fn list(mut visit: Visit, RawQuery(query): RawQuery) -> Response {
    visit.calls("signingKeys");
    match list_signing_keys(&visit.session).await {
        Ok(held) => {
            let body = html! {
                (notice(visit.say, &Fields::parse(&query.unwrap_or_default())))
                (shown(&visit, &held, &[]))
            };
            visit.show(TAB, title(&visit), body).await
        }
        Err(error) => visit.failed(&error),
    }
}

async fn not_done(visit: &Visit, not_done: NotDone) -> Response {
    let errors = match not_done {
        NotDone::Mend(errors) => errors,
        NotDone::Answer(answer) => return *answer,
    };
    match list_signing_keys(&visit.session).await {
        Ok(held) => {
            let body = shown(visit, &held, &errors);
            visit.shown(StatusCode::UNPROCESSABLE_ENTITY, TAB, title(visit), body)
        }
        Err(error) => visit.failed(&error),
    }
}

/// `POST /admin/keys`.
pub(super) async fn rotate(mut sent: Sent) -> Response {
    sent.visit.calls("rotateSigningKey");
    let Sent { visit, fields } = &sent;
    let algorithm = TokenAlgorithm::parse(fields.get("algorithm")).map(Of);
    let input = RotateSigningKeyInput { algorithm, idempotency_key: None };
    match run!(visit, fields, signing_key::rotate_signing_key, input) {
        Ok(_) => done(PATH, "rotated"),
        Err(error) => not_done(visit, error).await,
    }
}

/// `GET /admin/keys/{key}/retire`.
pub(super) async fn ask_retire(mut visit: Visit, Path(key): Path<String>) -> Response {
    visit.calls("signingKeys");
    let held = match list_signing_keys(&visit.session).await {
        Ok(held) => held,
        Err(error) => return visit.failed(&error),
    };
    if !held.iter().any(|view| view.key.public.id() == key) {
        return visit.unknown(TAB).await;
    }
    let say = visit.say;
    let title = say.say("Retire a key at once", "Tag en nøgle ud af brug");
    let warning = say.say(
        "Every token that it signed is refused from the next request on; clients have to fetch new ones. Do this where the private key may be known to others; otherwise rotate.",
        "Hvert token, den har signeret, afvises fra næste forespørgsel; klienter må hente nye. Gør det, hvis andre kan kende den private nøgle; ellers udskift.",
    );
    let body = html! {
        p { code { (key) } }
        (confirm(&visit, PATH, warning, say.say("Retire the key", "Tag nøglen ud af brug")))
    };
    visit.show(TAB, title, body).await
}

/// `POST /admin/keys/{key}/retire`.
pub(super) async fn retire(Path(key): Path<String>, mut sent: Sent) -> Response {
    sent.visit.calls("retireSigningKey");
    let Sent { visit, fields } = &sent;
    let id = ID(GlobalId::outside(EntityKind::SigningKey, keys::uid(&key)).to_string());
    let input = RetireSigningKeyInput { id, idempotency_key: None };
    match run!(visit, fields, signing_key::retire_signing_key, input) {
        Ok(_) => done(PATH, "retired"),
        Err(error) => not_done(visit, error).await,
    }
}
