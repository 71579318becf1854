//! Every value of the forms appears, and every reference leads somewhere.

use super::*;

/// Asserts that each value of a vocabulary is among those used.
pub(super) fn every<W: Word + std::hash::Hash>(used: impl IntoIterator<Item = W>, but: &[W]) {
    let used: HashSet<W> = used.into_iter().collect();
    let missing: Vec<_> = W::ALL.iter().filter(|w| !used.contains(w) && !but.contains(w)).collect();
    assert!(
        missing.is_empty(),
        "{}: {:?}",
        W::NAME,
        missing.iter().map(|w| w.code()).collect::<Vec<_>>()
    );
}

#[test]
fn two_hundred_citizens_use_every_word_of_the_forms() {
    let b = rows(&plan(200));
    every(b.organisations.iter().map(|o| o.kind.0), &[]);
    every(b.cases.iter().map(|c| c.status.0), &[]);
    every(b.cases.iter().map(|c| c.opened_by.0), &[]);
    every(b.cases.iter().filter_map(|c| c.close_reason).map(|c| c.0), &[]);
    every(b.enquiries.iter().map(|e| e.channel.0), &[]);
    every(b.enquiries.iter().map(|e| e.outcome.0), &[]);
    every(b.assessments.iter().map(|a| a.criteria_set.0), &[]);
    every(b.assessments.iter().map(|a| a.conclusion.0), &[]);
    every(b.representatives.iter().map(|r| r.kind.0), &[]);
    every(b.consents.iter().map(|c| c.form.0), &[]);
    every(b.consents.iter().map(|c| c.signer.0), &[]);
    every(b.clauses.iter().map(|c| c.direction.0), &[]);
    every(b.maps.iter().map(|m| m.whereabouts.0), &[]);
    every(b.actors.iter().map(|a| a.actor_group.0), &[]);
    every(b.actors.iter().map(|a| a.role.0), &[]);
    every(b.meetings.iter().map(|m| m.kind.0), &[]);
    every(b.meetings.iter().map(|m| m.state.0), &[]);
    every(b.participants.iter().map(|p| p.kind.0), &[]);
    every(b.participants.iter().map(|p| p.attendance.0), &[]);
    every(b.items.iter().map(|i| i.kind.0), &[]);
    every(b.tasks.iter().map(|t| t.state.0), &[]);
    every(b.requests.iter().map(|r| r.state.0), &[]);
    every(b.dispatches.iter().map(|d| d.kind.0), &[]);
    every(b.notices.iter().map(|n| n.kind.0), &[]);
    every(b.leaflets.iter().map(|l| l.kind.0), &[]);
    every(b.bases.iter().map(|s| s.provision.0), &[]);
    // Tracks and referrals sent in belong to the brain-injury forms.
    let others =
        [ParticipationOrigin::Track, ParticipationOrigin::SentIn, ParticipationOrigin::Council];
    every(b.participations.iter().map(|p| p.origin.0), &others);
    // A case's consents and a clause's counterparts are of every kind that takes part.
    let kind_of: HashMap<_, _> = b.organisations.iter().map(|o| (o.id, o.kind.0)).collect();
    let lead = [OrganisationKind::SocialAdministration];
    every(b.participations.iter().map(|p| kind_of[&p.organisation_id]), &lead);
}

#[test]
fn nothing_is_ended_for_later() {
    let b = rows(&plan(200));
    let withdrawn = b.consents.iter().map(|c| c.withdrawn_at);
    let ends = withdrawn.chain(b.clauses.iter().map(|c| c.withdrawn_at));
    let ends = ends.chain(b.participations.iter().map(|p| p.to_at));
    let ends = ends.chain(b.assignments.iter().map(|a| a.to_at));
    let ends = ends.chain(b.bases.iter().map(|s| s.to_at));
    let ends = ends.chain(b.cases.iter().map(|c| c.closed_at));
    assert!(ends.flatten().max().is_some_and(|end| end <= anchor()));
}

