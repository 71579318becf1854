//! Who sees what of a plan: each administration its own track, the coordination what it may
//! collect, the citizen all of it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::*;
use crate::directives::{Viewer, withheld_as_declared};

/// Names of the fields that are withheld of something.
fn withheld(of: &Value) -> Vec<String> {
    let entries = of["withheld"].as_array().unwrap();
    let fields = entries.iter().flat_map(|entry| entry["fields"].as_array().unwrap());
    let mut fields: Vec<_> = fields.map(|field| field.as_str().unwrap().to_owned()).collect();
    fields.sort();
    fields
}

#[tokio::test]
async fn each_administration_sees_its_own_track_and_the_coordination_what_it_collects() {
    let (on, tracks) = Coordinated::filled().await;
    let all = json!(["HEALTH", "SOCIAL", "EDUCATION", "EMPLOYMENT"]);
    for (viewer, expected) in [
        (COORDINATOR, all.clone()),
        ("sofCaseworker", all.clone()),
        ("citizen", all),
        ("sufCaseworker", json!(["HEALTH"])),
        ("bufCaseworker", json!(["EDUCATION"])),
        ("bifCaseworker", json!(["EMPLOYMENT"])),
        ("representative", json!([])),
        ("hospitalPartner", Value::Null),
        ("sofOtherUnit", Value::Null),
        ("unitLead", Value::Null),
        ("unrelated", Value::Null),
    ] {
        assert_eq!(on.tracks(viewer).await, expected, "{viewer}");
    }
    // The hospital is told how the case runs once it takes part; of health the track's holder has
    // given it nothing.
    let user = on.app.persona("hospitalPartner").viewer.user.unwrap().0;
    let input = json!({ "caseId": on.case,
        "organisationId": organisation(&on.app, "hospitalPartner"),
        "professionalId": outside(EntityKind::Professional, user) });
    on.write(COORDINATOR, "addParticipation", "participation { id }", input).await;
    assert_eq!(on.tracks("hospitalPartner").await, json!([]));

    let head = "coordinationPlan { status from to nextFollowUp followUpInterval agreedWithCitizen
        overallGoal version lastUpdated preparedBy { id } annulReason
        withheld { fields category reason } }";
    let lead = on.read(COORDINATOR, head).await["coordinationPlan"].clone();
    assert_eq!(withheld(&lead), Vec::<String>::new());
    assert_eq!(lead["overallGoal"], "Tilbage på værkstedet");
    assert_eq!(lead["nextFollowUp"], "2027-02-02", "three months after the first day");
    let kept = ["annulReason", "lastUpdated", "overallGoal", "preparedBy", "version"];
    for viewer in ["bifCaseworker", "bufCaseworker", "sufCaseworker", "hospitalPartner"] {
        let seen = on.read(viewer, head).await["coordinationPlan"].clone();
        assert_eq!(withheld(&seen), kept, "{viewer}");
        assert_eq!(seen["status"], "ACTIVE", "{viewer}");
        assert_eq!(seen["nextFollowUp"], lead["nextFollowUp"], "{viewer}");
    }
    let guardian = on.read("representative", head).await["coordinationPlan"].clone();
    assert_eq!(withheld(&guardian), ["annulReason", "overallGoal", "version"], "free text");
    let citizen = on.read("citizen", head).await["coordinationPlan"].clone();
    assert_eq!(withheld(&citizen), ["version"]);
    assert_eq!(lead["version"], 1, "the head, which no track moves");

    // What stands in a track, and nothing of another's, by any way there.
    let [health, .., employment] = &tracks;
    let bif = on
        .read(
            "bifCaseworker",
            "coordinationPlan { tracks { kind version organisation { id } unit { id }
            goals { text kind icfCode baseline target due state version }
            interventions { kind description legalBasis from to hoursPerWeek state stopReason
                provider { name } goalId dependsOn { id } version } } }",
        )
        .await;
    let track = &bif["coordinationPlan"]["tracks"][0];
    assert_eq!(track["unit"]["id"], unit(&on.app, "bifCaseworker"));
    assert_eq!(
        track["goals"],
        json!([{ "text": "EMPLOYMENT goal", "kind": "DEVELOP", "icfCode": "d850",
            "baseline": "ingen", "target": "halv tid", "due": "2027-05-01", "state": "PLANNED",
            "version": 1 }])
    );
    assert_eq!(track["interventions"][0]["hoursPerWeek"], 7.4);
    assert_eq!(track["interventions"][0]["goalId"], employment.goal["id"]);
    assert_eq!(track["interventions"][1]["description"], "EMPLOYMENT second");
    let node = "query($id: ID!) { node(id: $id) { id } }";
    for id in [&health.id, &health.goal["id"], &health.interventions[0]["id"]] {
        let seen = on.app.ask("sufCaseworker", node, json!({ "id": id })).await;
        assert_eq!(seen.data("/node/id"), *id);
        for viewer in ["bifCaseworker", "hospitalPartner", "representative", "unrelated"] {
            let none = on.app.ask(viewer, node, json!({ "id": id })).await;
            assert_eq!(none.data("/node"), Value::Null, "{viewer}");
            let set = json!({ "id": id, "reference": { "system": "X", "id": "1" } });
            if viewer != "representative" {
                let told = on.refused(viewer, "setExternalReference", set).await;
                assert_eq!(told, "NOT_FOUND id", "{viewer}");
            }
        }
    }
}

