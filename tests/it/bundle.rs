//! The main job: one query, answered by who asks.

use serde_json::{Value, json};

use crate::support::TestApp;

/// The whole bundle of a case.
pub(crate) const BUNDLE: &str = include_str!("../../graphiql/examples/2-bundle.graphql");

#[tokio::test]
async fn four_viewers_get_four_answers_and_three_the_same_unknown() {
    let app = TestApp::start().await;
    let mut answers = Vec::new();
    for viewer in ["sofCoordinator", "bifCaseworker", "hospitalPartner", "citizen"] {
        let answer = app.ask(viewer, BUNDLE, json!({ "id": app.case() })).await;
        assert_eq!(answer.status, 200, "{viewer}");
        assert_ne!(answer.data("/case"), Value::Null, "{viewer}");
        answers.push(answer.text);
    }
    for (i, one) in answers.iter().enumerate() {
        for other in &answers[i + 1..] {
            assert_ne!(one, other);
        }
    }
    let mut unknown = Vec::new();
    for viewer in ["sofOtherUnit", "unrelated", "auditor"] {
        let answer = app.ask(viewer, BUNDLE, json!({ "id": app.case() })).await;
        unknown.push((answer.status, answer.text));
    }
    let nowhere = "BQGhyfkdQnHBhpDuQskLcbt";
    let absent = app.ask("unrelated", BUNDLE, json!({ "id": nowhere })).await;
    unknown.push((absent.status, absent.text));
    assert_eq!(unknown[0].1, r#"{"data":{"case":null}}"#);
    assert!(unknown.iter().all(|answer| *answer == unknown[0]), "{unknown:?}");
}

/// What the README shows of its query is what the demo answers.
#[tokio::test]
async fn the_readme_answers_as_the_program_does() {
    let readme = include_str!("../../README.md");
    let block = |from: &str, kind: &str| {
        let (_, rest) = readme.split_once(from).unwrap();
        let (_, rest) = rest.split_once(&format!("```{kind}\n")).unwrap();
        rest.split_once("```").unwrap().0
    };
    let app = TestApp::start().await;
    let query = block("## One query, three answers", "graphql");
    for (viewer, from) in [
        ("sofCoordinator", "**In full**"),
        ("bifCaseworker", "**In part**"),
        ("unrelated", "**Unknown**"),
    ] {
        let mut answer = app.ask(viewer, query, json!({})).await.json();
        answer.as_object_mut().unwrap().remove("extensions");
        let shown: Value = serde_json::from_str(block(from, "json")).unwrap();
        assert_eq!(answer, shown, "{viewer}: {answer}");
    }
}

#[tokio::test]
async fn r16_the_cpr_number_stays_with_the_lead_authority_and_the_citizen() {
    let app = TestApp::start().await;
    let query =
        "query($id: ID!) { case(id: $id) { citizen { cpr name withheld { fields reason } } } }";
    for (viewer, sees) in [
        ("sofCoordinator", true),
        ("citizen", true),
        ("bifCaseworker", false),
        ("hospitalPartner", false),
    ] {
        let answer = app.ask(viewer, query, json!({ "id": app.case() })).await;
        let citizen = answer.data("/case/citizen");
        assert_eq!(citizen["cpr"].is_string(), sees, "{viewer}: {citizen}");
        assert!(citizen["name"].is_string(), "{viewer}");
        let withheld = citizen["withheld"].to_string();
        assert_eq!(withheld.contains("\"cpr\""), !sees, "{viewer}: {withheld}");
        let number = &app.cast.showcase.cpr;
        assert_eq!(answer.text.contains(number.as_str()), sees, "{viewer}");
    }
}

#[tokio::test]
async fn r37_the_map_has_eight_groups_in_the_order_of_the_form() {
    use law::Word;
    use law::forms::{ActorGroup, ActorRole};
    let mut text = String::new();
    for group in ActorGroup::ALL {
        text.push_str(&format!("{} ({})\n", group.code(), group.danish()));
        for role in group.roles() {
            text.push_str(&format!("  {} ({})\n", role.code(), role.danish()));
        }
    }
    let listed: usize = ActorGroup::ALL.iter().map(|group| group.roles().len()).sum();
    assert_eq!(listed, ActorRole::ALL.len(), "each role stands in one group");
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn a_group_that_is_withheld_is_null_and_never_empty() {
    let app = TestApp::start().await;
    let query = "query($id: ID!) { case(id: $id) { networkMap { treatment { name } prisonAndProbation { name } housing { name } privateNetwork { name } workActivitySupport { name } } } }";
    let answer = app.ask("bifCaseworker", query, json!({ "id": app.case() })).await;
    let map = answer.data("/case/networkMap");
    for group in ["treatment", "prisonAndProbation", "housing", "privateNetwork"] {
        assert_eq!(map[group], Value::Null, "{group}");
    }
    assert!(map["workActivitySupport"].as_array().is_some_and(|rows| !rows.is_empty()));
    let withheld = &answer.json()["extensions"]["withheld"];
    assert!(withheld.to_string().contains("case.networkMap"), "{withheld}");
}

#[tokio::test]
async fn a_key_asked_for_twice_merges_and_fragments_apply_by_type() {
    let app = TestApp::start().await;
    let query = "query($id: ID!) { case(id: $id) { id ...A ...on Node { id } citizen { birthDate } } } fragment A on DkkCase { citizen { name __typename } again: status status }";
    let answer = app.ask("sofCoordinator", query, json!({ "id": app.case() })).await;
    let case = answer.data("/case");
    assert!(case["citizen"]["name"].is_string() && case["citizen"]["birthDate"].is_string());
    assert_eq!(case["citizen"]["__typename"], "Citizen");
    assert_eq!(case["again"], case["status"]);
}

#[tokio::test]
async fn what_is_withheld_stands_by_the_keys_of_the_root_fields() {
    let app = TestApp::start().await;
    let query = "query($id: ID!) { z: case(id: $id) { networkMap { treatment { name } } } b: me { clientId } a: case(id: $id) { networkMap { housing { name } } } }";
    for _ in 0..20 {
        let answer = app.ask("bifCaseworker", query, json!({ "id": app.case() })).await;
        let withheld = &answer.json()["extensions"]["withheld"];
        let paths: Vec<_> = withheld.as_array().unwrap().iter().map(|w| &w["path"]).collect();
        assert_eq!(paths, ["a.networkMap", "z.networkMap"]);
    }
}
