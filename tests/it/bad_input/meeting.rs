//! Meetings: the invitation, who comes, the sending, the minutes; and the tasks.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::table::Table;

pub(super) const MUTATIONS: &[&str] = &[
    "createMeeting",
    "updateMeeting",
    "setMinuteTaker",
    "setChair",
    "cancelMeeting",
    "addParticipant",
    "removeParticipant",
    "recordAbsence",
    "sendAgenda",
    "holdMeeting",
    "sendMinutes",
    "addTask",
    "updateTask",
    "setTaskState",
];

pub(super) const LEAD: &str = "sofCoordinator";
const MEETING: &str =
    "meeting { id version participants { id kind name } items { id kind subject } }";

/// What calls a meeting on a day, with the coordinator, the job centre, the hospital and the
/// citizen.
pub(super) fn call(t: &Table, date: &str) -> Value {
    let guest = |viewer| {
        json!({ "kind": "PROFESSIONAL", "organisationId": t.organisation(viewer),
            "unitId": t.unit(viewer), "professionalId": t.professional(viewer) })
    };
    let item = |subject: &str, category: &str| {
        json!({ "subject": subject, "goal": "En plan", "durationMinutes": 20,
            "categories": [category] })
    };
    json!({ "caseId": t.app.case(), "kind": "FOLLOW_UP", "date": date, "startTime": "10:00",
        "endTime": "11:30", "place": "Mødelokale 9",
        "participants": [guest(LEAD), guest("bifCaseworker"), guest("hospitalPartner"),
            { "kind": "CITIZEN" }],
        "items": [item("Praktikken", "EMPLOYMENT"), item("Medicinen", "HEALTH")] })
}

/// Which participant is of a kind, or has a place in the list.
pub(super) fn participant(meeting: &Value, place: usize) -> Value {
    meeting["participants"][place]["id"].clone()
}

pub(super) fn item(meeting: &Value, subject: &str) -> Value {
    let items = meeting["items"].as_array().unwrap();
    items.iter().find(|item| item["subject"] == subject).unwrap()["id"].clone()
}

