//! What comes from hospitals, and assessments.

use serde_json::{Value, json};

use super::table::Table;
use crate::hospital::{R33, YOUNG, plan, referral};

pub(super) const MUTATIONS: &[&str] = &[
    "sendReferral",
    "recordReferral",
    "correctReferral",
    "annulReferral",
    "decideReferral",
    "addReferralAttachment",
    "annulReferralAttachment",
    "sendRehabilitationPlan",
    "recordRehabilitationPlan",
    "correctRehabilitationPlan",
    "annulRehabilitationPlan",
    "updateRehabilitationCourse",
    "recordBrainInjuryAssessment",
    "correctBrainInjuryAssessment",
    "annulBrainInjuryAssessment",
];

const SOF: &str = "sofCaseworker";
const HOSPITAL: &str = "hospitalPartner";

/// Something made without looking at what else could be told of it.
async fn made(t: &Table, viewer: &str, mutation: &str, shown: &str, input: Value) -> Value {
    let answer = t.send(viewer, mutation, shown, &input, "en").await;
    let payload = answer.json()["data"][mutation].clone();
    assert_eq!(payload["userErrors"], json!([]), "{}", answer.text);
    payload
}

/// A case of another unit, with a row of each kind in it.
async fn elsewhere(t: &Table) {
    let other = "sofOtherUnit";
    let citizen = json!({ "cpr": "6102800004", "name": "En Anden" });
    let citizen = made(t, other, "registerCitizen", "citizen { id }", citizen).await;
    let new = json!({ "citizenId": citizen["citizen"]["id"], "unitId": t.unit(other) });
    let at = "2026-11-01T10:00:00Z";
    let input = json!({ "target": { "newCase": new }, "referrerKind": "CITIZEN", "receivedAt": at,
        "attachments": [{ "kind": "OTHER", "title": "Brev", "reference": "dok:9" }] });
    let case = made(t, other, "recordReferral", "case { id }", input).await["case"]["id"].clone();
    let input = json!({ "target": { "caseId": case }, "planType": "GENERAL", "receivedAt": at,
        "dischargedOn": "2026-11-01" });
    made(t, other, "recordRehabilitationPlan", "case { id }", input).await;
    let input = json!({ "caseId": case, "needLevel": "LIGHT" });
    made(t, other, "recordBrainInjuryAssessment", "case { id }", input).await;
}

