//! What one may see and why, what a consent would open, who looked, and counts.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use law::Word;
use serde_json::{Value, json};
use stifinder::domain::{EntityKind, GlobalId};

use crate::reads::IDS;
use crate::support::TestApp;

const ACCESS: &str = "query($id: ID!) { access(caseId: $id) { relation holders { journal
    holder { id kind } granted { category until basis { kind clauseId direction } }
    refused { category reason } } } }";

#[tokio::test]
async fn access_tells_what_the_caller_may_see_and_nothing_of_others() {
    let app = TestApp::start().await;
    let id = json!({ "id": app.case() });
    let lead = app.ask("sofCoordinator", ACCESS, id.clone()).await.data("/access");
    assert_eq!(lead["relation"], "LEAD");
    assert_eq!(lead["holders"][0]["refused"], json!([]));
    let partner = app.ask("bifCaseworker", ACCESS, id.clone()).await.data("/access");
    assert_eq!(partner["relation"], "PARTICIPANT");
    let granted: Vec<_> = partner["holders"][0]["granted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|granted| granted["category"].as_str().unwrap())
        .collect();
    assert_eq!(granted, ["PROCESS", "SOCIAL", "EMPLOYMENT"]);
    let kinds: Vec<_> = partner["holders"].as_array().unwrap().iter().collect();
    assert!(kinds.iter().all(|h| h["holder"]["kind"] != "HOSPITAL"), "{kinds:?}");
    let reasons = partner["holders"][0]["refused"].to_string();
    assert!(!reasons.contains("WITHDRAWN") && !reasons.contains("EXPIRED"), "{reasons}");
    let nobody = app.ask("unrelated", ACCESS, id).await;
    assert_eq!(nobody.text, r#"{"data":{"access":null}}"#);
}

#[tokio::test]
async fn an_explanation_says_of_each_field_what_the_field_does() {
    let app = TestApp::start().await;
    let map = "query($id: ID!) { case(id: $id) { networkMap { id treatment { id }
        workActivitySupport { id } privateNetwork { id } whereabouts fullConsent } } }";
    let query = "query($id: ID!, $field: String!) { explain(id: $id, field: $field) { granted type
        field relation steps { category granted ground sentence(locale: EN) rule paragraph } } }";
    for viewer in ["sofCoordinator", "bifCaseworker", "hospitalPartner", "citizen"] {
        let seen = app.ask(viewer, map, json!({ "id": app.case() })).await.data("/case/networkMap");
        for field in ["treatment", "workActivitySupport", "privateNetwork", "whereabouts"] {
            let variables = json!({ "id": seen["id"], "field": field });
            let explained = app.ask(viewer, query, variables).await.data("/explain");
            assert_eq!(explained["granted"], !seen[field].is_null(), "{viewer} {field}");
            assert_eq!(explained["type"], "NetworkMap");
            let steps = explained["steps"].as_array().unwrap();
            assert!(!steps.is_empty() && steps.iter().all(|step| step["sentence"].is_string()));
        }
        let variables = json!({ "id": seen["id"], "field": "id" });
        let wrong = app.ask(viewer, query, variables).await.json();
        assert_eq!(wrong["errors"][0]["extensions"]["code"], "VALIDATION_FAILED");
    }
    let map = app.ask("sofCoordinator", map, json!({ "id": app.case() })).await;
    let variables = json!({ "id": map.data("/case/networkMap/id"), "field": "treatment" });
    let nobody = app.ask("unrelated", query, variables).await;
    assert_eq!(nobody.text, r#"{"data":{"explain":null}}"#);
    let variables = json!({ "id": app.citizen(), "field": "cpr" });
    let cpr = app.ask("bifCaseworker", query, variables).await.data("/explain");
    assert_eq!((&cpr["granted"], &cpr["steps"][0]["rule"]), (&json!(false), &json!("R16")));
}

const PREVIEW: &str = "query($id: ID!, $input: ConsentPreviewInput!) {
    consentPreview(caseId: $id, input: $input) { userErrors { code path fault }
    exchanges { viewer { id } holder { id } journal granted { category }
    fields { type field grantedNow granted reason } } } }";

