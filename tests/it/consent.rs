//! Giving, withdrawing and replaying consents, over HTTP, on two nodes of one database.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::meeting::change;
use crate::support::TestApp;

const WORK: &str =
    "query($id: ID!) { case(id: $id) { id networkMap { workActivitySupport { name } } } }";
const CONSENTS: &str = "query($id: ID!) { case(id: $id) { consents { id signedAt withdrawnAt version clauses { id direction categories state endsAt endsBy } } } }";
const WITHDRAW: &str = "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { case { id } userErrors { code message path currentVersion } } }";
const GIVE: &str = "mutation($input: GiveConsentInput!) { giveConsent(input: $input) { case { id } consent { id } userErrors { code message path rule fault } } }";

/// The showcase's consents that stand, by id.
async fn consents(app: &TestApp) -> Vec<String> {
    let answer = app.ask("sofCoordinator", CONSENTS, json!({ "id": app.case() })).await;
    let consents = answer.data("/case/consents");
    let standing = consents.as_array().unwrap().iter().filter(|c| c["withdrawnAt"].is_null());
    standing.map(|c| c["id"].as_str().unwrap().to_owned()).collect()
}

async fn withdraw_all(app: &TestApp, viewer: &str) {
    for id in consents(app).await {
        let answer = app.ask(viewer, WITHDRAW, json!({ "input": { "consentId": id } })).await;
        assert_eq!(answer.user_errors(), [""; 0], "{}", answer.text);
    }
}

#[tokio::test]
async fn r07_after_an_acknowledged_withdrawal_the_next_read_on_any_node_is_refused() {
    let one = TestApp::start().await;
    let other = TestApp::on(one.url.clone()).await;
    let before = other.ask("bifCaseworker", WORK, json!({ "id": one.case() })).await;
    assert!(before.data("/case/networkMap/workActivitySupport").is_array());
    let rows = one.log_rows().await;
    withdraw_all(&one, "citizen").await;
    for node in [&one, &other] {
        let after = node.ask("bifCaseworker", WORK, json!({ "id": one.case() })).await;
        let case = after.data("/case");
        let open = case.pointer("/networkMap/workActivitySupport").is_some_and(Value::is_array);
        assert!(!open, "{case}");
    }
    assert!(one.log_rows().await > rows, "earlier rows of the log stay");
    let own = one.ask("sofCoordinator", WORK, json!({ "id": one.case() })).await;
    assert!(own.data("/case/networkMap/workActivitySupport").is_array(), "the lead keeps its own");
}

#[tokio::test]
async fn r09_at_latest_three_years_after_signing_nothing_is_open() {
    let app = TestApp::start().await;
    app.pass(TimeDelta::days(3 * 366));
    let after = app.ask("bifCaseworker", WORK, json!({ "id": app.case() })).await;
    let open = after
        .json()
        .pointer("/data/case/networkMap/workActivitySupport")
        .is_some_and(Value::is_array);
    assert!(!open);
}

/// Spoils a draft; the second argument is every category.
type Spoil = fn(&mut Value, &[&str]);

fn draft(app: &TestApp) -> Value {
    json!({
        "caseId": app.case(), "signedAt": "2026-11-01T10:00:00Z", "form": "WRITTEN",
        "signer": "CITIZEN", "rightToWithdraw": true, "jointMeetings": true, "outsideNotice": true,
        "clauses": [{
            "direction": "DISCLOSE", "counterparts": [{ "kind": "BANK" }],
            "categories": ["ECONOMY"], "purpose": "DKK", "legalBasis": "forvaltningsloven § 28, stk. 2, nr. 1",
        }],
    })
}

