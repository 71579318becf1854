//! External references: what a case system sends under its own number is registered once, and
//! changed by what it sends again; its number is its own, and finds the entity.

mod sending;

use serde_json::{Value, json};

use self::sending::{Sending, Systems};

/// A meeting that is arranged, with the number of its first participant.
fn meeting(case: &str, place: &str) -> Value {
    json!({ "caseId": case, "kind": "FOLLOW_UP", "date": "2026-12-01", "startTime": "10:00",
        "endTime": "11:00", "place": place })
}

#[tokio::test]
async fn what_is_sent_again_is_changed_in_the_directory() {
    let s = Systems::start().await;
    let organisation = json!({ "kind": "HOSPITAL", "name": "Nordre Hospital", "cvr": "10000009" });
    let made = Sending::new(&s, "admin", "registerOrganisation", "organisation", organisation)
        .changed(json!({ "name": "Søndre Hospital", "phone": "00112233" }))
        .refused(json!({ "kind": "BANK" }), "INVALID kind")
        .run()
        .await;
    let unit = json!({ "organisationId": made, "name": "Afdeling 7" });
    let bif = s.organisation("bifCaseworker");
    let unit = Sending::new(&s, "admin", "registerUnit", "unit", unit)
        .changed(json!({ "name": "Afdeling 8", "address": "Vejen 8" }))
        .refused(json!({ "organisationId": bif }), "INVALID organisationId")
        .run()
        .await;
    let person = json!({ "name": "Nyansat Læge" });
    let person = Sending::new(&s, "admin", "registerProfessional", "professional", person)
        .changed(json!({ "title": "Overlæge" }))
        .run()
        .await;
    let membership = json!({ "professionalId": person, "organisationId": made, "unitId": unit,
        "from": "2026-01-01" });
    Sending::new(&s, "admin", "addMembership", "membership", membership)
        .changed(json!({ "to": "2027-01-01" }))
        .refused(json!({ "unitId": null }), "ILLEGAL_STATE externalReference")
        .run()
        .await;
}

#[tokio::test]
async fn what_is_sent_again_is_changed_about_a_citizen() {
    let s = Systems::start().await;
    let sof = "sofCaseworker";
    let citizen = json!({ "cpr": "6303750002", "name": "Ny Borger", "phone": "00112233" });
    let citizen = Sending::new(&s, sof, "registerCitizen", "citizen", citizen)
        .changed(json!({ "name": "Ny Borger Hansen", "phone": null }))
        .refused(json!({ "cpr": "6404800003" }), "TAKEN externalReference")
        .run()
        .await;
    let representative = json!({ "citizenId": citizen, "kind": "GUARDIAN", "name": "Værgen",
        "ground": "værgemål", "scope": ["ECONOMY"], "from": "2026-01-01" });
    Sending::new(&s, sof, "addRepresentative", "citizen { representatives", representative)
        .changed(json!({ "phone": "00112234", "scope": ["ECONOMY", "HOUSING"] }))
        .refused(json!({ "kind": "PARENT" }), "INVALID kind")
        .run()
        .await;
    let case = json!({ "citizenId": citizen, "unitId": s.unit(sof), "openedBy": "ENQUIRY" });
    let other = s.unit("sofOtherUnit");
    let case = Sending::new(&s, sof, "openCase", "case", case)
        .changed(json!({ "openedBy": "APPLICATION" }))
        .refused(json!({ "unitId": other }), "ILLEGAL_STATE unitId")
        .run()
        .await;
    let enquiry = json!({ "target": { "caseId": case }, "channel": "ORAL", "need": "Koordinering",
        "receivedAt": "2026-11-01T10:00:00.1234567Z", "situation": "Mange indsatser" });
    Sending::new(&s, sof, "recordEnquiry", "enquiry", enquiry)
        .changed(json!({ "situation": "Meget mange indsatser" }))
        .refused(json!({ "need": " " }), "REQUIRED need")
        .run()
        .await;
    let weight = |actors: i32| {
        json!({ "complexityAndWeight": { "housingSituation": true, "supportBasis": true,
        "treatmentNeed": true, "relativesRelation": false, "actorCount": actors } })
    };
    let assessment = json!({ "caseId": case, "criteria": weight(6), "conclusion": "NEEDED" });
    Sending::new(&s, sof, "assess", "assessment", assessment)
        .changed(json!({ "criteria": weight(7), "rationale": "mange aktører" }))
        .refused(json!({ "conclusion": "NOT_NEEDED" }), "RATIONALE_MISSING rationale")
        .run()
        .await;
    // What was said before stays beside it, annulled.
    let read = "enquiries { situation annulledAt } assessments { actorCount annulledAt }";
    let kept = s.read(sof, &case, read).await;
    let annulled = |list: &str| {
        let rows = kept[list].as_array().unwrap().iter();
        rows.filter(|row| !row["annulledAt"].is_null()).count()
    };
    assert_eq!((annulled("enquiries"), annulled("assessments")), (2, 2), "{kept}");
}

