//! What a coordinator does in a case: map, participants, meetings, exchange.

use law::forms::{MeetingKind, MeetingState, ParticipationOrigin, RequestState, Whereabouts};
use law::{Category, Direction};

use super::consents::{ConsentSpec, Side};
use super::course::Course;
use super::directory::{BIF, Person, SOF, Town};
use super::draft::{Draft, Partner, Statement, only};
use super::grants::matter;
use super::meetings::MeetingSpec;
use super::texts;
use crate::store::StoreError;

impl<'a> Draft<'a> {
    /// What a coordinator does: map, participants, meetings, requests, statements.
    pub(super) fn coordinate(
        &mut self,
        course: &Course,
        assigned: i64,
        coordinator: &'a Person,
        specs: &[ConsentSpec],
        turn: u64,
    ) -> Result<(), StoreError> {
        let calendar = self.calendar;
        let end = course.ended.unwrap_or(0);
        let whereabouts = match self.rng.below(20) {
            0 | 1 => Whereabouts::Hospital,
            2 => Whereabouts::Prison,
            _ => Whereabouts::None,
        };
        let span = assigned - end;
        let changes: Vec<_> = [end + span * 2 / 3, end + span / 3]
            .iter()
            .filter(|ago| span > 40 && **ago > 1)
            .map(|ago| calendar.at(*ago, 10, 45))
            .collect();
        let roles = self.some_roles(45);
        self.network_map(
            coordinator.id,
            calendar.at(assigned, 15, 0),
            &roles,
            whereabouts,
            &changes,
        );
        let partners = self.partners(course, assigned, specs)?;
        self.leaflet(calendar.at(assigned, 13, 30), coordinator.id, None);
        if let Some(partner) = partners.first() {
            self.leaflet(calendar.at(assigned - 1, 13, 30), coordinator.id, Some(partner.firm));
        }
        self.meetings(course, assigned, coordinator, &partners, turn)?;
        self.exchange(course, assigned, coordinator, &partners, turn)?;
        if specs.iter().flat_map(|s| &s.clauses).any(|c| c.direction == Direction::JournalRead) {
            let partner = self.partner(BIF);
            let at = calendar.at((assigned - 4).max(1), 9, 30);
            let text = self.rng.pick(texts::answers(Category::Employment));
            let categories = Some(only(Category::Employment));
            let (journal, third_party, request_id) = (true, false, None);
            self.statement(Statement {
                partner,
                request_id,
                categories,
                text,
                journal,
                third_party,
                at,
            });
        }
        Ok(())
    }

