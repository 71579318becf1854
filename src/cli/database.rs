//! The database that a command works on.

use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

use super::CommandResult;
use crate::store::{Db, connect};

/// Which database.
#[derive(Clone, Debug, Args)]
pub(super) struct DatabaseArgs {
    /// `sqlite:PATH` or `postgres://user@host/name`.
    #[arg(long, env = "STIFINDER_DATABASE_URL", default_value = "sqlite:stifinder.db")]
    pub(super) database_url: String,
    /// Connections at most; 2 to 4 a processor core are plenty.
    #[arg(long, env = "STIFINDER_CONNECTIONS", default_value_t = 8)]
    pub(super) connections: u32,
}

impl DatabaseArgs {
    /// Connects to what `migrate` fills: a file of SQLite is made where there is none.
    pub(super) async fn connect(&self) -> CommandResult<Db> {
        Ok(connect(&self.database_url, self.connections).await?)
    }

    /// Connects to a database at this version.
    pub(super) async fn ready(&self) -> CommandResult<Db> {
        ready(&self.database_url, self.connections).await
    }

    /// Connects to a database of whatever version, to read it.
    pub(super) async fn made(&self) -> CommandResult<Db> {
        made(&self.database_url, self.connections).await
    }
}

/// Connects to a database at this version.
pub(super) async fn ready(url: &str, connections: u32) -> CommandResult<Db> {
    let (db, applied) = open(url, connections).await?;
    let known: BTreeSet<_> =
        Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    if !known.is_subset(&applied) {
        return Err(behind());
    }
    if !applied.is_subset(&known) {
        return Err("the database is of a newer version than this program: use that one".into());
    }
    Ok(db)
}

/// Connects to a database of whatever version, to read it: an auditor has no right to bring it to
/// another.
pub(super) async fn made(url: &str, connections: u32) -> CommandResult<Db> {
    let (db, applied) = open(url, connections).await?;
    if applied.is_empty() { Err(behind()) } else { Ok(db) }
}

/// Connects to a database, and makes none; with the migrations that it has seen.
async fn open(url: &str, connections: u32) -> CommandResult<(Db, BTreeSet<String>)> {
    if let Some(path) = file(url)
        && !Path::new(path).exists()
    {
        let told = format!(
            "there is no database `{path}`: name another with `--database-url`, or make it with \
             `stifinder migrate`"
        );
        return Err(told.into());
    }
    let db = connect(url, connections).await?;
    let applied = applied(&db.connection).await?;
    Ok((db, applied))
}

fn behind() -> Box<dyn std::error::Error> {
    "the database is not at this version, or its table `seaql_migrations` may not be read: run \
     `stifinder migrate` on it, or let this role read the table"
        .into()
}

/// The path in the URL of a file of SQLite.
fn file(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite:")?.split('?').next()?;
    let path = path.strip_prefix("//").unwrap_or(path);
    (!path.is_empty() && path != ":memory:" && !path.contains('%')).then_some(path)
}

/// The migrations that a database has seen; none of them where it has no such table.
async fn applied(connection: &DatabaseConnection) -> CommandResult<BTreeSet<String>> {
    let sql = "SELECT version FROM seaql_migrations";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    match connection.query_all_raw(statement).await {
        Ok(rows) => {
            Ok(rows.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?)
        }
        Err(error @ (DbErr::Conn(_) | DbErr::ConnectionAcquire(_))) => Err(error.into()),
        Err(_) => Ok(BTreeSet::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::{connect, file, made, ready};
    use migration::{Migrator, MigratorTrait};

    async fn told(url: &str) -> String {
        ready(url, 1).await.map_or_else(|error| error.to_string(), |_| "ready".to_owned())
    }

    #[tokio::test]
    async fn a_database_that_is_not_there_or_not_at_this_version_is_told_and_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let url = format!("sqlite:{}", path.display());
        assert!(told(&url).await.starts_with("there is no database"));
        assert!(!path.exists(), "looking for it makes none");
        let db = connect(&url, 1).await.unwrap().connection;
        assert!(told(&url).await.contains("run `stifinder migrate`"));
        assert!(made(&url, 1).await.is_err(), "there is nothing to read yet");
        Migrator::up(&db, None).await.unwrap();
        assert_eq!(told(&url).await, "ready");
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9', 1)";
        sea_orm::ConnectionTrait::execute_unprepared(&db, newer).await.unwrap();
        assert!(told(&url).await.contains("newer version"));
        assert!(made(&url, 1).await.is_ok(), "a log can still be read");
    }

    #[test]
    fn the_path_of_a_file_is_read_out_of_its_url() {
        assert_eq!(file("sqlite:a.db"), Some("a.db"));
        assert_eq!(file("sqlite:///var/a.db?mode=rwc"), Some("/var/a.db"));
        for other in ["sqlite::memory:", "sqlite:", "postgres://u@h/d", "sqlite:a%20b.db"] {
            assert_eq!(file(other), None);
        }
    }
}
