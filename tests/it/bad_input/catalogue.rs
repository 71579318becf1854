//! Contact points, interfaces between administrations, effect goals.

use serde_json::json;

use super::table::Table;

pub(super) const MUTATIONS: &[&str] = &[
    "registerContactPoint",
    "updateContactPoint",
    "annulContactPoint",
    "registerInterfaceAgreement",
    "updateInterfaceAgreement",
    "annulInterfaceAgreement",
    "registerEffectGoal",
    "updateEffectGoal",
    "annulEffectGoal",
];

#[tokio::test]
async fn wrong_input_to_the_catalogues() {
    let mut t = Table::start().await;
    contact_points(&mut t).await;
    interfaces(&mut t).await;
    effect_goals(&mut t).await;
    t.finish(MUTATIONS);
}

/// Annuls what stands in version 2, once.
async fn annulled(t: &mut Table, mutation: &'static str, id: &serde_json::Value, shown: &str) {
    let input = json!({ "id": id, "reason": "fejlregistreret", "expectedVersion": 2 });
    t.row("sofCaseworker", mutation, input.clone()).public().works(shown).await;
    t.row("admin", mutation, input).is("ILLEGAL_STATE id").await;
}

async fn contact_points(t: &mut Table) {
    let (bif, unit) = (t.organisation("bifCaseworker"), t.unit("bifCaseworker"));
    let (sof, foreign) = (t.organisation("sofCaseworker"), t.unit("sofCaseworker"));
    let input = json!({ "administration": "EMPLOYMENT_ADMINISTRATION", "organisationId": bif,
        "unitId": unit, "name": "Fleksjobcentret", "description": "Vejleder om fleksjob",
        "targetGroup": "Borgere med varigt nedsat arbejdsevne", "phone": "00112233",
        "email": "fleks@kommune.example", "address": "Eksempelvej 1",
        "website": "https://fleks.example/om", "validFrom": "2026-01-01", "validTo": "2027-01-01",
        "competences": [{ "competence": "FLEX_JOB", "note": "også mentor" },
            { "competence": "OTHER" }] });
    let made = t
        .row("admin", "registerContactPoint", input.clone())
        .public()
        .otherwise("website", "INVALID")
        .wrong(
            json!({ "/administration": "HOSPITAL" }),
            "INVALID administration, INVALID organisationId",
        )
        .wrong(json!({ "/organisationId": sof }), "INVALID organisationId, INVALID unitId")
        .wrong(json!({ "/unitId": foreign }), "INVALID unitId")
        .wrong(json!({ "/organisationId": null }), "INVALID unitId")
        .wrong(json!({ "/email": "fleks" }), "INVALID email")
        .wrong(json!({ "/website": "fleks.example" }), "INVALID website")
        .wrong(json!({ "/website": "https://fleks example" }), "INVALID website")
        .wrong(json!({ "/validTo": "2026-01-01" }), "INVALID validTo")
        .wrong(json!({ "/competences": [] }), "REQUIRED competences")
        .wrong(
            json!({ "/competences/1/competence": "FLEX_JOB" }),
            "INVALID competences.1.competence",
        )
        .works("contactPoint { id version }")
        .await["contactPoint"]
        .clone();
    let mut outside = input;
    outside.as_object_mut().unwrap().retain(|name, _| name != "unitId" && name != "organisationId");
    t.row("sofCaseworker", "registerContactPoint", outside)
        .public()
        .otherwise("website", "INVALID")
        .works("contactPoint { id }")
        .await;
    let input = json!({ "id": made["id"], "name": "Fleksjobcenter Nord", "organisationId": bif,
        "unitId": unit, "validFrom": "2026-02-01", "validTo": null,
        "website": "http://fleks.example", "expectedVersion": 1,
        "competences": [{ "competence": "FLEX_JOB" }] });
    t.row("admin", "updateContactPoint", input)
        .public()
        .otherwise("website", "INVALID")
        .wrong(json!({ "/name": null }), "REQUIRED name")
        .wrong(json!({ "/organisationId": sof }), "INVALID organisationId, INVALID unitId")
        .wrong(json!({ "/organisationId": null }), "INVALID unitId")
        .wrong(json!({ "/validTo": "2026-01-31" }), "INVALID validTo")
        .wrong(json!({ "/competences": [] }), "REQUIRED competences")
        .works("contactPoint { id }")
        .await;
    annulled(t, "annulContactPoint", &made["id"], "contactPoint { id }").await;
}

