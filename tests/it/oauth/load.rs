//! Under load: a rotation fails nobody, and after a revocation nobody gets through.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use governor::Quota;
use serde_json::json;
use stifinder::oauth::OAuthOptions;
use stifinder::server::ServerOptions;
use tokio::sync::RwLock;

use super::{Registered, administer, fetch, payload, register, status};
use crate::support::{TestApp, fresh_database};

/// A node whose endpoints hold nobody back, and whose tokens hold as long as any can: that time
/// passes ends none of them.
async fn node(url: &str) -> Arc<TestApp> {
    let requests = Quota::per_second(NonZeroU32::MAX);
    let oauth = OAuthOptions { requests, strangers: requests, lifetime: TimeDelta::days(7) };
    let options = ServerOptions { oauth, ..ServerOptions::default() };
    Arc::new(TestApp::with_options(url.to_owned(), options).await)
}

async fn two_nodes() -> [Arc<TestApp>; 2] {
    let url = fresh_database().await;
    [node(&url).await, node(&url).await]
}

/// Workers that fetch a token and read with it, over and over, on both nodes.
struct Load {
    stop: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
    failed: Arc<Mutex<Vec<String>>>,
    workers: Vec<tokio::task::JoinHandle<()>>,
}

impl Load {
    fn start(nodes: &[Arc<TestApp>], client: &Arc<RwLock<Registered>>) -> Self {
        let (stop, done) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let failed = Arc::<Mutex<Vec<String>>>::default();
        let worker = |app: &Arc<TestApp>| {
            let (app, client) = (Arc::clone(app), Arc::clone(client));
            let (stop, done, failed) = (Arc::clone(&stop), Arc::clone(&done), Arc::clone(&failed));
            tokio::spawn(async move {
                while !stop.load(Ordering::SeqCst) {
                    // Who changes the secret waits for those who are asking with it.
                    let own = client.read().await;
                    let answer = fetch(&app, &own, &[]).await;
                    drop(own);
                    if answer.status != 200 {
                        failed.lock().unwrap().push(answer.text);
                        continue;
                    }
                    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
                    for _ in 0..3 {
                        let status = status(&app, &token).await;
                        if status != 200 {
                            failed.lock().unwrap().push(format!("{status} with a token"));
                        }
                    }
                    done.fetch_add(1, Ordering::SeqCst);
                }
            })
        };
        let workers = nodes.iter().cycle().take(6).map(worker).collect();
        Self { stop, done, failed, workers }
    }

