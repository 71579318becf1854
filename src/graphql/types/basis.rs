//! Recorded statutory bases.

use super::super::engine::{Object, Of};
use crate::domain::EntityKind;
use crate::domain::scalars::Date;
use crate::object_table;
use crate::store::view::Item;

type Own = Item<entity::statutory_basis::Model>;
impl Object for Own {
    const NAME: &'static str = "StatutoryBasis";
    const DESCRIPTION: &'static str =
        "A recorded statutory basis (lovhjemmel): information crosses without consent (R18–R22).";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .outline("id", super::ID, |b| super::node_id(EntityKind::StatutoryBasis, b.case, b.id))
        .outline("provision", "Provision (bestemmelse).", |b| Of::from(b.provision))
        .outline("number", "Number within the provision (nummer).", |b| b.number.clone())
        .outline("requester", "Who receives (modtager).", |b| b
            .organisation(Some(b.requester_organisation_id)))
        .outline("holder", "Who gives (afgiver).", |b| b
            .organisation(Some(b.holder_organisation_id)))
        .outline("categories", "What it covers (oplysningskategorier).", |b| {
            b.categories.0.iter().map(Of).collect::<Vec<_>>()
        })
        .sealed("reason", "Reason that the basis demands (begrundelse).", |b| {
            // Not every provision demands one.
            (!b.reason.is_empty()).then(|| b.reason.clone())
        })
        .sealed("endReason", "Why it was ended (ophørsgrund).", |b| b.annul_reason.clone())
        .sealed("necessity", "Why it is necessary (nødvendighed), R21.", |b| b.necessity.clone())
        .sealed("consentAttempt", "The attempt to get consent (forsøg på samtykke), R21.", |b| b
            .consent_attempt
            .clone())
        .outline("objectionDeadline", "Last day for objecting (indsigelsesfrist), R19.", |b| b
            .objection_deadline
            .map(Date))
        .sealed("objectedAt", "The citizen objected when (indsigelse), R19.", |b| b.objected_at)
        .outline("from", "Recorded when (fra).", |b| b.from_at)
        .outline("to", "Ended when (til).", |b| b.to_at)
        .outline("holderNotifiedAt", "Holder notified when (afgiver underrettet).", |b| b
            .holder_notified_at)
        .outline("version", super::VERSION, |b| b.version)
        .outline("externalReferences", super::REFERENCES, super::references)
        .withheld());
}
