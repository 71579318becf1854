//! Non-interference: two databases that differ only in what is withheld from a viewer give that
//! viewer the same bytes.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::bundle::BUNDLE;
use crate::support::TestApp;

/// Changes to what is HEALTH, HOUSING, NETWORK, IDENTITY, CRIMINAL_JUSTICE or ECONOMY: values,
/// rows, counts and versions, none of which the job centre may see.
const HIDDEN_FROM_BIF: &[&str] = &[
    "UPDATE network_actor SET name = 'Anden', phone = '1', version = version + 3 WHERE actor_group \
     IN ('TREATMENT', 'HOUSING', 'PRIVATE_NETWORK', 'PRISON_AND_PROBATION')",
    "DELETE FROM network_actor WHERE actor_group = 'TREATMENT' AND role = 'GENERAL_PRACTITIONER'",
    "DELETE FROM network_actor WHERE actor_group = 'HOUSING'",
    "UPDATE network_map SET whereabouts = 'PRISON', version = version + 7",
    "UPDATE citizen SET address = 'Andetsteds', phone = NULL, email = 'anden@example.dk', \
     version = version + 1",
    "UPDATE enquiry SET situation = 'noget andet', need = 'noget andet'",
    "UPDATE assessment SET illness_picture = NOT illness_picture, rationale = 'noget andet'",
    "UPDATE agenda_item SET goal = 'noget andet', decision = 'noget andet' WHERE categories IS NULL",
    "DELETE FROM agenda_item WHERE categories = 'HEALTH'",
    "DELETE FROM task WHERE categories = 'HEALTH'",
    "UPDATE statement SET text = 'noget andet' WHERE categories = 'HEALTH'",
    "UPDATE coordination_case SET version = version + 2",
];

/// What the job centre can ask that touches a case.
fn questions(case: &str) -> Vec<(&'static str, Value)> {
    vec![
        (BUNDLE, json!({ "id": case })),
        (
            "{ cases(first: 50) { edges { cursor node { id status } } pageInfo { hasNextPage } } }",
            json!({}),
        ),
        (
            "query($until: Date!) { tasksDue(until: $until, first: 100) { edges { cursor node { id text } } } }",
            json!({ "until": "2030-01-01" }),
        ),
        ("query($id: ID!) { access(caseId: $id) { relation __typename } }", json!({ "id": case })),
        (
            "query($id: ID!) { node(id: $id) { id ... on DkkCase { withheld { fields } citizen { withheld { fields category } } } } }",
            json!({ "id": case }),
        ),
    ]
}

#[tokio::test]
async fn what_is_withheld_changes_no_byte_of_any_answer() {
    let (one, other) = (TestApp::start().await, TestApp::start().await);
    for change in HIDDEN_FROM_BIF {
        let done = other.connection().execute_unprepared(change).await.unwrap();
        assert!(done.rows_affected() > 0, "nothing to change: {change}");
    }
    let see = "query($id: ID!) { case(id: $id) { networkMap { treatment { name } } } }";
    let (a, b) = (
        one.ask("sofCoordinator", see, json!({ "id": one.case() })).await,
        other.ask("sofCoordinator", see, json!({ "id": one.case() })).await,
    );
    assert_ne!(a.text, b.text, "whoever may see it sees the difference");
    for (query, variables) in questions(&one.case()) {
        let a = one.ask("bifCaseworker", query, variables.clone()).await;
        let b = other.ask("bifCaseworker", query, variables).await;
        assert!(a.json().get("errors").is_none(), "{query}: {}", a.text);
        assert_eq!((a.status, &a.text), (b.status, &b.text), "{query}");
        let length =
            |answer: &crate::support::Answer| answer.headers.get("content-length").cloned();
        assert_eq!(length(&a), length(&b));
    }
}
