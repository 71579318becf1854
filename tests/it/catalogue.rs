//! Contact points, interfaces and effect goals: every caller reads them, who keeps the directory
//! writes them.

use serde_json::{Value, json};
use stifinder::domain::{Scope, ScopeSet};

use crate::support::TestApp;

/// A mutation by the administrator; its payload.
async fn keep(app: &TestApp, field: &str, shown: &str, input: Value) -> Value {
    let kind = match field.strip_prefix("annul") {
        Some(_) => "AnnulEntryInput".to_owned(),
        None => format!("{}{}Input", field[..1].to_uppercase(), &field[1..]),
    };
    let query = format!(
        "mutation($i: {kind}!) {{ {field}(input: $i) {{ {shown} warnings {{ fault }} \
         userErrors {{ code path currentVersion }} }} }}"
    );
    app.ask("admin", &query, json!({ "i": input })).await.data(&format!("/{field}"))
}

#[track_caller]
fn fine(payload: Value) -> Value {
    assert_eq!(payload["userErrors"], json!([]), "{payload}");
    payload
}

/// The names of what a viewer finds.
async fn found(app: &TestApp, viewer: &str, list: &str, name: &str) -> Vec<String> {
    let query = format!("{{ {list} {{ nodes {{ {name} }} }} }}");
    let field = list.split('(').next().unwrap();
    let nodes = app.ask(viewer, &query, json!({})).await.data(&format!("/{field}/nodes"));
    let text = |node: &Value| node[name].to_string().trim_matches('"').to_owned();
    nodes.as_array().unwrap().iter().map(text).collect()
}

fn point(name: &str, administration: &str, competence: &str) -> Value {
    json!({ "name": name, "administration": administration, "validFrom": "2026-03-01",
        "competences": [{ "competence": competence }] })
}

#[tokio::test]
async fn a_contact_point_is_found_by_administration_competence_words_and_day() {
    let app = TestApp::start().await;
    let mut dropin = point("Prøvehuset Ost", "SOCIAL_ADMINISTRATION", "SUBSTANCE_TREATMENT");
    dropin["validTo"] = json!("2026-11-02");
    dropin["competences"][0]["note"] = json!("Anonym rådgivning om kvarkmisbrug");
    let mut centre = point("Prøvehuset Ål", "EMPLOYMENT_ADMINISTRATION", "FLEX_JOB");
    centre["targetGroup"] = json!("Kvarksyge borgere");
    let shown = "contactPoint { id version competences { competence note } organisation { id } }";
    for input in [dropin, centre] {
        let made = fine(keep(&app, "registerContactPoint", shown, input).await);
        assert_eq!(made["contactPoint"]["version"], 1);
    }
    for (arguments, expected) in [
        ("search: \"prøvehuset\"", &["Prøvehuset Ål"][..]),
        ("search: \"PRØVEHUSET\", on: \"2026-11-01\"", &["Prøvehuset Ost", "Prøvehuset Ål"]),
        ("search: \"kvark\", on: \"2026-11-01\"", &["Prøvehuset Ost", "Prøvehuset Ål"]),
        ("search: \"kvark\", on: \"2026-02-28\"", &[]),
        ("search: \"kvark\", competence: FLEX_JOB", &["Prøvehuset Ål"]),
        ("search: \"kvark\", administration: EMPLOYMENT_ADMINISTRATION", &["Prøvehuset Ål"]),
        ("search: \"kvark\", administration: CHILDREN_AND_YOUTH_ADMINISTRATION", &[]),
    ] {
        for viewer in ["bifCaseworker", "citizen", "unrelated", "auditor"] {
            let names = found(&app, viewer, &format!("contactPoints({arguments})"), "name").await;
            assert_eq!(names, expected, "{arguments} for {viewer}");
        }
    }
    // A competence is found by its own word in either language.
    for word in ["Fleksjob", "flex job"] {
        let list = format!("contactPoints(search: \"{word}\", first: 50)");
        let names = found(&app, "citizen", &list, "name").await;
        assert!(names.contains(&"Prøvehuset Ål".to_owned()), "{names:?}");
    }
    // Page by page nothing is left out.
    let query = "query($after: String) { contactPoints(search: \"prøvehuset\", on: \"2026-11-01\",
        first: 1, after: $after) { nodes { name } pageInfo { endCursor hasNextPage } } }";
    let one = app.ask("citizen", query, json!({})).await.data("/contactPoints");
    let after = json!({ "after": one["pageInfo"]["endCursor"] });
    let two = app.ask("citizen", query, after).await.data("/contactPoints");
    assert_eq!(one["nodes"], json!([{ "name": "Prøvehuset Ost" }]));
    assert_eq!(two["nodes"], json!([{ "name": "Prøvehuset Ål" }]));
    let more = [&one["pageInfo"]["hasNextPage"], &two["pageInfo"]["hasNextPage"]];
    assert_eq!(more, [true, false]);
}