#[tokio::test]
async fn wrong_input_of_referrals() {
    let mut t = Table::start().await;
    elsewhere(&t).await;
    let (suf, bif) = (t.unit("sufCaseworker"), t.unit("bifCaseworker"));
    let no_hospital = t.organisation("bifCaseworker");
    let input = referral(&t.app, SOF, YOUNG);
    let sent = t
        .row(HOSPITAL, "sendReferral", input.clone())
        .public()
        .wrong(json!({ "/receivingUnitId": suf }), "INVALID receivingUnitId")
        .wrong(json!({ "/receivingUnitId": bif }), "INVALID receivingUnitId")
        .wrong(json!({ "/citizen/cpr": "0113010000" }), "INVALID citizen.cpr")
        .wrong(json!({ "/diagnosisCodes": ["x"] }), "DIAGNOSIS_CODE_MALFORMED diagnosisCodes.0")
        .wrong(json!({ "/diagnosisCodes": vec!["I61"; 101] }), "TOO_LONG diagnosisCodes")
        .wrong(json!({ "/injuryDate": "2026-12-24" }), "IN_FUTURE injuryDate")
        .wrong(
            json!({ "/admission/dischargedOn": "2026-10-01" }),
            "DATES_NOT_ORDERED admission.dischargedOn",
        )
        .wrong(json!({ "/admission/hospitalId": no_hospital }), "INVALID admission.hospitalId")
        .wrong(json!({ "/administrations": ["BANK"] }), "NOT_MUNICIPAL administrations.0")
        .wrong(json!({ "/attachments/0/sha256": "zz" }), "INVALID attachments.0.sha256")
        .wrong(json!({ "/attachments/0/date": "2026-12-24" }), "INVALID attachments.0.date")
        .works("referral { id version attachments { id } } case { id }")
        .await;
    t.row("sofOtherUnit", "sendReferral", input.clone()).is("INVALID receivingUnitId").await;
    for viewer in ["unitLead", "citizen", "representative"] {
        t.row(viewer, "sendReferral", input.clone()).is("FORBIDDEN ").await;
    }
    let mut other = input;
    other["citizen"]["cpr"] = "6103800005".into();
    t.row(HOSPITAL, "sendReferral", other).is("TAKEN externalReference").await;
    let (referral, case) = (&sent["referral"], &sent["case"]["id"]);

    let input = json!({ "referralId": referral["id"], "referrerName": "Læge Lund",
        "reason": "Udtrætning", "childrenUnder18": 1, "admission": { "hospitalName": "Afsnit B" },
        "expectedVersion": 1 });
    t.row(HOSPITAL, "correctReferral", input.clone())
        .wrong(json!({ "/injuryDate": "2026-12-24" }), "IN_FUTURE injuryDate")
        .works("referral { id }")
        .await;
    t.row(SOF, "correctReferral", input).is("FORBIDDEN ").await;
    let input = json!({ "referralId": referral["id"], "kind": "IMAGING", "title": "Skanning",
        "reference": "dok:18", "expectedVersion": 2 });
    let attached = t
        .row(HOSPITAL, "addReferralAttachment", input)
        .wrong(json!({ "/date": "2026-12-24" }), "INVALID date")
        .works("attachment { id }")
        .await;
    let input = json!({ "attachmentId": attached["attachment"]["id"], "reason": "forkert bilag",
        "expectedVersion": 3 });
    t.row(HOSPITAL, "annulReferralAttachment", input.clone()).works("attachment { id }").await;
    let mut again = input;
    again["expectedVersion"] = 4.into();
    t.row(HOSPITAL, "annulReferralAttachment", again).is("ILLEGAL_STATE attachmentId").await;

    let to = t.organisation("sufCaseworker");
    let input = json!({ "referralId": referral["id"], "decision": "REDIRECTED",
        "reason": "hører til dér", "redirectedToId": to, "expectedVersion": 4 });
    t.row(SOF, "decideReferral", input)
        .refused(HOSPITAL, "FORBIDDEN")
        .wrong(json!({ "/redirectedToId": null }), "RECIPIENT_MISSING redirectedToId")
        .wrong(json!({ "/reason": " " }), "GROUNDS_MISSING reason")
        .wrong(json!({ "/decision": "ACCEPTED" }), "INVALID redirectedToId")
        .wrong(
            json!({ "/decision": "REJECTED", "/reason": null, "/redirectedToId": null }),
            "GROUNDS_MISSING reason",
        )
        .works("referral { id }")
        .await;
    let input = json!({ "referralId": referral["id"], "reason": "forkert borger",
        "expectedVersion": 5 });
    t.row(HOSPITAL, "annulReferral", input.clone()).works("referral { id }").await;
    let mut again = input;
    again["expectedVersion"] = 6.into();
    t.row(HOSPITAL, "annulReferral", again).is("ILLEGAL_STATE referralId").await;
    for (viewer, mutation, more) in [
        (HOSPITAL, "correctReferral", json!({})),
        (SOF, "decideReferral", json!({ "decision": "ACCEPTED" })),
        (
            HOSPITAL,
            "addReferralAttachment",
            json!({ "kind": "OTHER", "title": "Brev", "reference": "dok:19" }),
        ),
    ] {
        let mut input = more;
        input["referralId"] = referral["id"].clone();
        input["expectedVersion"] = 6.into();
        t.row(viewer, mutation, input).is("ILLEGAL_STATE referralId").await;
    }

    let input = json!({ "target": { "caseId": case }, "referrerKind": "RELATIVE",
        "referrerName": "Søsteren", "receivedAt": "2026-11-01T10:00:00Z", "reason": "Uro",
        "attachments": [{ "kind": "OTHER", "title": "Brev", "reference": "dok:20" }] });
    t.row(SOF, "recordReferral", input)
        .refused(HOSPITAL, "FORBIDDEN")
        .wrong(json!({ "/receivedAt": "2026-12-24T10:00:00Z" }), "IN_FUTURE receivedAt")
        .works("referral { id }")
        .await;
    t.finish(&MUTATIONS[..7]);
}

