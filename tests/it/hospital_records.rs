//! What becomes of a referral or a plan: corrected and annulled by its sender, decided by the lead,
//! found by each organisation's own number; what the lead records itself.

use law::words::UnitId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::brain_injury::{change, change_with, fine, organisation, refused, unit};
use crate::hospital::{
    R33, YOUNG, consented, ids, plan, referral, send_plan, send_referral, system,
};
use crate::support::TestApp;

#[tokio::test]
async fn a_sender_corrects_and_annuls_what_it_sent_and_the_lead_decides() {
    let app = TestApp::start().await;
    let sent = send_referral(&app, referral(&app, "sofCaseworker", YOUNG)).await;
    let (id, case) = (&sent["referral"]["id"], &sent["case"]["id"]);
    let (sof, hospital) = ("sofCaseworker", "hospitalPartner");
    consented(&app, case, &[("DISCLOSE", "bifCaseworker", &["HEALTH", "EMPLOYMENT"])]).await;
    let of_unit = format!("(unitId: {})", unit(&app, sof));
    assert_eq!(ids(&app, sof, "referralsDue", &of_unit).await, std::slice::from_ref(id));

    let correct = json!({ "referralId": id, "reason": "Afasi", "employer": null,
        "admission": { "admittedOn": "2026-10-11" }, "expectedVersion": 1 });
    let shown = "referral { version reason employer school admission { hospitalName admittedOn } }";
    let not_theirs = change(&app, sof, "correctReferral", shown, correct.clone()).await;
    assert_eq!(refused(&not_theirs).0, "FORBIDDEN", "the sender corrects what it sent");
    let corrected = fine(change(&app, hospital, "correctReferral", shown, correct).await);
    assert_eq!(
        corrected["referral"],
        json!({ "version": 2, "reason": "Afasi", "employer": null, "school": "VUC",
            "admission": { "hospitalName": null, "admittedOn": "2026-10-11" } })
    );
    app.pass(chrono::TimeDelta::seconds(1));
    let attach = json!({ "referralId": id, "kind": "IMAGING", "title": "MR af hjernen",
        "reference": "dok:18", "expectedVersion": 2 });
    let shown =
        "attachment { id title } case { referrals { attachments { title annulledAt } version } }";
    let attached = fine(change(&app, hospital, "addReferralAttachment", shown, attach).await);
    assert_eq!(attached["attachment"]["title"], "MR af hjernen");
    let wrong = json!({ "attachmentId": attached["attachment"]["id"], "reason": "anden borger",
        "expectedVersion": 3 });
    fine(change(&app, hospital, "annulReferralAttachment", shown, wrong).await);

    let decide = |decision: &str, reason: Value, to: Value, version: i32| {
        json!({ "referralId": id, "decision": decision, "reason": reason, "redirectedToId": to,
            "expectedVersion": version })
    };
    let suf = organisation(&app, "sufCaseworker");
    for (decision, reason, to, fault) in [
        ("REJECTED", Value::Null, Value::Null, "GROUNDS_MISSING"),
        ("REDIRECTED", json!("bor hos"), Value::Null, "RECIPIENT_MISSING"),
    ] {
        let input = decide(decision, reason, to, 4);
        let told = change(&app, sof, "decideReferral", "case { id }", input).await;
        assert_eq!(refused(&told).2, fault);
    }
    let input = decide("REDIRECTED", json!("Hører til i SUF"), suf.clone(), 4);
    let by_sender = change(&app, hospital, "decideReferral", "case { id }", input.clone()).await;
    assert_eq!(refused(&by_sender).0, "FORBIDDEN");
    let shown = "referral { version decision decidedBy { id } redirectedTo { id } }";
    let decided = fine(change(&app, sof, "decideReferral", shown, input).await);
    assert_eq!(decided["referral"]["redirectedTo"]["id"], suf);
    assert!(decided["referral"]["decidedBy"].is_object());
    assert!(ids(&app, sof, "referralsDue", &of_unit).await.is_empty());

    // The sender reads the decision, not who of the lead took it; BIF what its consent opens.
    const READ: &str =
        "query($id: ID!) { brainInjuryCase(id: $id) { referrals { decision decisionReason
        redirectedTo { id } decidedBy { id } workStatus relatives version annulReason
        attachments { title annulReason } withheld { fields reason } } } }";
    let seen = app.ask(hospital, READ, json!({ "id": case })).await;
    let row = seen.data("/brainInjuryCase/referrals/0");
    assert_eq!((&row["decision"], &row["redirectedTo"]["id"]), (&json!("REDIRECTED"), &suf));
    assert_eq!(row["withheld"], json!([{ "fields": ["decidedBy"], "reason": "LEAD_ONLY" }]));
    assert_eq!(row["attachments"][1]["annulReason"], "anden borger");
    let bif = app.ask("bifCaseworker", READ, json!({ "id": case })).await;
    let row = bif.data("/brainInjuryCase/referrals/0");
    assert_eq!((&row["workStatus"], &row["relatives"]), (&json!("SICK_LISTED"), &Value::Null));
    assert_eq!(row["version"], Value::Null, "it counts changes that others may not see");
    assert_eq!(row["attachments"].as_array().unwrap().len(), 1, "one was annulled");

    // Annulled it stays with who holds it, and with the citizen.
    let annul = json!({ "referralId": id, "reason": "forkert borger", "expectedVersion": 5 });
    let shown = "referral { annulReason version }";
    fine(change(&app, hospital, "annulReferral", shown, annul.clone()).await);
    let again = change(&app, hospital, "annulReferral", shown, annul).await;
    assert_eq!(refused(&again).0, "ILLEGAL_STATE");
    for (viewer, rows) in [(hospital, 1), (sof, 1), ("bifCaseworker", 0)] {
        let seen = app.ask(viewer, READ, json!({ "id": case })).await;
        let found = seen.data("/brainInjuryCase/referrals");
        assert_eq!(found.as_array().unwrap().len(), rows, "{viewer}");
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let seen = app.ask(viewer, node, json!({ "id": id })).await;
        assert_eq!(seen.data("/node").is_object(), rows == 1, "{viewer}");
    }
}

