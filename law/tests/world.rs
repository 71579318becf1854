//! A small town: organisations, people, and a case to change.

use chrono::{DateTime, NaiveDate, TimeZone};
use chrono_tz::Europe::Copenhagen;
use law::facts::*;
use law::words::*;
use law::{Ask, CategorySet, Direction::*, Facts, OrganisationKind as Kind, RoleSet, Verdict};
use uuid::Uuid;

pub(crate) const SOF: Organisation = org(1, Kind::SocialAdministration);
pub(crate) const BIF: Organisation = org(2, Kind::EmploymentAdministration);
pub(crate) const SUF: Organisation = org(3, Kind::HealthAndCareAdministration);
pub(crate) const HOSPITAL: Organisation = org(4, Kind::Hospital);
pub(crate) const GP: Organisation = org(5, Kind::GeneralPractice);
pub(crate) const PRISON: Organisation = org(6, Kind::PrisonAndProbation);
pub(crate) const BANK: Organisation = org(7, Kind::Bank);
pub(crate) const FUND: Organisation = org(8, Kind::UnemploymentFund);
pub(crate) const BUF: Organisation = org(9, Kind::ChildrenAndYouthAdministration);
pub(crate) const EMPLOYER: Organisation = org(10, Kind::Employer);

pub(crate) const CITIZEN: CitizenId = CitizenId(Uuid::from_u128(1));
/// The unit of an organisation that has to do with the case is its first, the other its second.
pub(crate) const COORDINATOR: UserId = UserId(Uuid::from_u128(100));
pub(crate) const GUARDIAN: UserId = UserId(Uuid::from_u128(9001));

pub(crate) const fn org(n: u128, kind: Kind) -> Organisation {
    Organisation { id: OrganisationId(Uuid::from_u128(n)), kind }
}

pub(crate) fn unit(of: Organisation, n: u128) -> UnitId {
    UnitId(Uuid::from_u128(of.id.0.as_u128() * 10 + n))
}

pub(crate) fn person(of: Organisation, n: u128) -> UserId {
    UserId(Uuid::from_u128(of.id.0.as_u128() * 100 + n))
}

pub(crate) fn cats(categories: &[Category]) -> CategorySet {
    CategorySet::of(categories)
}

/// A day.
pub(crate) fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An instant, as the clock in Copenhagen shows it: `2024-03-01 12:00`.
pub(crate) fn at(text: &str) -> Instant {
    let (day, time) = text.split_once(' ').unwrap();
    let time = chrono::NaiveTime::parse_from_str(time, "%H:%M").unwrap();
    Copenhagen.from_local_datetime(&d(day).and_time(time)).earliest().unwrap().to_utc()
}

/// The last microsecond before.
pub(crate) fn just_before(instant: Instant) -> Instant {
    DateTime::from_timestamp_micros(instant.timestamp_micros() - 1).unwrap()
}

pub(crate) const SIGNED: &str = "2024-03-01 12:00";
pub(crate) const NOW: &str = "2024-06-01 12:00";

/// A DKK case led by SOF, with a coordinator, without consents. Hospital, BIF, GP and prison take
/// part with their first units.
pub(crate) fn case() -> Facts {
    Facts {
        citizen: CITIZEN,
        case: CaseId(Uuid::from_u128(1)),
        purpose: Purpose::Dkk,
        lead: SOF,
        unit: unit(SOF, 1),
        closed_at: None,
        representations: vec![],
        participations: [HOSPITAL, BIF, GP, PRISON, BANK].map(participation).to_vec(),
        holdings: vec![],
        assignments: vec![Assignment {
            coordinator: COORDINATOR,
            from: at("2024-03-05 09:00"),
            to: None,
        }],
        consents: vec![],
        bases: vec![],
    }
}

pub(crate) fn participation(of: Organisation) -> Participation {
    Participation {
        organisation: of,
        unit: Some(unit(of, 1)),
        user: None,
        from: at("2012-01-01 00:00"),
        to: None,
    }
}

pub(crate) fn clause(
    direction: law::Direction,
    counterparts: &[Counterpart],
    categories: &[Category],
) -> Clause {
    Clause {
        id: ClauseId(Uuid::from_u128(direction as u128 + 1)),
        direction,
        granted_to: SOF,
        counterparts: counterparts.to_vec(),
        categories: cats(categories),
        purpose: Purpose::Dkk,
        from: None,
        to: None,
        withdrawn_at: None,
    }
}

