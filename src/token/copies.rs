//! This node's copies of clients. A copy is used at the version that [`standing`](super::standing)
//! named, and read anew at any other.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use sea_orm::ConnectionTrait;

use super::clients::{self, Client, ClientError};

/// Copies of clients, by id.
#[derive(Debug, Default)]
pub struct Copies(RwLock<HashMap<String, Arc<Client>>>);

impl Copies {
    /// A client at a version, or newer; none where it is not there at all.
    ///
    /// # Errors
    /// The database failed, or the row is broken.
    pub async fn at<C: ConnectionTrait>(
        &self,
        connection: &C,
        id: &str,
        version: i32,
    ) -> Result<Option<Arc<Client>>, ClientError> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some(held) = held.filter(|held| held.version >= version) {
            return Ok(Some(held));
        }
        let Some(found) = clients::find(connection, id).await?.map(Arc::new) else {
            return Ok(None);
        };
        let mut copies = self.0.write().unwrap_or_else(PoisonError::into_inner);
        copies.insert(id.to_owned(), Arc::clone(&found));
        Ok(Some(found))
    }
}
