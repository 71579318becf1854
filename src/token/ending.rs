//! What of clients and keys is about to end: told on a list, and ahead of time by the outbox.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{expiry_notice, outbox};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel,
    TransactionTrait,
};
use uuid::Uuid;

use super::clients::{self, ClientError, ClientState};
use super::keys::{self, KeyError};
use super::secret;
use crate::domain::{Ids, RandomIds};

law::words! {
    /// Kind of what is about to end (udløber).
    EndingKind {
        Client "CLIENT" da "Klient" en "Client",
        ClientSecret "CLIENT_SECRET" da "Hemmelighed" en "Secret of a client",
        SigningKey "SIGNING_KEY" da "Signeringsnøgle, der bør udskiftes" en "Signing key, to be rotated",
    }
}

/// How long a key signs until it is time for another.
pub const KEY_AGE: TimeDelta = TimeDelta::days(90);

/// How many days ahead the outbox tells of an end.
const AHEAD: [i64; 3] = [30, 7, 1];

/// Something that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What it is.
    pub kind: EndingKind,
    /// Its internal id.
    pub uid: Uuid,
    /// The client it is, or is of; none: a key.
    pub client: Option<String>,
    /// What it is known by: a client's name, the last characters of a secret, a key's id.
    pub name: String,
    /// Whom to ask.
    pub contact: Option<String>,
    /// When it ends, or should.
    pub at: DateTime<Utc>,
}

/// Why it is not known.
#[derive(Debug, thiserror::Error)]
pub enum EndingError {
    /// Clients.
    #[error(transparent)]
    Clients(#[from] ClientError),
    /// Keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The database.
    #[error("what ends could not be read or written: {0}")]
    Database(#[from] sea_orm::DbErr),
}

/// What ends within a time from now, the soonest first; a key that has signed for too long is
/// there until it is followed by another.
///
/// # Errors
/// The database failed, or a row is broken.
pub async fn within<C: ConnectionTrait>(
    connection: &C,
    time: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Vec<Ending>, EndingError> {
    let clients = clients::list(connection).await?;
    let able = clients
        .iter()
        .filter(|client| matches!(client.state(now), ClientState::Active | ClientState::Disabled));
    let mut found: Vec<Ending> = Vec::new();
    for client in able.clone() {
        found.extend(client.registration.expires_at.map(|at| Ending {
            kind: EndingKind::Client,
            uid: client.uid,
            client: Some(client.id.clone()),
            name: client.registration.name.clone(),
            contact: client.registration.contact.clone(),
            at,
        }));
    }
    for held in secret::all_live(connection, now).await? {
        let Some(client) = able.clone().find(|client| client.id == held.client()) else { continue };
        found.extend(held.expires_at().map(|at| Ending {
            kind: EndingKind::ClientSecret,
            uid: held.id(),
            client: Some(client.id.clone()),
            name: format!("…{}", held.hint()),
            contact: client.registration.contact.clone(),
            at,
        }));
    }
    let standing = keys::list(connection).await?;
    let open = standing.iter().filter(|key| key.retired_at.is_none());
    found.extend(open.map(|key| Ending {
        kind: EndingKind::SigningKey,
        uid: keys::uid(key.public.id()),
        client: None,
        name: key.public.id().to_owned(),
        contact: None,
        at: key.signs_from + KEY_AGE,
    }));
    found.retain(|ending| ending.at <= now + time);
    found.sort_by_key(|ending| (ending.at, ending.uid));
    Ok(found)
}

/// Notes in the outbox what will have ended in 30 days, in 7, in one: once each, whichever node
/// is first. How many notes were made.
///
/// # Errors
/// The database failed, or a row is broken.
pub async fn tell(
    connection: &DatabaseConnection,
    now: DateTime<Utc>,
) -> Result<usize, EndingError> {
    let mut told = 0;
    for ending in within(connection, TimeDelta::days(AHEAD[0]), now).await? {
        // The nearest that has been reached: who starts late does not tell three times.
        let reached = AHEAD.iter().rev().find(|days| ending.at <= now + TimeDelta::days(**days));
        let Some(days) = reached else { continue };
        let transaction = connection.begin().await?;
        let notice = expiry_notice::Model {
            subject: ending.uid,
            ends_at: ending.at,
            days: i32::try_from(*days).unwrap_or_default(),
        };
        use expiry_notice::Column::{Days, EndsAt, Subject};
        let once = OnConflict::columns([Subject, EndsAt, Days]).do_nothing().to_owned();
        let insert = expiry_notice::Entity::insert(notice.into_active_model()).on_conflict(once);
        if insert.exec_without_returning(&transaction).await? == 1 {
            let event = outbox::Model {
                id: RandomIds.at(now),
                citizen_id: None,
                case_id: None,
                kind: format!("{}_ENDS", ending.kind),
                entity_id: ending.uid,
                at: now,
            };
            event.into_active_model().insert(&transaction).await?;
            told += 1;
        }
        transaction.commit().await?;
    }
    Ok(told)
}
