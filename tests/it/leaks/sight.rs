//! What a viewer may see of a state, by the law and the classification alone: which rows show, as
//! objects of which types, and what of them opens. Written from the rules of the forms, not from
//! the program that is tried.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::{DateTime, Utc};
use law::dates::day_of;
use law::facts::{Ask, Facts, Organisation};
use law::fields::{self, By, Field, UNTAGGED, row_held_by, row_naming};
use law::forms::{ActorGroup, ParticipantKind, ParticipationOrigin};
use law::regime::may_lead;
use law::status::{ClauseState, is_counterpart};
use law::words::{CaseId, CitizenId, UnitId};
use law::{
    Category, CategorySet, Opening, OrganisationKind, Purpose, Relation, Role, Tier, Verdict,
    Viewer,
};
use stifinder::domain::{Scope, ScopeSet};
use uuid::Uuid;

use super::facts;
use super::state::State;

mod brain_injury;

const PROCESS: CategorySet = CategorySet::of(&[Category::Process]);
/// What the head of a network map says.
const HEALTH_AND_CRIME: CategorySet =
    CategorySet::of(&[Category::Health, Category::CriminalJustice]);
const IDENTITY: CategorySet = CategorySet::of(&[Category::Identity]);

/// Who looks, by what token, when.
#[derive(Clone, Debug)]
pub(super) struct Looker {
    pub(super) name: String,
    pub(super) viewer: Viewer,
    pub(super) scopes: ScopeSet,
}

impl Looker {
    /// Whether the token reaches cases of a purpose at all.
    fn reaches(&self, purpose: Purpose) -> bool {
        let roles = self.viewer.roles;
        let insight = (roles.has(Role::Citizen) || roles.has(Role::Representative))
            && self.scopes.has(Scope::CitizenInsight);
        let (read, write) = match purpose {
            Purpose::BrainInjury => (Scope::BrainInjuryRead, Scope::BrainInjuryWrite),
            Purpose::Dkk | Purpose::Treatment => (Scope::DkkRead, Scope::DkkWrite),
        };
        insight || self.scopes.has(read) || self.scopes.has(write)
    }

    fn own(&self) -> Option<Organisation> {
        self.viewer.organisation
    }

    fn own_id(&self) -> Option<Uuid> {
        self.own().map(|own| own.id.0)
    }

    /// Whether they may register citizens and open cases of a purpose: a caseworker of an
    /// authority that leads such cases now.
    pub(super) fn may_open(&self, purpose: Purpose, at: DateTime<Utc>) -> bool {
        let scope = match purpose {
            Purpose::BrainInjury => Scope::BrainInjuryWrite,
            Purpose::Dkk | Purpose::Treatment => Scope::DkkWrite,
        };
        let casework = self.viewer.user.is_none() || self.viewer.roles.has(Role::Caseworker);
        let leads = self.own().is_some_and(|own| may_lead(own.kind, purpose, day_of(at)));
        self.scopes.has(scope) && casework && leads && self.viewer.unit.is_some()
    }

    /// Whether they may register citizens and open cases at all.
    pub(super) fn opens_cases(&self, at: DateTime<Utc>) -> bool {
        [Purpose::Dkk, Purpose::BrainInjury].iter().any(|purpose| self.may_open(*purpose, at))
    }
}

/// Someone who is nobody's.
pub(super) fn nobody() -> Looker {
    let roles = law::RoleSet::NONE;
    let viewer = Viewer { organisation: None, unit: None, user: None, roles, citizen: None };
    Looker { name: "nobody".to_owned(), viewer, scopes: ScopeSet::NONE }
}

/// A row as an object of one type: under which verdict, with which categories of its own.
#[derive(Clone, Debug)]
pub(super) struct Face {
    pub(super) ty: &'static str,
    ruling: Rc<Ruling>,
    row: CategorySet,
    tier: Tier,
    tags: Option<CategorySet>,
    stricter: &'static [(&'static str, Tier)],
    /// What some fields ask for besides: the row names somebody there.
    more: Option<(&'static [&'static str], CategorySet)>,
    /// Fields that stand under another verdict.
    apart: Option<(&'static [&'static str], Rc<Ruling>)>,
    list: Option<&'static Field>,
}

/// A verdict, and over whose records.
#[derive(Debug)]
struct Ruling {
    about: String,
    verdict: Verdict,
}

impl Face {
    /// Whether the object is there at all for the viewer.
    fn shows(&self) -> bool {
        let verdict = &self.ruling.verdict;
        let open = |categories, tier| verdict.open(categories, tier) == Opening::Granted;
        let listed = self.list.is_none_or(|list| open(list.categories.union(self.row), list.tier));
        verdict.relation != Relation::None && listed && open(self.row, self.tier)
    }

