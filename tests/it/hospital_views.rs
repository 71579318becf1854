//! Who sees what of what comes from hospitals, and of assessments: four administrations hold parts
//! of one case, the hospital what it sent.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::brain_injury::{change, change_with, fine, refused};
use crate::directives::{ALL, Viewer, withheld_as_declared};
use crate::hospital::{R33, consented, plan, referral, send_plan, send_referral, system};
use crate::support::TestApp;

const SOF: &str = "sofCaseworker";
const BIF: &str = "bifCaseworker";
const BUF: &str = "bufCaseworker";
const SUF: &str = "sufCaseworker";
const HOSPITAL: &str = "hospitalPartner";

/// What the others are told of what the lead holds.
const CONSENT: &[(&str, &str, &[&str])] = &[
    ("DISCLOSE", BIF, &["EMPLOYMENT"]),
    ("DISCLOSE", BUF, &["HEALTH", "EDUCATION"]),
    ("DISCLOSE", SUF, &["HEALTH", "SOCIAL", "NETWORK", "HOUSING"]),
];

fn assessment(case: &Value) -> Value {
    json!({ "caseId": case, "assessedAt": "2026-11-02T08:30:00Z",
        "scores": [{ "tool": "OCS", "score": "4/5", "measuredOn": "2026-11-01" },
            { "tool": "OTHER", "toolName": "WAIS", "score": "92" }],
        "workCapacity": "Få timer", "learning": "Langsomt", "home": "Trapper", "economy": "Presset",
        "relativesStrain": "Ægtefællen er træt",
        "relativesStrainInConfidence": "Overvejer at flytte", "resources": "Humor",
        "risks": "Fald", "citizenPerspective": "Vil cykle", "conclusion": "Stort behov",
        "needLevel": "HIGH" })
}

/// A case of the showcase's citizen: a referral and a plan of the hospital's, an assessment of the
/// lead's, a consent.
async fn opened(app: &TestApp) -> Value {
    let cpr = app.cast.showcase.cpr.clone();
    let sent = send_referral(app, referral(app, SOF, &cpr)).await;
    let case = sent["case"]["id"].clone();
    let mut planned = plan(app, SOF, &cpr, R33);
    planned["referralId"] = sent["referral"]["id"].clone();
    send_plan(app, planned).await;
    let field = "recordBrainInjuryAssessment";
    fine(change(app, SOF, field, "assessment { id }", assessment(&case)).await);
    consented(app, &case, CONSENT).await;
    case
}

const FORMS: &str = "query($id: ID!) { brainInjuryCase(id: $id) { status
    referrals { workStatus educationStatus relatives incomeSource reason decision }
    rehabilitationPlans { functionNow startDeadline icfEntries { code }
        totalNeed { health social employment education } }
    assessments { workCapacity learning home economy relativesStrain relativesStrainInConfidence
        conclusion scores { score } } } }";

