//! The coordinating meeting from draft to minutes, over HTTP.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use stifinder::domain::{EntityKind, GlobalId};

use crate::support::TestApp;

/// A mutation as a viewer; its payload.
pub(crate) async fn change(
    app: &TestApp,
    viewer: &str,
    field: &str,
    shown: &str,
    input: Value,
) -> Value {
    let kind = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
    let query = format!(
        "mutation($i: {kind}!) {{ {field}(input: $i) {{ {shown} warnings {{ rule fault }} \
         userErrors {{ code path rule fault }} }} }}"
    );
    app.ask(viewer, &query, json!({ "i": input })).await.data(&format!("/{field}"))
}

/// The same; nothing may be wrong.
#[track_caller]
pub(crate) fn fine(payload: Value) -> Value {
    assert_eq!(payload["userErrors"], json!([]), "{payload}");
    payload
}

/// The codes of the user errors.
pub(crate) fn codes(payload: &Value) -> Vec<String> {
    let errors = payload["userErrors"].as_array().unwrap();
    errors.iter().map(|e| e["code"].as_str().unwrap().to_owned()).collect()
}

pub(crate) fn outside(kind: EntityKind, id: uuid::Uuid) -> String {
    GlobalId::outside(kind, id).to_string()
}

/// A participant of the organisation of a viewer: by person, or by unit.
pub(crate) fn guest(app: &TestApp, viewer: &str, by_person: bool) -> Value {
    let viewer = &app.persona(viewer).viewer;
    let organisation = viewer.organisation.unwrap().id.0;
    let mut guest = json!({
        "kind": "PROFESSIONAL",
        "organisationId": outside(EntityKind::Organisation, organisation),
    });
    if by_person {
        let user = viewer.user.unwrap().0;
        guest["professionalId"] = outside(EntityKind::Professional, user).into();
    } else {
        guest["unitId"] = outside(EntityKind::Unit, viewer.unit.unwrap().0).into();
    }
    guest
}

const MEETING: &str = "meeting { id version state participants { id kind name } \
    items { id kind subject version } }";

/// A draft on a date with the coordinator, the job centre, the hospital and the citizen.
pub(crate) async fn draft(app: &TestApp, date: &str) -> Value {
    let input = json!({
        "caseId": app.case(),
        "kind": "FOLLOW_UP",
        "date": date,
        "startTime": "10:00",
        "endTime": "11:30",
        "place": "Mødelokale 2",
        "participants": [
            guest(app, "sofCoordinator", true),
            guest(app, "bifCaseworker", false),
            guest(app, "hospitalPartner", true),
            { "kind": "CITIZEN" },
        ],
        "items": [
            { "subject": "Praktik", "categories": ["EMPLOYMENT"], "durationMinutes": 20 },
            { "subject": "Behandling", "categories": ["HEALTH"] },
        ],
    });
    fine(change(app, "sofCoordinator", "createMeeting", MEETING, input).await)["meeting"].clone()
}

pub(crate) async fn send(app: &TestApp, meeting: &Value, version: i64) -> Value {
    let input = json!({ "meetingId": meeting["id"], "expectedVersion": version });
    fine(change(app, "sofCoordinator", "sendAgenda", MEETING, input).await)
}

/// The meeting as a viewer sees it in the case; null where it is not there.
pub(crate) async fn seen(app: &TestApp, viewer: &str, meeting: &Value) -> Value {
    let query = "query($id: ID!) { case(id: $id) { meetings { id state \
        participants { name } items { subject decision withheld { fields } } \
        proposals { subject declinedAt decision } } } }";
    let answer = app.ask(viewer, query, json!({ "id": app.case() })).await;
    let meetings = answer.data("/case/meetings");
    let found = meetings.as_array().unwrap().iter().find(|m| m["id"] == meeting["id"]);
    found.cloned().unwrap_or(Value::Null)
}

fn subjects(meeting: &Value) -> Vec<String> {
    let items = meeting["items"].as_array().unwrap();
    items.iter().filter_map(|i| i["subject"].as_str()).map(str::to_owned).collect()
}