#[tokio::test]
async fn wrong_input_of_rehabilitation_plans() {
    let mut t = Table::start().await;
    elsewhere(&t).await;
    let sent = referral(&t.app, SOF, YOUNG);
    let referral = made(&t, HOSPITAL, "sendReferral", "referral { id } case { id }", sent).await;
    let case = &referral["case"]["id"];
    let mut input = plan(&t.app, SOF, YOUNG, R33);
    input["referralId"] = referral["referral"]["id"].clone();
    let suf = t.unit("sufCaseworker");
    let mut row = t.row(HOSPITAL, "sendRehabilitationPlan", input.clone());
    // The others make no such plans; nobody else is told of the referral either.
    for viewer in ["bifCaseworker", "citizen", "unitLead", "sofOtherUnit", "unrelated"] {
        row = row.refused(viewer, "FORBIDDEN");
    }
    let sent = row
        .wrong(json!({ "/receivingUnitId": suf }), "INVALID receivingUnitId")
        .wrong(json!({ "/citizen/cpr": "0113010000" }), "INVALID citizen.cpr")
        .wrong(json!({ "/icfEntries/0/code": "x1" }), "ICF_CODE_MALFORMED icfEntries.0.code")
        .wrong(
            json!({ "/dischargedOn": null, "/totalNeed/social": " " }),
            "DISCHARGE_MISSING dischargedOn, TOTAL_NEED_MISSING totalNeed.social",
        )
        .wrong(json!({ "/senderSor": "12x" }), "INVALID senderSor")
        .wrong(json!({ "/diagnosisCodes": ["Z"] }), "DIAGNOSIS_CODE_MALFORMED diagnosisCodes.0")
        .works("rehabilitationPlan { id }")
        .await["rehabilitationPlan"]["id"]
        .clone();

    let input = json!({ "planId": sent, "planType": "SPECIALISED", "functionNow": "Går selv",
        "icfEntries": [{ "code": "b140", "qualifier": "Q1", "note": "Bedre" }],
        "totalNeed": { "health": "Fysioterapi" }, "earliestStart": "2026-11-10",
        "expectedVersion": 1 });
    t.row(HOSPITAL, "correctRehabilitationPlan", input.clone())
        .wrong(
            json!({ "/dischargedOn": null, "/earliestStart": null }),
            "DISCHARGE_MISSING dischargedOn",
        )
        .works("rehabilitationPlan { id }")
        .await;
    t.row(SOF, "correctRehabilitationPlan", input).is("FORBIDDEN ").await;
    let (own, hospital) = (t.organisation(SOF), t.organisation(HOSPITAL));
    let input = json!({ "planId": sent, "firstContactOffered": "2026-11-03",
        "startedOn": "2026-11-04", "freeChoice": "OFFERED", "responsibleOrganisationId": own,
        "responsibleFrom": "2026-11-03", "expectedVersion": 2 });
    t.row(SOF, "updateRehabilitationCourse", input)
        .refused(HOSPITAL, "FORBIDDEN")
        .wrong(json!({ "/freeChoice": "TAKEN" }), "NOT_OFFERED freeChoice")
        .wrong(json!({ "/responsibleOrganisationId": null }), "REQUIRED responsibleOrganisationId")
        .wrong(
            json!({ "/responsibleOrganisationId": hospital }),
            "INVALID responsibleOrganisationId",
        )
        .works("rehabilitationPlan { id }")
        .await;
    let input = json!({ "planId": sent, "reason": "forkert borger", "expectedVersion": 3 });
    t.row(HOSPITAL, "annulRehabilitationPlan", input).works("rehabilitationPlan { id }").await;
    for (viewer, mutation) in [
        (HOSPITAL, "annulRehabilitationPlan"),
        (HOSPITAL, "correctRehabilitationPlan"),
        (SOF, "updateRehabilitationCourse"),
    ] {
        let mut input = json!({ "planId": sent, "expectedVersion": 4 });
        if mutation.starts_with("annul") {
            input["reason"] = "igen".into();
        }
        t.row(viewer, mutation, input).is("ILLEGAL_STATE planId").await;
    }

    let input = json!({ "target": { "caseId": case }, "planType": "GENERAL",
        "receivedAt": "2026-11-01T10:00:00Z", "dischargedOn": "2026-10-30" });
    t.row(SOF, "recordRehabilitationPlan", input)
        .refused(HOSPITAL, "FORBIDDEN")
        .wrong(json!({ "/receivedAt": "2026-12-24T10:00:00Z" }), "IN_FUTURE receivedAt")
        .wrong(
            json!({ "/planType": R33, "/totalNeed": { "health": "a", "social": "b", "employment": "c" } }),
            "TOTAL_NEED_MISSING totalNeed.education",
        )
        .works("rehabilitationPlan { id }")
        .await;
    t.finish(&MUTATIONS[7..12]);
}

