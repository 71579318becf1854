//! R38: every look-up is logged before its answer leaves, and the log can be proved.

use std::collections::BTreeSet;

use law::forms::MeetingState;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::json;
use stifinder::audit::verify::verify;
use stifinder::domain::GlobalId;

use crate::bundle::BUNDLE;
use crate::support::TestApp;

const STATUS: &str = "query($id: ID!) { case(id: $id) { status } }";

#[tokio::test]
async fn r38_each_look_up_leaves_a_row_the_refused_ones_too() {
    let app = TestApp::start().await;
    assert_eq!(app.log_rows().await, 0);
    app.ask("sofCoordinator", BUNDLE, json!({ "id": app.case() })).await;
    app.ask("unrelated", BUNDLE, json!({ "id": app.case() })).await;
    app.ask("unrelated", STATUS, json!({ "id": "nonsense" })).await;
    let log = app.log().await;
    assert_eq!(log.len(), 3);
    let of_case = |row: &&entity::access_log::Model| row.case_id == Some(app.cast.showcase.case);
    let about: Vec<_> = log.iter().filter(of_case).collect();
    assert_eq!(about.len(), 2, "the refused look-up names the case too");
    assert!(about.iter().any(|row| row.categories.contains("HEALTH")));
    assert!(about.iter().any(|row| row.categories.is_empty()));
    assert!(log.iter().any(|row| row.citizen_id.is_none()), "an id of nothing is logged too");
}

/// Which cases a list came upon and showed nothing of follows from what is withheld from who asked:
/// the citizen, or who acts for them, would read it in the log.
#[tokio::test]
async fn a_case_that_a_list_shows_no_row_of_was_not_looked_up() {
    const LISTS: &[&str] = &[
        "tasksDue(until: \"2030-01-01\", first: 100)",
        "minutesDue(first: 100)",
        "agendasDue(until: \"2030-01-01\", first: 100)",
        "ageTransitionsDue(until: \"2030-01-01\", first: 100)",
        "followUpsDue(until: \"2030-01-01\", first: 100)",
        "referralsDue(first: 100)",
        "coordinatorsDue(first: 100)",
        "rehabilitationStartsDue(until: \"2030-01-01\", first: 100)",
        "freeChoicesDue(first: 100)",
        "councilCasesDue(until: \"2030-01-01\", first: 100)",
    ];
    let app = TestApp::start().await;
    let meetings = entity::meeting::Entity::find().all(app.connection()).await.unwrap();
    let of_citizen = |m: &&entity::meeting::Model| m.citizen_id == app.cast.showcase.citizen;
    assert!(meetings.iter().filter(of_citizen).any(|m| m.state.0 == MeetingState::Draft));
    let (mut shown, mut empty) = (0, 0);
    for viewer in ["representative", "citizen", "bifCaseworker", "sofCoordinator", "unrelated"] {
        for list in LISTS {
            let root = list.split('(').next().unwrap();
            let rows = async || {
                let log = app.log().await.into_iter().filter(|row| row.operation == root);
                let (named, bare): (Vec<_>, Vec<_>) = log.partition(|row| row.citizen_id.is_some());
                (named.len(), bare.len())
            };
            let before = rows().await;
            let query = format!("{{ {list} {{ edges {{ cursor }} }} }}");
            let answer = app.ask(viewer, &query, json!({})).await;
            let edges = answer.data(&format!("/{root}/edges")).as_array().unwrap().len();
            let (named, bare) = rows().await;
            let (named, bare) = (named - before.0, bare - before.1);
            let told = format!("{viewer}, {root}: {named} cases in the log, {edges} rows");
            assert!(named <= edges && (edges == 0 || named > 0), "{told}");
            assert_eq!(bare, usize::from(named == 0), "{told}, {bare} rows of no case");
            shown += usize::from(edges > 0);
            empty += usize::from(edges == 0);
        }
    }
    assert!(shown > 3 && empty > 3, "{shown} lists with rows, {empty} without");
}

