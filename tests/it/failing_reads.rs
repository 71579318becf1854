//! Reads with the database failing at each step: no half of an answer, none without its row in the
//! log, and the server goes on. Every query of the schema is read.

mod schema;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::acting::{consented, coordinated, grant, organisation};
use crate::bundle::BUNDLE;
use crate::faults::{self, Faults, Way};
use crate::hospital::{R33, YOUNG, plan, referral, send_plan, send_referral};
use crate::support::TestApp;
use crate::{brain_injury, council};
use schema::Schema;

/// By whom the queries are asked, and with which arguments; what stands for an id is a variable.
/// What is selected is everything that is near.
const READS: &[(&str, &[&str])] = &[
    (
        "sofCoordinator",
        &[
            "access(caseId: $case)",
            "explain(id: $case, field: \"closeReason\")",
            "consentPreview(caseId: $case, input: { clauses: [] })",
            "case(id: $case)",
            "caseByCpr(cpr: $cpr)",
            "caseByExternalReference(system: $system, id: $number)",
            "cases(first: 3)",
            "contactPoints(first: 3)",
            "interfaceAgreements(first: 3)",
            "effectGoals(first: 3)",
            "consentsLapsing(withinDays: 1000)",
            "organisations(first: 3)",
            "units(first: 3)",
            "professionals(first: 3)",
            "tasksDue(until: \"2030-01-01\")",
            "minutesDue",
            "agendasDue(until: \"2030-01-01\")",
            "ageTransitionsDue(until: \"2030-01-01\")",
            "citizen(id: $citizen)",
            "node(id: $case)",
            "nodes(ids: [$case, $citizen])",
            "byExternalReference(system: $system, id: $number)",
            "me",
            "rateLimit",
            "vocabulary",
        ],
    ),
    (
        "brainInjuryCoordinator",
        &[
            "brainInjuryCase(id: $injury)",
            "brainInjuryCaseByCpr(cpr: $injured)",
            "brainInjuryCaseByExternalReference(system: \"CSC\", id: \"HJ-1\")",
            "brainInjuryCases(first: 3)",
            "councilMeeting(id: $meeting)",
            "councilMeetings",
            "councilMeetingsDue(until: \"2030-01-01\")",
            "nextCouncilDate",
            "councilCasesDue(until: \"2030-01-01\")",
            "followUpsDue(until: \"2030-01-01\")",
            "referralsDue",
            "coordinatorsDue",
            "rehabilitationStartsDue(until: \"2030-01-01\")",
            "freeChoicesDue",
        ],
    ),
    ("unitLead", &["unitCounts"]),
    ("citizen", &["accessLog(first: 5)"]),
    ("auditor", &["auditLog(first: 5)"]),
    (
        "admin",
        &[
            "clients",
            "client(clientId: \"demo\")",
            "signingKeys",
            "trustedIssuers",
            "credentialsDue(days: 366)",
        ],
    ),
];

/// What is read deeper: the bundle by who may see it and by who may not, and an object by its id.
const DEEPER: &[(&str, &str)] = &[
    ("sofCoordinator", BUNDLE),
    ("bifCaseworker", BUNDLE),
    ("unrelated", BUNDLE),
    ("sofCoordinator", "query($id: ID!) { node(id: $id) { id ... on DkkCase { status } } }"),
];

/// Queries that show the log, and so what was read before.
const OF_THE_LOG: &[&str] = &["accessLog", "auditLog"];

/// The name of the query in a call.
fn name(call: &str) -> &str {
    call.split('(').next().unwrap_or(call)
}

#[test]
fn every_query_is_read_with_the_database_failing() {
    let calls = READS.iter().flat_map(|(_, calls)| calls.iter());
    let read: BTreeSet<_> = calls.map(|call| name(call).to_owned()).collect();
    let queries: BTreeSet<_> = Schema::read().queries().collect();
    let missing: Vec<_> = queries.difference(&read).collect();
    assert!(missing.is_empty(), "add reads to tests/it/failing_reads.rs for {missing:?}");
    let gone: Vec<_> = read.difference(&queries).collect();
    assert!(gone.is_empty(), "no such queries: {gone:?}");
}