#[tokio::test]
async fn what_is_sent_again_is_changed_in_a_case() {
    let s = Systems::start().await;
    const LEAD: &str = "sofCoordinator";
    let case = s.app.case();
    let (bif, person) = (s.organisation("bifCaseworker"), s.professional("bifCaseworker"));
    let goal = json!({ "caseId": case, "text": "En bolig" });
    Sending::new(&s, LEAD, "setGoal", "goal", goal)
        .changed(json!({ "text": "En varig bolig" }))
        .refused(json!({ "text": "" }), "REQUIRED text")
        .run()
        .await;
    let leaflet = json!({ "caseId": case, "kind": "PARTNER", "edition": "2026-1",
        "organisationId": bif });
    Sending::new(&s, LEAD, "recordLeaflet", "leaflet", leaflet)
        .changed(json!({ "edition": "2026-2" }))
        .refused(json!({ "organisationId": null }), "REQUIRED organisationId")
        .run()
        .await;
    let actor = json!({ "caseId": case, "group": "WORK_ACTIVITY_SUPPORT",
        "role": "JOB_CENTRE_CONTACT", "hasContact": true, "organisationId": bif,
        "professionalId": person, "name": "Jobkonsulenten" });
    Sending::new(&s, LEAD, "addActor", "actor", actor)
        .changed(json!({ "hasContact": false, "phone": "00112239" }))
        .refused(json!({ "role": "EMPLOYER" }), "INVALID role")
        .run()
        .await;
    let ask = json!({ "caseId": case, "toOrganisationId": bif, "categories": ["EMPLOYMENT"],
        "toUnitId": s.unit("bifCaseworker"), "question": "Hvordan går det", "due": "2026-11-20" });
    let asked = Sending::new(&s, LEAD, "askForInformation", "informationRequest", ask)
        .changed(json!({ "question": "Hvordan går praktikken", "due": "2026-11-27" }))
        .refused(json!({ "categories": ["SOCIAL"] }), "ILLEGAL_STATE externalReference")
        .run()
        .await;
    let answer = json!({ "requestId": asked, "text": "Godt", "categories": ["EMPLOYMENT"],
        "expectedVersion": 3 });
    Sending::new(&s, "bifCaseworker", "answerRequest", "statement", answer)
        .changed(json!({ "text": "Rigtig godt" }))
        .refused(json!({ "text": "" }), "REQUIRED text")
        .run()
        .await;
    let statement = json!({ "caseId": case, "text": "Fleksjob ønskes",
        "categories": ["EMPLOYMENT"], "date": "2026-11-01" });
    Sending::new(&s, "bifCaseworker", "recordStatement", "statement", statement)
        .changed(json!({ "text": "Fleksjob", "date": "2026-10-31" }))
        .refused(json!({ "date": "2026-12-01" }), "INVALID date")
        .run()
        .await;
}