    /// Whether a field of it opens.
    pub(super) fn opens(&self, name: &str) -> bool {
        let Some(field) = fields::find(self.ty, name) else {
            panic!("`{}.{name}` is not classified", self.ty)
        };
        let own = match (field.by, self.tags) {
            (By::Tags, Some(tags)) => tags,
            _ => field.categories,
        };
        let held = self.stricter.iter().find(|(held, _)| *held == name);
        let tier = held.map_or(field.tier, |(_, tier)| *tier);
        let more = self.more.filter(|(named, _)| named.contains(&name)).map(|(_, more)| more);
        let asked = own.union(self.row).union(more.unwrap_or(CategorySet::NONE));
        let apart = self.apart.as_ref().filter(|(fields, _)| fields.contains(&name));
        let verdict = &apart.map_or(&self.ruling, |(_, ruling)| ruling).verdict;
        verdict.open(asked, field.tier) == Opening::Granted
            && verdict.open(asked, tier) == Opening::Granted
    }
}

/// A row: its table and place.
pub(super) type At = (&'static str, usize);

/// What a viewer may see of a state.
pub(super) struct Sight<'s> {
    pub(super) state: &'s State,
    pub(super) looker: &'s Looker,
    at: DateTime<Utc>,
    shown: BTreeMap<At, Vec<Face>>,
    /// What the viewer is told besides: what is granted, and the declared exemptions.
    told: BTreeSet<String>,
    told_of: BTreeSet<String>,
    /// Plans of which the viewer reads when they last changed.
    dated: BTreeSet<Uuid>,
    /// Cases that the viewer has a relation to.
    pub(super) related: BTreeSet<Uuid>,
}

/// A case that the viewer has a relation to, with the verdicts over what is held in it.
struct Open<'s> {
    row: &'s entity::coordination_case::Model,
    law: law::Case,
    lead: Organisation,
    ruling: Rc<Ruling>,
}

fn field(ty: &str, name: &str) -> Option<&'static Field> {
    Some(fields::find(ty, name).unwrap_or_else(|| panic!("`{ty}.{name}` is not classified")))
}

const PROTECTED: &[(&str, Tier)] = &[("address", Tier::LeadOnly)];
const PROTECTED_AT_MEETINGS: &[(&str, Tier)] =
    &[("address", Tier::LeadOnly), ("currentResidence", Tier::LeadOnly)];
const RESIDENCE: &[(&str, Tier)] = &[("whereabouts", Tier::LeadOnly)];
const WAIVER: &[(&str, Tier)] =
    &[("necessity", Tier::LeadOnly), ("consentAttempt", Tier::LeadOnly)];
const DRAFT: &[(&str, Tier)] = &[("decision", Tier::AuthorOnly)];
const DRAFT_BY_LEAD: &[(&str, Tier)] = &[("decision", Tier::AuthorOnly), ("cells", Tier::LeadOnly)];
const WRITTEN_BY_LEAD: &[(&str, Tier)] = &[("decision", Tier::LeadOnly), ("cells", Tier::LeadOnly)];

impl<'s> Sight<'s> {
    /// Looks at a state.
    pub(super) fn of(state: &'s State, looker: &'s Looker, at: DateTime<Utc>) -> Self {
        let (shown, told, told_of, dated, related) = Default::default();
        let mut sight = Self { state, looker, at, shown, told, told_of, dated, related };
        for row in &state.coordination_case {
            let law = facts::case(state, row);
            if !looker.reaches(row.purpose.0) {
                continue;
            }
            let lead = law.facts().lead;
            let ruling = sight.decide(&law, &[lead], false);
            if ruling.verdict.relation == Relation::None {
                continue;
            }
            sight.related.insert(row.id);
            sight.case(&Open { row, law, lead, ruling });
        }
        sight.council_meetings();
        sight.citizens();
        sight.exemptions();
        sight
    }

    /// How a row shows; nothing where it does not.
    pub(super) fn faces(&self, at: At) -> &[Face] {
        self.shown.get(&at).map_or(&[], Vec::as_slice)
    }

    /// The rows that show.
    pub(super) fn shown(&self) -> impl Iterator<Item = At> {
        self.shown.keys().copied()
    }

    /// What is told beside the rows.
    pub(super) fn told(&self) -> &BTreeSet<String> {
        &self.told
    }

    fn decide(&self, law: &law::Case, holders: &[Organisation], journal: bool) -> Rc<Ruling> {
        let (viewer, at) = (&self.looker.viewer, self.at);
        let ids: Vec<_> = holders.iter().map(|holder| holder.id).collect();
        let about = format!("{:?} {ids:?} {journal}", law.facts().case);
        Rc::new(Ruling { about, verdict: law.decide(&Ask { viewer, holders, journal, at }) })
    }

