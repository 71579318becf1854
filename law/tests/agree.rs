//! The decision agrees with its naive twin: over a million seeded cases, and over every case of a
//! reduced domain.

use chrono::TimeDelta;
use law::facts::*;
use law::words::*;
use law::{Ask, Case, CategorySet, Direction, Facts, Relation, RoleSet, Word};
use uuid::Uuid;

use crate::naive;
use crate::world::*;

/// splitmix64: enough to spread cases, and the same on every machine.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }
    fn one_in<T>(&mut self, n: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.roll(n) == 0).then(|| make(self))
    }
    fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.roll(most + 1)).map(|_| make(self)).collect()
    }
    fn day(&mut self) -> chrono::NaiveDate {
        d(self.pick(&["2016-02-29", "2018-05-24", "2018-05-25", "2020-02-29", "2023-03-26"]))
            + chrono::Days::new(self.pick(&[0, 0, 1, 30, 365, 366, 400]))
    }
    fn instant(&mut self) -> Instant {
        law::dates::start_of(self.day()) + TimeDelta::hours(self.pick(&[0, 0, 1, 12, 23]))
    }
    fn categories(&mut self) -> CategorySet {
        let bits = self.roll(1 << 10) & self.roll(1 << 10);
        CategorySet::from_bits(bits as u16).unwrap()
    }
    fn organisation(&mut self) -> Organisation {
        self.pick(&[SOF, SOF, SOF, SOF, SUF, BIF, HOSPITAL, HOSPITAL, GP, BANK])
    }
    fn purpose(&mut self) -> Purpose {
        self.pick(&[
            Purpose::Dkk,
            Purpose::Dkk,
            Purpose::Treatment,
            Purpose::BrainInjury,
            Purpose::BrainInjury,
        ])
    }
    fn whom(&mut self, of: Organisation) -> (Option<UnitId>, Option<UserId>) {
        let n = self.roll(2) as u128;
        match self.roll(4) {
            0 | 1 => (Some(unit(of, n)), None),
            2 => (None, Some(person(of, n))),
            _ => (None, None),
        }
    }
    fn clause(&mut self) -> Clause {
        let granted_to = self.organisation();
        Clause {
            id: ClauseId(Uuid::from_u128(self.roll(1 << 30) as u128)),
            direction: self.pick(Direction::ALL),
            granted_to,
            counterparts: self.some(3, |d| {
                let of = d.organisation();
                if d.roll(2) == 0 { Counterpart::Kind(of.kind) } else { to(of) }
            }),
            categories: self.categories(),
            purpose: self.purpose(),
            from: self.one_in(4, Self::day),
            to: self.one_in(4, Self::day),
            withdrawn_at: self.one_in(6, Self::instant),
        }
    }
    pub(crate) fn consent(&mut self) -> Consent {
        Consent {
            id: ConsentId(Uuid::from_u128(self.roll(1 << 30) as u128)),
            signed_at: self.instant(),
            withdrawn_at: self.one_in(6, Self::instant),
            clauses: self.some(3, Self::clause),
        }
    }
    fn basis(&mut self) -> StatutoryBasis {
        StatutoryBasis {
            id: BasisId(Uuid::from_u128(self.roll(1 << 30) as u128)),
            provision: self.pick(Provision::ALL),
            requester: self.organisation(),
            holder: self.pick(&[SOF, BIF, HOSPITAL, PRISON, FUND, BANK]),
            categories: self.categories(),
            from: self.instant(),
            to: self.one_in(3, Self::instant),
            objection_deadline: self.one_in(2, Self::day),
            objected: self.roll(3) == 0,
        }
    }
    /// A case of either bundle: SOF leads the one, SOF or SUF the other.
    pub(crate) fn facts(&mut self) -> Facts {
        let (purpose, lead) = self.pick(&[
            (Purpose::Dkk, SOF),
            (Purpose::Dkk, SOF),
            (Purpose::BrainInjury, SOF),
            (Purpose::BrainInjury, SUF),
        ]);
        Facts {
            citizen: CITIZEN,
            case: CaseId(Uuid::from_u128(1)),
            purpose,
            lead,
            unit: unit(lead, 0),
            closed_at: self.one_in(6, Self::instant),
            representations: self.some(2, |d| Representation {
                representative: person(SOF, d.roll(2) as u128),
                scope: d.categories(),
                from: d.day(),
                to: d.one_in(2, Self::day),
            }),
            participations: self.some(5, |d| {
                let organisation = d.organisation();
                let (unit, user) = d.whom(organisation);
                let from = if d.roll(3) > 0 { at("2012-01-01 00:00") } else { d.instant() };
                Participation { organisation, unit, user, from, to: d.one_in(4, Self::instant) }
            }),
            holdings: self.some(2, |d| {
                let organisation = d.organisation();
                let (unit, user) = d.whom(organisation);
                Holding { organisation, unit, user }
            }),
            assignments: self.some(3, |d| {
                let of = d.organisation();
                Assignment {
                    coordinator: person(of, d.roll(2) as u128),
                    from: d.instant(),
                    to: d.one_in(2, Self::instant),
                }
            }),
            consents: self.some(3, Self::consent),
            bases: self.some(2, Self::basis),
        }
    }
    /// Someone, most often of an organisation and unit that the case knows.
    pub(crate) fn viewer(&mut self, facts: &Facts) -> Viewer {
        let known = facts.participations.iter().map(|p| (p.organisation, p.unit, p.user));
        let known: Vec<_> =
            known.chain(facts.holdings.iter().map(|h| (h.organisation, h.unit, h.user))).collect();
        let (of, at_unit, named) = match known.len() {
            n if n > 0 && self.roll(3) > 0 => known[self.roll(n)],
            _ => (self.organisation(), None, None),
        };
        let anyone = Some(person(of, self.roll(2) as u128)).filter(|_| self.roll(3) > 0);
        let any_unit = Some(unit(of, self.roll(2) as u128)).filter(|_| self.roll(8) > 0);
        let citizen = self.roll(3) == 0;
        let organisation = Some(of).filter(|_| !citizen || self.roll(2) == 0);
        Viewer {
            organisation,
            unit: at_unit.filter(|_| self.roll(4) > 0).or(any_unit),
            user: named.filter(|_| self.roll(4) > 0).or(anyone),
            roles: match self.roll(8) {
                0 => RoleSet::NONE,
                1 if citizen => RoleSet::of(&[Role::Citizen]),
                2 | 3 if citizen => RoleSet::of(&[Role::Representative]),
                1 => RoleSet::of(&[Role::Manager, Role::UnitLead, Role::Auditor, Role::Admin]),
                2..=4 => RoleSet::of(&[Role::Partner]),
                5 | 6 => RoleSet::of(&[Role::Caseworker]),
                _ => RoleSet::from_bits(self.roll(1 << 8) as u16).unwrap(),
            },
            citizen: Some(CITIZEN).filter(|_| citizen),
        }
    }
    pub(crate) fn holders(&mut self) -> Vec<Organisation> {
        (0..1 + self.roll(2)).map(|_| self.organisation()).collect()
    }
    /// An instant beside one that matters to the case: where the mistakes live.
    pub(crate) fn moment(&mut self, case: &Case) -> Instant {
        let windows: Vec<_> = case.windows().map(|(_, _, w)| *w).collect();
        let edge = match windows.len() {
            0 => self.instant(),
            n => {
                let window = windows[self.roll(n)];
                let other = self.instant();
                self.pick(&[window.start, window.end.at, window.health.at, window.health.at, other])
            }
        };
        edge + TimeDelta::microseconds(self.roll(3) as i64 - 1)
    }
}

