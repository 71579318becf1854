//! One citizen from hospital to job centre, over HTTP: each step by who takes it, and after each step
//! what everyone else sees.

mod council;
mod end;
mod plan;
mod view;

use std::cell::RefCell;

use law::words::CitizenId;
use law::{Role, RoleSet};
use sea_orm::{ConnectionTrait, Statement};
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
    /// Steps after which someone saw something else than the table says: told at the end, so that one
    /// does not hide the next.
    differs: RefCell<Vec<String>>,
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
    let (case, citizen, differs) = (nobodys.clone(), Value::Null, RefCell::default());
    let mut on = Story { app, case, nobodys, citizen, differs };

    sent_in(&mut on).await;
    let consent = consent_and_coordinator(&on).await;
    let council_case = council::before_the_council(&on).await;
    council::the_council_decides(&on, &council_case).await;
    let goal = plan::the_plan(&on).await;
    plan::a_health_consent_for_the_job_centre(&on).await;
    plan::follow_ups(&on, &goal).await;
    plan::revision(&on, &goal).await;
    end::at_65(&on, &consent).await;
    end::closing(&on).await;
    let differs = on.differs.into_inner();
    assert!(differs.is_empty(), "{}", differs.join("\n\n"));
    parts_tell_when_their_case_was_opened(&on.app).await;
}

/// The list of cases is read in the order that these rows tell.
async fn parts_tell_when_their_case_was_opened(app: &TestApp) {
    for table in ["participation", "holding", "coordinator_assignment"] {
        let sql = format!(
            "SELECT COUNT(*) AS rows, COUNT(CASE WHEN p.case_opened_at = k.opened_at THEN 1 END) \
             AS told FROM {table} p JOIN coordination_case k ON k.id = p.case_id"
        );
        let db = app.connection();
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let counts = db.query_one_raw(statement).await.unwrap().unwrap();
        let [rows, told] = ["rows", "told"].map(|name| counts.try_get::<i64>("", name).unwrap());
        assert!(rows > 0 && rows == told, "{table}: {told} of {rows}");
    }
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
async fn consent_and_coordinator(on: &Story) -> Value {
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
    let consent = on.consented(clauses).await;
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
    consent
}
