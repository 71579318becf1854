//! Clients on two processes of one database, under load: a rotation of a secret or of the signing
//! key fails no request, and after an acknowledged revocation none is accepted on either.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use stifinder::domain::{Clock, SystemClock};

use super::process::Stage;
use super::rounds;
use crate::support::{empty_database, on_postgres};

/// What the workers of a load share.
#[derive(Default)]
struct Load {
    over: AtomicBool,
    /// The change that the load is about was acknowledged.
    acknowledged: AtomicBool,
    /// Answers by status: of requests that began before that, and of those after it.
    answers: [Mutex<BTreeMap<u16, u64>>; 2],
    asked: AtomicU64,
}

impl Load {
    fn told(&self, late: bool, status: u16) {
        *self.answers[usize::from(late)].lock().unwrap().entry(status).or_default() += 1;
        self.asked.fetch_add(1, Ordering::SeqCst);
    }

    async fn until(&self, more: u64) {
        let wanted = self.asked.load(Ordering::SeqCst) + more;
        while self.asked.load(Ordering::SeqCst) < wanted {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn answers(&self, late: bool) -> BTreeMap<u16, u64> {
        self.answers[usize::from(late)].lock().unwrap().clone()
    }
}

/// Two processes, and who administers them.
struct Nodes {
    http: reqwest::Client,
    addresses: [String; 2],
    admin: String,
}

/// A client with the secret that it uses now.
#[derive(Clone)]
struct Registered {
    node: Value,
    id: String,
    secret: Arc<Mutex<String>>,
}

impl Nodes {
    async fn administer(&self, mutation: &str, shown: &str, input: Value) -> Value {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation($i: {kind}!) {{ {mutation}(input: $i) {{ {shown} userErrors {{ code path }} }} }}"
        );
        let body = json!({ "query": query, "variables": { "i": input } });
        let url = format!("http://{}/graphql", self.addresses[0]);
        let request = self.http.post(url).bearer_auth(&self.admin);
        let request = request.header("content-type", "application/json").body(body.to_string());
        let text = request.send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap();
        let payload = &answer["data"][mutation];
        assert_eq!(payload["userErrors"], json!([]), "{text}");
        payload.clone()
    }

    /// A client of the unit that a viewer works in.
    async fn register(&self, id: &str, viewer: &str) -> Registered {
        let url = format!("http://{}/graphql", self.addresses[0]);
        let query = r#"{"query":"{ me { organisation { id } unit { id } } }"}"#;
        let request = self.http.post(url).bearer_auth(viewer).body(query);
        let request = request.header("content-type", "application/json");
        let text = request.send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap();
        let me = &answer["data"]["me"];
        let input = json!({ "clientId": id, "name": "Fagsystem", "scopes": ["dkk:read"],
            "organisationId": me["organisation"]["id"], "unitId": me["unit"]["id"] });
        let made = self.administer("createClient", "client { id clientId } secret", input).await;
        let secret = made["secret"].as_str().unwrap().to_owned();
        Registered {
            node: made["client"]["id"].clone(),
            id: made["client"]["clientId"].as_str().unwrap().to_owned(),
            secret: Arc::new(Mutex::new(secret)),
        }
    }

    /// A token by client credentials, or the status that refuses it.
    async fn fetch(&self, node: usize, client: &Registered) -> Result<String, u16> {
        let secret = client.secret.lock().unwrap().clone();
        let url = format!("http://{}/oauth/token", self.addresses[node]);
        let request = self.http.post(url).basic_auth(&client.id, Some(secret));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body("grant_type=client_credentials").send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        body["access_token"].as_str().map(str::to_owned).ok_or(status)
    }

    async fn ask(&self, node: usize, token: &str) -> u16 {
        let url = format!("http://{}/graphql", self.addresses[node]);
        let request = self.http.post(url).bearer_auth(token);
        let request = request.header("content-type", "application/json");
        let answer = request.body(r#"{"query":"{ me { clientId } }"}"#).send().await.unwrap();
        answer.status().as_u16()
    }

    /// Asks on, on one node or the other in turn, with tokens that are fetched now and then: the
    /// endpoint holds back who fetches at every request.
    async fn work(self: Arc<Self>, number: usize, client: Registered, load: Arc<Load>) {
        let mut token = None;
        for round in number.. {
            if load.over.load(Ordering::SeqCst) {
                return;
            }
            let node = round % 2;
            let late = load.acknowledged.load(Ordering::SeqCst);
            if round % 400 == number || token.is_none() {
                match self.fetch(node, &client).await {
                    Ok(fetched) => token = Some(fetched),
                    Err(status) => load.told(late, status),
                }
            }
            if let Some(token) = &token {
                load.told(late, self.ask(node, token).await);
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    fn start(
        self: &Arc<Self>,
        client: &Registered,
    ) -> (Arc<Load>, Vec<tokio::task::JoinHandle<()>>) {
        let load = Arc::<Load>::default();
        let work = |number| Arc::clone(self).work(number, client.clone(), Arc::clone(&load));
        let workers = (0..6).map(|number| tokio::spawn(work(number))).collect();
        (load, workers)
    }
}

async fn end(load: &Load, workers: Vec<tokio::task::JoinHandle<()>>) {
    load.over.store(true, Ordering::SeqCst);
    for worker in workers {
        worker.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rotations_fail_nobody_and_revocations_everybody_on_both_processes() {
    let stage = Stage::new(if on_postgres() { Some(empty_database().await) } else { None });
    let (one, other) = (stage.start().await, stage.start_another().await);
    let nodes = Arc::new(Nodes {
        http: reqwest::Client::new(),
        addresses: [one.address.clone(), other.address.clone()],
        admin: stage.token("admin"),
    });
    let viewer = stage.token("sofCoordinator");
    let (mut through, mut accepted, mut refused) = (0, 0, 0);
    for round in 0..rounds(1) {
        let client = nodes.register(&format!("fagsystem-{round}"), &viewer).await;
        let (load, workers) = nodes.start(&client);
        load.until(200).await;
        let hour = SystemClock::default().now().unwrap() + TimeDelta::hours(1);
        let input = json!({ "id": client.node, "oldUntil": hour });
        let made = nodes.administer("rotateClientSecret", "secret", input).await;
        // The client's own nodes have the old one for a while yet.
        load.until(200).await;
        *client.secret.lock().unwrap() = made["secret"].as_str().unwrap().to_owned();
        nodes.administer("rotateSigningKey", "signingKey { state }", json!({})).await;
        load.until(1_000).await;
        let before = load.answers(false);
        assert_eq!(before.keys().copied().collect::<Vec<_>>(), [200], "{before:?}");
        through += before[&200];
        // A request that began before the revocation may be answered either way.
        nodes.administer("revokeClient", "client { id }", json!({ "id": client.node })).await;
        load.acknowledged.store(true, Ordering::SeqCst);
        load.until(400).await;
        end(&load, workers).await;
        let late = load.answers(true);
        accepted += late.get(&200).copied().unwrap_or(0);
        refused += late.get(&401).copied().unwrap_or(0);
        assert_eq!(late.keys().copied().collect::<Vec<_>>(), [401], "{late:?}");
    }
    println!("figure: requests while secret and key were rotated, none of them failed = {through}");
    println!(
        "figure: requests accepted after an acknowledged revocation = {accepted} of {refused}"
    );
    drop((one, other));
}