#[tokio::test]
async fn r06_and_r24_what_a_consent_leaves_out_is_named_with_its_place() {
    let app = TestApp::start().await;
    let all = [
        "PROCESS",
        "IDENTITY",
        "NETWORK",
        "SOCIAL",
        "HEALTH",
        "EMPLOYMENT",
        "EDUCATION",
        "HOUSING",
        "ECONOMY",
        "CRIMINAL_JUSTICE",
    ];
    let wrong: [(&str, Spoil, &str); 5] = [
        (
            "no recipient",
            |d, _| d["clauses"][0]["counterparts"] = json!([]),
            "clauses.0.counterparts",
        ),
        ("no categories", |d, _| d["clauses"][0]["categories"] = json!([]), "clauses.0.categories"),
        (
            "all at once",
            |d, all| d["clauses"][0]["categories"] = json!(all),
            "clauses.0.categories",
        ),
        ("oral without reason", |d, _| d["form"] = json!("ORAL"), "oralReason"),
        ("in the future", |d, _| d["signedAt"] = json!("2030-01-01T00:00:00Z"), "signedAt"),
    ];
    for (what, spoil, place) in wrong {
        let mut input = draft(&app);
        spoil(&mut input, &all);
        let answer = app.ask("sofCoordinator", GIVE, json!({ "input": input })).await;
        let errors = answer.data("/giveConsent/userErrors");
        let places: Vec<String> = errors
            .as_array()
            .unwrap()
            .iter()
            .map(|e| {
                e["path"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|p| p.as_str().unwrap())
                    .collect::<Vec<_>>()
                    .join(".")
            })
            .collect();
        assert!(places.iter().any(|p| p == place), "{what}: {errors}");
        assert!(answer.data("/giveConsent/consent").is_null(), "{what}: nothing is written");
    }
    let before = consents(&app).await.len();
    let answer = app.ask("sofCoordinator", GIVE, json!({ "input": draft(&app) })).await;
    assert_eq!(answer.user_errors(), [""; 0], "{}", answer.text);
    assert_eq!(consents(&app).await.len(), before + 1);
}

#[tokio::test]
async fn a_repeated_request_is_done_once_and_a_key_stands_for_one_request() {
    let app = TestApp::start().await;
    let before = consents(&app).await.len();
    let mut input = draft(&app);
    let token = app.token("sofCoordinator");
    let key = [("idempotency-key", "a-key-of-the-client")];
    let first = app.ask_with(&token, GIVE, json!({ "input": input }), &key).await;
    let again = app.ask_with(&token, GIVE, json!({ "input": input }), &key).await;
    assert_eq!(first.text, again.text);
    assert_eq!(first.user_errors(), [""; 0]);
    assert_eq!(consents(&app).await.len(), before + 1);
    input["signedAt"] = json!("2026-10-31T10:00:00Z");
    let other = app.ask_with(&token, GIVE, json!({ "input": input }), &key).await;
    assert_eq!(other.user_errors(), ["IDEMPOTENCY_MISMATCH"]);
}

#[tokio::test]
async fn who_may_not_write_is_told_nothing_that_reading_would_not_tell() {
    let app = TestApp::start().await;
    let stranger = app.ask("bufCaseworker", GIVE, json!({ "input": draft(&app) })).await;
    assert_eq!(stranger.json().pointer("/data/giveConsent"), None, "no scope: refused whole");
    let consent = consents(&app).await.remove(0);
    let known =
        app.ask("sofOtherUnit", WITHDRAW, json!({ "input": { "consentId": consent } })).await;
    let nowhere =
        app.ask("sofOtherUnit", WITHDRAW, json!({ "input": { "consentId": "nonsense" } })).await;
    assert_eq!(known.user_errors(), ["NOT_FOUND"]);
    assert_eq!(known.text, nowhere.text);
}

#[tokio::test]
async fn r38_a_change_whose_log_row_cannot_be_written_does_not_happen() {
    let app = TestApp::start().await;
    let before = consents(&app).await;
    app.server().app().journal.set_failing(true);
    let answer = app.ask("sofCoordinator", GIVE, json!({ "input": draft(&app) })).await;
    assert!(answer.json()["data"].is_null(), "{}", answer.text);
    app.server().app().journal.set_failing(false);
    assert_eq!(consents(&app).await, before);
}

