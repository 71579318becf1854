//! The coordination plan and its follow-ups, with each administration as the right caller, over
//! HTTP.

mod dependencies;
mod follow_ups;
mod interference;
mod views;
mod writing;

use serde_json::{Value, json};
use stifinder::domain::EntityKind;

use crate::brain_injury::{change, fine, open, organisation, outside, unit};
use crate::support::TestApp;

pub(super) const COORDINATOR: &str = "brainInjuryCoordinator";

/// Who has which track, in the order of the form.
pub(super) const HOLDERS: [(&str, &str); 4] = [
    ("HEALTH", "sufCaseworker"),
    ("SOCIAL", "sofCaseworker"),
    ("EDUCATION", "bufCaseworker"),
    ("EMPLOYMENT", "bifCaseworker"),
];

/// A brain-injury case with a plan in force.
pub(super) struct Coordinated {
    pub(super) app: TestApp,
    pub(super) case: String,
    pub(super) plan: Value,
}

/// A clause between the lead and a viewer's organisation.
pub(super) fn clause(app: &TestApp, way: &str, viewer: &str, categories: &[&str]) -> Value {
    json!({ "direction": way, "purpose": "BRAIN_INJURY", "categories": categories,
        "counterparts": [{ "organisationId": organisation(app, viewer) }] })
}

/// Has these clauses consented to.
pub(super) async fn consented(app: &TestApp, case: &str, clauses: Vec<Value>) {
    let input = json!({ "caseId": case, "signedAt": "2026-11-02T08:00:00Z", "form": "WRITTEN",
        "signer": "CITIZEN", "rightToWithdraw": true, "jointMeetings": true, "outsideNotice": true,
        "clauses": clauses });
    fine(change(app, "sofCaseworker", "giveConsent", "case { id }", input).await);
}

/// Each administration and the lead tell each other of the administration's own category; the
/// hospital is told of health.
fn agreed(app: &TestApp) -> Vec<Value> {
    let mut clauses = Vec::new();
    for (category, viewer) in HOLDERS.into_iter().filter(|(_, viewer)| *viewer != "sofCaseworker") {
        for way in ["COLLECT", "DISCLOSE"] {
            clauses.push(clause(app, way, viewer, &["PROCESS", category]));
        }
    }
    clauses.push(clause(app, "DISCLOSE", "hospitalPartner", &["PROCESS", "HEALTH"]));
    clauses
}

impl Coordinated {
    /// A case that is consented to and coordinated, with a plan in force and no track.
    pub(super) async fn begun() -> Self {
        Self::with(agreed, "ACTIVE").await
    }

    /// The same, with other consents, and a plan of another status.
    pub(super) async fn with(clauses: impl Fn(&TestApp) -> Vec<Value>, status: &str) -> Self {
        let app = TestApp::start().await;
        let case = open(&app).await;
        consented(&app, &case, clauses(&app)).await;
        let user = app.persona(COORDINATOR).viewer.user.unwrap().0;
        let assign = json!({ "caseId": case, "expectedVersion": 1,
            "coordinatorId": outside(EntityKind::Professional, user) });
        fine(change(&app, "sofCaseworker", "assignCoordinator", "case { id }", assign).await);
        let input = json!({ "caseId": case, "status": status, "from": "2026-11-02",
            "agreedWithCitizen": true, "overallGoal": "Tilbage på værkstedet",
            "followUpInterval": "THREE_MONTHS" });
        let shown = "coordinationPlan { id version nextFollowUp status coordinator { id } }";
        let made = fine(change(&app, COORDINATOR, "createCoordinationPlan", shown, input).await);
        Self { app, case, plan: made["coordinationPlan"].clone() }
    }

    /// A plan in force with its four tracks, each with a goal and two interventions that its own
    /// administration wrote.
    pub(super) async fn filled() -> (Self, [Track; 4]) {
        let on = Self::begun().await;
        let mut tracks = Vec::new();
        for (kind, viewer) in HOLDERS {
            tracks.push(on.fill(kind, viewer).await);
        }
        let tracks = tracks.try_into().unwrap_or_else(|_| panic!("four tracks"));
        (on, tracks)
    }

