//! What a representative is told: of the cases of the authority that registered them, within their
//! scope in each; and a map as it stood, with who coordinated then.

use chrono::TimeDelta;
use entity::column::Categories;
use law::{Category, CategorySet};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use stifinder::domain::GlobalId;

use crate::acting::{act, done, opened, organisation, professional, registered, unit};
use crate::support::{Answer, TestApp, anchor};

const CPR: &str = "681255-0001";

const LOG: &str = "query($first: Int, $after: String, $case: ID) {
    accessLog(first: $first, after: $after, caseId: $case) {
    nodes { at kind purpose categories organisation { id } caseId }
    pageInfo { hasNextPage endCursor } } }";

const DKK: &str = "query($id: ID!) { case(id: $id) { citizen { name address } } }";
const INJURY: &str = "query($id: ID!) { brainInjuryCase(id: $id) { citizen { name address } } }";
const CITIZEN: &str = "query($id: ID!) { node(id: $id) { ... on Citizen { name address } } }";

/// A citizen whose guardian, for PROCESS, the social administration has registered.
struct Ward {
    app: TestApp,
    citizen: Value,
    /// The social administration's.
    case: String,
    guardian: uuid::Uuid,
}

impl Ward {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let citizen = registered(&app, "sofCaseworker", CPR, "1955-12-08").await;
        let guardian = json!({
            "citizenId": citizen, "kind": "GUARDIAN", "name": "Værgen", "ground": "Værgemål",
            "scope": ["PROCESS"], "from": "2026-01-01",
        });
        let shown = "representative { id }";
        let added = act(&app, "sofCaseworker", "addRepresentative", shown, guardian).await;
        let guardian = uuid_of(&done(added)["representative"]["id"]);
        let open = json!({
            "citizenId": citizen, "unitId": unit(&app, "sofCaseworker"),
            "openedBy": "OWN_INITIATIVE",
        });
        let case = done(act(&app, "sofCaseworker", "openCase", "case { id }", open).await);
        let case = case["case"]["id"].as_str().unwrap().to_owned();
        Self { app, citizen, case, guardian }
    }

    /// A case of the health administration's, which has a registration of its own.
    async fn beside(&self) -> String {
        let theirs = registered(&self.app, "sufCaseworker", CPR, "1955-12-08").await;
        assert_eq!(theirs, self.citizen, "one citizen");
        opened(&self.app, "sufCaseworker", &theirs).await
    }

    /// Asks as the viewer `citizen` or `representative`, of this citizen.
    async fn own(&self, viewer: &str, query: &str, variables: Value) -> Answer {
        let mut grant = self.app.grant(viewer);
        let citizen = uuid_of(&self.citizen);
        grant.citizen = Some(citizen.into());
        grant.user = Some(if viewer == "citizen" { citizen } else { self.guardian }.into());
        self.app.ask_with(&self.app.token_of(grant), query, variables, &[]).await
    }

    async fn told(&self, viewer: &str) -> Vec<Value> {
        let log = self.own(viewer, LOG, json!({ "first": 50 })).await;
        log.data("/accessLog/nodes").as_array().unwrap().clone()
    }

    async fn looks(&self, viewer: &str, query: &str, id: impl Into<Value>) {
        self.app.pass(TimeDelta::minutes(1));
        self.app.ask(viewer, query, json!({ "id": id.into() })).await;
    }
}

fn uuid_of(id: &Value) -> uuid::Uuid {
    GlobalId::parse(id.as_str().unwrap()).unwrap().id
}

