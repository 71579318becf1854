//! External references: the numbers that a case system gives to what it keeps here (ekstern
//! reference). They belong to the caller's organisation, and are unique within it and a system.
//!
//! A registration that comes again under its number is a change of what the number names ([`Sent`]).

mod sent;
mod set;
mod visible;

use async_graphql::{ID, InputObject};
use entity::{coordination_case, external_reference};
use law::Word as _;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

pub(crate) use self::sent::{Numbered, Sent, gone};
pub(crate) use self::set::{remove_external_reference, set_external_reference};
use super::check::{Check, LINE};
use super::{AppError, Done, Refusal, UserError, UserErrorCode, Work};
use crate::domain::{CaseRef, EntityKind, GlobalId};
use crate::store::StoreError;

/// A case system's own number of what it sends (ekstern reference). Sent again under it, the
/// entity is changed, and not made twice.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ExternalReferenceInput {
    /// Case system (sagssystem).
    pub(crate) system: String,
    /// Number there (nummer).
    pub(crate) id: String,
    /// When it is sent again (genindsendelse): the version that was read. Left out: the one that
    /// was sent under the number last, so that what others changed since is a CONFLICT.
    pub(crate) expected_version: Option<i32>,
}

/// A number of a case system (ekstern reference).
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ExternalReferenceKeyInput {
    /// Case system (sagssystem).
    pub(crate) system: String,
    /// Number there (nummer).
    pub(crate) id: String,
}

/// Gives an entity the number that a case system knows it by (ekstern reference).
#[derive(InputObject)]
pub(crate) struct SetExternalReferenceInput {
    /// The entity (entitet).
    pub(crate) id: ID,
    /// The number (ekstern reference).
    pub(crate) reference: ExternalReferenceKeyInput,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Takes a number back (ekstern reference).
#[derive(InputObject)]
pub(crate) struct RemoveExternalReferenceInput {
    /// The number (ekstern reference).
    pub(crate) reference: ExternalReferenceKeyInput,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// What a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) kind: EntityKind,
    pub(crate) id: Uuid,
    pub(crate) citizen: Option<Uuid>,
    pub(crate) case: Option<Uuid>,
}

impl Target {
    /// The citizen.
    pub(crate) fn citizen(id: Uuid) -> Self {
        Self::of_citizen(EntityKind::Citizen, id, id)
    }

    /// Something about a citizen, in no case.
    pub(crate) fn of_citizen(kind: EntityKind, id: Uuid, citizen: Uuid) -> Self {
        Self { kind, id, citizen: Some(citizen), case: None }
    }

    /// An entry of the directory.
    pub(crate) fn directory(kind: EntityKind, id: Uuid) -> Self {
        Self { kind, id, citizen: None, case: None }
    }

    /// An entity of a case, or the case.
    pub(crate) fn in_case(
        kind: EntityKind,
        id: Uuid,
        citizen: Uuid,
        case: impl Into<Uuid>,
    ) -> Self {
        Self { kind, id, citizen: Some(citizen), case: Some(case.into()) }
    }

    /// Its node id; none where its case is gone.
    async fn global_id<C: ConnectionTrait>(
        self,
        connection: &C,
    ) -> Result<Option<GlobalId>, AppError> {
        // A case and a citizen stand in no case, though their references may name one.
        let outside = self.kind.purpose().is_some() || self.kind == EntityKind::Citizen;
        let Some(case) = self.case.filter(|_| !outside) else {
            return Ok(Some(GlobalId::outside(self.kind, self.id)));
        };
        let found = coordination_case::Entity::find()
            .filter(coordination_case::Column::Id.eq(case))
            .one(connection)
            .await?;
        Ok(found.map(|row| {
            let case = CaseRef { purpose: row.purpose.0, id: case };
            GlobalId::of_case(self.kind, case, self.id)
        }))
    }

