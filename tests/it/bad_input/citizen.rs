//! Citizens and who represents them.

use serde_json::{Value, json};

use super::table::Table;

pub(super) const MUTATIONS: &[&str] = &[
    "registerCitizen",
    "updateCitizen",
    "correctCitizenIdentifier",
    "annulCitizen",
    "addRepresentative",
    "updateRepresentative",
    "endRepresentative",
    "annulRepresentative",
];

/// Registers a citizen by a replacement number.
pub(super) async fn registered(t: &mut Table, cpr: &str) -> Value {
    let input = json!({ "cpr": cpr, "name": "Ny Borger" });
    t.row("sofCaseworker", "registerCitizen", input).works("citizen { id }").await["citizen"]
        .clone()
}

#[tokio::test]
async fn wrong_input_about_citizens() {
    let mut t = Table::start().await;
    let input = json!({ "cpr": "6101650009", "name": "Ny Borger", "birthDate": "1965-01-01",
        "address": "Nygade 1", "phone": "00112236", "email": "ny@borger.example",
        "interpreterLanguage": "polsk" });
    let row = t.row("sofCaseworker", "registerCitizen", input.clone());
    row.wrong(json!({ "/cpr": "0113010000" }), "INVALID cpr")
        .wrong(json!({ "/cpr": "010165" }), "INVALID cpr")
        .wrong(json!({ "/cpr": "0101650000", "/birthDate": "1965-01-02" }), "INVALID birthDate")
        .wrong(json!({ "/birthDate": "2027-01-01" }), "INVALID birthDate")
        .wrong(json!({ "/birthDate": "1650-01-01" }), "INVALID birthDate")
        .wrong(json!({ "/email": "borger" }), "INVALID email")
        .works("citizen { id }")
        .await;
    for viewer in ["bifCaseworker", "hospitalPartner", "unitLead", "citizen", "unrelated"] {
        t.row(viewer, "registerCitizen", input.clone()).is("FORBIDDEN ").await;
    }
    let case = t.read("sofCaseworker", "citizen { id version }").await;
    let citizen = &case["citizen"];
    let input = json!({ "citizenId": citizen["id"], "name": "Karla Ny", "phone": "00112237",
        "expectedVersion": citizen["version"] });
    t.row("sofCaseworker", "updateCitizen", input)
        .wrong(json!({ "/name": null }), "REQUIRED name")
        .wrong(json!({ "/addressProtected": null }), "REQUIRED addressProtected")
        .wrong(json!({ "/email": "a b@c", "/name": "" }), "REQUIRED name, INVALID email")
        .works("citizen { id }")
        .await;
    let version = citizen["version"].as_i64().unwrap() + 1;
    let input = json!({ "citizenId": citizen["id"], "cpr": "0508850000", "reason": "fået CPR-nummer",
        "expectedVersion": version });
    t.row("sofCaseworker", "correctCitizenIdentifier", input.clone())
        .wrong(json!({ "/cpr": "0513850000" }), "INVALID cpr")
        .wrong(json!({ "/cpr": "6101650009" }), "TAKEN cpr")
        .wrong(json!({ "/cpr": "x17", "/reason": "" }), "INVALID cpr, REQUIRED reason")
        .works("citizen { id }")
        .await;

    let input =
        json!({ "citizenId": citizen["id"], "reason": "dubleret", "expectedVersion": version + 1 });
    t.row("sofCaseworker", "annulCitizen", input).is("ILLEGAL_STATE citizenId").await;
    let other = registered(&mut t, "6202700001").await;
    let input =
        json!({ "citizenId": other["id"], "reason": "registreret to gange", "expectedVersion": 1 });
    t.row("sofCaseworker", "annulCitizen", input.clone())
        .refused("sofOtherUnit", "")
        .works("citizen { id }")
        .await;
    t.row("sofCaseworker", "annulCitizen", input).is("ILLEGAL_STATE citizenId").await;
    representatives(&mut t, &citizen["id"]).await;
    t.finish(MUTATIONS);
}

async fn representatives(t: &mut Table, citizen: &Value) {
    let input = json!({ "citizenId": citizen, "kind": "PARTY_REPRESENTATIVE", "name": "Ny Repræsentant",
        "phone": "00112238", "email": "rep@borger.example", "ground": "fuldmagt",
        "scope": ["ECONOMY"], "from": "2026-01-01", "to": "2028-01-01" });
    let made = t
        .row("sofCaseworker", "addRepresentative", input)
        .wrong(json!({ "/scope": [] }), "REQUIRED scope")
        .wrong(json!({ "/to": "2026-01-01" }), "INVALID to")
        .wrong(json!({ "/email": "rep" }), "INVALID email")
        .wrong(
            json!({ "/name": "", "/ground": "", "/scope": [] }),
            "REQUIRED name, REQUIRED ground, REQUIRED scope",
        )
        .works("representative { id version }")
        .await["representative"]
        .clone();
    let ids = json!({ "citizenId": citizen, "representativeId": made["id"] });
    let of = |version: i64, field: &str, value: Value| {
        let mut input = ids.clone();
        input["expectedVersion"] = version.into();
        input[field] = value;
        input
    };
    t.row("sofCaseworker", "updateRepresentative", of(1, "ground", json!("ny fuldmagt")))
        .wrong(json!({ "/scope": [] }), "REQUIRED scope")
        .wrong(json!({ "/name": null, "/ground": null }), "REQUIRED name, REQUIRED ground")
        .wrong(json!({ "/email": "@" }), "INVALID email")
        .works("representative { id }")
        .await;
    t.row("sofCaseworker", "endRepresentative", of(2, "to", json!("2027-01-01")))
        .wrong(json!({ "/to": "2025-12-31" }), "INVALID to")
        .wrong(json!({ "/to": "2028-01-02" }), "INVALID to")
        .works("representative { id }")
        .await;
    let input = of(3, "reason", json!("fejlregistreret"));
    t.row("sofCaseworker", "annulRepresentative", input.clone())
        .works("representative { id }")
        .await;
    t.row("sofCaseworker", "annulRepresentative", input).is("ILLEGAL_STATE representativeId").await;
}
