//! Assessments.

use super::super::engine::{Object, Of};
use crate::domain::EntityKind;
use crate::object_table;
use crate::store::view::Item;

type Own = Item<entity::assessment::Model>;
impl Object for Own {
    const NAME: &'static str = "Assessment";
    const DESCRIPTION: &'static str = "An assessment of the need for a coordinator (vurdering efter vurderingskriterierne); the criteria advise, the caseworker concludes (R01).";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| {
        fields
        .outline("id", super::ID, |a| super::node_id(EntityKind::Assessment, a.case, a.id))
        .outline("criteriaSet", "Which criteria (kriteriesæt).", |a| Of::from(a.criteria_set))
        .sealed("internalParties", "Several professionals inside the social administration (interne parter).", |a| a.internal_parties)
        .sealed("externalParties", "Several external parties (eksterne parter).", |a| a.external_parties)
        .sealed("complexity", "Risk of losing home, income or work (kompleksitet).", |a| a.complexity)
        .sealed("illnessPicture", "Illness that calls for special support (sygdomsbillede).", |a| a.illness_picture)
        .sealed("opTeam", "Attached to an OP-team (OP-team).", |a| a.op_team)
        .sealed("hasContactPersonAndSettled", "Has a contact person (not an SKP), and work, economy and housing are settled (kontaktperson og afklaret).", |a| a.has_contact_person_and_settled)
        .sealed("declines", "The citizen declines (afviser).", |a| a.declines)
        .sealed("housingSituation", "The housing situation weighs (boligsituation).", |a| a.housing_situation)
        .sealed("housingNote", "Its note (bemærkning om bolig).", |a| a.housing_note.clone())
        .sealed("supportBasis", "The basis of support weighs (forsørgelsesgrundlag).", |a| a.support_basis)
        .sealed("supportNote", "Its note (bemærkning om forsørgelse).", |a| a.support_note.clone())
        .sealed("treatmentNeed", "Continued treatment need (fortsat behandlingsbehov).", |a| a.treatment_need)
        .sealed("treatmentNote", "Its note (bemærkning om behandling).", |a| a.treatment_note.clone())
        .sealed("relativesRelation", "Relation to children, spouse or parents weighs (relation til pårørende).", |a| a.relatives_relation)
        .sealed("relativesNote", "Its note (bemærkning om pårørende).", |a| a.relatives_note.clone())
        .sealed("actorCount", "Number of actors involved (antal aktører).", |a| a.actor_count)
        .outline("withinAge", "Of the age for a coordinator (18-65 år) that day; weighs in both sets (R02).", |a| a.within_age)
        .sealed("suggested", "What the criteria suggest (kriteriernes forslag).", |a| Of::from(a.suggested))
        .outline("conclusion", "The caseworker's conclusion (konklusion).", |a| Of::from(a.conclusion))
        .sealed("rationale", "Rationale (begrundelse).", |a| a.rationale.clone())
        .outline("assessedBy", "Who assessed (vurderet af).", |a| a.professional(a.assessed_by))
        .outline("assessedAt", "Assessed when (vurderet).", |a| a.assessed_at)
        .sealed("version", super::VERSION, |a| a.version)
        .outline("annulledAt", "Annulled when (annulleret).", |a| a.annulled_at)
        .sealed("annulReason", "Why annulled (annulleringsgrund).", |a| a.annul_reason.clone())
        .outline("externalReferences", super::REFERENCES, super::references)
        .withheld()
    });
}
