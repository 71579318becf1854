//! What is read for an answer is what its fields need: a field asked for alone, by whichever way
//! one comes to it, shows what it shows where everything is asked for. The ways are taken from the
//! schema, so that a new field is covered.

use std::collections::{BTreeMap, BTreeSet};

use law::Purpose;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use stifinder::demo;
use stifinder::domain::{CaseRef, EntityKind, GlobalId, ScopeSet};
use stifinder::token::Grant;

use crate::directives::{Types, select_all, types};
use crate::support::TestApp;

/// Cases of each bundle that are looked at.
const CASES: usize = 4;

/// The fields of a type that have nothing below them.
fn leaves(types: &Types, ty: &str) -> String {
    let plain = types[ty].iter().filter(|(_, f)| !f.needs_arguments && !types.contains_key(&f.ty));
    let plain = plain.filter(|(_, f)| f.ty != "CoordinationCase" && f.ty != "Node");
    plain.map(|(name, _)| format!("{name} ")).collect()
}

/// Every way from a type down to an object below it, as far as [`select_all`] goes.
fn ways(types: &Types, ty: &str, above: &mut Vec<String>, found: &mut Vec<String>, way: &str) {
    const NAMED: [&str; 4] = ["Organisation", "Unit", "Professional", "ExternalReference"];
    above.push(ty.to_owned());
    for (name, field) in &types[ty] {
        let below = types.contains_key(&field.ty) && !above.contains(&field.ty);
        if field.needs_arguments || !below {
            continue;
        }
        let way = format!("{way} {{ {name}");
        if NAMED.contains(&field.ty.as_str()) {
            found.push(format!("{way} {{ __typename }}{}", " }".repeat(above.len())));
            continue;
        }
        let leaves = leaves(types, &field.ty);
        found.push(format!("{way} {{ __typename {leaves}}}{}", " }".repeat(above.len())));
        ways(types, &field.ty, above, found, &way);
    }
    above.pop();
}

/// Whether `part` says what `whole` says, list by list and field by field, of what both show.
fn stands_in(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part
            .iter()
            .all(|(key, value)| whole.get(key).is_none_or(|whole| stands_in(value, whole))),
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(p, w)| stands_in(p, w))
        }
        _ => part == whole,
    }
}

/// The objects of a value that have an id, each by it.
fn objects(value: &Value, found: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(members) => {
            if let Some(id) = members.get("id").and_then(Value::as_str) {
                found.insert(id.to_owned(), value.clone());
            }
            members.values().for_each(|value| objects(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| objects(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn a_field_asked_for_alone_shows_what_it_shows_among_all() {
    let app = TestApp::without_limits().await;
    let types = types(&stifinder::graphql::sdl(&stifinder::graphql::build()));
    // Those of the demo, and one of brain injury in any case.
    crate::brain_injury::open(&app).await;
    let all = entity::coordination_case::Entity::find().all(app.connection()).await.unwrap();
    let bundles = [
        (Purpose::Dkk, "case", "cases", "DkkCase", CASES * 8),
        (Purpose::BrainInjury, "brainInjuryCase", "brainInjuryCases", "BrainInjuryCase", 1),
    ];
    for (purpose, root, list, ty, least) in bundles {
        let mut asked = Vec::new();
        ways(&types, ty, &mut Vec::new(), &mut asked, "");
        let everything = select_all(&types, ty, &mut Vec::new());
        let mut kinds = BTreeSet::new();
        let mut cases: Vec<_> = all.iter().filter(|case| case.purpose.0 == purpose).collect();
        cases.sort_by_key(|case| (case.id != app.cast.showcase.case, case.opened_at));
        for row in cases.iter().take(CASES) {
            // As the lead's own system, to which everything opens.
            let token = app.token_of(Grant {
                client_id: demo::CLIENT.to_owned(),
                organisation: Some(row.lead_organisation_id.into()),
                unit: Some(row.unit_id.into()),
                user: None,
                roles: law::RoleSet::NONE,
                citizen: None,
                scopes: ScopeSet::ALL,
            });
            let ask = async |query: String, id: &str, pointer: String| {
                let answer = app.ask_with(&token, &query, json!({ "id": id }), &[]).await;
                answer.data(&pointer)
            };
            let id = GlobalId::case(CaseRef { purpose, id: row.id }).to_string();
            let of_case = |below: &str| format!("query($id: ID!) {{ {root}(id: $id) {below} }}");
            // The first read may leave a notice to the citizen (R14), which the next one shows.
            ask(of_case(&everything), &id, format!("/{root}")).await;
            let whole = ask(of_case(&everything), &id, format!("/{root}")).await;
            assert_eq!(whole["id"], json!(id));
            let unit = GlobalId::outside(EntityKind::Unit, row.unit_id).to_string();
            for way in &asked {
                let alone = ask(of_case(way), &id, format!("/{root}")).await;
                assert!(stands_in(&alone, &whole), "{root} {way}: {alone}");
                let way = way.replacen('{', "{ id", 1);
                let query = format!(
                    "query($id: ID!) {{ {list}(filter: {{ unitId: $id }}, first: 50) {{ nodes {way} }} }}"
                );
                let listed = ask(query, &unit, format!("/{list}/nodes")).await;
                let listed = listed.as_array().unwrap().iter().find(|case| case["id"] == id);
                let listed = listed.map(|case| stands_in(case, &whole));
                assert_ne!(listed, Some(false), "{list} {way}");
            }
            let mut found = BTreeMap::new();
            objects(&whole, &mut found);
            for (id, object) in found {
                let ty = object["__typename"].as_str().unwrap();
                // One of each kind of object in each case.
                if ty.ends_with("Case") && id == whole["id"]
                    || !kinds.insert((row.id, ty.to_owned()))
                {
                    continue;
                }
                let mut below = vec![format!("{{ {} }}", leaves(&types, ty))];
                ways(&types, ty, &mut Vec::new(), &mut below, "");
                for way in below {
                    let query =
                        format!("query($id: ID!) {{ node(id: $id) {{ ... on {ty} {way} }} }}");
                    let alone = ask(query, &id, "/node".to_owned()).await;
                    assert!(stands_in(&alone, &object), "node {ty} {way}: {alone}");
                }
            }
        }
        assert!(kinds.len() >= least, "{} objects were met", kinds.len());
    }
}
