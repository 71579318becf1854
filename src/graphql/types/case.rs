//! The cases: one table of what every case has, for the interface and for each bundle's type.
//!
//! A bundle's own forms stand in its type below, after [`shared`]. To add one: its rows become a
//! part of [`CaseView`], its field is classified in `law::fields` under the type's name, and its
//! line stands in the type's table.

use std::borrow::Cow;

use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::{ID, ServerError, ServerResult};
use chrono::{DateTime, Utc};
use law::Purpose;
use law::fields::Field;
use law::forms::MeetingState;

use super::super::engine::{
    Answer, Argument, At, Fields, Json, NodeObject, Object, Of, Output, Row, argument,
};
use crate::domain::{CaseRef, GlobalId};
use crate::graphql::context::coded;
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::StoreError;
use crate::store::view::{CaseRecord, CaseView, MeetingView};

/// The node id of a case.
pub(crate) fn case_id(case: CaseRef) -> ID {
    ID(GlobalId::case(case).to_string())
}

/// A case of one bundle, as a GraphQL object.
trait BundleCase: Row<Record = CaseRecord> {
    /// The case.
    fn view(&self) -> &CaseView;
}

/// Declares the object type of a bundle's case.
macro_rules! bundle_case {
    ($(#[$doc:meta])+ $name:ident, $purpose:ident) => {
        $(#[$doc])+
        #[derive(Clone, Debug)]
        pub(crate) struct $name(Box<CaseView>);

        impl $name {
            /// The case, where it is of this bundle.
            pub(crate) fn of(view: impl Into<Box<CaseView>>) -> Option<Self> {
                let view = view.into();
                (view.purpose == Purpose::$purpose).then_some(Self(view))
            }
        }

        impl BundleCase for $name {
            fn view(&self) -> &CaseView {
                &self.0
            }
        }

        impl Row for $name {
            type Record = CaseRecord;
            fn row(&self) -> &Sealed<CaseRecord> {
                &self.0.row
            }
        }
    };
}

bundle_case! {
    /// A DKK case.
    DkkCase, Dkk
}
bundle_case! {
    /// A brain-injury case.
    BrainInjuryCase, BrainInjury
}

impl CaseView {
    /// The case as the object of its bundle.
    pub(crate) fn into_node(self) -> NodeObject {
        match self.purpose {
            Purpose::BrainInjury => NodeObject::row(BrainInjuryCase(self.into())),
            Purpose::Dkk | Purpose::Treatment => NodeObject::row(DkkCase(self.into())),
        }
    }
}

/// The argument `asOf` of a versioned form.
fn as_of() -> Argument {
    Argument::new::<Option<DateTime<Utc>>>(
        "asOf",
        "The form as it stood at this instant (pr.); what of it may be seen is decided as of now.",
    )
}

fn asked_as_of(at: &At<'_>) -> ServerResult<Option<DateTime<Utc>>> {
    argument(at, "asOf")
}

/// A broken row: the operator's log has the cause.
fn broken(error: &StoreError, at: &At<'_>) -> ServerError {
    tracing::error!(%error, "versions could not be shown");
    coded("INTERNAL", "internal error").into_server_error(at.item.pos)
}

/// The meetings asked for. Cut after those that may not be seen are left out, so that no number
/// shows that there are any.
fn wanted_meetings<'a>(
    case: &'a CaseView,
    at: &At<'_>,
    list: &'static Field,
) -> ServerResult<Vec<Cow<'a, MeetingView>>> {
    let states = argument::<Option<Vec<Of<MeetingState>>>>(at, "states")?;
    let first = argument::<Option<i32>>(at, "first")?;
    let last = argument::<Option<i32>>(at, "last")?;
    let mut meetings: Vec<_> = case
        .meetings
        .iter()
        .filter(|m| m.row.refusal(list).is_none())
        .filter(|m| {
            let state = m.row.outline(|m| Of::from(m.state));
            states.as_ref().is_none_or(|states| state.is_some_and(|s| states.contains(&s)))
        })
        .map(Cow::Borrowed)
        .collect();
    let size = |asked: i32| usize::try_from(asked).unwrap_or(0);
    if let Some(first) = first {
        meetings.truncate(size(first));
    }
    if let Some(last) = last {
        meetings.drain(..meetings.len().saturating_sub(size(last)));
    }
    Ok(meetings)
}

