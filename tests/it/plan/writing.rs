//! Who writes what of a plan, and what is refused.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::*;

#[tokio::test]
async fn a_track_is_written_by_its_administration_and_the_coordinator() {
    let (on, tracks) = Coordinated::filled().await;
    let shown = "planGoal { id version text }";
    for track in &tracks {
        let goal = json!({ "trackId": track.id, "text": "Et til", "kind": "MAINTAIN" });
        for (_, viewer) in HOLDERS {
            if viewer == track.viewer {
                continue;
            }
            let told = on.refused(viewer, "addPlanGoal", goal.clone()).await;
            // The lead's caseworker sees what is collected, and is not its administration's.
            let expected =
                if viewer == "sofCaseworker" { "FORBIDDEN" } else { "NOT_FOUND trackId" };
            assert_eq!(told, expected, "{viewer}");
        }
        for viewer in ["unrelated", "sofOtherUnit", "hospitalPartner"] {
            let told = on.refused(viewer, "addPlanGoal", goal.clone()).await;
            assert_eq!(told, "NOT_FOUND trackId", "{viewer}");
        }
        let made = on.write(COORDINATOR, "addPlanGoal", shown, goal).await["planGoal"].clone();
        let version = |version: i64| json!({ "goalId": made["id"], "expectedVersion": version });
        let mut update = version(1);
        update["text"] = "Ændret".into();
        let made = on.write(track.viewer, "updatePlanGoal", shown, update.clone()).await;
        assert_eq!(made["planGoal"]["text"], "Ændret");
        let stale = on.refused(COORDINATOR, "updatePlanGoal", update).await;
        assert_eq!(stale, "CONFLICT expectedVersion");
        let mut remove = version(2);
        remove["reason"] = "dublet".into();
        on.write(COORDINATOR, "removePlanGoal", "coordinationPlan { id }", remove.clone()).await;
        remove["expectedVersion"] = 3.into();
        let gone = on.refused(COORDINATOR, "removePlanGoal", remove).await;
        assert_eq!(gone, "NOT_FOUND goalId");
    }
    // The head is the coordination's alone.
    let head =
        json!({ "planId": on.plan["id"], "agreedWithRelatives": true, "expectedVersion": 1 });
    let told = on.refused("bifCaseworker", "updateCoordinationPlan", head.clone()).await;
    assert_eq!(told, "FORBIDDEN");
    on.write("sofCaseworker", "updateCoordinationPlan", "coordinationPlan { id }", head).await;
}

