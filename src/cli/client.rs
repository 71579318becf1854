//! `stifinder client`: register, list, rotate, switch off, revoke clients.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, Subcommand};
use law::Word;
use uuid::Uuid;

use super::operator::{Operator, OperatorArgs};
use super::{CommandResult, input};
use crate::audit::detail::TargetKind;
use crate::domain::{Networks, Scope, ScopeSet};
use crate::store::Txn;
use crate::token::clients::{self, ClientState};
use crate::token::{Client, NewClient, Registration, TokenAlgorithm, assertion, secret};

#[derive(Debug, Subcommand)]
pub(super) enum ClientCommand {
    /// Register a client and print its secret, once.
    Create(CreateArgs),
    /// List clients, revoked ones too.
    List(ListArgs),
    /// Show a client: what is registered, its secrets by their last characters, its last use.
    Show(OneArgs),
    /// Change what is registered of a client; what is left out stands.
    Update(UpdateArgs),
    /// Make a further secret and print it, once; the one of before is taken until its deadline.
    Rotate(RotateArgs),
    /// Revoke a secret of a client.
    RevokeSecret(RevokeSecretArgs),
    /// Switch a client off, from the next request on.
    Disable(OneArgs),
    /// Switch a client on again.
    Enable(OneArgs),
    /// Revoke a client for good: its tokens are refused from the next request on.
    Revoke(OneArgs),
}

/// What can be changed.
#[derive(Debug, Args)]
struct Told {
    /// E-mail address of whom to ask about it.
    #[arg(long)]
    contact: Option<String>,
    /// Network that it may call from, in CIDR form; may be given several times.
    #[arg(long = "network", value_name = "CIDR")]
    networks: Vec<String>,
    /// File with its public keys, a JSON Web Key Set: it then signs its requests for tokens, and
    /// secrets of before are taken for seven days more.
    #[arg(long, value_name = "FILE")]
    jwks: Option<PathBuf>,
    /// Algorithm of its access tokens: `EdDSA` or `ES256`.
    #[arg(long, value_parser = input::algorithm)]
    algorithm: Option<TokenAlgorithm>,
    /// After how long it may not call any more: a number and `s`, `m`, `h` or `d`.
    #[arg(long, value_name = "DURATION", value_parser = input::duration)]
    expires_in: Option<TimeDelta>,
}

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    #[command(flatten)]
    operator: OperatorArgs,
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
    #[command(flatten)]
    told: Told,
}

#[derive(Debug, Args)]
pub(super) struct UpdateArgs {
    #[command(flatten)]
    operator: OperatorArgs,
    /// Id.
    id: String,
    /// Name, for people.
    #[arg(long)]
    name: Option<String>,
    /// Scope that its tokens may carry; may be given several times, and replaces those of before.
    #[arg(long = "scope", value_parser = input::scope)]
    scopes: Vec<Scope>,
    #[command(flatten)]
    told: Told,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    operator: OperatorArgs,
}

#[derive(Debug, Args)]
pub(super) struct OneArgs {
    #[command(flatten)]
    operator: OperatorArgs,
    /// Id.
    id: String,
}

#[derive(Debug, Args)]
pub(super) struct RotateArgs {
    #[command(flatten)]
    operator: OperatorArgs,
    /// Id.
    id: String,
    /// How long the secret of before is taken, too: a number and `s`, `m`, `h` or `d`.
    #[arg(long, value_name = "DURATION", default_value = "7d", value_parser = input::duration)]
    overlap: TimeDelta,
}

