//! The database that a command works on.

use clap::Args;

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
    pub(super) async fn connect(&self) -> CommandResult<Db> {
        Ok(connect(&self.database_url, self.connections).await?)
    }
}