#[tokio::test]
async fn wrong_input_of_assessments() {
    let mut t = Table::start().await;
    elsewhere(&t).await;
    let sent = referral(&t.app, SOF, YOUNG);
    let case = made(&t, HOSPITAL, "sendReferral", "case { id }", sent).await["case"]["id"].clone();
    let input = json!({ "caseId": case, "assessedAt": "2026-11-01T10:00:00Z",
        "scores": [{ "tool": "OTHER", "toolName": "WAIS", "score": "92", "measuredOn": "2026-11-01" }],
        "relativesStrain": "Trætte", "conclusion": "Stort behov", "needLevel": "HIGH" });
    let made = t
        .row(SOF, "recordBrainInjuryAssessment", input)
        .refused(HOSPITAL, "")
        .wrong(json!({ "/assessedAt": "2026-12-24T10:00:00Z" }), "INVALID assessedAt")
        .wrong(json!({ "/scores/0/toolName": " " }), "REQUIRED scores.0.toolName")
        .wrong(json!({ "/scores/0/tool": "OCS" }), "INVALID scores.0.toolName")
        .wrong(json!({ "/scores/0/measuredOn": "2026-12-24" }), "INVALID scores.0.measuredOn")
        .wrong(
            json!({ "/scores": [], "/relativesStrain": null, "/conclusion": " ", "/needLevel": null }),
            "REQUIRED conclusion",
        )
        .works("assessment { id }")
        .await["assessment"]["id"]
        .clone();
    let input = json!({ "assessmentId": made, "scores": [{ "tool": "TUG", "score": "14 s" }],
        "risks": "Fald", "expectedVersion": 1 });
    t.row(SOF, "correctBrainInjuryAssessment", input)
        .refused(HOSPITAL, "NOT_FOUND *")
        .wrong(json!({ "/scores/0/tool": "OTHER" }), "REQUIRED scores.0.toolName")
        .works("assessment { id }")
        .await;
    let input = json!({ "assessmentId": made, "reason": "forkert sag", "expectedVersion": 2 });
    t.row(SOF, "annulBrainInjuryAssessment", input)
        .refused(HOSPITAL, "NOT_FOUND *")
        .works("assessment { id }")
        .await;
    for mutation in ["annulBrainInjuryAssessment", "correctBrainInjuryAssessment"] {
        let mut input = json!({ "assessmentId": made, "expectedVersion": 3 });
        if mutation.starts_with("annul") {
            input["reason"] = "igen".into();
        }
        t.row(SOF, mutation, input).is("ILLEGAL_STATE assessmentId").await;
    }
    t.finish(&MUTATIONS[12..]);
}
