//! `stifinder audit`: verify the access log, write checkpoints.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use sea_orm::DatabaseConnection;
use serde::Serialize;

use crate::audit::verify::{Checkpoint, Report, checkpoint, verify};
use crate::domain::signing::KeyFormat;
use crate::domain::{Clock, ClockBackwards, PublicKey};
use crate::token::keys::{self, KeyError, Purpose};

/// `audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Verify every chain of the access log; ends with 1 if anything is found.
    Verify(VerifyArgs),
    /// Write the last signed head of every chain to a file, to be kept elsewhere.
    Checkpoint(CheckpointArgs),
}

#[derive(Debug, Args)]
struct VerifyArgs {
    /// Checkpoint written earlier: what was cut off the end of a chain since then is found.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Public key (SPKI PEM) that heads may be signed by; may be given several times. Without it,
    /// the keys in the database are trusted: whoever can change the log can change them, too.
    #[arg(long = "key", value_name = "FILE")]
    keys: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct CheckpointArgs {
    /// File to write; without it, the checkpoint is printed.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Why the log could not be verified.
#[derive(Debug, thiserror::Error)]
pub enum AuditCommandError {
    /// The database failed.
    #[error("the access log could not be read")]
    Database(#[from] sea_orm::DbErr),
    /// The keys in the database.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A key file.
    #[error("key file `{path}`: {error}")]
    Key {
        /// Which.
        path: PathBuf,
        /// Why not.
        error: KeyFormat,
    },
    /// A file.
    #[error("file `{path}` could not be read or written: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
    /// A checkpoint file.
    #[error("file `{0}` is no checkpoint; write one with `stifinder audit checkpoint`")]
    Checkpoint(PathBuf),
    /// The clock.
    #[error(transparent)]
    Clock(#[from] ClockBackwards),
}

#[derive(Serialize)]
struct Json<'a> {
    holds: bool,
    keys_from: &'static str,
    #[serde(flatten)]
    report: &'a Report,
}

/// Runs it. `logs` are the databases that hold log rows: the database itself, and the log's own
/// where it has one.
///
/// # Errors
/// The log could not be read at all. What is found in it is no error: the exit code is 1.
pub async fn run(
    args: &AuditArgs,
    logs: &[&DatabaseConnection],
    clock: &dyn Clock,
) -> Result<ExitCode, AuditCommandError> {
    match &args.command {
        AuditCommand::Verify(args) => {
            let (text, holds) = verification(args, logs).await?;
            print(&text);
            Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        AuditCommand::Checkpoint(args) => {
            let written = checkpoint(logs, clock.now()?).await?;
            // The type has no map and no float: it always has a JSON form.
            let text = serde_json::to_string_pretty(&written).unwrap_or_default();
            match &args.out {
                Some(path) => std::fs::write(path, text + "\n").map_err(|error| file(path, error)),
                None => {
                    print(&text);
                    Ok(())
                }
            }?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The text to print, and whether the log holds.
async fn verification(
    args: &VerifyArgs,
    logs: &[&DatabaseConnection],
) -> Result<(String, bool), AuditCommandError> {
    let mark = args.checkpoint.as_deref().map(read_checkpoint).transpose()?;
    let mut trusted = args.keys.iter().map(|path| read_key(path)).collect::<Result<Vec<_>, _>>()?;
    let keys_from = if trusted.is_empty() { "database" } else { "files" };
    if trusted.is_empty() {
        for log in logs {
            trusted.extend(keys::all_public(*log, Purpose::Log).await?);
        }
    }
    let report = verify(logs, &trusted, mark.as_ref()).await?;
    let holds = report.holds();
    let text = if args.json {
        let json = Json { holds, keys_from, report: &report };
        serde_json::to_string_pretty(&json).unwrap_or_default()
    } else if keys_from == "database" {
        let note = "keys from the database itself: whoever can change the log can change them";
        format!("{}\n{note}; give `--key FILE` for proof", report.to_text())
    } else {
        report.to_text()
    };
    Ok((text, holds))
}

fn read_checkpoint(path: &Path) -> Result<Checkpoint, AuditCommandError> {
    serde_json::from_str(&read(path)?).map_err(|_| AuditCommandError::Checkpoint(path.to_owned()))
}

fn read_key(path: &Path) -> Result<PublicKey, AuditCommandError> {
    PublicKey::from_pem(&read(path)?)
        .map_err(|error| AuditCommandError::Key { path: path.to_owned(), error })
}

fn read(path: &Path) -> Result<String, AuditCommandError> {
    std::fs::read_to_string(path).map_err(|error| file(path, error))
}

fn file(path: &Path, error: std::io::Error) -> AuditCommandError {
    AuditCommandError::File { path: path.to_owned(), error }
}

#[expect(clippy::print_stdout, reason = "the answer of a command goes to standard output")]
fn print(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sea_orm::ConnectionTrait;
    use uuid::Uuid;

    use super::*;
    use crate::audit::{AccessKind, Journal, rows};
    use crate::domain::clock::SetClock;
    use crate::domain::{Caller, ScopeSet};
    use crate::testing;

    fn args(checkpoint: Option<PathBuf>, keys: Vec<PathBuf>, json: bool) -> VerifyArgs {
        VerifyArgs { checkpoint, keys, json }
    }

    #[tokio::test]
    async fn a_log_is_verified_with_checkpoint_and_key_from_outside() {
        let database = testing::sqlite().await;
        let log = &database.connection;
        let directory = tempfile::tempdir().unwrap();
        let clock = SetClock::at("2026-11-22T12:00:00Z".parse().unwrap());
        let now = clock.now().unwrap();
        let signing = keys::ensure(log, Purpose::Log, now).await.unwrap().signing;
        let key_file = directory.path().join("log.pem");
        std::fs::write(&key_file, signing.public().to_pem()).unwrap();
        let viewer = law::Viewer {
            organisation: None,
            unit: None,
            user: None,
            roles: law::RoleSet::of(&[law::Role::Admin]),
            citizen: None,
        };
        let caller = Caller {
            viewer,
            client_id: "c".to_owned(),
            scopes: ScopeSet::NONE,
            expires_at: now,
            token_id: String::new(),
        };
        let backend = log.get_database_backend();
        let journal = Journal::start(Uuid::nil(), Arc::clone(&signing), log.clone(), backend);
        for _ in 0..3 {
            journal
                .append(rows(&caller, Uuid::nil(), now, AccessKind::Read, "me", &[]))
                .await
                .unwrap();
        }
        let file = directory.path().join("checkpoint.json");
        let command = AuditCommand::Checkpoint(CheckpointArgs { out: Some(file.clone()) });
        run(&AuditArgs { command }, &[log], &clock).await.unwrap();

        let (text, holds) = verification(&args(None, vec![], false), &[log]).await.unwrap();
        assert!(holds && text.contains("keys from the database itself"), "{text}");
        assert!(text.contains("truncation cannot be excluded"), "{text}");
        let outside = args(Some(file.clone()), vec![key_file.clone()], false);
        let (text, holds) = verification(&outside, &[log]).await.unwrap();
        assert!(holds && text.contains("truncation is excluded up to row 3"), "{text}");
        assert!(!text.contains("keys from the database"), "{text}");

        for table in ["access_log", "access_log_head"] {
            log.execute_unprepared(&format!("DELETE FROM {table} WHERE seq = 3")).await.unwrap();
        }
        let outside = args(Some(file), vec![key_file.clone()], true);
        let (text, holds) = verification(&outside, &[log]).await.unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(!holds && json["holds"] == false && json["keys_from"] == "files");
        assert_eq!(json["findings"][0]["what"], "REMOVED");
        assert_eq!(
            (&json["findings"][0]["from"], &json["chains"][0]["last"]),
            (&3.into(), &2.into())
        );
        let command = AuditCommand::Verify(outside);
        let code = run(&AuditArgs { command }, &[log], &clock).await.unwrap();
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::FAILURE));

        let wrong = args(Some(key_file), vec![], false);
        let error = verification(&wrong, &[log]).await.unwrap_err();
        assert!(matches!(error, AuditCommandError::Checkpoint(_)));
    }
}
