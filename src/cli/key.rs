//! `stifinder key`: rotate, list and retire the keys that sign access tokens; wrap them anew.

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::TimeDelta;
use clap::{Args, Subcommand};
use law::Word;

use super::operator::{Operator, OperatorArgs};
use super::wrapping::from_file;
use super::{CommandResult, input};
use crate::audit::detail::TargetKind;
use crate::domain::WrappingKey;
use crate::token::TokenAlgorithm;
use crate::token::keys::{self, Retired, Rotation};

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Make a key that signs after it was published; the one of before is trusted for eight days
    /// after that, longer than any token holds.
    Rotate(RotateArgs),
    /// List keys, retired ones too, newest first.
    List(ListArgs),
    /// Retire a key at once: what it signed is refused from the next request on.
    Retire(RetireArgs),
    /// Print a new wrapping key, for `STIFINDER_WRAPPING_KEY` or a file.
    Make,
    /// Wrap every private key anew under another wrapping key. Stop the servers before, and give
    /// them the new one after.
    Rewrap(RewrapArgs),
}

#[derive(Debug, Args)]
pub(super) struct RotateArgs {
    #[command(flatten)]
    operator: OperatorArgs,
    /// Algorithm: `EdDSA` or `ES256`.
    #[arg(long, default_value = "EdDSA", value_parser = input::algorithm)]
    algorithm: TokenAlgorithm,
    /// How long the new key is published before it signs: a number and `s`, `m`, `h` or `d`. Not
    /// shorter than the ten minutes for which others may keep the key set, unless nobody does.
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = input::duration)]
    publish: TimeDelta,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    operator: OperatorArgs,
}

#[derive(Debug, Args)]
pub(super) struct RetireArgs {
    #[command(flatten)]
    operator: OperatorArgs,
    /// Id of the key (`kid`).
    id: String,
}

