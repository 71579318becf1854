//! `stifinder client`: register, list and revoke clients.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::database::DatabaseArgs;
use super::{CommandResult, input};
use crate::domain::{Clock, ClockBackwards, Scope, SystemClock};
use crate::token::{Client, ClientError, NewClient, Secret, clients};

#[derive(Debug, Subcommand)]
pub(super) enum ClientCommand {
    /// Register a client and print its secret, once.
    Create(CreateArgs),
    /// List clients, revoked ones too.
    List(ListArgs),
    /// Revoke a client: its tokens are refused from the next request on.
    Revoke(RevokeArgs),
}

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Id, the `sub` of its tokens.
    id: String,
    /// Name, for people.
    #[arg(long)]
    name: String,
    /// Organisation that it acts for.
    #[arg(long, value_name = "UUID")]
    organisation: Option<Uuid>,
    /// Unit that it acts for.
    #[arg(long, value_name = "UUID", requires = "organisation")]
    unit: Option<Uuid>,
    /// Scope that its tokens may carry; may be given several times.
    #[arg(long = "scope", value_parser = input::scope, required = true)]
    scopes: Vec<Scope>,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Debug, Args)]
pub(super) struct RevokeArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Id.
    id: String,
}

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
enum ClientCommandError {
    /// The clients.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// Nothing to revoke.
    #[error("client `{0}` does not exist, or is revoked already; see `stifinder client list`")]
    Unknown(String),
    /// The clock.
    #[error(transparent)]
    Clock(#[from] ClockBackwards),
}

/// Runs it.
pub(super) async fn run(command: ClientCommand) -> CommandResult<ExitCode> {
    let (ClientCommand::Create(CreateArgs { database, .. })
    | ClientCommand::List(ListArgs { database })
    | ClientCommand::Revoke(RevokeArgs { database, .. })) = &command;
    let db = database.connect().await?;
    let text = carry_out(command, &db.connection, &SystemClock::default()).await?;
    print(&text);
    Ok(ExitCode::SUCCESS)
}

/// The text to print.
async fn carry_out<C: ConnectionTrait>(
    command: ClientCommand,
    connection: &C,
    clock: &dyn Clock,
) -> Result<String, ClientCommandError> {
    Ok(match command {
        ClientCommand::Create(args) => {
            let scopes = args.scopes.into_iter().collect();
            let client = NewClient {
                organisation: args.organisation.map(Into::into),
                unit: args.unit.map(Into::into),
                ..NewClient::named(&args.id, &args.name, scopes)
            };
            let (_, secret) = clients::create(connection, &client, clock.now()?).await?;
            let shown = secret.as_ref().map(Secret::expose).unwrap_or_default();
            format!("{shown}\nkeep this secret: it is not shown again")
        }
        ClientCommand::List(_) => {
            let clients = clients::list(connection).await?;
            clients.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        ClientCommand::Revoke(args) => {
            if !clients::revoke(connection, &args.id, clock.now()?).await? {
                return Err(ClientCommandError::Unknown(args.id));
            }
            format!("client `{}` is revoked", args.id)
        }
    })
}

fn line(client: &Client) -> String {
    let state = match client.revoked_at {
        Some(at) => format!("revoked {}", at.format("%Y-%m-%d")),
        None => "active".to_owned(),
    };
    let organisation = client.organisation.map_or_else(|| "-".to_owned(), |id| id.to_string());
    format!(
        "{}\t{state}\t{organisation}\t{}\t{}",
        client.id, client.registration.scopes, client.registration.name
    )
}

#[expect(clippy::print_stdout, reason = "the answer of a command goes to standard output")]
fn print(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::domain::clock::SetClock;
    use crate::testing;
    use crate::token::Proved;

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        command: ClientCommand,
    }

    fn parse(line: &str) -> Result<ClientCommand, clap::Error> {
        let words = std::iter::once("client").chain(line.split_whitespace());
        Line::try_parse_from(words).map(|line| line.command)
    }

    #[tokio::test]
    async fn a_client_is_registered_listed_and_revoked_from_the_command_line() {
        let database = testing::sqlite().await;
        let clock = SetClock::at("2026-11-22T12:00:00Z".parse().unwrap());
        let connection = &database.connection;
        let run = async |line: &str| carry_out(parse(line).unwrap(), connection, &clock).await;
        let create = "create momentum --name Momentum --scope dkk:read --scope consent:write";
        let told = run(create).await.unwrap();
        let secret = Secret::parse(told.lines().next().unwrap()).unwrap();
        let now = clock.now().unwrap();
        let proved = clients::authenticate(connection, "momentum", secret.expose(), now).await;
        assert!(matches!(proved.unwrap(), Proved::Client(_)));
        let again = run(create).await.unwrap_err();
        assert!(again.to_string().contains("`momentum` exists"), "{again}");
        let active = "momentum\tactive\t-\tdkk:read consent:write\tMomentum";
        assert_eq!(run("list").await.unwrap(), active);
        run("revoke momentum").await.unwrap();
        let again = run("revoke momentum").await.unwrap_err();
        assert!(matches!(again, ClientCommandError::Unknown(_)));
        let revoked = active.replace("active", "revoked 2026-11-22");
        assert_eq!(run("list").await.unwrap(), revoked);
    }

    #[test]
    fn a_client_needs_a_scope_that_exists() {
        assert!(parse("create momentum --name Momentum").is_err());
        assert!(parse("create momentum --name Momentum --scope all").is_err());
    }
}
