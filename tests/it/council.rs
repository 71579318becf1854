//! R32: the brain-injury council, step by step, as each administration sees it; and what of it stays
//! with whom.

use serde_json::{Value, json};

use crate::acting::*;
use crate::support::TestApp;

const SOF: &str = "sofCaseworker";
const COORDINATOR: &str = "brainInjuryCoordinator";
const SUF: &str = "sufCaseworker";
const BIF: &str = "bifCaseworker";
const BUF: &str = "bufCaseworker";

/// Seats of the four administrations, each by the unit of a viewer.
pub(crate) fn seats(app: &TestApp) -> Vec<Value> {
    let seat = |viewer: &str| json!({ "organisationId": organisation(app, viewer), "unitId": unit(app, viewer) });
    [SOF, SUF, BIF, BUF].map(seat).to_vec()
}

/// A meeting on a day, convened by SUF, led by SOF's coordinator; its id.
pub(crate) async fn convened(app: &TestApp, date: &str) -> String {
    let input = json!({
        "date": date, "startTime": "09:00", "endTime": "12:00", "place": "Rådhuset",
        "members": seats(app), "chairId": professional(app, COORDINATOR),
    });
    let payload = act(app, SUF, "createCouncilMeeting", "councilMeeting { id }", input).await;
    done(payload)["councilMeeting"]["id"].as_str().unwrap().to_owned()
}

/// A case of the showcase's citizen, with a coordinator and a consent: to SUF health and social
/// matters, to BIF employment, to BUF education.
pub(crate) async fn consented_case(app: &TestApp) -> (String, Value) {
    let case = opened(app, SOF, &json!(app.citizen())).await;
    let sof = organisation(app, SOF);
    let tell = |viewer: &str, categories: &[&str]| {
        grant("DISCLOSE", &sof, &[organisation(app, viewer)], categories)
    };
    let clauses = vec![
        tell(SUF, &["HEALTH", "SOCIAL"]),
        tell(BIF, &["EMPLOYMENT"]),
        tell(BUF, &["EDUCATION"]),
        grant("COLLECT", &sof, &[organisation(app, BIF)], &["EMPLOYMENT"]),
    ];
    let consent = consented(app, SOF, &case, clauses).await;
    coordinated(app, SOF, &case, COORDINATOR).await;
    (case, consent)
}

pub(crate) fn presentation(case: &str, meeting: &str) -> Value {
    json!({
        "caseId": case, "councilMeetingId": meeting, "citizenInformed": true,
        "administrations": ["SOCIAL_ADMINISTRATION", "EMPLOYMENT_ADMINISTRATION"],
        "question": "Hvem går først?", "presentationHealth": "Træt efter blødningen",
        "presentationSocial": "Bor alene", "presentationEmployment": "Sygemeldt siden maj",
        "presentationEducation": "Ufaglært",
    })
}

/// Presents a case; the id it has with the council.
pub(crate) async fn presented(app: &TestApp, case: &str, meeting: &str) -> Value {
    let input = presentation(case, meeting);
    let payload = act(app, COORDINATOR, "presentCouncilCase", "councilCase { id }", input).await;
    done(payload)["councilCase"]["id"].clone()
}

/// Records who came to a meeting: all but these administrations.
pub(crate) async fn held(app: &TestApp, meeting: &str, absent: &[&str]) {
    let shown = "version members { id organisation { id } }";
    let found = read(app, SUF, "councilMeeting", meeting, shown).await;
    let away: Vec<_> = absent.iter().map(|viewer| organisation(app, viewer)).collect();
    let attendance: Vec<_> = found["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| {
            let present = !away.contains(&member["organisation"]["id"]);
            json!({ "memberId": member["id"], "present": present })
        })
        .collect();
    let input = json!({
        "councilMeetingId": meeting, "attendance": attendance, "expectedVersion": found["version"],
    });
    let shown = "councilMeeting { state members { attendance } }";
    let payload = done(act(app, COORDINATOR, "holdCouncilMeeting", shown, input).await);
    assert_eq!(payload["councilMeeting"]["state"], "HELD");
}

const COUNCIL: &str = "councilCases { id question presentationHealth presentationSocial \
    presentationEmployment presentationEducation deliberation deliberationVersion decisionType \
    decisionText consentId version presentedBy { kind } meeting { date cases { id } } \
    followUpMeeting { date } tasks { text } withheld { fields reason } }";

/// The first case of the council that a viewer sees in a case; null: the case is unknown to them.
async fn sees(app: &TestApp, viewer: &str, case: &str) -> Value {
    let found = read(app, viewer, "brainInjuryCase", case, COUNCIL).await;
    found["councilCases"][0].clone()
}

/// Which of its texts a viewer reads.
fn reads(council_case: &Value) -> Vec<&str> {
    const TEXTS: [&str; 7] = [
        "question",
        "presentationHealth",
        "presentationSocial",
        "presentationEmployment",
        "presentationEducation",
        "deliberation",
        "decisionText",
    ];
    TEXTS.into_iter().filter(|name| council_case[name].is_string()).collect()
}