#[derive(Debug, Args)]
pub(super) struct RewrapArgs {
    #[command(flatten)]
    operator: OperatorArgs,
    /// File of the new wrapping key, made if absent.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
enum KeyCommandError {
    /// Nothing to retire.
    #[error("key `{0}` is none of tokens, or is retired already; see `stifinder key list`")]
    Unknown(String),
}

/// Runs it.
pub(super) async fn run(command: KeyCommand) -> CommandResult<ExitCode> {
    let args = match &command {
        KeyCommand::Rotate(args) => &args.operator,
        KeyCommand::List(args) => &args.operator,
        KeyCommand::Retire(args) => &args.operator,
        KeyCommand::Rewrap(args) => &args.operator,
        KeyCommand::Make => {
            print(&WrappingKey::generate()?.to_text());
            return Ok(ExitCode::SUCCESS);
        }
    };
    let operator = args.operator().await?;
    print(&carry_out(command, &operator).await?);
    Ok(ExitCode::SUCCESS)
}

/// The text to print.
async fn carry_out(command: KeyCommand, operator: &Operator) -> CommandResult<String> {
    let (now, wrapping) = (operator.now()?, &operator.wrapping);
    Ok(match command {
        KeyCommand::Rotate(args) => {
            let transaction = operator.begin().await?;
            let rotation = Rotation { published: args.publish, ..Rotation::default() };
            let id = keys::rotate(&transaction, wrapping, args.algorithm, rotation, now).await?;
            operator.commit(transaction, "rotateSigningKey", TargetKind::SigningKey, &id).await?;
            let from = (now + args.publish).format("%Y-%m-%d %H:%M:%S UTC");
            format!("key `{id}` signs from {from}; the one of before is trusted for 8 days more")
        }
        KeyCommand::List(_) => {
            let keys = keys::list(&operator.db.connection).await?;
            let line = |key: &keys::TokenKey| {
                let (id, algorithm) = (key.public.id(), key.public.algorithm().code());
                let state = match key.retired_at {
                    Some(at) if at <= now => format!("retired {}", at.to_rfc3339()),
                    Some(at) => format!("trusted until {}", at.to_rfc3339()),
                    None if now < key.signs_from => "published".to_owned(),
                    None => "signs".to_owned(),
                };
                format!("{id}\t{algorithm}\tfrom {}\t{state}", key.signs_from.to_rfc3339())
            };
            keys.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        KeyCommand::Retire(args) => {
            let transaction = operator.begin().await?;
            let retired = keys::retire(&transaction, wrapping, &args.id, now).await?;
            let Retired::Done(successor) = retired else {
                return Err(KeyCommandError::Unknown(args.id).into());
            };
            let operation = "retireSigningKey";
            operator.commit(transaction, operation, TargetKind::SigningKey, &args.id).await?;
            match successor {
                Some(next) => format!("key `{}` is retired; `{next}` signs from now on", args.id),
                None => format!("key `{}` is retired", args.id),
            }
        }
        KeyCommand::Rewrap(args) => {
            let to = from_file(&args.to)?;
            let transaction = operator.begin().await?;
            let count = keys::rewrap(&transaction, wrapping, &to).await?;
            operator.commit(transaction, "rewrapKeys", TargetKind::SigningKey, to.id()).await?;
            format!(
                "{count} keys are wrapped under `{}`: give servers `{}`",
                to.id(),
                args.to.display()
            )
        }
        // Answered before there is a database.
        KeyCommand::Make => String::new(),
    })
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
    use crate::domain::{Clock, PublicKey};
    use crate::testing;

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        command: KeyCommand,
    }

    fn parse(line: &str) -> KeyCommand {
        let words = std::iter::once("key").chain(line.split_whitespace());
        Line::try_parse_from(words).unwrap().command
    }

    #[tokio::test]
    async fn keys_are_rotated_retired_and_wrapped_anew_from_the_command_line() {
        let database = testing::sqlite().await;
        let clock = Arc::new(SetClock::at("2026-11-22T12:00:00Z".parse().unwrap()));
        let as_clock = Arc::clone(&clock) as Arc<dyn Clock>;
        let known = WrappingKey::known().unwrap();
        let operator = Operator::new(database.db.clone(), known, None, as_clock).await.unwrap();
        let connection = &database.connection;
        let run = async |line: &str| carry_out(parse(line), &operator).await;
        keys::ensure(connection, &operator.wrapping, operator.now().unwrap()).await.unwrap();
        run("rotate").await.unwrap();
        let listed = run("list").await.unwrap();
        let lines: Vec<&str> = listed.lines().collect();
        assert_eq!(lines.len(), 3, "{listed}");
        let count = |word: &str| lines.iter().filter(|line| line.ends_with(word)).count();
        assert_eq!((count("published"), count("signs")), (1, 1), "{listed}");
        let trusted = lines.iter().find(|line| line.contains("trusted until 2026-11-30")).unwrap();
        let id = trusted.split('\t').next().unwrap();
        let told = run(&format!("retire {id}")).await.unwrap();
        assert!(told.contains("signs from now on"), "the new one does not yet: {told}");
        assert!(run(&format!("retire {id}")).await.is_err());

        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("new.key");
        let told = run(&format!("rewrap --to {}", to.display())).await.unwrap();
        assert!(told.starts_with("5 keys"), "four of tokens and that of the log: {told}");
        let new = from_file(&to).unwrap();
        let now = operator.now().unwrap();
        assert!(keys::load(connection, &new, now).await.is_ok());
        assert!(keys::load(connection, &operator.wrapping, now).await.is_err());

        let rows = entity::access_log::Entity::find().all(connection).await.unwrap();
        let done: Vec<_> = rows.iter().map(|row| row.operation.as_str()).collect();
        assert_eq!(done, ["rotateSigningKey", "retireSigningKey", "rewrapKeys"]);
        let trusted: Vec<PublicKey> = keys::all_of_log(connection).await.unwrap();
        let report = crate::audit::verify::verify(&[connection], &trusted, None).await.unwrap();
        assert!(report.holds(), "{report:?}");
    }
}
