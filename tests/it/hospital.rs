//! What comes from hospitals and other senders: referrals and rehabilitation plans sent in before
//! any relation exists, what comes of them, and who sees what of them.

use law::OrganisationKind;
use law::words::{OrganisationId, UnitId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use stifinder::domain::EntityKind;

use crate::brain_injury::{change, change_with, fine, organisation, outside, refused, unit};
use crate::support::{Answer, TestApp, on_postgres};

/// A replacement number of someone born in 1980, and of someone born in 1950.
pub(crate) const YOUNG: &str = "610180-0001";
pub(crate) const OLD: &str = "610150-0002";

/// The system of an organisation's unit: no user.
pub(crate) fn system(app: &TestApp, viewer: &str) -> String {
    let mut grant = app.grant(viewer);
    grant.user = None;
    grant.roles = law::RoleSet::NONE;
    app.token_of(grant)
}

/// The system of a unit of the first organisation of a kind.
async fn system_of(app: &TestApp, kind: OrganisationKind) -> String {
    use entity::{organisation, unit};
    let kind = organisation::Column::Kind.eq(entity::column::Code(kind));
    let found = organisation::Entity::find().filter(kind).one(app.connection()).await;
    let of = found.unwrap().unwrap();
    let own = unit::Entity::find().filter(unit::Column::OrganisationId.eq(of.id));
    let unit = own.one(app.connection()).await.unwrap().unwrap();
    let mut grant = app.grant("hospitalPartner");
    grant.organisation = Some(OrganisationId(of.id));
    grant.unit = Some(UnitId(unit.id));
    grant.user = None;
    grant.roles = law::RoleSet::NONE;
    app.token_of(grant)
}

/// A referral of a citizen, with something of every category.
pub(crate) fn referral(app: &TestApp, to: &str, cpr: &str) -> Value {
    json!({
        "citizen": { "cpr": cpr, "name": "Ellen Prøve", "phone": "00112233" },
        "receivingUnitId": unit(app, to), "referrerName": "Overlæge Hvid",
        "diagnosisGroup": "INFARCT", "diagnosisCodes": ["DI639"], "injuryDate": "2026-10-12",
        "phase": "PHASE_2", "medicallyDiagnosed": true,
        "admission": { "hospitalName": "Neurologisk afdeling", "admittedOn": "2026-10-12",
            "dischargedOn": "2026-11-01" },
        "difficulties": ["LANGUAGE", "FATIGUE"], "workStatus": "SICK_LISTED",
        "employer": "Grøntengros", "educationStatus": "NONE", "school": "VUC",
        "incomeSource": "SICKNESS_BENEFIT", "housing": "Lejlighed på 3. sal",
        "relatives": "Bor med ægtefælle", "childrenUnder18": 2, "interpreterLanguage": "polsk",
        "citizenWish": "Hjem igen", "reason": "Afasi og udtrætning",
        "administrations": ["EMPLOYMENT_ADMINISTRATION"],
        "attachments": [{ "kind": "DISCHARGE_SUMMARY", "title": "Epikrise",
            "reference": "dok:17", "sha256": "0a".repeat(32), "date": "2026-11-01" }],
        "externalReference": { "system": "EPJ", "id": "H-1" },
    })
}

/// A rehabilitation plan of a type, discharged the day before.
pub(crate) fn plan(app: &TestApp, to: &str, cpr: &str, plan_type: &str) -> Value {
    json!({
        "citizen": { "cpr": cpr, "name": "Ellen Prøve" },
        "receivingUnitId": unit(app, to), "planType": plan_type, "municipalLevel": "ADVANCED",
        "senderSor": "440391000016003", "diagnosisCodes": ["DI639"],
        "functionBefore": "Selvhjulpen", "functionNow": "Går med rollator",
        "rehabilitationNeed": "Gang og tale",
        "icfEntries": [{ "code": "b167", "qualifier": "Q3", "note": "Afasi" },
            { "code": "d460", "qualifier": "Q2" }],
        "dischargedOn": "2026-11-01", "hospitalFollowUp": "Kontrol om tre måneder",
        "totalNeed": { "health": "Logopæd", "social": "Støtte i hjemmet",
            "employment": "Afklaring", "education": "Voksenundervisning" },
        "transport": "Kørsel", "interpreterLanguage": "polsk",
        "externalReference": { "system": "EPJ", "id": "G-1" },
    })
}

pub(crate) const R33: &str = "REHABILITATION_AT_SPECIALISED_LEVEL";

const CASE: &str = "case { id status unit { id } citizen { name birthDate cpr phone } }";

/// A mutation by a token; its payload, with nothing wrong.
#[track_caller]
fn done(field: &str, answer: &Answer) -> Value {
    fine(answer.data(&format!("/{field}")))
}

/// Sends a plan as the hospital's system; the payload.
pub(crate) async fn send_plan(app: &TestApp, input: Value) -> Value {
    let shown = format!("rehabilitationPlan {{ id version startDeadline }} {CASE}");
    let field = "sendRehabilitationPlan";
    let token = system(app, "hospitalPartner");
    done(field, &change_with(app, &token, field, &shown, input).await)
}

pub(crate) async fn send_referral(app: &TestApp, input: Value) -> Value {
    let shown = format!("referral {{ id version attachments {{ id }} }} {CASE}");
    let token = system(app, "hospitalPartner");
    done("sendReferral", &change_with(app, &token, "sendReferral", &shown, input).await)
}

/// A consent of the lead for brain injury, category by category, to organisations of viewers.
pub(crate) async fn consented(app: &TestApp, case: &Value, to: &[(&str, &str, &[&str])]) {
    let clauses: Vec<_> = to
        .iter()
        .map(|(direction, viewer, categories)| {
            json!({ "direction": direction, "purpose": "BRAIN_INJURY", "categories": categories,
                "counterparts": [{ "organisationId": organisation(app, viewer) }] })
        })
        .collect();
    let input = json!({ "caseId": case, "signedAt": "2026-11-02T08:00:00Z", "form": "WRITTEN",
        "signer": "CITIZEN", "rightToWithdraw": true, "clauses": clauses });
    fine(change(app, "sofCaseworker", "giveConsent", "case { id }", input).await);
    for (_, viewer, _) in to {
        let input = json!({ "caseId": case, "organisationId": organisation(app, viewer),
            "unitId": unit(app, viewer) });
        change(app, "sofCaseworker", "addParticipation", "case { id }", input).await;
    }
}

async fn assign(app: &TestApp, case: &Value) -> Value {
    let user = app.persona("brainInjuryCoordinator").viewer.user.unwrap().0;
    let user = outside(EntityKind::Professional, user);
    let input = json!({ "caseId": case, "coordinatorId": user, "expectedVersion": 1 });
    fine(change(app, "sofCaseworker", "assignCoordinator", "case { id }", input).await);
    user
}

pub(crate) async fn ids(app: &TestApp, viewer: &str, list: &str, arguments: &str) -> Vec<Value> {
    let query = format!("{{ {list}{arguments} {{ nodes {{ id }} }} }}");
    let rows = app.ask(viewer, &query, json!({})).await.data(&format!("/{list}/nodes"));
    rows.as_array().unwrap().iter().map(|row| row["id"].clone()).collect()
}

async fn count(app: &TestApp, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS n FROM {table}");
    let backend = app.connection().get_database_backend();
    let statement = sea_orm::Statement::from_string(backend, sql);
    let row = app.connection().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[tokio::test]
async fn r33_a_hospitals_plan_opens_a_case_and_asks_for_a_coordinator_once() {
    let app = TestApp::start().await;
    let before = [count(&app, "citizen").await, count(&app, "coordination_case").await];
    let input = plan(&app, "sofCaseworker", YOUNG, R33);
    let sent = send_plan(&app, input.clone()).await;
    assert_eq!(sent["warnings"], json!([]));
    let case = &sent["case"];
    assert_eq!(case["status"], "ON_THE_WAY");
    assert_eq!(case["unit"]["id"], unit(&app, "sofCaseworker"));
    assert_eq!(case["citizen"]["name"], "Ellen Prøve");
    assert_eq!(case["citizen"]["birthDate"], "1980-01-01");
    assert_eq!((&case["citizen"]["cpr"], &case["citizen"]["phone"]), (&Value::Null, &Value::Null));
    assert_eq!(sent["rehabilitationPlan"]["startDeadline"], "2026-11-08");

    // Twice under one number, and once more under a key: recorded once.
    let again = send_plan(&app, input.clone()).await;
    assert_eq!(again["rehabilitationPlan"], sent["rehabilitationPlan"]);
    assert_eq!(again["warnings"][0]["fault"], "ALREADY_REGISTERED");
    let mut keyed = input.clone();
    keyed.as_object_mut().unwrap().remove("externalReference");
    keyed["idempotencyKey"] = "once".into();
    let first = send_plan(&app, keyed.clone()).await;
    let replayed = send_plan(&app, keyed).await;
    assert_eq!(first["rehabilitationPlan"]["id"], replayed["rehabilitationPlan"]["id"]);
    assert_eq!(first["case"]["id"], case["id"], "the open case takes it");
    assert_eq!(count(&app, "rehabilitation_plan").await, 2);
    let after = [count(&app, "citizen").await, count(&app, "coordination_case").await];
    assert_eq!(after, before.map(|count| count + 1));
    // The number names this plan, of this citizen.
    let mut other = input;
    other["citizen"]["cpr"] = "610280-0003".into();
    let token = system(&app, "hospitalPartner");
    let taken = change_with(&app, &token, "sendRehabilitationPlan", "case { id }", other).await;
    assert_eq!(refused(&taken.data("/sendRehabilitationPlan")).0, "TAKEN");
    assert_eq!(count(&app, "citizen").await, before[0] + 1, "nothing is left of what is refused");

    // The unit sees that a coordinator is asked for, until there is one.
    let of_unit = format!("(unitId: {})", unit(&app, "sofCaseworker"));
    let due = ids(&app, "sofCaseworker", "coordinatorsDue", &of_unit).await;
    assert_eq!(due.len(), 2);
    assert!(due.contains(&sent["rehabilitationPlan"]["id"]));
    let elsewhere = format!("(unitId: {})", unit(&app, "sofOtherUnit"));
    assert!(ids(&app, "sofCaseworker", "coordinatorsDue", &elsewhere).await.is_empty());
    assert!(ids(&app, "sofOtherUnit", "coordinatorsDue", &elsewhere).await.is_empty());
    let asked = entity::outbox::Entity::find()
        .filter(entity::outbox::Column::Kind.eq("COORDINATOR_REQUESTED"))
        .all(app.connection());
    assert_eq!(asked.await.unwrap().len(), 2);
    consented(&app, &case["id"], &[("DISCLOSE", "bifCaseworker", &["EMPLOYMENT"])]).await;
    assign(&app, &case["id"]).await;
    assert!(ids(&app, "sofCaseworker", "coordinatorsDue", &of_unit).await.is_empty());
}

#[tokio::test]
async fn r33_a_plan_of_another_type_opens_a_case_too_and_asks_for_nobody() {
    let app = TestApp::start().await;
    let mut input = plan(&app, "sofCaseworker", YOUNG, "GENERAL");
    input.as_object_mut().unwrap().remove("totalNeed");
    let sent = send_plan(&app, input.clone()).await;
    assert!(ids(&app, "sofCaseworker", "coordinatorsDue", "").await.is_empty());
    // Corrected to the type of R33 it states the total need, and asks.
    let correct = json!({ "planId": sent["rehabilitationPlan"]["id"], "planType": R33,
        "expectedVersion": 1 });
    let token = system(&app, "hospitalPartner");
    let field = "correctRehabilitationPlan";
    let answer = change_with(&app, &token, field, "case { id }", correct.clone()).await;
    let errors = answer.data("/correctRehabilitationPlan/userErrors");
    assert_eq!(errors.as_array().unwrap().len(), 4, "{errors}");
    assert_eq!(errors[0]["rule"], "R33");
    let mut whole = correct;
    whole["totalNeed"] =
        json!({ "health": "a", "social": "b", "employment": "c", "education": "d" });
    whole["icfEntries"] = json!([{ "code": "s110", "qualifier": "Q4" }]);
    let shown = "rehabilitationPlan { id version planType functionNow icfEntries { code component qualifier } }";
    let corrected = done(field, &change_with(&app, &token, field, shown, whole).await);
    assert_eq!(
        corrected["rehabilitationPlan"],
        json!({ "id": sent["rehabilitationPlan"]["id"], "version": 2, "planType": R33,
            "functionNow": "Går med rollator",
            "icfEntries": [{ "code": "s110", "component": "S", "qualifier": "Q4" }] })
    );
    assert_eq!(ids(&app, "sofCaseworker", "coordinatorsDue", "").await.len(), 1);
    // A general practitioner makes no such plan, and a plan states its discharge (R34).
    let gp = system_of(&app, OrganisationKind::GeneralPractice).await;
    let field = "sendRehabilitationPlan";
    let answer = change_with(&app, &gp, field, "case { id }", input.clone()).await;
    assert_eq!(refused(&answer.data("/sendRehabilitationPlan")).0, "FORBIDDEN");
    input.as_object_mut().unwrap().remove("dischargedOn");
    let answer = change_with(&app, &token, field, "case { id }", input).await;
    let told = refused(&answer.data("/sendRehabilitationPlan"));
    assert_eq!(told, ("RULE".into(), "R34".into(), "DISCHARGE_MISSING".into()));
}

#[tokio::test]
async fn r34_the_start_is_due_by_its_deadline_and_after_it_a_free_choice() {
    let app = TestApp::start().await;
    let sent = send_plan(&app, plan(&app, "sofCaseworker", YOUNG, R33)).await;
    let (id, case) = (&sent["rehabilitationPlan"]["id"], &sent["case"]["id"]);
    consented(&app, case, &[("DISCLOSE", "bifCaseworker", &["EMPLOYMENT"])]).await;
    let coordinator = assign(&app, case).await;
    let lead = "brainInjuryCoordinator";
    let own = format!("coordinatorId: {coordinator}");
    let nobody = format!("coordinatorId: {}", unit(&app, "sofCaseworker"));
    let starts = |until: &str, more: &str| format!("(until: \"{until}\" {more})");
    for (until, more, due) in [
        ("2026-11-07", "", 0),
        ("2026-11-08", "", 1),
        ("2026-11-08", own.as_str(), 1),
        ("2026-11-08", nobody.as_str(), 0),
    ] {
        let found = ids(&app, lead, "rehabilitationStartsDue", &starts(until, more)).await;
        assert_eq!(found.len(), due, "{until} {more}");
    }
    let list = "freeChoicesDue";
    app.clock.advance(chrono::TimeDelta::days(6));
    assert!(ids(&app, lead, list, "").await.is_empty(), "on the last day");
    app.clock.advance(chrono::TimeDelta::days(1));
    assert_eq!(ids(&app, lead, list, "").await, std::slice::from_ref(id));
    assert_eq!(ids(&app, lead, list, &format!("({own})")).await.len(), 1);
    assert!(ids(&app, lead, list, &format!("({nobody})")).await.is_empty());
    // The sender sees its own plan there; who may not see the plan sees nothing of it.
    assert_eq!(ids(&app, "hospitalPartner", list, "").await.len(), 1);
    assert!(ids(&app, "bifCaseworker", list, "").await.is_empty());

    let update = |changes: Value, version: i32| {
        let mut input = changes;
        input["planId"] = id.clone();
        input["expectedVersion"] = version.into();
        input
    };
    let field = "updateRehabilitationCourse";
    let shown = "rehabilitationPlan { version freeChoice freeChoiceAt startedOn firstContactOffered \
                 responsibleOrganisation { id } responsibleFrom }";
    let unasked = change(&app, lead, field, shown, update(json!({ "freeChoice": "TAKEN" }), 1));
    assert_eq!(refused(&unasked.await), ("RULE".into(), "R34".into(), "NOT_OFFERED".into()));
    let offered =
        update(json!({ "freeChoice": "OFFERED", "firstContactOffered": "2026-11-05" }), 1);
    let offered = fine(change(&app, lead, field, shown, offered).await);
    assert_eq!(offered["rehabilitationPlan"]["freeChoice"], "OFFERED");
    assert!(offered["rehabilitationPlan"]["freeChoiceAt"].is_string());
    assert!(ids(&app, lead, list, "").await.is_empty());
    let all = starts("2026-12-31", "");
    assert_eq!(ids(&app, lead, "rehabilitationStartsDue", &all).await.len(), 1);
    let suf = organisation(&app, "sufCaseworker");
    let taken = json!({ "freeChoice": "TAKEN", "startedOn": "2026-11-09",
        "responsibleOrganisationId": suf, "responsibleFrom": "2026-11-09" });
    let taken = fine(change(&app, lead, field, shown, update(taken, 2)).await);
    assert_eq!(taken["rehabilitationPlan"]["responsibleOrganisation"]["id"], suf);
    assert!(ids(&app, lead, "rehabilitationStartsDue", &all).await.is_empty());
    // The hospital reads what came of its plan.
    let query = "query($id: ID!) { node(id: $id) { ... on RehabilitationPlan { version startedOn
        freeChoice firstContactOffered responsibleFrom } } }";
    let seen = app.ask("hospitalPartner", query, json!({ "id": id })).await;
    assert_eq!(
        seen.data("/node"),
        json!({ "version": 3, "startedOn": "2026-11-09", "freeChoice": "TAKEN",
            "firstContactOffered": "2026-11-05", "responsibleFrom": "2026-11-09" })
    );
    // Who sent it does not write what the lead records, and the other way round.
    let other = change(&app, "hospitalPartner", field, shown, update(json!({}), 3)).await;
    assert_eq!(refused(&other).0, "FORBIDDEN");
    let correct = json!({ "planId": id, "transport": "Egen bil", "expectedVersion": 3 });
    let other = change(&app, lead, "correctRehabilitationPlan", "case { id }", correct).await;
    assert_eq!(refused(&other).0, "FORBIDDEN");
    let stale = change(&app, lead, field, shown, update(json!({}), 2)).await;
    assert_eq!(refused(&stale).0, "CONFLICT");
}

