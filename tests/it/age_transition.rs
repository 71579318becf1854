//! R35: at 65 the authority passes by the need that dominates; the case is handed over, and each
//! keeps what is its own.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::acting::*;
use crate::hospital::{plan, send_plan};
use crate::support::TestApp;

const SOF: &str = "sofCaseworker";
const SUF: &str = "sufCaseworker";
const BIF: &str = "bifCaseworker";

/// A case of a citizen who turns 65 on 1 December 2026; the present is 2 November.
async fn at_64(app: &TestApp) -> String {
    let citizen = registered(app, SOF, "611261-0001", "1961-12-01").await;
    opened(app, SOF, &citizen).await
}

async fn due(app: &TestApp, viewer: &str, until: &str, arguments: &str) -> Value {
    let query = format!(
        "{{ ageTransitionsDue(until: \"{until}\" {arguments}) {{ nodes {{ caseId day \
         assessmentRequired transition {{ from }} }} }} }}"
    );
    app.ask(viewer, &query, json!({})).await.data("/ageTransitionsDue/nodes")
}

fn assessment(app: &TestApp, case: &str, need: &str, responsible: &str) -> Value {
    json!({
        "caseId": case, "dominantNeed": need, "rationale": "Pleje fylder mest",
        "responsibleOrganisationId": organisation(app, responsible),
    })
}

/// Records an assessment; its id.
async fn assessed(app: &TestApp, viewer: &str, case: &str, need: &str, to: &str) -> Value {
    let input = assessment(app, case, need, to);
    let shown = "ageTransition { id from version } ";
    done(act(app, viewer, "recordAgeTransition", shown, input).await)["ageTransition"]["id"].clone()
}

async fn handover(app: &TestApp, viewer: &str, case: &str, transition: &Value, to: &str) -> Value {
    json!({
        "ageTransitionId": transition, "unitId": unit(app, to),
        "expectedVersion": version(app, viewer, case).await,
    })
}

const COMPLETE: &str = "completeAgeTransition";
const AFTER: &str = "case { id leadOrganisation { kind } unit { id } coordinator { id } } \
    ageTransition { completedAt }";

#[tokio::test]
async fn r35_the_assessment_is_due_at_65_and_not_at_64_for_the_unit_that_has_the_case() {
    let app = TestApp::start().await;
    let case = at_64(&app).await;
    assert_eq!(due(&app, SOF, "2026-11-30", "").await, json!([]), "64 still");
    let one = json!([{
        "caseId": case, "day": "2026-12-01", "assessmentRequired": true, "transition": null,
    }]);
    assert_eq!(due(&app, SOF, "2026-12-01", "").await, one);
    let own = format!("unitId: {}", unit(&app, SOF));
    assert_eq!(due(&app, SOF, "2027-12-01", &own).await, one);
    let other = format!("unitId: {}", unit(&app, "sofOtherUnit"));
    assert_eq!(due(&app, SOF, "2027-12-01", &other).await, json!([]));
    assert_eq!(due(&app, SOF, "2027-12-01", "mine: true").await, json!([]), "no coordinator");
    for viewer in ["sofOtherUnit", SUF, BIF, "hospitalPartner", "citizen"] {
        assert_eq!(due(&app, viewer, "2027-12-01", "").await, json!([]), "{viewer}");
    }
    // Who is past the age when the case is opened has it opened by the other authority: nothing is
    // due, the responsibility lies there already.
    let old = registered(&app, SUF, "651255-0001", "1955-12-05").await;
    opened(&app, SUF, &old).await;
    assert_eq!(due(&app, SUF, "2027-12-01", "").await, json!([]));

    let consent =
        grant("COLLECT", &organisation(&app, SOF), &[organisation(&app, BIF)], &["SOCIAL"]);
    consented(&app, SOF, &case, vec![consent]).await;
    coordinated(&app, SOF, &case, "brainInjuryCoordinator").await;
    assert_eq!(due(&app, "brainInjuryCoordinator", "2026-12-01", "mine: true").await, one);
    // Where pedagogical support dominates the case stays, and nothing more is due.
    assessed(&app, SOF, &case, "PEDAGOGICAL", SOF).await;
    assert_eq!(due(&app, SOF, "2027-12-01", "").await, json!([]));
}

