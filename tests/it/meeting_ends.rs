//! How meetings end: minutes that are corrected, a cancellation, and the closing of the case.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use stifinder::domain::EntityKind;

use crate::meeting::{change, codes, dispatches, draft, fine, guest, item, outside, seen, send};
use crate::support::TestApp;

const LEAD: &str = "sofCoordinator";
const SHOWN: &str =
    "meeting { id version state heldAt citizenPresent participants { attendance } }";
const DECIDED: &str = "agendaItem { id version decision correctionReason }";

/// What records who came to a meeting: all but those named, and the citizen or not.
fn came(meeting: &Value, absent: &[usize], citizen: bool, version: i64) -> Value {
    let who = |n: usize| meeting["participants"][n]["id"].clone();
    let attendance: Vec<_> = (0..3)
        .map(|n| json!({ "participantId": who(n), "present": !absent.contains(&n) }))
        .collect();
    json!({
        "meetingId": meeting["id"], "attendance": attendance, "citizenPresent": citizen,
        "informsCitizenId": if citizen { Value::Null } else { who(0) },
        "minuteTakerId": who(0), "expectedVersion": version,
    })
}

/// A meeting that was held on its day, at version 3.
async fn held(app: &TestApp) -> Value {
    let meeting = draft(app, "2026-11-27").await;
    let sent = send(app, &meeting, 1).await["meeting"].clone();
    app.pass(TimeDelta::days(25));
    fine(change(app, LEAD, "holdMeeting", SHOWN, came(&sent, &[], true, 2)).await);
    sent
}

async fn send_minutes(app: &TestApp, meeting: &Value, version: i64) {
    let input = json!({ "meetingId": meeting["id"], "expectedVersion": version });
    fine(change(app, LEAD, "sendMinutes", SHOWN, input).await);
}

/// The paths of the user errors with their codes, or the faults of rules.
fn told(payload: &Value) -> Vec<String> {
    let errors = payload["userErrors"].as_array().unwrap().iter();
    errors.map(|e| format!("{} {}", e["code"].as_str().unwrap(), e["path"][0])).collect()
}

