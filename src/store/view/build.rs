//! Sealing a case: each record under the verdict over its own holders.

use std::cell::RefCell;
use std::sync::Arc;

use law::brain_injury::TrackKind;
use law::facts::{Ask, Organisation};
use law::fields::{self, UNTAGGED, row_held_by, row_naming};
use law::forms::{ActorGroup, ParticipationOrigin};
use law::status::{ClauseState, full_consent, is_counterpart};
use law::{Category, CategorySet, Opening, OrganisationKind, Relation, Tier, Word};
use sea_orm::prelude::Uuid;

use super::*;
use crate::domain::CaseRef;
use crate::sealed::{Seal, Sealed, Subject};
use crate::store::rows::{CaseRows, Version};
use crate::store::{Directory, StoreError};

pub(super) const PROCESS: CategorySet = CategorySet::of(&[Category::Process]);

/// What of the network map name and address protection covers.
const RESIDENCE: &[(&fields::Field, Tier)] = &[(&fields::network_map::whereabouts, Tier::LeadOnly)];

/// What a waiver states of the citizen and the attempt to get consent.
const WAIVER: &[(&fields::Field, Tier)] = &[
    (&fields::statutory_basis::necessity, Tier::LeadOnly),
    (&fields::statutory_basis::consentAttempt, Tier::LeadOnly),
];

/// How an organisation came to take part.
const ORIGIN: &[&fields::Field] = &[&fields::participation::origin];

/// What it tells of, where that is more than that it takes part: what a hospital or another sent in
/// is of illness, and a track is about what its administration does.
fn told_by(origin: ParticipationOrigin, kind: OrganisationKind) -> CategorySet {
    match origin {
        ParticipationOrigin::SentIn => CategorySet::of(&[Category::Health]),
        ParticipationOrigin::Track => {
            let tracks = TrackKind::ALL.iter().filter(|track| track.administration() == kind);
            tracks.map(|track| track.category()).collect()
        }
        _ => CategorySet::NONE,
    }
}

/// Who wrote the version of the map's head that stands; that there is a new one tells of what it
/// says.
const WRITER: &[&fields::Field] = &[&fields::network_map::preparedBy];

/// Who enquired; that tells of them as well.
const ENQUIRER: &[&fields::Field] =
    &[&fields::enquiry::fromOrganisation, &fields::enquiry::fromName];

/// Makes seals for a case; one verdict for each set of holders.
pub(super) struct Sealing<'a> {
    pub(super) case: &'a law::Case,
    pub(super) rows: &'a CaseRows,
    pub(super) directory: &'a Arc<Directory>,
    pub(super) viewing: Viewing<'a>,
    pub(super) made: RefCell<Vec<Made>>,
}

/// A seal with its holders, and whether it is over journal material.
pub(super) type Made = (Vec<Organisation>, bool, Arc<Seal>);

impl<'a> Sealing<'a> {
    /// The seal over what these holders hold.
    pub(super) fn seal(&self, holders: &[Organisation], journal: bool) -> Arc<Seal> {
        let mut made = self.made.borrow_mut();
        if let Some((.., seal)) = made.iter().find(|(h, j, _)| h == holders && *j == journal) {
            return Arc::clone(seal);
        }
        let facts = self.case.facts();
        let ask = Ask { viewer: self.viewing.viewer, holders, journal, at: self.viewing.at };
        let subject = Subject {
            citizen: Some(facts.citizen),
            case: Some(facts.case),
            purpose: Some(facts.purpose),
            holders: holders.to_vec(),
            journal,
        };
        let seal = Seal::new(self.case.decide(&ask), subject, self.viewing.ledger);
        made.push((holders.to_vec(), journal, Arc::clone(&seal)));
        seal
    }

    /// The seal over what the lead holds.
    pub(super) fn lead(&self) -> Arc<Seal> {
        self.seal(&[self.case.facts().lead], false)
    }

    /// The seal over what the lead holds together with an organisation: a row that names it.
    pub(super) fn lead_and(&self, other: Option<Uuid>) -> Result<Arc<Seal>, StoreError> {
        let lead = self.case.facts().lead;
        match other {
            Some(id) if id != lead.id.0 => {
                Ok(self.seal(&[lead, self.directory.organisation(id)?], false))
            }
            _ => Ok(self.lead()),
        }
    }

