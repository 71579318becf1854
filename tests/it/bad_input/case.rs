//! Cases from the enquiry to the end, and what stands beside them.

use serde_json::{Value, json};

use super::citizen::registered;
use super::table::Table;

pub(super) const MUTATIONS: &[&str] = &[
    "registerCitizen",
    "openCase",
    "openBrainInjuryCase",
    "setCaseUnit",
    "closeCase",
    "annulCase",
    "recordEnquiry",
    "updateEnquiryOutcome",
    "annulEnquiry",
    "assess",
    "annulAssessment",
    "giveConsent",
    "assignCoordinator",
    "endCoordinatorAssignment",
    "setGoal",
    "updateGoal",
    "removeGoal",
    "recordLeaflet",
    "annulLeaflet",
    "deliverCitizenNotice",
];

const SOF: &str = "sofCaseworker";

#[tokio::test]
async fn wrong_input_from_the_enquiry_to_the_end_of_a_case() {
    let mut t = Table::start().await;
    let (unit, other) = (t.unit(SOF), t.unit("sofOtherUnit"));
    let (bif, partner) = (t.unit("bifCaseworker"), t.organisation("bifCaseworker"));
    let citizen = registered(&mut t, "6303750002").await;
    let input = json!({ "citizenId": citizen["id"], "unitId": unit, "openedBy": "APPLICATION" });
    let case = t
        .row(SOF, "openCase", input.clone())
        .public()
        .wrong(json!({ "/unitId": other }), "INVALID unitId")
        .wrong(json!({ "/unitId": bif }), "INVALID unitId")
        .works("case { id version }")
        .await["case"]
        .clone();
    t.row(SOF, "openCase", input.clone()).is("ILLEGAL_STATE citizenId").await;
    for viewer in ["bifCaseworker", "hospitalPartner", "unitLead", "citizen"] {
        t.row(viewer, "openCase", input.clone()).is("FORBIDDEN ").await;
    }
    let own = json!({ "citizenId": citizen["id"], "unitId": unit, "openedBy": "APPLICATION",
        "externalReference": { "system": "CSC", "id": "HJ-9" } });
    t.row(SOF, "openBrainInjuryCase", own.clone())
        .public()
        .wrong(json!({ "/unitId": other }), "INVALID unitId")
        .wrong(json!({ "/unitId": bif }), "INVALID unitId")
        .works("case { id }")
        .await;
    let mut second = own.clone();
    second["externalReference"] = Value::Null;
    t.row(SOF, "openBrainInjuryCase", second).is("ILLEGAL_STATE citizenId").await;
    // The authority that is responsible at another age (R35), by a registration of its own.
    let known = json!({ "cpr": "6303750002", "name": "Ny Borger" });
    t.row("sufCaseworker", "registerCitizen", known).works("citizen { id }").await;
    let mut theirs = own.clone();
    theirs["unitId"] = t.unit("sufCaseworker").into();
    theirs["externalReference"] = Value::Null;
    t.row("sufCaseworker", "openBrainInjuryCase", theirs).is("INVALID citizenId").await;
    for viewer in ["bifCaseworker", "hospitalPartner", "unitLead", "citizen"] {
        t.row(viewer, "openBrainInjuryCase", own.clone()).is("FORBIDDEN ").await;
    }
    enquiries(&mut t, &case["id"], &partner).await;
    assessments(&mut t, &case["id"]).await;
    coordinator(&mut t, &case["id"]).await;

    let ongoing =
        t.read_case(SOF, case["id"].as_str().unwrap(), "version").await["version"].clone();
    let input = json!({ "caseId": case["id"], "unitId": other, "expectedVersion": ongoing });
    t.row(SOF, "setCaseUnit", input)
        .wrong(json!({ "/unitId": bif }), "INVALID unitId")
        .works("case { id }")
        .await;
    let version = ongoing.as_i64().unwrap() + 1;
    let input = json!({ "caseId": case["id"], "reason": "OTHER", "expectedVersion": version });
    t.row("sofOtherUnit", "closeCase", input.clone())
        .refused("sofCaseworker", "NOT_FOUND *")
        .works("case { id }")
        .await;
    let again = json!({ "caseId": case["id"], "reason": "OTHER", "expectedVersion": version + 1 });
    t.row("sofOtherUnit", "closeCase", again).is("ILLEGAL_STATE ").await;
    let goal = json!({ "caseId": case["id"], "text": "Et mål" });
    t.row("sofOtherUnit", "setGoal", goal).is("ILLEGAL_STATE ").await;
    let input = json!({ "caseId": case["id"], "reason": "forkert borger",
        "expectedVersion": version + 1 });
    t.row("sofOtherUnit", "annulCase", input.clone())
        .refused("sofCaseworker", "NOT_FOUND *")
        .works("case { id annulReason }")
        .await;
    t.row("sofOtherUnit", "annulCase", input).is("ILLEGAL_STATE caseId").await;
    showcase(&mut t).await;
    t.finish(MUTATIONS);
}

