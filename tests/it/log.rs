//! R38: every look-up is logged before its answer leaves, and the log can be proved.

use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::json;
use stifinder::audit::verify::verify;

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
