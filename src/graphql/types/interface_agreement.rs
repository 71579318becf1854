//! Interfaces between the administrations; readable by every caller.

use async_graphql::ID;

use super::super::engine::{Object, Of};
use crate::domain::scalars::Date;
use crate::domain::{EntityKind, GlobalId};
use crate::object_table;
use crate::store::view::InterfaceAgreementRef;

type Own = InterfaceAgreementRef;
impl Object for InterfaceAgreementRef {
    const NAME: &'static str = "InterfaceAgreement";
    const DESCRIPTION: &'static str = "An interface between administrations (snitflade): where their work meets, who does what, and the agreement it rests on.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .plain("id", super::ID, |i| ID(
            GlobalId::outside(EntityKind::InterfaceAgreement, i.0.id).to_string()
        ))
        .child("title", "Title (titel).", |i| &i.0.title)
        .plain("administrations", "The administrations that meet there (forvaltninger).", |i| {
            i.0.administrations.words().iter().copied().map(Of).collect::<Vec<_>>()
        })
        .plain("topic", "What it is about (emne).", |i| Of::from(i.0.topic))
        .child("description", "Who does what (beskrivelse).", |i| &i.0.description)
        .child("agreement", "Agreement it rests on (aftale).", |i| &i.0.agreement)
        .plain("validFrom", "First day (gyldig fra).", |i| i.0.valid_from.map(Date))
        .plain("validTo", "First day on which it no longer holds (gyldig til).", |i| {
            i.0.valid_to.map(Date)
        })
        .plain("version", super::VERSION, |i| i.0.version)
        .child("annulledAt", "Annulled when (annulleret).", |i| &i.0.annulled_at)
        .with("externalReferences", super::REFERENCES, Vec::new(), |i, at| {
            Ok(super::own_references(&i.0, at))
        }));
}
