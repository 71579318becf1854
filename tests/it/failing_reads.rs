//! Reads with the database failing at each step: no half of an answer, none without its row in the
//! log, and the server goes on.

use serde_json::{Value, json};

use crate::bundle::BUNDLE;
use crate::faults::{self, Faults};
use crate::support::TestApp;

/// Of each kind of read one: by an id, a list, what is due, the log, counts, the directory.
const READS: &[(&str, &str)] = &[
    ("sofCoordinator", BUNDLE),
    ("bifCaseworker", BUNDLE),
    ("unrelated", BUNDLE),
    ("citizen", "{ accessLog(first: 5) { edges { cursor node { at } } } }"),
    ("sofCoordinator", "{ cases(first: 20) { edges { cursor node { id citizen { name } } } } }"),
    ("sofCoordinator", "{ tasksDue(until: \"2030-01-01\") { nodes { id text } } }"),
    ("sofCoordinator", "query($id: ID!) { access(caseId: $id) { relation } }"),
    ("sofCoordinator", "query($id: ID!) { node(id: $id) { id ... on DkkCase { status } } }"),
    ("sofCoordinator", "{ me { organisation { name } professional { name } } }"),
    ("sofCoordinator", "{ organisations(first: 5) { nodes { name } } }"),
    ("sofCoordinator", "{ brainInjuryCases(first: 5) { nodes { id } } }"),
    ("admin", "{ clients { nodes { clientId secrets { hint } } } signingKeys { keyId } }"),
];

#[tokio::test]
async fn a_read_is_answered_whole_and_logged_or_not_at_all() {
    let faults = Faults::none();
    let app = TestApp::failing(&faults).await;
    let mut tried = 0;
    for (viewer, query) in READS {
        let variables = match query.contains("$id") {
            true => json!({ "id": app.case() }),
            false => json!({}),
        };
        let whole = app.ask(viewer, query, variables.clone()).await;
        assert!(whole.json().get("errors").is_none(), "{viewer}: {}", whole.text);
        for step in faults::steps() {
            let logged = app.log_rows().await;
            faults.arm(step);
            let answer = app.ask(viewer, query, variables.clone()).await;
            let failed = faults.disarm();
            tried += 1;
            let rows = app.log_rows().await;
            let what =
                format!("{viewer}, fault {step}, {query}: {} {}", answer.status, answer.text);
            let json = answer.json();
            if json.get("errors").is_none() {
                assert_eq!(answer.status, 200, "{what}");
                let is_log = query.contains("accessLog");
                assert!(is_log || json["data"] == whole.json()["data"], "half an answer: {what}");
                assert!(
                    rows > logged || query.contains("{ me"),
                    "without a row in the log: {what}"
                );
                if !failed {
                    break;
                }
                continue;
            }
            assert!(failed, "{what}");
            assert!(json.get("data").is_none_or(Value::is_null), "half an answer: {what}");
            let error = &json["errors"][0]["extensions"];
            assert!(matches!(error["code"].as_str(), Some("INTERNAL" | "UNAVAILABLE")), "{what}");
            assert!(error["requestId"].is_string(), "{what}");
        }
        let again = app.ask(viewer, query, variables).await;
        assert!(again.json().get("errors").is_none(), "the server goes on: {}", again.text);
    }
    println!("figure: reads with the database failing at a step = {tried}");
}
