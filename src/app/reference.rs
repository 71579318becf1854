//! External references: the numbers that a case system gives to what it keeps here (ekstern
//! reference). They belong to the caller's organisation, and are unique within it and a system.

use async_graphql::{ID, InputObject};
use entity::{coordination_case, external_reference, representative};
use law::Word as _;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ModelTrait, QueryFilter};

use super::check::{Check, LINE};
use super::{AppError, Done, Refusal, UserErrorCode, Work};
use crate::domain::{CaseRef, EntityKind, GlobalId};
use crate::store::view::{AgendaItemView, CaseView, Item, MeetingView, PlanView};
use crate::store::{Parts, StoreError};

/// A case system's own number of an entity (ekstern reference).
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ExternalReferenceInput {
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
    pub(crate) reference: ExternalReferenceInput,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Takes a number back (ekstern reference).
#[derive(InputObject)]
pub(crate) struct RemoveExternalReferenceInput {
    /// The number (ekstern reference).
    pub(crate) reference: ExternalReferenceInput,
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
        Self { kind: EntityKind::Citizen, id, citizen: Some(id), case: None }
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
struct Own {
    organisation: Uuid,
    system: String,
    id: String,
}

fn own(work: &Work<'_>, path: &str, input: &ExternalReferenceInput) -> Result<Own, Refusal> {
    let Some(organisation) = work.viewer().organisation else {
        return Err(Refusal::forbidden(
            "an organisation's case system keeps external references",
            "eksterne referencer føres af en organisations sagssystem",
        ));
    };
    let mut check = Check::default();
    let system = check.required(&format!("{path}.system"), &input.system, LINE);
    let id = check.required(&format!("{path}.id"), &input.id, LINE);
    check.done()?;
    Ok(Own { organisation: organisation.id.0, system, id })
}

fn taken(path: &str, by: Option<GlobalId>) -> Refusal {
    // Which entity it names is told to who may see that entity; the number is their own.
    let (english, danish) = match by {
        Some(id) => (format!("the reference names `{id}`"), format!("referencen tilhører `{id}`")),
        None => {
            ("the reference names something else".to_owned(), "referencen er i brug".to_owned())
        }
    };
    Refusal::user(
        UserErrorCode::Taken,
        path,
        &format!("{english}; remove it there first, or use another"),
        &format!("{danish}; fjern den dér først, eller brug en anden"),
    )
}

const PATH: &str = "externalReference";

/// What an input's own reference names already, so that a repeated registration doubles nothing.
/// One that names another kind of entity is taken.
pub(crate) async fn named(
    work: &Work<'_>,
    input: Option<&ExternalReferenceInput>,
    kind: EntityKind,
) -> Result<Option<Target>, Refusal> {
    let Some(input) = input else { return Ok(None) };
    let own = own(work, PATH, input)?;
    match held(&work.txn, own.organisation, &own.system, &own.id).await? {
        None => Ok(None),
        Some(row) => match target(&row)? {
            target if target.kind == kind => Ok(Some(target)),
            _ => Err(taken(PATH, None)),
        },
    }
}

/// A reference of an input that names what the input does not mean.
pub(crate) fn names_another() -> Refusal {
    taken(PATH, None)
}

/// Gives what an input made the reference of the input.
pub(crate) async fn attach(
    work: &Work<'_>,
    input: Option<&ExternalReferenceInput>,
    target: Target,
) -> Result<(), Refusal> {
    let Some(input) = input else { return Ok(()) };
    let own = own(work, PATH, input)?;
    give(work, PATH, own, target).await
}

async fn give(work: &Work<'_>, path: &str, own: Own, target: Target) -> Result<(), Refusal> {
    if let Some(row) = held(&work.txn, own.organisation, &own.system, &own.id).await? {
        let holder = self::target(&row)?;
        if (holder.kind, holder.id) == (target.kind, target.id) {
            return Ok(());
        }
        let id = holder.global_id(&work.txn).await?;
        let seen = visible_at(work, id).await?.is_some();
        return Err(taken(path, id.filter(|_| seen)));
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
    };
    match work.insert(row).await {
        Err(AppError::Store(StoreError::Taken(_))) => Err(taken(path, None)),
        other => Ok(other?),
    }
}

/// Sets a reference on any entity that the caller may see.
pub(crate) async fn set_external_reference(
    work: &mut Work<'_>,
    input: SetExternalReferenceInput,
) -> Result<Done, Refusal> {
    let own = own(work, "reference", &input.reference)?;
    let id = GlobalId::parse(&input.id).ok_or_else(|| Refusal::not_found("id"))?;
    let target = visible(work, id).await?.ok_or_else(|| Refusal::not_found("id"))?;
    give(work, "reference", own, target).await?;
    work.note_of(target.citizen, target.case, "EXTERNAL_REFERENCE_SET", target.id).await?;
    Ok(target.done())
}

/// Removes a reference of the caller's organisation from an entity that the caller may see.
pub(crate) async fn remove_external_reference(
    work: &mut Work<'_>,
    input: RemoveExternalReferenceInput,
) -> Result<Done, Refusal> {
    let own = own(work, "reference", &input.reference)?;
    let Some(row) = held(&work.txn, own.organisation, &own.system, &own.id).await? else {
        return Err(Refusal::not_found("reference"));
    };
    let target = target(&row)?;
    if visible_at(work, target.global_id(&work.txn).await?).await?.is_none() {
        return Err(Refusal::not_found("reference"));
    }
    row.delete(&work.txn).await?;
    work.note_of(target.citizen, target.case, "EXTERNAL_REFERENCE_REMOVED", target.id).await?;
    Ok(target.done())
}

/// The entity of an id, where the caller may see it: asked of the same sealed views that are
/// shown, so that there is one answer to what is visible.
async fn visible(work: &Work<'_>, id: GlobalId) -> Result<Option<Target>, AppError> {
    // In a case whose purpose the token may not write in nothing is found: a number can name it
    // without an id that says so at the edge.
    let written = work.session.caller.writing();
    if let Some(case) = id.any_case() {
        let parts = if id.case.is_some() { Parts::ALL } else { Parts::default() };
        let view = work.view(case.id, parts).await?;
        let view = view.filter(|view| view.of() == case && written.has(case.purpose));
        return match view {
            Some(view) if id.case.is_none() || shows(&view, id.kind, id.id) => {
                in_case(work, id.kind, id.id, case.id).await
            }
            _ => Ok(None),
        };
    }
    match (id.kind, id.case) {
        (_, Some(_)) => Ok(None),
        (EntityKind::Citizen, None) => {
            let known = known_citizen(work, id.id).await?;
            Ok(known.then(|| Target::citizen(id.id)))
        }
        (EntityKind::Representative, None) => {
            let found = representative::Entity::find()
                .filter(representative::Column::Id.eq(id.id))
                .one(&work.txn)
                .await?;
            let Some(row) = found else { return Ok(None) };
            let view = work.citizen_view(row.citizen_id).await?;
            let seen = view.is_some_and(|view| has(&view.representatives, |r| r.id == id.id));
            Ok(seen.then_some(Target {
                kind: id.kind,
                id: id.id,
                citizen: Some(row.citizen_id),
                case: None,
            }))
        }
        (kind, None) if kind.is_entry() => {
            let found = work.beside(&Done::beside(kind, id.id, id.id)).await?;
            Ok(found.map(|_| Target::directory(kind, id.id)))
        }
        (_, None) => Ok(None),
    }
}

async fn visible_at(work: &Work<'_>, id: Option<GlobalId>) -> Result<Option<Target>, AppError> {
    match id {
        Some(id) => visible(work, id).await,
        None => Ok(None),
    }
}

async fn known_citizen(work: &Work<'_>, id: Uuid) -> Result<bool, AppError> {
    let view = work.citizen_view(id).await?;
    Ok(view.is_some_and(|view| view.row.outline(|_| ()).is_some()))
}

async fn in_case(
    work: &Work<'_>,
    kind: EntityKind,
    id: Uuid,
    case: Uuid,
) -> Result<Option<Target>, AppError> {
    let found = coordination_case::Entity::find()
        .filter(coordination_case::Column::Id.eq(case))
        .one(&work.txn)
        .await?;
    Ok(found.map(|row| Target::in_case(kind, id, row.citizen_id, case)))
}

fn has<M>(items: &[Item<M>], is: impl Fn(&M) -> bool) -> bool {
    items.iter().any(|item| item.0.outline(|record| is(&record.row)) == Some(true))
}

fn has_item(items: &[AgendaItemView], id: Uuid) -> bool {
    items.iter().any(|item| item.row.outline(|record| record.item.row.id == id) == Some(true))
}

/// Whether a row of a case may be seen in it.
fn shows(view: &CaseView, kind: EntityKind, id: Uuid) -> bool {
    let in_meeting = |is: &dyn Fn(&MeetingView) -> bool| {
        let open = view.meetings.iter().filter(|m| m.row.outline(|_| ()).is_some());
        open.into_iter().any(is)
    };
    let in_plan = |is: &dyn Fn(&PlanView) -> bool| {
        let open = view.coordination_plan.as_ref().filter(|p| p.row.outline(|_| ()).is_some());
        open.is_some_and(is)
    };
    match kind {
        EntityKind::Enquiry => has(&view.enquiries, |r| r.id == id),
        EntityKind::Assessment => has(&view.assessments, |r| r.id == id),
        EntityKind::Consent => {
            view.consents.iter().any(|c| c.row.outline(|c| c.row.id == id) == Some(true))
        }
        EntityKind::ConsentClause => view
            .consents
            .iter()
            .flat_map(|c| &c.clauses)
            .any(|c| c.0.outline(|c| c.clause.row.id == id) == Some(true)),
        EntityKind::Participation => has(&view.participations, |r| r.id == id),
        EntityKind::CoordinatorAssignment => has(&view.assignments, |r| r.id == id),
        EntityKind::StatutoryBasis => has(&view.bases, |r| r.id == id),
        EntityKind::NetworkMap => view
            .network_map
            .as_ref()
            .is_some_and(|map| map.row.outline(|map| map.map.row.id == id) == Some(true)),
        EntityKind::Actor => view.network_map.as_ref().is_some_and(|map| {
            map.groups.iter().any(|group| has(group, |r| r.id == id))
                || has(&map.own, |r| r.id == id)
        }),
        EntityKind::Meeting => in_meeting(&|m| m.row.outline(|m| m.row.id == id) == Some(true)),
        EntityKind::MeetingParticipant => in_meeting(&|m| {
            has(&m.participants, |r| r.id == id) || has(&m.absences, |r| r.id == id)
        }),
        EntityKind::AgendaColumn => in_meeting(&|m| has(&m.columns, |r| r.id == id)),
        EntityKind::AgendaItem => {
            in_meeting(&|m| has_item(&m.items, id) || has_item(&m.proposals, id))
        }
        EntityKind::Task => has(&view.tasks, |r| r.id == id),
        EntityKind::InformationRequest => has(&view.requests, |r| r.id == id),
        EntityKind::Statement => has(&view.statements, |r| r.id == id),
        EntityKind::Dispatch => has(&view.dispatches, |r| r.id == id),
        EntityKind::CitizenNotice => has(&view.notices, |r| r.id == id),
        EntityKind::Leaflet => has(&view.leaflets, |r| r.id == id),
        EntityKind::Goal => has(&view.goals, |r| r.id == id),
        EntityKind::AgeTransition => has(&view.age_transitions, |r| r.id == id),
        EntityKind::CoordinationPlan => {
            in_plan(&|plan| plan.row.outline(|p| p.plan.row.id == id) == Some(true))
        }
        EntityKind::Track => in_plan(&|plan| plan.track(id).is_some()),
        EntityKind::PlanGoal => in_plan(&|plan| plan.goal(id).is_some()),
        EntityKind::Intervention => in_plan(&|plan| plan.intervention(id).is_some()),
        EntityKind::InterventionDependency => in_plan(&|plan| plan.dependency(id).is_some()),
        EntityKind::FollowUp => {
            view.follow_ups.iter().any(|f| f.row.outline(|f| f.row.id == id) == Some(true))
        }
        EntityKind::Organisation
        | EntityKind::Unit
        | EntityKind::Professional
        | EntityKind::Citizen
        | EntityKind::Representative
        | EntityKind::DkkCase
        | EntityKind::BrainInjuryCase
        | EntityKind::Client
        | EntityKind::ClientSecret
        | EntityKind::SigningKey
        | EntityKind::TrustedIssuer
        | EntityKind::Membership
        | EntityKind::ContactPoint
        | EntityKind::InterfaceAgreement
        | EntityKind::EffectGoal => false,
    }
}
