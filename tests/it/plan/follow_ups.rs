//! Follow-ups: planned and held, by whom; what each administration reads of them; what is due.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::*;

const SHOWN: &str = "followUp { id version state date next outcome
    goalStates { state note goal { text state version } } }";

const READ: &str = "followUps { id organisation { id } kind state date next outcome version
    recordedBy { id } changes relatives work education participants { kind name organisation { id } }
    goalStates { state note goal { text state } } withheld { fields reason } }";

/// A follow-up of the coordinator's with each category in it, held on the second of November.
async fn held(on: &Coordinated, tracks: &[Track; 4]) -> Value {
    let [health, .., employment] = tracks;
    let state = |track: &Track, state: &str| json!({ "goalId": track.goal["id"], "state": state, "note": "efter aftale", "expectedVersion": 1 });
    let guest = |viewer: &str, name: &str| json!({ "kind": "PROFESSIONAL", "name": name, "organisationId": organisation(&on.app, viewer) });
    let input = json!({ "caseId": on.case, "kind": "STATUS_MEETING", "date": "2026-11-02",
        "outcome": "ADJUST", "changes": "Er flyttet", "relatives": "Søsteren er træt",
        "work": "Praktik fra uge 48", "education": "Kursus i foråret",
        "goalStates": [state(health, "PARTLY_REACHED"), state(employment, "IN_PROGRESS")],
        "participants": [{ "kind": "CITIZEN" }, { "kind": "RELATIVE", "name": "Søsteren" },
            guest("bifCaseworker", "Jobkonsulenten"), guest("hospitalPartner", "Neurologen")] });
    let made = on.write(COORDINATOR, "recordFollowUp", SHOWN, input).await;
    made["followUp"].clone()
}

