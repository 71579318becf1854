//! A server on a database of its own, seeded with the demo's municipality, and callers to ask it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Value, json};
use stifinder::admin;
use stifinder::demo::{self, Cast, Persona, Plan};
use stifinder::domain::clock::SetClock;
use stifinder::domain::{CaseRef, EntityKind, GlobalId, Ids};
use stifinder::http::{Edge, EdgeOptions, router_beside};
use stifinder::oauth;
use stifinder::server::{Server, ServerOptions};
use stifinder::store::{Db, connect};
use stifinder::token::Grant;
use tokio::sync::OnceCell;
use tower::ServiceExt;
use uuid::{ContextV7, Timestamp, Uuid};

use crate::faults::{self, Faults};

/// The present of the tests.
pub(crate) fn anchor() -> DateTime<Utc> {
    "2026-11-02T09:00:00Z".parse().unwrap()
}

/// The demo that each test begins with.
pub(crate) fn plan() -> Plan {
    Plan { citizens: 12, anchor: anchor(), seed: 1, brain_injury: false }
}

/// Whether the suite runs on PostgreSQL.
pub(crate) fn on_postgres() -> bool {
    std::env::var("STIFINDER_TEST_DATABASE").is_ok_and(|name| name == "postgres")
}

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

fn server_url() -> String {
    std::env::var("STIFINDER_TEST_POSTGRES")
        .expect("`STIFINDER_TEST_POSTGRES` names a server whose user may create databases")
}

fn database_url(name: &str) -> String {
    let server = server_url();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

async fn admin(sql: &str) {
    let db = connect(&server_url(), 1).await.unwrap();
    db.connection.execute_unprepared(sql).await.unwrap();
    db.connection.close().await.unwrap();
}

/// Makes the seeded database that each test copies: a file, or a database's name.
async fn template() -> String {
    let (name, url) = if on_postgres() {
        let name = format!("template_{}", std::process::id());
        admin(&format!("CREATE DATABASE {name}")).await;
        (name.clone(), database_url(&name))
    } else {
        // A run before this one may have had its process id.
        let _ = std::fs::remove_dir_all(folder());
        let path = folder().join("template.db").display().to_string();
        (path.clone(), format!("sqlite:{path}"))
    };
    let db = connect(&url, 1).await.unwrap();
    Migrator::up(&db.connection, None).await.unwrap();
    demo::seed(&db.connection, &plan(), &|_, _| {}).await.unwrap();
    if !on_postgres() {
        let flush = "PRAGMA wal_checkpoint(TRUNCATE)";
        db.connection.execute_unprepared(flush).await.unwrap();
    }
    db.connection.close().await.unwrap();
    name
}

/// A folder of this run, on memory where there is one.
fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("stifinder-it-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The URL of a fresh copy of the seeded database.
pub(crate) async fn fresh_database() -> String {
    let template = TEMPLATE.get_or_init(template).await;
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    if on_postgres() {
        let name = format!("it_{}_{number}", std::process::id());
        admin(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        return database_url(&name);
    }
    let path = folder().join(format!("it_{number}.db"));
    std::fs::copy(template, &path).unwrap();
    format!("sqlite:{}", path.display())
}

/// A database file in memory, which goes when this does.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.0.display()));
        }
    }
}

/// As [`fresh_database`], where nothing waits for a disk; on PostgreSQL the same.
pub(crate) async fn fresh_in_memory() -> (String, Option<Scratch>) {
    let memory = std::path::Path::new("/dev/shm");
    if on_postgres() || !memory.is_dir() {
        return (fresh_database().await, None);
    }
    let template = TEMPLATE.get_or_init(template).await;
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let path = memory.join(format!("stifinder-{}-{number}.db", std::process::id()));
    std::fs::copy(template, &path).unwrap();
    (format!("sqlite:{}", path.display()), Some(Scratch(path)))
}

