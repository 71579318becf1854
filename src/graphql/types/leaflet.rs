//! Leaflets and goals.

use super::super::engine::{Object, Of};
use crate::domain::EntityKind;
use crate::object_table;
use crate::store::view::Item;

mod handed_out {
    use super::*;
    type Own = Item<entity::leaflet::Model>;
    impl Object for Own {
        const NAME: &'static str = "Leaflet";
        const DESCRIPTION: &'static str = "A leaflet handed out (udleveret pjece).";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| {
            fields
            .outline("id", super::super::ID, |l| super::super::node_id(
                EntityKind::Leaflet,
                l.case,
                l.id
            ))
            .outline("kind", "Which (pjece).", |l| Of::from(l.kind))
            .outline("edition", "Edition (udgave).", |l| l.edition.clone())
            .outline("handedOutAt", "Handed out when (udleveret).", |l| l.handed_out_at)
            .outline("handedOutBy", "Who handed it out (udleveret af).", |l| l
                .professional(l.handed_out_by))
            .outline("organisation", "Partner who got it (samarbejdspartner).", |l| l
                .organisation(l.organisation_id))
            .sealed("toRelatives", "Whether relatives got it with the citizen (pårørende).", |l| l
                .to_relatives)
            .outline(
                "coordinator",
                "The coordinator whom the citizen's leaflet names, as handed out (din koordinerende kontaktperson).",
                |l| {
                    l.coordinator_name.clone().map(|name| LeafletCoordinator {
                        name,
                        phone: l.coordinator_phone.clone(),
                        email: l.coordinator_email.clone(),
                        address: l.coordinator_address.clone(),
                    })
                }
            )
            .outline("version", super::super::VERSION, |l| l.version)
            .outline("annulledAt", "Annulled when (annulleret).", |l| l.annulled_at)
            .sealed("annulReason", "Why annulled (begrundelse).", |l| l.annul_reason.clone())
            .outline("externalReferences", super::super::REFERENCES, super::super::references)
            .withheld()
        });
    }
}

/// The coordinator as a leaflet names them.
#[derive(Clone, Debug)]
pub(crate) struct LeafletCoordinator {
    name: String,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
}

mod coordinator {
    use super::*;
    type Own = LeafletCoordinator;
    impl Object for LeafletCoordinator {
        const NAME: &'static str = "LeafletCoordinator";
        const DESCRIPTION: &'static str =
            "The coordinator as a leaflet names them (din koordinerende kontaktperson).";
        object_table!(|fields| fields
            .child("name", "Name (navn).", |c| &c.name)
            .child("phone", "Phone (telefon/mobil).", |c| &c.phone)
            .child("email", "E-mail (e-mail).", |c| &c.email)
            .child("address", "Address (adresse).", |c| &c.address));
    }
}

mod goal {
    use super::*;
    type Own = Item<entity::goal::Model>;
    impl Object for Own {
        const NAME: &'static str = "Goal";
        const DESCRIPTION: &'static str =
            "A goal from the social action plan (mål fra handleplanen).";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |g| super::super::node_id(
                EntityKind::Goal,
                g.case,
                g.id
            ))
            .outline("text", "Text (mål).", |g| g.text.clone())
            .outline("version", super::super::VERSION, |g| g.version)
            .outline("externalReferences", super::super::REFERENCES, super::super::references));
    }
}