pub(crate) fn item<'a>(meeting: &'a Value, subject: &str) -> &'a Value {
    let items = meeting["items"].as_array().unwrap();
    items.iter().find(|i| i["subject"] == subject).unwrap()
}

pub(crate) async fn dispatches(app: &TestApp) -> usize {
    use sea_orm::{EntityTrait, PaginatorTrait};
    let count = entity::dispatch::Entity::find().count(app.connection()).await.unwrap();
    usize::try_from(count).unwrap()
}

#[tokio::test]
async fn a_draft_has_the_form_and_is_the_leads_own_until_it_is_sent() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-12-01").await;
    let kinds: Vec<_> =
        meeting["items"].as_array().unwrap().iter().map(|i| i["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "WELCOME",
            "MINUTE_TAKER",
            "FLEXIBLE",
            "FLEXIBLE",
            "NETWORK_MAP_UPDATE",
            "ANY_OTHER_BUSINESS",
            "SUMMING_UP"
        ]
    );
    for viewer in ["bifCaseworker", "hospitalPartner", "citizen"] {
        assert_eq!(seen(&app, viewer, &meeting).await, Value::Null, "{viewer}");
    }
    let before = dispatches(&app).await;
    let sent = send(&app, &meeting, 1).await;
    assert_eq!(sent["meeting"]["state"], "SENT");
    assert_eq!(sent["warnings"], json!([]));
    assert_eq!(dispatches(&app).await - before, 4);
    let bif = seen(&app, "bifCaseworker", &meeting).await;
    assert!(subjects(&bif).contains(&"Praktik".to_owned()), "{bif}");
    assert!(!bif.to_string().contains("Behandling"), "{bif}");
    assert_eq!(bif["participants"].as_array().unwrap().len(), 4, "they sit at one table");
    let hospital = seen(&app, "hospitalPartner", &meeting).await;
    assert!(!hospital.to_string().contains("Praktik"), "{hospital}");

    // Sent again unchanged, it goes to nobody; a health item goes to those who see it.
    send(&app, &meeting, 2).await;
    assert_eq!(dispatches(&app).await - before, 4);
    let more =
        json!({ "meetingId": meeting["id"], "subject": "Medicin", "categories": ["HEALTH"] });
    fine(change(&app, "sofCoordinator", "addAgendaItem", "agendaItem { id }", more).await);
    send(&app, &meeting, 3).await;
    assert_eq!(dispatches(&app).await - before, 7, "all but the job centre");
}

#[tokio::test]
async fn where_the_citizen_stays_is_written_on_the_agenda_for_those_who_may_know() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-12-01").await;
    let update = async |version: i64, residence: Value| {
        let input = json!({ "meetingId": meeting["id"], "currentResidence": residence,
            "expectedVersion": version });
        fine(change(&app, "sofCoordinator", "updateMeeting", MEETING, input).await);
    };
    update(1, json!("  Neurologisk afdeling, stue 4 ")).await;
    send(&app, &meeting, 2).await;
    let shown = async |viewer| {
        let query = "query($id: ID!) { case(id: $id) { meetings { id citizen { currentResidence \
            withheld { fields } } } } }";
        let answer = app.ask(viewer, query, json!({ "id": app.case() })).await;
        let meetings = answer.data("/case/meetings");
        let found = meetings.as_array().unwrap().iter().find(|m| m["id"] == meeting["id"]);
        found.map_or(Value::Null, |m| m["citizen"].clone())
    };
    let hidden = json!({ "currentResidence": null, "withheld": [
        { "fields": ["address", "phone", "email"] }, { "fields": ["currentResidence"] }] });
    let stays = "Neurologisk afdeling, stue 4";
    assert_eq!(shown("sofCoordinator").await["currentResidence"], stays);
    assert_eq!(shown("citizen").await["currentResidence"], stays);
    assert_eq!(shown("bifCaseworker").await, hidden);
    update(3, Value::Null).await;
    assert_eq!(shown("sofCoordinator").await["currentResidence"], Value::Null);
    assert_eq!(shown("bifCaseworker").await, hidden, "whether it is filled in tells something too");
}

