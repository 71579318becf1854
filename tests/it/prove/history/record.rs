//! What the clients of a run did and were told, and what is wrong with it: a pure function, which
//! is shown below to find what it is there for.

use std::collections::{BTreeMap, BTreeSet};

/// A moment of the history: everything that happened before it has a smaller number.
pub(super) type Moment = u64;

/// What a consent can open: the kind of organisation that sees it, and its category.
pub(super) type Thing = (&'static str, &'static str);

/// A request: what it did was done after it was asked for and before it was acknowledged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) asked: Moment,
    pub(super) told: Moment,
}

/// A clause that was acknowledged as given.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) clause: String,
    pub(super) opens: Vec<Thing>,
    /// Before the time was read at which it was signed, which is before it was asked for.
    pub(super) signed: Moment,
    pub(super) span: Span,
}

/// How something is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Access,
    Case,
    Node,
    List,
}

/// A read: of each thing that it looked at whether it was open, and the clauses it was told of.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) way: Way,
    pub(super) span: Span,
    pub(super) things: Vec<(Thing, bool)>,
    pub(super) bases: Vec<String>,
}

/// All that was acknowledged.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) given: Vec<Given>,
    /// Clauses withdrawn, by themselves or with their consent.
    pub(super) withdrawn: Vec<(String, Span)>,
    /// Assignments ended: with a span where nobody followed, and every consent lapsed (R08).
    pub(super) ended: Vec<(String, Option<Span>)>,
    pub(super) reads: Vec<Read>,
    /// Rows, assignments among them, and the version that each has after every acknowledged change.
    pub(super) versions: BTreeMap<String, i64>,
}

/// The case as it is read back at the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// Clauses: whether each is effective, and whether it was withdrawn.
    pub(super) clauses: BTreeMap<String, (bool, bool)>,
    /// Assignments that have ended.
    pub(super) ended: BTreeSet<String>,
    pub(super) versions: BTreeMap<String, i64>,
}

/// When a clause ended: the earliest moments of those that may have been, none where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    /// From when on it may have ended: an end was asked for.
    pub(super) may: Option<Moment>,
    /// From when on it had ended: an end was acknowledged.
    pub(super) has: Option<Moment>,
}

/// What a read must show of a thing, by what one clause says; of several the last one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Must {
    /// Nothing opened it while the read was under way.
    Closed,
    /// Something about it was under way beside the read.
    Either,
    /// It was open from before the read began until after its answer.
    Open,
}

impl End {
    /// What a read must show of what a clause opens that ended so.
    fn must(self, given: &Given, read: Span) -> Must {
        if read.told < given.span.asked || self.has.is_some_and(|has| has < read.asked) {
            Must::Closed
        } else if given.span.told < read.asked && self.may.is_none_or(|may| read.told < may) {
            Must::Open
        } else {
            Must::Either
        }
    }
}

/// What must not be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wrong {
    /// A read names a clause as its ground that had ended before it began, or was not given yet.
    Stale(Way, String),
    /// A read shows what no clause opened while it was under way.
    Open(Way, Thing),
    /// A read does not show what a clause opened from before it began until after its answer.
    Closed(Way, Thing),
    /// Given, and not there.
    LostClause(String),
    /// Given, not ended, and not effective at the end.
    LostEffect(String),
    /// Withdrawn or lapsed, and effective at the end or without its mark.
    LostEnd(String),
    /// An assignment that was ended twice.
    EndedTwice(String),
    /// A row whose version is not that of the changes made to it: none, where it is not there.
    LostUpdate(String, Option<i64>),
}

impl Record {
    /// A change of a row was acknowledged.
    pub(super) fn changed(&mut self, row: &str) {
        *self.versions.entry(row.to_owned()).or_default() += 1;
    }

    /// When a clause ended.
    ///
    /// The end of the last assignment ends what was signed before it: surely what was asked for
    /// before, surely not what was signed after it was acknowledged.
    pub(super) fn end(&self, given: &Given) -> End {
        let withdrawn = self.withdrawn.iter().filter(|(clause, _)| *clause == given.clause);
        let own = withdrawn.map(|(_, span)| (Some(span.asked), Some(span.told)));
        let lapses = self.ended.iter().filter_map(|(_, span)| *span);
        let lapsed = lapses.map(|span| {
            let may = (given.signed < span.told).then_some(span.asked);
            (may, (given.span.asked < span.asked).then_some(span.told))
        });
        let (may, has): (Vec<_>, Vec<_>) = own.chain(lapsed).unzip();
        End { may: may.into_iter().flatten().min(), has: has.into_iter().flatten().min() }
    }

