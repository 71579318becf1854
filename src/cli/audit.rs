//! `stifinder audit`: verify the access log, write checkpoints.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use sea_orm::DatabaseConnection;
use serde::Serialize;

use super::CommandResult;
use super::database::{DatabaseArgs, made};
use crate::audit::verify::{Checkpoint, Report, checkpoint, verify};
use crate::domain::signing::KeyFormat;
use crate::domain::{Clock, ClockBehind, PublicKey, SystemClock};
use crate::token::keys::{self, KeyError};

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Verify every chain of the access log; ends with 1 if anything is found.
    Verify(VerifyArgs),
    /// Write the last signed head of every chain to a file, to be kept elsewhere.
    Checkpoint(CheckpointArgs),
}

/// Where the log is.
#[derive(Debug, Args)]
struct LogArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The database of its own for the log rows of reads, where the server has one.
    #[arg(long, env = "STIFINDER_LOG_DATABASE_URL")]
    log_database_url: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    log: LogArgs,
    #[command(flatten)]
    against: Against,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What the log is held against.
#[derive(Debug, Args)]
struct Against {
    /// Checkpoint written earlier: what was cut off the end of a chain since then is found.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Public key (SPKI PEM) that heads may be signed by; may be given several times. Without it,
    /// the keys in the database are trusted: whoever can change the log can change them, too.
    #[arg(long = "key", value_name = "FILE")]
    keys: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CheckpointArgs {
    #[command(flatten)]
    log: LogArgs,
    /// File to write; without it, the checkpoint is printed.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Why the log could not be verified.
#[derive(Debug, thiserror::Error)]
enum AuditError {
    /// The database failed.
    #[error("the access log could not be read: {0}")]
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
    Clock(#[from] ClockBehind),
}

#[derive(Serialize)]
struct Json<'a> {
    holds: bool,
    keys_from: &'static str,
    #[serde(flatten)]
    report: &'a Report,
}

/// Runs it. What is found in the log is no error: the exit code is 1.
pub(super) async fn run(command: AuditCommand) -> CommandResult<ExitCode> {
    let (text, code) = match command {
        AuditCommand::Verify(args) => {
            let logs = args.log.connect().await?;
            let (text, holds) = verification(&args.against, args.json, &all(&logs)).await?;
            (text, if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        AuditCommand::Checkpoint(args) => {
            let logs = args.log.connect().await?;
            let text = mark(args.out.as_deref(), &all(&logs), &SystemClock::default()).await?;
            (text, ExitCode::SUCCESS)
        }
    };
    print(&text);
    Ok(code)
}

impl LogArgs {
    async fn connect(&self) -> CommandResult<Vec<DatabaseConnection>> {
        let mut logs = vec![self.database.made().await?.connection];
        if let Some(url) = &self.log_database_url {
            logs.push(made(url, 2).await?.connection);
        }
        Ok(logs)
    }
}

fn all(logs: &[DatabaseConnection]) -> Vec<&DatabaseConnection> {
    logs.iter().collect()
}

/// Writes a checkpoint; the text to print.
async fn mark(
    out: Option<&Path>,
    logs: &[&DatabaseConnection],
    clock: &dyn Clock,
) -> Result<String, AuditError> {
    let written = checkpoint(logs, clock.now()?).await?;
    // The type has no map and no float: it always has a JSON form.
    let text = serde_json::to_string_pretty(&written).unwrap_or_default();
    let Some(path) = out else { return Ok(text) };
    std::fs::write(path, text + "\n").map_err(|error| file(path, error))?;
    Ok(format!("{} chains in `{}`", written.heads.len(), path.display()))
}

/// The text to print, and whether the log holds.
async fn verification(
    against: &Against,
    json: bool,
    logs: &[&DatabaseConnection],
) -> Result<(String, bool), AuditError> {
    let mark = against.checkpoint.as_deref().map(read_checkpoint).transpose()?;
    let files = against.keys.iter();
    let mut trusted = files.map(|path| read_key(path)).collect::<Result<Vec<_>, _>>()?;
    let keys_from = if trusted.is_empty() { "database" } else { "files" };
    if trusted.is_empty()
        && let Some(database) = logs.first()
    {
        trusted = keys::all_of_log(*database).await?;
    }
    let report = verify(logs, &trusted, mark.as_ref()).await?;
    let holds = report.holds();
    let text = if json {
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

fn read_checkpoint(path: &Path) -> Result<Checkpoint, AuditError> {
    serde_json::from_str(&read(path)?).map_err(|_| AuditError::Checkpoint(path.to_owned()))
}

fn read_key(path: &Path) -> Result<PublicKey, AuditError> {
    PublicKey::from_pem(&read(path)?)
        .map_err(|error| AuditError::Key { path: path.to_owned(), error })
}

fn read(path: &Path) -> Result<String, AuditError> {
    std::fs::read_to_string(path).map_err(|error| file(path, error))
}

fn file(path: &Path, error: std::io::Error) -> AuditError {
    AuditError::File { path: path.to_owned(), error }
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

    #[derive(clap::Parser)]
    struct Line {
        #[command(subcommand)]
        command: AuditCommand,
    }

    fn wrapping() -> crate::domain::WrappingKey {
        crate::domain::WrappingKey::known().unwrap()
    }

    #[tokio::test]
    async fn the_exit_code_tells_whether_anything_was_found() {
        let database = testing::sqlite().await;
        let url = database.url.as_str();
        let run = async || {
            let words = ["audit", "verify", "--database-url", url];
            let line = <Line as clap::Parser>::try_parse_from(words).unwrap();
            format!("{:?}", run(line.command).await.unwrap())
        };
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        keys::ensure_log(&database.connection, &wrapping(), now).await.unwrap();
        assert_eq!(run().await, format!("{:?}", ExitCode::SUCCESS));
        let head = "INSERT INTO access_log_head VALUES ('c', 1, 'h', '2026-11-22', 'k', 's')";
        database.connection.execute_unprepared(head).await.unwrap();
        assert_eq!(run().await, format!("{:?}", ExitCode::FAILURE));
    }

    #[tokio::test]
    async fn a_log_is_verified_with_checkpoint_and_key_from_outside() {
        let database = testing::sqlite().await;
        let log = &database.connection;
        let directory = tempfile::tempdir().unwrap();
        let clock = SetClock::at("2026-11-22T12:00:00Z".parse().unwrap());
        let now = clock.now().unwrap();
        let signing = keys::ensure_log(log, &wrapping(), now).await.unwrap().signing;
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
        let told = mark(Some(&file), &[log], &clock).await.unwrap();
        assert!(told.starts_with("1 chains"), "{told}");
        let printed = mark(None, &[log], &clock).await.unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap().trim_end(), printed);

        let inside = Against { checkpoint: None, keys: vec![] };
        let (text, holds) = verification(&inside, false, &[log]).await.unwrap();
        assert!(holds && text.contains("keys from the database itself"), "{text}");
        assert!(text.contains("truncation cannot be excluded"), "{text}");
        let outside = Against { checkpoint: Some(file), keys: vec![key_file.clone()] };
        let (text, holds) = verification(&outside, false, &[log]).await.unwrap();
        assert!(holds && text.contains("truncation is excluded up to row 3"), "{text}");
        assert!(!text.contains("keys from the database"), "{text}");

        for table in ["access_log", "access_log_head"] {
            log.execute_unprepared(&format!("DELETE FROM {table} WHERE seq = 3")).await.unwrap();
        }
        let (text, holds) = verification(&outside, true, &[log]).await.unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(!holds && json["holds"] == false && json["keys_from"] == "files");
        assert_eq!(json["findings"][0]["what"], "REMOVED");
        assert_eq!(
            (&json["findings"][0]["from"], &json["chains"][0]["last"]),
            (&3.into(), &2.into())
        );

        let wrong = Against { checkpoint: Some(key_file), keys: vec![] };
        let error = verification(&wrong, false, &[log]).await.unwrap_err();
        assert!(matches!(error, AuditError::Checkpoint(_)));
    }
}