#[tokio::test]
async fn a_preview_shows_what_a_consent_would_open_and_stores_nothing() {
    let app = TestApp::start().await;
    let own = "{ me { organisation { id } } }";
    let bif = app.ask("bifCaseworker", own, json!({})).await.data("/me/organisation/id");
    let access = app.ask("bifCaseworker", ACCESS, json!({ "id": app.case() })).await.text;
    let clause = json!({ "direction": "DISCLOSE", "counterpartOrganisations": [bif],
        "categories": ["HEALTH"] });
    let variables = json!({ "id": app.case(), "input": { "clauses": [clause] } });
    for viewer in ["sofCoordinator", "citizen"] {
        let shown = app.ask(viewer, PREVIEW, variables.clone()).await.data("/consentPreview");
        assert_eq!(shown["userErrors"], json!([]), "{viewer}");
        let exchanges = shown["exchanges"].as_array().unwrap();
        let exchange =
            exchanges.iter().find(|e| e["viewer"]["id"] == bif && e["journal"] == false).unwrap();
        let field = |ty: &str, name: &str| {
            let fields = exchange["fields"].as_array().unwrap();
            fields.iter().find(|f| f["type"] == ty && f["field"] == name).unwrap().clone()
        };
        let treatment = field("NetworkMap", "treatment");
        assert_eq!(
            (&treatment["grantedNow"], &treatment["granted"]),
            (&json!(false), &json!(true))
        );
        assert_eq!(field("NetworkMap", "privateNetwork")["granted"], false);
        assert_eq!(field("Citizen", "cpr")["granted"], false);
    }
    assert_eq!(app.ask("bifCaseworker", ACCESS, json!({ "id": app.case() })).await.text, access);
    let refused = app.ask("bifCaseworker", PREVIEW, variables.clone()).await;
    assert_eq!(refused.data("/consentPreview/userErrors/0/code"), "FORBIDDEN");
    let nobody = app.ask("unrelated", PREVIEW, variables).await;
    assert_eq!(nobody.text, r#"{"data":{"consentPreview":null}}"#);
}

/// That an organisation holds records may itself be withheld from the lead, as what a third party
/// told it is.
#[tokio::test]
async fn a_preview_does_not_tell_who_holds_records() {
    use sea_orm::EntityTrait;
    let app = TestApp::start().await;
    let own = "{ me { organisation { id } } }";
    let bif = app.ask("bifCaseworker", own, json!({})).await.data("/me/organisation/id");
    let clause = json!({ "direction": "COLLECT", "counterpartOrganisations": [bif],
        "categories": ["PROCESS"] });
    let variables = json!({ "id": app.case(), "input": { "clauses": [clause] } });
    let before = app.ask("sofCoordinator", PREVIEW, variables.clone()).await;
    let gone = entity::holding::Entity::delete_many().exec(app.connection()).await.unwrap();
    assert!(gone.rows_affected > 0, "records are held");
    let after = app.ask("sofCoordinator", PREVIEW, variables).await;
    assert_eq!(after.text, before.text);
}

#[tokio::test]
async fn r24_a_preview_of_a_wrong_consent_says_all_that_is_wrong() {
    let app = TestApp::start().await;
    let all: Vec<_> = law::Category::ALL.iter().map(|category| category.code()).collect();
    let input = json!({ "clauses": [
        { "direction": "DISCLOSE", "counterpartOrganisations": ["nobody"], "categories": [] },
        { "direction": "COLLECT", "counterpartKinds": ["BANK"], "categories": all },
    ] });
    let variables = json!({ "id": app.case(), "input": input });
    let answer = app.ask("sofCoordinator", PREVIEW, variables).await;
    let errors = answer.data("/consentPreview/userErrors").to_string();
    for fault in ["NOT_FOUND", "CATEGORIES_MISSING", "ALL_CATEGORIES"] {
        assert!(errors.contains(fault), "{fault}: {errors}");
    }
    assert_eq!(answer.data("/consentPreview/exchanges"), json!([]));
}

const ACCESS_LOG: &str = "query($id: ID, $first: Int, $after: String) {
    accessLog(citizenId: $id, first: $first, after: $after) {
    nodes { at kind purpose categories organisation { kind } caseId }
    pageInfo { hasNextPage endCursor } } }";

/// How many look-ups a node has logged, others' included, is nobody's to know.
#[tokio::test]
async fn r39_the_place_in_the_citizens_log_counts_no_look_ups() {
    use base64::Engine as _;
    let app = TestApp::start().await;
    let query = "query($id: ID!) { case(id: $id) { status } }";
    for _ in 0..3 {
        app.ask("sofCoordinator", query, json!({ "id": app.case() })).await;
        app.pass(TimeDelta::minutes(1));
    }
    let (mut after, mut seen) = (Value::Null, Vec::new());
    for _ in 0..3 {
        let page = app.ask("citizen", ACCESS_LOG, json!({ "first": 1, "after": after })).await;
        seen.push(page.data("/accessLog/nodes/0/at"));
        after = page.data("/accessLog/pageInfo/endCursor");
        let cursor = after.as_str().unwrap();
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(cursor).unwrap();
        assert_eq!(bytes.len(), 8 + 16 + 16, "an instant, a request, a case");
    }
    assert!(seen.is_sorted_by(|newer, older| newer.as_str() > older.as_str()), "{seen:?}");
}