#[derive(Debug, Args)]
pub(super) struct RevokeSecretArgs {
    #[command(flatten)]
    operator: OperatorArgs,
    /// Id.
    id: String,
    /// The secret's last characters, as `client show` has them.
    hint: String,
}

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
enum ClientCommandError {
    /// Nothing to do it to.
    #[error("client `{0}` does not exist, or is revoked for good; see `stifinder client list`")]
    Unknown(String),
    /// No such secret.
    #[error("no live secret of the client ends like this, or two do; see `stifinder client show`")]
    Secret,
    /// No such network.
    #[error("`{0}` is no network; write `192.0.2.0/24` or `2001:db8::/32`")]
    Network(String),
    /// The file has no key set.
    #[error("key set `{path}`: {error}")]
    Keys {
        /// Which file.
        path: PathBuf,
        /// Why not.
        error: assertion::KeySetError,
    },
    /// The file cannot be read.
    #[error("file `{path}` could not be read: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
}

impl ClientCommand {
    fn operator(&self) -> &OperatorArgs {
        match self {
            Self::Create(args) => &args.operator,
            Self::List(args) => &args.operator,
            Self::Update(args) => &args.operator,
            Self::Rotate(args) => &args.operator,
            Self::RevokeSecret(args) => &args.operator,
            Self::Show(args) | Self::Disable(args) | Self::Enable(args) | Self::Revoke(args) => {
                &args.operator
            }
        }
    }
}

/// Runs it.
pub(super) async fn run(command: ClientCommand) -> CommandResult<ExitCode> {
    let operator = command.operator().operator().await?;
    print(&carry_out(command, &operator).await?);
    Ok(ExitCode::SUCCESS)
}

/// The text to print.
async fn carry_out(command: ClientCommand, operator: &Operator) -> CommandResult<String> {
    let (now, connection) = (operator.now()?, &operator.db.connection);
    Ok(match command {
        ClientCommand::Create(args) => create(args, operator).await?,
        ClientCommand::List(_) => {
            let clients = clients::list(connection).await?;
            clients.iter().map(|client| line(client, now)).collect::<Vec<_>>().join("\n")
        }
        ClientCommand::Show(args) => {
            let client = clients::find(connection, &args.id).await?;
            let client = client.ok_or(ClientCommandError::Unknown(args.id))?;
            show(&client, operator).await?
        }
        ClientCommand::Update(args) => update(args, operator).await?,
        ClientCommand::Rotate(args) => {
            let transaction = operator.begin().await?;
            let client = standing(&transaction, &args.id).await?;
            let until = now + args.overlap;
            let made = clients::rotate_secret(&transaction, &client.id, until, now).await?;
            let operation = "rotateClientSecret";
            operator.commit(transaction, operation, TargetKind::Client, &client.id).await?;
            let until = until.format("%Y-%m-%d %H:%M UTC");
            let note = format!("the secret of before is taken until {until}");
            format!("{}\nkeep this secret: it is not shown again; {note}", made.expose())
        }
        ClientCommand::RevokeSecret(args) => {
            let transaction = operator.begin().await?;
            let live = secret::live(&transaction, &args.id, now).await?;
            let mut ends = live.iter().filter(|held| held.hint() == args.hint);
            let (Some(held), None) = (ends.next(), ends.next()) else {
                return Err(ClientCommandError::Secret.into());
            };
            secret::revoke(&transaction, &args.id, held.id(), now).await?;
            let operation = "revokeClientSecret";
            operator.commit(transaction, operation, TargetKind::Client, &args.id).await?;
            format!("the secret of client `{}` is refused from now on", args.id)
        }
        ClientCommand::Disable(args) => {
            let change = |client: Client| Client { disabled_at: Some(now), ..client };
            change_one(&args.id, operator, "disableClient", change).await?;
            format!("client `{}` is switched off", args.id)
        }
        ClientCommand::Enable(args) => {
            let change = |client: Client| Client { disabled_at: None, ..client };
            change_one(&args.id, operator, "enableClient", change).await?;
            format!("client `{}` is switched on", args.id)
        }
        ClientCommand::Revoke(args) => {
            let change = |client: Client| Client { revoked_at: Some(now), ..client };
            change_one(&args.id, operator, "revokeClient", change).await?;
            format!("client `{}` is revoked", args.id)
        }
    })
}

