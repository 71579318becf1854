//! A write: one transaction for the change, its log row and its outbox entry; versions and
//! idempotency keys so that nothing is lost or doubled.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use entity::{idempotency_key, outbox};
use law::facts::{Ask, Organisation};
use law::words::{CaseId, CitizenId};
use law::{Category, CategorySet, Fault, Relation, Role, Rule, Verdict, Viewer, Word};
use sea_orm::prelude::Uuid;
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ActiveValue::Set, EntityTrait, IntoActiveModel,
    ModelTrait,
};
use serde::{Deserialize, Serialize};

use super::{AppError, Refusal, Session, UserError, UserErrorCode, Warning, notice};
use crate::audit::AccessKind;
use crate::domain::{CaseRef, EntityKind};
use crate::store::view::{CaseView, Viewing, case_view};
use crate::store::{
    CaseRows, Directory, Parts, Snapshot, StoreError, Txn, Unlocked, Which, case_of, load, load_in,
};
use crate::token::Secret;

/// What a write did: enough to show it, and to show it again when it is replayed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Done {
    /// The case it was done in.
    pub(crate) case: Option<Uuid>,
    /// The entity that was made or changed.
    pub(crate) entity: Option<Uuid>,
    /// What is shown of it outside a case: the code of its [`crate::domain::EntityKind`], its id.
    #[serde(default)]
    pub(crate) beside: Option<(String, Uuid)>,
    /// A secret that was made, to be shown once (not kept, not replayed).
    #[serde(skip)]
    pub(crate) secret: Option<Secret>,
    /// What to know of (not replayed).
    #[serde(skip)]
    pub(crate) warnings: Vec<Warning>,
}

impl Done {
    /// Something done to an entity of a case.
    pub(crate) fn in_case(case: impl Into<Uuid>, entity: Uuid) -> Self {
        Self { case: Some(case.into()), entity: Some(entity), ..Self::default() }
    }
    /// Something done to an entity of no case, shown by what it belongs to.
    pub(crate) fn beside(kind: EntityKind, shown: Uuid, entity: Uuid) -> Self {
        let beside = Some((kind.code().to_owned(), shown));
        Self { entity: Some(entity), beside, ..Self::default() }
    }
    /// What a number names was registered already (R40), and stands as it did.
    pub(crate) fn already_registered(mut self, path: &str) -> Self {
        let path = vec![path.to_owned()];
        self.warnings.push(Warning { fault: Fault::AlreadyRegistered, rule: Rule::R40, path });
        self
    }
    /// With what to know of.
    pub(crate) fn warn(mut self, warnings: impl IntoIterator<Item = law::Flaw>) -> Self {
        self.warnings.extend(warnings.into_iter().map(Warning::from));
        self
    }
}

/// A write in progress.
pub(crate) struct Work<'s> {
    pub(crate) session: &'s Session,
    pub(crate) txn: Txn,
    pub(crate) now: DateTime<Utc>,
    key: Option<(String, String)>,
    replay: Option<Done>,
    /// What the payload asks for.
    pub(crate) asked: Parts,
    /// The case that was loaded last, as it stands after what this write did to it.
    seen: Mutex<Option<Seen>>,
    /// Changes noted for the outbox, written with the log.
    notes: Mutex<Vec<outbox::Model>>,
}

/// A case as it stands in the transaction, as far as this write knows.
struct Seen {
    id: Uuid,
    parts: Parts,
    rows: Arc<CaseRows>,
    directory: Arc<Directory>,
    /// What was done to the rows since.
    edits: Vec<Edit>,
    /// How many statements the transaction had run then. Another that is not in `edits` may have
    /// changed anything: the rows are then read anew.
    changes: u64,
}

type Edit = Box<dyn FnOnce(&mut CaseRows) + Send>;

/// Who asks, for the hash of an idempotency key: what one may do and is shown is not done again for
/// another of the same client.
fn asker(viewer: &Viewer) -> String {
    let organisation = viewer.organisation.map(|own| own.id.0);
    let (unit, user) = (viewer.unit.map(|unit| unit.0), viewer.user.map(|user| user.0));
    let citizen = viewer.citizen.map(|citizen| citizen.0);
    let ids = [organisation, unit, user, citizen].map(Option::unwrap_or_default);
    let roles = viewer.roles.iter().map(Word::code);
    ids.map(|id| id.to_string())
        .into_iter()
        .chain(roles.map(str::to_owned))
        .collect::<Vec<_>>()
        .join(" ")
}

