//! The brain-injury council.

use serde_json::{Value, json};

use super::table::Table;
use crate::acting::{
    act, consented, done, grant, opened, organisation, professional, registered, unit,
};

pub(super) const MEETINGS: &[&str] =
    &["createCouncilMeeting", "updateCouncilMeeting", "holdCouncilMeeting", "cancelCouncilMeeting"];

pub(super) const CASES: &[&str] = &[
    "presentCouncilCase",
    "updateCouncilCase",
    "annulCouncilCase",
    "recordCouncilDeliberation",
    "recordCouncilDecision",
    "addCouncilTask",
];

const SOF: &str = "sofCaseworker";
const SUF: &str = "sufCaseworker";
const BIF: &str = "bifCaseworker";
const BUF: &str = "bufCaseworker";

/// A meeting at which the administrations of these viewers sit, the first convenes; its id.
async fn convened(t: &Table, date: &str, viewers: &[&str]) -> Value {
    let members: Vec<_> = viewers.iter().map(|viewer| seat(t, viewer)).collect();
    let input = json!({ "date": date, "place": "Rådhuset", "members": members });
    let shown = "councilMeeting { id }";
    let payload = act(&t.app, viewers[0], "createCouncilMeeting", shown, input).await;
    done(payload)["councilMeeting"]["id"].clone()
}

fn seat(t: &Table, viewer: &str) -> Value {
    json!({ "organisationId": organisation(&t.app, viewer), "unitId": unit(&t.app, viewer) })
}

/// Every seat filled.
async fn attendance(t: &Table, meeting: &Value) -> Value {
    let query = "query($id: ID!) { councilMeeting(id: $id) { members { id } } }";
    let found = t.app.ask(BIF, query, json!({ "id": meeting })).await;
    let members = found.data("/councilMeeting/members");
    let present = |member: &Value| json!({ "memberId": member["id"], "present": true });
    members.as_array().unwrap().iter().map(present).collect()
}

#[tokio::test]
async fn wrong_input_to_meetings_of_the_council() {
    let mut t = Table::start().await;
    // Another council's: nobody of SUF sits there.
    convened(&t, "2026-11-30", &[BUF, BIF]).await;
    let person = professional(&t.app, SUF);
    let mut own = seat(&t, SUF);
    own["professionalId"] = person.clone();
    let theirs = unit(&t.app, BIF);
    let hospital = seat(&t, "hospitalPartner");
    let (bif, sof) = (seat(&t, BIF), professional(&t.app, SOF));
    let input = json!({ "date": "2026-11-23", "startTime": "09:00", "endTime": "11:30",
        "place": "Rådhuset", "members": [own, bif], "chairId": person, "minuteTakerId": person,
        "externalReference": { "system": "CSC", "id": "SAM-9" } });
    let made = t
        .row(SUF, "createCouncilMeeting", input.clone())
        .wrong(json!({ "/endTime": "09:00" }), "INVALID endTime")
        .wrong(json!({ "/startTime": "9" }), "INVALID startTime")
        .wrong(
            json!({ "/members": [] }),
            "REQUIRED members, INVALID chairId, INVALID minuteTakerId",
        )
        .wrong(json!({ "/members/0/unitId": theirs }), "INVALID members.0.unitId")
        .wrong(json!({ "/members/1": hospital }), "NOT_MUNICIPAL members.1.organisationId")
        .wrong(json!({ "/members/1/unitId": null }), "REQUIRED members.1.unitId")
        .wrong(json!({ "/chairId": sof }), "INVALID chairId")
        .works("councilMeeting { id }")
        .await["councilMeeting"]
        .clone();
    let mut twice = input.clone();
    twice["externalReference"] = Value::Null;
    twice["members"] = json!([own, own]);
    t.row(SUF, "createCouncilMeeting", twice).is("TAKEN members.1").await;
    for viewer in ["hospitalPartner", "unitLead", "citizen", "unrelated"] {
        t.row(viewer, "createCouncilMeeting", input.clone()).is("FORBIDDEN ").await;
    }
    let input = json!({ "councilMeetingId": made["id"], "date": "2026-11-02", "startTime": "10:00",
        "endTime": "12:00", "place": "Jobcentret", "members": [own, bif], "chairId": person,
        "minuteTakerId": person, "expectedVersion": 1 });
    t.row(SUF, "updateCouncilMeeting", input)
        .wrong(json!({ "/date": null }), "REQUIRED date")
        .wrong(json!({ "/place": null }), "REQUIRED place")
        .wrong(json!({ "/endTime": "09:00" }), "INVALID endTime")
        .wrong(
            json!({ "/members": [bif] }),
            "REQUIRED members, INVALID chairId, INVALID minuteTakerId",
        )
        .refused(BIF, "FORBIDDEN")
        .works("councilMeeting { id }")
        .await;
    let all = attendance(&t, &made["id"]).await;
    let nobody: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|m| json!({ "memberId": m["memberId"], "present": false }))
        .collect();
    let input = json!({ "councilMeetingId": made["id"], "attendance": all, "expectedVersion": 2 });
    t.row(SUF, "holdCouncilMeeting", input)
        .wrong(json!({ "/attendance": [] }), "REQUIRED attendance")
        .wrong(json!({ "/attendance": nobody }), "INVALID attendance")
        .wrong(
            json!({ "/attendance": [all[0], all[0]] }),
            "TAKEN attendance.1.memberId, REQUIRED attendance",
        )
        .refused(BIF, "FORBIDDEN")
        .works("councilMeeting { id }")
        .await;
    let input = json!({ "councilMeetingId": made["id"], "reason": "for få", "expectedVersion": 3 });
    t.row(SUF, "cancelCouncilMeeting", input).is("ILLEGAL_STATE councilMeetingId").await;
    let ahead = convened(&t, "2026-12-14", &[SUF, BIF]).await;
    let all = attendance(&t, &ahead).await;
    let input = json!({ "councilMeetingId": ahead, "attendance": all, "expectedVersion": 1 });
    t.row(SUF, "holdCouncilMeeting", input).is("INVALID councilMeetingId").await;
    let input = json!({ "councilMeetingId": ahead, "reason": "juleferie", "expectedVersion": 1 });
    t.row(SUF, "cancelCouncilMeeting", input)
        .refused(BIF, "FORBIDDEN")
        .works("councilMeeting { id }")
        .await;
    let input = json!({ "councilMeetingId": ahead, "place": "Andetsteds", "expectedVersion": 2 });
    t.row(SUF, "updateCouncilMeeting", input).is("ILLEGAL_STATE councilMeetingId").await;
    t.finish(MEETINGS);
}

