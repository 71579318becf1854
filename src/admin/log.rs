//! The access log with filters, for an administrator who may read it: an administrator of tokens
//! is no reader of what is in it.

use axum::extract::RawQuery;
use axum::response::Response;
use chrono::{DateTime, TimeDelta};
use law::Word;
use law::fields::numbered;
use law::words::{CaseId, CitizenId};
use maud::{Markup, html};
use uuid::Uuid;

use super::fields::Fields;
use super::form::{Choice, Form, options};
use super::page::{Tab, table};
use super::say::{Say, start, time};
use super::visit::Visit;
use crate::app::listing::{Listing, listing};
use crate::app::read_log::{AuditRow, audit_log};
use crate::audit::{AccessKind, After, Filter};
use crate::domain::{CaseRef, EntityKind, GlobalId};

const TAB: Tab = Tab::Log;

/// Rows on a page.
const LENGTH: usize = 50;

/// `GET /admin/log`.
pub(super) async fn show(mut visit: Visit, RawQuery(query): RawQuery) -> Response {
    visit.calls("auditLog");
    let say = visit.say;
    if !visit.reads_log() {
        let body = html! {
            p {
                (say.say(
                    "The access log is for who also has the scope ",
                    "Adgangsloggen er for den, der også har adgangsområdet ",
                ))
                code { "audit:read" }
                (say.say(
                    " (and, as a person, the role AUDITOR).",
                    " (og, som person, rollen AUDITOR).",
                ))
            }
        };
        return visit.forbidden(TAB, body).await;
    }
    let fields = Fields::parse(&query.unwrap_or_default());
    let found = audit_log(&visit.session, &filter(&fields), after(&fields).as_ref(), LENGTH).await;
    let listing = listing(&visit.session).await;
    let (found, listing) = match (found, listing) {
        (Ok(Ok(found)), Ok(listing)) => (found, listing),
        (Ok(Err(_)), _) => return visit.forbidden(TAB, html! {}).await,
        (Err(error), _) | (_, Err(error)) => return visit.failed(&error),
    };
    let body = shown(say, &fields, &listing, &found);
    visit.show(TAB, say.say("Access log", "Adgangslog"), body).await
}

/// What is looked for. What names nothing is looked for as nothing of ours: it finds nothing.
fn filter(fields: &Fields) -> Filter {
    let named = |name: &str, kind| {
        let text = fields.filled(name)?;
        Some(GlobalId::of_kind(&text, kind).map_or_else(Uuid::nil, |id| id.id))
    };
    let case = fields
        .filled("case")
        .map(|text| GlobalId::parse(&text).and_then(GlobalId::as_case).unwrap_or(CaseRef::NOWHERE));
    let user = fields.filled("user").map(|text| Uuid::try_parse(&text).unwrap_or_default());
    Filter {
        citizen: named("citizen", EntityKind::Citizen).map(CitizenId),
        case: case.map(|case| CaseId(case.id)),
        organisation: named("organisation", EntityKind::Organisation),
        user,
        client: fields.filled("client"),
        kind: AccessKind::parse(fields.get("kind")),
        from: start(fields.get("from")),
        // The day itself is within.
        to: start(fields.get("to")).map(start_of_next),
    }
}

/// The first instant of the day after: a day has 23 to 25 hours.
fn start_of_next(day: DateTime<chrono::Utc>) -> DateTime<chrono::Utc> {
    start(&super::say::day(day + TimeDelta::hours(36))).unwrap_or(day)
}

fn after(fields: &Fields) -> Option<After> {
    Some(After {
        at: DateTime::from_timestamp_micros(fields.get("at").parse().ok()?)?,
        chain: fields.filled("chain")?,
        seq: fields.get("seq").parse().ok()?,
    })
}

fn shown(
    say: Say,
    fields: &Fields,
    listing: &Listing,
    (rows, more): &(Vec<(After, AuditRow)>, bool),
) -> Markup {
    let title = say.say("Access log", "Adgangslog");
    let head = [
        say.say("When", "Tidspunkt"),
        say.say("Kind", "Type"),
        say.say("Client", "Klient"),
        say.say("Who", "Hvem"),
        say.say("What was called", "Forespørgsel"),
        say.say("Case", "Sag"),
        say.say("Disclosed", "Videregivet"),
        say.say("Details", "Detaljer"),
    ];
    html! {
        (search(say, fields, listing))
        @if rows.is_empty() {
            p role="status" { (say.say("No rows.", "Ingen rækker.")) }
        } @else {
            (table(title, &head, html! { @for (_, row) in rows { (line(say, row)) } }))
        }
        @if let Some((last, _)) = rows.last().filter(|_| *more) {
            p { a href=(next(fields, last)) { (say.say("Older", "Ældre")) } }
        }
    }
}

