//! The directory: organisations, units, professionals. Every caller reads it, who has the scope
//! `directory:write` keeps it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{organisation, professional, unit};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};

use super::check::{self, Check, LINE, TEXT};
use super::{AppError, Refusal, Work};
use crate::domain::{EntityKind, GlobalId, Scope};

/// Withdraws a wrong entry of the directory (annullering).
#[derive(InputObject)]
pub(crate) struct AnnulEntryInput {
    /// The entry (organisation, enhed eller fagperson).
    pub(crate) id: ID,
    /// Why (begrundelse).
    pub(crate) reason: String,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
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

/// The id of an entry that is to be changed.
pub(super) fn entry(path: &str, id: &ID, kind: EntityKind) -> Result<Uuid, Refusal> {
    check::outside(path, id, kind)
}

/// The reason of an annulment.
pub(super) fn reason(text: &str) -> Result<String, Refusal> {
    let mut check = Check::default();
    let reason = check.required("reason", text, TEXT);
    check.done()?;
    Ok(reason)
}

macro_rules! lookups {
    ($($(#[$doc:meta])+ $name:ident: $table:ident, $kind:ident;)+) => { $(
        $(#[$doc])+
        pub(crate) async fn $name(
            work: &Work<'_>,
            check: &mut Check,
            path: &str,
            id: Option<&ID>,
        ) -> Result<Option<$table::Model>, AppError> {
            let Some(id) = id else { return Ok(None) };
            let id = GlobalId::of_kind(id, EntityKind::$kind).filter(|id| id.case.is_none());
            let found = match id {
                Some(id) => $table::Entity::find_by_id(id.id).one(&work.txn).await?,
                None => None,
            };
            let standing = found.filter(|row| row.annulled_at.is_none());
            if standing.is_none() {
                check.not_found(path);
            }
            Ok(standing)
        }
    )+ };
}
lookups! {
    /// The organisation of an id, not annulled; an unknown one is noted.
    organisation: organisation, Organisation;
    /// The unit of an id, not annulled; an unknown one is noted.
    unit: unit, Unit;
    /// The professional of an id, not annulled; an unknown one is noted.
    professional: professional, Professional;
}

/// The unit of an id, which has to be of the organisation.
pub(crate) async fn unit_of(
    work: &Work<'_>,
    check: &mut Check,
    path: &str,
    id: Option<&ID>,
    organisation: Option<Uuid>,
) -> Result<Option<unit::Model>, AppError> {
    let found = unit(work, check, path, id).await?;
    if let (Some(unit), Some(organisation)) = (&found, organisation) {
        check.that(
            unit.organisation_id == organisation,
            path,
            "choose a unit of that organisation",
            "vælg en enhed i den organisation",
        );
    }
    Ok(found)
}

/// Whether a professional works in an organisation on a day, in a unit where one is given.
pub(crate) async fn works_in(
    work: &Work<'_>,
    professional: Uuid,
    organisation: Uuid,
    unit: Option<Uuid>,
) -> Result<bool, AppError> {
    use entity::membership::{Column, Entity};
    let today = crate::domain::dates::today(work.now);
    let held = Entity::find()
        .filter(Column::ProfessionalId.eq(professional))
        .filter(Column::OrganisationId.eq(organisation))
        .all(&work.txn)
        .await?;
    Ok(held.iter().any(|m| {
        m.from_date <= today
            && m.to_date.is_none_or(|to| today < to)
            && (unit.is_none() || m.unit_id == unit)
    }))
}

/// Work contact of an entry, as given.
pub(super) struct Contact {
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
}

impl Contact {
    pub(super) fn of(check: &mut Check, phone: Option<&str>, email: Option<&str>) -> Self {
        Self { phone: check.optional("phone", phone, LINE), email: check.email("email", email) }
    }

    pub(super) fn patch(
        check: &mut Check,
        phone: (&MaybeUndefined<String>, Option<String>),
        email: (&MaybeUndefined<String>, Option<String>),
    ) -> Self {
        Self {
            phone: check.patch("phone", phone.0, phone.1, LINE),
            email: check.patch_email("email", email.0, email.1),
        }
    }
}
