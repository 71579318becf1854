//! Reads and writes over HTTP on PostgreSQL, beside hand-written SQL for the same rows.
//!
//! `STIFINDER_BENCH_POSTGRES=postgres://user@127.0.0.1:5432/postgres cargo bench --bench http`
//!
//! The URL names a server whose user may create databases; `pgbench` must be on the path. Server,
//! load and database share the machine's cores. Figures are medians of `RUNS` runs, each in turn
//! with the hand-written SQL, so that the ratio holds when the machine's speed drifts.
//! `BENCH_CITIZENS` (default 1000), `BENCH_SECONDS` (5), `BENCH_RUNS` (5), `BENCH_CONNECTIONS` (8).

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, Statement};
use stifinder::demo::{self, Plan};
use stifinder::domain::{CaseRef, Clock, EntityKind, GlobalId, ScopeSet, SystemClock};
use stifinder::http::{Edge, EdgeOptions, ServeOptions, router, serve};
use stifinder::server::{Server, ServerOptions};
use stifinder::store::connect;
use stifinder::token::Grant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const BUNDLE: &str = include_str!("bundle.graphql");
const LIST: &str = "query($unit: ID!) { cases(filter: { unitId: $unit }, first: 50) { \
    edges { cursor node { id status openedAt closedAt citizen { name birthDate } } } \
    pageInfo { hasNextPage endCursor } } }";
const UPDATE: &str = "mutation($input: UpdateActorInput!) { updateActor(input: $input) { \
    actor { id phone version } userErrors { code } } }";

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The request that a connection sends next: its number, and how many it has sent.
type Next = Arc<dyn Fn(usize, usize) -> Vec<u8> + Send + Sync>;

/// One kind of load, and the SQL for the same rows.
struct Load {
    name: &'static str,
    next: Next,
    script: &'static str,
}

fn request(token: &str, query: &str, variables: &serde_json::Value) -> Vec<u8> {
    let body = serde_json::json!({ "query": query, "variables": variables }).to_string();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\naccept: application/graphql-response+json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Reads one answer; its body's length.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<usize, Failure> {
    buffer.clear();
    loop {
        let mut chunk = [0; 32 * 1024];
        let read = stream.read(&mut chunk).await?;
        if read == 0 {
            return Err("the server closed the connection".into());
        }
        buffer.extend_from_slice(&chunk[..read]);
        let Some(head) = buffer.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&buffer[..head])?;
        if !text.starts_with("HTTP/1.1 200") {
            return Err(format!("answered {text}").into());
        }
        let length = text.lines().find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
        });
        let length: usize = length.ok_or("no content-length")?;
        while buffer.len() < head + 4 + length {
            let read = stream.read(&mut chunk).await?;
            buffer.extend_from_slice(&chunk[..read]);
        }
        return Ok(length);
    }
}

/// Requests a second over some connections.
async fn drive(
    address: std::net::SocketAddr,
    next: &Next,
    sent: &[AtomicUsize],
    time: Duration,
) -> Result<f64, Failure> {
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut tasks = Vec::new();
    for (connection, sent) in sent.iter().enumerate() {
        let (stop, count, next) = (Arc::clone(&stop), Arc::clone(&count), Arc::clone(next));
        let begun = sent.load(Ordering::Relaxed);
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let mut buffer = Vec::new();
            let mut number = begun;
            while !stop.load(Ordering::Relaxed) {
                stream.write_all(&next(connection, number)).await?;
                answer(&mut stream, &mut buffer).await?;
                number += 1;
                count.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<_, Failure>(number)
        }));
    }
    let begun = Instant::now();
    tokio::time::sleep(time).await;
    stop.store(true, Ordering::Relaxed);
    let done = count.load(Ordering::Relaxed);
    let elapsed = begun.elapsed().as_secs_f64();
    for (task, sent) in tasks.into_iter().zip(sent) {
        sent.store(task.await??, Ordering::Relaxed);
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    Ok(done as f64 / elapsed)
}

/// Transactions a second of a pgbench script.
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

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

