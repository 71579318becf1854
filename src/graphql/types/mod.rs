//! The types of the schema, one file a resource: each a table of fields.

pub(crate) mod access;
mod age_transition;
mod agenda;
mod assessment;
mod assignment;
mod basis;
mod brain_injury_assessment;
pub(crate) mod case;
mod citizen;
mod client;
mod consent;
mod contact_point;
mod coordination_plan;
mod council;
mod count;
mod directory;
mod dispatch;
mod effect_goal;
mod enquiry;
mod exchange;
mod follow_up;
mod interface_agreement;
mod issuer;
mod leaflet;
mod log;
pub(crate) mod me;
mod meeting;
mod network_map;
mod notice;
mod origin;
pub(crate) mod pages;
pub(crate) mod preview;
mod referral;
mod rehabilitation_plan;
mod rehabilitation_team;
mod task;

use async_graphql::registry::Registry;
pub(super) use case::{BrainInjuryCase, DkkCase, case_id};

use crate::domain::{CaseRef, EntityKind, GlobalId};
use crate::graphql::context::session;
use crate::graphql::engine::{At, Object, Of, Output, Row};
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::Listed;
use crate::store::view::{
    AgendaItemView, BrainInjuryAssessmentView, CitizenView, ClauseView, ConsentView,
    ContactPointRef, CouncilCaseView, CouncilMeetingView, DependencyView, EffectGoalRef,
    FollowUpView, InterfaceAgreementRef, InterventionView, Item, MeetingView, MembershipRef,
    NetworkMapView, OrganisationRef, PlanView, ProfessionalRef, Record, ReferralView,
    RehabilitationPlanView, TrackView, UnitRef,
};

impl<M: Send + Sync + 'static> Row for Item<M>
where
    Self: Object,
{
    type Record = Record<M>;
    fn row(&self) -> &Sealed<Record<M>> {
        &self.0
    }
}

/// The node id of an entity of a case.
fn node_id(kind: EntityKind, case: CaseRef, id: sea_orm::prelude::Uuid) -> async_graphql::ID {
    GlobalId::of_case(kind, case, id).to_string().into()
}

/// Words of a vocabulary, as answers.
fn words<W: law::Word>(words: &[W]) -> Vec<Of<W>> {
    words.iter().map(|word| Of(*word)).collect()
}

/// A case system's own number of an entity.
#[derive(Clone, Debug)]
pub(crate) struct ExternalReference(String, String);

/// The references that the viewer's organisation set on a record.
fn references<M>(record: &Record<M>) -> Vec<ExternalReference> {
    record.external.iter().map(|(s, i)| ExternalReference(s.clone(), i.clone())).collect()
}

/// The references that the caller's organisation set on an entry of the directory.
fn own_references<M>(entry: &Listed<M>, at: &At<'_>) -> Vec<ExternalReference> {
    let own = session(at).ok().and_then(|session| session.caller.viewer.organisation);
    let numbers = entry.numbers_of(own.map(|own| own.id.0));
    numbers.map(|(s, i)| ExternalReference(s.to_owned(), i.to_owned())).collect()
}

type Own = ExternalReference;
impl Object for ExternalReference {
    const NAME: &'static str = "ExternalReference";
    const DESCRIPTION: &'static str = "A case system's own number of an entity (ekstern reference); visible to the organisation that set it alone.";
    object_table!(|fields| fields.child("system", "Case system (sagssystem).", |r| &r.0).child(
        "id",
        "Number there (nummer).",
        |r| &r.1
    ));
}

/// Declares every type that implements `Node`; gives their names.
pub(crate) fn register_nodes(registry: &mut Registry) -> Vec<&'static str> {
    macro_rules! register {
        ($($type:ty,)+) => { vec![$({
            <$type as Output>::register(registry);
            <$type as Object>::NAME
        }),+] };
    }
    register! {
        OrganisationRef,
        UnitRef,
        ProfessionalRef,
        ContactPointRef,
        InterfaceAgreementRef,
        EffectGoalRef,
        MembershipRef,
        CitizenView,
        Item<entity::representative::Model>,
        case::DkkCase,
        case::BrainInjuryCase,
        Item<entity::enquiry::Model>,
        Item<entity::assessment::Model>,
        ConsentView,
        ClauseView,
        Item<entity::participation::Model>,
        Item<entity::coordinator_assignment::Model>,
        Item<entity::statutory_basis::Model>,
        NetworkMapView,
        Item<entity::network_actor::Model>,
        MeetingView,
        Item<entity::meeting_participant::Model>,
        AgendaItemView,
        Item<entity::agenda_column::Model>,
        Item<entity::task::Model>,
        Item<entity::information_request::Model>,
        Item<entity::statement::Model>,
        Item<entity::dispatch::Model>,
        Item<entity::citizen_notice::Model>,
        Item<entity::leaflet::Model>,
        Item<entity::goal::Model>,
        CouncilMeetingView,
        CouncilCaseView,
        Item<entity::age_transition::Model>,
        PlanView,
        TrackView,
        Item<entity::plan_goal::Model>,
        InterventionView,
        DependencyView,
        FollowUpView,
        ReferralView,
        Item<entity::referral_attachment::Model>,
        RehabilitationPlanView,
        BrainInjuryAssessmentView,
        Item<entity::rehabilitation_team_case::Model>,
    }
}

/// Words that stand on every type, said once.
const ID: &str = "Opaque id (id).";
const REFERENCES: &str = "Numbers that the caller's organisation gave it (eksterne referencer).";
const VERSION: &str = "Version, for `expectedVersion` (version).";