#[tokio::test]
async fn a_provider_adds_the_categories_of_its_kind() {
    let on = Coordinated::begun().await;
    let track = on.open_track(COORDINATOR, "EMPLOYMENT", "bifCaseworker").await;
    let input = |viewer: &str| {
        json!({ "trackId": track, "kind": "WORK_TRIAL",
            "providerOrganisationId": organisation(&on.app, viewer), "providerName": "Stedet" })
    };
    let housing = input("housingPartner");
    let told = on.refused(COORDINATOR, "addIntervention", housing.clone()).await;
    assert_eq!(told, "WITHHELD providerOrganisationId", "no HOUSING was given to the lead");
    let shown = "intervention { id version provider { name organisation { id } } }";
    let made = on.write("bifCaseworker", "addIntervention", shown, housing).await;
    let made = made["intervention"].clone();
    assert_eq!(made["provider"]["organisation"]["id"], organisation(&on.app, "housingPartner"));
    on.write(COORDINATOR, "addIntervention", shown, input("bufCaseworker")).await;
    let read = "coordinationPlan { tracks { interventions { id } } }";
    let count = |read: Value| {
        read["coordinationPlan"]["tracks"][0]["interventions"].as_array().unwrap().len()
    };
    assert_eq!(count(on.read("bifCaseworker", read).await), 2);
    assert_eq!(count(on.read("citizen", read).await), 2);
    assert_eq!(count(on.read(COORDINATOR, read).await), 1, "a row that may not be seen");
    let update = json!({ "interventionId": made["id"], "state": "ONGOING", "expectedVersion": 1 });
    let told = on.refused(COORDINATOR, "updateIntervention", update).await;
    assert_eq!(told, "NOT_FOUND interventionId");
}

