//! `serve`: the server.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;

use super::CommandResult;
use super::database::DatabaseArgs;
use super::wrapping::WrappingArgs;
use crate::domain::{RandomIds, SigningKey, SystemClock};
use crate::http::{Edge, EdgeOptions, ServeOptions, admin_router, router, serve, shutdown_signal};
use crate::server::{Server, ServerOptions};
use crate::store::connect;
use crate::telemetry;

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Address of the public listener.
    #[arg(long, env = "STIFINDER_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Address of the admin listener (metrics, health); none without it.
    #[arg(long, env = "STIFINDER_ADMIN_LISTEN")]
    admin_listen: Option<SocketAddr>,
    /// `iss` of the tokens: the public address of this server.
    #[arg(long, env = "STIFINDER_ISSUER", default_value = "https://stifinder.local")]
    issuer: String,
    /// `aud` of the tokens.
    #[arg(long, env = "STIFINDER_AUDIENCE", default_value = "stifinder")]
    audience: String,
    /// A database of its own for the log rows of reads, so that on SQLite they do not queue behind
    /// the one writer; migrated like the other.
    #[arg(long, env = "STIFINDER_LOG_DATABASE_URL")]
    log_database_url: Option<String>,
    /// File of the private key that signs the access log (PKCS#8 PEM), made with its public half
    /// (`FILE.pub`) if absent. Without it the key stands in the database, and whoever can write the
    /// database can forge the log.
    #[arg(long, env = "STIFINDER_LOG_KEY", value_name = "FILE")]
    log_key: Option<PathBuf>,
    #[command(flatten)]
    wrapping: WrappingArgs,
    /// Do not serve GraphiQL.
    #[arg(long, env = "STIFINDER_NO_GRAPHIQL")]
    no_graphiql: bool,
}

/// Where a server listens, and what it shows.
pub(super) struct Listening {
    pub(super) listen: SocketAddr,
    pub(super) admin_listen: Option<SocketAddr>,
    pub(super) graphiql: bool,
}

pub(super) async fn run(args: ServeArgs) -> CommandResult<()> {
    let db = args.database.connect().await?;
    let log = match &args.log_database_url {
        Some(url) => Some(connect(url, 2).await?.connection),
        None => None,
    };
    let log_key = args.log_key.as_deref().map(log_key).transpose()?;
    let wrapping = Some(args.wrapping.key_for(&db).await?);
    let (issuer, audience, ids) = (args.issuer, args.audience, Arc::new(RandomIds));
    let options = ServerOptions { issuer, audience, log, log_key, wrapping, ids };
    let server = Server::start(db, Arc::new(SystemClock::default()), options).await?;
    let listening = Listening {
        listen: args.listen,
        admin_listen: args.admin_listen,
        graphiql: !args.no_graphiql,
    };
    let listener = bind(listening.listen).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    listen(server, listener, listening).await
}

/// The key of a file; made if the file is absent, readable by its owner alone.
fn log_key(path: &Path) -> CommandResult<SigningKey> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let failed = |error: std::io::Error| format!("key file `{}`: {error}", path.display());
    if let Ok(text) = std::fs::read_to_string(path) {
        return Ok(SigningKey::from_pem(&text)?);
    }
    let key = SigningKey::generate()?;
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(key.to_pem().as_bytes())).map_err(failed)?;
    let public = format!("{}.pub", path.display());
    std::fs::write(&public, key.public().to_pem()).map_err(failed)?;
    tracing::info!(%public, "made a key for the access log; keep the public half elsewhere");
    Ok(key)
}

/// Binds an address; the error names it.
pub(super) async fn bind(address: SocketAddr) -> CommandResult<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| format!("cannot listen on `{address}`: {error}").into())
}

/// Serves until told to stop; requests that were begun are finished.
pub(super) async fn listen(
    server: Server,
    listener: TcpListener,
    listening: Listening,
) -> CommandResult<()> {
    let options = EdgeOptions { graphiql: listening.graphiql, ..EdgeOptions::default() };
    let edge = Edge::new(server, options)?;
    if let Some(address) = listening.admin_listen {
        let metrics = telemetry::init_metrics()?;
        tokio::spawn(telemetry::tend_metrics(metrics.clone()));
        let admin = bind(address).await?;
        let routes = admin_router(Arc::clone(&edge), metrics);
        tokio::spawn(serve(admin, routes, ServeOptions::default(), shutdown_signal()));
    }
    serve(listener, router(edge), ServeOptions::default(), shutdown_signal()).await?;
    Ok(())
}

/// Whether an address is reachable from this machine only.
pub(super) fn is_loopback(address: SocketAddr) -> bool {
    address.ip().is_loopback()
}
