//! What of the brain-injury forms a viewer may see. Referral, rehabilitation plan and assessment are
//! HEALTH as rows; a track has its own category and its administration holds it; deliberation is for
//! the administrations that sat.

use std::collections::BTreeSet;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use law::brain_injury::council::{Meeting, Seat, consent_flaw};
use law::brain_injury::{PlanStatus, TrackKind};
use law::facts::Organisation;
use law::fields::{row_held_by, row_naming};
use law::forms::ParticipantKind;
use law::words::{UnitId, UserId};
use law::{Category, CategorySet, Opening, Purpose, Relation, Tier};
use uuid::Uuid;

use super::{Open, PROCESS, Ruling, Sight, annulled, field, of, of_case, plain};
use crate::leaks::facts;

const BUNDLE: &str = "BrainInjuryCase";
const HEALTH: CategorySet = CategorySet::of(&[Category::Health]);
const SOCIAL: CategorySet = CategorySet::of(&[Category::Social]);

/// What the council wrote under what another administration presented: the lead's.
const WRITTEN_BY_COUNCIL: &[(&str, Tier)] = &[("decisionText", Tier::LeadOnly)];
/// What those who sat hold, whoever presented it.
const DELIBERATED: &[&str] = &["deliberation", "deliberationVersion"];

fn of_track(kind: TrackKind) -> CategorySet {
    CategorySet::of(&[kind.category()])
}

impl<'s> Sight<'s> {
    pub(super) fn brain_injury(&mut self, open: &Open<'s>) {
        self.sent_in(open);
        self.assessed(open);
        self.plan_heads(open);
        self.tracks(open);
        self.edges(open);
        self.follow_ups(open);
        self.council_cases(open);
        let state = self.state;
        for (i, row) in of_case(&state.age_transition, open, |r| r.case_id) {
            let own = Some(row.organisation_id) == self.looker.own_id();
            let tier = if own { Tier::Shared } else { annulled(row.annulled_at) };
            let ruling = self.lead_and(open, Some(row.organisation_id));
            let face = plain("AgeTransition", &ruling, PROCESS).tier(tier);
            self.face(("age_transition", i), face.within(field(BUNDLE, "ageTransitions")));
        }
        for (i, row) in of_case(&state.rehabilitation_team_case, open, |r| r.case_id) {
            let (ruling, holder) = self.held_by(open, row.organisation_id);
            let categories =
                row_held_by(holder.kind).union(CategorySet::of(&[Category::Employment]));
            let face = plain("RehabilitationTeamCase", &ruling, categories)
                .tier(author_only(row.annulled_at));
            let list = field(BUNDLE, "rehabilitationTeamCases");
            self.face(("rehabilitation_team_case", i), face.within(list));
        }
    }

    fn held_by(&self, open: &Open<'_>, organisation: Uuid) -> (Rc<Ruling>, Organisation) {
        let holder = facts::organisation(self.state, organisation);
        (self.decide(&open.law, &[holder], false), holder)
    }

    /// An annulled row of these stays with who holds it and with the citizen's side.
    fn kept(open: &Open<'_>, annulled_at: Option<DateTime<Utc>>) -> Tier {
        match (annulled_at, open.ruling.verdict.relation) {
            (None, _) => Tier::Shared,
            (Some(_), Relation::Citizen | Relation::Representative) => Tier::LeadOnly,
            (Some(_), _) => Tier::AuthorOnly,
        }
    }