#[tokio::test]
async fn r35_an_assessment_points_where_the_need_does_and_takes_effect_on_the_day() {
    let app = TestApp::start().await;
    let case = at_64(&app).await;
    let record = |change: Value| {
        let mut input = assessment(&app, &case, "CARE", SUF);
        for (name, value) in change.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    };
    for (change, expected) in [
        (json!({ "from": "2026-11-30" }), "TOO_EARLY from"),
        (json!({ "dominantNeed": "PEDAGOGICAL" }), "WRONG_AUTHORITY responsibleOrganisationId"),
        (
            json!({ "responsibleOrganisationId": organisation(&app, BIF) }),
            "WRONG_AUTHORITY responsibleOrganisationId",
        ),
        (json!({ "rationale": " " }), "REQUIRED rationale"),
    ] {
        let payload = act(&app, SOF, "recordAgeTransition", "case { id }", record(change)).await;
        assert_eq!(told(&payload), [expected]);
    }
    let ahead = assessed(&app, SOF, &case, "CARE", SUF).await;
    let again = act(&app, SOF, "recordAgeTransition", "case { id }", record(json!({}))).await;
    assert_eq!(told(&again), ["ILLEGAL_STATE caseId"], "one at a time");
    assert_eq!(due(&app, SOF, "2026-11-30", "").await, json!([]));
    let handing = json!([{
        "caseId": case, "day": "2026-12-01", "assessmentRequired": false,
        "transition": { "from": "2026-12-01" },
    }]);
    assert_eq!(due(&app, SOF, "2026-12-01", "").await, handing);

    // 64 to the last minute of the day before, as Copenhagen counts.
    let input = handover(&app, SOF, &case, &ahead, SUF).await;
    let early = act(&app, SOF, COMPLETE, AFTER, input.clone()).await;
    assert_eq!(told(&early), ["TOO_EARLY ageTransitionId"]);
    app.clock.set("2026-11-30T22:59:59Z".parse().unwrap());
    let early = act(&app, SOF, COMPLETE, AFTER, input.clone()).await;
    assert_eq!(told(&early), ["TOO_EARLY ageTransitionId"]);
    let mut elsewhere = input.clone();
    elsewhere["unitId"] = unit(&app, "sofOtherUnit");
    let payload = act(&app, SOF, COMPLETE, AFTER, elsewhere).await;
    assert!(told(&payload).contains(&"INVALID unitId".to_owned()), "{payload}");

    // Taken back before its day, it has no effect, and another can be recorded.
    let annul = json!({ "ageTransitionId": ahead, "reason": "forkert sag", "expectedVersion": 1 });
    done(act(&app, SOF, "annulAgeTransition", "case { id }", annul).await);
    app.clock.set("2026-11-30T23:00:00Z".parse().unwrap());
    let payload = act(&app, SOF, COMPLETE, AFTER, input).await;
    assert_eq!(told(&payload), ["ILLEGAL_STATE ageTransitionId"]);
    let stays = assessed(&app, SOF, &case, "PEDAGOGICAL", SOF).await;
    let input = handover(&app, SOF, &case, &stays, SUF).await;
    let payload = act(&app, SOF, COMPLETE, AFTER, input).await;
    assert!(told(&payload).contains(&"ILLEGAL_STATE ageTransitionId".to_owned()), "{payload}");

    // The need changes: it is assessed anew, and the case is handed over at 65, at once.
    app.pass(TimeDelta::seconds(1));
    let care = assessed(&app, SOF, &case, "CARE", SUF).await;
    let input = handover(&app, SOF, &case, &care, SUF).await;
    for viewer in [SUF, BIF, "sofOtherUnit", "hospitalPartner"] {
        let payload = act(&app, viewer, COMPLETE, AFTER, input.clone()).await;
        assert_eq!(told(&payload), ["NOT_FOUND ageTransitionId"], "{viewer}");
    }
    let mut stale = input.clone();
    stale["expectedVersion"] = 7.into();
    let payload = act(&app, SOF, COMPLETE, AFTER, stale).await;
    assert_eq!(told(&payload), ["CONFLICT expectedVersion"]);
    let after = done(act(&app, SOF, COMPLETE, AFTER, input.clone()).await);
    assert_eq!(after["case"]["leadOrganisation"]["kind"], "HEALTH_AND_CARE_ADMINISTRATION");
    assert_eq!(after["case"]["unit"]["id"], unit(&app, SUF));
    assert!(after["ageTransition"]["completedAt"].is_string());
    assert_eq!(after["warnings"], json!([]), "there was no coordinator to lose");
    let twice = act(&app, SOF, COMPLETE, AFTER, input).await;
    assert_eq!(told(&twice), ["FORBIDDEN "], "it is no longer theirs to do");
    let mut input = handover(&app, SUF, &case, &care, SUF).await;
    let payload = act(&app, SUF, COMPLETE, AFTER, input.clone()).await;
    assert_eq!(told(&payload), ["ILLEGAL_STATE ageTransitionId"], "handed over already");
    // And back, where pedagogical support comes to dominate after all.
    app.pass(chrono::TimeDelta::seconds(1));
    let back = assessed(&app, SUF, &case, "PEDAGOGICAL", SOF).await;
    input["ageTransitionId"] = back;
    input["unitId"] = unit(&app, SOF);
    let after = done(act(&app, SUF, COMPLETE, AFTER, input).await);
    assert_eq!(after["case"]["leadOrganisation"]["kind"], "SOCIAL_ADMINISTRATION");
}

