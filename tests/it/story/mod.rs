//! One citizen from hospital to job centre, over HTTP: each step by who takes it, and after each step
//! what everyone else sees.

mod view;

use law::words::CitizenId;
use law::{Role, RoleSet};
use serde_json::{Value, json};
use stifinder::domain::{CaseRef, GlobalId};

use crate::acting::*;
use crate::brain_injury::change_with;
use crate::hospital;
use crate::support::TestApp;

const SOF: &str = "sofCaseworker";
const COORDINATOR: &str = "brainInjuryCoordinator";
const SUF: &str = "sufCaseworker";
const BIF: &str = "bifCaseworker";
const BUF: &str = "bufCaseworker";
/// Who sits on the council for the health administration.
const MEMBER: &str = "councilMember";

/// Ellen turns 65 on the first of December; the story begins on the second of November.
const CPR: &str = "611261-0001";

struct Story {
    app: TestApp,
    case: String,
    /// The id of a case that is not there.
    nobodys: String,
    citizen: Value,
}

impl Story {
    /// A token: of a viewer of the demo, or of Ellen, whom the story is about.
    fn token(&self, viewer: &str) -> String {
        if viewer != "ellen" {
            return self.app.token(viewer);
        }
        let mut grant = self.app.grant("brainInjuryCitizen");
        let id = GlobalId::parse(self.citizen.as_str().unwrap()).unwrap().id;
        grant.citizen = Some(CitizenId(id));
        grant.roles = RoleSet::of(&[Role::Citizen]);
        self.app.token_of(grant)
    }

    /// A step that succeeds.
    async fn step(&self, viewer: &str, field: &str, shown: &str, input: Value) -> Value {
        let answer = change_with(&self.app, &self.token(viewer), field, shown, input).await;
        done(answer.data(&format!("/{field}")))
    }

    /// A step that is refused; what is told.
    async fn refused(&self, viewer: &str, field: &str, input: Value) -> Vec<String> {
        told(&act(&self.app, viewer, field, "case { id }", input).await)
    }

    /// Ids of what is due.
    async fn due(&self, viewer: &str, list: &str, arguments: &str) -> Vec<Value> {
        hospital::ids(&self.app, viewer, list, arguments).await
    }

    fn unit(&self, viewer: &str) -> Value {
        unit(&self.app, viewer)
    }

    /// A clause of SOF's, or of another's to whom it is given.
    fn clause(&self, to: &str, way: &str, with: &str, categories: &[&str]) -> Value {
        let [to, with] = [to, with].map(|viewer| organisation(&self.app, viewer));
        grant(way, &to, &[with], categories)
    }

    /// A consent by Ellen, recorded by the lead; its id.
    async fn consented(&self, clauses: Vec<Value>) -> Value {
        consented(&self.app, SOF, &self.case, clauses).await
    }

    fn at(&self, time: &str) {
        self.app.clock.set(time.parse().unwrap());
    }
}

#[tokio::test]
async fn from_hospital_to_job_centre_each_sees_what_the_citizen_agreed_to() {
    let app = TestApp::start().await;
    let nobodys = CaseRef { purpose: law::Purpose::BrainInjury, id: uuid::Uuid::from_u128(7) };
    let nobodys = GlobalId::case(nobodys).to_string();
    let mut on = Story { app, case: nobodys.clone(), nobodys, citizen: json!(null) };

    sent_in(&mut on).await;
    consent_and_coordinator(&on).await;
    let council_case = before_the_council(&on).await;
    the_council_decides(&on, &council_case).await;
    let goal = the_plan(&on).await;
    a_health_consent_for_the_job_centre(&on).await;
    follow_ups(&on, &goal).await;
    revision(&on, &goal).await;
    at_65(&on).await;
    closing(&on).await;
}

