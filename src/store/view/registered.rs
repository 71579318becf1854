//! Sealing a citizen outside any one case, under a verdict that the use case put together.

use std::cell::RefCell;
use std::sync::Arc;

use law::Verdict;
use law::facts::Organisation;

use super::build::Sealing;
use super::{CitizenView, Viewing};
use crate::sealed::{Seal, Subject};
use crate::store::{CaseRows, Directory};

/// Seals a citizen. `case` is one by which the viewer is related to the citizen, or the bare
/// registration; `holders` are those whom the verdict is over. The account is opened even where
/// the verdict opens nothing: that the citizen was looked up is itself an access (R38).
pub(crate) fn registered_citizen(
    case: &law::Case,
    rows: &CaseRows,
    directory: &Arc<Directory>,
    viewing: Viewing<'_>,
    verdict: Verdict,
    holders: Vec<Organisation>,
) -> Option<CitizenView> {
    let subject = Subject {
        citizen: Some(case.facts().citizen),
        case: None,
        purpose: None,
        holders,
        journal: false,
    };
    let seal = Seal::new(verdict, subject, viewing.ledger);
    let sealing = Sealing { case, rows, directory, viewing, made: RefCell::new(Vec::new()) };
    rows.citizens.first().map(|row| sealing.citizen(row, &seal))
}
