//! Citizen notices.

use super::super::engine::{Object, Of};
use crate::domain::EntityKind;
use crate::object_table;
use crate::store::view::Item;

type Own = Item<entity::citizen_notice::Model>;
impl Object for Own {
    const NAME: &'static str = "CitizenNotice";
    const DESCRIPTION: &'static str = "What the citizen must be told (underretning), R14.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .outline("id", super::ID, |n| super::node_id(EntityKind::CitizenNotice, n.case, n.id))
        .outline("kind", "Of what (art).", |n| Of::from(n.kind))
        .outline("organisation", "Organisation concerned (organisation).", |n| n
            .organisation(n.organisation_id))
        .outline("text", "What to tell (tekst).", |n| n.text.clone())
        .outline("arisenAt", "Arisen when (opstået).", |n| n.arisen_at)
        .outline("deliveredAt", "Delivered when (afleveret).", |n| n.delivered_at)
        .outline("deliveredBy", "Who delivered it (afleveret af).", |n| n
            .professional(n.delivered_by))
        .outline("channel", "How (form).", |n| n.channel.map(Of::from))
        .outline("version", super::VERSION, |n| n.version)
        .outline("externalReferences", super::REFERENCES, super::references));
}
