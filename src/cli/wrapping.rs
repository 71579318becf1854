//! The key under which private keys are kept in the database: from the environment, or a file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::CommandResult;
use crate::demo;
use crate::domain::WrappingKey;
use crate::store::Db;

/// The variable that can hold it. An argument could not: others see the arguments of a process.
const VARIABLE: &str = "STIFINDER_WRAPPING_KEY";

/// Where it is.
#[derive(Clone, Debug, Args)]
pub(super) struct WrappingArgs {
    /// File of the key under which private signing keys are kept in the database (32 bytes in
    /// base64url), made if absent; every node needs the same. The variable
    /// `STIFINDER_WRAPPING_KEY` can hold the key itself instead.
    #[arg(long, env = "STIFINDER_WRAPPING_KEY_FILE", value_name = "FILE")]
    pub(super) wrapping_key_file: Option<PathBuf>,
}

impl WrappingArgs {
    /// The key for a database. That of the demo is known to everyone: it holds nobody.
    pub(super) async fn key_for(&self, db: &Db) -> CommandResult<WrappingKey> {
        if demo::is_demo(&db.connection).await? {
            return Ok(WrappingKey::known()?);
        }
        if let Ok(text) = std::env::var(VARIABLE) {
            return Ok(WrappingKey::from_text(&text)?);
        }
        let Some(path) = &self.wrapping_key_file else {
            return Err(format!(
                "no key to keep private keys under: set `{VARIABLE}`, or give \
                 `--wrapping-key-file FILE`, which is made if absent"
            )
            .into());
        };
        from_file(path)
    }
}

/// The key of a file; made if the file is absent, readable by its owner alone.
pub(super) fn from_file(path: &Path) -> CommandResult<WrappingKey> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let failed = |error: std::io::Error| format!("key file `{}`: {error}", path.display());
    match std::fs::read_to_string(path) {
        Ok(text) => return Ok(WrappingKey::from_text(&text)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error).into()),
    }
    let key = WrappingKey::generate()?;
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.and_then(|mut file| writeln!(file, "{}", key.to_text())).map_err(failed)?;
    tracing::info!(key = key.id(), "made a wrapping key; back it up, and give it to every node");
    Ok(key)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_made_once_for_its_owner_alone_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wrapping.key");
        let key = from_file(&path).unwrap();
        assert_eq!(from_file(&path).unwrap().id(), key.id());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::write(&path, "no key").unwrap();
        assert!(from_file(&path).is_err());
        assert!(from_file(folder.path()).is_err(), "a folder is no file, and stays one");
    }
}