impl<'s> Work<'s> {
    /// As [`Work::begin`], for a write that may wait: without an idempotency key it reads its case
    /// without the lock, and is to be done again by one that does not wait where somebody else wrote
    /// in the case meanwhile ([`AppError::is_outrun`]).
    pub(crate) async fn begin_waiting(
        session: &'s Session,
        key: Option<&str>,
        request: &str,
    ) -> Result<Self, Refusal> {
        if key.is_some() || session.idempotency_key.is_some() {
            return Self::begin(session, key, request).await;
        }
        Ok(Self::on(session, session.app.db.wait_to_write().await?)?)
    }

    fn on(session: &'s Session, txn: Txn) -> Result<Self, AppError> {
        Ok(Self {
            session,
            now: session.now()?,
            txn,
            key: None,
            replay: None,
            asked: Parts::default(),
            seen: Mutex::default(),
            notes: Mutex::default(),
        })
    }

    /// Begins. `request` is what the client sent, for the hash of the idempotency key.
    pub(crate) async fn begin(
        session: &'s Session,
        key: Option<&str>,
        request: &str,
    ) -> Result<Self, Refusal> {
        let mut work = Self::on(session, session.app.db.begin_write().await?)?;
        let Some(key) = key.or(session.idempotency_key.as_deref()) else { return Ok(work) };
        if key.is_empty() || key.len() > 255 {
            return Err(Refusal::user(
                UserErrorCode::Invalid,
                "idempotencyKey",
                "an idempotency key has 1 to 255 bytes",
                "en idempotensnøgle har 1 til 255 byte",
            ));
        }
        let whole = format!("{} {request}", asker(&session.caller.viewer));
        let hash = crate::domain::digest::sha256_hex(whole.as_bytes());
        let id = (session.caller.client_id.clone(), key.to_owned());
        if let Some(held) = idempotency_key::Entity::find_by_id(id).one(&work.txn).await? {
            if held.request_hash != hash {
                return Err(Refusal::user(
                    UserErrorCode::IdempotencyMismatch,
                    "idempotencyKey",
                    "the key was used for another request; choose a new one",
                    "nøglen er brugt til en anden anmodning; vælg en ny",
                ));
            }
            let done = serde_json::from_str(&held.outcome)
                .map_err(|_| StoreError::inconsistent("idempotency_key", "broken outcome"))?;
            work.replay = Some(done);
        }
        work.key = Some((key.to_owned(), hash));
        Ok(work)
    }

    /// What this write did when it was made before under the same key.
    pub(crate) fn replayed(&mut self) -> Option<Done> {
        self.replay.take().inspect(|_| self.key = None)
    }

    /// Locks a case until the write ends.
    pub(crate) async fn lock(&mut self, case: Uuid) -> Result<(), AppError> {
        self.txn.lock(case).await?;
        self.waited()
    }

    /// A lock was waited for. What others wrote meanwhile stands, so the write is of an instant
    /// after: of an earlier one it would decide by what has ended since, and take the end back.
    pub(crate) fn waited(&mut self) -> Result<(), AppError> {
        self.now = self.session.now()?;
        Ok(())
    }

    /// Loads a case, locked unless this write waits. Unknown and forbidden look the same, and cost
    /// the same. A case that is not of the purpose its id states is unknown; the token's scope for
    /// that purpose was asked for at the edge.
    pub(crate) async fn case(
        &mut self,
        case: CaseRef,
        path: &str,
        parts: Parts,
    ) -> Result<CaseFile, Refusal> {
        let which = Which::case(case.id);
        let waits = self.txn.waits().await;
        let snapshot = match waits {
            true => load(&self.session.app.db, &which, parts, false).await?,
            false => {
                self.lock(case.id).await?;
                self.load(&which, parts).await?
            }
        };
        // A read waits too, where all are busy.
        self.now = self.session.after(&snapshot)?;
        let directory = snapshot.directory;
        let Some(rows) = snapshot.cases.into_iter().next() else {
            return Err(Refusal::not_found(path));
        };
        if waits {
            let revision = rows.case_row()?.revision;
            self.txn.read(Unlocked { case: case.id, revision }).await;
        }
        let rows = Arc::new(rows);
        *lock(&self.seen) = Some(Seen {
            id: case.id,
            parts: parts.with(Parts::FACTS),
            rows: Arc::clone(&rows),
            directory: Arc::clone(&directory),
            edits: Vec::new(),
            changes: self.txn.changes(),
        });
        let law = case_of(&rows, &directory)?;
        let purpose = law.facts().purpose;
        if purpose != case.purpose || !self.session.caller.reaching().has(purpose) {
            return Err(Refusal::not_found(path));
        }
        let viewer = &self.session.caller.viewer;
        let holders = [law.facts().lead];
        let ask = Ask { viewer, holders: &holders, journal: false, at: self.now };
        let verdict = law.decide(&ask);
        if verdict.relation == Relation::None {
            #[cfg(feature = "planted-leaks")]
            if crate::planted::is(crate::planted::Leak::Message) {
                let (english, danish) = ("the case is not yours", "sagen er ikke din");
                return Err(Refusal::user(UserErrorCode::NotFound, path, english, danish));
            }
            return Err(Refusal::not_found(path));
        }
        Ok(CaseFile { rows, law, directory, verdict, viewer: viewer.clone(), now: self.now })
    }

