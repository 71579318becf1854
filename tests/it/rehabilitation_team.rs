//! R36: what the rehabilitation team recommends in a brain-injury case, and who sees what of it.

use serde_json::{Value, json};
use stifinder::domain::{EntityKind, GlobalId};

use crate::support::TestApp;

async fn change(app: &TestApp, viewer: &str, field: &str, shown: &str, input: Value) -> Value {
    let kind = match field {
        "openBrainInjuryCase" => "OpenCaseInput".to_owned(),
        _ => format!("{}{}Input", field[..1].to_uppercase(), &field[1..]),
    };
    let query = format!(
        "mutation($i: {kind}!) {{ {field}(input: $i) {{ {shown} warnings {{ fault }} \
         userErrors {{ code path rule fault }} }} }}"
    );
    app.ask(viewer, &query, json!({ "i": input })).await.data(&format!("/{field}"))
}

#[track_caller]
fn fine(payload: Value) -> Value {
    assert_eq!(payload["userErrors"], json!([]), "{payload}");
    payload
}

fn party(app: &TestApp, viewer: &str) -> (Value, Value) {
    let viewer = &app.persona(viewer).viewer;
    let id = |kind, id| json!(GlobalId::outside(kind, id).to_string());
    (
        id(EntityKind::Organisation, viewer.organisation.unwrap().id.0),
        id(EntityKind::Unit, viewer.unit.unwrap().0),
    )
}

/// A case of the showcase's citizen in which BIF, BUF and SUF take part: SOF may collect PROCESS,
/// EMPLOYMENT and SOCIAL from BIF, SUF is told HEALTH and EMPLOYMENT by BIF, BUF is told EDUCATION by SOF.
async fn case(app: &TestApp) -> Value {
    let (bif, bif_unit) = party(app, "bifCaseworker");
    let (suf, suf_unit) = party(app, "sufCaseworker");
    let (buf, buf_unit) = party(app, "bufCaseworker");
    let (_, unit) = party(app, "sofCaseworker");
    let input = json!({ "citizenId": app.citizen(), "unitId": unit, "openedBy": "OWN_INITIATIVE" });
    let made = change(app, "sofCaseworker", "openBrainInjuryCase", "case { id }", input).await;
    let case = fine(made)["case"]["id"].clone();
    let clause = |direction: &str, categories: Value, with: &Value| {
        json!({ "direction": direction, "purpose": "BRAIN_INJURY", "categories": categories,
            "counterparts": [{ "organisationId": with }] })
    };
    let mut told = clause("DISCLOSE", json!(["EMPLOYMENT", "HEALTH"]), &suf);
    told["grantedToId"] = bif.clone();
    let clauses = [
        clause("DISCLOSE", json!(["EMPLOYMENT"]), &bif),
        clause("COLLECT", json!(["PROCESS", "EMPLOYMENT", "SOCIAL"]), &bif),
        clause("DISCLOSE", json!(["SOCIAL"]), &suf),
        clause("DISCLOSE", json!(["EDUCATION"]), &buf),
        told,
    ];
    let give = json!({ "caseId": case, "signedAt": "2026-11-02T08:00:00Z", "form": "WRITTEN",
        "signer": "CITIZEN", "rightToWithdraw": true, "clauses": clauses });
    fine(change(app, "sofCaseworker", "giveConsent", "case { id }", give).await);
    for (organisation, unit) in [(bif, bif_unit), (suf, suf_unit), (buf, buf_unit)] {
        let input = json!({ "caseId": case, "organisationId": organisation, "unitId": unit });
        fine(change(app, "sofCaseworker", "addParticipation", "case { id }", input).await);
    }
    case
}

fn pension(case: &Value) -> Value {
    json!({ "caseId": case, "metOn": "2026-10-30", "parties": ["REGION", "EMPLOYMENT", "SOCIAL"],
        "recommendation": "DISABILITY_PENSION", "grounds": "Skaden er varig",
        "obviouslyFutile": true, "treatmentExhausted": true, "conditionsMet": true })
}

const RECORD: &str = "recordRehabilitationTeamCase";
const SHOWN: &str = "rehabilitationTeamCase { id version }";

