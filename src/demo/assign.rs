//! Coordinator assignments: current, ended, replaced.

use chrono::{DateTime, Utc};
use law::assignment::may_assign;
use law::regime::AGE_BOUNDS;
use uuid::Uuid;

use super::directory::Person;
use super::draft::Draft;
use crate::store::StoreError;

impl<'a> Draft<'a> {
    /// Assigns a coordinator where the law allows it (R02, R04), and gives whether it did.
    /// `handed_over` is when another took over; `ended` when the coordination ended.
    pub(super) fn assign(
        &mut self,
        coordinators: [&'a Person; 2],
        from_at: DateTime<Utc>,
        handed_over: Option<DateTime<Utc>>,
        ended: Option<DateTime<Utc>>,
    ) -> Result<bool, StoreError> {
        let case = self.law()?;
        let birth = self.rows.citizens.first().map(|c| c.birth_date).unwrap_or_default();
        if !may_assign(case.facts(), birth, from_at, AGE_BOUNDS).is_empty() {
            return Ok(false);
        }
        let rests_on = case
            .windows()
            .find(|(_, _, window)| window.start <= from_at && from_at < window.last().at);
        let Some(consent) = rests_on.map(|(consent, ..)| consent.id.0) else { return Ok(false) };
        // Whoever takes over is assigned anew, on a consent that still holds.
        let handed_over =
            handed_over.filter(|at| may_assign(case.facts(), birth, *at, AGE_BOUNDS).is_empty());
        let first = self.assignment(coordinators[0], from_at, handed_over.or(ended), consent);
        if let Some(at) = handed_over {
            self.rows.assignments[first].end_reason =
                Some("Koordinatoren skifter til en anden opgave.".to_owned());
            let replaces = self.rows.assignments[first].id;
            let second = self.assignment(coordinators[1], at, ended, consent);
            self.rows.assignments[second].replaces = Some(replaces);
            self.rows.assignments[second].reason =
                Some("Afløser efter aftale med borgeren.".to_owned());
        }
        if let (Some(_), Some(last)) = (ended, self.rows.assignments.last_mut()) {
            last.end_reason = Some("Koordineringen er afsluttet.".to_owned());
        }
        Ok(true)
    }

    fn assignment(
        &mut self,
        coordinator: &Person,
        from_at: DateTime<Utc>,
        to_at: Option<DateTime<Utc>>,
        consent_id: Uuid,
    ) -> usize {
        let id = self.new_id();
        self.rows.assignments.push(entity::coordinator_assignment::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            case_opened_at: self.opened_at,
            coordinator_id: coordinator.id,
            from_at,
            to_at,
            consent_id,
            reason: Some("Flere forvaltninger skal arbejde i samme retning.".to_owned()),
            end_reason: None,
            replaces: None,
            version: 1 + i32::from(to_at.is_some()),
        });
        self.rows.assignments.len() - 1
    }
}
