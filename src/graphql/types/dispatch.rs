//! Dispatches: what was sent to whom, which version.

use super::super::engine::{Object, Of};
use crate::domain::EntityKind;
use crate::object_table;
use crate::store::view::Item;

type Own = Item<entity::dispatch::Model>;
impl Object for Own {
    const NAME: &'static str = "Dispatch";
    const DESCRIPTION: &'static str = "What was sent to whom, and which version (forsendelse). A recipient reads its copy with what it may see when it reads.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .outline("id", super::ID, |d| super::node_id(EntityKind::Dispatch, d.case, d.id))
        .outline("kind", "What was sent (art).", |d| Of::from(d.kind))
        .outline("meetingId", "Of which meeting (møde).", |d| {
            d.meeting_id.map(|id| super::node_id(EntityKind::Meeting, d.case, id))
        })
        .outline("organisation", "Recipient organisation (modtager).", |d| d
            .organisation(d.organisation_id))
        .outline("unit", "Recipient unit (enhed).", |d| d.unit(d.unit_id))
        .sealed("recipientUser", "Recipient (fagperson).", |d| d.professional(d.user_id))
        .outline("recipientName", "Recipient's name (modtagers navn).", |d| d
            .recipient_name
            .clone())
        .outline("sentAt", "Sent when (sendt).", |d| d.sent_at)
        .outline(
            "asOf",
            "The version that was sent: the form as it stood then (version pr.).",
            |d| d.as_of
        )
        .sealed("sentBy", "Who sent it (sendt af).", |d| d.professional(d.sent_by))
        .outline("externalReferences", super::REFERENCES, super::references)
        .withheld());
}
