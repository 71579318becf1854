//! Consents, statutory bases and participations.

use serde_json::{Value, json};

use super::table::Table;

pub(super) const MUTATIONS: &[&str] = &[
    "giveConsent",
    "correctConsent",
    "annulConsent",
    "withdrawConsent",
    "withdrawConsentClause",
    "recordStatutoryBasis",
    "objectToBasis",
    "endStatutoryBasis",
    "addParticipation",
    "endParticipation",
];

const LEAD: &str = "sofCaseworker";

fn content(t: &Table) -> Value {
    let clause = json!({ "direction": "DISCLOSE", "grantedToId": t.organisation(LEAD),
        "counterparts": [{ "organisationId": t.organisation("unrelated") }],
        "categories": ["SOCIAL"], "purpose": "DKK", "legalBasis": "forvaltningsloven § 28",
        "from": "2026-11-01", "to": "2027-11-01" });
    json!({ "caseId": t.app.case(), "signedAt": "2026-11-01T10:00:00Z", "form": "WRITTEN",
        "signer": "CITIZEN", "coSignedById": t.professional("sofCoordinator"),
        "jointMeetings": true, "outsideNotice": true, "rightToWithdraw": true,
        "evidenceReference": "arkiv/2026/17", "evidenceSha256": "0a".repeat(32),
        "clauses": [clause] })
}

#[tokio::test]
async fn wrong_input_about_consents() {
    let mut t = Table::start().await;
    let input = content(&t);
    let representative = t.read(LEAD, "citizen { representatives { id } }").await["citizen"]
        ["representatives"][0]["id"]
        .clone();
    let (own, bif) = (t.organisation(LEAD), t.professional("bifCaseworker"));
    let made = t
        .row(LEAD, "giveConsent", input.clone())
        .otherwise("representativeId", "INVALID")
        .refused("hospitalPartner", "FORBIDDEN clauses.0.purpose")
        .wrong(json!({ "/signedAt": "2026-11-03T10:00:00Z" }), "IN_FUTURE signedAt")
        .wrong(json!({ "/form": "ORAL" }), "ORAL_REASON_MISSING oralReason")
        .wrong(json!({ "/rightToWithdraw": false }), "REQUIRED rightToWithdraw")
        .wrong(json!({ "/clauses": [] }), "NO_CLAUSES clauses")
        .wrong(json!({ "/clauses/0/direction": null }), "DIRECTION_MISSING clauses.0.direction")
        .wrong(json!({ "/clauses/0/purpose": null }), "PURPOSE_MISSING clauses.0.purpose")
        .wrong(json!({ "/clauses/0/purpose": "BRAIN_INJURY" }), "INVALID clauses.0.purpose")
        .wrong(json!({ "/clauses/0/counterparts": [] }), "RECIPIENT_MISSING clauses.0.counterparts")
        .wrong(
            json!({ "/clauses/0/counterparts/0/organisationId": own }),
            "INVALID clauses.0.counterparts.0.organisationId",
        )
        .wrong(json!({ "/clauses/0/categories": [] }), "CATEGORIES_MISSING clauses.0.categories")
        .wrong(json!({ "/clauses/0/to": "2026-10-01" }), "DATES_NOT_ORDERED clauses.0.to")
        .wrong(json!({ "/evidenceReference": null }), "INVALID evidenceReference")
        .wrong(json!({ "/evidenceSha256": null }), "INVALID evidenceSha256")
        .wrong(json!({ "/evidenceSha256": "abc" }), "INVALID evidenceSha256")
        .wrong(json!({ "/coSignedById": bif }), "INVALID coSignedById")
        .wrong(json!({ "/representativeId": representative }), "INVALID representativeId")
        .wrong(json!({ "/signerGround": "værgemål" }), "INVALID signerGround")
        .wrong(json!({ "/signerScope": ["SOCIAL"] }), "INVALID signerScope")
        .wrong(
            json!({ "/signer": "GUARDIAN", "/representativeId": representative,
                "/signerScope": ["SOCIAL"] }),
            "OUTSIDE_SIGNER_SCOPE signerScope",
        )
        .wrong(
            json!({ "/signer": "PARENT", "/representativeId": representative }),
            "INVALID signer, INVALID representativeId, OUTSIDE_SIGNER_SCOPE clauses.0.categories",
        )
        .works("consent { id version clauses { id } }")
        .await["consent"]
        .clone();
    let mut correct = input.clone();
    correct.as_object_mut().unwrap().remove("caseId");
    correct["consentId"] = made["id"].clone();
    correct["clauses"][0]["clauseId"] = made["clauses"][0]["id"].clone();
    correct["reason"] = "skrivefejl".into();
    correct["expectedVersion"] = 1.into();
    t.row(LEAD, "correctConsent", correct)
        .refused("bifCaseworker", "NOT_FOUND *")
        .refused("hospitalPartner", "NOT_FOUND *")
        .otherwise("representativeId", "INVALID")
        .wrong(json!({ "/reason": " " }), "REQUIRED reason")
        .wrong(json!({ "/clauses/0/categories": [] }), "CATEGORIES_MISSING clauses.0.categories")
        .works("consent { id }")
        .await;
    withdrawals(&mut t, &input, &made).await;
    t.row(
        LEAD,
        "annulConsent",
        json!({ "consentId": made["id"], "reason": "forkert borger",
        "expectedVersion": 4 }),
    )
    .is("CONFLICT expectedVersion")
    .await;
    bases(&mut t).await;
    participations(&mut t).await;
    t.finish(MUTATIONS);
}

