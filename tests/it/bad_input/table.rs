//! The table: a server, its callers with every scope, and what went wrong so far.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use stifinder::demo::CLIENT;
use stifinder::domain::{EntityKind, GlobalId, ScopeSet};
use stifinder::token::Grant;

use super::dump::dump;
use super::row::Row;
use super::sdl::Sdl;
use crate::faults::Faults;
use crate::support::{Answer, TestApp, on_postgres};

/// Rows run one after another on one database; what fails is collected, and told at the end.
pub(super) struct Table {
    pub(super) app: TestApp,
    pub(super) sdl: Sdl,
    tokens: BTreeMap<&'static str, String>,
    /// What a database of the demo holds of texts: no message repeats any.
    held: BTreeSet<String>,
    messages: BTreeSet<String>,
    ran: BTreeSet<&'static str>,
    worked: BTreeSet<&'static str>,
    pub(super) faults: Vec<String>,
    /// Where the rows are run to see what a failing database leaves.
    pub(super) failing: Option<Faults>,
    /// How often the database was made to fail.
    pub(super) failures: usize,
}

/// The viewers of the rows.
const VIEWERS: &[&str] = &[
    "sofCoordinator",
    "sofCaseworker",
    "sofOtherUnit",
    "bifCaseworker",
    "hospitalPartner",
    "housingPartner",
    "unitLead",
    "unrelated",
    "sufCaseworker",
    "bufCaseworker",
    "brainInjuryCoordinator",
    "citizen",
    "representative",
    "admin",
];

impl Table {
    /// A table on a database of its own; with `STIFINDER_TEST_FAULTS` one that fails, when nothing
    /// is spoiled and what is tried is whether a change survives it.
    pub(super) async fn start() -> Self {
        let failing = std::env::var_os("STIFINDER_TEST_FAULTS").map(|_| Faults::none());
        let app = match &failing {
            Some(faults) => TestApp::failing(faults).await,
            None => TestApp::start().await,
        };
        // With every scope a caller is refused by what they are to the case, not by their token.
        let token = |name: &&'static str| {
            let viewer = &app.persona(name).viewer;
            let token = app.token_of(Grant {
                client_id: CLIENT.to_owned(),
                organisation: viewer.organisation.map(|o| o.id),
                unit: viewer.unit,
                user: viewer.user,
                roles: viewer.roles,
                citizen: viewer.citizen,
                scopes: ScopeSet::ALL,
            });
            (*name, token)
        };
        let tokens = VIEWERS.iter().map(token).collect();
        let rows = dump(app.connection()).await;
        let split = |c: char| matches!(c, '\'' | '"' | ',' | '(' | ')');
        let texts = rows.values().flatten().flat_map(|row| row.split(split));
        // Several words, or a number: a word alone may stand in any sentence.
        let telling = |text: &&str| {
            text.chars().count() >= 8
                && text.contains(|c: char| c.is_whitespace() || c.is_ascii_digit())
        };
        let held = texts.map(str::trim).filter(telling).map(str::to_owned).collect();
        let (messages, ran, worked) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let sdl = Sdl::read();
        Self {
            app,
            sdl,
            tokens,
            held,
            messages,
            ran,
            worked,
            faults: Vec::new(),
            failing,
            failures: 0,
        }
    }

    /// A row: an input of a mutation that works for a viewer.
    pub(super) fn row(
        &mut self,
        viewer: &'static str,
        mutation: &'static str,
        input: Value,
    ) -> Row<'_> {
        self.ran.insert(mutation);
        Row::new(self, viewer, mutation, input)
    }

    /// Notes that a mutation was seen to succeed.
    pub(super) fn worked(&mut self, mutation: &'static str) {
        self.worked.insert(mutation);
    }

    /// Sends an input; `locale` is what the caller reads.
    pub(super) async fn send(
        &self,
        viewer: &str,
        mutation: &str,
        shown: &str,
        input: &Value,
        locale: &str,
    ) -> Answer {
        let kind = self.sdl.input_of(mutation);
        let query = format!(
            "mutation($i: {kind}!) {{ {mutation}(input: $i) {{ {shown} \
             userErrors {{ code message path fault currentVersion }} }} }}"
        );
        let headers = [("accept-language", locale)];
        self.app.ask_with(&self.tokens[viewer], &query, json!({ "i": input }), &headers).await
    }

    /// What a viewer reads by a query of the showcase's case, under `case`.
    pub(super) async fn read(&self, viewer: &str, shown: &str) -> Value {
        self.read_case(viewer, &self.app.case(), shown).await
    }

    /// What a viewer reads of any case.
    pub(super) async fn read_case(&self, viewer: &str, case: &str, shown: &str) -> Value {
        let query = format!("query($id: ID!) {{ case(id: $id) {{ {shown} }} }}");
        let token = &self.tokens[viewer];
        self.app.ask_with(token, &query, json!({ "id": case }), &[]).await.data("/case")
    }

    /// What of the database's texts a message repeats; of a message seen before nothing is said.
    pub(super) fn repeats_held(&mut self, message: &str) -> Option<String> {
        if !self.messages.insert(message.to_owned()) {
            return None;
        }
        self.held.iter().find(|text| message.contains(text.as_str())).cloned()
    }

    /// Ends the table: these mutations and no others had rows, each was seen to succeed, and
    /// nothing else went wrong.
    #[expect(clippy::print_stdout, reason = "a figure of the run")]
    pub(super) fn finish(mut self, mutations: &[&str]) {
        let named: BTreeSet<&str> = mutations.iter().copied().collect();
        for name in named.symmetric_difference(&self.ran) {
            self.faults.push(format!("{name}: rows and the group's list differ"));
        }
        for name in named.difference(&self.worked) {
            self.faults.push(format!("{name}: no row was seen to succeed"));
        }
        assert!(self.faults.is_empty(), "{}\n", self.faults.join("\n"));
        if self.failing.is_some() {
            let first = mutations.first().copied().unwrap_or_default();
            println!(
                "figure: {} changes from `{first}` on, {} failing at a step = {}",
                mutations.len(),
                if on_postgres() { "PostgreSQL" } else { "SQLite" },
                self.failures
            );
        }
    }

    /// The organisation of a viewer.
    pub(super) fn organisation(&self, viewer: &str) -> String {
        let id = self.app.persona(viewer).viewer.organisation.unwrap().id.0;
        GlobalId::outside(EntityKind::Organisation, id).to_string()
    }

    /// The unit of a viewer.
    pub(super) fn unit(&self, viewer: &str) -> String {
        let id = self.app.persona(viewer).viewer.unit.unwrap().0;
        GlobalId::outside(EntityKind::Unit, id).to_string()
    }

    /// A viewer as a professional.
    pub(super) fn professional(&self, viewer: &str) -> String {
        let id = self.app.persona(viewer).viewer.user.unwrap().0;
        GlobalId::outside(EntityKind::Professional, id).to_string()
    }
}