async fn enquiries(t: &mut Table, case: &Value, partner: &str) {
    let content = json!({ "fromOrganisationId": partner, "fromName": "Jobkonsulenten",
        "channel": "ORAL", "receivedAt": "2026-11-01T10:00:00Z", "situation": "Mange indsatser",
        "need": "Koordinering", "outcome": "UNDER_ASSESSMENT" });
    let mut input = content.clone();
    input["target"] = json!({ "caseId": case });
    let made = t
        .row(SOF, "recordEnquiry", input)
        .wrong(json!({ "/receivedAt": "2026-12-01T10:00:00Z" }), "INVALID receivedAt")
        .wrong(json!({ "/situation": "", "/need": "" }), "REQUIRED situation, REQUIRED need")
        .works("enquiry { id version }")
        .await["enquiry"]
        .clone();
    let new = registered(t, "6404800003").await;
    let mut input = content;
    input["target"] = json!({ "newCase": { "citizenId": new["id"], "unitId": t.unit(SOF) } });
    let other = t.unit("sofOtherUnit");
    // A case that it would open is not there afterwards when the rest is wrong.
    t.row(SOF, "recordEnquiry", input)
        .public()
        .wrong(json!({ "/target/newCase/unitId": other }), "INVALID target.newCase.unitId")
        .wrong(json!({ "/receivedAt": "2026-12-01T10:00:00Z" }), "INVALID receivedAt")
        .works("enquiry { id }")
        .await;
    let input = json!({ "enquiryId": made["id"], "outcome": "REFERRED", "expectedVersion": 1 });
    t.row(SOF, "updateEnquiryOutcome", input).works("enquiry { id }").await;
    let input = json!({ "enquiryId": made["id"], "reason": "forkert sag", "expectedVersion": 2 });
    t.row(SOF, "annulEnquiry", input.clone()).works("enquiry { id }").await;
    t.row(SOF, "annulEnquiry", input).is("ILLEGAL_STATE enquiryId").await;
    let input = json!({ "enquiryId": made["id"], "outcome": "DECLINED", "expectedVersion": 3 });
    t.row(SOF, "updateEnquiryOutcome", input).is("ILLEGAL_STATE enquiryId").await;
}

async fn assessments(t: &mut Table, case: &Value) {
    let weight = json!({ "housingSituation": true, "housingNote": "uafklaret bolig",
        "supportBasis": true, "supportNote": "kontanthjælp", "treatmentNeed": true,
        "treatmentNote": "i behandling", "relativesRelation": false, "relativesNote": "få pårørende",
        "actorCount": 6 });
    let input = json!({ "caseId": case, "criteria": { "complexityAndWeight": weight },
        "conclusion": "NEEDED", "rationale": "mange aktører" });
    t.row(SOF, "assess", input)
        .wrong(
            json!({ "/conclusion": "NOT_NEEDED", "/rationale": " " }),
            "RATIONALE_MISSING rationale",
        )
        .works("assessment { id }")
        .await;
    let annex = json!({ "internalParties": true, "externalParties": true, "complexity": true,
        "illnessPicture": true, "opTeam": false, "hasContactPersonAndSettled": false,
        "declines": false });
    let input = json!({ "caseId": case, "criteria": { "annex": annex }, "conclusion": "NEEDED",
        "rationale": "efter bilaget" });
    let departs = json!({ "/criteria/annex/opTeam": true, "/rationale": null });
    let made = t
        .row(SOF, "assess", input)
        .wrong(departs, "RATIONALE_MISSING rationale")
        .works("assessment { id version }")
        .await["assessment"]
        .clone();
    let input =
        json!({ "assessmentId": made["id"], "reason": "forkert sag", "expectedVersion": 1 });
    t.row(SOF, "annulAssessment", input.clone()).works("assessment { id }").await;
    t.row(SOF, "annulAssessment", input).is("ILLEGAL_STATE assessmentId").await;
}