    fn sent_in(&mut self, open: &Open<'_>) {
        let state = self.state;
        for (i, row) in of_case(&state.brain_injury_referral, open, |r| r.case_id) {
            let ruling = self.lead_and(open, row.organisation_id);
            let categories = match row.organisation_id {
                Some(_) => HEALTH.union(self.held(row.organisation_id)),
                None => HEALTH,
            };
            let tier = Self::kept(open, row.annulled_at);
            let mut face = plain("BrainInjuryReferral", &ruling, categories).tier(tier);
            if row.redirected_to.is_some() {
                face.more = Some((&["redirectedTo"], self.naming(row.redirected_to)));
            }
            let face = face.within(field(BUNDLE, "referrals"));
            if !self.face(("brain_injury_referral", i), face) {
                continue;
            }
            for (j, attached) in of(&state.referral_attachment, |a| a.referral_id == row.id) {
                let tier = Self::kept(open, attached.annulled_at.or(row.annulled_at));
                let face = plain("ReferralAttachment", &ruling, categories).tier(tier);
                let list = field("BrainInjuryReferral", "attachments");
                self.face(("referral_attachment", j), face.within(list));
            }
        }
        for (i, row) in of_case(&state.rehabilitation_plan, open, |r| r.case_id) {
            let ruling = self.lead_and(open, Some(row.organisation_id));
            let categories = HEALTH.union(self.held(Some(row.organisation_id)));
            let tier = Self::kept(open, row.annulled_at);
            let face = |ty| plain(ty, &ruling, categories).tier(tier);
            let list = field(BUNDLE, "rehabilitationPlans");
            let at = ("rehabilitation_plan", i);
            if self.face(at, face("RehabilitationPlan").within(list)) {
                self.face(at, face("TotalNeed"));
                for (j, _) in of(&state.icf_entry, |line| line.plan_id == row.id) {
                    let list = field("RehabilitationPlan", "icfEntries");
                    self.face(("icf_entry", j), face("IcfEntry").within(list));
                }
            }
        }
    }

    fn assessed(&mut self, open: &Open<'_>) {
        let state = self.state;
        for (i, row) in of_case(&state.brain_injury_assessment, open, |r| r.case_id) {
            let (ruling, holder) = self.held_by(open, row.organisation_id);
            let categories = HEALTH.union(row_held_by(holder.kind));
            let tier = Self::kept(open, row.annulled_at);
            let face = plain("BrainInjuryAssessment", &ruling, categories).tier(tier);
            let face = face.within(field(BUNDLE, "assessments"));
            if !self.face(("brain_injury_assessment", i), face) {
                continue;
            }
            for (j, _) in of(&state.assessment_score, |score| score.assessment_id == row.id) {
                let face = plain("AssessmentScore", &ruling, categories).tier(tier);
                let list = field("BrainInjuryAssessment", "scores");
                self.face(("assessment_score", j), face.within(list));
            }
        }
    }

    /// Heads: a draft is the lead's own; one that was annulled stays with the lead, the citizen, and
    /// who had a track in it.
    fn plan_heads(&mut self, open: &Open<'_>) {
        let (state, own) = (self.state, self.looker.own_id());
        for (i, row) in of_case(&state.coordination_plan, open, |r| r.case_id) {
            let own_track = || {
                state
                    .plan_track
                    .iter()
                    .any(|t| t.plan_id == row.id && own.is_some() && Some(t.organisation_id) == own)
            };
            // Of before it was annulled, too.
            let annulled = || {
                let mut now = state.coordination_plan.iter().filter(|p| p.superseded_at.is_none());
                now.any(|p| p.id == row.id && p.annulled_at.is_some())
            };
            let tier = match row.status.0 {
                PlanStatus::Draft => Tier::AuthorOnly,
                _ if annulled() && !own_track() => Tier::LeadOnly,
                _ => Tier::Shared,
            };
            let mut face = plain("CoordinationPlan", &open.ruling, PROCESS).tier(tier);
            face.more = Some((&["preparedBy"], CategorySet::of(&[Category::Social])));
            let face = face.within(field(BUNDLE, "coordinationPlan"));
            let dated = face.opens("lastUpdated");
            if dated && face.opens("preparedBy") {
                self.head_dated("plan", (row.recorded_at, row.superseded_at));
            }
            if self.face(("coordination_plan", i), face) && dated {
                self.dated.insert(row.id);
            }
        }
    }

    /// Whether some version of a row shows.
    fn any_shows<M>(&self, table: &'static str, rows: &[M], is: impl Fn(&M) -> bool) -> bool {
        of(rows, is).any(|(i, _)| self.shows((table, i)))
    }

    /// When something was taken out of a plan shows to who reads when the plan last changed, and
    /// sees what it was.
    fn removed(&mut self, plan: Uuid, from: DateTime<Utc>, to: Option<DateTime<Utc>>) {
        if self.dated.contains(&plan) {
            self.told.insert(format!("removed from {plan} {from} {to:?}"));
        }
    }

