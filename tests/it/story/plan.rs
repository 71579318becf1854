//! The plan: four tracks, what crosses between them, follow-ups, revision.

use super::*;

/// A plan with four tracks; each administration writes its own, the coordinator draws what waits for
/// what across them, and a circle is refused. Gives the goal of the job centre's track.
pub(super) async fn the_plan(on: &Story) -> Value {
    let input = json!({ "caseId": on.case, "status": "ACTIVE", "from": "2026-11-10",
        "agreedWithCitizen": true, "overallGoal": "Tilbage til værkstedet",
        "followUpInterval": "ONE_MONTH" });
    let shown = "coordinationPlan { id }";
    let made = on.step(COORDINATOR, "createCoordinationPlan", shown, input).await;
    let plan = made["coordinationPlan"]["id"].clone();
    let (mut goals, mut steps) = (Vec::new(), Vec::new());
    for (kind, viewer) in
        [("HEALTH", SUF), ("SOCIAL", SOF), ("EDUCATION", BUF), ("EMPLOYMENT", BIF)]
    {
        let open = json!({ "planId": plan, "kind": kind, "unitId": on.unit(viewer) });
        let made = on.step(COORDINATOR, "openTrack", "track { id }", open).await;
        let track = &made["track"]["id"];
        let goal = json!({ "trackId": track, "text": kind, "kind": "DEVELOP" });
        let goal = on.step(viewer, "addPlanGoal", "planGoal { id }", goal).await;
        let offer = json!({ "trackId": track, "goalId": goal["planGoal"]["id"], "kind": "OTHER",
            "description": kind, "from": "2026-11-16", "hoursPerWeek": 3 });
        let made = on.step(viewer, "addIntervention", "intervention { id }", offer).await;
        goals.push(goal["planGoal"]["id"].clone());
        steps.push(made["intervention"]["id"].clone());
    }
    let [health, social, education, employment] = &steps[..] else { panic!("four tracks") };
    let edge = |waits: &Value, waits_for: &Value| json!({ "interventionId": waits, "dependsOnId": waits_for });
    let field = "addInterventionDependency";
    for (waits, waits_for) in [(employment, health), (education, employment), (social, health)] {
        on.step(COORDINATOR, field, "case { id }", edge(waits, waits_for)).await;
    }
    let told = on.refused(COORDINATOR, field, edge(health, education)).await;
    assert_eq!(told, ["DEPENDENCY_CYCLE dependsOnId"], "health would wait for itself");

    let council = "council HSEU question deliberation decided text praktik træning";
    let rest = "ONGOING; referral PHSEUOBN; GOP PHSEU";
    let lead = format!("{rest}; {council}; plan HSUE goal 3 edges");
    let ellen = lead.replace(" deliberation", "");
    let suf = "ONGOING; referral PHS; GOP PHS; council HS question deliberation decided text træning; plan HS goal 1 edges";
    let hospital = format!("{rest}; council H decided træning; plan");
    on.seen(
        "planned",
        &[
            (SOF, &lead),
            (COORDINATOR, &lead),
            (SUF, suf),
            (MEMBER, suf),
            (BIF, "ONGOING; council E deliberation decided praktik; plan E"),
            (BUF, "ONGOING; council U deliberation decided; plan U"),
            ("hospitalSystem", &hospital),
            ("employerPartner", "ONGOING; council E decided praktik; plan"),
            ("schoolPartner", "ONGOING; council U decided; plan"),
            ("ellen", &ellen),
        ],
    )
    .await;
    goals.pop().unwrap()
}

/// BIF sees nothing of health, until a consent to that names it; and no more once it is withdrawn.
pub(super) async fn a_health_consent_for_the_job_centre(on: &Story) {
    let consent = on.consented(vec![on.clause(SOF, "DISCLOSE", BIF, &["HEALTH"])]).await;
    let bif = async |step: &str, expected: &str| {
        let seen = on.line(BIF).await;
        assert_eq!(seen, expected, "{step}");
    };
    let more =
        "ONGOING; referral PHE; GOP PHE; council HE deliberation decided praktik træning; plan E";
    bif("health consent", more).await;
    on.step("ellen", "withdrawConsent", "case { id }", json!({ "consentId": consent })).await;
    bif("withdrawn", "ONGOING; council E deliberation decided praktik; plan E").await;
}

