//! What the directory and the catalogues beside it keep, registered, changed and annulled alike. By
//! the scope `directory:write`; every caller reads it.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::{contact_point, effect_goal, interface_agreement, organisation, professional, unit};
use sea_orm::prelude::Uuid;
use sea_orm::{
    ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait, PrimaryKeyTrait, Statement,
};

use super::check::{self, Check, TEXT};
use super::reference::{ExternalReferenceInput, Numbered, Sent, Target, gone};
use super::work::expect_version;
use super::{AppError, Done, Refusal, Work};
use crate::domain::{EntityKind, Scope};

/// Withdraws a wrong entry of the directory or a catalogue (annullering).
#[derive(InputObject)]
pub(crate) struct AnnulEntryInput {
    /// The entry (post).
    pub(crate) id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// What every entry carries beside what it says.
pub(crate) struct Kept<'m> {
    id: Uuid,
    version: &'m mut i32,
    annulled_at: &'m mut Option<DateTime<Utc>>,
    annul_reason: &'m mut Option<String>,
}

/// A row that is an entry.
pub(crate) trait Entry:
    Numbered
    + ModelTrait<
        Entity: EntityTrait<
            Model = Self,
            ActiveModel: Send,
            PrimaryKey: PrimaryKeyTrait<ValueType = Uuid>,
        >,
    > + IntoActiveModel<<Self::Entity as EntityTrait>::ActiveModel>
{
    /// Its kind.
    const KIND: EntityKind;
    /// What the outbox calls it.
    const NOTED: &'static str;
    /// What it carries beside what it says.
    fn kept(&mut self) -> Kept<'_>;
}

macro_rules! entries {
    ($($table:ident: $kind:ident $noted:literal;)+) => { $(
        impl Entry for $table::Model {
            const KIND: EntityKind = EntityKind::$kind;
            const NOTED: &'static str = $noted;
            fn kept(&mut self) -> Kept<'_> {
                Kept {
                    id: self.id,
                    version: &mut self.version,
                    annulled_at: &mut self.annulled_at,
                    annul_reason: &mut self.annul_reason,
                }
            }
        }
    )+ };
}
entries! {
    organisation: Organisation "ORGANISATION";
    unit: Unit "UNIT";
    professional: Professional "PROFESSIONAL";
    contact_point: ContactPoint "CONTACT_POINT";
    interface_agreement: InterfaceAgreement "INTERFACE_AGREEMENT";
    effect_goal: EffectGoal "EFFECT_GOAL";
}

/// Begins a change of the directory: by whom it may be. The row of the version is what two changes
/// at a time wait for, so that neither reads half of the other.
pub(super) async fn begin_change(work: &Work<'_>) -> Result<(), Refusal> {
    if !work.session.caller.may(Scope::DirectoryWrite) {
        return Err(Refusal::forbidden(
            "this needs the scope `directory:write`",
            "det kræver adgangsområdet `directory:write`",
        ));
    }
    Ok(step(work, 0).await?)
}

/// The directory is another from now on: each node reads its copy anew.
pub(super) async fn next_version(work: &Work<'_>) -> Result<(), AppError> {
    step(work, 1).await
}

async fn step(work: &Work<'_>, by: i32) -> Result<(), AppError> {
    let sql = "UPDATE directory_state SET version = version + $1 WHERE id = 1";
    let backend = work.txn.get_database_backend();
    work.txn.execute_raw(Statement::from_sql_and_values(backend, sql, [by.into()])).await?;
    Ok(())
}

/// A registration: the number that it comes under, and the entry that stands under it.
pub(super) struct Registration<M> {
    sent: Sent,
    pub(super) held: Option<M>,
}