    /// What `access` and `withheld` tell of what these hold.
    fn tell(&mut self, ruling: &Ruling) {
        // Once for each set of holders: a verdict is long.
        if self.told_of.insert(ruling.about.clone()) {
            self.told.insert(format!("{} {:?}", ruling.about, ruling.verdict));
        }
    }

    fn lead_and(&self, open: &Open<'_>, other: Option<Uuid>) -> Rc<Ruling> {
        match other.filter(|id| *id != open.lead.id.0) {
            Some(id) => {
                let holders = [open.lead, facts::organisation(self.state, id)];
                self.decide(&open.law, &holders, false)
            }
            None => Rc::clone(&open.ruling),
        }
    }

    fn naming(&self, organisation: Option<Uuid>) -> CategorySet {
        organisation.map_or(PROCESS, |id| row_naming(facts::organisation(self.state, id).kind))
    }

    /// What a person tells by where they work or worked.
    fn works_at(&self, professional: Option<Uuid>) -> CategorySet {
        let of = |m: &&entity::membership::Model| Some(m.professional_id) == professional;
        let memberships = self.state.membership.iter().filter(of);
        memberships
            .map(|m| self.naming(Some(m.organisation_id)))
            .fold(CategorySet::NONE, CategorySet::union)
    }

    /// What a record tells by who sent or wrote it.
    fn held(&self, by: Option<Uuid>) -> CategorySet {
        by.map_or(CategorySet::NONE, |id| row_held_by(facts::organisation(self.state, id).kind))
    }

    fn face(&mut self, at: At, face: Face) -> bool {
        let shows = face.shows();
        if shows {
            self.tell(&face.ruling);
            self.shown.entry(at).or_default().push(face);
        }
        shows
    }

    /// Whether a row shows at all.
    pub(super) fn shows(&self, at: At) -> bool {
        self.shown.contains_key(&at)
    }

    fn case(&mut self, open: &Open<'s>) {
        let own: Vec<Organisation> = self.looker.own().into_iter().collect();
        self.tell(&open.ruling);
        let held = self.decide(&open.law, &own, false);
        self.tell(&held);
        let bundle = bundle(open.row.purpose.0);
        let place = self.state.coordination_case.iter().position(|row| row.id == open.row.id);
        let face = plain(bundle, &open.ruling, CategorySet::NONE);
        self.face(("coordination_case", place.unwrap_or_default()), face);
        self.consents(open);
        self.case_work(open);
        self.exchange(open);
        self.network(open);
        self.meetings(open);
        self.brain_injury(open);
        self.tasks(open);
    }

    fn case_work(&mut self, open: &Open<'_>) {
        let (state, bundle, lead) = (self.state, bundle(open.row.purpose.0), &open.ruling);
        for (i, row) in of_case(&state.enquiry, open, |r| r.case_id) {
            let mut face = plain("Enquiry", lead, PROCESS).tier(annulled(row.annulled_at));
            let naming = self.naming(row.from_organisation_id);
            face.more = Some((&["fromOrganisation", "fromName"], naming));
            self.face(("enquiry", i), face.within(field("DkkCase", "enquiries")));
        }
        for (i, row) in of_case(&state.assessment, open, |r| r.case_id) {
            let face = plain("Assessment", lead, PROCESS).tier(annulled(row.annulled_at));
            self.face(("assessment", i), face.within(field("DkkCase", "assessments")));
        }
        for (i, row) in of_case(&state.coordinator_assignment, open, |r| r.case_id) {
            let list = field(bundle, "assignments");
            let face = plain("CoordinatorAssignment", lead, PROCESS);
            self.face(("coordinator_assignment", i), face.within(list));
            // Who coordinates now comes with the relation.
            if row.from_at <= self.at && row.to_at.is_none_or(|end| self.at < end) {
                let face = plain("Coordinator", lead, CategorySet::NONE);
                self.face(("coordinator_assignment", i), face);
            }
        }
        for (i, row) in of_case(&state.participation, open, |r| r.case_id) {
            let organisation = Some(row.organisation_id);
            let ruling = self.lead_and(open, organisation);
            let mut face = plain("Participation", &ruling, self.naming(organisation));
            let kind = facts::organisation(state, row.organisation_id).kind;
            face.more = Some((&["origin"], told_by(row.origin.0, kind)));
            if self.face(("participation", i), face.within(field(bundle, "participations"))) {
                let holder = facts::organisation(state, row.organisation_id);
                let held = self.decide(&open.law, &[holder], false);
                self.tell(&held);
            }
        }
        for (i, row) in of_case(&state.leaflet, open, |r| r.case_id) {
            let ruling = self.lead_and(open, row.organisation_id);
            let face = plain("Leaflet", &ruling, self.naming(row.organisation_id))
                .tier(annulled(row.annulled_at));
            self.face(("leaflet", i), face.within(field("DkkCase", "leaflets")));
        }
        for (i, row) in of_case(&state.goal, open, |r| r.case_id) {
            if row.removed_at.is_none() {
                let face = plain("Goal", lead, CategorySet::of(&[Category::Social]));
                self.face(("goal", i), face.within(field("DkkCase", "goals")));
            }
        }
        for (i, row) in of_case(&state.citizen_notice, open, |r| r.case_id) {
            let categories = self.naming(row.organisation_id).union(PROCESS);
            let face = plain("CitizenNotice", lead, categories).tier(Tier::LeadOnly);
            self.face(("citizen_notice", i), face.within(field(bundle, "citizenNotices")));
        }
    }