#[tokio::test]
async fn r17_a_track_lets_in_whom_a_consent_names_and_nobody_writes_what_is_withheld() {
    let clauses = |app: &TestApp| {
        vec![
            clause(app, "DISCLOSE", "bifCaseworker", &["PROCESS", "EMPLOYMENT"]),
            clause(app, "COLLECT", "sufCaseworker", &["PROCESS", "HEALTH"]),
        ]
    };
    let on = Coordinated::with(clauses, "ACTIVE").await;
    let track = |kind: &str, viewer: &str| json!({ "planId": on.plan["id"], "kind": kind, "unitId": unit(&on.app, viewer) });
    let told = on.refused(COORDINATOR, "openTrack", track("EDUCATION", "bufCaseworker")).await;
    assert_eq!(told, "NOT_NAMED unitId", "no consent names the administration");
    let told = on.refused(COORDINATOR, "openTrack", track("EMPLOYMENT", "bifCaseworker")).await;
    assert_eq!(told, "WITHHELD kind", "what is told to it is not collected from it");
    let told = on.refused(COORDINATOR, "openTrack", track("EMPLOYMENT", "sufCaseworker")).await;
    assert_eq!(told, "INVALID unitId");
    let told = on.refused("sofCaseworker", "openTrack", track("HEALTH", "sufCaseworker")).await;
    assert_eq!(told, "FORBIDDEN", "nor the coordinator nor of the administration");
    for viewer in ["bifCaseworker", "sufCaseworker"] {
        assert_eq!(on.tracks(viewer).await, Value::Null, "{viewer} has no part yet");
    }

    // The coordinator opens one; the unit takes part and holds it, whatever becomes of the consent.
    let made = on.write(COORDINATOR, "openTrack", "track { id }", track("HEALTH", "sufCaseworker"));
    let made = made.await["track"]["id"].clone();
    let part = on.read(COORDINATOR, "participations { origin unit { id } }").await;
    let own = json!({ "origin": "TRACK", "unit": { "id": unit(&on.app, "sufCaseworker") } });
    assert_eq!(part["participations"], json!([own]));
    assert_eq!(on.tracks("sufCaseworker").await, json!(["HEALTH"]));
    let twice = on.refused(COORDINATOR, "openTrack", track("HEALTH", "sufCaseworker")).await;
    assert_eq!(twice, "TAKEN kind");
    let other = json!({ "trackId": made, "unitId": unit(&on.app, "bifCaseworker"),
        "expectedVersion": 1 });
    assert_eq!(on.refused(COORDINATOR, "updateTrack", other).await, "INVALID unitId");
    let person = on.app.persona("bifCaseworker").viewer.user.unwrap().0;
    let other = json!({ "trackId": made, "expectedVersion": 1,
        "responsibleId": outside(EntityKind::Professional, person) });
    assert_eq!(on.refused(COORDINATOR, "updateTrack", other).await, "INVALID responsibleId");
    let person = on.app.persona("sufCaseworker").viewer.user.unwrap().0;
    let person = outside(EntityKind::Professional, person);
    let own = json!({ "trackId": made, "expectedVersion": 1, "responsibleId": person });
    let shown = "track { responsible { id } version }";
    let named = on.write("sufCaseworker", "updateTrack", shown, own).await;
    assert_eq!(named["track"], json!({ "responsible": { "id": person }, "version": 2 }));

    // An administration that takes part opens its own, in its own unit.
    let part = json!({ "caseId": on.case, "unitId": unit(&on.app, "bifCaseworker"),
        "organisationId": organisation(&on.app, "bifCaseworker") });
    on.write(COORDINATOR, "addParticipation", "participation { id }", part).await;
    let told = on.refused("bifCaseworker", "openTrack", track("HEALTH", "sufCaseworker")).await;
    assert_eq!(told, "FORBIDDEN");
    on.open_track("bifCaseworker", "EMPLOYMENT", "bifCaseworker").await;
    assert_eq!(on.tracks("bifCaseworker").await, json!(["EMPLOYMENT"]));
    assert_eq!(on.tracks(COORDINATOR).await, json!(["HEALTH"]));
    let parts = on.read(COORDINATOR, "participations { origin }").await;
    let parts = parts["participations"].as_array().unwrap();
    let mut origins: Vec<_> = parts.iter().map(|part| part["origin"].clone()).collect();
    origins.sort_by_key(|origin| origin.to_string());
    assert_eq!(origins, ["COORDINATOR", "TRACK"], "it let nobody in, itself no longer either");
}

