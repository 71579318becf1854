//! Faults at the database: the n-th step from now fails, once.
//!
//! On PostgreSQL a step is a statement on its way to the server, and the fault cuts its connection,
//! before the server has seen it or once it has done it. On SQLite a step is a stretch of the
//! virtual machine's work, and the fault interrupts the statement in the middle of it; or a commit,
//! which is rolled back. What SQLite has done it tells by returning: no such answer is lost.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, SqliteTransactionMode, SqlxSqliteConnector,
    Statement, TransactionOptions, TransactionTrait,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use stifinder::store::only_clean;

use crate::support::on_postgres;

/// Instructions of SQLite's virtual machine in one step of a statement.
const INSTRUCTIONS: i32 = 100;

/// As [`INSTRUCTIONS`], where the statements look up single rows.
const FEW: i32 = 2;

/// Steps that no operation takes.
const MOST: i64 = 5_000;

/// The steps that fail in turn: with `STIFINDER_TEST_FAULTS=1` each of them, with a larger number
/// gaps that grow by so many hundredths, less one, of what came before.
pub(crate) fn steps() -> impl Iterator<Item = i64> {
    let told = std::env::var("STIFINDER_TEST_FAULTS").ok();
    let growth = told.and_then(|text| text.parse().ok()).unwrap_or(101_i64).max(1) - 1;
    let next = move |step: &i64| Some(step + 1 + step * growth / 100);
    std::iter::successors(Some(0), next).take_while(|step| *step <= MOST)
}

/// As [`steps`], from the last of `count` back, with the small gaps where what was written is made
/// to stand; then on from there, for those who try until there is none more.
pub(crate) fn steps_from_the_end(count: i64) -> impl Iterator<Item = i64> {
    let back = steps().map(move |gap| count - 1 - gap).take_while(|step| *step >= 0);
    back.chain(steps().map(move |gap| count + gap))
}

/// How a step fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It is not done.
    Undone,
    /// It is done, and whoever asked for it is not told; of steps that write, or commit.
    Untold,
}

impl Way {
    /// The ways in which this database can fail.
    pub(crate) fn all() -> &'static [Self] {
        if on_postgres() { &[Self::Undone, Self::Untold] } else { &[Self::Undone] }
    }
}

/// No fault is to come.
const NONE: i64 = i64::MIN;

/// How many steps are left until one fails.
#[derive(Clone, Debug)]
pub(crate) struct Faults {
    left: Arc<AtomicI64>,
    untold: Arc<AtomicBool>,
    instructions: i32,
}

impl Faults {
    /// None to come.
    pub(crate) fn none() -> Self {
        Self {
            left: Arc::new(AtomicI64::new(NONE)),
            untold: Arc::default(),
            instructions: INSTRUCTIONS,
        }
    }

    /// None to come, and on SQLite a step is a short one.
    pub(crate) fn fine() -> Self {
        Self { instructions: FEW, ..Self::none() }
    }

    /// The step after `steps` more is not done.
    pub(crate) fn arm(&self, steps: i64) {
        self.arm_in(Way::Undone, steps);
    }

    /// The step after `steps` more fails in this way.
    pub(crate) fn arm_in(&self, way: Way, steps: i64) {
        self.untold.store(way == Way::Untold, Ordering::SeqCst);
        self.left.store(steps, Ordering::SeqCst);
    }

    /// From now on the steps that can fail in this way are counted, and none does.
    pub(crate) fn count(&self, way: Way) {
        self.arm_in(way, i64::MAX);
    }

    /// How many steps were counted; none is any more.
    pub(crate) fn counted(&self) -> i64 {
        i64::MAX - self.left.swap(NONE, Ordering::SeqCst)
    }

    /// No fault is to come any more; whether one came.
    pub(crate) fn disarm(&self) -> bool {
        self.left.swap(NONE, Ordering::SeqCst) < 0
    }

    /// Takes a step; true if it is to go through.
    fn step(&self) -> bool {
        let armed = |left: i64| (left >= 0).then(|| left - 1);
        self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, armed) != Ok(0)
    }
}

/// A connection to SQLite whose statements fail when told to.
pub(crate) async fn sqlite(url: &str, faults: Faults) -> DatabaseConnection {
    let options: SqliteConnectOptions = url.parse().unwrap();
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10));
    let pool = only_clean(SqlitePoolOptions::new()).max_connections(4).after_connect(
        move |connection, _| {
            let faults = faults.clone();
            Box::pin(async move {
                let mut handle = connection.lock_handle().await?;
                let commits = faults.clone();
                handle.set_progress_handler(faults.instructions, move || faults.step());
                handle.set_commit_hook(move || commits.step());
                Ok(())
            })
        },
    );
    SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.connect_with(options).await.unwrap())
}

/// The URL of a way to a PostgreSQL database that is cut when told to.
pub(crate) async fn postgres(url: &str, faults: Faults) -> String {
    let (head, rest) = url.split_once('@').unwrap();
    let (server, database) = rest.split_once('/').unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = server.to_owned();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(pass(client, server.clone(), faults.clone()));
        }
    });
    format!("{head}@{address}/{database}")
}