#[tokio::test]
async fn minutes_that_were_sent_are_corrected_with_a_reason_and_sent_to_whose_copy_changed() {
    let app = TestApp::start().await;
    let meeting = held(&app).await;
    let decide = |version: i64, more: Value| {
        let mut input = json!({
            "itemId": item(&meeting, "Praktik")["id"], "decision": "Praktik efter indlæggelsen",
            "expectedVersion": version,
        });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let early = decide(1, json!({ "reason": "slåfejl" }));
    let early = change(&app, LEAD, "recordDecision", DECIDED, early).await;
    assert_eq!(told(&early), ["INVALID \"reason\""], "nothing is corrected yet");
    fine(change(&app, LEAD, "recordDecision", DECIDED, decide(1, json!({}))).await);
    send_minutes(&app, &meeting, 3).await;
    let bif = seen(&app, "bifCaseworker", &meeting).await;
    assert_eq!(item(&bif, "Praktik")["decision"], "Praktik efter indlæggelsen");
    assert!(!seen(&app, "hospitalPartner", &meeting).await.to_string().contains("Praktik"));
    let before = dispatches(&app).await;

    // The tag was wrong. It counts at once: what the job centre was shown, it is shown no more.
    let health = json!({ "categories": ["HEALTH"] });
    let silent = change(&app, LEAD, "recordDecision", DECIDED, decide(2, health.clone())).await;
    assert_eq!(told(&silent), ["REQUIRED \"reason\""]);
    let retag = decide(2, json!({ "categories": ["HEALTH"], "reason": "om indlæggelsen" }));
    let refused = change(&app, "bifCaseworker", "recordDecision", DECIDED, retag.clone()).await;
    assert_eq!(codes(&refused), ["FORBIDDEN"], "it is the lead's to correct");
    let retagged = fine(change(&app, LEAD, "recordDecision", DECIDED, retag).await);
    assert_eq!(retagged["agendaItem"]["version"], 3);
    assert_eq!(retagged["agendaItem"]["correctionReason"], "om indlæggelsen");
    assert!(!seen(&app, "bifCaseworker", &meeting).await.to_string().contains("Praktik"));
    assert!(seen(&app, "hospitalPartner", &meeting).await.to_string().contains("Praktik"));
    assert_eq!(dispatches(&app).await - before, 2, "the job centre's and the hospital's changed");

    // Text that the job centre does not see is sent to the others alone; the reason is the lead's
    // and the citizen's.
    let reword = decide(
        3,
        json!({ "decision": "Praktik i foråret", "categories": ["HEALTH"],
        "reason": "aftalt så" }),
    );
    fine(change(&app, LEAD, "recordDecision", DECIDED, reword).await);
    assert_eq!(dispatches(&app).await - before, 5);
    let query =
        "query($id: ID!) { node(id: $id) { ... on AgendaItem { decision correctionReason } } }";
    let id = json!({ "id": item(&meeting, "Praktik")["id"] });
    for (viewer, reason) in [
        (LEAD, json!("aftalt så")),
        ("citizen", json!("aftalt så")),
        ("hospitalPartner", json!(null)),
    ] {
        let shown = app.ask(viewer, query, id.clone()).await.data("/node");
        let expected = json!({ "decision": "Praktik i foråret", "correctionReason": reason });
        assert_eq!(shown, expected, "{viewer}");
    }
    // What else was arranged stands.
    let rename = json!({ "itemId": id["id"], "subject": "Job", "expectedVersion": 4 });
    let refused = change(&app, LEAD, "updateAgendaItem", DECIDED, rename).await;
    assert_eq!(codes(&refused), ["ILLEGAL_STATE"]);
}

#[tokio::test]
async fn who_came_is_corrected_until_the_minutes_are_sent() {
    let app = TestApp::start().await;
    let meeting = held(&app).await;
    let read = "query($id: ID!) { node(id: $id) { ... on Meeting { heldAt } } }";
    let id = json!({ "id": meeting["id"] });
    let first = app.ask(LEAD, read, id).await.data("/node/heldAt");
    app.pass(TimeDelta::hours(2));
    let again = came(&meeting, &[1], false, 3);
    let again = fine(change(&app, LEAD, "holdMeeting", SHOWN, again).await)["meeting"].clone();
    let attendance: Vec<_> = (0..4).map(|n| &again["participants"][n]["attendance"]).collect();
    assert_eq!(attendance, ["PRESENT", "ABSENT", "PRESENT", "ABSENT"]);
    assert_eq!((&again["state"], &again["citizenPresent"]), (&json!("HELD"), &json!(false)));
    assert_eq!(again["heldAt"], first, "when it was held is no other");
    send_minutes(&app, &meeting, 4).await;
    let late = change(&app, LEAD, "holdMeeting", SHOWN, came(&meeting, &[], true, 5)).await;
    assert_eq!(codes(&late), ["ILLEGAL_STATE"]);
}

#[tokio::test]
async fn r15_a_meeting_that_is_cancelled_opens_nothing_any_more() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-12-01").await;
    // A unit and a person of it: neither rests on the other where the whole meeting is cancelled.
    for (by_person, version) in [(false, 1), (true, 2)] {
        let input = json!({ "meetingId": meeting["id"], "expectedVersion": version,
            "participant": guest(&app, "sofOtherUnit", by_person) });
        fine(change(&app, LEAD, "addParticipant", "participant { id }", input).await);
    }
    send(&app, &meeting, 3).await;
    assert_eq!(seen(&app, "sofOtherUnit", &meeting).await["state"], "SENT");
    let cancel = json!({ "meetingId": meeting["id"], "reason": "aflyst", "expectedVersion": 4 });
    fine(change(&app, LEAD, "cancelMeeting", SHOWN, cancel).await);
    let case = "query($id: ID!) { case(id: $id) { id } }";
    let case = app.ask("sofOtherUnit", case, json!({ "id": app.case() })).await;
    assert_eq!(case.data("/case"), Value::Null);
    // The job centre is invited to other meetings, and reads that this one is cancelled.
    assert_eq!(seen(&app, "bifCaseworker", &meeting).await["state"], "CANCELLED");
}

async fn close(app: &TestApp) -> Value {
    let version = "query($id: ID!) { case(id: $id) { version } }";
    let version = app.ask("sofCaseworker", version, json!({ "id": app.case() })).await;
    let input = json!({ "caseId": app.case(), "reason": "OTHER",
        "expectedVersion": version.data("/case/version") });
    change(app, "sofCaseworker", "closeCase", "case { status }", input).await
}

