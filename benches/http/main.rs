//! Reads and writes over HTTP on PostgreSQL, beside hand-written SQL for the same rows and, where
//! it is asked for, beside PostGraphile under row-level security.
//!
//! `STIFINDER_BENCH_POSTGRES=postgres://user@127.0.0.1:5432/postgres cargo bench --bench http`
//!
//! The URL names a server whose user may create databases and roles; `pgbench` must be on the path.
//! Server, load and database share the machine's cores. Runs of all that is compared are in turn,
//! so that a ratio holds when the machine's speed drifts; figures are medians, with the spread of
//! the ratios. Where others use the machine, the processor time says more than the rate.
//! `BENCH_CITIZENS` (default `1000`) and `BENCH_CONNECTIONS` (`1,8,32`) are lists; `BENCH_SECONDS`
//! (4) and `BENCH_RUNS` (5) say how long and how often. With `BENCH_KEEP=1` the database stays, and
//! the next run takes it as it is. `BENCH_PEER=1` has the peer run beside (`benches/peer`, once
//! `npm ci` was run there).

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod drive;
mod loads;
mod peer;
mod processor;
mod standing;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use drive::{Run, drive};
use loads::{Load, loads};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};
use stifinder::demo::{self, Plan};
use stifinder::domain::{Clock, SystemClock};
use stifinder::http::{Edge, EdgeOptions, ServeOptions, router, serve};
use stifinder::server::{Server, ServerOptions};
use stifinder::store::{Db, connect};
use tokio::net::TcpListener;

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Connections to the database, as many as `serve` takes by default.
const POOL: u32 = 8;

fn setting(name: &str, default: &str) -> Vec<u64> {
    let text = std::env::var(name).unwrap_or_else(|_| default.to_owned());
    text.split(',').filter_map(|number| number.trim().parse().ok()).collect()
}

fn one(name: &str, default: &str) -> u64 {
    setting(name, default).first().copied().unwrap_or(1)
}

/// Transactions of a load's script, and how many a second.
async fn pgbench(
    url: &str,
    load: &Load,
    script: &str,
    connections: u64,
    seconds: u64,
) -> Result<(f64, f64), Failure> {
    let file = std::env::temp_dir().join(format!("stifinder-bench-{}.sql", std::process::id()));
    std::fs::write(&file, script)?;
    let [logged, detail] = load.logged;
    let numbers =
        [("among", load.among), ("cases", load.cases), ("logged", logged), ("detail", detail)];
    let numbers =
        numbers.iter().flat_map(|(name, number)| ["-D".to_owned(), format!("{name}={number}")]);
    let output = tokio::process::Command::new("pgbench")
        .args(["-n", "-M", "prepared", "-j", "2", "-c", &connections.to_string()])
        .args(["-T", &seconds.to_string()])
        .args(numbers)
        .arg("-f")
        .arg(&file)
        .arg(url)
        .output()
        .await?;
    let text = String::from_utf8_lossy(&output.stdout);
    let number = |before: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(before))?;
        found.split(['/', ' ']).next()?.parse().ok()
    };
    let found = number("number of transactions actually processed: ").zip(number("tps = "));
    found.ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned().into())
}

pub(crate) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<_> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// One run of a load, one of its SQL, and one of the peer.
struct Turn {
    ours: Run,
    /// Microseconds of processor time an answer: server and load, database.
    spent: [f64; 2],
    /// Transactions a second of the SQL, and of the SQL that keeps the log too.
    limit: f64,
    limit_logging: f64,
    /// Microseconds of processor time a transaction: pgbench and database.
    limit_spent: f64,
    peer: Option<Run>,
}

impl Turn {
    fn of_limit(&self) -> f64 {
        self.ours.rate / self.limit
    }
    fn of_limit_logging(&self) -> f64 {
        self.ours.rate / self.limit_logging
    }
    fn of_peer(&self) -> f64 {
        self.peer.map_or(f64::NAN, |peer| self.ours.rate / peer.rate)
    }
    fn of_limit_spent(&self) -> f64 {
        self.limit_spent / (self.spent[0] + self.spent[1])
    }
}

