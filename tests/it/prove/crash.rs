//! Killed in the middle of work, again and again: what was acknowledged is there, once, and every
//! answer that arrived has its row in the log.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use stifinder::demo::{Cast, plan_of};
use stifinder::domain::{CaseRef, GlobalId};
use stifinder::store::connect;

use super::held::{by_one_statement, compare, conclude};
use super::process::Stage;
use super::rounds;
use super::wire::Client;
use super::written::{Places, Shared, Writer, send_again};
use crate::support::{empty_database, on_postgres};

pub(super) const READ: &str = "query($id: ID!) { case(id: $id) { id statements { id text } } }";

/// Writes until the connection breaks.
async fn write(mut writer: Writer) {
    while let Ok(told) = writer.write().await {
        assert!(told, "a server that is up says what it did");
    }
}

/// Reads until the connection breaks.
async fn read(mut client: Client, case: String, seen: Shared) {
    while let Ok(told) = client.ask(READ, json!({ "id": case })).await {
        assert!(told.fine().is_some(), "{told:?}");
        seen.lock().unwrap().answered.insert(told.request);
    }
}

/// The showcase's case of a demo's database.
pub(super) async fn showcase(url: &str) -> String {
    let db = connect(url, 1).await.unwrap();
    let plan = plan_of(&db.connection).await.unwrap().unwrap();
    db.connection.close().await.unwrap();
    let id = Cast::of(&plan).showcase.case;
    GlobalId::case(CaseRef { purpose: law::Purpose::Dkk, id }).to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_loses_nothing_and_doubles_nothing() {
    let stage = Stage::new(if on_postgres() { Some(empty_database().await) } else { None });
    let seen = Shared::default();
    let mut node = stage.start().await;
    let token = stage.token("sofCoordinator");
    // A node has the same address every time.
    let client = || Client::new(&stage.address, &token);
    let places = Places::of(showcase(&stage.url).await, client()).await;
    for round in 0..rounds(4) {
        let mut clients = Vec::new();
        for writer in Writer::all(client, &places, &format!("runde {round}"), &seen) {
            clients.push(tokio::spawn(write(writer)));
        }
        for _ in 0..2 {
            clients.push(tokio::spawn(read(client(), places.case.clone(), Arc::clone(&seen))));
        }
        tokio::time::sleep(Duration::from_millis(600 + 137 * u64::from(round % 5))).await;
        node.kill();
        for client in clients {
            client.await.unwrap();
        }
        node = stage.start().await;
        let held = compare(&stage, &seen).await;
        send_again(client(), &held, &seen).await;
    }
    println!("figure: times that the server was killed under load = {}", rounds(4));
    conclude(&stage, &seen).await;
    if on_postgres() {
        let alone = by_one_statement(&stage).await;
        assert!(alone > 0, "nothing was written by one statement");
        println!("figure: of the writes without a key done by one statement = {alone}");
    }
}
