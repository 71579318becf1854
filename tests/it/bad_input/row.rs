//! One row: an input that works, and all that is told when it is spoiled.

mod survives;

use chrono::TimeDelta;
use serde_json::{Value, json};
use stifinder::domain::{CaseRef, EntityKind, GlobalId};
use uuid::Uuid;

use super::dump::{anothers, can_be_anothers, differing, dump};
use super::sdl::{IdAt, Told, with};
use super::table::Table;
use crate::support::Answer;

/// What callers without the right are told in the showcase's case; outside it, and for those not
/// named here, the id of the input is unknown.
const REFUSED: &[(&str, &str)] = &[
    ("bifCaseworker", "FORBIDDEN"),
    ("hospitalPartner", "FORBIDDEN"),
    ("citizen", "FORBIDDEN"),
    ("unitLead", "NOT_FOUND *"),
    ("sofOtherUnit", "NOT_FOUND *"),
    ("unrelated", "NOT_FOUND *"),
];

/// A row of the table.
pub(super) struct Row<'t> {
    table: &'t mut Table,
    viewer: &'static str,
    mutation: &'static str,
    input: Value,
    wrong: Vec<(Value, &'static str)>,
    otherwise: Vec<(&'static str, &'static str)>,
    refused: Vec<(&'static str, &'static str)>,
    public: bool,
}

impl<'t> Row<'t> {
    pub(super) fn new(
        table: &'t mut Table,
        viewer: &'static str,
        mutation: &'static str,
        input: Value,
    ) -> Self {
        let (wrong, otherwise, refused) = (Vec::new(), Vec::new(), Vec::new());
        Self { table, viewer, mutation, input, wrong, otherwise, refused, public: false }
    }

    /// Spoiled by these values, by JSON pointer, exactly this is told: `CODE path, CODE path`; of a
    /// rule its fault stands for the code.
    pub(super) fn wrong(mut self, change: Value, told: &'static str) -> Self {
        self.wrong.push((change, told));
        self
    }

    /// What stands at this path is no free text, or has no place here: spoiled, it is told with
    /// this code.
    pub(super) fn otherwise(mut self, path: &'static str, code: &'static str) -> Self {
        self.otherwise.push((path, code));
        self
    }

    /// A viewer is told this of the input that works; an empty text: they may send it too.
    pub(super) fn refused(mut self, viewer: &'static str, told: &'static str) -> Self {
        self.refused.push((viewer, told));
        self
    }

    /// The input names nobody's in particular: nobody is told that its ids are unknown.
    pub(super) fn public(mut self) -> Self {
        self.public = true;
        self
    }

    fn fault(&mut self, what: &str, told: &str) {
        self.table.faults.push(format!("{}: {what}: {told}", self.mutation));
    }

    async fn send(&self, viewer: &str, input: &Value, locale: &str) -> Answer {
        self.table.send(viewer, self.mutation, "", input, locale).await
    }

    /// What is told in both languages: the codes, and that the messages say something, to a person
    /// and not about one.
    async fn told(&mut self, viewer: &str, input: &Value, what: &str) -> (Vec<String>, Answer) {
        let answer = self.send(viewer, input, "en").await;
        let danish = self.send(viewer, input, "da").await;
        let (told, other) = (codes(&answer), codes(&danish));
        if told != other {
            self.fault(what, &format!("en {told:?}, da {other:?}"));
        }
        let (english, danish) = (messages(&answer), messages(&danish));
        for (en, da) in english.iter().zip(&danish) {
            if en.is_empty() || da.is_empty() || en == da {
                self.fault(what, &format!("messages `{en}`, `{da}`"));
            }
        }
        let mut given = Vec::new();
        leaves(input, &mut given);
        let mut all = vec![request_error(&answer)];
        all.extend(english.into_iter().chain(danish));
        for message in all {
            if let Some(value) = given.iter().find(|value| message.contains(value.as_str())) {
                let value = value.clone();
                self.fault(what, &format!("the message repeats `{value}`: {message}"));
            }
            if let Some(text) = self.table.repeats_held(&message) {
                self.fault(what, &format!("the message tells what is held, `{text}`: {message}"));
            }
        }
        (told, answer)
    }

    /// Every check; then the input as it is, which works; its payload, with these fields.
    pub(super) async fn works(mut self, shown: &str) -> Value {
        let answer = match self.table.failing.clone() {
            Some(faults) => self.survives(&faults, shown).await,
            None => {
                self.check().await;
                self.table.send(self.viewer, self.mutation, shown, &self.input, "en").await
            }
        };
        let (viewer, mutation) = (self.viewer, self.mutation);
        let payload = answer.json()["data"][mutation].clone();
        if payload["userErrors"] != json!([]) {
            let faults = self.table.faults.join("\n");
            panic!("{mutation} by {viewer} does not work: {}\n{faults}", answer.text);
        }
        self.table.worked(mutation);
        self.table.app.pass(TimeDelta::minutes(1));
        payload
    }

