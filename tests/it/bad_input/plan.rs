//! The coordination plan and its follow-ups.

use serde_json::{Value, json};

use super::meeting::and;
use super::table::Table;

pub(super) const MUTATIONS: &[&str] = &[
    "createCoordinationPlan",
    "updateCoordinationPlan",
    "annulCoordinationPlan",
    "openTrack",
    "updateTrack",
    "removeTrack",
    "addPlanGoal",
    "updatePlanGoal",
    "removePlanGoal",
    "addIntervention",
    "updateIntervention",
    "removeIntervention",
    "addInterventionDependency",
    "removeInterventionDependency",
    "planFollowUp",
    "updateFollowUp",
    "cancelFollowUp",
    "holdFollowUp",
    "recordFollowUp",
    "annulFollowUp",
];

const LEAD: &str = "sofCoordinator";
const SOF: &str = "sofCaseworker";
const BIF: &str = "bifCaseworker";

/// A mutation that is not looked at here; its payload.
async fn done(t: &Table, viewer: &str, mutation: &str, shown: &str, input: Value) -> Value {
    let answer = t.send(viewer, mutation, shown, &input, "en").await;
    let payload = answer.json()["data"][mutation].clone();
    assert_eq!(payload["userErrors"], json!([]), "{mutation}: {}", answer.text);
    payload
}

/// A brain-injury case of a citizen, opened by a viewer.
async fn case(t: &Table, viewer: &str, citizen: &Value) -> Value {
    let input =
        json!({ "citizenId": citizen, "unitId": t.unit(viewer), "openedBy": "APPLICATION" });
    let made = done(t, viewer, "openBrainInjuryCase", "case { id }", input).await;
    made["case"]["id"].clone()
}

/// A plan of someone else, in another unit's case, with one of each thing in it.
async fn anothers(t: &Table) {
    let other = "sofOtherUnit";
    let input = json!({ "cpr": "640480-0003", "name": "Anton Prøve", "birthDate": "1980-04-04" });
    let citizen = done(t, other, "registerCitizen", "citizen { id }", input).await;
    let case = case(t, other, &citizen["citizen"]["id"]).await;
    let plan = json!({ "caseId": case, "from": "2026-11-02", "status": "ACTIVE" });
    let plan = done(t, other, "createCoordinationPlan", "coordinationPlan { id }", plan).await;
    let track = json!({ "planId": plan["coordinationPlan"]["id"], "kind": "SOCIAL",
        "unitId": t.unit(other) });
    let track = done(t, other, "openTrack", "track { id }", track).await["track"]["id"].clone();
    let goal = json!({ "trackId": track, "text": "Egen bolig", "kind": "MAINTAIN" });
    done(t, other, "addPlanGoal", "planGoal { id }", goal).await;
    let mut steps = Vec::new();
    for _ in 0..2 {
        let input = json!({ "trackId": track, "kind": "HOUSING_OFFER" });
        let made = done(t, other, "addIntervention", "intervention { id }", input).await;
        steps.push(made["intervention"]["id"].clone());
    }
    let edge = json!({ "interventionId": steps[0], "dependsOnId": steps[1] });
    done(t, other, "addInterventionDependency", "case { id }", edge).await;
    let input = json!({ "caseId": case, "kind": "PHONE", "date": "2026-12-01" });
    done(t, other, "planFollowUp", "followUp { id }", input).await;
}

