//! The brain-injury cases are there in every state, hang together, and obey the law.

use law::brain_injury::council::{CouncilCaseDraft, consent_flaw, next_meeting};
use law::brain_injury::plan::{
    Dependency, InterventionDraft, dependency_flaws, intervention_flaws,
};
use law::brain_injury::referral::{ReferralDraft, decision_flaws};
use law::brain_injury::rehabilitation_plan::RehabilitationPlanDraft;
use law::brain_injury::*;
use law::pathfinder::*;
use law::regime::{AGE_BOUNDS, AGE_SHIFTS, COUNCIL_RHYTHMS};
use law::rehabilitation_team::{Recommendation, RecommendationDraft, TeamParty};

use super::complete::every;
use super::lawful::{by_id, organisation};
use law::assignment::may_assign;

use super::*;

fn both() -> Plan {
    Plan::usual(anchor())
}

fn words<W: Word + Copy>(
    rows: impl IntoIterator<Item = Option<entity::column::Code<W>>>,
) -> Vec<W> {
    rows.into_iter().flatten().map(|code| code.0).collect()
}

#[test]
fn the_usual_demo_has_every_word_of_the_brain_injury_forms() {
    let b = rows(&both());
    let injured: Vec<_> =
        b.cases.iter().filter(|c| c.purpose.0 == law::Purpose::BrainInjury).collect();
    assert!(injured.len() >= 60, "{} cases", injured.len());
    every(injured.iter().map(|c| c.status.0), &[]);
    every(injured.iter().filter_map(|c| c.close_reason).map(|c| c.0), &[]);
    assert!(injured.iter().any(|c| c.annulled_at.is_some()));
    every(injured.iter().map(|c| c.opened_by.0), &[]);
    let leads: HashSet<_> = injured.iter().map(|c| c.lead_organisation_id).collect();
    assert_eq!(leads.len(), 2, "both authorities that lead");

    every(b.referrals.iter().map(|r| r.referrer_kind.0), &[]);
    every(words(b.referrals.iter().map(|r| r.diagnosis_group)), &[]);
    every(words(b.referrals.iter().map(|r| r.phase)), &[]);
    every(b.referrals.iter().flat_map(|r| r.difficulties.words().to_vec()), &[]);
    every(words(b.referrals.iter().map(|r| r.work_status)), &[]);
    every(words(b.referrals.iter().map(|r| r.education_status)), &[]);
    every(words(b.referrals.iter().map(|r| r.income_source)), &[]);
    every(words(b.referrals.iter().map(|r| r.decision)), &[]);
    assert!(b.referrals.iter().any(|r| r.decision.is_none()), "undecided");
    every(b.attachments.iter().map(|a| a.kind.0), &[]);
    every(b.rehabilitation_plans.iter().map(|p| p.plan_type.0), &[]);
    every(words(b.rehabilitation_plans.iter().map(|p| p.municipal_level)), &[]);
    every(b.rehabilitation_plans.iter().map(|p| p.free_choice.0), &[]);
    every(b.icf_entries.iter().filter_map(|e| IcfComponent::of(&e.code)), &[]);
    every(b.icf_entries.iter().filter_map(|e| IcfQualifier::of(e.qualifier)), &[]);
    every(b.scores.iter().map(|s| s.tool.0), &[]);
    every(words(b.brain_injury_assessments.iter().map(|a| a.need_level)), &[]);
    every(b.plans.iter().filter(|p| p.superseded_at.is_none()).map(|p| p.status.0), &[]);
    every(words(b.plans.iter().map(|p| p.follow_up_interval)), &[]);
    every(b.tracks.iter().map(|t| t.kind.0), &[]);
    every(b.plan_goals.iter().map(|g| g.kind.0), &[]);
    every(b.plan_goals.iter().map(|g| g.state.0), &[]);
    every(b.interventions.iter().map(|i| i.kind.0), &[]);
    every(b.interventions.iter().map(|i| i.state.0), &[]);
    every(words(b.interventions.iter().map(|i| i.stop_reason)), &[]);
    every(b.follow_ups.iter().map(|f| f.kind.0), &[]);
    every(b.follow_ups.iter().map(|f| f.state.0), &[]);
    every(words(b.follow_ups.iter().map(|f| f.outcome)), &[]);
    every(b.council_meetings.iter().map(|m| m.state.0), &[]);
    every(words(b.council_cases.iter().map(|c| c.decision_type)), &[]);
    assert!(b.council_cases.iter().any(|c| c.decided_at.is_none() && c.annulled_at.is_none()));
    assert!(b.council_cases.iter().any(|c| c.annulled_at.is_some()));
    assert!(b.council_cases.iter().any(|c| c.follow_up_meeting_id.is_some()));
    let of_council = b.tasks.iter().filter(|t| t.council_case_id.is_some());
    every(of_council.map(|t| t.state.0), &[]);
    every(b.age_transitions.iter().map(|a| a.dominant_need.0), &[]);
    assert!(b.age_transitions.iter().any(|a| a.completed_at.is_some()));
    assert!(b.age_transitions.iter().any(|a| a.completed_at.is_none()));
    every(b.team_cases.iter().map(|t| t.recommendation.0), &[]);
    every(b.team_cases.iter().flat_map(|t| t.parties.words().to_vec()), &[]);
    assert!(b.team_cases.iter().any(|t| t.annulled_at.is_some()));
    // Whoever takes part does so in one of the ways of either bundle.
    every(b.participations.iter().map(|p| p.origin.0), &[]);
}

