//! A server in the process, over a database that can be brought to any state: with a clock that is
//! set and ids that repeat, so that two of them answer alike but for what they hold.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use stifinder::domain::clock::SetClock;
use stifinder::domain::{GlobalId, Ids};
use stifinder::http::{Edge, EdgeOptions, router};
use stifinder::server::{Server, ServerOptions};
use stifinder::store::{Db, connect};
use tower::ServiceExt;
use uuid::Uuid;

use super::make::DRAWING;
use super::operation::Written;
use super::state::{OF_THE_RUN, State, TABLES};
use super::twist::Anew;
use crate::support::{Scratch, fresh_in_memory};

/// Ids that follow from the number of the request and their place in it.
#[derive(Debug, Default)]
struct RepeatedIds {
    request: AtomicU64,
    drawn: AtomicU64,
}

impl RepeatedIds {
    fn begin(&self, request: u64) {
        self.request.store(request, Ordering::SeqCst);
        self.drawn.store(0, Ordering::SeqCst);
    }

    fn next(&self, millis: u64) -> Uuid {
        let request = self.request.load(Ordering::SeqCst);
        id(millis, request, self.drawn.fetch_add(1, Ordering::SeqCst))
    }

    /// A text in which ids that the request drew stand as the first, the second, and so on.
    fn numbered(&self, text: &str) -> String {
        let request = self.request.load(Ordering::SeqCst);
        let drawn: Vec<_> =
            (0..self.drawn.load(Ordering::SeqCst)).map(|n| chosen(id(0, request, n))).collect();
        let mut met = Vec::new();
        let mut number = |id: Uuid| {
            if !drawn.contains(&chosen(id)) {
                return id.to_string();
            }
            let place = met.iter().position(|known| *known == id).unwrap_or(met.len());
            met.extend((place == met.len()).then_some(id));
            format!("drawn {place}")
        };
        let apart = |c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_';
        let words = text.split_inclusive(apart).map(|word| {
            let (id, end) = word.split_at(word.trim_end_matches(apart).len());
            let Some(found) = GlobalId::parse(id) else { return word.to_owned() };
            let case = found.case.map(|case| number(case.id));
            format!("{}:{}:{}{end}", found.kind, case.unwrap_or_default(), number(found.id))
        });
        words.collect()
    }
}

