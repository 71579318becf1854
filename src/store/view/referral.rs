//! Sealing referrals: the sender's, with the lead as co-holder from receipt.

use law::fields::{Field, brain_injury_referral, row_held_by};
use law::{Category, CategorySet, Relation, Tier};

use super::build::{Sealing, sorted};
use super::*;
use crate::store::StoreError;

/// A referral with what is attached to it.
#[derive(Clone, Debug)]
pub(crate) struct ReferralView {
    pub(crate) row: Sealed<Record<entity::brain_injury_referral::Model>>,
    pub(crate) attachments: Vec<Item<entity::referral_attachment::Model>>,
}

const HEALTH: CategorySet = CategorySet::of(&[Category::Health]);

/// Whom it was redirected to; that tells of them as well.
const TO: &[&Field] = &[&brain_injury_referral::redirectedTo];

impl Sealing<'_> {
    /// What the row of a form of these carries: it tells of illness, and of who wrote or sent it.
    pub(super) fn health_row(&self, of: Option<Uuid>) -> Result<CategorySet, StoreError> {
        let naming = |id| Ok::<_, StoreError>(row_held_by(self.directory.organisation(id)?.kind));
        Ok(HEALTH.union(of.map_or(Ok(CategorySet::NONE), naming)?))
    }

    /// A row that was annulled stays with who holds it, and with the citizen's side.
    pub(super) fn held_back(&self, annulled_at: Option<Instant>) -> Tier {
        let relation = self.lead().verdict().relation;
        match annulled_at {
            None => Tier::Shared,
            Some(_) if matches!(relation, Relation::Citizen | Relation::Representative) => {
                Tier::LeadOnly
            }
            Some(_) => Tier::AuthorOnly,
        }
    }

    pub(super) fn referrals(&self) -> Result<Vec<ReferralView>, StoreError> {
        // The day on which one was received is no outline: an order by it would tell of it.
        sorted(&self.rows.referrals, |r| r.id).map(|r| self.referral(r)).collect()
    }

    fn referral(
        &self,
        row: &entity::brain_injury_referral::Model,
    ) -> Result<ReferralView, StoreError> {
        let seal = self.lead_and(row.organisation_id)?;
        let categories = self.health_row(row.organisation_id)?;
        let tier = self.held_back(row.annulled_at);
        let record = self.record(row.clone(), row.id);
        let own = sorted(&self.rows.attachments, |a| (a.recorded_at, a.id))
            .filter(|attachment| attachment.referral_id == row.id);
        let attachments = own
            .map(|a| {
                let tier = self.held_back(a.annulled_at.or(row.annulled_at));
                let record = self.record(a.clone(), a.id);
                Item(Sealed::new(record, &seal, categories).with_tier(tier))
            })
            .collect();
        let naming = self.naming(row.redirected_to)?;
        let row = Sealed::new(record, &seal, categories).with_tier(tier).telling(TO, naming);
        Ok(ReferralView { row, attachments })
    }
}