async fn create(args: CreateArgs, operator: &Operator) -> CommandResult<String> {
    let now = operator.now()?;
    let scopes: ScopeSet = args.scopes.into_iter().collect();
    let plain = NewClient::named(&args.id, &args.name, scopes);
    let client = NewClient {
        organisation: args.organisation.map(Into::into),
        unit: args.unit.map(Into::into),
        registration: args.told.into(plain.registration, now)?,
        ..plain
    };
    let transaction = operator.begin().await?;
    let (made, secret) = clients::create(&transaction, &client, now).await?;
    operator.commit(transaction, "createClient", TargetKind::Client, &made.id).await?;
    Ok(match secret {
        Some(secret) => format!("{}\nkeep this secret: it is not shown again", secret.expose()),
        None => format!("client `{}` signs its requests with the keys given", made.id),
    })
}

async fn update(args: UpdateArgs, operator: &Operator) -> CommandResult<String> {
    let now = operator.now()?;
    let transaction = operator.begin().await?;
    let mut client = standing(&transaction, &args.id).await?;
    let keys = client.registration.jwks.clone();
    let mut told = client.registration;
    told.name = args.name.unwrap_or(told.name);
    if !args.scopes.is_empty() {
        told.scopes = args.scopes.into_iter().collect();
    }
    client.registration = args.told.into(told, now)?;
    let new_keys = client.registration.jwks.is_some() && client.registration.jwks != keys;
    if new_keys {
        let until = now + secret::OVERLAP;
        clients::end_secrets(&transaction, &client.id, until, now).await?;
    }
    let client = clients::change(&transaction, &client).await?;
    operator.commit(transaction, "updateClient", TargetKind::Client, &client.id).await?;
    Ok(format!("client `{}` is changed", client.id))
}

async fn change_one(
    id: &str,
    operator: &Operator,
    operation: &str,
    change: impl FnOnce(Client) -> Client,
) -> CommandResult<()> {
    let transaction = operator.begin().await?;
    let client = change(standing(&transaction, id).await?);
    clients::change(&transaction, &client).await?;
    operator.commit(transaction, operation, TargetKind::Client, id).await
}

/// A client that is not revoked, held until the change is done.
async fn standing(transaction: &Txn, id: &str) -> CommandResult<Client> {
    let found = clients::hold(transaction, id).await?;
    let found = found.filter(|client| client.revoked_at.is_none());
    Ok(found.ok_or_else(|| ClientCommandError::Unknown(id.to_owned()))?)
}

impl Told {
    /// What is registered, with what was given.
    fn into(
        self,
        held: Registration,
        now: DateTime<Utc>,
    ) -> Result<Registration, ClientCommandError> {
        let networks = match self.networks.as_slice() {
            [] => held.networks,
            texts => Networks::parse(texts.iter().map(String::as_str))
                .map_err(|place| ClientCommandError::Network(texts[place].clone()))?,
        };
        let jwks = self.jwks.as_deref().map(keys_of).transpose()?;
        Ok(Registration {
            contact: self.contact.or(held.contact),
            networks,
            jwks: jwks.or(held.jwks),
            algorithm: self.algorithm.unwrap_or(held.algorithm),
            expires_at: self.expires_in.map(|after| now + after).or(held.expires_at),
            ..held
        })
    }
}

fn keys_of(path: &Path) -> Result<String, ClientCommandError> {
    let file = |error| ClientCommandError::File { path: path.to_owned(), error };
    let text = std::fs::read_to_string(path).map_err(file)?;
    let keys = |error| ClientCommandError::Keys { path: path.to_owned(), error };
    assertion::check_keys(&text).map_err(keys)?;
    Ok(text)
}