/// What the variables stand for, by their names, with their types: the showcase, and a case of
/// brain injury that a council is to take up.
async fn variables(app: &TestApp) -> Vec<(&'static str, &'static str, Value)> {
    send_plan(app, plan(app, "sofCaseworker", YOUNG, R33)).await;
    send_referral(app, referral(app, "sofCaseworker", YOUNG)).await;
    let meeting = council::convened(app, "2026-11-18").await;
    let injury = brain_injury::open(app).await;
    let sof = organisation(app, "sofCaseworker");
    let tell = |viewer: &str, category: &str| {
        grant("DISCLOSE", &sof, &[organisation(app, viewer)], &[category])
    };
    let clauses = vec![
        tell("sufCaseworker", "HEALTH"),
        tell("bifCaseworker", "EMPLOYMENT"),
        tell("bufCaseworker", "EDUCATION"),
    ];
    consented(app, "sofCaseworker", &injury, clauses).await;
    coordinated(app, "sofCaseworker", &injury, "brainInjuryCoordinator").await;
    council::presented(app, &injury, &meeting).await;
    let showcase = &app.cast.showcase;
    let (system, number) = showcase.reference;
    vec![
        ("case", "ID!", json!(app.case())),
        ("citizen", "ID!", json!(app.citizen())),
        ("cpr", "Cpr!", json!(showcase.cpr)),
        ("system", "String!", json!(system)),
        ("number", "String!", json!(number)),
        ("injury", "ID!", json!(injury)),
        ("injured", "Cpr!", json!(showcase.cpr)),
        ("meeting", "ID!", json!(meeting)),
    ]
}

/// A read, and what is expected of it.
struct Read {
    viewer: &'static str,
    token: String,
    query: String,
    variables: Value,
    /// It gives the same each time.
    same: bool,
}

/// Everything that is read.
async fn reads(app: &TestApp) -> Vec<Read> {
    let schema = Schema::read();
    let known = variables(app).await;
    let mut reads = Vec::new();
    let each = |(viewer, calls): &'static (_, &[_])| calls.iter().map(move |call| (*viewer, *call));
    for (viewer, call) in READS.iter().flat_map(each) {
        let used = known.iter().filter(|(name, ..)| call.contains(&format!("${name}")));
        let declared: Vec<_> = used.clone().map(|(name, ty, _)| format!("${name}: {ty}")).collect();
        let declared = match declared.is_empty() {
            true => String::new(),
            false => format!("({})", declared.join(", ")),
        };
        let variables: Map<_, _> =
            used.map(|(name, _, value)| ((*name).to_owned(), value.clone())).collect();
        let name = name(call);
        reads.push(Read {
            viewer,
            token: app.token(viewer),
            query: format!("query{declared} {{ {call}{} }}", schema.selection_of(name)),
            variables: variables.into(),
            same: !OF_THE_LOG.contains(&name),
        });
    }
    reads.extend(DEEPER.iter().map(|(viewer, query)| Read {
        viewer,
        token: app.token(viewer),
        query: (*query).to_owned(),
        variables: json!({ "id": app.case() }),
        same: true,
    }));
    reads
}

#[tokio::test]
async fn a_read_is_answered_whole_and_logged_or_not_at_all() {
    let faults = Faults::none();
    let app = TestApp::failing(&faults).await;
    let mut tried = 0;
    for read in reads(&app).await {
        let Read { viewer, token, query, variables, .. } = &read;
        // Who reads for the first time what came from outside gives rise to a notice, and sees it
        // the next time.
        app.ask_with(token, query, variables.clone(), &[]).await;
        let whole = app.ask_with(token, query, variables.clone(), &[]).await;
        assert!(whole.json().get("errors").is_none(), "{viewer}, {query}: {}", whole.text);
        for way in Way::all() {
            tried += fails(&app, &faults, *way, &read, &whole.json()).await;
        }
        let again = app.ask_with(token, query, variables.clone(), &[]).await;
        assert!(again.json().get("errors").is_none(), "the server goes on: {}", again.text);
    }
    println!("figure: reads with the database failing at a step = {tried}");
}

/// Fails each step in turn until there is none more to fail; how many there were.
async fn fails(app: &TestApp, faults: &Faults, way: Way, read: &Read, whole: &Value) -> usize {
    let Read { viewer, token, query, variables, .. } = read;
    let mut tried = 0;
    for step in faults::steps() {
        let logged = app.log_rows().await;
        faults.arm_in(way, step);
        let answer = app.ask_with(token, query, variables.clone(), &[]).await;
        let failed = faults.disarm();
        tried += 1;
        let what =
            format!("{viewer}, {way:?}, fault {step}, {query}: {} {}", answer.status, answer.text);
        let json = answer.json();
        if json.get("errors").is_none() {
            assert_eq!(answer.status, 200, "{what}");
            assert!(!read.same || json["data"] == whole["data"], "half an answer: {what}");
            let rows = app.log_rows().await;
            assert!(rows > logged, "without a row in the log: {what}");
        } else {
            assert!(failed, "{what}");
            assert!(json.get("data").is_none_or(Value::is_null), "half an answer: {what}");
            let error = &json["errors"][0]["extensions"];
            assert!(matches!(error["code"].as_str(), Some("INTERNAL" | "UNAVAILABLE")), "{what}");
            assert!(error["requestId"].is_string(), "{what}");
        }
        if !failed {
            return tried;
        }
    }
    panic!("{viewer}, {query}: never went through");
}