pub(crate) fn consent(clauses: Vec<Clause>) -> Consent {
    Consent {
        id: ConsentId(Uuid::from_u128(1)),
        signed_at: at(SIGNED),
        withdrawn_at: None,
        clauses,
    }
}

pub(crate) fn to(of: Organisation) -> Counterpart {
    Counterpart::Organisation(of.id)
}

/// SOCIAL and HEALTH in all three directions, with the hospital and BIF.
pub(crate) fn full() -> Consent {
    let sides = [to(HOSPITAL), to(BIF)];
    let form = [Category::Social, Category::Health];
    consent([Collect, Disclose, JournalRead].map(|way| clause(way, &sides, &form)).to_vec())
}

pub(crate) fn basis(
    provision: Provision,
    requester: Organisation,
    holder: Organisation,
    categories: &[Category],
) -> StatutoryBasis {
    StatutoryBasis {
        id: BasisId(Uuid::from_u128(provision as u128 + 1)),
        provision,
        requester,
        holder,
        categories: cats(categories),
        from: at("2024-03-01 00:00"),
        to: None,
        objection_deadline: None,
        objected: false,
    }
}

pub(crate) fn with(consent: Consent) -> Facts {
    Facts { consents: vec![consent], ..case() }
}

fn official(of: Organisation, n: u128, roles: &[Role]) -> Viewer {
    Viewer {
        organisation: Some(of),
        unit: Some(unit(of, n)),
        user: Some(person(of, 50 + n)),
        roles: RoleSet::of(roles),
        citizen: None,
    }
}

pub(crate) fn caseworker(of: Organisation) -> Viewer {
    official(of, 1, &[Role::Caseworker])
}

pub(crate) fn partner(of: Organisation) -> Viewer {
    official(of, 1, &[Role::Partner])
}

pub(crate) fn elsewhere(of: Organisation) -> Viewer {
    official(of, 2, &[Role::Caseworker, Role::Partner])
}

pub(crate) fn system(of: Organisation) -> Viewer {
    Viewer { user: None, ..official(of, 1, &[]) }
}

pub(crate) fn coordinator() -> Viewer {
    Viewer { user: Some(COORDINATOR), unit: None, ..official(SOF, 1, &[]) }
}

pub(crate) fn auditor() -> Viewer {
    official(SOF, 1, &[Role::Auditor])
}

pub(crate) fn citizen() -> Viewer {
    Viewer {
        organisation: None,
        unit: None,
        user: Some(UserId(Uuid::from_u128(9000))),
        roles: RoleSet::of(&[Role::Citizen]),
        citizen: Some(CITIZEN),
    }
}

pub(crate) fn guardian() -> Viewer {
    Viewer { user: Some(GUARDIAN), roles: RoleSet::of(&[Role::Representative]), ..citizen() }
}

/// What the viewer may see of the holder's records.
pub(crate) fn ask(facts: &Facts, viewer: &Viewer, holder: Organisation, at: Instant) -> Verdict {
    law::decide(facts, &Ask { viewer, holders: &[holder], journal: false, at })
}

/// The same of the holder's journal material.
pub(crate) fn journal(
    facts: &Facts,
    viewer: &Viewer,
    holder: Organisation,
    at: Instant,
) -> Verdict {
    law::decide(facts, &Ask { viewer, holders: &[holder], journal: true, at })
}

/// A case with one clause between the lead and another.
pub(crate) fn one(direction: Direction, other: Organisation, categories: &[Category]) -> Facts {
    with(consent(vec![clause(direction, &[to(other)], categories)]))
}

/// The categories that the viewer is granted of the holder's records.
pub(crate) fn granted(
    facts: &Facts,
    viewer: &Viewer,
    holder: Organisation,
    time: &str,
) -> CategorySet {
    ask(facts, viewer, holder, at(time)).granted
}

/// Granted at the last microsecond, refused at the instant itself.
pub(crate) fn ends(
    facts: &Facts,
    viewer: &Viewer,
    holder: Organisation,
    category: Category,
    end: Instant,
) {
    let before = ask(facts, viewer, holder, just_before(end));
    assert!(before.granted.has(category), "before {end}: {before:?}");
    assert_eq!(before.until(category), Some(end));
    assert!(!ask(facts, viewer, holder, end).granted.has(category), "at {end}");
}
