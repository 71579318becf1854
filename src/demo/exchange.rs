//! Information requests, statements, dispatches and notices to the citizen.

use chrono::{DateTime, TimeDelta, Utc};
use entity::column::{Categories, Code};
use law::facts::Counterpart;
use law::forms::{Channel, DispatchKind, NoticeKind, OpenedBy, RequestState};
use law::request::{CaseOpening, RequestDraft, may_ask};
use law::{Category, Direction, Purpose};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::directory::{Firm, SOF};
use super::draft::{Draft, Partner, Statement, only};
use super::meetings::Made;
use super::texts;
use crate::store::StoreError;

impl<'a> Draft<'a> {
    /// Asks a partner about a matter, where the law lets the lead ask; `state` is what came of
    /// it. Gives whether it was asked.
    pub(super) fn ask(
        &mut self,
        partner: Partner<'a>,
        on: Category,
        asked_at: DateTime<Utc>,
        by: Uuid,
        state: RequestState,
    ) -> Result<bool, StoreError> {
        let case = self.law()?;
        let (lead, to) = (self.town.organisation(SOF), self.town.organisation(partner.firm));
        let draft = RequestDraft {
            from: lead,
            to,
            categories: only(on),
            journal: false,
            opened_by: self.opening(),
            at: asked_at,
        };
        if !may_ask(case.facts(), &draft).is_empty() {
            return Ok(false);
        }
        let clause = case.windows().find(|(_, clause, window)| {
            clause.direction == Direction::Collect
                && clause.categories.has(on)
                && window.start <= asked_at
                && clause.counterparts.iter().any(|side| match side {
                    Counterpart::Organisation(id) => *id == to.id,
                    Counterpart::Kind(kind) => *kind == to.kind,
                })
        });
        let clause_id = clause.map(|(_, clause, _)| clause.id.0);
        let basis =
            case.facts().bases.iter().find(|b| b.holder.id == to.id && b.categories.has(on));
        let basis_id = basis.filter(|_| clause_id.is_none()).map(|basis| basis.id.0);
        let id = self.new_id();
        let answered = asked_at + TimeDelta::days(self.rng.between(2, 12));
        let answered_at = answered.min(self.calendar.anchor - TimeDelta::hours(3));
        let declined = state == RequestState::Declined;
        self.rows.requests.push(entity::information_request::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            from_organisation_id: lead.id.0,
            to_organisation_id: to.id.0,
            to_unit_id: Some(partner.office.id),
            to_professional_id: None,
            categories: Categories(only(on)),
            journal: false,
            purpose: Code(Purpose::Dkk),
            clause_id,
            basis_id,
            question: self.rng.pick(texts::QUESTIONS).to_owned(),
            due: Some(law::dates::day_of(asked_at) + TimeDelta::days(14)),
            state: Code(state),
            decline_reason: declined.then(|| self.rng.pick(texts::DECLINES).to_owned()),
            asked_by: Some(by),
            asked_at,
            answered_at: (state != RequestState::Open).then_some(answered_at),
            version: 1 + i32::from(state != RequestState::Open),
        });
        if state == RequestState::Answered {
            let text = self.rng.pick(texts::answers(on));
            let request_id = Some(id);
            let categories = Some(only(on));
            let (journal, third_party, at) = (false, false, answered_at);
            self.statement(Statement {
                partner,
                request_id,
                categories,
                text,
                journal,
                third_party,
                at,
            });
            if !to.kind.is_municipal() {
                self.collected_outside(partner.firm, id, answered_at);
            }
        }
        Ok(true)
    }

    /// R14: what was collected outside the municipality is told to the citizen.
    fn collected_outside(&mut self, firm: Firm, request: Uuid, at: DateTime<Utc>) {
        let text = format!("Vi har indhentet oplysninger fra {}.", self.town.name(firm));
        let about = format!("request:{request}");
        self.notice(NoticeKind::CollectedOutside, &about, Some(firm), text, at);
    }

    /// Something that the citizen must be told; told two times in three.
    pub(super) fn notice(
        &mut self,
        kind: NoticeKind,
        subject_key: &str,
        firm: Option<Firm>,
        text: String,
        arisen_at: DateTime<Utc>,
    ) {
        let id = self.new_id();
        let delivered_at = arisen_at + TimeDelta::days(1);
        let delivered = delivered_at < self.calendar.anchor && self.rng.chance(66);
        let by = self.caseworker().id;
        let channel = if self.rng.chance(50) { Channel::Written } else { Channel::Oral };
        self.rows.notices.push(entity::citizen_notice::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            kind: Code(kind),
            subject_key: subject_key.to_owned(),
            organisation_id: firm.map(|firm| self.town.organisation(firm).id.0),
            text,
            arisen_at,
            delivered_at: delivered.then_some(delivered_at),
            delivered_by: delivered.then_some(by),
            channel: delivered.then_some(Code(channel)),
            version: 1 + i32::from(delivered),
        });
    }

    /// What a meeting sends out: the agenda to all invited, with the map where it is the first;
    /// minutes to the same. The citizen gets each, and is told who else was invited.
    pub(super) fn send(
        &mut self,
        made: &Made<'a>,
        with_map: bool,
        by: Uuid,
    ) -> Result<(), StoreError> {
        let Some(sent_at) = made.sent_at else { return Ok(()) };
        let mut out = vec![(DispatchKind::Agenda, sent_at)];
        if with_map {
            out.push((DispatchKind::NetworkMap, sent_at));
        }
        out.extend(made.minutes_sent_at.map(|at| (DispatchKind::Minutes, at)));
        for (kind, at) in out {
            let meeting = (kind != DispatchKind::NetworkMap).then_some(made.id);
            for guest in &made.invited {
                // Minutes reach only whom a consent or a basis still names by then.
                if self.may_invite(guest.firm, at)? {
                    self.dispatch(kind, meeting, Some(guest), at, by)?;
                }
            }
            self.dispatch(kind, meeting, None, at, by)?;
        }
        if !made.invited.is_empty() {
            let names: Vec<_> = made.invited.iter().map(|g| self.town.name(g.firm)).collect();
            let text = format!("Indkaldt til mødet er: {}.", names.join(", "));
            let about = format!("meeting:{}", made.id);
            self.notice(NoticeKind::OthersInvited, &about, None, text, sent_at);
        }
        Ok(())
    }

    fn dispatch(
        &mut self,
        kind: DispatchKind,
        meeting_id: Option<Uuid>,
        to: Option<&Partner<'a>>,
        at: DateTime<Utc>,
        by: Uuid,
    ) -> Result<(), StoreError> {
        let id = self.new_id();
        let readable = match to {
            Some(partner) => self.readable(partner, at)?,
            None => law::CategorySet::ALL,
        };
        let view = format!("{kind} {meeting_id:?} {} {at} {}", self.id, readable.bits());
        let view_hash = Sha256::digest(view).iter().map(|b| format!("{b:02x}")).collect();
        let recipient_name = match to {
            Some(partner) => partner.person.name.clone(),
            None => self.citizen_name(),
        };
        self.rows.dispatches.push(entity::dispatch::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            kind: Code(kind),
            meeting_id,
            organisation_id: to.map(|p| self.town.organisation(p.firm).id.0),
            unit_id: to.map(|p| p.office.id),
            user_id: to.filter(|p| p.by_name).map(|p| p.person.id),
            recipient_name,
            sent_at: at,
            as_of: at,
            view_hash,
            sent_by: Some(by),
        });
        Ok(())
    }

    fn opening(&self) -> CaseOpening {
        match self.rows.cases.first().map(|case| case.opened_by.0) {
            Some(OpenedBy::Application) => CaseOpening::Application,
            Some(OpenedBy::OwnInitiative) => CaseOpening::OwnInitiative,
            _ => CaseOpening::Enquiry,
        }
    }
}