pub(crate) async fn deliberated(
    app: &TestApp,
    viewer: &str,
    council_case: &Value,
    version: Value,
) -> Value {
    let input = json!({
        "councilCaseId": council_case, "text": "Enige om pleje først", "expectedVersion": version,
    });
    let shown = "councilCase { deliberation deliberationVersion }";
    act(app, viewer, "recordCouncilDeliberation", shown, input).await
}

pub(crate) async fn decided(
    app: &TestApp,
    viewer: &str,
    council_case: &Value,
    change: Value,
) -> Value {
    let mut input = json!({
        "councilCaseId": council_case, "decisionType": "REFER", "decisionText": "Til plejen",
    });
    for (name, value) in change.as_object().unwrap() {
        input[name] = value.clone();
    }
    act(app, viewer, "recordCouncilDecision", "councilCase { decisionText }", input).await
}

async fn withdrawn(app: &TestApp, consent: &Value) {
    let input = json!({ "consentId": consent });
    done(act(app, "citizen", "withdrawConsent", "case { id }", input).await);
}

#[tokio::test]
async fn r32_a_meeting_is_for_the_administrations_that_sit_and_its_next_date_follows() {
    let app = TestApp::start().await;
    let meeting = convened(&app, "2026-11-02").await;
    let shown = "id date place startTime state organisation { kind } chair { id } \
        members { organisation { kind } attendance } cases { id } version withheld { fields reason }";
    for viewer in [SOF, COORDINATOR, "sofOtherUnit", SUF, BIF, BUF] {
        let found = read(&app, viewer, "councilMeeting", &meeting, shown).await;
        assert_eq!(found["date"], "2026-11-02", "{viewer}");
        assert_eq!(found["organisation"]["kind"], "HEALTH_AND_CARE_ADMINISTRATION");
        assert_eq!(found["members"].as_array().unwrap().len(), 4, "{viewer}");
        assert_eq!((&found["cases"], &found["withheld"]), (&json!([]), &json!([])), "{viewer}");
        let node = read(&app, viewer, "node", &meeting, "id ... on CouncilMeeting { place }").await;
        assert_eq!(node["place"], "Rådhuset", "{viewer}");
    }
    let explained =
        "query($id: ID!) { explain(id: $id, field: \"date\") { granted steps { ground } } }";
    let nobodys = outside(stifinder::domain::EntityKind::CouncilMeeting, uuid::Uuid::from_u128(7));
    for viewer in ["hospitalPartner", "unrelated", "unitLead", "citizen"] {
        let query = "query($id: ID!) { councilMeeting(id: $id) { id } node(id: $id) { id } \
            explain(id: $id, field: \"date\") { granted } \
            councilMeetings { nodes { id } } nextCouncilDate \
            councilMeetingsDue(until: \"2027-01-01\") { nodes { id } } }";
        let found = app.ask(viewer, query, json!({ "id": meeting })).await;
        let unknown = app.ask(viewer, query, json!({ "id": nobodys })).await;
        assert_eq!(found.text, unknown.text, "{viewer}");
        assert_eq!(found.data("/councilMeeting"), Value::Null, "{viewer}");
        assert_eq!(found.data("/councilMeetings/nodes"), json!([]), "{viewer}");
        assert_eq!(found.data("/nextCouncilDate"), Value::Null, "{viewer}");
    }
    let steps = app.ask(BIF, explained, json!({ "id": meeting })).await;
    assert_eq!(
        steps.data("/explain"),
        json!({ "granted": true, "steps": [{ "ground": "OWN_AUTHORITY" }] })
    );

    // Every third week; off the rhythm a warning is given, and the meeting called.
    let next = async |arguments: &str| {
        let query = format!("{{ nextCouncilDate{arguments} }}");
        app.ask(BUF, &query, json!({})).await.data("/nextCouncilDate")
    };
    assert_eq!(next("").await, "2026-11-23");
    assert_eq!(next("(onOrAfter: \"2026-11-23\")").await, "2026-11-23");
    assert_eq!(next("(onOrAfter: \"2026-11-24\")").await, "2026-12-14");
    let call = |date: &str| json!({ "date": date, "place": "Rådhuset", "members": seats(&app) });
    let shown = "councilMeeting { id version }";
    let on = done(act(&app, SUF, "createCouncilMeeting", shown, call("2026-11-23")).await);
    assert_eq!(on["warnings"], json!([]));
    assert_eq!(next("").await, "2026-12-14", "a planned meeting is part of the rhythm");
    let off = done(act(&app, BUF, "createCouncilMeeting", shown, call("2026-12-13")).await);
    assert_eq!(
        off["warnings"],
        json!([{ "fault": "OFF_RHYTHM", "rule": "R32", "path": ["date"] }])
    );
    let id = off["councilMeeting"]["id"].clone();
    let moved = json!({ "councilMeetingId": id, "date": "2026-12-14", "expectedVersion": 1 });
    for viewer in [SOF, SUF, BIF] {
        let payload = act(&app, viewer, "updateCouncilMeeting", shown, moved.clone()).await;
        assert_eq!(told(&payload), ["FORBIDDEN "], "{viewer}: BUF convened it");
    }
    let payload = act(&app, "hospitalPartner", "updateCouncilMeeting", shown, moved.clone()).await;
    assert_eq!(told(&payload), ["NOT_FOUND councilMeetingId"]);
    let payload = done(act(&app, BUF, "updateCouncilMeeting", shown, moved).await);
    assert_eq!(payload["warnings"], json!([]));
    let list = "{ councilMeetings(from: \"2026-11-03\") { nodes { date state } } }";
    let listed = async || app.ask(BIF, list, json!({})).await.data("/councilMeetings/nodes");
    assert_eq!(
        listed().await,
        json!([{ "date": "2026-11-23", "state": "PLANNED" }, { "date": "2026-12-14", "state": "PLANNED" }])
    );
    let cancel = json!({ "councilMeetingId": id, "reason": "juleferie", "expectedVersion": 2 });
    done(act(&app, BUF, "cancelCouncilMeeting", shown, cancel).await);
    assert_eq!(listed().await[1]["state"], "CANCELLED");
    assert_eq!(next("").await, "2026-12-14", "what is cancelled is no part of it");
    // What is planned is due on its day, by unit and by person.
    let due = "{ councilMeetingsDue(until: \"2026-11-22\") { nodes { id } } }";
    assert_eq!(
        app.ask(BIF, due, json!({})).await.data("/councilMeetingsDue/nodes"),
        json!([{ "id": meeting }])
    );
    let mine = "{ councilMeetingsDue(until: \"2026-12-31\", mine: true) { nodes { id } } }";
    let own = async |viewer: &str| {
        app.ask(viewer, mine, json!({})).await.data("/councilMeetingsDue/nodes")
    };
    assert_eq!(own(COORDINATOR).await, json!([{ "id": meeting }]), "who leads it");
    assert_eq!(own(BIF).await, json!([]), "its unit sits, and no one in person");
    let of_unit = format!(
        "{{ councilMeetingsDue(until: \"2026-11-22\", unitId: {}) {{ nodes {{ id }} }} }}",
        unit(&app, "sofOtherUnit")
    );
    let found = app.ask(SOF, &of_unit, json!({})).await;
    assert_eq!(found.data("/councilMeetingsDue/nodes"), json!([]));
}

