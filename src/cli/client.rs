//! `stifinder client`: register, list and revoke clients.

use clap::{Args, Subcommand};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::input;
use crate::domain::{Clock, ClockBackwards, Scope};
use crate::token::{Client, ClientError, NewClient, clients};

/// `client`.
#[derive(Debug, Args)]
pub struct ClientArgs {
    #[command(subcommand)]
    command: ClientCommand,
}

#[derive(Debug, Subcommand)]
enum ClientCommand {
    /// Register a client and print its secret, once.
    Create(CreateArgs),
    /// List clients, revoked ones too.
    List,
    /// Revoke a client: its tokens are refused from the next request on.
    Revoke(RevokeArgs),
}

#[derive(Debug, Args)]
struct CreateArgs {
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
struct RevokeArgs {
    /// Id.
    id: String,
}

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
pub enum ClientCommandError {
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
///
/// # Errors
/// The client is taken or unknown, or the database failed.
pub async fn run<C: ConnectionTrait>(
    args: ClientArgs,
    connection: &C,
    clock: &dyn Clock,
) -> Result<(), ClientCommandError> {
    let text = match args.command {
        ClientCommand::Create(args) => {
            let client = NewClient {
                id: args.id,
                name: args.name,
                organisation: args.organisation.map(Into::into),
                unit: args.unit.map(Into::into),
                scopes: args.scopes.into_iter().collect(),
            };
            let secret = clients::create(connection, &client, clock.now()?).await?;
            format!("{}\nkeep this secret: it is not shown again", secret.expose())
        }
        ClientCommand::List => {
            let clients = clients::list(connection).await?;
            clients.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        ClientCommand::Revoke(args) => {
            if !clients::revoke(connection, &args.id, clock.now()?).await? {
                return Err(ClientCommandError::Unknown(args.id));
            }
            format!("client `{}` is revoked", args.id)
        }
    };
    print(&text);
    Ok(())
}

fn line(client: &Client) -> String {
    let state = match client.revoked_at {
        Some(at) => format!("revoked {}", at.format("%Y-%m-%d")),
        None => "active".to_owned(),
    };
    let organisation = client.organisation.map_or_else(|| "-".to_owned(), |id| id.to_string());
    format!("{}\t{state}\t{organisation}\t{}\t{}", client.id, client.scopes, client.name)
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

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        client: ClientArgs,
    }

    fn parse(line: &str) -> Result<ClientArgs, clap::Error> {
        let words = std::iter::once("client").chain(line.split_whitespace());
        Line::try_parse_from(words).map(|line| line.client)
    }

    #[tokio::test]
    async fn a_client_is_registered_listed_and_revoked_from_the_command_line() {
        let database = testing::sqlite().await;
        let clock = SetClock::at("2026-11-22T12:00:00Z".parse().unwrap());
        let run = async |line: &str| run(parse(line).unwrap(), &database.connection, &clock).await;
        let create = "create momentum --name Momentum --scope dkk:read --scope consent:write";
        run(create).await.unwrap();
        let again = run(create).await.unwrap_err();
        assert!(again.to_string().contains("`momentum` exists"), "{again}");
        run("list").await.unwrap();
        run("revoke momentum").await.unwrap();
        let again = run("revoke momentum").await.unwrap_err();
        assert!(matches!(again, ClientCommandError::Unknown(_)));
        let [client] = clients::list(&database.connection).await.unwrap().try_into().unwrap();
        assert_eq!(
            line(&client),
            "momentum\trevoked 2026-11-22\t-\tdkk:read consent:write\tMomentum"
        );
    }

    #[test]
    fn a_client_needs_a_scope_that_exists() {
        assert!(parse("create momentum --name Momentum").is_err());
        assert!(parse("create momentum --name Momentum --scope all").is_err());
    }
}