#[test]
fn the_catalogue_has_what_the_sources_name() {
    let b = rows(&both());
    // The sources name no contact point for these.
    let unnamed = [Competence::SpecialEducation, Competence::Other];
    every(b.competences.iter().map(|c| c.competence.0), &unnamed);
    every(b.interfaces.iter().map(|i| i.topic.0), &[]);
    let names: HashSet<_> = b.contact_points.iter().map(|p| p.name.as_str()).collect();
    for name in [
        "Lokalområdekontorerne",
        "Pension København",
        "Genoptræning København",
        "Socialcenter København",
        "Handicapcenter København",
        "Rådgivningscenter København",
        "Jobcenter København, Sygedagpenge",
    ] {
        assert!(names.contains(name), "{name}");
    }
    let numbers: Vec<_> = b.effect_goals.iter().map(|g| (g.number, g.target_year)).collect();
    assert_eq!(numbers, [(1, 2012), (2, 2012), (3, 2012), (4, 2012)]);
    // A demo of the DKK bundle alone has none of it.
    let without = rows(&plan(9));
    assert!(without.contact_points.is_empty() && without.council_meetings.is_empty());
}

#[test]
fn the_citizens_of_the_other_bundle_are_the_same_beside_the_brain_injury_cases() {
    let (beside, alone) = (rows(&Plan { citizens: 30, ..both() }), rows(&plan(20)));
    let of = |b: &Batch| -> Vec<_> {
        let dkk = b.cases.iter().filter(|c| c.purpose.0 == law::Purpose::Dkk);
        dkk.map(|c| (c.id, c.citizen_id, c.status, c.opened_at)).collect()
    };
    assert_eq!(of(&beside), of(&alone));
    assert_eq!(beside.actors, alone.actors);
}

#[test]
fn consents_to_brain_injury_coordination_stand_in_every_state() {
    let b = rows(&both());
    let mut states = HashSet::new();
    let mut full = 0;
    for case in lawful::cases(&b) {
        if case.facts().purpose == law::Purpose::BrainInjury {
            states.extend(statuses(case.facts(), anchor()).iter().map(|s| s.state));
            full += usize::from(law::status::full_consent(case.facts(), anchor()));
        }
    }
    let missing: Vec<_> = ClauseState::ALL.iter().filter(|s| !states.contains(s)).collect();
    assert!(missing.is_empty() && full > 3, "{missing:?}, {full} full");
}