#[tokio::test]
async fn r32_a_case_is_presented_where_it_crosses_two_administrations_and_consent_names_them_all() {
    let app = TestApp::start().await;
    let meeting = convened(&app, "2026-11-02").await;
    let case = opened(&app, SOF, &json!(app.citizen())).await;
    let present = async |viewer: &str, change: Value| {
        let mut input = presentation(&case, &meeting);
        for (name, value) in change.as_object().unwrap() {
            input[name] = value.clone();
        }
        act(&app, viewer, "presentCouncilCase", "councilCase { id }", input).await
    };
    let refused = present(SOF, json!({})).await;
    assert_eq!(told(&refused), ["MEMBER_NOT_NAMED consentId"]);
    assert_eq!(refused["userErrors"][0]["rule"], "R32");
    // A consent that leaves one member out is not enough.
    let sof = organisation(&app, SOF);
    let three: Vec<_> = [SUF, BIF].map(|viewer| organisation(&app, viewer)).to_vec();
    let some = grant("DISCLOSE", &sof, &three, &["EMPLOYMENT"]);
    consented(&app, SOF, &case, vec![some]).await;
    assert_eq!(told(&present(SOF, json!({})).await), ["MEMBER_NOT_NAMED consentId"]);
    let last = grant("DISCLOSE", &sof, &[organisation(&app, BUF)], &["EDUCATION"]);
    consented(&app, SOF, &case, vec![last]).await;
    for (administrations, expected) in [
        (json!(["SOCIAL_ADMINISTRATION"]), "TWO_ADMINISTRATIONS administrations"),
        (json!([]), "TWO_ADMINISTRATIONS administrations"),
        (
            json!(["SOCIAL_ADMINISTRATION", "SOCIAL_ADMINISTRATION"]),
            "TWO_ADMINISTRATIONS administrations",
        ),
    ] {
        let refused = present(SOF, json!({ "administrations": administrations })).await;
        assert_eq!(told(&refused), [expected]);
    }
    // Nobody sees of it before it is presented; nor does whoever has no seat or no part present it.
    for viewer in [SUF, BIF, BUF, "sofOtherUnit", "hospitalPartner", "unrelated"] {
        assert_eq!(told(&present(viewer, json!({})).await), ["NOT_FOUND caseId"], "{viewer}");
        assert_eq!(sees(&app, viewer, &case).await, Value::Null, "{viewer}");
    }
    let made = done(present(SOF, json!({ "citizenInformed": false })).await);
    let twice = present(SOF, json!({})).await;
    assert_eq!(told(&twice), ["ILLEGAL_STATE councilMeetingId"], "once to a meeting");
    // The citizen, whom nobody informed, is told.
    let notices = "citizenNotices { kind text }";
    let told_of = read(&app, SOF, "brainInjuryCase", &case, notices).await;
    assert_eq!(told_of["citizenNotices"][0]["kind"], "OTHERS_INVITED");
    let text = told_of["citizenNotices"][0]["text"].as_str().unwrap();
    assert!(text.contains("hjerneskadesamrådet") && text.contains("2026-11-02"), "{text}");
    // Those who are to sit take part from then on, by the unit that has the seat; no others.
    let parts = "participations { origin organisation { kind } unit { id } }";
    let found = read(&app, SOF, "brainInjuryCase", &case, parts).await;
    let mut kinds: Vec<_> = found["participations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            assert_eq!(p["origin"], "COUNCIL");
            p["organisation"]["kind"].as_str().unwrap()
        })
        .collect();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            "CHILDREN_AND_YOUTH_ADMINISTRATION",
            "EMPLOYMENT_ADMINISTRATION",
            "HEALTH_AND_CARE_ADMINISTRATION"
        ],
        "the unit that has the case needs no part in it"
    );
    assert!(sees(&app, BUF, &case).await.is_object());
    assert_eq!(sees(&app, "sofOtherUnit", &case).await, Value::Null);
    // Annulled, it is before nobody any more, and their part ends.
    let annul = json!({
        "councilCaseId": made["councilCase"]["id"], "reason": "forkert borger", "expectedVersion": 1,
    });
    done(act(&app, SOF, "annulCouncilCase", "councilCase { annulledAt }", annul).await);
    for viewer in [SUF, BIF, BUF] {
        assert_eq!(sees(&app, viewer, &case).await, Value::Null, "{viewer}");
    }
    let kept = sees(&app, SOF, &case).await;
    assert_eq!(kept["question"], "Hvem går først?");
    done(present(SOF, json!({})).await);
}

