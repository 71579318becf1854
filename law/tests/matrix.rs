//! The matrix: viewer × consent state × holder × category, as a table to be reviewed.
//!
//! `MATRIX=write cargo test -p law matrix` rewrites `matrix.txt`; its diff is then read line by
//! line, because every changed letter is a changed right of a citizen.

use std::fmt::Write as _;

use law::facts::*;
use law::words::*;
use law::{Basis, Category::*, Direction::*, Facts, Reason, Relation, Verdict, Word};

use crate::brain_injury_views::*;
use crate::world::*;

const HEAD: &str = "\
Who sees what: holder and consent state above, one row a viewer, one column a category.
Granted:  Z citizen  R representative  O own authority  H holds records
          D disclose  C collect  J journal read  S statutory basis
Refused:  . no consent  o out of scope  x expired  w withdrawn  < other direction
A viewer without relation gets what an unknown id gets.
Brain injury, last columns: LEAD and AUTH say whether LEAD_ONLY and AUTHOR_ONLY open (A).
";

fn viewers() -> [(&'static str, Viewer); 13] {
    [
        ("coordinator", coordinator()),
        ("unit caseworker", caseworker(SOF)),
        ("lead, other unit", elsewhere(SOF)),
        ("BIF caseworker", caseworker(BIF)),
        ("BIF, other unit", elsewhere(BIF)),
        ("hospital partner", partner(HOSPITAL)),
        ("GP system", system(GP)),
        ("prison partner", partner(PRISON)),
        ("bank system", system(BANK)),
        ("unrelated SUF", caseworker(SUF)),
        ("citizen", citizen()),
        ("guardian (economy)", guardian()),
        ("auditor", auditor()),
    ]
}

fn states() -> Vec<(&'static str, Facts, Instant)> {
    let now = at(NOW);
    let form = [Social, Health];
    let three = |sides: &[Counterpart], categories: &[Category]| {
        [Collect, Disclose, JournalRead].map(|way| clause(way, sides, categories)).to_vec()
    };
    let mut states = vec![
        ("none", case(), now),
        ("full", with(full()), now),
        (
            "partial by category: SOCIAL, ECONOMY",
            with(consent(three(&[to(HOSPITAL), to(BIF)], &[Social, Economy]))),
            now,
        ),
        ("partial by counterpart: BIF only", with(consent(three(&[to(BIF)], &form))), now),
        (
            "by kind: general practice, prison and probation",
            with(consent(three(
                &[Counterpart::Kind(GP.kind), Counterpart::Kind(PRISON.kind)],
                &[Health, CriminalJustice],
            ))),
            now,
        ),
        ("expired: three years after signing", with(full()), at("2027-03-01 00:00")),
        ("one year after signing", with(full()), at("2025-03-01 00:00")),
    ];
    let mut facts = with(full());
    facts.consents[0].withdrawn_at = Some(at("2024-05-01 00:00"));
    states.push(("withdrawn", facts, now));

    let said = Clause {
        granted_to: HOSPITAL,
        purpose: Purpose::Treatment,
        ..clause(Disclose, &[to(GP)], &[Health])
    };
    states.push(("oral, for treatment: hospital to GP", with(consent(vec![said])), now));

    let mut facts = with(full());
    facts.consents[0].signed_at = at("2017-06-01 12:00");
    states.push(("DKK_2012, one year after signing", facts, at("2018-06-01 00:00")));
    states.push(("before signing", with(full()), at("2024-03-01 11:59")));
    let facts = Facts { closed_at: Some(at("2024-05-01 00:00")), ..with(full()) };
    states.push(("after closing", facts, now));
    let mut facts = with(full());
    facts.assignments[0].to = Some(at("2024-05-01 00:00"));
    states.push(("after the assignment ended", facts, now));

    let facts = Facts {
        bases: vec![
            basis(Provision::LegalSecurity11a2, SOF, BIF, &[Economy]),
            basis(Provision::LegalSecurity11a2, SOF, BANK, &[Economy]),
            basis(Provision::LegalSecurity11c2, SOF, HOSPITAL, &[Health, Social]),
            basis(Provision::Administration28, PRISON, SOF, &[Social]),
        ],
        ..case()
    };
    states.push(("no consent; statutory bases", facts, now));

    for (_, facts, _) in &mut states {
        // The hospital's first unit wrote a statement, BIF's journal is BIF's.
        facts.holdings =
            vec![Holding { organisation: HOSPITAL, unit: Some(unit(HOSPITAL, 1)), user: None }];
        facts.representations = vec![Representation {
            representative: GUARDIAN,
            scope: cats(&[Economy]),
            from: d("2010-01-01"),
            to: None,
        }];
    }
    states
}

fn letter(verdict: &Verdict, category: Category) -> char {
    match (verdict.basis(category), verdict.reason(category)) {
        (Some(Basis::Citizen), _) => 'Z',
        (Some(Basis::Representative), _) => 'R',
        (Some(Basis::OwnAuthority), _) => 'O',
        (Some(Basis::HoldsRecords), _) => 'H',
        (Some(Basis::Clause(_, Disclose)), _) => 'D',
        (Some(Basis::Clause(_, Collect)), _) => 'C',
        (Some(Basis::Clause(_, JournalRead)), _) => 'J',
        (Some(Basis::Statutory(..)), _) => 'S',
        (None, Some(Reason::OutOfScope)) => 'o',
        (None, Some(Reason::Expired)) => 'x',
        (None, Some(Reason::Withdrawn)) => 'w',
        (None, Some(Reason::WrongDirection)) => '<',
        (None, _) => '.',
    }
}

/// Who looks at a brain-injury case; every kind that its § names.
fn brain_injury_viewers() -> [(&'static str, Viewer); 15] {
    let of_suf = Viewer { organisation: Some(SUF), ..coordinator() };
    [
        ("coordinator (SUF)", of_suf),
        ("coordinator of SOF", coordinator()),
        ("SUF unit caseworker", caseworker(SUF)),
        ("SUF, other unit", elsewhere(SUF)),
        ("SOF caseworker", caseworker(SOF)),
        ("BIF caseworker", caseworker(BIF)),
        ("BIF, other unit", elsewhere(BIF)),
        ("BUF caseworker", caseworker(BUF)),
        ("hospital system", system(HOSPITAL)),
        ("hospital, other unit", elsewhere(HOSPITAL)),
        ("employer", partner(EMPLOYER)),
        ("unrelated GP", system(GP)),
        ("citizen", citizen()),
        ("guardian (economy)", guardian()),
        ("auditor", auditor()),
    ]
}

fn brain_injury_states() -> Vec<(&'static str, Facts, Instant)> {
    let now = at(NOW);
    let going = || Facts { holdings: written(), ..agreed() };
    let mut states = vec![
        ("before anything is sent", Facts { holdings: vec![], ..brain_injury() }, now),
        ("sent in, no consent", brain_injury(), now),
        ("tracks written, no consent", Facts { holdings: written(), ..brain_injury() }, now),
        ("each its own category", going(), now),
    ];
    let adding = |clauses: &[Clause]| {
        let mut facts = going();
        facts.consents[0].clauses.extend_from_slice(clauses);
        facts
    };
    let health = given(Disclose, &[to(BIF), to(BUF)], &[Health]);
    states.push(("and health to BIF and BUF", adding(&[health]), now));
    let mut facts = adding(&[given(Disclose, &[to(HOSPITAL)], &[Health])]);
    facts.participations.push(participation(HOSPITAL));
    states.push(("and health to the hospital, which takes part", facts, now));
    let mut facts = going();
    facts.consents[0].withdrawn_at = Some(at("2024-05-01 00:00"));
    states.push(("withdrawn", facts, now));
    let mut facts = going();
    for clause in &mut facts.consents[0].clauses {
        clause.purpose = Purpose::Dkk;
    }
    states.push(("consent for the purpose DKK", facts, now));
    states.push(("three years after signing", going(), at("2027-03-01 00:00")));
    let facts = Facts { closed_at: Some(at("2024-05-01 00:00")), ..going() };
    states.push(("after closing", facts, now));
    for (_, facts, _) in &mut states {
        facts.representations = vec![Representation {
            representative: GUARDIAN,
            scope: cats(&[Economy]),
            from: d("2010-01-01"),
            to: None,
        }];
    }
    states
}

fn brain_injury_table(out: &mut String) {
    let columns: Vec<_> = Category::ALL.iter().map(|c| &c.code()[..4]).collect();
    for (state, facts, at) in brain_injury_states() {
        for (holder, holders) in [
            ("lead's forms (SUF)", &[SUF][..]),
            ("referral and rehabilitation plan (hospital, SUF)", &[HOSPITAL, SUF]),
            ("social track (SOF)", &[SOF]),
            ("employment track (BIF)", &[BIF]),
            ("education track (BUF)", &[BUF]),
            ("deliberation (SOF, SUF, BIF, BUF)", COUNCIL),
        ] {
            let title = format!("brain injury: {state} | {holder}");
            let columns = columns.join(" ");
            writeln!(out, "\n{title}\n{:<22}{:<15}{columns} LEAD AUTH", "", "").unwrap();
            for (name, viewer) in brain_injury_viewers() {
                let ask = law::Ask { viewer: &viewer, holders, journal: false, at };
                let verdict = law::decide(&facts, &ask);
                let mut row = format!("{name:<22}{:<15}", verdict.relation.code());
                if verdict.relation != Relation::None {
                    for category in Category::ALL {
                        write!(row, "{:<5}", letter(&verdict, *category)).unwrap();
                    }
                    let tier = |open| if open { 'A' } else { '-' };
                    write!(row, "{:<5}{}", tier(verdict.lead), tier(verdict.author)).unwrap();
                }
                writeln!(out, "{}", row.trim_end()).unwrap();
            }
        }
    }
}

fn table() -> String {
    let mut out = HEAD.to_owned();
    let columns: Vec<_> = Category::ALL.iter().map(|c| &c.code()[..4]).collect();
    for (state, facts, at) in states() {
        for (holder, of, is_journal) in [
            ("lead's forms", SOF, false),
            ("hospital's statement", HOSPITAL, false),
            ("BIF's journal", BIF, true),
        ] {
            let title = format!("{state} | {holder}");
            writeln!(out, "\n{title}\n{:<20}{:<15}{}", "", "", columns.join(" ")).unwrap();
            for (name, viewer) in viewers() {
                let verdict = if is_journal {
                    journal(&facts, &viewer, of, at)
                } else {
                    ask(&facts, &viewer, of, at)
                };
                let relation = verdict.relation.code();
                let mut row = format!("{name:<20}{relation:<15}");
                if verdict.relation != Relation::None {
                    for category in Category::ALL {
                        write!(row, "{:<5}", letter(&verdict, *category)).unwrap();
                    }
                }
                writeln!(out, "{}", row.trim_end()).unwrap();
            }
        }
    }
    brain_injury_table(&mut out);
    out
}

#[test]
fn the_matrix_is_the_reviewed_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/matrix.txt");
    let now = table();
    if std::env::var_os("MATRIX").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(path).unwrap_or_default();
    let differs = reviewed.lines().zip(now.lines()).position(|(a, b)| a != b);
    assert_eq!(
        differs, None,
        "differs from matrix.txt in the line after; MATRIX=write rewrites it"
    );
    assert_eq!(reviewed, now);
}
