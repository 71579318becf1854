//! The form of a client: what is asked when it is registered and when it is changed.

use async_graphql::{ID, MaybeUndefined};
use law::Word;
use maud::{Markup, html};

use super::fields::Fields;
use super::form::{Choice, Form, options};
use super::say::{day, start};
use super::visit::Visit;
use crate::app::client::{ClientView, CreateClientInput, UpdateClientInput};
use crate::app::listing::Listing;
use crate::domain::of::Of;
use crate::domain::{EntityKind, GlobalId, Scope};
use crate::token::TokenAlgorithm;

/// Of what was sent, the input of a new client.
pub(super) fn created(fields: &Fields) -> CreateClientInput {
    let acts_for = |prefix: &str| fields.get("actsFor").strip_prefix(prefix).map(str::to_owned);
    let (organisation, unit) = match acts_for("unit ").and_then(|both| {
        both.split_once(' ').map(|(organisation, unit)| (organisation.to_owned(), unit.to_owned()))
    }) {
        Some((organisation, unit)) => (Some(organisation), Some(unit)),
        None => (acts_for("organisation "), None),
    };
    CreateClientInput {
        client_id: fields.get("clientId").to_owned(),
        name: fields.get("name").to_owned(),
        contact: fields.filled("contact"),
        organisation_id: organisation.map(ID),
        unit_id: unit.map(ID),
        scopes: fields.all("scopes").map(str::to_owned).collect(),
        networks: Some(fields.lines("networks")),
        jwks: fields.filled("jwks"),
        token_algorithm: algorithm(fields),
        expires_at: start(fields.get("expiresAt")),
        idempotency_key: None,
    }
}

/// Of what was sent, the change of a client; a day that stands as it did is left alone.
pub(super) fn updated(fields: &Fields, held: &ClientView) -> UpdateClientInput {
    let line = |name: &str| match fields.filled(name) {
        Some(text) => MaybeUndefined::Value(text),
        None => MaybeUndefined::Null,
    };
    let ends = fields.get("expiresAt");
    let stands = held.client.registration.expires_at.map(day).unwrap_or_default() == ends;
    let networks = fields.lines("networks");
    UpdateClientInput {
        id: ID(id(held)),
        name: MaybeUndefined::Value(fields.get("name").to_owned()),
        contact: line("contact"),
        scopes: Some(fields.all("scopes").map(str::to_owned).collect()),
        networks: MaybeUndefined::Value(networks),
        jwks: line("jwks"),
        token_algorithm: algorithm(fields),
        expires_at: match start(ends) {
            _ if stands => MaybeUndefined::Undefined,
            Some(at) => MaybeUndefined::Value(at),
            None => MaybeUndefined::Null,
        },
        expected_version: fields.get("version").parse().unwrap_or_default(),
        idempotency_key: None,
    }
}

/// A client's node id.
pub(super) fn id(view: &ClientView) -> String {
    GlobalId::outside(EntityKind::Client, view.client.uid).to_string()
}

fn algorithm(fields: &Fields) -> Option<Of<TokenAlgorithm>> {
    TokenAlgorithm::parse(fields.get("tokenAlgorithm")).map(Of)
}

/// A client as a form shows it.
pub(super) fn held(view: &ClientView) -> Fields {
    let told = &view.client.registration;
    let lines = [
        ("name", told.name.clone()),
        ("contact", told.contact.clone().unwrap_or_default()),
        ("networks", told.networks.texts().join("\n")),
        ("jwks", told.jwks.clone().unwrap_or_default()),
        ("tokenAlgorithm", told.algorithm.code().to_owned()),
        ("expiresAt", told.expires_at.map(day).unwrap_or_default()),
        ("version", view.client.version.to_string()),
    ];
    Fields::of(lines.into_iter().chain(told.scopes.iter().map(|s| ("scopes", s.to_string()))))
}

