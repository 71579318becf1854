//! The coordination plan: four tracks, each one administration's and in one category.

use std::borrow::Cow;

use super::super::engine::{Object, Of, Row};
use crate::domain::EntityKind;
use crate::domain::scalars::Date;
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{
    DependencyView, InterventionView, Item, OrganisationRef, PlanRecord, PlanView, Record,
    TrackView,
};

impl Row for PlanView {
    type Record = PlanRecord;
    fn row(&self) -> &Sealed<PlanRecord> {
        &self.row
    }
}

type Own = PlanView;
impl Object for PlanView {
    const NAME: &'static str = "CoordinationPlan";
    const DESCRIPTION: &'static str = "The coordination plan (koordineringsplan): the right offer at the right time, in four tracks. A draft is the lead authority's own until it is agreed on.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .outline("id", super::ID, |p| {
            super::node_id(EntityKind::CoordinationPlan, p.plan.case, p.plan.id)
        })
        .outline("caseId", "Its case (sag).", |p| super::case::case_id(p.plan.case))
        .sealed("status", "Status (status).", |p| Of::from(p.plan.status))
        .sealed("from", "First day (fra).", |p| Date(p.plan.from_date))
        .sealed("to", "Last day (til).", |p| p.plan.to_date.map(Date))
        .sealed("coordinator", "Who coordinates it (hjerneskadekoordinator).", |p| {
            p.plan.professional(p.plan.coordinator_id)
        })
        .sealed("agreedWithCitizen", "Agreed with the citizen (aftalt med borgeren).", |p| p
            .plan
            .agreed_with_citizen)
        .sealed("agreedWithRelatives", "Agreed with relatives (aftalt med pårørende).", |p| p
            .plan
            .agreed_with_relatives)
        .sealed("nextFollowUp", "Day of the next follow-up (næste opfølgning).", |p| p
            .plan
            .next_follow_up
            .map(Date))
        .sealed("followUpInterval", "How often it is followed up (opfølgningsinterval).", |p| p
            .plan
            .follow_up_interval
            .map(Of::from))
        .sealed("overallGoal", "Overall goal in the citizen's own words (overordnet mål).", |p| p
            .plan
            .overall_goal
            .clone())
        .rows("tracks", "Tracks in the order of the form (spor).", |p| &p.tracks[..])
        .rows_with(
            "dependencies",
            "Which intervention waits for which (afhængigheder), where both may be seen.",
            Vec::new(),
            |p, _, list| Ok(p
                .dependencies(list)
                .into_iter()
                .map(Cow::<DependencyView>::Owned)
                .collect())
        )
        .sealed("version", super::VERSION, |p| p.plan.version)
        .sealed("lastUpdated", "When what the caller sees of it last changed (opdateret).", |p| p
            .last_updated)
        .sealed("preparedBy", "Who wrote this version (udarbejdet af).", |p| p
            .plan
            .professional(p.plan.prepared_by))
        .outline("annulledAt", "Annulled when (annulleret).", |p| p.plan.annulled_at)
        .sealed("annulReason", "Why annulled (begrundelse).", |p| p.plan.annul_reason.clone())
        .outline("externalReferences", super::REFERENCES, |p| super::references(&p.plan))
        .withheld());
}

mod track {
    use super::*;

    impl Row for TrackView {
        type Record = Record<entity::plan_track::Model>;
        fn row(&self) -> &Sealed<Self::Record> {
            &self.row
        }
    }

    type Own = TrackView;
    impl Object for TrackView {
        const NAME: &'static str = "Track";
        const DESCRIPTION: &'static str = "A track of a coordination plan (spor): its administration holds it, and all that stands in it has its category.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |t| {
                super::super::node_id(EntityKind::Track, t.case, t.id)
            })
            .sealed("kind", "Which track (sporets art).", |t| Of::from(t.kind))
            .sealed("organisation", "Administration that holds it (forvaltning).", |t| t
                .organisation(Some(t.organisation_id)))
            .sealed("unit", "Unit responsible (ansvarlig enhed).", |t| t.unit(t.unit_id))
            .sealed("responsible", "Professional responsible (ansvarlig fagperson).", |t| t
                .professional(t.responsible_id))
            .rows("goals", "Goals in order (mål).", |t| &t.goals[..])
            .rows("interventions", "Interventions in order (indsatser).", |t| &t.interventions[..])
            .sealed("version", super::super::VERSION, |t| t.version)
            .outline("externalReferences", super::super::REFERENCES, super::super::references));
    }
}

