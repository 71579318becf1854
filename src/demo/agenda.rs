//! Agendas: the nine items of the form, what was added to them, and the tasks that come of them.

use chrono::{NaiveDate, TimeDelta};
use entity::column::{Categories, Code};
use law::facts::Instant;
use law::forms::{ItemKind, TaskState};
use law::{Category, Word};
use uuid::Uuid;

use super::directory::{Person, SOF};
use super::draft::{Draft, Partner, only};
use super::meetings::MeetingSpec;
use super::texts::{self, Topic};
use crate::store::StoreError;

impl<'a> Draft<'a> {
    /// The items of the form in their order, and what was added.
    pub(super) fn agenda(
        &mut self,
        meeting: Uuid,
        spec: &MeetingSpec<'_, 'a>,
        invited: &[Partner<'a>],
        held_at: Option<Instant>,
    ) -> Result<(), StoreError> {
        use ItemKind as I;
        let column = spec.column.map(|title| self.column(meeting, title));
        let mut position = 0;
        let mut next = || {
            position += 1;
            position
        };
        if spec.own_status {
            let at = next();
            self.item(meeting, at, I::CitizenStatus, None, held_at.is_some());
        }
        for kind in [I::Welcome, I::MinuteTaker] {
            let at = next();
            self.item(meeting, at, kind, None, held_at.is_some());
        }
        for topic in spec.topics {
            let at = next();
            let item = self.item(meeting, at, I::Flexible, Some(topic), held_at.is_some());
            if let Some(column) = column {
                self.cell(meeting, item, column);
            }
            if let Some(held_at) = held_at {
                self.task(meeting, item, topic, invited, spec.coordinator, held_at)?;
            }
        }
        for kind in [I::NetworkMapUpdate, I::AnyOtherBusiness, I::SummingUp] {
            let at = next();
            self.item(meeting, at, kind, None, held_at.is_some());
        }
        if let (true, Some(guest)) = (spec.proposal, invited.first()) {
            let proposer = self.town.organisation(guest.firm);
            let at = next();
            let item = self.item(meeting, at, I::Flexible, None, false);
            if let Some(row) = self.rows.items.iter_mut().find(|row| row.id == item) {
                row.subject = "Forslag fra samarbejdspartner: fælles plan for sommeren".to_owned();
                row.goal = Some("Undgå huller i indsatsen".to_owned());
                row.proposed_by = Some(proposer.id.0);
                row.accepted = false;
                row.categories = Some(Categories(law::fields::row_naming(proposer.kind)));
            }
        }
        Ok(())
    }

    fn item(
        &mut self,
        meeting_id: Uuid,
        position: i32,
        kind: ItemKind,
        topic: Option<Topic>,
        held: bool,
    ) -> Uuid {
        let id = self.new_id();
        let seats: Vec<Uuid> = self
            .rows
            .participants
            .iter()
            .filter(|p| p.meeting_id == meeting_id)
            .map(|p| p.id)
            .collect();
        let (goal, decision) = match (kind, topic) {
            (_, Some(topic)) => (Some(topic.goal), Some(topic.decision)),
            (ItemKind::Welcome, _) => (Some("Alle ved, hvem der sidder om bordet"), None),
            (ItemKind::CitizenStatus, _) => {
                (Some("Høre borgerens egen beskrivelse"), Some("Taget til efterretning"))
            }
            (ItemKind::NetworkMapUpdate, _) => (None, Some("Kortet er gennemgået og rettet")),
            (ItemKind::SummingUp, _) => (Some("Fordele opgaverne"), Some("Se opgavelisten")),
            _ => (None, None),
        };
        let own_status = kind == ItemKind::CitizenStatus;
        let tags = topic
            .and_then(|topic| topic.categories)
            .or(own_status.then_some(only(Category::Social)));
        let decided = if held { decision } else { None };
        let minutes = self.rng.pick(&[5, 10, 10, 15]);
        let responsible = self.rng.pick(&seats);
        self.rows.items.push(entity::agenda_item::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            meeting_id,
            kind: Code(kind),
            position,
            subject: topic.map_or(kind.danish(), |topic| topic.subject).to_owned(),
            responsible_id: Some(responsible),
            goal: goal.map(str::to_owned),
            duration_minutes: Some(minutes),
            decision: decided.map(str::to_owned),
            correction_reason: None,
            categories: tags.map(Categories),
            proposed_by: None,
            accepted: true,
            version: 1 + i32::from(held),
            removed_at: None,
        });
        id
    }

    /// A task from a decision, given to somebody who may read it.
    fn task(
        &mut self,
        meeting: Uuid,
        item: Uuid,
        topic: Topic,
        invited: &[Partner<'a>],
        coordinator: &'a Person,
        held_at: Instant,
    ) -> Result<(), StoreError> {
        let needed = topic.categories.unwrap_or(law::fields::UNTAGGED);
        let guest = (!invited.is_empty()).then(|| self.rng.pick(invited));
        let reader = match guest {
            Some(guest) if self.readable(&guest, held_at)?.contains(needed) => Some(guest),
            _ => None,
        };
        let to_citizen = reader.is_none() && self.rng.chance(20);
        let organisation = match reader {
            Some(guest) => Some(self.town.organisation(guest.firm).id.0),
            None => (!to_citizen).then(|| self.town.organisation(SOF).id.0),
        };
        let person = reader.map_or(coordinator, |guest| guest.person);
        let held = law::dates::day_of(held_at);
        let due = held + TimeDelta::days(self.rng.between(7, 60));
        let state = self.state_of_task(due);
        let name = if to_citizen { self.citizen_name() } else { person.name.clone() };
        let done_at = (state != TaskState::Open)
            .then(|| (held_at + TimeDelta::days(6)).min(self.calendar.anchor));
        let id = self.new_id();
        self.rows.tasks.push(entity::task::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            meeting_id: Some(meeting),
            item_id: Some(item),
            council_case_id: None,
            text: topic.task.to_owned(),
            responsible_organisation_id: organisation,
            responsible_user_id: (!to_citizen).then_some(person.id),
            responsible_name: Some(name),
            due: Some(due),
            state: Code(state),
            categories: topic.categories.map(Categories),
            created_at: held_at,
            done_at,
            version: 1 + i32::from(state != TaskState::Open),
        });
        Ok(())
    }

    fn state_of_task(&mut self, due: NaiveDate) -> TaskState {
        match self.calendar.ago(due) {
            1.. if self.rng.chance(15) => TaskState::Open,
            1.. if self.rng.chance(20) => TaskState::Dropped,
            1.. => TaskState::Done,
            _ if self.rng.chance(20) => TaskState::Done,
            _ => TaskState::Open,
        }
    }

    fn column(&mut self, meeting_id: Uuid, title: &str) -> Uuid {
        let id = self.new_id();
        self.rows.columns.push(entity::agenda_column::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            meeting_id,
            title: title.to_owned(),
            position: 1,
            version: 1,
        });
        id
    }

    fn cell(&mut self, meeting_id: Uuid, item_id: Uuid, column_id: Uuid) {
        let id = self.new_id();
        self.rows.cells.push(entity::agenda_cell::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            meeting_id,
            item_id,
            column_id,
            text: "Følges op på næste møde".to_owned(),
        });
    }

    /// Four different subjects.
    pub(super) fn topics(&mut self) -> [Topic; 4] {
        let start = self.rng.below(texts::TOPICS.len());
        [0, 1, 4, 9].map(|step| texts::TOPICS[(start + step) % texts::TOPICS.len()])
    }
}