const VIEW: &str = "id status version leadOrganisation { kind } coordinator { id } \
    statements { text } consents { id } \
    ageTransitions { dominantNeed rationale assessedAt from completedAt version \
    withheld { fields reason } } withheld { fields reason }";

fn texts(case: &Value) -> Vec<&str> {
    let rows = case["statements"].as_array().unwrap();
    let mut texts: Vec<_> = rows.iter().map(|row| row["text"].as_str().unwrap()).collect();
    texts.sort_unstable();
    texts
}

async fn view(app: &TestApp, viewer: &str, case: &str) -> Value {
    read(app, viewer, "brainInjuryCase", case, VIEW).await
}

/// Takes part by its unit.
async fn taking_part(app: &TestApp, by: &str, case: &str, who: &str) {
    let input = json!({
        "caseId": case, "organisationId": organisation(app, who), "unitId": unit(app, who),
    });
    done(act(app, by, "addParticipation", "case { id }", input).await);
}

async fn told_by(app: &TestApp, viewer: &str, case: &str, text: &str, category: &str) {
    let input = json!({ "caseId": case, "text": text, "categories": [category] });
    done(act(app, viewer, "recordStatement", "statement { id }", input).await);
}

#[tokio::test]
async fn r35_with_the_case_goes_the_lead_and_each_keeps_what_is_its_own() {
    let app = TestApp::start().await;
    let case = at_64(&app).await;
    let [sof, suf, bif] = [SOF, SUF, BIF].map(|viewer| organisation(&app, viewer));
    let disclose = |to: &Value| grant("DISCLOSE", to, std::slice::from_ref(&bif), &["EMPLOYMENT"]);
    consented(&app, SOF, &case, vec![disclose(&sof)]).await;
    coordinated(&app, SOF, &case, "brainInjuryCoordinator").await;
    taking_part(&app, SOF, &case, BIF).await;
    told_by(&app, SOF, &case, "Fra SOF", "EMPLOYMENT").await;
    told_by(&app, SOF, &case, "Kun SOF", "SOCIAL").await;
    told_by(&app, BIF, &case, "Fra BIF", "EMPLOYMENT").await;
    let care = assessed(&app, SOF, &case, "CARE", SUF).await;
    // Before the day: of what is to come BIF is told the day, and not the need.
    let bif_view = view(&app, BIF, &case).await;
    assert_eq!(texts(&bif_view), ["Fra BIF", "Fra SOF"]);
    let transition = &bif_view["ageTransitions"][0];
    assert_eq!(
        (&transition["from"], &transition["dominantNeed"]),
        (&json!("2026-12-01"), &Value::Null)
    );
    assert_eq!(
        withheld(transition),
        [
            "annulReason LEAD_ONLY",
            "dominantNeed OUT_OF_SCOPE",
            "rationale OUT_OF_SCOPE",
            "version AUTHOR_ONLY"
        ]
    );
    assert_eq!(view(&app, SUF, &case).await, Value::Null);

    // The citizen consents to the next lead ahead of the day, so that there is no gap.
    app.clock.set("2026-11-30T23:00:00Z".parse().unwrap());
    let mut input = handover(&app, SOF, &case, &care, SUF).await;
    input["coordinatorId"] = professional(&app, SUF);
    let payload = act(&app, SOF, COMPLETE, AFTER, input.clone()).await;
    assert_eq!(told(&payload), ["CONSENT_REQUIRED consent"], "what SOF was given is not SUF's");
    let next = consented(&app, SOF, &case, vec![disclose(&suf)]).await;
    input["coordinatorId"] = professional(&app, BIF);
    let payload = act(&app, SOF, COMPLETE, AFTER, input.clone()).await;
    assert_eq!(told(&payload), ["INVALID coordinatorId"]);
    input["coordinatorId"] = professional(&app, SUF);
    app.pass(TimeDelta::minutes(1));
    let after = done(act(&app, SOF, COMPLETE, AFTER, input).await);
    assert_eq!(after["case"]["coordinator"]["id"], professional(&app, SUF));
    assert_eq!(after["warnings"], json!([]));
    app.pass(TimeDelta::minutes(1));
    told_by(&app, SUF, &case, "Fra SUF", "EMPLOYMENT").await;

    // The new lead has the case and its forms; what SOF and BIF wrote, it was given no consent to.
    let lead = view(&app, SUF, &case).await;
    assert_eq!(lead["leadOrganisation"]["kind"], "HEALTH_AND_CARE_ADMINISTRATION");
    assert_eq!(texts(&lead), ["Fra SUF"]);
    assert_eq!(lead["ageTransitions"][0]["dominantNeed"], "CARE");
    assert!(lead["ageTransitions"][0]["completedAt"].is_string());
    assert_eq!(withheld(&lead), Vec::<String>::new());
    // The former lead has what it wrote, its own consent, and how the case runs.
    for viewer in [SOF, "brainInjuryCoordinator"] {
        let former = view(&app, viewer, &case).await;
        assert_eq!(texts(&former), ["Fra SOF", "Kun SOF"], "{viewer}");
        assert_eq!(former["ageTransitions"][0]["rationale"], "Pleje fylder mest", "{viewer}");
        assert_eq!(former["consents"].as_array().unwrap().len(), 1, "{viewer}");
        assert_eq!(
            withheld(&former),
            [
                "annulReason LEAD_ONLY",
                "annulledAt LEAD_ONLY",
                "citizenNotices LEAD_ONLY",
                "closeReason NO_CONSENT",
                "fullConsent LEAD_ONLY",
                "version AUTHOR_ONLY"
            ],
            "{viewer}"
        );
    }
    // BIF hears of each lead by the consent that was given to that one.
    assert_eq!(texts(&view(&app, BIF, &case).await), ["Fra BIF", "Fra SOF", "Fra SUF"]);
    let citizen = view(&app, "sofOtherUnit", &case).await;
    assert_eq!(citizen, Value::Null);
    let withdraw = json!({ "consentId": next });
    done(act(&app, SUF, "withdrawConsent", "case { id }", withdraw).await);
    assert_eq!(texts(&view(&app, BIF, &case).await), ["Fra BIF", "Fra SOF"]);
}

