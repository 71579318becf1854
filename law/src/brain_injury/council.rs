//! The brain-injury council (hjerneskadesamrådet): what it takes, and when it meets (R32).

use chrono::{Days, NaiveDate};

use super::{CouncilDecision, CouncilMeetingState};
use crate::OrganisationKind;
use crate::case::Timeline;
use crate::clause;
use crate::dates::FOREVER;
use crate::explain::{Ground, Step as Explained};
use crate::facts::{Facts, Instant, Organisation, Viewer};
use crate::flaw::{Fault, Flaw, says_nothing};
use crate::regime::CouncilRhythm;
use crate::relation::Party;
use crate::request::taking_part;
use crate::rule::Rule;
use crate::set::CategorySet;
use crate::verdict::{Basis, Relation, Verdict};
use crate::words::{Category, Role, UnitId, UserId};

/// An administration's seat at a meeting, by unit or by person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The administration.
    pub organisation: Organisation,
    /// Its unit.
    pub unit: Option<UnitId>,
    /// The person.
    pub user: Option<UserId>,
}

/// A meeting of the council. It is about no citizen: who may see it follows from who sits, and opens
/// none of the cases presented there.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// The administration that convenes.
    pub convenes: Organisation,
    /// Who sits.
    pub seats: Vec<Seat>,
    /// Who leads it.
    pub chair: Option<UserId>,
    /// Who takes the minutes.
    pub minute_taker: Option<UserId>,
}

impl Meeting {
    /// What the viewer may see of the meeting itself: that it takes place, where, and who sits. It is
    /// internal to the administrations that sit: their caseworkers, their systems, and the people
    /// it names.
    #[must_use]
    pub fn decide(&self, viewer: &Viewer) -> Verdict {
        let mut verdict = Verdict::unknown();
        let Some(own) = viewer.organisation else { return verdict };
        let sits =
            own.id == self.convenes.id || self.seats.iter().any(|s| s.organisation.id == own.id);
        if !sits || !(works(viewer) || self.names(viewer)) {
            return verdict;
        }
        (verdict.relation, verdict.author) = (Relation::Holder, true);
        verdict.grant(CategorySet::of(&[Category::Process]), Basis::OwnAuthority, FOREVER);
        verdict
    }

    /// Whether the viewer arranges the meeting: for the administration that convenes, or as its chair
    /// or minute-taker.
    #[must_use]
    pub fn may_arrange(&self, viewer: &Viewer) -> bool {
        let convenes = viewer.organisation.is_some_and(|own| own.id == self.convenes.id);
        self.decide(viewer).relation != Relation::None
            && ((convenes && works(viewer)) || self.leads(viewer))
    }

    fn names(&self, viewer: &Viewer) -> bool {
        let sits = |seat: &Seat| {
            let own = viewer.organisation.is_some_and(|own| own.id == seat.organisation.id);
            own && viewer.user.is_some() && seat.user == viewer.user
        };
        self.leads(viewer) || self.seats.iter().any(sits)
    }

    fn leads(&self, viewer: &Viewer) -> bool {
        viewer.user.is_some() && [self.chair, self.minute_taker].contains(&viewer.user)
    }
}

/// Why a field of a meeting of these categories is open to whom the meeting is: it is the
/// administration's own that sits.
#[must_use]
pub fn meeting_steps(verdict: &Verdict, categories: CategorySet) -> Vec<Explained> {
    let step = |category| Explained {
        category: Some(category),
        granted: verdict.granted.has(category),
        ground: Ground::OwnAuthority,
        rule: Some(Rule::R32),
        paragraph: "",
        basis: verdict.basis(category),
    };
    categories.iter().map(step).collect()
}

/// A caseworker, or a system that acts for its unit.
fn works(viewer: &Viewer) -> bool {
    (viewer.user.is_none() && viewer.unit.is_some()) || viewer.roles.has(Role::Caseworker)
}

/// What is done to a meeting as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Its date, place and seats change.
    Arrange,
    /// It took place, and who came; again where that was recorded wrongly.
    Hold,
    /// It will not take place.
    Cancel,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Arrange, Self::Hold, Self::Cancel];
}

/// The state of a meeting after a step; none where the step is not legal.
#[must_use]
pub fn after(state: CouncilMeetingState, step: Step) -> Option<CouncilMeetingState> {
    use CouncilMeetingState::{Cancelled, Held, Planned};
    match (state, step) {
        (Planned, Step::Arrange) => Some(Planned),
        (Planned | Held, Step::Hold) => Some(Held),
        (Planned, Step::Cancel) => Some(Cancelled),
        // What has taken place is not planned anew, nor called off.
        (Held, Step::Arrange | Step::Cancel) | (Cancelled, _) => None,
    }
}

