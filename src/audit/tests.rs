//! The log holds as long as nobody touches it, and tells where it was touched.

mod journal;
mod rows;
mod tampering;
mod thousand;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use law::facts::Organisation;
use law::words::OrganisationKind;
use law::{Role, RoleSet, Viewer};
use uuid::Uuid;

use super::*;
use crate::domain::{Caller, ScopeSet, SigningKey};

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00.000123Z".parse().unwrap()
}

fn key() -> Arc<SigningKey> {
    Arc::new(SigningKey::generate().unwrap())
}

fn caller() -> Caller {
    Caller {
        viewer: Viewer {
            organisation: Some(Organisation {
                id: Uuid::from_u128(0xb1f).into(),
                kind: OrganisationKind::EmploymentAdministration,
            }),
            unit: Some(Uuid::from_u128(2).into()),
            user: Some(Uuid::from_u128(3).into()),
            roles: RoleSet::of(&[Role::Caseworker, Role::UnitLead]),
            citizen: None,
        },
        client_id: "momentum".to_owned(),
        scopes: ScopeSet::ALL,
        expires_at: now(),
        token_id: "1".to_owned(),
    }
}

/// A row of its own for each number.
fn row(number: u64) -> NewRow {
    let at = now() + TimeDelta::microseconds(i64::try_from(number).unwrap());
    let request = Uuid::from_u128(number.into());
    let mut rows = rows_of(request, at);
    let mut row = rows.remove(0);
    row.citizen_id =
        (!number.is_multiple_of(3)).then(|| Uuid::from_u128(u128::from(number % 3)).into());
    row
}

fn rows_of(request: Uuid, at: DateTime<Utc>) -> Vec<NewRow> {
    super::rows(&caller(), request, at, AccessKind::Read, "case,citizen", &[])
}
