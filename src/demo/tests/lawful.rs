//! The demo obeys the law that the program applies.

use law::assessment::{Annex, ComplexityAndWeight, Criteria};
use law::assignment::{in_bounds, may_assign};
use law::basis::{BasisDraft, flaws};
use law::consent::{ClauseDraft, ConsentDraft};
use law::facts::{Counterpart, Facts};
use law::regime::AGE_BOUNDS;
use law::words::OrganisationId;

use super::*;
use crate::store::{CaseRows, Directory};

fn directory(b: &Batch) -> Directory {
    let mut directory = Directory::default();
    for organisation in &b.organisations {
        directory
            .organisations
            .insert(organisation.id, std::sync::Arc::new(organisation.clone().into()));
    }
    directory
}

/// Every case as the law sees it.
pub(super) fn cases(b: &Batch) -> Vec<law::Case> {
    let directory = directory(b);
    b.cases
        .iter()
        .map(|case| {
            macro_rules! own {
                ($table:ident) => {
                    b.$table.iter().filter(|r| r.case_id == case.id).cloned().collect()
                };
            }
            let about = |r: &&entity::representative::Model| r.citizen_id == case.citizen_id;
            let rows = CaseRows {
                cases: vec![case.clone()],
                representatives: b.representatives.iter().filter(about).cloned().collect(),
                participations: own!(participations),
                holdings: own!(holdings),
                assignments: own!(assignments),
                consents: own!(consents),
                clauses: own!(clauses),
                counterparts: own!(counterparts),
                bases: own!(bases),
                ..CaseRows::default()
            };
            case_of(&rows, &directory).unwrap()
        })
        .collect()
}

pub(super) fn by_id(b: &Batch) -> HashMap<Uuid, law::Case> {
    cases(b).into_iter().map(|case| (case.facts().case.0, case)).collect()
}

pub(super) fn organisation(b: &Batch, id: Uuid) -> Organisation {
    let found = b.organisations.iter().find(|o| o.id == id).unwrap();
    Organisation { id: OrganisationId(id), kind: found.kind.0 }
}

fn without<T>(facts: &Facts, change: impl FnOnce(&mut Facts) -> T) -> Facts {
    let mut facts = facts.clone();
    change(&mut facts);
    facts
}

#[test]
fn r02_and_r04_every_coordinator_was_assigned_lawfully() {
    let b = rows(&plan(200));
    let cases = by_id(&b);
    let births: HashMap<_, _> = b.citizens.iter().map(|c| (c.id, c.birth_date)).collect();
    assert!(b.assignments.len() > 100);
    for a in &b.assignments {
        let flaws =
            may_assign(cases[&a.case_id].facts(), births[&a.citizen_id], a.from_at, AGE_BOUNDS);
        assert!(flaws.is_empty(), "{flaws:?}");
    }
    let ongoing = b.cases.iter().filter(|c| c.status.0 == CaseStatus::Ongoing);
    let coordinated: HashSet<_> = b.assignments.iter().map(|a| a.case_id).collect();
    let (with, all) =
        ongoing.fold((0, 0), |(w, n), c| (w + usize::from(coordinated.contains(&c.id)), n + 1));
    assert!(with * 10 > all * 8, "{with} of {all}");
}

#[test]
fn r17_nobody_was_invited_whom_no_clause_or_basis_named() {
    let b = rows(&plan(200));
    let cases = by_id(&b);
    let sent: HashMap<_, _> =
        b.meetings.iter().filter_map(|m| m.sent_at.map(|at| (m.id, at))).collect();
    let mut guests = 0;
    for p in &b.participants {
        let (Some(id), Some(at)) = (p.organisation_id, sent.get(&p.meeting_id)) else { continue };
        let facts = cases[&p.case_id].facts();
        // The invitation must stand on the consents alone, not on what takes part otherwise.
        let facts = without(facts, |facts| facts.participations.clear());
        assert_eq!(law::request::may_invite(&facts, organisation(&b, id), *at), None);
        guests += usize::from(id != facts.lead.id.0);
    }
    assert!(guests > 200, "{guests} guests");
    for p in &b.participations {
        let facts = cases[&p.case_id].facts();
        let flaw = law::request::may_invite(facts, organisation(&b, p.organisation_id), p.from_at);
        assert_eq!(flaw, None, "every participation matches a consent or a basis");
    }
}

