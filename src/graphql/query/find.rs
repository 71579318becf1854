//! Finding one object of a case, in the case as the caller sees it: only where its row shows, so
//! that an id that may not be seen is an unknown one.

use law::Word;
use law::fields::{
    Field, brain_injury_case, brain_injury_referral, citizen, consent, coordination_plan, dkk_case,
    meeting, network_map, track,
};
use law::forms::ActorGroup;
use sea_orm::prelude::Uuid;

use crate::domain::{EntityKind, GlobalId};
use crate::graphql::engine::{NodeObject, Object, Row};
use crate::store::Parts;
use crate::store::view::{CaseView, CitizenView, Item, MeetingView, NetworkMapView};

/// The part of a case that objects of a kind stand in.
pub(super) fn part_of(kind: EntityKind) -> Parts {
    use EntityKind as K;
    match kind {
        K::Enquiry => Parts::ENQUIRIES,
        K::BrainInjuryReferral | K::ReferralAttachment => Parts::REFERRALS,
        K::RehabilitationPlan => Parts::REHABILITATION.with(Parts::REFERRALS),
        K::BrainInjuryAssessment => Parts::BRAIN_INJURY_ASSESSMENTS,
        K::Assessment => Parts::ASSESSMENTS,
        K::NetworkMap | K::Actor => Parts::NETWORK.with(Parts::CITIZEN),
        K::Meeting | K::MeetingParticipant | K::AgendaItem | K::AgendaColumn => {
            Parts::MEETINGS.with(Parts::COLUMNS)
        }
        K::Task => Parts::TASKS,
        K::InformationRequest | K::Statement => Parts::EXCHANGE,
        K::Dispatch => Parts::DISPATCHES,
        K::CitizenNotice => Parts::NOTICES,
        K::Leaflet | K::Goal => Parts::LEAFLETS,
        K::AgeTransition => Parts::AGE,
        K::CoordinationPlan
        | K::Track
        | K::PlanGoal
        | K::Intervention
        | K::InterventionDependency => Parts::COORDINATION,
        K::FollowUp => Parts::FOLLOW_UPS.with(Parts::COORDINATION),
        K::CouncilCase => Parts::COUNCIL.with(Parts::TASKS),
        K::Citizen | K::Representative => Parts::CITIZEN,
        K::RehabilitationTeamCase => Parts::TEAM,
        K::DkkCase
        | K::BrainInjuryCase
        | K::Consent
        | K::ConsentClause
        | K::Participation
        | K::CoordinatorAssignment
        | K::StatutoryBasis
        | K::Organisation
        | K::Unit
        | K::Professional
        | K::Membership
        | K::CouncilMeeting
        | K::CouncilMember
        | K::ContactPoint
        | K::InterfaceAgreement
        | K::EffectGoal
        | K::Client
        | K::ClientSecret
        | K::SigningKey
        | K::TrustedIssuer => Parts::default(),
    }
}