fn line(client: &Client, now: DateTime<Utc>) -> String {
    let day = |at: Option<DateTime<Utc>>| {
        at.map(|at| at.format(" %Y-%m-%d").to_string()).unwrap_or_default()
    };
    let state = match client.state(now) {
        ClientState::Active => "active".to_owned(),
        ClientState::Disabled => format!("disabled{}", day(client.disabled_at)),
        ClientState::Expired => format!("expired{}", day(client.registration.expires_at)),
        ClientState::Revoked => format!("revoked{}", day(client.revoked_at)),
    };
    let organisation = client.organisation.map_or_else(|| "-".to_owned(), |id| id.to_string());
    let told = &client.registration;
    format!("{}\t{state}\t{organisation}\t{}\t{}", client.id, told.scopes, told.name)
}

async fn show(client: &Client, operator: &Operator) -> CommandResult<String> {
    let (now, connection) = (operator.now()?, &operator.db.connection);
    let told = &client.registration;
    let or_none = |text: String| if text.is_empty() { "-".to_owned() } else { text };
    let at = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
    let mut lines = vec![
        line(client, now),
        format!("unit\t{}", or_none(client.unit.map(|id| id.to_string()).unwrap_or_default())),
        format!("contact\t{}", or_none(told.contact.clone().unwrap_or_default())),
        format!("networks\t{}", or_none(told.networks.to_string())),
        format!("algorithm\t{}", told.algorithm.code()),
        format!("keys\t{}", client.keys().keys.len()),
        format!("expires\t{}", or_none(at(told.expires_at))),
    ];
    for held in secret::live(connection, &client.id, now).await? {
        lines.push(format!("secret\t…{}\tuntil {}", held.hint(), or_none(at(held.expires_at()))));
    }
    let uses = clients::uses(connection).await?;
    let seen = uses.into_iter().find(|seen| seen.client_id == client.id);
    lines.push(match seen {
        Some(seen) => {
            let address = or_none(seen.address.unwrap_or_default());
            format!("last use\t{}\t{address}\t{}", at(Some(seen.at)), seen.schema_version)
        }
        None => "last use\t-".to_owned(),
    });
    Ok(lines.join("\n"))
}

