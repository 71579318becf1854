//! `demo`: a synthetic municipality, and the server on it, with a token for each kind of viewer.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::TimeDelta;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use law::Purpose;
use migration::{Migrator, MigratorTrait};

use super::CommandResult;
use super::serve::{Listening, bind, is_loopback, listen};
use crate::demo::{self, Cast, Plan};
use crate::domain::{CaseRef, Clock, GlobalId, SystemClock};
use crate::server::{Server, ServerOptions};
use crate::store::{Db, connect};
use crate::token::Grant;

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// `sqlite:PATH` or `postgres://user@host/name`; empty, or made by `demo` before.
    #[arg(long, env = "STIFINDER_DATABASE_URL", default_value = "sqlite:stifinder-demo.db")]
    database_url: String,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// How many citizens, every third of them with a brain-injury case: 1 to 100,000.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    size: u64,
    /// Writes the tokens to a file as JSON: viewer name → token.
    #[arg(long)]
    tokens_out: Option<PathBuf>,
    /// Listen beyond this machine: the tokens of the demo work for whoever has them.
    #[arg(long)]
    allow_remote: bool,
    /// Connections to the database at most.
    #[arg(long, default_value_t = 8)]
    connections: u32,
    /// Make the municipality and stop; do not serve.
    #[arg(long)]
    seed_only: bool,
}

/// How long the demo's tokens hold.
const LIFETIME: TimeDelta = TimeDelta::days(7);

pub(super) async fn run(args: DemoArgs) -> CommandResult<()> {
    if !is_loopback(args.listen) && !args.allow_remote {
        return Err(format!(
            "`{}` can be reached from other machines, and the demo's tokens work for whoever has \
             them; add `--allow-remote` if that is meant",
            args.listen
        )
        .into());
    }
    let listener = bind(args.listen).await?;
    let db = connect(&args.database_url, args.connections).await?;
    let clock = Arc::new(SystemClock::default());
    let cast = prepare(&db, args.size, clock.as_ref()).await?;
    if args.seed_only {
        return Ok(());
    }
    let address = listener.local_addr()?;
    let options = ServerOptions { issuer: format!("http://{address}"), ..ServerOptions::default() };
    let server = Server::start(db, clock.clone(), options).await?;
    let tokens = tokens(&server, &cast, clock.as_ref())?;
    if let Some(path) = &args.tokens_out {
        write_tokens(path, &tokens)?;
    }
    announce(address, &cast, &tokens);
    let graphiql = Listening {
        listen: args.listen,
        admin_listen: None,
        graphiql: true,
        trusted_proxies: Vec::new(),
    };
    listen(server, listener, graphiql).await
}

/// The cast of the database's demo: the one that is there, or one made now.
async fn prepare(db: &Db, size: u64, clock: &dyn Clock) -> CommandResult<Cast> {
    let known = Migrator::get_applied_migrations(&db.connection).await;
    if known.is_ok_and(|applied| !applied.is_empty()) {
        if let Some(plan) = demo::plan_of(&db.connection).await? {
            Migrator::up(&db.connection, None).await?;
            return Ok(Cast::of(&plan));
        }
        if !demo::is_empty(&db.connection).await? {
            return Err("this database was not made by `demo`, and is left alone; name another \
                        with `--database-url`"
                .into());
        }
    }
    Migrator::up(&db.connection, None).await?;
    let plan = Plan { citizens: size, ..Plan::usual(clock.now()?) };
    let bar = ProgressBar::new(size).with_style(
        ProgressStyle::with_template("making {len} citizens {bar:40} {pos} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let cast = demo::seed(&db.connection, &plan, &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
    .await?;
    bar.finish_and_clear();
    Ok(cast)
}

fn tokens(
    server: &Server,
    cast: &Cast,
    clock: &dyn Clock,
) -> CommandResult<BTreeMap<&'static str, String>> {
    let now = clock.now()?;
    let issue = |persona: &demo::Persona| {
        let grant = Grant {
            client_id: demo::CLIENT.to_owned(),
            organisation: persona.viewer.organisation.map(|o| o.id),
            unit: persona.viewer.unit,
            user: persona.viewer.user,
            roles: persona.viewer.roles,
            citizen: persona.viewer.citizen,
            scopes: persona.scopes,
        };
        server.tokens().issue(&grant, LIFETIME, now).map(|token| (persona.name, token))
    };
    Ok(cast.personas.iter().map(issue).collect::<Result<_, _>>()?)
}

/// Tokens are secrets: the file is for its owner alone.
fn write_tokens(path: &Path, tokens: &BTreeMap<&str, String>) -> CommandResult<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let text = serde_json::to_string_pretty(tokens)?;
    std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| writeln!(file, "{text}"))
        .map_err(|error| format!("cannot write `{}`: {error}", path.display()).into())
}

#[expect(clippy::print_stdout, reason = "the demo tells a person where to begin")]
fn announce(address: SocketAddr, cast: &Cast, tokens: &BTreeMap<&'static str, String>) {
    let of = |purpose, id| GlobalId::case(CaseRef { purpose, id });
    let case = of(Purpose::Dkk, cast.showcase.case);
    let injury = of(Purpose::BrainInjury, cast.brain_injury.case);
    println!("stifinder demo at http://{address} — synthetic citizens, tokens for seven days");
    println!("\nThe showcase's case: {case}\nThe brain-injury case: {injury}");
    println!("The console: http://{address}/admin, for the token of `admin`");
    println!("Open GraphiQL as one of these (the token stays in the browser):\n");
    for persona in &cast.personas {
        println!("{:<22} {}", persona.name, persona.description);
        if let Some(token) = tokens.get(persona.name) {
            println!("  http://{address}/graphiql#token={token}\n");
        }
    }
    println!("Stop with Ctrl-C. Run `stifinder demo` again to go on with the same data.");
}