#[tokio::test]
async fn a_case_has_one_plan_that_goes_on_and_what_has_ended_stays() {
    let (on, tracks) = Coordinated::filled().await;
    let create = json!({ "caseId": on.case, "from": "2026-11-02" });
    let again = on.refused(COORDINATOR, "createCoordinationPlan", create.clone()).await;
    assert_eq!(again, "ILLEGAL_STATE caseId");
    let end = json!({ "planId": on.plan["id"], "status": "COMPLETED", "expectedVersion": 1 });
    let shown = "coordinationPlan { status nextFollowUp }";
    let ended = on.write(COORDINATOR, "updateCoordinationPlan", shown, end).await;
    assert_eq!(ended["coordinationPlan"], json!({ "status": "COMPLETED", "nextFollowUp": null }));
    let head = json!({ "planId": on.plan["id"], "agreedWithCitizen": false, "expectedVersion": 2 });
    assert_eq!(on.refused(COORDINATOR, "updateCoordinationPlan", head).await, "ILLEGAL_STATE");
    let goal = json!({ "goalId": tracks[3].goal["id"], "text": "x", "expectedVersion": 1 });
    assert_eq!(on.refused("bifCaseworker", "updatePlanGoal", goal).await, "ILLEGAL_STATE");

    // A new draft is the lead's; to the others the plan that ended still stands.
    on.write(COORDINATOR, "createCoordinationPlan", "coordinationPlan { id }", create).await;
    assert_eq!(on.tracks(COORDINATOR).await, json!([]));
    assert_eq!(on.tracks("bifCaseworker").await, json!(["EMPLOYMENT"]));
    // One's own stays readable when the plan is annulled; to whom it was told it is gone.
    let annul =
        json!({ "planId": on.plan["id"], "reason": "forkert borger", "expectedVersion": 2 });
    let part = json!({ "caseId": on.case, "unitId": unit(&on.app, "hospitalPartner"),
        "organisationId": organisation(&on.app, "hospitalPartner") });
    on.write(COORDINATOR, "addParticipation", "participation { id }", part).await;
    let then = "coordinationPlan(asOf: \"2026-11-02T09:00:00.000000Z\") { overallGoal }";
    let told = on.read("hospitalPartner", then).await;
    assert!(told["coordinationPlan"].is_object(), "{told}");
    on.app.pass(TimeDelta::days(1));
    on.write("sofCaseworker", "annulCoordinationPlan", "case { id }", annul.clone()).await;
    let told = on.read("hospitalPartner", then).await;
    assert_eq!(told["coordinationPlan"], Value::Null, "nor as of before");
    assert!(on.read("sofCaseworker", then).await["coordinationPlan"].is_object());
    let read = "coordinationPlan { annulledAt annulReason tracks { kind } }";
    let bif = on.read("bifCaseworker", read).await["coordinationPlan"].clone();
    assert!(bif["annulledAt"].is_string() && bif["annulReason"].is_null(), "{bif}");
    assert_eq!(on.tracks("representative").await, json!([]), "LEAD_ONLY opens to who represents");
    let mut again = annul;
    again["expectedVersion"] = 3.into();
    let told = on.refused("sofCaseworker", "annulCoordinationPlan", again).await;
    assert_eq!(told, "ILLEGAL_STATE planId");
}

