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
        object_table!(|fields| fields
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
                .organisation(l.organisation_id)));
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
