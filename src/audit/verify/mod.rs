//! Verifying the log offline: from the database alone, with keys and checkpoints from outside.

mod checker;
mod checkpoint;
mod finding;
mod form;
mod read;

use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    TransactionTrait,
};
use serde::Serialize;

use crate::domain::PublicKey;

pub use checker::Checker;
pub use checkpoint::{Checkpoint, CheckpointHead, checkpoint};
pub use finding::{Finding, What};

/// What came of verifying a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChainReport {
    /// Which chain.
    pub chain: String,
    /// Rows read.
    pub rows: u64,
    /// The last row.
    pub last: i64,
    /// Rows up to here are under a signed head.
    pub signed_to: i64,
    /// Up to here a checkpoint from outside shows that nothing was cut off; none: nothing shows it.
    pub complete_to: Option<i64>,
}

/// What came of verifying a log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Chain by chain.
    pub chains: Vec<ChainReport>,
    /// What was found; empty if the log holds.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing was found.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    /// Rows read.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.chains.iter().map(|chain| chain.rows).sum()
    }

    /// For people, one line a finding. Says up to where truncation can be excluded.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut lines: Vec<_> = self.findings.iter().map(ToString::to_string).collect();
        for chain in &self.chains {
            let ChainReport { chain, rows, last, signed_to, complete_to } = chain;
            let complete = match complete_to {
                Some(seq) => format!("truncation is excluded up to row {seq}"),
                None => "truncation cannot be excluded without a checkpoint".to_owned(),
            };
            lines.push(format!(
                "{chain}: {rows} rows, last {last}, signed up to {signed_to}; {complete}"
            ));
        }
        lines.push(format!(
            "{} rows in {} chains, {} findings",
            self.rows(),
            self.chains.len(),
            self.findings.len()
        ));
        lines.join("\n")
    }
}

/// Verifies every chain of these databases. `keys` are the public keys that heads may be signed
/// by; `checkpoint` was written to a place that whoever can change the database cannot reach.
/// Rows that are appended meanwhile do not disturb it.
///
/// # Errors
/// A database failed. A row that cannot be read is a finding, no error.
pub async fn verify(
    logs: &[&DatabaseConnection],
    keys: &[PublicKey],
    checkpoint: Option<&Checkpoint>,
) -> Result<Report, DbErr> {
    let mut report = Report::default();
    let mut marks = checkpoint.map(|c| c.heads.clone()).unwrap_or_default();
    for log in logs {
        let snapshot = snapshot(log).await?;
        let adrift = form::adrift(&snapshot).await?.into_iter();
        let finding = |(chain, seq)| Finding { chain, from: seq, to: seq, what: What::Altered };
        report.findings.extend(adrift.map(finding));
        for chain in read::chains(&snapshot).await? {
            let (own, others) = marks.into_iter().partition(|mark| mark.chain == chain);
            marks = others;
            let mut checker = Checker::new(&chain, keys, own);
            read::feed(&snapshot, &mut checker).await?;
            report.add(checker);
        }
        snapshot.rollback().await?;
    }
    // Chains that the checkpoint knows and the database does not.
    while let Some(chain) = marks.first().map(|mark| mark.chain.clone()) {
        let (own, others) = marks.into_iter().partition(|mark| mark.chain == chain);
        marks = others;
        report.add(Checker::new(&chain, keys, own));
    }
    Ok(report)
}

impl Report {
    /// Takes over what a checker has found in its chain.
    pub fn add(&mut self, checker: Checker<'_>) {
        let (chain, findings) = checker.finish();
        self.chains.push(chain);
        self.findings.extend(findings);
    }
}

/// One state of the log for the whole verification.
async fn snapshot(log: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    if log.get_database_backend() == DbBackend::Postgres {
        let level = Some(IsolationLevel::RepeatableRead);
        return log.begin_with_config(level, Some(AccessMode::ReadOnly)).await;
    }
    log.begin().await
}
