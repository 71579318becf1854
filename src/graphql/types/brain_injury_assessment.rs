//! Assessments of a citizen with acquired brain injury, with what tools showed.

use super::super::engine::{Object, Of, Row};
use super::origin::Origin;
use crate::domain::EntityKind;
use crate::domain::scalars::Date;
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{BrainInjuryAssessmentView, Item, Record};

impl Row for BrainInjuryAssessmentView {
    type Record = Record<entity::brain_injury_assessment::Model>;
    fn row(&self) -> &Sealed<Self::Record> {
        &self.row
    }
}

type Own = BrainInjuryAssessmentView;
impl Object for BrainInjuryAssessmentView {
    const NAME: &'static str = "BrainInjuryAssessment";
    const DESCRIPTION: &'static str =
        "An assessment of a citizen with acquired brain injury (udredning); who assessed holds it.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| {
        fields
        .outline("id", super::ID, |a| {
            super::node_id(EntityKind::BrainInjuryAssessment, a.case, a.id)
        })
        .outline("caseId", "Its case (sag).", |a| super::case::case_id(a.case))
        .sealed("assessedAt", "Assessed when (udredt).", |a| a.assessed_at)
        .sealed("assessedBy", "Who assessed (udredt af).", |a| {
            Origin::of(a, Some(a.organisation_id), a.unit_id, a.author_id)
        })
        .group("scores", "What tools showed (scorer).", |a| &a.scores[..])
        .sealed("workCapacity", "Work capacity (arbejdsevne).", |a| a.work_capacity.clone())
        .sealed("learning", "Learning (læring).", |a| a.learning.clone())
        .sealed("home", "The home (hjemmet).", |a| a.home.clone())
        .sealed("economy", "Economy (økonomi).", |a| a.economy.clone())
        .sealed("relativesStrain", "Strain on relatives (belastning af pårørende).", |a| a.relatives_strain.clone())
        .sealed("relativesStrainInConfidence", "Strain on relatives, told in confidence (betroet af pårørende); kept to who assessed.", |a| a.relatives_strain_in_confidence.clone())
        .sealed("resources", "Resources (ressourcer).", |a| a.resources.clone())
        .sealed("risks", "Risks (risici).", |a| a.risks.clone())
        .sealed("citizenPerspective", "The citizen's perspective (borgerens perspektiv).", |a| a.citizen_perspective.clone())
        .sealed("conclusion", "Conclusion (konklusion).", |a| a.conclusion.clone())
        .sealed("needLevel", "Level of need (behovsniveau).", |a| a.need_level.map(Of::from))
        .sealed("version", super::VERSION, |a| a.version)
        .sealed("annulledAt", "Annulled when (annulleret).", |a| a.annulled_at)
        .sealed("annulReason", "Why annulled (begrundelse).", |a| a.annul_reason.clone())
        .outline("externalReferences", super::REFERENCES, super::references)
        .withheld()
    });
}

mod score {
    use super::*;
    type Own = Item<entity::assessment_score::Model>;
    impl Object for Own {
        const NAME: &'static str = "AssessmentScore";
        const DESCRIPTION: &'static str = "What a tool showed (score).";
        object_table!(|fields| fields
            .sealed("tool", "Tool (redskab).", |s| Of::from(s.tool))
            .sealed("toolName", "Name of another tool (redskabets navn).", |s| s.tool_name.clone())
            .sealed("score", "Score as the tool states it (score).", |s| s.score.clone())
            .sealed("measuredOn", "Measured on (målt).", |s| s.measured_on.map(Date))
            .withheld());
    }
}