    pub(super) fn record<M>(&self, row: M, id: Uuid) -> Record<M> {
        let own = self.own_organisation();
        let external = self
            .rows
            .references
            .iter()
            .filter(|r| r.entity_id == id && Some(r.organisation_id) == own)
            .map(|r| (r.system.clone(), r.external_id.clone()))
            .collect();
        let facts = self.case.facts();
        let case = CaseRef { purpose: facts.purpose, id: facts.case.0 };
        Record { row, case, directory: Arc::clone(self.directory), external }
    }

    pub(super) fn own_organisation(&self) -> Option<Uuid> {
        self.viewing.viewer.organisation.map(|organisation| organisation.id.0)
    }

    /// The categories of a row that names an organisation.
    pub(super) fn naming(&self, organisation: Option<Uuid>) -> Result<CategorySet, StoreError> {
        organisation.map_or(Ok(PROCESS), |id| Ok(row_naming(self.directory.organisation(id)?.kind)))
    }

    /// A row that names an organisation: the lead's, and shared with the one it names.
    pub(super) fn naming_item<M: Clone>(
        &self,
        row: &M,
        id: Uuid,
        organisation: Option<Uuid>,
        more: CategorySet,
    ) -> Result<Item<M>, StoreError> {
        let row_categories = self.naming(organisation)?.union(more);
        let seal = self.lead_and(organisation)?;
        Ok(Item(Sealed::new(self.record(row.clone(), id), &seal, row_categories)))
    }
}

/// The categories of a row of the network map: its group's, and those of whom it names. A person
/// tells where they work and worked, as the directory does everyone; the municipality's own people
/// are no secret beyond their group.
///
/// # Errors
/// It names an organisation that is not there.
pub(crate) fn actor_categories(
    row: &entity::network_actor::Model,
    directory: &Directory,
) -> Result<CategorySet, StoreError> {
    let mut named: Vec<_> = row.organisation_id.into_iter().collect();
    if named.is_empty() {
        let memberships = row.professional_id.and_then(|id| directory.memberships.get(&id));
        named.extend(memberships.into_iter().flatten().map(|row| row.organisation_id));
    }
    let mut categories = row.role.0.categories(row.actor_group.0);
    for id in named {
        categories = categories.union(row_naming(directory.organisation(id)?.kind).minus(PROCESS));
    }
    Ok(categories)
}

/// Seals a case for a viewer; nothing where the viewer has no relation to it, or the token does not
/// reach cases of its purpose.
///
/// # Errors
/// A row is broken: nothing is shown of the case.
pub(crate) fn case_view(
    rows: &CaseRows,
    directory: &Arc<Directory>,
    viewing: Viewing<'_>,
) -> Result<Option<CaseView>, StoreError> {
    view_of(&crate::store::case_of(rows, directory)?, rows, directory, viewing)
}

/// As [`case_view`], of rows whose facts were put together already.
///
/// # Errors
/// A row is broken: nothing is shown of the case.
pub(crate) fn view_of(
    case: &law::Case,
    rows: &CaseRows,
    directory: &Arc<Directory>,
    viewing: Viewing<'_>,
) -> Result<Option<CaseView>, StoreError> {
    if !viewing.reach.has(case.facts().purpose) {
        return Ok(None);
    }
    let sealing = Sealing { case, rows, directory, viewing, made: RefCell::new(Vec::new()) };
    let lead = sealing.lead();
    if lead.verdict().relation == Relation::None {
        return Ok(None);
    }
    let mut view = sealing.view(&lead)?;
    if rows.history {
        view.past = Some(Past::of(&sealing));
    }
    Ok(Some(view))
}

