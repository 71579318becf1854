//! A case system that sends a record, sends it again, and meets what another system sent.

use serde_json::{Value, json};
use stifinder::demo::CLIENT;
use stifinder::domain::{EntityKind, GlobalId, ScopeSet};
use stifinder::token::Grant;

use crate::bad_input::{Dump, differing, dump};
use crate::support::{Answer, TestApp};

/// A server and the systems that write to it.
pub(super) struct Systems {
    pub(super) app: TestApp,
}

impl Systems {
    pub(super) async fn start() -> Self {
        Self { app: TestApp::start().await }
    }

    async fn send(&self, viewer: &str, mutation: &str, shown: &str, input: &Value) -> Answer {
        let grant =
            Grant { client_id: CLIENT.to_owned(), scopes: ScopeSet::ALL, ..self.app.grant(viewer) };
        let mut kind = mutation.to_owned();
        kind[..1].make_ascii_uppercase();
        let query = format!(
            "mutation($i: {kind}Input!) {{ {mutation}(input: $i) {{ {shown} warnings {{ fault }} \
             userErrors {{ code path fault currentVersion }} }} }}"
        );
        let token = self.app.token_of(grant);
        self.app.ask_with(&token, &query, json!({ "i": input }), &[]).await
    }

    /// The payload of a write that goes well.
    pub(super) async fn write(
        &self,
        viewer: &str,
        mutation: &str,
        shown: &str,
        input: &Value,
    ) -> Value {
        let answer = self.send(viewer, mutation, shown, input).await;
        let payload = answer.data(&format!("/{mutation}"));
        assert_eq!(payload["userErrors"], json!([]), "{mutation}: {input}");
        payload
    }

    /// What is told of a write that does not, as `CODE path`.
    pub(super) async fn told(&self, viewer: &str, mutation: &str, input: &Value) -> Vec<String> {
        let answer = self.send(viewer, mutation, "", input).await;
        let payload = answer.data(&format!("/{mutation}"));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let told = |error: &Value| {
            let code = if error["fault"].is_null() { &error["code"] } else { &error["fault"] };
            let path: Vec<_> = error["path"].as_array().unwrap().iter().map(text).collect();
            format!("{} {}", text(code), path.join("."))
        };
        payload["userErrors"].as_array().unwrap().iter().map(told).collect()
    }

    /// Fields of a case.
    pub(super) async fn read(&self, viewer: &str, case: &str, shown: &str) -> Value {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {shown} }} }}");
        self.app.ask(viewer, &query, json!({ "id": case })).await.data("/case")
    }

    /// The version of a case.
    pub(super) async fn case_version(&self, viewer: &str, case: &str) -> Value {
        self.read(viewer, case, "version").await["version"].clone()
    }

    /// The version of a meeting.
    pub(super) async fn version(&self, viewer: &str, case: &str, meeting: &str) -> Value {
        let read = self.read(viewer, case, "meetings { id version }").await;
        let meetings = read["meetings"].as_array().unwrap();
        meetings.iter().find(|m| m["id"] == meeting).unwrap()["version"].clone()
    }

    /// Ends the part of an organisation in a case.
    pub(super) async fn leave(&self, viewer: &str, case: &str, organisation: &str) {
        let shown = "participations { id version to organisation { id } }";
        let read = self.read(viewer, case, shown).await;
        for part in read["participations"].as_array().unwrap() {
            if part["organisation"]["id"] == organisation && part["to"].is_null() {
                let end =
                    json!({ "participationId": part["id"], "expectedVersion": part["version"] });
                self.write(viewer, "endParticipation", "", &end).await;
            }
        }
    }

    fn outside(&self, kind: EntityKind, id: uuid::Uuid) -> String {
        GlobalId::outside(kind, id).to_string()
    }

    pub(super) fn organisation(&self, viewer: &str) -> String {
        let id = self.app.persona(viewer).viewer.organisation.unwrap().id.0;
        self.outside(EntityKind::Organisation, id)
    }

    pub(super) fn unit(&self, viewer: &str) -> String {
        self.outside(EntityKind::Unit, self.app.persona(viewer).viewer.unit.unwrap().0)
    }

    pub(super) fn professional(&self, viewer: &str) -> String {
        self.outside(EntityKind::Professional, self.app.persona(viewer).viewer.user.unwrap().0)
    }

    async fn dump(&self) -> Dump {
        dump(self.app.connection()).await
    }
}

/// A record that is sent under a number, and what becomes of it when it is sent again.
pub(super) struct Sending<'s> {
    systems: &'s Systems,
    viewer: &'static str,
    mutation: &'static str,
    /// Where the entity stands in the payload; open braces are closed.
    shown: &'static str,
    input: Value,
    changed: Option<Value>,
    refused: Vec<(Value, &'static str)>,
    number_in: Option<&'static str>,
    unseen_version: bool,
}

impl<'s> Sending<'s> {
    pub(super) fn new(
        systems: &'s Systems,
        viewer: &'static str,
        mutation: &'static str,
        shown: &'static str,
        input: Value,
    ) -> Self {
        Self {
            systems,
            viewer,
            mutation,
            shown,
            input,
            changed: None,
            refused: Vec::new(),
            number_in: None,
            unseen_version: false,
        }
    }

    /// What is sent the second time, in place of fields of the first.
    pub(super) fn changed(mut self, fields: Value) -> Self {
        self.changed = Some(fields);
        self
    }