mod goal {
    use super::*;
    type Own = Item<entity::plan_goal::Model>;
    impl Object for Own {
        const NAME: &'static str = "PlanGoal";
        const DESCRIPTION: &'static str =
            "A goal of a coordination plan (mål), in the category of its track.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |g| {
                super::super::node_id(EntityKind::PlanGoal, g.case, g.id)
            })
            .outline("trackId", "Its track (spor).", |g| {
                super::super::node_id(EntityKind::Track, g.case, g.track_id)
            })
            .sealed("text", "The goal (mål).", |g| g.text.clone())
            .sealed("kind", "What it is after (målets art).", |g| Of::from(g.kind))
            .sealed("icfCode", "ICF code (ICF-kode).", |g| g.icf_code.clone())
            .sealed("baseline", "Where it starts (udgangspunkt).", |g| g.baseline.clone())
            .sealed("target", "Where it shall end (målsætning).", |g| g.target.clone())
            .sealed("due", "Due date (frist).", |g| g.due.map(Date))
            .sealed("state", "State (status).", |g| Of::from(g.state))
            .sealed("version", super::super::VERSION, |g| g.version)
            .outline("externalReferences", super::super::REFERENCES, super::super::references));
    }
}

/// Who provides an intervention.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    organisation: Option<OrganisationRef>,
    name: Option<String>,
}

impl Provider {
    fn of(record: &Record<entity::plan_intervention::Model>) -> Option<Self> {
        let organisation = record.organisation(record.provider_organisation_id);
        let name = record.provider_name.clone();
        (organisation.is_some() || name.is_some()).then_some(Self { organisation, name })
    }
}

mod provider {
    use super::*;
    type Own = Provider;
    impl Object for Provider {
        const NAME: &'static str = "Provider";
        const DESCRIPTION: &'static str = "Who provides an intervention (leverandør).";
        object_table!(|fields| fields
            .child("organisation", "Organisation, where in the directory (organisation).", |p| &p
                .organisation)
            .child("name", "Name (navn).", |p| &p.name));
    }
}

/// Minutes as hours, as the form has them.
fn hours(minutes: i32) -> f64 {
    f64::from(minutes) / 60.0
}

mod intervention {
    use super::*;

    impl Row for InterventionView {
        type Record = Record<entity::plan_intervention::Model>;
        fn row(&self) -> &Sealed<Self::Record> {
            self.row()
        }
    }

    type Own = InterventionView;
    impl Object for InterventionView {
        const NAME: &'static str = "Intervention";
        const DESCRIPTION: &'static str = "An intervention of a coordination plan (indsats), in the category of its track and that of the kind of its provider.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |i| {
                super::super::node_id(EntityKind::Intervention, i.case, i.id)
            })
            .outline("trackId", "Its track (spor).", |i| {
                super::super::node_id(EntityKind::Track, i.case, i.track_id)
            })
            .outline("goalId", "Goal of the track that it serves (mål).", |i| {
                i.goal_id.map(|id| super::super::node_id(EntityKind::PlanGoal, i.case, id))
            })
            .sealed("kind", "Kind (indsatstype).", |i| Of::from(i.kind))
            .sealed("description", "Description (beskrivelse).", |i| i.description.clone())
            .sealed("legalBasis", "Paragraph it is given under (hjemmel).", |i| i
                .legal_basis
                .clone())
            .sealed("provider", "Who provides it (leverandør).", Provider::of)
            .sealed("from", "First day (fra).", |i| i.from_date.map(Date))
            .sealed("to", "Last day (til).", |i| i.to_date.map(Date))
            .sealed("hoursPerWeek", "Hours a week (timer om ugen).", |i| {
                i.minutes_per_week.map(hours)
            })
            .sealed("state", "State (status).", |i| Of::from(i.state))
            .sealed("stopReason", "Why it was stopped (stopårsag).", |i| i
                .stop_reason
                .map(Of::from))
            .rows_with(
                "dependsOn",
                "What it waits for (afhænger af), where that may be seen too.",
                Vec::new(),
                |i, _, list| Ok(i
                    .depends_on(list)
                    .into_iter()
                    .map(Cow::<DependencyView>::Owned)
                    .collect())
            )
            .sealed("version", super::super::VERSION, |i| i.version)
            .outline("externalReferences", super::super::REFERENCES, super::super::references));
    }
}

mod dependency {
    use super::*;

    impl Row for DependencyView {
        type Record = Record<entity::intervention_dependency::Model>;
        fn row(&self) -> &Sealed<Self::Record> {
            self.row()
        }
    }

    fn shown(end: InterventionView, list: &'static law::fields::Field) -> Option<InterventionView> {
        end.row().shows_in(list).then_some(end)
    }

    type Own = DependencyView;
    impl Object for DependencyView {
        const NAME: &'static str = "InterventionDependency";
        const DESCRIPTION: &'static str = "An intervention that waits for another (afhængighed); it carries the categories of both.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |d| {
                super::super::node_id(EntityKind::InterventionDependency, d.case, d.id)
            })
            .reference("intervention", "Which waits (den indsats, der venter).", |d, list| {
                shown(d.waits(), list)
            })
            .reference("dependsOn", "For which (den indsats, der ventes på).", |d, list| {
                shown(d.waits_for(), list)
            })
            .outline("version", super::super::VERSION, |d| d.version)
            .outline("externalReferences", super::super::REFERENCES, super::super::references));
    }
}