#[tokio::test]
async fn r36_a_pension_without_a_resource_course_asks_for_all_three() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    let conditions = [
        ("obviouslyFutile", "FUTILITY_MISSING"),
        ("treatmentExhausted", "TREATMENT_NOT_EXHAUSTED"),
        ("conditionsMet", "CONDITIONS_NOT_MET"),
    ];
    for (missing, fault) in conditions {
        let mut input = pension(&case);
        input[missing] = json!(false);
        let told = change(&app, "bifCaseworker", RECORD, SHOWN, input.clone()).await;
        let expected =
            json!([{ "code": "RULE", "path": [missing], "rule": "R36", "fault": fault }]);
        assert_eq!(told["userErrors"], expected);
        // With a resource course behind them, none of the three is asked for; nor for anything else.
        input["resourceCourse"] = json!(true);
        fine(change(&app, "bifCaseworker", RECORD, SHOWN, input.clone()).await);
        input["resourceCourse"] = json!(false);
        input["recommendation"] = json!("FLEX_JOB");
        fine(change(&app, "bifCaseworker", RECORD, SHOWN, input).await);
    }
    fine(change(&app, "bifCaseworker", RECORD, SHOWN, pension(&case)).await);
    let mut input = pension(&case);
    input["grounds"] = json!(null);
    let told = change(&app, "bifCaseworker", RECORD, SHOWN, input).await;
    assert_eq!(told["userErrors"][0]["fault"], "GROUNDS_MISSING");
}

#[tokio::test]
async fn r36_a_recommendation_is_recorded_by_an_administration_that_takes_part_once() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    let mut numbered = pension(&case);
    numbered["externalReference"] = json!({ "system": "JOB", "id": "RT-1" });
    let one = fine(change(&app, "bifCaseworker", RECORD, SHOWN, numbered.clone()).await);
    let two = fine(change(&app, "bifCaseworker", RECORD, SHOWN, numbered.clone()).await);
    assert_eq!(one["rehabilitationTeamCase"], two["rehabilitationTeamCase"]);
    assert_eq!(two["warnings"], json!([{ "fault": "ALREADY_REGISTERED" }]));
    for (viewer, code) in
        [("citizen", "FORBIDDEN"), ("hospitalPartner", "NOT_FOUND"), ("unrelated", "NOT_FOUND")]
    {
        let mut grant = app.grant(viewer);
        grant.scopes = stifinder::domain::ScopeSet::ALL;
        let query = format!(
            "mutation($i: RecordRehabilitationTeamCaseInput!) {{ {RECORD}(input: $i) {{
             userErrors {{ code }} }} }}"
        );
        let token = app.token_of(grant);
        let told = app.ask_with(&token, &query, json!({ "i": pension(&case) }), &[]).await;
        assert_eq!(told.user_errors(), [code], "{viewer}");
    }
    let list = "query($id: ID!) { brainInjuryCase(id: $id) { rehabilitationTeamCases { id
        externalReferences { system id } } } }";
    let own = app.ask("bifCaseworker", list, json!({ "id": case })).await;
    let rows = own.data("/brainInjuryCase/rehabilitationTeamCases");
    let reference = json!([{ "system": "JOB", "id": "RT-1" }]);
    assert_eq!(rows[0]["externalReferences"], reference);
    assert_eq!(rows.as_array().unwrap().len(), 1);
    let lead = app.ask("sofCaseworker", list, json!({ "id": case })).await;
    let rows = lead.data("/brainInjuryCase/rehabilitationTeamCases");
    assert_eq!(rows[0]["externalReferences"], json!([]), "another's number");
    // Any administration that takes part may bring a case; what it brings, it holds.
    let by_lead = fine(change(&app, "sofCaseworker", RECORD, SHOWN, pension(&case)).await);
    let annul = json!({ "rehabilitationTeamCaseId": by_lead["rehabilitationTeamCase"]["id"],
        "reason": "forkert", "expectedVersion": 1 });
    let field = "annulRehabilitationTeamCase";
    let told = change(&app, "bifCaseworker", field, SHOWN, annul).await;
    assert_eq!(told["userErrors"][0]["code"], "FORBIDDEN", "it sees it by the clause: {told}");
}

