//! The frame around every page, and what can stand in for one.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::say::{Say, time};
use super::visit::Visit;

/// What a page may load and ask: the style sheet of this host, and forms to this host. No script.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// Where a page belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    Overview,
    Clients,
    Tokens,
    Keys,
    Issuers,
    Chain,
    Log,
}

impl Tab {
    const ALL: [Self; 7] = [
        Self::Overview,
        Self::Clients,
        Self::Tokens,
        Self::Keys,
        Self::Issuers,
        Self::Chain,
        Self::Log,
    ];

    fn path(self) -> &'static str {
        match self {
            Self::Overview => "/admin",
            Self::Clients => "/admin/clients",
            Self::Tokens => "/admin/tokens",
            Self::Keys => "/admin/keys",
            Self::Issuers => "/admin/issuers",
            Self::Chain => "/admin/chain",
            Self::Log => "/admin/log",
        }
    }

    fn name(self, say: Say) -> &'static str {
        match self {
            Self::Overview => say.say("Overview", "Overblik"),
            Self::Clients => say.say("Clients", "Klienter"),
            Self::Tokens => say.say("Tokens", "Adgangstokens"),
            Self::Keys => say.say("Signing keys", "Signeringsnøgler"),
            Self::Issuers => say.say("Trusted issuers", "Udstedere"),
            Self::Chain => say.say("Log chain", "Logkæde"),
            Self::Log => say.say("Access log", "Adgangslog"),
        }
    }
}

/// A page of who is signed in.
pub(super) fn answer(
    visit: &Visit,
    status: StatusCode,
    tab: Tab,
    title: &str,
    body: Markup,
) -> Response {
    let say = visit.say;
    let caller = &visit.session.caller;
    let tabs = Tab::ALL.into_iter().filter(|tab| *tab != Tab::Log || visit.reads_log());
    let top = html! {
        nav aria-label=(say.say("Administration", "Administration")) {
            ul {
                @for other in tabs {
                    li {
                        a href=(other.path()) aria-current=[(other == tab).then_some("page")] {
                            (other.name(say))
                        }
                    }
                }
            }
        }
        form.who method="post" action="/admin/sign-out" {
            (hidden(visit))
            p {
                code { (caller.client_id) } " "
                (say.say("signed in until", "logget ind til")) " " (time(caller.expires_at))
            }
            button.quiet title=(say.say("Revokes the token", "Tilbagekalder tokenet")) {
                (say.say("Sign out", "Log ud"))
            }
        }
    };
    framed(say, status, title, &top, &body)
}

/// A page of nobody in particular.
pub(super) fn outside(say: Say, status: StatusCode, title: &str, body: Markup) -> Response {
    framed(say, status, title, &html! {}, &body)
}

fn framed(say: Say, status: StatusCode, title: &str, top: &Markup, body: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(say.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – stifinder" }
                link rel="stylesheet" href="/admin/style.css";
            }
            body {
                a.skip href="#main" { (say.say("Skip to content", "Gå til indhold")) }
                header {
                    p.brand { "stifinder " span { (say.say("administration", "administration")) } }
                    (top)
                }
                main #main tabindex="-1" {
                    h1 { (title) }
                    (body)
                }
            }
        }
    };
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        // A browser names no origin of a form without a referrer.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    (status, headers, page.into_string()).into_response()
}

/// What every form carries: whose it is, and under what key it is done once.
pub(super) fn hidden(visit: &Visit) -> Markup {
    html! {
        input type="hidden" name="csrf" value=(visit.csrf);
        input type="hidden" name="key" value=(uuid::Uuid::new_v4());
    }
}

/// A table that scrolls by itself where it is too wide, by keys too.
pub(super) fn table(name: &str, head: &[&str], rows: Markup) -> Markup {
    html! {
        div.table role="region" aria-label=(name) tabindex="0" {
            table {
                thead { tr { @for cell in head { th scope="col" { (cell) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// Asks whether something that cannot be taken back is to be done.
pub(super) fn confirm(visit: &Visit, back: &str, warning: &str, label: &str) -> Markup {
    html! {
        form.card method="post" {
            (hidden(visit))
            p.warning { (warning) }
            div.actions {
                button.danger { (label) }
                a href=(back) { (visit.say.say("Cancel", "Fortryd")) }
            }
        }
    }
}

fn said(say: Say, status: StatusCode, title: &str, text: &str) -> Response {
    let back = say.say("Back to the overview", "Til overblikket");
    outside(say, status, title, html! { p { (text) } p { a href="/admin" { (back) } } })
}

/// A form that came from elsewhere.
pub(super) fn foreign(say: Say) -> Response {
    let title = say.say("Not done", "Ikke udført");
    let text = say.say(
        "The form did not come from a page of this sign-in. Go back, reload the page and send it again.",
        "Formularen kom ikke fra en side i dette login. Gå tilbage, genindlæs siden og send den igen.",
    );
    said(say, StatusCode::FORBIDDEN, title, text)
}

/// A body that was not taken.
pub(super) fn refused(say: Say, status: StatusCode) -> Response {
    let title = say.say("Not done", "Ikke udført");
    let text = say.say(
        "The form is too large, came too slowly, or is no text.",
        "Formularen er for stor, kom for langsomt eller er ikke tekst.",
    );
    said(say, status, title, text)
}

/// Asked too often.
pub(super) fn too_many(say: Say, seconds: u64) -> Response {
    let title = say.say("Too many requests", "For mange forespørgsler");
    let text = say.say("Wait a little, and try again.", "Vent lidt, og prøv igen.");
    let mut response = said(say, StatusCode::TOO_MANY_REQUESTS, title, text);
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}

/// What cannot be had now.
pub(super) fn away(say: Say) -> Response {
    let title = say.say("Not available", "Ikke tilgængelig");
    let text =
        say.say("This cannot be done now. Try again.", "Det kan ikke lade sig gøre nu. Prøv igen.");
    said(say, StatusCode::SERVICE_UNAVAILABLE, title, text)
}

/// Where a write leads, and what is said there.
pub(super) fn done(path: &str, what: &str) -> Response {
    axum::response::Redirect::to(&format!("{path}?done={what}")).into_response()
}

/// What was done, where the address says so.
pub(super) fn notice(say: Say, query: &super::fields::Fields) -> Markup {
    let text = match query.get("done") {
        "updated" => say.say("The client was changed.", "Klienten er rettet."),
        "disabled" => say.say(
            "The client is switched off: its tokens are refused from now on.",
            "Klienten er slået fra: dens tokens afvises fra nu af.",
        ),
        "enabled" => say.say("The client is switched on.", "Klienten er slået til."),
        "revoked" => {
            say.say("The client is revoked for good.", "Klienten er tilbagekaldt for altid.")
        }
        "secret-revoked" => say.say("The secret is revoked.", "Hemmeligheden er tilbagekaldt."),
        "token-revoked" => say.say(
            "The token is revoked: it is refused from now on.",
            "Tokenet er tilbagekaldt: det afvises fra nu af.",
        ),
        "rotated" => say.say(
            "A new key is published; it signs in ten minutes.",
            "En ny nøgle er offentliggjort; den signerer om ti minutter.",
        ),
        "retired" => say.say("The key is retired.", "Nøglen er taget ud af brug."),
        "trusted" => say.say("The issuer is trusted.", "Udstederen er tilføjet."),
        "issuer-updated" => say.say("The issuer was changed.", "Udstederen er rettet."),
        "removed" => say.say("The issuer is trusted no more.", "Udstederen er fjernet."),
        _ => return html! {},
    };
    html! { p.notice role="status" { (text) } }
}