#[tokio::test]
async fn r27_a_case_is_closed_when_what_took_place_is_told_of_and_nothing_of_it_is_due_then() {
    let app = TestApp::start().await;
    let db = app.connection();
    // The showcase's own are out of the way.
    let sql = "UPDATE meeting SET state = 'MINUTES_SENT' WHERE state IN ('HELD', 'SENT')";
    db.execute_unprepared(sql).await.unwrap();
    let meeting = draft(&app, "2026-11-27").await;
    let sent = send(&app, &meeting, 1).await["meeting"].clone();
    let bif = app.persona("bifCaseworker").viewer.organisation.unwrap().id.0;
    let task = json!({ "itemId": item(&sent, "Praktik")["id"], "text": "Find plads",
        "responsibleOrganisationId": outside(EntityKind::Organisation, bif), "due": "2026-12-04" });
    fine(change(&app, LEAD, "addTask", "task { id }", task).await);
    app.clock.set("2026-11-27T07:00:00Z".parse().unwrap());
    assert_eq!(told(&close(&app).await), ["ILLEGAL_STATE \"caseId\""], "its day has come");
    fine(change(&app, LEAD, "holdMeeting", SHOWN, came(&sent, &[], true, 2)).await);
    assert_eq!(told(&close(&app).await), ["ILLEGAL_STATE \"caseId\""], "nobody has the minutes");
    send_minutes(&app, &meeting, 3).await;
    // One that lies ahead is cancelled with the case.
    let ahead = draft(&app, "2026-12-15").await;
    send(&app, &ahead, 1).await;
    assert_eq!(fine(close(&app).await)["case"]["status"], "CLOSED");
    assert_eq!(seen(&app, "sofCaseworker", &meeting).await["state"], "MINUTES_SENT");
    assert_eq!(seen(&app, "sofCaseworker", &ahead).await["state"], "CANCELLED");
    let tasks = "query($id: ID!) { case(id: $id) { tasks { text state } } }";
    let tasks = app.ask("sofCaseworker", tasks, json!({ "id": app.case() })).await;
    let dropped = json!({ "text": "Find plads", "state": "DROPPED" });
    assert!(tasks.data("/case/tasks").as_array().unwrap().contains(&dropped), "{}", tasks.text);
    assert!(!tasks.text.contains("\"OPEN\""), "{}", tasks.text);

    // Of cases that were closed before that, too, nothing is due.
    for sql in [
        "UPDATE task SET state = 'OPEN', due = '2026-12-01' WHERE text = 'Find plads'",
        "UPDATE meeting SET state = 'HELD' WHERE date = '2026-11-27'",
        "UPDATE meeting SET state = 'DRAFT' WHERE date = '2026-12-15'",
    ] {
        db.execute_unprepared(sql).await.unwrap();
    }
    let due = "{ minutesDue(first: 100) { nodes { id } } \
        tasksDue(until: \"2026-12-31\", first: 100) { nodes { text } } \
        agendasDue(until: \"2026-12-31\", first: 100) { nodes { id } } }";
    let due = app.ask("sofCaseworker", due, json!({})).await;
    for gone in [meeting["id"].as_str().unwrap(), ahead["id"].as_str().unwrap(), "Find plads"] {
        assert!(!due.text.contains(gone), "{gone}: {}", due.text);
    }
    assert!(due.data("/tasksDue/nodes").is_array());
}

#[tokio::test]
async fn a_refusal_by_state_says_in_which_state_it_is_done() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-12-01").await;
    let query = "mutation($i: SendMinutesInput!, $c: RecordDecisionInput!) {
        sendMinutes(input: $i) { userErrors { message } }
        recordDecision(input: $c) { userErrors { message } } }";
    let variables = json!({ "i": { "meetingId": meeting["id"], "expectedVersion": 1 },
        "c": { "itemId": item(&meeting, "Praktik")["id"], "expectedVersion": 1 } });
    let token = app.token(LEAD);
    for (locale, minutes, decision) in [
        (
            "en",
            "the meeting is `DRAFT`; this is done while it is `HELD`",
            "the meeting is `DRAFT`; this is done while it is `SENT` or `HELD`",
        ),
        (
            "da",
            "mødet er `Kladde`; det gøres, mens det er `Afholdt`",
            "mødet er `Kladde`; det gøres, mens det er `Indkaldt` eller `Afholdt`",
        ),
    ] {
        let locale = [("accept-language", locale)];
        let answer = app.ask_with(&token, query, variables.clone(), &locale).await;
        assert_eq!(answer.data("/sendMinutes/userErrors/0/message"), minutes);
        assert_eq!(answer.data("/recordDecision/userErrors/0/message"), decision);
    }
}