#[test]
fn r02_r04_and_r32_who_coordinates_and_what_is_before_the_council_is_lawful() {
    let b = rows(&both());
    let cases = by_id(&b);
    let births: HashMap<_, _> = b.citizens.iter().map(|c| (c.id, c.birth_date)).collect();
    for a in &b.assignments {
        let flaws =
            may_assign(cases[&a.case_id].facts(), births[&a.citizen_id], a.from_at, AGE_BOUNDS);
        assert!(flaws.is_empty(), "{flaws:?}");
    }
    let mut days: Vec<_> = b.council_meetings.iter().map(|m| m.date).collect();
    days.sort_unstable();
    for pair in days.windows(2) {
        assert_eq!(next_meeting(pair[0], COUNCIL_RHYTHMS), Some(pair[1]), "every third week");
    }
    let meetings: HashMap<_, _> = b.council_meetings.iter().map(|m| (m.id, m)).collect();
    assert!(b.council_cases.len() > 8, "{} before the council", b.council_cases.len());
    for c in &b.council_cases {
        let facts = cases[&c.case_id].facts();
        let seats =
            b.council_members.iter().filter(|m| m.council_meeting_id == c.council_meeting_id);
        let members: Vec<_> = seats.map(|m| organisation(&b, m.organisation_id)).collect();
        let draft = CouncilCaseDraft {
            administrations: c.administrations.words().to_vec(),
            members: members.clone(),
            meeting: meetings[&c.council_meeting_id].date,
            question: c.question.clone(),
            at: c.recorded_at,
        };
        let flaws = law::brain_injury::council::flaws(facts, &draft, COUNCIL_RHYTHMS);
        assert!(flaws.is_empty(), "{flaws:?}");
        if let Some(at) = c.decided_at {
            assert_eq!(consent_flaw(facts, &members, at), None, "R32: when it decided");
            let held = meetings[&c.council_meeting_id].state.0 == CouncilMeetingState::Held;
            assert!(held && c.deliberation.is_some() && at <= anchor());
            let sat = b.sittings.iter().filter(|s| s.council_case_id == c.id).count();
            assert_eq!(sat, members.len());
        }
    }
}

#[test]
fn r33_and_r34_what_was_sent_in_could_have_been_recorded() {
    let b = rows(&both());
    for r in &b.referrals {
        let draft = ReferralDraft {
            received_at: r.received_at,
            diagnosis_codes: r.diagnosis_codes.codes().to_vec(),
            injury_date: r.injury_date,
            admitted_on: r.admitted_on,
            discharged_on: r.discharged_on,
            children_under_18: r.children_under_18,
            administrations: r.administrations.words().to_vec(),
            recorded_at: r.recorded_at,
        };
        let mut flaws = law::brain_injury::referral::flaws(&draft);
        if let Some(decision) = r.decision {
            let reason = r.decision_reason.as_deref();
            flaws.extend(decision_flaws(decision.0, reason, r.redirected_to.is_some()));
        }
        assert!(flaws.is_empty(), "{flaws:?}");
    }
    for p in &b.rehabilitation_plans {
        let entries = b.icf_entries.iter().filter(|e| e.plan_id == p.id);
        let draft = RehabilitationPlanDraft {
            plan_type: p.plan_type.0,
            received_at: p.received_at,
            diagnosis_codes: p.diagnosis_codes.codes().to_vec(),
            icf_entries: entries.map(|e| (e.code.clone(), e.qualifier)).collect(),
            discharged_on: p.discharged_on,
            earliest_start: p.earliest_start,
            total_need: [
                p.need_health.clone(),
                p.need_social.clone(),
                p.need_employment.clone(),
                p.need_education.clone(),
            ],
            recorded_at: p.recorded_at,
        };
        let flaws = law::brain_injury::rehabilitation_plan::flaws(&draft);
        assert!(flaws.is_empty(), "{flaws:?}");
        let makes = organisation(&b, p.organisation_id).kind;
        assert!(law::regime::makes_plans(makes, law::dates::day_of(p.received_at)));
        assert!(p.started_on.is_none_or(|day| day <= law::dates::day_of(anchor())));
    }
}