/// What a case of every bundle has.
fn shared<T: BundleCase>(fields: Fields<T>) -> Fields<T> {
    fields
        .plain("id", super::ID, |c: &T| case_id(c.view().of()))
        .outline("purpose", "Purpose (formål).", |c| Of::from(c.case.purpose))
        .outline("status", "Status (status).", |c| Of::from(c.case.status))
        .outline("openedBy", "How it was opened (rejst ved).", |c| Of::from(c.case.opened_by))
        .outline("openedAt", "Opened when (oprettet).", |c| c.case.opened_at)
        .outline("closedAt", "Closed when (afsluttet).", |c| c.case.closed_at)
        .sealed("closeReason", "Why it was closed (afslutningsårsag).", |c| {
            c.case.close_reason.map(Of::from)
        })
        .sealed("annulledAt", "Annulled when: it was opened in error (annulleret).", |c| {
            c.case.annulled_at
        })
        .sealed("annulReason", "Why annulled (begrundelse).", |c| c.case.annul_reason.clone())
        .outline("leadOrganisation", "Lead authority (ansvarlig myndighed).", |c| {
            c.case.organisation(Some(c.case.lead_organisation_id))
        })
        .outline("unit", "The lead's unit (enhed).", |c| c.case.unit(Some(c.case.unit_id)))
        .outline(
            "coordinator",
            "Coordinator now (koordinerende kontaktperson, hjerneskadekoordinator).",
            |c| c.coordinator.clone(),
        )
        .sealed("fullConsent", "Full consent, derived from the clauses (fuld samtykke).", |c| {
            c.full_consent
        })
        .sealed("version", super::VERSION, |c| c.case.version)
        .child("citizen", "The citizen (borger).", |c: &T| &c.view().citizen)
        .rows_with(
            "consents",
            "Consents (samtykkeerklæringer); a counterpart sees its own clauses.",
            vec![as_of()],
            |c: &T, at, _| match asked_as_of(at)? {
                Some(as_of) => {
                    let consents =
                        c.view().consents_at(as_of).map_err(|error| broken(&error, at))?;
                    Ok(consents.into_iter().map(Cow::Owned).collect())
                }
                None => Ok(c.view().consents.iter().map(Cow::Borrowed).collect()),
            },
        )
        .rows(
            "participations",
            "Who takes part (deltagelser).",
            |c: &T| &c.view().participations[..],
        )
        .rows("assignments", "Coordinator assignments (tildelinger).", |c: &T| {
            &c.view().assignments[..]
        })
        .rows("statutoryBases", "Recorded statutory bases (hjemler).", |c: &T| &c.view().bases[..])
        .rows_with(
            "meetings",
            "Coordinating meetings by date (koordinerende møder).",
            vec![
                Argument::new::<Option<Vec<Of<MeetingState>>>>(
                    "states",
                    "In these states only (status).",
                ),
                Argument::new::<Option<i32>>("first", "At most so many, the earliest (de første)."),
                Argument::new::<Option<i32>>("last", "At most so many, the latest (de seneste)."),
            ],
            |c: &T, at, list| wanted_meetings(c.view(), at, list),
        )
        .rows("tasks", "Tasks (opgaver).", |c: &T| &c.view().tasks[..])
        .rows(
            "informationRequests",
            "Information requests (anmodninger om oplysninger).",
            |c: &T| &c.view().requests[..],
        )
        .rows("statements", "Statements (oplysninger og udtalelser).", |c: &T| {
            &c.view().statements[..]
        })
        .rows("dispatches", "What was sent (forsendelser); a recipient sees its own.", |c: &T| {
            &c.view().dispatches[..]
        })
        .group("citizenNotices", "What the citizen must be told (underretninger).", |c: &T| {
            &c.view().notices[..]
        })
        .outline("externalReferences", super::REFERENCES, |c| super::references(&c.case))
}

const INTERFACE: &str = "CoordinationCase";

