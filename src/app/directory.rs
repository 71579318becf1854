//! Looking up what an input names in the directory, and work contact as entries give it.

use async_graphql::{ID, MaybeUndefined};
use entity::{organisation, professional, unit};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::check::{Check, LINE};
use super::{AppError, Work};
use crate::domain::{EntityKind, GlobalId};

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