    fn exchange(&mut self, open: &Open<'_>) {
        let (state, bundle, own) = (self.state, bundle(open.row.purpose.0), self.looker.own_id());
        for (i, row) in of_case(&state.statutory_basis, open, |r| r.case_id) {
            let requester = facts::organisation(state, row.requester_organisation_id);
            let holder = facts::organisation(state, row.holder_organisation_id);
            let concerned = [requester, holder].iter().any(|o| Some(o.id.0) == own);
            let (ruling, tier) = if concerned {
                let holders = [open.lead, requester, holder];
                (self.decide(&open.law, &holders, false), Tier::Shared)
            } else {
                (Rc::clone(&open.ruling), Tier::LeadOnly)
            };
            let categories = row_naming(requester.kind).union(row_naming(holder.kind));
            let mut face = plain("StatutoryBasis", &ruling, categories).tier(tier);
            if Some(row.recorded_organisation_id) != own {
                face.stricter = WAIVER;
            }
            self.face(("statutory_basis", i), face.within(field(bundle, "statutoryBases")));
        }
        for (i, row) in of_case(&state.information_request, open, |r| r.case_id) {
            let from = facts::organisation(state, row.from_organisation_id);
            let to = facts::organisation(state, row.to_organisation_id);
            let ruling = self.decide(&open.law, &[from, to], false);
            let categories = row_naming(from.kind).union(row_naming(to.kind));
            let mut face = plain("InformationRequest", &ruling, categories);
            face.tags = Some(row.categories.0);
            let list = field(bundle, "informationRequests");
            self.face(("information_request", i), face.within(list));
        }
        for (i, row) in of_case(&state.statement, open, |r| r.case_id) {
            let holder = facts::organisation(state, row.organisation_id);
            let ruling = self.decide(&open.law, &[holder], row.journal);
            let tags = row.categories.map(|c| c.0);
            let categories = row_held_by(holder.kind).union(tags.unwrap_or(UNTAGGED));
            let kept = row.third_party || row.annulled_at.is_some();
            let mut face = plain("Statement", &ruling, categories).tier(if kept {
                Tier::AuthorOnly
            } else {
                Tier::Shared
            });
            face.tags = tags;
            self.face(("statement", i), face.within(field(bundle, "statements")));
        }
        for (i, row) in of_case(&state.dispatch, open, |r| r.case_id) {
            let ruling = self.lead_and(open, row.organisation_id);
            let mine = row.organisation_id.is_some() && row.organisation_id == own;
            let face = plain("Dispatch", &ruling, self.naming(row.organisation_id)).tier(if mine {
                Tier::Shared
            } else {
                Tier::LeadOnly
            });
            self.face(("dispatch", i), face.within(field(bundle, "dispatches")));
        }
    }

