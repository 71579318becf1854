//! `stifinder token`: issue a token by hand, for development and for trying things out.

use std::process::ExitCode;
use std::sync::Arc;

use chrono::TimeDelta;
use clap::{Args, Subcommand};
use entity::organisation;
use law::words::{OrganisationId, OrganisationKind};
use law::{Role, RoleSet};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::database::DatabaseArgs;
use super::wrapping::WrappingArgs;
use super::{CommandResult, input};
use crate::domain::{Clock, ClockBehind, Scope, ScopeSet, SystemClock, WrappingKey};
use crate::token::clients::ClientState;
use crate::token::keys::{self, KeyError, LONGEST_TOKEN};
use crate::token::{ClientError, Grant, TokenError, Tokens, clients};

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Issue a signed access token for a registered client and print it.
    Issue(IssueArgs),
}

#[derive(Debug, Args)]
pub(super) struct IssueArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    wrapping: WrappingArgs,
    /// `iss`, as the server has it.
    #[arg(long, env = "STIFINDER_ISSUER", default_value = "https://stifinder.local")]
    issuer: String,
    /// `aud`, as the server has it.
    #[arg(long, env = "STIFINDER_AUDIENCE", default_value = "stifinder")]
    audience: String,
    /// Client; its organisation, unit and scopes are taken where none are given.
    #[arg(long, value_name = "ID")]
    client: String,
    /// Organisation, if the client is registered for none.
    #[arg(long, value_name = "UUID")]
    organisation: Option<Uuid>,
    /// Unit.
    #[arg(long, value_name = "UUID")]
    unit: Option<Uuid>,
    /// Person; without one, the client acts for its unit.
    #[arg(long, value_name = "UUID")]
    user: Option<Uuid>,
    /// Role of the person; may be given several times.
    #[arg(long = "role", value_parser = input::role)]
    roles: Vec<Role>,
    /// Citizen, for the roles `CITIZEN` and `REPRESENTATIVE`.
    #[arg(long, value_name = "UUID")]
    citizen: Option<Uuid>,
    /// Scope; may be given several times, within those of the client.
    #[arg(long = "scope", value_parser = input::scope)]
    scopes: Vec<Scope>,
    /// How long it holds: a number and `s`, `m`, `h` or `d`.
    #[arg(long, value_name = "DURATION", default_value = "15m", value_parser = input::duration)]
    ttl: TimeDelta,
}