/// The hospital's system sends plan and referral by its own number, each twice: one citizen, one
/// case, one of each, and a coordinator is asked for (R33). Its colleagues in another unit know
/// nothing of it.
async fn sent_in(on: &mut Story) {
    let plan = hospital::plan(&on.app, SOF, CPR, hospital::R33);
    let shown = "case { id citizen { id } } rehabilitationPlan { id startDeadline }";
    let sent = on.step("hospitalSystem", "sendRehabilitationPlan", shown, plan.clone()).await;
    let again = on.step("hospitalSystem", "sendRehabilitationPlan", shown, plan).await;
    assert_eq!(again["rehabilitationPlan"], sent["rehabilitationPlan"], "sent twice, there once");
    on.case = sent["case"]["id"].as_str().unwrap().to_owned();
    on.citizen = sent["case"]["citizen"]["id"].clone();

    let mut referral = hospital::referral(&on.app, SOF, CPR);
    referral["admission"]["hospitalName"] = "Sundets Hospital".into();
    let shown = "case { id } referral { id version }";
    let first = on.step("hospitalSystem", "sendReferral", shown, referral.clone()).await;
    let again = on.step("hospitalSystem", "sendReferral", shown, referral).await;
    assert_eq!(again["referral"]["id"], first["referral"]["id"]);
    assert_eq!(first["case"]["id"], json!(on.case), "the open case takes it");
    let all = "referral HSEUOBN; GOP PHSEU";
    let all = format!("ON_THE_WAY; {all}");
    on.seen(
        "sent in",
        &[(SOF, &all), (COORDINATOR, &all), ("hospitalSystem", &all), ("ellen", &all)],
    )
    .await;

    // What is due: a coordinator, the start of training, a decision on the referral.
    let unit = format!("(unitId: {})", on.unit(SOF));
    let until = format!("(until: \"2026-11-08\" unitId: {})", on.unit(SOF));
    let elsewhere = format!("(unitId: {})", on.unit("sofOtherUnit"));
    let plan = vec![sent["rehabilitationPlan"]["id"].clone()];
    assert_eq!(sent["rehabilitationPlan"]["startDeadline"], "2026-11-08");
    assert_eq!(on.due(SOF, "coordinatorsDue", &unit).await, plan);
    assert_eq!(on.due(SOF, "rehabilitationStartsDue", &until).await, plan);
    assert_eq!(on.due(SOF, "referralsDue", &unit).await, [first["referral"]["id"].clone()]);
    assert!(on.due(SOF, "coordinatorsDue", &elsewhere).await.is_empty());
    assert!(on.due("sofOtherUnit", "coordinatorsDue", "").await.is_empty());

    let decide = json!({ "referralId": first["referral"]["id"], "decision": "ACCEPTED",
        "expectedVersion": first["referral"]["version"] });
    on.step(SOF, "decideReferral", "referral { decision }", decide).await;
    assert!(on.due(SOF, "referralsDue", &unit).await.is_empty());
    let all = "ON_THE_WAY; referral PHSEUOBN; GOP PHSEU";
    on.seen("accepted", &[(SOF, all), (COORDINATOR, all), ("hospitalSystem", all), ("ellen", all)])
        .await;
}

/// Ellen agrees, for this purpose; without that there is no coordinator (R04). A consent alone lets
/// nobody in: who is named in it takes no part yet.
async fn consent_and_coordinator(on: &Story) {
    let assign = json!({ "caseId": on.case, "coordinatorId": professional(&on.app, COORDINATOR),
        "expectedVersion": version(&on.app, SOF, &on.case).await });
    let told = on.refused(SOF, "assignCoordinator", assign.clone()).await;
    assert_eq!(told, ["CONSENT_REQUIRED consent"]);
    let mut clauses = Vec::new();
    for (with, categories) in [
        (SUF, &["PROCESS", "HEALTH", "SOCIAL"][..]),
        (BIF, &["PROCESS", "EMPLOYMENT"]),
        (BUF, &["PROCESS", "EDUCATION"]),
    ] {
        clauses.extend(["COLLECT", "DISCLOSE"].map(|way| on.clause(SOF, way, with, categories)));
    }
    clauses.extend([
        on.clause(SOF, "DISCLOSE", "hospitalSystem", &["HEALTH"]),
        on.clause(SOF, "DISCLOSE", "employerPartner", &["EMPLOYMENT"]),
        on.clause(SOF, "DISCLOSE", "schoolPartner", &["EDUCATION"]),
    ]);
    on.consented(clauses).await;
    on.step(SOF, "assignCoordinator", "case { status }", assign).await;
    assert!(on.due(SOF, "coordinatorsDue", "").await.is_empty());
    let mine =
        format!("(until: \"2026-11-08\" coordinatorId: {})", professional(&on.app, COORDINATOR));
    assert_eq!(on.due(COORDINATOR, "rehabilitationStartsDue", &mine).await.len(), 1);
    let all = "ONGOING; referral PHSEUOBN; GOP PHSEU";
    on.seen(
        "consented and coordinated",
        &[(SOF, all), (COORDINATOR, all), ("hospitalSystem", all), ("ellen", all)],
    )
    .await;

    // Employer and school take part, by name: how the case runs, and their own category of it.
    for viewer in ["employerPartner", "schoolPartner"] {
        let input = json!({ "caseId": on.case, "organisationId": organisation(&on.app, viewer),
            "professionalId": professional(&on.app, viewer) });
        on.step(COORDINATOR, "addParticipation", "participation { id }", input).await;
    }
    on.seen(
        "employer and school take part",
        &[
            (SOF, all),
            (COORDINATOR, all),
            ("hospitalSystem", all),
            ("employerPartner", "ONGOING"),
            ("schoolPartner", "ONGOING"),
            ("ellen", all),
        ],
    )
    .await;
}

