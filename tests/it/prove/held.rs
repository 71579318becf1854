//! What the database holds of what clients wrote: what was acknowledged once, what was not once or
//! not at all, nothing by half.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, IsolationLevel, Statement, TransactionTrait};
use stifinder::store::connect;

use super::process::Stage;
use super::written::{Fate, KINDS, Kind, Sent, Shared};
use crate::support::on_postgres;

async fn column(connection: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// What is there by half: a consent without all of its clauses and counterparts, one of these
/// without what it is of, a row of the network map of whose versions one is missing or none stands.
const HALVES: [&str; 4] = [
    "SELECT evidence_reference FROM consent c
        WHERE evidence_reference LIKE '% skriver nummer %' AND (
        2 <> (SELECT count(*) FROM consent_clause l
            WHERE l.citizen_id = c.citizen_id AND l.consent_id = c.id) OR
        4 <> (SELECT count(*) FROM clause_counterpart k JOIN consent_clause l
            ON l.citizen_id = k.citizen_id AND l.id = k.clause_id
            WHERE l.citizen_id = c.citizen_id AND l.consent_id = c.id))",
    "SELECT 'clause' FROM consent_clause l WHERE NOT EXISTS (SELECT 1 FROM consent c
        WHERE c.citizen_id = l.citizen_id AND c.id = l.consent_id)",
    "SELECT 'counterpart' FROM clause_counterpart k WHERE NOT EXISTS (SELECT 1
        FROM consent_clause l WHERE l.citizen_id = k.citizen_id AND l.id = k.clause_id)",
    "SELECT max(name) FROM network_actor WHERE id IN
        (SELECT id FROM network_actor WHERE name LIKE '% skriver nummer %')
        GROUP BY citizen_id, id
        HAVING count(*) <> max(version) OR count(*) <> count(superseded_at) + 1",
];

/// What is in the database is what was seen, no more and no less; the texts that it holds. All is
/// read at one instant: a database may still end what it was asked for by who was killed.
pub(super) async fn compare(stage: &Stage, seen: &Shared) -> BTreeSet<String> {
    let db = connect(&stage.url, 1).await.unwrap();
    let at_once = on_postgres().then_some(IsolationLevel::RepeatableRead);
    let view = db.connection.begin_with_config(at_once, None).await.unwrap();
    let request = if on_postgres() { "request_id::text" } else { "lower(hex(request_id))" };
    let logged = column(&view, &format!("SELECT DISTINCT {request} FROM access_log")).await;
    let writes = column(&view, "SELECT operation FROM access_log WHERE kind = 'WRITE'").await;
    let notes = column(&view, "SELECT kind FROM outbox").await;
    let keys = column(&view, "SELECT \"key\" FROM idempotency_key").await;
    let mut held = Vec::new();
    for kind in &KINDS {
        let Kind { table, column: text, .. } = kind;
        let sql = format!("SELECT {text} FROM {table} WHERE {text} LIKE '% skriver nummer %'");
        held.push(column(&view, &sql).await);
    }
    for sql in HALVES {
        let halves = column(&view, sql).await;
        assert!(halves.is_empty(), "there by half: {halves:?}");
    }
    view.rollback().await.unwrap();
    db.connection.close().await.unwrap();

    let seen = seen.lock().unwrap();
    for (kind, held) in KINDS.iter().zip(&held) {
        let once: BTreeSet<_> = held.iter().collect();
        assert_eq!(held.len(), once.len(), "{}: written twice", kind.field);
        for text in held {
            let sent = seen.sent.get(text);
            let sent = sent.unwrap_or_else(|| panic!("written by nobody: {text}"));
            assert_ne!(sent.fate, Fate::Refused, "refused, and written: {text}");
        }
        let own = seen.sent.iter().filter(|(_, sent)| sent.kind.field == kind.field);
        let lost: Vec<_> = own
            .filter(|(text, sent)| sent.is_acknowledged() && !once.contains(text))
            .map(|(text, _)| text)
            .collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        let told = notes.iter().filter(|note| *note == kind.note).count();
        assert_eq!(told, held.len(), "{}: one note a write", kind.field);
        let repeated = seen.count(|sent| sent.repeated && sent.kind.field == kind.field);
        let rows = writes.iter().filter(|field| *field == kind.field).count();
        assert_eq!(rows, held.len() + repeated, "{}: one row in the log a write", kind.field);
    }
    let held: BTreeSet<_> = held.into_iter().flatten().collect();
    let keyed = held.iter().filter(|text| seen.sent[*text].keyed).cloned().collect();
    assert_eq!(BTreeSet::from_iter(keys), keyed, "one key a write that has one");
    let logged: BTreeSet<_> = logged.into_iter().map(|id| id.replace('-', "")).collect();
    let answered = seen.answered.iter().map(|id| id.replace('-', ""));
    let silent: Vec<_> = answered.filter(|id| !logged.contains(id)).collect();
    assert!(silent.is_empty(), "answered without a row in the log: {silent:?}");
    let report = stage.verify_log();
    assert!(report.is_ok(), "{report:?}");
    held
}

/// How many changes PostgreSQL wrote by one statement with all that goes with it: what others are
/// told is then the work of the first statement of its transaction, and otherwise the case was
/// locked first. PostgreSQL forgets it when it is killed itself.
pub(super) async fn by_one_statement(stage: &Stage) -> usize {
    let db = connect(&stage.url, 1).await.unwrap();
    let first = "SELECT kind FROM outbox WHERE cmin::text = '0'";
    let changes = column(&db.connection, first).await.len();
    db.connection.close().await.unwrap();
    changes
}

/// Compares a last time, and prints what was seen.
#[expect(clippy::print_stdout, reason = "figures of the run")]
pub(super) async fn conclude(stage: &Stage, seen: &Shared) {
    let held = compare(stage, seen).await;
    let seen = seen.lock().unwrap();
    let keyless = |sent: &Sent| !sent.keyed && sent.is_acknowledged();
    let consents = |sent: &Sent| sent.kind.field == "giveConsent" && sent.is_acknowledged();
    let unknown = seen.sent.iter().filter(|(_, sent)| sent.fate == Fate::Unknown);
    let unknown: Vec<_> = unknown.map(|(text, _)| held.contains(text)).collect();
    let there = unknown.iter().filter(|held| **held).count();
    let (again, done) = seen.again;
    let repeated = seen.count(|sent| sent.repeated) - done;
    assert!(seen.acknowledged() > 0, "nothing was acknowledged");
    println!("figure: writes acknowledged, all there once = {}", seen.acknowledged());
    println!("figure: of these without a key = {}", seen.count(keyless));
    println!("figure: of these of seven rows in three tables = {}", seen.count(consents));
    println!("figure: writes without a key never acknowledged = {}", unknown.len());
    println!("figure: of these there, once and whole = {there}");
    println!("figure: writes not acknowledged, sent again under their key = {again}");
    println!("figure: of these done before, and not again = {done}");
    println!("figure: writes acknowledged, sent again, same id, not done again = {repeated}");
    println!("figure: answers received, all with their row in the log = {}", seen.answered.len());
}
