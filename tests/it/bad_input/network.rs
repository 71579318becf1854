//! The network map.

use serde_json::json;

use super::meeting::LEAD;
use super::table::Table;

pub(super) const MUTATIONS: &[&str] = &[
    "setNetworkMapHead",
    "addActor",
    "updateActor",
    "removeActor",
    "updateOwnContact",
    "sendNetworkMap",
];

#[tokio::test]
async fn wrong_input_to_the_network_map() {
    let mut t = Table::start().await;
    let (case, bif) = (t.app.case(), t.organisation("bifCaseworker"));
    let (person, other) = (t.professional("bifCaseworker"), t.professional("hospitalPartner"));
    let held = t.read(LEAD, "networkMap { version }").await["networkMap"]["version"].clone();
    let input = json!({ "caseId": case, "whereabouts": "PRISON", "expectedVersion": held });
    t.row(LEAD, "setNetworkMapHead", input)
        .wrong(json!({ "/expectedVersion": null }), "CONFLICT expectedVersion")
        .works("networkMap { id }")
        .await;
    let input = json!({ "caseId": case, "group": "WORK_ACTIVITY_SUPPORT", "role": "JOB_CENTRE_CONTACT",
        "hasContact": true, "name": "Jobkonsulenten", "workplace": "Jobcentret",
        "email": "job@bif.example", "phone": "00112239", "organisationId": bif,
        "professionalId": person });
    let made = t
        .row(LEAD, "addActor", input)
        .wrong(json!({ "/role": "SPOUSE" }), "INVALID role")
        .wrong(json!({ "/email": "job" }), "INVALID email")
        .wrong(json!({ "/professionalId": other }), "INVALID professionalId")
        .wrong(json!({ "/group": "PRIVATE_NETWORK", "/role": "SPOUSE" }), "INVALID workplace")
        .works("actor { id version }")
        .await["actor"]
        .clone();
    let input = |version: i64| json!({ "actorId": made["id"], "phone": "00112240", "expectedVersion": version });
    t.row(LEAD, "updateActor", input(1))
        .wrong(json!({ "/email": "job" }), "INVALID email")
        .wrong(json!({ "/professionalId": other }), "INVALID professionalId")
        .refused("hospitalPartner", "NOT_FOUND *")
        .works("actor { id }")
        .await;
    t.row("bifCaseworker", "updateOwnContact", input(2))
        .wrong(json!({ "/email": "job" }), "INVALID email")
        .refused("hospitalPartner", "NOT_FOUND *")
        .works("actor { id }")
        .await;
    let gone = json!({ "actorId": made["id"], "reason": "fratrådt", "expectedVersion": 3 });
    t.row(LEAD, "removeActor", gone.clone())
        .refused("hospitalPartner", "NOT_FOUND *")
        .works("networkMap { id }")
        .await;
    t.row(LEAD, "removeActor", gone).is("NOT_FOUND actorId").await;
    t.row(LEAD, "sendNetworkMap", json!({ "caseId": case })).works("dispatches { id }").await;
    t.finish(MUTATIONS);
}
