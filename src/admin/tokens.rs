//! One access token, revoked before its end.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::fields::Fields;
use super::form::Form;
use super::page::{Tab, done, hidden, notice};
use super::visit::{NotDone, Sent, Visit, run};
use crate::app::UserError;
use crate::app::signing_key::{self, RevokeTokenInput};

const PATH: &str = "/admin/tokens";
const TAB: Tab = Tab::Tokens;

fn title(visit: &Visit) -> &'static str {
    visit.say.say("Revoke a token", "Tilbagekald et adgangstoken")
}

fn form(visit: &Visit, fields: &Fields, errors: &[UserError]) -> Markup {
    let say = visit.say;
    let form = Form::new(say, fields, errors);
    let body = html! {
        p {
            (say.say(
                "One token is refused from the next request on, whoever holds it. To cut off a client with all of its tokens, switch the client off.",
                "Ét token afvises fra næste forespørgsel, hvem der end har det. Slå klienten fra for at afbryde den med alle dens tokens.",
            ))
        }
        form.card method="post" action=(PATH) {
            (hidden(visit))
            (form.line("token", "token", "password", say.say("Token or its id", "Token eller dets id"), say.say(
                "The token itself, or its id as the client's developer sees it (me.tokenId).",
                "Selve tokenet eller dets id, som klientens udvikler ser det (me.tokenId).",
            )))
            button.danger { (say.say("Revoke the token", "Tilbagekald tokenet")) }
        }
    };
    form.page(&body)
}

/// `GET /admin/tokens`.
pub(super) async fn show(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let body = html! {
        (notice(visit.say, &Fields::parse(&query.unwrap_or_default())))
        (form(&visit, &Fields::default(), &[]))
    };
    // Nothing is read.
    visit.shown(StatusCode::OK, TAB, title(&visit), body)
}

/// `POST /admin/tokens`.
pub(super) async fn revoke(mut sent: Sent) -> Response {
    sent.visit.calls("revokeToken");
    let Sent { visit, fields } = &sent;
    let input = RevokeTokenInput { token: fields.get("token").to_owned(), idempotency_key: None };
    match run!(visit, fields, signing_key::revoke_token, input) {
        Ok(_) => done(PATH, "token-revoked"),
        Err(NotDone::Answer(answer)) => *answer,
        Err(NotDone::Mend(errors)) => {
            let body = form(visit, &Fields::default(), &errors);
            visit.shown(StatusCode::UNPROCESSABLE_ENTITY, TAB, title(visit), body)
        }
    }
}
