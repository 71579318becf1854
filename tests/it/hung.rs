//! A way to PostgreSQL that stops carrying answers: what waits for one is given up after a while, and
//! the node goes on over other connections. On PostgreSQL; with SQLite there is no way between.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use stifinder::audit::verify::verify;
use stifinder::demo::Cast;
use stifinder::domain::clock::SetClock;
use stifinder::http::{Edge, EdgeOptions, router};
use stifinder::server::{Server, ServerOptions};
use stifinder::store::connect;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Answer, TestApp, anchor, fresh_database, on_postgres, plan};

/// How long the node waits for an answer, in these tests.
const LONGEST: Duration = Duration::from_millis(500);

/// What no request takes that is given up in time.
const TOO_LONG: Duration = Duration::from_secs(8);

/// Which connections stop carrying anything, in either direction and without an end.
#[derive(Clone, Default)]
struct Way {
    /// Those that are asked for this.
    word: Arc<Mutex<&'static str>>,
    /// So many more.
    left: Arc<AtomicUsize>,
}

impl Way {
    fn stops_at(&self, word: &'static str, times: usize) {
        *self.word.lock().unwrap() = word;
        self.left.store(times, Ordering::SeqCst);
    }

    fn carries_all(&self) {
        self.left.store(0, Ordering::SeqCst);
    }

    /// Whether a connection that is asked for this stops.
    fn stops(&self, asked: &[u8]) -> bool {
        let word = *self.word.lock().unwrap();
        let one_less = |left: usize| left.checked_sub(1);
        asked.windows(word.len().max(1)).any(|part| part == word.as_bytes())
            && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok()
    }

    /// The URL of a database by this way.
    async fn to(&self, url: &str) -> String {
        let (head, rest) = url.split_once('@').unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (server, way) = (server.to_owned(), self.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(way.clone().carry(client, server));
            }
        });
        format!("{head}@{address}/{database}")
    }

    async fn carry(self, mut client: TcpStream, mut server: TcpStream) {
        let (mut asked, mut told) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
        loop {
            let (to, part) = tokio::select! {
                Ok(length @ 1..) = client.read(&mut asked) => {
                    if self.stops(&asked[..length]) {
                        return std::future::pending().await;
                    }
                    (&mut server, &asked[..length])
                }
                Ok(length @ 1..) = server.read(&mut told) => (&mut client, &told[..length]),
                else => return,
            };
            if to.write_all(part).await.is_err() {
                return;
            }
        }
    }
}

/// A server that reaches its database by this way; what the test itself looks up does not go by it.
async fn app(way: &Way) -> TestApp {
    let url = fresh_database().await;
    let mut db = connect(&way.to(&url).await, 6).await.unwrap();
    db.wait_no_longer_than(LONGEST);
    let clock = Arc::new(SetClock::at(anchor()));
    let server = Server::start(db, clock.clone(), ServerOptions::default()).await.unwrap();
    let edge = Edge::new(server, EdgeOptions::default()).unwrap();
    let router = router(Arc::clone(&edge));
    let db = connect(&url, 2).await.unwrap();
    TestApp { router, edge, db, clock, cast: Cast::of(&plan()), url }
}

async fn read(app: &TestApp) -> Answer {
    let query = "query ($id: ID!) { case(id: $id) { status } }";
    let asked = app.ask("sofCoordinator", query, json!({ "id": app.case() }));
    tokio::time::timeout(TOO_LONG, asked).await.expect("given up in time")
}

async fn is_ready(app: &TestApp) -> bool {
    let request = axum::http::Request::get("/readyz").body(axum::body::Body::empty()).unwrap();
    let answer = tokio::time::timeout(TOO_LONG, app.send(request)).await;
    answer.expect("told in time").status.is_success()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_whose_answer_never_comes_is_given_up_and_the_next_one_answered() {
    if !on_postgres() {
        return;
    }
    // Whether the token stands, the case, and the log: what all requests of a node wait for.
    for statement in ["revoked_token", "coordination_case", "INSERT INTO access_log"] {
        let way = Way::default();
        let app = app(&way).await;
        // More often than there are connections.
        for _ in 0..8 {
            way.stops_at(statement, 1);
            let answer = read(&app).await.json();
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{statement}");
        }
        for _ in 0..2 {
            assert_eq!(read(&app).await.data("/case/status"), "ONGOING", "{statement}");
        }
        let keys = stifinder::token::keys::all_of_log(app.connection()).await.unwrap();
        let report = verify(&[app.connection()], &keys, None).await.unwrap();
        assert!(report.holds() && report.rows() >= 2, "{}", report.to_text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_cannot_answer_is_not_ready() {
    if !on_postgres() {
        return;
    }
    let way = Way::default();
    let app = app(&way).await;
    assert!(is_ready(&app).await);
    // Every other statement is answered; and the text is told to new connections alone.
    let app = self::app(&way).await;
    way.stops_at("revoked_token", usize::MAX);
    for _ in 0..2 {
        assert!(!is_ready(&app).await);
    }
    way.carries_all();
    assert!(is_ready(&app).await);
}
