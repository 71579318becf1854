//! A run: families one after another, until enough was compared or too much differs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use stifinder::demo::Cast;

use super::chance::Chance;
use super::course;
use super::family::{Difference, Done, Family, Plan};
use super::lookers;
use super::make::Maker;
use super::map;
use super::member::Member;
use super::schema::{Kind, Schema};
use super::setting;
use super::shrink::shrink;
#[cfg(feature = "planted-leaks")]
use super::shrink::stands;
use super::sight::Looker;
use super::state::State;
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

    /// Compares so many operations, and what is left of a family; what differs, in words, once for
    /// each root field.
    pub(super) async fn until(&mut self, wanted: usize) -> Vec<String> {
        let mut found = BTreeMap::new();
        while self.done.compared < wanted && found.len() < MOST_FOUND {
            if let Some(difference) = self.next().await
                && let [one, other, ..] = self.members.as_mut_slice()
            {
                let small = shrink(one, other, &self.maker.schema, difference).await;
                let told = small.told(&self.maker.schema);
                let told = format!("seed {}, family {}: {told}", self.plan.seed, self.number);
                found.entry(small.root()).or_insert(told);
            }
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
    pub(super) fn asking(mut self, operations: u64) -> Self {
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
        let mut lookers = match chance.below(4) {
            0 | 1 => self.lookers.clone(),
            2 => lookers::leading(&base),
            _ => lookers::of_state(&base),
        };
        if self.citizens_only {
            lookers = lookers::of_state(&base);
            lookers.retain(|looker| looker.viewer.citizen.is_some());
        }
        let looker = chance.pick(&lookers)?.clone();
        let mut family = Family {
            members: &mut self.members,
            maker: &mut self.maker,
            domains: &mut self.domains,
            lookers: &self.lookers,
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
         figure: pairs of which one came of what others wrote = {}\n\
         figure: writes done on both states of a pair = {}\n\
         figure: pairs let go, as the viewer's own writes opened what differs = {}\n",
        done.compared, done.pairs, done.families, done.worked, done.written, done.parted,
    );
    let _ = writeln!(text, "after these writes: {:?}", done.coverage.opened);
    let _ = writeln!(text, "seconds in all threads: {:.0?}", done.spent);
    if setting("STIFINDER_LEAKS_TELL", 0) > 0 {
        let mutations = schema.fields("Mutation").iter().map(|field| field.name.as_str());
        for name in mutations.filter(|name| !done.coverage.wrote.contains_key(*name)) {
            let _ = writeln!(text, "  {}", done.coverage.wrong_with(name));
        }
    }
    for Part { what, met, not, .. } in parts(done, &schema) {
        let _ = writeln!(text, "figure: {what} = {met} of {}", met + not.len());
        if setting("STIFINDER_LEAKS_TELL", 0) > 0 {
            let _ = writeln!(text, "  not: {}", not.join(" "));
        }
    }
    text
}

/// What of too little was met for a run of a hundred thousand operations to say something.
pub(super) fn too_little(done: &Done) -> Vec<&'static str> {
    let little = |part: &Part| part.met * 100 < part.least * (part.met + part.not.len());
    parts(done, &Schema::read()).iter().filter(|part| little(part)).map(|part| part.what).collect()
}

/// Of a kind of thing, how many a run has met, and which not.
struct Part {
    what: &'static str,
    met: usize,
    not: Vec<String>,
    /// The hundredths that a run of a hundred thousand operations meets at least.
    least: usize,
}

fn parts(done: &Done, schema: &Schema) -> [Part; 4] {
    let coverage = &done.coverage;
    let part = |what, all: Vec<String>, met: &BTreeMap<String, usize>, least| {
        let (met, not): (Vec<_>, Vec<_>) = all.into_iter().partition(|name| met.contains_key(name));
        Part { what, met: met.len(), not, least }
    };
    let fields = schema.objects();
    let fields =
        fields.flat_map(|(ty, fields)| fields.iter().map(move |f| format!("{ty}.{}", f.name)));
    let mutations = schema.fields("Mutation").iter().map(|field| field.name.clone()).collect();
    let columns = map::classified().collect();
    let tables = map::forms().map(str::to_owned).collect();
    [
        part("fields answered with a value", fields.collect(), &coverage.answered, 65),
        part("mutations that succeeded", mutations, &coverage.wrote, 55),
        part("columns of classified fields changed while withheld", columns, &coverage.changed, 90),
        part(
            "tables of the forms whose rows came or went while withheld",
            tables,
            &coverage.changed,
            85,
        ),
    ]
}
