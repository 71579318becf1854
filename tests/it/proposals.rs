//! Further items: who proposes them, until when, and what becomes of them.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::meeting::{change, codes, draft, fine, item, seen, send};
use crate::support::TestApp;

#[tokio::test]
async fn r26_further_items_come_four_days_before_and_stay_their_proposers_own() {
    let app = TestApp::start().await;
    let meeting = draft(&app, "2026-11-30").await;
    let propose = |subject: &str| json!({ "meetingId": meeting["id"], "subject": subject, "categories": ["ECONOMY"] });
    let shown = "agendaItem { id version subject } meeting { id }";
    let early = change(&app, "bifCaseworker", "proposeAgendaItem", shown, propose("Ydelse")).await;
    assert_eq!(codes(&early), ["NOT_FOUND"], "a draft is unknown");
    send(&app, &meeting, 1).await;
    let made =
        fine(change(&app, "bifCaseworker", "proposeAgendaItem", shown, propose("Ydelse")).await);
    assert_eq!(made["agendaItem"]["subject"], "Ydelse");
    assert!(
        seen(&app, "bifCaseworker", &meeting).await["proposals"].to_string().contains("Ydelse")
    );
    assert!(!seen(&app, "hospitalPartner", &meeting).await.to_string().contains("Ydelse"));

    // Taken on, it is still the proposer's to read; what the lead decides under it is not.
    let id = made["agendaItem"]["id"].clone();
    let accept = json!({ "itemId": id, "expectedVersion": 1 });
    fine(change(&app, "sofCoordinator", "acceptAgendaItem", shown, accept).await);
    let decide = json!({ "itemId": id, "decision": "Boet skifter bank", "expectedVersion": 2 });
    fine(change(&app, "sofCoordinator", "recordDecision", shown, decide).await);
    let bif = seen(&app, "bifCaseworker", &meeting).await;
    let own = item(&bif, "Ydelse");
    assert_eq!(own["decision"], Value::Null);
    assert!(own["withheld"].to_string().contains("decision"), "{own}");
    let lead = seen(&app, "sofCoordinator", &meeting).await;
    assert_eq!(item(&lead, "Ydelse")["decision"], "Boet skifter bank");

    app.pass(TimeDelta::days(24)); // the 26th: four days before
    let last =
        fine(change(&app, "bifCaseworker", "proposeAgendaItem", shown, propose("Husleje")).await);
    let decline = json!({ "itemId": last["agendaItem"]["id"], "reason": "Tages senere", "expectedVersion": 1 });
    fine(change(&app, "sofCoordinator", "declineAgendaItem", shown, decline).await);
    let bif = seen(&app, "bifCaseworker", &meeting).await;
    assert_eq!(bif["proposals"][0]["decision"], "Tages senere", "{bif}");
    app.pass(TimeDelta::days(1));
    let late = change(&app, "bifCaseworker", "proposeAgendaItem", shown, propose("Sent")).await;
    assert_eq!(late["userErrors"][0]["fault"], "ITEM_LATE", "{late}");
}