/// Compares one answer, category by category.
pub(crate) fn compare(case: &Case, ask: &Ask<'_>) -> Relation {
    let fast = case.decide(ask);
    let slow = naive::answer(case.facts(), ask);
    let shown = || format!("{:#?}\n{ask:#?}\n{fast:#?}", case.facts());
    assert_eq!(fast.relation, slow.relation, "relation: {}", shown());
    assert_eq!((fast.author, fast.lead), (slow.author, slow.lead), "flags: {}", shown());
    for (category, outcome) in slow.categories {
        match outcome {
            Ok(bases) => {
                let basis = fast.basis(category);
                assert!(basis.is_some_and(|b| bases.contains(&b)), "{category}: {}", shown());
                assert_eq!(fast.reason(category), None, "{category}: {}", shown());
                assert!(fast.until(category).is_none_or(|end| ask.at < end), "{}", shown());
            }
            Err(reason) => {
                assert_eq!(fast.reason(category), Some(reason), "{category}: {}", shown());
                assert_eq!(fast.basis(category), None, "{category}: {}", shown());
                assert_eq!(fast.until(category), None, "{category}: {}", shown());
            }
        }
    }
    fast.relation
}

/// How many random questions the twins are asked; `LAW_CASES` asks more of them, or fewer where the
/// tests run once for each mutant.
fn questions() -> usize {
    std::env::var("LAW_CASES").map_or(1_000_000, |count| count.parse().unwrap())
}

