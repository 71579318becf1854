//! Which intervention waits for which: within tracks and across, without circles, and without a word
//! of what is hidden.

use serde_json::{Value, json};

use super::*;

const ADD: &str = "addInterventionDependency";
const SHOWN: &str = "interventionDependency { id version intervention { description }
    dependsOn { description } }";

fn edge(waits: Value, waits_for: Value) -> Value {
    json!({ "interventionId": waits, "dependsOnId": waits_for })
}

/// The edges that a viewer sees, as `which waits < for which`.
async fn edges(on: &Coordinated, viewer: &str) -> Vec<String> {
    let read = "coordinationPlan { dependencies { intervention { description }
        dependsOn { description } } }";
    let read = on.read(viewer, read).await;
    let edges = read["coordinationPlan"]["dependencies"].as_array().unwrap().clone();
    let told = |end: &Value| end["description"].as_str().unwrap_or("?").to_owned();
    let line = |e: &Value| format!("{} < {}", told(&e["intervention"]), told(&e["dependsOn"]));
    let mut edges: Vec<_> = edges.iter().map(line).collect();
    edges.sort();
    edges
}

#[tokio::test]
async fn an_edge_is_drawn_within_a_track_by_its_writers_and_across_by_the_coordinator() {
    let (on, tracks) = Coordinated::filled().await;
    let [health, social, _, employment] = &tracks;
    let within = edge(employment.step(1), employment.step(0));
    let told = on.refused("sofCaseworker", ADD, within.clone()).await;
    assert_eq!(told, "FORBIDDEN");
    let told = on.refused("bufCaseworker", ADD, within.clone()).await;
    assert_eq!(told, "NOT_FOUND interventionId");
    let made = on.write("bifCaseworker", ADD, SHOWN, within.clone()).await;
    let made = made["interventionDependency"].clone();
    assert_eq!(made["dependsOn"]["description"], "EMPLOYMENT first");
    let again = on.refused(COORDINATOR, ADD, within).await;
    assert_eq!(again, "TAKEN dependsOnId");

    let across = edge(employment.step(0), health.step(0));
    let told = on.refused("bifCaseworker", ADD, across.clone()).await;
    assert_eq!(told, "NOT_FOUND dependsOnId", "it may not see the other end");
    let told = on.refused("sofCaseworker", ADD, across.clone()).await;
    assert_eq!(told, "FORBIDDEN", "who sees both ends, and does not coordinate");
    on.write(COORDINATOR, ADD, SHOWN, across).await;
    on.write(COORDINATOR, ADD, SHOWN, edge(employment.step(0), social.step(0))).await;

    let all = [
        "EMPLOYMENT first < HEALTH first",
        "EMPLOYMENT first < SOCIAL first",
        "EMPLOYMENT second < EMPLOYMENT first",
    ];
    for viewer in [COORDINATOR, "sofCaseworker", "citizen"] {
        assert_eq!(edges(&on, viewer).await, all, "{viewer}");
    }
    assert_eq!(edges(&on, "bifCaseworker").await, all[2..]);
    for viewer in ["sufCaseworker", "bufCaseworker", "representative"] {
        assert_eq!(edges(&on, viewer).await, Vec::<String>::new(), "{viewer}");
    }
    // By the intervention too, and no further than may be seen.
    let below = async |viewer: &str, id: Value| {
        let query = "query($id: ID!) { node(id: $id) { ... on Intervention {
            dependsOn { dependsOn { description dependsOn { dependsOn { description } } } } } } }";
        on.app.ask(viewer, query, json!({ "id": id })).await.data("/node/dependsOn")
    };
    let own = json!([{ "dependsOn": { "description": "EMPLOYMENT first", "dependsOn": [] } }]);
    assert_eq!(below("bifCaseworker", employment.step(1)).await, own);
    assert_eq!(below("bifCaseworker", employment.step(0)).await, json!([]));
    let below = below(COORDINATOR, employment.step(1)).await[0]["dependsOn"]["dependsOn"].clone();
    let mut both: Vec<_> =
        below.as_array().unwrap().iter().map(|d| &d["dependsOn"]["description"]).collect();
    both.sort_by_key(|text| text.to_string());
    assert_eq!(both, ["HEALTH first", "SOCIAL first"], "drawn at one instant: in any order");
    // Told of the lead's own category, the administration sees the edge to it, and not the other.
    consented(&on.app, &on.case, vec![clause(&on.app, "DISCLOSE", "bifCaseworker", &["SOCIAL"])])
        .await;
    assert_eq!(edges(&on, "bifCaseworker").await, all[1..]);
    assert_eq!(edges(&on, "sufCaseworker").await, Vec::<String>::new());

    let remove = json!({ "dependencyId": made["id"], "reason": "kan gå side om side",
        "expectedVersion": 1 });
    let told = on.refused("sufCaseworker", "removeInterventionDependency", remove.clone()).await;
    assert_eq!(told, "NOT_FOUND dependencyId");
    let shown = "coordinationPlan { dependencies { id } }";
    on.write("bifCaseworker", "removeInterventionDependency", shown, remove.clone()).await;
    assert_eq!(edges(&on, COORDINATOR).await, all[..2]);
    let told = on.refused("bifCaseworker", "removeInterventionDependency", remove).await;
    assert_eq!(told, "NOT_FOUND dependencyId");
    // With an intervention go the edges that end in it.
    let gone =
        json!({ "interventionId": health.step(0), "reason": "flyttet", "expectedVersion": 1 });
    on.write("sufCaseworker", "removeIntervention", "coordinationPlan { id }", gone).await;
    assert_eq!(edges(&on, COORDINATOR).await, all[1..2]);
}