#[tokio::test]
async fn each_sees_the_part_that_its_consent_opens_and_the_hospital_what_it_sent() {
    let app = TestApp::start().await;
    let case = opened(&app).await;
    let read = async |viewer: &str| {
        let seen = app.ask(viewer, FORMS, json!({ "id": case })).await;
        seen.data("/brainInjuryCase")
    };
    let none = json!([]);
    // The lead has it all, its own assessment in confidence too; the citizen all but that.
    let lead = read(SOF).await;
    assert_eq!(lead["referrals"][0]["relatives"], "Bor med ægtefælle");
    assert_eq!(lead["rehabilitationPlans"][0]["totalNeed"]["social"], "Støtte i hjemmet");
    assert_eq!(lead["assessments"][0]["relativesStrainInConfidence"], "Overvejer at flytte");
    let citizen = read("citizen").await;
    assert_eq!(citizen["referrals"], lead["referrals"]);
    assert_eq!(citizen["rehabilitationPlans"], lead["rehabilitationPlans"]);
    let mut open = lead["assessments"].clone();
    open[0]["relativesStrainInConfidence"] = Value::Null;
    assert_eq!(citizen["assessments"], open);
    // The hospital has what it sent, and how the case runs.
    let hospital = read(HOSPITAL).await;
    assert_eq!(hospital["referrals"], lead["referrals"]);
    assert_eq!(hospital["rehabilitationPlans"], lead["rehabilitationPlans"]);
    assert_eq!((&hospital["assessments"], &hospital["status"]), (&none, &lead["status"]));
    // The job centre sees how the case runs; these forms are HEALTH as rows.
    let bif = read(BIF).await;
    assert_eq!(bif["status"], lead["status"]);
    for form in ["referrals", "rehabilitationPlans", "assessments"] {
        assert_eq!(bif[form], none, "{form}");
    }
    // The schools' administration was given health and education.
    let buf = read(BUF).await;
    assert_eq!(
        buf["referrals"][0],
        json!({ "workStatus": null, "educationStatus": "NONE", "relatives": null,
            "incomeSource": null, "reason": null, "decision": null })
    );
    assert_eq!(
        buf["rehabilitationPlans"][0]["totalNeed"],
        json!({ "health": "Logopæd", "social": null, "employment": null,
            "education": "Voksenundervisning" })
    );
    assert_eq!(buf["rehabilitationPlans"][0]["startDeadline"], "2026-11-08");
    assert_eq!(buf["assessments"][0]["learning"], "Langsomt");
    assert_eq!(buf["assessments"][0]["conclusion"], Value::Null);
    assert_eq!(buf["assessments"][0]["scores"].as_array().unwrap().len(), 2);
    // A representative whose scope has no health sees the outline; a stranger nothing.
    let guardian = read("representative").await;
    assert_eq!(guardian["referrals"], none);
    for viewer in ["unrelated", "sofOtherUnit", "housingPartner", "unitLead"] {
        assert_eq!(read(viewer).await, Value::Null, "{viewer}");
    }

    // With consent to health as well the job centre reads its part; without it, nothing again.
    consented(&app, &case, &[("DISCLOSE", BIF, &["HEALTH", "EMPLOYMENT"])]).await;
    let bif = read(BIF).await;
    assert_eq!(bif["referrals"][0]["workStatus"], "SICK_LISTED");
    assert_eq!(bif["referrals"][0]["relatives"], Value::Null);
    assert_eq!(bif["rehabilitationPlans"][0]["totalNeed"]["employment"], "Afklaring");
    assert_eq!(bif["assessments"][0]["workCapacity"], "Få timer");
    // What consent adds to the hospital: the lead's assessment, health as health.
    consented(&app, &case, &[("DISCLOSE", HOSPITAL, &["HEALTH"])]).await;
    let hospital = read(HOSPITAL).await;
    assert_eq!(hospital["assessments"][0]["scores"][0]["score"], "4/5");
    assert_eq!(hospital["assessments"][0]["workCapacity"], Value::Null);
    let consents = "query($id: ID!) { brainInjuryCase(id: $id) { consents { id } } }";
    let held = app.ask(SOF, consents, json!({ "id": case })).await;
    for consent in held.data("/brainInjuryCase/consents").as_array().unwrap() {
        let input = json!({ "consentId": consent["id"] });
        fine(change(&app, SOF, "withdrawConsent", "case { id }", input).await);
    }
    assert_eq!(read(BIF).await, Value::Null);
    let hospital = read(HOSPITAL).await;
    assert_eq!((&hospital["assessments"], &hospital["referrals"]), (&none, &lead["referrals"]));
}

#[tokio::test]
async fn fields_of_these_forms_are_withheld_exactly_as_their_directives_say() {
    let app = TestApp::without_limits().await;
    let case = opened(&app).await;
    const HEALTH_AND_EDUCATION: &[&str] = &["PROCESS", "HEALTH", "EDUCATION"];
    const WIDE: &[&str] = &["PROCESS", "HEALTH", "SOCIAL", "NETWORK", "HOUSING"];
    let viewer = |name, granted, lead, author| Viewer { name, granted, lead, author };
    let own = || {
        vec![
            viewer(SOF, ALL, true, true),
            viewer("citizen", ALL, true, false),
            viewer(BUF, HEALTH_AND_EDUCATION, false, false),
            viewer(SUF, WIDE, false, false),
        ]
    };
    let mut sent = own();
    sent.push(viewer(HOSPITAL, ALL, false, true));
    const SENT: &[&str] = &[
        "BrainInjuryReferral",
        "ReferralAttachment",
        "RehabilitationPlan",
        "TotalNeed",
        "IcfEntry",
    ];
    const OWN: &[&str] = &["BrainInjuryAssessment", "AssessmentScore"];
    for (meant, viewers, lists) in [
        (SENT, sent, &["referrals", "rehabilitationPlans"][..]),
        (OWN, own(), &["assessments"][..]),
    ] {
        let of = ("brainInjuryCase", case.as_str().unwrap());
        withheld_as_declared(&app, of, lists, &viewers, meant).await;
    }
}