#[tokio::test]
async fn interventions_keep_to_their_states_and_days() {
    let (on, tracks) = Coordinated::filled().await;
    let [.., employment] = &tracks;
    let update = |more: Value, version: i64| {
        let mut input = json!({ "interventionId": employment.step(0), "expectedVersion": version });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    for (more, told) in [
        (json!({ "state": "STOPPED" }), "STOP_REASON_MISSING stopReason"),
        (json!({ "stopReason": "DIED" }), "INVALID stopReason"),
        (json!({ "to": "2026-11-08" }), "DATES_NOT_ORDERED to"),
        (json!({ "from": null }), "DATES_NOT_ORDERED to"),
        (json!({ "hoursPerWeek": 168.5 }), "HOURS_OUT_OF_BOUNDS hoursPerWeek"),
        (json!({ "hoursPerWeek": -1.0 }), "HOURS_OUT_OF_BOUNDS hoursPerWeek"),
        (json!({ "goalId": tracks[0].goal["id"] }), "NOT_FOUND goalId"),
    ] {
        let refused = on.refused("bifCaseworker", "updateIntervention", update(more.clone(), 1));
        assert_eq!(refused.await, told, "{more}");
    }
    let shown = "intervention { state stopReason to hoursPerWeek version }";
    let stop = update(
        json!({ "state": "STOPPED", "stopReason": "NO_EFFECT", "to": null,
        "hoursPerWeek": 0.25 }),
        1,
    );
    let stopped = on.write("bifCaseworker", "updateIntervention", shown, stop).await;
    let expected = json!({ "state": "STOPPED", "stopReason": "NO_EFFECT", "to": null,
        "hoursPerWeek": 0.25, "version": 2 });
    assert_eq!(stopped["intervention"], expected);
    let again = update(json!({ "state": "COMPLETED" }), 2);
    let told = on.refused("bifCaseworker", "updateIntervention", again).await;
    assert_eq!(told, "ILLEGAL_STATE state");
    let resumed = update(json!({ "state": "ONGOING" }), 2);
    let resumed = on.write("bifCaseworker", "updateIntervention", shown, resumed).await;
    assert_eq!(resumed["intervention"]["stopReason"], Value::Null, "it goes with the stopping");
    for (code, told) in [("d4", None), ("x45", Some("ICF_CODE_MALFORMED icfCode"))] {
        let goal = json!({ "trackId": employment.id, "text": "Går", "kind": "LIMIT_LOSS",
            "icfCode": code });
        match told {
            Some(told) => assert_eq!(on.refused("bifCaseworker", "addPlanGoal", goal).await, told),
            None => drop(on.write("bifCaseworker", "addPlanGoal", "planGoal { id }", goal).await),
        }
    }
}

#[tokio::test]
async fn the_track_of_an_administration_that_comes_back_goes_on() {
    // A kind names who of it takes part.
    let to_kind = |way: &str| {
        json!({ "direction": way, "purpose": "BRAIN_INJURY",
            "categories": ["PROCESS", "EMPLOYMENT"], "counterparts": [{ "kind": "EMPLOYMENT_ADMINISTRATION" }] })
    };
    let on = Coordinated::with(|_| vec![to_kind("COLLECT"), to_kind("DISCLOSE")], "ACTIVE").await;
    let id = on.open_track(COORDINATOR, "EMPLOYMENT", "bifCaseworker").await;
    let goal = json!({ "trackId": id, "text": "Fleksjob", "kind": "DEVELOP" });
    on.write("bifCaseworker", "addPlanGoal", "planGoal { id }", goal).await;
    let parts = on.read(COORDINATOR, "participations { id }").await;
    let end = json!({ "participationId": parts["participations"][0]["id"], "expectedVersion": 1 });
    on.write(COORDINATOR, "endParticipation", "case { id }", end).await;
    assert_eq!(on.tracks(COORDINATOR).await, json!([]), "it takes part no more");
    let again = json!({ "planId": on.plan["id"], "kind": "EMPLOYMENT",
        "unitId": unit(&on.app, "bifCaseworker"), "externalReference": number("T-1") });
    let shown = "track { id version externalReferences { id } goals { text } }";
    let track = on.write(COORDINATOR, "openTrack", shown, again.clone()).await["track"].clone();
    let expected = json!({ "id": id, "version": 2, "externalReferences": [{ "id": "T-1" }],
        "goals": [{ "text": "Fleksjob" }] });
    assert_eq!(track, expected);
    assert_eq!(on.write(COORDINATOR, "openTrack", shown, again).await["track"], track, "the same");
    assert_eq!(on.tracks("bifCaseworker").await, json!(["EMPLOYMENT"]));
}

#[tokio::test]
async fn a_systems_own_number_and_a_repeated_request_double_nothing() {
    let on = Coordinated::begun().await;
    let number = |id: &str| json!({ "system": "KMD", "id": id });
    let track = json!({ "planId": on.plan["id"], "kind": "EMPLOYMENT",
        "unitId": unit(&on.app, "bifCaseworker"), "externalReference": number("T-1") });
    let shown = "track { id externalReferences { system id } }";
    let one = on.write(COORDINATOR, "openTrack", shown, track.clone()).await;
    assert_eq!(one["track"]["externalReferences"], json!([{ "system": "KMD", "id": "T-1" }]));
    let two = on.write(COORDINATOR, "openTrack", shown, track).await;
    assert_eq!((&two["track"], &two["warnings"]), (&one["track"], &json!([])));
    let mut goal = json!({ "trackId": one["track"]["id"], "text": "Fleksjob", "kind": "DEVELOP",
        "externalReference": number("T-1") });
    let other = on.refused(COORDINATOR, "addPlanGoal", goal.clone()).await;
    assert_eq!(other, "TAKEN externalReference", "the number names a track");
    goal["externalReference"] = number("M-1");
    goal["idempotencyKey"] = "nøgle-1".into();
    let shown = "planGoal { id }";
    let one = on.write("bifCaseworker", "addPlanGoal", shown, goal.clone()).await;
    let two = on.write("bifCaseworker", "addPlanGoal", shown, goal).await;
    assert_eq!(one["planGoal"], two["planGoal"]);
    let query = "{ byExternalReference(system: \"KMD\", id: \"M-1\") { id __typename } }";
    let found = on.app.ask("bifCaseworker", query, json!({})).await;
    let expected = json!({ "id": one["planGoal"]["id"], "__typename": "PlanGoal" });
    assert_eq!(found.data("/byExternalReference"), expected);
    // Each organisation has its own numbers.
    let found = on.app.ask(COORDINATOR, query, json!({})).await;
    assert_eq!(found.data("/byExternalReference"), Value::Null);
}

fn number(id: &str) -> Value {
    json!({ "system": "KMD", "id": id })
}

/// An input with these changes.
fn with(input: &Value, changes: Value) -> Value {
    let mut input = input.clone();
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

#[tokio::test]
async fn a_track_or_goal_sent_again_under_its_number_is_changed_by_it() {
    let on = Coordinated::begun().await;
    let bif = "bifCaseworker";
    // A track: another unit of the same administration; the kind stays.
    let track = json!({ "planId": on.plan["id"], "kind": "EMPLOYMENT", "unitId": unit(&on.app, bif),
        "externalReference": number("T-1") });
    let shown = "track { id version responsible { id } }";
    let one = on.write(COORDINATOR, "openTrack", shown, track.clone()).await["track"].clone();
    let person = outside(EntityKind::Professional, on.app.persona(bif).viewer.user.unwrap().0);
    let named = with(&track, json!({ "responsibleId": person }));
    let two = on.write(COORDINATOR, "openTrack", shown, named.clone()).await["track"].clone();
    let expected = json!({ "id": one["id"], "version": 2, "responsible": { "id": person } });
    assert_eq!(two, expected);
    assert_eq!(on.write(COORDINATOR, "openTrack", shown, named).await["track"], two, "the same");
    let social = with(&track, json!({ "kind": "SOCIAL", "unitId": unit(&on.app, COORDINATOR) }));
    assert_eq!(on.refused(COORDINATOR, "openTrack", social).await, "TAKEN externalReference");

    // A goal: what another changed since is told; read again, it is sent again.
    let goal = json!({ "trackId": one["id"], "text": "Fleksjob", "kind": "DEVELOP",
        "externalReference": number("M-1") });
    let shown = "planGoal { id version text }";
    let first = on.write(bif, "addPlanGoal", shown, goal.clone()).await["planGoal"].clone();
    let again = with(&goal, json!({ "text": "Skånejob" }));
    let second = on.write(bif, "addPlanGoal", shown, again.clone()).await["planGoal"].clone();
    assert_eq!(second, json!({ "id": first["id"], "version": 2, "text": "Skånejob" }));
    let theirs = json!({ "goalId": first["id"], "text": "Løntilskud", "expectedVersion": 2 });
    on.write(COORDINATOR, "updatePlanGoal", shown, theirs).await;
    let told = on.refused(bif, "addPlanGoal", again.clone()).await;
    assert_eq!(told, "CONFLICT externalReference.expectedVersion");
    let mut read = again;
    read["externalReference"]["expectedVersion"] = 3.into();
    let third = on.write(bif, "addPlanGoal", shown, read).await["planGoal"].clone();
    assert_eq!((&third["version"], &third["text"]), (&json!(4), &json!("Skånejob")));
}

#[tokio::test]
async fn an_intervention_sent_again_under_its_number_is_changed_by_it() {
    let on = Coordinated::begun().await;
    let bif = "bifCaseworker";
    // An intervention goes forward as it does by its own update.
    let track = on.open_track(COORDINATOR, "EMPLOYMENT", bif).await;
    let offer = json!({ "trackId": track, "kind": "MENTOR", "state": "ONGOING",
        "externalReference": number("I-1") });
    let shown = "intervention { id version state }";
    let first =
        on.write(bif, "addIntervention", shown, offer.clone()).await["intervention"].clone();
    let done = with(&offer, json!({ "state": "COMPLETED" }));
    let second = on.write(bif, "addIntervention", shown, done).await["intervention"].clone();
    assert_eq!(second, json!({ "id": first["id"], "version": 2, "state": "COMPLETED" }));
    let back = with(&offer, json!({ "state": "PLANNED" }));
    assert_eq!(on.refused(bif, "addIntervention", back).await, "ILLEGAL_STATE state");
    let remove = json!({ "interventionId": first["id"], "reason": "aflyst", "expectedVersion": 2 });
    on.write(bif, "removeIntervention", "coordinationPlan { id }", remove).await;
    let gone = on.refused(bif, "addIntervention", offer).await;
    assert_eq!(gone, "ILLEGAL_STATE externalReference");
}

#[tokio::test]
async fn a_plan_sent_again_under_its_number_is_changed_by_it() {
    let on = Coordinated::begun().await;
    // The head, under a number that was set on it: from the version that was read.
    let set = json!({ "id": on.plan["id"], "reference": number("P-1") });
    on.write(COORDINATOR, "setExternalReference", "case { id }", set).await;
    let mut head = json!({ "caseId": on.case, "status": "ACTIVE", "from": "2026-11-02",
        "overallGoal": "Et lettere job", "externalReference": number("P-1") });
    let told = on.refused(COORDINATOR, "createCoordinationPlan", head.clone()).await;
    assert_eq!(told, "CONFLICT externalReference.expectedVersion");
    head["externalReference"]["expectedVersion"] = 1.into();
    let shown = "coordinationPlan { id version overallGoal followUpInterval }";
    let head = on.write(COORDINATOR, "createCoordinationPlan", shown, head).await;
    assert_eq!(
        head["coordinationPlan"],
        json!({ "id": on.plan["id"], "version": 2, "overallGoal": "Et lettere job",
            "followUpInterval": null })
    );
}

#[tokio::test]
async fn a_follow_up_sent_again_under_its_number_is_changed_until_it_is_held() {
    let on = Coordinated::begun().await;
    // A follow-up: planned, moved, held; and then it stands as it was told.
    let planned = json!({ "caseId": on.case, "kind": "PHONE", "date": "2026-11-03",
        "participants": [{ "kind": "CITIZEN" }], "externalReference": number("F-1") });
    let shown = "followUp { id version state date participants { kind } }";
    let first =
        on.write(COORDINATOR, "planFollowUp", shown, planned.clone()).await["followUp"].clone();
    let same = on.write(COORDINATOR, "planFollowUp", shown, planned.clone()).await;
    assert_eq!(same["followUp"], first);
    let moved = with(&planned, json!({ "date": "2026-11-02", "participants": [] }));
    let moved = on.write(COORDINATOR, "planFollowUp", shown, moved).await["followUp"].clone();
    let expected = json!({ "id": first["id"], "version": 2, "state": "PLANNED",
        "date": "2026-11-02", "participants": [] });
    assert_eq!(moved, expected);
    let held = json!({ "caseId": on.case, "kind": "PHONE", "date": "2026-11-02",
        "outcome": "CONTINUE", "work": "Går godt", "externalReference": number("F-1") });
    for _ in 0..2 {
        let now = on.write(COORDINATOR, "recordFollowUp", shown, held.clone()).await;
        let now = &now["followUp"];
        assert_eq!(
            (&now["id"], &now["version"], &now["state"]),
            (&first["id"], &json!(3), &json!("HELD"))
        );
    }
    let other = with(&held, json!({ "work": "Går skidt" }));
    let told = on.refused(COORDINATOR, "recordFollowUp", other).await;
    assert_eq!(told, "ILLEGAL_STATE externalReference");
    let late = on.refused(COORDINATOR, "planFollowUp", planned).await;
    assert_eq!(late, "ILLEGAL_STATE followUpId");
}
