//! A server on the demo's municipality, whose clock stands still.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait};
use serde_json::{Value, json};
use stifinder::demo::{self, Plan};
use stifinder::domain::clock::SetClock;
use stifinder::domain::{CaseRef, GlobalId};
use stifinder::http::{Edge, EdgeOptions, router_beside};
use stifinder::server::{Server, ServerOptions};
use stifinder::store::connect;
use stifinder::token::Grant;
use stifinder::{admin, oauth};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

/// A viewer with no relation to any case.
pub(crate) const STRANGER: &str = "unrelated";

/// Who coordinates the showcase's case.
pub(crate) const LEAD: &str = "sofCoordinator";

/// A server and those who ask it.
pub(crate) struct World {
    runtime: Runtime,
    router: Router,
    tokens: Vec<(&'static str, String)>,
    /// What the citizens are called and where they are found.
    private: BTreeSet<String>,
    case: String,
    _folder: TempDir,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// The answer's JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// What holds of every answer: nothing broke, and it is of the kind that it says.
    pub(crate) fn is_clean(&self) {
        assert!(!self.status.is_server_error(), "{}: {}", self.status, self.text);
        let kind = self.headers.get("content-type").map(|kind| kind.to_str().unwrap());
        if kind.is_some_and(|kind| kind.contains("json")) && !self.text.is_empty() {
            let json = self.json();
            let errors = json["errors"].as_array().into_iter().flatten();
            for error in errors {
                assert_ne!(error["extensions"]["code"], "INTERNAL", "{}", self.text);
            }
        }
    }
}

impl World {
    /// The only one of this process.
    pub(crate) fn get() -> &'static Self {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(|| {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            let (router, tokens, private, case, folder) = runtime.block_on(begin());
            Self { runtime, router, tokens, private, case, _folder: folder }
        })
    }

    /// The token of a viewer.
    pub(crate) fn token(&self, viewer: &str) -> &str {
        let found = self.tokens.iter().find(|(name, _)| *name == viewer);
        &found.unwrap_or_else(|| panic!("no viewer `{viewer}`")).1
    }

    /// The showcase's case.
    pub(crate) fn case(&self) -> &str {
        &self.case
    }

    /// The names of the viewers.
    pub(crate) fn viewers(&self) -> impl Iterator<Item = &'static str> {
        self.tokens.iter().map(|(name, _)| *name)
    }

    /// Sends a request.
    pub(crate) fn send(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.unwrap();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Answer { status: parts.status, headers: parts.headers, text }
        })
    }

    /// Asks as a viewer.
    pub(crate) fn ask(&self, viewer: &str, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = Request::post("/graphql")
            .header("authorization", format!("Bearer {}", self.token(viewer)))
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json");
        self.send(request.body(Body::from(body)).unwrap())
    }

    /// Whether an answer tells nothing of a citizen that was not in what was asked.
    pub(crate) fn keeps_quiet(&self, asked: &str, answer: &Answer) -> bool {
        let told = |secret: &&String| answer.text.contains(*secret) && !asked.contains(*secret);
        !self.private.iter().any(|secret| told(&secret))
    }
}

type Begun = (Router, Vec<(&'static str, String)>, BTreeSet<String>, String, TempDir);

async fn begin() -> Begun {
    let now: DateTime<Utc> = "2026-11-02T09:00:00Z".parse().unwrap();
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("fuzz.db").display());
    let db = connect(&url, 2).await.unwrap();
    Migrator::up(&db.connection, None).await.unwrap();
    let plan = Plan { citizens: 24, anchor: now, seed: 1, brain_injury: true };
    let cast = demo::seed(&db.connection, &plan, &|_, _| {}).await.unwrap();
    // What is lost with the machine is of no matter here.
    db.connection.execute_unprepared("PRAGMA synchronous = OFF").await.unwrap();
    let private = private(&db.connection).await;
    let clock = Arc::new(SetClock::at(now));
    let server = Server::start(db, clock, ServerOptions::default()).await.unwrap();
    let tokens = cast.personas.iter().map(|persona| {
        let viewer = &persona.viewer;
        let grant = Grant {
            client_id: demo::CLIENT.to_owned(),
            organisation: viewer.organisation.map(|o| o.id),
            unit: viewer.unit,
            user: viewer.user,
            roles: viewer.roles,
            citizen: viewer.citizen,
            scopes: persona.scopes,
        };
        let token = server.tokens().issue(&grant, TimeDelta::days(400), now).unwrap();
        (persona.name, token)
    });
    let tokens = tokens.collect();
    let beside = oauth::routes(Arc::clone(server.oauth()));
    let edge = Edge::new(server, EdgeOptions::default()).unwrap();
    let beside = beside.merge(admin::routes(Arc::clone(&edge)));
    let case = CaseRef { purpose: law::Purpose::Dkk, id: cast.showcase.case };
    let case = GlobalId::case(case).to_string();
    (router_beside(edge, beside), tokens, private, case, folder)
}

async fn private(connection: &DatabaseConnection) -> BTreeSet<String> {
    let citizens = entity::citizen::Entity::find().all(connection).await.unwrap();
    let professionals = entity::professional::Entity::find().all(connection).await.unwrap();
    let known: BTreeSet<_> = professionals.into_iter().map(|p| p.name).collect();
    let of = |c: entity::citizen::Model| {
        [Some(c.cpr), Some(c.name), c.address, c.phone, c.email].into_iter().flatten()
    };
    citizens.into_iter().flat_map(of).filter(|text| !known.contains(text)).collect()
}
