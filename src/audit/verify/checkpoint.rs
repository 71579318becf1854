//! Checkpoints: the last signed heads, kept where the database's own keepers cannot reach. Only
//! they can show that the end of a chain was not cut off.

use chrono::{DateTime, Utc};
use entity::access_log_head::{Column, Entity, Model};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::read;

/// The last signed head of every chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// The heads, by chain.
    pub heads: Vec<CheckpointHead>,
}

/// A signed head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckpointHead {
    /// Chain.
    pub chain: String,
    /// Last row it covers.
    pub seq: i64,
    /// Hash of that row.
    pub hash: String,
    /// Signed when, in microseconds since 1970 UTC: the form that is signed.
    pub at_microseconds: i64,
    /// Signing key.
    pub key_id: String,
    /// Ed25519 signature, base64url.
    pub signature: String,
}

/// Reads the last signed head of every chain.
///
/// # Errors
/// A database failed.
pub async fn checkpoint(
    logs: &[&DatabaseConnection],
    now: DateTime<Utc>,
) -> Result<Checkpoint, DbErr> {
    let mut heads = Vec::new();
    for log in logs {
        for chain in read::chains(*log).await? {
            let last = Entity::find().filter(Column::Chain.eq(chain));
            let last = last.order_by_desc(Column::Seq).one(*log).await?;
            heads.extend(last.as_ref().map(CheckpointHead::from));
        }
    }
    Ok(Checkpoint { written_at: now, heads })
}

impl From<&Model> for CheckpointHead {
    fn from(head: &Model) -> Self {
        Self {
            chain: head.chain.clone(),
            seq: head.seq,
            hash: head.hash.clone(),
            at_microseconds: head.at.timestamp_micros(),
            key_id: head.key_id.clone(),
            signature: head.signature.clone(),
        }
    }
}

impl CheckpointHead {
    /// As the row it was. A time out of range becomes another one, and the signature fails.
    pub(super) fn to_head(&self) -> Model {
        Model {
            chain: self.chain.clone(),
            seq: self.seq,
            hash: self.hash.clone(),
            at: DateTime::from_timestamp_micros(self.at_microseconds).unwrap_or_default(),
            key_id: self.key_id.clone(),
            signature: self.signature.clone(),
        }
    }
}
