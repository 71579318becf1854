//! Each authority keeps a registration of a citizen of its own: what another one typed it neither
//! reads nor learns of (forvaltningsloven § 29).

use serde_json::{Value, json};

use crate::acting::{act, opened, registered, unit};
use crate::meeting::{change, codes, fine};
use crate::support::TestApp;

const CPR: &str = "681255-0001";

const FIELDS: &str = "{ id name phone version representatives { name } }";

fn input(name: &str, phone: &str) -> Value {
    json!({ "cpr": CPR, "name": name, "birthDate": "1955-12-08", "phone": phone })
}

async fn register(app: &TestApp, viewer: &str, phone: &str) -> Value {
    let shown = format!("citizen {FIELDS}");
    let payload = change(app, viewer, "registerCitizen", &shown, input("Aase", phone)).await;
    assert_eq!(payload["warnings"], json!([]), "{payload}");
    fine(payload)["citizen"].clone()
}

async fn node(app: &TestApp, viewer: &str, id: &Value) -> Value {
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Citizen {FIELDS} }} }}");
    app.ask(viewer, &query, json!({ "id": id })).await.data("/node")
}

#[tokio::test]
async fn an_authority_reads_what_it_registered_itself_and_nothing_of_anothers() {
    let app = TestApp::start().await;
    let theirs = register(&app, "sofCaseworker", "11111111").await;
    let guardian = json!({
        "citizenId": theirs["id"], "kind": "GUARDIAN", "name": "Værgen", "ground": "Værgemål",
        "scope": ["PROCESS"], "from": "2026-01-01",
    });
    let shown = "representative { id }";
    fine(change(&app, "sofCaseworker", "addRepresentative", shown, guardian).await);

    // What is of the other authority is unknown, and no case is opened on it.
    let open = |citizen: &Value| {
        json!({ "citizenId": citizen, "unitId": unit(&app, "sufCaseworker"),
            "openedBy": "OWN_INITIATIVE" })
    };
    let early =
        act(&app, "sufCaseworker", "openBrainInjuryCase", "case { id }", open(&theirs["id"]));
    assert_eq!(codes(&early.await), ["NOT_FOUND"]);
    assert_eq!(node(&app, "sufCaseworker", &theirs["id"]).await, Value::Null);

    let ours = register(&app, "sufCaseworker", "22222222").await;
    assert_eq!(ours["id"], theirs["id"], "one citizen");
    assert_eq!((&ours["version"], &ours["representatives"]), (&json!(1), &json!([])));
    let case = opened(&app, "sufCaseworker", &ours["id"]).await;
    let query = format!("query($id: ID!) {{ brainInjuryCase(id: $id) {{ citizen {FIELDS} }} }}");
    let seen = app.ask("sufCaseworker", &query, json!({ "id": case })).await;
    let seen = seen.data("/brainInjuryCase/citizen");
    assert_eq!((&seen["phone"], &seen["representatives"]), (&json!("22222222"), &json!([])));
    let theirs = node(&app, "sofCaseworker", &ours["id"]).await;
    assert_eq!(theirs["phone"], "11111111");
    assert_eq!(theirs["representatives"], json!([{ "name": "Værgen" }]));
    assert_eq!(node(&app, "sufCaseworker", &ours["id"]).await["phone"], "22222222");

    // Registered again by the same authority it is told, and nothing of the input is written.
    let again = input("Anden", "33333333");
    let shown = format!("citizen {FIELDS}");
    let again = change(&app, "sufCaseworker", "registerCitizen", &shown, again).await;
    assert_eq!(again["warnings"][0]["fault"], "ALREADY_REGISTERED", "{again}");
    assert_eq!(again["citizen"]["phone"], "22222222");
}

#[tokio::test]
async fn a_registration_that_was_annulled_is_made_anew_and_frees_a_number_that_nobody_keeps() {
    let app = TestApp::start().await;
    let first = register(&app, "sofCaseworker", "11111111").await;
    let annul = |version: u32| json!({ "citizenId": first["id"], "reason": "Forkert person", "expectedVersion": version });
    let shown = "citizen { id }";
    fine(change(&app, "sofCaseworker", "annulCitizen", shown, annul(1)).await);
    let second = register(&app, "sofCaseworker", "11111111").await;
    assert_ne!(second["id"], first["id"], "nobody had the number any more");

    let ours = register(&app, "sufCaseworker", "22222222").await;
    let annul = json!({
        "citizenId": second["id"], "reason": "Forkert person", "expectedVersion": 1,
    });
    fine(change(&app, "sofCaseworker", "annulCitizen", shown, annul).await);
    let third = register(&app, "sofCaseworker", "33333333").await;
    assert_eq!((&third["id"], &third["version"]), (&ours["id"], &json!(3)));
    assert_eq!(node(&app, "sufCaseworker", &ours["id"]).await["phone"], "22222222");
}

/// Forældreansvarsloven § 1: a parent acts for a child, and no longer.
#[tokio::test]
async fn a_parent_represents_a_child_until_it_comes_of_age() {
    const SOF: &str = "sofCaseworker";
    let app = TestApp::start().await;
    let child = registered(&app, SOF, "750209-0001", "2009-02-15").await;
    let parent = |citizen: &Value, to: Value| {
        json!({ "citizenId": citizen, "kind": "PARENT", "name": "Mor", "scope": ["PROCESS"],
            "ground": "Forældremyndighed", "from": "2026-01-01", "to": to })
    };
    let shown = "representative { id to version }";
    let told =
        act(&app, SOF, "addRepresentative", shown, parent(&child, json!("2027-02-16"))).await;
    assert_eq!(told["userErrors"][0]["path"], json!(["to"]), "{told}");
    let added = act(&app, SOF, "addRepresentative", shown, parent(&child, Value::Null)).await;
    assert_eq!(added["representative"]["to"], "2027-02-15", "{added}");
    assert_eq!(added["representative"]["version"], 1, "who registered them writes by it");
    let adult = registered(&app, SOF, "750207-0001", "2007-02-15").await;
    let told = act(&app, SOF, "addRepresentative", shown, parent(&adult, Value::Null)).await;
    assert_eq!(told["userErrors"][0]["path"], json!(["kind"]), "{told}");

    // The birth date turns out to be another: so does the day on which it ends.
    let correct = json!({ "citizenId": child, "cpr": "150208-4002", "reason": "tastefejl",
        "expectedVersion": 1 });
    let shown = "citizen { representatives { to } }";
    let payload = act(&app, SOF, "correctCitizenIdentifier", shown, correct).await;
    assert_eq!(payload["citizen"]["representatives"], json!([{ "to": "2026-02-15" }]), "{payload}");
}

/// What one of a client's users has done under a key is not told to another of them as done.
#[tokio::test]
async fn an_idempotency_key_is_of_whom_it_was_used_for() {
    let app = TestApp::start().await;
    let mut keyed = input("Aase", "11111111");
    keyed["idempotencyKey"] = "nøgle-1".into();
    let shown = "citizen { id }";
    let first = act(&app, "sofCaseworker", "registerCitizen", shown, keyed.clone()).await;
    let again = act(&app, "sofCaseworker", "registerCitizen", shown, keyed.clone()).await;
    assert_eq!(again["citizen"], first["citizen"]);
    assert!(first["citizen"]["id"].is_string(), "{first}");
    let other = act(&app, "sufCaseworker", "registerCitizen", shown, keyed).await;
    assert_eq!(codes(&other), ["IDEMPOTENCY_MISMATCH"]);
}