#[tokio::test]
async fn r17_who_is_not_named_is_not_invited() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-12-01").await;
    let input = json!({
        "meetingId": meeting["id"],
        "participant": guest(&app, "unrelated", true),
        "expectedVersion": 1,
    });
    let refused = change(&app, "sofCoordinator", "addParticipant", "meeting { id }", input).await;
    let faults: Vec<_> =
        refused["userErrors"].as_array().unwrap().iter().map(|e| &e["fault"]).collect();
    assert_eq!(faults, ["NOT_NAMED"], "{refused}");
}

#[tokio::test]
async fn r25_under_three_weeks_is_a_warning() {
    let app = TestApp::start().await;
    for (date, faults) in [("2026-11-23", json!([])), ("2026-11-22", json!(["AGENDA_LATE"]))] {
        let meeting = draft(&app, date).await;
        let sent = send(&app, &meeting, 1).await;
        let found: Vec<_> =
            sent["warnings"].as_array().unwrap().iter().map(|w| w["fault"].clone()).collect();
        assert_eq!(Value::from(found), faults, "{date}");
    }
}

const DUE: &str = "query($until: Date!) { minutesDue(first: 100) { nodes { id } } \
    tasksDue(until: $until, first: 100) { nodes { text } } \
    mine: tasksDue(until: $until, mine: true, first: 100) { nodes { text } } }";

#[tokio::test]
async fn r27_r28_a_meeting_is_held_and_its_minutes_are_due_until_sent() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-11-27").await;
    let sent = send(&app, &meeting, 1).await["meeting"].clone();
    let participants = sent["participants"].as_array().unwrap().clone();
    let who = |n: usize| participants[n]["id"].clone();

    let absent = json!({ "participantId": who(2), "reason": "Vagt" });
    let other = change(&app, "bifCaseworker", "recordAbsence", "meeting { id }", absent.clone());
    assert_eq!(codes(&other.await), ["NOT_FOUND"], "not for others to say");
    fine(change(&app, "hospitalPartner", "recordAbsence", "meeting { id }", absent).await);

    let hold = |informer: Value| {
        json!({
            "meetingId": meeting["id"],
            "attendance": [
                { "participantId": who(0), "present": true },
                { "participantId": who(1), "present": true },
            ],
            "citizenPresent": false,
            "minuteTakerId": who(0),
            "informsCitizenId": informer,
            "expectedVersion": 2,
        })
    };
    let early = change(&app, "sofCoordinator", "holdMeeting", MEETING, hold(who(0))).await;
    assert_eq!(codes(&early), ["INVALID"], "it lies ahead");
    app.pass(TimeDelta::days(25));
    let nobody = change(&app, "sofCoordinator", "holdMeeting", MEETING, hold(Value::Null)).await;
    assert_eq!(nobody["userErrors"][0]["rule"], "R28", "{nobody}");
    let held = fine(change(&app, "sofCoordinator", "holdMeeting", MEETING, hold(who(0))).await);
    assert_eq!(held["meeting"]["state"], "HELD");

    let bif = &app.persona("bifCaseworker").viewer;
    let bif = outside(EntityKind::Organisation, bif.organisation.unwrap().id.0);
    let task = |subject: &str, text: &str| {
        json!({
            "itemId": item(&sent, subject)["id"],
            "text": text,
            "responsibleOrganisationId": bif,
            "due": "2026-12-04",
        })
    };
    let shown = "task { id version state }";
    let refused =
        change(&app, "sofCoordinator", "addTask", shown, task("Behandling", "Hent journal")).await;
    assert_eq!(refused["userErrors"][0]["fault"], "NOT_COVERED", "{refused}");
    let added =
        fine(change(&app, "sofCoordinator", "addTask", shown, task("Praktik", "Find plads")).await);

    let until = json!({ "until": "2026-12-04" });
    let due = app.ask("bifCaseworker", DUE, until.clone()).await;
    assert!(due.data("/mine/nodes").to_string().contains("Find plads"), "{}", due.text);
    let due = app.ask("hospitalPartner", DUE, until.clone()).await;
    assert!(!due.data("/tasksDue/nodes").to_string().contains("Find plads"), "{}", due.text);
    let due = app.ask("sofCoordinator", DUE, until.clone()).await;
    let id = meeting["id"].as_str().unwrap();
    assert!(due.data("/minutesDue/nodes").to_string().contains(id), "{}", due.text);
    let none = app.ask("sofOtherUnit", DUE, until.clone()).await;
    assert!(!none.text.contains("Find plads") && !none.text.contains(id));

    let state = json!({ "taskId": added["task"]["id"], "state": "DONE", "expectedVersion": 1 });
    let hidden = change(&app, "hospitalPartner", "setTaskState", shown, state.clone()).await;
    assert_eq!(codes(&hidden), ["NOT_FOUND"]);
    let done = fine(change(&app, "bifCaseworker", "setTaskState", shown, state.clone()).await);
    assert_eq!(done["task"]["state"], "DONE");
    let again = change(&app, "bifCaseworker", "setTaskState", shown, state).await;
    assert_eq!(codes(&again), ["CONFLICT"]);

    let minutes = json!({ "meetingId": meeting["id"], "expectedVersion": 3 });
    let sent = fine(change(&app, "sofCoordinator", "sendMinutes", MEETING, minutes).await);
    assert_eq!(sent["meeting"]["state"], "MINUTES_SENT");
    let due = app.ask("sofCoordinator", DUE, until).await;
    assert!(!due.data("/minutesDue/nodes").to_string().contains(id), "{}", due.text);
}

