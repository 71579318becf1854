//! One request of one caller.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use law::forms::Locale;
use sea_orm::prelude::Uuid;

use super::AppError;
use super::read::CasesOf;
use crate::audit::detail::{self, Target, TargetKind};
use crate::audit::{AccessKind, Journal};
use crate::domain::{Caller, Clock, Ids, WrappingKey};
use crate::sealed::Ledger;
use crate::store::view::Viewing;
use crate::store::{Db, Parts, Snapshot, Which, load};

/// What all requests share.
pub struct App {
    /// The database.
    pub db: Db,
    /// The access log.
    pub journal: Journal,
    /// Where the rows of reads are logged, if not in the database itself.
    pub log: Option<sea_orm::DatabaseConnection>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The key under which private keys are kept in the database.
    pub wrapping: Arc<WrappingKey>,
    /// New ids.
    pub ids: Arc<dyn Ids>,
}

/// What a request cost its client, and what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// What the request cost.
    pub cost: u32,
    /// The most that can be left.
    pub limit: u32,
    /// What is left.
    pub remaining: u32,
    /// When all of it is back.
    pub reset_at: DateTime<Utc>,
}

/// One request: who calls, what it opened so far.
pub(crate) struct Session {
    pub(crate) app: Arc<App>,
    pub(crate) caller: Caller,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) request_id: Uuid,
    pub(crate) locale: Locale,
    /// Root fields called, for the log: names of the schema, nothing a client chose.
    pub(crate) operation: String,
    /// What the request cost its client; none: nothing is charged here.
    pub(crate) charge: Option<Budget>,
    /// What the request administers, for the log.
    pub(crate) targets: Mutex<Vec<Target>>,
    /// `Idempotency-Key` of the request.
    pub(crate) idempotency_key: Option<String>,
    /// The cases of citizens that the answer shows, where it was asked for them.
    pub(crate) cases_of: CasesOf,
}

impl Session {
    /// A request that is charged nothing, before it is known what it calls.
    pub(crate) fn new(app: Arc<App>, caller: Caller, request_id: Uuid, locale: Locale) -> Self {
        Self {
            app,
            caller,
            ledger: Arc::default(),
            request_id,
            locale,
            operation: String::new(),
            charge: None,
            targets: Mutex::default(),
            idempotency_key: None,
            cases_of: CasesOf::default(),
        }
    }

    /// The instant at which this request is decided.
    pub(crate) fn now(&self) -> Result<DateTime<Utc>, AppError> {
        Ok(self.app.clock.now()?)
    }

    /// Loads cases, and the instant at which they are decided on. It is taken once they are read:
    /// what was acknowledged before the read began is in them either way, and where the load waited,
    /// so is what was withdrawn meanwhile, which an instant from before would pass over.
    pub(crate) async fn load(
        &self,
        which: &Which,
        parts: Parts,
        history: bool,
    ) -> Result<(Snapshot, DateTime<Utc>), AppError> {
        let snapshot = load(&self.app.db, which, parts, history).await?;
        let at = self.after(&snapshot)?;
        Ok((snapshot, at))
    }

    /// The present, and not before anything that these rows say has ended: another node, whose clock
    /// is ahead of ours, may have ended it.
    pub(crate) fn after(&self, snapshot: &Snapshot) -> Result<DateTime<Utc>, AppError> {
        if let Some(ended) = snapshot.last_end() {
            self.app.clock.saw(ended)?;
        }
        self.now()
    }

    /// How the caller looks at a case now.
    pub(crate) fn viewing(&self, at: DateTime<Utc>) -> Viewing<'_> {
        Viewing {
            viewer: &self.caller.viewer,
            at,
            ledger: &self.ledger,
            reach: self.caller.reading(),
            as_of: None,
        }
    }

    /// Writes what was opened and withheld to the log; only then may the answer leave.
    pub(crate) async fn commit(&self, kind: AccessKind) -> Result<(), AppError> {
        let accounts = self.ledger.close();
        super::notice::after_read(self, &accounts).await?;
        let rows = self.rows(kind, accounts)?;
        Ok(self.app.journal.append(rows).await?)
    }

    /// The log rows of these accounts.
    pub(crate) fn rows(
        &self,
        kind: AccessKind,
        accounts: Vec<crate::sealed::Account>,
    ) -> Result<Vec<crate::audit::NewRow>, AppError> {
        let at = self.now()?;
        let operation = &self.operation;
        let mut rows =
            crate::audit::rows(&self.caller, self.request_id, at, kind, operation, &accounts);
        let targets =
            std::mem::take(&mut *self.targets.lock().unwrap_or_else(PoisonError::into_inner));
        if !targets.is_empty() {
            let bare = rows.iter_mut().filter(|row| row.citizen_id.is_none());
            bare.for_each(|row| row.detail = detail::write_targets(&targets));
        }
        Ok(rows)
    }

    /// Notes for the log what the request administers. Of a name only what it may hold: a client's
    /// id, a key's, a UUID; anything else was sent by who knows whom.
    pub(crate) fn administers(&self, kind: TargetKind, name: &str) {
        let fits = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        let name: String = name.chars().filter(|c| fits(*c)).take(64).collect();
        let target = Target { kind, name };
        let mut targets = self.targets.lock().unwrap_or_else(PoisonError::into_inner);
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
}
