//! What a request leaves.

use std::sync::Arc;

use law::facts::{Facts, Organisation};
use law::fields;
use law::words::{CaseId, CitizenId, OrganisationKind};
use law::{Ask, Basis, Category, CategorySet, Purpose, Relation, Verdict};
use uuid::Uuid;

use super::*;
use crate::sealed::{Ledger, Seal, Sealed, Subject};

fn lead() -> Organisation {
    Organisation { id: Uuid::from_u128(0x50f).into(), kind: OrganisationKind::SocialAdministration }
}

fn subject(citizen: u128, case: Option<u128>) -> Subject {
    Subject {
        citizen: Some(CitizenId(Uuid::from_u128(citizen))),
        case: case.map(|case| CaseId(Uuid::from_u128(case))),
        purpose: case.map(|_| Purpose::Dkk),
        holders: vec![lead()],
        journal: false,
    }
}

/// What the lead's own caseworker may see: everything.
fn own_verdict() -> Verdict {
    let mut viewer = caller().viewer;
    viewer.organisation = Some(lead());
    let facts = Facts {
        citizen: Uuid::from_u128(1).into(),
        case: Uuid::from_u128(1).into(),
        purpose: Purpose::Dkk,
        lead: lead(),
        unit: viewer.unit.unwrap(),
        closed_at: None,
        representations: vec![],
        participations: vec![],
        holdings: vec![],
        assignments: vec![],
        consents: vec![],
        bases: vec![],
    };
    let ask = Ask { viewer: &viewer, holders: &[lead()], journal: false, at: now() };
    law::decide(&facts, &ask)
}

#[test]
fn a_request_leaves_one_row_for_each_citizen_and_case() {
    let ledger = Arc::new(Ledger::default());
    for (citizen, case) in [(1, Some(1)), (2, Some(2)), (1, Some(1)), (1, Some(3)), (2, None)] {
        drop(Seal::new(Verdict::unknown(), subject(citizen, case), &ledger));
    }
    let request = Uuid::from_u128(9);
    let rows = super::rows(&caller(), request, now(), AccessKind::Refused, "case", &ledger.close());
    let subjects: Vec<_> = rows
        .iter()
        .map(|row| (row.citizen_id.unwrap().0.as_u128(), row.case_id.map(|id| id.0.as_u128())))
        .collect();
    assert_eq!(subjects, [(1, Some(1)), (1, Some(3)), (2, None), (2, Some(2))]);
    for row in &rows {
        assert_eq!((row.request_id, row.kind), (request, AccessKind::Refused));
        assert_eq!(row.user_id, Some(Uuid::from_u128(3)));
        let parts = detail::parse(&row.detail).unwrap();
        assert_eq!(parts.len(), 1, "accounts of the same holders are one part");
        assert_eq!(parts[0].relation, Relation::None);
        assert!(parts[0].disclosed.is_empty() && row.categories.is_empty());
    }
}

#[test]
fn a_request_that_touches_no_citizen_leaves_a_row_too() {
    let rows = rows_of(Uuid::from_u128(1), now());
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].citizen_id, rows[0].detail.as_str()), (None, ""));
    assert_eq!(detail::parse(""), Some(vec![]));
}

#[test]
fn r39_the_row_tells_categories_bases_and_reasons_without_a_value() {
    let ledger = Arc::new(Ledger::default());
    let open = Seal::new(own_verdict(), subject(1, Some(1)), &ledger);
    let closed = Seal::new(Verdict::unknown(), subject(1, Some(1)), &ledger);
    let name = "a name that must not be in the log";
    let citizen = Sealed::new(name, &open, CategorySet::NONE);
    for field in [&fields::citizen::name, &fields::citizen::address, &fields::citizen::phone] {
        assert!(citizen.open(field, |_| ()).is_some());
        assert!(citizen.open(field, |_| ()).is_some(), "twice is written once");
    }
    // The row's own category and its author's tags are told with the field.
    let tagged = Sealed::new(name, &open, CategorySet::of(&[Category::CriminalJustice]));
    assert!(tagged.open(&fields::citizen::email, |_| ()).is_some());
    let withheld = Sealed::new(name, &closed, CategorySet::NONE);
    assert!(withheld.open(&fields::citizen::interpreterLanguage, |_| ()).is_none());

    let [row] = super::rows(
        &caller(),
        Uuid::from_u128(1),
        now(),
        AccessKind::Read,
        "case",
        &ledger.close(),
    )
    .try_into()
    .unwrap();
    assert_eq!(
        row.categories,
        CategorySet::of(&[Category::Process, Category::Identity, Category::CriminalJustice])
    );
    let holder = lead().id.0.simple();
    assert_eq!(
        row.detail,
        format!("{holder}@NONE -SOCIAL.NO_CONSENT:108|{holder}@LEAD +own:102,104-106")
    );
    assert!(!row.detail.contains(name));
    let parts = detail::parse(&row.detail).unwrap();
    assert_eq!(parts[1].disclosed[&Basis::OwnAuthority].len(), 4);
    assert_eq!(detail::write(&parts), row.detail);
}

#[test]
fn every_basis_and_reason_reads_back() {
    use law::words::Provision;
    use law::{Direction, Reason, Word};
    let id = |n| Uuid::from_u128(n);
    let mut part = detail::Part {
        holders: vec![id(1).into(), id(u128::MAX).into()],
        journal: true,
        relation: Relation::Participant,
        disclosed: Default::default(),
        withheld: Default::default(),
    };
    let plain = [Basis::Citizen, Basis::Representative, Basis::OwnAuthority, Basis::HoldsRecords];
    let clauses = Direction::ALL.iter().map(|d| Basis::Clause(id(7).into(), *d));
    let statutory = Provision::ALL.iter().map(|p| Basis::Statutory(id(8).into(), *p));
    for (n, basis) in (1..).zip(plain.into_iter().chain(clauses).chain(statutory)) {
        part.disclosed.insert(basis, [n, n + 1, n + 2, n + 4, u16::MAX].into());
    }
    for category in Category::ALL {
        for reason in Reason::ALL {
            part.withheld.insert((*category, *reason), [1, 3].into());
        }
    }
    let bare = detail::Part {
        holders: vec![],
        journal: false,
        relation: Relation::None,
        disclosed: Default::default(),
        withheld: Default::default(),
    };
    let parts = vec![bare, part];
    let text = detail::write(&parts);
    assert!(text.starts_with("@NONE|"));
    assert_eq!(detail::parse(&text), Some(parts));
    for broken in
        ["x", "@", "@NONE +own", "@NONE own:1", "@NONE +own:", "@NONE +own:1-x", "12@NONE"]
    {
        assert_eq!(detail::parse(broken), None, "{broken}");
    }
}