/// By the citizen; the lead may record it.
async fn withdrawals(t: &mut Table, content: &Value, made: &Value) {
    let input = json!({ "clauseId": made["clauses"][0]["id"] });
    t.row("citizen", "withdrawConsentClause", input.clone())
        .refused("bifCaseworker", "NOT_FOUND *")
        .refused("hospitalPartner", "NOT_FOUND *")
        .works("consent { id }")
        .await;
    t.row("citizen", "withdrawConsentClause", input).is("ILLEGAL_STATE clauseId").await;
    let row = t.row(LEAD, "giveConsent", content.clone());
    let other = row
        .refused("hospitalPartner", "FORBIDDEN clauses.0.purpose")
        .otherwise("representativeId", "INVALID")
        .works("consent { id version }")
        .await["consent"]
        .clone();
    let input = json!({ "consentId": other["id"] });
    t.row("citizen", "withdrawConsent", input.clone())
        .refused("bifCaseworker", "NOT_FOUND *")
        .refused("hospitalPartner", "NOT_FOUND *")
        .works("consent { id }")
        .await;
    t.row("citizen", "withdrawConsent", input).is("ILLEGAL_STATE consentId").await;
    let input = json!({ "consentId": other["id"], "reason": "forkert sag", "expectedVersion": 2 });
    t.row(LEAD, "annulConsent", input)
        .refused("bifCaseworker", "NOT_FOUND *")
        .refused("hospitalPartner", "NOT_FOUND *")
        .works("consent { id }")
        .await;
    let input = json!({ "consentId": other["id"], "reason": "forkert sag", "expectedVersion": 3 });
    t.row(LEAD, "annulConsent", input).is("ILLEGAL_STATE consentId").await;
}

