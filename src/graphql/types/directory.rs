//! The directory: organisations, units, professionals; readable by every caller.

use async_graphql::ID;

use super::super::engine::{Object, Of};
use crate::domain::{EntityKind, GlobalId};
use crate::object_table;
use crate::store::view::{MembershipRef, OrganisationRef, ProfessionalRef, UnitRef};

mod organisation {
    use super::*;
    type Own = OrganisationRef;
    impl Object for OrganisationRef {
        const NAME: &'static str = "Organisation";
        const DESCRIPTION: &'static str = "An organisation of the directory (organisation).";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .plain("id", super::super::ID, |o| ID(GlobalId::outside(
                EntityKind::Organisation,
                o.0.id
            )
            .to_string()))
            .plain("kind", "Kind (organisationstype).", |o| Of::from(o.0.kind))
            .child("name", "Name (navn).", |o| &o.0.name)
            .child("cvr", "CVR number (CVR-nummer).", |o| &o.0.cvr)
            .child("sor", "SOR code of a health organisation (SOR-kode).", |o| &o.0.sor)
            .child("phone", "Work phone (telefon).", |o| &o.0.phone)
            .child("email", "Work e-mail (e-mail).", |o| &o.0.email)
            .child("address", "Address (adresse).", |o| &o.0.address)
            .plain("version", super::super::VERSION, |o| o.0.version)
            .child("annulledAt", "Annulled when (annulleret).", |o| &o.0.annulled_at)
            .with("externalReferences", super::super::REFERENCES, Vec::new(), |o, at| {
                Ok(super::super::own_references(&o.0, at))
            }));
    }
}

mod unit {
    use super::*;
    type Own = UnitRef;
    impl Object for UnitRef {
        const NAME: &'static str = "Unit";
        const DESCRIPTION: &'static str = "A unit of an organisation (enhed).";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .plain("id", super::super::ID, |u| ID(
                GlobalId::outside(EntityKind::Unit, u.0.id).to_string()
            ))
            .plain("organisationId", "Id of its organisation (organisation).", |u| ID(
                GlobalId::outside(EntityKind::Organisation, u.0.organisation_id).to_string()
            ))
            .child("name", "Name (navn).", |u| &u.0.name)
            .child("phone", "Work phone (telefon).", |u| &u.0.phone)
            .child("email", "Work e-mail (e-mail).", |u| &u.0.email)
            .child("address", "Address (adresse).", |u| &u.0.address)
            .plain("version", super::super::VERSION, |u| u.0.version)
            .child("annulledAt", "Annulled when (annulleret).", |u| &u.0.annulled_at)
            .with("externalReferences", super::super::REFERENCES, Vec::new(), |u, at| {
                Ok(super::super::own_references(&u.0, at))
            }));
    }
}

mod professional {
    use super::*;
    type Own = ProfessionalRef;
    impl Object for ProfessionalRef {
        const NAME: &'static str = "Professional";
        const DESCRIPTION: &'static str = "A professional, with work contact details (fagperson).";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .plain("id", super::super::ID, |p| ID(GlobalId::outside(
                EntityKind::Professional,
                p.0.id
            )
            .to_string()))
            .child("name", "Name (navn).", |p| &p.0.name)
            .child("title", "Title (titel).", |p| &p.0.title)
            .child("phone", "Work phone (telefon).", |p| &p.0.phone)
            .child("email", "Work e-mail (e-mail).", |p| &p.0.email)
            .plain("memberships", "Where they work and worked (tilknytninger).", |p| p
                .memberships())
            .plain("version", super::super::VERSION, |p| p.0.version)
            .child("annulledAt", "Annulled when (annulleret).", |p| &p.0.annulled_at)
            .with("externalReferences", super::super::REFERENCES, Vec::new(), |p, at| {
                Ok(super::super::own_references(&p.0, at))
            }));
    }
}

mod membership {
    use super::*;
    use crate::domain::scalars::Date;
    type Own = MembershipRef;
    impl Object for MembershipRef {
        const NAME: &'static str = "Membership";
        const DESCRIPTION: &'static str =
            "A professional's dated membership of an organisation (tilknytning).";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .plain("id", super::super::ID, |m| ID(GlobalId::outside(
                EntityKind::Membership,
                m.row.id
            )
            .to_string()))
            .child("professional", "Who (fagperson).", |m| &m.professional)
            .child("organisation", "Of which organisation (organisation).", |m| &m.organisation)
            .child("unit", "In which unit (enhed).", |m| &m.unit)
            .plain("from", "First day (fra).", |m| Date(m.row.from_date))
            .plain("to", "First day on which it no longer holds (til).", |m| {
                m.row.to_date.map(Date)
            })
            .plain("version", super::super::VERSION, |m| m.row.version)
            .with("externalReferences", super::super::REFERENCES, Vec::new(), |m, at| {
                Ok(super::super::own_references(&m.row, at))
            }));
    }
}
