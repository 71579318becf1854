//! Looking things up: by id, by number, in lists.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use entity::coordination_case::Entity as Case;
use law::{Purpose, Role, Word};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use stifinder::domain::{EntityKind, GlobalId, Scope, ScopeSet};
use stifinder::token::Grant;

use crate::support::{TestApp, anchor};

/// Every id that stands in the bundle, with its type.
pub(crate) const IDS: &str =
    "query($id: ID!) { case(id: $id) { ...I citizen { ...I } enquiries { ...I }
    assessments { ...I } consents { ...I clauses { ...I } } participations { ...I }
    assignments { ...I } statutoryBases { ...I } networkMap { ...I treatment { ...I }
    prisonAndProbation { ...I } dailyLifeAtHome { ...I } housing { ...I }
    workActivitySupport { ...I } socialAdministration { ...I } interpreters { ...I }
    privateNetwork { ...I } ownRows { ...I } } meetings { ...I participants { ...I }
    items { ...I tasks { ...I } } proposals { ...I } } tasks { ...I }
    informationRequests { ...I } statements { ...I } dispatches { ...I }
    citizenNotices { ...I } leaflets { ...I } goals { ...I } } }
    fragment I on Node { __typename id }";

fn collect(value: &Value, ids: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Object(map) => {
            if let (Some(ty), Some(id)) = (map.get("__typename"), map.get("id")) {
                ids.insert((id.as_str().unwrap().into(), ty.as_str().unwrap().into()));
            }
            map.values().for_each(|value| collect(value, ids));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, ids)),
        _ => {}
    }
}

async fn ids(app: &TestApp, viewer: &str) -> BTreeSet<(String, String)> {
    let answer = app.ask(viewer, IDS, json!({ "id": app.case() })).await;
    let mut ids = BTreeSet::new();
    collect(&answer.data("/case"), &mut ids);
    ids
}