async fn bases(t: &mut Table) {
    let (own, bif) = (t.organisation(LEAD), t.organisation("bifCaseworker"));
    let input = json!({ "caseId": t.app.case(), "provision": "RSL_11A_3", "number": "sag 17",
        "requesterId": own, "holderId": bif, "categories": ["ECONOMY"], "reason": "ydelsen",
        "necessity": "kan ikke oplyses ellers",
        "consentAttempt": { "at": "2026-10-20T10:00:00Z", "text": "spurgt ved møde" },
        "objectionDeadline": "2026-12-01" });
    let made = t
        .row(LEAD, "recordStatutoryBasis", input.clone())
        .refused("bifCaseworker", "REQUESTER_RECORDS provision")
        .wrong(json!({ "/provision": null }), "PROVISION_MISSING provision")
        .wrong(json!({ "/categories": [] }), "CATEGORIES_MISSING categories")
        .wrong(json!({ "/holderId": own }), "INVALID holderId")
        .wrong(json!({ "/consentAttempt/at": "2026-12-20T10:00:00Z" }), "INVALID consentAttempt.at")
        .works("statutoryBasis { id version }")
        .await["statutoryBasis"]
        .clone();
    let object = json!({ "basisId": made["id"], "objectedAt": "2026-11-02T08:00:00Z" });
    t.row(LEAD, "objectToBasis", object.clone())
        .refused("hospitalPartner", "NOT_FOUND *")
        .wrong(json!({ "/objectedAt": "2026-11-20T10:00:00Z" }), "INVALID objectedAt")
        .wrong(json!({ "/objectedAt": "2010-01-01T10:00:00Z" }), "INVALID objectedAt")
        .refused("citizen", "INVALID objectedAt")
        .works("statutoryBasis { id }")
        .await;
    t.row(LEAD, "objectToBasis", object).is("ILLEGAL_STATE basisId").await;
    let end =
        json!({ "basisId": made["id"], "reason": "ikke længere nødvendig", "expectedVersion": 1 });
    t.row(LEAD, "endStatutoryBasis", end.clone())
        .refused("hospitalPartner", "NOT_FOUND *")
        .works("statutoryBasis { id }")
        .await;
    let mut again = end;
    again["expectedVersion"] = 2.into();
    t.row(LEAD, "endStatutoryBasis", again).is("ILLEGAL_STATE basisId").await;
}

async fn participations(t: &mut Table) {
    let units = t.app.ask(LEAD, "{ units(first: 50) { nodes { id organisationId } } }", json!({}));
    let units = units.await.data("/units/nodes");
    let bif = t.organisation("bifCaseworker");
    let part = t.unit("bifCaseworker");
    let other = units.as_array().unwrap().iter();
    let other =
        other.clone().find(|u| u["organisationId"] == bif.as_str() && u["id"] != part.as_str());
    let (person, sof) = (t.professional("bifCaseworker"), t.unit(LEAD));
    let input = json!({ "caseId": t.app.case(), "organisationId": bif,
        "unitId": other.unwrap()["id"] });
    let nobody = t.organisation("admin");
    let made = t
        .row("sofCoordinator", "addParticipation", input.clone())
        .wrong(json!({ "/unitId": sof }), "INVALID unitId")
        .wrong(json!({ "/unitId": null }), "REQUIRED unitId")
        .wrong(json!({ "/unitId": part }), "TAKEN organisationId")
        .wrong(json!({ "/professionalId": person }), "INVALID professionalId")
        .wrong(
            json!({ "/organisationId": nobody, "/unitId": t_unit_of(&units, &nobody) }),
            "NOT_NAMED organisationId",
        )
        .works("participation { id version }")
        .await["participation"]
        .clone();
    t.row("sofCoordinator", "addParticipation", input).is("TAKEN organisationId").await;
    let input = json!({ "participationId": made["id"], "expectedVersion": 1 });
    t.row("sofCoordinator", "endParticipation", input.clone()).works("participation { id }").await;
    let mut again = input;
    again["expectedVersion"] = 2.into();
    t.row("sofCoordinator", "endParticipation", again).is("ILLEGAL_STATE participationId").await;
}

fn t_unit_of(units: &Value, organisation: &str) -> Value {
    let found = units.as_array().unwrap().iter().find(|u| u["organisationId"] == organisation);
    found.map_or(Value::Null, |unit| unit["id"].clone())
}
