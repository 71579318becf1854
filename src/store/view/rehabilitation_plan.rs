//! Sealing rehabilitation plans: the sender's, with the lead as co-holder from receipt.

use super::build::{Sealing, sorted};
use super::*;
use crate::store::StoreError;

/// A rehabilitation plan with its lines.
#[derive(Clone, Debug)]
pub(crate) struct RehabilitationPlanView {
    pub(crate) row: Sealed<Record<entity::rehabilitation_plan::Model>>,
    pub(crate) icf_entries: Vec<Item<entity::icf_entry::Model>>,
    /// The referral that came with it, as its own list shows it.
    pub(crate) referral: Option<ReferralView>,
}

impl Sealing<'_> {
    pub(super) fn rehabilitation_plans(
        &self,
        referrals: &[ReferralView],
    ) -> Result<Vec<RehabilitationPlanView>, StoreError> {
        let plans = sorted(&self.rows.rehabilitation_plans, |p| (p.received_at, p.id));
        plans.map(|plan| self.rehabilitation_plan(plan, referrals)).collect()
    }

    fn rehabilitation_plan(
        &self,
        row: &entity::rehabilitation_plan::Model,
        referrals: &[ReferralView],
    ) -> Result<RehabilitationPlanView, StoreError> {
        let seal = self.lead_and(Some(row.organisation_id))?;
        let categories = self.health_row(Some(row.organisation_id))?;
        let tier = self.held_back(row.annulled_at);
        let icf_entries = sorted(&self.rows.icf_entries, |line| (line.position, line.id))
            .filter(|line| line.plan_id == row.id)
            .map(|line| {
                let record = self.record(line.clone(), line.id);
                Item(Sealed::new(record, &seal, categories).with_tier(tier))
            })
            .collect();
        let came_with = |referral: &&ReferralView| {
            row.referral_id.is_some() && referral.row.outline(|r| r.id) == row.referral_id
        };
        let referral = referrals.iter().find(came_with).cloned();
        let record = self.record(row.clone(), row.id);
        let row = Sealed::new(record, &seal, categories).with_tier(tier);
        Ok(RehabilitationPlanView { row, icf_entries, referral })
    }
}