/// The council meets every third week (R32); the case is presented, by category. Who is to sit takes
/// part from then on: SUF by a person, the others by their units.
async fn before_the_council(on: &Story) -> Value {
    let seat = |viewer: &str, by_name: bool| match by_name {
        true => json!({ "organisationId": organisation(&on.app, viewer),
            "professionalId": professional(&on.app, viewer) }),
        false => {
            json!({ "organisationId": organisation(&on.app, viewer), "unitId": on.unit(viewer) })
        }
    };
    let members = [seat(SOF, false), seat(MEMBER, true), seat(BIF, false), seat(BUF, false)];
    let call = |date: &str| {
        json!({ "date": date, "place": "Rådhuset", "members": members,
        "chairId": professional(&on.app, COORDINATOR) })
    };
    let shown = "councilMeeting { id }";
    let made = on.step(MEMBER, "createCouncilMeeting", shown, call("2026-11-10")).await;
    let meeting = made["councilMeeting"]["id"].clone();
    let next = on.app.ask(BIF, "{ nextCouncilDate }", json!({})).await.data("/nextCouncilDate");
    assert_eq!(next, "2026-12-01", "21 days later");
    on.step(MEMBER, "createCouncilMeeting", shown, call("2026-12-01")).await;
    assert_eq!(
        on.due(COORDINATOR, "councilMeetingsDue", "(until: \"2026-11-10\" mine: true)").await,
        [meeting.clone()]
    );

    let present = json!({
        "caseId": on.case, "councilMeetingId": meeting, "citizenInformed": true,
        "administrations": ["SOCIAL_ADMINISTRATION", "EMPLOYMENT_ADMINISTRATION"],
        "question": "Hvad kommer først?", "presentationHealth": "Træt efter blødningen",
        "presentationSocial": "Bor med ægtefælle", "presentationEmployment": "Sygemeldt",
        "presentationEducation": "Ufaglært",
    });
    let made = on.step(COORDINATOR, "presentCouncilCase", "councilCase { id }", present).await;
    let council_case = made["councilCase"]["id"].clone();
    let unit = format!("(until: \"2026-11-10\" unitId: {})", on.unit(SOF));
    let mine = "(until: \"2026-11-10\" mine: true)";
    assert_eq!(on.due(SOF, "councilCasesDue", &unit).await, [council_case.clone()]);
    assert_eq!(on.due(COORDINATOR, "councilCasesDue", mine).await, [council_case.clone()]);
    assert!(on.due(COORDINATOR, "councilCasesDue", "(until: \"2026-11-09\")").await.is_empty());

    let all = "ONGOING; referral PHSEUOBN; GOP PHSEU; council HSEU question";
    on.seen(
        "presented",
        &[
            (SOF, all),
            (COORDINATOR, all),
            (MEMBER, "ONGOING; referral PHS; GOP PHS; council HS question"),
            (BIF, "ONGOING; council E"),
            (BUF, "ONGOING; council U"),
            ("hospitalSystem", "ONGOING; referral PHSEUOBN; GOP PHSEU; council H"),
            ("employerPartner", "ONGOING; council E"),
            ("schoolPartner", "ONGOING; council U"),
            ("ellen", all),
        ],
    )
    .await;
    council_case
}