    /// As [`Work::case`], for a write after which the case is shown as this write knows it: with
    /// what the payload asks for, so that it is not read twice.
    pub(crate) async fn case_to_show(
        &mut self,
        case: CaseRef,
        path: &str,
        parts: Parts,
    ) -> Result<CaseFile, Refusal> {
        // A payload that shows the past is read anew: a write is of what stands.
        self.case(case, path, parts.with(self.asked.without(Parts::HISTORY))).await
    }

    /// Notes what the statements since `before` did to the rows of the case.
    pub(crate) fn noted(&self, before: u64, edit: impl FnOnce(&mut CaseRows) + Send + 'static) {
        if let Some(seen) = lock(&self.seen).as_mut()
            && seen.changes == before
        {
            seen.changes = self.txn.changes();
            seen.edits.push(Box::new(edit));
        }
    }

    /// The rows of a case where this write knows how they stand.
    fn known(&self, id: Uuid, parts: Parts) -> Option<(CaseRows, Arc<Directory>)> {
        let seen = lock(&self.seen).take()?;
        let whole = seen.id == id
            && seen.changes == self.txn.changes()
            && parts.within(seen.parts)
            && !parts.has(Parts::HISTORY);
        let mut rows = whole.then(|| Arc::unwrap_or_clone(seen.rows))?;
        for edit in seen.edits {
            edit(&mut rows);
        }
        Some((rows, seen.directory))
    }

    /// Loads cases as the transaction sees them.
    pub(crate) async fn load(&self, which: &Which, parts: Parts) -> Result<Snapshot, AppError> {
        let snapshot = load_in(&self.session.app.db, &self.txn, which, parts, false).await?;
        self.session.after(&snapshot)?;
        Ok(snapshot)
    }

    /// A fresh id; UUIDv7, so that keys grow.
    pub(crate) fn id(&self) -> Uuid {
        self.session.app.ids.at(self.now)
    }