/// The form. `listing` where whom it acts for is asked, too: that never changes.
pub(super) fn shown(
    visit: &Visit,
    form: &Form<'_>,
    action: &str,
    listing: Option<&Listing>,
) -> Markup {
    let say = form.say;
    let scope = |scope: &Scope| Choice {
        value: scope.to_string(),
        text: format!("{scope} – {}", say.word(*scope)),
        chosen: form.fields.all("scopes").any(|sent| sent == scope.code()),
    };
    let scopes: Vec<_> = Scope::ALL.iter().map(scope).collect();
    let algorithms = TokenAlgorithm::ALL.iter().map(|algorithm| Choice {
        value: algorithm.code().to_owned(),
        text: format!("{algorithm} – {}", say.word(*algorithm)),
        chosen: form.fields.get("tokenAlgorithm") == algorithm.code(),
    });
    let body = html! {
        form.card method="post" action=(action) {
            (super::page::hidden(visit))
            @if listing.is_none() {
                input type="hidden" name="version" value=(form.fields.get("version"));
            }
            @if let Some(listing) = listing {
                (form.line("clientId", "clientId", "text", say.say("Client id", "Klient-id"), say.say(
                    "1 to 64 lower-case letters, digits, “-”, “.” and “_”. It never changes.",
                    "1 til 64 små bogstaver, cifre, “-”, “.” og “_”. Det ændres aldrig.",
                )))
                (form.select("actsFor", &["organisationId", "unitId"],
                    say.say("Acts for", "Handler for"),
                    say.say("It never changes.", "Det ændres aldrig."),
                    &acts_for(form, listing)))
            }
            (form.line("name", "name", "text", say.say("Name", "Navn"), ""))
            (form.line("contact", "contact", "email", say.say("Contact (e-mail)", "Kontakt (e-mail)"), ""))
            (form.boxes("scopes", "scopes", say.say("Scopes", "Adgangsområder"), &scopes))
            (form.lines("networks", "networks", say.say("Networks", "Netværk"), say.say(
                "Where it may call from, one a line, such as 192.0.2.0/24. None: anywhere.",
                "Hvor den må kalde fra, ét pr. linje, for eksempel 192.0.2.0/24. Intet: overalt.",
            )))
            (form.line("expiresAt", "expiresAt", "date", say.say("Ends on", "Udløber"), say.say(
                "From this day on it may not call. None: without end.",
                "Fra denne dag må den ikke kalde. Ingen: uden udløb.",
            )))
            (form.select("tokenAlgorithm", &["tokenAlgorithm"],
                say.say("Algorithm of its tokens", "Tokenets algoritme"), "", &options(algorithms)))
            (form.lines("jwks", "jwks", say.say("Public keys", "Offentlige nøgler"), say.say(
                "A JSON Web Key Set: the client then signs its requests for tokens. A new one has no secret; secrets of before are taken for seven days more.",
                "Et JSON Web Key Set: klienten signerer da selv. En ny har ingen hemmelighed; hidtidige hemmeligheder gælder syv dage endnu.",
            )))
            div.actions {
                button { @if listing.is_some() { (say.say("Register", "Registrér")) } @else { (say.say("Save", "Gem")) } }
                a href="/admin/clients" { (say.say("Cancel", "Fortryd")) }
            }
        }
    };
    form.page(&body)
}

/// Organisations, each with its units.
fn acts_for(form: &Form<'_>, listing: &Listing) -> Markup {
    let chosen = form.fields.get("actsFor");
    let choice = |value: String, text: &str| Choice {
        chosen: chosen == value,
        value,
        text: text.to_owned(),
    };
    let mut organisations: Vec<_> = listing.organisations().collect();
    organisations.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    let mut units: Vec<_> = listing.units().collect();
    units.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    let nobody = form.say.say("users only, no organisation", "kun brugere, ingen organisation");
    html! {
        (options([choice(String::new(), nobody)]))
        @for organisation in organisations {
            @let id = GlobalId::outside(EntityKind::Organisation, organisation.0.id);
            optgroup label=(organisation.0.name) {
                (options([choice(format!("organisation {id}"), &organisation.0.name)]))
                @for unit in units.iter().filter(|unit| unit.0.organisation_id == organisation.0.id) {
                    @let unit_id = GlobalId::outside(EntityKind::Unit, unit.0.id);
                    (options([choice(format!("unit {id} {unit_id}"), &unit.0.name)]))
                }
            }
        }
    }
}