#[tokio::test]
async fn r32_the_councils_way_as_each_administration_sees_it_after_every_step() {
    let app = TestApp::start().await;
    let (meeting, later) = (convened(&app, "2026-11-02").await, convened(&app, "2026-11-23").await);
    let (case, consent) = consented_case(&app).await;
    let own = presented(&app, &case, &meeting).await;
    // Presented: each reads its own category; how it runs, all do.
    let all = [
        "question",
        "presentationHealth",
        "presentationSocial",
        "presentationEmployment",
        "presentationEducation",
    ];
    for (viewer, expected) in [
        (SOF, &all[..]),
        (COORDINATOR, &all[..]),
        ("citizen", &all[..]),
        (SUF, &all[..3]),
        (BIF, &all[3..4]),
        (BUF, &all[4..]),
    ] {
        let seen = sees(&app, viewer, &case).await;
        assert_eq!(reads(&seen), expected, "{viewer}");
        assert_eq!(seen["meeting"], json!({ "date": "2026-11-02", "cases": [{ "id": own }] }));
        assert_eq!(seen["presentedBy"]["kind"], "SOCIAL_ADMINISTRATION", "{viewer}");
        let closed = withheld(&seen);
        assert!(closed.contains(&"deliberation AUTHOR_ONLY".to_owned()), "{viewer}: {closed:?}");
    }
    let bif = sees(&app, BIF, &case).await;
    assert_eq!(
        withheld(&bif),
        [
            "annulReason LEAD_ONLY",
            "consentId LEAD_ONLY",
            "decisionText OUT_OF_SCOPE",
            "deliberation AUTHOR_ONLY",
            "deliberationVersion AUTHOR_ONLY",
            "presentationEconomy OUT_OF_SCOPE",
            "presentationEducation OUT_OF_SCOPE",
            "presentationHealth OUT_OF_SCOPE",
            "presentationHousing OUT_OF_SCOPE",
            "presentationNetwork OUT_OF_SCOPE",
            "presentationSocial OUT_OF_SCOPE",
            "question OUT_OF_SCOPE",
            "version AUTHOR_ONLY",
        ]
    );
    assert_eq!(sees(&app, "hospitalPartner", &case).await, Value::Null);
    let early = deliberated(&app, SOF, &own, Value::Null).await;
    assert_eq!(told(&early), ["ILLEGAL_STATE councilCaseId"], "before the meeting was held");

    // Held, without BUF.
    held(&app, &meeting, &[BUF]).await;
    assert_eq!(told(&deliberated(&app, BUF, &own, Value::Null).await), ["FORBIDDEN "]);
    let version = sees(&app, SOF, &case).await["version"].clone();
    let written = done(deliberated(&app, BIF, &own, Value::Null).await);
    assert_eq!(written["councilCase"]["deliberationVersion"], 1);
    for viewer in [SOF, COORDINATOR, SUF, BIF] {
        let seen = sees(&app, viewer, &case).await;
        assert_eq!(seen["deliberation"], "Enige om pleje først", "{viewer} sat");
    }
    for viewer in [BUF, "citizen"] {
        let seen = sees(&app, viewer, &case).await;
        assert_eq!(seen["deliberation"], Value::Null, "{viewer}");
        assert!(withheld(&seen).contains(&"deliberation AUTHOR_ONLY".to_owned()), "{viewer}");
    }
    assert_eq!(sees(&app, SOF, &case).await["version"], version, "apart from the row's version");
    let stale = deliberated(&app, SUF, &own, Value::Null).await;
    assert_eq!(told(&stale), ["CONFLICT expectedVersion"]);
    assert_eq!(stale["userErrors"][0]["currentVersion"], 1);
    done(deliberated(&app, SUF, &own, json!(1)).await);

    // Decided. Who may not read the decision does not write it.
    assert_eq!(told(&decided(&app, BIF, &own, json!({})).await), ["WITHHELD decisionText"]);
    let back = json!({ "followUpMeetingId": meeting });
    assert_eq!(told(&decided(&app, SUF, &own, back).await), ["INVALID followUpMeetingId"]);
    let follow = json!({ "followUpMeetingId": later });
    done(decided(&app, SUF, &own, follow.clone()).await);
    for (viewer, text) in [(SOF, true), (SUF, true), ("citizen", true), (BIF, false), (BUF, false)]
    {
        let seen = sees(&app, viewer, &case).await;
        assert_eq!(seen["decisionType"], "REFER", "{viewer}");
        assert_eq!(seen["decisionText"].is_string(), text, "{viewer}");
        assert_eq!(seen["followUpMeeting"]["date"], "2026-11-23", "{viewer}");
    }
    assert_eq!(told(&decided(&app, SUF, &own, json!({})).await), ["ILLEGAL_STATE councilCaseId"]);
    let guess = json!({ "expectedVersion": 2 });
    assert_eq!(told(&decided(&app, SUF, &own, guess).await), ["WITHHELD expectedVersion"]);
    let mut corrected = follow;
    corrected["expectedVersion"] = sees(&app, SOF, &case).await["version"].clone();
    done(decided(&app, SOF, &own, corrected).await);

    // Tasks come of it, for those who may read them.
    let task = |categories: Value| {
        json!({
            "councilCaseId": own, "text": "Afklar praktik", "due": "2026-11-20",
            "responsibleOrganisationId": organisation(&app, BIF), "categories": categories,
        })
    };
    let shown = "task { id councilCaseId version }";
    let refused = act(&app, COORDINATOR, "addCouncilTask", shown, task(Value::Null)).await;
    assert_eq!(
        told(&refused),
        ["NOT_COVERED responsibleOrganisationId"],
        "untagged it is health and social matters"
    );
    let made = act(&app, COORDINATOR, "addCouncilTask", shown, task(json!(["EMPLOYMENT"]))).await;
    let made = done(made)["task"].clone();
    assert_eq!(made["councilCaseId"], own);
    for (viewer, count) in [(SOF, 1), (BIF, 1), ("citizen", 1), (SUF, 0), (BUF, 0)] {
        let seen = sees(&app, viewer, &case).await;
        assert_eq!(seen["tasks"].as_array().unwrap().len(), count, "{viewer}");
    }
    let due = "{ tasksDue(until: \"2026-11-20\", mine: true) { nodes { id } } }";
    let found = app.ask(BIF, due, json!({})).await.data("/tasksDue/nodes").to_string();
    assert!(found.contains(made["id"].as_str().unwrap()), "{found}");
    let state = json!({ "taskId": made["id"], "state": "DONE", "expectedVersion": 1 });
    done(act(&app, BIF, "setTaskState", "task { id }", state).await);

    // The citizen withdraws: nothing crosses any more, and those who sat keep what was said.
    withdrawn(&app, &consent).await;
    for viewer in [SUF, BIF] {
        let seen = sees(&app, viewer, &case).await;
        assert_eq!(reads(&seen), ["deliberation"], "{viewer}");
        assert_eq!(seen["tasks"], json!([]), "{viewer}");
    }
    assert_eq!(sees(&app, BUF, &case).await, Value::Null, "it did not sit, and holds nothing");
    assert_eq!(reads(&sees(&app, SOF, &case).await).len(), 7);
    for payload in [
        deliberated(&app, SOF, &own, json!(2)).await,
        decided(&app, SOF, &own, json!({ "expectedVersion": 3 })).await,
    ] {
        assert_eq!(told(&payload), ["MEMBER_NOT_NAMED consent"]);
    }
    for viewer in [SUF, BIF] {
        let payload = deliberated(&app, viewer, &own, json!(2)).await;
        assert_eq!(told(&payload), ["FORBIDDEN "], "{viewer}");
    }
    let again = presentation(&case, &later);
    let payload = act(&app, SOF, "presentCouncilCase", "councilCase { id }", again).await;
    assert_eq!(told(&payload), ["MEMBER_NOT_NAMED consentId"]);
    // The log names the citizen of every look-up in the case, and nobody where there is none.
    let log = app.log().await;
    let of = |operation: &'static str| log.iter().filter(move |row| row.operation == operation);
    assert!(of("recordCouncilDeliberation").any(|row| row.citizen_id.is_some()));
    assert!(of("councilMeeting").all(|row| row.citizen_id.is_none()));
}

