//! A run: families one after another, until enough was compared or too much differs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use stifinder::demo::Cast;

use super::chance::Chance;
use super::course;
use super::family::{Difference, Done, Family, Plan};
use super::lookers;
use super::make::Maker;
use super::member::Member;
use super::schema::{Kind, Schema};
use super::setting;
use super::shrink::shrink;
#[cfg(feature = "planted-leaks")]
use super::shrink::stands;
use super::sight::Looker;
use super::state::{State, TABLES};
use super::twist::{Anew, Domains, stir};
use super::unknown::{self, Asked};
use crate::support::{anchor, plan as demo};

/// Families that the same members serve.
const SERVED: usize = 20;

/// Brain-injury courses in the state that all families begin with.
const COURSES: usize = 4;

/// Differences after which a run ends.
const MOST_FOUND: usize = 10;

/// A run.
pub(super) struct Run {
    plan: Plan,
    origin: State,
    members: Vec<Member>,
    maker: Maker,
    domains: Domains,
    lookers: Vec<Looker>,
    /// Families so far.
    number: usize,
    pub(super) done: Done,
    /// Looks as the citizen, or who acts for the citizen, alone: they are told of what was read.
    pub(super) citizens_only: bool,
}

impl Run {
    /// Begins at a seed, with so many twins of each state.
    pub(super) async fn start(seed: u64, twins: usize) -> Self {
        let plan = Plan { seed, twins, written: twins / 4, tries: 120, operations: 400 };
        let mut first = Member::start(anchor(), None).await;
        let mut origin = first.state().clone().without_run();
        course::add(&mut origin, &mut Chance::of(seed, 11), COURSES, anchor());
        first.become_state(&origin, &Anew::new(), anchor()).await;
        let maker = Maker::new();
        let mut words = Vec::new();
        for name in maker.schema.names() {
            if let Some(Kind::Enum(values)) = maker.schema.kind(name) {
                words.extend(values.iter().cloned());
            }
        }
        words.sort_unstable();
        words.dedup();
        let mut run = Self {
            plan,
            origin,
            members: vec![first],
            maker,
            domains: Domains::new(words),
            lookers: lookers::of_cast(&Cast::of(&demo())),
            number: 0,
            done: Done::default(),
            citizens_only: false,
        };
        run.fill().await;
        run
    }

    async fn fill(&mut self) {
        while self.members.len() <= self.plan.twins {
            self.members.push(Member::start(anchor(), Some(&self.origin)).await);
        }
    }

    /// Compares until all runs together have compared so many operations; what differs, in words,
    /// once for each root field.
    pub(super) async fn until(&mut self, wanted: usize, all: &AtomicUsize) -> Vec<String> {
        let mut found = BTreeMap::new();
        while all.load(Ordering::Relaxed) < wanted && found.len() < MOST_FOUND {
            let before = self.done.compared;
            if let Some(difference) = self.next().await
                && let [one, other, ..] = self.members.as_mut_slice()
            {
                let small = shrink(one, other, &self.maker.schema, difference).await;
                let told = small.told(&self.maker.schema);
                let told = format!("seed {}, family {}: {told}", self.plan.seed, self.number);
                found.entry(small.root()).or_insert(told);
            }
            all.fetch_add(self.done.compared - before, Ordering::Relaxed);
        }
        found.into_values().collect()
    }

    /// Whether a difference is there when its two states are made anew.
    #[cfg(feature = "planted-leaks")]
    pub(super) async fn stands(&mut self, difference: &Difference) -> bool {
        let [one, other, ..] = self.members.as_mut_slice() else { return false };
        stands((one, other), &self.maker.schema, difference).await
    }

    /// Asks so many operations of each family.
    #[cfg(feature = "planted-leaks")]
    pub(super) fn asking(mut self, operations: usize) -> Self {
        self.plan.operations = operations;
        self
    }

    /// Compares one family more; the first difference that it finds.
    pub(super) async fn next(&mut self) -> Option<Difference> {
        self.number += 1;
        if self.number.is_multiple_of(SERVED) {
            self.members.clear();
            self.fill().await;
        }
        let mut chance = Chance::of(self.plan.seed, u64::try_from(self.number).unwrap());
        let start = anchor() + TimeDelta::days(i64::try_from(self.number % SERVED).unwrap());
        self.family(&mut chance, start).await
    }

