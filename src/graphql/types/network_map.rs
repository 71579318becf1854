//! The network map: eight groups in the order of the form (R37).

use super::super::engine::{Object, Of, Row};
use crate::domain::EntityKind;
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{Item, NetworkMapRecord, NetworkMapView};

impl Row for NetworkMapView {
    type Record = NetworkMapRecord;
    fn row(&self) -> &Sealed<NetworkMapRecord> {
        &self.row
    }
}

type Own = NetworkMapView;
impl Object for NetworkMapView {
    const NAME: &'static str = "NetworkMap";
    const DESCRIPTION: &'static str = "The network map (netværkskort): who is involved, in eight groups. A group that is withheld is null, never empty.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .outline("id", super::ID, |m| super::node_id(EntityKind::NetworkMap, m.map.case, m.map.id))
        .sealed("preparedBy", "Prepared by (udarbejdet af).", |m| m
            .map
            .professional(m.map.prepared_by))
        .sealed("lastUpdated", "Last updated (senest opdateret).", |m| m.last_updated)
        .child("citizen", "The citizen (borger).", |m| &m.citizen)
        .sealed("whereabouts", "In hospital or prison (hospitalsindlagt/fængslet).", |m| Of::from(
            m.map.whereabouts
        ))
        .sealed("fullConsent", "Full consent (fuld samtykke).", |m| m.full_consent)
        .outline("coordinator", "Coordinator (koordinerende kontaktperson).", |m| m
            .coordinator
            .clone())
        .outline("coordinatorWorkplace", "The coordinator's workplace (arbejdssted).", |m| {
            m.map.unit(Some(m.unit))
        })
        .group("treatment", "Treatment (Behandling).", |m| &m.groups[0][..])
        .group("prisonAndProbation", "Prison and probation service (Kriminalforsorgen).", |m| &m
            .groups[1][..])
        .group(
            "dailyLifeAtHome",
            "Managing daily life at home (At klare hverdagen i hjemmet).",
            |m| &m.groups[2][..]
        )
        .group("housing", "Housing (Boligen).", |m| &m.groups[3][..])
        .group(
            "workActivitySupport",
            "Work, activity and support (Arbejde, aktivitet og forsørgelse).",
            |m| &m.groups[4][..]
        )
        .group("socialAdministration", "Social administration (Socialforvaltning).", |m| &m.groups
            [5][..])
        .sealed("interpreterLanguage", "Interpreter language (tolkesprog).", |m| m
            .interpreter_language
            .clone())
        .group("interpreters", "Interpreters (Tolke).", |m| &m.groups[6][..])
        .group(
            "privateNetwork",
            "Family, relatives and other network (Familien, pårørende og andet netværk).",
            |m| &m.groups[7][..]
        )
        .rows("ownRows", "Rows that name the caller's own organisation (egne rækker).", |m| &m.own
            [..])
        .sealed("version", super::VERSION, |m| m.map.version)
        .outline("externalReferences", super::REFERENCES, |m| super::references(&m.map))
        .withheld());
}

mod actor {
    use super::*;
    type Own = Item<entity::network_actor::Model>;
    impl Object for Own {
        const NAME: &'static str = "Actor";
        const DESCRIPTION: &'static str = "A row of the network map (aktør): the row itself tells, so it is shown whole or not at all.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |a| super::super::node_id(
                EntityKind::Actor,
                a.case,
                a.id
            ))
            .outline("group", "Group (gruppe).", |a| Of::from(a.actor_group))
            .outline("role", "Role (rolle).", |a| Of::from(a.role))
            .outline(
                "hasContact",
                "Whether the citizen has contact (har borger kontakt til, ja/nej).",
                |a| a.has_contact
            )
            .outline("name", "Name (navn).", |a| a.name.clone())
            .outline("workplace", "Workplace (arbejdssted); none in the private network.", |a| a
                .workplace
                .clone())
            .outline("email", "E-mail (e-mail).", |a| a.email.clone())
            .outline("phone", "Phone (telefon/mobil).", |a| a.phone.clone())
            .outline("organisation", "Organisation it names (organisation).", |a| a
                .organisation(a.organisation_id))
            .outline("professional", "Professional it names, who may update it (fagperson).", |a| a
                .professional(a.professional_id))
            .outline("version", super::super::VERSION, |a| a.version)
            .outline("externalReferences", super::super::REFERENCES, super::super::references));
    }
}
