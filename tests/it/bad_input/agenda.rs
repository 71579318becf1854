//! The agenda: its items, what participants propose, its columns, what is decided.

use serde_json::{Value, json};

use super::meeting::{LEAD, and, call, item, participant};
use super::table::Table;

pub(super) const MUTATIONS: &[&str] = &[
    "createMeeting",
    "sendAgenda",
    "addAgendaItem",
    "updateAgendaItem",
    "removeAgendaItem",
    "moveAgendaItem",
    "proposeAgendaItem",
    "acceptAgendaItem",
    "declineAgendaItem",
    "recordDecision",
    "addAgendaColumn",
    "removeAgendaColumn",
    "setAgendaCell",
];

const ITEM: &str = "agendaItem { id version }";

/// The meeting's version now.
async fn version(t: &Table, meeting: &Value) -> i64 {
    let read = t.read(LEAD, "meetings { id version }").await;
    let meetings = read["meetings"].as_array().unwrap();
    let own = meetings.iter().find(|m| m["id"] == meeting["id"]).unwrap();
    own["version"].as_i64().unwrap()
}

#[tokio::test]
async fn wrong_input_to_agendas() {
    let mut t = Table::start().await;
    let input = call(&t, "2026-12-01");
    let shown = "meeting { id version participants { id } items { id kind subject } }";
    let row = t.row(LEAD, "createMeeting", input);
    let row = row.otherwise("startTime", "INVALID").otherwise("endTime", "INVALID");
    let meeting = row.works(shown).await["meeting"].clone();
    let subject = json!({ "meetingId": meeting["id"], "subject": "Boligen", "goal": "En bolig",
        "durationMinutes": 15, "categories": ["HOUSING"] });
    let responsible = json!({ "responsibleId": participant(&meeting, 0) });
    let made = t
        .row(LEAD, "addAgendaItem", and(&subject, responsible))
        .wrong(json!({ "/subject": null }), "REQUIRED subject")
        .wrong(json!({ "/durationMinutes": 0 }), "INVALID durationMinutes")
        .wrong(json!({ "/durationMinutes": 721 }), "INVALID durationMinutes")
        .wrong(json!({ "/categories": [] }), "REQUIRED categories")
        .wrong(json!({ "/kind": "WELCOME" }), "TAKEN kind")
        .works(ITEM)
        .await["agendaItem"]
        .clone();
    let at = |version: i64| json!({ "itemId": made["id"], "expectedVersion": version });
    t.row(
        LEAD,
        "updateAgendaItem",
        and(
            &at(1),
            json!({ "subject": "Ny bolig",
            "responsibleId": participant(&meeting, 1) }),
        ),
    )
    .wrong(json!({ "/subject": null }), "REQUIRED subject")
    .wrong(json!({ "/durationMinutes": 0 }), "INVALID durationMinutes")
    .wrong(json!({ "/categories": [] }), "REQUIRED categories")
    .works(ITEM)
    .await;
    let now = version(&t, &meeting).await;
    let input = and(&at(now), json!({ "afterId": item(&meeting, "Praktikken") }));
    t.row(LEAD, "moveAgendaItem", input)
        .wrong(json!({ "/afterId": made["id"] }), "NOT_FOUND afterId")
        .works(ITEM)
        .await;
    t.row("bifCaseworker", "proposeAgendaItem", subject.clone()).is("NOT_FOUND meetingId").await;
    let now = version(&t, &meeting).await;
    let input = json!({ "meetingId": meeting["id"], "expectedVersion": now });
    t.row(LEAD, "sendAgenda", input).works("meeting { id }").await;
    proposals(&mut t, &meeting, &subject).await;
    columns(&mut t, &meeting, &made["id"]).await;
    let read = t.read(LEAD, "meetings { items { id version } }").await.to_string();
    assert!(read.contains(made["id"].as_str().unwrap()));
    let input = and(&at(4), json!({ "decision": "Søger bolig", "categories": ["HOUSING"] }));
    t.row(LEAD, "recordDecision", input)
        .wrong(json!({ "/categories": [] }), "REQUIRED categories")
        .wrong(json!({ "/reason": "for tidligt" }), "INVALID reason")
        .works(ITEM)
        .await;
    t.row(LEAD, "removeAgendaItem", at(5)).works("meeting { id }").await;
    t.row(LEAD, "removeAgendaItem", at(6)).is("NOT_FOUND itemId").await;
    t.finish(MUTATIONS);
}

async fn proposals(t: &mut Table, meeting: &Value, subject: &Value) {
    let proposal = and(subject, json!({ "categories": ["EMPLOYMENT"] }));
    let mut made = Vec::new();
    for _ in 0..2 {
        let row = t.row("bifCaseworker", "proposeAgendaItem", proposal.clone());
        let item = row
            .refused("hospitalPartner", "")
            .refused("citizen", "")
            .wrong(json!({ "/categories": [] }), "REQUIRED categories")
            .wrong(
                json!({ "/durationMinutes": 0, "/subject": "" }),
                "REQUIRED subject, INVALID durationMinutes",
            )
            .works("agendaItem { id }")
            .await["agendaItem"]["id"]
            .clone();
        made.push(item);
    }
    let at =
        |place: usize, version: i64| json!({ "itemId": made[place], "expectedVersion": version });
    let tell = json!({ "reason": "hører til et andet møde" });
    t.row(LEAD, "acceptAgendaItem", at(0, 1)).works(ITEM).await;
    t.row(LEAD, "acceptAgendaItem", at(0, 2)).is("INVALID itemId").await;
    t.row(LEAD, "updateAgendaItem", and(&at(0, 2), json!({ "subject": "Et andet" })))
        .is("INVALID itemId")
        .await;
    t.row(LEAD, "removeAgendaItem", at(1, 1)).is("INVALID itemId").await;
    t.row(LEAD, "declineAgendaItem", and(&at(1, 1), tell.clone())).works(ITEM).await;
    t.row(LEAD, "declineAgendaItem", and(&at(1, 2), tell)).is("NOT_FOUND itemId").await;
    let _ = meeting;
}

async fn columns(t: &mut Table, meeting: &Value, item: &Value) {
    let now = version(t, meeting).await;
    let input =
        json!({ "meetingId": meeting["id"], "title": "Opfølgning", "expectedVersion": now });
    let shown = "meeting { version columns { id } }";
    let made = t.row(LEAD, "addAgendaColumn", input).works(shown).await["meeting"].clone();
    let column = &made["columns"][0]["id"];
    let input =
        json!({ "itemId": item, "columnId": column, "text": "om en måned", "expectedVersion": 2 });
    t.row(LEAD, "setAgendaCell", input).works(ITEM).await;
    let input = json!({ "columnId": column, "expectedVersion": made["version"] });
    t.row(LEAD, "removeAgendaColumn", input).works("meeting { id }").await;
    let gone = json!({ "columnId": column, "expectedVersion": now + 2 });
    t.row(LEAD, "removeAgendaColumn", gone).is("NOT_FOUND columnId").await;
}