    async fn fill(&self, kind: &str, viewer: &'static str) -> Track {
        let id = self.open_track(COORDINATOR, kind, viewer).await;
        let goal = json!({ "trackId": id, "text": format!("{kind} goal"), "kind": "DEVELOP",
            "icfCode": "d850", "baseline": "ingen", "target": "halv tid", "due": "2027-05-01" });
        let shown = "planGoal { id version }";
        let goal = self.write(viewer, "addPlanGoal", shown, goal).await["planGoal"].clone();
        let mut interventions = Vec::new();
        for (step, hours) in [("first", 7.4), ("second", 12.0)] {
            let input = json!({ "trackId": id, "goalId": goal["id"], "kind": "OTHER",
                "description": format!("{kind} {step}"), "legalBasis": "§ 1", "from": "2026-11-09",
                "to": "2027-02-01", "hoursPerWeek": hours });
            let made =
                self.write(viewer, "addIntervention", "intervention { id version }", input).await;
            interventions.push(made["intervention"].clone());
        }
        Track { id, viewer, goal, interventions }
    }

    /// Opens a track with a viewer's unit responsible.
    pub(super) async fn open_track(&self, by: &str, kind: &str, viewer: &str) -> Value {
        let input = json!({ "planId": self.plan["id"], "kind": kind,
            "unitId": unit(&self.app, viewer) });
        let made = self.write(by, "openTrack", "track { id version }", input).await;
        made["track"]["id"].clone()
    }

    /// A mutation that goes well; its payload.
    pub(super) async fn write(
        &self,
        viewer: &str,
        field: &str,
        shown: &str,
        input: Value,
    ) -> Value {
        // On the heap: a test of many steps is more than its thread's stack is for.
        fine(Box::pin(change(&self.app, viewer, field, shown, input)).await)
    }

    /// What a mutation is refused with: `CODE path`, of a rule its fault in place of the code.
    pub(super) async fn refused(&self, viewer: &str, field: &str, input: Value) -> String {
        let payload = Box::pin(change(&self.app, viewer, field, "case { id }", input)).await;
        let errors = payload["userErrors"].as_array().unwrap().clone();
        assert!(!errors.is_empty(), "{field} by {viewer} went well: {payload}");
        let told = errors.iter().map(|error| {
            let code = if error["fault"].is_null() { &error["code"] } else { &error["fault"] };
            let path = error["path"].as_array().unwrap().iter().map(|part| part.as_str().unwrap());
            let path: Vec<_> = path.collect();
            format!("{} {}", code.as_str().unwrap(), path.join(".")).trim().to_owned()
        });
        told.collect::<Vec<_>>().join(", ")
    }

    /// What a viewer reads of the case.
    pub(super) async fn read(&self, viewer: &str, shown: &str) -> Value {
        let query = format!("query($id: ID!) {{ brainInjuryCase(id: $id) {{ {shown} }} }}");
        let answer = self.app.ask(viewer, &query, json!({ "id": self.case })).await;
        answer.data("/brainInjuryCase")
    }

    /// The citizen takes the consent back.
    pub(super) async fn withdrawn(&self) {
        let consents = self.read("sofCaseworker", "consents { id }").await;
        let input = json!({ "consentId": consents["consents"][0]["id"] });
        self.write("sofCaseworker", "withdrawConsent", "case { id }", input).await;
    }

    /// The kinds of the tracks that a viewer sees; null where there is no plan for them.
    pub(super) async fn tracks(&self, viewer: &str) -> Value {
        let read = self.read(viewer, "coordinationPlan { tracks { kind } }").await;
        match &read["coordinationPlan"] {
            Value::Null => Value::Null,
            plan => plan["tracks"].as_array().unwrap().iter().map(|t| t["kind"].clone()).collect(),
        }
    }
}

/// A track that an administration filled.
pub(super) struct Track {
    pub(super) id: Value,
    pub(super) viewer: &'static str,
    pub(super) goal: Value,
    pub(super) interventions: Vec<Value>,
}

impl Track {
    pub(super) fn step(&self, place: usize) -> Value {
        self.interventions[place]["id"].clone()
    }
}
