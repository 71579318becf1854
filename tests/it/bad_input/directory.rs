//! Organisations, units, professionals, memberships, and numbers of case systems.

use serde_json::json;

use super::row::Row;
use super::table::Table;

pub(super) const MUTATIONS: &[&str] = &[
    "registerOrganisation",
    "updateOrganisation",
    "annulOrganisation",
    "registerUnit",
    "updateUnit",
    "annulUnit",
    "registerProfessional",
    "updateProfessional",
    "annulProfessional",
    "addMembership",
    "endMembership",
    "setExternalReference",
    "removeExternalReference",
];

/// CVR and SOR are checked before they are long.
fn named(row: Row<'_>) -> Row<'_> {
    row.public().otherwise("cvr", "INVALID").otherwise("sor", "INVALID")
}

#[tokio::test]
async fn wrong_input_to_the_directory() {
    let mut t = Table::start().await;
    let input = json!({ "kind": "HOSPITAL", "name": "Østre Hospital", "cvr": "10000009",
        "sor": "440391000016003", "phone": "00112233", "email": "post@oestre.example",
        "address": "Østre Vej 1" });
    let made = named(t.row("admin", "registerOrganisation", input.clone()))
        .wrong(json!({ "/cvr": "10000008" }), "INVALID cvr")
        .wrong(json!({ "/sor": "12345" }), "INVALID sor")
        .wrong(json!({ "/email": "oestre.example" }), "INVALID email")
        .wrong(
            json!({ "/name": "", "/cvr": "1", "/email": "@" }),
            "INVALID email, REQUIRED name, INVALID cvr",
        )
        .works("organisation { id version }")
        .await["organisation"]
        .clone();
    t.row("admin", "registerOrganisation", input).is("TAKEN sor").await;
    let input = json!({ "id": made["id"], "name": "Vestre Hospital", "expectedVersion": 1 });
    named(t.row("admin", "updateOrganisation", input))
        .wrong(json!({ "/name": null }), "REQUIRED name")
        .wrong(json!({ "/cvr": "00000000" }), "INVALID cvr")
        .wrong(json!({ "/sor": "x" }), "INVALID sor")
        .works("organisation { id }")
        .await;

    let bif = t.organisation("bifCaseworker");
    let input = json!({ "organisationId": made["id"], "name": "Afdeling 7", "phone": "00112234",
        "email": "afd7@oestre.example", "address": "Østre Vej 2" });
    let unit = t
        .row("admin", "registerUnit", input)
        .public()
        .wrong(json!({ "/email": "a@b@c", "/name": " " }), "INVALID email, REQUIRED name")
        .works("unit { id version }")
        .await["unit"]
        .clone();
    let input = json!({ "id": unit["id"], "name": "Afdeling 8", "expectedVersion": 1 });
    t.row("admin", "updateUnit", input)
        .public()
        .wrong(json!({ "/name": null, "/email": " @ " }), "INVALID email, REQUIRED name")
        .works("unit { id }")
        .await;

    let input = json!({ "name": "Ny Fagperson", "title": "Læge", "phone": "00112235",
        "email": "ny@oestre.example" });
    let person = t
        .row("admin", "registerProfessional", input)
        .public()
        .wrong(json!({ "/name": "", "/email": "x" }), "INVALID email, REQUIRED name")
        .works("professional { id version }")
        .await["professional"]
        .clone();
    let input = json!({ "id": person["id"], "title": "Overlæge", "expectedVersion": 1 });
    t.row("admin", "updateProfessional", input)
        .public()
        .wrong(json!({ "/name": null }), "REQUIRED name")
        .works("professional { id }")
        .await;

    let input = json!({ "professionalId": person["id"], "organisationId": made["id"],
        "unitId": unit["id"], "from": "2026-01-01", "to": "2027-01-01" });
    let held = t
        .row("admin", "addMembership", input.clone())
        .public()
        .wrong(json!({ "/to": "2025-12-31" }), "INVALID to")
        .wrong(json!({ "/to": "2026-01-01" }), "INVALID to")
        .wrong(json!({ "/organisationId": bif }), "INVALID unitId")
        .works("membership { id }")
        .await["membership"]
        .clone();
    t.row("admin", "addMembership", input).is("TAKEN from").await;
    let input = json!({ "membershipId": held["id"], "to": "2026-12-01", "expectedVersion": 1 });
    t.row("admin", "endMembership", input)
        .public()
        .wrong(json!({ "/to": "2025-12-31" }), "INVALID to")
        .wrong(json!({ "/to": "2027-01-02" }), "INVALID to")
        .works("membership { id }")
        .await;

    references(&mut t, &made["id"]).await;

    for (mutation, entry, shown) in [
        ("annulProfessional", &person, "professional { id }"),
        ("annulUnit", &unit, "unit { id }"),
        ("annulOrganisation", &made, "organisation { id }"),
    ] {
        let input = json!({ "id": entry["id"], "reason": "fejlregistreret", "expectedVersion": 2 });
        t.row("admin", mutation, input.clone()).public().works(shown).await;
        t.row("admin", mutation, input).is("ILLEGAL_STATE id").await;
    }
    t.finish(MUTATIONS);
}

/// A number that a case system knows an entity by.
async fn references(t: &mut Table, other: &serde_json::Value) {
    let reference = json!({ "system": "Fagsystem", "id": "F-1" });
    let input = json!({ "id": t.app.case(), "reference": reference });
    t.row("sofCaseworker", "setExternalReference", input)
        .refused("bifCaseworker", "")
        .refused("hospitalPartner", "")
        .refused("citizen", "FORBIDDEN")
        .works("case { id }")
        .await;
    let input = json!({ "id": other, "reference": reference });
    t.row("sofCaseworker", "setExternalReference", input).is("TAKEN reference").await;
    let row = t.row("sofCaseworker", "removeExternalReference", json!({ "reference": reference }));
    row.wrong(json!({ "/reference/id": "F-2" }), "NOT_FOUND reference").works("case { id }").await;
    let input = json!({ "reference": reference });
    t.row("sofCaseworker", "removeExternalReference", input.clone())
        .is("NOT_FOUND reference")
        .await;
    t.row("bifCaseworker", "removeExternalReference", input.clone())
        .is("NOT_FOUND reference")
        .await;
    t.row("citizen", "removeExternalReference", input).is("FORBIDDEN ").await;
}