#[tokio::test]
async fn r32_a_case_that_may_not_be_seen_leaves_no_gap_in_a_meeting() {
    let app = TestApp::start().await;
    let meeting = convened(&app, "2026-11-02").await;
    // Before the showcase's case another's is presented, by its lead SUF; then their consent ends.
    let old = registered(&app, SUF, "651255-0001", "1955-12-05").await;
    let other = opened(&app, SUF, &old).await;
    let suf = organisation(&app, SUF);
    let members = [SOF, BIF, BUF].map(|viewer| organisation(&app, viewer));
    let consent =
        consented(&app, SUF, &other, vec![grant("DISCLOSE", &suf, &members, &["HEALTH"])]);
    let consent = consent.await;
    let shown = "councilCase { id }";
    let made = act(&app, SUF, "presentCouncilCase", shown, presentation(&other, &meeting)).await;
    let hidden = done(made)["councilCase"]["id"].clone();
    let query = "query($id: ID!) { councilMeeting(id: $id) { version cases { id question meeting { \
        cases { id } } tasks { id } } } councilMeetings { edges { cursor node { cases { id } } } } \
        councilCasesDue(until: \"2026-12-31\") { nodes { id } } }";
    let ask = async |viewer: &str| app.ask(viewer, query, json!({ "id": meeting })).await;
    assert_eq!(ask(BIF).await.data("/councilMeeting/cases/0/id"), hidden);
    let withdraw = json!({ "consentId": consent });
    done(act(&app, SUF, "withdrawConsent", "case { id }", withdraw).await);
    for viewer in [SOF, BIF, BUF] {
        assert_eq!(ask(viewer).await.data("/councilMeeting/cases"), json!([]), "{viewer}");
    }
    assert_eq!(ask(SUF).await.data("/councilMeeting/cases/0/id"), hidden);
    let (case, _) = consented_case(&app).await;
    let own = presented(&app, &case, &meeting).await;
    for viewer in [SOF, BIF, BUF] {
        let seen = ask(viewer).await;
        let cases = seen.data("/councilMeeting/cases");
        assert_eq!(cases.as_array().unwrap().len(), 1, "{viewer}");
        assert_eq!(cases[0]["id"], own);
        assert_eq!(
            cases[0]["meeting"]["cases"],
            json!([{ "id": own }]),
            "below a case, that alone"
        );
        assert!(!seen.text.contains(hidden.as_str().unwrap()), "{viewer}");
    }
    let both = ask(SUF).await.data("/councilMeeting/cases");
    assert_eq!(both.as_array().unwrap().len(), 2);
    // What changes in the hidden case changes no byte for them.
    let before = ask(BIF).await.text;
    use sea_orm::ConnectionTrait;
    let hide = "UPDATE council_case SET question = 'andet', position = position + 7, version = 9 \
        WHERE question = 'Hvem går først?' AND position = 1";
    let changed = app.connection().execute_unprepared(hide).await.unwrap();
    assert_eq!(changed.rows_affected(), 1);
    assert_eq!(ask(BIF).await.text, before);
    // And of a case that one has no relation to, no look-up is logged.
    let of_hidden = stifinder::domain::GlobalId::parse(&other).unwrap().id;
    let rows = app.log().await.into_iter().filter(|row| row.case_id == Some(of_hidden));
    let by_bif = app.persona(BIF).viewer.organisation.map(|o| o.id.0);
    let after = rows.filter(|row| row.organisation_id == by_bif && row.kind == "REFUSED").count();
    assert_eq!(after, 0);
}