/// What a load is driven against.
struct Sides<'a> {
    address: SocketAddr,
    url: &'a str,
    /// Process of a connection to the database.
    backend: i32,
    peer: Option<SocketAddr>,
}

/// Runs a load in turn with its SQL and the peer, and prints what came of it; the median rate.
async fn compare(
    sides: &Sides<'_>,
    load: &Load,
    of: &str,
    sent: &[AtomicUsize],
) -> Result<f64, Failure> {
    let (seconds, runs) = (one("BENCH_SECONDS", "4"), one("BENCH_RUNS", "5"));
    let time = Duration::from_secs(seconds);
    let connections = u64::try_from(sent.len())?;
    let counted: Vec<_> = sent.iter().map(|_| AtomicUsize::new(0)).collect();
    let of_peer = async |time| match sides.peer {
        None => Ok::<_, Failure>(None),
        Some(at) => {
            let peer = &load.peer;
            drive(at, &peer.next, peer.begins, &counted, time).await.map(Some)
        }
    };
    drive(sides.address, &load.next, load.begins, sent, time / 2).await?;
    of_peer(time / 2).await?;
    let logging = load.logging();
    let mut turns = Vec::new();
    let spent =
        || (processor::of_this(), processor::of_database(sides.backend), processor::of_ended());
    for _ in 0..runs {
        let begun = spent();
        let ours = drive(sides.address, &load.next, load.begins, sent, time).await?;
        let between = spent();
        let (count, limit) = pgbench(sides.url, load, load.script, connections, seconds).await?;
        let ended = spent();
        let (_, limit_logging) = pgbench(sides.url, load, &logging, connections, seconds).await?;
        let limit_spent = ended.1 - between.1 + ended.2 - between.2;
        turns.push(Turn {
            spent: [between.0 - begun.0, between.1 - begun.1].map(|s| s * 1e6 / ours.count),
            ours,
            limit,
            limit_logging,
            limit_spent: limit_spent * 1e6 / count,
            peer: of_peer(time).await?,
        });
    }
    let of_all = |figure: fn(&Turn) -> f64| median(turns.iter().map(figure));
    let spread = |figure: fn(&Turn) -> f64| {
        let figures = || turns.iter().map(figure);
        format!(
            "{:.2} ({:.2}–{:.2})",
            of_all(figure),
            figures().fold(f64::INFINITY, f64::min),
            figures().fold(0.0, f64::max)
        )
    };
    let rate = of_all(|turn| turn.ours.rate);
    let name = format!("{}, {of}, connections: {connections}", load.name);
    println!(
        "figure: {name} = {rate:.0} answers/s, p50 {:.1} ms, p99 {:.1} ms",
        of_all(|turn| turn.ours.half),
        of_all(|turn| turn.ours.most),
    );
    println!(
        "figure: {name}: beside hand-written SQL = {} of {:.0} transactions/s",
        spread(Turn::of_limit),
        of_all(|turn| turn.limit),
    );
    println!(
        "figure: {name}: beside hand-written SQL that keeps the log = {} of {:.0} transactions/s",
        spread(Turn::of_limit_logging),
        of_all(|turn| turn.limit_logging),
    );
    println!(
        "figure: {name}: processor time = {:.0} µs server and load + {:.0} µs database an answer; \
         hand-written {:.0} µs; ratio {}",
        of_all(|turn| turn.spent[0]),
        of_all(|turn| turn.spent[1]),
        of_all(|turn| turn.limit_spent),
        spread(Turn::of_limit_spent),
    );
    if sides.peer.is_some() {
        println!(
            "figure: {name}: beside PostGraphile = {} times its {:.0} answers/s, p50 {:.1} ms, \
             p99 {:.1} ms",
            spread(Turn::of_peer),
            of_all(|turn| turn.peer.map_or(f64::NAN, |peer| peer.rate)),
            of_all(|turn| turn.peer.map_or(f64::NAN, |peer| peer.half)),
            of_all(|turn| turn.peer.map_or(f64::NAN, |peer| peer.most)),
        );
    }
    Ok(rate)
}