/// Begins a registration: the first one, or a change of what the caller's own number names.
pub(super) async fn begin<M: Entry>(
    work: &Work<'_>,
    reference: Option<&ExternalReferenceInput>,
) -> Result<Registration<M>, Refusal> {
    begin_change(work).await?;
    let sent = Sent::of(work, reference, <M as Entry>::KIND).await?;
    let mut held = match sent.target() {
        Some(target) => M::Entity::find_by_id(target.id).one(&work.txn).await?,
        None => None,
    };
    if held.as_mut().is_some_and(|held| held.kept().annulled_at.is_some()) {
        return Err(gone());
    }
    Ok(Registration { sent, held })
}

impl<M: Entry> Registration<M> {
    /// The entry's id.
    pub(super) fn id(&self, work: &Work<'_>) -> Uuid {
        self.held.as_ref().map_or_else(|| work.id(), Numbered::id)
    }

    /// The version that stands, or the first.
    pub(super) fn version(&self) -> i32 {
        self.held.as_ref().map_or(1, Numbered::version)
    }

    /// Writes the entry under its number, where it says anything new. Whether it did.
    pub(super) async fn write(self, work: &Work<'_>, row: M) -> Result<Done, Refusal> {
        Ok(self.write_with(work, row, false).await?.0)
    }

    /// As [`Registration::write`], of an entry with rows beside it, which differ or do not.
    pub(super) async fn write_with(
        self,
        work: &Work<'_>,
        mut row: M,
        beside: bool,
    ) -> Result<(Done, bool), Refusal> {
        let (id, mut version) = (row.id(), Numbered::version(&row));
        let mut done = Done::beside(<M as Entry>::KIND, id, id);
        let written = match self.held {
            None => {
                work.insert(row).await?;
                done = self::done::<M>(work, id, "REGISTERED").await?;
                true
            }
            Some(held) if held != row || beside => {
                self.sent.expect(version)?;
                version += 1;
                *row.kept().version = version;
                work.update(row).await?;
                done = self::done::<M>(work, id, "UPDATED").await?;
                true
            }
            Some(_) => false,
        };
        self.sent.keep(work, Target::directory(<M as Entry>::KIND, id), version).await?;
        Ok((done, written))
    }
}

/// Begins the change of an entry that stands, of the version that was read.
pub(super) async fn standing<M: Entry>(
    work: &Work<'_>,
    id: &ID,
    expected: i32,
) -> Result<M, Refusal> {
    begin_change(work).await?;
    let id = check::outside("id", id, <M as Entry>::KIND)?;
    let found = M::Entity::find_by_id(id).one(&work.txn).await?;
    let mut row = found.ok_or_else(|| Refusal::not_found("id"))?;
    check::standing("id", row.kept().annulled_at.is_some())?;
    expect_version("expectedVersion", expected, *row.kept().version)?;
    Ok(row)
}

/// Writes a changed entry.
pub(super) async fn update<M: Entry>(work: &Work<'_>, row: M) -> Result<Done, Refusal> {
    next(work, row, "UPDATED").await
}

/// Annuls an entry that was registered wrongly; what names it already stands.
pub(crate) async fn annul<M: Entry>(
    work: &mut Work<'_>,
    input: AnnulEntryInput,
) -> Result<Done, Refusal> {
    let mut row: M = standing(work, &input.id, input.expected_version).await?;
    let mut check = Check::default();
    *row.kept().annul_reason = Some(check.required("reason", &input.reason, TEXT));
    check.done()?;
    *row.kept().annulled_at = Some(work.now);
    next(work, row, "ANNULLED").await
}

async fn next<M: Entry>(work: &Work<'_>, mut row: M, what: &str) -> Result<Done, Refusal> {
    *row.kept().version += 1;
    let id = row.kept().id;
    work.update(row).await?;
    done::<M>(work, id, what).await
}

async fn done<M: Entry>(work: &Work<'_>, id: Uuid, what: &str) -> Result<Done, Refusal> {
    next_version(work).await?;
    work.note_of(None, None, &format!("{}_{what}", M::NOTED), id).await?;
    Ok(Done::beside(<M as Entry>::KIND, id, id))
}