/// R32: the day on which the council is to take a case up: at the meeting it is presented to until it
/// has decided, then at the one at which it is followed up, until it is presented there.
#[must_use]
pub fn due(decided: bool, meeting: NaiveDate, follow_up: Option<NaiveDate>) -> Option<NaiveDate> {
    if decided { follow_up } else { Some(meeting) }
}

/// A case as it is to be presented to the council.
#[derive(Clone, Debug)]
pub struct CouncilCaseDraft {
    /// Administrations that it crosses.
    pub administrations: Vec<OrganisationKind>,
    /// The administrations that sit on the council.
    pub members: Vec<Organisation>,
    /// Day of the meeting.
    pub meeting: NaiveDate,
    /// Question to the council.
    pub question: String,
    /// When it is presented: now.
    pub at: Instant,
}

/// Every flaw of a case for the council; empty: it can be presented.
///
/// R32: it crosses two administrations of different kinds or more, and an effective consent for
/// the purpose of the case names every administration on the council. A statutory basis does not
/// stand in for it: the citizen is asked.
#[must_use]
pub fn flaws(facts: &Facts, draft: &CouncilCaseDraft, rhythms: &[CouncilRhythm]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (i, kind) in draft.administrations.iter().enumerate() {
        if !kind.is_municipal() {
            let path = format!("administrations[{i}]");
            flaws.push(Flaw::new(Rule::R32, Fault::NotMunicipal, path));
        }
    }
    let mut crossed: Vec<_> =
        draft.administrations.iter().filter(|kind| kind.is_municipal()).collect();
    crossed.sort_unstable();
    crossed.dedup();
    if governing(draft.meeting, rhythms).is_none_or(|r| crossed.len() < r.administrations) {
        flaws.push(Flaw::new(Rule::R32, Fault::TwoAdministrations, "administrations"));
    }
    if says_nothing(Some(&draft.question)) {
        flaws.push(Flaw::new(Rule::Form, Fault::TextMissing, "question"));
    }
    flaws.extend(consent_flaw(facts, &draft.members, draft.at));
    flaws
}

/// R32: what stands against presenting, deliberating and deciding a case before these
/// administrations at an instant: a member that no effective consent names.
#[must_use]
pub fn consent_flaw(facts: &Facts, members: &[Organisation], at: Instant) -> Option<Flaw> {
    let all = !members.is_empty() && members.iter().all(|member| is_named(facts, *member, at));
    (!all).then(|| Flaw::new(Rule::R32, Fault::MemberNotNamed, "consentId"))
}

/// Whether an effective consent names the organisation: as a counterpart, or as whom the citizen
/// gives it to. One that a clause names by its kind counts as taking part by sitting there.
fn is_named(facts: &Facts, member: Organisation, at: Instant) -> bool {
    let facts = Facts { bases: Vec::new(), ..taking_part(facts, member, at) };
    let party = Party::of(&facts, member, at);
    clause::naming(&facts, &Timeline::of(&facts), &party, at).next().is_some()
}

/// Every flaw of the council's decision; empty: it can be recorded. A decision says in words what
/// it is.
#[must_use]
pub fn decision_flaws(decision: Option<CouncilDecision>, text: Option<&str>) -> Vec<Flaw> {
    let missing = decision.is_some() && says_nothing(text);
    missing.then(|| Flaw::new(Rule::Form, Fault::TextMissing, "decisionText")).into_iter().collect()
}

/// R32: the day of the meeting after this one.
#[must_use]
pub fn next_meeting(last: NaiveDate, rhythms: &[CouncilRhythm]) -> Option<NaiveDate> {
    last.checked_add_days(Days::new(governing(last, rhythms)?.days))
}

/// R32: the first day of the rhythm that began with a meeting which is no earlier than `day`.
#[must_use]
pub fn meeting_on_or_after(
    last: NaiveDate,
    day: NaiveDate,
    rhythms: &[CouncilRhythm],
) -> Option<NaiveDate> {
    let mut next = last;
    while next < day {
        // A rhythm of no days would never arrive.
        next = next_meeting(next, rhythms).filter(|after| *after > next)?;
    }
    Some(next)
}

/// R32: a warning, not a refusal, where a meeting lies off the rhythm (a public holiday).
#[must_use]
pub fn rhythm_warning(last: NaiveDate, date: NaiveDate, rhythms: &[CouncilRhythm]) -> Option<Flaw> {
    let off = next_meeting(last, rhythms) != Some(date);
    off.then(|| Flaw::new(Rule::R32, Fault::OffRhythm, "date"))
}

fn governing(day: NaiveDate, rhythms: &[CouncilRhythm]) -> Option<&CouncilRhythm> {
    let begun = rhythms.iter().filter(|r| r.from <= day).max_by_key(|r| r.from);
    begun.or_else(|| rhythms.iter().min_by_key(|r| r.from))
}