    fn done(self) -> Done {
        match self.case {
            Some(case) => Done::in_case(case, self.id),
            None => match (self.kind, self.citizen) {
                (EntityKind::Representative, Some(citizen)) => {
                    Done::beside(EntityKind::Citizen, citizen, self.id)
                }
                (kind, _) => Done::beside(kind, self.id, self.id),
            },
        }
    }
}

/// What an organisation's reference names.
pub(crate) async fn find<C: ConnectionTrait>(
    connection: &C,
    organisation: Uuid,
    system: &str,
    id: &str,
) -> Result<Option<GlobalId>, AppError> {
    match held(connection, organisation, system, id).await? {
        Some(row) => target(&row)?.global_id(connection).await,
        None => Ok(None),
    }
}

async fn held<C: ConnectionTrait>(
    connection: &C,
    organisation: Uuid,
    system: &str,
    id: &str,
) -> Result<Option<external_reference::Model>, AppError> {
    use external_reference::Column;
    let found = external_reference::Entity::find()
        .filter(Column::OrganisationId.eq(organisation))
        .filter(Column::System.eq(system))
        .filter(Column::ExternalId.eq(id));
    Ok(found.one(connection).await?)
}

fn target(row: &external_reference::Model) -> Result<Target, StoreError> {
    let kind = EntityKind::parse(&row.entity_kind)
        .ok_or_else(|| StoreError::inconsistent("external_reference", "unknown kind"))?;
    Ok(Target { kind, id: row.entity_id, citizen: row.citizen_id, case: row.case_id })
}

/// A reference of the caller's organisation, checked.
#[derive(Clone)]
struct Own {
    organisation: Uuid,
    system: String,
    id: String,
}

fn own(work: &Work<'_>, path: &str, (system, id): (&str, &str)) -> Result<Own, Refusal> {
    let Some(organisation) = work.viewer().organisation else {
        return Err(Refusal::forbidden(
            "an organisation's case system keeps external references",
            "eksterne referencer føres af en organisations sagssystem",
        ));
    };
    let mut check = Check::default();
    let system = check.required(&format!("{path}.system"), system, LINE);
    let id = check.required(&format!("{path}.id"), id, LINE);
    check.done()?;
    Ok(Own { organisation: organisation.id.0, system, id })
}

fn taken(path: &str, by: Option<GlobalId>) -> UserError {
    // Which entity it names is told to who may see that entity; the number is their own.
    let (english, danish) = match by {
        Some(id) => (format!("the reference names `{id}`"), format!("referencen tilhører `{id}`")),
        None => {
            ("the reference names something else".to_owned(), "referencen er i brug".to_owned())
        }
    };
    UserError::new(
        UserErrorCode::Taken,
        path,
        &format!("{english}; remove it there first, or use another"),
        &format!("{danish}; fjern den dér først, eller brug en anden"),
    )
}

/// Where an input carries its own number.
const PATH: &str = "externalReference";

/// What an input's own reference names already: of a form that is not changed under it.
pub(crate) async fn named(
    work: &Work<'_>,
    input: Option<&ExternalReferenceInput>,
    kind: EntityKind,
) -> Result<Option<Target>, Refusal> {
    Ok(Sent::of(work, input, kind).await?.target())
}

/// Gives what an input made the reference of the input.
pub(crate) async fn attach(
    work: &Work<'_>,
    input: Option<&ExternalReferenceInput>,
    target: Target,
) -> Result<(), Refusal> {
    Sent::of(work, input, target.kind).await?.keep(work, target, 1).await
}

/// A reference of an input that names what the input does not mean.
pub(crate) fn names_another() -> Refusal {
    taken(PATH, None).into()
}

/// Gives an entity a reference; `sent` is the version that was sent under it.
async fn give(
    work: &Work<'_>,
    path: &str,
    own: Own,
    target: Target,
    sent: Option<i32>,
) -> Result<(), Refusal> {
    if let Some(mut row) = held(&work.txn, own.organisation, &own.system, &own.id).await? {
        let holder = self::target(&row)?;
        if (holder.kind, holder.id) == (target.kind, target.id) {
            if sent.is_some() && row.sent_version != sent {
                row.sent_version = sent;
                work.update(row).await?;
            }
            return Ok(());
        }
        let id = holder.global_id(&work.txn).await?;
        let seen = visible::at(work, id).await?.is_some();
        return Err(taken(path, id.filter(|_| seen)).into());
    }
    let row = external_reference::Model {
        id: work.id(),
        organisation_id: own.organisation,
        system: own.system,
        external_id: own.id,
        entity_kind: target.kind.code().to_owned(),
        entity_id: target.id,
        citizen_id: target.citizen,
        case_id: target.case,
        sent_version: sent,
    };
    match work.insert(row).await {
        Err(AppError::Store(StoreError::Taken(_))) => return Err(taken(path, None).into()),
        other => other?,
    }
    in_directory(work, target).await
}

/// Numbers of entries travel with each node's copy of the directory.
async fn in_directory(work: &Work<'_>, target: Target) -> Result<(), Refusal> {
    if target.citizen.is_none() {
        super::entry::next_version(work).await?;
    }
    Ok(())
}

/// A row is deleted: what names it names nothing any more.
pub(crate) async fn forget(work: &Work<'_>, id: Uuid) -> Result<(), AppError> {
    external_reference::Entity::delete_many()
        .filter(external_reference::Column::EntityId.eq(id))
        .exec(&work.txn)
        .await?;
    Ok(())
}