#[tokio::test]
async fn a_draft_is_the_leads_own_until_it_is_in_force() {
    let on = Coordinated::with(agreed, "DRAFT").await;
    let track = on.open_track(COORDINATOR, "EMPLOYMENT", "bifCaseworker").await;
    for (viewer, expected) in [
        (COORDINATOR, json!(["EMPLOYMENT"])),
        ("bifCaseworker", Value::Null),
        ("citizen", Value::Null),
        ("representative", Value::Null),
    ] {
        assert_eq!(on.tracks(viewer).await, expected, "{viewer}");
    }
    let case = on.read("bifCaseworker", "withheld { fields }").await;
    assert!(!case.to_string().contains("coordinationPlan"), "nothing is recorded: {case}");
    let goal = json!({ "trackId": track, "text": "Fleksjob", "kind": "DEVELOP" });
    assert_eq!(on.refused("bifCaseworker", "addPlanGoal", goal.clone()).await, "NOT_FOUND trackId");
    let own = json!({ "planId": on.plan["id"], "kind": "EMPLOYMENT",
        "unitId": unit(&on.app, "bifCaseworker") });
    assert_eq!(on.refused("bifCaseworker", "openTrack", own).await, "NOT_FOUND planId");
    let activate = json!({ "planId": on.plan["id"], "status": "ACTIVE", "expectedVersion": 1 });
    on.write(COORDINATOR, "updateCoordinationPlan", "coordinationPlan { id }", activate).await;
    for viewer in ["bifCaseworker", "citizen"] {
        assert_eq!(on.tracks(viewer).await, json!(["EMPLOYMENT"]), "{viewer}");
    }
    on.write("bifCaseworker", "addPlanGoal", "planGoal { id }", goal).await;
    let back = json!({ "planId": on.plan["id"], "status": "DRAFT", "expectedVersion": 2 });
    let told = on.refused(COORDINATOR, "updateCoordinationPlan", back).await;
    assert_eq!(told, "ILLEGAL_STATE status");
}

#[tokio::test]
async fn as_of_reads_the_plan_as_it_stood_and_decides_as_of_now() {
    let (on, tracks) = Coordinated::filled().await;
    let [health, .., employment] = &tracks;
    let then = "2026-11-02T09:00:00.000000Z";
    on.app.pass(TimeDelta::days(1));
    let input = json!({ "goalId": employment.goal["id"], "text": "Job på særlige vilkår",
        "state": "IN_PROGRESS", "expectedVersion": 1 });
    let goal = on.write("bifCaseworker", "updatePlanGoal", "planGoal { version }", input).await;
    assert_eq!(goal["planGoal"]["version"], 2);
    let remove =
        json!({ "trackId": health.id, "reason": "forløbet er slut", "expectedVersion": 1 });
    on.write("sufCaseworker", "removeTrack", "coordinationPlan { id }", remove).await;
    let head = json!({ "planId": on.plan["id"], "overallGoal": "Et lettere job",
        "expectedVersion": 1 });
    on.write(COORDINATOR, "updateCoordinationPlan", "coordinationPlan { id }", head).await;

    let read = |at: Option<&str>| {
        let at = at.map_or(String::new(), |at| format!("(asOf: \"{at}\")"));
        format!("coordinationPlan{at} {{ version overallGoal tracks {{ kind goals {{ text }} }} }}")
    };
    let now = on.read(COORDINATOR, &read(None)).await["coordinationPlan"].clone();
    assert_eq!((&now["version"], &now["overallGoal"]), (&json!(2), &json!("Et lettere job")));
    assert_eq!(
        now["tracks"][2],
        json!({ "kind": "EMPLOYMENT",
        "goals": [{ "text": "Job på særlige vilkår" }] })
    );
    assert_eq!(now["tracks"].as_array().unwrap().len(), 3, "a track that was removed");
    let past = on.read(COORDINATOR, &read(Some(then))).await["coordinationPlan"].clone();
    assert_eq!(
        (&past["version"], &past["overallGoal"]),
        (&json!(1), &json!("Tilbage på værkstedet"))
    );
    assert_eq!(past["tracks"].as_array().unwrap().len(), 4);
    assert_eq!(past["tracks"][3]["goals"], json!([{ "text": "EMPLOYMENT goal" }]));
    let before = on.read(COORDINATOR, &read(Some("2026-11-01T00:00:00Z"))).await;
    assert_eq!(before["coordinationPlan"], Value::Null);
    let bif = on.read("bifCaseworker", &read(Some(then))).await["coordinationPlan"].clone();
    assert_eq!(bif["tracks"].as_array().unwrap().len(), 1);
    assert_eq!(bif["version"], Value::Null);

    // What is withdrawn now opens no earlier version either; one's own stays.
    on.withdrawn().await;
    for at in [None, Some(then)] {
        let lead = on.read(COORDINATOR, &read(at)).await["coordinationPlan"].clone();
        let kinds: Vec<_> =
            lead["tracks"].as_array().unwrap().iter().map(|t| t["kind"].clone()).collect();
        assert_eq!(kinds, ["SOCIAL"], "{at:?}");
        let bif = on.read("bifCaseworker", &read(at)).await["coordinationPlan"].clone();
        assert_eq!(bif["tracks"][0]["kind"], "EMPLOYMENT", "{at:?}");
    }
    let goal = json!({ "goalId": employment.goal["id"], "text": "x", "expectedVersion": 2 });
    assert_eq!(on.refused(COORDINATOR, "updatePlanGoal", goal).await, "NOT_FOUND goalId");
}