/// The id that a request draws in this place.
fn id(millis: u64, request: u64, place: u64) -> Uuid {
    let bits = super::chance::Chance::of(request, place).number();
    let mut random = [0; 10];
    random[..8].copy_from_slice(&bits.to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// What of an id is not its instant.
fn chosen(id: Uuid) -> [u8; 10] {
    let [.., a, b, c, d, e, f, g, h, i, j] = *id.as_bytes();
    [a, b, c, d, e, f, g, h, i, j]
}

impl Ids for RepeatedIds {
    fn at(&self, at: DateTime<Utc>) -> Uuid {
        self.next(u64::try_from(at.timestamp_millis()).unwrap_or_default())
    }

    fn now(&self) -> Uuid {
        self.next(0)
    }
}

/// Versions of the directory from which on they are given, not counted.
const RENEWED: i32 = 1_000_000;
/// More changes of the directory than there are between two versions that are given.
const MOST_CHANGES: i32 = 1_000;

/// What came back, all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// Whether nothing was done as who asked may not.
    pub(super) fn is_forbidden(&self) -> bool {
        let json = self.json();
        let data = json["data"].as_object();
        json["errors"][0]["extensions"]["code"] == "FORBIDDEN"
            && data.is_none_or(|data| data.values().all(Value::is_null))
    }

    /// What the user is told to mend: code, path, and the version that stands; `None` where the
    /// request failed as a whole.
    pub(super) fn user_errors(&self) -> Option<Vec<(String, String, Option<i64>)>> {
        let json = self.json();
        if json.get("errors").is_some() {
            return None;
        }
        let payload = json["data"].as_object()?.values().next()?.clone();
        let errors = payload["userErrors"].as_array()?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let one = |error: &Value| {
            let path: Vec<_> = error["path"].as_array().into_iter().flatten().map(text).collect();
            (text(&error["code"]), path.join("."), error["currentVersion"].as_i64())
        };
        Some(errors.iter().map(one).collect())
    }
}

/// A server with its database.
pub(super) struct Member {
    router: Router,
    edge: Arc<Edge<Server>>,
    pub(super) db: Db,
    clock: Arc<SetClock>,
    ids: Arc<RepeatedIds>,
    /// What the database holds, as far as is known.
    state: State,
    heard: Arc<Mutex<Vec<String>>>,
    /// The last version that a directory was given.
    directory: i32,
    /// Goes with the server.
    _scratch: Option<Scratch>,
}

impl Member {
    /// A server on a fresh copy of the demo, brought to a state.
    pub(super) async fn start(now: DateTime<Utc>, state: Option<&State>) -> Self {
        let (url, scratch) = fresh_in_memory().await;
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let into = Arc::clone(&heard);
        let mut db = connect(&url, 2).await.unwrap();
        db.listen(move |sql| into.lock().unwrap().push(sql.to_owned()));
        let mut held = State::read(&db.connection).await;
        if let Some(state) = state {
            state.write(&db.connection, &held, &Anew::new()).await;
            held = state.clone();
        }
        let (clock, ids) = (Arc::new(SetClock::at(now)), Arc::new(RepeatedIds::default()));
        ids.begin(0);
        let options = ServerOptions { ids: Arc::clone(&ids) as _, ..ServerOptions::default() };
        let server = Server::start(db.clone(), clock.clone(), options).await.unwrap();
        let mut options = EdgeOptions::default();
        // What is compared is what is answered, not what is refused for its length.
        (options.limits.cost, options.limits.tokens) = (u64::MAX, 100_000);
        (options.limits.aliases, options.limits.directives) = (10_000, 10_000);
        options.limits.document_bytes = 1 << 20;
        let edge = Edge::new(server, options).unwrap();
        let router = router(Arc::clone(&edge));
        let directory = RENEWED;
        let mut member =
            Self { router, edge, db, clock, ids, state: held, heard, directory, _scratch: scratch };
        member.hear();
        // The server made its keys.
        member.reread(["signing_key"]).await;
        member
    }

    pub(super) fn server(&self) -> &Server {
        self.edge.executor()
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Reads some tables anew.
    async fn reread<'t>(&mut self, tables: impl IntoIterator<Item = &'t str>) {
        for table in tables {
            self.state.read_table(&self.db.connection, table).await;
        }
    }

    /// The statements since this was last asked.
    pub(super) fn hear(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }

    /// Takes in what a request has written; the tables.
    pub(super) async fn take_in(&mut self) -> BTreeSet<&'static str> {
        let mut written = BTreeSet::new();
        for sql in self.hear() {
            let words: Vec<&str> =
                sql.split([' ', '(', '"', '`']).filter(|w| !w.is_empty()).collect();
            // Anywhere: a statement may write to several tables.
            let tables = words.windows(2).filter_map(|pair| match pair {
                ["INTO" | "UPDATE", table] => Some(table),
                _ => None,
            });
            let emptied = words.windows(3).filter_map(|words| match words {
                ["DELETE", "FROM", table] => Some(table),
                _ => None,
            });
            let known = |table: &&str| TABLES.iter().copied().find(|known| known == table);
            written.extend(tables.chain(emptied).filter_map(known));
        }
        let forms = written.iter().copied().filter(|table| !OF_THE_RUN.contains(table));
        self.reread(forms.collect::<Vec<_>>()).await;
        written
    }

    /// Brings the database to a state, at an instant.
    pub(super) async fn become_state(&mut self, state: &State, anew: &Anew, now: DateTime<Utc>) {
        self.forget_run().await;
        let held = std::mem::take(&mut self.state).without_run();
        state.write(&self.db.connection, &held, anew).await;
        self.state = state.clone();
        if held.directory_state != state.directory_state {
            self.renew_directory().await;
        }
        self.clock.set(now);
        self.hear();
    }

    /// Gives the directory a version that it never had: the server keeps a copy by its version, and
    /// what was taken back must not stand for what comes.
    async fn renew_directory(&mut self) {
        self.directory += MOST_CHANGES;
        for row in &mut self.state.directory_state {
            row.version = self.directory;
        }
        let sql = format!("UPDATE directory_state SET version = {}", self.directory);
        self.db.connection.execute_unprepared(&sql).await.unwrap();
    }

    /// Takes in what was written, and clears what a run leaves: its log, what it noted, its keys.
    pub(super) async fn forget_run(&mut self) {
        self.take_in().await;
        for table in OF_THE_RUN {
            let sql = format!("DELETE FROM {table}");
            self.db.connection.execute_unprepared(&sql).await.unwrap();
        }
        self.hear();
    }

    /// Asks. `number` is the request's: where it is the same, so are the ids.
    pub(super) async fn ask(
        &self,
        token: &str,
        written: &Written,
        danish: bool,
        number: u64,
        now: DateTime<Utc>,
    ) -> Answer {
        self.clock.set(now);
        self.ids.begin(number);
        let body = json!({ "query": written.query, "variables": written.variables }).to_string();
        let request = Request::post("/graphql")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json")
            .header("accept-language", if danish { "da" } else { "en" })
            .body(Body::from(body))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let mut text = String::from_utf8(bytes.to_vec()).unwrap();
        if DRAWING.iter().any(|name| written.query.contains(name)) {
            text = self.ids.numbered(&text);
        }
        Answer { status: parts.status, headers: parts.headers, text }
    }
}
