//! What callers do in a test: mutations by name, and what is told of them.

use serde_json::{Value, json};
use stifinder::domain::{EntityKind, GlobalId};
use uuid::Uuid;

use crate::support::TestApp;

/// The payload of a mutation by a viewer, with its errors and warnings.
pub(crate) async fn act(
    app: &TestApp,
    viewer: &str,
    field: &str,
    shown: &str,
    input: Value,
) -> Value {
    let kind = match field {
        "openBrainInjuryCase" => "OpenCaseInput".to_owned(),
        _ => format!("{}{}Input", field[..1].to_uppercase(), &field[1..]),
    };
    let query = format!(
        "mutation($i: {kind}!) {{ {field}(input: $i) {{ {shown} warnings {{ fault rule path }} \
         userErrors {{ code path rule fault currentVersion }} }} }}"
    );
    let answer = app.ask(viewer, &query, json!({ "i": input })).await;
    answer.data(&format!("/{field}"))
}

/// The payload of a mutation that must succeed.
#[track_caller]
pub(crate) fn done(payload: Value) -> Value {
    assert_eq!(payload["userErrors"], json!([]), "{payload}");
    payload
}

/// What is told, as `CODE path`; of a rule its fault stands for the code.
pub(crate) fn told(payload: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    let one = |error: &Value| {
        let code = if error["fault"].is_null() { &error["code"] } else { &error["fault"] };
        let path: Vec<_> = error["path"].as_array().unwrap().iter().map(text).collect();
        format!("{} {}", text(code), path.join("."))
    };
    payload["userErrors"].as_array().unwrap().iter().map(one).collect()
}

/// The answer of a query of one root field with an id.
pub(crate) async fn read(app: &TestApp, viewer: &str, field: &str, id: &str, shown: &str) -> Value {
    let query = format!("query($id: ID!) {{ {field}(id: $id) {{ {shown} }} }}");
    app.ask(viewer, &query, json!({ "id": id })).await.data(&format!("/{field}"))
}

/// The names of the fields that an object says are withheld, with their reasons: `field REASON`.
pub(crate) fn withheld(object: &Value) -> Vec<String> {
    let entries = object["withheld"].as_array().expect("select withheld { fields reason }");
    let mut names = Vec::new();
    for entry in entries {
        let reason = entry["reason"].as_str().unwrap();
        let fields = entry["fields"].as_array().unwrap().iter();
        names.extend(fields.map(|field| format!("{} {reason}", field.as_str().unwrap())));
    }
    names.sort();
    names
}

pub(crate) fn outside(kind: EntityKind, id: Uuid) -> Value {
    GlobalId::outside(kind, id).to_string().into()
}

/// The organisation of a viewer.
pub(crate) fn organisation(app: &TestApp, viewer: &str) -> Value {
    let id = app.persona(viewer).viewer.organisation.unwrap().id.0;
    outside(EntityKind::Organisation, id)
}

/// The unit of a viewer.
pub(crate) fn unit(app: &TestApp, viewer: &str) -> Value {
    outside(EntityKind::Unit, app.persona(viewer).viewer.unit.unwrap().0)
}

/// A viewer as a professional.
pub(crate) fn professional(app: &TestApp, viewer: &str) -> Value {
    outside(EntityKind::Professional, app.persona(viewer).viewer.user.unwrap().0)
}

/// A citizen registered by a viewer; their id.
pub(crate) async fn registered(app: &TestApp, viewer: &str, cpr: &str, birth: &str) -> Value {
    let input = json!({ "cpr": cpr, "name": "Prøve Borger", "birthDate": birth });
    done(act(app, viewer, "registerCitizen", "citizen { id }", input).await)["citizen"]["id"]
        .clone()
}

/// A brain-injury case of a citizen, opened by a viewer at their unit; its id.
pub(crate) async fn opened(app: &TestApp, viewer: &str, citizen: &Value) -> String {
    let input = json!({
        "citizenId": citizen, "unitId": unit(app, viewer), "openedBy": "OWN_INITIATIVE",
    });
    let payload = act(app, viewer, "openBrainInjuryCase", "case { id }", input).await;
    done(payload)["case"]["id"].as_str().unwrap().to_owned()
}

/// A grant of a consent for brain injury: its direction, to whom it is given, with whom, of what.
pub(crate) fn grant(direction: &str, to: &Value, with: &[Value], categories: &[&str]) -> Value {
    let with: Vec<_> = with.iter().map(|id| json!({ "organisationId": id })).collect();
    json!({
        "direction": direction, "grantedToId": to, "counterparts": with,
        "categories": categories, "purpose": "BRAIN_INJURY",
    })
}

/// A consent of these grants, recorded by a viewer; its id.
pub(crate) async fn consented(
    app: &TestApp,
    viewer: &str,
    case: &str,
    clauses: Vec<Value>,
) -> Value {
    let input = json!({
        "caseId": case, "signedAt": stamp(app), "form": "WRITTEN", "signer": "CITIZEN",
        "rightToWithdraw": true, "clauses": clauses,
    });
    done(act(app, viewer, "giveConsent", "consent { id }", input).await)["consent"]["id"].clone()
}

/// The present, as an input of type `DateTime`.
pub(crate) fn stamp(app: &TestApp) -> String {
    use stifinder::domain::Clock;
    app.clock.now().unwrap().to_rfc3339()
}

/// The version of a brain-injury case, as its lead reads it.
pub(crate) async fn version(app: &TestApp, viewer: &str, case: &str) -> Value {
    read(app, viewer, "brainInjuryCase", case, "version").await["version"].clone()
}

/// Makes someone the coordinator of a case.
pub(crate) async fn coordinated(app: &TestApp, viewer: &str, case: &str, coordinator: &str) {
    let input = json!({
        "caseId": case, "coordinatorId": professional(app, coordinator),
        "expectedVersion": version(app, viewer, case).await,
    });
    done(act(app, viewer, "assignCoordinator", "case { id }", input).await);
}
