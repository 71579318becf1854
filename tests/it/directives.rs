//! The directives of the schema are what the server does: for each field and viewer, withheld
//! exactly when its categories are not granted. Written against the SDL and the answers alone.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::Value as Constant;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, Type, TypeKind, TypeSystemDefinition};
use serde_json::{Value, json};

use crate::acting::{act, consented, coordinated, done, grant, opened, organisation};
use crate::council;
use crate::support::TestApp;

/// A field as the SDL declares it.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    pub(crate) ty: String,
    /// Categories and tier of `@consent`; none where the field is never withheld.
    consent: Option<(BTreeSet<String>, String)>,
    /// Whether the record has a say as well.
    by_record: bool,
    pub(crate) needs_arguments: bool,
}

pub(crate) type Types = BTreeMap<String, BTreeMap<String, Declared>>;

fn named(ty: &Type) -> String {
    match &ty.base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(inner) => named(inner),
    }
}

pub(crate) fn types(sdl: &str) -> Types {
    let mut types = Types::new();
    for definition in parse_schema(sdl).unwrap().definitions {
        let TypeSystemDefinition::Type(ty) = definition else { continue };
        let TypeKind::Object(object) = &ty.node.kind else { continue };
        let fields = object.fields.iter().map(|field| {
            let field = &field.node;
            let directive = field.directives.iter().find(|d| d.node.name.node == "consent");
            let argument = |name: &str| {
                directive.and_then(|d| d.node.get_argument(name)).map(|value| value.node.clone())
            };
            let categories = argument("categories").map(|list| match list {
                Constant::List(items) => items.iter().map(ToString::to_string).collect(),
                other => panic!("categories are a list, not {other}"),
            });
            let tier = argument("tier").map_or("SHARED".to_owned(), |tier| tier.to_string());
            let declared = Declared {
                ty: named(&field.ty.node),
                consent: categories.map(|categories| (categories, tier)),
                by_record: argument("byRow").is_some() || argument("byTags").is_some(),
                needs_arguments: field
                    .arguments
                    .iter()
                    .any(|a| !a.node.ty.node.nullable && a.node.default_value.is_none()),
            };
            (field.name.node.to_string(), declared)
        });
        types.insert(ty.node.name.node.to_string(), fields.collect());
    }
    types
}

/// Selects every field below a type, to where types repeat.
pub(crate) fn select_all(types: &Types, ty: &str, above: &mut Vec<String>) -> String {
    // A case below a case is a case like the one above it.
    if ty == "CoordinationCase" {
        return "{ __typename }".to_owned();
    }
    let Some(fields) = types.get(ty) else { return String::new() };
    // The directory is open to every caller: naming it once is enough.
    if ["Organisation", "Unit", "Professional", "ExternalReference"].contains(&ty) {
        return "{ __typename }".to_owned();
    }
    above.push(ty.to_owned());
    let mut text = String::from("{ __typename ");
    for (name, field) in fields {
        if field.needs_arguments || above.contains(&field.ty) {
            continue;
        }
        text.push_str(name);
        text.push(' ');
        text.push_str(&select_all(types, &field.ty, above));
    }
    above.pop();
    text.push_str("} ");
    text
}

/// What a viewer of a case is granted of the lead's forms.
pub(crate) struct Viewer {
    pub(crate) name: &'static str,
    pub(crate) granted: &'static [&'static str],
    pub(crate) lead: bool,
    pub(crate) author: bool,
}

pub(crate) const ALL: &[&str] = &[
    "PROCESS",
    "IDENTITY",
    "NETWORK",
    "SOCIAL",
    "HEALTH",
    "EMPLOYMENT",
    "EDUCATION",
    "HOUSING",
    "ECONOMY",
    "CRIMINAL_JUSTICE",
];

const VIEWERS: &[Viewer] = &[
    Viewer { name: "sofCoordinator", granted: ALL, lead: true, author: true },
    Viewer { name: "citizen", granted: ALL, lead: true, author: false },
    Viewer { name: "representative", granted: &["PROCESS", "ECONOMY"], lead: true, author: false },
    Viewer {
        name: "bifCaseworker",
        granted: &["PROCESS", "SOCIAL", "EMPLOYMENT"],
        lead: false,
        author: false,
    },
    Viewer { name: "hospitalPartner", granted: &["PROCESS", "HEALTH"], lead: false, author: false },
    Viewer {
        name: "housingPartner",
        granted: &["PROCESS", "HOUSING", "ECONOMY"],
        lead: false,
        author: false,
    },
];