#[tokio::test]
async fn r08_a_case_handed_over_without_a_coordinator_leaves_no_consent_behind() {
    let app = TestApp::start().await;
    let case = at_64(&app).await;
    let [sof, suf, bif] = [SOF, SUF, BIF].map(|viewer| organisation(&app, viewer));
    let both = |to: &Value| grant("DISCLOSE", to, std::slice::from_ref(&bif), &["EMPLOYMENT"]);
    consented(&app, SOF, &case, vec![both(&sof), both(&suf)]).await;
    coordinated(&app, SOF, &case, "brainInjuryCoordinator").await;
    taking_part(&app, SOF, &case, BIF).await;
    told_by(&app, SOF, &case, "Fra SOF", "EMPLOYMENT").await;
    told_by(&app, BIF, &case, "Fra BIF", "EMPLOYMENT").await;
    assert_eq!(texts(&view(&app, BIF, &case).await), ["Fra BIF", "Fra SOF"]);
    let care = assessed(&app, SOF, &case, "CARE", SUF).await;
    app.clock.set("2026-12-01T08:00:00Z".parse().unwrap());
    let input = handover(&app, SOF, &case, &care, SUF).await;
    let after = done(act(&app, SOF, COMPLETE, AFTER, input).await);
    assert_eq!(after["case"]["coordinator"], Value::Null);
    assert_eq!(
        after["warnings"],
        json!([{ "fault": "CONSENT_REQUIRED", "rule": "R08", "path": ["coordinatorId"] }])
    );
    assert_eq!(texts(&view(&app, BIF, &case).await), ["Fra BIF"], "what it wrote itself");
    let input = json!({
        "caseId": case, "coordinatorId": professional(&app, SUF),
        "expectedVersion": version(&app, SUF, &case).await,
    });
    let payload = act(&app, SUF, "assignCoordinator", "case { id }", input).await;
    assert_eq!(told(&payload), ["CONSENT_REQUIRED consent"]);
}

