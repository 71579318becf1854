//! Consents given and withdrawn while others read, on two nodes of one database: no read that
//! began after an acknowledged withdrawal is granted on what was withdrawn, and no change is lost.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use stifinder::domain::{Clock, SystemClock};

use super::crash::showcase;
use super::process::Stage;
use super::rounds;
use super::wire::Client;
use crate::support::{empty_database, on_postgres};

const GIVE: &str = "mutation($i: GiveConsentInput!) { giveConsent(input: $i) {
    consent { id clauses { id } } userErrors { code } } }";
const WITHDRAW: &str = "mutation($i: WithdrawConsentInput!) { withdrawConsent(input: $i) {
    consent { id } userErrors { code } } }";
const WITHDRAW_CLAUSE: &str = "mutation($i: WithdrawConsentClauseInput!) {
    withdrawConsentClause(input: $i) { consent { id } userErrors { code } } }";
const END: &str =
    "mutation($i: EndCoordinatorAssignmentInput!) { endCoordinatorAssignment(input: $i) {
    case { version } userErrors { code } } }";
const ASSIGN: &str = "mutation($i: AssignCoordinatorInput!) { assignCoordinator(input: $i) {
    case { version } userErrors { code } } }";
const LEAD: &str = "query($id: ID!) { case(id: $id) { version coordinator { id }
    consents { id clauses { id state } } assignments { id to version }
    networkMap { workActivitySupport { id version } } } }";
const ACCESS: &str = "query($id: ID!) { access(caseId: $id) { holders {
    granted { category basis { clauseId } } } } }";
const UPDATE: &str = "mutation($i: UpdateActorInput!) { updateActor(input: $i) {
    actor { version } userErrors { code currentVersion } } }";

/// A moment of the history: everything that happened before it has a smaller number.
#[derive(Default)]
struct Moments(AtomicU64);

