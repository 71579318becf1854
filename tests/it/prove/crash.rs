//! Killed in the middle of work, again and again: what was acknowledged is there, once, and every
//! answer that arrived has its row in the log.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::json;
use stifinder::demo::{Cast, plan_of};
use stifinder::domain::{CaseRef, GlobalId};
use stifinder::store::connect;

use super::process::{Node, Stage};
use super::rounds;
use super::wire::Client;
use crate::support::{empty_database, on_postgres};

pub(super) const RECORD: &str = "mutation($i: RecordStatementInput!) { recordStatement(input: $i) {
    statement { id } userErrors { code } } }";
pub(super) const READ: &str = "query($id: ID!) { case(id: $id) { id statements { id text } } }";

/// What the clients saw.
#[derive(Default)]
pub(super) struct Seen {
    /// Texts that were sent, under a key of their own.
    pub(super) sent: BTreeSet<String>,
    /// Texts whose writing was acknowledged.
    pub(super) acknowledged: BTreeSet<String>,
    /// Requests that were answered.
    pub(super) answered: BTreeSet<String>,
}

pub(super) type Shared = Arc<Mutex<Seen>>;

pub(super) fn input(case: &str, text: &str) -> serde_json::Value {
    json!({ "i": { "caseId": case, "text": text, "idempotencyKey": text } })
}

/// Writes one text after another until the connection breaks.
async fn write(mut client: Client, case: String, name: String, seen: Shared) {
    for number in 0.. {
        let text = format!("{name} skriver nummer {number}");
        seen.lock().unwrap().sent.insert(text.clone());
        let Ok(told) = client.ask(RECORD, input(&case, &text)).await else { return };
        let mut seen = seen.lock().unwrap();
        seen.answered.insert(told.request.clone());
        if told.fine().is_some() {
            seen.acknowledged.insert(text);
        }
    }
}

/// Reads until the connection breaks.
async fn read(mut client: Client, case: String, seen: Shared) {
    while let Ok(told) = client.ask(READ, json!({ "id": case })).await {
        assert!(told.fine().is_some(), "{told:?}");
        seen.lock().unwrap().answered.insert(told.request);
    }
}

async fn column(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// The showcase's case of a demo's database.
pub(super) async fn showcase(url: &str) -> String {
    let db = connect(url, 1).await.unwrap();
    let plan = plan_of(&db.connection).await.unwrap().unwrap();
    db.connection.close().await.unwrap();
    let id = Cast::of(&plan).showcase.case;
    GlobalId::case(CaseRef { purpose: law::Purpose::Dkk, id }).to_string()
}

/// What is in the database is what was seen, no more and no less.
pub(super) async fn compare(stage: &Stage, seen: &Shared) {
    let db = connect(&stage.url, 1).await.unwrap();
    let held = column(&db.connection, "SELECT text FROM statement").await;
    let request = if on_postgres() { "request_id::text" } else { "lower(hex(request_id))" };
    let logged: BTreeSet<_> =
        column(&db.connection, &format!("SELECT DISTINCT {request} FROM access_log"))
            .await
            .into_iter()
            .map(|id| id.replace('-', ""))
            .collect();
    db.connection.close().await.unwrap();
    let seen = seen.lock().unwrap();
    let own: Vec<_> = held.iter().filter(|text| text.contains(" skriver nummer ")).collect();
    let once: BTreeSet<_> = own.iter().map(|text| (*text).clone()).collect();
    assert_eq!(own.len(), once.len(), "written twice");
    assert!(once.is_subset(&seen.sent), "written by nobody");
    let lost: Vec<_> = seen.acknowledged.difference(&once).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let answered = seen.answered.iter().map(|id| id.replace('-', ""));
    let silent: Vec<_> = answered.filter(|id| !logged.contains(id)).collect();
    assert!(silent.is_empty(), "answered without a row in the log: {silent:?}");
    let report = stage.verify_log();
    assert!(report.is_ok(), "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_loses_nothing_and_doubles_nothing() {
    let stage = Stage::new(if on_postgres() { Some(empty_database().await) } else { None });
    let seen = Shared::default();
    let mut node = stage.start().await;
    let case = showcase(&stage.url).await;
    let token = stage.token("sofCoordinator");
    for round in 0..rounds(4) {
        let mut clients = Vec::new();
        for number in 0..3 {
            let client = Client::new(&node.address, &token);
            let name = format!("runde {round}, skriver {number}");
            clients.push(tokio::spawn(write(client, case.clone(), name, Arc::clone(&seen))));
            let client = Client::new(&node.address, &token);
            clients.push(tokio::spawn(read(client, case.clone(), Arc::clone(&seen))));
        }
        tokio::time::sleep(Duration::from_millis(600 + 137 * u64::from(round % 5))).await;
        node.kill();
        for client in clients {
            client.await.unwrap();
        }
        compare(&stage, &seen).await;
        node = stage.start().await;
    }
    let before = seen.lock().unwrap().acknowledged.len();
    assert!(before > 0, "nothing was acknowledged");
    send_again(&stage, &node, &token, &case, &seen).await;
    let seen = seen.lock().unwrap();
    println!("figure: times that the server was killed under load = {}", rounds(4));
    println!("figure: writes acknowledged, all there once = {}", seen.acknowledged.len());
    println!("figure: answers received, all with their row in the log = {}", seen.answered.len());
}

/// What was not acknowledged is sent again under its key, and is done once.
pub(super) async fn send_again(stage: &Stage, node: &Node, token: &str, case: &str, seen: &Shared) {
    let open: Vec<_> = {
        let seen = seen.lock().unwrap();
        seen.sent.difference(&seen.acknowledged).cloned().collect()
    };
    let mut client = Client::new(&node.address, token);
    for text in open {
        let told = client.ask(RECORD, input(case, &text)).await.unwrap();
        assert!(told.fine().is_some(), "{told:?}");
        let mut seen = seen.lock().unwrap();
        seen.answered.insert(told.request);
        seen.acknowledged.insert(text);
    }
    compare(stage, seen).await;
    let seen = seen.lock().unwrap();
    assert_eq!(seen.acknowledged, seen.sent);
}