/// An object of a case, by its id.
pub(super) fn in_case(view: &CaseView, id: GlobalId) -> Option<NodeObject> {
    use EntityKind as K;
    // An id that states another purpose is none that was ever given.
    if id.any_case() != Some(view.of()) {
        return None;
    }
    let wanted = id.id;
    match id.kind {
        K::DkkCase | K::BrainInjuryCase => Some(view.clone().into_node()),
        K::Enquiry => item(&view.enquiries, &dkk_case::enquiries, wanted, |m| m.id),
        K::Assessment => item(&view.assessments, &dkk_case::assessments, wanted, |m| m.id),
        K::Consent | K::ConsentClause => of_consents(view, id),
        K::Participation => {
            item(&view.participations, view.class(&dkk_case::participations), wanted, |m| m.id)
        }
        K::CoordinatorAssignment => {
            item(&view.assignments, view.class(&dkk_case::assignments), wanted, |m| m.id)
        }
        K::StatutoryBasis => {
            item(&view.bases, view.class(&dkk_case::statutoryBases), wanted, |m| m.id)
        }
        K::NetworkMap => {
            let map = view.network_map.as_ref()?;
            (map.row.outline(|m| m.map.id) == Some(wanted)).then(|| NodeObject::row(map.clone()))
        }
        K::Actor => actor(view.network_map.as_ref()?, wanted),
        K::Meeting | K::MeetingParticipant | K::AgendaItem | K::AgendaColumn => {
            of_meetings(view, id)
        }
        K::Task => item(&view.tasks, view.class(&dkk_case::tasks), wanted, |m| m.id),
        K::InformationRequest => {
            item(&view.requests, view.class(&dkk_case::informationRequests), wanted, |m| m.id)
        }
        K::Statement => item(&view.statements, view.class(&dkk_case::statements), wanted, |m| m.id),
        K::Dispatch => item(&view.dispatches, view.class(&dkk_case::dispatches), wanted, |m| m.id),
        K::CitizenNotice => {
            view.row.open(view.class(&dkk_case::citizenNotices), |_| ())?;
            item(&view.notices, view.class(&dkk_case::citizenNotices), wanted, |m| m.id)
        }
        K::Leaflet => item(&view.leaflets, &dkk_case::leaflets, wanted, |m| m.id),
        K::Goal => {
            view.row.open(&dkk_case::goals, |_| ())?;
            item(&view.goals, &dkk_case::goals, wanted, |m| m.id)
        }
        K::CouncilCase => {
            let list = &brain_injury_case::councilCases;
            shown(&view.council_cases, list, |c| c.case.row.id == wanted).map(NodeObject::row)
        }
        K::AgeTransition => {
            item(&view.age_transitions, &brain_injury_case::ageTransitions, wanted, |m| m.id)
        }
        K::CoordinationPlan
        | K::Track
        | K::PlanGoal
        | K::Intervention
        | K::InterventionDependency => of_plan(view, id),
        K::FollowUp => shown(&view.follow_ups, &brain_injury_case::followUps, |f| f.id == wanted)
            .map(NodeObject::row),
        K::BrainInjuryReferral => {
            shown(&view.referrals, &brain_injury_case::referrals, |r| r.id == wanted)
                .map(NodeObject::row)
        }
        K::ReferralAttachment => attachment(view, wanted),
        K::RehabilitationPlan => {
            let list = &brain_injury_case::rehabilitationPlans;
            shown(&view.rehabilitation_plans, list, |r| r.id == wanted).map(NodeObject::row)
        }
        K::BrainInjuryAssessment => {
            let list = &brain_injury_case::assessments;
            shown(&view.brain_injury_assessments, list, |r| r.id == wanted).map(NodeObject::row)
        }
        K::RehabilitationTeamCase => {
            let list = &brain_injury_case::rehabilitationTeamCases;
            item(&view.team_cases, list, wanted, |m| m.id)
        }
        // These stand in no case.
        K::Citizen
        | K::Representative
        | K::Organisation
        | K::Unit
        | K::Professional
        | K::CouncilMeeting
        | K::CouncilMember
        | K::Membership
        | K::ContactPoint
        | K::InterfaceAgreement
        | K::EffectGoal
        | K::Client
        | K::ClientSecret
        | K::SigningKey
        | K::TrustedIssuer => None,
    }
}

/// A row of a list, where it shows there.
fn shown<R: Row + Clone>(
    rows: &[R],
    list: &'static Field,
    is: impl Fn(&R::Record) -> bool,
) -> Option<R> {
    let found = rows.iter().find(|row| row.row().outline(&is) == Some(true))?;
    found.row().shows_in(list).then(|| found.clone())
}

fn item<M: Clone + Send + Sync + 'static>(
    rows: &[Item<M>],
    list: &'static Field,
    wanted: Uuid,
    id: impl Fn(&M) -> Uuid,
) -> Option<NodeObject>
where
    Item<M>: Object,
{
    shown(rows, list, |record| id(&record.row) == wanted).map(NodeObject::row)
}

/// Someone who acts for a citizen.
pub(super) fn representative(view: &CitizenView, wanted: Uuid) -> Option<NodeObject> {
    view.row.open(&citizen::representatives, |_| ())?;
    item(&view.representatives, &citizen::representatives, wanted, |m| m.id)
}

fn of_consents(view: &CaseView, id: GlobalId) -> Option<NodeObject> {
    if id.kind == EntityKind::Consent {
        return shown(&view.consents, view.class(&dkk_case::consents), |c| c.id == id.id)
            .map(NodeObject::row);
    }
    let seen =
        view.consents.iter().filter(|c| c.row.refusal(view.class(&dkk_case::consents)).is_none());
    seen.into_iter()
        .find_map(|c| shown(&c.clauses, &consent::clauses, |c| c.clause.id == id.id))
        .map(NodeObject::row)
}