/// What is on no page was not looked up either: neither in another case, nor in the case of a row
/// that is on it.
#[tokio::test]
async fn a_page_of_a_list_looks_up_the_cases_of_its_own_rows_alone() {
    let app = TestApp::start().await;
    let mut others = 0;
    for viewer in ["sofCoordinator", "sofCaseworker", "bifCaseworker"] {
        for root in ["tasksDue", "agendasDue"] {
            let mut after = json!(null);
            let mut pages = 0;
            loop {
                let query = format!(
                    "query($after: String) {{ {root}(until: \"2030-01-01\", first: 1, \
                     after: $after) {{ nodes {{ caseId }} pageInfo {{ hasNextPage endCursor }} }} }}"
                );
                let before: BTreeSet<_> =
                    app.log().await.into_iter().map(|row| row.request_id).collect();
                let answer = app.ask(viewer, &query, json!({ "after": after })).await;
                let page = answer.data(&format!("/{root}"));
                let log = app.log().await.into_iter();
                let log = log.filter(|row| !before.contains(&row.request_id));
                let logged: BTreeSet<_> = log.filter_map(|row| row.case_id).collect();
                let nodes = page["nodes"].as_array().unwrap().iter();
                let shown: BTreeSet<_> = nodes
                    .map(|node| GlobalId::parse(node["caseId"].as_str().unwrap()).unwrap().id)
                    .collect();
                assert_eq!(logged, shown, "{viewer}, {root}, page {pages}");
                others += usize::from(page["pageInfo"]["hasNextPage"] == true);
                after = page["pageInfo"]["endCursor"].clone();
                pages += 1;
                if page["pageInfo"]["hasNextPage"] != true || pages == 3 {
                    break;
                }
            }
        }
    }
    assert!(others > 2, "{others} pages with more behind them");
}

#[tokio::test]
async fn r38_with_the_log_made_to_fail_no_answer_leaves() {
    let app = TestApp::start().await;
    app.server().app().journal.set_failing(true);
    let answer = app.ask("sofCoordinator", BUNDLE, json!({ "id": app.case() })).await;
    assert_eq!(answer.status, 503);
    assert!(answer.json().get("data").is_none(), "{}", answer.text);
    assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "UNAVAILABLE");
    assert_eq!(app.log_rows().await, 0);
    app.server().app().journal.set_failing(false);
    let answer = app.ask("sofCoordinator", STATUS, json!({ "id": app.case() })).await;
    assert_eq!(answer.data("/case/status"), "ONGOING", "and the server goes on");
}

#[tokio::test]
async fn nothing_of_a_citizen_stands_in_the_log() {
    let app = TestApp::start().await;
    app.ask("sofCoordinator", BUNDLE, json!({ "id": app.case() })).await;
    let citizens = entity::citizen::Entity::find().all(app.connection()).await.unwrap();
    let shown = citizens.iter().find(|c| c.id == app.cast.showcase.citizen).unwrap();
    for row in app.log().await {
        let text = format!("{row:?}");
        for value in [&shown.cpr, &shown.name, shown.address.as_ref().unwrap()] {
            assert!(!text.contains(value.as_str()));
        }
    }
}

#[tokio::test]
async fn the_log_verifies_and_one_changed_byte_is_found() {
    let app = TestApp::start().await;
    for viewer in ["sofCoordinator", "bifCaseworker", "citizen", "unrelated"] {
        app.ask(viewer, STATUS, json!({ "id": app.case() })).await;
    }
    let keys = stifinder::token::keys::all_of_log(app.connection()).await.unwrap();
    let report = verify(&[app.connection()], &keys, None).await.unwrap();
    assert!(report.findings.is_empty(), "{report:?}");
    let edit = "UPDATE access_log SET categories = 'SOCIAL' WHERE seq = 2";
    app.connection().execute_unprepared(edit).await.unwrap();
    let report = verify(&[app.connection()], &keys, None).await.unwrap();
    assert!(!report.findings.is_empty());
}

#[tokio::test]
async fn words_that_a_client_chose_do_not_stand_in_the_log() {
    let app = TestApp::start().await;
    app.ask("sofCoordinator", "{ Karla_Hansen_1502090001 __typename }", json!({})).await;
    let log = app.log().await;
    let operation = &log.last().unwrap().operation;
    assert_eq!(operation, "unknown __typename");
}
