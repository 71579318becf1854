//! Tasks of meetings, for who is not shown them.

use serde_json::json;

use crate::meeting::{change, codes, draft, fine, item, send};
use crate::support::TestApp;

#[tokio::test]
async fn a_task_of_a_draft_of_the_minutes_is_unknown_to_who_is_not_responsible_for_it() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-11-27").await;
    let sent = send(&app, &meeting, 1).await["meeting"].clone();
    let who = |n: usize| sent["participants"][n]["id"].clone();
    let task = json!({ "itemId": item(&sent, "Praktik")["id"], "text": "Find plads",
        "responsibleName": "Borgeren" });
    let made = fine(change(&app, "sofCoordinator", "addTask", "task { id }", task).await);
    let state = json!({ "taskId": made["task"]["id"], "state": "DONE", "expectedVersion": 1 });
    let told = async || {
        codes(&change(&app, "bifCaseworker", "setTaskState", "task { id }", state.clone()).await)
    };
    assert_eq!(told().await, ["NOT_FOUND"]);
    app.pass(chrono::TimeDelta::days(25));
    let all: Vec<_> = (0..3).map(|n| json!({ "participantId": who(n), "present": true })).collect();
    let hold = json!({ "meetingId": meeting["id"], "attendance": all, "citizenPresent": true,
        "minuteTakerId": who(0), "expectedVersion": 2 });
    fine(change(&app, "sofCoordinator", "holdMeeting", "meeting { id }", hold).await);
    assert_eq!(told().await, ["NOT_FOUND"]);
    let minutes = json!({ "meetingId": meeting["id"], "expectedVersion": 3 });
    fine(change(&app, "sofCoordinator", "sendMinutes", "meeting { id }", minutes).await);
    assert_eq!(told().await, ["FORBIDDEN"], "seen, and another's to do");
}
