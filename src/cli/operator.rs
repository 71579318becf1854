//! Who works at the command line: what is administered there leaves a row in the access log, in
//! the transaction of the change, as over the API.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::Args;
use law::{CategorySet, RoleSet};
use uuid::Uuid;

use super::CommandResult;
use super::database::DatabaseArgs;
use super::serve::log_key;
use super::wrapping::WrappingArgs;
use crate::audit::detail::{Target, TargetKind, write_targets};
use crate::audit::{AccessKind, Journal, NewRow};
use crate::domain::{Clock, SigningKey, SystemClock, WrappingKey};
use crate::store::{Db, Txn};
use crate::token::keys;

/// In place of a client: no client's id has a blank.
const NAME: &str = "command line";

/// Which database, and the keys to it.
#[derive(Clone, Debug, Args)]
pub(super) struct OperatorArgs {
    #[command(flatten)]
    pub(super) database: DatabaseArgs,
    #[command(flatten)]
    pub(super) wrapping: WrappingArgs,
    /// File of the private key that signs the access log, where the server has it outside the
    /// database.
    #[arg(long, env = "STIFINDER_LOG_KEY", value_name = "FILE")]
    log_key: Option<PathBuf>,
}

/// Who works at the command line.
pub(super) struct Operator {
    pub(super) db: Db,
    pub(super) wrapping: Arc<WrappingKey>,
    journal: Journal,
    clock: Arc<dyn Clock>,
}

impl OperatorArgs {
    /// Connects, and opens the log.
    pub(super) async fn operator(&self) -> CommandResult<Operator> {
        let db = self.database.ready().await?;
        let wrapping = self.wrapping.key_for(&db).await?;
        let log_key = self.log_key.as_deref().map(log_key).transpose()?;
        Operator::new(db, wrapping, log_key, Arc::new(SystemClock::default())).await
    }
}

impl Operator {
    pub(super) async fn new(
        db: Db,
        wrapping: WrappingKey,
        log_key: Option<SigningKey>,
        clock: Arc<dyn Clock>,
    ) -> CommandResult<Self> {
        let now = clock.now()?;
        let keys = match log_key {
            Some(key) => keys::ensure_log_outside(&db.connection, key, now).await?,
            None => keys::ensure_log(&db.connection, &wrapping, now).await?,
        };
        let backend = sea_orm::ConnectionTrait::get_database_backend(&db.connection);
        let journal = Journal::start(Uuid::now_v7(), keys.signing, db.connection.clone(), backend);
        Ok(Self { db, wrapping: Arc::new(wrapping), journal, clock })
    }

    /// The present.
    pub(super) fn now(&self) -> CommandResult<DateTime<Utc>> {
        Ok(self.clock.now()?)
    }

    /// Begins a change.
    pub(super) async fn begin(&self) -> CommandResult<Txn> {
        Ok(self.db.begin_write().await?)
    }

    /// Commits a change with its row. The operation has the name of the mutation that does the
    /// same.
    pub(super) async fn commit(
        &self,
        transaction: Txn,
        operation: &str,
        kind: TargetKind,
        name: &str,
    ) -> CommandResult<()> {
        let row = NewRow {
            at: self.now()?,
            request_id: Uuid::now_v7(),
            kind: AccessKind::Write,
            client_id: NAME.to_owned(),
            organisation_id: None,
            unit_id: None,
            user_id: None,
            roles: RoleSet::NONE,
            operation: operation.to_owned(),
            citizen_id: None,
            case_id: None,
            purpose: None,
            categories: CategorySet::NONE,
            detail: write_targets(&[Target { kind, name: name.to_owned() }]),
        };
        let guard = self.journal.append_in(&transaction, vec![row], Vec::new()).await?;
        transaction.commit().await?;
        guard.committed();
        Ok(())
    }
}