#[test]
fn decide_agrees_with_its_naive_twin_over_a_million_cases() {
    let mut dice = Dice(20_240_301);
    let questions = questions();
    let mut seen = std::collections::HashMap::new();
    let mut of_purpose = std::collections::HashMap::new();
    for _ in 0..questions / 8 {
        let case = Case::new(dice.facts());
        for _ in 0..8 {
            let (viewer, holders) = (dice.viewer(case.facts()), dice.holders());
            let (journal, at) = (dice.roll(4) == 0, dice.moment(&case));
            let ask = Ask { viewer: &viewer, holders: &holders, journal, at };
            let relation = compare(&case, &ask);
            *seen.entry(relation).or_insert(0) += 1;
            *of_purpose.entry((case.facts().purpose, relation)).or_insert(0) += 1;
        }
    }
    println!("figure: random questions on which the two decisions agree = {}", questions / 8 * 8);
    // The cases must reach every relation, or agreement says little. Of fewer than a million some
    // relations are too seldom to count on.
    for relation in Relation::ALL.iter().filter(|_| questions >= 1_000_000) {
        assert!(seen.get(relation).is_some_and(|n| *n > 4_000), "{relation}: {seen:?}");
        for purpose in [Purpose::Dkk, Purpose::BrainInjury] {
            let reached = of_purpose.get(&(purpose, *relation));
            assert!(reached.is_some_and(|n| *n > 1_000), "{purpose}, {relation}: {of_purpose:?}");
        }
    }
}

fn viewers() -> Vec<Viewer> {
    let mut viewers = vec![citizen(), guardian(), coordinator(), auditor()];
    for of in [SOF, BIF, HOSPITAL, GP] {
        viewers.extend([caseworker(of), partner(of), elsewhere(of), system(of)]);
    }
    viewers
}

/// Every clause of a small vocabulary.
fn clauses(small: bool) -> Vec<Clause> {
    let (mut all, mut id) = (vec![], 0);
    let purposes = [Purpose::Dkk, Purpose::Treatment, Purpose::BrainInjury];
    let sides =
        [to(HOSPITAL), Counterpart::Kind(HOSPITAL.kind), to(SOF), Counterpart::Kind(GP.kind)];
    let categories = [cats(&[Category::Health]), cats(&[Category::Health, Category::Social])];
    let ends = [None, Some(at("2024-05-01 10:00"))];
    for direction in Direction::ALL {
        for purpose in &purposes[..if small { 1 } else { 3 }] {
            for side in &sides[..if small { 2 } else { 4 }] {
                for granted_to in &[SOF, HOSPITAL, GP][..if small { 2 } else { 3 }] {
                    for (categories, withdrawn_at) in
                        categories.iter().flat_map(|c| ends.iter().map(move |e| (*c, *e)))
                    {
                        id += 1;
                        all.push(Clause {
                            id: ClauseId(Uuid::from_u128(id)),
                            granted_to: *granted_to,
                            categories,
                            purpose: *purpose,
                            withdrawn_at,
                            ..clause(*direction, &[*side], &[])
                        });
                    }
                }
            }
        }
    }
    all
}

fn compare_all(consent: Consent, viewers: &[Viewer], times: &[&str]) -> usize {
    let mut facts = with(consent);
    facts.holdings = vec![Holding { organisation: GP, unit: Some(unit(GP, 2)), user: None }];
    let case = Case::new(facts);
    let holders: [&[Organisation]; 4] = [&[SOF], &[HOSPITAL], &[GP], &[SOF, HOSPITAL]];
    let mut compared = 0;
    for viewer in viewers {
        for (holders, journal) in holders.iter().flat_map(|h| [(h, false), (h, true)]) {
            for time in times {
                compare(&case, &Ask { viewer, holders, journal, at: at(time) });
                compared += 1;
            }
        }
    }
    compared
}

#[test]
fn decide_agrees_on_every_case_of_one_clause() {
    let times =
        ["2024-02-29 23:59", "2024-03-01 12:00", NOW, "2025-03-01 00:00", "2027-03-01 00:00"];
    let compared: usize =
        clauses(false).into_iter().map(|c| compare_all(consent(vec![c]), &viewers(), &times)).sum();
    println!("figure: all questions of one clause of a small vocabulary = {compared}");
    assert_eq!(compared, 432 * 20 * 8 * 5);
}

#[test]
fn decide_agrees_on_every_case_of_two_clauses() {
    let clauses = clauses(true);
    let viewers = [caseworker(SOF), caseworker(HOSPITAL), system(GP), partner(BIF)];
    let mut compared = 0;
    for one in &clauses {
        for two in &clauses {
            compared += compare_all(consent(vec![one.clone(), two.clone()]), &viewers, &[NOW]);
        }
    }
    println!("figure: all questions of two clauses of a small vocabulary = {compared}");
    assert_eq!(compared, 48 * 48 * 4 * 8);
}