/// The coordination follows up the plan, and the job centre its own track.
pub(super) async fn follow_ups(on: &Story, goal: &Value) {
    let input = json!({ "caseId": on.case, "kind": "STATUS_MEETING", "date": "2026-11-24" });
    let shown = "followUp { id version }";
    let planned = on.step(COORDINATOR, "planFollowUp", shown, input).await;
    let planned = &planned["followUp"];
    let due = async |viewer: &str, arguments: &str| {
        let query = format!(
            "{{ followUpsDue(until: \"2026-11-24\" {arguments}) {{ nodes {{ due caseId }} }} }}"
        );
        on.app.ask(viewer, &query, json!({})).await.data("/followUpsDue/nodes")
    };
    let one = json!([{ "due": "2026-11-24", "caseId": on.case }]);
    let person = format!("coordinatorId: {}", professional(&on.app, COORDINATOR));
    assert_eq!(due(COORDINATOR, &person).await, one);
    assert_eq!(due(SOF, &format!("unitId: {}", on.unit(SOF))).await, one);
    assert_eq!(due(SOF, &format!("unitId: {}", on.unit("sofOtherUnit"))).await, json!([]));
    assert_eq!(due("sofOtherUnit", "").await, json!([]));

    on.at("2026-11-24T12:00:00Z");
    let hold = json!({ "followUpId": planned["id"], "outcome": "ADJUST", "changes": "Sover bedre",
        "relatives": "Manden er træt", "work": "Klar til praktik", "education": "Kursus i foråret",
        "goalStates": [{ "goalId": goal, "state": "IN_PROGRESS", "expectedVersion": 1 }],
        "expectedVersion": planned["version"] });
    on.step(COORDINATOR, "holdFollowUp", "followUp { id }", hold).await;
    let own = json!({ "caseId": on.case, "kind": "PHONE", "date": "2026-11-24",
        "outcome": "CONTINUE", "work": "Aftalt med værkstedet" });
    on.step(BIF, "recordFollowUp", "followUp { id }", own).await;

    let council = "council HSEU question deliberation decided text praktik træning";
    let rest = "ONGOING; referral PHSEUOBN; GOP PHSEU";
    let lead = format!("{rest}; {council}; plan HSUE goal 3 edges; follow-up SNEU 1 goals, E");
    let ellen = lead.replace(" deliberation", "");
    let suf = "ONGOING; referral PHS; GOP PHS; council HS question deliberation decided text træning; plan HS goal 1 edges; follow-up S";
    let hospital = format!("{rest}; council H decided træning; plan; follow-up");
    on.seen(
        "followed up",
        &[
            (SOF, &lead),
            (COORDINATOR, &lead),
            (SUF, suf),
            (MEMBER, suf),
            (
                BIF,
                "ONGOING; council E deliberation decided praktik; plan E; follow-up E 1 goals, E",
            ),
            (BUF, "ONGOING; council U deliberation decided; plan U; follow-up U"),
            ("hospitalSystem", &hospital),
            ("employerPartner", "ONGOING; council E decided praktik; plan; follow-up E"),
            ("schoolPartner", "ONGOING; council U decided; plan; follow-up U"),
            ("ellen", &ellen),
        ],
    )
    .await;
}

/// The plan is revised; what stood before is read as of then, by who may see it now.
pub(super) async fn revision(on: &Story, goal: &Value) {
    on.at("2026-11-25T09:00:00Z");
    let shown = "coordinationPlan { id version }";
    let plan = read(&on.app, COORDINATOR, "brainInjuryCase", &on.case, shown).await;
    let plan = &plan["coordinationPlan"];
    let head = json!({ "planId": plan["id"], "overallGoal": "Et lettere arbejde",
        "expectedVersion": plan["version"] });
    on.step(COORDINATOR, "updateCoordinationPlan", shown, head).await;
    let text = json!({ "goalId": goal, "text": "Praktik ti timer", "expectedVersion": 2 });
    on.step(BIF, "updatePlanGoal", "planGoal { version }", text).await;
    let stood = async |viewer: &str, at: &str| {
        let shown = format!("coordinationPlan{at} {{ overallGoal tracks {{ goals {{ text }} }} }}");
        let read = read(&on.app, viewer, "brainInjuryCase", &on.case, &shown).await;
        let plan = &read["coordinationPlan"];
        let last = plan["tracks"].as_array().unwrap().last().unwrap();
        (plan["overallGoal"].clone(), last["goals"][0]["text"].clone())
    };
    let then = "(asOf: \"2026-11-24T12:30:00Z\")";
    let (before, after) = (json!("EMPLOYMENT"), json!("Praktik ti timer"));
    let (old, new) = (json!("Tilbage til værkstedet"), json!("Et lettere arbejde"));
    assert_eq!(stood(COORDINATOR, then).await, (old, before.clone()));
    assert_eq!(stood(COORDINATOR, "").await, (new, after.clone()));
    assert_eq!(stood(BIF, then).await, (Value::Null, before), "the goal of the plan is SOCIAL");
    assert_eq!(stood(BIF, "").await, (Value::Null, after));
}
