//! Sealing a citizen outside any one case: the union of what the viewer's cases open.

use std::cell::RefCell;
use std::sync::Arc;

use law::facts::{Ask, Organisation};
use law::words::CitizenId;
use law::{Relation, Verdict};
use sea_orm::prelude::Uuid;

use super::build::Sealing;
use super::{CitizenView, Viewing};
use crate::sealed::{Seal, Subject};
use crate::store::{CaseRows, Directory, StoreError, case_of};

/// Seals a citizen for a viewer by all of the citizen's cases; nothing where the viewer has no
/// relation to any of them.
///
/// # Errors
/// A row is broken: nothing is shown of the citizen.
pub(crate) fn citizen_view(
    id: Uuid,
    cases: &[&CaseRows],
    directory: &Arc<Directory>,
    viewing: Viewing<'_>,
) -> Result<Option<CitizenView>, StoreError> {
    let mut verdict = Verdict::unknown();
    let mut leads: Vec<Organisation> = Vec::new();
    let mut first = None;
    for rows in cases {
        let case = case_of(rows, directory)?;
        let lead = case.facts().lead;
        let ask = Ask { viewer: viewing.viewer, holders: &[lead], journal: false, at: viewing.at };
        let decided = case.decide(&ask);
        if decided.relation == Relation::None {
            continue;
        }
        verdict = verdict.union(&decided);
        if !leads.contains(&lead) {
            leads.push(lead);
        }
        first.get_or_insert((case, *rows));
    }
    if cases.is_empty() {
        return Ok(None);
    }
    leads.sort_unstable_by_key(|lead| lead.id);
    let subject = Subject {
        citizen: CitizenId(id),
        case: None,
        purpose: None,
        holders: leads,
        journal: false,
    };
    // Made even where it opens nothing: that the citizen was looked up is itself an access (R38).
    let seal = Seal::new(verdict, subject, viewing.ledger);
    let Some((case, rows)) = first else { return Ok(None) };
    let made = RefCell::new(Vec::new());
    let sealing = Sealing { case: &case, rows, directory, viewing, made };
    Ok(rows.citizens.first().map(|row| sealing.citizen(row, &seal)))
}