    /// Waits until so many more rounds are done.
    async fn rounds(&self, more: u64) {
        let until = self.done.load(Ordering::SeqCst) + more;
        while self.done.load(Ordering::SeqCst) < until && self.failed.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn end(self) {
        self.stop.store(true, Ordering::SeqCst);
        for worker in self.workers {
            worker.await.unwrap();
        }
        assert_eq!(*self.failed.lock().unwrap(), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_is_rotated_under_load_and_no_request_fails() {
    let nodes = two_nodes().await;
    let app = &nodes[0];
    let client = register(app, "fagsystem", json!({})).await;
    let current = Arc::new(RwLock::new(client.clone()));
    let load = Load::start(&nodes, &current);
    load.rounds(10).await;
    for _ in 0..2 {
        let input = json!({ "id": client.node, "oldUntil": crate::support::anchor() + TimeDelta::hours(1) });
        let answer =
            administer(app, "rotateClientSecret", "RotateClientSecretInput", "secret", input).await;
        let secret = payload(&answer, "rotateClientSecret")["secret"].clone();
        // Some of the client's own nodes have the old one for a while yet.
        load.rounds(10).await;
        let secret = secret.as_str().unwrap().to_owned();
        current.write().await.secret.clone_from(&secret);
        load.rounds(10).await;
        let query = "query($c: String) { client(clientId: $c) { secrets { id hint } } }";
        let held = app.ask("admin", query, json!({ "c": client.id })).await.data("/client/secrets");
        let held = held.as_array().unwrap();
        assert_eq!(held.len(), 2);
        // Both were made at one instant of the tests' clock: the old one is the other one.
        let new = |one: &&serde_json::Value| secret.ends_with(one["hint"].as_str().unwrap());
        let old = held.iter().find(|one| !new(one)).unwrap();
        let input = json!({ "id": old["id"] });
        let answer =
            administer(app, "revokeClientSecret", "RevokeClientSecretInput", "", input).await;
        payload(&answer, "revokeClientSecret");
        load.rounds(10).await;
    }
    load.end().await;
    assert_eq!(fetch(app, &client, &[]).await.status, 401, "the first is refused by now");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signing_key_is_rotated_under_load_and_no_request_fails() {
    let nodes = two_nodes().await;
    let app = &nodes[0];
    let client = register(app, "fagsystem", json!({})).await;
    let current = Arc::new(RwLock::new(client.clone()));
    let load = Load::start(&nodes, &current);
    load.rounds(10).await;
    let held = super::token_of(app, &client).await;
    let input = json!({});
    let shown = "signingKey { id keyId state }";
    let answer = administer(app, "rotateSigningKey", "RotateSigningKeyInput", shown, input).await;
    let made = payload(&answer, "rotateSigningKey")["signingKey"].clone();
    assert_eq!(made["state"], "PUBLISHED");
    // Through the moment at which it signs, and through that at which the old one is retired. The
    // nodes' clocks differ, and they hear of the keys at different times. A token of before holds
    // until its own end.
    let mut passed = TimeDelta::zero();
    for minutes in [5, 4, 1, 1, 60].into_iter().chain([60 * 24; 8]).chain([60]) {
        passed += TimeDelta::minutes(minutes);
        for node in &nodes {
            node.pass(TimeDelta::minutes(minutes));
            load.rounds(6).await;
            node.server().oauth().tend().await.unwrap();
            let expected = if passed < TimeDelta::days(7) { 200 } else { 401 };
            assert_eq!(status(node, &held).await, expected, "after {passed}");
        }
    }
    load.end().await;
    let query = "{ signingKeys { keyId state algorithm } }";
    let keys = app.ask("admin", query, json!({})).await.data("/signingKeys");
    let of = |state: &str| {
        let keys = keys.as_array().unwrap().iter();
        keys.filter(|key| key["state"] == state && key["algorithm"] == "EdDSA").count()
    };
    assert_eq!((of("SIGNING"), of("RETIRED"), of("TRUSTED")), (1, 1, 0), "{keys}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_acknowledged_revocation_no_request_of_the_client_is_accepted_on_any_node() {
    let nodes = two_nodes().await;
    let app = &nodes[0];
    let client = register(app, "fagsystem", json!({})).await;
    let token = super::token_of(app, &client).await;
    // Requests carry the number of the moment at which they began; the revocation has one, too.
    let acknowledged = Arc::<AtomicBool>::default();
    let (before, after) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let refused_after = Arc::<AtomicUsize>::default();
    let worker = |app: &Arc<TestApp>| {
        let (app, token, client) = (Arc::clone(app), token.clone(), client.clone());
        let acknowledged = Arc::clone(&acknowledged);
        let (before, after) = (Arc::clone(&before), Arc::clone(&after));
        let refused_after = Arc::clone(&refused_after);
        tokio::spawn(async move {
            while refused_after.load(Ordering::SeqCst) < 300 {
                let late = acknowledged.load(Ordering::SeqCst);
                let accepted = [
                    status(&app, &token).await == 200,
                    late && fetch(&app, &client, &[]).await.status == 200,
                ];
                for accepted in accepted {
                    match (late, accepted) {
                        (false, true) => drop(before.fetch_add(1, Ordering::SeqCst)),
                        (true, true) => drop(after.fetch_add(1, Ordering::SeqCst)),
                        (true, false) => drop(refused_after.fetch_add(1, Ordering::SeqCst)),
                        (false, false) => {}
                    }
                }
            }
        })
    };
    let workers: Vec<_> = nodes.iter().cycle().take(8).map(worker).collect();
    while before.load(Ordering::SeqCst) < 50 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let input = json!({ "id": client.node });
    let answer = administer(app, "revokeClient", "RevokeClientInput", "", input).await;
    payload(&answer, "revokeClient");
    acknowledged.store(true, Ordering::SeqCst);
    for worker in workers {
        worker.await.unwrap();
    }
    assert_eq!(after.load(Ordering::SeqCst), 0, "accepted after the revocation was acknowledged");
    assert!(refused_after.load(Ordering::SeqCst) >= 300);
}