#[test]
fn two_hundred_citizens_have_consents_in_every_state() {
    let b = rows(&plan(200));
    let cases: HashSet<_> = b.consents.iter().map(|c| c.case_id).collect();
    assert!(b.cases.iter().any(|c| !cases.contains(&c.id)), "none");
    assert!(b.consents.iter().any(|c| c.withdrawn_at.is_some()), "withdrawn whole");
    assert!(b.consents.iter().any(|c| c.annulled_at.is_some()), "annulled");
    assert!(b.clauses.iter().any(|c| c.withdrawn_at.is_some()), "one clause withdrawn");
    assert!(b.counterparts.iter().any(|c| c.organisation_id.is_some()));
    assert!(b.counterparts.iter().any(|c| c.organisation_kind.is_some()));
    let oral = |c: &&entity::consent::Model| c.form.0 == ConsentForm::Oral;
    assert!(b.consents.iter().filter(oral).any(|c| c.oral_reason.is_some()));
    assert!(b.consents.iter().filter(oral).any(|c| c.oral_reason.is_none()), "for treatment");
    let older = "2018-05-25T00:00:00Z".parse::<DateTime<Utc>>().unwrap();
    assert!(b.consents.iter().any(|c| c.signed_at < older));

    let mut states = HashSet::new();
    let (mut full, mut lapsing) = (0, 0);
    for case in lawful::cases(&b) {
        states.extend(statuses(case.facts(), anchor()).iter().map(|s| s.state));
        full += usize::from(law::status::full_consent(case.facts(), anchor()));
        let soon = chrono::TimeDelta::days(30);
        lapsing += law::status::about_to_lapse(case.facts(), anchor(), soon).len();
    }
    assert_eq!(states.len(), ClauseState::ALL.len(), "{states:?}");
    assert!(full > 3 && lapsing > 3, "{full} full, {lapsing} about to lapse");
}

#[test]
fn what_a_form_leaves_open_appears_both_ways() {
    let b = rows(&plan(200));
    assert!(b.citizens.iter().any(|c| c.address_protected));
    assert!(b.citizens.iter().any(|c| c.interpreter_language.is_some()));
    assert!(!b.former_identifiers.is_empty() && !b.cells.is_empty());
    assert!(b.assessments.iter().any(|a| a.suggested != a.conclusion && a.rationale.is_some()));
    assert!(b.items.iter().any(|i| i.kind.0 == ItemKind::Flexible && i.categories.is_none()));
    assert!(b.items.iter().any(|i| !i.accepted && i.proposed_by.is_some()), "proposed");
    assert!(b.statements.iter().any(|s| s.categories.is_none()));
    assert!(b.assignments.iter().any(|a| a.replaces.is_some()));
    assert!(b.assignments.iter().any(|a| a.to_at.is_none()));
    assert!(b.participations.iter().any(|p| p.unit_id.is_none()), "by name");
    assert!(b.participations.iter().any(|p| p.user_id.is_none()), "by unit");
    assert!(b.notices.iter().any(|n| n.delivered_at.is_none()));
    let receipt =
        |b: &&entity::statutory_basis::Model| b.provision.0 == Provision::LegalSecurity11a3;
    let today = law::dates::day_of(anchor());
    let deadlines: HashSet<_> = b
        .bases
        .iter()
        .filter(receipt)
        .filter_map(|b| b.objection_deadline)
        .map(|d| d < today)
        .collect();
    assert_eq!(deadlines.len(), 2, "both sides of the deadline");
    let setters: HashSet<_> = b.references.iter().map(|r| r.organisation_id).collect();
    assert!(setters.len() >= 3, "numbers of several organisations");
    let mut numbers = HashSet::new();
    assert!(b.citizens.iter().all(|c| numbers.insert(&c.cpr)
        && crate::domain::Cpr::try_from(c.cpr.as_str()).unwrap().is_replacement()));
}

