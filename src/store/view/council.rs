//! Sealing the brain-injury council: its meetings, which are about no citizen, and the cases
//! presented to them. A meeting is reached in two ways. By itself, it is open to the administrations
//! that sit, and shows of each of its cases what the caller sees there. From a case, it comes with
//! the case's own verdict, and shows that case alone.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::{council_case, council_meeting};
use law::brain_injury::council::{Meeting, Seat};
use law::fields::{self, Field};
use law::words::{UnitId, UserId};
use law::{Category, CategorySet, Opening, Tier};

use super::build::{PROCESS, Sealing, sorted};
use super::*;
use crate::sealed::{Seal, Sealed, Subject};
use crate::store::rows::{CaseRows, CouncilRows};
use crate::store::{Snapshot, StoreError};

/// What those who sat hold of a case, whoever presented it.
const DELIBERATED: &[&Field] =
    &[&fields::council_case::deliberation, &fields::council_case::deliberationVersion];

/// What the council wrote under what another administration presented.
const WRITTEN_BY_COUNCIL: &[(&Field, Tier)] =
    &[(&fields::council_case::decisionText, Tier::LeadOnly)];

/// A meeting of the council, with who sits.
#[derive(Clone, Debug)]
pub(crate) struct CouncilMeetingRecord {
    pub(crate) meeting: council_meeting::Model,
    pub(crate) members: Vec<CouncilMemberRef>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) external: Vec<(String, String)>,
}

/// A seat at a meeting of the council.
#[derive(Clone, Debug)]
pub(crate) struct CouncilMemberRef {
    pub(crate) row: entity::council_member::Model,
    pub(crate) organisation: Option<OrganisationRef>,
    pub(crate) unit: Option<UnitRef>,
    pub(crate) professional: Option<ProfessionalRef>,
}

/// A meeting of the council with the cases that may be seen of it.
#[derive(Clone, Debug)]
pub(crate) struct CouncilMeetingView {
    pub(crate) id: Uuid,
    pub(crate) row: Sealed<CouncilMeetingRecord>,
    pub(crate) cases: Vec<CouncilCaseView>,
}

/// A case presented to the council, with what is derived for it.
#[derive(Clone, Debug)]
pub(crate) struct CouncilCaseRecord {
    pub(crate) case: Record<council_case::Model>,
    /// The day on which the council is to take it up.
    pub(crate) due: Option<NaiveDate>,
}

/// A case presented to the council, in its case.
#[derive(Clone, Debug)]
pub(crate) struct CouncilCaseView(Arc<OfCase>, usize);

/// What the council has of one case.
#[derive(Debug)]
struct OfCase {
    presented: Vec<Presented>,
    meetings: Vec<(Uuid, Sealed<CouncilMeetingRecord>)>,
}

#[derive(Debug)]
struct Presented {
    row: Sealed<CouncilCaseRecord>,
    tasks: Vec<Item<entity::task::Model>>,
}

impl CouncilCaseView {
    fn presented(&self) -> &Presented {
        &self.0.presented[self.1]
    }

    /// The row.
    pub(crate) fn row(&self) -> &Sealed<CouncilCaseRecord> {
        &self.presented().row
    }

    /// The tasks that came of its decision.
    pub(crate) fn tasks(&self) -> &[Item<entity::task::Model>] {
        &self.presented().tasks
    }

    /// The meeting at which it is presented.
    pub(crate) fn meeting(&self) -> Option<CouncilMeetingView> {
        self.at(|case| Some(case.council_meeting_id))
    }

    /// The meeting at which it is followed up.
    pub(crate) fn follow_up(&self) -> Option<CouncilMeetingView> {
        self.at(|case| case.follow_up_meeting_id)
    }

    fn at(
        &self,
        which: impl Fn(&council_case::Model) -> Option<Uuid>,
    ) -> Option<CouncilMeetingView> {
        let id = self.row().outline(|record| which(&record.case.row)).flatten()?;
        let (_, row) = self.0.meetings.iter().find(|(meeting, _)| *meeting == id)?;
        let all = (0..self.0.presented.len()).map(|place| Self(Arc::clone(&self.0), place));
        let cases = all.filter(|case| case.is_at(id)).collect();
        Some(CouncilMeetingView { id, row: row.clone(), cases })
    }

    /// Whether it is presented at a meeting, as far as the viewer may see it at all.
    fn is_at(&self, meeting: Uuid) -> bool {
        self.row().outline(|record| record.case.council_meeting_id == meeting) == Some(true)
    }
}

