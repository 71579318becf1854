//! Requests for information and statements.

use serde_json::json;

use super::table::Table;

pub(super) const MUTATIONS: &[&str] =
    &["askForInformation", "answerRequest", "declineRequest", "recordStatement", "annulStatement"];

#[tokio::test]
async fn wrong_input_to_the_exchange() {
    let mut t = Table::start().await;
    const LEAD: &str = "sofCoordinator";
    const ASKED: &str = "bifCaseworker";
    let (bif, unit, person) = (t.organisation(ASKED), t.unit(ASKED), t.professional(ASKED));
    let (own, nobody) = (t.unit(LEAD), t.organisation("admin"));
    let input = json!({ "caseId": t.app.case(), "toOrganisationId": bif, "toUnitId": unit,
        "toProfessionalId": person, "categories": ["EMPLOYMENT"],
        "question": "Hvordan går praktikken", "due": "2026-11-20" });
    let mut asked = Vec::new();
    for _ in 0..2 {
        let row = t.row(LEAD, "askForInformation", input.clone());
        let made = row
            .refused("bifCaseworker", "INVALID toOrganisationId")
            .refused("hospitalPartner", "NOT_COVERED categories")
            .wrong(json!({ "/categories": [] }), "REQUIRED categories")
            .wrong(json!({ "/categories": ["HEALTH"] }), "NOT_COVERED categories")
            .wrong(json!({ "/due": "2026-11-01" }), "INVALID due")
            .wrong(json!({ "/due": "9999-12-31" }), "INVALID due")
            .wrong(json!({ "/toUnitId": own }), "INVALID toUnitId")
            .wrong(
                json!({ "/toOrganisationId": nobody, "/toUnitId": null, "/toProfessionalId": null }),
                "REQUIRED toUnitId, NOT_COVERED categories",
            )
            .works("informationRequest { id version }")
            .await;
        asked.push(made["informationRequest"]["id"].clone());
    }
    let text = json!({ "text": "Praktikken går godt", "categories": ["EMPLOYMENT"],
        "date": "2026-11-01" });
    let mut answer = text.clone();
    answer["requestId"] = asked[0].clone();
    answer["expectedVersion"] = 1.into();
    t.row(ASKED, "answerRequest", answer.clone())
        .wrong(json!({ "/date": "2026-11-03" }), "INVALID date")
        .wrong(json!({ "/date": "0001-01-01" }), "INVALID date")
        .works("statement { id }")
        .await;
    answer["expectedVersion"] = 2.into();
    t.row(ASKED, "answerRequest", answer).is("ILLEGAL_STATE requestId").await;
    let decline = json!({ "requestId": asked[1], "reason": "ikke hos os", "expectedVersion": 1 });
    t.row(ASKED, "declineRequest", decline.clone()).works("informationRequest { id }").await;
    let mut again = decline;
    again["expectedVersion"] = 2.into();
    t.row(ASKED, "declineRequest", again).is("ILLEGAL_STATE requestId").await;

    let mut input = text;
    input["caseId"] = t.app.case().into();
    let made = t
        .row(ASKED, "recordStatement", input)
        .refused("hospitalPartner", "")
        .wrong(json!({ "/date": "2026-11-03", "/text": "" }), "REQUIRED text, INVALID date")
        .works("statement { id version }")
        .await["statement"]
        .clone();
    let input = json!({ "statementId": made["id"], "reason": "forkert sag", "expectedVersion": 1 });
    t.row(ASKED, "annulStatement", input)
        .refused("hospitalPartner", "NOT_FOUND *")
        .works("statement { id }")
        .await;
    let input = json!({ "statementId": made["id"], "reason": "forkert sag", "expectedVersion": 2 });
    t.row(ASKED, "annulStatement", input).is("ILLEGAL_STATE statementId").await;
    t.finish(MUTATIONS);
}