#[test]
fn every_reference_leads_somewhere() {
    let b = rows(&plan(200));
    let ids = |all: &mut dyn Iterator<Item = Uuid>| -> HashSet<Uuid> { all.collect() };
    let citizens = ids(&mut b.citizens.iter().map(|r| r.id));
    let organisations = ids(&mut b.organisations.iter().map(|r| r.id));
    let units: HashMap<_, _> = b.units.iter().map(|u| (u.id, u.organisation_id)).collect();
    let people = ids(&mut b.professionals.iter().map(|r| r.id));
    let cases: HashMap<_, _> = b.cases.iter().map(|c| (c.id, c.citizen_id)).collect();
    let meetings = ids(&mut b.meetings.iter().map(|r| r.id));
    let seats = ids(&mut b.participants.iter().map(|r| r.id));
    let items = ids(&mut b.items.iter().map(|r| r.id));
    let consents = ids(&mut b.consents.iter().map(|r| r.id));
    let clauses = ids(&mut b.clauses.iter().map(|r| r.id));
    let requests = ids(&mut b.requests.iter().map(|r| r.id));
    let within = |set: &HashSet<Uuid>, id: Option<Uuid>| id.is_none_or(|id| set.contains(&id));

    macro_rules! of_a_case {
        ($($table:ident)+) => { $( for row in &b.$table {
            assert_eq!(cases.get(&row.case_id), Some(&row.citizen_id), stringify!($table));
        } )+ };
    }
    of_a_case! {
        enquiries assessments participations assignments leaflets goals consents clauses
        counterparts bases notices maps actors dispatches meetings participants columns cells items
        tasks requests statements
    }
    assert!(b.cases.iter().all(|c| citizens.contains(&c.citizen_id)));
    assert!(b.cases.iter().all(|c| units.get(&c.unit_id) == Some(&c.lead_organisation_id)));
    for row in &b.participations {
        assert!(organisations.contains(&row.organisation_id) && within(&people, row.user_id));
        assert!(row.unit_id.is_none_or(|unit| units.get(&unit) == Some(&row.organisation_id)));
        assert!(row.unit_id.is_some() || row.user_id.is_some(), "names somebody");
    }
    for row in &b.participants {
        assert!(meetings.contains(&row.meeting_id) && within(&people, row.professional_id));
        assert!(within(&organisations, row.organisation_id));
    }
    for row in &b.meetings {
        for seat in [row.chair_id, row.minute_taker_id, row.informs_citizen_id] {
            assert!(within(&seats, seat));
        }
        assert!(row.citizen_present != Some(false) || row.informs_citizen_id.is_some(), "R28");
    }
    assert!(
        b.items
            .iter()
            .all(|r| meetings.contains(&r.meeting_id) && within(&seats, r.responsible_id))
    );
    assert!(b.cells.iter().all(|r| items.contains(&r.item_id)));
    assert!(
        b.tasks.iter().all(|r| within(&items, r.item_id) && within(&people, r.responsible_user_id))
    );
    assert!(
        b.clauses
            .iter()
            .all(|r| consents.contains(&r.consent_id) && organisations.contains(&r.granted_to))
    );
    assert!(
        b.counterparts
            .iter()
            .all(|r| clauses.contains(&r.clause_id) && within(&organisations, r.organisation_id))
    );
    assert!(
        b.assignments
            .iter()
            .all(|r| consents.contains(&r.consent_id) && people.contains(&r.coordinator_id))
    );
    assert!(b.requests.iter().all(|r| within(&clauses, r.clause_id)));
    assert!(b.requests.iter().all(|r| r.clause_id.is_some() || r.basis_id.is_some()));
    assert!(
        b.statements
            .iter()
            .all(|r| within(&requests, r.request_id) && within(&people, r.author_id))
    );
    assert!(
        b.actors.iter().all(
            |r| within(&organisations, r.organisation_id) && within(&people, r.professional_id)
        )
    );
    let mut set = HashSet::new();
    for row in &b.references {
        assert!(set.insert((row.organisation_id, &row.system, &row.external_id)), "unique");
        let known = [&citizens, &meetings].iter().any(|ids| ids.contains(&row.entity_id));
        assert!(known || cases.contains_key(&row.entity_id));
    }
}

#[test]
fn every_agenda_has_the_items_of_the_form_in_their_order() {
    use ItemKind::*;
    let b = rows(&plan(60));
    for meeting in &b.meetings {
        let mut items: Vec<_> =
            b.items.iter().filter(|i| i.meeting_id == meeting.id && i.accepted).collect();
        items.sort_by_key(|i| i.position);
        let kinds: Vec<_> =
            items.iter().map(|i| i.kind.0).filter(|k| *k != CitizenStatus).collect();
        let form = [
            Welcome,
            MinuteTaker,
            Flexible,
            Flexible,
            Flexible,
            Flexible,
            NetworkMapUpdate,
            AnyOtherBusiness,
            SummingUp,
        ];
        assert_eq!(kinds, form);
    }
}

#[test]
fn versions_follow_one_another_without_gap() {
    let b = rows(&plan(100));
    macro_rules! versions {
        ($($table:ident)+) => { $(
            let mut by_id: HashMap<Uuid, Vec<_>> = HashMap::new();
            for row in &b.$table { by_id.entry(row.id).or_default().push(row); }
            for rows in by_id.values_mut() {
                rows.sort_by_key(|r| r.version);
                for (number, row) in (1..).zip(rows.iter()) { assert_eq!(row.version, number); }
                for pair in rows.windows(2) {
                    assert_eq!(pair[0].superseded_at, Some(pair[1].recorded_at), stringify!($table));
                    assert!(pair[0].recorded_at < pair[1].recorded_at);
                }
                assert_eq!(rows.last().unwrap().superseded_at, None);
                assert!(rows.iter().all(|r| r.recorded_at <= anchor()));
            }
            assert!(by_id.values().any(|rows| rows.len() > 1), stringify!($table));
        )+ };
    }
    versions! { consents clauses maps actors }
}