fn attachment(view: &CaseView, wanted: Uuid) -> Option<NodeObject> {
    let list = &brain_injury_referral::attachments;
    view.referrals
        .iter()
        .filter(|referral| referral.row.refusal(&brain_injury_case::referrals).is_none())
        .find_map(|referral| item(&referral.attachments, list, wanted, |m| m.id))
}

fn actor(map: &NetworkMapView, wanted: Uuid) -> Option<NodeObject> {
    // One's own row shows under a verdict of its own.
    let own = item(&map.own, &network_map::ownRows, wanted, |m| m.id);
    own.or_else(|| {
        let groups = map.groups.iter().zip(ActorGroup::ALL);
        groups.into_iter().find_map(|(rows, group)| {
            let list = group_field(*group);
            map.row.refusal(list).is_none().then(|| item(rows, list, wanted, |m| m.id)).flatten()
        })
    })
}

/// The list of the map that a group stands in.
fn group_field(group: ActorGroup) -> &'static Field {
    match group {
        ActorGroup::Treatment => &network_map::treatment,
        ActorGroup::PrisonAndProbation => &network_map::prisonAndProbation,
        ActorGroup::DailyLifeAtHome => &network_map::dailyLifeAtHome,
        ActorGroup::Housing => &network_map::housing,
        ActorGroup::WorkActivitySupport => &network_map::workActivitySupport,
        ActorGroup::SocialAdministration => &network_map::socialAdministration,
        ActorGroup::Interpreters => &network_map::interpreters,
        ActorGroup::PrivateNetwork => &network_map::privateNetwork,
    }
}

fn of_meetings(view: &CaseView, id: GlobalId) -> Option<NodeObject> {
    if id.kind == EntityKind::Meeting {
        return shown(&view.meetings, view.class(&dkk_case::meetings), |m| m.id == id.id)
            .map(NodeObject::row);
    }
    let seen =
        view.meetings.iter().filter(|m| m.row.refusal(view.class(&dkk_case::meetings)).is_none());
    seen.into_iter().find_map(|m| of_meeting(m, id))
}

fn of_meeting(held: &MeetingView, id: GlobalId) -> Option<NodeObject> {
    if id.kind == EntityKind::MeetingParticipant {
        return item(&held.participants, &meeting::participants, id.id, |m| m.id);
    }
    if id.kind == EntityKind::AgendaColumn {
        held.row.open(&meeting::columns, |_| ())?;
        return item(&held.columns, &meeting::columns, id.id, |m| m.id);
    }
    let found = shown(&held.items, &meeting::items, |i| i.item.id == id.id);
    found
        .or_else(|| shown(&held.proposals, &meeting::proposals, |i| i.item.id == id.id))
        .map(NodeObject::row)
}

/// The plan, or what stands in it, where the plan itself shows.
fn of_plan(view: &CaseView, id: GlobalId) -> Option<NodeObject> {
    view.row.open(&brain_injury_case::coordinationPlan, |_| ())?;
    let plan = view.coordination_plan.as_ref()?;
    let plan_id = plan.row.outline(|p| p.plan.id)?;
    let in_tracks =
        || plan.tracks.iter().filter(|t| t.row.refusal(&coordination_plan::tracks).is_none());
    match id.kind {
        EntityKind::CoordinationPlan => (plan_id == id.id).then(|| NodeObject::row(plan.clone())),
        EntityKind::Track => {
            shown(&plan.tracks, &coordination_plan::tracks, |t| t.id == id.id).map(NodeObject::row)
        }
        EntityKind::PlanGoal => {
            in_tracks().find_map(|t| item(&t.goals, &track::goals, id.id, |g| g.id))
        }
        EntityKind::Intervention => in_tracks()
            .find_map(|t| shown(&t.interventions, &track::interventions, |i| i.id == id.id))
            .map(NodeObject::row),
        _ => {
            let found = plan.dependency(id.id)?;
            found.shows_in(&coordination_plan::dependencies).then(|| NodeObject::row(found))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r37_each_group_stands_in_the_list_of_its_category() {
        for group in ActorGroup::ALL {
            let list = group_field(*group);
            assert!(list.categories.has(group.category()), "{group}");
            assert_eq!(list.categories.len(), 1, "{group}");
            assert_eq!(list.name.to_uppercase(), group.code().replace('_', ""));
        }
    }
}