#[tokio::test]
async fn what_is_told_at_a_follow_up_goes_by_category() {
    let (on, tracks) = Coordinated::filled().await;
    let made = held(&on, &tracks).await;
    assert_eq!(made["goalStates"][1]["goal"]["state"], "IN_PROGRESS", "the goal goes there");
    assert_eq!(made["goalStates"][1]["goal"]["version"], 2);
    assert_eq!(made["next"], "2027-02-02", "one interval of the plan later");
    let seen = async |viewer: &str| on.read(viewer, READ).await["followUps"][0].clone();
    let told = |row: &Value| {
        let texts = ["changes", "relatives", "work", "education"];
        texts.iter().filter(|text| row[**text].is_string()).copied().collect::<Vec<_>>()
    };
    let names = |row: &Value| {
        let all = row["participants"].as_array().unwrap();
        all.iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let goals = |row: &Value| {
        let all = row["goalStates"].as_array().unwrap();
        all.iter().map(|g| g["goal"]["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let citizen = seen("citizen").await;
    let everyone = names(&citizen);
    assert_eq!(everyone[1..], ["Søsteren", "Jobkonsulenten", "Neurologen"]);
    let both = ["HEALTH goal", "EMPLOYMENT goal"];
    let all = ["changes", "relatives", "work", "education"];
    for (viewer, texts, who, states) in [
        (COORDINATOR, &all[..], 4, &both[..]),
        ("sofCaseworker", &all[..], 4, &both[..]),
        ("citizen", &all[..], 4, &both[..]),
        ("bifCaseworker", &["work"][..], 2, &both[1..]),
        ("bufCaseworker", &["education"][..], 2, &[][..]),
        ("sufCaseworker", &[][..], 3, &both[..1]),
        ("representative", &[][..], 2, &[][..]),
    ] {
        let row = seen(viewer).await;
        assert_eq!(told(&row), texts, "{viewer}");
        assert_eq!(names(&row).len(), who, "{viewer}: {row}");
        assert_eq!(goals(&row), states, "{viewer}");
        assert_eq!((&row["outcome"], &row["kind"]), (&json!("ADJUST"), &json!("STATUS_MEETING")));
        let leads = [COORDINATOR, "sofCaseworker"].contains(&viewer);
        assert_eq!(row["version"].is_null(), !leads, "{viewer}");
        let insight = leads || ["citizen", "representative"].contains(&viewer);
        assert_eq!(row["recordedBy"].is_null(), !insight, "{viewer}");
    }
    for viewer in ["hospitalPartner", "unrelated", "sofOtherUnit", "unitLead"] {
        assert_eq!(on.read(viewer, READ).await, Value::Null, "{viewer}");
    }
    // Withdrawn, the lead reads its own words, and no more where the others' goals stood.
    on.withdrawn().await;
    let row = seen(COORDINATOR).await;
    assert_eq!((told(&row).len(), goals(&row).len()), (4, 0));
    let bif = seen("bifCaseworker").await;
    assert_eq!((told(&bif).len(), goals(&bif)), (0, vec!["EMPLOYMENT goal".to_owned()]));
}

#[tokio::test]
async fn each_administration_follows_up_its_own_track() {
    let (on, tracks) = Coordinated::filled().await;
    let plan = async |viewer: &str| {
        let read = "coordinationPlan { nextFollowUp version } followUps { id work version state }";
        on.read(viewer, read).await
    };
    let before = plan(COORDINATOR).await;
    let input = |date: &str| json!({ "caseId": on.case, "kind": "PHONE", "date": date });
    for viewer in ["hospitalPartner", "unrelated", "sofOtherUnit"] {
        let told = on.refused(viewer, "planFollowUp", input("2026-11-20")).await;
        assert_eq!(told, "NOT_FOUND caseId", "{viewer}");
    }
    let told = on.refused("bifCaseworker", "planFollowUp", input("2026-11-01")).await;
    assert_eq!(told, "INVALID date");
    let made = on.write("bifCaseworker", "planFollowUp", SHOWN, input("2026-11-20")).await;
    let made = made["followUp"].clone();
    let mut hold = json!({ "followUpId": made["id"], "outcome": "CONTINUE", "work": "Går godt",
        "goalStates": [{ "goalId": tracks[3].goal["id"], "state": "REACHED", "expectedVersion": 1 }],
        "expectedVersion": 1 });
    assert_eq!(on.refused("bifCaseworker", "holdFollowUp", hold.clone()).await, "INVALID date");
    on.app.pass(TimeDelta::days(18));
    assert_eq!(on.refused(COORDINATOR, "holdFollowUp", hold.clone()).await, "FORBIDDEN");
    assert_eq!(
        on.refused("bufCaseworker", "holdFollowUp", hold.clone()).await,
        "NOT_FOUND followUpId"
    );
    hold["goalStates"][0]["goalId"] = tracks[0].goal["id"].clone();
    let told = on.refused("bifCaseworker", "holdFollowUp", hold.clone()).await;
    assert_eq!(told, "NOT_FOUND goalStates.0.goalId");
    hold["goalStates"][0]["goalId"] = tracks[3].goal["id"].clone();
    hold["goalStates"][0]["expectedVersion"] = 7.into();
    let told = on.refused("bifCaseworker", "holdFollowUp", hold.clone()).await;
    assert_eq!(told, "CONFLICT goalStates.0.expectedVersion");
    hold["goalStates"][0]["expectedVersion"] = 1.into();
    hold["next"] = "2026-11-20".into();
    let told = on.refused("bifCaseworker", "holdFollowUp", hold.clone()).await;
    assert_eq!(told, "INVALID next");
    hold.as_object_mut().unwrap().remove("next");
    let done = on.write("bifCaseworker", "holdFollowUp", SHOWN, hold.clone()).await;
    assert_eq!(done["followUp"]["state"], "HELD");
    assert_eq!(done["followUp"]["next"], "2027-02-20");
    assert_eq!(done["followUp"]["version"], 2, "it sees what it holds whole");
    assert_eq!(done["followUp"]["goalStates"][0]["goal"]["state"], "REACHED");
    hold["expectedVersion"] = 2.into();
    hold["goalStates"] = json!([]);
    let told = on.refused("bifCaseworker", "holdFollowUp", hold).await;
    assert_eq!(told, "ILLEGAL_STATE followUpId");

    // It moves nothing on the plan, whose head the lead holds; the lead reads what it collects.
    let after = plan(COORDINATOR).await;
    assert_eq!(after["coordinationPlan"], before["coordinationPlan"]);
    assert_eq!(after["followUps"][0]["work"], "Går godt");
    assert_eq!(after["followUps"][0]["version"], Value::Null);
    assert_eq!(plan("sufCaseworker").await["followUps"], json!([]));

    let annul =
        json!({ "followUpId": made["id"], "reason": "forkert borger", "expectedVersion": 2 });
    let told = on.refused(COORDINATOR, "annulFollowUp", annul.clone()).await;
    assert_eq!(told, "FORBIDDEN");
    on.write("bifCaseworker", "annulFollowUp", "followUp { annulledAt }", annul.clone()).await;
    assert_eq!(plan("bifCaseworker").await["followUps"][0]["work"], "Går godt");
    for viewer in [COORDINATOR, "citizen"] {
        assert_eq!(plan(viewer).await["followUps"], json!([]), "{viewer}");
    }
    let told = on.refused(COORDINATOR, "annulFollowUp", annul).await;
    assert_eq!(told, "NOT_FOUND followUpId");
}

#[tokio::test]
async fn r17_who_takes_part_is_named_by_a_consent_or_seen_to_take_part() {
    let (on, _) = Coordinated::filled().await;
    let with = |viewer: &str| {
        json!({ "caseId": on.case, "kind": "CONVERSATION", "date": "2026-11-20",
            "participants": [{ "kind": "PROFESSIONAL", "name": "En gæst",
                "organisationId": organisation(&on.app, viewer) }] })
    };
    let refused = "NOT_NAMED participants.0.organisationId";
    assert_eq!(on.refused(COORDINATOR, "planFollowUp", with("housingPartner")).await, refused);
    on.write(COORDINATOR, "planFollowUp", SHOWN, with("hospitalPartner")).await;
    // Whom the consent names is the lead's to know; the administration names whom it sees.
    assert_eq!(on.refused("bifCaseworker", "planFollowUp", with("hospitalPartner")).await, refused);
    for viewer in ["sufCaseworker", "sofCaseworker", "bifCaseworker"] {
        on.write("bifCaseworker", "planFollowUp", SHOWN, with(viewer)).await;
    }
}

/// What is due to a viewer, as day, whether it is planned, and who is to hold it.
async fn due(on: &Coordinated, viewer: &str, more: &str) -> Vec<(String, bool, Value)> {
    let query = format!(
        "{{ followUpsDue(until: \"2027-12-31\", first: 100{more}) {{ nodes {{ caseId due
           organisation {{ id }} coordinator {{ id }} plan {{ id }} followUp {{ id date }} }} }} }}"
    );
    let answer = on.app.ask(viewer, &query, json!({})).await;
    let nodes = answer.data("/followUpsDue/nodes");
    let own = nodes.as_array().unwrap().iter().filter(|node| node["caseId"] == on.case.as_str());
    own.map(|node| {
        assert_eq!(node["plan"]["id"], on.plan["id"], "{node}");
        let day = node["due"].as_str().unwrap().to_owned();
        (day, node["followUp"].is_object(), node["organisation"]["id"].clone())
    })
    .collect()
}

