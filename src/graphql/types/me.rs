//! Who calls, and the words of the schema.

use async_graphql::ID;
use chrono::{DateTime, Utc};
use law::forms::Locale;

use super::super::engine::{Object, Of};
use super::super::vocabulary::{Label, Vocabulary};
use crate::domain::{Caller, EntityKind, GlobalId};
use crate::object_table;
use crate::store::view::{OrganisationRef, ProfessionalRef, UnitRef};

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) struct Me {
    pub(crate) caller: Caller,
    pub(crate) client_name: Option<String>,
    pub(crate) client_expires_at: Option<DateTime<Utc>>,
    pub(crate) organisation: Option<OrganisationRef>,
    pub(crate) unit: Option<UnitRef>,
    pub(crate) professional: Option<ProfessionalRef>,
}

type Own = Me;
impl Object for Me {
    const NAME: &'static str = "Me";
    const DESCRIPTION: &'static str = "Who calls, as the token says (kalderen).";
    object_table!(|fields| {
        fields
        .plain("clientId", "Client that acts (klient).", |m| m.caller.client_id.clone())
        .child("clientName", "Name of the client (klientens navn).", |m| &m.client_name)
        .child(
            "clientExpiresAt",
            "From when on the client may not call (klienten udløber).",
            |m| &m.client_expires_at
        )
        .child("organisation", "Organisation it acts for (organisation).", |m| &m.organisation)
        .child("unit", "Unit it acts in (enhed).", |m| &m.unit)
        .plain(
            "userId",
            "The person, as the token names them; none: a system acts for its unit (bruger).",
            |m| m.caller.viewer.user.map(|user| user.0.to_string())
        )
        .child("professional", "The person in the directory (fagperson).", |m| &m.professional)
        .plain("citizenId", "With CITIZEN and REPRESENTATIVE: whose data (borger).", |m| {
            m.caller
                .viewer
                .citizen
                .map(|citizen| ID(GlobalId::outside(EntityKind::Citizen, citizen.0).to_string()))
        })
        .plain("roles", "Roles (roller).", |m| {
            m.caller.viewer.roles.iter().map(Of).collect::<Vec<_>>()
        })
        .plain("scopes", "Effective scopes (adgangsområder).", |m| {
            m.caller.scopes.iter().map(|scope| scope.to_string()).collect::<Vec<_>>()
        })
        .plain("tokenId", "Id of the token (token-id): its `jti`; of an outside issuer's a digest of what is signed.", |m| m.caller.token_id.clone())
        .plain("expiresAt", "When the token ends, UTC (udløber).", |m| m.caller.expires_at)
    });
}

/// A vocabulary in a language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShownVocabulary(pub(crate) Vocabulary, pub(crate) Locale);

/// A value in a language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShownLabel(Label, Locale);

mod vocabulary {
    use super::*;
    type Own = ShownVocabulary;
    impl Object for ShownVocabulary {
        const NAME: &'static str = "Vocabulary";
        const DESCRIPTION: &'static str = "A closed list of values (værdiliste).";
        object_table!(|fields| fields
            .plain("name", "Name of the enum in the schema (navn).", |v| v.0.name.to_owned())
            .plain("description", "What it means (beskrivelse).", |v| v
                .0
                .description
                .trim()
                .to_owned())
            .plain("values", "Its values, in the order of the form or statute (værdier).", |v| {
                v.0.labels().into_iter().map(|l| ShownLabel(l, v.1)).collect::<Vec<_>>()
            }));
    }
}

mod label {
    use super::*;
    type Own = ShownLabel;
    impl Object for ShownLabel {
        const NAME: &'static str = "VocabularyValue";
        const DESCRIPTION: &'static str = "A value with its label (værdi).";
        object_table!(|fields| fields
            .plain("value", "Code, never translated (kode).", |l| l.0.code.to_owned())
            .plain("label", "Label in the language asked for (betegnelse).", |l| match l.1 {
                Locale::Da => l.0.danish.to_owned(),
                Locale::En => l.0.english.to_owned(),
            })
            .plain("description", "Both labels, as in the schema (beskrivelse).", |l| {
                format!("{} ({}).", l.0.english, l.0.danish)
            }));
    }
}
