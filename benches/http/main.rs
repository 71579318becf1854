//! Reads and writes over HTTP on PostgreSQL, beside hand-written SQL for the same rows.
//!
//! `STIFINDER_BENCH_POSTGRES=postgres://user@127.0.0.1:5432/postgres cargo bench --bench http`
//!
//! The URL names a server whose user may create databases; `pgbench` must be on the path. Server,
//! load and database share the machine's cores. Each run is in turn with the hand-written SQL, so
//! that the ratio holds when the machine's speed drifts; figures are medians, with the spread of
//! the ratio. `BENCH_CITIZENS` (default `1000`) and `BENCH_CONNECTIONS` (`1,8,32`) are lists;
//! `BENCH_SECONDS` (4) and `BENCH_RUNS` (5) say how long and how often. With `BENCH_KEEP=1` the
//! database stays, and the next run takes it as it is.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod drive;
mod loads;

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

/// Connections to the database, as many as `serve` takes by default.
const POOL: u32 = 8;

fn setting(name: &str, default: &str) -> Vec<u64> {
    let text = std::env::var(name).unwrap_or_else(|_| default.to_owned());
    text.split(',').filter_map(|number| number.trim().parse().ok()).collect()
}

fn one(name: &str, default: &str) -> u64 {
    setting(name, default).first().copied().unwrap_or(1)
}

/// Transactions a second of a pgbench script, and the mean time of one in milliseconds.
async fn pgbench(url: &str, script: &str, connections: u64, seconds: u64) -> Result<f64, Failure> {
    let file = std::env::temp_dir().join(format!("stifinder-bench-{}.sql", std::process::id()));
    std::fs::write(&file, script)?;
    let output = tokio::process::Command::new("pgbench")
        .args(["-n", "-M", "prepared", "-j", "2", "-c", &connections.to_string()])
        .args(["-T", &seconds.to_string(), "-f"])
        .arg(&file)
        .arg(url)
        .output()
        .await?;
    let text = String::from_utf8_lossy(&output.stdout);
    let tps = text
        .lines()
        .find_map(|line| line.strip_prefix("tps = ")?.split_whitespace().next()?.parse().ok());
    tps.ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned().into())
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<_> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// Runs a load in turn with its SQL, and prints a row of the table.
async fn compare(
    (address, url): (SocketAddr, &str),
    load: &Load,
    connections: u64,
    sent: &[AtomicUsize],
) -> Result<(), Failure> {
    let (seconds, runs) = (one("BENCH_SECONDS", "4"), one("BENCH_RUNS", "5"));
    let time = Duration::from_secs(seconds);
    drive(address, &load.next, sent, time / 2).await?;
    let mut found: Vec<(Run, f64)> = Vec::new();
    for _ in 0..runs {
        let ours = drive(address, &load.next, sent, time).await?;
        found.push((ours, pgbench(url, load.script, connections, seconds).await?));
    }
    let ratios = || found.iter().map(|(ours, limit)| ours.rate / limit);
    println!(
        "| {} | {connections} | {:.0} | {:.0} | {:.3} | {:.3}-{:.3} | {:.1} | {:.1} | {:.0} |",
        load.name,
        median(found.iter().map(|(ours, _)| ours.rate)),
        median(found.iter().map(|(_, limit)| *limit)),
        median(ratios()),
        ratios().fold(f64::INFINITY, f64::min),
        ratios().fold(0.0, f64::max),
        median(found.iter().map(|(ours, _)| ours.half)),
        median(found.iter().map(|(ours, _)| ours.most)),
        median(found.iter().map(|(ours, _)| ours.cpu)),
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
        "| load | connections | req/s | hand-written tx/s | ratio | spread | p50 ms | p99 ms \
         | server and load, µs processor time |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let url = format!("{base}/{name}");
    let levels = setting("BENCH_CONNECTIONS", "1,8,32");
    let most = levels.iter().max().copied().unwrap_or(1);
    for load in &loads {
        // Counts on over all runs: a write expects the version that the last one left.
        let sent: Vec<_> = (0..most).map(|_| AtomicUsize::new(0)).collect();
        for level in &levels {
            let sent = &sent[..usize::try_from(*level)?];
            compare((address, &url), load, *level, sent).await?;
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
