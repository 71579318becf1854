//! Sealing the assessments at the age at which the authority passes (R35).

use law::Tier;

use super::build::{PROCESS, Sealing, sorted};
use super::*;
use crate::sealed::Sealed;
use crate::store::StoreError;

impl Sealing<'_> {
    /// The lead holds them together with who assessed: after the passage they are the next lead's,
    /// and stay readable to who wrote them.
    pub(super) fn age_transitions(
        &self,
    ) -> Result<Vec<Item<entity::age_transition::Model>>, StoreError> {
        let own = self.own_organisation();
        let one = |row: &entity::age_transition::Model| {
            let seal = self.lead_and(Some(row.organisation_id))?;
            let record = self.record(row.clone(), row.id);
            Ok(Item(Sealed::new(record, &seal, PROCESS).with_tier(age_transition_tier(row, own))))
        };
        sorted(&self.rows.age_transitions, |r| (r.assessed_at, r.id)).map(one).collect()
    }
}

/// An annulled row stays with who wrote it, the lead authority and the citizen.
pub(crate) fn age_transition_tier(
    row: &entity::age_transition::Model,
    own: Option<sea_orm::prelude::Uuid>,
) -> Tier {
    let kept = row.annulled_at.is_some() && own != Some(row.organisation_id);
    if kept { Tier::LeadOnly } else { Tier::Shared }
}
