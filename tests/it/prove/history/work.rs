//! Who gives, withdraws, assigns and ends while the others read: each request goes to the other
//! node than the one before, and what was acknowledged is put on record.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use stifinder::domain::{Clock, SystemClock};

use super::record::{Given, Moment, Record, Span};
use crate::prove::wire::{Client, Told};

const GIVE: &str = "mutation($i: GiveConsentInput!) { giveConsent(input: $i) {
    consent { id clauses { id direction } } userErrors { code } } }";
const WITHDRAW: &str = "mutation($i: WithdrawConsentInput!) { withdrawConsent(input: $i) {
    consent { id } userErrors { code } } }";
const WITHDRAW_CLAUSE: &str = "mutation($i: WithdrawConsentClauseInput!) {
    withdrawConsentClause(input: $i) { consent { id } userErrors { code } } }";
const END: &str =
    "mutation($i: EndCoordinatorAssignmentInput!) { endCoordinatorAssignment(input: $i) {
    assignment { id } userErrors { code } } }";
const ASSIGN: &str = "mutation($i: AssignCoordinatorInput!) { assignCoordinator(input: $i) {
    assignment { id replacesId } userErrors { code } } }";
const LEAD: &str = "query($id: ID!) { case(id: $id) { id version openedAt
    leadOrganisation { id } coordinator { id }
    consents { id withdrawnAt clauses { id state withdrawnAt } }
    assignments { id to version } networkMap { workActivitySupport { id version } } } }";
const UPDATE: &str = "mutation($i: UpdateActorInput!) { updateActor(input: $i) {
    actor { version } userErrors { code currentVersion } } }";

/// The case that it is all about.
pub(super) struct Place {
    pub(super) case: String,
    pub(super) lead: String,
    pub(super) opened_at: String,
    /// Who may coordinate it.
    people: [Value; 2],
}

impl Place {
    /// As the lead sees it.
    pub(super) fn of(case: &Value, people: [Value; 2]) -> Self {
        let lead = id(&case["leadOrganisation"]);
        let opened_at = case["openedAt"].as_str().unwrap().to_owned();
        Self { case: id(case), lead, opened_at, people }
    }
}

pub(super) struct History {
    moments: AtomicU64,
    pub(super) place: Place,
    pub(super) record: Mutex<Record>,
    pub(super) over: AtomicBool,
}

impl History {
    pub(super) fn new(place: Place, record: Record) -> Self {
        let (moments, record) = (AtomicU64::default(), Mutex::new(record));
        Self { moments, place, record, over: AtomicBool::default() }
    }

    fn now(&self) -> Moment {
        self.moments.fetch_add(1, Ordering::SeqCst)
    }

    /// Asks, and tells between which moments.
    pub(super) async fn ask(
        &self,
        client: &mut Client,
        query: &str,
        variables: Value,
    ) -> (Span, Told) {
        let asked = self.now();
        let told = client.ask(query, variables).await.unwrap();
        (Span { asked, told: self.now() }, told)
    }
}

/// The case as its lead sees it.
pub(super) async fn lead_view(client: &mut Client, case: &str) -> Value {
    let told = client.ask(LEAD, json!({ "id": case })).await.unwrap();
    told.fine().unwrap_or_else(|| panic!("{told:?}")).clone()
}

/// Who a token was given to.
pub(super) async fn professional(mut client: Client) -> Value {
    let told = client.ask("{ me { professional { id } } }", json!({})).await.unwrap();
    told.fine().unwrap_or_else(|| panic!("{told:?}"))["professional"]["id"].clone()
}

fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

/// A consent that was given.
struct Consent {
    id: Value,
    clauses: Vec<String>,
}

/// A caseworker of the lead, at a desk on both nodes.
pub(super) struct Hand {
    nodes: [Client; 2],
    history: Arc<History>,
}

impl Hand {
    /// Begins on the first of the nodes.
    pub(super) fn new(nodes: [Client; 2], history: Arc<History>) -> Self {
        Self { nodes, history }
    }

    /// Whether the others go on.
    fn goes_on(&self) -> bool {
        !self.history.over.load(Ordering::SeqCst)
    }