    /// Inserts a row.
    pub(crate) async fn insert<M>(&self, row: M) -> Result<(), AppError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        let row = row.into_active_model();
        <M::Entity as EntityTrait>::insert(row).exec_without_returning(&self.txn).await?;
        Ok(())
    }

    /// Writes every column of a row that stands.
    pub(crate) async fn update<M, E>(&self, row: M) -> Result<(), AppError>
    where
        E: EntityTrait<Model = M>,
        M: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
    {
        row.into_active_model().reset_all().update(&self.txn).await?;
        Ok(())
    }

    /// Writes every column of a case's row, but how many changes there were to it: its lock counts.
    pub(crate) async fn update_case(
        &self,
        row: entity::coordination_case::Model,
    ) -> Result<(), AppError> {
        let mut row = row.into_active_model().reset_all();
        row.revision = NotSet;
        row.update(&self.txn).await?;
        Ok(())
    }

    /// From now on the organisation holds records in the case by this unit or person: what it wrote
    /// stays readable to it (rule 2 (b)). Once for each of them.
    pub(crate) async fn hold(
        &self,
        case: &CaseFile,
        organisation: Uuid,
        unit: Option<Uuid>,
        user: Option<Uuid>,
    ) -> Result<(), AppError> {
        let of = (case.citizen(), case.id());
        self.hold_in(of, &case.rows, (organisation, unit, user)).await
    }

    /// As [`Work::hold`], in a case that the writer has no relation to yet.
    pub(crate) async fn hold_in(
        &self,
        (citizen_id, case_id): (Uuid, Uuid),
        rows: &CaseRows,
        (organisation_id, unit_id, user_id): (Uuid, Option<Uuid>, Option<Uuid>),
    ) -> Result<(), AppError> {
        let own = (organisation_id, unit_id, user_id);
        if rows.holdings.iter().any(|h| (h.organisation_id, h.unit_id, h.user_id) == own) {
            return Ok(());
        }
        let id = self.id();
        let case_opened_at = rows.case_row()?.opened_at;
        self.insert(entity::holding::Model {
            citizen_id,
            id,
            case_id,
            case_opened_at,
            organisation_id,
            unit_id,
            user_id,
        })
        .await
    }

    /// Notes a change for those who will be told of it: ids and kinds only.
    pub(crate) async fn changed(
        &self,
        case: &CaseFile,
        kind: &str,
        entity: Uuid,
    ) -> Result<(), AppError> {
        let facts = case.law.facts();
        self.note(Some((facts.citizen, facts.case)), kind, entity).await
    }

    /// Notes a change outside any case.
    pub(crate) async fn note(
        &self,
        of: Option<(CitizenId, CaseId)>,
        kind: &str,
        entity: Uuid,
    ) -> Result<(), AppError> {
        let (citizen, case) = of.unzip();
        self.note_of(citizen.map(|c| c.0), case.map(|c| c.0), kind, entity).await
    }

    /// Notes a change about a citizen, or about nobody.
    pub(crate) async fn note_of(
        &self,
        citizen_id: Option<Uuid>,
        case_id: Option<Uuid>,
        kind: &str,
        entity_id: Uuid,
    ) -> Result<(), AppError> {
        let (id, kind) = (self.id(), kind.to_owned());
        let note = outbox::Model { id, citizen_id, case_id, kind, entity_id, at: self.now };
        lock(&self.notes).push(note);
        Ok(())
    }

    /// Who writes.
    pub(crate) fn viewer(&self) -> &'s law::Viewer {
        &self.session.caller.viewer
    }

    /// The case as the caller sees it after the change: as it stands in the same transaction.
    pub(crate) async fn view(&self, id: Uuid, parts: Parts) -> Result<Option<CaseView>, AppError> {
        let (rows, directory) = match self.known(id, parts) {
            Some(known) => known,
            None => {
                let snapshot = self.load(&Which::case(id), parts).await?;
                let Some(rows) = snapshot.cases.into_iter().next() else { return Ok(None) };
                (rows, snapshot.directory)
            }
        };
        let reach = self.session.caller.reaching();
        let viewing = Viewing { reach, ..self.session.viewing(self.now) };
        let view = case_view(&rows, &directory, viewing)?;
        let citizens = view.iter().filter_map(|view| Some(view.citizen.as_ref()?.id)).collect();
        super::read::others(self.session, &self.txn, citizens, (parts, self.now, reach)).await?;
        Ok(view)
    }

    /// A case as it stands after what this write has done so far.
    pub(crate) async fn reload(&self, id: Uuid, parts: Parts) -> Result<Snapshot, AppError> {
        self.load(&Which::case(id), parts).await
    }

    /// Keeps the outcome under the idempotency key, writes the log, and commits: all or nothing.
    pub(crate) async fn commit(self, done: &Done) -> Result<(), AppError> {
        if let Some((key, request_hash)) = &self.key {
            let outcome = serde_json::to_string(done)
                .map_err(|_| StoreError::inconsistent("idempotency_key", "outcome"))?;
            let row = idempotency_key::ActiveModel {
                client_id: Set(self.session.caller.client_id.clone()),
                key: Set(key.clone()),
                request_hash: Set(request_hash.clone()),
                outcome: Set(outcome),
                created_at: Set(self.now),
            };
            idempotency_key::Entity::insert(row).exec_without_returning(&self.txn).await?;
        }
        let accounts = self.session.ledger.close();
        let collected = notice::collected(self.session, &accounts, self.now);
        notice::tell_collected(self.session, &self.txn, &collected, self.now).await?;
        let rows = self.session.rows(AccessKind::Write, accounts)?;
        let notes = std::mem::take(&mut *lock(&self.notes));
        let app = &self.session.app;
        match self.txn.alone().await? {
            Some(change) => app.journal.append_with(change, rows, notes).await?,
            None => {
                self.txn.begun().await?;
                let guard = app.journal.append_in(&self.txn, rows, notes).await?;
                self.txn.commit().await?;
                guard.committed();
            }
        }
        app.db.noted.remember(collected);
        Ok(())
    }

    /// Gives up: nothing is written.
    pub(crate) async fn abandon(self) -> Result<(), AppError> {
        Ok(self.txn.rollback().await?)
    }
}

/// A case in a write: its rows, what the law says of it, and who writes.
pub(crate) struct CaseFile {
    pub(crate) rows: Arc<CaseRows>,
    pub(crate) law: law::Case,
    pub(crate) directory: Arc<Directory>,
    pub(crate) verdict: Verdict,
    viewer: law::Viewer,
    now: DateTime<Utc>,
}