    async fn family(&mut self, chance: &mut Chance, start: DateTime<Utc>) -> Option<Difference> {
        let tries = chance.below(60);
        let stirred = stir(chance, &self.origin, &mut self.domains, start, tries);
        let base = self.origin.with(&stirred).0;
        let mut lookers = match chance.in_hundred(50) {
            true => self.lookers.clone(),
            false => lookers::of_state(&base),
        };
        if self.citizens_only {
            lookers.retain(|looker| looker.viewer.citizen.is_some());
        }
        let looker = chance.pick(&lookers)?.clone();
        let mut family = Family {
            members: &mut self.members,
            maker: &mut self.maker,
            domains: &mut self.domains,
        };
        family.run(chance, &base, &looker, start, &self.plan, &mut self.done).await
    }

    /// Compares what is forbidden with what is not there; what differs, and what was asked.
    pub(super) async fn unknown(&mut self, rounds: usize) -> (BTreeMap<String, String>, Asked) {
        let mut chance = Chance::of(self.plan.seed, 0);
        let (mut asked, mut found) = (Asked::new(), BTreeMap::new());
        let begun = Anew::new();
        self.members[0].become_state(&self.origin, &begun, anchor()).await;
        let mut lookers = lookers::of_state(&self.origin);
        chance.shuffle(&mut lookers);
        lookers.truncate(12);
        lookers.extend(self.lookers.clone());
        let member = &mut self.members[0];
        for looker in lookers {
            let at = (&looker, anchor());
            let (maker, chance) = (&self.maker, &mut chance);
            unknown::compare(member, maker, chance, at, rounds, &mut asked, &mut found).await;
            // What it wrote beside is taken back.
            member.become_state(&self.origin, &Default::default(), anchor()).await;
        }
        (found, asked)
    }
}

/// What was done, in words.
pub(super) fn told(done: &Done) -> String {
    let schema = Schema::read();
    let mut text = format!(
        "figure: operations compared = {}\nfigure: pairs of states = {}, in {} families\n\
         figure: writes done on both states of a pair = {}\n",
        done.compared, done.pairs, done.families, done.written,
    );
    let _ = writeln!(text, "after {} writes a twin was let go", done.parted);
    let _ = writeln!(text, "seconds in all threads: {:.0?}", done.spent);
    let coverage = &done.coverage;
    let all = schema.objects();
    let all = all.flat_map(|(ty, fields)| fields.iter().map(move |f| format!("{ty}.{}", f.name)));
    part(&mut text, "fields answered with a value", all, |name| {
        coverage.answered.contains_key(name)
    });
    let all = schema.fields("Mutation").iter().map(|field| field.name.clone());
    part(&mut text, "mutations that succeeded", all.clone(), |name| {
        coverage.wrote.contains_key(name)
    });
    if setting("STIFINDER_LEAKS_TELL", 0) > 0 {
        for name in all.filter(|name| !coverage.wrote.contains_key(name)) {
            let _ = writeln!(text, "  {}", coverage.wrong_with(&name));
        }
    }
    let all = law::fields::TABLE.iter().map(|f| format!("{}.{}", f.type_name, f.name));
    let withheld = "classified fields changed while withheld";
    part(&mut text, withheld, all, |name| coverage.withheld.contains(name));
    let all = TABLES.iter().map(|table| (*table).to_owned());
    let rows = "tables whose rows came or went while withheld";
    part(&mut text, rows, all, |name| coverage.changed.contains_key(name));
    text
}

/// Of how many how many were met, and which were not.
fn part(
    text: &mut String,
    what: &str,
    all: impl Iterator<Item = String>,
    met: impl Fn(&str) -> bool,
) {
    let (met, not): (Vec<_>, Vec<_>) = all.partition(|name| met(name));
    let all = met.len() + not.len();
    let _ = writeln!(text, "figure: {what} = {} of {all}", met.len());
    if setting("STIFINDER_LEAKS_TELL", 0) > 0 {
        let _ = writeln!(text, "  not: {}", not.join(" "));
    }
}