    fn consents(&mut self, open: &Open<'_>) {
        let (state, bundle, facts) = (self.state, bundle(open.row.purpose.0), open.law.facts());
        let own = self.looker.own();
        let is_own = |id: Uuid| {
            let found = open.law.windows().find(|(_, clause, _)| clause.id.0 == id);
            found.is_some_and(|(_, clause, window)| {
                window.state(self.at) == ClauseState::Effective
                    && own.is_some_and(|own| {
                        clause.granted_to.id == own.id
                            || is_counterpart(facts, clause, own, self.at)
                    })
            })
        };
        let tier = |own| if own { Tier::Shared } else { Tier::LeadOnly };
        let clauses: Vec<_> = of_case(&state.consent_clause, open, |r| r.case_id)
            .map(|(i, row)| (i, row, is_own(row.id)))
            .collect();
        for (i, row) in of_case(&state.consent, open, |r| r.case_id) {
            let shared = clauses.iter().any(|(_, clause, own)| *own && clause.consent_id == row.id);
            let face = plain("Consent", &open.ruling, PROCESS).tier(tier(shared));
            if !self.face(("consent", i), face.within(field(bundle, "consents"))) {
                continue;
            }
            for (j, clause, own) in clauses.iter().filter(|(_, c, _)| c.consent_id == row.id) {
                if self.shows(("consent_clause", *j)) {
                    continue;
                }
                let face = plain("ConsentClause", &open.ruling, PROCESS).tier(tier(*own));
                let face = face.within(field("Consent", "clauses"));
                let opens = face.opens("counterparts");
                if self.face(("consent_clause", *j), face.clone()) && opens {
                    for (k, part) in of_case(&state.clause_counterpart, open, |r| r.case_id) {
                        if part.clause_id == clause.id && !self.shows(("clause_counterpart", k)) {
                            self.face(("clause_counterpart", k), face.clone());
                        }
                    }
                }
            }
        }
    }

    fn network(&mut self, open: &Open<'_>) {
        let state = self.state;
        let protected = protected(state, open.row);
        for (i, row) in of_case(&state.network_map, open, |r| r.case_id) {
            let mut face = plain("NetworkMap", &open.ruling, CategorySet::NONE);
            face.more = Some((&["preparedBy"], HEALTH_AND_CRIME));
            if protected {
                face.stricter = RESIDENCE;
            }
            // When a version of the head was written shows to who sees all that it says.
            if face.opens("lastUpdated") && face.opens("preparedBy") {
                self.head_dated("map", (row.recorded_at, row.superseded_at));
            }
            self.face(("network_map", i), face);
        }
        let (own, user) = (self.looker.own_id(), self.looker.viewer.user.map(|user| user.0));
        for (i, row) in of_case(&state.network_actor, open, |r| r.case_id) {
            if row.removed_reason.is_some() {
                continue;
            }
            let group = row.actor_group.0;
            let more = match row.organisation_id {
                Some(id) => self.naming(Some(id)),
                None => self.works_at(row.professional_id),
            };
            let more = more.minus(PROCESS);
            let categories = row.role.0.categories(group).union(more);
            let named = match row.organisation_id {
                Some(id) => own == Some(id),
                None => own.is_some() && user.is_some() && row.professional_id == user,
            };
            if named {
                let ruling = self.lead_and(open, own);
                let face = plain("Actor", &ruling, categories);
                self.face(("network_actor", i), face.within(field("NetworkMap", "ownRows")));
            }
            let face = plain("Actor", &open.ruling, categories);
            self.face(("network_actor", i), face.within(field("NetworkMap", group_list(group))));
        }
    }

    /// Since when a version of a head stands, and until when, is told.
    fn head_dated(&mut self, what: &str, (from, to): (DateTime<Utc>, Option<DateTime<Utc>>)) {
        self.told.insert(format!("head of the {what} from {from} {to:?}"));
    }

    fn meetings(&mut self, open: &Open<'_>) {
        let (state, bundle, own) = (self.state, bundle(open.row.purpose.0), self.looker.own_id());
        let protected = protected(state, open.row);
        let citizen = state.citizen.iter().position(|row| kept(row, open.row));
        for (i, row) in of_case(&state.meeting, open, |r| r.case_id) {
            let sent = row.sent_at.is_some();
            let face = plain("Meeting", &open.ruling, PROCESS).tier(if sent {
                Tier::Shared
            } else {
                Tier::AuthorOnly
            });
            if !self.face(("meeting", i), face.within(field(bundle, "meetings"))) {
                continue;
            }
            if let Some(held) = row.held_at {
                for (j, held_by) in of_case(&state.coordinator_assignment, open, |r| r.case_id) {
                    if held_by.from_at <= held && held_by.to_at.is_none_or(|end| held < end) {
                        let face = plain("Coordinator", &open.ruling, CategorySet::NONE);
                        self.face(("coordinator_assignment", j), face);
                    }
                }
            }
            let participants = || state.meeting_participant.iter().enumerate();
            let of_meeting = || participants().filter(|(_, p)| p.meeting_id == row.id);
            let invited =
                sent && own.is_some() && of_meeting().any(|(_, p)| p.organisation_id == own);
            for (j, participant) in of_meeting() {
                let categories = if invited { PROCESS } else { self.at_table(participant) };
                let ruling = self.lead_and(open, participant.organisation_id);
                let face = plain("MeetingParticipant", &ruling, categories);
                let face = face.within(field("Meeting", "participants"));
                self.face(("meeting_participant", j), face);
            }
            for (j, column) in of_case(&state.agenda_column, open, |r| r.case_id) {
                if column.meeting_id == row.id {
                    let face = plain("AgendaColumn", &open.ruling, UNTAGGED);
                    self.face(("agenda_column", j), face.within(field("Meeting", "columns")));
                }
            }
            for (j, item) in of_case(&state.agenda_item, open, |r| r.case_id) {
                if item.meeting_id == row.id {
                    self.item(open, j, (item, invited));
                }
            }
            let mut face = plain("MeetingCitizen", &open.ruling, CategorySet::NONE);
            face.tags = invited.then_some(PROCESS);
            if protected {
                face.stricter = PROTECTED_AT_MEETINGS;
            }
            if let Some(place) = citizen {
                self.face(("citizen", place), face.clone());
            }
            self.face(("meeting", i), face);
        }
    }

