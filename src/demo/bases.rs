//! Statutory bases: each provision, and the complaint receipt on both sides of its deadline.

use chrono::{NaiveDate, TimeDelta};
use entity::column::{Categories, Code};
use law::forms::{NoticeKind, ParticipationOrigin, RequestState};
use law::words::Provision;
use law::{Category, Word};

use super::directory::{BIF, FUND, Firm, HOSPITAL, PAYMENTS, PSYCHIATRY, SOF, SUF};
use super::draft::{Draft, only};
use super::texts;
use crate::store::StoreError;

use Provision as P;

/// A kind of basis: provision, requester, holder, matter, days from now to the last day for
/// objecting (R19), whether the citizen objected.
type Kind = (Provision, Firm, Firm, Category, Option<i64>, bool);

/// The kinds of bases, in turn.
const KINDS: &[Kind] = &[
    (P::LegalSecurity11a2, SOF, PAYMENTS, Category::Economy, None, false),
    (P::LegalSecurity11a3, SOF, BIF, Category::Economy, Some(10), false),
    (P::LegalSecurity11a3, SOF, SUF, Category::Social, Some(-6), false),
    (P::LegalSecurity11a3, SOF, BIF, Category::Employment, Some(-3), true),
    (P::LegalSecurity11c1, SOF, SUF, Category::Social, None, false),
    (P::LegalSecurity11c2, SOF, BIF, Category::Employment, None, false),
    (P::LegalSecurity11c3, SOF, PAYMENTS, Category::Economy, None, false),
    (P::LegalSecurity11c4, SOF, FUND, Category::Economy, None, false),
    (P::Administration28, SOF, BIF, Category::Employment, None, false),
    (P::Health41s2, HOSPITAL, PSYCHIATRY, Category::Health, None, false),
    (P::Health43s2, SOF, HOSPITAL, Category::Health, None, false),
];

impl Draft<'_> {
    /// Records the basis of this turn; who gives takes part from then on, and the citizen is
    /// told. Recorded before the last day for objecting.
    pub(super) fn basis(&mut self, turn: u64) -> Result<(), StoreError> {
        let turn = usize::try_from(turn).unwrap_or(0) % KINDS.len();
        let (provision, requester, holder, matter, deadline, objected) = KINDS[turn];
        let rule = law::basis::rule(provision);
        let waived = rule == law::Rule::R21;
        // §§ 11 a and 11 c are used by who collects; elsewhere whoever holds decides.
        let recorder = if rule == law::Rule::R22 { holder } else { requester };
        let ago = if deadline.is_some_and(|days| days < 0) { 14 } else { 4 };
        let from_at = self.calendar.at(ago, 12, self.rng.between(0, 59));
        let by = if recorder == SOF { self.caseworker() } else { self.partner(recorder).person };
        let id = self.new_id();
        let last_day: Option<NaiveDate> = deadline.map(|days| self.calendar.day(-days));
        self.rows.bases.push(entity::statutory_basis::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            provision: Code(provision),
            number: (rule == law::Rule::R22).then(|| "nr. 2".to_owned()),
            requester_organisation_id: self.town.organisation(requester).id.0,
            holder_organisation_id: self.town.organisation(holder).id.0,
            categories: Categories(only(matter)),
            reason: texts::REASON.to_owned(),
            necessity: waived.then(|| texts::NECESSITY.to_owned()),
            consent_attempt: waived.then(|| texts::ATTEMPT.to_owned()),
            objection_deadline: last_day,
            objected_at: objected.then(|| from_at + TimeDelta::days(1)),
            from_at,
            to_at: None,
            recorded_by: Some(by.id),
            recorded_organisation_id: self.town.organisation(recorder).id.0,
            holder_notified_at: (recorder != holder).then_some(from_at),
            version: 1 + i32::from(objected),
            annul_reason: None,
        });
        // Before the last day for objecting has passed, nobody takes part on it (R19).
        let takes_effect = last_day.map_or(from_at, |day| {
            law::dates::start_of(law::dates::next(day)) + TimeDelta::hours(8)
        });
        for other in [requester, holder] {
            if other == SOF
                || takes_effect > self.calendar.anchor
                || !self.may_invite(other, takes_effect)?
            {
                continue;
            }
            let partner = self.partner(other);
            let origin = ParticipationOrigin::InformationRequest;
            self.participate(&partner, origin, takes_effect, None);
            if other == holder && requester == SOF {
                let state = self.rng.pick(&[RequestState::Open, RequestState::Answered]);
                self.ask(partner, matter, takes_effect + TimeDelta::hours(1), by.id, state)?;
            }
        }
        let text = format!("Oplysninger deles efter {}.", provision.danish());
        let about = format!("basis:{id}");
        self.notice(NoticeKind::StatutoryBasis, &about, Some(holder), text, from_at);
        Ok(())
    }
}