/// All that a sender can ask of what it sent, without what differs by nature: ids.
const OWN: &str = "status openedBy citizen { name birthDate address phone withheld { fields category reason } }
    participations { from to } assignments { from } consents { signedAt }
    statements { text } informationRequests { question } tasks { text } meetings { date }
    statutoryBases { provision } dispatches { sentAt } closeReason fullConsent version
    assessments { conclusion }
    referrals { referrerKind referrer { name organisation { name } unit { name } professional { name } }
        receivedAt diagnosisGroup diagnosisCodes injuryDate phase medicallyDiagnosed
        admission { hospitalName admittedOn dischargedOn } difficulties workStatus employer
        educationStatus school incomeSource housing relatives childrenUnder18 interpreterLanguage
        citizenWish reason administrations decision decidedAt version annulledAt
        attachments { kind title reference sha256 date } externalReferences { system id }
        withheld { fields category reason } }
    rehabilitationPlans { planType }
    withheld { fields category reason }";

#[tokio::test]
async fn what_a_sender_is_told_is_the_same_whether_citizen_and_case_were_there() {
    let (new, known) = (TestApp::start().await, TestApp::start().await);
    // Known: registered with other data, an open case with much in it, at the same unit.
    let sof = "sofCaseworker";
    let registered = json!({ "cpr": YOUNG, "name": "Ellen Prøve", "birthDate": "1980-01-01",
        "address": "Nygade 1", "addressProtected": true });
    let citizen = fine(change(&known, sof, "registerCitizen", "citizen { id }", registered).await);
    let citizen = &citizen["citizen"]["id"];
    let recorded = json!({ "target": { "newCase": { "citizenId": citizen, "unitId": unit(&known, sof) } },
        "referrerKind": "RELATIVE", "referrerName": "Søsteren",
        "receivedAt": "2026-11-01T10:00:00Z", "reason": "Kan ikke passe sit arbejde" });
    let opened =
        fine(change(&known, sof, "recordReferral", "case { id } referral { id }", recorded).await);
    let case = &opened["case"]["id"];
    let gp = system_of(&known, OrganisationKind::GeneralPractice).await;
    let from_gp = referral(&known, sof, YOUNG);
    let sent = change_with(&known, &gp, "sendReferral", "case { id }", from_gp).await;
    assert_eq!(&done("sendReferral", &sent)["case"]["id"], case);
    let tell = json!({ "caseId": case, "text": "Drikker", "categories": ["HEALTH"] });
    fine(change(&known, sof, "recordStatement", "statement { id }", tell).await);
    let assess = json!({ "caseId": case, "conclusion": "Stort behov", "needLevel": "HIGH" });
    let field = "recordBrainInjuryAssessment";
    fine(change(&known, sof, field, "assessment { id }", assess).await);

    for by in [system, |app: &TestApp, viewer: &str| app.token(viewer)] {
        let (to_new, to_known) = (by(&new, "hospitalPartner"), by(&known, "hospitalPartner"));
        let input = referral(&new, sof, YOUNG);
        // What is wrong is told alike,
        for (pointer, value) in [
            ("/receivingUnitId", unit(&new, "sufCaseworker")),
            ("/receivingUnitId", unit(&new, "bifCaseworker")),
            ("/injuryDate", json!("2026-12-24")),
            ("/citizen/birthDate", json!("2030-01-01")),
            ("/citizen/name", json!(" ")),
        ] {
            let wrong = crate::bad_input::with(&input, pointer, value);
            let told = async |app: &TestApp, token: &str| {
                change_with(app, token, "sendReferral", "case { id }", wrong.clone()).await
            };
            let (a, b) = (told(&new, &to_new).await, told(&known, &to_known).await);
            assert!(!a.user_errors().is_empty(), "{pointer}: {}", a.text);
            assert_eq!(a.text, b.text, "{pointer}");
        }
        // and so is what is done, and what is read afterwards.
        let shown = format!("case {{ {OWN} }}");
        let send = async |app: &TestApp, token: &str| {
            change_with(app, token, "sendReferral", &shown, input.clone()).await
        };
        let (a, b) = (send(&new, &to_new).await, send(&known, &to_known).await);
        done("sendReferral", &a);
        assert_eq!(a.text, b.text);
        let query = format!("{{ brainInjuryCases {{ nodes {{ {OWN} }} }} }}");
        let a = new.ask_with(&to_new, &query, json!({}), &[]).await;
        let b = known.ask_with(&to_known, &query, json!({}), &[]).await;
        assert_eq!(a.text, b.text);
        let case = a.data("/brainInjuryCases/nodes/0");
        assert_eq!(case["referrals"].as_array().unwrap().len(), 1);
        assert_eq!(case["referrals"][0]["reason"], "Afasi og udtrætning");
        for hidden in ["statements", "assessments", "tasks", "assignments"] {
            assert_eq!(case[hidden], json!([]), "{hidden}");
        }
    }
    // The lead sees all of it.
    let query = "query($id: ID!) { brainInjuryCase(id: $id) { referrals { reason } } }";
    let lead = known.ask(sof, query, json!({ "id": case })).await;
    assert_eq!(lead.data("/brainInjuryCase/referrals").as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn those_that_arrive_at_a_time_are_one_citizen_one_case_and_one_record() {
    let app = TestApp::start().await;
    let before = [count(&app, "citizen").await, count(&app, "coordination_case").await];
    let input = referral(&app, "sofCaseworker", YOUNG);
    let token = system(&app, "hospitalPartner");
    let send = || change_with(&app, &token, "sendReferral", "referral { id }", input.clone());
    let sent = tokio::join!(send(), send(), send(), send());
    let all = [sent.0, sent.1, sent.2, sent.3].map(|answer| done("sendReferral", &answer));
    let first = &all[0]["referral"]["id"];
    assert!(all.iter().all(|sent| &sent["referral"]["id"] == first), "{all:?}");
    let after = [count(&app, "citizen").await, count(&app, "coordination_case").await];
    assert_eq!(after, before.map(|count| count + 1));
    assert_eq!(count(&app, "brain_injury_referral").await, 1);
}

/// Who read the case before, without its lock, is told that it changed: on PostgreSQL.
#[tokio::test]
async fn what_arrives_counts_as_a_change_of_its_case() {
    if !on_postgres() {
        return;
    }
    const CHANGED: &str = "coordination_case WHERE revision > 0";
    let app = TestApp::start().await;
    send_referral(&app, referral(&app, "sofCaseworker", YOUNG)).await;
    let before = count(&app, CHANGED).await;
    send_plan(&app, plan(&app, "sofCaseworker", YOUNG, R33)).await;
    assert_eq!(count(&app, CHANGED).await, before + 1);
}

#[tokio::test]
async fn r35_what_is_sent_goes_to_the_authority_that_is_responsible_at_the_citizens_age() {
    let app = TestApp::start().await;
    let token = system(&app, "hospitalPartner");
    for (to, cpr, taken) in [
        ("sofCaseworker", YOUNG, true),
        ("sufCaseworker", YOUNG, false),
        ("sofCaseworker", OLD, false),
        ("sufCaseworker", OLD, true),
        ("bifCaseworker", YOUNG, false),
    ] {
        let mut input = referral(&app, to, cpr);
        input.as_object_mut().unwrap().remove("externalReference");
        let sent = change_with(&app, &token, "sendReferral", "case { id }", input).await;
        let told = sent.data("/sendReferral/userErrors");
        assert_eq!(told == json!([]), taken, "{to} {cpr}: {told}");
    }
}

#[tokio::test]
async fn r15_units_of_the_lead_authority_get_into_no_case_by_sending_something() {
    let app = TestApp::start().await;
    let other = "sofOtherUnit";
    let own = referral(&app, "sofCaseworker", YOUNG);
    let told = change(&app, other, "sendReferral", "case { id }", own).await;
    assert_eq!(told["userErrors"][0]["path"], json!(["receivingUnitId"]));
    // An old citizen whose case another unit of the own authority leads: it is not told of it.
    let sof = "sofCaseworker";
    let registered = json!({ "cpr": OLD, "name": "Else Prøve" });
    let citizen = fine(change(&app, sof, "registerCitizen", "citizen { id }", registered).await);
    let leads = app.persona(sof).viewer.organisation.unwrap().id.0;
    let case = uuid::Uuid::from_u128(4711);
    let id = stifinder::domain::GlobalId::parse(citizen["citizen"]["id"].as_str().unwrap());
    let row = entity::coordination_case::Model {
        citizen_id: id.unwrap().id,
        id: case,
        purpose: entity::column::Code(law::Purpose::BrainInjury),
        lead_organisation_id: leads,
        unit_id: app.persona(sof).viewer.unit.unwrap().0,
        opened_by: entity::column::Code(law::forms::OpenedBy::OwnInitiative),
        status: entity::column::Code(law::forms::CaseStatus::OnTheWay),
        opened_at: "2020-01-01T10:00:00Z".parse().unwrap(),
        closed_at: None,
        close_reason: None,
        version: 1,
        revision: 0,
        annulled_at: None,
        annul_reason: None,
    };
    use sea_orm::IntoActiveModel;
    let insert = entity::coordination_case::Entity::insert(row.into_active_model());
    insert.exec_without_returning(app.connection()).await.unwrap();
    let shown = "case { openedAt unit { id } leadOrganisation { id } referrals { reason } }";
    let input = referral(&app, "sufCaseworker", OLD);
    let sent = fine(change(&app, other, "sendReferral", shown, input.clone()).await);
    assert_eq!(sent["case"]["unit"]["id"], unit(&app, "sufCaseworker"));
    assert_eq!(sent["case"]["openedAt"], "2026-11-02T09:00:00.000000Z");
    assert_eq!(sent["case"]["referrals"][0]["reason"], "Afasi og udtrætning");
    // Another sender's goes to a case that is open, the receiving authority's before another's.
    let hospital = send_referral(&app, input).await;
    assert_eq!(hospital["case"]["unit"]["id"], unit(&app, "sufCaseworker"));
    // Leaders, and who works for nobody, send nothing.
    let input = referral(&app, "sofCaseworker", YOUNG);
    for viewer in ["citizen", "representative"] {
        let mut grant = app.grant(viewer);
        grant.scopes = stifinder::domain::ScopeSet::ALL;
        let token = app.token_of(grant);
        let sent = change_with(&app, &token, "sendReferral", "case { id }", input.clone()).await;
        assert_eq!(refused(&sent.data("/sendReferral")).0, "FORBIDDEN", "{viewer}");
    }
}