/// Held; what was said stays with who sat, and the decision goes by its categories, with a task for
/// BIF and one for SUF.
async fn the_council_decides(on: &Story, council_case: &Value) {
    on.at("2026-11-10T12:00:00Z");
    let shown = "meeting { id version members { id } }";
    let meeting = read(
        &on.app,
        COORDINATOR,
        "node",
        council_case.as_str().unwrap(),
        &format!("... on CouncilCase {{ {shown} }}"),
    )
    .await;
    let meeting = &meeting["meeting"];
    let came: Vec<_> = meeting["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| json!({ "memberId": member["id"], "present": true }))
        .collect();
    let hold = json!({ "councilMeetingId": meeting["id"], "attendance": came,
        "expectedVersion": meeting["version"] });
    on.step(COORDINATOR, "holdCouncilMeeting", "councilMeeting { state }", hold).await;
    let said = json!({ "councilCaseId": council_case, "text": "Enige om rækkefølgen" });
    on.step(MEMBER, "recordCouncilDeliberation", "councilCase { deliberation }", said).await;
    let decide = json!({ "councilCaseId": council_case, "decisionType": "PLAN_APPROVED",
        "decisionText": "Træning først, så arbejde" });
    on.step(COORDINATOR, "recordCouncilDecision", "councilCase { decidedAt }", decide).await;
    let mut tasks = Vec::new();
    for (text, to, category) in [("praktik", BIF, "EMPLOYMENT"), ("træning", MEMBER, "HEALTH")] {
        let input = json!({ "councilCaseId": council_case, "text": text, "due": "2026-11-20",
            "responsibleOrganisationId": organisation(&on.app, to),
            "responsibleProfessionalId": professional(&on.app, to), "categories": [category] });
        let made = on.step(COORDINATOR, "addCouncilTask", "task { id }", input).await;
        tasks.push(made["task"]["id"].clone());
    }
    let own = |more: &str| format!("(until: \"2026-11-20\" {more})");
    assert_eq!(on.due(BIF, "tasksDue", &own("mine: true")).await, tasks[..1]);
    assert_eq!(on.due(MEMBER, "tasksDue", &own("mine: true")).await, tasks[1..]);
    let unit = own(&format!("unitId: {}", on.unit(SOF)));
    let of_unit = on.due(SOF, "tasksDue", &unit).await;
    assert!(tasks.iter().all(|task| of_unit.contains(task)), "{of_unit:?}");

    let rest = "referral PHSEUOBN; GOP PHSEU";
    let all =
        format!("ONGOING; {rest}; council HSEU question deliberation decided text praktik træning");
    let ellen = format!("ONGOING; {rest}; council HSEU question decided text praktik træning");
    let hospital = format!("ONGOING; {rest}; council H decided træning");
    on.seen(
        "decided",
        &[
            (SOF, &all),
            (COORDINATOR, &all),
            (MEMBER, "ONGOING; referral PHS; GOP PHS; council HS question deliberation decided text træning"),
            (BIF, "ONGOING; council E deliberation decided praktik"),
            (BUF, "ONGOING; council U deliberation decided"),
            ("hospitalSystem", &hospital),
            ("employerPartner", "ONGOING; council E decided praktik"),
            ("schoolPartner", "ONGOING; council U decided"),
            ("ellen", &ellen),
        ],
    )
    .await;
}

/// A plan with four tracks; each administration writes its own, the coordinator draws what waits for
/// what across them, and a circle is refused. Gives the goal of the job centre's track.
async fn the_plan(on: &Story) -> Value {
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
async fn a_health_consent_for_the_job_centre(on: &Story) {
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
async fn follow_ups(on: &Story, goal: &Value) {
    let input = json!({ "caseId": on.case, "kind": "STATUS_MEETING", "date": "2026-11-24" });
    let shown = "followUp { id version }";
    let planned = on.step(COORDINATOR, "planFollowUp", shown, input).await;
    let planned = &planned["followUp"];
    let due = async |viewer: &str, arguments: &str| {
        let query = format!(
            "{{ followUpsDue(until: \"2026-11-24\" {arguments}) {{ nodes {{ day caseId }} }} }}"
        );
        on.app.ask(viewer, &query, json!({})).await.data("/followUpsDue/nodes")
    };
    let one = json!([{ "day": "2026-11-24", "caseId": on.case }]);
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
async fn revision(on: &Story, goal: &Value) {
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

/// At 65 the authority passes to SUF (R35). Ellen has agreed ahead to what SUF may share: with BIF its
/// own, with SOF social matters; with nobody else. What SOF held it keeps.
async fn at_65(on: &Story) {
    let due = async |viewer: &str, arguments: &str| {
        let query = format!(
            "{{ ageTransitionsDue(until: \"2026-12-01\" {arguments}) {{ nodes {{ caseId }} }} }}"
        );
        on.app.ask(viewer, &query, json!({})).await.data("/ageTransitionsDue/nodes")
    };
    let one = json!([{ "caseId": on.case }]);
    assert_eq!(due(SOF, &format!("unitId: {}", on.unit(SOF))).await, one);
    assert_eq!(due(COORDINATOR, "mine: true").await, one);
    assert_eq!(due(SUF, "").await, json!([]));
    let care = json!({ "caseId": on.case, "dominantNeed": "CARE", "rationale": "Pleje fylder mest",
        "responsibleOrganisationId": organisation(&on.app, SUF) });
    let made = on.step(SOF, "recordAgeTransition", "ageTransition { id }", care).await;
    on.at("2026-12-01T08:00:00Z");
    let both = |with: &str, categories: &[&str]| {
        ["COLLECT", "DISCLOSE"].map(|way| on.clause(SUF, way, with, categories))
    };
    let mut clauses = both(BIF, &["PROCESS", "EMPLOYMENT"]).to_vec();
    clauses.extend(both(SOF, &["PROCESS", "SOCIAL"]));
    on.consented(clauses).await;
    on.at("2026-12-01T08:01:00Z");
    let pass = json!({ "ageTransitionId": made["ageTransition"]["id"], "unitId": on.unit(SUF),
        "coordinatorId": professional(&on.app, SUF),
        "expectedVersion": version(&on.app, SOF, &on.case).await });
    on.step(SOF, "completeAgeTransition", "case { id }", pass).await;

    let rest = "ONGOING; referral PHSEUOBN; GOP PHSEU";
    let ellen = format!(
        "{rest}; council HSEU question decided text praktik træning; plan HSUE goal 3 edges; follow-up SNEU 1 goals, E; 65 need"
    );
    let suf = format!(
        "{rest}; council HSEU question deliberation decided text praktik træning; plan HSE goal 2 edges; follow-up S 1 goals, E; 65 need"
    );
    let sof = "ONGOING; council HSEU question deliberation decided text; plan S goal; follow-up SNEU; 65 need";
    on.seen(
        "passed to SUF",
        &[
            (SOF, sof),
            (COORDINATOR, sof),
            (SUF, &suf),
            (MEMBER, &suf),
            (BIF, "ONGOING; council E deliberation decided praktik; plan E; follow-up E 1 goals, E; 65 day"),
            (BUF, "ONGOING; council U deliberation decided; plan U; follow-up U; 65 day"),
            ("hospitalSystem", &format!("{rest}; council H decided; plan; follow-up; 65 day")),
            ("employerPartner", "ONGOING; council E decided; plan; follow-up E; 65 day"),
            ("schoolPartner", "ONGOING; council U decided; plan; follow-up U; 65 day"),
            ("ellen", &ellen),
        ],
    )
    .await;
}

/// The case is closed: every consent lapses with it (R08). Each keeps what is its own.
async fn closing(on: &Story) {
    on.at("2026-12-02T09:00:00Z");
    let shown = "coordinationPlan { id version }";
    let plan = read(&on.app, SUF, "brainInjuryCase", &on.case, shown).await;
    let end = json!({ "planId": plan["coordinationPlan"]["id"], "status": "COMPLETED",
        "expectedVersion": plan["coordinationPlan"]["version"] });
    on.step(SUF, "updateCoordinationPlan", shown, end).await;
    let close = json!({ "caseId": on.case, "reason": "NEED_MET_AND_COORDINATED",
        "expectedVersion": version(&on.app, SUF, &on.case).await });
    on.step(SUF, "closeCase", "case { status }", close).await;
    let rest = "CLOSED; referral PHSEUOBN; GOP PHSEU";
    on.seen(
        "closed",
        &[
            (SOF, "CLOSED"),
            (COORDINATOR, "CLOSED"),
            (SUF, rest),
            (MEMBER, rest),
            (BIF, "CLOSED"),
            (BUF, "CLOSED"),
            ("hospitalSystem", rest),
            ("ellen", rest),
        ],
    )
    .await;
}
