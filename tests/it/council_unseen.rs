//! R32: what a caller does before the council tells nothing of what it is not shown there.

use serde_json::{Value, json};

use crate::acting::*;
use crate::council::{
    consented_case, convened, decided, deliberated, held, presentation, presented, seats,
};
use crate::support::TestApp;

const SOF: &str = "sofCaseworker";
const COORDINATOR: &str = "brainInjuryCoordinator";
const SUF: &str = "sufCaseworker";
const BIF: &str = "bifCaseworker";
const HOSPITAL: &str = "hospitalPartner";

#[tokio::test]
async fn a_case_stays_with_the_meeting_that_took_it_up_and_is_presented_anew() {
    let app = TestApp::start().await;
    let (meeting, later) = (convened(&app, "2026-11-02").await, convened(&app, "2026-11-23").await);
    let (case, _) = consented_case(&app).await;
    let own = presented(&app, &case, &meeting).await;
    held(&app, &meeting, &[]).await;
    let moved = json!({ "councilCaseId": own, "councilMeetingId": later, "expectedVersion": 1 });
    let shown = "councilCase { id }";
    let refused = act(&app, COORDINATOR, "updateCouncilCase", shown, moved).await;
    assert_eq!(told(&refused), ["ILLEGAL_STATE councilMeetingId"]);
    let next = presented(&app, &case, &later).await;
    assert_ne!(next, own);
    // One that is planned or cancelled lets it go.
    let last = convened(&app, "2026-12-14").await;
    let cancel = json!({ "councilMeetingId": later, "reason": "for få", "expectedVersion": 1 });
    done(act(&app, SUF, "cancelCouncilMeeting", "councilMeeting { id }", cancel).await);
    let moved = json!({ "councilCaseId": next, "councilMeetingId": last, "expectedVersion": 1 });
    done(act(&app, COORDINATOR, "updateCouncilCase", shown, moved).await);
}

/// R15: who is no longer to sit takes part in no case by it.
#[tokio::test]
async fn a_seat_that_is_taken_off_or_a_meeting_that_is_cancelled_opens_nothing_any_more() {
    let app = TestApp::start().await;
    let meeting = convened(&app, "2026-11-23").await;
    let (case, _) = consented_case(&app).await;
    presented(&app, &case, &meeting).await;
    let reads = async |viewer: &str| {
        let query = "query($id: ID!) { brainInjuryCase(id: $id) { id } }";
        app.ask(viewer, query, json!({ "id": case })).await.data("/brainInjuryCase").is_object()
    };
    assert!(reads(BIF).await && reads(SUF).await);
    let left: Vec<_> = seats(&app).into_iter().take(2).collect();
    let update = json!({ "councilMeetingId": meeting, "members": left, "expectedVersion": 1 });
    let shown = "councilMeeting { members { id } }";
    done(act(&app, SUF, "updateCouncilMeeting", shown, update).await);
    assert!(!reads(BIF).await && reads(SUF).await);
    let cancel = json!({ "councilMeetingId": meeting, "reason": "for få", "expectedVersion": 2 });
    done(act(&app, SUF, "cancelCouncilMeeting", "councilMeeting { id }", cancel).await);
    assert!(!reads(SUF).await && reads(COORDINATOR).await);
    // What is settled later does not bring them back.
    let other = convened(&app, "2026-12-14").await;
    presented(&app, &case, &other).await;
    let input = json!({ "councilMeetingId": other, "members": left, "expectedVersion": 1 });
    done(act(&app, SUF, "updateCouncilMeeting", shown, input).await);
    assert!(!reads(BIF).await && reads(SUF).await);
}

#[tokio::test]
async fn who_is_found_to_have_sat_meets_no_deliberation_of_those_who_did() {
    let app = TestApp::start().await;
    let meeting = convened(&app, "2026-11-02").await;
    let (case, _) = consented_case(&app).await;
    let own = presented(&app, &case, &meeting).await;
    held(&app, &meeting, &[BIF]).await;
    done(deliberated(&app, SUF, &own, Value::Null).await);
    held(&app, &meeting, &[]).await;
    for version in [Value::Null, json!(1), json!(7)] {
        let payload = deliberated(&app, BIF, &own, version).await;
        assert_eq!(told(&payload), ["FORBIDDEN "]);
    }
    // Recorded again by who sat, it is BIF's as well.
    done(deliberated(&app, SUF, &own, json!(1)).await);
    done(deliberated(&app, BIF, &own, json!(2)).await);
}

/// A case that the council has decided; those who sit may read of work, as may the hospital, which
/// takes part where BIF does not see it. The id that it has with the council.
async fn of_work(app: &TestApp) -> Value {
    let meeting = convened(app, "2026-11-02").await;
    let (case, _) = consented_case(app).await;
    let sof = organisation(app, SOF);
    let to = [organisation(app, SUF), organisation(app, HOSPITAL)];
    consented(app, SOF, &case, vec![grant("DISCLOSE", &sof, &to, &["EMPLOYMENT"])]).await;
    let part = json!({ "caseId": case, "organisationId": to[1], "unitId": unit(app, HOSPITAL) });
    done(act(app, SOF, "addParticipation", "case { id }", part).await);
    let own = presented(app, &case, &meeting).await;
    held(app, &meeting, &[]).await;
    done(decided(app, SUF, &own, json!({})).await);
    own
}

