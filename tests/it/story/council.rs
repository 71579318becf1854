//! Before the brain-injury council, and what it decides.

use super::*;

/// The council meets every third week (R32); the case is presented, by category. Who is to sit takes
/// part from then on: SUF by a person, the others by their units.
pub(super) async fn before_the_council(on: &Story) -> Value {
    let seat = |viewer: &str, by_name: bool| match by_name {
        true => json!({ "organisationId": organisation(&on.app, viewer),
            "professionalId": professional(&on.app, viewer) }),
        false => {
            json!({ "organisationId": organisation(&on.app, viewer), "unitId": on.unit(viewer) })
        }
    };
    let members = [seat(SOF, false), seat(MEMBER, true), seat(BIF, false), seat(BUF, false)];
    let call = |date: &str| {
        json!({ "date": date, "place": "Rådhuset", "members": members,
        "chairId": professional(&on.app, COORDINATOR) })
    };
    let shown = "councilMeeting { id }";
    let made = on.step(MEMBER, "createCouncilMeeting", shown, call("2026-11-10")).await;
    let meeting = made["councilMeeting"]["id"].clone();
    let next = on.app.ask(BIF, "{ nextCouncilDate }", json!({})).await.data("/nextCouncilDate");
    assert_eq!(next, "2026-12-01", "21 days later");
    on.step(MEMBER, "createCouncilMeeting", shown, call("2026-12-01")).await;
    assert_eq!(
        on.due(COORDINATOR, "councilMeetingsDue", "(until: \"2026-11-10\" mine: true)").await,
        std::slice::from_ref(&meeting)
    );

    let present = json!({
        "caseId": on.case, "councilMeetingId": meeting, "citizenInformed": true,
        "administrations": ["SOCIAL_ADMINISTRATION", "EMPLOYMENT_ADMINISTRATION"],
        "question": "Hvad kommer først?", "presentationHealth": "Træt efter blødningen",
        "presentationSocial": "Bor med ægtefælle", "presentationEmployment": "Sygemeldt",
        "presentationEducation": "Ufaglært",
    });
    let made = on.step(COORDINATOR, "presentCouncilCase", "councilCase { id }", present).await;
    let council_case = made["councilCase"]["id"].clone();
    let unit = format!("(until: \"2026-11-10\" unitId: {})", on.unit(SOF));
    let mine = "(until: \"2026-11-10\" mine: true)";
    assert_eq!(on.due(SOF, "councilCasesDue", &unit).await, std::slice::from_ref(&council_case));
    assert_eq!(
        on.due(COORDINATOR, "councilCasesDue", mine).await,
        std::slice::from_ref(&council_case)
    );
    assert!(on.due(COORDINATOR, "councilCasesDue", "(until: \"2026-11-09\")").await.is_empty());

    let all = "ONGOING; referral PHSEUOBN; GOP PHSEU; council HSEU question";
    on.seen(
        "presented",
        &[
            (SOF, all),
            (COORDINATOR, all),
            (MEMBER, "ONGOING; referral PHS; GOP PHS; council HS question"),
            (BIF, "ONGOING; council E"),
            (BUF, "ONGOING; council U"),
            ("hospitalSystem", "ONGOING; referral PHSEUOBN; GOP PHSEU; council H"),
            ("employerPartner", "ONGOING; council E"),
            ("schoolPartner", "ONGOING; council U"),
            ("ellen", all),
        ],
    )
    .await;
    council_case
}

/// Held; what was said stays with who sat, and the decision goes by its categories, with a task for
/// BIF and one for SUF.
pub(super) async fn the_council_decides(on: &Story, council_case: &Value) {
    on.at("2026-11-10T12:00:00Z");
    let shown = "meeting { id version members { id } }";
    let meeting = read(
        &on.app,
        COORDINATOR,
        "node",
        council_case.as_str().unwrap(),
        &format!("... on CouncilCase {{ {shown} }}"),
    )
    .await;
    let meeting = &meeting["meeting"];
    let came: Vec<_> = meeting["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| json!({ "memberId": member["id"], "present": true }))
        .collect();
    let hold = json!({ "councilMeetingId": meeting["id"], "attendance": came,
        "expectedVersion": meeting["version"] });
    on.step(COORDINATOR, "holdCouncilMeeting", "councilMeeting { state }", hold).await;
    let said = json!({ "councilCaseId": council_case, "text": "Enige om rækkefølgen" });
    on.step(MEMBER, "recordCouncilDeliberation", "councilCase { deliberation }", said).await;
    let decide = json!({ "councilCaseId": council_case, "decisionType": "PLAN_APPROVED",
        "decisionText": "Træning først, så arbejde" });
    on.step(COORDINATOR, "recordCouncilDecision", "councilCase { decidedAt }", decide).await;
    let mut tasks = Vec::new();
    for (text, to, category) in [("praktik", BIF, "EMPLOYMENT"), ("træning", MEMBER, "HEALTH")] {
        let input = json!({ "councilCaseId": council_case, "text": text, "due": "2026-11-20",
            "responsibleOrganisationId": organisation(&on.app, to),
            "responsibleProfessionalId": professional(&on.app, to), "categories": [category] });
        let made = on.step(COORDINATOR, "addCouncilTask", "task { id }", input).await;
        tasks.push(made["task"]["id"].clone());
        on.app.pass(chrono::TimeDelta::seconds(1));
    }
    let own = |more: &str| format!("(until: \"2026-11-20\" {more})");
    assert_eq!(on.due(BIF, "tasksDue", &own("mine: true")).await, tasks[..1]);
    assert_eq!(on.due(MEMBER, "tasksDue", &own("mine: true")).await, tasks[1..]);
    let unit = own(&format!("unitId: {}", on.unit(SOF)));
    let of_unit = on.due(SOF, "tasksDue", &unit).await;
    assert!(tasks.iter().all(|task| of_unit.contains(task)), "{of_unit:?}");

    let rest = "referral PHSEUOBN; GOP PHSEU";
    let all =
        format!("ONGOING; {rest}; council HSEU question deliberation decided text praktik træning");
    let ellen = format!("ONGOING; {rest}; council HSEU question decided text praktik træning");
    let hospital = format!("ONGOING; {rest}; council H decided træning");
    on.seen(
        "decided",
        &[
            (SOF, &all),
            (COORDINATOR, &all),
            (MEMBER, "ONGOING; referral PHS; GOP PHS; council HS question deliberation decided text træning"),
            (BIF, "ONGOING; council E deliberation decided praktik"),
            (BUF, "ONGOING; council U deliberation decided"),
            ("hospitalSystem", &hospital),
            ("employerPartner", "ONGOING; council E decided praktik"),
            ("schoolPartner", "ONGOING; council U decided"),
            ("ellen", &ellen),
        ],
    )
    .await;
}