/// A database with so many citizens: made and filled, or kept from an earlier run.
async fn database(admin: &Db, base: &str, name: &str, citizens: u64) -> Result<Db, Failure> {
    let known = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT 1 FROM pg_database WHERE datname = $1",
        [name.into()],
    );
    if admin.connection.query_one_raw(known).await?.is_none() {
        admin.connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    }
    let db = connect(&format!("{base}/{name}"), POOL).await?;
    Migrator::up(&db.connection, None).await?;
    if entity::citizen::Entity::find().one(&db.connection).await?.is_none() {
        let plan =
            Plan { citizens, brain_injury: false, ..Plan::usual(SystemClock::default().now()?) };
        demo::seed(&db.connection, &plan, &|_, _| {}).await?;
        db.connection.execute_unprepared("VACUUM ANALYZE").await?;
    }
    Ok(db)
}

/// Rates by load and connections.
async fn bench(admin: &Db, base: &str, citizens: u64) -> Result<Vec<(String, f64)>, Failure> {
    let keep = one("BENCH_KEEP", "0") != 0;
    let name = match keep {
        true => format!("stifinder_bench_{citizens}"),
        false => format!("stifinder_bench_{citizens}_{}", std::process::id()),
    };
    let db = database(admin, base, &name, citizens).await?;
    let clock = Arc::new(SystemClock::default());
    let server = Server::start(db.clone(), clock.clone(), ServerOptions::default()).await?;
    let loads = loads(&server, &db.connection, &clock).await?;
    standing::measure(&db, &clock).await?;
    let edge = Edge::new(server, EdgeOptions::default())?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let serving = serve(listener, router(edge), ServeOptions::default(), std::future::pending());
    let serving = tokio::spawn(serving);
    let backend = db
        .connection
        .query_one_raw(Statement::from_string(DbBackend::Postgres, "SELECT pg_backend_pid()"));
    let backend: i32 = backend.await?.ok_or("no backend")?.try_get_by_index(0)?;
    let url = format!("{base}/{name}");
    let peer = match one("BENCH_PEER", "0") {
        0 => None,
        _ => Some(peer::Peer::start(&db.connection, &url, POOL).await?),
    };
    let sides = Sides { address, url: &url, backend, peer: peer.as_ref().map(peer::Peer::address) };
    let levels = setting("BENCH_CONNECTIONS", "1,8,32");
    let most = levels.iter().max().copied().unwrap_or(1);
    let mut rates = Vec::new();
    for load in &loads {
        // Counts on over all runs: a write expects the version that the last one left.
        let sent: Vec<_> = (0..most).map(|_| AtomicUsize::new(0)).collect();
        for level in &levels {
            let sent = &sent[..usize::try_from(*level)?];
            let rate = compare(&sides, load, &format!("citizens: {citizens}"), sent).await?;
            rates.push((format!("{}, connections: {level}", load.name), rate));
        }
    }
    drop(peer);
    serving.abort();
    db.connection.close().await?;
    if !keep {
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        admin.connection.execute_unprepared(&drop).await?;
    }
    Ok(rates)
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let Ok(url) = std::env::var("STIFINDER_BENCH_POSTGRES") else {
        println!("set STIFINDER_BENCH_POSTGRES to the URL of a PostgreSQL server");
        return Ok(());
    };
    let (base, _) = url.rsplit_once('/').ok_or("the URL names no database")?;
    let admin = connect(&url, 1).await?;
    let mut first: Option<(u64, Vec<(String, f64)>)> = None;
    for citizens in setting("BENCH_CITIZENS", "1000") {
        let rates = bench(&admin, base, citizens).await?;
        let Some((fewer, before)) = &first else {
            first = Some((citizens, rates));
            continue;
        };
        for ((name, before), (_, rate)) in before.iter().zip(&rates) {
            println!("figure: {name}: {citizens} citizens beside {fewer} = {:.2}", rate / before);
        }
    }
    Ok(())
}