fn of(council_case: &Value, responsible: &Value) -> Value {
    json!({ "councilCaseId": council_case, "text": "Afklar praktik", "categories": ["EMPLOYMENT"],
        "responsibleOrganisationId": responsible })
}

#[tokio::test]
async fn a_task_for_who_takes_part_unseen_is_refused_like_one_for_who_may_not_read_it() {
    let app = TestApp::start().await;
    let own = of_work(&app).await;
    let add = async |viewer: &str, to: &str| {
        let input = of(&own, &organisation(&app, to));
        told(&act(&app, viewer, "addCouncilTask", "task { id }", input).await)
    };
    let refused = ["NOT_COVERED responsibleOrganisationId"];
    assert_eq!(add(BIF, "schoolPartner").await, refused, "it takes no part");
    assert_eq!(add(BIF, HOSPITAL).await, refused);
    for to in [BIF, SOF, SUF] {
        assert_eq!(add(BIF, to).await, Vec::<String>::new(), "{to}");
    }
    assert_eq!(add(COORDINATOR, HOSPITAL).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_number_tells_nothing_of_a_task_that_has_since_been_withheld() {
    let app = TestApp::start().await;
    let own = of_work(&app).await;
    let mut input = of(&own, &organisation(&app, BIF));
    input["externalReference"] = json!({ "system": "CSC", "id": "OPG-1" });
    let send = async |version: Value| {
        let mut input = input.clone();
        input["externalReference"]["expectedVersion"] = version;
        act(&app, BIF, "addCouncilTask", "task { id }", input).await
    };
    let made = done(send(Value::Null).await)["task"]["id"].clone();
    let again = done(send(Value::Null).await)["task"]["id"].clone();
    assert_eq!(again, made, "the number names it");
    let node = json!({ "id": made });
    let unseen = async || {
        let query = "query($id: ID!) { node(id: $id) { id } }";
        app.ask(BIF, query, node.clone()).await.data("/node").is_null()
    };
    assert!(!unseen().await);
    // The lead gives it to the hospital, which BIF does not see.
    let given = json!({ "taskId": made, "responsibleOrganisationId": organisation(&app, HOSPITAL),
        "expectedVersion": 1 });
    done(act(&app, COORDINATOR, "updateTask", "task { id }", given).await);
    assert!(unseen().await);
    let gone = ["ILLEGAL_STATE externalReference"];
    for version in [Value::Null, json!(1), json!(2)] {
        assert_eq!(told(&send(version).await), gone);
    }
    let before = send(Value::Null).await;
    let close = json!({ "taskId": made, "state": "DONE", "expectedVersion": 2 });
    done(act(&app, COORDINATOR, "setTaskState", "task { id }", close).await);
    assert_eq!(send(Value::Null).await, before);
}

#[tokio::test]
async fn a_presentation_that_the_caller_does_not_see_is_not_told_of_by_its_own() {
    let app = TestApp::start().await;
    let seat = |viewer: &str| json!({ "organisationId": organisation(&app, viewer), "unitId": unit(&app, viewer) });
    let call = json!({ "date": "2026-11-02", "place": "Rådhuset",
        "members": [seat(SOF), seat(BIF)] });
    let made = act(&app, SOF, "createCouncilMeeting", "councilMeeting { id }", call).await;
    let meeting = done(made)["councilMeeting"]["id"].as_str().unwrap().to_owned();
    let case = opened(&app, SOF, &json!(app.citizen())).await;
    // The citizen lets BIF collect, which does not tell it how the case runs.
    let collect = grant(
        "COLLECT",
        &organisation(&app, BIF),
        &[organisation(&app, SOF)],
        &["SOCIAL", "EMPLOYMENT"],
    );
    consented(&app, SOF, &case, vec![collect]).await;
    let shown = "councilCase { id question version }";
    let mut input = presentation(&case, &meeting);
    for part in ["presentationHealth", "presentationEducation"] {
        input[part] = Value::Null;
    }
    let present =
        async |viewer: &str| act(&app, viewer, "presentCouncilCase", shown, input.clone()).await;
    let first = done(present(SOF).await)["councilCase"]["id"].clone();
    let found = read(&app, BIF, "brainInjuryCase", &case, "id councilCases { id }").await;
    assert_eq!(found, json!({ "id": case, "councilCases": [] }));
    let own = done(present(BIF).await)["councilCase"].clone();
    assert_eq!(own["question"], "Hvem går først?");
    for viewer in [SOF, BIF] {
        assert_eq!(told(&present(viewer).await), ["ILLEGAL_STATE councilMeetingId"], "{viewer}");
    }
    // Beside each other, each can still be changed.
    for (viewer, id) in [(SOF, &first), (BIF, &own["id"])] {
        let change = json!({ "councilCaseId": id, "question": "Og nu?", "expectedVersion": 1 });
        done(act(&app, viewer, "updateCouncilCase", shown, change).await);
    }
}