    /// The categories of a participant to who does not sit at the table.
    fn at_table(&self, row: &entity::meeting_participant::Model) -> CategorySet {
        match (row.organisation_id, row.kind.0) {
            (Some(_), _) => self.naming(row.organisation_id),
            (None, ParticipantKind::Relative | ParticipantKind::Representative) => {
                CategorySet::of(&[Category::Network])
            }
            (None, ParticipantKind::Interpreter) => CategorySet::of(&[Category::Social]),
            (None, _) => PROCESS,
        }
    }

    fn item(
        &mut self,
        open: &Open<'_>,
        place: usize,
        (row, invited): (&entity::agenda_item::Model, bool),
    ) {
        // What was taken off the agenda is gone.
        if row.accepted && row.removed_at.is_some() {
            return;
        }
        let tags = row.categories.map(|c| c.0);
        let fixed = row.kind.0.is_fixed();
        let ruling = self.lead_and(open, row.proposed_by);
        let tier = match (row.accepted, row.proposed_by) {
            (true, _) => Tier::Shared,
            (false, Some(_)) => Tier::AuthorOnly,
            (false, None) => Tier::LeadOnly,
        };
        let categories = if fixed { PROCESS } else { tags.unwrap_or(UNTAGGED) };
        let mut face = plain("AgendaItem", &ruling, categories).tier(tier);
        face.tags = tags;
        let crosses = open.ruling.verdict.open(tags.unwrap_or(UNTAGGED), Tier::Shared);
        let by_lead = row.proposed_by.is_some() && crosses != Opening::Granted;
        let meeting = self.state.meeting.iter().find(|m| m.id == row.meeting_id);
        let sent = meeting.is_some_and(|m| m.minutes_sent_at.is_some());
        if row.accepted && sent && by_lead {
            face.stricter = WRITTEN_BY_LEAD;
        }
        let mut apart: &[_] = &["version", "position"];
        if row.accepted && !sent {
            face.stricter = if by_lead { DRAFT_BY_LEAD } else { DRAFT };
            apart = &["decision", "version", "position"];
        }
        face.apart = Some((apart, Rc::clone(&open.ruling)));
        let naming = if invited { PROCESS } else { self.naming(row.proposed_by) };
        face.more = Some((&["proposedBy"], naming));
        let list = if row.accepted { "items" } else { "proposals" };
        let face = face.within(field("Meeting", list));
        let opens = face.opens("cells");
        if self.face(("agenda_item", place), face.clone()) && opens {
            for (j, cell) in of_case(&self.state.agenda_cell, open, |r| r.case_id) {
                if cell.item_id == row.id {
                    self.face(("agenda_cell", j), face.clone());
                }
            }
        }
    }

    fn tasks(&mut self, open: &Open<'_>) {
        let (state, bundle) = (self.state, bundle(open.row.purpose.0));
        for (i, row) in of_case(&state.task, open, |r| r.case_id) {
            let of_item = row.categories.map_or(UNTAGGED, |c| c.0);
            let responsible = row.responsible_organisation_id;
            let own = responsible.is_some() && responsible == self.looker.own_id();
            let naming = if own { CategorySet::NONE } else { self.naming(responsible) };
            let of_meeting = state.meeting.iter().find(|m| Some(m.id) == row.meeting_id);
            let draft = of_meeting.is_some_and(|m| m.minutes_sent_at.is_none()) && !own;
            let tier = if draft { Tier::AuthorOnly } else { Tier::Shared };
            let face = plain("Task", &open.ruling, of_item.union(naming)).tier(tier);
            self.face(("task", i), face.clone().within(field(bundle, "tasks")));
            let meeting = state.meeting.iter().position(|m| Some(m.id) == row.meeting_id);
            let item = state.agenda_item.iter().position(|m| Some(m.id) == row.item_id);
            if meeting.is_some_and(|place| self.shows(("meeting", place))) {
                self.face(("task", i), face.clone().within(field("Meeting", "tasks")));
            }
            if item.is_some_and(|place| self.shows(("agenda_item", place))) {
                self.face(("task", i), face.clone().within(field("AgendaItem", "tasks")));
            }
            let council = state.council_case.iter().position(|c| Some(c.id) == row.council_case_id);
            if council.is_some_and(|place| self.shows(("council_case", place))) {
                self.face(("task", i), face.within(field("CouncilCase", "tasks")));
            }
        }
    }

