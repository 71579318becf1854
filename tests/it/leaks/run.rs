//! A run: families one after another, until enough was compared or too much differs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use stifinder::demo::Cast;

use super::chance::Chance;
use super::family::{Difference, Done, Family, Plan};
use super::lookers;
use super::make::Maker;
use super::member::Member;
use super::schema::Kind;
use super::setting;
use super::shrink::shrink;
use super::sight::Looker;
use super::state::{State, TABLES};
use super::twist::{Domains, stir};
use super::unknown::{self, Asked};
use crate::support::{anchor, plan as demo};

/// Families that the same members serve.
const SERVED: usize = 20;

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
    pub(super) done: Done,
}

impl Run {
    /// Begins at a seed, with so many twins of each state.
    pub(super) async fn start(seed: u64, twins: usize) -> Self {
        let plan = Plan { seed, twins, written: twins / 4, tries: 80, operations: 300 };
        let first = Member::start(anchor(), None).await;
        let origin = first.state().clone().without_run();
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
            done: Done::default(),
        };
        run.fill().await;
        run
    }

    async fn fill(&mut self) {
        while self.members.len() <= self.plan.twins {
            self.members.push(Member::start(anchor(), Some(&self.origin)).await);
        }
    }

    /// Compares so many operations; what differs, in words, each for another root field.
    pub(super) async fn until(&mut self, wanted: usize) -> Vec<String> {
        let (mut number, mut found) = (0, BTreeMap::new());
        while self.done.compared < wanted && found.len() < MOST_FOUND {
            number += 1;
            if number % SERVED == 0 {
                self.members.clear();
                self.fill().await;
            }
            let mut chance = Chance::of(self.plan.seed, u64::try_from(number).unwrap());
            let start = anchor() + TimeDelta::days(i64::try_from(number % SERVED).unwrap());
            if let Some(small) = self.family(&mut chance, start).await {
                let told = small.told(&self.maker.schema);
                let told = format!("seed {}, family {number}: {told}", self.plan.seed);
                found.entry(small.root()).or_insert(told);
            }
        }
        found.into_values().collect()
    }

    async fn family(&mut self, chance: &mut Chance, start: DateTime<Utc>) -> Option<Difference> {
        let tries = chance.below(60);
        let stirred = stir(chance, &self.origin, &mut self.domains, start, tries);
        let base = self.origin.with(&stirred).0;
        let looker = match chance.in_hundred(50) {
            true => chance.pick(&self.lookers)?.clone(),
            false => chance.pick(&lookers::of_state(&base))?.clone(),
        };
        let mut family = Family {
            members: &mut self.members,
            maker: &mut self.maker,
            domains: &mut self.domains,
        };
        let found = family.run(chance, &base, &looker, start, &self.plan, &mut self.done).await?;
        let [one, other, ..] = self.members.as_mut_slice() else { return None };
        Some(shrink(one, other, &self.maker.schema, found).await)
    }

    /// Compares what is forbidden with what is not there; what differs, and what was asked.
    pub(super) async fn unknown(mut self, rounds: usize) -> (Vec<String>, Asked) {
        let mut chance = Chance::of(self.plan.seed, 0);
        let (mut asked, mut found) = (Asked::new(), BTreeMap::new());
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
        (found.into_values().collect(), asked)
    }

    /// What was done, in words.
    pub(super) fn told(&self) -> String {
        let done = &self.done;
        let mut text = format!(
            "{} operations compared on {} pairs of states in {} families; {} writes, after {} of \
             which a twin was let go\n",
            done.compared, done.pairs, done.families, done.written, done.parted
        );
        let coverage = &done.coverage;
        let all = self.maker.schema.objects();
        let all =
            all.flat_map(|(ty, fields)| fields.iter().map(move |f| format!("{ty}.{}", f.name)));
        part(&mut text, "fields answered", all, |name| coverage.answered.contains_key(name));
        let all = self.maker.schema.fields("Mutation").iter().map(|field| field.name.clone());
        part(&mut text, "mutations done", all, |name| coverage.wrote.contains_key(name));
        let all = law::fields::TABLE.iter().map(|f| format!("{}.{}", f.type_name, f.name));
        let withheld = "classified fields that something was changed behind while withheld";
        part(&mut text, withheld, all, |name| coverage.withheld.contains(name));
        let all = TABLES.iter().map(|table| (*table).to_owned());
        let rows = "tables whose rows came or went while withheld";
        part(&mut text, rows, all, |name| coverage.changed.contains_key(name));
        text
    }
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
    let _ = writeln!(text, "{what}: {} of {all}", met.len());
    if setting("STIFINDER_LEAKS_TELL", 0) > 0 {
        let _ = writeln!(text, "  not: {}", not.join(" "));
    }
}