/// Types whose rows the lead alone holds; others are held with the organisation they name.
const LEADS: &[&str] = &[
    "Citizen",
    "DkkCase",
    "Enquiry",
    "Assessment",
    "Consent",
    "ConsentClause",
    "CoordinatorAssignment",
    "NetworkMap",
    "Meeting",
    "MeetingCitizen",
];

impl Viewer {
    fn opens(&self, categories: &BTreeSet<String>, tier: &str) -> bool {
        let tier = match tier {
            "SHARED" => true,
            "LEAD_ONLY" => self.lead,
            "AUTHOR_ONLY" => self.author,
            other => panic!("no tier `{other}`"),
        };
        tier && categories.iter().all(|category| self.granted.contains(&category.as_str()))
    }
}

/// Compares every object of these forms in an answer with the directives; the fields that were seen
/// both ways.
fn compare(
    (types, forms): (&Types, &[&str]),
    viewer: &Viewer,
    answer: &Value,
    seen: &mut BTreeSet<(String, bool)>,
) {
    let mut below = |value: &Value| compare((types, forms), viewer, value, seen);
    match answer {
        Value::Array(items) => items.iter().for_each(&mut below),
        Value::Object(object) => {
            object.values().for_each(&mut below);
            let Some(ty) = object.get("__typename").and_then(Value::as_str) else { return };
            if !forms.contains(&ty) {
                return;
            }
            let withheld: BTreeSet<&str> = object
                .get("withheld")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .flat_map(|entry| entry["fields"].as_array().unwrap())
                .filter_map(Value::as_str)
                .collect();
            for (name, field) in &types[ty] {
                let Some((categories, tier)) = &field.consent else {
                    assert!(!withheld.contains(name.as_str()), "{ty}.{name} has no directive");
                    continue;
                };
                if field.by_record || !object.contains_key(name) {
                    continue;
                }
                let opens = viewer.opens(categories, tier);
                let is = withheld.contains(name.as_str());
                assert_eq!(is, !opens, "{ty}.{name} for {} ({categories:?} {tier})", viewer.name);
                assert!(opens || object[name].is_null(), "{ty}.{name} for {}", viewer.name);
                seen.insert((format!("{ty}.{name}"), opens));
            }
        }
        _ => {}
    }
}

/// Asks for fields of a case, with all below, and compares. Every field of these forms, which the lead
/// holds, is to be met open, and, where a viewer is refused it, closed.
pub(crate) async fn withheld_as_declared(
    app: &TestApp,
    (root, case): (&str, &str),
    fields: &[&str],
    viewers: &[Viewer],
    forms: &[&str],
) {
    let types = types(&stifinder::graphql::sdl(&stifinder::graphql::build()));
    let case_type = &types["Query"][root].ty;
    let mut seen = BTreeSet::new();
    // A query for each field of the case: all at once costs more than is allowed.
    for name in fields {
        let field = &types[case_type][*name];
        let below = select_all(&types, &field.ty, &mut vec![case_type.clone()]);
        let query = format!(
            "query($id: ID!) {{ {root}(id: $id) {{ __typename withheld {{ fields }} {name} {below} }} }}"
        );
        let query =
            if *name == "withheld" { query.replacen("withheld { fields }", "", 1) } else { query };
        for viewer in viewers {
            let answer = app.ask(viewer.name, &query, json!({ "id": case })).await;
            compare((&types, forms), viewer, &answer.data(&format!("/{root}")), &mut seen);
        }
    }
    for ty in forms {
        for (name, field) in &types[*ty] {
            let Some((categories, tier)) = &field.consent else { continue };
            let asked = *ty != case_type.as_str() || fields.contains(&name.as_str());
            if field.by_record || field.needs_arguments || !asked {
                continue;
            }
            let path = format!("{ty}.{name}");
            let refused = viewers.iter().any(|viewer| !viewer.opens(categories, tier));
            assert!(seen.contains(&(path.clone(), true)), "{path} was never open");
            let met = seen.contains(&(path.clone(), false));
            assert!(met || !refused || *ty == "Consent" || *ty == "ConsentClause", "{path}");
        }
    }
}

#[tokio::test]
async fn a_field_is_withheld_exactly_when_its_categories_are_not_granted() {
    let app = TestApp::without_limits().await;
    let types = types(&stifinder::graphql::sdl(&stifinder::graphql::build()));
    let fields = types["DkkCase"].iter().filter(|(_, field)| !field.needs_arguments);
    let fields: Vec<_> = fields.map(|(name, _)| name.as_str()).collect();
    withheld_as_declared(&app, ("case", &app.case()), &fields, VIEWERS, LEADS).await;
}