    /// Citizens: by the cases that the viewer is related to, each and together, and by having
    /// registered them.
    fn citizens(&mut self) {
        let state = self.state;
        for (i, row) in state.citizen.iter().enumerate() {
            let protected = if row.address_protected { PROTECTED } else { &[] };
            let mut union = Verdict::unknown();
            let mut rulings = Vec::new();
            let cases = || state.coordination_case.iter().filter(|case| kept(row, case));
            let related: Vec<_> = cases().filter(|case| self.related.contains(&case.id)).collect();
            for case in related {
                let law = facts::case(state, case);
                let ruling = self.decide(&law, &[law.facts().lead], false);
                union = union.union(&ruling.verdict);
                self.face(("citizen", i), plain("NetworkMap", &ruling, CategorySet::NONE));
                rulings.push(ruling);
            }
            let own = self.looker.own_id();
            let leads = cases().any(|case| Some(case.lead_organisation_id) == own);
            let registered = self.looker.viewer.citizen == Some(CitizenId(row.id))
                || (own == Some(row.registered_by) && !leads);
            if registered {
                let registrar = facts::organisation(state, row.registered_by);
                let law = as_registered(row.id, registrar, self.looker.viewer.unit);
                union = union.union(&self.decide(&law, &[registrar], false).verdict);
            }
            if union.relation != Relation::None {
                // The number is how systems match: who supplies it learns whose it is.
                self.told.insert(format!("number {} {}", row.id, row.cpr));
                let of_row = |f: &&entity::former_identifier::Model| {
                    (f.citizen_id, f.registered_by) == (row.id, row.registered_by)
                };
                for former in state.former_identifier.iter().filter(of_row) {
                    self.told.insert(format!("former {} {}", row.id, former.number));
                }
            }
            rulings.push(Rc::new(Ruling { about: format!("citizen {}", row.id), verdict: union }));
            for ruling in rulings {
                let mut face = plain("Citizen", &ruling, CategorySet::NONE);
                face.stricter = protected;
                self.face(("citizen", i), face);
                for (j, _) in of(&state.representative, |r| {
                    (r.citizen_id, r.registered_by) == (row.id, row.registered_by)
                }) {
                    let face = plain("Representative", &ruling, PROCESS).tier(Tier::LeadOnly);
                    let list = field("Citizen", "representatives");
                    self.face(("representative", j), face.within(list));
                }
                for (j, _) in of(&state.former_identifier, |r| {
                    (r.citizen_id, r.registered_by) == (row.id, row.registered_by)
                }) {
                    let face = plain("FormerIdentifier", &ruling, IDENTITY).tier(Tier::LeadOnly);
                    let list = field("Citizen", "formerIdentifiers");
                    self.face(("former_identifier", j), face.within(list));
                }
            }
        }
        let own = self.looker.own_id();
        for (i, row) in state.external_reference.iter().enumerate() {
            // The numbers are the organisation's own.
            if Some(row.organisation_id) == own {
                self.shown.entry(("external_reference", i)).or_default();
            }
        }
    }
}

/// The registration as a case of its own: its organisation holds the row, and nothing crosses.
fn as_registered(citizen: Uuid, by: Organisation, unit: Option<UnitId>) -> law::Case {
    law::Case::new(Facts {
        citizen: CitizenId(citizen),
        case: CaseId(Uuid::nil()),
        purpose: Purpose::Dkk,
        lead: by,
        unit: unit.unwrap_or(UnitId(Uuid::nil())),
        closed_at: None,
        representations: Vec::new(),
        participations: Vec::new(),
        holdings: Vec::new(),
        assignments: Vec::new(),
        consents: Vec::new(),
        bases: Vec::new(),
    })
}

