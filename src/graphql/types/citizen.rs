//! The citizen and who acts for them.

use async_graphql::ID;

use super::super::engine::{Object, Of, Row};
use crate::domain::scalars::{Cpr, Date};
use crate::domain::{EntityKind, GlobalId};
use crate::graphql::context::session;
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{CitizenView, Item, Record};

impl Row for CitizenView {
    type Record = Record<entity::citizen::Model>;
    fn row(&self) -> &Sealed<Self::Record> {
        &self.row
    }
}

type Own = CitizenView;
impl Object for CitizenView {
    const NAME: &'static str = "Citizen";
    const DESCRIPTION: &'static str =
        "A citizen (borger), as far as the consents of the caller's cases open them.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| {
        fields
        .plain("id", super::ID, |c| ID(
            GlobalId::outside(EntityKind::Citizen, c.id).to_string()
        ))
        .sealed("cpr", "CPR or replacement number (CPR-nummer, erstatningsnummer); lead authority and citizen only (R16).", |c| Cpr(c.cpr.clone()))
        .sealed("name", "Name (navn).", |c| c.name.clone())
        .sealed("birthDate", "Birth date (fødselsdato).", |c| Date(c.birth_date))
        .sealed("address", "Address or residence (adresse/bosted); null outside the lead authority under address protection.", |c| c.address.clone())
        .sealed("phone", "Phone (telefon).", |c| c.phone.clone())
        .sealed("email", "E-mail (e-mail).", |c| c.email.clone())
        .sealed("addressProtected", "Name and address protection (navne- og adressebeskyttelse).", |c| c.address_protected)
        .sealed("interpreterLanguage", "Interpreter language (tolkesprog).", |c| c.interpreter_language.clone())
        .group("representatives", "Who acts for the citizen (værge, partsrepræsentant, forælder).", |c| &c.representatives[..])
        .group("formerIdentifiers", "Person identifiers the citizen had before (tidligere personnumre).", |c| &c.former[..])
        .sealed("version", super::VERSION, |c| c.version)
        .with("cases", "The citizen's cases that the caller has a relation to, the oldest first (sager).", Vec::new(), |c, at| {
            Ok(session(at).map(|session| session.cases_of.citizen(c.id)).unwrap_or_default())
        })
        .plain("externalReferences", super::REFERENCES, |c| {
            c.row.outline(super::references).unwrap_or_default()
        })
        .withheld()
    });
}

mod representative {
    use super::*;
    type Own = Item<entity::representative::Model>;
    impl Object for Own {
        const NAME: &'static str = "Representative";
        const DESCRIPTION: &'static str = "Someone who acts for the citizen (repræsentant).";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", "Id, the `user` of the representative's token (id).", |r| ID(
                GlobalId::outside(EntityKind::Representative, r.id).to_string()
            ))
            .outline("kind", "Kind (art).", |r| Of::from(r.kind))
            .outline("name", "Name (navn).", |r| r.name.clone())
            .sealed("phone", "Phone (telefon).", |r| r.phone.clone())
            .sealed("email", "E-mail (e-mail).", |r| r.email.clone())
            .sealed("ground", "Ground of the representation (grundlag).", |r| r.ground.clone())
            .outline("scope", "Categories it covers (omfang).", |r| {
                r.scope.0.iter().map(Of).collect::<Vec<_>>()
            })
            .outline("from", "First day (fra).", |r| Date(r.from_date))
            .outline("to", "First day on which it no longer holds (til).", |r| {
                r.to_date.map(Date)
            })
            .sealed("version", super::super::VERSION, |r| r.version)
            .outline("annulledAt", "Annulled when (annulleret).", |r| r.annulled_at)
            .sealed("annulReason", "Why annulled (begrundelse).", |r| r.annul_reason.clone())
            .outline("externalReferences", super::super::REFERENCES, super::super::references)
            .withheld());
    }
}

mod former {
    use super::*;
    type Own = Item<entity::former_identifier::Model>;
    impl Object for Own {
        const NAME: &'static str = "FormerIdentifier";
        const DESCRIPTION: &'static str =
            "A person identifier that a citizen had before (tidligere personnummer).";
        object_table!(|fields| fields
            .outline("number", "The former number (nummer).", |f| Cpr(f.number.clone()))
            .outline("replacedAt", "Replaced when (erstattet).", |f| f.replaced_at)
            .sealed("reason", "Why (begrundelse).", |f| f.reason.clone())
            .withheld());
    }
}
