//! Enquiries and assessments: how a case came to be, and whether a coordinator is needed.

use chrono::{DateTime, Utc};
use entity::column::Code;
use law::assessment::{Annex, ComplexityAndWeight, Criteria};
use law::assignment::in_bounds;
use law::forms::{Channel, Conclusion, EnquiryOutcome};
use law::regime::AGE_BOUNDS;

use super::directory::Firm;
use super::draft::Draft;
use super::names;
use super::texts;

impl Draft<'_> {
    /// An enquiry by a partner, or by the citizen.
    pub(super) fn enquiry(
        &mut self,
        from: Option<Firm>,
        at: DateTime<Utc>,
        outcome: EnquiryOutcome,
    ) {
        let id = self.new_id();
        let channel = if self.rng.chance(60) { Channel::Written } else { Channel::Oral };
        let from_name = match from {
            Some(firm) => self.partner(firm).person.name.clone(),
            None if self.rng.chance(70) => self.citizen_name(),
            None => names::person(&mut self.rng),
        };
        let by = self.caseworker().id;
        let annulled = self.rng.chance(2);
        self.rows.enquiries.push(entity::enquiry::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            from_organisation_id: from.map(|firm| self.town.organisation(firm).id.0),
            from_name: Some(from_name),
            channel: Code(channel),
            received_at: at,
            situation: self.rng.pick(texts::SITUATIONS).to_owned(),
            need: self.rng.pick(texts::NEEDS).to_owned(),
            outcome: Code(outcome),
            recorded_by: Some(by),
            version: 1 + i32::from(annulled),
            annulled_at: annulled.then_some(self.calendar.anchor),
            annul_reason: annulled.then(|| "Registreret to gange.".to_owned()),
        });
    }

    /// An assessment by one of the two sets. `departs`: the caseworker decides otherwise than the
    /// criteria suggest, and says why (R01).
    pub(super) fn assess(&mut self, annex: bool, at: DateTime<Utc>, needed: bool, departs: bool) {
        let id = self.new_id();
        let birth =
            self.rows.citizens.first().map(|citizen| citizen.birth_date).unwrap_or_default();
        let in_age_bounds = in_bounds(birth, law::dates::day_of(at), AGE_BOUNDS);
        // The criteria say what fits the conclusion, or its contrary where it departs.
        let speaks_for = needed != departs;
        let mut maybe = || speaks_for && self.rng.chance(60);
        let a = Annex {
            internal_parties: speaks_for,
            external_parties: maybe(),
            complexity: maybe(),
            illness_picture: maybe(),
            op_team: false,
            has_contact_person_and_settled: !speaks_for,
            has_skp: false,
            declines: false,
            in_age_bounds,
        };
        let w = ComplexityAndWeight {
            housing: maybe(),
            support: speaks_for,
            treatment: maybe(),
            relatives: maybe(),
            actors: if speaks_for { 4 } else { 1 },
            in_age_bounds,
        };
        let criteria = if annex { Criteria::Annex(a) } else { Criteria::ComplexityAndWeight(w) };
        let suggested = criteria.suggest();
        let conclusion = if needed { Conclusion::Needed } else { Conclusion::NotNeeded };
        let rationale = (suggested != conclusion).then(|| self.rng.pick(texts::RATIONALES));
        let by = self.caseworker().id;
        let notes = texts::NOTES.map(|notes| (!annex).then(|| self.rng.pick(notes).to_owned()));
        let [housing_note, support_note, treatment_note, relatives_note] = notes;
        let of_annex = |answer: bool| annex.then_some(answer);
        let of_weight = |answer: bool| (!annex).then_some(answer);
        self.rows.assessments.push(entity::assessment::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            criteria_set: Code(criteria.set()),
            internal_parties: of_annex(a.internal_parties),
            external_parties: of_annex(a.external_parties),
            complexity: of_annex(a.complexity),
            illness_picture: of_annex(a.illness_picture),
            op_team: of_annex(a.op_team),
            has_contact_person_and_settled: of_annex(a.has_contact_person_and_settled),
            declines: of_annex(a.declines),
            housing_situation: of_weight(w.housing),
            housing_note,
            support_basis: of_weight(w.support),
            support_note,
            treatment_need: of_weight(w.treatment),
            treatment_note,
            relatives_relation: of_weight(w.relatives),
            relatives_note,
            actor_count: (!annex).then_some(i32::try_from(w.actors).unwrap_or(i32::MAX)),
            within_age: in_age_bounds,
            suggested: Code(suggested),
            conclusion: Code(conclusion),
            rationale: rationale.map(str::to_owned),
            assessed_by: Some(by),
            assessed_at: at,
            version: 1,
            annulled_at: None,
            annul_reason: None,
        });
    }
}