#[tokio::test]
async fn what_is_sent_again_is_changed_in_a_meeting() {
    let s = Systems::start().await;
    const LEAD: &str = "sofCoordinator";
    let case = s.app.case();
    let held = Sending::new(&s, LEAD, "createMeeting", "meeting", meeting(&case, "Lokale 1"))
        .changed(
            json!({ "place": "Lokale 2", "startTime": "09:30", "currentResidence": "Hospitalet" }),
        )
        .refused(json!({ "participants": [{ "kind": "CITIZEN" }] }), "ILLEGAL_STATE participants.0")
        .refused(json!({ "items": [{ "subject": "Nyt" }] }), "ILLEGAL_STATE items.0")
        .run()
        .await;
    let who = json!({ "kind": "RELATIVE", "name": "Søster" });
    let bif = json!({ "kind": "PROFESSIONAL", "organisationId": s.organisation("bifCaseworker"),
        "unitId": s.unit("bifCaseworker") });
    let invited = json!({ "meetingId": held, "participant": who, "expectedVersion": 3 });
    Sending::new(&s, LEAD, "addParticipant", "participant", invited)
        .number_in("participant")
        .changed(json!({ "participant": { "kind": "RELATIVE", "name": "Storesøster" } }))
        .refused(json!({ "participant": bif }), "INVALID participant")
        .run()
        .await;
    let now = s.version(LEAD, &case, &held).await;
    let column = json!({ "meetingId": held, "title": "Frist", "expectedVersion": now });
    Sending::new(&s, LEAD, "addAgendaColumn", "agendaColumn", column)
        .changed(json!({ "title": "Opfølgning" }))
        .refused(json!({ "title": "" }), "REQUIRED title")
        .run()
        .await;
    let item = json!({ "meetingId": held, "subject": "Boligen", "categories": ["HOUSING"] });
    let item = Sending::new(&s, LEAD, "addAgendaItem", "agendaItem", item)
        .changed(json!({ "subject": "Ny bolig", "goal": "En bolig", "durationMinutes": 15 }))
        .refused(json!({ "kind": "CITIZEN_STATUS" }), "INVALID kind")
        .run()
        .await;
    let invite = json!({ "meetingId": held, "participant": bif,
        "expectedVersion": s.version(LEAD, &case, &held).await });
    s.write(LEAD, "addParticipant", "", &invite).await;
    let send = json!({ "meetingId": held, "expectedVersion": s.version(LEAD, &case, &held).await });
    s.write(LEAD, "sendAgenda", "", &send).await;
    let task = json!({ "itemId": item, "text": "Søg bolig", "responsibleName": "Borgeren" });
    Sending::new(&s, LEAD, "addTask", "task", task)
        .changed(json!({ "text": "Søg boliger", "due": "2026-12-24" }))
        .refused(json!({ "responsibleName": null }), "REQUIRED responsibleOrganisationId")
        .run()
        .await;
    let proposal = json!({ "meetingId": held, "subject": "Praktik", "categories": ["EMPLOYMENT"] });
    let proposed = Sending::new(&s, "bifCaseworker", "proposeAgendaItem", "agendaItem", proposal)
        .unseen_version()
        .changed(json!({ "subject": "Praktikken" }))
        .refused(json!({ "subject": "" }), "REQUIRED subject")
        .run()
        .await;
    let accept = json!({ "itemId": proposed, "expectedVersion": 3 });
    s.write(LEAD, "acceptAgendaItem", "", &accept).await;
    let again = json!({ "meetingId": held, "subject": "Andet", "categories": ["EMPLOYMENT"],
        "externalReference": { "system": "A", "id": "proposeAgendaItem" } });
    let told = s.told("bifCaseworker", "proposeAgendaItem", &again).await;
    assert_eq!(told, ["ILLEGAL_STATE externalReference"], "what is taken on stands");
}

#[tokio::test]
async fn a_consent_is_corrected_by_what_is_sent_again_and_never_given_back() {
    let s = Systems::start().await;
    let sof = "sofCaseworker";
    let case = s.app.case();
    let clause = |number: &str, with: &str, categories: &[&str]| {
        json!({ "direction": "DISCLOSE", "counterparts": [{ "kind": with }], "purpose": "DKK",
            "categories": categories, "externalReference": { "system": "A", "id": number } })
    };
    let input = json!({ "caseId": case, "signedAt": "2026-11-01T10:00:00Z", "form": "WRITTEN",
        "signer": "CITIZEN", "rightToWithdraw": true, "clauses": [
            clause("L-1", "BANK", &["ECONOMY"]), clause("L-2", "EMPLOYER", &["EMPLOYMENT"])] });
    let wider = json!([
        clause("L-1", "BANK", &["ECONOMY"]),
        clause("L-2", "EMPLOYER", &["EMPLOYMENT", "EDUCATION"])
    ]);
    let unexplained = json!({ "clauses": wider, "correctionReason": null });
    let consent = Sending::new(&s, sof, "giveConsent", "consent", input.clone())
        .changed(json!({ "clauses": wider, "correctionReason": "uddannelse var glemt" }))
        .refused(unexplained, "REQUIRED correctionReason")
        .run_with(json!({ "correctionReason": "tilbage" }))
        .await;
    let shown = "consents { id clauses { id categories externalReferences { id } } }";
    let read = s.read(sof, &case, shown).await;
    let consents = read["consents"].as_array().unwrap();
    let held = consents.iter().find(|c| c["id"] == consent).unwrap();
    let clauses = held["clauses"].as_array().unwrap();
    assert_eq!(clauses.len(), 2, "{held}");
    let numbers: Vec<_> =
        clauses.iter().map(|c| c["externalReferences"][0]["id"].clone()).collect();
    assert_eq!(numbers, [json!("L-1"), json!("L-2")]);

    // R07: what the citizen took back is not given back by a system that sends it again.
    let take = json!({ "clauseId": clauses[0]["id"] });
    s.write("citizen", "withdrawConsentClause", "", &take).await;
    let mut again = input;
    again["externalReference"] = json!({ "system": "A", "id": "giveConsent" });
    assert_eq!(s.told(sof, "giveConsent", &again).await, ["ILLEGAL_STATE clauses.0.clauseId"]);
    let whole = json!({ "consentId": consent });
    s.write("citizen", "withdrawConsent", "", &whole).await;
    assert_eq!(s.told(sof, "giveConsent", &again).await, ["ILLEGAL_STATE consentId"]);
}

