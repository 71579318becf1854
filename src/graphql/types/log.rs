//! The access log, as the citizen and as the auditor see it.

use std::collections::BTreeSet;

use async_graphql::ID;
use law::fields::numbered;
use law::{Basis, Category, Reason};
use sea_orm::prelude::Uuid;

use super::super::engine::{Object, Of};
use super::access::GrantBasis;
use super::case::case_id;
use crate::app::read_log::{Access, AuditPart, AuditRow};
use crate::audit::detail::Target;
use crate::domain::{CaseRef, EntityKind, GlobalId};
use crate::object_table;

mod access {
    use super::*;
    type Own = Access;
    impl Object for Access {
        const NAME: &'static str = "LoggedAccess";
        const DESCRIPTION: &'static str = "An access to a citizen's data as the citizen sees it (opslag): which organisation, when, for what; never which employee (R39).";
        object_table!(|fields| fields
            .child("at", "When (tidspunkt).", |a| &a.at)
            .plain("kind", "Read, written or refused (opslagstype).", |a| Of(a.kind))
            .child(
                "organisation",
                "Which organisation; none: the citizen or a representative (organisation).",
                |a| &a.organisation
            )
            .plain("caseId", "In which case (sag).", |a| a.case.map(case_id))
            .plain("purpose", "For what purpose (formål).", |a| a.purpose.map(Of))
            .plain("categories", "What was disclosed (oplysningskategorier).", |a| {
                a.categories.iter().map(Of).collect::<Vec<_>>()
            }));
    }
}

mod row {
    use super::*;
    type Own = AuditRow;
    impl Object for AuditRow {
        const NAME: &'static str = "AuditLogRow";
        const DESCRIPTION: &'static str =
            "A row of the access log: one caller, one case, one request (række i adgangsloggen).";
        object_table!(|fields| fields
            .plain("at", "When (tidspunkt).", |r| r.row.at)
            .plain("kind", "READ, WRITE or REFUSED (opslagstype).", |r| r.row.kind.clone())
            .plain("requestId", "Request (anmodning).", |r| r.row.request_id.to_string())
            .plain("clientId", "Client (klient).", |r| r.row.client_id.clone())
            .child("organisation", "Organisation of the caller (organisation).", |r| &r
                .organisation)
            .child("unit", "Unit of the caller (enhed).", |r| &r.unit)
            .child(
                "professional",
                "User of the caller, where it is a professional (fagperson).",
                |r| &r.user
            )
            .plain("userId", "User of the caller as the token names them (bruger).", |r| {
                r.row.user_id.map(|id| id.to_string())
            })
            .plain("roles", "Roles of the caller, as codes (roller).", |r| words(&r.row.roles))
            .plain("operation", "Root fields called (forespørgsel).", |r| words(&r.row.operation))
            .plain("citizenId", "Whose data (borger).", |r| r.row.citizen_id.map(citizen_id))
            .plain("caseId", "In which case (sag).", |r| r.case.map(case_id))
            .plain("purpose", "Purpose of the case, as a code (formål).", |r| r
                .row
                .purpose
                .clone())
            .plain("categories", "What was disclosed (oplysningskategorier).", |r| {
                r.categories.iter().map(Of).collect::<Vec<_>>()
            })
            .child("parts", "What was disclosed and withheld, by holders (hvad og hvorfor).", |r| {
                &r.parts
            })
            .plain(
                "targets",
                "What was administered: clients, keys, never secrets (administreret).",
                |r| { r.targets.iter().cloned().map(LoggedTarget).collect::<Vec<_>>() }
            )
            .plain("chain", "Chain of the log (kæde).", |r| r.row.chain.clone())
            .plain("seq", "Place in the chain (plads).", |r| r.row.seq.to_string())
            .plain("previousHash", "Hash of the row before (forrige kontrolsum).", |r| {
                r.row.previous_hash.clone()
            })
            .plain("hash", "Hash of this row (kontrolsum).", |r| r.row.hash.clone()));
    }
}

fn words(text: &str) -> Vec<String> {
    text.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn citizen_id(id: Uuid) -> ID {
    ID(GlobalId::outside(EntityKind::Citizen, id).to_string())
}

/// Fields as `Type.field`; a number that the classification no longer has stands as it is.
fn names(numbers: &BTreeSet<u16>) -> Vec<String> {
    let name = |number: &u16| match numbered(*number) {
        Some(field) => format!("{}.{}", field.type_name, field.name),
        None => number.to_string(),
    };
    numbers.iter().map(name).collect()
}

/// Fields disclosed on one basis.
#[derive(Clone, Debug)]
pub(crate) struct LoggedDisclosure(Basis, Option<CaseRef>, Vec<String>);

/// Fields withheld for one reason.
#[derive(Clone, Debug)]
pub(crate) struct LoggedRefusal(Category, Reason, Vec<String>);

/// What was administered.
#[derive(Clone, Debug)]
pub(crate) struct LoggedTarget(Target);

mod target {
    use super::*;
    type Own = LoggedTarget;
    impl Object for LoggedTarget {
        const NAME: &'static str = "LoggedTarget";
        const DESCRIPTION: &'static str = "What was administered (administreret).";
        object_table!(|fields| fields.plain("kind", "What it is (art).", |t| Of(t.0.kind)).child(
            "name",
            "Its name or id (navn).",
            |t| &t.0.name
        ));
    }
}

mod part {
    use super::*;
    type Own = AuditPart;
    impl Object for AuditPart {
        const NAME: &'static str = "AuditLogPart";
        const DESCRIPTION: &'static str =
            "What was disclosed and withheld of what the same organisations hold (del).";
        object_table!(|fields| fields
            .child("holders", "Who holds it (organisationer).", |p| &p.holders)
            .plain("journal", "Journal material (journalmateriale).", |p| p.part.journal)
            .plain("relation", "The caller's relation to the case (relation).", |p| Of(p
                .part
                .relation))
            .plain("disclosed", "What was opened (åbnet).", |p| {
                let disclosed = p.part.disclosed.iter();
                disclosed
                    .map(|(basis, numbers)| LoggedDisclosure(*basis, p.case, names(numbers)))
                    .collect::<Vec<_>>()
            })
            .plain("withheld", "What stayed closed (tilbageholdt).", |p| {
                let withheld = p.part.withheld.iter();
                withheld
                    .map(|((category, reason), numbers)| {
                        LoggedRefusal(*category, *reason, names(numbers))
                    })
                    .collect::<Vec<_>>()
            }));
    }
}

mod disclosure {
    use super::*;
    type Own = LoggedDisclosure;
    impl Object for LoggedDisclosure {
        const NAME: &'static str = "LoggedDisclosure";
        const DESCRIPTION: &'static str = "Fields that were opened on one basis (åbnede felter).";
        object_table!(|fields| fields
            .plain("basis", "Basis (grundlag).", |d| GrantBasis::new(d.0, d.1))
            .child("fields", "Fields, as `Type.field` (felter).", |d| &d.2));
    }
}

mod refusal {
    use super::*;
    type Own = LoggedRefusal;
    impl Object for LoggedRefusal {
        const NAME: &'static str = "LoggedRefusal";
        const DESCRIPTION: &'static str =
            "Fields that stayed closed for one reason (tilbageholdte felter).";
        object_table!(|fields| fields
            .plain("category", "The category that was missing (oplysningskategori).", |r| Of(r.0))
            .plain("reason", "Why (begrundelse).", |r| Of(r.1))
            .child("fields", "Fields, as `Type.field` (felter).", |r| &r.2));
    }
}
