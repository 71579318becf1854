//! Assessments at the age at which the authority passes, and what is due of them (R35).

use super::super::engine::{Object, Of};
use crate::app::due::AgeTransitionDue;
use crate::domain::EntityKind;
use crate::domain::scalars::Date;
use crate::object_table;
use crate::store::view::Item;

mod assessed {
    use super::*;
    type Own = Item<entity::age_transition::Model>;
    impl Object for Own {
        const NAME: &'static str = "AgeTransition";
        const DESCRIPTION: &'static str = "An assessment of which need dominates when the citizen reaches the age at which the authority passes (aldersovergang), R35.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |t| {
                super::super::node_id(EntityKind::AgeTransition, t.case, t.id)
            })
            .outline("caseId", "Its case (sag).", |t| super::super::case::case_id(t.case))
            .sealed("dominantNeed", "Which need dominates (dominerende behov).", |t| {
                Of::from(t.dominant_need)
            })
            .sealed("rationale", "Rationale (begrundelse).", |t| t.rationale.clone())
            .sealed("assessedAt", "Assessed when (vurderet).", |t| t.assessed_at)
            .sealed("assessedBy", "Assessed by whom (vurderet af).", |t| {
                t.professional(t.author_id)
            })
            .sealed(
                "organisation",
                "Who is responsible from then on (ansvarlig forvaltning).",
                |t| { t.organisation(Some(t.responsible_organisation_id)) }
            )
            .sealed("from", "From which day (fra).", |t| Date(t.from_date))
            .sealed("completedAt", "The case was handed over when (overdraget).", |t| {
                t.completed_at
            })
            .sealed("version", super::super::VERSION, |t| t.version)
            .sealed("annulledAt", "Annulled when (annulleret).", |t| t.annulled_at)
            .sealed("annulReason", "Why annulled (begrundelse).", |t| t.annul_reason.clone())
            .outline("externalReferences", super::super::REFERENCES, super::super::references)
            .withheld());
    }
}

mod due {
    use super::*;
    type Own = AgeTransitionDue;
    impl Object for AgeTransitionDue {
        const NAME: &'static str = "AgeTransitionDue";
        const DESCRIPTION: &'static str = "What is to be done at the age at which the authority passes (forestående aldersovergang), R35.";
        object_table!(|fields| {
            fields
            .plain("caseId", "The case (sag).", |d| super::super::case::case_id(d.case))
            .plain("day", "The day on which the authority passes (dag).", |d| Date(d.day))
            .plain(
                "assessmentRequired",
                "Which need dominates is to be assessed; else the case is to be handed over (vurdering mangler).",
                |d| d.transition.is_none()
            )
            .child("transition", "The assessment, where the case is to be handed over (aldersovergang).", |d| {
                &d.transition
            })
        });
    }
}