/// Passes everything on, until a statement is to fail.
async fn pass(client: TcpStream, server: String, faults: Faults) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    // A statement is several messages: none waits until the one before it was acknowledged.
    let at_once = [&client, &server].map(|end| end.set_nodelay(true));
    if at_once.iter().any(Result::is_err) {
        return;
    }
    let (mut from_client, to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    let untold = Arc::new(AtomicBool::new(false));
    let mut answers = tokio::spawn(tell(from_server, to_client, Arc::clone(&untold)));
    let (mut started, mut writes) = (false, Writes::default());
    while let Some((kind, message)) = message(&mut from_client, started).await {
        // A message without a kind comes before the session is there.
        started |= kind.is_none() && message.get(4..8) == Some(&[0, 3, 0, 0]);
        let asks = matches!(kind, Some(b'S' | b'Q'));
        let loses = faults.untold.load(Ordering::SeqCst);
        let wrote = writes.after(kind, &message);
        let fails = asks && (wrote || !loses) && !faults.step();
        if fails && loses {
            untold.store(true, Ordering::SeqCst);
            let last = [&message[..], TERMINATE].concat();
            if to_server.write_all(&last).await.is_ok() {
                let _ = (&mut answers).await;
            }
        }
        if fails || to_server.write_all(&message).await.is_err() {
            break;
        }
    }
    answers.abort();
}

/// What of a session's statements may write, and so could stand untold; how many others there are
/// depends on which connections were there before.
#[derive(Default)]
struct Writes {
    /// The names of those prepared.
    prepared: HashSet<Vec<u8>>,
    /// One was sent that is not yet asked to be done.
    sent: bool,
}

impl Writes {
    /// Whether what a message asks for writes, or makes stand what was written.
    fn after(&mut self, kind: Option<u8>, message: &[u8]) -> bool {
        let mut parts = message.get(5..).unwrap_or_default().split(|byte| *byte == 0);
        let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        match kind {
            Some(b'P') => {
                let text = String::from_utf8_lossy(second);
                self.prepared.remove(first);
                if ["INSERT", "UPDATE", "DELETE"].iter().any(|word| text.contains(word)) {
                    self.prepared.insert(first.to_owned());
                }
            }
            Some(b'B') => self.sent |= self.prepared.contains(second),
            Some(b'S') => return std::mem::take(&mut self.sent),
            Some(b'Q') => return first.starts_with(b"COMMIT"),
            _ => {}
        }
        false
    }
}

/// The message by which a client leaves: the server does all that came before, and hangs up.
const TERMINATE: &[u8] = &[b'X', 0, 0, 0, 4];

/// Passes on what a server says until it hangs up; nothing any more once it is to be untold.
async fn tell(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    untold: Arc<AtomicBool>,
) {
    let mut part = vec![0; 8192];
    while let Ok(length @ 1..) = from.read(&mut part).await {
        let told = !untold.load(Ordering::SeqCst);
        if told && to.write_all(&part[..length]).await.is_err() {
            break;
        }
    }
}

/// The next message of a client, whole, with its kind where it has one.
async fn message(
    from: &mut (impl AsyncRead + Unpin),
    started: bool,
) -> Option<(Option<u8>, Vec<u8>)> {
    let kind = if started { Some(from.read_u8().await.ok()?) } else { None };
    let length = from.read_u32().await.ok()?;
    let mut message: Vec<u8> = kind.into_iter().collect();
    message.extend(length.to_be_bytes());
    let head = message.len();
    message.resize(head + usize::try_from(length).ok()?.checked_sub(4)?, 0);
    from.read_exact(&mut message[head..]).await.ok()?;
    Some((kind, message))
}

/// A connection, by way of what can fail.
pub(crate) async fn url(url: &str, faults: &Faults) -> String {
    if on_postgres() { postgres(url, faults.clone()).await } else { url.to_owned() }
}

/// What SQLite rolled back by itself is not taken for open by what comes next on the connection.
#[tokio::test]
async fn a_transaction_that_sqlite_gave_up_takes_no_later_one_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("given-up.db");
    let url = format!("sqlite:{}?mode=rwc", file.display());
    let faults = Faults::none();
    let (pool, other) = (sqlite(&url, faults.clone()).await, sqlite(&url, Faults::none()).await);
    pool.execute_unprepared("CREATE TABLE kept (x INTEGER)").await.unwrap();
    let immediate = || TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let many = "INSERT INTO kept WITH RECURSIVE c (x) AS \
                (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 10000) SELECT x FROM c";
    for round in 1..=8 {
        let given_up = pool.begin_with_options(immediate()).await.unwrap();
        faults.arm(3);
        given_up.execute_unprepared(many).await.unwrap_err();
        assert!(faults.disarm(), "the statement was interrupted");
        drop(given_up);
        // The connection is there again.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let rolled_back = pool.begin_with_options(immediate()).await.unwrap();
        rolled_back.execute_unprepared("INSERT INTO kept VALUES (-1)").await.unwrap();
        rolled_back.rollback().await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
        let next = pool.begin_with_options(immediate()).await.unwrap();
        next.execute_unprepared("INSERT INTO kept VALUES (0)").await.unwrap();
        next.commit().await.unwrap();
        let count = Statement::from_string(DbBackend::Sqlite, "SELECT COUNT(*) FROM kept");
        let row = other.query_one_raw(count).await.unwrap().unwrap();
        assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), round, "committed, and seen by all");
    }
}