/// A coordinated case of the showcase's citizen: the job centre is consented to.
async fn coordinated(t: &Table) -> Value {
    let case = case(t, SOF, &json!(t.app.citizen())).await;
    let clause = |way: &str| {
        json!({ "direction": way, "counterparts": [{ "organisationId": t.organisation(BIF) }],
            "categories": ["PROCESS", "EMPLOYMENT"], "purpose": "BRAIN_INJURY" })
    };
    let input = json!({ "caseId": case, "signedAt": "2026-11-01T10:00:00Z", "form": "WRITTEN",
        "signer": "CITIZEN", "rightToWithdraw": true, "jointMeetings": true, "outsideNotice": true,
        "clauses": [clause("COLLECT"), clause("DISCLOSE")] });
    done(t, SOF, "giveConsent", "case { id }", input).await;
    let assign = json!({ "caseId": case, "coordinatorId": t.professional(LEAD),
        "expectedVersion": 1 });
    done(t, SOF, "assignCoordinator", "case { id }", assign).await;
    case
}

#[tokio::test]
async fn wrong_input_to_the_plan() {
    let mut t = Table::start().await;
    anothers(&t).await;
    let case = coordinated(&t).await;
    let input = json!({ "caseId": case, "from": "2026-11-02", "to": "2027-11-02",
        "status": "ACTIVE", "overallGoal": "Tilbage i arbejde", "agreedWithCitizen": true,
        "followUpInterval": "THREE_MONTHS", "nextFollowUp": "2027-01-04" });
    let plan = t
        .row(LEAD, "createCoordinationPlan", input.clone())
        .refused("citizen", "FORBIDDEN")
        .wrong(json!({ "/status": "COMPLETED" }), "INVALID status")
        .wrong(json!({ "/to": "2026-11-01" }), "DATES_NOT_ORDERED to")
        .wrong(json!({ "/nextFollowUp": "2026-11-01" }), "INVALID nextFollowUp")
        .wrong(
            json!({ "/from": "2046-11-01", "/to": null, "/nextFollowUp": null }),
            "INVALID from, INVALID nextFollowUp",
        )
        .works("coordinationPlan { id version }")
        .await["coordinationPlan"]
        .clone();
    t.row(LEAD, "createCoordinationPlan", input).is("ILLEGAL_STATE caseId").await;
    let of = |version: i64| json!({ "planId": plan["id"], "expectedVersion": version });
    t.row(SOF, "updateCoordinationPlan", and(&of(1), json!({ "agreedWithRelatives": true })))
        .refused("citizen", "FORBIDDEN")
        .wrong(json!({ "/status": "DRAFT" }), "ILLEGAL_STATE status")
        .wrong(json!({ "/to": "2026-11-01" }), "DATES_NOT_ORDERED to")
        .works("coordinationPlan { id }")
        .await;
    let track = tracks(&mut t, &plan).await;
    let goal = goals(&mut t, &track).await;
    interventions(&mut t, &track, &goal).await;
    follow_ups(&mut t, &case, &goal).await;
    let version = track_version(&t, &case).await;
    let input = json!({ "trackId": track, "reason": "ikke aktuelt", "expectedVersion": version });
    t.row(BIF, "removeTrack", input.clone())
        .refused("citizen", "FORBIDDEN")
        .works("coordinationPlan { id }")
        .await;
    t.row(BIF, "removeTrack", input).is("NOT_FOUND trackId").await;
    let annul = |version: i64| and(&of(version), json!({ "reason": "forkert borger" }));
    let version = plan_version(&t, &case).await;
    t.row(LEAD, "annulCoordinationPlan", annul(version))
        .refused("citizen", "FORBIDDEN")
        .refused(BIF, "FORBIDDEN")
        .works("coordinationPlan { id }")
        .await;
    t.row(LEAD, "annulCoordinationPlan", annul(version + 1)).is("ILLEGAL_STATE planId").await;
    t.finish(MUTATIONS);
}

async fn read(t: &Table, case: &Value, shown: &str) -> Value {
    let query = format!("query($id: ID!) {{ brainInjuryCase(id: $id) {{ {shown} }} }}");
    t.app.ask(SOF, &query, json!({ "id": case })).await.data("/brainInjuryCase")
}

async fn plan_version(t: &Table, case: &Value) -> i64 {
    let read = read(t, case, "coordinationPlan { version }").await;
    read["coordinationPlan"]["version"].as_i64().unwrap()
}