/// The council's forms and the recommendation of the rehabilitation team: held by the lead, which
/// alone sat.
#[tokio::test]
async fn fields_of_council_and_team_are_withheld_exactly_as_their_directives_say() {
    const SOF: &str = "sofCaseworker";
    const SUF: &str = "sufCaseworker";
    const BIF: &str = "bifCaseworker";
    const BUF: &str = "bufCaseworker";
    let app = TestApp::without_limits().await;
    let case = opened(&app, SOF, &json!(app.citizen())).await;
    let told = |viewer: &str, categories: &[&str]| {
        grant("DISCLOSE", &organisation(&app, SOF), &[organisation(&app, viewer)], categories)
    };
    let clauses = vec![
        told(SUF, &["EMPLOYMENT", "HEALTH", "SOCIAL"]),
        told(BIF, &["EMPLOYMENT"]),
        told(BUF, &["EMPLOYMENT", "EDUCATION"]),
    ];
    consented(&app, SOF, &case, clauses).await;
    coordinated(&app, SOF, &case, "brainInjuryCoordinator").await;
    let meeting = council::convened(&app, "2026-11-02").await;
    council::convened(&app, "2026-11-23").await;
    let own = council::presented(&app, &case, &meeting).await;
    council::held(&app, &meeting, &[SUF, BIF, BUF]).await;
    done(council::deliberated(&app, SOF, &own, Value::Null).await);
    done(council::decided(&app, SOF, &own, json!({})).await);
    let team = json!({ "caseId": case, "metOn": "2026-11-02", "parties": ["EMPLOYMENT", "SOCIAL"],
        "recommendation": "FLEX_JOB", "grounds": "Nedsat arbejdsevne" });
    let shown = "rehabilitationTeamCase { id }";
    done(act(&app, SOF, "recordRehabilitationTeamCase", shown, team).await);

    let viewer = |name, granted, lead, author| Viewer { name, granted, lead, author };
    let viewers = [
        viewer(SOF, ALL, true, true),
        viewer("citizen", ALL, true, false),
        viewer(SUF, &["PROCESS", "EMPLOYMENT", "HEALTH", "SOCIAL"][..], false, false),
        viewer(BIF, &["PROCESS", "EMPLOYMENT"][..], false, false),
        viewer(BUF, &["PROCESS", "EMPLOYMENT", "EDUCATION"][..], false, false),
    ];
    let fields = ["councilCases", "rehabilitationTeamCases"];
    let forms = ["CouncilCase", "CouncilMeeting", "RehabilitationTeamCase"];
    withheld_as_declared(&app, ("brainInjuryCase", &case), &fields, &viewers, &forms).await;
}

/// What the interface says of a field, each bundle's case says too.
#[test]
fn the_bundles_cases_carry_the_directives_of_the_interface() {
    let sdl = stifinder::graphql::sdl(&stifinder::graphql::build());
    let interface = sdl.split("\ninterface CoordinationCase implements Node {").nth(1).unwrap();
    let interface = format!("type CoordinationCase {{{}", interface.split("\n}").next().unwrap());
    let interface = types(&format!("{interface}\n}}")).remove("CoordinationCase").unwrap();
    let types = types(&sdl);
    for bundle in ["DkkCase", "BrainInjuryCase"] {
        for (name, declared) in &interface {
            let own = types[bundle].get(name).unwrap_or_else(|| panic!("{bundle}.{name}"));
            assert_eq!((&own.ty, &own.consent), (&declared.ty, &declared.consent), "{name}");
            assert_eq!(own.by_record, declared.by_record, "{bundle}.{name}");
        }
    }
    assert!(interface.values().filter(|field| field.consent.is_some()).count() > 10);
}

#[test]
fn every_classified_field_stands_in_the_schema_with_its_directive() {
    let types = types(&stifinder::graphql::sdl(&stifinder::graphql::build()));
    let in_schema: BTreeSet<_> = types
        .iter()
        .flat_map(|(ty, fields)| {
            fields
                .iter()
                .filter(|(_, f)| f.consent.is_some())
                .map(move |(name, _)| format!("{ty}.{name}"))
        })
        .collect();
    let in_table: BTreeSet<_> =
        law::fields::TABLE.iter().map(|f| format!("{}.{}", f.type_name, f.name)).collect();
    assert_eq!(in_schema, in_table);
    let numbers: BTreeSet<_> = law::fields::TABLE.iter().map(|f| f.number).collect();
    assert_eq!(numbers.len(), law::fields::TABLE.len(), "a number is used once");
}
