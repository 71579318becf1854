//! Whether the caller may see the entity that a number is to be set on.

use entity::{coordination_case, representative};
use law::Purpose;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Target;
use crate::app::{AppError, Done, Work};
use crate::domain::{EntityKind, GlobalId};
use crate::store::Parts;
use crate::store::view::{AgendaItemView, CaseView, CouncilCaseView, Item, MeetingView, PlanView};

/// The entity of an id, where the caller may see it: asked of the same sealed views that are
/// shown, so that there is one answer to what is visible.
pub(super) async fn entity(work: &Work<'_>, id: GlobalId) -> Result<Option<Target>, AppError> {
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
            // Whoever registered them: it is the same citizen's.
            let found = representative::Entity::find()
                .filter(representative::Column::Id.eq(id.id))
                .one(&work.txn)
                .await?;
            // Looked up whether there is one or not: the work is the same.
            let citizen = found.map_or_else(Uuid::nil, |row| row.citizen_id);
            let view = work.citizen_view(citizen).await?;
            let seen = view.is_some_and(|view| has(&view.representatives, |r| r.id == id.id));
            Ok(seen.then(|| Target::of_citizen(id.kind, id.id, citizen)))
        }
        (kind, None) if kind.is_entry() => {
            let asked = (Parts::default(), false);
            let found = work.beside(&Done::beside(kind, id.id, id.id), asked).await?;
            Ok(found.map(|_| Target::directory(kind, id.id)))
        }
        (EntityKind::CouncilMeeting, None) => {
            let found = work.council_meeting_view(id.id, Parts::default(), false).await?;
            let seen = found.is_some() && written.has(Purpose::BrainInjury);
            Ok(seen.then(|| Target::directory(id.kind, id.id)))
        }
        (_, None) => Ok(None),
    }
}

/// As [`entity`], of an id that may be none.
pub(super) async fn at(work: &Work<'_>, id: Option<GlobalId>) -> Result<Option<Target>, AppError> {
    match id {
        Some(id) => entity(work, id).await,
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

fn is<V>(views: &[V], seen: impl Fn(&V) -> Option<Uuid>, id: Uuid) -> bool {
    views.iter().any(|view| seen(view) == Some(id))
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
        EntityKind::CouncilCase => {
            let is = |c: &CouncilCaseView| c.row().outline(|c| c.case.row.id == id) == Some(true);
            view.council_cases.iter().any(is)
        }
        EntityKind::BrainInjuryReferral => is(&view.referrals, |v| v.row.outline(|r| r.id), id),
        EntityKind::ReferralAttachment => {
            view.referrals.iter().any(|v| has(&v.attachments, |r| r.id == id))
        }
        EntityKind::RehabilitationPlan => {
            is(&view.rehabilitation_plans, |v| v.row.outline(|r| r.id), id)
        }
        EntityKind::BrainInjuryAssessment => {
            is(&view.brain_injury_assessments, |v| v.row.outline(|r| r.id), id)
        }
        EntityKind::RehabilitationTeamCase => has(&view.team_cases, |r| r.id == id),
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
        | EntityKind::CouncilMeeting
        | EntityKind::CouncilMember
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