/// Declared exemptions of rule 1, as what a viewer is told of rows that do not show.
impl Sight<'_> {
    fn exemptions(&mut self) {
        let viewer = &self.looker.viewer;
        let Some(own) = self.looker.own() else { return };
        // Who may open cases has citizens' numbers from the citizens or from a register: by one
        // they learn whether their own authority has registered it, and of a citizen whether a case
        // can be opened; and the id, which is the same with every authority (R40), tells by its
        // instant whether any had.
        if self.looker.opens_cases(self.at) {
            for row in &self.state.citizen_number {
                self.told.insert(format!("known {} {}", row.citizen_id, row.number));
            }
            let own_row = |row: &&entity::citizen::Model| row.registered_by == own.id.0;
            for row in self.state.citizen.iter().filter(own_row) {
                let (id, number, birth) = (row.id, &row.cpr, row.birth_date);
                let annulled = row.annulled_at.is_some();
                self.told.insert(format!("registered {id} {number} {birth} {annulled}"));
            }
            for case in self.state.coordination_case.iter().filter(|c| c.closed_at.is_none()) {
                if case.lead_organisation_id == own.id.0 {
                    let (citizen, purpose) = (case.citizen_id, case.purpose.0);
                    self.told.insert(format!("has an open case {citizen} {purpose}"));
                }
            }
        }
        // Unit counts (R31), for unit leads and managers.
        if viewer.roles.has(Role::UnitLead) || viewer.roles.has(Role::Manager) {
            let mut counts: BTreeMap<String, u32> = BTreeMap::new();
            let of_own = |c: &&entity::coordination_case::Model| {
                c.lead_organisation_id == own.id.0 && c.annulled_at.is_none()
            };
            for case in self.state.coordination_case.iter().filter(of_own) {
                let key = format!("{} {} {}", case.unit_id, case.status.0, case.purpose.0);
                *counts.entry(key).or_default() += 1;
            }
            self.told.extend(counts.iter().map(|(key, count)| format!("count {key} {count}")));
        }
    }
}

/// What it tells of how an organisation came to take part.
fn told_by(origin: ParticipationOrigin, kind: OrganisationKind) -> CategorySet {
    let of = match (origin, kind) {
        (ParticipationOrigin::SentIn, _)
        | (ParticipationOrigin::Track, OrganisationKind::HealthAndCareAdministration) => {
            Category::Health
        }
        (ParticipationOrigin::Track, OrganisationKind::SocialAdministration) => Category::Social,
        (ParticipationOrigin::Track, OrganisationKind::ChildrenAndYouthAdministration) => {
            Category::Education
        }
        (ParticipationOrigin::Track, OrganisationKind::EmploymentAdministration) => {
            Category::Employment
        }
        _ => return CategorySet::NONE,
    };
    CategorySet::of(&[of])
}

fn plain(ty: &'static str, ruling: &Rc<Ruling>, row: CategorySet) -> Face {
    Face {
        ty,
        ruling: Rc::clone(ruling),
        row,
        tier: Tier::Shared,
        tags: None,
        stricter: &[],
        more: None,
        apart: None,
        list: None,
    }
}

impl Face {
    fn tier(mut self, tier: Tier) -> Self {
        self.tier = tier;
        self
    }

    fn within(mut self, list: Option<&'static Field>) -> Self {
        self.list = list;
        self
    }
}

fn of<M>(rows: &[M], is: impl Fn(&M) -> bool) -> impl Iterator<Item = (usize, &M)> {
    rows.iter().enumerate().filter(move |(_, row)| is(row))
}

fn of_case<'r, M>(
    rows: &'r [M],
    open: &Open<'_>,
    case: impl Fn(&M) -> Uuid,
) -> impl Iterator<Item = (usize, &'r M)> {
    let id = open.row.id;
    rows.iter().enumerate().filter(move |(_, row)| case(row) == id)
}

fn bundle(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::BrainInjury => "BrainInjuryCase",
        Purpose::Dkk | Purpose::Treatment => "DkkCase",
    }
}

fn annulled(at: Option<DateTime<Utc>>) -> Tier {
    if at.is_some() { Tier::LeadOnly } else { Tier::Shared }
}

/// Whether a row of a citizen is what a case shows: its lead's registration.
fn kept(row: &entity::citizen::Model, case: &entity::coordination_case::Model) -> bool {
    (row.id, row.registered_by) == (case.citizen_id, case.lead_organisation_id)
}

fn protected(state: &State, case: &entity::coordination_case::Model) -> bool {
    state.citizen.iter().find(|row| kept(row, case)).is_none_or(|row| row.address_protected)
}

fn group_list(group: ActorGroup) -> &'static str {
    match group {
        ActorGroup::Treatment => "treatment",
        ActorGroup::PrisonAndProbation => "prisonAndProbation",
        ActorGroup::DailyLifeAtHome => "dailyLifeAtHome",
        ActorGroup::Housing => "housing",
        ActorGroup::WorkActivitySupport => "workActivitySupport",
        ActorGroup::SocialAdministration => "socialAdministration",
        ActorGroup::Interpreters => "interpreters",
        ActorGroup::PrivateNetwork => "privateNetwork",
    }
}