/// What a viewer sees of the decision under an item, of its withheld fields, and of the tasks.
async fn minutes(app: &TestApp, viewer: &str, meeting: &Value) -> (Value, Vec<Value>, usize) {
    let query = "query($id: ID!) { case(id: $id) { meetings { id tasks { text } \
        items { subject decision withheld { fields reason } } } } }";
    let answer = app.ask(viewer, query, json!({ "id": app.case() })).await;
    let meetings = answer.data("/case/meetings");
    let meetings = meetings.as_array().unwrap();
    let meeting = meetings.iter().find(|m| m["id"] == meeting["id"]).unwrap();
    let item = item(meeting, "Praktik");
    let names = |w: &&Value| w["fields"].as_array().unwrap().contains(&json!("decision"));
    let withheld = item["withheld"].as_array().unwrap().iter().filter(names);
    let reasons = withheld.map(|w| w["reason"].clone()).collect();
    (item["decision"].clone(), reasons, meeting["tasks"].as_array().unwrap().len())
}

#[tokio::test]
async fn minutes_are_the_leads_draft_until_they_are_sent() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-11-27").await;
    let sent = send(&app, &meeting, 1).await["meeting"].clone();
    let who = |n: usize| sent["participants"][n]["id"].clone();
    app.pass(TimeDelta::days(25));
    let hold = json!({
        "meetingId": meeting["id"],
        "attendance": (0..3).map(|n| json!({ "participantId": who(n), "present": true }))
            .collect::<Vec<_>>(),
        "citizenPresent": true,
        "minuteTakerId": who(0),
        "expectedVersion": 2,
    });
    fine(change(&app, "sofCoordinator", "holdMeeting", MEETING, hold).await);
    let item = item(&sent, "Praktik").clone();
    let decide = json!({
        "itemId": item["id"], "decision": "Praktik fra januar", "expectedVersion": 1,
    });
    fine(change(&app, "sofCoordinator", "recordDecision", "agendaItem { id }", decide).await);
    let bif = app.persona("bifCaseworker").viewer.organisation.unwrap().id.0;
    let task = |who: (&str, Value)| json!({ "itemId": item["id"], "text": "Opgave", who.0: who.1 });
    for who in [
        ("responsibleOrganisationId", outside(EntityKind::Organisation, bif).into()),
        ("responsibleName", "Borgeren".into()),
    ] {
        fine(change(&app, "sofCoordinator", "addTask", "task { id }", task(who)).await);
    }

    let decided = json!("Praktik fra januar");
    let (draft, none) = (json!(["AUTHOR_ONLY"]), Vec::<Value>::new());
    assert_eq!(minutes(&app, "sofCaseworker", &meeting).await, (decided.clone(), none.clone(), 2));
    for (viewer, tasks) in [("bifCaseworker", 1), ("citizen", 0)] {
        let (decision, reasons, seen) = minutes(&app, viewer, &meeting).await;
        assert_eq!(
            (decision, json!(reasons), seen),
            (Value::Null, draft.clone(), tasks),
            "{viewer}"
        );
    }
    let send = json!({ "meetingId": meeting["id"], "expectedVersion": 3 });
    fine(change(&app, "sofCoordinator", "sendMinutes", MEETING, send).await);
    for viewer in ["sofCaseworker", "bifCaseworker", "citizen"] {
        let seen = minutes(&app, viewer, &meeting).await;
        assert_eq!(seen, (decided.clone(), none.clone(), 2), "{viewer}");
    }
}

