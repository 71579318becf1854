//! Contact points of the pathfinder network; readable by every caller.

use async_graphql::ID;

use super::super::engine::{Object, Of};
use crate::domain::scalars::Date;
use crate::domain::{EntityKind, GlobalId};
use crate::object_table;
use crate::store::view::ContactPointRef;

type Own = ContactPointRef;
impl Object for ContactPointRef {
    const NAME: &'static str = "ContactPoint";
    const DESCRIPTION: &'static str = "A contact point of the pathfinder network (kontaktpunkt): where a citizen or a caseworker turns with a matter.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| fields
        .plain("id", super::ID, |c| ID(
            GlobalId::outside(EntityKind::ContactPoint, c.row.id).to_string()
        ))
        .plain("administration", "Administration (forvaltning).", |c| Of::from(
            c.row.administration
        ))
        .child("organisation", "Its organisation in the directory (organisation).", |c| &c
            .organisation)
        .child("unit", "Its unit in the directory (enhed).", |c| &c.unit)
        .child("name", "Name (navn).", |c| &c.row.name)
        .child("description", "What it does (beskrivelse).", |c| &c.row.description)
        .child("targetGroup", "For whom (målgruppe).", |c| &c.row.target_group)
        .child("phone", "Phone (telefon).", |c| &c.row.phone)
        .child("email", "E-mail (e-mail).", |c| &c.row.email)
        .child("address", "Address (adresse).", |c| &c.row.address)
        .child("website", "Website (hjemmeside).", |c| &c.row.website)
        .plain("validFrom", "First day (gyldig fra).", |c| Date(c.row.valid_from))
        .plain("validTo", "First day on which it no longer holds (gyldig til).", |c| {
            c.row.valid_to.map(Date)
        })
        .plain("competences", "What it advises on or decides (kompetencer).", |c| {
            c.competences.iter().cloned().map(Competent).collect::<Vec<_>>()
        })
        .plain("version", super::VERSION, |c| c.row.version)
        .child("annulledAt", "Annulled when (annulleret).", |c| &c.row.annulled_at)
        .with("externalReferences", super::REFERENCES, Vec::new(), |c, at| {
            Ok(super::own_references(&c.row, at))
        }));
}

/// A competence of a contact point.
struct Competent(entity::contact_point_competence::Model);

mod competence {
    use super::*;
    type Own = Competent;
    impl Object for Competent {
        const NAME: &'static str = "ContactPointCompetence";
        const DESCRIPTION: &'static str =
            "What a contact point advises on or decides (kompetence).";
        object_table!(|fields| fields
            .plain("competence", "Competence (kompetence).", |c| Of::from(c.0.competence))
            .child("note", "In the contact point's own words (bemærkning).", |c| &c.0.note));
    }
}