    /// The input as it is has this wrong with it: the state is not one for it.
    pub(super) async fn is(mut self, told: &str) {
        if self.table.failing.is_some() {
            return;
        }
        let before = dump(self.table.app.connection()).await;
        let (viewer, input) = (self.viewer, self.input.clone());
        let (found, _) = self.told(viewer, &input, "as it is").await;
        if found.join(", ") != told {
            self.fault("as it is", &format!("{found:?}, not {told}"));
        }
        self.nothing_written(&before).await;
    }

    async fn check(&mut self) {
        let before = dump(self.table.app.connection()).await;
        self.check_wrong().await;
        let ids = self.check_types().await;
        self.check_ids(&ids).await;
        if !self.public {
            self.check_refused(&ids).await;
        }
        self.nothing_written(&before).await;
    }

    async fn nothing_written(&mut self, before: &super::dump::Dump) {
        let after = dump(self.table.app.connection()).await;
        let tables = differing(before, &after);
        if !tables.is_empty() {
            self.fault("refused, and yet written", &format!("{tables:?}"));
        }
    }

    async fn check_wrong(&mut self) {
        for (change, expected) in std::mem::take(&mut self.wrong) {
            let mut input = self.input.clone();
            for (pointer, value) in change.as_object().expect("values by pointer") {
                input = with(&input, pointer, value.clone());
            }
            let (told, _) = self.told(self.viewer, &input, &change.to_string()).await;
            if told.join(", ") != expected {
                self.fault(&change.to_string(), &format!("{told:?}, not {expected}"));
            }
        }
    }

    /// What is wrong by the types alone; the ids of the input.
    async fn check_types(&mut self) -> Vec<IdAt> {
        let spoiled = self.table.sdl.spoil(self.mutation, &self.input);
        for (input, expected) in spoiled.inputs {
            let what = short(&self.input, &input);
            let (told, answer) = self.told(self.viewer, &input, &what).await;
            let mut expected = match expected {
                Told::Error(expected) => expected,
                Told::At(path) => {
                    if !told.iter().any(|told| told.ends_with(&format!(" {path}"))) {
                        self.fault(&what, &format!("{told:?}, nothing at {path}"));
                    }
                    continue;
                }
                Told::Unread => {
                    if told != ["! VALIDATION_FAILED"] {
                        self.fault(&what, &format!("{told:?}, not a request that fails"));
                    }
                    continue;
                }
            };
            let (code, path) = expected.split_once(' ').expect("code and path");
            let (code, path) = (code.to_owned(), path.to_owned());
            if let Some((_, other)) = self.otherwise.iter().find(|(at, _)| *at == path)
                && code != "INVALID"
            {
                expected = format!("{other} {path}");
            }
            if !told.contains(&expected) {
                self.fault(&what, &format!("{told:?}, without {expected}"));
            }
            let pointer = format!("/{}", path.replace('.', "/"));
            if code == "CONFLICT" && Some(&stands(&answer)) != self.input.pointer(&pointer) {
                self.fault(&what, &format!("the version that stands: {}", answer.text));
            }
        }
        spoiled.ids
    }

    /// Unknown, unreadable and another's: one answer.
    async fn check_ids(&mut self, ids: &[IdAt]) {
        for IdAt { pointer, path, id } in ids {
            let kind =
                if id.kind == EntityKind::Goal { EntityKind::Task } else { EntityKind::Goal };
            let unknown = GlobalId { id: Uuid::from_u128(77), ..*id };
            let nowhere = |case| CaseRef { id: Uuid::from_u128(78), ..case };
            let elsewhere = GlobalId { case: id.case.map(nowhere), ..unknown };
            let mut texts = vec![
                "nonsense".to_owned(),
                GlobalId { kind, ..*id }.to_string(),
                unknown.to_string(),
                elsewhere.to_string(),
            ];
            if can_be_anothers(id.kind) && !self.public {
                match anothers(&self.table.app, self.viewer, id.kind).await {
                    Some(found) => texts.push(found.to_string()),
                    None => self.fault(path, &format!("no other `{}` to try", id.kind)),
                }
            }
            let mut first: Option<String> = None;
            for text in texts {
                let input = with(&self.input, pointer, json!(text));
                let what = format!("{path} is `{:?}`", GlobalId::parse(&text).map(|id| id.case));
                let (told, answer) = self.told(self.viewer, &input, &what).await;
                if !told.contains(&format!("NOT_FOUND {path}")) {
                    self.fault(&what, &format!("{told:?}, not unknown"));
                }
                if first.get_or_insert_with(|| answer.text.clone()) != &answer.text {
                    self.fault(&what, &format!("told apart: {}", answer.text));
                }
            }
        }
    }

