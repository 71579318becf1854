//! What clients write while something is killed, each write with a text of its own, and what they
//! were told of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Error;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use stifinder::domain::{Clock, SystemClock};

use super::wire::{Client, Told};

/// A kind of write: how it is asked for, and what is there when it is done.
pub(super) struct Kind {
    pub(super) field: &'static str,
    /// What it writes, by its name in the payload.
    entity: &'static str,
    /// Where the text is kept.
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    /// What others are told.
    pub(super) note: &'static str,
    /// Of the case or row that is written, a text, and the version that was read.
    input: fn(&str, &str, i64) -> Value,
}

pub(super) static KINDS: [Kind; 3] = [
    // Adds a row.
    Kind {
        field: "recordStatement",
        entity: "statement",
        table: "statement",
        column: "text",
        note: "STATEMENT_RECORDED",
        input: statement,
    },
    // Ends a version and writes the next. Without a key PostgreSQL does it by one statement, unless
    // somebody else writes in the case meanwhile.
    Kind {
        field: "updateActor",
        entity: "actor",
        table: "network_actor",
        column: "name",
        note: "ACTOR_UPDATED",
        input: actor,
    },
    // Adds seven rows in three tables.
    Kind {
        field: "giveConsent",
        entity: "consent",
        table: "consent",
        column: "evidence_reference",
        note: "CONSENT_GIVEN",
        input: consent,
    },
];

fn statement(case: &str, text: &str, _: i64) -> Value {
    json!({ "caseId": case, "text": text })
}

fn actor(row: &str, text: &str, version: i64) -> Value {
    json!({ "actorId": row, "name": text, "expectedVersion": version })
}

fn consent(case: &str, text: &str, _: i64) -> Value {
    let clause = |direction| {
        json!({ "direction": direction, "purpose": "DKK", "categories": ["PROCESS", "SOCIAL"],
            "counterparts": [{ "kind": "EMPLOYMENT_ADMINISTRATION" }, { "kind": "HOSPITAL" }] })
    };
    json!({ "caseId": case, "signedAt": SystemClock::default().now().unwrap().to_rfc3339(),
        "form": "WRITTEN", "signer": "CITIZEN", "rightToWithdraw": true,
        "evidenceReference": text, "evidenceSha256": "0".repeat(64),
        "clauses": [clause("DISCLOSE"), clause("COLLECT")] })
}

impl Kind {
    async fn ask(&self, client: &mut Client, input: &Value) -> Result<Told, Error> {
        let (field, entity) = (self.field, self.entity);
        let kind = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
        let query = format!(
            "mutation($i: {kind}!) {{ {field}(input: $i) {{
                {entity} {{ id }} userErrors {{ code currentVersion }} }} }}"
        );
        client.ask(&query, json!({ "i": input })).await
    }

    fn acknowledged(&self, payload: &Value) -> Fate {
        Fate::Acknowledged(payload[self.entity]["id"].as_str().unwrap().to_owned())
    }
}

/// What its client knows of a write.
#[derive(Debug, PartialEq)]
pub(super) enum Fate {
    Unknown,
    /// With the id that was told.
    Acknowledged(String),
    Refused,
}

/// A write that was sent.
pub(super) struct Sent {
    pub(super) kind: &'static Kind,
    pub(super) keyed: bool,
    input: Value,
    pub(super) fate: Fate,
    /// It was sent again when it had been done.
    pub(super) repeated: bool,
}

/// What the clients saw.
#[derive(Default)]
pub(super) struct Seen {
    /// What was sent, by its text.
    pub(super) sent: BTreeMap<String, Sent>,
    /// Requests that were answered.
    pub(super) answered: BTreeSet<String>,
    /// How many were sent again whose fate was unknown, and how many of them had been done.
    pub(super) again: (usize, usize),
}

pub(super) type Shared = Arc<Mutex<Seen>>;

impl Seen {
    pub(super) fn count(&self, which: impl Fn(&Sent) -> bool) -> usize {
        self.sent.values().filter(|sent| which(sent)).count()
    }

    pub(super) fn acknowledged(&self) -> usize {
        self.count(Sent::is_acknowledged)
    }
}

impl Sent {
    pub(super) fn is_acknowledged(&self) -> bool {
        matches!(self.fate, Fate::Acknowledged(_))
    }
}

/// Where is written: a case, a row of its network map, and a row of that of another case, which
/// nobody else writes in.
pub(super) struct Places {
    pub(super) case: String,
    row: String,
    row_beside: String,
}