/// The URL of a database that has nothing yet; on PostgreSQL.
pub(crate) async fn empty_database() -> String {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("it_empty_{}_{number}", std::process::id());
    admin(&format!("CREATE DATABASE {name}")).await;
    database_url(&name)
}

/// An answer over HTTP.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// `data` at a JSON pointer; the answer must have no errors.
    #[track_caller]
    pub(crate) fn data(&self, pointer: &str) -> Value {
        let json = self.json();
        assert!(json.get("errors").is_none(), "errors: {}", json["errors"]);
        json["data"].pointer(pointer).cloned().unwrap_or(Value::Null)
    }

    /// Codes of the user errors of a mutation's only root field.
    #[track_caller]
    pub(crate) fn user_errors(&self) -> Vec<String> {
        let json = self.json();
        assert!(json.get("errors").is_none(), "errors: {}", json["errors"]);
        let payload = json["data"].as_object().unwrap().values().next().unwrap();
        let errors = payload["userErrors"].as_array().expect("select userErrors { code path }");
        errors.iter().map(|e| e["code"].as_str().unwrap().to_owned()).collect()
    }
}

/// A server with its callers.
pub(crate) struct TestApp {
    pub(crate) router: Router,
    pub(crate) edge: Arc<Edge<Server>>,
    pub(crate) db: Db,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) cast: Cast,
    pub(crate) url: String,
}

/// Ids that grow also within a millisecond: the clock of a test stands, and rows made at one instant
/// are in the order of their making then.
#[derive(Debug, Default)]
struct InOrder(Mutex<ContextV7>);

impl Ids for InOrder {
    fn at(&self, at: DateTime<Utc>) -> Uuid {
        let context = self.0.lock().unwrap();
        let seconds = u64::try_from(at.timestamp()).unwrap();
        Uuid::new_v7(Timestamp::from_unix(&*context, seconds, at.timestamp_subsec_nanos()))
    }

    fn now(&self) -> Uuid {
        Uuid::now_v7()
    }
}

impl TestApp {
    /// A server on a fresh copy of the demo.
    pub(crate) async fn start() -> Self {
        Self::on(fresh_database().await).await
    }

    /// A server on a database: a second node, or the same one started again.
    pub(crate) async fn on(url: String) -> Self {
        Self::with(url, EdgeOptions::default()).await
    }

    /// A server that lets any document through: for documents that no person would write.
    pub(crate) async fn without_limits() -> Self {
        let mut options = EdgeOptions::default();
        options.limits.cost = u64::MAX;
        options.limits.tokens = 100_000;
        Self::with(fresh_database().await, options).await
    }

    /// A server whose statements are told to a listener.
    pub(crate) async fn overheard(listener: impl Fn(&str) + Send + Sync + 'static) -> Self {
        let url = fresh_database().await;
        let mut db = connect(&url, 4).await.unwrap();
        db.listen(listener);
        Self::from(db, url, EdgeOptions::default(), ServerOptions::default()).await
    }

    /// A server that is set up otherwise.
    pub(crate) async fn with_options(url: String, options: ServerOptions) -> Self {
        let db = connect(&url, 4).await.unwrap();
        Self::from(db, url, EdgeOptions::default(), options).await
    }

    /// A server whose database fails when told to; what the tests themselves look up does not.
    pub(crate) async fn failing(faults: &Faults) -> Self {
        Self::failing_with(faults, ServerOptions::default()).await
    }

    /// As [`TestApp::failing`], set up otherwise.
    pub(crate) async fn failing_with(faults: &Faults, server: ServerOptions) -> Self {
        let url = fresh_database().await;
        let mut db = connect(&faults::url(&url, faults).await, 4).await.unwrap();
        if !on_postgres() {
            db.connection = faults::sqlite(&url, faults.clone()).await;
        }
        let mut app = Self::from(db, url.clone(), EdgeOptions::default(), server).await;
        app.db = connect(&url, 2).await.unwrap();
        app
    }