#[tokio::test]
async fn a_node_is_what_the_bundle_shows_and_nothing_else() {
    let app = TestApp::without_limits().await;
    let all = ids(&app, "sofCoordinator").await;
    let kinds: BTreeSet<_> = all.iter().map(|(_, ty)| ty.as_str()).collect();
    assert!(kinds.len() >= 18, "the showcase has most kinds: {kinds:?}");
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
    for viewer in ["sofCoordinator", "bifCaseworker", "hospitalPartner", "citizen", "unrelated"] {
        let seen = ids(&app, viewer).await;
        let asked: Vec<_> = all.union(&seen).cloned().collect();
        for part in asked.chunks(100) {
            let names: Vec<_> = part.iter().map(|(id, _)| id).collect();
            let answer = app.ask(viewer, query, json!({ "ids": names })).await;
            let nodes = answer.data("/nodes");
            for (node, entry) in nodes.as_array().unwrap().iter().zip(part) {
                let expected = if seen.contains(entry) {
                    json!({ "__typename": entry.1, "id": entry.0 })
                } else {
                    Value::Null
                };
                assert_eq!(*node, expected, "{viewer}: {entry:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_node_is_walked_by_its_own_type_and_an_unknown_one_is_null() {
    let app = TestApp::start().await;
    let query = "query($id: ID!) { node(id: $id) { id ... on DkkCase { status networkMap {
        id treatment { name } } } ... on Meeting { place } } }";
    let answer = app.ask("sofCoordinator", query, json!({ "id": app.case() })).await;
    assert!(answer.data("/node/status").is_string());
    assert!(answer.data("/node/networkMap/treatment").is_array());
    let forbidden = app.ask("unrelated", query, json!({ "id": app.case() })).await;
    let unknown = app.ask("unrelated", query, json!({ "id": "nothing" })).await;
    assert_eq!(forbidden.text, r#"{"data":{"node":null}}"#);
    assert_eq!(unknown.text, forbidden.text);
    let organisation = app
        .ask("unrelated", "{ me { organisation { id name } } }", json!({}))
        .await
        .data("/me/organisation");
    let query = "query($id: ID!) { node(id: $id) { ... on Organisation { id name } } }";
    let answer = app.ask("bifCaseworker", query, json!({ "id": organisation["id"] })).await;
    assert_eq!(answer.data("/node"), organisation);
}

#[tokio::test]
async fn r38_a_case_is_found_by_the_person_identifier_and_the_looking_is_logged() {
    let app = TestApp::start().await;
    let query = "query($cpr: Cpr!) { caseByCpr(cpr: $cpr) { id } }";
    let cpr = app.cast.showcase.cpr.clone();
    for viewer in ["sofCoordinator", "bifCaseworker", "citizen"] {
        let answer = app.ask(viewer, query, json!({ "cpr": cpr })).await;
        assert_eq!(answer.data("/caseByCpr/id"), json!(app.case()), "{viewer}");
    }
    let before = app.log_rows().await;
    let mut unknown = Vec::new();
    for number in [cpr.as_str(), "6101650001", "no number", ""] {
        unknown.push(app.ask("unrelated", query, json!({ "cpr": number })).await.text);
    }
    assert!(unknown.iter().all(|text| text == r#"{"data":{"caseByCpr":null}}"#), "{unknown:?}");
    let log = app.log().await;
    assert_eq!(log.len(), before + 4);
    assert!(log.iter().all(|row| !row.operation.contains(&cpr)));
}

#[tokio::test]
async fn a_citizen_is_the_union_of_the_callers_cases() {
    let app = TestApp::start().await;
    let query = "query($id: ID!) { citizen(id: $id) { id name cpr } }";
    let id = json!({ "id": app.citizen() });
    let lead = app.ask("sofCoordinator", query, id.clone()).await.data("/citizen");
    assert_eq!(lead["cpr"], json!(app.cast.showcase.cpr));
    let partner = app.ask("bifCaseworker", query, id.clone()).await.data("/citizen");
    assert_eq!((&partner["name"], &partner["cpr"]), (&lead["name"], &Value::Null));
    let nobody = app.ask("unrelated", query, id).await;
    assert_eq!(nobody.text, r#"{"data":{"citizen":null}}"#);
}

const CASES: &str = "query($first: Int, $after: String, $order: CaseOrder, $filter: CaseFilter) {
    cases(first: $first, after: $after, orderBy: $order, filter: $filter) {
    edges { cursor node { id openedAt status unit { id } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

async fn paged(app: &TestApp, viewer: &str, first: i32, order: &str) -> Vec<Value> {
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "first": first, "after": after, "order": order });
        let page = app.ask(viewer, CASES, variables).await.data("/cases");
        let edges = page["edges"].as_array().unwrap().clone();
        assert_eq!(page["pageInfo"]["hasPreviousPage"], json!(!after.is_null()));
        let more = page["pageInfo"]["hasNextPage"] == true;
        assert!(!more || edges.len() == usize::try_from(first).unwrap(), "a page is full");
        found.extend(edges.into_iter().map(|edge| edge["node"].clone()));
        if !more {
            return found;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

#[tokio::test]
async fn the_list_has_each_case_of_the_caller_once_and_in_order() {
    let app = TestApp::start().await;
    for viewer in ["sofCoordinator", "sofCaseworker", "bifCaseworker", "citizen"] {
        let newest = paged(&app, viewer, 50, "OPENED_AT_DESC").await;
        let mut oldest = paged(&app, viewer, 2, "OPENED_AT_ASC").await;
        oldest.reverse();
        assert_eq!(newest, oldest, "{viewer}");
        assert!(newest.is_sorted_by_key(|case| {
            std::cmp::Reverse(case["openedAt"].as_str().unwrap().to_owned())
        }));
        let ids: BTreeSet<_> = newest.iter().map(|case| case["id"].to_string()).collect();
        assert_eq!(ids.len(), newest.len());
        assert!(ids.contains(&json!(app.case()).to_string()), "{viewer}: {ids:?}");
        // None is left out: what can be read by its id is in the list.
        for case in Case::find().all(app.connection()).await.unwrap() {
            if case.purpose.0 == Purpose::Dkk {
                let id = json!(GlobalId::outside(EntityKind::DkkCase, case.id).to_string());
                let query = "query($id: ID!) { case(id: $id) { id } }";
                let read = app.ask(viewer, query, json!({ "id": id })).await.data("/case");
                assert_eq!(ids.contains(&id.to_string()), !read.is_null(), "{viewer}: {id}");
            }
        }
    }
    for viewer in ["unrelated", "auditor", "unitLead"] {
        let answer = app.ask(viewer, CASES, json!({})).await;
        assert_eq!(answer.data("/cases/edges"), json!([]), "{viewer}");
    }
}

#[tokio::test]
async fn the_list_is_filtered_and_a_wrong_page_is_said() {
    let app = TestApp::start().await;
    let all = paged(&app, "sofCoordinator", 50, "OPENED_AT_DESC").await;
    let status = &all[0]["status"];
    let filter = json!({ "filter": { "status": status, "unitId": all[0]["unit"]["id"] },
        "first": 50 });
    let found = app.ask("sofCoordinator", CASES, filter).await.data("/cases/edges");
    let same = |case: &&Value| case["status"] == *status && case["unit"] == all[0]["unit"];
    assert_eq!(found.as_array().unwrap().len(), all.iter().filter(same).count());
    let before = json!({ "filter": { "openedBefore": all[0]["openedAt"] }, "first": 50 });
    let found = app.ask("sofCoordinator", CASES, before).await.data("/cases/edges");
    assert!(found.as_array().unwrap().iter().all(|edge| edge["node"]["id"] != all[0]["id"]));
    for wrong in [json!({ "first": 0 }), json!({ "first": 51 }), json!({ "after": "here" })] {
        let answer = app.ask("sofCoordinator", CASES, wrong).await.json();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION_FAILED", "{answer}");
    }
}

#[tokio::test]
async fn a_form_is_read_as_of_an_instant() {
    let app = TestApp::start().await;
    let query = "query($id: ID!, $then: DateTime) { case(id: $id) {
        then: networkMap(asOf: $then) { id treatment { id name } housing { id } }
        now: networkMap { treatment { id name } }
        consents(asOf: $then) { id clauses { id } } } }";
    app.pass(TimeDelta::hours(1));
    let before = json!({ "id": app.case(), "then": anchor() });
    let first = app.ask("sofCoordinator", query, before.clone()).await;
    assert_eq!(first.data("/case/then/treatment"), first.data("/case/now/treatment"));
    let actor = first.data("/case/now/treatment/0/id");
    let read = "query($id: ID!) { node(id: $id) { ... on Actor { version } } }";
    let version = app.ask("sofCoordinator", read, json!({ "id": actor })).await;
    let remove = "mutation($input: RemoveActorInput!) { removeActor(input: $input) {
        userErrors { code path message } } }";
    let input = json!({ "input": { "actorId": actor, "reason": "no longer involved",
        "expectedVersion": version.data("/node/version") } });
    let removed = app.ask("sofCoordinator", remove, input).await;
    assert_eq!(removed.user_errors(), Vec::<String>::new(), "{}", removed.text);
    let after = app.ask("sofCoordinator", query, before.clone()).await;
    assert_eq!(after.data("/case/then"), first.data("/case/then"));
    assert_eq!(after.data("/case/consents"), first.data("/case/consents"));
    assert!(!after.data("/case/now/treatment").to_string().contains(actor.as_str().unwrap()));
    let partner = app.ask("bifCaseworker", query, before).await;
    assert_eq!(partner.data("/case/then/treatment"), Value::Null, "decided as of now");
    let early = json!({ "id": app.case(), "then": "1999-01-01T00:00:00Z" });
    let none = app.ask("sofCoordinator", query, early).await;
    assert_eq!((none.data("/case/then"), none.data("/case/consents")), (Value::Null, json!([])));
}

#[tokio::test]
async fn the_directory_the_words_and_the_caller_are_open_to_every_token() {
    let app = TestApp::start().await;
    let query = "{ me { clientId roles scopes expiresAt professional { name } unit { name } }
        organisations(kind: HOSPITAL) { nodes { id kind } }
        units(first: 1) { nodes { name } pageInfo { hasNextPage } }
        professionals(first: 50) { nodes { name } }
        vocabulary(locale: DA, name: \"Category\") { name values { value label } } }";
    let persona = app.persona("unrelated");
    let token = app.token_of(Grant {
        client_id: stifinder::demo::CLIENT.to_owned(),
        organisation: persona.viewer.organisation.map(|o| o.id),
        unit: persona.viewer.unit,
        user: persona.viewer.user,
        roles: persona.viewer.roles,
        citizen: None,
        scopes: ScopeSet::NONE,
    });
    let answer = app.ask_with(&token, query, json!({}), &[]).await;
    assert_eq!(answer.data("/me/scopes"), json!([]));
    assert_eq!(answer.data("/me/roles"), json!([Role::Partner.code()]));
    assert_eq!(answer.data("/organisations/nodes/0/kind"), "HOSPITAL");
    assert_eq!(answer.data("/units/pageInfo/hasNextPage"), true);
    let label = answer.data("/vocabulary/0/values/4");
    assert_eq!(label, json!({ "value": "HEALTH", "label": "Helbred" }));
    let case = "query($id: ID!) { me { clientId } case(id: $id) { id } }";
    let refused = app.ask_with(&token, case, json!({ "id": app.case() }), &[]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains(Scope::DkkRead.code()), "{}", refused.text);
}

#[tokio::test]
async fn an_entity_is_found_by_the_number_that_its_own_organisation_gave_it() {
    let app = TestApp::start().await;
    let set = "mutation($input: SetExternalReferenceInput!) { setExternalReference(input: $input) {
        userErrors { code path message } } }";
    let first = "query($id: ID!) { case(id: $id) { meetings(first: 1) { id } } }";
    let meeting = app.ask("sofCoordinator", first, json!({ "id": app.case() })).await;
    let meeting = meeting.data("/case/meetings/0/id");
    for (number, id) in
        [("A-1", json!(app.case())), ("A-2", meeting.clone()), ("A-3", json!(app.citizen()))]
    {
        let reference = json!({ "system": "CSC Social", "id": number });
        let input = json!({ "input": { "id": id, "reference": reference } });
        let answer = app.ask("sofCoordinator", set, input).await;
        assert_eq!(answer.user_errors(), Vec::<String>::new(), "{}", answer.text);
    }
    let query = "query($id: String!) {
        case: caseByExternalReference(system: \"CSC Social\", id: $id) { id
            externalReferences { system id } citizen { externalReferences { id } } }
        any: byExternalReference(system: \"CSC Social\", id: $id) { id } }";
    let found = app.ask("sofCoordinator", query, json!({ "id": "A-1" })).await;
    assert_eq!(found.data("/case/id"), json!(app.case()));
    assert_eq!(found.data("/any/id"), json!(app.case()));
    for (place, number) in [("/case", "A-1"), ("/case/citizen", "A-3")] {
        let numbers = found.data(&format!("{place}/externalReferences")).to_string();
        assert!(numbers.contains(number), "{place}: {numbers}");
    }
    let found = app.ask("sofCoordinator", query, json!({ "id": "A-2" })).await;
    assert_eq!((found.data("/case"), found.data("/any/id")), (Value::Null, meeting));
    let found = app.ask("sofCoordinator", query, json!({ "id": "A-3" })).await;
    assert_eq!(found.data("/any/id"), json!(app.citizen()));
    for viewer in ["bifCaseworker", "citizen", "unrelated"] {
        let answer = app.ask(viewer, query, json!({ "id": "A-1" })).await;
        assert_eq!(answer.text, r#"{"data":{"case":null,"any":null}}"#, "{viewer}");
    }
}

#[tokio::test]
async fn meetings_are_cut_after_those_that_may_not_be_seen_are_left_out() {
    let app = TestApp::start().await;
    let query = "query($id: ID!) { case(id: $id) { all: meetings { id state }
        first: meetings(first: 1) { id } last: meetings(last: 1) { id }
        drafts: meetings(states: [DRAFT]) { id } } }";
    for viewer in ["sofCoordinator", "bifCaseworker", "hospitalPartner", "citizen"] {
        let case = app.ask(viewer, query, json!({ "id": app.case() })).await.data("/case");
        let all = case["all"].as_array().unwrap();
        let ends = |meeting: Option<&Value>| -> Vec<Value> {
            meeting.map(|meeting| json!({ "id": meeting["id"] })).into_iter().collect()
        };
        assert_eq!(case["first"], json!(ends(all.first())), "{viewer}");
        assert_eq!(case["last"], json!(ends(all.last())), "{viewer}");
        let drafts = all.iter().filter(|meeting| meeting["state"] == "DRAFT").count();
        assert_eq!(case["drafts"].as_array().unwrap().len(), drafts, "{viewer}");
    }
}

#[tokio::test]
async fn the_outline_of_a_case_comes_with_the_relation_and_nothing_else_does() {
    let app = TestApp::start().await;
    let representatives =
        "query($id: ID!) { case(id: $id) { citizen { id representatives { id version } } } }";
    let id = json!({ "id": app.case() });
    let held = app.ask("sofCoordinator", representatives, id.clone()).await.data("/case/citizen");
    let user = app.persona("representative").viewer.user.unwrap().0;
    let own = GlobalId::outside(EntityKind::Representative, user).to_string();
    let all = held["representatives"].as_array().unwrap();
    let own = all.iter().find(|r| r["id"] == own.as_str()).unwrap();
    let narrow =
        "mutation($input: UpdateRepresentativeInput!) { updateRepresentative(input: $input) {
        userErrors { code } } }";
    let input = json!({ "citizenId": held["id"], "representativeId": own["id"],
        "scope": ["ECONOMY"], "expectedVersion": own["version"] });
    let done = app.ask("sofCaseworker", narrow, json!({ "input": input })).await;
    assert_eq!(done.data("/updateRepresentative/userErrors"), json!([]), "{}", done.text);

    let query = "query($id: ID!) { case(id: $id) { id status openedAt unit { id } fullConsent
        leadOrganisation { id } coordinator { id } citizen { name } participations { id }
        meetings { id } networkMap { id coordinator { id } whereabouts treatment { id } } }
        cases { nodes { id status } } }";
    let seen = app.ask("representative", query, id).await;
    assert!(seen.json().get("errors").is_none(), "{}", seen.text);
    assert!(seen.data("/case/status").is_string());
    assert!(seen.data("/case/networkMap/id").is_string());
    assert!(seen.data("/cases/nodes").to_string().contains(&app.case()), "{}", seen.text);
    for field in ["/case/fullConsent", "/case/citizen/name", "/case/networkMap/treatment"] {
        assert_eq!(seen.data(field), Value::Null, "{field}");
    }
    for list in ["/case/participations", "/case/meetings"] {
        assert_eq!(seen.data(list), json!([]), "{list}");
    }
}

#[tokio::test]
async fn an_argument_below_a_root_field_that_cannot_be_read_is_told_as_one() {
    let app = TestApp::start().await;
    for field in [
        "networkMap(asOf: \"2025-01-01T00:00:#0Z\") { version }",
        "networkMap(asOf: $at) { version }",
    ] {
        for root in ["case(id: $id) { FIELD }", "node(id: $id) { ... on DkkCase { FIELD } }"] {
            let head = if field.contains("$at") {
                "query($id: ID!, $at: DateTime)"
            } else {
                "query($id: ID!)"
            };
            let query = format!("{head} {{ {} }}", root.replace("FIELD", field));
            let variables = json!({ "id": app.case(), "at": "yesterday" });
            let answer = app.ask("sofCoordinator", &query, variables).await;
            let error = &answer.json()["errors"][0];
            assert_eq!(
                error["extensions"]["code"], "VALIDATION_FAILED",
                "{query}: {}",
                answer.text
            );
            let message = error["message"].as_str().unwrap();
            assert!(message.contains("DateTime"), "{query}: {message}");
        }
    }
}