#[tokio::test]
async fn r32_nothing_tells_an_administration_that_did_not_sit_of_a_deliberation() {
    let app = TestApp::start().await;
    let meeting = convened(&app, "2026-11-02").await;
    let (case, _) = consented_case(&app).await;
    let own = presented(&app, &case, &meeting).await;
    held(&app, &meeting, &[SOF]).await;
    let query = format!(
        "query($id: ID!) {{ brainInjuryCase(id: $id) {{ version {COUNCIL} participations {{ id }} \
         withheld {{ fields reason category }} }} \
         councilCasesDue(until: \"2026-12-31\") {{ nodes {{ id }} }} }}"
    );
    let mut before = Vec::new();
    for viewer in [SOF, COORDINATOR, "citizen"] {
        before.push((viewer, app.ask(viewer, &query, json!({ "id": case })).await.text));
    }
    done(deliberated(&app, SUF, &own, Value::Null).await);
    assert_eq!(told(&deliberated(&app, SOF, &own, json!(1)).await), ["FORBIDDEN "]);
    for (viewer, text) in before {
        let after = app.ask(viewer, &query, json!({ "id": case })).await;
        assert_eq!(after.text, text, "{viewer}");
        assert!(!after.text.contains("Enige"), "{viewer}");
    }
    assert_eq!(sees(&app, BIF, &case).await["deliberation"], "Enige om pleje først");
}

