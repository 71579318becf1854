//! Participations and coordinator assignments.

use law::brain_injury::CoordinatorRole;

use super::super::engine::{Object, Of};
use crate::domain::EntityKind;
use crate::object_table;
use crate::store::view::Item;

mod assigned {
    use super::*;
    type Own = Item<entity::coordinator_assignment::Model>;
    impl Object for Own {
        const NAME: &'static str = "CoordinatorAssignment";
        const DESCRIPTION: &'static str =
            "A coordinator assignment (tildeling af koordinerende kontaktperson).";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |a| {
                super::super::node_id(EntityKind::CoordinatorAssignment, a.case, a.id)
            })
            .outline("coordinator", "The coordinator (koordinerende kontaktperson).", |a| a
                .professional(Some(a.coordinator_id)))
            .outline("role", "What the coordinator is called (koordinatorens rolle).", |a| Of(
                CoordinatorRole::of(a.case.purpose)
            ))
            .outline("from", "From when (fra).", |a| a.from_at)
            .outline("to", "Ended when (til), R08.", |a| a.to_at)
            .sealed("consentId", "The consent it rests on (samtykke), R04.", |a| {
                super::super::node_id(EntityKind::Consent, a.case, a.consent_id)
            })
            .sealed("reason", "Reason (begrundelse).", |a| a.reason.clone())
            .sealed("endReason", "Why it ended (ophørsgrund).", |a| a.end_reason.clone())
            .outline("replacesId", "Assignment it replaces (erstatter).", |a| {
                a.replaces
                    .map(|id| super::super::node_id(EntityKind::CoordinatorAssignment, a.case, id))
            })
            .outline("version", super::super::VERSION, |a| a.version)
            .outline("externalReferences", super::super::REFERENCES, super::super::references)
            .withheld());
    }
}

mod participation {
    use super::*;
    type Own = Item<entity::participation::Model>;
    impl Object for Own {
        const NAME: &'static str = "Participation";
        const DESCRIPTION: &'static str =
            "An organisation's part in a case (deltagelse), by unit or by person.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |p| {
                super::super::node_id(EntityKind::Participation, p.case, p.id)
            })
            .outline("organisation", "Who (organisation).", |p| p
                .organisation(Some(p.organisation_id)))
            .outline("unit", "Unit that takes part (enhed).", |p| p.unit(p.unit_id))
            .outline("professional", "Person named (fagperson).", |p| p.professional(p.user_id))
            .sealed("origin", "How it came to be (oprindelse).", |p| Of::from(p.origin))
            .outline("from", "From when (fra).", |p| p.from_at)
            .outline("to", "Until when (til).", |p| p.to_at)
            .outline("version", super::super::VERSION, |p| p.version)
            .outline("externalReferences", super::super::REFERENCES, super::super::references)
            .withheld());
    }
}
