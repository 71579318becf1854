//! `serve`: the server.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::TimeDelta;
use clap::Args;
use ipnet::IpNet;
use tokio::net::TcpListener;

use super::database::{DatabaseArgs, ready};
use super::wrapping::WrappingArgs;
use super::{CommandResult, input};
use crate::admin;
use crate::domain::{RandomIds, SigningKey, SystemClock};
use crate::http::{
    Edge, EdgeOptions, Limits, ServeOptions, admin_router, router_beside, serve, shutdown_signal,
};
use crate::oauth::{self, OAuth, OAuthOptions};
use crate::server::{Server, ServerOptions};
use crate::telemetry;
use crate::token::budget::Allowance;

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
    /// How long an access token holds: a number and `s`, `m`, `h` or `d`; 7 days at most.
    #[arg(long, env = "STIFINDER_TOKEN_LIFETIME", value_name = "DURATION", default_value = "15m",
        value_parser = input::lifetime)]
    token_lifetime: TimeDelta,
    /// Proxy whose `X-Forwarded-For` is believed, as a network in CIDR form; may be given several
    /// times, or separated by commas. Without it, a client's networks are held against the proxy.
    #[arg(
        long = "trusted-proxy",
        env = "STIFINDER_TRUSTED_PROXIES",
        value_name = "CIDR",
        value_delimiter = ','
    )]
    trusted_proxies: Vec<IpNet>,
    /// Cost that a client may spend at once; not below the most that one operation can cost.
    #[arg(long, env = "STIFINDER_CLIENT_BURST", default_value_t = Allowance::default().burst)]
    client_burst: NonZeroU32,
    /// Cost that a client gets back each second, on each node.
    #[arg(long, env = "STIFINDER_CLIENT_RATE", default_value_t = Allowance::default().per_second)]
    client_rate: NonZeroU32,
    /// Requests of a client at one time, on each node; more wait.
    #[arg(long, env = "STIFINDER_CLIENT_REQUESTS", default_value_t = Allowance::default().at_once)]
    client_requests: NonZeroU32,
    /// Do not serve GraphiQL.
    #[arg(long, env = "STIFINDER_NO_GRAPHIQL")]
    no_graphiql: bool,
}

/// Where a server listens, and what it shows.
pub(super) struct Listening {
    pub(super) listen: SocketAddr,
    pub(super) admin_listen: Option<SocketAddr>,
    pub(super) graphiql: bool,
    pub(super) trusted_proxies: Vec<IpNet>,
}

pub(super) async fn run(args: ServeArgs) -> CommandResult<()> {
    let db = args.database.ready().await?;
    let log = match &args.log_database_url {
        Some(url) => Some(ready(url, 2).await?.connection),
        None => None,
    };
    let log_key = args.log_key.as_deref().map(log_key).transpose()?;
    let wrapping = Some(args.wrapping.key_for(&db).await?);
    let (issuer, audience, ids) = (args.issuer, args.audience, Arc::new(RandomIds));
    let dearest = u32::try_from(Limits::default().cost).ok().and_then(NonZeroU32::new);
    let allowance = Some(Allowance {
        burst: dearest.map_or(args.client_burst, |dearest| args.client_burst.max(dearest)),
        per_second: args.client_rate,
        at_once: args.client_requests,
    });
    let oauth = OAuthOptions { lifetime: args.token_lifetime, ..OAuthOptions::default() };
    let options = ServerOptions { issuer, audience, log, log_key, wrapping, allowance, oauth, ids };
    let server = Server::start(db, Arc::new(SystemClock::default()), options).await?;
    let listening = Listening {
        listen: args.listen,
        admin_listen: args.admin_listen,
        graphiql: !args.no_graphiql,
        trusted_proxies: args.trusted_proxies,
    };
    let listener = bind(listening.listen).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    listen(server, listener, listening).await
}

/// The key of a file; made if the file is absent, readable by its owner alone.
pub(super) fn log_key(path: &Path) -> CommandResult<SigningKey> {
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
    let options = EdgeOptions {
        graphiql: listening.graphiql,
        trusted_proxies: listening.trusted_proxies,
        ..EdgeOptions::default()
    };
    let oauth = Arc::clone(server.oauth());
    tokio::spawn(OAuth::tend_always(Arc::downgrade(&oauth)));
    let edge = Edge::new(server, options)?;
    if let Some(address) = listening.admin_listen {
        let metrics = telemetry::init_metrics()?;
        tokio::spawn(telemetry::tend_metrics(metrics.clone()));
        let admin = bind(address).await?;
        let routes = admin_router(Arc::clone(&edge), metrics);
        tokio::spawn(serve(admin, routes, ServeOptions::default(), shutdown_signal()));
    }
    let beside = oauth::routes(Arc::clone(&oauth)).merge(admin::routes(Arc::clone(&edge)));
    let routes = router_beside(edge, beside);
    serve(listener, routes, ServeOptions::default(), shutdown_signal()).await?;
    if let Err(error) = oauth.tend().await {
        tracing::warn!(%error, "what was seen last is not written down");
    }
    Ok(())
}

/// Whether an address is reachable from this machine only.
pub(super) fn is_loopback(address: SocketAddr) -> bool {
    address.ip().is_loopback()
}