#[tokio::test]
async fn r32_what_an_administration_presents_crosses_by_consent_only_and_stays_its_own() {
    let app = TestApp::start().await;
    let meeting = convened(&app, "2026-11-02").await;
    let (case, _) = consented_case(&app).await;
    let part = json!({
        "caseId": case, "organisationId": organisation(&app, BIF), "unitId": unit(&app, BIF),
    });
    done(act(&app, SOF, "addParticipation", "case { id }", part).await);
    let shown = "councilCase { id version }";
    let payload = act(&app, BIF, "presentCouncilCase", shown, presentation(&case, &meeting)).await;
    assert_eq!(
        told(&payload),
        [
            "NOT_COVERED question",
            "NOT_COVERED presentationHealth",
            "NOT_COVERED presentationSocial",
            "NOT_COVERED presentationEducation"
        ],
        "employment alone may be collected from it"
    );
    let sof = organisation(&app, SOF);
    let more = grant("COLLECT", &sof, &[organisation(&app, BIF)], &["SOCIAL"]);
    let extra = consented(&app, SOF, &case, vec![more]).await;
    let mut input = presentation(&case, &meeting);
    for part in ["presentationHealth", "presentationSocial", "presentationEducation"] {
        input[part] = Value::Null;
    }
    let made = done(act(&app, BIF, "presentCouncilCase", shown, input).await);
    let own = made["councilCase"]["id"].clone();
    assert_eq!(made["councilCase"]["version"], 1, "who presents reads the row whole");
    let texts = ["question", "presentationEmployment"];
    assert_eq!(reads(&sees(&app, BIF, &case).await), texts);
    assert_eq!(reads(&sees(&app, SOF, &case).await), texts, "the lead holds it from then on");
    assert_eq!(reads(&sees(&app, SUF, &case).await), ["question"], "by the lead's disclosure");
    let ask = |change: Value| {
        let mut input =
            json!({ "councilCaseId": own, "question": "Hvad nu?", "expectedVersion": 1 });
        for (name, value) in change.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    };
    let payload = act(&app, SOF, "updateCouncilCase", shown, ask(json!({}))).await;
    assert_eq!(told(&payload), ["FORBIDDEN "], "it is BIF's to word");
    let payload = act(&app, SUF, "updateCouncilCase", shown, ask(json!({}))).await;
    assert_eq!(told(&payload), ["FORBIDDEN "]);
    let later = convened(&app, "2026-11-23").await;
    let moved = ask(json!({ "councilMeetingId": later }));
    let payload = done(act(&app, BIF, "updateCouncilCase", shown, moved).await);
    assert_eq!(payload["councilCase"]["version"], 2);
    let back = json!({ "councilCaseId": own, "councilMeetingId": meeting, "expectedVersion": 2 });
    done(act(&app, BIF, "updateCouncilCase", shown, back).await);
    held(&app, &meeting, &[]).await;
    done(deliberated(&app, BUF, &own, Value::Null).await);
    done(decided(&app, SUF, &own, json!({})).await);
    let seen = sees(&app, BIF, &case).await;
    assert_eq!(reads(&seen), ["question", "presentationEmployment", "deliberation"]);
    assert!(withheld(&seen).contains(&"decisionText LEAD_ONLY".to_owned()), "{seen}");
    // Withdrawn: BIF keeps what it wrote, and what was said where it sat.
    withdrawn(&app, &extra).await;
    let first = read(&app, SOF, "brainInjuryCase", &case, "consents { id withdrawnAt }").await;
    for consent in first["consents"].as_array().unwrap() {
        if consent["withdrawnAt"].is_null() {
            withdrawn(&app, &consent["id"]).await;
        }
    }
    let seen = sees(&app, BIF, &case).await;
    assert_eq!(reads(&seen), ["question", "presentationEmployment", "deliberation"]);
    for viewer in [SUF, BUF] {
        assert_eq!(reads(&sees(&app, viewer, &case).await), ["deliberation"], "{viewer}");
    }
}