    /// Waits until the others have read things as they are now.
    async fn let_read(&self) {
        let reads = || self.history.record.lock().unwrap().reads.len();
        let enough = reads() + 20;
        for _ in 0..6_000 {
            if !self.goes_on() || reads() >= enough {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("nobody reads any longer");
    }

    /// The case as it stands, read on the node that is asked next.
    async fn case(&mut self) -> Value {
        lead_view(&mut self.nodes[0], &self.history.place.case).await
    }

    async fn ask(&mut self, query: &str, input: Value) -> (Span, Told) {
        let asked = self.history.ask(&mut self.nodes[0], query, json!({ "i": input })).await;
        self.nodes.swap(0, 1);
        asked
    }

    /// What must be done.
    async fn done(&mut self, query: &str, input: Value) -> (Span, Value) {
        let (span, told) = self.ask(query, input).await;
        (span, told.fine().unwrap_or_else(|| panic!("{told:?}")).clone())
    }

    /// What another may have been quicker with: none then.
    async fn tried(&mut self, query: &str, input: Value) -> Option<(Span, Value)> {
        let (span, told) = self.ask(query, input).await;
        let refused = ["CONFLICT", "ILLEGAL_STATE", "CONSENT_REQUIRED"];
        let done = told.fine().map(|payload| (span, payload.clone()));
        assert!(
            done.is_some() || told.wrong().is_some_and(|code| refused.contains(&code)),
            "{told:?}"
        );
        done
    }

    /// Gives a consent to disclose, and one to collect, to a kind of organisation.
    async fn give(&mut self, kind: &'static str, categories: &[&'static str]) -> Consent {
        let clause = |direction| {
            json!({ "direction": direction, "purpose": "DKK", "counterparts": [{ "kind": kind }],
                "categories": categories })
        };
        let signed = self.history.now();
        // What is signed now rests on no assignment that ended before.
        let signed_at = SystemClock::default().now().unwrap().to_rfc3339();
        let input = json!({ "caseId": self.history.place.case, "signedAt": signed_at,
            "form": "WRITTEN", "signer": "CITIZEN", "rightToWithdraw": true,
            "clauses": [clause("DISCLOSE"), clause("COLLECT")] });
        let (span, payload) = self.done(GIVE, input).await;
        let consent = &payload["consent"];
        let clauses: Vec<_> = each(&consent["clauses"]).map(id).collect();
        assert_eq!(clauses.len(), 2);
        let given = each(&consent["clauses"]).map(|clause| {
            // To collect opens what the other side holds; that there is a case, both do (R05).
            let disclosed = if clause["direction"] == "DISCLOSE" { categories } else { &[] };
            let opens = disclosed.iter().chain(&["PROCESS"]).map(|of| (kind, *of)).collect();
            Given { clause: id(clause), opens, signed, span }
        });
        self.history.record.lock().unwrap().given.extend(given);
        Consent { id: consent["id"].clone(), clauses }
    }

    /// Withdraws a consent with all its clauses.
    async fn withdraw(&mut self, consent: Consent) {
        let (span, _) = self.done(WITHDRAW, json!({ "consentId": consent.id })).await;
        let withdrawn = consent.clauses.into_iter().map(|clause| (clause, span));
        self.history.record.lock().unwrap().withdrawn.extend(withdrawn);
    }

    /// Withdraws one clause after the other.
    async fn withdraw_clauses(&mut self, consent: Consent) {
        for clause in consent.clauses {
            let (span, _) = self.done(WITHDRAW_CLAUSE, json!({ "clauseId": clause })).await;
            self.history.record.lock().unwrap().withdrawn.push((clause, span));
        }
    }

    /// Withdraws whatever a case has that is effective.
    pub(super) async fn withdraw_all(&mut self, case: &Value) {
        let effective =
            |consent: &&Value| each(&consent["clauses"]).any(|c| c["state"] == "EFFECTIVE");
        for consent in each(&case["consents"]).filter(effective) {
            let clauses = each(&consent["clauses"]).map(id).collect();
            self.withdraw(Consent { id: consent["id"].clone(), clauses }).await;
        }
    }

    /// Gives consents and withdraws them until the history is over; the last one stands.
    pub(super) async fn come_and_go(mut self, kind: &'static str, of: &'static str) {
        while self.goes_on() {
            let given = self.give(kind, &[of]).await;
            self.let_read().await;
            self.withdraw(given).await;
            self.let_read().await;
        }
        self.give(kind, &[of]).await;
    }

    /// Ends the assignment in force, and with it every consent of the case (R08).
    async fn end(&mut self) {
        let case = self.case().await;
        let Some(open) = each(&case["assignments"]).find(|one| one["to"].is_null()) else { return };
        let input = json!({ "assignmentId": open["id"], "reason": "ferie",
            "expectedVersion": open["version"] });
        if let Some((span, _)) = self.tried(END, input).await {
            let mut record = self.history.record.lock().unwrap();
            record.ended.push((id(open), Some(span)));
            record.changed(&id(open));
        }
    }

    /// Assigns whoever does not coordinate the case, in place of who does.
    async fn assign(&mut self) {
        let case = self.case().await;
        let mut people = self.history.place.people.iter();
        let next = people.find(|person| **person != case["coordinator"]["id"]).cloned();
        let input = json!({ "caseId": case["id"], "coordinatorId": next,
            "expectedVersion": case["version"] });
        if let Some((_, payload)) = self.tried(ASSIGN, input).await {
            let mut record = self.history.record.lock().unwrap();
            record.changed(&id(&case));
            record.changed(&id(&payload["assignment"]));
            if let Some(replaced) = payload["assignment"]["replacesId"].as_str() {
                record.ended.push((replaced.to_owned(), None));
                record.changed(replaced);
            }
        }
    }

    /// Gives a consent and ends it, in each way in turn; two who do so are in each other's way.
    pub(super) async fn lead(
        mut self,
        kind: &'static str,
        [own, next]: [&'static str; 2],
        times: std::ops::Range<u32>,
    ) {
        for time in times {
            let given = self.give(kind, &[own]).await;
            self.let_read().await;
            match time % 4 {
                0 => self.withdraw(given).await,
                1 => self.withdraw_clauses(given).await,
                2 => {
                    self.end().await;
                    // Someone coordinates again, on a consent of its own.
                    self.give(kind, &[next]).await;
                    self.assign().await;
                }
                _ => {
                    self.assign().await;
                    self.withdraw(given).await;
                }
            }
            self.let_read().await;
        }
    }

    /// Writes a row on the version it read until the history is over.
    pub(super) async fn update(mut self, row: String) {
        let mut version = self.history.record.lock().unwrap().versions[&row];
        while self.goes_on() {
            let input = json!({ "actorId": row, "phone": format!("{version}"),
                "expectedVersion": version });
            let (_, told) = self.ask(UPDATE, input).await;
            let payload = &told.body["data"]["updateActor"];
            version = if told.fine().is_some() {
                self.history.record.lock().unwrap().changed(&row);
                version + 1
            } else {
                assert_eq!(told.wrong(), Some("CONFLICT"), "{told:?}");
                payload["userErrors"][0]["currentVersion"].as_i64().unwrap()
            };
        }
    }
}
