//! Sealing meetings: from SENT on the invited see each other; what was decided is a draft until the
//! minutes are sent; tags are row data.

use std::sync::Arc;

use law::fields::{self, UNTAGGED};
use law::forms::{Attendance, ParticipantKind};
use law::{Category, CategorySet, Opening, Tier};

use super::build::{PROCESS, Sealing, sorted};
use super::*;
use crate::sealed::{Seal, Sealed};
use crate::store::StoreError;

/// What the lead writes into an item that another organisation proposed.
const WRITTEN_BY_LEAD: &[(&fields::Field, Tier)] = &[
    (&fields::agenda_item::decision, Tier::LeadOnly),
    (&fields::agenda_item::cells, Tier::LeadOnly),
];

/// What the lead alone holds of an item, whoever proposed it: what counts what it writes there.
const COUNTED: &[&fields::Field] = &[&fields::agenda_item::version, &fields::agenda_item::position];

/// The same, until the minutes are sent.
const DECISION: &[&fields::Field] = &[
    &fields::agenda_item::decision,
    &fields::agenda_item::version,
    &fields::agenda_item::position,
];

/// Who proposed an item; that tells of them as well.
const PROPOSER: &[&fields::Field] = &[&fields::agenda_item::proposedBy];

/// What was decided, until the minutes are sent.
const DRAFT: &[(&fields::Field, Tier)] = &[(&fields::agenda_item::decision, Tier::AuthorOnly)];

/// What the lead writes into an item of another, until the minutes are sent.
const DRAFT_BY_LEAD: &[(&fields::Field, Tier)] = &[
    (&fields::agenda_item::decision, Tier::AuthorOnly),
    (&fields::agenda_item::cells, Tier::LeadOnly),
];

