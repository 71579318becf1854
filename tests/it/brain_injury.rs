//! Brain-injury cases on the code they share with DKK: opened, consented to, assigned, asked in;
//! and neither bundle's consents and scopes reach into the other.

use serde_json::{Value, json};
use stifinder::domain::{CaseRef, EntityKind, GlobalId, Scope, ScopeSet};

use crate::support::{Answer, TestApp};

/// A mutation with a token; its payload.
pub(crate) async fn change_with(
    app: &TestApp,
    token: &str,
    field: &str,
    shown: &str,
    input: Value,
) -> Answer {
    let kind = match field {
        "openBrainInjuryCase" => "OpenCaseInput".to_owned(),
        _ => format!("{}{}Input", field[..1].to_uppercase(), &field[1..]),
    };
    let query = format!(
        "mutation($i: {kind}!) {{ {field}(input: $i) {{ {shown} warnings {{ fault }} \
         userErrors {{ code path rule fault }} }} }}"
    );
    app.ask_with(token, &query, json!({ "i": input }), &[]).await
}

pub(crate) async fn change(
    app: &TestApp,
    viewer: &str,
    field: &str,
    shown: &str,
    input: Value,
) -> Value {
    let answer = change_with(app, &app.token(viewer), field, shown, input).await;
    answer.data(&format!("/{field}"))
}

/// The payload; nothing may be wrong.
#[track_caller]
pub(crate) fn fine(payload: Value) -> Value {
    assert_eq!(payload["userErrors"], json!([]), "{payload}");
    payload
}

#[track_caller]
pub(crate) fn refused(payload: &Value) -> (Value, Value, Value) {
    let error = &payload["userErrors"][0];
    assert!(error.is_object(), "{payload}");
    (error["code"].clone(), error["rule"].clone(), error["fault"].clone())
}

pub(crate) fn outside(kind: EntityKind, id: uuid::Uuid) -> Value {
    GlobalId::outside(kind, id).to_string().into()
}

pub(crate) fn unit(app: &TestApp, viewer: &str) -> Value {
    outside(EntityKind::Unit, app.persona(viewer).viewer.unit.unwrap().0)
}

pub(crate) fn organisation(app: &TestApp, viewer: &str) -> Value {
    outside(EntityKind::Organisation, app.persona(viewer).viewer.organisation.unwrap().id.0)
}

/// A token of a viewer with other scopes than usual.
fn narrow(app: &TestApp, viewer: &str, scopes: &[Scope]) -> String {
    let mut grant = app.grant(viewer);
    grant.scopes = ScopeSet::of(scopes);
    app.token_of(grant)
}

/// Opens a brain-injury case of the showcase's citizen; its id.
pub(crate) async fn open(app: &TestApp) -> String {
    let input = json!({
        "citizenId": app.citizen(), "unitId": unit(app, "sofCaseworker"),
        "openedBy": "OWN_INITIATIVE",
        "externalReference": { "system": "CSC", "id": "HJ-1" },
    });
    let shown = "case { id purpose status }";
    let payload = fine(change(app, "sofCaseworker", "openBrainInjuryCase", shown, input).await);
    assert_eq!(payload["case"]["purpose"], "BRAIN_INJURY");
    assert_eq!(payload["case"]["status"], "ON_THE_WAY");
    payload["case"]["id"].as_str().unwrap().to_owned()
}

/// A consent for brain injury: EMPLOYMENT to and from the job centre.
fn consent(app: &TestApp, case: &str, purpose: &str) -> Value {
    let clause = |direction: &str| {
        json!({
            "direction": direction, "purpose": purpose, "categories": ["PROCESS", "EMPLOYMENT"],
            "counterparts": [{ "organisationId": organisation(app, "bifCaseworker") }],
        })
    };
    json!({
        "caseId": case, "signedAt": "2026-11-02T08:00:00Z", "form": "WRITTEN",
        "signer": "CITIZEN", "rightToWithdraw": true,
        "clauses": [clause("DISCLOSE"), clause("COLLECT")],
    })
}

