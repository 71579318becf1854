//! State of the access log's chains: how far each goes, whether they hold, and a checkpoint to keep
//! elsewhere. Nothing of what was read stands here.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::DateTime;
use maud::{Markup, html};
use sea_orm::DatabaseConnection;

use super::page::{Tab, hidden, table};
use super::say::time;
use super::visit::{Sent, Visit};
use crate::app::AppError;
use crate::audit::AccessKind;
use crate::audit::verify::{self, Checkpoint, Report};
use crate::token::keys;

const TAB: Tab = Tab::Chain;

/// Findings that a page shows.
const MOST: usize = 100;

fn title(visit: &Visit) -> &'static str {
    visit.say.say("Chains of the access log", "Adgangsloggens kæder")
}

fn logs(visit: &Visit) -> Vec<&DatabaseConnection> {
    let app = &visit.session.app;
    std::iter::once(&app.db.connection).chain(&app.log).collect()
}

async fn heads(visit: &Visit) -> Result<Checkpoint, AppError> {
    Ok(verify::checkpoint(&logs(visit), visit.session.now()?).await?)
}

async fn report(visit: &Visit) -> Result<Report, AppError> {
    let keys = keys::all_of_log(&visit.session.app.db.connection).await?;
    Ok(verify::verify(&logs(visit), &keys, None).await?)
}

/// What a verification from here cannot show.
fn caveat(visit: &Visit) -> &'static str {
    visit.say.say(
        "The keys come from the database itself: whoever can change the log can change them, too. And without a checkpoint nothing shows that the end of a chain was not cut off. For proof, run `stifinder audit verify` with `--key FILE` and `--checkpoint FILE`, kept elsewhere.",
        "Nøglerne kommer fra databasen selv: den, der kan ændre loggen, kan også ændre dem. Og uden et kontrolpunkt viser intet, at enden af en kæde ikke er skåret af. Vil man have bevis, køres `stifinder audit verify` med `--key FILE` og `--checkpoint FILE`, der opbevares et andet sted.",
    )
}

fn shown(visit: &Visit, heads: &Checkpoint, report: Option<&Report>) -> Markup {
    let say = visit.say;
    let head = [
        say.say("Chain", "Kæde"),
        say.say("Signed up to row", "Signeret til række"),
        say.say("When", "Tidspunkt"),
        say.say("Hash of that row", "Rækkens kontrolsum"),
        say.say("Key", "Nøgle"),
    ];
    let rows = html! {
        @for head in &heads.heads {
            tr {
                th scope="row" { code { (head.chain) } }
                td { (head.seq) }
                td {
                    @if let Some(at) = DateTime::from_timestamp_micros(head.at_microseconds) { (time(at)) }
                }
                td { code { (head.hash) } }
                td { code { (head.key_id) } }
            }
        }
    };
    html! {
        p {
            (say.say(
                "Each row of the access log carries the hash of the one before, and the last of each commit is signed. A checkpoint that is kept elsewhere lets `stifinder audit verify` find what was cut off at the end, too.",
                "Hver række i adgangsloggen bærer den foregåendes kontrolsum, og den sidste i hver skrivning er signeret. Et kontrolpunkt, der opbevares et andet sted, lader `stifinder audit verify` finde også det, der er skåret af i enden.",
            ))
        }
        @if let Some(report) = report {
            @if report.holds() {
                p.notice role="status" {
                    (say.say("Every chain holds. Rows: ", "Alle kæder holder. Rækker: ")) (report.rows())
                }
                p { (caveat(visit)) }
            } @else {
                div.errors role="alert" tabindex="-1" autofocus {
                    h2 { (say.say("The log was changed", "Loggen er ændret")) }
                    ul { @for finding in report.findings.iter().take(MOST) { li { (finding.to_string()) } } }
                }
            }
        }
        (table(title(visit), &head, rows))
        div.actions {
            form method="post" action="/admin/chain" {
                (hidden(visit))
                button { (say.say("Verify every row now", "Efterprøv alle rækker nu")) }
            }
            a.button href="/admin/chain/checkpoint.json" download="checkpoint.json" {
                (say.say("Download a checkpoint", "Hent et kontrolpunkt"))
            }
        }
    }
}

/// `GET /admin/chain`.
pub(super) async fn show(mut visit: Visit) -> Response {
    visit.calls("audit.heads");
    match heads(&visit).await {
        Ok(heads) => visit.show(TAB, title(&visit), shown(&visit, &heads, None)).await,
        Err(error) => visit.failed(&error),
    }
}

/// `POST /admin/chain`: verifies every row.
pub(super) async fn verify(mut sent: Sent) -> Response {
    sent.visit.calls("audit.verify");
    let visit = &sent.visit;
    let found = async { Ok::<_, AppError>((heads(visit).await?, report(visit).await?)) };
    match found.await {
        Ok((heads, report)) => {
            visit.show(TAB, title(visit), shown(visit, &heads, Some(&report))).await
        }
        Err(error) => visit.failed(&error),
    }
}

/// `GET /admin/chain/checkpoint.json`.
pub(super) async fn checkpoint(mut visit: Visit) -> Response {
    visit.calls("audit.checkpoint");
    let text = match heads(&visit).await {
        Ok(heads) => serde_json::to_string_pretty(&heads).unwrap_or_default(),
        Err(error) => return visit.failed(&error),
    };
    if let Err(error) = visit.session.commit(AccessKind::Read).await {
        return visit.failed(&error);
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"checkpoint.json\""),
        ),
    ];
    (StatusCode::OK, headers, text).into_response()
}