#[test]
fn plans_are_of_their_administrations_and_wait_in_no_circle() {
    let b = rows(&both());
    let cases = by_id(&b);
    let track: HashMap<_, _> = b.tracks.iter().map(|t| (t.id, t)).collect();
    for t in &b.tracks {
        let holder = organisation(&b, t.organisation_id);
        assert_eq!(holder.kind, t.kind.0.administration());
        let facts = cases[&t.case_id].facts();
        assert_eq!(law::request::may_invite(facts, holder, t.recorded_at), None, "R17");
        let part = facts.participations.iter().any(|p| p.organisation.id == holder.id);
        assert!(part || holder.id == facts.lead.id, "takes part by its track");
    }
    let goals: HashSet<_> = b.plan_goals.iter().map(|g| g.id).collect();
    for g in &b.plan_goals {
        assert_eq!(track[&g.track_id].kind, g.track_kind);
    }
    for i in &b.interventions {
        assert!(
            track[&i.track_id].kind == i.track_kind
                && i.goal_id.is_some_and(|g| goals.contains(&g))
        );
        let draft = InterventionDraft {
            from: i.from_date,
            to: i.to_date,
            minutes_per_week: i.minutes_per_week,
            state: i.state.0,
            stop_reason: i.stop_reason.map(|reason| reason.0),
        };
        assert!(intervention_flaws(&draft).is_empty());
    }
    for head in b.plans.iter().filter(|p| p.superseded_at.is_none()) {
        let own: Vec<_> =
            b.interventions.iter().filter(|i| i.plan_id == head.id).map(|i| i.id).collect();
        let edges: Vec<_> = b
            .dependencies
            .iter()
            .filter(|d| d.plan_id == head.id && d.superseded_at.is_none())
            .map(|d| Dependency { intervention: d.intervention_id, depends_on: d.depends_on_id })
            .collect();
        assert!(dependency_flaws(&own, &edges).is_empty());
        let closed = cases[&head.case_id].facts().closed_at.is_some();
        let open = matches!(head.status.0, PlanStatus::Draft | PlanStatus::Active);
        assert!(!(closed && open), "a closed case has no plan that goes on");
    }
    let follow_ups: HashSet<_> = b.follow_ups.iter().map(|f| f.id).collect();
    assert!(
        b.follow_up_goals
            .iter()
            .all(|s| goals.contains(&s.goal_id) && follow_ups.contains(&s.follow_up_id))
    );
    let today = law::dates::day_of(anchor());
    for f in &b.follow_ups {
        assert_eq!(f.outcome.is_some(), f.state.0 == FollowUpState::Held);
        assert!(f.state.0 != FollowUpState::Held || f.date <= today);
        let closed = cases[&f.case_id].facts().closed_at.is_some();
        assert!(!closed || f.state.0 != FollowUpState::Planned);
    }
}

#[test]
fn r35_and_r36_the_passage_and_the_recommendations_could_have_been_recorded() {
    let b = rows(&both());
    let births: HashMap<_, _> = b.citizens.iter().map(|c| (c.id, c.birth_date)).collect();
    let cases = by_id(&b);
    for a in &b.age_transitions {
        let responsible = organisation(&b, a.responsible_organisation_id);
        let draft = age::AgeTransitionDraft {
            birth: births[&a.citizen_id],
            need: Some(a.dominant_need.0),
            rationale: Some(a.rationale.clone()),
            responsible: responsible.kind,
            from: a.from_date,
        };
        let flaws = age::flaws(&draft, AGE_SHIFTS);
        assert!(flaws.is_empty(), "{flaws:?}");
        if let Some(at) = a.completed_at {
            assert!(a.from_date <= law::dates::day_of(at) && at <= anchor());
            assert_eq!(cases[&a.case_id].facts().lead.id, responsible.id);
        }
    }
    let assessed: HashSet<_> = b.age_transitions.iter().map(|a| a.case_id).collect();
    let due = b.cases.iter().filter(|c| {
        let facts = cases[&c.id].facts();
        let today = law::dates::day_of(anchor());
        let running = c.closed_at.is_none() && c.purpose.0 == law::Purpose::BrainInjury;
        let birth = births[&c.citizen_id];
        let due = age::assessment_due(birth, today, facts.lead.kind, None, AGE_SHIFTS);
        running && due && !assessed.contains(&c.id)
    });
    assert!(due.count() > 0, "one is due");
    for t in &b.team_cases {
        let draft = RecommendationDraft {
            recommendation: t.recommendation.0,
            grounds: Some(t.grounds.clone()),
            resource_course: t.resource_course,
            obviously_futile: t.obviously_futile,
            treatment_exhausted: t.treatment_exhausted,
            conditions_met: t.conditions_met,
        };
        assert!(law::rehabilitation_team::flaws(&draft).is_empty());
        assert_eq!(
            organisation(&b, t.organisation_id).kind,
            OrganisationKind::EmploymentAdministration
        );
    }
    let pensions =
        b.team_cases.iter().filter(|t| t.recommendation.0 == Recommendation::DisabilityPension);
    let courses: HashSet<_> = pensions.map(|t| t.resource_course).collect();
    assert_eq!(courses.len(), 2, "after a resource course, and without");
    assert!(b.team_cases.iter().any(|t| t.parties.words().len() == TeamParty::ALL.len()));
}