/// The list as a viewer reads it, and the fields that are withheld in its first row.
async fn seen(app: &TestApp, viewer: &str, case: &Value) -> (Value, Vec<String>) {
    let query = "query($id: ID!) { brainInjuryCase(id: $id) { rehabilitationTeamCases {
        metOn parties recommendation grounds resourceCourse obviouslyFutile treatmentExhausted
        conditionsMet recordedBy { id } version annulledAt annulReason organisation { kind }
        withheld { fields category reason } } } }";
    let answer = app.ask(viewer, query, json!({ "id": case })).await;
    let rows = answer.data("/brainInjuryCase/rehabilitationTeamCases");
    let entries = rows[0]["withheld"].as_array().cloned().unwrap_or_default();
    let fields = entries.iter().flat_map(|entry| entry["fields"].as_array().unwrap().clone());
    let mut fields: Vec<_> = fields.map(|field| field.as_str().unwrap().to_owned()).collect();
    fields.sort_unstable();
    (rows, fields)
}

#[tokio::test]
async fn r36_each_administration_sees_of_a_recommendation_what_consent_opens() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    let made = fine(change(&app, "bifCaseworker", RECORD, SHOWN, pension(&case)).await);
    let id = made["rehabilitationTeamCase"]["id"].clone();

    for viewer in ["bifCaseworker", "citizen"] {
        let (rows, withheld) = seen(&app, viewer, &case).await;
        assert_eq!(rows[0]["grounds"], "Skaden er varig", "{viewer}");
        assert_eq!(rows[0]["parties"], json!(["EMPLOYMENT", "SOCIAL", "REGION"]), "{viewer}");
        assert_eq!(withheld, [""; 0], "{viewer}");
    }
    // SOF collects EMPLOYMENT and SOCIAL: the grounds and free text also tell of health, the rest
    // of economy.
    let (rows, withheld) = seen(&app, "sofCaseworker", &case).await;
    assert_eq!(rows[0]["recommendation"], "DISABILITY_PENSION");
    assert_eq!(rows[0]["organisation"]["kind"], "EMPLOYMENT_ADMINISTRATION");
    assert_eq!(
        withheld,
        ["annulReason", "conditionsMet", "grounds", "obviouslyFutile", "treatmentExhausted"]
    );
    assert_eq!(rows[0]["obviouslyFutile"], Value::Null);
    // SUF is told HEALTH and EMPLOYMENT by BIF.
    let (rows, withheld) = seen(&app, "sufCaseworker", &case).await;
    assert_eq!(rows[0]["obviouslyFutile"], true);
    assert_eq!(withheld, ["annulReason", "conditionsMet", "grounds"]);
    // BUF is told of education alone: no row, and no trace of one.
    let node = "query($id: ID!) { node(id: $id) { id } }";
    let nowhere = GlobalId::parse(id.as_str().unwrap()).unwrap();
    let nowhere = GlobalId { id: uuid::Uuid::from_u128(77), ..nowhere }.to_string();
    for viewer in ["bufCaseworker", "hospitalPartner", "unrelated"] {
        let one = app.ask(viewer, node, json!({ "id": id })).await;
        let other = app.ask(viewer, node, json!({ "id": nowhere })).await;
        assert_eq!(one.text, other.text, "{viewer}");
    }
    let (rows, _) = seen(&app, "bufCaseworker", &case).await;
    assert_eq!(rows, json!([]));
    for viewer in ["bifCaseworker", "sofCaseworker", "sufCaseworker", "citizen"] {
        let found = app.ask(viewer, node, json!({ "id": id })).await;
        assert_eq!(found.data("/node/id"), id, "{viewer}");
    }

    // Annulled, it stays with the administration that recorded it.
    let annul = json!({ "rehabilitationTeamCaseId": id, "reason": "forkert borger",
        "expectedVersion": 1 });
    let field = "annulRehabilitationTeamCase";
    let told = change(&app, "sufCaseworker", field, SHOWN, annul.clone()).await;
    assert_eq!(told["userErrors"][0]["code"], "FORBIDDEN");
    let payload = fine(change(&app, "bifCaseworker", field, SHOWN, annul).await);
    assert_eq!(payload["rehabilitationTeamCase"]["version"], 2);
    for viewer in ["sofCaseworker", "sufCaseworker", "citizen"] {
        assert_eq!(seen(&app, viewer, &case).await.0, json!([]), "{viewer}");
    }
    let (rows, _) = seen(&app, "bifCaseworker", &case).await;
    assert_eq!(rows[0]["annulReason"], "forkert borger");
}
