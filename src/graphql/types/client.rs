//! Clients, their secrets, keys, what is about to end: for who administers them.

use async_graphql::ID;
use sea_orm::prelude::Uuid;

use super::super::engine::{Object, Of};
use crate::app::Budget;
use crate::app::client::ClientView;
use crate::app::signing_key::SigningKeyView;
use crate::domain::{EntityKind, GlobalId};
use crate::object_table;
use crate::token::clients::Use;
use crate::token::ending::{Ending, EndingKind};
use crate::token::keys;
use crate::token::secret::LiveSecret;

fn id(kind: EntityKind, id: Uuid) -> ID {
    ID(GlobalId::outside(kind, id).to_string())
}

mod registered {
    use super::*;
    type Own = ClientView;
    impl Object for ClientView {
        const NAME: &'static str = "Client";
        const DESCRIPTION: &'static str = "A client: a case system that may call (klient).";
        object_table!(|fields| fields
            .plain("id", super::super::ID, |c| id(EntityKind::Client, c.client.uid))
            .plain("clientId", "Its id, the `sub` of its tokens (klient-id).", |c| {
                c.client.id.clone()
            })
            .plain("name", "Name, for people (navn).", |c| c.client.registration.name.clone())
            .plain("contact", "E-mail address of whom to ask about it (kontakt).", |c| {
                c.client.registration.contact.clone()
            })
            .plain("state", "Whether it may call now (status).", |c| Of(c.state))
            .child("organisation", "Organisation that it acts for (organisation).", |c| &c
                .organisation)
            .child("unit", "Unit that it acts for (enhed).", |c| &c.unit)
            .plain("scopes", "The most that its tokens may call (adgangsområder).", |c| {
                let scopes = c.client.registration.scopes;
                scopes.iter().map(|scope| scope.to_string()).collect::<Vec<_>>()
            })
            .plain("networks", "Networks it may call from; none: anywhere (netværk).", |c| {
                c.client.registration.networks.texts()
            })
            .plain("jwks", "Its public keys, a JSON Web Key Set (offentlige nøgler).", |c| {
                c.client.registration.jwks.clone()
            })
            .plain("tokenAlgorithm", "Algorithm of its access tokens (signaturalgoritme).", |c| {
                Of(c.client.registration.algorithm)
            })
            .child("secrets", "Its live secrets, two at most, oldest first (hemmeligheder).", |c| {
                &c.secrets
            })
            .child("lastUse", "When it was last seen (seneste brug).", |c| &c.last_use)
            .plain("createdAt", "Registered when (oprettet).", |c| c.client.created_at)
            .plain("expiresAt", "From when on it may not call (udløber).", |c| {
                c.client.registration.expires_at
            })
            .plain("disabledAt", "Switched off when (slået fra).", |c| c.client.disabled_at)
            .plain("revokedAt", "Revoked when, for good (tilbagekaldt).", |c| c.client.revoked_at)
            .plain("version", super::super::VERSION, |c| c.client.version));
    }
}

mod secret {
    use super::*;
    type Own = LiveSecret;
    impl Object for LiveSecret {
        const NAME: &'static str = "ClientSecret";
        const DESCRIPTION: &'static str =
            "A live secret of a client, without the secret itself (hemmelighed).";
        object_table!(|fields| fields
            .plain("id", super::super::ID, |s| id(EntityKind::ClientSecret, s.id()))
            .plain("hint", "Its last characters, to know it by (kendetegn).", |s| {
                s.hint().to_owned()
            })
            .plain("createdAt", "Made when (oprettet).", |s| s.created_at())
            .plain(
                "expiresAt",
                "From when on it is refused; null: without end (udløber).",
                |s| { s.expires_at() }
            ));
    }
}

mod last_use {
    use super::*;
    type Own = Use;
    impl Object for Use {
        const NAME: &'static str = "ClientUse";
        const DESCRIPTION: &'static str =
            "When a client was last seen, to the minute or so (seneste brug).";
        object_table!(|fields| {
            fields
            .child("at", "When (tidspunkt).", |u| &u.at)
            .child("address", "Address it called from (adresse).", |u| &u.address)
            .child(
                "schemaVersion",
                "Version of the schema that it called: of the program, and a digest (skemaversion).",
                |u| &u.schema_version
            )
        });
    }
}

mod key {
    use super::*;
    type Own = SigningKeyView;
    impl Object for SigningKeyView {
        const NAME: &'static str = "SigningKey";
        const DESCRIPTION: &'static str = "A key that signs access tokens (signeringsnøgle).";
        object_table!(|fields| fields
            .plain("id", super::super::ID, |k| {
                id(EntityKind::SigningKey, keys::uid(k.key.public.id()))
            })
            .plain("keyId", "Its `kid`, the thumbprint of RFC 7638 (nøgle-id).", |k| {
                k.key.public.id().to_owned()
            })
            .plain("algorithm", "Algorithm (signaturalgoritme).", |k| Of(k.key.public.algorithm()))
            .plain("state", "What it does now (status).", |k| Of(k.state))
            .plain("createdAt", "Made when (oprettet).", |k| k.key.created_at)
            .plain("signsFrom", "From when on it signs (signerer fra).", |k| k.key.signs_from)
            .plain("retiredAt", "From when on what it signed is refused (ud af brug).", |k| {
                k.key.retired_at
            }));
    }
}

mod ending {
    use super::*;
    type Own = Ending;
    impl Object for Ending {
        const NAME: &'static str = "CredentialDue";
        const DESCRIPTION: &'static str =
            "A client, a secret or a key that is about to end (udløber snart).";
        object_table!(|fields| fields
            .plain("kind", "What it is (art).", |e| Of(e.kind))
            .plain("id", super::super::ID, |e| {
                let kind = match e.kind {
                    EndingKind::Client => EntityKind::Client,
                    EndingKind::ClientSecret => EntityKind::ClientSecret,
                    EndingKind::SigningKey => EntityKind::SigningKey,
                };
                id(kind, e.uid)
            })
            .child("clientId", "The client it is, or is of (klient-id).", |e| &e.client)
            .child("name", "What it is known by (navn).", |e| &e.name)
            .child("contact", "Whom to ask about it (kontakt).", |e| &e.contact)
            .child("endsAt", "When it ends, or should be rotated (udløber).", |e| &e.at));
    }
}

mod budget {
    use super::*;
    type Own = Budget;
    impl Object for Budget {
        const NAME: &'static str = "RateLimit";
        const DESCRIPTION: &'static str =
            "What this request cost its client, and what is left of the budget (forbrug).";
        object_table!(|fields| fields
            .plain("cost", "What this request cost (pris).", |b| shown(b.cost))
            .plain("limit", "The most that can be left (loft).", |b| shown(b.limit))
            .plain("remaining", "What is left (rest).", |b| shown(b.remaining))
            .plain("resetAt", "When all of it is back (fuldt igen).", |b| b.reset_at));
    }

    fn shown(number: u32) -> i32 {
        i32::try_from(number).unwrap_or(i32::MAX)
    }
}