#[tokio::test]
async fn an_entry_is_registered_once_under_its_own_number_changed_and_annulled() {
    let app = TestApp::start().await;
    let mut input = point("Prøvehuset Ål", "EMPLOYMENT_ADMINISTRATION", "FLEX_JOB");
    input["externalReference"] = json!({ "system": "Telefonbog", "id": "KP-7" });
    // A number is an organisation's own: the administrator of no organisation has none.
    let mut grant = app.grant("bifCaseworker");
    grant.scopes = ScopeSet::of(&[Scope::DirectoryWrite, Scope::DkkRead]);
    let token = app.token_of(grant);
    let query = "mutation($i: RegisterContactPointInput!) { registerContactPoint(input: $i) {
        contactPoint { id version } warnings { fault } userErrors { code path } } }";
    let register = || app.ask_with(&token, query, json!({ "i": input }), &[]);
    let one = register().await.data("/registerContactPoint");
    let again = register().await.data("/registerContactPoint");
    assert_eq!(one["contactPoint"], again["contactPoint"]);
    // The same again changes nothing, and there is nothing to be warned of.
    assert_eq!(again["warnings"], json!([]));
    let by_number = "{ byExternalReference(system: \"Telefonbog\", id: \"KP-7\") { id } }";
    let found_by = app.ask_with(&token, by_number, json!({}), &[]).await;
    let id = found_by.data("/byExternalReference/id");
    assert_eq!(id, one["contactPoint"]["id"]);

    let shown = "contactPoint { version name validTo competences { competence note } }";
    let update = json!({ "id": id, "validTo": "2026-12-31", "expectedVersion": 1,
        "competences": [{ "competence": "SICKNESS_BENEFIT", "note": "26 uger" },
            { "competence": "ASSISTIVE_DEVICES" }] });
    let payload = fine(keep(&app, "updateContactPoint", shown, update.clone()).await);
    let expected = json!({ "version": 2, "name": "Prøvehuset Ål", "validTo": "2026-12-31",
        "competences": [{ "competence": "ASSISTIVE_DEVICES", "note": null },
            { "competence": "SICKNESS_BENEFIT", "note": "26 uger" }] });
    assert_eq!(payload["contactPoint"], expected);
    let stale = keep(&app, "updateContactPoint", shown, update).await;
    assert_eq!(stale["userErrors"][0]["code"], "CONFLICT");
    assert_eq!(stale["userErrors"][0]["currentVersion"], 2);
    // The next read of anyone has it, and it is the same by its id.
    let node = "query($id: ID!) { node(id: $id) { __typename id ... on ContactPoint { version name
        validTo competences { competence note } annulledAt } } }";
    let read = app.ask("citizen", node, json!({ "id": id })).await.data("/node");
    assert_eq!(read["competences"], expected["competences"]);
    assert_eq!(read["__typename"], "ContactPoint");

    let annul = json!({ "id": id, "reason": "findes ikke", "expectedVersion": 2 });
    let shown = "contactPoint { version annulledAt }";
    let payload = fine(keep(&app, "annulContactPoint", shown, annul).await);
    assert!(payload["contactPoint"]["annulledAt"].is_string());
    let list = "contactPoints(search: \"prøvehuset\")";
    assert!(found(&app, "citizen", list, "name").await.is_empty());
    let read = app.ask("citizen", node, json!({ "id": id })).await.data("/node");
    assert!(read["annulledAt"].is_string(), "what names it already still shows it: {read}");
}