#[tokio::test]
async fn last_updated_tells_of_what_the_caller_sees() {
    let (on, tracks) = Coordinated::filled().await;
    let read = "coordinationPlan { lastUpdated }";
    let of = |read: Value| read["coordinationPlan"]["lastUpdated"].clone();
    let (lead, citizen) =
        (of(on.read(COORDINATOR, read).await), of(on.read("citizen", read).await));
    assert_eq!(lead, citizen);
    // Withdrawn, the lead sees its own track: what another administration writes then is no news
    // to it.
    on.withdrawn().await;
    let before = of(on.read("sofCaseworker", read).await);
    on.app.pass(TimeDelta::days(1));
    let input = json!({ "goalId": tracks[3].goal["id"], "text": "Nyt", "expectedVersion": 1 });
    on.write("bifCaseworker", "updatePlanGoal", "planGoal { id }", input).await;
    assert_eq!(of(on.read("sofCaseworker", read).await), before);
    assert_ne!(of(on.read("citizen", read).await), citizen);
}

#[tokio::test]
async fn a_field_of_the_plan_is_withheld_exactly_when_its_categories_are_not_granted() {
    let (on, tracks) = Coordinated::filled().await;
    let held = json!({ "caseId": on.case, "kind": "PHONE", "date": "2026-11-02",
        "outcome": "CONTINUE", "changes": "Bor bedre", "relatives": "Træt", "work": "Praktik",
        "education": "Ingen", "goalStates": [{ "goalId": tracks[3].goal["id"],
        "state": "IN_PROGRESS", "expectedVersion": 1 }] });
    on.write(COORDINATOR, "recordFollowUp", "followUp { id }", held).await;
    let all = &[
        "PROCESS",
        "IDENTITY",
        "NETWORK",
        "SOCIAL",
        "HEALTH",
        "EMPLOYMENT",
        "EDUCATION",
        "HOUSING",
        "ECONOMY",
        "CRIMINAL_JUSTICE",
    ][..];
    let viewer = |name, granted, lead, author| Viewer { name, granted, lead, author };
    let viewers = [
        viewer(COORDINATOR, all, true, true),
        viewer("citizen", all, true, false),
        viewer("representative", &["PROCESS", "ECONOMY"][..], true, false),
        viewer("bifCaseworker", &["PROCESS", "EMPLOYMENT"][..], false, false),
        viewer("bufCaseworker", &["PROCESS", "EDUCATION"][..], false, false),
        viewer("sufCaseworker", &["PROCESS", "HEALTH"][..], false, false),
    ];
    let fields = ["coordinationPlan", "followUps"];
    let forms = ["BrainInjuryCase", "CoordinationPlan", "FollowUp"];
    withheld_as_declared(&on.app, ("brainInjuryCase", &on.case), &fields, &viewers, &forms).await;
}
