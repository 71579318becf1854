//! Recommendations of the rehabilitation team.

use serde_json::{Value, json};

use super::table::Table;

pub(super) const MUTATIONS: &[&str] =
    &["recordRehabilitationTeamCase", "annulRehabilitationTeamCase"];

const BIF: &str = "bifCaseworker";

/// A mutation that makes ready what the rows are about; its payload.
async fn ready(t: &Table, viewer: &str, mutation: &str, shown: &str, input: Value) -> Value {
    let answer = t.send(viewer, mutation, shown, &input, "en").await;
    let payload = answer.json()["data"][mutation].clone();
    assert_eq!(payload["userErrors"], json!([]), "{mutation}: {}", answer.text);
    payload
}

/// A brain-injury case of a new citizen, opened by a caseworker's unit.
async fn opened(t: &Table, viewer: &str, cpr: &str, birth: &str) -> Value {
    let input = json!({ "cpr": cpr, "name": "Ny Borger", "birthDate": birth });
    let citizen = ready(t, viewer, "registerCitizen", "citizen { id }", input).await;
    let input = json!({ "citizenId": citizen["citizen"]["id"], "unitId": t.unit(viewer),
        "openedBy": "OWN_INITIATIVE" });
    let made = ready(t, viewer, "openBrainInjuryCase", "case { id }", input).await;
    made["case"]["id"].clone()
}

fn recommendation(case: &Value) -> Value {
    json!({ "caseId": case, "metOn": "2026-10-30", "parties": ["EMPLOYMENT", "SOCIAL", "REGION"],
        "recommendation": "RESOURCE_COURSE", "grounds": "Arbejdsevnen er ikke afklaret endnu",
        "resourceCourse": false, "obviouslyFutile": false, "treatmentExhausted": false,
        "conditionsMet": false })
}

#[tokio::test]
async fn wrong_input_to_the_rehabilitation_team() {
    let mut t = Table::start().await;
    // What somebody else recorded of somebody else.
    let other = opened(&t, "sufCaseworker", "6512550001", "1955-12-05").await;
    let shown = "rehabilitationTeamCase { id }";
    let field = "recordRehabilitationTeamCase";
    ready(&t, "sufCaseworker", field, shown, recommendation(&other)).await;

    let case = opened(&t, "sofCaseworker", "6303750002", "1975-03-03").await;
    let clause = json!({ "direction": "DISCLOSE", "purpose": "BRAIN_INJURY",
        "categories": ["EMPLOYMENT"], "counterparts": [{ "organisationId": t.organisation(BIF) }] });
    let consent = json!({ "caseId": case, "signedAt": "2026-11-01T10:00:00Z", "form": "WRITTEN",
        "signer": "CITIZEN", "rightToWithdraw": true, "clauses": [clause] });
    ready(&t, "sofCaseworker", "giveConsent", "case { id }", consent).await;
    let input = json!({ "caseId": case, "organisationId": t.organisation(BIF),
        "unitId": t.unit(BIF) });
    ready(&t, "sofCaseworker", "addParticipation", "case { id }", input).await;

    let made = t
        .row(BIF, field, recommendation(&case))
        .wrong(json!({ "/metOn": "2026-11-03" }), "INVALID metOn")
        .wrong(json!({ "/parties": [] }), "REQUIRED parties")
        .wrong(json!({ "/grounds": " " }), "GROUNDS_MISSING grounds")
        .wrong(
            json!({ "/recommendation": "DISABILITY_PENSION" }),
            "FUTILITY_MISSING obviouslyFutile, TREATMENT_NOT_EXHAUSTED treatmentExhausted, \
             CONDITIONS_NOT_MET conditionsMet",
        )
        .works("rehabilitationTeamCase { id version }")
        .await["rehabilitationTeamCase"]
        .clone();
    let input = json!({ "rehabilitationTeamCaseId": made["id"], "reason": "forkert borger",
        "expectedVersion": 1 });
    t.row("sofCaseworker", "annulRehabilitationTeamCase", input.clone())
        .is("NOT_FOUND rehabilitationTeamCaseId")
        .await;
    t.row(BIF, "annulRehabilitationTeamCase", input.clone())
        .works("rehabilitationTeamCase { id }")
        .await;
    let mut again = input;
    again["expectedVersion"] = 2.into();
    t.row(BIF, "annulRehabilitationTeamCase", again)
        .is("ILLEGAL_STATE rehabilitationTeamCaseId")
        .await;
    t.finish(MUTATIONS);
}
