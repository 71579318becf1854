//! Versioned forms as they stood: sealed anew, under the decision of now.

use std::cell::RefCell;
use std::sync::Arc;

use law::Viewer;
use law::facts::Instant;

use super::build::{Made, Sealing};
use super::{CaseView, ConsentView, NetworkMapView, PlanView, Viewing};
use crate::domain::Reach;
use crate::sealed::Ledger;
use crate::store::{CaseRows, Directory, StoreError};

/// The versions of a case with what it takes to seal them. Rows stay inside: what leaves are
/// sealed views.
#[derive(Clone)]
pub(crate) struct Past(Arc<Kept>);

struct Kept {
    rows: CaseRows,
    case: law::Case,
    directory: Arc<Directory>,
    viewer: Viewer,
    at: Instant,
    ledger: Arc<Ledger>,
    made: Vec<Made>,
}

// Rows are never printed.
impl std::fmt::Debug for Past {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Past(..)")
    }
}

impl Past {
    /// Keeps what a sealing works on.
    pub(super) fn of(sealing: &Sealing<'_>) -> Self {
        Self(Arc::new(Kept {
            rows: sealing.rows.clone(),
            case: sealing.case.clone(),
            directory: Arc::clone(sealing.directory),
            viewer: sealing.viewing.viewer.clone(),
            at: sealing.viewing.at,
            ledger: Arc::clone(sealing.viewing.ledger),
            made: sealing.made.borrow().clone(),
        }))
    }

    fn sealing(&self, as_of: Instant) -> Sealing<'_> {
        let kept = &*self.0;
        let viewing = Viewing {
            viewer: &kept.viewer,
            at: kept.at,
            ledger: &kept.ledger,
            reach: Reach::ALL,
            as_of: Some(as_of),
        };
        Sealing {
            case: &kept.case,
            rows: &kept.rows,
            directory: &kept.directory,
            viewing,
            // The seals that were made already: one account in the ledger, not one an instant.
            made: RefCell::new(kept.made.clone()),
        }
    }
}

impl CaseView {
    /// The network map as it stood at an instant.
    ///
    /// # Errors
    /// A row is broken, or the read did not ask for versions.
    pub(crate) fn network_map_at(
        &self,
        as_of: Instant,
    ) -> Result<Option<NetworkMapView>, StoreError> {
        let sealing = self.past()?.sealing(as_of);
        sealing.network_map(&sealing.lead(), self.citizen.as_ref())
    }

    /// The coordination plan as it stood at an instant.
    ///
    /// # Errors
    /// A row is broken, or the read did not ask for versions.
    pub(crate) fn coordination_plan_at(
        &self,
        as_of: Instant,
    ) -> Result<Option<PlanView>, StoreError> {
        let sealing = self.past()?.sealing(as_of);
        sealing.coordination_plan(&sealing.lead())
    }

    /// The consents as they stood at an instant.
    ///
    /// # Errors
    /// A row is broken, or the read did not ask for versions.
    pub(crate) fn consents_at(&self, as_of: Instant) -> Result<Vec<ConsentView>, StoreError> {
        let sealing = self.past()?.sealing(as_of);
        sealing.consents(&sealing.lead())
    }

    fn past(&self) -> Result<&Past, StoreError> {
        let absent = || StoreError::inconsistent("coordination_case", "versions were not loaded");
        self.past.as_ref().ok_or_else(absent)
    }
}
