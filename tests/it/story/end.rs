//! The passage at 65, and the closing.

use super::*;

/// At 65 the authority passes to SUF (R35). Ellen agrees to what SUF may share: with BIF its own, with
/// SOF social matters; and takes back what she gave SOF. Employer and school have no more part in it;
/// each keeps what is its own, and who holds nothing else sees how the case runs.
pub(super) async fn at_65(on: &Story, consent: &Value) {
    let due = async |viewer: &str, arguments: &str| {
        let query = format!(
            "{{ ageTransitionsDue(until: \"2026-12-01\" {arguments}) {{ nodes {{ caseId }} }} }}"
        );
        on.app.ask(viewer, &query, json!({})).await.data("/ageTransitionsDue/nodes")
    };
    let one = json!([{ "caseId": on.case }]);
    assert_eq!(due(SOF, &format!("unitId: {}", on.unit(SOF))).await, one);
    assert_eq!(due(COORDINATOR, "mine: true").await, one);
    assert_eq!(due(SUF, "").await, json!([]));
    let care = json!({ "caseId": on.case, "dominantNeed": "CARE", "rationale": "Pleje fylder mest",
        "responsibleOrganisationId": organisation(&on.app, SUF) });
    let made = on.step(SOF, "recordAgeTransition", "ageTransition { id }", care).await;
    on.at("2026-12-01T08:00:00Z");
    let both = |with: &str, categories: &[&str]| {
        ["COLLECT", "DISCLOSE"].map(|way| on.clause(SUF, way, with, categories))
    };
    let mut clauses = both(BIF, &["PROCESS", "EMPLOYMENT"]).to_vec();
    clauses.extend(both(SOF, &["PROCESS", "SOCIAL"]));
    on.consented(clauses).await;
    on.at("2026-12-01T08:01:00Z");
    let pass = json!({ "ageTransitionId": made["ageTransition"]["id"], "unitId": on.unit(SUF),
        "coordinatorId": professional(&on.app, SUF),
        "expectedVersion": version(&on.app, SOF, &on.case).await });
    on.step(SOF, "completeAgeTransition", "case { id }", pass).await;
    on.step("ellen", "withdrawConsent", "case { id }", json!({ "consentId": consent })).await;

    let rest = "ONGOING; referral PHSEUOBN; GOP PHSEU";
    let council = "council HSEU question deliberation decided text";
    let tasks = "praktik træning";
    let suf = format!(
        "{rest}; {council} {tasks}; plan HSE goal 2 edges; follow-up S 1 goals, E; 65 need"
    );
    let sof = format!("ONGOING; {council}; plan S goal; follow-up SNEU; 65 need");
    let ellen = format!(
        "{rest}; council HSEU question decided text {tasks}; plan HSUE goal 3 edges; follow-up SNEU 1 goals, E; 65 need"
    );
    on.seen(
        "passed to SUF",
        &[
            (SOF, &sof),
            (COORDINATOR, &sof),
            (SUF, &suf),
            (MEMBER, &suf),
            (BIF, "ONGOING; council E deliberation decided praktik; plan E; follow-up E; 65 day"),
            (BUF, "ONGOING; council deliberation decided; plan U; 65 day"),
            ("hospitalSystem", &format!("{rest}; council decided; plan; 65 day")),
            ("ellen", &ellen),
        ],
    )
    .await;
}

/// The case is closed: every consent lapses with it (R08). Each keeps what is its own.
pub(super) async fn closing(on: &Story) {
    on.at("2026-12-02T09:00:00Z");
    let shown = "coordinationPlan { id version }";
    let plan = read(&on.app, SUF, "brainInjuryCase", &on.case, shown).await;
    let end = json!({ "planId": plan["coordinationPlan"]["id"], "status": "COMPLETED",
        "expectedVersion": plan["coordinationPlan"]["version"] });
    on.step(SUF, "updateCoordinationPlan", shown, end).await;
    let close = json!({ "caseId": on.case, "reason": "NEED_MET_AND_COORDINATED",
        "expectedVersion": version(&on.app, SUF, &on.case).await });
    on.step(SUF, "closeCase", "case { status }", close).await;
    let rest = "CLOSED; referral PHSEUOBN; GOP PHSEU";
    let tasks = "praktik træning";
    let suf = format!(
        "{rest}; council HSEU question deliberation decided text {tasks}; plan H goal; 65 need"
    );
    let sof = "CLOSED; council HSEU question deliberation decided; plan S; follow-up SNEU; 65 need";
    let ellen = format!(
        "{rest}; council HSEU question decided text {tasks}; plan HSUE goal 3 edges; follow-up SNEU 1 goals, E; 65 need"
    );
    on.seen(
        "closed",
        &[
            (SOF, sof),
            (COORDINATOR, sof),
            (SUF, &suf),
            (MEMBER, &suf),
            (BIF, "CLOSED; council deliberation decided; plan E; follow-up E; 65 day"),
            (BUF, "CLOSED; council deliberation decided; plan U; 65 day"),
            ("hospitalSystem", &format!("{rest}; council decided; plan; 65 day")),
            ("ellen", &ellen),
        ],
    )
    .await;
}