#[tokio::test]
async fn two_writers_of_one_row_do_not_lose_a_change() {
    let app = TestApp::start().await;
    let query = "query($id: ID!) { case(id: $id) { networkMap { housing { id version phone } } } }";
    let answer = app.ask("sofCoordinator", query, json!({ "id": app.case() })).await;
    let row = answer.data("/case/networkMap/housing/0");
    let update = "mutation($input: UpdateActorInput!) { updateActor(input: $input) { actor { phone version } userErrors { code currentVersion } } }";
    let change = |phone: &str| json!({ "input": { "actorId": row["id"], "phone": phone, "expectedVersion": row["version"] } });
    let (one, other) = tokio::join!(
        app.ask("sofCoordinator", update, change("11111111")),
        app.ask("sofCaseworker", update, change("22222222")),
    );
    let mut outcomes = [one.user_errors(), other.user_errors()];
    outcomes.sort();
    assert_eq!(outcomes, [vec![], vec!["CONFLICT".to_owned()]], "{} {}", one.text, other.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_one_case_that_are_changed_at_once_are_all_changed() {
    const QUERY: &str = "query($id: ID!) { case(id: $id) { networkMap { treatment { ...A } \
        housing { ...A } workActivitySupport { ...A } } } } \
        fragment A on Actor { id version phone }";
    const UPDATE: &str = "mutation($input: UpdateActorInput!) { updateActor(input: $input) { \
        actor { phone version } userErrors { code } } }";
    let app = Arc::new(TestApp::start().await);
    let rows = async || {
        let answer = app.ask("sofCoordinator", QUERY, json!({ "id": app.case() })).await;
        let groups = answer.data("/case/networkMap");
        let groups = groups.as_object().unwrap().values();
        let rows = groups.filter_map(Value::as_array).flatten().cloned();
        rows.map(|row| (row["id"].as_str().unwrap().to_owned(), row)).collect::<BTreeMap<_, _>>()
    };
    let before = rows().await;
    assert!(before.len() > 3, "{before:?}");
    let logged = app.log_rows().await;
    // Each row by a writer of its own, several times; what one writes says nothing of the others.
    let writers = before.values().cloned().map(|row| {
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            for (n, version) in (row["version"].as_i64().unwrap()..).take(5).enumerate() {
                let phone = format!("{n:08}");
                let input =
                    json!({ "actorId": row["id"], "phone": phone, "expectedVersion": version });
                let answer = app.ask("sofCoordinator", UPDATE, json!({ "input": input })).await;
                let told = answer.data("/updateActor");
                assert_eq!(told["userErrors"], json!([]), "{}", answer.text);
                let expected = json!({ "phone": phone, "version": version + 1 });
                assert_eq!(told["actor"], expected, "{}", answer.text);
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(app.log_rows().await, logged + 5 * before.len(), "a row of the log for each");
    for (id, row) in rows().await {
        let version = before[&id]["version"].as_i64().unwrap() + 5;
        assert_eq!(row, json!({ "id": id, "version": version, "phone": "00000004" }));
    }
}

#[tokio::test]
async fn r30_only_the_caseworker_ends_the_coordination_and_with_it_the_consents() {
    let app = TestApp::start().await;
    let version = "query($id: ID!) { case(id: $id) { version } }";
    let version = app.ask("sofCaseworker", version, json!({ "id": app.case() })).await;
    let close = "mutation($input: CloseCaseInput!) { closeCase(input: $input) { case { status } userErrors { code } } }";
    let input = json!({ "input": {
        "caseId": app.case(), "reason": "NEED_MET_AND_COORDINATED",
        "expectedVersion": version.data("/case/version"),
    } });
    for (viewer, code) in [("bifCaseworker", "FORBIDDEN"), ("sofOtherUnit", "NOT_FOUND")] {
        let answer = app.ask(viewer, close, input.clone()).await;
        assert_eq!(answer.user_errors(), [code], "{viewer}");
    }
    // R27: what was held is told of first.
    let answer = app.ask("sofCaseworker", close, input.clone()).await;
    assert_eq!(answer.user_errors(), ["ILLEGAL_STATE"]);
    let held = "query($id: ID!) { case(id: $id) { meetings { id version state } } }";
    let held = app.ask("sofCaseworker", held, json!({ "id": app.case() })).await;
    for meeting in held.data("/case/meetings").as_array().unwrap() {
        if meeting["state"] == "HELD" {
            let minutes =
                json!({ "meetingId": meeting["id"], "expectedVersion": meeting["version"] });
            let sent = change(&app, "sofCaseworker", "sendMinutes", "case { id }", minutes).await;
            assert_eq!(sent["userErrors"], json!([]));
        }
    }
    let answer = app.ask("sofCaseworker", close, input).await;
    assert_eq!(answer.data("/closeCase/case/status"), "CLOSED", "{}", answer.text);
    // R08: what stood on the assignment ended in the same transaction.
    let after = app.ask("bifCaseworker", WORK, json!({ "id": app.case() })).await;
    let open = after
        .json()
        .pointer("/data/case/networkMap/workActivitySupport")
        .is_some_and(Value::is_array);
    assert!(!open);
    let consents = app.ask("sofCaseworker", CONSENTS, json!({ "id": app.case() })).await;
    assert!(!consents.data("/case/consents").to_string().contains("\"EFFECTIVE\""));
}