async fn interfaces(t: &mut Table) {
    let input = json!({ "title": "Overgang ved 65 år", "topic": "HOME_CARE",
        "administrations": ["SOCIAL_ADMINISTRATION", "HEALTH_AND_CARE_ADMINISTRATION"],
        "description": "Fælles møde et halvt år før", "agreement": "Samarbejdsaftale af 2026",
        "validFrom": "2026-01-01", "validTo": "2027-01-01" });
    let few = json!(["SOCIAL_ADMINISTRATION", "SOCIAL_ADMINISTRATION"]);
    let made = t
        .row("admin", "registerInterfaceAgreement", input)
        .public()
        .wrong(json!({ "/administrations": [] }), "INVALID administrations")
        .wrong(json!({ "/administrations": few }), "INVALID administrations")
        .wrong(json!({ "/administrations/1": "HOSPITAL" }), "INVALID administrations")
        .wrong(json!({ "/validTo": "2025-01-01" }), "INVALID validTo")
        .works("interfaceAgreement { id version }")
        .await["interfaceAgreement"]
        .clone();
    let input = json!({ "id": made["id"], "title": "Overgang", "topic": "NURSING_HOME",
        "administrations": ["SOCIAL_ADMINISTRATION", "EMPLOYMENT_ADMINISTRATION"],
        "validFrom": null, "validTo": null, "expectedVersion": 1 });
    t.row("admin", "updateInterfaceAgreement", input)
        .public()
        .wrong(json!({ "/title": null }), "REQUIRED title")
        .wrong(json!({ "/administrations": few }), "INVALID administrations")
        .wrong(json!({ "/validFrom": "2026-01-01", "/validTo": "2025-01-01" }), "INVALID validTo")
        .works("interfaceAgreement { id }")
        .await;
    annulled(t, "annulInterfaceAgreement", &made["id"], "interfaceAgreement { id }").await;
}

async fn effect_goals(t: &mut Table) {
    let input = json!({ "strategy": "Strategi for prøver", "number": 1, "text": "Flere i arbejde",
        "baselineYear": 2025, "targetYear": 2027, "metric": "Andel i arbejde",
        "target": "5 pct. flere", "status": "ON_TRACK" });
    let made = t
        .row("admin", "registerEffectGoal", input.clone())
        .public()
        .wrong(json!({ "/number": 0 }), "INVALID number")
        .wrong(json!({ "/baselineYear": 2028 }), "INVALID targetYear")
        .wrong(json!({ "/targetYear": 27 }), "INVALID targetYear, INVALID targetYear")
        .works("effectGoal { id version }")
        .await["effectGoal"]
        .clone();
    t.row("admin", "registerEffectGoal", input).is("TAKEN number").await;
    let input = json!({ "id": made["id"], "text": "Flere i job", "baselineYear": null,
        "targetYear": 2028, "status": "REACHED", "expectedVersion": 1 });
    t.row("admin", "updateEffectGoal", input)
        .public()
        .wrong(json!({ "/text": null, "/metric": " " }), "REQUIRED text, REQUIRED metric")
        .wrong(json!({ "/baselineYear": 2029 }), "INVALID targetYear")
        .works("effectGoal { id }")
        .await;
    annulled(t, "annulEffectGoal", &made["id"], "effectGoal { id }").await;
}