/// The input with further fields.
pub(super) fn and(of: &Value, more: Value) -> Value {
    let mut input = of.clone();
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

#[tokio::test]
async fn wrong_input_to_meetings() {
    let mut t = Table::start().await;
    let input = call(&t, "2026-12-01");
    let (bif, nobody) = (t.unit("bifCaseworker"), t.organisation("admin"));
    let meeting = t
        .row(LEAD, "createMeeting", input)
        .otherwise("startTime", "INVALID")
        .otherwise("endTime", "INVALID")
        .wrong(json!({ "/date": "2046-12-01" }), "INVALID date")
        .wrong(json!({ "/date": "0001-01-01" }), "INVALID date")
        .wrong(json!({ "/startTime": "25:00" }), "INVALID startTime")
        .wrong(json!({ "/endTime": "10:00" }), "INVALID endTime")
        .wrong(json!({ "/endTime": "09:59", "/place": "" }), "INVALID endTime, REQUIRED place")
        .wrong(json!({ "/items/0/categories": [] }), "REQUIRED items.0.categories")
        .wrong(json!({ "/items/1/durationMinutes": 0 }), "INVALID items.1.durationMinutes")
        .wrong(json!({ "/participants/0/unitId": bif }), "INVALID participants.0.unitId")
        .wrong(json!({ "/participants/1": { "kind": "CITIZEN" } }), "TAKEN participants.3")
        .wrong(
            json!({ "/participants/1": { "kind": "PROFESSIONAL", "organisationId": nobody } }),
            "REQUIRED participants.1.unitId, NOT_NAMED participants.1.organisationId",
        )
        .works(MEETING)
        .await["meeting"]
        .clone();
    let id = json!({ "meetingId": meeting["id"] });
    let at = |version: i64| and(&id, json!({ "expectedVersion": version }));
    t.row(LEAD, "updateMeeting", and(&at(1), json!({ "place": "Mødelokale 8" })))
        .otherwise("startTime", "INVALID")
        .otherwise("endTime", "INVALID")
        .wrong(json!({ "/place": null }), "REQUIRED place")
        .wrong(json!({ "/date": null }), "REQUIRED date")
        .wrong(json!({ "/startTime": "12:00" }), "INVALID endTime")
        .wrong(
            json!({ "/startTime": "12:00", "/date": "2046-12-01" }),
            "INVALID date, INVALID endTime",
        )
        .works(MEETING)
        .await;
    let own = participant(&meeting, 0);
    for (mutation, version) in [("setMinuteTaker", 2), ("setChair", 3)] {
        let input = and(&at(version), json!({ "participantId": own }));
        t.row(LEAD, mutation, input).works(MEETING).await;
    }
    participants(&mut t, &meeting, &at).await;
    let absent = json!({ "participantId": participant(&meeting, 1), "reason": "andet møde" });
    t.row("bifCaseworker", "recordAbsence", absent.clone()).is("NOT_FOUND participantId").await;
    t.row(LEAD, "sendAgenda", at(6)).works(MEETING).await;
    t.row("bifCaseworker", "recordAbsence", absent)
        .refused("hospitalPartner", "NOT_FOUND *")
        .refused("citizen", "NOT_FOUND *")
        .works("participant { id }")
        .await;
    minutes(&mut t, &meeting, &at).await;

    let input = call(&t, "2026-12-15");
    let other = t
        .row(LEAD, "createMeeting", input)
        .otherwise("startTime", "INVALID")
        .otherwise("endTime", "INVALID")
        .works(MEETING)
        .await["meeting"]
        .clone();
    let input = json!({ "meetingId": other["id"], "reason": "udsat", "expectedVersion": 1 });
    t.row(LEAD, "cancelMeeting", input).works(MEETING).await;
    let again = json!({ "meetingId": other["id"], "expectedVersion": 2 });
    t.row(LEAD, "sendAgenda", again.clone()).is("ILLEGAL_STATE ").await;
    let input = and(&again, json!({ "reason": "udsat" }));
    t.row(LEAD, "cancelMeeting", input).is("ILLEGAL_STATE ").await;
    t.finish(MUTATIONS);
}

async fn participants(t: &mut Table, meeting: &Value, at: &dyn Fn(i64) -> Value) {
    let (bif, nobody) = (t.organisation("bifCaseworker"), t.organisation("admin"));
    let relative = json!({ "kind": "RELATIVE", "name": "En søster" });
    let input = and(&at(4), json!({ "participant": relative }));
    let added = t
        .row(LEAD, "addParticipant", input)
        .wrong(json!({ "/participant/name": null }), "REQUIRED participant.name")
        .wrong(json!({ "/participant": { "kind": "CITIZEN" } }), "TAKEN participant")
        .wrong(
            json!({ "/participant": { "kind": "RELATIVE", "name": "En søster", "organisationId": bif } }),
            "INVALID participant.organisationId",
        )
        .wrong(
            json!({ "/participant": { "kind": "PROFESSIONAL", "organisationId": nobody } }),
            "REQUIRED participant.unitId, NOT_NAMED participant.organisationId",
        )
        .works("participant { id }")
        .await["participant"]["id"]
        .clone();
    let input = json!({ "participantId": added, "expectedVersion": 5 });
    t.row(LEAD, "removeParticipant", input).works(MEETING).await;
    let gone = json!({ "participantId": added, "expectedVersion": 6 });
    t.row(LEAD, "removeParticipant", gone).is("NOT_FOUND participantId").await;
    let _ = meeting;
}

async fn minutes(t: &mut Table, meeting: &Value, at: &dyn Fn(i64) -> Value) {
    tasks(t, &item(meeting, "Praktikken")).await;
    let version = t.read(LEAD, "meetings { id version }").await["meetings"].clone();
    let version =
        version.as_array().unwrap().iter().find(|m| m["id"] == meeting["id"]).unwrap()["version"]
            .as_i64()
            .unwrap();
    let [own, bif] = [0, 1].map(|place| participant(meeting, place));
    let came = json!([{ "participantId": own, "present": true }, { "participantId": bif, "present": false },
        { "participantId": participant(meeting, 2), "present": true }]);
    let input = and(
        &at(version),
        json!({ "attendance": came, "citizenPresent": false,
        "informsCitizenId": own, "minuteTakerId": own }),
    );
    t.row(LEAD, "holdMeeting", input.clone()).is("INVALID meetingId").await;
    t.row(LEAD, "sendMinutes", at(version)).is("ILLEGAL_STATE ").await;
    t.app.pass(TimeDelta::days(30));
    t.row(LEAD, "holdMeeting", input)
        .wrong(json!({ "/minuteTakerId": bif }), "INVALID minuteTakerId")
        .wrong(json!({ "/informsCitizenId": bif }), "INVALID informsCitizenId")
        .wrong(json!({ "/informsCitizenId": null }), "INFORMER_MISSING informsCitizenId")
        .wrong(json!({ "/attendance/1/participantId": own }), "TAKEN attendance.1.participantId")
        .works(MEETING)
        .await;
    t.row(LEAD, "setChair", at(version + 1)).is("ILLEGAL_STATE ").await;
    t.row(LEAD, "sendMinutes", at(version + 1)).works(MEETING).await;
    t.row(LEAD, "sendMinutes", at(version + 2)).is("ILLEGAL_STATE ").await;
}

async fn tasks(t: &mut Table, item: &Value) {
    let (bif, person) = (t.organisation("bifCaseworker"), t.professional("bifCaseworker"));
    let (other, nobody) = (t.professional("hospitalPartner"), t.organisation("admin"));
    let input = json!({ "itemId": item, "text": "Find en praktikplads",
        "responsibleOrganisationId": bif, "responsibleProfessionalId": person,
        "responsibleName": "Jobkonsulenten", "due": "2026-12-20" });
    let made = t
        .row(LEAD, "addTask", input)
        .wrong(json!({ "/due": "2046-12-01", "/text": "" }), "REQUIRED text, INVALID due")
        .wrong(json!({ "/responsibleProfessionalId": other }), "INVALID responsibleProfessionalId")
        .wrong(
            json!({ "/responsibleOrganisationId": nobody, "/responsibleProfessionalId": null }),
            "NOT_COVERED responsibleOrganisationId",
        )
        .works("task { id version }")
        .await["task"]
        .clone();
    let input = json!({ "taskId": made["id"], "text": "Find to pladser", "expectedVersion": 1 });
    // A task of minutes that are not sent is a draft.
    t.row(LEAD, "updateTask", input)
        .refused("hospitalPartner", "NOT_FOUND *")
        .refused("citizen", "NOT_FOUND *")
        .wrong(json!({ "/text": null }), "REQUIRED text")
        .wrong(json!({ "/due": "0001-01-01" }), "INVALID due")
        .wrong(json!({ "/responsibleProfessionalId": other }), "INVALID responsibleProfessionalId")
        .works("task { id }")
        .await;
    let state = |state: &str, version: i64| json!({ "taskId": made["id"], "state": state, "expectedVersion": version });
    t.row("bifCaseworker", "setTaskState", state("DONE", 2))
        .refused("hospitalPartner", "NOT_FOUND *")
        .refused("citizen", "NOT_FOUND *")
        .works("task { id }")
        .await;
    t.row("bifCaseworker", "setTaskState", state("DROPPED", 3)).is("ILLEGAL_STATE state").await;
    let input = json!({ "taskId": made["id"], "text": "Find tre", "expectedVersion": 3 });
    t.row(LEAD, "updateTask", input).is("ILLEGAL_STATE taskId").await;
}