#[expect(clippy::print_stdout, reason = "the answer of a command goes to standard output")]
fn print(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use clap::Parser;
    use sea_orm::EntityTrait;

    use super::*;
    use crate::domain::clock::SetClock;
    use crate::domain::{Clock, WrappingKey};
    use crate::testing;
    use crate::token::{Proved, Secret, TokenPair};

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        command: ClientCommand,
    }

    fn parse(line: &str) -> Result<ClientCommand, clap::Error> {
        let words = std::iter::once("client").chain(line.split_whitespace());
        Line::try_parse_from(words).map(|line| line.command)
    }

    async fn operator(database: &testing::TestDatabase, clock: &Arc<SetClock>) -> Operator {
        let (db, clock) = (database.db.clone(), Arc::clone(clock) as Arc<dyn Clock>);
        Operator::new(db, WrappingKey::known().unwrap(), None, clock).await.unwrap()
    }

    #[tokio::test]
    async fn a_client_is_administered_from_the_command_line_and_the_log_tells() {
        let database = testing::sqlite().await;
        let clock = Arc::new(SetClock::at("2026-11-22T12:00:00Z".parse().unwrap()));
        let operator = operator(&database, &clock).await;
        let connection = &database.connection;
        let run = async |line: &str| carry_out(parse(line).unwrap(), &operator).await;
        let create = "create momentum --name Momentum --scope dkk:read --scope consent:write \
                      --contact a@b.example --network 192.0.2.0/24 --expires-in 30d";
        let told = run(create).await.unwrap();
        let first = Secret::parse(told.lines().next().unwrap()).unwrap();
        let proves = async |secret: &Secret, at| {
            let proved = clients::authenticate(connection, "momentum", secret.expose(), at).await;
            matches!(proved.unwrap(), Proved::Client(_))
        };
        let now = clock.now().unwrap();
        assert!(proves(&first, now).await);
        assert!(run(create).await.unwrap_err().to_string().contains("`momentum` exists"));
        let active = "momentum\tactive\t-\tdkk:read consent:write\tMomentum";
        assert_eq!(run("list").await.unwrap(), active);

        let told = run("rotate momentum --overlap 1h").await.unwrap();
        let second = Secret::parse(told.lines().next().unwrap()).unwrap();
        assert!(proves(&first, now).await && proves(&second, now).await);
        assert!(run("rotate momentum").await.unwrap_err().to_string().contains("two live secrets"));
        assert!(!proves(&first, now + TimeDelta::hours(1)).await);
        run(&format!("revoke-secret momentum {}", first.hint())).await.unwrap();
        assert!(!proves(&first, now).await && proves(&second, now).await);
        assert!(run("revoke-secret momentum xxxx").await.is_err());

        run("update momentum --scope dkk:read --algorithm ES256").await.unwrap();
        let shown = run("show momentum").await.unwrap();
        for part in ["a@b.example", "192.0.2.0/24", "ES256", "2026-12-22", &second.hint()] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!shown.contains(second.expose()));
        run("disable momentum").await.unwrap();
        assert!(run("list").await.unwrap().contains("disabled 2026-11-22"));
        run("enable momentum").await.unwrap();
        run("revoke momentum").await.unwrap();
        for line in ["revoke momentum", "enable momentum", "rotate nobody", "show nobody"] {
            assert!(run(line).await.is_err(), "{line}");
        }
        assert!(run("list").await.unwrap().contains("revoked 2026-11-22"));

        let rows = entity::access_log::Entity::find().all(connection).await.unwrap();
        let done: Vec<_> = rows.iter().map(|row| row.operation.as_str()).collect();
        let expected = [
            "createClient",
            "rotateClientSecret",
            "revokeClientSecret",
            "updateClient",
            "disableClient",
            "enableClient",
            "revokeClient",
        ];
        assert_eq!(done, expected);
        for row in &rows {
            assert_eq!((row.client_id.as_str(), row.detail.as_str()), (NAME, "#CLIENT:momentum"));
        }
    }

    const NAME: &str = "command line";

    #[tokio::test]
    async fn a_client_that_signs_is_registered_with_its_keys() {
        let database = testing::sqlite().await;
        let clock = Arc::new(SetClock::at("2026-11-22T12:00:00Z".parse().unwrap()));
        let operator = operator(&database, &clock).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let jwk = TokenPair::generate(TokenAlgorithm::EdDsa).unwrap().public().to_jwk();
        std::fs::write(&path, serde_json::json!({ "keys": [jwk] }).to_string()).unwrap();
        let line = format!("create signer --name S --scope dkk:read --jwks {}", path.display());
        let told = carry_out(parse(&line).unwrap(), &operator).await.unwrap();
        assert!(told.contains("signs"), "{told}");
        carry_out(parse("create later --name L --scope dkk:read").unwrap(), &operator)
            .await
            .unwrap();
        let later = format!("update later --jwks {}", path.display());
        carry_out(parse(&later).unwrap(), &operator).await.unwrap();
        let shown = carry_out(parse("show later").unwrap(), &operator).await.unwrap();
        assert!(shown.contains("until 2026-11-29"), "its secret is taken for a week more: {shown}");
        std::fs::write(&path, "no keys").unwrap();
        let line = line.replace("signer", "other");
        assert!(carry_out(parse(&line).unwrap(), &operator).await.is_err());
        let line = "create third --name T --scope dkk:read --network everywhere";
        assert!(carry_out(parse(line).unwrap(), &operator).await.is_err());
    }

    #[test]
    fn a_client_needs_a_scope_that_exists() {
        assert!(parse("create momentum --name Momentum").is_err());
        assert!(parse("create momentum --name Momentum --scope all").is_err());
        assert!(parse("create momentum --name M --scope dkk:read --algorithm RS256").is_err());
    }
}
