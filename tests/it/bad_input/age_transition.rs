//! The passage at 65.

use serde_json::json;

use super::table::Table;
use crate::acting::{opened, organisation, registered, unit};

pub(super) const MUTATIONS: &[&str] =
    &["recordAgeTransition", "annulAgeTransition", "completeAgeTransition"];

const SOF: &str = "sofCaseworker";
const SUF: &str = "sufCaseworker";

#[tokio::test]
async fn wrong_input_to_the_passage_at_65() {
    let mut t = Table::start().await;
    let [sof, suf] = [SOF, SUF].map(|viewer| organisation(&t.app, viewer));
    // Another's: the case of a citizen who is past the age already.
    let old = registered(&t.app, SUF, "651255-0001", "1955-12-05").await;
    let old = opened(&t.app, SUF, &old).await;
    let input = json!({ "caseId": old, "dominantNeed": "PEDAGOGICAL", "rationale": "støtte",
        "responsibleOrganisationId": sof });
    t.row(SUF, "recordAgeTransition", input).works("ageTransition { id }").await;

    let citizen = registered(&t.app, SOF, "611261-0001", "1961-12-01").await;
    let case = opened(&t.app, SOF, &citizen).await;
    let input = json!({ "caseId": case, "dominantNeed": "CARE", "rationale": "mest pleje",
        "responsibleOrganisationId": suf, "from": "2026-12-02",
        "externalReference": { "system": "CSC", "id": "R35-1" } });
    let made = t
        .row(SOF, "recordAgeTransition", input.clone())
        .wrong(json!({ "/from": "2026-11-30" }), "TOO_EARLY from")
        .wrong(
            json!({ "/dominantNeed": "PEDAGOGICAL" }),
            "WRONG_AUTHORITY responsibleOrganisationId",
        )
        .wrong(
            json!({ "/rationale": "", "/from": "2026-11-30" }),
            "REQUIRED rationale, TOO_EARLY from",
        )
        .works("ageTransition { id }")
        .await["ageTransition"]
        .clone();
    let mut again = input;
    again["externalReference"] = json!(null);
    t.row(SOF, "recordAgeTransition", again.clone()).is("ILLEGAL_STATE caseId").await;
    let hand = json!({ "ageTransitionId": made["id"], "unitId": unit(&t.app, SUF),
        "expectedVersion": 1 });
    t.row(SOF, "completeAgeTransition", hand.clone()).is("TOO_EARLY ageTransitionId").await;
    let input = json!({ "ageTransitionId": made["id"], "reason": "forkert", "expectedVersion": 1 });
    t.row(SOF, "annulAgeTransition", input.clone()).works("ageTransition { id }").await;
    let mut twice = input;
    twice["expectedVersion"] = 2.into();
    t.row(SOF, "annulAgeTransition", twice).is("ILLEGAL_STATE ageTransitionId").await;
    t.row(SOF, "completeAgeTransition", hand).is("ILLEGAL_STATE ageTransitionId").await;

    again["from"] = json!(null);
    let payload = t.row(SOF, "recordAgeTransition", again).works("ageTransition { id }").await;
    t.app.clock.set("2026-12-01T09:00:00Z".parse().unwrap());
    let (own, person) = (unit(&t.app, SOF), t.professional(SOF));
    let input = json!({ "ageTransitionId": payload["ageTransition"]["id"],
        "unitId": unit(&t.app, SUF), "expectedVersion": 1 });
    t.row(SOF, "completeAgeTransition", input.clone())
        .wrong(json!({ "/unitId": own }), "INVALID unitId")
        .wrong(
            json!({ "/coordinatorId": person }),
            "INVALID coordinatorId, CONSENT_REQUIRED consent",
        )
        .otherwise("consentId", "INVALID")
        .works("ageTransition { id }")
        .await;
    t.row(SOF, "completeAgeTransition", input).is("FORBIDDEN ").await;
    t.finish(MUTATIONS);
}