    /// Of each thing that was looked at: how, what had to be shown of it, and whether it was open.
    pub(super) fn seen(&self) -> Vec<(Way, Thing, Must, bool)> {
        let ends: Vec<_> = self.given.iter().map(|given| (given, self.end(given))).collect();
        let mut seen = Vec::new();
        for read in &self.reads {
            for (thing, open) in &read.things {
                let of = ends.iter().filter(|(given, _)| given.opens.contains(thing));
                let must = of.map(|(given, end)| end.must(given, read.span)).max();
                seen.push((read.way, *thing, must.unwrap_or(Must::Closed), *open));
            }
        }
        seen
    }

    /// All that is wrong with it.
    pub(super) fn wrong(&self, held: &Held) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        for (way, thing, must, open) in self.seen() {
            match (must, open) {
                (Must::Closed, true) => wrong.push(Wrong::Open(way, thing)),
                (Must::Open, false) => wrong.push(Wrong::Closed(way, thing)),
                _ => {}
            }
        }
        for read in &self.reads {
            for clause in &read.bases {
                let given = self.given.iter().find(|given| given.clause == *clause);
                let must = given.map(|given| self.end(given).must(given, read.span));
                if must.is_none_or(|must| must == Must::Closed) {
                    wrong.push(Wrong::Stale(read.way, clause.clone()));
                }
            }
        }
        for given in &self.given {
            let (end, clause) = (self.end(given), given.clause.clone());
            match held.clauses.get(&clause) {
                None => wrong.push(Wrong::LostClause(clause)),
                Some((true, _)) if end.has.is_some() => wrong.push(Wrong::LostEnd(clause)),
                Some((false, _)) if end.may.is_none() => wrong.push(Wrong::LostEffect(clause)),
                Some(_) => {}
            }
        }
        wrong.extend(self.lost(held));
        wrong
    }

    /// Ends and changes that were acknowledged and are not so at the end.
    fn lost(&self, held: &Held) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        for (clause, _) in &self.withdrawn {
            if held.clauses.get(clause).is_none_or(|(_, withdrawn)| !withdrawn) {
                wrong.push(Wrong::LostEnd(clause.clone()));
            }
        }
        let mut ended = BTreeSet::new();
        for (assignment, _) in &self.ended {
            if !held.ended.contains(assignment) {
                wrong.push(Wrong::LostEnd(assignment.clone()));
            }
            if !ended.insert(assignment) {
                wrong.push(Wrong::EndedTwice(assignment.clone()));
            }
        }
        for (row, version) in &self.versions {
            let found = held.versions.get(row).copied();
            if found != Some(*version) {
                wrong.push(Wrong::LostUpdate(row.clone(), found));
            }
        }
        wrong
    }
}

const SOCIAL: Thing = ("EMPLOYMENT_ADMINISTRATION", "SOCIAL");
const HOUSING: Thing = ("EMPLOYMENT_ADMINISTRATION", "HOUSING");

/// A history with nothing wrong: `a` is given (1) and withdrawn (6), `b` is given (8) and lapses
/// with the assignment (13), `c` is given (17) and stands; a read before and after each end.
fn fine() -> (Record, Held) {
    let span = |asked, told| Span { asked, told };
    let given = |clause: &str, thing, signed| Given {
        clause: clause.to_owned(),
        opens: vec![thing],
        signed,
        span: span(signed + 1, signed + 2),
    };
    let read = |asked, things: [(Thing, bool); 2], bases: &[&str]| Read {
        way: Way::Case,
        span: span(asked, asked + 1),
        things: things.to_vec(),
        bases: bases.iter().map(|base| (*base).to_owned()).collect(),
    };
    let record = Record {
        given: vec![given("a", SOCIAL, 1), given("b", SOCIAL, 8), given("c", HOUSING, 17)],
        withdrawn: vec![("a".to_owned(), span(6, 7))],
        ended: vec![("assignment".to_owned(), Some(span(13, 14)))],
        reads: vec![
            read(4, [(SOCIAL, true), (HOUSING, false)], &["a"]),
            read(11, [(SOCIAL, true), (HOUSING, false)], &["b"]),
            read(15, [(SOCIAL, false), (HOUSING, false)], &[]),
            read(20, [(SOCIAL, false), (HOUSING, true)], &["c"]),
        ],
        versions: BTreeMap::from([("assignment".to_owned(), 2), ("row".to_owned(), 5)]),
    };
    let clauses = [("a", (false, true)), ("b", (false, false)), ("c", (true, false))];
    let held = Held {
        clauses: clauses.map(|(clause, state)| (clause.to_owned(), state)).into(),
        ended: BTreeSet::from(["assignment".to_owned()]),
        versions: record.versions.clone(),
    };
    (record, held)
}