#[tokio::test]
async fn r15_another_unit_of_the_sender_knows_of_nothing() {
    let app = TestApp::start().await;
    let sent = send_referral(&app, referral(&app, "sofCaseworker", YOUNG)).await;
    let mut grant = app.grant("hospitalPartner");
    let own = grant.organisation.unwrap().0;
    use entity::unit::{Column, Entity};
    let units = Entity::find().filter(Column::OrganisationId.eq(own)).all(app.connection()).await;
    let others = units.unwrap();
    let other = others.iter().find(|unit| Some(UnitId(unit.id)) != grant.unit).unwrap();
    grant.unit = Some(UnitId(other.id));
    grant.user = None;
    grant.roles = law::RoleSet::NONE;
    let token = app.token_of(grant);
    let query =
        "query($case: ID!, $row: ID!) { brainInjuryCase(id: $case) { id } node(id: $row) { id }
        byExternalReference(system: \"EPJ\", id: \"H-1\") { id } brainInjuryCases { nodes { id } }
        referralsDue { nodes { id } } access(caseId: $case) { relation } }";
    let variables = json!({ "case": sent["case"]["id"], "row": sent["referral"]["id"] });
    let seen = app.ask_with(&token, query, variables.clone(), &[]).await;
    for name in ["brainInjuryCase", "node", "byExternalReference", "access"] {
        assert_eq!(seen.data(&format!("/{name}")), Value::Null, "{name}");
    }
    assert_eq!(seen.data("/brainInjuryCases/nodes"), json!([]));
    assert_eq!(seen.data("/referralsDue/nodes"), json!([]));
    // Its own unit and the person find it, by its own number too.
    for token in [system(&app, "hospitalPartner"), app.token("hospitalPartner")] {
        let seen = app.ask_with(&token, query, variables.clone(), &[]).await;
        assert_eq!(seen.data("/byExternalReference/id"), sent["referral"]["id"]);
        assert_eq!(seen.data("/access/relation"), "HOLDER");
        assert_eq!(seen.data("/referralsDue/nodes/0/id"), sent["referral"]["id"]);
    }
    // Under the sender's number the other unit finds nothing that it could send once more.
    let input = referral(&app, "sofCaseworker", YOUNG);
    let again = change_with(&app, &token, "sendReferral", "case { id }", input).await;
    assert_eq!(refused(&again.data("/sendReferral")).0, "TAKEN");
}