#[tokio::test]
async fn interfaces_and_effect_goals_are_listed_as_asked_for() {
    let app = TestApp::start().await;
    for (title, topic, other, to) in [
        ("Kvark om bolig", "HOUSING", "EMPLOYMENT_ADMINISTRATION", json!(null)),
        ("Kvark om pleje", "HOME_CARE", "HEALTH_AND_CARE_ADMINISTRATION", json!("2026-10-01")),
    ] {
        let input = json!({ "title": title, "topic": topic, "validTo": to,
            "administrations": [other, "SOCIAL_ADMINISTRATION"], "agreement": "Aftale" });
        let shown = "interfaceAgreement { administrations }";
        let made = fine(keep(&app, "registerInterfaceAgreement", shown, input).await);
        let first = &made["interfaceAgreement"]["administrations"][0];
        assert_eq!(first, "SOCIAL_ADMINISTRATION", "in the order of the vocabulary");
    }
    for (arguments, expected) in [
        ("", &["Kvark om bolig"][..]),
        (", on: \"2026-09-30\"", &["Kvark om bolig", "Kvark om pleje"]),
        (", on: \"2026-09-30\", topic: HOME_CARE", &["Kvark om pleje"]),
        (", administration: EMPLOYMENT_ADMINISTRATION", &["Kvark om bolig"]),
        (", administration: CHILDREN_AND_YOUTH_ADMINISTRATION", &[]),
    ] {
        let list = format!("interfaceAgreements(search: \"kvark\"{arguments})");
        assert_eq!(found(&app, "unrelated", &list, "title").await, expected, "{arguments}");
    }
    for (number, year, status) in
        [(10, 2028, "NOT_MEASURED"), (9, 2027, "REACHED"), (1, 2027, "BEHIND")]
    {
        let input = json!({ "strategy": "Kvarkstrategien", "number": number, "text": "Mindre kvark",
            "metric": "Kvark", "target": "5 pct.", "targetYear": year, "status": status });
        fine(keep(&app, "registerEffectGoal", "effectGoal { id }", input).await);
    }
    for (arguments, expected) in [
        ("", &["1", "9", "10"][..]),
        (", targetYear: 2027", &["1", "9"]),
        (", status: NOT_MEASURED", &["10"]),
    ] {
        let list = format!("effectGoals(search: \"kvarkstrategien\"{arguments})");
        assert_eq!(found(&app, "citizen", &list, "number").await, expected, "{arguments}");
    }
}

/// The number of an entry is shown to who gave it; sent again under it, the entry is changed.
#[tokio::test]
async fn an_entry_of_each_catalogue_shows_its_number_to_who_gave_it_alone() {
    let app = TestApp::start().await;
    let mut grant = app.grant("bifCaseworker");
    grant.scopes = ScopeSet::of(&[Scope::DirectoryWrite, Scope::DkkRead]);
    let token = app.token_of(grant);
    let contact_point = point("Prøvehuset Ål", "EMPLOYMENT_ADMINISTRATION", "FLEX_JOB");
    let interface = json!({ "title": "Kvark om bolig", "topic": "HOUSING", "agreement": "Aftale",
        "administrations": ["SOCIAL_ADMINISTRATION", "EMPLOYMENT_ADMINISTRATION"] });
    let goal = json!({ "strategy": "Kvarkstrategien", "number": 1, "text": "Mindre kvark",
        "metric": "Kvark", "target": "5 pct.", "targetYear": 2028 });
    for (ty, field, changes, mut input) in [
        ("ContactPoint", "contactPoint", "description", contact_point),
        ("InterfaceAgreement", "interfaceAgreement", "agreement", interface),
        ("EffectGoal", "effectGoal", "target", goal),
    ] {
        let given = json!({ "system": "Katalog", "id": ty });
        input["externalReference"] = given.clone();
        let query = format!(
            "mutation($i: Register{ty}Input!) {{ register{ty}(input: $i) {{ {field} {{ id version \
             {changes} externalReferences {{ system id }} }} userErrors {{ code path }} }} }}"
        );
        let path = format!("/register{ty}/{field}");
        let first = app.ask_with(&token, &query, json!({ "i": input }), &[]).await.data(&path);
        assert_eq!(first["externalReferences"], json!([given]), "{ty}");
        input[changes] = json!("Noget andet");
        let second = app.ask_with(&token, &query, json!({ "i": input }), &[]).await.data(&path);
        let expected = json!({ "id": first["id"], "version": 2, changes: "Noget andet",
            "externalReferences": [given] });
        assert_eq!(second, expected, "{ty}");
        let read = format!(
            "query($id: ID!) {{ node(id: $id) {{ ... on {ty} {{ externalReferences {{ id }} }} }} }}"
        );
        let id = json!({ "id": first["id"] });
        let own = app.ask_with(&token, &read, id.clone(), &[]).await;
        assert_eq!(own.data("/node/externalReferences"), json!([{ "id": ty }]));
        for other in ["citizen", "sofCoordinator", "admin"] {
            let read = app.ask(other, &read, id.clone()).await;
            assert_eq!(read.data("/node/externalReferences"), json!([]), "{ty} as {other}");
        }
    }
}

#[tokio::test]
async fn the_catalogues_are_kept_with_the_scope_for_the_directory() {
    let app = TestApp::start().await;
    let input = point("Prøvehuset", "SOCIAL_ADMINISTRATION", "OTHER");
    let query = "mutation($i: RegisterContactPointInput!) { registerContactPoint(input: $i) {
        contactPoint { id } userErrors { code } } }";
    for viewer in ["sofCaseworker", "bifCaseworker", "citizen"] {
        let answer = app.ask(viewer, query, json!({ "i": input })).await;
        assert_eq!(answer.status, 403, "{viewer}: {}", answer.text);
        assert!(answer.text.contains("directory:write"), "{}", answer.text);
    }
    assert!(
        found(&app, "citizen", "contactPoints(search: \"prøvehuset\")", "name").await.is_empty()
    );
}
