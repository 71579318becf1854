//! Assessments of what the citizen can do, with the scores of tools.

use chrono::TimeDelta;
use entity::column::Code;
use law::brain_injury::AssessmentTool;

use super::super::directory::SUF;
use super::super::draft::Draft;
use super::{Plan, texts};
use crate::store::StoreError;

impl Draft<'_> {
    /// The lead's assessment, and in some cases one by the administration that trains.
    pub(super) fn assess_injury(&mut self, plan: &Plan, assigned: i64) -> Result<(), StoreError> {
        let at = self.calendar.at(assigned - 1, 10, self.rng.between(0, 59));
        let by = self.caseworker().id;
        let own = (self.town.organisation(self.lead).id.0, self.office.id);
        self.assessed(plan, own, by, at, 0);
        let later = at + TimeDelta::hours(3);
        if plan.index.is_multiple_of(3) && self.lead != SUF && self.may_invite(SUF, later)? {
            let partner = self.partner(SUF);
            self.hold(partner);
            let of = (self.town.organisation(SUF).id.0, partner.office.id);
            self.assessed(plan, of, partner.person.id, later, 3);
        }
        Ok(())
    }

    fn assessed(
        &mut self,
        plan: &Plan,
        (organisation_id, unit_id): (uuid::Uuid, uuid::Uuid),
        by: uuid::Uuid,
        at: chrono::DateTime<chrono::Utc>,
        shift: u64,
    ) {
        let id = self.new_id();
        let told = |texts: &[&str]| Some(plan.cycle(texts, shift).to_owned());
        self.rows.brain_injury_assessments.push(entity::brain_injury_assessment::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            organisation_id,
            unit_id: Some(unit_id),
            author_id: Some(by),
            assessed_at: at,
            work_capacity: told(texts::WORK),
            learning: told(texts::LEARNING),
            home: told(texts::HOMES),
            economy: told(texts::ECONOMY),
            relatives_strain: told(texts::RELATIVES),
            relatives_strain_in_confidence: plan.index.is_multiple_of(4).then(|| {
                "Ægtefællen er ved at miste kræfterne og vil ikke have det sagt.".to_owned()
            }),
            resources: told(texts::RESOURCES),
            risks: told(texts::RISKS),
            citizen_perspective: told(texts::WISHES),
            conclusion: told(texts::REASONS),
            need_level: Some(Code(plan.word(shift))),
            recorded_at: at,
            version: 1,
            annulled_at: None,
            annul_reason: None,
        });
        for position in 1..=2 {
            let tool: AssessmentTool = plan.word(shift + position);
            let score_id = self.new_id();
            self.rows.scores.push(entity::assessment_score::Model {
                citizen_id: self.citizen,
                id: score_id,
                case_id: self.id,
                assessment_id: id,
                tool: Code(tool),
                tool_name: (tool == AssessmentTool::Other).then(|| "Trailmaking".to_owned()),
                score: plan
                    .cycle(&["14 sekunder", "3 af 7", "nedsat", "86 af 126"], position)
                    .to_owned(),
                measured_on: Some(law::dates::day_of(at)),
                position: i32::try_from(position).unwrap_or(1),
            });
        }
    }
}