async fn track_version(t: &Table, case: &Value) -> i64 {
    let read = read(t, case, "coordinationPlan { tracks { version } }").await;
    read["coordinationPlan"]["tracks"][0]["version"].as_i64().unwrap()
}

async fn tracks(t: &mut Table, plan: &Value) -> Value {
    let (unit, other, hospital) = (t.unit(BIF), t.unit(SOF), t.unit("hospitalPartner"));
    let (person, stranger) = (t.professional(BIF), t.professional(SOF));
    let input = json!({ "planId": plan["id"], "kind": "EMPLOYMENT", "unitId": unit,
        "responsibleId": person });
    let made = t
        .row(LEAD, "openTrack", input.clone())
        .refused("citizen", "FORBIDDEN")
        .wrong(json!({ "/unitId": other, "/responsibleId": null }), "INVALID unitId")
        .wrong(
            json!({ "/unitId": hospital, "/responsibleId": null }),
            "INVALID unitId, NOT_NAMED unitId",
        )
        .wrong(json!({ "/responsibleId": stranger }), "INVALID responsibleId")
        .wrong(json!({ "/kind": "HEALTH" }), "INVALID unitId")
        .works("track { id version }")
        .await["track"]
        .clone();
    t.row(LEAD, "openTrack", input).is("TAKEN kind").await;
    let input = json!({ "trackId": made["id"], "unitId": unit, "responsibleId": person,
        "expectedVersion": 1 });
    t.row(BIF, "updateTrack", input)
        .refused("citizen", "FORBIDDEN")
        .refused(SOF, "FORBIDDEN")
        .wrong(json!({ "/unitId": other }), "INVALID unitId")
        .wrong(json!({ "/responsibleId": stranger }), "INVALID responsibleId")
        .works("track { id }")
        .await;
    made["id"].clone()
}

async fn goals(t: &mut Table, track: &Value) -> Value {
    let input = json!({ "trackId": track, "text": "Halv tid på værkstedet", "kind": "DEVELOP",
        "icfCode": "d850", "baseline": "ingen", "target": "halv tid", "due": "2027-05-01" });
    let mut made = Vec::new();
    for _ in 0..2 {
        let row = t.row(BIF, "addPlanGoal", input.clone());
        let goal = row
            .refused("citizen", "FORBIDDEN")
            .wrong(json!({ "/icfCode": "x9" }), "ICF_CODE_MALFORMED icfCode")
            .wrong(json!({ "/due": "2046-11-01", "/text": "" }), "REQUIRED text, INVALID due")
            .works("planGoal { id version }")
            .await["planGoal"]
            .clone();
        made.push(goal["id"].clone());
    }
    let input = json!({ "goalId": made[0], "text": "Fuld tid", "icfCode": "d8501",
        "expectedVersion": 1 });
    t.row(LEAD, "updatePlanGoal", input)
        .refused("citizen", "FORBIDDEN")
        .refused(BIF, "")
        .wrong(json!({ "/text": null }), "REQUIRED text")
        .wrong(json!({ "/icfCode": "x9" }), "ICF_CODE_MALFORMED icfCode")
        .works("planGoal { id }")
        .await;
    let input = json!({ "goalId": made[1], "reason": "dublet", "expectedVersion": 1 });
    t.row(BIF, "removePlanGoal", input.clone())
        .refused("citizen", "FORBIDDEN")
        .works("coordinationPlan { id }")
        .await;
    t.row(BIF, "removePlanGoal", input).is("NOT_FOUND goalId").await;
    made[0].clone()
}