    fn tracks(&mut self, open: &Open<'_>) {
        let state = self.state;
        for (i, row) in of_case(&state.plan_track, open, |r| r.case_id) {
            if !self
                .any_shows("coordination_plan", &state.coordination_plan, |p| p.id == row.plan_id)
            {
                continue;
            }
            let (ruling, _) = self.held_by(open, row.organisation_id);
            let face = plain("Track", &ruling, of_track(row.kind.0));
            let face = face.within(field("CoordinationPlan", "tracks"));
            if !face.shows() {
                continue;
            }
            if row.removed_reason.is_some() {
                self.removed(row.plan_id, row.recorded_at, row.superseded_at);
                continue;
            }
            self.face(("plan_track", i), face);
            for (j, goal) in of(&state.plan_goal, |g| g.track_id == row.id) {
                if goal.removed_reason.is_some() {
                    self.removed(row.plan_id, goal.recorded_at, goal.superseded_at);
                } else {
                    let face = plain("PlanGoal", &ruling, of_track(row.kind.0));
                    self.face(("plan_goal", j), face.within(field("Track", "goals")));
                }
            }
            for (j, one) in of(&state.plan_intervention, |r| r.track_id == row.id) {
                let provider = one.provider_organisation_id;
                let more = provider.map_or(CategorySet::NONE, |id| self.naming(Some(id)));
                let categories = of_track(row.kind.0).union(more.minus(PROCESS));
                let face = plain("Intervention", &ruling, categories);
                let face = face.within(field("Track", "interventions"));
                if one.removed_reason.is_none() {
                    self.face(("plan_intervention", j), face);
                } else if face.shows() {
                    self.removed(row.plan_id, one.recorded_at, one.superseded_at);
                }
            }
        }
    }

    /// An edge shows to who sees both its ends.
    fn edges(&mut self, open: &Open<'_>) {
        let state = self.state;
        for (i, row) in of_case(&state.intervention_dependency, open, |r| r.case_id) {
            let end = |id: Uuid| {
                self.any_shows("plan_intervention", &state.plan_intervention, |r| r.id == id)
            };
            if !end(row.intervention_id) || !end(row.depends_on_id) {
                continue;
            }
            if row.removed_reason.is_some() {
                self.removed(row.plan_id, row.recorded_at, row.superseded_at);
                continue;
            }
            let face = plain("InterventionDependency", &open.ruling, CategorySet::NONE);
            self.face(("intervention_dependency", i), face);
        }
    }

    fn follow_ups(&mut self, open: &Open<'_>) {
        let (state, own) = (self.state, self.looker.own_id());
        for (i, row) in of_case(&state.follow_up, open, |r| r.case_id) {
            let (ruling, holder) = self.held_by(open, row.organisation_id);
            let categories = PROCESS.union(row_naming(holder.kind));
            let face = plain("FollowUp", &ruling, categories).tier(author_only(row.annulled_at));
            if !self.face(("follow_up", i), face.within(field(BUNDLE, "followUps"))) {
                continue;
            }
            for (j, one) in of(&state.follow_up_participant, |p| p.follow_up_id == row.id) {
                let categories = match (one.organisation_id, one.kind.0) {
                    (Some(_), _) => self.naming(one.organisation_id),
                    (None, ParticipantKind::Relative | ParticipantKind::Representative) => {
                        CategorySet::of(&[Category::Network])
                    }
                    (None, ParticipantKind::Interpreter) => SOCIAL,
                    (None, _) => PROCESS,
                };
                // It is also whose it names.
                let ruling = match one.organisation_id.filter(|id| Some(*id) == own) {
                    Some(id) if id != holder.id.0 => {
                        let holders = [holder, facts::organisation(state, id)];
                        self.decide(&open.law, &holders, false)
                    }
                    _ => Rc::clone(&ruling),
                };
                let face = plain("FollowUpParticipant", &ruling, categories);
                let list = field("FollowUp", "participants");
                self.face(("follow_up_participant", j), face.within(list));
            }
            for (j, one) in of(&state.follow_up_goal, |g| g.follow_up_id == row.id) {
                let goal = state.plan_goal.iter().find(|g| {
                    g.id == one.goal_id && g.superseded_at.is_none() && g.case_id == open.row.id
                });
                let track = goal.and_then(|goal| {
                    state.plan_track.iter().find(|t| {
                        t.id == goal.track_id
                            && t.superseded_at.is_none()
                            && t.case_id == open.row.id
                    })
                });
                let Some(track) = track else { continue };
                let (ruling, _) = self.held_by(open, track.organisation_id);
                let face = plain("FollowUpGoal", &ruling, of_track(one.track_kind.0));
                self.face(("follow_up_goal", j), face.within(field("FollowUp", "goalStates")));
            }
        }
    }