#[tokio::test]
async fn r35_lists_counts_and_the_log_follow_the_case() {
    let app = TestApp::start().await;
    let case = at_64(&app).await;
    let list = |unit: &Value| {
        format!(
            "{{ brainInjuryCases(first: 50, filter: {{ unitId: {unit} }}) {{ nodes {{ id }} }} }}"
        )
    };
    let listed = async |viewer: &str, of: &str| {
        let answer = app.ask(viewer, &list(&unit(&app, of)), json!({})).await;
        answer.data("/brainInjuryCases/nodes").to_string().contains(&case)
    };
    assert!(listed(SOF, SOF).await && !listed(SUF, SOF).await && !listed(SUF, SUF).await);
    let counts = "{ unitCounts(purpose: BRAIN_INJURY) { units { unit { id } total } } }";
    let total = async || {
        let answer = app.ask("unitLead", counts, json!({})).await.data("/unitCounts/units");
        let own = unit(&app, "unitLead");
        answer.as_array().unwrap().iter().find(|u| u["unit"]["id"] == own).unwrap()["total"].clone()
    };
    let before = total().await;
    app.clock.set("2026-12-01T08:00:00Z".parse().unwrap());
    let care = assessed(&app, SOF, &case, "CARE", SUF).await;
    let input = handover(&app, SOF, &case, &care, SUF).await;
    done(act(&app, SOF, COMPLETE, AFTER, input).await);
    assert!(listed(SUF, SUF).await, "in the list of the unit that received it");
    assert!(listed(SOF, SUF).await && !listed(SOF, SOF).await, "SOF lists it by what it holds");
    assert!(!listed("sofOtherUnit", SUF).await && !listed(BIF, SUF).await);
    assert_eq!(total().await, before.as_i64().unwrap() - 1);
    // To another unit the new lead gives it, and not the old one.
    let hospital = |viewer: &'static str, version: Value| json!({ "caseId": case, "unitId": unit(&app, viewer), "expectedVersion": version });
    let current = version(&app, SUF, &case).await;
    let payload =
        act(&app, SOF, "setCaseUnit", "case { id }", hospital(SOF, current.clone())).await;
    assert_eq!(told(&payload), ["FORBIDDEN "]);
    done(act(&app, SUF, "setCaseUnit", "case { id }", hospital(SUF, current)).await);
    // The log has the act, and each look-up with who asked.
    use law::words::CitizenId;
    let log = app.log().await;
    let of_case = stifinder::domain::GlobalId::parse(&case).unwrap().id;
    let row = log.iter().find(|row| {
        row.operation == COMPLETE && row.kind == "WRITE" && row.case_id == Some(of_case)
    });
    let row = row.expect("the handover is logged");
    assert_eq!(row.organisation_id, app.persona(SOF).viewer.organisation.map(|o| o.id.0));
    assert!(row.citizen_id.map(CitizenId).is_some());
}

#[tokio::test]
async fn r35_with_the_case_pass_the_rehabilitation_plans_that_the_former_lead_was_responsible_for()
{
    let app = TestApp::start().await;
    let case = at_64(&app).await;
    let sent = async |number: &str| {
        let mut input = plan(&app, SOF, "611261-0001", "GENERAL");
        input["externalReference"]["id"] = number.into();
        let sent = send_plan(&app, input).await;
        assert_eq!(sent["case"]["id"], json!(case), "the open case takes it");
        sent["rehabilitationPlan"]["id"].clone()
    };
    let (theirs, others) = (sent("G-1").await, sent("G-2").await);
    let bif = organisation(&app, BIF);
    let elsewhere = json!({ "planId": others, "responsibleOrganisationId": bif,
        "responsibleFrom": "2026-11-02", "expectedVersion": 1 });
    done(act(&app, SOF, "updateRehabilitationCourse", "case { id }", elsewhere).await);
    let care = assessed(&app, SOF, &case, "CARE", SUF).await;
    app.clock.set("2026-12-03T08:00:00Z".parse().unwrap());
    let input = handover(&app, SOF, &case, &care, SUF).await;
    done(act(&app, SOF, COMPLETE, AFTER, input).await);
    let shown = "rehabilitationPlans { id responsibleOrganisation { id } responsibleFrom version }";
    let plans = read(&app, SUF, "brainInjuryCase", &case, shown).await;
    let plans = plans["rehabilitationPlans"].as_array().unwrap();
    for (id, responsible, from) in
        [(theirs, organisation(&app, SUF), "2026-12-01"), (others, bif, "2026-11-02")]
    {
        let plan = plans.iter().find(|plan| plan["id"] == id).unwrap();
        assert_eq!(plan["responsibleOrganisation"]["id"], responsible);
        assert_eq!((&plan["responsibleFrom"], &plan["version"]), (&json!(from), &json!(2)));
    }
}