async fn coordinator(t: &mut Table, case: &Value) {
    let (own, foreign) = (t.professional("sofCoordinator"), t.professional("bifCaseworker"));
    let input = json!({ "caseId": case, "coordinatorId": own, "expectedVersion": 1 });
    t.row(SOF, "assignCoordinator", input).is("CONSENT_REQUIRED consent").await;
    let consent = json!({ "caseId": case, "signedAt": "2026-11-01T10:00:00Z", "form": "WRITTEN",
        "signer": "CITIZEN", "rightToWithdraw": true, "jointMeetings": true, "outsideNotice": true,
        "clauses": [{ "direction": "COLLECT", "counterparts": [{ "kind": "BANK" }],
            "categories": ["ECONOMY"], "purpose": "DKK" }] });
    let held = t
        .row(SOF, "giveConsent", consent)
        .otherwise("representativeId", "INVALID")
        .works("consent { id }")
        .await["consent"]
        .clone();
    let input = json!({ "caseId": case, "coordinatorId": own, "consentId": held["id"],
        "reason": "kender borgeren", "expectedVersion": 1 });
    let made = t
        .row(SOF, "assignCoordinator", input.clone())
        .wrong(json!({ "/coordinatorId": foreign }), "INVALID coordinatorId")
        .works("assignment { id version }")
        .await["assignment"]
        .clone();
    let mut again = input;
    again["expectedVersion"] = 2.into();
    t.row(SOF, "assignCoordinator", again).is("ILLEGAL_STATE coordinatorId").await;
    let input =
        json!({ "assignmentId": made["id"], "reason": "skifter job", "expectedVersion": 1 });
    t.row(SOF, "endCoordinatorAssignment", input.clone()).works("assignment { id }").await;
    let mut again = input;
    again["expectedVersion"] = 2.into();
    t.row(SOF, "endCoordinatorAssignment", again).is("ILLEGAL_STATE assignmentId").await;
}

/// What is written in a case that others take part in.
async fn showcase(t: &mut Table) {
    const LEAD: &str = "sofCoordinator";
    let case = t.app.case();
    let input = json!({ "caseId": case, "text": "Egen bolig" });
    let goal = t.row(LEAD, "setGoal", input).works("goal { id version }").await["goal"].clone();
    let input = json!({ "goalId": goal["id"], "text": "Egen lejebolig", "expectedVersion": 1 });
    t.row(LEAD, "updateGoal", input).works("goal { id }").await;
    let input = json!({ "goalId": goal["id"], "expectedVersion": 2 });
    t.row(LEAD, "removeGoal", input).works("case { id }").await;
    let input = json!({ "goalId": goal["id"], "expectedVersion": 3 });
    t.row(LEAD, "removeGoal", input).is("NOT_FOUND goalId").await;

    let bif = t.organisation("bifCaseworker");
    let input = json!({ "caseId": case, "kind": "PARTNER", "edition": "2026-1",
        "handedOutAt": "2026-11-01T10:00:00Z", "organisationId": bif });
    t.row(LEAD, "recordLeaflet", input)
        .wrong(json!({ "/organisationId": null }), "REQUIRED organisationId")
        .wrong(json!({ "/kind": "CITIZEN" }), "INVALID organisationId")
        .wrong(json!({ "/handedOutAt": "2026-12-01T10:00:00Z" }), "INVALID handedOutAt")
        .wrong(json!({ "/toRelatives": true }), "INVALID toRelatives")
        .wrong(json!({ "/coordinator": { "name": "K" } }), "INVALID coordinator")
        .works("leaflet { id }")
        .await;
    let mine = json!({ "name": "Min Koordinator", "phone": "00112233",
        "email": "koordinator@sof.example", "address": "Vejen 1" });
    let input = json!({ "caseId": case, "kind": "CITIZEN", "edition": "2026-1",
        "toRelatives": true, "coordinator": mine });
    let leaflet = t
        .row(LEAD, "recordLeaflet", input)
        .wrong(json!({ "/coordinator/name": " " }), "REQUIRED coordinator.name")
        .wrong(json!({ "/coordinator/email": "@" }), "INVALID coordinator.email")
        .works("leaflet { id version coordinator { name phone email address } }")
        .await["leaflet"]
        .clone();
    assert_eq!(leaflet["coordinator"], mine);
    let input =
        json!({ "leafletId": leaflet["id"], "reason": "ikke udleveret", "expectedVersion": 1 });
    t.row(LEAD, "annulLeaflet", input.clone()).works("leaflet { annulReason }").await;
    t.row(LEAD, "annulLeaflet", input).is("ILLEGAL_STATE leafletId").await;

    let notices = t.read(LEAD, "citizenNotices { id deliveredAt version arisenAt }").await;
    let notices = notices["citizenNotices"].as_array().unwrap().clone();
    let open = notices.iter().find(|notice| notice["deliveredAt"].is_null()).unwrap();
    let input = json!({ "noticeId": open["id"], "channel": "ORAL",
        "deliveredAt": "2026-11-02T08:59:00Z", "expectedVersion": open["version"] });
    t.row(LEAD, "deliverCitizenNotice", input.clone())
        .wrong(json!({ "/deliveredAt": "2020-01-01T10:00:00Z" }), "INVALID deliveredAt")
        .wrong(json!({ "/deliveredAt": "2026-12-01T10:00:00Z" }), "INVALID deliveredAt")
        .works("citizenNotice { id }")
        .await;
    t.row(LEAD, "deliverCitizenNotice", input).is("ILLEGAL_STATE noticeId").await;
}