    /// The lead holds what is before the council together with who presented it.
    fn council_cases(&mut self, open: &Open<'_>) {
        let (state, own) = (self.state, self.looker.own_id());
        for (i, row) in of_case(&state.council_case, open, |r| r.case_id) {
            let sat: BTreeSet<Uuid> = of(&state.council_sitting, |s| s.council_case_id == row.id)
                .filter(|(_, sitting)| sitting.case_id == open.row.id)
                .map(|(_, sitting)| sitting.organisation_id)
                .collect();
            let presents = own == Some(row.organisation_id);
            let sits = own.is_some_and(|own| sat.contains(&own));
            let kept = row.annulled_at.is_some() && !presents && !sits;
            let tier = if kept { Tier::LeadOnly } else { Tier::Shared };
            let ruling = self.lead_and(open, Some(row.organisation_id));
            let mut face = plain("CouncilCase", &ruling, PROCESS).tier(tier);
            let holders: Vec<_> = match sits {
                true => sat.iter().map(|id| facts::organisation(state, *id)).collect(),
                false => Vec::new(),
            };
            face.apart = Some((DELIBERATED, self.decide(&open.law, &holders, false)));
            if presents && open.ruling.verdict.open(SOCIAL, Tier::Shared) != Opening::Granted {
                face.stricter = WRITTEN_BY_COUNCIL;
            }
            let face = face.within(field(BUNDLE, "councilCases"));
            let follow_up = face.opens("followUpMeeting").then_some(row.follow_up_meeting_id);
            if !self.face(("council_case", i), face) {
                continue;
            }
            // From a case the meeting comes with the case's own verdict.
            for meeting in [Some(row.council_meeting_id), follow_up.flatten()] {
                let lead = Rc::clone(&open.ruling);
                meeting.into_iter().for_each(|id| self.council_meeting(id, &lead));
            }
        }
        self.named(open);
    }

    /// A declared exemption of rule 1: who sits on the council learns, by presenting a case, whether
    /// a consent names every administration that sits (R32).
    fn named(&mut self, open: &Open<'_>) {
        let state = self.state;
        for meeting in &state.council_meeting {
            let seats = of(&state.council_member, |m| m.council_meeting_id == meeting.id);
            let seats: BTreeSet<Uuid> = seats.map(|(_, seat)| seat.organisation_id).collect();
            if self.looker.own_id().is_some_and(|own| seats.contains(&own)) {
                let members: Vec<_> =
                    seats.iter().map(|id| facts::organisation(state, *id)).collect();
                let named = consent_flaw(open.law.facts(), &members, self.at).is_none();
                let (case, meeting) = (open.row.id, meeting.id);
                self.told.insert(format!("before the council {case} {meeting} {named}"));
            }
        }
    }

    fn council_meeting(&mut self, id: Uuid, ruling: &Rc<Ruling>) {
        let state = self.state;
        for (i, row) in of(&state.council_meeting, |m| m.id == id) {
            let face = plain("CouncilMeeting", ruling, PROCESS);
            let opens = face.opens("members");
            if self.face(("council_meeting", i), face) && opens {
                for (j, _) in of(&state.council_member, |m| m.council_meeting_id == row.id) {
                    let face = plain("CouncilMember", ruling, PROCESS);
                    self.face(("council_member", j), face);
                }
            }
        }
    }

    /// Meetings by themselves: they are for the administrations that sit.
    pub(super) fn council_meetings(&mut self) {
        if !self.looker.reaches(Purpose::BrainInjury) {
            return;
        }
        let state = self.state;
        for row in &state.council_meeting {
            let members = of(&state.council_member, |m| m.council_meeting_id == row.id);
            let seats = members.map(|(_, seat)| Seat {
                organisation: facts::organisation(state, seat.organisation_id),
                unit: seat.unit_id.map(UnitId),
                user: seat.professional_id.map(UserId),
            });
            let meeting = Meeting {
                convenes: facts::organisation(state, row.organisation_id),
                seats: seats.collect(),
                chair: row.chair_id.map(UserId),
                minute_taker: row.minute_taker_id.map(UserId),
            };
            let verdict = meeting.decide(&self.looker.viewer);
            let ruling = Rc::new(Ruling { about: format!("council {}", row.id), verdict });
            self.council_meeting(row.id, &ruling);
        }
    }
}

fn author_only(annulled_at: Option<DateTime<Utc>>) -> Tier {
    if annulled_at.is_some() { Tier::AuthorOnly } else { Tier::Shared }
}