/// Opens a case, has it consented to, and assigns the coordinator.
async fn coordinated(app: &TestApp) -> String {
    let case = open(app).await;
    let give = consent(app, &case, "BRAIN_INJURY");
    fine(change(app, "sofCaseworker", "giveConsent", "case { id }", give).await);
    let user = app.persona("brainInjuryCoordinator").viewer.user.unwrap().0;
    let assign = json!({
        "caseId": case, "expectedVersion": 1,
        "coordinatorId": outside(EntityKind::Professional, user),
    });
    let shown = "case { status coordinator { id } ... on BrainInjuryCase { purpose } }";
    let payload = fine(change(app, "sofCaseworker", "assignCoordinator", shown, assign).await);
    assert_eq!(payload["case"]["status"], "ONGOING");
    assert_eq!(payload["case"]["coordinator"]["id"], outside(EntityKind::Professional, user));
    case
}

const READ: &str = "query($id: ID!) { brainInjuryCase(id: $id) { id status closeReason
    statements { text } informationRequests { id state question } participations { id }
    consents { id clauses { purpose categories } } withheld { fields category } } }";

#[tokio::test]
async fn a_case_is_found_by_its_own_bundles_queries_and_unknown_to_the_others() {
    let app = TestApp::start().await;
    let case = open(&app).await;
    let again = json!({
        "citizenId": app.citizen(), "unitId": unit(&app, "sofCaseworker"),
        "openedBy": "OWN_INITIATIVE",
        "externalReference": { "system": "CSC", "id": "HJ-1" },
    });
    let shown = "case { id }";
    let twice = change(&app, "sofCaseworker", "openBrainInjuryCase", shown, again.clone()).await;
    assert_eq!(fine(twice.clone())["case"]["id"], case.as_str());
    assert_eq!(twice["warnings"], json!([]), "sent again it is the same case, and changed by it");
    let mut unnumbered = again.clone();
    unnumbered.as_object_mut().unwrap().remove("externalReference");
    let second = change(&app, "sofCaseworker", "openBrainInjuryCase", shown, unnumbered).await;
    assert_eq!(refused(&second).0, "ILLEGAL_STATE", "one open case of a purpose");
    let taken = change(&app, "sofCaseworker", "openCase", shown, again).await;
    assert_eq!(refused(&taken).0, "TAKEN", "the number names a case of the other bundle");

    let query = "query($dkk: ID!, $own: ID!, $cpr: Cpr!) {
        a: case(id: $dkk) { id } b: case(id: $own) { id }
        c: brainInjuryCase(id: $dkk) { id } d: brainInjuryCase(id: $own) { id }
        e: caseByCpr(cpr: $cpr) { id } f: brainInjuryCaseByCpr(cpr: $cpr) { id }
        g: caseByExternalReference(system: \"CSC\", id: \"HJ-1\") { id }
        h: brainInjuryCaseByExternalReference(system: \"CSC\", id: \"HJ-1\") { id }
        i: node(id: $own) { __typename id ... on CoordinationCase { purpose } }
        j: node(id: $dkk) { __typename ... on CoordinationCase { purpose } }
        k: brainInjuryCases { nodes { id } }
        l: byExternalReference(system: \"CSC\", id: \"HJ-1\") { id } }";
    let variables = json!({ "dkk": app.case(), "own": case, "cpr": app.cast.showcase.cpr });
    let found = app.ask("sofCaseworker", query, variables).await;
    let dkk = json!({ "id": app.case() });
    let own = json!({ "id": case });
    for (name, expected) in [
        ("a", dkk.clone()),
        ("b", Value::Null),
        ("c", Value::Null),
        ("d", own.clone()),
        ("e", dkk),
        ("f", own.clone()),
        ("g", Value::Null),
        ("h", own.clone()),
        ("i", json!({ "__typename": "BrainInjuryCase", "id": case, "purpose": "BRAIN_INJURY" })),
        ("j", json!({ "__typename": "DkkCase", "purpose": "DKK" })),
        ("k", json!({ "nodes": [own.clone()] })),
        ("l", own),
    ] {
        assert_eq!(found.data(&format!("/{name}")), expected, "{name}");
    }
    let listed = app.ask("sofCaseworker", "{ cases(first: 50) { nodes { id } } }", json!({})).await;
    assert!(!listed.text.contains(&case), "{}", listed.text);
}

#[tokio::test]
async fn an_id_that_states_another_purpose_than_its_cases_is_unknown() {
    let app = TestApp::start().await;
    let case = open(&app).await;
    let id = GlobalId::parse(&case).unwrap().id;
    let forged = [
        CaseRef { purpose: law::Purpose::Dkk, id },
        CaseRef { purpose: law::Purpose::BrainInjury, id: app.cast.showcase.case },
    ];
    for forged in forged {
        let named = GlobalId::case(forged).to_string();
        let query = "query($id: ID!) { case(id: $id) { id } brainInjuryCase(id: $id) { id }
            node(id: $id) { id } access(caseId: $id) { caseId }
            explain(id: $id, field: \"closeReason\") { granted } }";
        let found = app.ask("sofCaseworker", query, json!({ "id": named })).await;
        let fields = found.data("");
        assert!(fields.as_object().unwrap().values().all(Value::is_null), "{fields}");
        let close = json!({ "caseId": named, "reason": "OTHER", "expectedVersion": 1 });
        let payload = change(&app, "sofCaseworker", "closeCase", "case { id }", close).await;
        assert_eq!(refused(&payload).0, "NOT_FOUND");
    }
}

#[tokio::test]
async fn r04_a_dkk_consent_opens_nothing_in_the_same_citizens_brain_injury_case() {
    let app = TestApp::start().await;
    let case = open(&app).await;
    let user = app.persona("brainInjuryCoordinator").viewer.user.unwrap().0;
    let assign = json!({
        "caseId": case, "expectedVersion": 1,
        "coordinatorId": outside(EntityKind::Professional, user),
    });
    let payload = change(&app, "sofCaseworker", "assignCoordinator", "case { id }", assign).await;
    assert_eq!(
        refused(&payload),
        ("CONSENT_REQUIRED".into(), "R04".into(), "CONSENT_REQUIRED".into())
    );
    // The job centre takes part in the DKK case, by consent: of this one it knows nothing.
    let dkk = "query($id: ID!) { case(id: $id) { id } }";
    let related = app.ask("bifCaseworker", dkk, json!({ "id": app.case() })).await;
    assert_eq!(related.data("/case/id"), app.case());
    let nowhere = CaseRef { purpose: law::Purpose::BrainInjury, id: uuid::Uuid::from_u128(1) };
    let nowhere = GlobalId::case(nowhere).to_string();
    for viewer in ["bifCaseworker", "hospitalPartner", "sofOtherUnit", "unrelated"] {
        let one = app.ask(viewer, READ, json!({ "id": case })).await;
        let other = app.ask(viewer, READ, json!({ "id": nowhere })).await;
        assert_eq!(one.text, other.text, "{viewer}");
        assert_eq!(one.data("/brainInjuryCase"), Value::Null, "{viewer}");
    }
    // And a consent of this case states its purpose.
    let wrong = consent(&app, &case, "DKK");
    let payload = change(&app, "sofCaseworker", "giveConsent", "case { id }", wrong).await;
    assert_eq!(payload["userErrors"][0]["path"], json!(["clauses", "0", "purpose"]));
}

#[tokio::test]
async fn the_job_centre_is_asked_answers_and_sees_what_the_consent_names() {
    let app = TestApp::start().await;
    let case = coordinated(&app).await;
    let coordinator = "brainInjuryCoordinator";
    let ask = json!({
        "caseId": case, "toOrganisationId": organisation(&app, "bifCaseworker"),
        "toUnitId": unit(&app, "bifCaseworker"), "categories": ["EMPLOYMENT"],
        "question": "Hvor langt er afklaringen?",
    });
    let shown = "informationRequest { id version } case { __typename }";
    let asked = fine(change(&app, coordinator, "askForInformation", shown, ask).await);
    assert_eq!(asked["case"]["__typename"], "BrainInjuryCase");
    let health = json!({
        "caseId": case, "toOrganisationId": organisation(&app, "bifCaseworker"),
        "toUnitId": unit(&app, "bifCaseworker"), "categories": ["HEALTH"], "question": "?",
    });
    let payload = change(&app, coordinator, "askForInformation", "case { id }", health).await;
    assert!(payload["userErrors"][0].is_object(), "no clause opens HEALTH: {payload}");

    let answer = json!({
        "requestId": asked["informationRequest"]["id"], "text": "Praktik fra uge 48",
        "categories": ["EMPLOYMENT"], "expectedVersion": asked["informationRequest"]["version"],
    });
    let shown = "statement { id text }";
    fine(change(&app, "bifCaseworker", "answerRequest", shown, answer).await);
    for (text, category) in [("Fleksjob ønskes", "EMPLOYMENT"), ("Bor alene", "SOCIAL")] {
        let state = json!({ "caseId": case, "text": text, "categories": [category] });
        fine(change(&app, coordinator, "recordStatement", "statement { id }", state).await);
    }

    let texts = |answer: &Answer| {
        let rows = answer.data("/brainInjuryCase/statements");
        let mut texts: Vec<_> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["text"].as_str().unwrap().to_owned())
            .collect();
        texts.sort();
        texts
    };
    let lead = app.ask(coordinator, READ, json!({ "id": case })).await;
    assert_eq!(texts(&lead), ["Bor alene", "Fleksjob ønskes", "Praktik fra uge 48"]);
    let bif = app.ask("bifCaseworker", READ, json!({ "id": case })).await;
    assert_eq!(texts(&bif), ["Fleksjob ønskes", "Praktik fra uge 48"]);
    assert_eq!(bif.data("/brainInjuryCase/informationRequests/0/state"), "ANSWERED");
    let withheld = |answer: &Answer| {
        let entries = answer.data("/brainInjuryCase/withheld");
        let fields =
            entries.as_array().unwrap().iter().flat_map(|e| e["fields"].as_array().unwrap());
        let mut fields: Vec<_> = fields.map(|f| f.as_str().unwrap().to_owned()).collect();
        fields.sort();
        fields
    };
    assert_eq!(
        withheld(&bif),
        ["annulReason", "annulledAt", "citizenNotices", "closeReason", "fullConsent", "version"]
    );
    assert_eq!(withheld(&lead), Vec::<String>::new());
    assert_eq!(
        bif.data("/brainInjuryCase/consents/0/clauses/0"),
        json!({ "purpose": "BRAIN_INJURY", "categories": ["PROCESS", "EMPLOYMENT"] })
    );
    let citizen = app.ask("citizen", READ, json!({ "id": case })).await;
    assert_eq!(texts(&citizen).len(), 3);
    for viewer in ["unrelated", "sofOtherUnit", "hospitalPartner", "sufCaseworker"] {
        let none = app.ask(viewer, READ, json!({ "id": case })).await;
        assert_eq!(none.data("/brainInjuryCase"), Value::Null, "{viewer}");
    }
    let access = "query($id: ID!) { access(caseId: $id) { caseId relation }
        node(id: $id) { ... on BrainInjuryCase { statements { id } } }
        explain(id: $id, field: \"closeReason\") { type granted } }";
    let seen = app.ask("bifCaseworker", access, json!({ "id": case })).await;
    assert_eq!(seen.data("/access"), json!({ "caseId": case, "relation": "PARTICIPANT" }));
    assert_eq!(seen.data("/explain"), json!({ "type": "BrainInjuryCase", "granted": false }));
    let statement = seen.data("/node/statements/0/id");
    let node = "query($id: ID!) { node(id: $id) { id } }";
    let found = app.ask("bifCaseworker", node, json!({ "id": statement })).await;
    assert_eq!(found.data("/node/id"), statement);
    let log = app.ask("citizen", "{ accessLog { nodes { caseId purpose } } }", json!({})).await;
    let newest = log.data("/accessLog/nodes").to_string();
    assert!(newest.contains("BRAIN_INJURY") && newest.contains(&case), "{newest}");

    // Closing it ends what rests on it, and leaves the DKK case alone.
    let version = app
        .ask(
            "sofCaseworker",
            "query($id: ID!) { brainInjuryCase(id: $id) { version } }",
            json!({ "id": case }),
        )
        .await;
    let close = json!({
        "caseId": case, "reason": "NEED_MET_AND_COORDINATED",
        "expectedVersion": version.data("/brainInjuryCase/version"),
    });
    fine(change(&app, "sofCaseworker", "closeCase", "case { status }", close).await);
    let after = app.ask("bifCaseworker", READ, json!({ "id": case })).await;
    let left: Vec<String> = match after.data("/brainInjuryCase") {
        Value::Null => Vec::new(),
        _ => texts(&after),
    };
    assert!(!left.contains(&"Fleksjob ønskes".to_owned()), "{left:?}");
    let dkk =
        "query($id: ID!) { case(id: $id) { status networkMap { workActivitySupport { name } } } }";
    let other = app.ask("bifCaseworker", dkk, json!({ "id": app.case() })).await;
    assert!(other.data("/case/networkMap/workActivitySupport").is_array());
}

#[tokio::test]
async fn scopes_of_one_bundle_do_not_reach_the_other() {
    use Scope::{BrainInjuryRead, BrainInjuryWrite, ConsentWrite, DkkRead, DkkWrite};
    let app = TestApp::start().await;
    let case = coordinated(&app).await;
    let nowhere = CaseRef { purpose: law::Purpose::BrainInjury, id: uuid::Uuid::from_u128(1) };
    let nowhere = GlobalId::case(nowhere).to_string();
    let dkk = narrow(&app, "sofCaseworker", &[DkkRead, DkkWrite, ConsentWrite]);
    let own = narrow(&app, "sofCaseworker", &[BrainInjuryRead, BrainInjuryWrite, ConsentWrite]);
    let says = |answer: &Answer, scope: Scope| {
        assert_eq!(answer.status, 403, "{}", answer.text);
        assert!(answer.text.contains(scope.code()), "{}", answer.text);
    };
    use law::Word as _;

    // By a field of the bundle, and by an id in it: whether the case is there or not.
    for query in [
        "query($id: ID!) { brainInjuryCase(id: $id) { id } }",
        "query($id: ID!) { node(id: $id) { id } }",
        "query($id: ID!) { nodes(ids: [$id]) { id } }",
        "query($id: ID!) { access(caseId: $id) { caseId } }",
        "query($id: ID!) { me { clientId } ...F } fragment F on Query { explain(id: $id, field: \"version\") { granted } }",
    ] {
        for id in [&case, &nowhere] {
            let answer = app.ask_with(&dkk, query, json!({ "id": id }), &[]).await;
            says(&answer, BrainInjuryRead);
        }
        let literal = format!("query {}", &query["query($id: ID!) ".len()..])
            .replace("$id", &format!("\"{case}\""));
        says(&app.ask_with(&dkk, &literal, json!({}), &[]).await, BrainInjuryRead);
    }
    let defaulted = format!("query($id: ID! = \"{case}\") {{ node(id: $id) {{ id }} }}");
    says(&app.ask_with(&dkk, &defaulted, json!({}), &[]).await, BrainInjuryRead);
    let state = json!({ "caseId": case, "text": "x", "categories": ["SOCIAL"] });
    let write = change_with(&app, &dkk, "recordStatement", "statement { id }", state.clone()).await;
    says(&write, BrainInjuryWrite);
    let read_only = narrow(&app, "sofCaseworker", &[DkkRead, DkkWrite, BrainInjuryRead]);
    let write = change_with(&app, &read_only, "recordStatement", "statement { id }", state).await;
    says(&write, BrainInjuryWrite);
    let give = consent(&app, &case, "BRAIN_INJURY");
    says(&change_with(&app, &dkk, "giveConsent", "case { id }", give).await, BrainInjuryRead);

    // By what names no case: those out of reach are not there.
    let lists = "query($cpr: Cpr!, $c: ID!) { cases(first: 50) { nodes { id } }
        byExternalReference(system: \"CSC\", id: \"HJ-1\") { id }
        caseByCpr(cpr: $cpr) { id } citizen(id: $c) { name }
        consentsLapsing(withinDays: 1096) { caseId }
        tasksDue(until: \"2030-01-01\", first: 100) { nodes { caseId } } }";
    let variables = json!({ "cpr": app.cast.showcase.cpr, "c": app.citizen() });
    let seen = app.ask_with(&dkk, lists, variables, &[]).await;
    assert_eq!(seen.data("/caseByCpr/id"), app.case());
    assert_eq!(seen.data("/byExternalReference"), Value::Null);
    assert!(!seen.text.contains(&case), "{}", seen.text);
    let lapsing = "{ consentsLapsing(withinDays: 1096) { caseId }
        brainInjuryCases { nodes { id } } byExternalReference(system: \"CSC\", id: \"HJ-1\") { id } }";
    let seen = app.ask_with(&own, lapsing, json!({}), &[]).await;
    assert_eq!(seen.data("/brainInjuryCases/nodes"), json!([{ "id": case }]));
    assert_eq!(seen.data("/byExternalReference/id"), case.as_str());
    let rows = seen.data("/consentsLapsing");
    assert!(!rows.as_array().unwrap().is_empty());
    assert!(rows.as_array().unwrap().iter().all(|row| row["caseId"] == case.as_str()), "{rows}");
    // A number is removed by who may write in its case.
    let remove = json!({ "reference": { "system": "CSC", "id": "HJ-1" } });
    let kept = change_with(&app, &dkk, "removeExternalReference", "case { id }", remove).await;
    assert_eq!(refused(&kept.data("/removeExternalReference")).0, "NOT_FOUND");

    // And the other way round.
    let query = "query($id: ID!) { case(id: $id) { id } }";
    says(&app.ask_with(&own, query, json!({ "id": app.case() }), &[]).await, DkkRead);
    let query = "query($id: ID!) { node(id: $id) { id } }";
    says(&app.ask_with(&own, query, json!({ "id": app.case() }), &[]).await, DkkRead);
    let open = json!({
        "citizenId": app.citizen(), "unitId": unit(&app, "sofCaseworker"), "openedBy": "APPLICATION",
    });
    says(&change_with(&app, &own, "openCase", "case { id }", open.clone()).await, DkkWrite);
    says(
        &change_with(&app, &dkk, "openBrainInjuryCase", "case { id }", open).await,
        BrainInjuryWrite,
    );
    let give = consent(&app, &app.case(), "DKK");
    says(&change_with(&app, &own, "giveConsent", "case { id }", give).await, DkkRead);
    let counts = "{ unitCounts(purpose: BRAIN_INJURY) { units { unit { id } } } }";
    let lead = narrow(&app, "unitLead", &[DkkRead]);
    let answer = app.ask_with(&lead, counts, json!({}), &[]).await;
    assert!(answer.text.contains(BrainInjuryRead.code()), "{}", answer.text);
    // The citizen's own insight reaches both.
    let insight = narrow(&app, "citizen", &[Scope::CitizenInsight]);
    let seen = app.ask_with(&insight, READ, json!({ "id": case }), &[]).await;
    assert_eq!(seen.data("/brainInjuryCase/id"), case.as_str());
}

#[tokio::test]
async fn r35_the_authority_that_is_responsible_at_the_citizens_age_opens_the_case() {
    let app = TestApp::start().await;
    let shown = "citizen { id }";
    let old = json!({ "cpr": "651255-0001", "name": "Else Prøve", "birthDate": "1955-12-05" });
    let young = json!({ "cpr": app.cast.showcase.cpr, "name": "Karla Eksempel" });
    for viewer in ["sofCaseworker", "sufCaseworker"] {
        fine(change(&app, viewer, "registerCitizen", shown, old.clone()).await);
    }
    let payload = change(&app, "sufCaseworker", "registerCitizen", shown, old).await;
    let old = fine(payload)["citizen"]["id"].clone();
    fine(change(&app, "sufCaseworker", "registerCitizen", shown, young).await);
    let open = |viewer: &str, citizen: &Value| json!({ "citizenId": citizen, "unitId": unit(&app, viewer), "openedBy": "OWN_INITIATIVE" });
    let young = json!(app.citizen());
    for (viewer, citizen, opens) in [
        ("sofCaseworker", &old, false),
        ("sufCaseworker", &old, true),
        ("sufCaseworker", &young, false),
        ("sofCaseworker", &young, true),
        ("bifCaseworker", &young, false),
    ] {
        let input = open(viewer, citizen);
        let payload = change(&app, viewer, "openBrainInjuryCase", "case { id }", input).await;
        assert_eq!(payload["userErrors"] == json!([]), opens, "{viewer}: {payload}");
    }
    let dkk = narrow(&app, "sufCaseworker", &[Scope::DkkRead, Scope::DkkWrite]);
    let input = open("sufCaseworker", &old);
    let answer = change_with(&app, &dkk, "openCase", "case { id }", input).await;
    assert_eq!(refused(&answer.data("/openCase")).0, "FORBIDDEN", "DKK is led by SOF alone");
}

#[tokio::test]
async fn meetings_and_their_due_lists_are_shared_and_dkk_forms_are_not() {
    let app = TestApp::start().await;
    let case = coordinated(&app).await;
    let input = json!({
        "caseId": case, "kind": "START", "date": "2026-12-01", "startTime": "10:00",
        "endTime": "11:00", "place": "Rådhuset",
    });
    let shown = "meeting { id caseId } case { purpose }";
    let made = fine(change(&app, "brainInjuryCoordinator", "createMeeting", shown, input).await);
    assert_eq!(made["meeting"]["caseId"], case.as_str());
    let due = "query($u: ID!) { agendasDue(unitId: $u, until: \"2026-12-31\", first: 100) {
        nodes { id caseId } } }";
    let unit_id = unit(&app, "sofCaseworker");
    let seen = app.ask("brainInjuryCoordinator", due, json!({ "u": unit_id })).await;
    assert_eq!(
        seen.data("/agendasDue/nodes"),
        json!([{ "id": made["meeting"]["id"], "caseId": case }])
    );
    let dkk = narrow(&app, "sofCaseworker", &[Scope::DkkRead]);
    let other = app.ask_with(&dkk, due, json!({ "u": unit_id }), &[]).await;
    assert!(!other.text.contains(&case), "{}", other.text);
    // Forms of the other bundle know no such case.
    let goal = json!({ "caseId": case, "text": "Egen bolig" });
    let payload = change(&app, "sofCaseworker", "setGoal", "case { id }", goal).await;
    assert_eq!(refused(&payload).0, "NOT_FOUND");
    let head = json!({ "caseId": case, "whereabouts": "NONE" });
    let payload = change(&app, "sofCaseworker", "setNetworkMapHead", "case { id }", head).await;
    assert_eq!(refused(&payload).0, "NOT_FOUND");
    // Each purpose is counted by itself.
    let counts = "{ dkk: unitCounts { units { unit { id } total } }
        own: unitCounts(purpose: BRAIN_INJURY) { units { unit { id } total } } }";
    let counted = app.ask("unitLead", counts, json!({})).await;
    let own = counted.data("/own/units");
    let of_unit = own.as_array().unwrap().iter().find(|row| row["unit"]["id"] == unit_id).unwrap();
    assert_eq!(of_unit["total"], 1);
    // What a consent would open is told of the forms of this case.
    let preview = "query($id: ID!, $o: ID!) { consentPreview(caseId: $id, input: { clauses: [{
        direction: DISCLOSE, counterpartOrganisations: [$o], categories: [SOCIAL] }] }) {
        exchanges { fields { type } } } }";
    let hospital = organisation(&app, "hospitalPartner");
    let seen = app.ask("sofCaseworker", preview, json!({ "id": case, "o": hospital })).await;
    let types = seen.data("/consentPreview/exchanges").to_string();
    assert!(types.contains("BrainInjuryCase") && !types.contains("DkkCase"), "{types}");
}