#[tokio::test]
async fn r32_what_the_council_is_to_take_up_is_due_by_unit_and_by_person() {
    let app = TestApp::start().await;
    let (meeting, later) = (convened(&app, "2026-11-02").await, convened(&app, "2026-11-23").await);
    let (case, _) = consented_case(&app).await;
    let own = presented(&app, &case, &meeting).await;
    let due = async |viewer: &str, until: &str, arguments: &str| {
        let query =
            format!("{{ councilCasesDue(until: \"{until}\" {arguments}) {{ nodes {{ id }} }} }}");
        app.ask(viewer, &query, json!({})).await.data("/councilCasesDue/nodes")
    };
    let one = json!([{ "id": own }]);
    assert_eq!(due(SOF, "2026-11-01", "").await, json!([]));
    assert_eq!(due(SOF, "2026-11-02", "").await, one);
    for (viewer, mine) in [(COORDINATOR, true), (SOF, false), (SUF, false), (BIF, false)] {
        assert_eq!(due(viewer, "2026-11-02", "").await, one, "{viewer}");
        let found = due(viewer, "2026-11-02", "mine: true").await;
        assert_eq!(found == one, mine, "{viewer}");
    }
    let of = |viewer: &str| format!("unitId: {}", unit(&app, viewer));
    assert_eq!(due(BIF, "2026-11-02", &of(SOF)).await, one, "cases of the unit that has them");
    assert_eq!(due(BIF, "2026-11-02", &of(BIF)).await, json!([]));
    for viewer in ["sofOtherUnit", "hospitalPartner", "unrelated"] {
        assert_eq!(due(viewer, "2026-12-31", "").await, json!([]), "{viewer}");
    }
    held(&app, &meeting, &[]).await;
    assert_eq!(due(SOF, "2026-11-02", "").await, one, "until the council has decided");
    done(decided(&app, SOF, &own, json!({ "followUpMeetingId": later })).await);
    assert_eq!(due(SOF, "2026-11-22", "").await, json!([]));
    assert_eq!(due(SOF, "2026-11-23", "").await, one, "to be followed up");
    let next = presented(&app, &case, &later).await;
    assert_eq!(due(SOF, "2026-11-23", "").await, json!([{ "id": next }]), "taken up there");
    let close = json!({
        "caseId": case, "reason": "OTHER", "expectedVersion": version(&app, SOF, &case).await,
    });
    done(act(&app, SOF, "closeCase", "case { id }", close).await);
    assert_eq!(due(SOF, "2026-12-31", "").await, json!([]));
}

#[tokio::test]
async fn r32_a_case_systems_own_number_doubles_neither_meeting_nor_case() {
    let app = TestApp::start().await;
    let number = |id: &str| json!({ "system": "CSC", "id": id });
    let input = json!({
        "date": "2026-11-02", "place": "Rådhuset", "members": seats(&app),
        "externalReference": number("SAM-1"),
    });
    let shown = "councilMeeting { id externalReferences { id } }";
    let one = done(act(&app, SUF, "createCouncilMeeting", shown, input.clone()).await);
    let two = done(act(&app, SUF, "createCouncilMeeting", shown, input).await);
    assert_eq!(one["councilMeeting"], two["councilMeeting"]);
    assert_eq!(one["councilMeeting"]["externalReferences"], json!([{ "id": "SAM-1" }]));
    assert_eq!(two["warnings"][0]["fault"], "ALREADY_REGISTERED");
    let meeting = one["councilMeeting"]["id"].as_str().unwrap().to_owned();
    let theirs = read(&app, BIF, "councilMeeting", &meeting, "externalReferences { id }").await;
    assert_eq!(theirs["externalReferences"], json!([]), "numbers are each organisation's own");
    let set = json!({ "id": meeting, "reference": number("BIF-7") });
    let query = "mutation($i: SetExternalReferenceInput!) { setExternalReference(input: $i) { \
        userErrors { code } } }";
    let found = app.ask(BIF, query, json!({ "i": set })).await;
    assert_eq!(found.user_errors(), Vec::<String>::new());
    let found = app.ask("hospitalPartner", query, json!({ "i": set })).await;
    assert_eq!(found.user_errors(), ["NOT_FOUND"]);
    let by = "{ byExternalReference(system: \"CSC\", id: \"BIF-7\") { id } }";
    let found = app.ask(BIF, by, json!({})).await;
    assert_eq!(found.data("/byExternalReference/id"), meeting.as_str());

    let (case, _) = consented_case(&app).await;
    let mut input = presentation(&case, &meeting);
    input["externalReference"] = number("SAG-1");
    let shown = "councilCase { id externalReferences { id } }";
    let one = done(act(&app, SOF, "presentCouncilCase", shown, input.clone()).await);
    let two = done(act(&app, SOF, "presentCouncilCase", shown, input).await);
    assert_eq!(one["councilCase"], two["councilCase"]);
    let id = one["councilCase"]["id"].as_str().unwrap();
    let node = "id ... on CouncilCase { externalReferences { id } caseId }";
    let found = read(&app, SOF, "node", id, node).await;
    assert_eq!(found["externalReferences"], json!([{ "id": "SAG-1" }]));
    assert_eq!(found["caseId"], case.as_str());
    let found = read(&app, BIF, "node", id, node).await;
    assert_eq!(found["externalReferences"], json!([]));
    assert_eq!(read(&app, "hospitalPartner", "node", id, "id").await, Value::Null);
}
