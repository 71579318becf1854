//! What a token says (API "Tokens"), and what it may not say.

use chrono::{DateTime, Utc};
use law::facts::Organisation;
use law::words::{CitizenId, OrganisationId, OrganisationKind, UnitId, UserId};
use law::{Role, RoleSet, Viewer, Word};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{Caller, ScopeSet};

/// What a token grants: everything in it besides issuer, audience, times and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The client, `sub`.
    pub client_id: String,
    /// The organisation the client acts for.
    pub organisation: Option<OrganisationId>,
    /// The unit.
    pub unit: Option<UnitId>,
    /// The person; none when a system acts for its unit.
    pub user: Option<UserId>,
    /// Roles of the person.
    pub roles: RoleSet,
    /// For CITIZEN and REPRESENTATIVE: whose data.
    pub citizen: Option<CitizenId>,
    /// What the token may call.
    pub scopes: ScopeSet,
}

/// Why a grant makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// No client.
    #[error("`sub` is empty; it names the client")]
    NoClient,
    /// The citizen's own roles beside those of an authority.
    #[error("`CITIZEN` and `REPRESENTATIVE` stand alone: without other roles, `org` and `unit`")]
    CitizenAndAuthority,
    /// The citizen is missing.
    #[error("`CITIZEN` and `REPRESENTATIVE` need the claim `citizen`")]
    NoCitizen,
    /// A citizen without the role.
    #[error("the claim `citizen` needs the role `CITIZEN` or `REPRESENTATIVE`")]
    CitizenWithoutRole,
    /// A representative without a name.
    #[error("`REPRESENTATIVE` needs the claim `user`")]
    NoRepresentative,
    /// Nobody to act for.
    #[error("`org` is missing; only `CITIZEN`, `REPRESENTATIVE`, `AUDITOR` and `ADMIN` go without")]
    NoOrganisation,
    /// A unit of nothing.
    #[error("`unit` needs `org`")]
    UnitWithoutOrganisation,
    /// A role that no token can carry.
    #[error("`{0}` is no role of a token; the coordinator follows from the assignment")]
    Role(String),
    /// A scope that is none.
    #[error("`{0}` is no scope")]
    Scope(String),
    /// The directory does not know the organisation.
    #[error("organisation `{0}` is not in the directory")]
    UnknownOrganisation(OrganisationId),
}

impl Grant {
    /// Checks that the parts fit one another. What is refused at a call is not issued either.
    ///
    /// # Errors
    /// What does not fit.
    pub fn check(&self) -> Result<(), GrantError> {
        const OWN: RoleSet = RoleSet::of(&[Role::Citizen, Role::Representative]);
        const OVERSIGHT: RoleSet = RoleSet::of(&[Role::Auditor, Role::Admin]);
        if self.client_id.is_empty() {
            return Err(GrantError::NoClient);
        }
        if self.unit.is_some() && self.organisation.is_none() {
            return Err(GrantError::UnitWithoutOrganisation);
        }
        let own = self.roles.intersection(OWN);
        if own.is_empty() {
            let oversight = !self.roles.is_empty() && OVERSIGHT.contains(self.roles);
            return match (self.citizen, self.organisation) {
                (Some(_), _) => Err(GrantError::CitizenWithoutRole),
                (None, None) if !oversight => Err(GrantError::NoOrganisation),
                (None, _) => Ok(()),
            };
        }
        if self.roles != own || self.organisation.is_some() {
            return Err(GrantError::CitizenAndAuthority);
        }
        if self.citizen.is_none() {
            return Err(GrantError::NoCitizen);
        }
        if own.has(Role::Representative) && self.user.is_none() {
            return Err(GrantError::NoRepresentative);
        }
        Ok(())
    }
}

impl Grant {
    /// The caller that it makes, by a token of this id. The kind of the organisation is the
    /// directory's to tell.
    ///
    /// # Errors
    /// The parts do not fit, or the directory does not know the organisation.
    pub fn caller(
        self,
        kind: impl Fn(OrganisationId) -> Option<OrganisationKind>,
        token_id: String,
        expires_at: DateTime<Utc>,
    ) -> Result<Caller, GrantError> {
        self.check()?;
        let organisation = self
            .organisation
            .map(|id| match kind(id) {
                Some(kind) => Ok(Organisation { id, kind }),
                None => Err(GrantError::UnknownOrganisation(id)),
            })
            .transpose()?;
        Ok(Caller {
            viewer: Viewer {
                organisation,
                unit: self.unit,
                user: self.user,
                roles: self.roles,
                citizen: self.citizen,
            },
            client_id: self.client_id,
            scopes: self.scopes,
            expires_at,
            token_id,
        })
    }
}

/// The claims of an access token, as they stand in it (RFC 9068).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) aud: serde_json::Value,
    pub(super) sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    org: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<Uuid>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citizen: Option<Uuid>,
    scope: String,
    pub(super) exp: i64,
    pub(super) iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nbf: Option<i64>,
    pub(super) jti: String,
}

impl Claims {
    pub(super) fn new(grant: &Grant, iss: &str, aud: &str, iat: i64, exp: i64, jti: Uuid) -> Self {
        Self {
            iss: iss.to_owned(),
            aud: aud.into(),
            sub: grant.client_id.clone(),
            org: grant.organisation.map(Into::into),
            unit: grant.unit.map(Into::into),
            user: grant.user.map(Into::into),
            roles: grant.roles.iter().map(|role| role.code().to_owned()).collect(),
            citizen: grant.citizen.map(Into::into),
            scope: grant.scopes.to_string(),
            exp,
            iat,
            nbf: None,
            jti: jti.to_string(),
        }
    }

    fn grant(&self) -> Result<Grant, GrantError> {
        let roles = self
            .roles
            .iter()
            .map(|code| Role::parse(code).ok_or_else(|| GrantError::Role(code.clone())))
            .collect::<Result<_, _>>()?;
        Ok(Grant {
            client_id: self.sub.clone(),
            organisation: self.org.map(Into::into),
            unit: self.unit.map(Into::into),
            user: self.user.map(Into::into),
            roles,
            citizen: self.citizen.map(Into::into),
            scopes: ScopeSet::parse(&self.scope).map_err(GrantError::Scope)?,
        })
    }

    /// The caller that these claims make. The kind of the organisation is no claim: the directory
    /// tells it, and an organisation that it does not know may not call.
    pub(super) fn caller(
        &self,
        kind: impl Fn(OrganisationId) -> Option<OrganisationKind>,
        expires_at: DateTime<Utc>,
    ) -> Result<Caller, GrantError> {
        self.grant()?.caller(kind, self.jti.clone(), expires_at)
    }
}