#[tokio::test]
async fn r39_the_citizen_sees_who_looked_and_not_which_employee() {
    let app = TestApp::start().await;
    let query = "query($id: ID!) { case(id: $id) { networkMap { treatment { name } } } }";
    app.ask("hospitalPartner", query, json!({ "id": app.case() })).await;
    app.pass(TimeDelta::minutes(1));
    let log = app.ask("citizen", ACCESS_LOG, json!({})).await;
    let newest = log.data("/accessLog/nodes/0");
    assert_eq!(newest["organisation"]["kind"], "HOSPITAL", "{newest}");
    assert_eq!((&newest["kind"], &newest["purpose"]), (&json!("READ"), &json!("DKK")));
    assert!(newest["categories"].to_string().contains("HEALTH"));
    assert_eq!(newest["caseId"], json!(app.case()));
    let user = app.persona("hospitalPartner").viewer.user.unwrap().0.to_string();
    assert!(!log.text.contains(&user));
    // The guardian's scope is PROCESS and ECONOMY: that HEALTH was read is not told.
    let seen = app.ask("representative", ACCESS_LOG, json!({})).await;
    assert!(!seen.data("/accessLog/nodes").to_string().contains("HEALTH"));
    // Nor is that a hospital was refused: the row itself tells.
    let refused = "query($id: ID!) { case(id: $id) { networkMap { housing { name } } } }";
    app.ask("hospitalPartner", refused, json!({ "id": app.case() })).await;
    let seen = app.ask("representative", ACCESS_LOG, json!({})).await;
    assert!(!seen.data("/accessLog/nodes").to_string().contains("HOSPITAL"), "{}", seen.text);
    for viewer in ["sofCoordinator", "unrelated"] {
        let answer = app.ask(viewer, ACCESS_LOG, json!({ "id": app.citizen() })).await;
        assert_eq!(answer.text, r#"{"data":{"accessLog":null}}"#, "{viewer}");
    }
}

#[tokio::test]
async fn r39_the_auditor_sees_all_of_the_log_page_by_page() {
    let app = TestApp::start().await;
    for viewer in ["sofCoordinator", "bifCaseworker", "unrelated"] {
        app.ask(viewer, IDS, json!({ "id": app.case() })).await;
        app.pass(TimeDelta::seconds(1));
    }
    let held = app.log_rows().await;
    let query = "query($after: String, $filter: AuditLogFilter) {
        auditLog(first: 2, after: $after, filter: $filter) {
        edges { cursor node { chain seq userId operation organisation { id } parts { relation
        holders { id } disclosed { basis { kind } fields } withheld { category reason fields } } } }
        pageInfo { hasNextPage endCursor } } }";
    let (mut rows, mut after) = (Vec::new(), Value::Null);
    while rows.len() < held {
        let page = app.ask("auditor", query, json!({ "after": after })).await.data("/auditLog");
        rows.extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()));
        after = page["pageInfo"]["endCursor"].clone();
    }
    let places: BTreeSet<_> =
        rows.iter().map(|r| (r["seq"].to_string(), r["chain"].to_string())).collect();
    assert_eq!(places.len(), rows.len(), "no row twice");
    let user = app.persona("bifCaseworker").viewer.user.unwrap().0.to_string();
    let of_user = json!({ "filter": { "userId": user } });
    let found = app.ask("auditor", query, of_user).await;
    assert_eq!(found.data("/auditLog/edges/0/node/userId"), json!(user));
    let withheld = found.data("/auditLog/edges/0/node/parts").to_string();
    assert!(withheld.contains("NetworkMap.treatment"), "{withheld}");
    let refused = app.ask("sofCoordinator", query, json!({})).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("audit:read"), "{}", refused.text);
}

#[tokio::test]
async fn r31_counts_are_for_unit_leads_and_managers() {
    let app = TestApp::start().await;
    let query = "{ unitCounts { total totals { status count } units { unit { id name } total \
        counts { status count } } } }";
    let answer = app.ask("unitLead", query, json!({})).await;
    let own = GlobalId::outside(EntityKind::Unit, app.persona("unitLead").viewer.unit.unwrap().0)
        .to_string();
    let units = answer.data("/unitCounts/units");
    let units = units.as_array().unwrap();
    assert!(units.len() > 1, "{}", answer.text);
    for unit in units {
        for count in unit["counts"].as_array().unwrap() {
            let exact = unit["unit"]["id"] == own.as_str();
            let shown = count["count"].as_i64();
            assert!(if exact { shown.is_some() } else { shown.is_none_or(|c| c >= 5) }, "{unit}");
        }
    }
    for viewer in ["sofCoordinator", "bifCaseworker", "citizen"] {
        let answer = app.ask(viewer, query, json!({})).await.json();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{viewer}");
    }
}
