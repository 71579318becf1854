//! Reads and writes over HTTP on PostgreSQL, beside hand-written SQL for the same rows.
//!
//! `STIFINDER_BENCH_POSTGRES=postgres://user@127.0.0.1:5432/postgres cargo bench --bench http`
//!
//! The URL names a server whose user may create databases; `pgbench` must be on the path. Server,
//! load and database share the machine's cores. Each run is in turn with the hand-written SQL, so
//! that the ratio holds when the machine's speed drifts; figures are medians, with the spread of
//! the ratios. Where others use the machine, the processor time says more than the rate. `BENCH_CITIZENS` (default `1000`) and `BENCH_CONNECTIONS` (`1,8,32`) are lists;
//! `BENCH_SECONDS` (4) and `BENCH_RUNS` (5) say how long and how often. With `BENCH_KEEP=1` the
//! database stays, and the next run takes it as it is.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod drive;
mod loads;
mod processor;

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
    connections: u64,
    seconds: u64,
) -> Result<(f64, f64), Failure> {
    let file = std::env::temp_dir().join(format!("stifinder-bench-{}.sql", std::process::id()));
    std::fs::write(&file, load.script)?;
    let output = tokio::process::Command::new("pgbench")
        .args(["-n", "-M", "prepared", "-j", "2", "-c", &connections.to_string()])
        .args(["-T", &seconds.to_string(), "-D", &format!("among={}", load.among), "-f"])
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

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<_> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// One run of a load and one of its SQL.
struct Pair {
    ours: Run,
    /// Microseconds of processor time an answer: server and load, database.
    spent: [f64; 2],
    /// Transactions a second of the SQL.
    limit: f64,
    /// Microseconds of processor time a transaction: pgbench and database.
    limit_spent: f64,
}

impl Pair {
    fn ratio(&self) -> f64 {
        self.ours.rate / self.limit
    }
    fn ratio_of_spent(&self) -> f64 {
        self.limit_spent / (self.spent[0] + self.spent[1])
    }
}

/// Runs a load in turn with its SQL, and prints a row of the table.
async fn compare(
    (address, url, backend): (SocketAddr, &str, i32),
    load: &Load,
    connections: u64,
    sent: &[AtomicUsize],
) -> Result<(), Failure> {
    let (seconds, runs) = (one("BENCH_SECONDS", "4"), one("BENCH_RUNS", "5"));
    let time = Duration::from_secs(seconds);
    drive(address, &load.next, load.begins, sent, time / 2).await?;
    let mut found = Vec::new();
    let spent = || (processor::of_this(), processor::of_database(backend), processor::of_ended());
    for _ in 0..runs {
        let begun = spent();
        let ours = drive(address, &load.next, load.begins, sent, time).await?;
        let between = spent();
        let (count, limit) = pgbench(url, load, connections, seconds).await?;
        let ended = spent();
        let limit_spent = ended.1 - between.1 + ended.2 - between.2;
        found.push(Pair {
            spent: [between.0 - begun.0, between.1 - begun.1].map(|s| s * 1e6 / ours.count),
            ours,
            limit,
            limit_spent: limit_spent * 1e6 / count,
        });
    }
    let of = |figure: fn(&Pair) -> f64| median(found.iter().map(figure));
    let spread = |figure: fn(&Pair) -> f64| {
        let figures = || found.iter().map(figure);
        format!(
            "{:.3} ({:.3}-{:.3})",
            of(figure),
            figures().fold(f64::INFINITY, f64::min),
            figures().fold(0.0, f64::max)
        )
    };
    println!(
        "| {} | {connections} | {:.0} | {:.0} | {} | {:.1} | {:.1} | {:.0} + {:.0} | {:.0} | {} |",
        load.name,
        of(|pair| pair.ours.rate),
        of(|pair| pair.limit),
        spread(Pair::ratio),
        of(|pair| pair.ours.half),
        of(|pair| pair.ours.most),
        of(|pair| pair.spent[0]),
        of(|pair| pair.spent[1]),
        of(|pair| pair.limit_spent),
        spread(Pair::ratio_of_spent),
    );
    Ok(())
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

async fn bench(admin: &Db, base: &str, citizens: u64) -> Result<(), Failure> {
    let keep = one("BENCH_KEEP", "0") != 0;
    let name = match keep {
        true => format!("stifinder_bench_{citizens}"),
        false => format!("stifinder_bench_{citizens}_{}", std::process::id()),
    };
    let db = database(admin, base, &name, citizens).await?;
    let clock = Arc::new(SystemClock::default());
    let server = Server::start(db.clone(), clock.clone(), ServerOptions::default()).await?;
    let loads = loads(&server, &db.connection, &clock).await?;
    let edge = Edge::new(server, EdgeOptions::default())?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let serving = serve(listener, router(edge), ServeOptions::default(), std::future::pending());
    let serving = tokio::spawn(serving);
    println!("\n{citizens} citizens\n");
    println!(
        "| load | connections | req/s | hand-written tx/s | ratio | p50 ms | p99 ms | processor \
         µs: server and load + database | hand-written: pgbench and database | ratio of these |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let backend = db
        .connection
        .query_one_raw(Statement::from_string(DbBackend::Postgres, "SELECT pg_backend_pid()"));
    let backend: i32 = backend.await?.ok_or("no backend")?.try_get_by_index(0)?;
    let url = format!("{base}/{name}");
    let levels = setting("BENCH_CONNECTIONS", "1,8,32");
    let most = levels.iter().max().copied().unwrap_or(1);
    for load in &loads {
        // Counts on over all runs: a write expects the version that the last one left.
        let sent: Vec<_> = (0..most).map(|_| AtomicUsize::new(0)).collect();
        for level in &levels {
            let sent = &sent[..usize::try_from(*level)?];
            compare((address, &url, backend), load, *level, sent).await?;
        }
    }
    serving.abort();
    db.connection.close().await?;
    if !keep {
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        admin.connection.execute_unprepared(&drop).await?;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let Ok(url) = std::env::var("STIFINDER_BENCH_POSTGRES") else {
        println!("set STIFINDER_BENCH_POSTGRES to the URL of a PostgreSQL server");
        return Ok(());
    };
    let (base, _) = url.rsplit_once('/').ok_or("the URL names no database")?;
    let admin = connect(&url, 1).await?;
    for citizens in setting("BENCH_CITIZENS", "1000") {
        bench(&admin, base, citizens).await?;
    }
    Ok(())
}