impl Sealing<'_> {
    fn view(&self, lead: &Arc<Seal>) -> Result<CaseView, StoreError> {
        let rows = self.rows;
        let case = rows.case_row()?;
        let record = CaseRecord {
            case: self.record(case.clone(), case.id),
            full_consent: self.full_consent(),
            coordinator: self.coordinator(),
        };
        let citizen = rows.citizens.first().map(|row| self.citizen(row, lead));
        let network_map = self.network_map(lead, citizen.as_ref())?;
        let referrals = self.referrals()?;
        let mut view = CaseView {
            id: case.id,
            purpose: case.purpose.0,
            // The outline of a case comes with the relation: who may know that the case is
            // there may know whose it is and how far it has come, also where what they are
            // granted (a basis for ECONOMY, a representation without PROCESS) is not PROCESS.
            row: Sealed::new(record, lead, CategorySet::NONE),
            citizen,
            enquiries: Vec::new(),
            assessments: Vec::new(),
            consents: self.consents(lead)?,
            participations: Vec::new(),
            assignments: Vec::new(),
            bases: Vec::new(),
            network_map,
            meetings: self.meetings(lead)?,
            tasks: Vec::new(),
            requests: Vec::new(),
            statements: Vec::new(),
            dispatches: Vec::new(),
            notices: Vec::new(),
            leaflets: Vec::new(),
            goals: Vec::new(),
            council_cases: self.council_cases(lead)?,
            age_transitions: self.age_transitions()?,
            coordination_plan: self.coordination_plan(lead)?,
            follow_ups: self.follow_ups()?,
            rehabilitation_plans: self.rehabilitation_plans(&referrals)?,
            referrals,
            brain_injury_assessments: self.brain_injury_assessments()?,
            team_cases: self.team_cases()?,
            verdict: lead.verdict().clone(),
            past: None,
        };
        self.case_work(&mut view, lead)?;
        self.exchange(&mut view)?;
        Ok(view)
    }

    /// Enquiries, assessments, assignments, participations, leaflets, goals, notices.
    fn case_work(&self, view: &mut CaseView, lead: &Arc<Seal>) -> Result<(), StoreError> {
        let rows = self.rows;
        for row in sorted(&rows.enquiries, |r| (r.received_at, r.id)) {
            let sealed = Sealed::new(self.record(row.clone(), row.id), lead, PROCESS);
            let sealed = sealed.telling(ENQUIRER, self.naming(row.from_organisation_id)?);
            view.enquiries.push(Item(sealed.with_tier(annulled(row.annulled_at))));
        }
        for row in sorted(&rows.assessments, |r| (r.assessed_at, r.id)) {
            let sealed = Sealed::new(self.record(row.clone(), row.id), lead, PROCESS);
            view.assessments.push(Item(sealed.with_tier(annulled(row.annulled_at))));
        }
        for row in sorted(&rows.assignments, |r| (r.from_at, r.id)) {
            view.assignments.push(Item(Sealed::new(
                self.record(row.clone(), row.id),
                lead,
                PROCESS,
            )));
        }
        for row in sorted(&rows.participations, |r| (r.from_at, r.id)) {
            let organisation = Some(row.organisation_id);
            let item = self.naming_item(row, row.id, organisation, CategorySet::NONE)?;
            let kind = self.directory.organisation(row.organisation_id)?.kind;
            view.participations.push(Item(item.0.telling(ORIGIN, told_by(row.origin.0, kind))));
        }
        for row in sorted(&rows.leaflets, |r| (r.handed_out_at, r.id)) {
            let item = self.naming_item(row, row.id, row.organisation_id, CategorySet::NONE)?;
            view.leaflets.push(Item(item.0.with_tier(annulled(row.annulled_at))));
        }
        for row in sorted(&rows.goals, |r| (r.position, r.id)) {
            if row.removed_at.is_none() {
                let social = CategorySet::of(&[Category::Social]);
                view.goals.push(Item(Sealed::new(self.record(row.clone(), row.id), lead, social)));
            }
        }
        for row in sorted(&rows.notices, |r| (r.arisen_at, r.id)) {
            // It names the organisation in its text: a representation may not cover that.
            let naming = self.naming(row.organisation_id)?.union(PROCESS);
            let sealed = Sealed::new(self.record(row.clone(), row.id), lead, naming);
            view.notices.push(Item(sealed.with_tier(Tier::LeadOnly)));
        }
        Ok(())
    }

    /// Statutory bases, requests, statements, tasks, dispatches.
    fn exchange(&self, view: &mut CaseView) -> Result<(), StoreError> {
        let rows = self.rows;
        let own = self.own_organisation();
        for row in sorted(&rows.bases, |r| (r.from_at, r.id)) {
            let requester = self.directory.organisation(row.requester_organisation_id)?;
            let holder = self.directory.organisation(row.holder_organisation_id)?;
            let lead = self.case.facts().lead;
            // Between the two it concerns; anyone else's is not theirs to know of.
            let concerned = [requester, holder].iter().any(|o| Some(o.id.0) == own);
            let seal =
                if concerned { self.seal(&[lead, requester, holder], false) } else { self.lead() };
            let categories = row_naming(requester.kind).union(row_naming(holder.kind));
            let tier = if concerned { Tier::Shared } else { Tier::LeadOnly };
            let mut sealed = Sealed::new(self.record(row.clone(), row.id), &seal, categories);
            // What one wrote oneself stays readable to oneself; the other side has no need of it.
            if Some(row.recorded_organisation_id) != own {
                sealed = sealed.stricter(WAIVER);
            }
            view.bases.push(Item(sealed.with_tier(tier)));
        }
        for row in sorted(&rows.requests, |r| (r.asked_at, r.id)) {
            let from = self.directory.organisation(row.from_organisation_id)?;
            let to = self.directory.organisation(row.to_organisation_id)?;
            let seal = self.seal(&[from, to], false);
            let categories = row_naming(from.kind).union(row_naming(to.kind));
            // What it rests on is named to who is shown that.
            let row = entity::information_request::Model {
                clause_id: row.clause_id.filter(|id| view.shows_clause(*id)),
                basis_id: row.basis_id.filter(|id| view.shows_basis(*id)),
                ..row.clone()
            };
            let id = row.id;
            let tags = Some(row.categories.0);
            let sealed = Sealed::new(self.record(row, id), &seal, categories);
            view.requests.push(Item(sealed.tagged(tags)));
        }
        for row in sorted(&rows.statements, |r| (r.date, r.id)) {
            let holder = self.directory.organisation(row.organisation_id)?;
            let seal = self.seal(&[holder], row.journal);
            let tags = row.categories.map(|c| c.0);
            let categories = row_held_by(holder.kind).union(tags.unwrap_or(UNTAGGED));
            let tier = if row.third_party || row.annulled_at.is_some() {
                Tier::AuthorOnly
            } else {
                Tier::Shared
            };
            let sealed = Sealed::new(self.record(row.clone(), row.id), &seal, categories);
            view.statements.push(Item(sealed.tagged(tags).with_tier(tier)));
        }
        for row in sorted(&rows.tasks, |r| (r.created_at, r.id)) {
            view.tasks.push(self.task(row)?);
        }
        for row in sorted(&rows.dispatches, |r| (r.sent_at, r.id)) {
            let item = self.naming_item(row, row.id, row.organisation_id, CategorySet::NONE)?;
            let mine = row.organisation_id.is_some() && row.organisation_id == own;
            let tier = if mine { Tier::Shared } else { Tier::LeadOnly };
            view.dispatches.push(Item(item.0.with_tier(tier)));
        }
        Ok(())
    }

    /// A task carries the categories of its item, and to others those of the organisation it names.
    /// The lead alone holds it: its text came of the lead's minutes, so that to who is responsible
    /// it crosses, and ceases to (R07), as its item does. Who is responsible is told of it at once,
    /// everyone else with the minutes.
    pub(super) fn task(
        &self,
        row: &entity::task::Model,
    ) -> Result<Item<entity::task::Model>, StoreError> {
        let of_item = row.categories.map_or(UNTAGGED, |c| c.0);
        let responsible = row.responsible_organisation_id;
        let own = responsible.is_some() && responsible == self.own_organisation();
        let naming = if own { CategorySet::NONE } else { self.naming(responsible)? };
        let tier = task_tier(row, self.rows, own);
        let record = self.record(row.clone(), row.id);
        Ok(Item(Sealed::new(record, &self.lead(), of_item.union(naming)).with_tier(tier)))
    }

    pub(super) fn citizen(&self, row: &entity::citizen::Model, lead: &Arc<Seal>) -> CitizenView {
        // Name and address protection: the address stays with the lead authority.
        const PROTECTED: &[(&fields::Field, Tier)] = &[(&fields::citizen::address, Tier::LeadOnly)];
        let mut sealed = Sealed::new(self.record(row.clone(), row.id), lead, CategorySet::NONE);
        if row.address_protected {
            sealed = sealed.stricter(PROTECTED);
        }
        let representatives = sorted(&self.rows.representatives, |r| (r.from_date, r.id))
            .map(|r| {
                let sealed = Sealed::new(self.record(r.clone(), r.id), lead, PROCESS);
                Item(sealed.with_tier(Tier::LeadOnly))
            })
            .collect();
        let former = sorted(&self.rows.former_identifiers, |r| (r.replaced_at, r.id))
            .map(|r| {
                let identity = CategorySet::of(&[Category::Identity]);
                let sealed = Sealed::new(self.record(r.clone(), r.id), lead, identity);
                Item(sealed.with_tier(Tier::LeadOnly))
            })
            .collect();
        CitizenView { id: row.id, row: sealed, representatives, former }
    }

    pub(super) fn consents(&self, lead: &Arc<Seal>) -> Result<Vec<ConsentView>, StoreError> {
        let as_of = self.viewing.as_of;
        let mut views = Vec::new();
        for row in sorted(&self.rows.consents, |c| (c.signed_at, c.id)) {
            if !row.stands(as_of) {
                continue;
            }
            let clauses: Vec<_> = sorted(&self.rows.clauses, |c| (c.position, c.id))
                .filter(|c| c.stands(as_of) && c.consent_id == row.id)
                .map(|c| self.clause(c, lead))
                .collect();
            // A counterpart sees its own clauses, and the consent only as far as it carries them.
            let shared = clauses.iter().any(|(_, own)| *own);
            let tier = if shared { Tier::Shared } else { Tier::LeadOnly };
            let sealed = Sealed::new(self.record(row.clone(), row.id), lead, PROCESS);
            let clauses = clauses.into_iter().map(|(view, _)| view).collect();
            views.push(ConsentView { row: sealed.with_tier(tier), clauses });
        }
        Ok(views)
    }

    /// A clause, and whether it is the viewer's own: effective now, and given to its organisation
    /// or naming it as counterpart.
    fn clause(&self, row: &entity::consent_clause::Model, lead: &Arc<Seal>) -> (ClauseView, bool) {
        let (at, facts) = (self.viewing.at, self.case.facts());
        let found = self.case.windows().find(|(_, clause, _)| clause.id.0 == row.id);
        let state = found.map(|(_, _, window)| window.state(at));
        let own = state == Some(ClauseState::Effective)
            && found.is_some_and(|(_, clause, _)| {
                let organisation = self.viewing.viewer.organisation;
                organisation.is_some_and(|o| {
                    clause.granted_to.id == o.id || is_counterpart(facts, clause, o, at)
                })
            });
        let counterparts = sorted(&self.rows.counterparts, |c| c.id)
            .filter(|c| c.clause_id == row.id)
            .cloned()
            .collect();
        let record = ClauseRecord {
            clause: self.record(row.clone(), row.id),
            counterparts,
            ends: found.map(|(_, _, window)| window.next_end(at)),
            // A clause of an annulled consent, or of an older version, opens nothing.
            state: state.unwrap_or(ClauseState::Expired),
        };
        let tier = if own { Tier::Shared } else { Tier::LeadOnly };
        (ClauseView(Sealed::new(record, lead, PROCESS).with_tier(tier)), own)
    }

    pub(super) fn network_map(
        &self,
        lead: &Arc<Seal>,
        citizen: Option<&CitizenView>,
    ) -> Result<Option<NetworkMapView>, StoreError> {
        let as_of = self.viewing.as_of;
        let Some(head) = self.rows.maps.iter().find(|m| m.stands(as_of)) else {
            return Ok(None);
        };
        // A past assignment is PROCESS; who coordinates now comes with the relation.
        let process = lead.verdict().open(PROCESS, Tier::Shared) == Opening::Granted;
        let then = as_of.filter(|_| process).unwrap_or(self.viewing.at);
        let mut groups: [Vec<_>; 8] = Default::default();
        let mut own = Vec::new();
        // What is withheld does not tell when it changed, nor who changed it: neither the head, to who
        // is not shown what it says, nor a row.
        let sees = |asked| lead.verdict().open(asked, Tier::Shared) == Opening::Granted;
        let head_says = fields::network_map::whereabouts.categories;
        let mut last_updated = sees(head_says).then_some(head.recorded_at);
        for row in sorted(&self.rows.actors, |a| (a.actor_group.0, a.role.0, a.position, a.id)) {
            if !row.stands(as_of) || row.removed_reason.is_some() {
                continue;
            }
            let group: ActorGroup = row.actor_group.0;
            let categories = actor_categories(row, self.directory)?;
            if sees(categories) {
                last_updated = last_updated.max(Some(row.recorded_at));
            }
            let record = self.record(row.clone(), row.id);
            let position = ActorGroup::ALL.iter().position(|g| *g == group).unwrap_or_default();
            if self.is_own(row) {
                let seal = self.lead_and(self.own_organisation())?;
                own.push(Item(Sealed::new(record.clone(), &seal, categories)));
            }
            groups[position].push(Item(Sealed::new(record, lead, categories)));
        }
        let record = NetworkMapRecord {
            map: self.record(head.clone(), head.id),
            last_updated,
            unit: self.case.facts().unit.0,
            full_consent: self.full_consent(),
            coordinator: self.coordinator_at(then),
            interpreter_language: self
                .rows
                .citizens
                .first()
                .and_then(|citizen| citizen.interpreter_language.clone()),
        };
        // As of the case, the outline comes with the relation; each group asks for its own category.
        let mut row = Sealed::new(record, lead, CategorySet::NONE).telling(WRITER, head_says);
        // Where the citizen stays is protected with the address, as on the agenda.
        if self.rows.citizens.first().is_none_or(|citizen| citizen.address_protected) {
            row = row.stricter(RESIDENCE);
        }
        Ok(Some(NetworkMapView { row, citizen: citizen.cloned(), groups, own }))
    }

    /// One's own contact row: it names the viewer's organisation, or the viewer in person.
    fn is_own(&self, row: &entity::network_actor::Model) -> bool {
        let Some(own) = self.own_organisation() else { return false };
        let user = self.viewing.viewer.user.map(|user| user.0);
        row.organisation_id
            .map_or(user.is_some() && row.professional_id == user, |named| named == own)
    }

    pub(super) fn coordinator(&self) -> Option<ProfessionalRef> {
        self.coordinator_at(self.viewing.at)
    }

    /// Who coordinated at an instant.
    pub(super) fn coordinator_at(&self, at: law::facts::Instant) -> Option<ProfessionalRef> {
        let current = self
            .rows
            .assignments
            .iter()
            .find(|a| a.from_at <= at && a.to_at.is_none_or(|end| at < end))?;
        ProfessionalRef::of(self.directory, current.coordinator_id)
    }

    /// Full consent (fuld samtykke ja/nej): all three grants are effective for the lead.
    fn full_consent(&self) -> bool {
        full_consent(self.case.facts(), self.viewing.at)
    }
}

/// The tier of a task: of minutes that are not sent it is a draft, to all but who is responsible for
/// it themselves (`own`).
pub(crate) fn task_tier(row: &entity::task::Model, rows: &CaseRows, own: bool) -> Tier {
    let meeting = rows.meetings.iter().find(|m| Some(m.id) == row.meeting_id);
    let sent = meeting.is_some_and(|m| m.minutes_sent_at.is_some());
    let draft = !own && row.meeting_id.is_some() && !sent;
    if draft { Tier::AuthorOnly } else { Tier::Shared }
}

/// An annulled row stays with the lead authority and the citizen.
fn annulled(at: Option<law::facts::Instant>) -> Tier {
    if at.is_some() { Tier::LeadOnly } else { Tier::Shared }
}

/// Rows in the order of a key that tells nothing: `UNION ALL` promises none.
pub(super) fn sorted<M, K: Ord>(rows: &[M], key: impl Fn(&M) -> K) -> impl Iterator<Item = &M> {
    let mut rows: Vec<&M> = rows.iter().collect();
    rows.sort_by_key(|row| key(row));
    rows.into_iter()
}