impl CouncilRows {
    /// A meeting as the law sees it.
    ///
    /// # Errors
    /// A row names an organisation that is not in the directory.
    pub(crate) fn law_of(
        &self,
        meeting: &council_meeting::Model,
        directory: &Directory,
    ) -> Result<Meeting, StoreError> {
        let seat = |row: &entity::council_member::Model| {
            Ok(Seat {
                organisation: directory.organisation(row.organisation_id)?,
                unit: row.unit_id.map(UnitId),
                user: row.professional_id.map(UserId),
            })
        };
        Ok(Meeting {
            convenes: directory.organisation(meeting.organisation_id)?,
            seats: self.members(meeting.id).map(seat).collect::<Result<_, StoreError>>()?,
            chair: meeting.chair_id.map(UserId),
            minute_taker: meeting.minute_taker_id.map(UserId),
        })
    }

    /// Who sits at a meeting, in order.
    pub(crate) fn members(
        &self,
        meeting: Uuid,
    ) -> impl Iterator<Item = &entity::council_member::Model> {
        sorted(&self.council_members, |m| (m.position, m.id))
            .filter(move |m| m.council_meeting_id == meeting)
    }

    /// A meeting.
    pub(crate) fn meeting(&self, id: Uuid) -> Option<&council_meeting::Model> {
        self.council_meetings.iter().find(|meeting| meeting.id == id)
    }

    fn record(
        &self,
        meeting: &council_meeting::Model,
        directory: &Arc<Directory>,
        own: Option<Uuid>,
    ) -> CouncilMeetingRecord {
        let unit = |id: Option<Uuid>| id.and_then(|id| directory.units.get(&id).cloned());
        let person = |id: Option<Uuid>| {
            let row = id.and_then(|id| directory.professionals.get(&id).cloned());
            row.map(|row| ProfessionalRef(row, Arc::clone(directory)))
        };
        let member = |row: &entity::council_member::Model| CouncilMemberRef {
            organisation: directory
                .organisations
                .get(&row.organisation_id)
                .cloned()
                .map(OrganisationRef),
            unit: unit(row.unit_id).map(UnitRef),
            professional: person(row.professional_id),
            row: row.clone(),
        };
        let external = self
            .council_references
            .iter()
            .filter(|r| r.entity_id == meeting.id && Some(r.organisation_id) == own)
            .map(|r| (r.system.clone(), r.external_id.clone()))
            .collect();
        CouncilMeetingRecord {
            meeting: meeting.clone(),
            members: self.members(meeting.id).map(member).collect(),
            directory: Arc::clone(directory),
            external,
        }
    }
}

impl CouncilMeetingRecord {
    /// A professional of the directory.
    pub(crate) fn professional(&self, id: Option<Uuid>) -> Option<ProfessionalRef> {
        let row = id.and_then(|id| self.directory.professionals.get(&id).cloned());
        row.map(|row| ProfessionalRef(row, Arc::clone(&self.directory)))
    }

    /// The administration that convenes.
    pub(crate) fn convenes(&self) -> Option<OrganisationRef> {
        let id = self.meeting.organisation_id;
        self.directory.organisations.get(&id).cloned().map(OrganisationRef)
    }
}

/// The meetings of a snapshot that the viewer may see, by date, each with what the viewer sees of the
/// cases presented there: a case that may not be seen is not there.
///
/// # Errors
/// A row is broken: nothing is shown.
pub(crate) fn council_meetings(
    snapshot: &Snapshot,
    wanted: &[Uuid],
    viewing: Viewing<'_>,
) -> Result<Vec<CouncilMeetingView>, StoreError> {
    let (council, directory) = (&snapshot.council, &snapshot.directory);
    let of_request = viewing.ledger;
    let mut seen = Vec::new();
    for row in sorted(&council.council_meetings, |m| (m.date, m.id)) {
        let law = council.law_of(row, directory)?;
        let verdict = law.decide(viewing.viewer);
        if wanted.contains(&row.id) && verdict.relation != law::Relation::None {
            seen.push((row, law, verdict));
        }
    }
    let mut presented = Vec::new();
    for rows in &snapshot.cases {
        let ledger = Arc::default();
        let viewing = Viewing { ledger: &ledger, ..viewing };
        let Some(mut view) = related_view(rows, directory, viewing)? else { continue };
        view.council_cases.retain(|case| seen.iter().any(|(row, ..)| case.is_at(row.id)));
        if !view.council_cases.is_empty() {
            of_request.take_in(ledger);
            presented.append(&mut view.council_cases);
        }
    }
    let own = viewing.viewer.organisation.map(|own| own.id.0);
    let mut views = Vec::new();
    for (row, law, verdict) in seen {
        let mut holders: Vec<_> = law.seats.iter().map(|seat| seat.organisation).collect();
        holders.dedup();
        let subject = Subject { citizen: None, case: None, purpose: None, holders, journal: false };
        let seal = Seal::new(verdict, subject, of_request);
        let record = council.record(row, directory, own);
        let mut cases: Vec<_> =
            presented.iter().filter(|case| case.is_at(row.id)).cloned().collect();
        cases.sort_by_key(|case| case.row().outline(|c| (c.case.position, c.case.row.id)));
        views.push(CouncilMeetingView {
            id: row.id,
            row: Sealed::new(record, &seal, PROCESS),
            cases,
        });
    }
    Ok(views)
}