/// Where a case of any bundle stands, it is the interface.
impl Output for CaseView {
    fn type_name() -> Cow<'static, str> {
        INTERFACE.into()
    }

    fn register(registry: &mut Registry) -> String {
        registry.create_output_type::<Answer<Self>, _>(MetaTypeId::Interface, |registry| {
            registry.add_implements(INTERFACE, "Node");
            let possible = [DkkCase::register(registry), BrainInjuryCase::register(registry)];
            // Classes are those of `DkkCase`; a test holds the other bundle's to the same.
            let fields = shared(Fields::<DkkCase>::new()).withheld().declare(registry);
            MetaType::Interface {
                name: INTERFACE.to_owned(),
                description: Some(
                    "A case that coordinates several organisations' help to a citizen (koordineringssag): what it has whatever its purpose."
                        .to_owned(),
                ),
                fields,
                possible_types: possible.iter().map(|name| name.replace('!', "")).collect(),
                extends: false,
                keys: None,
                visible: None,
                inaccessible: false,
                tags: Vec::new(),
                rust_typename: Some(std::any::type_name::<Answer<Self>>()),
                directive_invocations: Vec::new(),
                requires_scopes: Vec::new(),
            }
        })
    }

    fn write(&self, at: &At<'_>, out: &mut Json) -> ServerResult<()> {
        match self.purpose {
            Purpose::BrainInjury => BrainInjuryCase(self.clone().into()).write(at, out),
            Purpose::Dkk | Purpose::Treatment => DkkCase(self.clone().into()).write(at, out),
        }
    }
}

mod dkk {
    use super::*;
    type Own = DkkCase;
    impl Object for DkkCase {
        const NAME: &'static str = "DkkCase";
        const DESCRIPTION: &'static str = "A case of Den Koordinerende Kontaktperson (DKK-sag): network map, meetings, consents and all that belongs to them.";
        const INTERFACES: &'static [&'static str] = &["Node", INTERFACE];
        object_table!(|fields| shared(fields)
            .rows("enquiries", "Enquiries (henvendelser).", |c| &c.0.enquiries[..])
            .rows("assessments", "Assessments of the need for a coordinator (vurderinger).", |c| {
                &c.0.assessments[..]
            })
            .version_of("networkMap", "The network map (netværkskort).", vec![as_of()], |c, at| {
                let Some(as_of) = asked_as_of(at)? else {
                    return Ok(c.0.network_map.as_ref().map(Cow::Borrowed));
                };
                let map = c.0.network_map_at(as_of).map_err(|error| broken(&error, at))?;
                Ok(map.map(Cow::Owned))
            })
            .rows("leaflets", "Leaflets handed out (udleverede pjecer).", |c| &c.0.leaflets[..])
            .group("goals", "Goals from the social action plan (mål fra handleplanen).", |c| {
                &c.0.goals[..]
            })
            .withheld());
    }
}

mod brain_injury {
    use super::*;
    type Own = BrainInjuryCase;
    impl Object for BrainInjuryCase {
        const NAME: &'static str = "BrainInjuryCase";
        const DESCRIPTION: &'static str = "A brain-injury case (hjerneskadesag): the coordination of a citizen's help after an acquired brain injury.";
        const INTERFACES: &'static [&'static str] = &["Node", INTERFACE];
        object_table!(|fields| {
            shared(fields)
            .form(
                "coordinationPlan",
                "The coordination plan (koordineringsplan); a track that may not be seen is not there.",
                vec![as_of()],
                |c, at| {
                    let Some(as_of) = asked_as_of(at)? else {
                        return Ok(c.0.coordination_plan.as_ref().map(Cow::Borrowed));
                    };
                    let plan = c.0.coordination_plan_at(as_of).map_err(|error| broken(&error, at))?;
                    Ok(plan.map(Cow::Owned))
                }
            )
            .rows("followUps", "Follow-ups by date (opfølgninger).", |c| &c.0.follow_ups[..])
            .rows(
                "councilCases",
                "What the case was presented to the brain-injury council as (samrådssager), R32.",
                |c| &c.0.council_cases[..]
            )
            .rows(
                "ageTransitions",
                "Assessments at the age at which the authority passes (aldersovergange), R35.",
                |c| &c.0.age_transitions[..]
            )
            .rows("referrals", "Referrals (henvisninger).", |c| &c.0.referrals[..])
            .rows("rehabilitationPlans", "Rehabilitation plans (genoptræningsplaner).", |c| {
                &c.0.rehabilitation_plans[..]
            })
            .rows("assessments", "Assessments (udredninger).", |c| {
                &c.0.brain_injury_assessments[..]
            })
            .rows(
                "rehabilitationTeamCases",
                "What the rehabilitation team recommended (rehabiliteringsteamets indstillinger).",
                |c| &c.0.team_cases[..]
            )
            .withheld()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_bundles_share_is_classified_alike() {
        for name in shared(Fields::<DkkCase>::new()).names() {
            let class = |bundle| law::fields::find(bundle, name);
            let (dkk, other) = (class("DkkCase"), class("BrainInjuryCase"));
            let told = |field: Option<&'static Field>| field.map(|f| (f.categories, f.by, f.tier));
            assert_eq!(told(dkk), told(other), "{name}");
        }
    }
}