    /// Who may not is told so; to whom the case is unknown, it looks as one that is.
    async fn check_refused(&mut self, ids: &[IdAt]) {
        let of_case = |id: &&IdAt| can_be_anothers(id.id.kind);
        let Some(main) = ids.iter().find(of_case).cloned() else { return };
        let showcase = self.table.app.cast.showcase.case;
        let citizen = self.table.app.cast.showcase.citizen;
        let case = main.id.case.map(|case| case.id);
        let known = [Some(main.id.id), case].contains(&Some(showcase)) || main.id.id == citizen;
        let sender = self.viewer;
        for (viewer, usual) in REFUSED.iter().copied().filter(|(name, _)| *name != sender) {
            let own = self.refused.iter().find(|(name, _)| *name == viewer);
            let usual = if known { usual } else { "NOT_FOUND *" };
            let expected = own.map_or(usual, |(_, told)| told).replace('*', &main.path);
            if expected.is_empty() {
                continue;
            }
            let (told, answer) = self.told(viewer, &self.input.clone(), viewer).await;
            let told: Vec<_> = told.iter().map(|told| told.trim()).collect();
            if told.join(", ") != expected {
                self.fault(viewer, &format!("{told:?}, not {expected}"));
            }
            if expected.starts_with("NOT_FOUND") {
                let unknown = GlobalId { id: Uuid::from_u128(77), ..main.id };
                let input = with(&self.input, &main.pointer, json!(unknown.to_string()));
                let unknown = self.send(viewer, &input, "da").await;
                let known = self.send(viewer, &self.input, "da").await;
                if unknown.text != known.text {
                    self.fault(viewer, &format!("told apart: {} {}", unknown.text, answer.text));
                }
            }
        }
    }
}

/// What is told, as `CODE path`; of a request that fails, `! CODE`.
fn codes(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    if let Some(error) = json["errors"].as_array().and_then(|errors| errors.first()) {
        return vec![format!("! {}", error["extensions"]["code"].as_str().unwrap_or("?"))];
    }
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    let code = |error: &Value| {
        let code = if error["fault"].is_null() { &error["code"] } else { &error["fault"] };
        let path: Vec<_> = error["path"].as_array().unwrap().iter().map(text).collect();
        format!("{} {}", text(code), path.join("."))
    };
    errors(&json).iter().map(code).collect()
}

fn errors(json: &Value) -> Vec<Value> {
    let payload = json["data"].as_object().and_then(|data| data.values().next());
    payload.and_then(|payload| payload["userErrors"].as_array()).cloned().unwrap_or_default()
}

fn messages(answer: &Answer) -> Vec<String> {
    let errors = errors(&answer.json());
    errors.iter().map(|e| e["message"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The message of a request that fails; what is no word of an enumeration is named by GraphQL.
fn request_error(answer: &Answer) -> String {
    let message = answer.json()["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
    message.replace(super::sdl::NO_WORD, "")
}

/// The version that a conflict tells of.
fn stands(answer: &Answer) -> Value {
    let errors = errors(&answer.json());
    let conflict = errors.iter().find(|error| error["code"] == "CONFLICT");
    conflict.map_or(Value::Null, |error| error["currentVersion"].clone())
}

/// The values of an input that say something.
fn leaves(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) if text.trim().chars().count() >= 3 => into.push(text.clone()),
        Value::Number(number) if number.as_i64().is_some_and(|n| n > 70_000) => {
            into.push(number.to_string());
        }
        Value::Array(list) => list.iter().for_each(|value| leaves(value, into)),
        Value::Object(object) => object.values().for_each(|value| leaves(value, into)),
        _ => {}
    }
}

/// Where two inputs differ, and how, in few words.
fn short(good: &Value, spoiled: &Value) -> String {
    let changed = |(name, value): (&String, &Value)| {
        let text = value.to_string();
        (good.get(name) != Some(value)).then(|| {
            format!("{name}: {} ({})", text.chars().take(60).collect::<String>(), text.len())
        })
    };
    spoiled.as_object().into_iter().flatten().filter_map(changed).collect::<Vec<_>>().join(", ")
}
