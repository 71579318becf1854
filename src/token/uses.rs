//! When clients were last seen: noted in memory with every request, written now and then, so that
//! no read waits for a write.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use super::clients;

/// When a client was last seen, and from where.
type Seen = (DateTime<Utc>, Option<IpAddr>);

/// What this node has seen since it last wrote.
#[derive(Debug)]
pub struct Uses {
    schema: String,
    seen: Mutex<HashMap<String, Seen>>,
}

impl Uses {
    /// Of a server with this version of the schema.
    #[must_use]
    pub fn of(schema: String) -> Self {
        Self { schema, seen: Mutex::default() }
    }

    /// The version of the schema that is served.
    #[must_use]
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// Notes that a client called.
    pub fn note(&self, client: &str, at: DateTime<Utc>, address: Option<IpAddr>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match seen.get_mut(client) {
            Some(held) => *held = (at, address),
            None => drop(seen.insert(client.to_owned(), (at, address))),
        }
    }

    /// Writes what was seen.
    ///
    /// # Errors
    /// The database failed; what was seen is noted again with the next requests.
    pub async fn write<C: ConnectionTrait>(&self, connection: &C) -> Result<(), DbErr> {
        let seen = std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        for (client_id, (at, address)) in seen {
            let (address, schema_version) = (address.map(|a| a.to_string()), self.schema.clone());
            let seen = clients::Use { client_id, at, address, schema_version };
            clients::seen(connection, seen).await?;
        }
        Ok(())
    }
}