#[tokio::test]
async fn an_assessment_is_its_authors_and_what_relatives_told_it_in_confidence() {
    let app = TestApp::start().await;
    let case = opened(&app).await;
    let field = "recordBrainInjuryAssessment";
    // SUF takes part and assesses; the lead reads it once the citizen lets it be collected.
    let mut input = assessment(&case);
    input["conclusion"] = "SUFs udredning".into();
    input["externalReference"] = json!({ "system": "CURA", "id": "A-1" });
    let shown = "assessment { id version } warnings { fault }";
    let made = fine(change(&app, SUF, field, shown, input.clone()).await);
    let again = fine(change(&app, SUF, field, shown, input).await);
    assert_eq!(again["assessment"]["id"], made["assessment"]["id"]);
    let query = "query($id: ID!) { brainInjuryCase(id: $id) { assessments { id conclusion version
        relativesStrain relativesStrainInConfidence assessedBy { organisation { id } }
        annulReason withheld { fields reason } } } }";
    let read = async |viewer: &str| {
        let seen = app.ask(viewer, query, json!({ "id": case })).await;
        seen.data("/brainInjuryCase/assessments").as_array().unwrap().clone()
    };
    let of_suf =
        |rows: &[Value]| rows.iter().find(|r| r["id"] == made["assessment"]["id"]).cloned();
    assert!(of_suf(&read(SOF).await).is_none(), "the lead has not collected it");
    let own = of_suf(&read(SUF).await).unwrap();
    assert_eq!(own["relativesStrainInConfidence"], "Overvejer at flytte");
    assert_eq!(own["withheld"], json!([]));
    let collect: &[(&str, &str, &[&str])] =
        &[("COLLECT", SUF, &["PROCESS", "HEALTH", "SOCIAL", "NETWORK"])];
    consented(&app, &case, collect).await;
    let lead = of_suf(&read(SOF).await).unwrap();
    assert_eq!(lead["conclusion"], "SUFs udredning");
    assert_eq!(lead["relativesStrain"], "Ægtefællen er træt");
    assert_eq!(lead["relativesStrainInConfidence"], Value::Null);
    let kept = lead["withheld"].as_array().unwrap().iter().filter(|w| w["reason"] == "AUTHOR_ONLY");
    let kept: Vec<_> = kept.flat_map(|w| w["fields"].as_array().unwrap()).collect();
    assert_eq!(kept, ["relativesStrainInConfidence", "version"]);
    let citizen = of_suf(&read("citizen").await).unwrap();
    assert_eq!(citizen["relativesStrainInConfidence"], Value::Null);

    // Its author corrects and annuls it; then it is the author's and the citizen's.
    let id = &made["assessment"]["id"];
    let correct = json!({ "assessmentId": id, "risks": null, "scores": [], "expectedVersion": 1 });
    let shown = "assessment { version risks conclusion scores { score } }";
    let by_lead = change(&app, SOF, "correctBrainInjuryAssessment", shown, correct.clone()).await;
    assert_eq!(refused(&by_lead).0, "FORBIDDEN");
    let by_hospital =
        change(&app, HOSPITAL, "correctBrainInjuryAssessment", shown, correct.clone());
    assert_eq!(refused(&by_hospital.await).0, "NOT_FOUND");
    let corrected = fine(change(&app, SUF, "correctBrainInjuryAssessment", shown, correct).await);
    let corrected = &corrected["assessment"];
    assert_eq!((&corrected["risks"], &corrected["scores"]), (&Value::Null, &json!([])));
    assert_eq!(
        (&corrected["version"], &corrected["conclusion"]),
        (&json!(2), &json!("SUFs udredning"))
    );
    let annul = json!({ "assessmentId": id, "reason": "forkert borger", "expectedVersion": 2 });
    let shown = "assessment { annulReason }";
    fine(change(&app, SUF, "annulBrainInjuryAssessment", shown, annul).await);
    assert!(of_suf(&read(SOF).await).is_none());
    for viewer in [SUF, "citizen"] {
        assert_eq!(
            of_suf(&read(viewer).await).unwrap()["annulReason"],
            "forkert borger",
            "{viewer}"
        );
    }

    // Who takes part and is neither an administration nor of health assesses nothing; the hospital
    // may, and holds it.
    consented(&app, &case, &[("DISCLOSE", "housingPartner", &["HOUSING"])]).await;
    let by_others = change(&app, "housingPartner", field, "case { id }", assessment(&case)).await;
    assert_eq!(refused(&by_others).0, "FORBIDDEN");
    let by_citizen = {
        let mut grant = app.grant("citizen");
        grant.scopes = stifinder::domain::ScopeSet::ALL;
        let token = app.token_of(grant);
        change_with(&app, &token, field, "case { id }", assessment(&case)).await
    };
    assert_eq!(refused(&by_citizen.data("/recordBrainInjuryAssessment")).0, "FORBIDDEN");
    let token = system(&app, HOSPITAL);
    let answer = change_with(&app, &token, field, "assessment { id }", assessment(&case)).await;
    fine(answer.data("/recordBrainInjuryAssessment"));
    assert_eq!(read(HOSPITAL).await.len(), 1);
    assert_eq!(read(SOF).await.len(), 1, "the lead sees its own alone");
}

