//! Sealing assessments: who assessed holds them.

use super::build::{Sealing, sorted};
use super::*;
use crate::store::StoreError;

/// An assessment with its scores.
#[derive(Clone, Debug)]
pub(crate) struct BrainInjuryAssessmentView {
    pub(crate) row: Sealed<Record<entity::brain_injury_assessment::Model>>,
    pub(crate) scores: Vec<Item<entity::assessment_score::Model>>,
}

impl Sealing<'_> {
    pub(super) fn brain_injury_assessments(
        &self,
    ) -> Result<Vec<BrainInjuryAssessmentView>, StoreError> {
        let all = sorted(&self.rows.brain_injury_assessments, |a| (a.assessed_at, a.id));
        all.map(|row| self.brain_injury_assessment(row)).collect()
    }

    fn brain_injury_assessment(
        &self,
        row: &entity::brain_injury_assessment::Model,
    ) -> Result<BrainInjuryAssessmentView, StoreError> {
        let seal = self.seal(&[self.directory.organisation(row.organisation_id)?], false);
        let categories = self.health_row(Some(row.organisation_id))?;
        let tier = self.held_back(row.annulled_at);
        let scores = sorted(&self.rows.scores, |score| (score.position, score.id))
            .filter(|score| score.assessment_id == row.id)
            .map(|score| {
                let record = self.record(score.clone(), score.id);
                Item(Sealed::new(record, &seal, categories).with_tier(tier))
            })
            .collect();
        let record = self.record(row.clone(), row.id);
        let row = Sealed::new(record, &seal, categories).with_tier(tier);
        Ok(BrainInjuryAssessmentView { row, scores })
    }
}