impl Places {
    /// Those that the caller has in this case and beside it.
    pub(super) async fn of(case: String, mut client: Client) -> Self {
        let query = "{ cases(first: 50) { nodes { id closedAt networkMap {
            dailyLifeAtHome { id } } } } }";
        let told = client.ask(query, json!({})).await.unwrap();
        let all = told.fine().unwrap_or_else(|| panic!("{told:?}"))["nodes"].as_array().unwrap();
        let row = |own: bool| {
            let mut cases = all.iter().filter(|of| (of["id"] == case.as_str()) == own);
            let row = cases.find_map(|of| match &of["closedAt"] {
                Value::Null => of["networkMap"]["dailyLifeAtHome"][0]["id"].as_str(),
                _ => None,
            });
            row.expect("an open case with a row").to_owned()
        };
        Self { row: row(true), row_beside: row(false), case }
    }
}

/// Writes one text after another.
pub(super) struct Writer {
    client: Client,
    kind: &'static Kind,
    keyed: bool,
    /// The case or row.
    of: String,
    name: String,
    number: u32,
    /// That of the row, once it is known.
    version: i64,
    seen: Shared,
}

impl Writer {
    /// Of every kind one with keys and one without.
    pub(super) fn all(
        client: impl Fn() -> Client,
        places: &Places,
        name: &str,
        seen: &Shared,
    ) -> Vec<Self> {
        let each = KINDS.iter().flat_map(|kind| [(kind, true), (kind, false)]);
        let writer = |(kind, keyed): (&'static Kind, bool)| Self {
            client: client(),
            kind,
            keyed,
            of: match (kind.entity, keyed) {
                ("actor", true) => places.row.clone(),
                ("actor", false) => places.row_beside.clone(),
                _ => places.case.clone(),
            },
            name: format!("{name}, {} {}", kind.field, if keyed { "med" } else { "uden" }),
            number: 0,
            version: 0,
            seen: Arc::clone(seen),
        };
        each.map(writer).collect()
    }

    /// Writes the next; whether it was told what became of it.
    pub(super) async fn write(&mut self) -> Result<bool, Error> {
        self.number += 1;
        let text = format!("{} skriver nummer {}", self.name, self.number);
        let mut input = (self.kind.input)(&self.of, &text, self.version);
        if self.keyed {
            input["idempotencyKey"] = json!(text);
        }
        let (kind, keyed) = (self.kind, self.keyed);
        let fate = Fate::Unknown;
        let sent = Sent { kind, keyed, input: input.clone(), fate, repeated: false };
        self.seen.lock().unwrap().sent.insert(text.clone(), sent);
        let told = kind.ask(&mut self.client, &input).await?;
        let fate = match (told.fine(), told.wrong()) {
            (Some(payload), _) => {
                self.version += 1;
                kind.acknowledged(payload)
            }
            (None, Some("CONFLICT")) => {
                let error = &told.body["data"][kind.field]["userErrors"][0];
                self.version = error["currentVersion"].as_i64().unwrap();
                Fate::Refused
            }
            (None, Some("UNAVAILABLE")) => return Ok(false),
            _ => panic!("{told:?}"),
        };
        let mut seen = self.seen.lock().unwrap();
        seen.answered.insert(told.request);
        seen.sent.get_mut(&text).unwrap().fate = fate;
        Ok(true)
    }
}

/// How many of those that were acknowledged are sent again at a time.
const REPEATED: usize = 20;

/// Sends writes again under their keys, where the database holds these texts: all whose fate is
/// unknown, which are done now if they were not before, and some that were acknowledged.
pub(super) async fn send_again(mut client: Client, held: &BTreeSet<String>, seen: &Shared) {
    let texts: Vec<_> = {
        let seen = seen.lock().unwrap();
        let keyed = seen.sent.iter().filter(|(_, sent)| sent.keyed);
        let unknown = keyed.clone().filter(|(_, sent)| sent.fate == Fate::Unknown);
        let known = keyed.filter(|(_, sent)| sent.is_acknowledged() && !sent.repeated);
        let known: Vec<_> = known.collect();
        let some = known.iter().step_by(known.len() / REPEATED + 1);
        unknown.chain(some.copied()).map(|(text, _)| text.clone()).collect()
    };
    for text in texts {
        let (kind, input) = {
            let seen = seen.lock().unwrap();
            let sent = &seen.sent[&text];
            (sent.kind, sent.input.clone())
        };
        let told = kind.ask(&mut client, &input).await.unwrap();
        let mut seen = seen.lock().unwrap();
        let done = held.contains(&text);
        let sent = seen.sent.get_mut(&text).unwrap();
        let unknown = sent.fate == Fate::Unknown;
        let fate = match told.fine() {
            Some(payload) => kind.acknowledged(payload),
            None => {
                // The row went on without it.
                assert!(!done && told.wrong() == Some("CONFLICT"), "{told:?}");
                Fate::Refused
            }
        };
        assert!(unknown || sent.fate == fate, "{text}: {:?} and then {fate:?}", sent.fate);
        sent.fate = fate;
        sent.repeated = done;
        seen.again.0 += usize::from(unknown);
        seen.again.1 += usize::from(unknown && done);
        seen.answered.insert(told.request);
    }
}
