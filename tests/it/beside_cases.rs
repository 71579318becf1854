//! What stands beside what is asked for is read with it, by whichever way one comes to it: the
//! citizen's other cases, and the caller's own numbers.

use serde_json::{Value, json};

use crate::acting::{act, done, opened, organisation, read, registered};
use crate::support::TestApp;

const SOF: &str = "sofCaseworker";
const COORDINATOR: &str = "sofCoordinator";

/// The citizen's cases with what only a brain-injury case has.
const CASES: &str = "citizen { cases { id ... on BrainInjuryCase { assessments { id } } } }";

/// The citizen's cases in an object of this id, of a list of objects.
#[track_caller]
fn beside(nodes: &Value, id: &str) -> Value {
    let found = nodes.as_array().unwrap().iter().find(|node| node["id"] == id);
    found.unwrap_or_else(|| panic!("no {id} in {nodes}"))["citizen"]["cases"].clone()
}

#[tokio::test]
async fn the_citizens_cases_stand_beside_whatever_shows_the_citizen() {
    let app = TestApp::start().await;
    let case = app.case();
    let other = opened(&app, SOF, &json!(app.citizen())).await;
    let assess = json!({ "caseId": other, "conclusion": "Stort behov", "needLevel": "HIGH" });
    let field = "recordBrainInjuryAssessment";
    done(act(&app, SOF, field, "assessment { id }", assess).await);
    let own = json!({ "system": "CSC", "id": "A-1" });
    let set = json!({ "id": case, "reference": own });
    done(act(&app, SOF, "setExternalReference", "", set).await);
    let expected =
        read(&app, SOF, "brainInjuryCase", &other, CASES).await["citizen"]["cases"].clone();
    let ids: Vec<_> = expected.as_array().unwrap().iter().map(|case| &case["id"]).collect();
    assert_eq!(ids, [&json!(case), &json!(other)], "the oldest first");
    assert_eq!(expected[1]["assessments"].as_array().unwrap().len(), 1);

    let variables = json!({ "id": case, "cpr": app.cast.showcase.cpr });
    let one = format!(
        "query($id: ID!, $cpr: Cpr!) {{ case(id: $id) {{ {CASES} }} \
         caseByCpr(cpr: $cpr) {{ {CASES} }} \
         caseByExternalReference(system: \"CSC\", id: \"A-1\") {{ {CASES} }} }}"
    );
    let answer = app.ask(SOF, &one, variables).await;
    for root in ["case", "caseByCpr", "caseByExternalReference"] {
        assert_eq!(answer.data(&format!("/{root}/citizen/cases")), expected, "{root}");
    }
    for (root, of) in [("cases", &case), ("brainInjuryCases", &other)] {
        let query = format!("{{ {root}(first: 50) {{ nodes {{ id {CASES} }} }} }}");
        let nodes = app.ask(SOF, &query, json!({})).await.data(&format!("/{root}/nodes"));
        assert_eq!(beside(&nodes, of), expected, "{root}");
    }
    // Each root field asks for something else of them, in whichever order they are read.
    let some = "citizen { cases { id } }";
    let two = format!(
        "query($id: ID!, $other: ID!) {{ a: case(id: $id) {{ {some} }} \
         b: brainInjuryCase(id: $other) {{ {CASES} }} c: case(id: $id) {{ {some} }} \
         caseByExternalReference(system: \"CSC\", id: \"A-1\") {{ {some} }} }}"
    );
    for _ in 0..10 {
        let answer = app.ask(SOF, &two, json!({ "id": case, "other": other })).await;
        assert_eq!(answer.data("/b/citizen/cases"), expected);
    }
    // A list that reads nothing of what decides for its own unit's cases.
    let query = "{ cases(first: 50) { nodes { id citizen { cases { id } } } } }";
    let nodes = app.ask(SOF, query, json!({})).await.data("/cases/nodes");
    assert_eq!(beside(&nodes, &case), json!([{ "id": case }, { "id": other }]));

    // What a write shows of the citizen.
    let version = read(&app, SOF, "citizen", &app.citizen(), "version").await["version"].clone();
    let update =
        json!({ "citizenId": app.citizen(), "phone": "00112233", "expectedVersion": version });
    let payload = done(act(&app, SOF, "updateCitizen", CASES, update).await);
    assert_eq!(payload["citizen"]["cases"], expected, "updateCitizen");
    let again = json!({ "cpr": app.cast.showcase.cpr, "name": "Igen" });
    let payload = done(act(&app, SOF, "registerCitizen", CASES, again.clone()).await);
    assert_eq!(payload["citizen"]["cases"], expected, "registerCitizen");
    // To who has no relation to any, by the number alone: nothing, and none was looked up.
    let before = app.log().await.len();
    let payload = done(act(&app, "sufCaseworker", "registerCitizen", CASES, again).await);
    assert_eq!(payload["citizen"]["cases"], json!([]), "{payload}");
    let log = app.log().await;
    assert!(log.len() > before);
    assert!(log.iter().all(|row| row.operation != "registerCitizen"
        || row.case_id.is_none()
        || row.organisation_id == app.persona(SOF).viewer.organisation.map(|own| own.id.0)));
}

#[tokio::test]
async fn what_is_due_comes_with_the_callers_own_numbers() {
    const NUMBERS: &str = "externalReferences { id }";
    let app = TestApp::start().await;
    let citizen = registered(&app, SOF, "611261-0001", "1961-12-01").await;
    let case = opened(&app, SOF, &citizen).await;
    let passage = json!({ "caseId": case, "dominantNeed": "CARE", "rationale": "Pleje fylder mest",
        "responsibleOrganisationId": organisation(&app, "sufCaseworker") });
    let passage = act(&app, SOF, "recordAgeTransition", "ageTransition { id }", passage).await;
    done(passage);
    for (viewer, list, below, row) in [
        (COORDINATOR, "tasksDue(until: \"2030-01-01\")", "nodes { id NUMBERS }", "/nodes/0"),
        (
            SOF,
            "ageTransitionsDue(until: \"2030-01-01\")",
            "nodes { transition { id NUMBERS } }",
            "/nodes/0/transition",
        ),
        (COORDINATOR, "consentsLapsing(withinDays: 1096)", "clause { id NUMBERS }", "/0/clause"),
    ] {
        let root = list.split('(').next().unwrap();
        let query = format!("{{ {list} {{ {} }} }}", below.replace("NUMBERS", NUMBERS));
        let row = async || app.ask(viewer, &query, json!({})).await.data(&format!("/{root}{row}"));
        let shown = row().await;
        assert_eq!(shown["externalReferences"], json!([]), "{root}: {shown}");
        let number = json!({ "system": "CSC", "id": root });
        let set = json!({ "id": shown["id"], "reference": number });
        done(act(&app, viewer, "setExternalReference", "", set).await);
        assert_eq!(row().await["externalReferences"], json!([{ "id": root }]), "{root}");
    }
}