#[tokio::test]
async fn what_is_due_is_told_by_unit_and_by_person() {
    let (on, tracks) = Coordinated::filled().await;
    let (sof, bif) =
        (organisation(&on.app, "sofCaseworker"), organisation(&on.app, "bifCaseworker"));
    let row = |day: &str, planned: bool, of: &Value| (day.to_owned(), planned, of.clone());
    let first = [row("2027-02-02", false, &sof)];
    for viewer in [COORDINATOR, "sofCaseworker", "bifCaseworker", "citizen", "representative"] {
        assert_eq!(due(&on, viewer, "").await, first, "{viewer}");
    }
    for viewer in ["hospitalPartner", "unrelated", "sofOtherUnit"] {
        assert_eq!(due(&on, viewer, "").await, [], "{viewer}");
    }
    let own = unit(&on.app, "sofCaseworker");
    let other = unit(&on.app, "sofOtherUnit");
    let user = |viewer: &str| {
        outside(EntityKind::Professional, on.app.persona(viewer).viewer.user.unwrap().0)
    };
    let by_unit = |id: &Value| format!(", unitId: {id}");
    let by_person = |viewer: &str| format!(", coordinatorId: {}", user(viewer));
    assert_eq!(due(&on, "sofCaseworker", &by_unit(&own)).await, first);
    assert_eq!(due(&on, "sofCaseworker", &by_unit(&other)).await, []);
    assert_eq!(due(&on, "sofCaseworker", &by_person(COORDINATOR)).await, first);
    assert_eq!(due(&on, "sofCaseworker", &by_person("sofCoordinator")).await, []);

    // What is planned comes in place of what was set.
    let input = |date: &str| json!({ "caseId": on.case, "kind": "PHONE", "date": date });
    let made = on.write(COORDINATOR, "planFollowUp", SHOWN, input("2026-12-01")).await;
    let made = made["followUp"].clone();
    assert_eq!(due(&on, COORDINATOR, "").await, [row("2026-12-01", true, &sof)]);
    let moved = json!({ "followUpId": made["id"], "date": "2026-12-03", "expectedVersion": 1 });
    on.write(COORDINATOR, "updateFollowUp", SHOWN, moved).await;
    assert_eq!(due(&on, "citizen", "").await, [row("2026-12-03", true, &sof)]);
    let off = json!({ "followUpId": made["id"], "expectedVersion": 2 });
    on.write(COORDINATOR, "cancelFollowUp", SHOWN, off).await;
    assert_eq!(due(&on, COORDINATOR, "").await, first);
    // What is held sets the next one, on the plan where the lead held it.
    held(&on, &tracks).await;
    let record = json!({ "caseId": on.case, "kind": "PHONE", "date": "2026-11-02",
        "outcome": "CONTINUE", "next": "2026-11-30" });
    on.write("bifCaseworker", "recordFollowUp", SHOWN, record.clone()).await;
    let both = [row("2026-11-30", false, &bif), row("2027-02-02", false, &sof)];
    for viewer in [COORDINATOR, "bifCaseworker", "citizen"] {
        assert_eq!(due(&on, viewer, "").await, both, "{viewer}");
    }
    assert_eq!(due(&on, "bufCaseworker", "").await, both[1..], "what it sees");
    let mut last = record;
    last["outcome"] = "CLOSE".into();
    assert_eq!(on.refused(COORDINATOR, "recordFollowUp", last.clone()).await, "INVALID next");
    last.as_object_mut().unwrap().remove("next");
    on.write(COORDINATOR, "recordFollowUp", SHOWN, last).await;
    assert_eq!(due(&on, COORDINATOR, "").await, both[..1], "it closes");
    let plan = on.read(COORDINATOR, "coordinationPlan { nextFollowUp version }").await;
    let expected = json!({ "nextFollowUp": null, "version": 2 });
    assert_eq!(plan["coordinationPlan"], expected, "the interval gave the day it had");
    // A closed case has nothing due: what was planned is called off with it.
    on.write("bifCaseworker", "planFollowUp", SHOWN, input("2026-12-09")).await;
    let version = on.read("sofCaseworker", "version").await["version"].clone();
    let close = json!({ "caseId": on.case, "reason": "OTHER", "expectedVersion": version });
    on.write("sofCaseworker", "closeCase", "case { id }", close).await;
    assert_eq!(due(&on, "sofCaseworker", "").await, []);
    let states = on.read("citizen", "followUps { state }").await["followUps"].clone();
    assert!(!states.to_string().contains("PLANNED"), "{states}");
    let told = on.refused("sofCaseworker", "planFollowUp", input("2026-12-01")).await;
    assert_eq!(told, "ILLEGAL_STATE");
}
