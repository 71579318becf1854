//! Enquiries.

use super::super::engine::{Object, Of};
use crate::domain::EntityKind;
use crate::object_table;
use crate::store::view::Item;

type Own = Item<entity::enquiry::Model>;
impl Object for Own {
    const NAME: &'static str = "Enquiry";
    const DESCRIPTION: &'static str =
        "An enquiry (henvendelse): how a case comes to be on the way.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .outline("id", super::ID, |e| super::node_id(EntityKind::Enquiry, e.case, e.id))
        .outline("channel", "In writing or orally (form).", |e| Of::from(e.channel))
        .outline("receivedAt", "Received when (modtaget).", |e| e.received_at)
        .outline("outcome", "What came of it (udfald).", |e| Of::from(e.outcome))
        .sealed("fromOrganisation", "Organisation that enquired (henvender).", |e| {
            e.organisation(e.from_organisation_id)
        })
        .sealed("fromName", "Who enquired (henvenders navn).", |e| e.from_name.clone())
        .sealed("situation", "Current social situation (aktuel social situation).", |e| {
            e.situation.clone()
        })
        .sealed("need", "Need (behov).", |e| e.need.clone())
        .sealed("version", super::VERSION, |e| e.version)
        .outline("annulledAt", "Annulled when (annulleret).", |e| e.annulled_at)
        .sealed("annulReason", "Why annulled (begrundelse).", |e| e.annul_reason.clone())
        .outline("externalReferences", super::REFERENCES, super::references)
        .withheld());
}