#[tokio::test]
async fn a_circle_is_refused_and_names_the_field() {
    let (on, tracks) = Coordinated::filled().await;
    let [health, social, education, _] = &tracks;
    on.write(COORDINATOR, ADD, SHOWN, edge(social.step(0), health.step(0))).await;
    on.write(COORDINATOR, ADD, SHOWN, edge(education.step(0), social.step(0))).await;
    for (waits, waits_for) in [
        (health.step(0), health.step(0)),
        (health.step(0), social.step(0)),
        (health.step(0), education.step(0)),
    ] {
        let told = on.refused(COORDINATOR, ADD, edge(waits, waits_for)).await;
        assert_eq!(told, "DEPENDENCY_CYCLE dependsOnId");
    }
    // A second way to the same end is no circle.
    on.write(COORDINATOR, ADD, SHOWN, edge(education.step(0), health.step(0))).await;
    assert_eq!(edges(&on, COORDINATOR).await.len(), 3);
}

#[tokio::test]
async fn a_circle_through_what_is_hidden_tells_nothing_of_it() {
    let (on, tracks) = Coordinated::filled().await;
    let [health, _, education, employment] = &tracks;
    // Across, and hidden from the job centre: its second intervention waits by way of health for
    // its first.
    on.write(COORDINATOR, ADD, SHOWN, edge(employment.step(1), health.step(0))).await;
    on.write(COORDINATOR, ADD, SHOWN, edge(health.step(0), employment.step(0))).await;
    let closing = edge(employment.step(0), employment.step(1));
    let told = on.refused(COORDINATOR, ADD, closing.clone()).await;
    assert_eq!(told, "DEPENDENCY_CYCLE dependsOnId", "who sees the circle is refused");
    let made = on.write("bifCaseworker", ADD, SHOWN, closing).await;
    assert_eq!(made["warnings"], json!([]), "who does not is told nothing");
    let own = ["EMPLOYMENT first < EMPLOYMENT second"];
    assert_eq!(edges(&on, "bifCaseworker").await, own);
    // The coordinator is told when they next draw an edge, and can still read and mend the plan.
    let made = on.write(COORDINATOR, ADD, SHOWN, edge(education.step(1), education.step(0))).await;
    assert_eq!(made["warnings"], json!([{ "fault": "DEPENDENCY_CYCLE" }]));
    let query = "query($id: ID!) { node(id: $id) { ... on Intervention { description
        dependsOn { dependsOn { dependsOn { dependsOn { description } } } } } } }";
    let read = on.app.ask(COORDINATOR, query, json!({ "id": employment.step(0) })).await;
    let twice = read.data("/node/dependsOn/0/dependsOn/dependsOn/0/dependsOn/description");
    assert_eq!(twice, "HEALTH first", "round and round as far as is asked");
    let told = on.refused("bufCaseworker", ADD, edge(education.step(0), education.step(1))).await;
    assert_eq!(told, "DEPENDENCY_CYCLE dependsOnId", "its own circle it sees");
    assert_eq!(edges(&on, COORDINATOR).await.len(), 4);
}
