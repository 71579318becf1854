//! Cases before the rehabilitation team.

use super::super::engine::{Object, Of};
use crate::domain::EntityKind;
use crate::domain::scalars::Date;
use crate::object_table;
use crate::store::view::Item;

type Own = Item<entity::rehabilitation_team_case::Model>;
impl Object for Own {
    const NAME: &'static str = "RehabilitationTeamCase";
    const DESCRIPTION: &'static str = "What the rehabilitation team recommends (rehabiliteringsteamets indstilling); it recommends, the administration decides. Held by the administration that brought it.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| {
        fields
        .outline("id", super::ID, |t| {
            super::node_id(EntityKind::RehabilitationTeamCase, t.case, t.id)
        })
        .outline("organisation", "Administration that brought it, its holder (forvaltning).", |t| {
            t.organisation(Some(t.organisation_id))
        })
        .sealed("metOn", "Day of the team's meeting (mødedato).", |t| Date(t.met_on))
        .sealed("parties", "Who sat in the team (deltagende parter).", |t| {
            t.parties.words().iter().copied().map(Of).collect::<Vec<_>>()
        })
        .sealed("recommendation", "What the team recommends (indstilling).", |t| {
            Of::from(t.recommendation)
        })
        .sealed("grounds", "On what grounds (begrundelse).", |t| t.grounds.clone())
        .sealed("resourceCourse", "The citizen has been through a resource course (ressourceforløb gennemført).", |t| t.resource_course)
        .sealed("obviouslyFutile", "A resource course is obviously futile (åbenbart formålsløst).", |t| t.obviously_futile)
        .sealed("treatmentExhausted", "Every possibility of treatment is exhausted (behandlingsmuligheder udtømte).", |t| t.treatment_exhausted)
        .sealed("conditionsMet", "The other conditions of a disability pension are met (øvrige betingelser opfyldt).", |t| t.conditions_met)
        .sealed("recordedBy", "Who recorded it (registreret af).", |t| t.professional(t.author_id))
        .sealed("version", super::VERSION, |t| t.version)
        .sealed("annulledAt", "Annulled when (annulleret).", |t| t.annulled_at)
        .sealed("annulReason", "Why annulled (annulleringsgrund).", |t| t.annul_reason.clone())
        .outline("externalReferences", super::REFERENCES, super::references)
        .withheld()
    });
}