#[tokio::test]
async fn a_partner_arranges_nothing_and_learns_nothing_by_trying() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-12-01").await;
    let nowhere = GlobalId::of_case(EntityKind::Meeting, app.showcase(), uuid::Uuid::from_u128(1));
    let mut answers = Vec::new();
    for id in [meeting["id"].clone(), nowhere.to_string().into()] {
        let input = json!({ "meetingId": id, "expectedVersion": 1 });
        answers.push(change(&app, "bifCaseworker", "sendAgenda", MEETING, input).await);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(codes(&answers[0]), ["FORBIDDEN"]);
    let input = json!({ "meetingId": meeting["id"], "expectedVersion": 1 });
    let unknown = change(&app, "sofOtherUnit", "sendAgenda", MEETING, input).await;
    assert_eq!(codes(&unknown), ["NOT_FOUND"]);
}

#[tokio::test]
async fn r15_an_invitation_that_is_taken_back_opens_nothing_any_more() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-12-01").await;
    let query = "query($id: ID!) { case(id: $id) { meetings { id } } }";
    let ask = || app.ask("sofOtherUnit", query, json!({ "id": app.case() }));
    let input = json!({
        "meetingId": meeting["id"],
        "participant": guest(&app, "sofOtherUnit", false),
        "expectedVersion": 1,
    });
    let shown = "participant { id }";
    let added = fine(change(&app, "sofCoordinator", "addParticipant", shown, input).await);
    assert_eq!(ask().await.data("/case"), Value::Null, "a draft invites nobody yet");
    send(&app, &meeting, 2).await;
    assert!(ask().await.text.contains(meeting["id"].as_str().unwrap()));

    let remove =
        |id: &Value, version: i64| json!({ "participantId": id, "expectedVersion": version });
    let id = &added["participant"]["id"];
    fine(change(&app, "sofCoordinator", "removeParticipant", MEETING, remove(id, 3)).await);
    assert_eq!(ask().await.data("/case"), Value::Null);

    // The job centre is invited to other meetings still, and keeps its part.
    let sent = change(
        &app,
        "sofCoordinator",
        "setChair",
        MEETING,
        json!({
            "meetingId": meeting["id"], "participantId": null, "expectedVersion": 4,
        }),
    );
    let participants = fine(sent.await)["meeting"]["participants"].clone();
    let bif = &participants[1]["id"];
    fine(change(&app, "sofCoordinator", "removeParticipant", MEETING, remove(bif, 5)).await);
    let other = seen(&app, "bifCaseworker", &meeting).await;
    assert_eq!(other["state"], "SENT", "{other}");
}

#[tokio::test]
async fn what_is_decided_under_an_item_changes_nothing_for_who_may_not_read_it() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-12-01").await;
    send(&app, &meeting, 1).await;
    let items = meeting["items"].as_array().unwrap();
    let fixed = items.iter().find(|i| i["kind"] == "WELCOME").unwrap();
    let query = "query($id: ID!) { node(id: $id) { ... on AgendaItem { id kind version decision
        durationMinutes categories tasks { id } withheld { fields category reason } } } }";
    let id = json!({ "id": fixed["id"] });
    let before = app.ask("hospitalPartner", query, id.clone()).await;
    assert_eq!(before.data("/node/kind"), "WELCOME");
    let decide = json!({ "itemId": fixed["id"], "decision": "Alle er mødt", "expectedVersion": 1 });
    let shown = "agendaItem { version }";
    let decided = fine(change(&app, "sofCoordinator", "recordDecision", shown, decide).await);
    assert_eq!(decided["agendaItem"]["version"], 2);
    let after = app.ask("hospitalPartner", query, id).await;
    assert_eq!(after.text, before.text);
}