/// Why no token was issued.
#[derive(Debug, thiserror::Error)]
enum TokenCommandError {
    /// The client.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// Longer than the keys overlap.
    #[error("a token holds for 7 days at most; give a shorter `--ttl`")]
    TooLong,
    /// No such client.
    #[error(
        "client `{0}` does not exist, or may not call; register it with `stifinder client create`"
    )]
    Unknown(String),
    /// More than the client may.
    #[error("client `{client}` may not have `{scopes}`")]
    Scopes {
        /// Which client.
        client: String,
        /// The scopes that are too many.
        scopes: ScopeSet,
    },
    /// Another organisation than the client's.
    #[error("client `{client}` acts for organisation `{organisation}`, and for no other")]
    Organisation {
        /// Which client.
        client: String,
        /// Its organisation.
        organisation: OrganisationId,
    },
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// What is granted does not fit.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The directory.
    #[error("the directory could not be read: {0}")]
    Database(#[from] DbErr),
    /// The clock.
    #[error(transparent)]
    Clock(#[from] ClockBehind),
}

/// Runs it.
pub(super) async fn run(command: TokenCommand) -> CommandResult<ExitCode> {
    let TokenCommand::Issue(args) = command;
    let db = args.database.ready().await?;
    let wrapping = Arc::new(args.wrapping.key_for(&db).await?);
    let token = issue(args, &db.connection, wrapping, &SystemClock::default()).await?;
    print(&token);
    Ok(ExitCode::SUCCESS)
}

async fn issue(
    args: IssueArgs,
    connection: &DatabaseConnection,
    wrapping: Arc<WrappingKey>,
    clock: &dyn Clock,
) -> Result<String, TokenCommandError> {
    let now = clock.now()?;
    if args.ttl > LONGEST_TOKEN {
        return Err(TokenCommandError::TooLong);
    }
    let client = clients::find(connection, &args.client).await?;
    let client = client.filter(|client| client.state(now) == ClientState::Active);
    let client = client.ok_or_else(|| TokenCommandError::Unknown(args.client.clone()))?;
    let asked: ScopeSet = args.scopes.into_iter().collect();
    let held = client.registration.scopes;
    if !held.contains(asked) {
        let scopes = asked.iter().filter(|scope| !held.has(*scope)).collect();
        return Err(TokenCommandError::Scopes { client: client.id, scopes });
    }
    // A citizen's token is for the citizen, whatever the client is registered for.
    let roles: RoleSet = args.roles.into_iter().collect();
    let own = args.citizen.is_some();
    let named = args.organisation.map(OrganisationId);
    let organisation = match client.organisation {
        Some(own_one) if named.is_some_and(|named| named != own_one) => {
            let (client, organisation) = (client.id, own_one);
            return Err(TokenCommandError::Organisation { client, organisation });
        }
        Some(_) if own => named,
        registered => registered.or(named),
    };
    let unit = args.unit.map(Into::into).or(client.unit.filter(|_| !own));
    let grant = Grant {
        client_id: client.id,
        organisation,
        unit,
        user: args.user.map(Into::into),
        roles,
        citizen: args.citizen.map(Into::into),
        scopes: if asked.is_empty() { held } else { asked },
    };
    let known = match organisation {
        Some(id) => kind(connection, id).await?.map(|kind| (id, kind)),
        None => None,
    };
    let kinds = move |asked| known.filter(|(id, _)| *id == asked).map(|(_, kind)| kind);
    let keys = keys::ensure(connection, &wrapping, now).await?;
    let tokens = Tokens::new(keys, wrapping, args.issuer, args.audience, kinds)?;
    let algorithm = client.registration.algorithm;
    Ok(tokens.issue_as(algorithm, &grant, args.ttl, now)?.token)
}

async fn kind(
    connection: &DatabaseConnection,
    id: OrganisationId,
) -> Result<Option<OrganisationKind>, DbErr> {
    let query = organisation::Entity::find_by_id(id.0);
    let found = query.filter(organisation::Column::AnnulledAt.is_null()).one(connection).await?;
    Ok(found.map(|organisation| organisation.kind.0))
}

#[expect(clippy::print_stdout, reason = "the answer of a command goes to standard output")]
fn print(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use entity::column::Code;
    use sea_orm::{ActiveModelTrait, IntoActiveModel};

    use super::*;
    use crate::domain::clock::SetClock;
    use crate::testing;
    use crate::token::NewClient;

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        command: TokenCommand,
    }

    fn parse(line: &str) -> IssueArgs {
        let words = ["token", "issue", "--issuer", "iss", "--audience", "aud"]
            .into_iter()
            .chain(line.split_whitespace());
        let TokenCommand::Issue(args) = Line::try_parse_from(words).unwrap().command;
        args
    }

    #[tokio::test]
    async fn a_token_is_issued_within_what_its_client_may() {
        let database = testing::sqlite().await;
        let connection = &database.connection;
        let clock = SetClock::at("2026-11-22T12:00:00Z".parse().unwrap());
        let now = clock.now().unwrap();
        let organisation = organisation::Model {
            id: Uuid::from_u128(1),
            kind: Code(OrganisationKind::SocialAdministration),
            name: "SOF".to_owned(),
            cvr: None,
            sor: None,
            phone: None,
            email: None,
            address: None,
            version: 1,
            annulled_at: None,
            annul_reason: None,
        };
        organisation.into_active_model().insert(connection).await.unwrap();
        let wrapping = Arc::new(WrappingKey::known().unwrap());
        let keys = keys::ensure(connection, &wrapping, now).await.unwrap();
        let scopes = ScopeSet::of(&[Scope::DkkRead, Scope::CitizenInsight]);
        let client = NewClient {
            organisation: Some(Uuid::from_u128(1).into()),
            unit: Some(Uuid::from_u128(2).into()),
            ..NewClient::named("csc", "CSC", scopes)
        };
        clients::create(connection, &client, now).await.unwrap();
        let issue =
            async |line: &str| issue(parse(line), connection, Arc::clone(&wrapping), &clock).await;
        let kinds = |_| Some(OrganisationKind::SocialAdministration);
        let tokens = Tokens::new(keys, Arc::clone(&wrapping), "iss", "aud", kinds).unwrap();
        let caller = |token: &str| tokens.verify(token, now).unwrap().caller;

        let user = Uuid::from_u128(3);
        let token = issue(&format!("--client csc --user {user} --role CASEWORKER")).await.unwrap();
        let worker = caller(&token);
        assert_eq!(worker.viewer.organisation.unwrap().id, Uuid::from_u128(1).into());
        assert_eq!((worker.viewer.unit, worker.scopes), (client.unit, scopes));
        assert_eq!(worker.expires_at, now + TimeDelta::minutes(15));

        let citizen =
            format!("--client csc --role CITIZEN --citizen {user} --scope citizen:insight");
        let citizen = caller(&issue(&citizen).await.unwrap());
        assert_eq!(citizen.viewer.citizen, Some(user.into()));
        assert_eq!((citizen.viewer.organisation, citizen.viewer.unit), (None, None));
        assert_eq!(citizen.scopes, ScopeSet::of(&[Scope::CitizenInsight]));

        let too_much = issue("--client csc --scope dkk:read --scope audit:read").await.unwrap_err();
        assert_eq!(too_much.to_string(), "client `csc` may not have `audit:read`");
        let other = issue(&format!("--client csc --organisation {user}")).await.unwrap_err();
        assert!(matches!(other, TokenCommandError::Organisation { .. }));
        let long = issue("--client csc --ttl 8d").await.unwrap_err();
        assert!(matches!(long, TokenCommandError::TooLong));
        let nobody = issue("--client nobody").await.unwrap_err();
        assert!(matches!(nobody, TokenCommandError::Unknown(_)));
        clients::revoke(connection, "csc", now).await.unwrap();
        let revoked = issue("--client csc").await.unwrap_err();
        assert!(matches!(revoked, TokenCommandError::Unknown(_)));
    }
}