#[test]
fn rows_of_brain_injury_cases_stand_in_their_case_and_versions_follow_one_another() {
    let b = rows(&both());
    let cases: HashMap<_, _> = b.cases.iter().map(|c| (c.id, c.citizen_id)).collect();
    let people: HashSet<_> = b.professionals.iter().map(|p| p.id).collect();
    macro_rules! of_a_case {
        ($($table:ident)+) => { $( for row in &b.$table {
            assert_eq!(cases.get(&row.case_id), Some(&row.citizen_id), stringify!($table));
        } )+ };
    }
    of_a_case! {
        referrals attachments rehabilitation_plans icf_entries brain_injury_assessments scores
        plans tracks plan_goals interventions dependencies follow_ups follow_up_participants
        follow_up_goals council_cases sittings age_transitions team_cases holdings
    }
    macro_rules! by_people {
        ($($table:ident)+) => { $(
            assert!(b.$table.iter().all(|r| r.author_id.is_none_or(|id| people.contains(&id))));
        )+ };
    }
    by_people! { referrals brain_injury_assessments tracks plan_goals follow_ups council_cases team_cases }
    macro_rules! versions {
        ($($table:ident)+) => { $(
            let mut by_id: HashMap<Uuid, Vec<_>> = HashMap::new();
            for row in &b.$table { by_id.entry(row.id).or_default().push(row); }
            for rows in by_id.values_mut() {
                rows.sort_by_key(|r| r.version);
                for pair in rows.windows(2) {
                    assert_eq!(pair[0].version + 1, pair[1].version);
                    assert_eq!(pair[0].superseded_at, Some(pair[1].recorded_at), stringify!($table));
                    assert!(pair[0].recorded_at < pair[1].recorded_at, stringify!($table));
                }
                let last = rows.last().unwrap();
                assert!(last.superseded_at.is_none() && last.recorded_at <= anchor());
            }
            assert!(by_id.values().any(|rows| rows.len() > 1), stringify!($table));
        )+ };
    }
    versions! { plans tracks plan_goals interventions dependencies }
    let mut numbers = HashSet::new();
    for row in &b.references {
        assert!(numbers.insert((row.organisation_id, &row.system, &row.external_id)), "unique");
    }
    let mut cprs = HashSet::new();
    assert!(b.citizens.iter().all(|c| cprs.insert(&c.cpr)));
}

#[tokio::test]
async fn the_brain_injury_showcase_shows_each_viewer_what_the_table_says() {
    let (db, _file) = database().await;
    let cast = seed(&db.connection, &Plan { citizens: 3, ..both() }, &|_, _| ()).await.unwrap();
    let which = Which::case(cast.brain_injury.case);
    let snapshot = load(&db, &which, Parts::ALL, false).await.unwrap();
    let rows = &snapshot.cases[0];
    let stage = Stage { case: case_of(rows, &snapshot.directory).unwrap(), cast };
    for lead in ["brainInjuryCoordinator", "sofCaseworker"] {
        assert_eq!(stage.lead(lead), (Relation::Lead, CategorySet::ALL), "{lead}");
    }
    assert_eq!(stage.lead("brainInjuryCitizen"), (Relation::Citizen, CategorySet::ALL));
    for (viewer, seen) in crate::demo::brain_injury::showcase::SEEN {
        assert_eq!(stage.lead(viewer).1, *seen, "{viewer}");
    }
    for nobody in ["hospitalPartner", "sofOtherUnit", "unrelated", "unitLead", "citizen", "auditor"]
    {
        let verdict = stage.verdict(nobody, stage.case.facts().lead, false);
        assert_eq!(verdict, Verdict::unknown(), "{nobody}");
    }
    assert_eq!(rows.citizens[0].cpr, stage.cast.brain_injury.cpr);
    let (system, number) = stage.cast.brain_injury.reference;
    let named = rows.references.iter().find(|r| r.system == system && r.external_id == number);
    assert_eq!(named.map(|r| r.entity_id), Some(stage.cast.brain_injury.case));
    let kinds: HashSet<_> = rows.tracks.iter().map(|t| t.kind.0).collect();
    assert_eq!(kinds.len(), 4);
    assert_eq!(rows.council_cases.len(), 1);
    assert!(rows.follow_ups.iter().any(|f| f.state.0 == FollowUpState::Held));
}