/// What is found wrong once something in the fine history was changed.
fn found(change: impl FnOnce(&mut Record, &mut Held)) -> Vec<Wrong> {
    let (mut record, mut held) = fine();
    change(&mut record, &mut held);
    record.wrong(&held)
}

#[test]
fn a_history_with_nothing_wrong_passes_and_a_read_beside_an_end_may_go_either_way() {
    assert_eq!(found(|_, _| {}), []);
    for (ended, open) in [(0, true), (0, false), (1, true), (1, false)] {
        let span = [Span { asked: 5, told: 8 }, Span { asked: 12, told: 16 }][ended];
        let beside = Read { way: Way::List, span, things: vec![(SOCIAL, open)], bases: vec![] };
        assert_eq!(found(|record, _| record.reads.push(beside)), []);
    }
}

#[test]
fn a_stale_read_is_found_by_the_clause_that_it_names_and_by_the_data_that_it_shows() {
    for clause in ["a", "b"] {
        let named = found(|record, _| record.reads[2].bases.push(clause.to_owned()));
        assert_eq!(named, [Wrong::Stale(Way::Case, clause.to_owned())]);
    }
    let shown = found(|record, _| record.reads[2].things[0].1 = true);
    assert_eq!(shown, [Wrong::Open(Way::Case, SOCIAL)]);
    let too_early = found(|record, _| record.reads[2].things[1].1 = true);
    assert_eq!(too_early, [Wrong::Open(Way::Case, HOUSING)]);
    // Of two ends the earlier counts.
    let twice = found(|record, _| {
        record.withdrawn.push(("b".to_owned(), Span { asked: 18, told: 19 }));
        record.reads[2].things[0].1 = true;
    });
    assert!(twice.contains(&Wrong::Open(Way::Case, SOCIAL)), "{twice:?}");
}

#[test]
fn a_lost_grant_is_found_by_a_read_and_at_the_end() {
    let refused = found(|record, _| record.reads[3].things[1].1 = false);
    assert_eq!(refused, [Wrong::Closed(Way::Case, HOUSING)]);
    let gone = found(|_, held| {
        held.clauses.remove("c");
    });
    assert_eq!(gone, [Wrong::LostClause("c".to_owned())]);
    let without_effect = found(|_, held| held.clauses.get_mut("c").unwrap().0 = false);
    assert_eq!(without_effect, [Wrong::LostEffect("c".to_owned())]);
    let no_assignment = found(|_, held| {
        held.versions.remove("assignment");
    });
    assert_eq!(no_assignment, [Wrong::LostUpdate("assignment".to_owned(), None)]);
}

#[test]
fn a_lost_end_and_a_lost_update_are_found_at_the_end() {
    for clause in ["a", "b"] {
        let effective = found(|_, held| held.clauses.get_mut(clause).unwrap().0 = true);
        assert_eq!(effective, [Wrong::LostEnd(clause.to_owned())]);
    }
    let unmarked = found(|_, held| held.clauses.get_mut("a").unwrap().1 = false);
    assert_eq!(unmarked, [Wrong::LostEnd("a".to_owned())]);
    let goes_on = found(|_, held| held.ended.clear());
    assert_eq!(goes_on, [Wrong::LostEnd("assignment".to_owned())]);
    let twice = found(|record, _| record.ended.push(("assignment".to_owned(), None)));
    assert_eq!(twice, [Wrong::EndedTwice("assignment".to_owned())]);
    let lost = found(|record, _| record.changed("row"));
    assert_eq!(lost, [Wrong::LostUpdate("row".to_owned(), Some(5))]);
}
