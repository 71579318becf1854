//! What an assessment says: one reading of it for what is recorded and for what is corrected.

use async_graphql::{InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};
use entity::assessment_score;
use entity::brain_injury_assessment::Model;
use entity::column::Code;
use law::brain_injury::{AssessmentTool, NeedLevel};

use crate::app::check::{Check, LINE, TEXT, patched_word};
use crate::app::{UserErrorCode, Work};
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;

/// What a tool showed (score).
#[derive(Clone, InputObject)]
pub(crate) struct AssessmentScoreInput {
    /// Tool (redskab).
    pub(crate) tool: Of<AssessmentTool>,
    /// Name of another tool (redskabets navn); with OTHER.
    pub(crate) tool_name: Option<String>,
    /// Score as the tool states it (score).
    pub(crate) score: String,
    /// Measured on (målt).
    pub(crate) measured_on: Option<Date>,
}

/// What an assessment says (udredningens indhold).
#[derive(InputObject)]
pub(crate) struct BrainInjuryAssessmentContentInput {
    /// Assessed when; now where left out (udredt).
    pub(crate) assessed_at: Option<DateTime<Utc>>,
    /// What tools showed, all of them (scorer).
    pub(crate) scores: MaybeUndefined<Vec<AssessmentScoreInput>>,
    /// Work capacity (arbejdsevne).
    pub(crate) work_capacity: MaybeUndefined<String>,
    /// Learning (læring).
    pub(crate) learning: MaybeUndefined<String>,
    /// The home (hjemmet).
    pub(crate) home: MaybeUndefined<String>,
    /// Economy (økonomi).
    pub(crate) economy: MaybeUndefined<String>,
    /// Strain on relatives (belastning af pårørende).
    pub(crate) relatives_strain: MaybeUndefined<String>,
    /// Strain on relatives, told in confidence: kept to who assesses (betroet af pårørende).
    pub(crate) relatives_strain_in_confidence: MaybeUndefined<String>,
    /// Resources (ressourcer).
    pub(crate) resources: MaybeUndefined<String>,
    /// Risks (risici).
    pub(crate) risks: MaybeUndefined<String>,
    /// The citizen's perspective (borgerens perspektiv).
    pub(crate) citizen_perspective: MaybeUndefined<String>,
    /// Conclusion (konklusion).
    pub(crate) conclusion: MaybeUndefined<String>,
    /// Level of need (behovsniveau).
    pub(crate) need_level: MaybeUndefined<Of<NeedLevel>>,
}

impl BrainInjuryAssessmentContentInput {
    /// Puts what is said into a row and its scores; what is left out stands, null clears.
    pub(super) fn fill(
        &self,
        work: &Work<'_>,
        check: &mut Check,
        row: &mut Model,
        scores: &mut Vec<assessment_score::Model>,
    ) {
        if let Some(at) = self.assessed_at {
            check.that(
                at <= work.now,
                "assessedAt",
                "the time lies in the future; state when it was assessed",
                "tidspunktet ligger i fremtiden; angiv hvornår der er udredt",
            );
            check.near("assessedAt", today(at), today(work.now));
            row.assessed_at = at;
        }
        row.need_level = patched_word(&self.need_level, row.need_level);
        let mut says = row.need_level.is_some();
        for (name, said, held) in [
            ("workCapacity", &self.work_capacity, &mut row.work_capacity),
            ("learning", &self.learning, &mut row.learning),
            ("home", &self.home, &mut row.home),
            ("economy", &self.economy, &mut row.economy),
            ("relativesStrain", &self.relatives_strain, &mut row.relatives_strain),
            (
                "relativesStrainInConfidence",
                &self.relatives_strain_in_confidence,
                &mut row.relatives_strain_in_confidence,
            ),
            ("resources", &self.resources, &mut row.resources),
            ("risks", &self.risks, &mut row.risks),
            ("citizenPerspective", &self.citizen_perspective, &mut row.citizen_perspective),
            ("conclusion", &self.conclusion, &mut row.conclusion),
        ] {
            *held = check.patch(name, said, held.take(), TEXT);
            says |= held.is_some();
        }
        self.scores(work, check, row, scores);
        if !says && scores.is_empty() {
            check.error(
                UserErrorCode::Required,
                "conclusion",
                "say what was found: a score, or a text",
                "angiv, hvad der er fundet: en score eller en tekst",
            );
        }
    }

    /// The scores, as a whole.
    fn scores(
        &self,
        work: &Work<'_>,
        check: &mut Check,
        row: &Model,
        scores: &mut Vec<assessment_score::Model>,
    ) {
        let said: &[AssessmentScoreInput] = match &self.scores {
            MaybeUndefined::Undefined => return,
            said => said.value().map_or(&[], |said| &said[..]),
        };
        check.few("scores", said.len());
        scores.clear();
        let today = today(work.now);
        for (one, position) in said.iter().zip(0..) {
            let path = |name: &str| format!("scores[{position}].{name}");
            let other = one.tool.0 == AssessmentTool::Other;
            let tool_name = check.optional(&path("toolName"), one.tool_name.as_deref(), LINE);
            if other && tool_name.is_none() {
                let english = "name the tool";
                check.error(
                    UserErrorCode::Required,
                    &path("toolName"),
                    english,
                    "angiv redskabets navn",
                );
            }
            check.that(
                other || tool_name.is_none(),
                &path("toolName"),
                "leave the name out unless it is another tool",
                "udelad navnet, når det ikke er et andet redskab",
            );
            let day = one.measured_on.map(|day| day.0);
            if let Some(day) = day {
                check.that(
                    day <= today,
                    &path("measuredOn"),
                    "the day lies in the future; state when it was measured",
                    "dagen ligger i fremtiden; angiv hvornår der er målt",
                );
                check.near(&path("measuredOn"), day, today);
            }
            scores.push(assessment_score::Model {
                citizen_id: row.citizen_id,
                id: work.id(),
                case_id: row.case_id,
                assessment_id: row.id,
                tool: Code(one.tool.0),
                tool_name,
                score: check.required(&path("score"), &one.score, LINE),
                measured_on: day,
                position,
            });
        }
    }
}