async fn loads(
    server: &Server,
    connection: &DatabaseConnection,
    clock: &SystemClock,
) -> Result<Vec<Load>, Failure> {
    let cases = entity::coordination_case::Entity::find().all(connection).await?;
    let number = "CREATE TABLE bench_case AS SELECT row_number() OVER () AS n, id AS case_id, \
                  citizen_id FROM coordination_case WHERE status = 'ONGOING'; \
                  ALTER TABLE bench_case ADD PRIMARY KEY (n); \
                  CREATE TABLE bench_unit AS SELECT row_number() OVER () AS n, unit_id FROM \
                  (SELECT DISTINCT unit_id FROM coordination_case) u; ANALYZE";
    connection.execute_unprepared(number).await?;
    let token_of = |case: &entity::coordination_case::Model| {
        let grant = Grant {
            client_id: demo::CLIENT.to_owned(),
            organisation: Some(case.lead_organisation_id.into()),
            unit: Some(case.unit_id.into()),
            user: None,
            roles: law::RoleSet::NONE,
            citizen: None,
            scopes: ScopeSet::ALL,
        };
        Ok::<_, Failure>(server.tokens().issue(&grant, TimeDelta::days(1), clock.now()?)?)
    };
    let mut tokens = std::collections::HashMap::new();
    for case in &cases {
        if let std::collections::hash_map::Entry::Vacant(entry) = tokens.entry(case.unit_id) {
            entry.insert(token_of(case)?);
        }
    }
    let open: Vec<_> = cases.iter().filter(|case| case.closed_at.is_none()).collect();
    let bundles: Vec<_> = open
        .iter()
        .map(|case| {
            let id = GlobalId::outside(EntityKind::DkkCase, case.id).to_string();
            request(&tokens[&case.unit_id], BUNDLE, &serde_json::json!({ "id": id }))
        })
        .collect();
    let lists: Vec<_> = tokens
        .iter()
        .map(|(unit, token)| {
            let id = GlobalId::outside(EntityKind::Unit, *unit).to_string();
            request(token, LIST, &serde_json::json!({ "unit": id }))
        })
        .collect();
    // A row of its own for each connection: what is measured is the write, not the conflict.
    let actors = entity::network_actor::Entity::find().all(connection).await?;
    let actors: Vec<_> = actors
        .into_iter()
        .filter(|a| a.superseded_at.is_none() && a.removed_reason.is_none())
        .filter_map(|a| {
            let case = open.iter().find(|case| case.id == a.case_id)?;
            let of = CaseRef { purpose: case.purpose.0, id: case.id };
            let id = GlobalId::of_case(EntityKind::Actor, of, a.id).to_string();
            Some((id, a.version, tokens[&case.unit_id].clone()))
        })
        .step_by(25)
        .collect();
    let update = move |connection: usize, number: usize| {
        let (id, version, token) = &actors[connection % actors.len()];
        let version = i64::from(*version) + i64::try_from(number).unwrap_or_default();
        let input = serde_json::json!({
            "actorId": id, "phone": format!("{number:08}"), "expectedVersion": version,
        });
        request(token, UPDATE, &serde_json::json!({ "input": input }))
    };
    let cycle = |requests: Vec<Vec<u8>>| -> Next {
        Arc::new(move |connection, number| {
            requests[(connection * 7919 + number) % requests.len()].clone()
        })
    };
    Ok(vec![
        Load { name: "bundle read", next: cycle(bundles), script: include_str!("bundle.sql") },
        Load { name: "unit list", next: cycle(lists), script: include_str!("list.sql") },
        Load { name: "actor update", next: Arc::new(update), script: include_str!("update.sql") },
    ])
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let Ok(url) = std::env::var("STIFINDER_BENCH_POSTGRES") else {
        println!("set STIFINDER_BENCH_POSTGRES to the URL of a PostgreSQL server");
        return Ok(());
    };
    let (base, _) = url.rsplit_once('/').ok_or("the URL names no database")?;
    let name = format!("stifinder_bench_{}", std::process::id());
    let admin = connect(&url, 1).await?;
    admin.connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    let url = format!("{base}/{name}");
    let connections = setting("BENCH_CONNECTIONS", 8);
    let db = connect(&url, u32::try_from(connections)?).await?;
    Migrator::up(&db.connection, None).await?;
    let clock = Arc::new(SystemClock::default());
    let citizens = setting("BENCH_CITIZENS", 1000);
    let plan = Plan { citizens, brain_injury: false, ..Plan::usual(clock.now()?) };
    demo::seed(&db.connection, &plan, &|_, _| {}).await?;
    let server = Server::start(db.clone(), clock.clone(), ServerOptions::default()).await?;
    let loads = loads(&server, &db.connection, &clock).await?;
    let edge = Edge::new(server, EdgeOptions::default())?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(serve(listener, router(edge), ServeOptions::default(), std::future::pending()));
    let (seconds, runs) = (setting("BENCH_SECONDS", 5), setting("BENCH_RUNS", 5));
    let time = Duration::from_secs(seconds);
    println!("{} citizens, {connections} connections, {runs} runs of {seconds} s", plan.citizens);
    for load in loads {
        let sent: Vec<_> = (0..connections).map(|_| AtomicUsize::new(0)).collect();
        drive(address, &load.next, &sent, time / 2).await?;
        let (mut ours, mut limit, mut ratio) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..runs {
            let one = drive(address, &load.next, &sent, time).await?;
            let other = pgbench(&url, load.script, connections, seconds).await?;
            println!("  {:<14} {one:>8.0} req/s   hand-written {other:>8.0} tx/s", load.name);
            ours.push(one);
            limit.push(other);
            ratio.push(one / other);
        }
        println!(
            "{:<16} {:>8.0} req/s   hand-written {:>8.0} tx/s   ratio {:.3}",
            load.name,
            median(ours),
            median(limit),
            median(ratio)
        );
    }
    db.connection.close().await?;
    let drop = Statement::from_string(
        sea_orm::DbBackend::Postgres,
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    );
    admin.connection.execute_raw(drop).await?;
    Ok(())
}