    /// Organisations that the consents name, and that the law lets take part.
    fn partners(
        &mut self,
        course: &Course,
        assigned: i64,
        specs: &[ConsentSpec],
    ) -> Result<Vec<Partner<'a>>, StoreError> {
        let calendar = self.calendar;
        let to_at = course.closed.map(|ago| calendar.at(ago, 14, 20));
        let mut partners: Vec<Partner<'a>> = Vec::new();
        for spec in specs {
            let signed_ago = calendar.ago(law::dates::day_of(spec.signed_at));
            let from_at = calendar.at(assigned.min(signed_ago) - 1, 9, 15);
            for side in spec.clauses.iter().filter(|c| c.granted_to == SOF).flat_map(|c| &c.sides) {
                let firm = match side {
                    Side::Of(firm) => *firm,
                    Side::Kind(kind) => self.rng.pick(&Town::partners(*kind)),
                };
                let kind = self.town.organisation(firm).kind;
                let known = partners.iter().any(|p| self.town.organisation(p.firm).kind == kind);
                if known || partners.len() == 5 || !self.may_invite(firm, from_at)? {
                    continue;
                }
                let partner = self.partner(firm);
                let origin = match partners.len() {
                    0 => ParticipationOrigin::Coordinator,
                    1 => ParticipationOrigin::InformationRequest,
                    _ => ParticipationOrigin::Invitation,
                };
                self.participate(&partner, origin, from_at, to_at);
                partners.push(partner);
            }
        }
        Ok(partners)
    }

    /// The start, follow-ups as long as the coordination lasts, and the end or what lies ahead.
    fn meetings(
        &mut self,
        course: &Course,
        assigned: i64,
        coordinator: &'a Person,
        guests: &[Partner<'a>],
        turn: u64,
    ) -> Result<(), StoreError> {
        use MeetingState::{Cancelled, Draft as Drafted, Held, MinutesSent, Sent};
        let end = course.ended.unwrap_or(0);
        let mut plans = Vec::new();
        let first_sent = assigned - 2;
        let mut held = first_sent - 21 - self.rng.between(0, 5);
        plans.push((MeetingKind::Start, MinutesSent, held, first_sent));
        let step = ((held - end) / 3).max(60);
        while plans.len() < 3 && held - step > end + 30 {
            held -= step;
            let state = if self.rng.chance(10) { Cancelled } else { MinutesSent };
            // One in ten goes out later than three weeks before (R25).
            let notice = if self.rng.chance(10) { 14 } else { 21 + self.rng.between(0, 5) };
            plans.push((MeetingKind::FollowUp, state, held, held + notice));
        }
        match (course.closed, course.ended, turn % 3) {
            (Some(closed), ..) => {
                plans.push((MeetingKind::Closing, MinutesSent, closed + 3, closed + 25));
            }
            (None, Some(_), _) => {}
            (None, None, 0) => {
                plans.push((MeetingKind::FollowUp, Sent, -20 - self.rng.between(0, 9), 3))
            }
            (None, None, 1) => plans.push((MeetingKind::FollowUp, Drafted, -40, 2)),
            (None, None, _) => plans.push((MeetingKind::FollowUp, Held, 2, 26)),
        }
        for (place, (kind, state, held_ago, sent_ago)) in plans.into_iter().enumerate() {
            let topics = self.topics();
            let spec = MeetingSpec {
                kind,
                state,
                held_ago,
                sent_ago,
                coordinator,
                guests,
                topics,
                own_status: self.rng.chance(30),
                column: self.rng.chance(25).then_some("Opfølgning"),
                proposal: state == Sent,
                citizen_present: self.rng.chance(80),
            };
            let made = self.meeting(&spec)?;
            self.send(&made, place == 0, coordinator.id)?;
            if place == 0 {
                self.reference(SOF, "CSC", "Meeting", made.id);
            }
        }
        Ok(())
    }

    /// Requests to the partners, and statements on one's own account.
    fn exchange(
        &mut self,
        course: &Course,
        assigned: i64,
        coordinator: &'a Person,
        partners: &[Partner<'a>],
        turn: u64,
    ) -> Result<(), StoreError> {
        let calendar = self.calendar;
        for (step, partner) in (0_i64..).zip(partners.iter().take(3)) {
            let round = turn + u64::try_from(step).unwrap_or(0);
            let running = course.ended.is_none();
            let (state, ago) = match round % 4 {
                1 if running => (RequestState::Open, 6),
                2 => (RequestState::Declined, assigned - 3 - step),
                _ => (RequestState::Answered, assigned - 3 - step),
            };
            let on = matter(self.town.organisation(partner.firm).kind);
            let at = calendar.at(ago, 11, self.rng.between(0, 59));
            self.ask(*partner, on, at, coordinator.id, state)?;
        }
        let lead = Partner { firm: SOF, office: self.office, person: coordinator, by_name: false };
        let at = calendar.at(assigned - 5, 14, 10);
        let base = Statement {
            partner: lead,
            request_id: None,
            categories: Some(only(Category::Social)),
            text: self.rng.pick(texts::answers(Category::Social)),
            journal: false,
            third_party: false,
            at,
        };
        if self.rng.chance(60) {
            let categories = base.categories.filter(|_| self.rng.chance(70));
            self.statement(Statement { categories, ..base });
        }
        if self.rng.chance(12) {
            let text = self.rng.pick(texts::THIRD_PARTY);
            let categories = Some(only(Category::Network));
            self.statement(Statement { text, categories, third_party: true, ..base });
        }
        Ok(())
    }
}