/// Changes to what is HEALTH, and so withheld from the job centre: values, rows, counts, versions.
const HIDDEN_FROM_BIF: &[&str] = &[
    "UPDATE brain_injury_referral SET reason = 'andet', employer = NULL, decision = 'ACCEPTED', \
     version = version + 3",
    "DELETE FROM referral_attachment",
    "UPDATE rehabilitation_plan SET started_on = '2026-11-02', need_employment = 'andet', \
     version = version + 2",
    "DELETE FROM icf_entry WHERE code = 'd460'",
    "DELETE FROM brain_injury_assessment",
    "DELETE FROM assessment_score",
];

#[tokio::test]
async fn what_is_withheld_of_these_forms_changes_no_byte_of_the_job_centres_answers() {
    let (one, other) = (TestApp::start().await, TestApp::start().await);
    let mut cases = Vec::new();
    for app in [&one, &other] {
        cases.push(opened(app).await);
    }
    for change in HIDDEN_FROM_BIF {
        let done = other.connection().execute_unprepared(change).await.unwrap();
        assert!(done.rows_affected() > 0, "nothing to change: {change}");
    }
    let until = json!({ "until": "2030-01-01" });
    for (query, variables) in [
        (FORMS, Value::Null),
        ("{ referralsDue { nodes { id } pageInfo { hasNextPage } } }", json!({})),
        ("{ coordinatorsDue { nodes { id } } freeChoicesDue { nodes { id } } }", json!({})),
        ("query($until: Date!) { rehabilitationStartsDue(until: $until) { nodes { id } } }", until),
        (
            "query($id: ID!) { access(caseId: $id) { relation holders { journal granted { category } } } }",
            Value::Null,
        ),
        (
            "query($id: ID!) { brainInjuryCase(id: $id) { withheld { fields category reason }
            participations { from } tasks { text } } }",
            Value::Null,
        ),
    ] {
        let mut texts = Vec::new();
        for (app, case) in [&one, &other].into_iter().zip(&cases) {
            let id = json!({ "id": case });
            let variables = if variables.is_null() { id } else { variables.clone() };
            let answer = app.ask(BIF, query, variables).await;
            assert!(answer.json().get("errors").is_none(), "{query}: {}", answer.text);
            texts.push(answer.text);
        }
        assert_eq!(texts[0], texts[1], "{query}");
    }
    let (a, b) = (
        one.ask(SOF, FORMS, json!({ "id": cases[0] })).await,
        other.ask(SOF, FORMS, json!({ "id": cases[1] })).await,
    );
    assert_ne!(a.text, b.text, "whoever may see it sees the difference");
}