async fn interventions(t: &mut Table, track: &Value, goal: &Value) {
    let provider = t.organisation("housingPartner");
    let input = json!({ "trackId": track, "goalId": goal, "kind": "WORK_TRIAL",
        "description": "Praktik på værkstedet", "legalBasis": "§ 57", "providerName": "Værkstedet",
        "from": "2026-11-09", "to": "2027-02-01", "hoursPerWeek": 12.5 });
    let mut made = Vec::new();
    for _ in 0..2 {
        let row = t.row(LEAD, "addIntervention", input.clone());
        let one = row
            .refused("citizen", "FORBIDDEN")
            .refused(BIF, "")
            .wrong(json!({ "/to": "2026-11-08" }), "DATES_NOT_ORDERED to")
            .wrong(json!({ "/hoursPerWeek": 169.0 }), "HOURS_OUT_OF_BOUNDS hoursPerWeek")
            .wrong(json!({ "/state": "STOPPED" }), "STOP_REASON_MISSING stopReason")
            .wrong(json!({ "/stopReason": "MOVED" }), "INVALID stopReason")
            .wrong(
                json!({ "/providerOrganisationId": provider }),
                "WITHHELD providerOrganisationId",
            )
            .works("intervention { id version }")
            .await["intervention"]
            .clone();
        made.push(one["id"].clone());
    }
    let input = json!({ "interventionId": made[0], "state": "ONGOING", "expectedVersion": 1 });
    t.row(BIF, "updateIntervention", input)
        .refused("citizen", "FORBIDDEN")
        .wrong(json!({ "/state": "STOPPED" }), "STOP_REASON_MISSING stopReason")
        .wrong(json!({ "/hoursPerWeek": -0.5 }), "HOURS_OUT_OF_BOUNDS hoursPerWeek")
        .wrong(json!({ "/from": null, "/goalId": null }), "DATES_NOT_ORDERED to")
        .works("intervention { id }")
        .await;
    let back = json!({ "interventionId": made[0], "state": "PLANNED", "expectedVersion": 2 });
    t.row(BIF, "updateIntervention", back).is("ILLEGAL_STATE state").await;
    let edge = json!({ "interventionId": made[1], "dependsOnId": made[0] });
    let drawn = t
        .row(BIF, "addInterventionDependency", edge.clone())
        .refused("citizen", "FORBIDDEN")
        .wrong(json!({ "/dependsOnId": made[1] }), "DEPENDENCY_CYCLE dependsOnId")
        .works("interventionDependency { id version }")
        .await["interventionDependency"]
        .clone();
    t.row(BIF, "addInterventionDependency", edge).is("TAKEN dependsOnId").await;
    let back = json!({ "interventionId": made[0], "dependsOnId": made[1] });
    t.row(BIF, "addInterventionDependency", back).is("DEPENDENCY_CYCLE dependsOnId").await;
    let input = json!({ "dependencyId": drawn["id"], "reason": "kan følges ad",
        "expectedVersion": 1 });
    t.row(LEAD, "removeInterventionDependency", input.clone())
        .refused("citizen", "FORBIDDEN")
        .refused(BIF, "")
        .works("coordinationPlan { id }")
        .await;
    t.row(LEAD, "removeInterventionDependency", input).is("NOT_FOUND dependencyId").await;
    let input = json!({ "interventionId": made[1], "reason": "dublet", "expectedVersion": 1 });
    t.row(BIF, "removeIntervention", input.clone())
        .refused("citizen", "FORBIDDEN")
        .works("coordinationPlan { id }")
        .await;
    t.row(BIF, "removeIntervention", input).is("NOT_FOUND interventionId").await;
}