/// What can be looked for.
const SOUGHT: [&str; 8] =
    ["client", "kind", "organisation", "user", "citizen", "case", "from", "to"];

fn next(fields: &Fields, last: &After) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in SOUGHT {
        fields.filled(name).map(|text| query.append_pair(name, &text));
    }
    query.append_pair("at", &last.at.timestamp_micros().to_string());
    query.append_pair("chain", &last.chain).append_pair("seq", &last.seq.to_string());
    format!("/admin/log?{}", query.finish())
}

fn search(say: Say, fields: &Fields, listing: &Listing) -> Markup {
    let form = Form::new(say, fields, &[]);
    let kinds = AccessKind::ALL.iter().map(|kind| Choice {
        value: kind.code().to_owned(),
        text: say.word(*kind).to_owned(),
        chosen: fields.get("kind") == kind.code(),
    });
    let mut organisations: Vec<_> = listing.organisations().collect();
    organisations.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    let organisations = organisations.iter().map(|organisation| {
        let id = GlobalId::outside(EntityKind::Organisation, organisation.0.id).to_string();
        let chosen = fields.get("organisation") == id;
        Choice { value: id, text: organisation.0.name.clone(), chosen }
    });
    let any = |choices: Markup| html! { option value="" { (say.say("any", "alle")) } (choices) };
    let line = |name: &str, kind: &str, label: &str| form.line(name, name, kind, label, "");
    html! {
        form.card.filters method="get" role="search" aria-label=(say.say("Filter", "Filter")) {
            (line("client", "text", say.say("Client id", "Klient-id")))
            (form.select("kind", &[], say.say("Kind", "Type"), "", &any(options(kinds))))
            (form.select("organisation", &[], say.say("Organisation", "Organisation"), "",
                &any(options(organisations))))
            (line("user", "text", say.say("User (UUID)", "Bruger (UUID)")))
            (line("citizen", "text", say.say("Citizen (id)", "Borger (id)")))
            (line("case", "text", say.say("Case (id)", "Sag (id)")))
            (line("from", "date", say.say("From", "Fra")))
            (line("to", "date", say.say("To", "Til")))
            div.actions {
                button { (say.say("Search", "Søg")) }
                a href="/admin/log" { (say.say("Clear", "Ryd")) }
            }
        }
    }
}

fn line(say: Say, audited: &AuditRow) -> Markup {
    let row = &audited.row;
    let categories: Vec<_> = audited.categories.iter().map(|c| say.word(c)).collect();
    html! {
        tr {
            td { (time(row.at)) }
            td {
                @match AccessKind::parse(&row.kind) {
                    Some(kind) => { (say.word(kind)) }
                    None => { (row.kind) }
                }
            }
            td { (row.client_id) }
            td {
                @if let Some(organisation) = &audited.organisation { (organisation.0.name) }
                @if let Some(unit) = &audited.unit { ", " (unit.0.name) }
                @if let Some(user) = &audited.user { ": " (user.0.name) }
                @else if let Some(user) = row.user_id { ": " code { (user) } }
                @if !row.roles.is_empty() { " (" (row.roles) ")" }
            }
            td { code { (row.operation) } }
            td { @if let Some(case) = audited.case { code { (GlobalId::case(case).to_string()) } } }
            td { (categories.join(", ")) }
            td { (details(say, audited)) }
        }
    }
}

fn details(say: Say, audited: &AuditRow) -> Markup {
    let row = &audited.row;
    let names = |numbers: &std::collections::BTreeSet<u16>| {
        let name = |number: &u16| match numbered(*number) {
            Some(field) => format!("{}.{}", field.type_name, field.name),
            None => number.to_string(),
        };
        numbers.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    html! {
        details {
            summary { (say.say("Row", "Række")) " " (row.seq) }
            @for target in &audited.targets { p { (say.word(target.kind)) ": " code { (target.name) } } }
            @for part in &audited.parts {
                p { @for holder in &part.holders { (holder.0.name) " " } }
                ul {
                    @for numbers in part.part.disclosed.values() {
                        li { (say.say("disclosed: ", "videregivet: ")) (names(numbers)) }
                    }
                    @for ((category, reason), numbers) in &part.part.withheld {
                        li {
                            (say.say("withheld: ", "tilbageholdt: ")) (names(numbers))
                            " (" (say.word(*category)) ", " (say.word(*reason)) ")"
                        }
                    }
                }
            }
            @if let Some(citizen) = row.citizen_id {
                p {
                    (say.say("Citizen", "Borger")) " "
                    code { (GlobalId::outside(EntityKind::Citizen, citizen).to_string()) }
                }
            }
            p { (say.say("Request", "Anmodning")) " " code { (row.request_id) } }
            p { (say.say("Chain", "Kæde")) " " code { (row.chain) } }
            p { (say.say("Hash", "Kontrolsum")) " " code { (row.hash) } }
        }
    }
}