impl Moments {
    fn now(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

/// A read: when it began, and the clauses it was granted on.
type Read = (u64, Vec<String>);

#[derive(Default)]
struct History {
    moments: Moments,
    /// When the end of a clause was acknowledged.
    ended: Mutex<BTreeMap<String, u64>>,
    reads: Mutex<Vec<Read>>,
    over: AtomicBool,
}

/// A consent that is signed now rests on no assignment that ended before.
fn now() -> String {
    SystemClock::default().now().unwrap().to_rfc3339()
}

impl History {
    /// The end of these clauses was acknowledged at a moment.
    fn end(&self, clauses: Vec<String>, acknowledged: u64) {
        let mut all = self.ended.lock().unwrap();
        for clause in clauses {
            all.entry(clause).or_insert(acknowledged);
        }
    }
}

async fn asked(client: &mut Client, query: &str, variables: Value) -> Value {
    let told = client.ask(query, variables).await.unwrap();
    told.fine().unwrap_or_else(|| panic!("{told:?}")).clone()
}

/// Reads what it is granted on until the history is over.
async fn read(mut client: Client, case: String, history: Arc<History>) {
    while !history.over.load(Ordering::SeqCst) {
        let began = history.moments.now();
        let told = client.ask(ACCESS, json!({ "id": case })).await.unwrap();
        assert_eq!(told.status, 200, "{told:?}");
        let holders = told.body["data"]["access"]["holders"].as_array().cloned();
        let granted = holders
            .into_iter()
            .flatten()
            .flat_map(|h| h["granted"].as_array().cloned().unwrap_or_default());
        let clauses =
            granted.filter_map(|g| g["basis"]["clauseId"].as_str().map(str::to_owned)).collect();
        history.reads.lock().unwrap().push((began, clauses));
    }
}

fn ids(value: &Value) -> Vec<String> {
    let all = value.as_array().into_iter().flatten();
    all.filter_map(|one| one["id"].as_str().map(str::to_owned)).collect()
}

/// Gives a consent with a clause in each of these directions.
async fn give(client: &mut Client, case: &str, directions: &[&str]) -> Value {
    let counterparts = json!([{ "kind": "EMPLOYMENT_ADMINISTRATION" }]);
    let clause = |direction: &&str| {
        json!({ "direction": direction, "purpose": "DKK", "counterparts": counterparts,
            "categories": ["PROCESS", "EMPLOYMENT", "SOCIAL"] })
    };
    let clauses: Vec<_> = directions.iter().map(clause).collect();
    let input = json!({ "caseId": case, "signedAt": now(), "form": "WRITTEN",
        "signer": "CITIZEN", "rightToWithdraw": true, "clauses": clauses });
    asked(client, GIVE, json!({ "i": input })).await["consent"].clone()
}

/// Gives consents of the same case beside the lead and withdraws them until the history is over.
async fn come_and_go(mut client: Client, case: String, history: Arc<History>) {
    while !history.over.load(Ordering::SeqCst) {
        let given = give(&mut client, &case, &["DISCLOSE"]).await;
        tokio::time::sleep(Duration::from_millis(30)).await;
        asked(&mut client, WITHDRAW, json!({ "i": { "consentId": given["id"] } })).await;
        let acknowledged = history.moments.now();
        history.end(ids(&given["clauses"]), acknowledged);
    }
}

/// The lead: gives a consent, and ends it in one way or another.
async fn lead(mut clients: [Client; 2], case: &str, history: &History, times: u32) {
    for time in 0..times {
        let client = &mut clients[(time % 2) as usize];
        let seen = asked(client, LEAD, json!({ "id": case })).await;
        let given = give(client, case, &["DISCLOSE", "COLLECT"]).await;
        let clauses = ids(&given["clauses"]);
        // Time for a read to be granted on it.
        tokio::time::sleep(Duration::from_millis(60)).await;
        let ended = match time % 3 {
            0 => {
                asked(client, WITHDRAW, json!({ "i": { "consentId": given["id"] } })).await;
                clauses
            }
            1 => {
                for clause in &clauses {
                    asked(client, WITHDRAW_CLAUSE, json!({ "i": { "clauseId": clause } })).await;
                }
                clauses
            }
            _ => {
                // R08: every consent of the case ends with the last assignment.
                let all = asked(client, LEAD, json!({ "id": case })).await;
                let open = seen["assignments"].as_array().into_iter().flatten();
                for one in open.filter(|one| one["to"].is_null()) {
                    let input = json!({ "assignmentId": one["id"], "reason": "ferie",
                        "expectedVersion": one["version"] });
                    asked(client, END, json!({ "i": input })).await;
                }
                let consents = all["consents"].as_array().into_iter().flatten();
                consents.flat_map(|consent| ids(&consent["clauses"])).collect()
            }
        };
        let acknowledged = history.moments.now();
        history.end(ended, acknowledged);
        if time % 3 == 2 {
            // Someone coordinates again, on a consent of its own.
            let coordinator = seen["coordinator"]["id"].clone();
            give(client, case, &["DISCLOSE"]).await;
            let now = asked(client, LEAD, json!({ "id": case })).await;
            let input = json!({ "caseId": case, "coordinatorId": coordinator,
                "expectedVersion": now["version"] });
            asked(client, ASSIGN, json!({ "i": input })).await;
        }
    }
}

/// Writes a row on the version it read until the history is over; how often it did.
async fn update(mut client: Client, actor: String, mut version: i64, history: Arc<History>) -> i64 {
    let mut done = 0;
    while !history.over.load(Ordering::SeqCst) {
        let input = json!({ "actorId": actor, "phone": format!("{version}"),
            "expectedVersion": version });
        let told = client.ask(UPDATE, json!({ "i": input })).await.unwrap();
        let payload = &told.body["data"]["updateActor"];
        match told.fine() {
            Some(_) => {
                done += 1;
                version += 1;
            }
            None => {
                assert_eq!(told.wrong(), Some("CONFLICT"), "{told:?}");
                version = payload["userErrors"][0]["currentVersion"].as_i64().unwrap();
            }
        }
    }
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r07_r08_no_read_is_granted_on_what_had_ended_before_it_began() {
    if !on_postgres() {
        return; // Two nodes share a PostgreSQL; SQLite is one node's.
    }
    let stage = Stage::new(Some(empty_database().await));
    let nodes = [stage.start().await, stage.start_another().await];
    let case = showcase(&stage.url).await;
    let token = stage.token("sofCaseworker");
    let client = |node: usize, token: &str| Client::new(&nodes[node].address, token);
    let before = asked(&mut client(0, &token), LEAD, json!({ "id": case })).await;
    let actor = before["networkMap"]["workActivitySupport"][0].clone();
    let (id, version) = (actor["id"].as_str().unwrap(), actor["version"].as_i64().unwrap());

    let history = Arc::new(History::default());
    let (mut readers, mut writers) = (Vec::new(), Vec::new());
    let job_centre = stage.token("bifCaseworker");
    for node in [0, 1, 0, 1] {
        let (case, history) = (case.clone(), Arc::clone(&history));
        readers.push(tokio::spawn(read(client(node, &job_centre), case, history)));
    }
    for node in [0, 1] {
        let history = Arc::clone(&history);
        writers.push(tokio::spawn(update(client(node, &token), id.to_owned(), version, history)));
    }
    let mut others = Vec::new();
    for node in [0, 1] {
        let (case, history) = (case.clone(), Arc::clone(&history));
        others.push(tokio::spawn(come_and_go(client(node, &token), case, history)));
    }
    lead([client(0, &token), client(1, &token)], &case, &history, rounds(24)).await;
    history.over.store(true, Ordering::SeqCst);
    for other in others {
        other.await.unwrap();
    }
    let mut done = 0;
    for writer in writers {
        done += writer.await.unwrap();
    }
    for reader in readers {
        reader.await.unwrap();
    }

    let ended = history.ended.lock().unwrap().clone();
    let reads = history.reads.lock().unwrap().clone();
    let stale: Vec<_> = reads
        .iter()
        .flat_map(|(began, clauses)| clauses.iter().map(move |clause| (began, clause)))
        .filter(|(began, clause)| ended.get(*clause).is_some_and(|end| end < *began))
        .collect();
    assert!(stale.is_empty(), "granted on what had ended: {stale:?}");
    let of_these = |clauses: &Vec<String>| clauses.iter().any(|clause| ended.contains_key(clause));
    let granted = reads.iter().filter(|(_, clauses)| of_these(clauses)).count();
    assert!(granted > 0, "no read was ever granted on what ended: {} reads", reads.len());

    let after = asked(&mut client(1, &token), LEAD, json!({ "id": case })).await;
    let rows = after["networkMap"]["workActivitySupport"].as_array().unwrap().clone();
    let row = rows.iter().find(|row| row["id"] == id).unwrap();
    assert!(done > 0);
    assert_eq!(row["version"].as_i64().unwrap(), version + done, "an update was lost");
    println!(
        "figure: reads while consents were given and ended, on two processes = {}",
        reads.len()
    );
    println!("figure: of these granted on what was ended later = {granted}");
    println!("figure: granted on what had ended before they began = {}", stale.len());
    println!("figure: updates of one row from two processes meanwhile, none lost = {done}");
    assert!(stage.verify_log().is_ok());
}
