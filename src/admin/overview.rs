//! The first page: what ends soon.

use axum::response::Response;
use chrono::TimeDelta;
use maud::html;

use super::page::{Tab, table};
use super::say::time;
use super::visit::Visit;
use crate::app::credentials_due::credentials_due;

/// `GET /admin`.
pub(super) async fn show(mut visit: Visit) -> Response {
    visit.calls("credentialsDue");
    let say = visit.say;
    let due = match credentials_due(&visit.session, TimeDelta::days(30)).await {
        Ok(due) => due,
        Err(error) => return visit.failed(&error),
    };
    let ends = say.say("Ends within 30 days", "Udløber inden for 30 dage");
    let head = [
        say.say("What", "Hvad"),
        say.say("Name", "Navn"),
        say.say("Client", "Klient"),
        say.say("Contact", "Kontakt"),
        say.say("Ends", "Udløber"),
    ];
    let rows = html! {
        @for ending in &due {
            tr {
                td { (say.word(ending.kind)) }
                th scope="row" { (ending.name) }
                td {
                    @if let Some(client) = &ending.client {
                        a href=(format!("/admin/clients/{client}")) { (client) }
                    }
                }
                td { (ending.contact.as_deref().unwrap_or("–")) }
                td { (time(ending.at)) }
            }
        }
    };
    let body = html! {
        h2 { (ends) }
        @if due.is_empty() {
            p { (say.say("Nothing ends soon.", "Intet udløber snart.")) }
        } @else {
            (table(ends, &head, rows))
        }
    };
    visit.show(Tab::Overview, say.say("Overview", "Overblik"), body).await
}
