//! Non-interference of the plan: what is withheld from an administration changes no byte of what it
//! is answered.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::*;

/// Changes to what is HEALTH, SOCIAL, EDUCATION or NETWORK: values, rows, counts, versions, none of
/// which the job centre may see.
const HIDDEN_FROM_BIF: &[&str] = &[
    "UPDATE coordination_plan SET overall_goal = 'noget andet', version = version + 3",
    "UPDATE plan_track SET responsible_id = NULL, version = 9 WHERE kind <> 'EMPLOYMENT'",
    "UPDATE plan_goal SET text = 'noget andet', state = 'REACHED' WHERE track_kind = 'SOCIAL'",
    "DELETE FROM plan_goal WHERE track_kind = 'EDUCATION'",
    "DELETE FROM plan_track WHERE kind = 'EDUCATION'",
    "UPDATE plan_intervention SET removed_reason = 'x' WHERE track_kind = 'SOCIAL'",
    "DELETE FROM intervention_dependency WHERE track_kind <> depends_on_track_kind",
    "UPDATE follow_up SET changes = 'noget andet', relatives = NULL, education = 'noget andet', \
     version = version + 4 WHERE organisation_id = (SELECT lead_organisation_id FROM \
     coordination_case WHERE id = follow_up.case_id)",
    "UPDATE follow_up_goal SET state = 'DROPPED', note = 'noget andet' WHERE track_kind = 'HEALTH'",
    "UPDATE follow_up SET date = '2026-10-01', next_date = '2026-12-01', work = 'noget andet' \
     WHERE organisation_id <> (SELECT lead_organisation_id FROM coordination_case WHERE id = \
     follow_up.case_id)",
    "DELETE FROM follow_up_participant WHERE kind = 'RELATIVE'",
];

/// What the job centre can ask that touches the plan.
fn questions(on: &Coordinated, tracks: &[Track; 4]) -> Vec<(String, Value)> {
    let below = "id status nextFollowUp overallGoal version lastUpdated withheld { fields reason }
        tracks { id kind version unit { id } goals { id text state version }
            interventions { id description version dependsOn { id dependsOn { id } } } }
        dependencies { id intervention { id } dependsOn { id } }";
    let case = format!(
        "query($id: ID!) {{ brainInjuryCase(id: $id) {{ coordinationPlan {{ {below} }}
         now: coordinationPlan(asOf: \"2026-11-02T09:30:00Z\") {{ {below} }}
         followUps {{ id date next outcome changes work education relatives version
            participants {{ name }} goalStates {{ state note goal {{ id }} }}
            withheld {{ fields category reason }} }} withheld {{ fields }} }} }}"
    );
    let due = "{ followUpsDue(until: \"2030-01-01\") { edges { cursor node { caseId due
        organisation { id } followUp { id } } } pageInfo { hasNextPage } } }";
    let mut all = vec![
        (case, json!({ "id": on.case })),
        (due.to_owned(), json!({})),
        (
            "query($id: ID!) { access(caseId: $id) { relation } }".to_owned(),
            json!({ "id": on.case }),
        ),
    ];
    let node = "query($id: ID!) { node(id: $id) { id __typename ... on Track { version } }
        explain(id: $id, field: \"version\") { granted } }";
    for track in tracks {
        for id in [&track.id, &track.goal["id"], &track.interventions[1]["id"]] {
            all.push((node.to_owned(), json!({ "id": id })));
        }
    }
    all.push((node.to_owned(), json!({ "id": on.plan["id"] })));
    all
}

#[tokio::test]
async fn what_is_withheld_of_a_plan_changes_no_byte_of_any_answer() {
    let (on, tracks) = Coordinated::filled().await;
    let [health, social, education, employment] = &tracks;
    let draw = "addInterventionDependency";
    for (waits, waits_for) in [
        (employment.step(1), employment.step(0)),
        (employment.step(0), social.step(0)),
        (education.step(0), health.step(0)),
    ] {
        let edge = json!({ "interventionId": waits, "dependsOnId": waits_for });
        on.write(COORDINATOR, draw, "interventionDependency { id }", edge).await;
    }
    let state = |track: &Track| json!({ "goalId": track.goal["id"], "state": "IN_PROGRESS", "expectedVersion": 1 });
    let input = json!({ "caseId": on.case, "kind": "PHONE", "date": "2026-11-02",
        "outcome": "CONTINUE", "changes": "Flytter", "relatives": "Træt", "work": "Praktik",
        "education": "Kursus", "goalStates": [state(health), state(employment)],
        "participants": [{ "kind": "RELATIVE", "name": "Søsteren" }, { "kind": "CITIZEN" }] });
    on.write(COORDINATOR, "recordFollowUp", "followUp { id }", input).await;
    // Held by another administration, and not told to the job centre.
    let input = json!({ "caseId": on.case, "kind": "PHONE", "date": "2026-11-02",
        "outcome": "CONTINUE", "work": "Ingen" });
    on.write("sufCaseworker", "recordFollowUp", "followUp { id }", input).await;

    let mut before = Vec::new();
    for (query, variables) in questions(&on, &tracks) {
        let answer = on.app.ask("bifCaseworker", &query, variables).await;
        assert!(answer.json().get("errors").is_none(), "{query}: {}", answer.text);
        before.push(answer);
    }
    let see = "coordinationPlan { overallGoal tracks { kind version goals { text } } }";
    let lead = on.read(COORDINATOR, see).await;
    for change in HIDDEN_FROM_BIF {
        let done = on.app.connection().execute_unprepared(change).await.unwrap();
        assert!(done.rows_affected() > 0, "nothing to change: {change}");
    }
    assert_ne!(on.read(COORDINATOR, see).await, lead, "whoever may see it sees the difference");
    for ((query, variables), before) in questions(&on, &tracks).into_iter().zip(before) {
        let after = on.app.ask("bifCaseworker", &query, variables).await;
        assert_eq!((after.status, &after.text), (before.status, &before.text), "{query}");
    }
}