#[tokio::test]
async fn references_are_each_organisations_own() {
    let app = TestApp::start().await;
    let sent = send_referral(&app, referral(&app, "sofCaseworker", YOUNG)).await;
    let mut input = plan(&app, "sofCaseworker", YOUNG, R33);
    input["referralId"] = sent["referral"]["id"].clone();
    let planned = send_plan(&app, input.clone()).await;
    let attachment = &sent["referral"]["attachments"][0]["id"];
    for (id, number) in [
        (&sent["referral"]["id"], "S-1"),
        (attachment, "S-2"),
        (&planned["rehabilitationPlan"]["id"], "S-3"),
    ] {
        let set = json!({ "id": id, "reference": { "system": "CSC", "id": number } });
        fine(change(&app, "sofCaseworker", "setExternalReference", "case { id }", set).await);
    }
    let query = "query($id: ID!) { brainInjuryCase(id: $id) {
        referrals { externalReferences { system id } attachments { externalReferences { id } } }
        rehabilitationPlans { externalReferences { system id } referral { id } } } }";
    let of = |system: &str, id: &str| json!([{ "system": system, "id": id }]);
    for (viewer, referral, plan) in [
        ("sofCaseworker", of("CSC", "S-1"), of("CSC", "S-3")),
        ("hospitalPartner", of("EPJ", "H-1"), of("EPJ", "G-1")),
    ] {
        let seen = app.ask(viewer, query, json!({ "id": sent["case"]["id"] })).await;
        assert_eq!(seen.data("/brainInjuryCase/referrals/0/externalReferences"), referral);
        let row = seen.data("/brainInjuryCase/rehabilitationPlans/0");
        assert_eq!(row["externalReferences"], plan);
        assert_eq!(row["referral"]["id"], sent["referral"]["id"]);
    }
    let find = "{ byExternalReference(system: \"CSC\", id: \"S-2\") { id __typename } }";
    let found = app.ask("sofCaseworker", find, json!({})).await;
    assert_eq!(found.data("/byExternalReference/id"), *attachment);
    assert_eq!(found.data("/byExternalReference/__typename"), "ReferralAttachment");
    assert_eq!(
        app.ask("hospitalPartner", find, json!({})).await.data("/byExternalReference"),
        Value::Null
    );
    // A plan comes with a referral of its own sender, about the same citizen.
    let mut other = input;
    other["citizen"]["cpr"] = "610280-0003".into();
    other["externalReference"]["id"] = "G-2".into();
    let token = system(&app, "hospitalPartner");
    let field = "sendRehabilitationPlan";
    let told = change_with(&app, &token, field, "case { id }", other).await;
    let error = told.data("/sendRehabilitationPlan/userErrors/0");
    assert_eq!((&error["code"], &error["path"]), (&json!("NOT_FOUND"), &json!(["referralId"])));
}

#[tokio::test]
async fn the_lead_records_what_reached_it_otherwise_and_holds_it_alone() {
    let app = TestApp::start().await;
    let sof = "sofCaseworker";
    let citizen = json!({ "cpr": YOUNG, "name": "Ellen Prøve" });
    let citizen = fine(change(&app, sof, "registerCitizen", "citizen { id }", citizen).await);
    let target =
        json!({ "newCase": { "citizenId": citizen["citizen"]["id"], "unitId": unit(&app, sof) } });
    let mut input = json!({ "target": target, "referrerKind": "CITIZEN", "reason": "Vil i gang",
        "receivedAt": "2026-11-01T10:00:00Z", "externalReference": { "system": "CSC", "id": "1" } });
    let shown = "referral { id referrerKind referrer { organisation { id } professional { id } } } case { id status }";
    let made = fine(change(&app, sof, "recordReferral", shown, input.clone()).await);
    assert_eq!(made["referral"]["referrer"]["organisation"], Value::Null);
    assert_eq!(made["case"]["status"], "ON_THE_WAY");
    let again = fine(change(&app, sof, "recordReferral", shown, input.clone()).await);
    assert_eq!(again["referral"]["id"], made["referral"]["id"]);
    input["target"] = json!({ "caseId": made["case"]["id"] });
    let again = fine(change(&app, sof, "recordReferral", shown, input).await);
    assert_eq!(again["warnings"][0]["fault"], "ALREADY_REGISTERED");
    let on_paper = json!({ "target": { "caseId": made["case"]["id"] }, "planType": "SPECIALISED",
        "receivedAt": "2026-11-01T10:00:00Z", "dischargedOn": "2026-10-30" });
    let shown = "rehabilitationPlan { id startDeadline sender { organisation { id } } }";
    let plan = fine(change(&app, sof, "recordRehabilitationPlan", shown, on_paper).await);
    assert_eq!(plan["rehabilitationPlan"]["sender"]["organisation"]["id"], organisation(&app, sof));
    // A hospital that takes part sees neither, and neither sends in the lead's place.
    send_referral(&app, referral(&app, sof, YOUNG)).await;
    let query = "query($id: ID!) { brainInjuryCase(id: $id) { referrals { referrerKind }
        rehabilitationPlans { planType } } }";
    let seen = app.ask("hospitalPartner", query, json!({ "id": made["case"]["id"] })).await;
    assert_eq!(seen.data("/brainInjuryCase/referrals"), json!([{ "referrerKind": "HOSPITAL" }]));
    assert_eq!(seen.data("/brainInjuryCase/rehabilitationPlans"), json!([]));
    // Its caseworker corrects and annuls it.
    let correct = json!({ "referralId": made["referral"]["id"], "reason": "Vil på arbejde",
        "expectedVersion": 1 });
    fine(change(&app, sof, "correctReferral", "referral { reason }", correct).await);
    let annul = json!({ "planId": plan["rehabilitationPlan"]["id"], "reason": "dublet", "expectedVersion": 1 });
    fine(change(&app, sof, "annulRehabilitationPlan", "case { id }", annul).await);
    let due = ids(&app, sof, "rehabilitationStartsDue", "(until: \"2030-01-01\")").await;
    assert!(due.is_empty());
}
