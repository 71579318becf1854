//! The command line: one file a subcommand.

mod audit;
mod client;
mod database;
mod demo;
mod input;
mod key;
mod migrate;
mod operator;
mod schema;
mod serve;
mod token;
mod wrapping;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::telemetry::{self, LogFormat};

/// GraphQL integration API for cross-agency coordination, sealed by the citizen's consents.
#[derive(Debug, Parser)]
#[command(name = "stifinder", version)]
pub struct Cli {
    /// Log level: error, warn, info, debug, or a filter such as `stifinder=debug`.
    #[arg(long, env = "STIFINDER_LOG", default_value = "info", global = true)]
    log: String,
    /// Log format.
    #[arg(long, env = "STIFINDER_LOG_FORMAT", default_value = "text", global = true)]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a synthetic municipality and serve it: needs nothing.
    Demo(demo::DemoArgs),
    /// Serve.
    Serve(serve::ServeArgs),
    /// Bring the database to this version.
    Migrate(migrate::MigrateArgs),
    /// Print the schema.
    Schema,
    /// Register, list, rotate and revoke clients.
    #[command(subcommand)]
    Client(client::ClientCommand),
    /// Rotate, list and retire signing keys.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Issue an access token.
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Verify the access log, write checkpoints.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
}

/// Runs a command; its error goes to standard error in one line.
#[expect(clippy::print_stderr, reason = "the command line speaks to a person")]
pub fn run(cli: Cli) -> ExitCode {
    if let Err(error) = telemetry::init_logs(&cli.log, cli.log_format) {
        eprintln!("error: {error}");
        return ExitCode::FAILURE;
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let result = runtime.block_on(async {
        match cli.command {
            Command::Demo(args) => demo::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Serve(args) => serve::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Migrate(args) => migrate::run(args).await.map(|()| ExitCode::SUCCESS),
            Command::Schema => {
                schema::run();
                Ok(ExitCode::SUCCESS)
            }
            Command::Client(command) => client::run(command).await,
            Command::Key(command) => key::run(command).await,
            Command::Token(command) => token::run(command).await,
            Command::Audit(command) => audit::run(command).await,
        }
    });
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What a command can fail with: its text says what to do.
type CommandResult<T> = Result<T, Box<dyn std::error::Error>>;