    /// What is told, and not written, when these fields are sent again.
    pub(super) fn refused(mut self, fields: Value, told: &'static str) -> Self {
        self.refused.push((fields, told));
        self
    }

    /// The number stands in a part of the input.
    pub(super) fn number_in(mut self, field: &'static str) -> Self {
        self.number_in = Some(field);
        self
    }

    /// Who sends does not see the version.
    pub(super) fn unseen_version(mut self) -> Self {
        self.unseen_version = true;
        self
    }

    fn input(&self, fields: Option<&Value>, system: &str, read: Option<i64>) -> Value {
        let mut input = self.input.clone();
        for (name, value) in fields.and_then(Value::as_object).into_iter().flatten() {
            input[name] = value.clone();
        }
        let number = json!({ "system": system, "id": self.mutation, "expectedVersion": read });
        match self.number_in {
            Some(part) => input[part]["externalReference"] = number,
            None => input["externalReference"] = number,
        }
        input
    }

    /// Sends; the entity's id and version, as the sender sees them.
    async fn send(&self, input: &Value) -> (Value, Value) {
        let open = self.shown.matches('{').count();
        let shown = format!("{} {{ id version }} {}", self.shown, "} ".repeat(open));
        let payload = self.systems.write(self.viewer, self.mutation, &shown, input).await;
        let mut entity = &payload;
        for name in self.shown.split([' ', '{']).filter(|name| !name.is_empty()) {
            entity = &entity[name];
            if let Some(rows) = entity.as_array() {
                entity = rows.last().unwrap();
            }
        }
        (entity["id"].clone(), entity["version"].clone())
    }

    /// The number finds the entity, for the organisation that set it alone.
    async fn found(&self, id: &Value) {
        let query = "query($id: String!) { byExternalReference(system: \"A\", id: $id) { id } }";
        let asked = json!({ "id": self.mutation });
        let found = self.systems.app.ask(self.viewer, query, asked.clone()).await;
        assert_eq!(found.data("/byExternalReference/id"), *id, "{}", self.mutation);
        let other = if self.viewer == "admin" { "sofCoordinator" } else { "unrelated" };
        let other = self.systems.app.ask(other, query, asked).await;
        assert_eq!(other.text, r#"{"data":{"byExternalReference":null}}"#, "{}", self.mutation);
    }

    /// Sent the first time, and the same again: nothing is doubled, nothing is written.
    async fn twice(&self) -> Value {
        let first = self.input(None, "A", None);
        let (id, version) = self.send(&first).await;
        assert!(!id.is_null(), "{}: {first}", self.mutation);
        let before = self.systems.dump().await;
        assert_eq!(self.send(&first).await, (id.clone(), version), "{}", self.mutation);
        self.unchanged(&before, "sent again").await;
        self.found(&id).await;
        for (fields, told) in &self.refused {
            let before = self.systems.dump().await;
            let input = self.input(Some(fields), "A", None);
            let other = self.systems.told(self.viewer, self.mutation, &input).await;
            assert_eq!(other, [*told], "{}: {fields}", self.mutation);
            self.unchanged(&before, told).await;
        }
        id
    }

    async fn unchanged(&self, before: &Dump, what: &str) {
        let written = differing(before, &self.systems.dump().await);
        assert!(written.is_empty(), "{}: {what}, and yet written: {written:?}", self.mutation);
    }

    /// A record that does not change.
    pub(super) async fn run_fixed(self) -> String {
        self.twice().await.as_str().unwrap().to_owned()
    }

    /// The whole course; the id.
    pub(super) async fn run(self) -> String {
        self.run_with(json!({})).await
    }

    /// The whole course, with fields that go along when it is changed back.
    pub(super) async fn run_with(self, back: Value) -> String {
        let id = self.twice().await;
        let mutation = self.mutation;
        let version = |n: i64| if self.unseen_version { Value::Null } else { json!(n) };
        let changed = self.input(self.changed.as_ref(), "A", None);
        assert_eq!(self.send(&changed).await, (id.clone(), version(2)), "{mutation}: changed");

        // Another system knows the entity by a number of its own; it has sent nothing yet.
        let number = json!({ "system": "B", "id": mutation });
        let set = json!({ "id": id, "reference": number });
        self.systems.write(self.viewer, "setExternalReference", "", &set).await;
        let blind = self.input(Some(&back), "B", None);
        let conflict = match self.number_in {
            Some(part) => format!("CONFLICT {part}.externalReference.expectedVersion"),
            None => "CONFLICT externalReference.expectedVersion".to_owned(),
        };
        let told = self.systems.told(self.viewer, mutation, &blind).await;
        assert_eq!(told, std::slice::from_ref(&conflict), "{mutation}: who has read nothing");
        let read = self.input(Some(&back), "B", Some(2));
        assert_eq!(self.send(&read).await, (id.clone(), version(3)), "{mutation}: who has read it");

        // The first system has not: what it would change is told to be in conflict.
        let before = self.systems.dump().await;
        let told = self.systems.told(self.viewer, mutation, &changed).await;
        assert_eq!(told, [conflict], "{mutation}: changed by another since");
        self.unchanged(&before, "a conflict").await;
        // What says the same as what stands is in no conflict with it.
        let same = self.input(Some(&back), "A", None);
        assert_eq!(self.send(&same).await, (id.clone(), version(3)), "{mutation}: the same");
        id.as_str().unwrap().to_owned()
    }
}
