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
use super::reference::{self, ExternalReferenceInput, Target};
use super::work::expect_version;
use super::{Done, Refusal, Work};
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
    ModelTrait<
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

/// Begins a change of the directory: by whom it may be, and as a new version of it. The row of
/// the version is what two changes at a time wait for, so that neither reads half of the other.
pub(super) async fn begin_change(work: &Work<'_>) -> Result<(), Refusal> {
    if !work.session.caller.may(Scope::DirectoryWrite) {
        return Err(Refusal::forbidden(
            "this needs the scope `directory:write`",
            "det kræver adgangsområdet `directory:write`",
        ));
    }
    let next = "UPDATE directory_state SET version = version + 1 WHERE id = 1";
    work.txn.execute_raw(Statement::from_string(work.txn.get_database_backend(), next)).await?;
    Ok(())
}

/// Begins a registration; what the caller's own number names already stands as it did.
pub(super) async fn begin<M: Entry>(
    work: &Work<'_>,
    reference: Option<&ExternalReferenceInput>,
) -> Result<Option<Done>, Refusal> {
    begin_change(work).await?;
    let held = reference::named(work, reference, M::KIND).await?;
    let done = held.map(|held| Done::beside(M::KIND, held.id, held.id));
    Ok(done.map(|done| done.already_registered("externalReference")))
}

/// Registers an entry under the caller's own number.
pub(super) async fn register<M: Entry>(
    work: &Work<'_>,
    mut row: M,
    reference: Option<&ExternalReferenceInput>,
) -> Result<Done, Refusal> {
    let id = row.kept().id;
    work.insert(row).await?;
    reference::attach(work, reference, Target::directory(M::KIND, id)).await?;
    done::<M>(work, id, "REGISTERED").await
}

/// Begins the change of an entry that stands, of the version that was read.
pub(super) async fn standing<M: Entry>(
    work: &Work<'_>,
    id: &ID,
    expected: i32,
) -> Result<M, Refusal> {
    begin_change(work).await?;
    let id = check::outside("id", id, M::KIND)?;
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
    work.note_of(None, None, &format!("{}_{what}", M::NOTED), id).await?;
    Ok(Done::beside(M::KIND, id, id))
}