#[tokio::test]
async fn a_record_that_stands_as_it_was_made_is_told_to_be_another() {
    let s = Systems::start().await;
    let sof = "sofCaseworker";
    let case = s.app.case();
    let housing = s.organisation("housingPartner");
    let sof_id = s.organisation(sof);
    let basis = json!({ "caseId": case, "provision": "RSL_11A_2",
        "requesterId": sof_id, "holderId": s.organisation("bifCaseworker"),
        "categories": ["ECONOMY"], "reason": "nødvendig" });
    Sending::new(&s, sof, "recordStatutoryBasis", "statutoryBasis", basis)
        .refused(json!({ "reason": "en anden" }), "ILLEGAL_STATE externalReference")
        .run_fixed()
        .await;
    let part = json!({ "caseId": case, "organisationId": housing,
        "professionalId": s.professional("housingPartner") });
    let unit = json!({ "professionalId": null, "unitId": s.unit("housingPartner") });
    s.leave(sof, &case, &housing).await;
    Sending::new(&s, sof, "addParticipation", "participation", part)
        .refused(unit, "ILLEGAL_STATE externalReference")
        .run_fixed()
        .await;
    let assignment = json!({ "caseId": case, "coordinatorId": s.professional(sof),
        "expectedVersion": s.case_version(sof, &case).await });
    let before = s.professional("sofCoordinator");
    Sending::new(&s, sof, "assignCoordinator", "assignment", assignment)
        .refused(json!({ "coordinatorId": before }), "ILLEGAL_STATE externalReference")
        .run_fixed()
        .await;
}

#[tokio::test]
async fn a_number_names_one_thing_and_what_is_gone_is_told() {
    let s = Systems::start().await;
    const LEAD: &str = "sofCoordinator";
    let case = s.app.case();
    let number = json!({ "system": "A", "id": "G-1" });
    let goal = json!({ "caseId": case, "text": "En bolig", "externalReference": number });
    let made = s.write(LEAD, "setGoal", "goal { id version }", &goal).await["goal"].clone();
    let leaflet = json!({ "caseId": case, "kind": "CITIZEN", "edition": "1",
        "externalReference": number });
    assert_eq!(s.told(LEAD, "recordLeaflet", &leaflet).await, ["TAKEN externalReference"]);
    // Another organisation has numbers of its own.
    let statement = json!({ "caseId": case, "text": "Praktik", "categories": ["EMPLOYMENT"],
        "externalReference": number });
    s.write("bifCaseworker", "recordStatement", "", &statement).await;

    let remove = json!({ "goalId": made["id"], "expectedVersion": 1 });
    s.write(LEAD, "removeGoal", "", &remove).await;
    assert_eq!(s.told(LEAD, "setGoal", &goal).await, ["ILLEGAL_STATE externalReference"]);
    s.write(LEAD, "removeExternalReference", "", &json!({ "reference": number })).await;
    let anew = s.write(LEAD, "setGoal", "goal { id }", &goal).await["goal"]["id"].clone();
    assert_ne!(anew, made["id"]);
}

#[tokio::test]
async fn a_number_of_what_another_told_does_not_tell_whether_that_stands() {
    let s = Systems::start().await;
    const LEAD: &str = "sofCoordinator";
    const BIF: &str = "bifCaseworker";
    let case = s.app.case();
    let statement = json!({ "caseId": case, "text": "Praktik", "categories": ["EMPLOYMENT"] });
    let shown = "statement { id version }";
    let made = s.write(BIF, "recordStatement", shown, &statement).await["statement"].clone();
    let number = json!({ "system": "A", "id": "U-1" });
    let set = json!({ "id": made["id"], "reference": number });
    s.write(LEAD, "setExternalReference", "", &set).await;
    let again = json!({ "caseId": case, "text": "Praktik", "categories": ["EMPLOYMENT"],
        "externalReference": number });
    assert_eq!(s.told(LEAD, "recordStatement", &again).await, ["FORBIDDEN "]);
    let annul = json!({ "statementId": made["id"], "reason": "forkert", "expectedVersion": 1 });
    s.write(BIF, "annulStatement", "", &annul).await;
    assert_eq!(s.told(LEAD, "recordStatement", &again).await, ["FORBIDDEN "]);
}