impl CaseFile {
    /// The row of the case.
    pub(crate) fn case(&self) -> Result<&entity::coordination_case::Model, AppError> {
        Ok(self.rows.case_row()?)
    }

    /// The case, as ids name it.
    pub(crate) fn of(&self) -> CaseRef {
        CaseRef { purpose: self.law.facts().purpose, id: self.id() }
    }

    /// The case's id.
    pub(crate) fn id(&self) -> Uuid {
        self.law.facts().case.0
    }

    /// The citizen's id.
    pub(crate) fn citizen(&self) -> Uuid {
        self.law.facts().citizen.0
    }

    /// The instant of the write.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Who writes, as the law knows them.
    pub(crate) fn viewer(&self) -> &law::Viewer {
        &self.viewer
    }

    /// The viewer's organisation.
    pub(crate) fn organisation(&self) -> Option<Organisation> {
        self.viewer.organisation
    }

    /// The verdict over what these holders hold.
    pub(crate) fn verdict_over(&self, holders: &[Organisation]) -> Verdict {
        let ask = Ask { viewer: &self.viewer, holders, journal: false, at: self.now };
        self.law.decide(&ask)
    }

    /// Whether the caller is the case's coordinator now.
    pub(crate) fn is_coordinator(&self) -> bool {
        let assignments = &self.law.facts().assignments;
        self.verdict.relation == Relation::Lead
            && assignments.iter().any(|a| {
                Some(a.coordinator) == self.viewer.user
                    && a.from <= self.now
                    && a.to.is_none_or(|end| self.now < end)
            })
    }

    /// Whether the caller is a caseworker of the case's unit, or a system that acts for the unit.
    pub(crate) fn is_unit_caseworker(&self) -> bool {
        self.verdict.relation == Relation::Lead
            && self.viewer.unit == Some(self.law.facts().unit)
            && (self.viewer.user.is_none() || self.viewer.roles.has(Role::Caseworker))
    }

    /// Whether the caller is the citizen or a representative.
    pub(crate) fn is_citizen_side(&self) -> bool {
        matches!(self.verdict.relation, Relation::Citizen | Relation::Representative)
    }

    /// Writing table: a caseworker of the lead authority's unit.
    pub(crate) fn require_caseworker(&self) -> Result<(), Refusal> {
        if self.is_unit_caseworker() {
            return Ok(());
        }
        Err(Refusal::forbidden(
            "a caseworker of the case's unit does this",
            "det gør en sagsbehandler i sagens enhed",
        ))
    }

    /// Writing table: the case's coordinator, or a caseworker of its unit.
    pub(crate) fn require_coordination(&self) -> Result<(), Refusal> {
        if self.is_unit_caseworker() || self.is_coordinator() {
            return Ok(());
        }
        Err(Refusal::forbidden(
            "the coordinator or a caseworker of the case's unit does this",
            "det gør den koordinerende kontaktperson eller en sagsbehandler i sagens enhed",
        ))
    }

    /// Nobody writes what would be withheld from them.
    pub(crate) fn require_open(
        &self,
        verdict: &Verdict,
        categories: CategorySet,
        path: &str,
    ) -> Result<(), Refusal> {
        let missing = categories.minus(verdict.granted);
        match missing.iter().next() {
            None => Ok(()),
            Some(_) => Err(Refusal::user(
                UserErrorCode::Withheld,
                path,
                "this is withheld from you, so you cannot write it",
                "det er tilbageholdt for dig, så du kan ikke skrive det",
            )),
        }
    }

    /// A case that is closed takes no more work.
    pub(crate) fn require_not_closed(&self) -> Result<(), Refusal> {
        let case = self.case()?;
        if case.status.0 != law::forms::CaseStatus::Closed {
            return Ok(());
        }
        Err(Refusal::user(
            UserErrorCode::IllegalState,
            "",
            "the case is closed; open a new one",
            "sagen er afsluttet; opret en ny",
        ))
    }

    /// PROCESS alone.
    pub(crate) const PROCESS: CategorySet = CategorySet::of(&[Category::Process]);
}

// Each change under a lock is one step: a panic elsewhere leaves nothing half done.
fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Checks an expected version against the one that stands.
pub(crate) fn expect_version(path: &str, expected: i32, current: i32) -> Result<(), Refusal> {
    if expected == current {
        return Ok(());
    }
    // Nothing of an input is repeated in a message.
    let english = format!("it changed, and version {current} stands; read it and try again");
    let danish = format!("den er ændret, og version {current} gælder; læs den og prøv igen");
    let mut error = UserError::new(UserErrorCode::Conflict, path, &english, &danish);
    error.current_version = Some(current);
    Err(error.into())
}
