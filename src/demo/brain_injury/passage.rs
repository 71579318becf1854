//! The passage at 65 (R35), and what the rehabilitation team recommended (R36).

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::column::{Code, Codes};
use law::Word;
use law::brain_injury::{DominantNeed, TrackKind};
use law::rehabilitation_team::{Recommendation, TeamParty};

use super::super::directory::{Person, SOF, SUF};
use super::super::draft::Draft;
use super::super::showcase::worker;
use super::plan::Made;
use super::{Plan, Stage};
use crate::store::StoreError;

/// From the assessment to the passage.
pub(super) const HANDED_OVER: TimeDelta = TimeDelta::hours(2);

impl<'a> Draft<'a> {
    /// Who is responsible from 65 on, as assessed; and what the passage left behind.
    pub(super) fn passage(
        &mut self,
        plan: &Plan,
        coordinator: &'a Person,
    ) -> Result<(), StoreError> {
        let need = match plan.stage {
            Stage::Ahead65 | Stage::Passed65 => DominantNeed::Care,
            Stage::Stays65 => DominantNeed::Pedagogical,
            _ => return Ok(()),
        };
        let Some((shift, assessed)) = self.reaches_65() else { return Ok(()) };
        let passed = plan.stage == Stage::Passed65;
        let responsible = match need {
            DominantNeed::Care => SUF,
            DominantNeed::Pedagogical => SOF,
        };
        let former = self.town.organisation(SOF).id.0;
        let office = &self.town.offices(SOF)[0];
        let completed_at = passed.then(|| assessed + HANDED_OVER);
        let id = self.new_id();
        self.rows.age_transitions.push(entity::age_transition::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            organisation_id: former,
            unit_id: Some(if passed { office.id } else { self.office.id }),
            author_id: Some(if passed { worker(office).id } else { coordinator.id }),
            dominant_need: Code(need),
            rationale: match need {
                DominantNeed::Care => "Har mest brug for personlig pleje og praktisk hjælp.",
                DominantNeed::Pedagogical => "Har mest brug for pædagogisk støtte i hverdagen.",
            }
            .to_owned(),
            assessed_at: assessed,
            responsible_organisation_id: self.town.organisation(responsible).id.0,
            from_date: shift.max(law::dates::day_of(assessed)),
            completed_at,
            recorded_at: assessed,
            version: 1 + i32::from(passed),
            annulled_at: None,
            annul_reason: None,
        });
        if passed {
            // What the former lead wrote stays its own.
            self.hold_as(SOF, Some(office.id), None);
            self.hold_as(SOF, None, Some(worker(office).id));
        }
        Ok(())
    }

    /// The day on which the responsibility passes, and when it was assessed: soon after it, or
    /// ahead of it.
    pub(super) fn reaches_65(&self) -> Option<(NaiveDate, DateTime<Utc>)> {
        let birth = self.rows.citizens.first()?.birth_date;
        let shift = law::brain_injury::age::shift_day(birth, law::regime::AGE_SHIFTS)?;
        let assessed = self.calendar.at((self.calendar.ago(shift) - 2).max(2), 10, 30);
        Some((shift, assessed))
    }

    /// What the rehabilitation team recommended, recorded by the job centre, which holds it.
    pub(super) fn team(&mut self, plan: &Plan, made: &Made<'a>) -> Result<(), StoreError> {
        let Some(track) = made.track(TrackKind::Employment) else { return Ok(()) };
        let ago = made.ago - 3;
        if plan.index.is_multiple_of(3) || ago <= plan.course.ended.unwrap_or(0) {
            return Ok(());
        }
        let recommendation: Recommendation = plan.word(0);
        let pension = recommendation == Recommendation::DisabilityPension;
        let met_on = self.calendar.day(ago);
        let id = self.new_id();
        let annulled = plan.index % 10 == 7;
        let recorded_at = self.calendar.at(ago, 15, 0);
        let parties = match plan.index.is_multiple_of(2) {
            true => TeamParty::ALL,
            false => &TeamParty::ALL[..4],
        };
        self.rows.team_cases.push(entity::rehabilitation_team_case::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            organisation_id: self.town.organisation(track.holder.firm).id.0,
            unit_id: Some(track.holder.office.id),
            author_id: Some(track.holder.person.id),
            met_on,
            parties: Codes::of(parties),
            recommendation: Code(recommendation),
            grounds: "Arbejdsevnen er væsentligt nedsat efter hjerneskaden; tilbage til arbejde i det tempo, helbredet tillader.".to_owned(),
            // R36: a pension follows a resource course, or all three hold.
            resource_course: pension && plan.turn == 0,
            obviously_futile: pension,
            treatment_exhausted: pension,
            conditions_met: pension,
            recorded_at,
            version: 1 + i32::from(annulled),
            annulled_at: annulled.then(|| recorded_at + TimeDelta::hours(20)),
            annul_reason: annulled.then(|| "Registreret med en forkert dato.".to_owned()),
        });
        Ok(())
    }
}