/// A case, where the viewer has a relation to it; one that they have none to is not looked at.
///
/// # Errors
/// A row is broken: nothing is shown of the case.
fn related_view(
    rows: &CaseRows,
    directory: &Arc<Directory>,
    viewing: Viewing<'_>,
) -> Result<Option<CaseView>, StoreError> {
    let case = crate::store::case_of(rows, directory)?;
    let holders = [case.facts().lead];
    let Viewing { viewer, at, .. } = viewing;
    let ask = law::facts::Ask { viewer, holders: &holders, journal: false, at };
    match case.decide(&ask).relation {
        law::Relation::None => Ok(None),
        _ => case_view(rows, directory, viewing),
    }
}

impl Sealing<'_> {
    /// The cases presented to the council, in the order in which they were.
    pub(super) fn council_cases(
        &self,
        lead: &Arc<Seal>,
    ) -> Result<Vec<CouncilCaseView>, StoreError> {
        let rows = self.rows;
        let mut presented = Vec::new();
        for row in sorted(&rows.council_cases, |c| (c.recorded_at, c.id)) {
            let tasks = sorted(&rows.tasks, |t| (t.created_at, t.id))
                .filter(|t| t.council_case_id == Some(row.id))
                .map(|t| self.task(t))
                .collect::<Result<_, _>>()?;
            presented.push(Presented { row: self.council_case(row, lead)?, tasks });
        }
        let own = self.own_organisation();
        let meetings = sorted(&rows.council.council_meetings, |m| (m.date, m.id))
            .filter(|m| {
                let names = |c: &council_case::Model| {
                    c.council_meeting_id == m.id || c.follow_up_meeting_id == Some(m.id)
                };
                rows.council_cases.iter().any(names)
            })
            .map(|m| {
                let record = rows.council.record(m, self.directory, own);
                (m.id, Sealed::new(record, lead, PROCESS))
            })
            .collect();
        let all = Arc::new(OfCase { presented, meetings });
        Ok((0..all.presented.len()).map(|place| CouncilCaseView(Arc::clone(&all), place)).collect())
    }

    /// The lead holds it together with who presented it. The deliberation is for those who sat: they
    /// hold it, and nobody else does.
    fn council_case(
        &self,
        row: &council_case::Model,
        lead: &Arc<Seal>,
    ) -> Result<Sealed<CouncilCaseRecord>, StoreError> {
        let own = self.own_organisation();
        let presents = own == Some(row.organisation_id);
        let sat = self.sat(row.id)?;
        let sits = sat.iter().any(|organisation| Some(organisation.id.0) == own);
        // To whoever did not sit it is nobody's, whether anyone has or not: nothing tells them
        // whether there was a deliberation.
        let deliberated = if sits { self.seal(&sat, false) } else { self.seal(&[], false) };
        let kept = row.annulled_at.is_some() && !presents && !sits;
        let tier = if kept { Tier::LeadOnly } else { Tier::Shared };
        let record = CouncilCaseRecord {
            case: self.record(row.clone(), row.id),
            due: self.council_due(row),
        };
        let seal = self.lead_and(Some(row.organisation_id))?;
        let mut sealed =
            Sealed::new(record, &seal, PROCESS).with_tier(tier).apart(DELIBERATED, deliberated);
        let social = CategorySet::of(&[Category::Social]);
        let crosses = lead.verdict().open(social, Tier::Shared) == Opening::Granted;
        if presents && !crosses {
            sealed = sealed.stricter(WRITTEN_BY_COUNCIL);
        }
        Ok(sealed)
    }

    /// The administrations that sat when a case was deliberated, each once.
    fn sat(&self, council_case: Uuid) -> Result<Vec<law::facts::Organisation>, StoreError> {
        let mut ids: Vec<_> = self
            .rows
            .sittings
            .iter()
            .filter(|sitting| sitting.council_case_id == council_case)
            .map(|sitting| sitting.organisation_id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| self.directory.organisation(id)).collect()
    }

    /// The day on which the council is to take a case up (R32).
    fn council_due(&self, row: &council_case::Model) -> Option<NaiveDate> {
        let day = |id: Uuid| self.rows.council.meeting(id).map(|meeting| meeting.date);
        let taken_up = self.rows.council_cases.iter().any(|other| {
            other.annulled_at.is_none()
                && Some(other.council_meeting_id) == row.follow_up_meeting_id
        });
        law::brain_injury::council::due(
            row.decided_at.is_some(),
            day(row.council_meeting_id)?,
            row.follow_up_meeting_id.filter(|_| !taken_up).and_then(day),
        )
        .filter(|_| row.annulled_at.is_none())
    }
}
