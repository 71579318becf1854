//! Hash-chained access log.
#![allow(missing_docs)]
use crate::{domain::Caller, sealed::Account};
use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, prelude::Uuid};
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct AuditError;
#[derive(Clone, Copy, Debug)]
pub enum RowKind {
    Read,
    Write,
    Refused,
}
pub struct NewRow;
impl NewRow {
    pub fn of(
        _: &Caller,
        _: Uuid,
        _: DateTime<Utc>,
        _: RowKind,
        _: &str,
        _: Vec<Account>,
    ) -> Vec<Self> {
        vec![]
    }
}
pub struct Journal;
pub struct ChainGuard;
impl ChainGuard {
    pub fn committed(self) {}
}
impl Journal {
    pub async fn append(&self, _: Vec<NewRow>) -> Result<(), AuditError> {
        Ok(())
    }
    pub async fn append_in(
        &self,
        _: &DatabaseTransaction,
        _: Vec<NewRow>,
    ) -> Result<ChainGuard, AuditError> {
        Ok(ChainGuard)
    }
}
pub fn sha256_hex(b: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(b).iter().map(|b| format!("{b:02x}")).collect()
}