    async fn with(url: String, options: EdgeOptions) -> Self {
        // So few that on PostgreSQL a request which asked for another beside its own would wait for
        // itself.
        let db = connect(&url, 2).await.unwrap();
        Self::from(db, url, options, ServerOptions::default()).await
    }

    async fn from(db: Db, url: String, options: EdgeOptions, server: ServerOptions) -> Self {
        let clock = Arc::new(SetClock::at(anchor()));
        let server = ServerOptions { ids: Arc::new(InOrder::default()), ..server };
        let server = Server::start(db.clone(), clock.clone(), server).await.unwrap();
        let oauth = oauth::routes(Arc::clone(server.oauth()));
        let edge = Edge::new(server, options).unwrap();
        let beside = oauth.merge(admin::routes(Arc::clone(&edge)));
        let router = router_beside(Arc::clone(&edge), beside);
        Self { router, edge, db, clock, cast: Cast::of(&plan()), url }
    }

    pub(crate) fn server(&self) -> &Server {
        self.edge.executor()
    }

    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.db.connection
    }

    #[track_caller]
    pub(crate) fn persona(&self, name: &str) -> &Persona {
        self.cast.persona(name).unwrap_or_else(|| panic!("no viewer `{name}`"))
    }

    /// The showcase's case.
    pub(crate) fn case(&self) -> String {
        GlobalId::case(self.showcase()).to_string()
    }

    /// The showcase's case, as ids name it.
    pub(crate) fn showcase(&self) -> CaseRef {
        CaseRef { purpose: law::Purpose::Dkk, id: self.cast.showcase.case }
    }

    /// The showcase's citizen.
    pub(crate) fn citizen(&self) -> String {
        GlobalId::outside(EntityKind::Citizen, self.cast.showcase.citizen).to_string()
    }

    /// A token of a viewer.
    #[track_caller]
    pub(crate) fn token(&self, name: &str) -> String {
        self.token_of(self.grant(name))
    }

    /// What a viewer's token says.
    #[track_caller]
    pub(crate) fn grant(&self, name: &str) -> Grant {
        let persona = self.persona(name);
        Grant {
            client_id: demo::CLIENT.to_owned(),
            organisation: persona.viewer.organisation.map(|o| o.id),
            unit: persona.viewer.unit,
            user: persona.viewer.user,
            roles: persona.viewer.roles,
            citizen: persona.viewer.citizen,
            scopes: persona.scopes,
        }
    }

    #[track_caller]
    pub(crate) fn token_of(&self, grant: Grant) -> String {
        use stifinder::domain::Clock;
        let now = self.clock.now().unwrap();
        self.server().tokens().issue(&grant, TimeDelta::days(400), now).unwrap()
    }

    /// Asks as a viewer.
    pub(crate) async fn ask(&self, viewer: &str, query: &str, variables: Value) -> Answer {
        self.ask_with(&self.token(viewer), query, variables, &[]).await
    }

    /// Asks with a token and further headers.
    pub(crate) async fn ask_with(
        &self,
        token: &str,
        query: &str,
        variables: Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut request = Request::post("/graphql")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends any request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// How many rows the access log has.
    pub(crate) async fn log_rows(&self) -> usize {
        use sea_orm::{EntityTrait, PaginatorTrait};
        let rows = entity::access_log::Entity::find().count(self.connection()).await.unwrap();
        usize::try_from(rows).unwrap()
    }

    /// The access log, oldest first.
    pub(crate) async fn log(&self) -> Vec<entity::access_log::Model> {
        use sea_orm::{EntityTrait, QueryOrder};
        entity::access_log::Entity::find()
            .order_by_asc(entity::access_log::Column::At)
            .order_by_asc(entity::access_log::Column::RequestId)
            .all(self.connection())
            .await
            .unwrap()
    }
}
