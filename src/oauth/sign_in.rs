//! A token for the console, for who shows a client's id and secret there: the same proof, counted
//! alike, as at `/oauth/token`.

use axum::http::StatusCode;
use chrono::TimeDelta;
use law::{Role, RoleSet};

use super::client::{self, Presented};
use super::error::Fault;
use super::{OAuth, token};
use crate::domain::{Scope, ScopeSet};
use crate::http::Arrival;
use crate::token::Grant;

/// How long one stays signed in.
const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denial {
    /// Nothing was proved, or the client may not call.
    Nobody,
    /// Asked too often; in so many seconds again.
    TooOften(u64),
    /// What decides cannot be asked now.
    Away,
}

impl From<Fault> for Denial {
    fn from(fault: Fault) -> Self {
        match (fault.status(), fault.retry_after()) {
            (StatusCode::TOO_MANY_REQUESTS, seconds) => Self::TooOften(seconds.unwrap_or(1)),
            (StatusCode::SERVICE_UNAVAILABLE, _) => Self::Away,
            _ => Self::Nobody,
        }
    }
}

/// The roles that need no organisation, by the scopes that are for them.
fn oversight(scopes: ScopeSet) -> RoleSet {
    let roles = [(Scope::AdminClients, Role::Admin), (Scope::AuditRead, Role::Auditor)];
    roles.into_iter().filter(|(scope, _)| scopes.has(*scope)).map(|(_, role)| role).collect()
}

impl OAuth {
    /// A token with those of the client's scopes that are among `most`.
    pub(crate) async fn sign_in(
        &self,
        id: &str,
        secret: &str,
        most: ScopeSet,
        arrival: &Arrival,
    ) -> Result<String, Denial> {
        let now = self.app.clock.now().map_err(|error| Fault::unavailable(&error))?;
        let presented = Presented::Secret { id: id.into(), secret: secret.into() };
        let client = client::prove(self, presented, arrival, now).await?;
        let scopes = client.registration.scopes.intersection(most);
        // Before there is any organisation, somebody has to begin.
        let roles = match client.organisation {
            Some(_) => RoleSet::NONE,
            None => oversight(scopes),
        };
        let grant = Grant {
            client_id: client.id.clone(),
            organisation: client.organisation,
            unit: client.unit,
            user: None,
            roles,
            citizen: None,
            scopes,
        };
        let (issued, _) = token::issue(self, &client, &grant, LIFETIME, now).await?;
        Ok(issued.token)
    }
}