impl Sealing<'_> {
    pub(super) fn meetings(&self, lead: &Arc<Seal>) -> Result<Vec<MeetingView>, StoreError> {
        sorted(&self.rows.meetings, |m| (m.date, m.id)).map(|row| self.meeting(row, lead)).collect()
    }

    fn meeting(
        &self,
        row: &entity::meeting::Model,
        lead: &Arc<Seal>,
    ) -> Result<MeetingView, StoreError> {
        let rows = self.rows;
        let sent = row.sent_at.is_some();
        let own = self.own_organisation();
        let of_meeting = || rows.participants.iter().filter(|p| p.meeting_id == row.id);
        let invited = sent && own.is_some() && of_meeting().any(|p| p.organisation_id == own);
        let (mut participants, mut absences) = (Vec::new(), Vec::new());
        #[cfg(feature = "planted-leaks")]
        let reason = |p: &entity::meeting_participant::Model| {
            let planted = crate::planted::is(crate::planted::Leak::Order);
            planted.then(|| p.absence_reason.clone()).flatten()
        };
        #[cfg(not(feature = "planted-leaks"))]
        let reason = |_: &entity::meeting_participant::Model| ();
        for p in sorted(&rows.participants, |p| (reason(p), p.position, p.id)) {
            if p.meeting_id == row.id {
                let item = self.participant(p, invited)?;
                if p.attendance.0 == Attendance::Absent {
                    absences.push(item.clone());
                }
                participants.push(item);
            }
        }
        let mut columns = Vec::new();
        for c in sorted(&rows.columns, |c| (c.position, c.id)) {
            if c.meeting_id == row.id {
                let record = self.record(c.clone(), c.id);
                columns.push(Item(Sealed::new(record, lead, UNTAGGED)));
            }
        }
        let (mut items, mut proposals) = (Vec::new(), Vec::new());
        for item in sorted(&rows.items, |i| (i.position, i.id)) {
            // A declined proposal stays with its proposer, who reads why; what was removed is gone.
            if item.meeting_id == row.id && !(item.accepted && item.removed_at.is_some()) {
                let mut view = self.item(item, &participants, row.minutes_sent_at.is_some())?;
                // Who sits at the table knows who does.
                let naming = if invited { PROCESS } else { self.naming(item.proposed_by)? };
                view.row = view.row.telling(PROPOSER, naming);
                if item.accepted { &mut items } else { &mut proposals }.push(view);
            }
        }
        let tasks = sorted(&rows.tasks, |t| (t.created_at, t.id))
            .filter(|t| t.meeting_id == Some(row.id))
            .map(|t| self.task(t))
            .collect::<Result<_, _>>()?;
        // A draft is the lead's own until it is sent (AUTHOR_ONLY).
        let tier = if sent { Tier::Shared } else { Tier::AuthorOnly };
        let record = self.record(row.clone(), row.id);
        Ok(MeetingView {
            row: Sealed::new(record, lead, PROCESS).with_tier(tier),
            citizen: self.meeting_citizen(lead, row, invited),
            // Who coordinated then; of a meeting that lies ahead, who does now.
            coordinator: self.coordinator_at(row.held_at.unwrap_or(self.viewing.at)),
            participants,
            absences,
            columns,
            items,
            proposals,
            tasks,
        })
    }

    /// The citizen on the agenda; the interpreter language is PROCESS for who is invited.
    fn meeting_citizen(
        &self,
        lead: &Arc<Seal>,
        meeting: &entity::meeting::Model,
        invited: bool,
    ) -> Option<MeetingCitizen> {
        const PROTECTED: &[(&fields::Field, Tier)] = &[
            (&fields::meeting_citizen::address, Tier::LeadOnly),
            (&fields::meeting_citizen::currentResidence, Tier::LeadOnly),
        ];
        let row = self.rows.citizens.first()?;
        let record = MeetingCitizenRecord {
            citizen: self.record(row.clone(), row.id),
            current_residence: meeting.current_residence.clone(),
        };
        let mut sealed = Sealed::new(record, lead, CategorySet::NONE);
        if row.address_protected {
            sealed = sealed.stricter(PROTECTED);
        }
        if invited {
            sealed = sealed.tagged(Some(PROCESS));
        }
        Some(MeetingCitizen { row: sealed })
    }

    fn participant(
        &self,
        row: &entity::meeting_participant::Model,
        invited: bool,
    ) -> Result<Item<entity::meeting_participant::Model>, StoreError> {
        let categories = match (invited, row.organisation_id, row.kind.0) {
            // They will sit at one table.
            (true, ..) => PROCESS,
            (_, Some(_), _) => self.naming(row.organisation_id)?,
            (_, None, ParticipantKind::Relative | ParticipantKind::Representative) => {
                CategorySet::of(&[Category::Network])
            }
            (_, None, ParticipantKind::Interpreter) => CategorySet::of(&[Category::Social]),
            (_, None, _) => PROCESS,
        };
        let seal = self.lead_and(row.organisation_id)?;
        Ok(Item(Sealed::new(self.record(row.clone(), row.id), &seal, categories)))
    }

    fn item(
        &self,
        row: &entity::agenda_item::Model,
        participants: &[Item<entity::meeting_participant::Model>],
        minutes_sent: bool,
    ) -> Result<AgendaItemView, StoreError> {
        let tags = row.categories.map(|c| c.0);
        let categories = if row.kind.0.is_fixed() { PROCESS } else { tags.unwrap_or(UNTAGGED) };
        // A proposed item is the lead's from submission, and stays the proposer's own.
        let seal = self.lead_and(row.proposed_by)?;
        let tier = match (row.accepted, row.proposed_by) {
            (true, _) => Tier::Shared,
            (false, Some(_)) => Tier::AuthorOnly,
            // The citizen proposed it.
            (false, None) => Tier::LeadOnly,
        };
        let of_item = sorted(&self.rows.cells, |c| c.column_id);
        let cells = of_item.filter(|c| c.item_id == row.id).cloned().collect();
        let record = AgendaItemRecord { item: self.record(row.clone(), row.id), cells };
        let responsible = self
            .rows
            .participants
            .iter()
            .filter(|p| Some(p.id) == row.responsible_id)
            .filter_map(|p| participants.iter().find(|view| view.0.outline(|r| r.id) == Some(p.id)))
            .cloned()
            .collect();
        let tasks = sorted(&self.rows.tasks, |t| (t.created_at, t.id))
            .filter(|t| t.item_id == Some(row.id))
            .map(|t| self.task(t))
            .collect::<Result<_, _>>()?;
        let mut sealed = Sealed::new(record, &seal, categories).tagged(tags).with_tier(tier);
        // The proposer holds its own words; what the lead wrote under them crosses by consent only.
        let lead = self.lead();
        let crosses = lead.verdict().open(tags.unwrap_or(UNTAGGED), Tier::Shared);
        let apart = row.proposed_by.is_some() && crosses != Opening::Granted;
        // Why a proposal was declined is no part of the minutes.
        sealed = match (row.accepted, minutes_sent, apart) {
            (false, ..) | (true, true, false) => sealed.apart(COUNTED, lead),
            (true, true, true) => sealed.stricter(WRITTEN_BY_LEAD).apart(COUNTED, lead),
            (true, false, apart) => {
                let held = if apart { DRAFT_BY_LEAD } else { DRAFT };
                sealed.stricter(held).apart(DECISION, lead)
            }
        };
        Ok(AgendaItemView { row: sealed, responsible, tasks })
    }
}