/// A brain-injury case of a new citizen, whose consent names these viewers' organisations.
async fn case(t: &Table, lead: &str, (cpr, birth): (&str, &str), with: &[(&str, &str)]) -> String {
    let citizen = registered(&t.app, lead, cpr, birth).await;
    let case = opened(&t.app, lead, &citizen).await;
    let to = organisation(&t.app, lead);
    let tell = |(viewer, category): &(&str, &str)| {
        grant("DISCLOSE", &to, &[organisation(&t.app, viewer)], &[category])
    };
    consented(&t.app, lead, &case, with.iter().map(tell).collect()).await;
    case
}

fn presentation(case: &str, meeting: &Value) -> Value {
    json!({ "caseId": case, "councilMeetingId": meeting, "citizenInformed": false,
        "administrations": ["SOCIAL_ADMINISTRATION", "EMPLOYMENT_ADMINISTRATION"],
        "question": "Hvem går først", "presentationHealth": "Let udtrættet",
        "presentationSocial": "Bor alene", "presentationEmployment": "Sygemeldt siden maj",
        "presentationEducation": "Ufaglært", "presentationHousing": "Lejebolig",
        "presentationEconomy": "Sygedagpenge", "presentationNetwork": "En bror" })
}

#[tokio::test]
async fn wrong_input_to_cases_of_the_council() {
    let mut t = Table::start().await;
    // Another's: a case of SUF's, before a council on which SOF does not sit.
    let other = convened(&t, "2026-11-30", &[SUF, BIF]).await;
    let theirs = case(&t, SUF, ("651255-0001", "1955-12-05"), &[(BIF, "EMPLOYMENT")]).await;
    let shown = "councilCase { id }";
    done(act(&t.app, SUF, "presentCouncilCase", shown, presentation(&theirs, &other)).await);

    let meeting = convened(&t, "2026-11-02", &[SOF, BIF]).await;
    let later = convened(&t, "2026-11-23", &[SOF, BIF]).await;
    let case = case(&t, SOF, ("640180-0003", "1980-01-04"), &[(BIF, "EMPLOYMENT")]).await;
    let mut input = presentation(&case, &meeting);
    input["externalReference"] = json!({ "system": "CSC", "id": "SAG-9" });
    let too_few = ["SOCIAL_ADMINISTRATION"];
    let made = t
        .row(SOF, "presentCouncilCase", input)
        .wrong(json!({ "/administrations": too_few }), "TWO_ADMINISTRATIONS administrations")
        .wrong(
            json!({ "/administrations": ["HOSPITAL", "SOCIAL_ADMINISTRATION"] }),
            "NOT_MUNICIPAL administrations.0, TWO_ADMINISTRATIONS administrations",
        )
        .wrong(
            json!({ "/question": "", "/administrations": [] }),
            "REQUIRED question, TWO_ADMINISTRATIONS administrations",
        )
        .works("councilCase { id }")
        .await["councilCase"]
        .clone();
    let again = presentation(&case, &meeting);
    t.row(SOF, "presentCouncilCase", again).is("ILLEGAL_STATE councilMeetingId").await;
    let mut input = presentation(&case, &meeting);
    input.as_object_mut().unwrap().remove("caseId");
    input["councilCaseId"] = made["id"].clone();
    input["expectedVersion"] = 1.into();
    t.row(SOF, "updateCouncilCase", input)
        .wrong(json!({ "/question": null }), "REQUIRED question")
        .wrong(json!({ "/administrations": too_few }), "TWO_ADMINISTRATIONS administrations")
        .refused(BIF, "FORBIDDEN")
        .works("councilCase { id }")
        .await;
    let said = json!({ "councilCaseId": made["id"], "text": "Enige om forløbet" });
    t.row(SOF, "recordCouncilDeliberation", said.clone()).is("ILLEGAL_STATE councilCaseId").await;
    let all = attendance(&t, &meeting).await;
    let input = json!({ "councilMeetingId": meeting, "attendance": all, "expectedVersion": 1 });
    done(act(&t.app, SOF, "holdCouncilMeeting", "councilMeeting { id }", input).await);
    t.row(SOF, "recordCouncilDeliberation", said)
        .wrong(json!({ "/expectedVersion": 3 }), "CONFLICT expectedVersion")
        .refused(BIF, "")
        .works("councilCase { id }")
        .await;
    let task = json!({ "councilCaseId": made["id"], "text": "Afklar praktikken",
        "categories": ["EMPLOYMENT"], "responsibleOrganisationId": organisation(&t.app, BIF),
        "responsibleProfessionalId": professional(&t.app, BIF), "due": "2026-11-20" });
    t.row(SOF, "addCouncilTask", task.clone()).is("ILLEGAL_STATE councilCaseId").await;
    let input = json!({ "councilCaseId": made["id"], "decisionType": "REFER",
        "decisionText": "Henvises til praktik", "followUpMeetingId": later });
    t.row(SOF, "recordCouncilDecision", input.clone())
        .wrong(json!({ "/followUpMeetingId": meeting }), "INVALID followUpMeetingId")
        .wrong(json!({ "/expectedVersion": 70 }), "CONFLICT expectedVersion")
        .refused(BIF, "WITHHELD decisionText")
        .works("councilCase { id }")
        .await;
    t.row(SOF, "recordCouncilDecision", input).is("ILLEGAL_STATE councilCaseId").await;
    t.row(SOF, "addCouncilTask", task)
        .wrong(json!({ "/categories": ["HEALTH"] }), "NOT_COVERED responsibleOrganisationId")
        .wrong(
            json!({ "/responsibleOrganisationId": null, "/responsibleProfessionalId": null }),
            "REQUIRED responsibleOrganisationId",
        )
        .wrong(json!({ "/categories": [] }), "REQUIRED categories")
        .refused(BIF, "")
        .works("task { id }")
        .await;
    let input = json!({ "councilCaseId": made["id"], "question": "Og nu", "expectedVersion": 3 });
    t.row(SOF, "updateCouncilCase", input)
        .is("ILLEGAL_STATE councilCaseId, ILLEGAL_STATE councilMeetingId")
        .await;
    let input =
        json!({ "councilCaseId": made["id"], "reason": "forkert sag", "expectedVersion": 3 });
    t.row(SOF, "annulCouncilCase", input.clone())
        .refused(BIF, "FORBIDDEN")
        .works("councilCase { id }")
        .await;
    let mut twice = input;
    twice["expectedVersion"] = 4.into();
    t.row(SOF, "annulCouncilCase", twice).is("ILLEGAL_STATE councilCaseId").await;
    t.finish(CASES);
}
