//! Trusted issuers: for who administers them.

use async_graphql::ID;
use law::{Role, Word};

use super::super::engine::{Object, Of};
use crate::app::trusted_issuer::IssuerView;
use crate::domain::{EntityKind, GlobalId};
use crate::object_table;
use crate::store::view::{OrganisationRef, UnitRef};
use crate::token::mapping::{CitizenMatch, CitizenRule, UserMatch, UserRule};

type Own = IssuerView;
impl Object for IssuerView {
    const NAME: &'static str = "TrustedIssuer";
    const DESCRIPTION: &'static str =
        "An issuer outside stifinder whose tokens are taken (tillidsfuld udsteder).";
    object_table!(|fields| {
        fields
        .plain("id", super::ID, |i| ID(GlobalId::outside(
            EntityKind::TrustedIssuer,
            i.issuer.id
        )
        .to_string()))
        .plain("name", "Name, for people (navn).", |i| i.issuer.trust.name.clone())
        .plain("issuer", "Its `iss` (udsteder).", |i| i.issuer.trust.issuer.clone())
        .plain("audiences", "`aud` that its tokens must name one of (modtagere).", |i| {
            i.issuer.trust.audiences.clone()
        })
        .plain("mapping", "How its claims are read (fortolkning).", |i| ClaimMapping(i.clone()))
        .plain(
            "bearerClient",
            "`clientId` of the client that its access tokens act through where they are sent as bearer tokens (klient).",
            |i| i.issuer.trust.bearer_client.clone()
        )
        .plain("createdAt", "Trusted since (oprettet).", |i| i.issuer.created_at)
        .plain("removedAt", "Trusted no more since (fjernet).", |i| i.issuer.removed_at)
        .plain("version", super::VERSION, |i| i.issuer.version)
    });
}

/// How the claims of an issuer are read.
#[derive(Clone, Debug)]
pub(crate) struct ClaimMapping(IssuerView);

mod mapping {
    use super::*;
    type Own = ClaimMapping;
    impl Object for ClaimMapping {
        const NAME: &'static str = "ClaimMapping";
        const DESCRIPTION: &'static str =
            "How claims become organisation, unit, user and roles, or a citizen (fortolkning).";
        object_table!(|fields| fields
            .plain("organisationClaim", "Claim that names the organisation (organisation).", |m| {
                m.0.issuer.trust.mapping.organisation_claim.clone()
            })
            .plain("organisations", "Organisations by its values (organisationer).", |m| {
                m.0.organisations
                    .iter()
                    .map(|(value, organisation)| {
                        MappedOrganisation(value.clone(), organisation.clone())
                    })
                    .collect::<Vec<_>>()
            })
            .plain("unitClaim", "Claim that names the unit (enhed).", |m| {
                m.0.issuer.trust.mapping.unit_claim.clone()
            })
            .plain("units", "Units by its values (enheder).", |m| {
                m.0.units
                    .iter()
                    .map(|(value, unit)| MappedUnit(value.clone(), unit.clone()))
                    .collect::<Vec<_>>()
            })
            .plain("user", "How the user is named (bruger).", |m| {
                m.0.issuer.trust.mapping.user.clone()
            })
            .plain("roleClaim", "Claim that names the roles (roller).", |m| {
                m.0.issuer.trust.mapping.role_claim.clone()
            })
            .plain("roles", "Roles by its values (roller).", |m| {
                let roles = m.0.issuer.trust.mapping.roles.iter();
                roles
                    .filter_map(|(value, code)| Some(MappedRole(value.clone(), Role::parse(code)?)))
                    .collect::<Vec<_>>()
            })
            .plain("citizen", "How a citizen is named (borger).", |m| {
                m.0.issuer.trust.mapping.citizen.clone()
            }));
    }
}

/// An organisation by the value of a claim.
#[derive(Clone, Debug)]
pub(crate) struct MappedOrganisation(Option<String>, Option<OrganisationRef>);
/// A unit by the value of a claim.
#[derive(Clone, Debug)]
pub(crate) struct MappedUnit(String, Option<UnitRef>);
/// A role by the value of a claim.
#[derive(Clone, Debug)]
pub(crate) struct MappedRole(String, Role);

mod organisation {
    use super::*;
    type Own = MappedOrganisation;
    impl Object for MappedOrganisation {
        const NAME: &'static str = "MappedOrganisation";
        const DESCRIPTION: &'static str = "An organisation by the value of a claim (organisation).";
        object_table!(|fields| fields
            .child("value", "Value of the claim; null: whatever it says (værdi).", |m| &m.0)
            .child("organisation", "The organisation (organisation).", |m| &m.1));
    }
}

mod unit {
    use super::*;
    type Own = MappedUnit;
    impl Object for MappedUnit {
        const NAME: &'static str = "MappedUnit";
        const DESCRIPTION: &'static str = "A unit by the value of a claim (enhed).";
        object_table!(|fields| fields
            .child("value", "Value of the claim (værdi).", |m| &m.0)
            .child("unit", "The unit (enhed).", |m| &m.1));
    }
}

mod role {
    use super::*;
    type Own = MappedRole;
    impl Object for MappedRole {
        const NAME: &'static str = "MappedRole";
        const DESCRIPTION: &'static str = "A role by the value of a claim (rolle).";
        object_table!(|fields| fields
            .child("value", "Value of the claim (værdi).", |m| &m.0)
            .plain("role", "The role (rolle).", |m| Of(m.1)));
    }
}

mod user {
    use super::*;
    type Own = UserRule;
    impl Object for UserRule {
        const NAME: &'static str = "MappedUser";
        const DESCRIPTION: &'static str = "How a claim names a professional (bruger).";
        object_table!(|fields| fields
            .child("claim", "The claim (påstand).", |u| &u.claim)
            .plain("by", "By what (ved).", |u| UserMatch::parse(&u.by).map(Of))
            .child("system", "With EXTERNAL_REFERENCE: the system (system).", |u| &u.system));
    }
}

mod citizen {
    use super::*;
    type Own = CitizenRule;
    impl Object for CitizenRule {
        const NAME: &'static str = "MappedCitizen";
        const DESCRIPTION: &'static str = "How a claim names a citizen (borger).";
        object_table!(|fields| fields.child("claim", "The claim (påstand).", |c| &c.claim).plain(
            "by",
            "By what (ved).",
            |c| CitizenMatch::parse(&c.by).map(Of)
        ));
    }
}
