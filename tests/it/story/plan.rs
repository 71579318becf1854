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

    seen_as_planned(on, "planned", BIF_PLANNED).await;
    goals.pop().unwrap()
}

/// What the job centre sees once the plan is made.
const BIF_PLANNED: &str = "ONGOING; council E deliberation decided praktik; plan E";

/// What everyone sees once the plan is made; of the job centre this.
async fn seen_as_planned(on: &Story, step: &str, bif: &str) {
    let council = "council HSEU question deliberation decided text praktik træning";
    let rest = "ONGOING; referral PHSEUOBN; GOP PHSEU";
    let lead = format!("{rest}; {council}; plan HSUE goal 3 edges");
    let ellen = lead.replace(" deliberation", "");
    let suf = "ONGOING; referral PHS; GOP PHS; council HS question deliberation decided text træning; plan HS goal 1 edges";
    let hospital = format!("{rest}; council H decided træning; plan");
    on.seen(
        step,
        &[
            (SOF, &lead),
            (COORDINATOR, &lead),
            (SUF, suf),
            (MEMBER, suf),
            (BIF, bif),
            (BUF, "ONGOING; council U deliberation decided; plan U"),
            ("hospitalSystem", &hospital),
            ("employerPartner", "ONGOING; council E decided praktik; plan"),
            ("schoolPartner", "ONGOING; council U decided; plan"),
            ("ellen", &ellen),
        ],
    )
    .await;
}

/// BIF sees nothing of health, until a consent to that names it; and no more once it is withdrawn.
pub(super) async fn a_health_consent_for_the_job_centre(on: &Story) {
    let consent = on.consented(vec![on.clause(SOF, "DISCLOSE", BIF, &["HEALTH"])]).await;
    let more =
        "ONGOING; referral PHE; GOP PHE; council HE deliberation decided praktik træning; plan E";
    seen_as_planned(on, "health consent", more).await;
    on.step("ellen", "withdrawConsent", "case { id }", json!({ "consentId": consent })).await;
    seen_as_planned(on, "withdrawn", BIF_PLANNED).await;
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

    seen_with_follow_ups(on, "followed up").await;
}

/// What everyone sees once the plan was followed up, whatever its words are.
async fn seen_with_follow_ups(on: &Story, step: &str) {
    let council = "council HSEU question deliberation decided text praktik træning";
    let rest = "ONGOING; referral PHSEUOBN; GOP PHSEU";
    let lead = format!("{rest}; {council}; plan HSUE goal 3 edges; follow-up SNEU 1 goals, E");
    let ellen = lead.replace(" deliberation", "");
    let suf = "ONGOING; referral PHS; GOP PHS; council HS question deliberation decided text træning; plan HS goal 1 edges; follow-up S";
    let hospital = format!("{rest}; council H decided træning; plan; follow-up");
    on.seen(
        step,
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
    seen_with_follow_ups(on, "revised").await;
    let every = |goal: &str, last: &str| format!("{goal}: HEALTH SOCIAL EDUCATION {last}");
    let (old, new) = ("Tilbage til værkstedet", "Et lettere arbejde");
    let table = |goal: &str, last: &str| {
        let (all, suf) = (every(goal, last), format!("{goal}: HEALTH SOCIAL"));
        // The goal of the plan is SOCIAL: who sees its own track alone sees that.
        let own = |texts: &str| format!("-: {texts}");
        vec![
            (SOF, all.clone()),
            (COORDINATOR, all.clone()),
            (SUF, suf.clone()),
            (MEMBER, suf),
            (BIF, own(last)),
            (BUF, own("EDUCATION")),
            ("hospitalSystem", own("")),
            ("employerPartner", own("")),
            ("schoolPartner", own("")),
            ("ellen", all),
        ]
    };
    on.plan_stood("(asOf: \"2026-11-24T12:30:00Z\")", table(old, "EMPLOYMENT")).await;
    on.plan_stood("", table(new, "Praktik ti timer")).await;
}

impl Story {
    /// What everyone sees of the words of the plan as it stood: its goal, and the goals of its
    /// tracks. Who is not in the table sees no case.
    async fn plan_stood(&self, at: &str, table: Vec<(&str, String)>) {
        let query = format!(
            "query($id: ID!) {{ brainInjuryCase(id: $id) {{ coordinationPlan{at} {{ overallGoal \
             tracks {{ goals {{ text }} }} }} }} }}"
        );
        let mut found = Vec::new();
        for viewer in view::EVERYONE {
            let id = json!({ "id": self.case });
            let answer = self.app.ask_with(&self.token(viewer), &query, id, &[]).await;
            let case = answer.data("/brainInjuryCase");
            if case.is_null() {
                continue;
            }
            let plan = &case["coordinationPlan"];
            let tracks = plan["tracks"].as_array().into_iter().flatten();
            let goals = tracks.flat_map(|track| track["goals"].as_array().unwrap());
            let texts: Vec<_> = goals.map(|goal| goal["text"].as_str().unwrap()).collect();
            let goal = plan["overallGoal"].as_str().unwrap_or("-");
            found.push((*viewer, format!("{goal}: {}", texts.join(" "))));
        }
        assert_eq!(found, table, "the plan{at}");
    }
}