async fn follow_ups(t: &mut Table, case: &Value, goal: &Value) {
    let (bif, person, nobody) = (t.organisation(BIF), t.professional(BIF), t.organisation("admin"));
    let guest = json!({ "kind": "PROFESSIONAL", "organisationId": bif, "professionalId": person });
    let relative = json!({ "kind": "RELATIVE", "name": "En søster" });
    let input = json!({ "caseId": case, "kind": "CONVERSATION", "date": "2026-11-02",
        "participants": [guest, relative] });
    let mut made = Vec::new();
    for _ in 0..2 {
        let row = t.row(LEAD, "planFollowUp", input.clone());
        let one = row
            .refused("citizen", "FORBIDDEN")
            .refused(BIF, "")
            .wrong(json!({ "/date": "2026-11-01" }), "INVALID date")
            .wrong(json!({ "/participants/1/name": " " }), "REQUIRED participants.1.name")
            .wrong(
                json!({ "/participants/1/organisationId": bif }),
                "INVALID participants.1.organisationId",
            )
            .wrong(
                json!({ "/participants/0": { "kind": "PROFESSIONAL", "name": "En gæst",
                    "organisationId": nobody } }),
                "NOT_NAMED participants.0.organisationId",
            )
            .works("followUp { id version }")
            .await["followUp"]
            .clone();
        made.push(one["id"].clone());
    }
    let at = |place: usize, version: i64| json!({ "followUpId": made[place], "expectedVersion": version });
    let moved = and(&at(0, 1), json!({ "kind": "PHONE", "participants": [{ "kind": "CITIZEN" }] }));
    t.row(SOF, "updateFollowUp", moved)
        .refused("citizen", "FORBIDDEN")
        .refused(BIF, "FORBIDDEN")
        .wrong(json!({ "/date": "2026-11-01" }), "INVALID date")
        .works("followUp { id }")
        .await;
    let content = json!({ "outcome": "ADJUST", "changes": "Er flyttet", "relatives": "Søsteren hjælper",
        "work": "Går godt", "education": "Ingen planer", "next": "2027-02-01",
        "goalStates": [{ "goalId": goal, "state": "IN_PROGRESS", "note": "er begyndt",
            "expectedVersion": 2 }] });
    let hold = and(&at(0, 2), content.clone());
    t.row(LEAD, "holdFollowUp", hold.clone())
        .refused("citizen", "FORBIDDEN")
        .refused(BIF, "FORBIDDEN")
        .wrong(json!({ "/date": "2026-11-03" }), "INVALID date")
        .wrong(json!({ "/next": "2026-11-02" }), "INVALID next")
        .wrong(json!({ "/outcome": "CLOSE" }), "INVALID next")
        .works("followUp { id version }")
        .await;
    let mut again = hold;
    again["expectedVersion"] = 3.into();
    again["goalStates"] = json!([]);
    t.row(LEAD, "holdFollowUp", again).is("ILLEGAL_STATE followUpId").await;
    t.row(LEAD, "cancelFollowUp", at(1, 1))
        .refused("citizen", "FORBIDDEN")
        .refused(BIF, "FORBIDDEN")
        .works("followUp { id }")
        .await;
    t.row(LEAD, "cancelFollowUp", at(1, 2)).is("ILLEGAL_STATE followUpId").await;
    t.row(LEAD, "updateFollowUp", at(1, 2)).is("ILLEGAL_STATE followUpId").await;
    let mut record =
        and(&content, json!({ "caseId": case, "kind": "PHONE", "date": "2026-11-02" }));
    record["goalStates"][0]["expectedVersion"] = 3.into();
    let made = t
        .row(BIF, "recordFollowUp", record)
        .refused("citizen", "FORBIDDEN")
        .wrong(json!({ "/date": "2026-11-03", "/next": null }), "INVALID date")
        .wrong(json!({ "/next": "2026-11-01" }), "INVALID next")
        .works("followUp { id version }")
        .await["followUp"]
        .clone();
    let annul = |version: i64| json!({ "followUpId": made["id"], "reason": "forkert borger", "expectedVersion": version });
    t.row(BIF, "annulFollowUp", annul(1))
        .refused("citizen", "FORBIDDEN")
        .works("followUp { id }")
        .await;
    t.row(BIF, "annulFollowUp", annul(2)).is("ILLEGAL_STATE followUpId").await;
}