#[tokio::test]
async fn r07_a_task_is_read_by_consent_also_by_who_is_responsible_for_it() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-12-01").await;
    let sent = send(&app, &meeting, 1).await["meeting"].clone();
    let bif = &app.persona("bifCaseworker").viewer;
    let task = json!({
        "itemId": item(&sent, "Praktik")["id"],
        "text": "Find plads",
        "responsibleOrganisationId":
            outside(EntityKind::Organisation, bif.organisation.unwrap().id.0),
    });
    fine(change(&app, "sofCoordinator", "addTask", "task { id }", task).await);
    let id = json!({ "id": app.case() });
    let tasks = "query($id: ID!) { case(id: $id) { tasks { text } } }";
    let before = app.ask("bifCaseworker", tasks, id.clone()).await;
    assert!(before.text.contains("Find plads"), "{}", before.text);

    let consents = "query($id: ID!) { case(id: $id) { consents { id clauses { id state } } } }";
    let held = app.ask("sofCoordinator", consents, id.clone()).await.data("/case/consents");
    for consent in held.as_array().unwrap() {
        for clause in consent["clauses"].as_array().unwrap() {
            if clause["state"] == "EFFECTIVE" {
                let input = json!({ "clauseId": clause["id"] });
                let shown = "case { id }";
                fine(change(&app, "citizen", "withdrawConsentClause", shown, input).await);
            }
        }
    }
    let after = app.ask("bifCaseworker", tasks, id).await;
    assert!(
        after.data("/case/tasks").is_array(),
        "what it wrote itself relates it: {}",
        after.text
    );
    assert!(!after.text.contains("Find plads"), "{}", after.text);
}

#[tokio::test]
async fn who_is_shown_no_more_of_a_meeting_is_unknown_at_it() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-11-27").await;
    let sent = send(&app, &meeting, 1).await["meeting"].clone();
    let absent = json!({ "participantId": sent["participants"][1]["id"] });
    let proposal = json!({ "meetingId": meeting["id"], "subject": "Ferie",
        "categories": ["EMPLOYMENT"], "durationMinutes": 5 });
    let proposed =
        change(&app, "bifCaseworker", "proposeAgendaItem", "agendaItem { id }", proposal.clone());
    fine(proposed.await);

    // The citizen takes every consent back. What the job centre holds it is asked for without one,
    // and so takes part still; it is shown nothing of the meeting.
    let organisation = |viewer: &str| app.persona(viewer).viewer.organisation.unwrap().id.0;
    let (lead, own) = (organisation("sofCoordinator"), organisation("bifCaseworker"));
    let outside = |id| outside(EntityKind::Organisation, id);
    let basis = json!({ "caseId": app.case(), "provision": "RSL_11A_2",
        "requesterId": outside(lead), "holderId": outside(own), "categories": ["ECONOMY"],
        "reason": "ydelsen" });
    fine(
        change(&app, "sofCaseworker", "recordStatutoryBasis", "statutoryBasis { id }", basis).await,
    );
    let db = app.connection();
    for sql in [
        "UPDATE consent SET withdrawn_at = signed_at WHERE superseded_at IS NULL",
        "DELETE FROM holding",
    ] {
        db.execute_unprepared(sql).await.unwrap();
    }
    assert_eq!(seen(&app, "bifCaseworker", &meeting).await, Value::Null);
    for (field, input) in [("recordAbsence", &absent), ("proposeAgendaItem", &proposal)] {
        let refused = change(&app, "bifCaseworker", field, "case { id }", input.clone()).await;
        assert_eq!(codes(&refused), ["NOT_FOUND"], "{field}: {refused}");
        assert!(
            app.ask(
                "bifCaseworker",
                "query($id: ID!) { case(id: $id) { id } }",
                json!({ "id": app.case() })
            )
            .await
            .data("/case")
            .is_object()
        );
    }
}