#[test]
fn r06_r12_and_r24_every_consent_could_have_been_recorded() {
    let b = rows(&plan(200));
    for consent in b.consents.iter().filter(|c| c.version == 1) {
        let clauses = b.clauses.iter().filter(|c| c.consent_id == consent.id && c.version == 1);
        let clauses = clauses
            .map(|c| ClauseDraft {
                direction: Some(c.direction.0),
                granted_to: organisation(&b, c.granted_to),
                counterparts: b
                    .counterparts
                    .iter()
                    .filter(|side| side.clause_id == c.id)
                    .map(|side| match (side.organisation_id, side.organisation_kind) {
                        (Some(id), _) => Counterpart::Organisation(OrganisationId(id)),
                        (_, kind) => Counterpart::Kind(kind.unwrap().0),
                    })
                    .collect(),
                categories: c.categories.0,
                purpose: Some(c.purpose.0),
                from: c.from_date,
                to: c.to_date,
            })
            .collect();
        let draft = ConsentDraft {
            signed_at: consent.signed_at,
            recorded_at: consent.recorded_at,
            form: consent.form.0,
            oral_reason: consent.oral_reason.clone(),
            signer: consent.signer.0,
            signer_ground: consent.signer_ground.clone(),
            signer_scope: consent.signer_scope.map(|c| c.0).unwrap_or_default(),
            clauses,
        };
        let flaws = law::consent::flaws(&draft);
        assert!(flaws.is_empty(), "{flaws:?}");
    }
}

#[test]
fn r18_to_r22_every_basis_could_have_been_recorded() {
    let b = rows(&plan(200));
    for basis in &b.bases {
        let draft = BasisDraft {
            provision: Some(basis.provision.0),
            requester: organisation(&b, basis.requester_organisation_id),
            holder: organisation(&b, basis.holder_organisation_id),
            recorded_by: OrganisationId(basis.recorded_organisation_id),
            categories: basis.categories.0,
            reason: Some(basis.reason.clone()),
            necessity: basis.necessity.clone(),
            attempted_at: basis.consent_attempt.as_ref().map(|_| basis.from_at),
            objection_deadline: basis.objection_deadline,
            // The objection came after the recording.
            objected: false,
            from: basis.from_at,
            to: basis.to_at,
            recorded_at: basis.from_at,
        };
        let flaws = flaws(&draft);
        assert!(flaws.is_empty(), "{flaws:?}");
    }
}

#[test]
fn r01_every_assessment_follows_its_criteria_or_says_why_not() {
    let b = rows(&plan(200));
    let births: HashMap<_, _> = b.citizens.iter().map(|c| (c.id, c.birth_date)).collect();
    for a in &b.assessments {
        let in_age_bounds =
            in_bounds(births[&a.citizen_id], law::dates::day_of(a.assessed_at), AGE_BOUNDS);
        let yes = |answer: Option<bool>| answer == Some(true);
        let criteria = match a.criteria_set.0 {
            CriteriaSet::Annex => Criteria::Annex(Annex {
                internal_parties: yes(a.internal_parties),
                external_parties: yes(a.external_parties),
                complexity: yes(a.complexity),
                illness_picture: yes(a.illness_picture),
                op_team: yes(a.op_team),
                has_contact_person_and_settled: yes(a.has_contact_person_and_settled),
                has_skp: false,
                declines: yes(a.declines),
                in_age_bounds,
            }),
            CriteriaSet::ComplexityAndWeight => {
                Criteria::ComplexityAndWeight(ComplexityAndWeight {
                    housing: yes(a.housing_situation),
                    support: yes(a.support_basis),
                    treatment: yes(a.treatment_need),
                    relatives: yes(a.relatives_relation),
                    actors: a.actor_count.unwrap().try_into().unwrap(),
                    in_age_bounds,
                })
            }
        };
        assert_eq!(criteria.suggest(), a.suggested.0);
        let flaws = law::assessment::flaws(&criteria, a.conclusion.0, a.rationale.as_deref());
        assert!(flaws.is_empty(), "{flaws:?}");
    }
}

#[test]
fn nothing_that_is_over_lies_ahead_and_each_case_is_closed_as_its_state_says() {
    let b = rows(&plan(200));
    for case in &b.cases {
        let closed = case.status.0 == CaseStatus::Closed;
        assert_eq!((case.closed_at.is_some(), case.close_reason.is_some()), (closed, closed));
        assert!(
            case.opened_at <= anchor()
                && case.closed_at.is_none_or(|at| case.opened_at < at && at < anchor())
        );
        if case.status.0 == CaseStatus::OnTheWay {
            assert!(b.enquiries.iter().any(|e| e.case_id == case.id), "an enquiry is on the way");
        }
    }
    for m in &b.meetings {
        for at in [m.sent_at, m.held_at, m.minutes_sent_at, m.cancelled_at].into_iter().flatten() {
            assert!(at <= anchor());
        }
        assert_eq!(m.sent_at.is_none(), m.state.0 == MeetingState::Draft);
        assert_eq!(m.minutes_sent_at.is_some(), m.state.0 == MeetingState::MinutesSent);
        assert!(m.held_at.is_none_or(|held| m.sent_at.unwrap() < held));
        assert!(m.minutes_sent_at.is_none_or(|sent| m.held_at.unwrap() < sent));
    }
    assert!(b.statements.iter().all(|s| s.created_at <= anchor()));
    assert!(b.requests.iter().all(|r| r.asked_at <= anchor()
        && r.answered_at.is_none_or(|at| r.asked_at < at && at <= anchor())));
    assert!(
        b.tasks.iter().all(|t| t.done_at.is_none_or(|at| t.created_at <= at && at <= anchor()))
    );
    assert!(b.dispatches.iter().all(|d| d.sent_at <= anchor()));
}