#[tokio::test]
async fn r39_a_representative_in_one_authoritys_cases_is_told_nothing_of_anothers() {
    let ward = Ward::new().await;
    let sof = organisation(&ward.app, "sofCaseworker");
    ward.looks("sofCaseworker", DKK, ward.case.as_str()).await;
    ward.looks("sofCaseworker", CITIZEN, ward.citizen.clone()).await;
    let before = ward.told("representative").await;
    let newest = &before[0];
    assert_eq!((&newest["organisation"]["id"], &newest["caseId"]), (&sof, &Value::Null));
    assert_eq!(newest["categories"], json!(["PROCESS"]), "within the scope");
    assert_eq!(before[1]["caseId"], ward.case.as_str());

    let theirs = ward.beside().await;
    ward.looks("sufCaseworker", INJURY, theirs.as_str()).await;
    ward.looks("sufCaseworker", CITIZEN, ward.citizen.clone()).await;
    ward.looks("sofCaseworker", INJURY, theirs.as_str()).await;
    let unseen = ward.own("representative", INJURY, json!({ "id": theirs })).await;
    assert_eq!(unseen.data("/brainInjuryCase"), Value::Null);
    assert_eq!(ward.told("representative").await, before);
    let of_case = ward.own("representative", LOG, json!({ "case": theirs })).await;
    assert_eq!(of_case.data("/accessLog/nodes"), json!([]));

    // The citizen sees all of it; and that they looked themselves is told.
    let all = Value::from(ward.told("citizen").await).to_string();
    assert!(all.contains(&theirs) && all.contains(&ward.case), "{all}");
    ward.app.pass(TimeDelta::minutes(1));
    ward.own("citizen", CITIZEN, json!({ "id": ward.citizen })).await;
    let after = ward.told("representative").await;
    assert_eq!(after[0]["organisation"], Value::Null);
    assert_eq!(after[1..], before);

    // A page is filled past what is not told.
    let (mut paged, mut after_cursor) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "first": 1, "after": after_cursor });
        let page = ward.own("representative", LOG, variables).await.data("/accessLog");
        let nodes = page["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 1);
        paged.extend(nodes.iter().cloned());
        after_cursor = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(paged, after);
}

#[tokio::test]
async fn r39_each_row_is_told_within_the_scope_of_its_own_case() {
    let ward = Ward::new().await;
    let theirs = ward.beside().await;
    // Registered by both, for more in the one than in the other.
    let rows = entity::representative::Entity::find().all(ward.app.connection()).await.unwrap();
    let row = rows.into_iter().find(|row| row.id == ward.guardian).unwrap();
    let scope = Categories(CategorySet::of(&[Category::Process, Category::Identity]));
    let registered_by = ward.app.persona("sufCaseworker").viewer.organisation.unwrap().id.0;
    let row = entity::representative::Model { registered_by, scope, ..row };
    row.into_active_model().reset_all().insert(ward.app.connection()).await.unwrap();

    for (viewer, query, id, told) in [
        ("sofCaseworker", DKK, json!(ward.case), json!(["PROCESS"])),
        ("sofCaseworker", CITIZEN, ward.citizen.clone(), json!(["PROCESS"])),
        ("sufCaseworker", INJURY, json!(theirs), json!(["PROCESS", "IDENTITY"])),
        ("sufCaseworker", CITIZEN, ward.citizen.clone(), json!(["PROCESS", "IDENTITY"])),
    ] {
        ward.looks(viewer, query, id).await;
        let newest = ward.told("representative").await.remove(0);
        assert_eq!(newest["organisation"]["id"], organisation(&ward.app, viewer));
        assert_eq!(newest["categories"], told, "{viewer}: {newest}");
    }
}

#[tokio::test]
async fn a_map_as_of_an_instant_names_who_coordinated_then() {
    let app = TestApp::start().await;
    let query = "query($id: ID!, $then: DateTime) { case(id: $id) { version
        then: networkMap(asOf: $then) { coordinator { id } } now: networkMap { coordinator { id } } } }";
    let variables = json!({ "id": app.case(), "then": anchor() });
    app.pass(TimeDelta::hours(1));
    let before = app.ask("sofCaseworker", query, variables.clone()).await;
    let assign = json!({
        "caseId": app.case(), "coordinatorId": professional(&app, "sofCaseworker"),
        "expectedVersion": before.data("/case/version"),
    });
    done(act(&app, "sofCaseworker", "assignCoordinator", "case { id }", assign).await);
    let [first, second] = ["sofCoordinator", "sofCaseworker"].map(|who| professional(&app, who));
    for viewer in ["sofCaseworker", "hospitalPartner", "citizen", "representative"] {
        let seen = app.ask(viewer, query, variables.clone()).await;
        assert_eq!(seen.data("/case/then/coordinator/id"), first, "{viewer}");
        assert_eq!(seen.data("/case/now/coordinator/id"), second, "{viewer}");
    }

    // Past assignments are PROCESS: without it the map names who coordinates, and nobody else.
    let rows = entity::representative::Entity::find().all(app.connection()).await.unwrap();
    let guardian = app.persona("representative").viewer.user.unwrap().0;
    let row = rows.into_iter().find(|row| row.id == guardian).unwrap();
    let scope = Categories(CategorySet::of(&[Category::Economy]));
    let row = entity::representative::Model { scope, ..row };
    row.into_active_model().reset_all().update(app.connection()).await.unwrap();
    let seen = app.ask("representative", query, variables).await;
    assert_eq!(seen.data("/case/then/coordinator/id"), second);
    assert_eq!(seen.data("/case/now/coordinator/id"), second);
}
