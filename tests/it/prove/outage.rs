//! PostgreSQL killed in the middle of work, again and again, while the server goes on: what was
//! acknowledged is there, once, every answer has its row in the log, and the server finds its way
//! back by itself.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use super::crash::{READ, showcase};
use super::held::{compare, conclude};
use super::process::{Stage, free_address, is_ready};
use super::rounds;
use super::wire::Client;
use super::written::{Places, Shared, Writer, send_again};
use crate::support::on_postgres;

/// A PostgreSQL server of the test's own, on a private data directory, that writes to the disk.
struct Postgres {
    bin: PathBuf,
    folder: tempfile::TempDir,
    port: String,
}

impl Postgres {
    fn start() -> Self {
        let versions = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL of Debian");
        let bins = versions.map(|entry| entry.unwrap().path().join("bin"));
        let bin = bins.max().expect("a version of PostgreSQL");
        let folder = tempfile::tempdir().unwrap();
        let port = free_address().rsplit(':').next().unwrap().to_owned();
        let postgres = Self { bin, folder, port };
        let data = postgres.folder.path();
        if is_root() {
            let done = Command::new("chown").arg("postgres").arg(data).status().unwrap();
            assert!(done.success());
        }
        postgres.run("initdb", &["-U", "stifinder", "--auth=trust", "-E", "UTF8", "--locale=C"]);
        postgres.up();
        postgres
    }

    fn data(&self) -> String {
        self.folder.path().display().to_string()
    }

    fn url(&self) -> String {
        format!("postgres://stifinder@127.0.0.1:{}/postgres", self.port)
    }

    /// Runs a program of the server's, as a user that it runs as.
    fn try_run(&self, program: &str, args: &[&str]) -> bool {
        let program = self.bin.join(program);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
            false => Command::new(program),
        };
        let command = command.args(["-D", &self.data()]).args(args).current_dir("/");
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    }

    fn run(&self, program: &str, args: &[&str]) {
        assert!(self.try_run(program, args), "`{program}` failed in {}", self.data());
    }

    /// Starts it; what a killed one left may still be going away.
    fn up(&self) {
        let data = self.data();
        let options = format!("-p {} -k {data} -c listen_addresses=127.0.0.1", self.port);
        let log = format!("{data}/log");
        for _ in 0..50 {
            if self.try_run("pg_ctl", &["-w", "-l", &log, "-o", &options, "start"]) {
                return;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        panic!("PostgreSQL does not start; see {log}");
    }

    /// Kills all of its processes on the spot (SIGKILL).
    fn kill(&self) {
        let file = std::fs::read_to_string(self.folder.path().join("postmaster.pid")).unwrap();
        let first = file.lines().next().unwrap();
        let children = format!("/proc/{first}/task/{first}/children");
        let children = std::fs::read_to_string(children).unwrap_or_default();
        let all = std::iter::once(first).chain(children.split_whitespace());
        // A child that has gone already makes no difference.
        let _ = Command::new("kill").arg("-9").args(all).stderr(Stdio::null()).status().unwrap();
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.try_run("pg_ctl", &["-m", "immediate", "stop"]);
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

/// Without the database there is no answer, and the same is not asked too often.
const AWAY: Duration = Duration::from_millis(20);

/// Writes on.
async fn write(mut writer: Writer, over: Arc<AtomicBool>) {
    while !over.load(Ordering::SeqCst) {
        if !writer.write().await.expect("the server goes on") {
            tokio::time::sleep(AWAY).await;
        }
    }
}

/// Reads on.
async fn read(mut client: Client, case: String, seen: Shared, over: Arc<AtomicBool>) {
    while !over.load(Ordering::SeqCst) {
        let told = client.ask(READ, json!({ "id": case })).await.expect("the server goes on");
        if told.fine().is_some() {
            seen.lock().unwrap().answered.insert(told.request);
        } else {
            assert_eq!(told.wrong(), Some("UNAVAILABLE"), "{told:?}");
            tokio::time::sleep(AWAY).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_killed_takes_nothing_with_it() {
    if !on_postgres() {
        return;
    }
    let postgres = Postgres::start();
    let stage = Stage::new(Some(postgres.url()));
    let seen = Shared::default();
    let node = stage.start().await;
    let token = stage.token("sofCoordinator");
    let client = || Client::new(&node.address, &token);
    let places = Places::of(showcase(&stage.url).await, client()).await;
    let many = rounds(3);
    for round in 0..many {
        let over = Arc::<AtomicBool>::default();
        let before = seen.lock().unwrap().acknowledged();
        let mut clients = Vec::new();
        for writer in Writer::all(client, &places, &format!("udfald {round}"), &seen) {
            clients.push(tokio::spawn(write(writer, Arc::clone(&over))));
        }
        for _ in 0..2 {
            let (case, shared) = (places.case.clone(), Arc::clone(&seen));
            clients.push(tokio::spawn(read(client(), case, shared, Arc::clone(&over))));
        }
        tokio::time::sleep(Duration::from_millis(600 + 137 * u64::from(round % 5))).await;
        let written = seen.lock().unwrap().acknowledged();
        assert!(written > before, "the server works again after {round} outages");
        postgres.kill();
        tokio::time::sleep(Duration::from_millis(300)).await;
        postgres.up();
        // The same clients are served again, by the same process.
        let back = seen.lock().unwrap().acknowledged();
        for _ in 0..200 {
            if seen.lock().unwrap().acknowledged() > back && is_ready(&node.address).await {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(seen.lock().unwrap().acknowledged() > back, "no write within ten seconds");
        over.store(true, Ordering::SeqCst);
        for client in clients {
            client.await.unwrap();
        }
        let held = compare(&stage, &seen).await;
        send_again(client(), &held, &seen).await;
    }
    println!("figure: times that PostgreSQL was killed under load = {many}");
    conclude(&stage, &seen).await;
}
