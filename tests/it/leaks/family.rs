//! A family: a state, and twins of it that a viewer cannot tell from it; and what a viewer is
//! answered by each.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use stifinder::demo::CLIENT;
use stifinder::domain::{EntityKind, GlobalId};
use stifinder::token::Grant;

use super::chance::Chance;
use super::coverage::Coverage;
use super::lookers;
use super::make::{For, Maker};
use super::map::is_public;
use super::member::{Answer, Member};
use super::operation::{Node, Operation, Written};
use super::pool::{Pool, Shown};
use super::schema::Schema;
use super::sight::{Looker, Sight};
use super::state::State;
use super::twist::{Change, Domains, Part, Twister, content};

/// Where a run begins, and how far it goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) seed: u64,
    /// Twins of a state.
    pub(super) twins: usize,
    /// Of these so many that come of what others write.
    pub(super) written: usize,
    /// Tries to find changes for a twin.
    pub(super) tries: usize,
    /// Operations asked of each state.
    pub(super) operations: u64,
}

/// How a twin comes of its state.
#[derive(Clone, Debug)]
pub(super) enum Twin {
    /// By changes to its rows, that leave the looker the same to see.
    Changed(Vec<Change>),
    /// By what others wrote, that left the looker the same content to see: then no version and no
    /// time tells of it either.
    Written(Vec<Work>),
}

/// A write of someone else.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) looker: Looker,
    pub(super) number: u64,
    pub(super) operation: Operation,
}

/// An answer of a twin that is not that of its state.
pub(super) struct Difference {
    pub(super) looker: Looker,
    pub(super) base: State,
    pub(super) twin: Twin,
    /// Operations that were asked before it: for what they changed, and for what the log tells of
    /// them.
    pub(super) before: Vec<(u64, Operation)>,
    pub(super) number: u64,
    pub(super) operation: Operation,
    pub(super) now: DateTime<Utc>,
    pub(super) answers: (Answer, Answer),
    /// It does not follow from the two states alone.
    pub(super) remembered: bool,
}

/// What a run has done so far.
#[derive(Default)]
pub(super) struct Done {
    pub(super) compared: usize,
    pub(super) pairs: usize,
    pub(super) families: usize,
    pub(super) written: usize,
    /// Twins that came of what others wrote.
    pub(super) worked: usize,
    /// Twins whose viewer opened something by what they wrote.
    pub(super) parted: usize,
    pub(super) coverage: Coverage,
    /// Time by what it was spent on.
    pub(super) spent: BTreeMap<&'static str, Duration>,
}

impl Done {
    /// Takes in what another run has done.
    pub(super) fn add(&mut self, more: Self) {
        self.compared += more.compared;
        self.pairs += more.pairs;
        self.families += more.families;
        self.written += more.written;
        self.worked += more.worked;
        self.parted += more.parted;
        self.coverage.add(more.coverage);
        for (what, time) in more.spent {
            *self.spent.entry(what).or_default() += time;
        }
    }

    /// Counts time that was spent since an instant, and begins anew.
    pub(super) fn spend(&mut self, what: &'static str, since: &mut Instant) {
        *self.spent.entry(what).or_default() += since.elapsed();
        *since = Instant::now();
    }
}

/// The token of a looker; none where their organisation is annulled.
pub(super) async fn token(member: &Member, looker: &Looker, now: DateTime<Utc>) -> Option<String> {
    let viewer = &looker.viewer;
    let grant = Grant {
        client_id: CLIENT.to_owned(),
        organisation: viewer.organisation.map(|o| o.id),
        unit: viewer.unit,
        user: viewer.user,
        roles: viewer.roles,
        citizen: viewer.citizen,
        scopes: looker.scopes,
    };
    let (tokens, days) = (member.server().tokens(), TimeDelta::days(400));
    if let Ok(token) = tokens.issue(&grant, days, now) {
        return Some(token);
    }
    // The node may know the directory as it was before another state was written.
    member.server().app().db.refresh_directory().await.unwrap();
    tokens.issue(&grant, days, now).ok()
}

/// Root fields that show a viewer a declared exemption: the auditor's view is of all that was
/// looked up, also of what the auditor cannot look up.
pub(super) fn exempt(looker: &Looker) -> &'static [&'static str] {
    if looker.viewer.roles.has(law::Role::Auditor) { &["auditLog"] } else { &[] }
}

/// Mutations by which a viewer may come to see more: they write what the decision reads. After no
/// other is a difference let go.
const OPEN: &[&str] = &[
    "addMembership",
    "addParticipant",
    "addParticipation",
    "addRepresentative",
    "assignCoordinator",
    "correctConsent",
    "createCouncilMeeting",
    "createMeeting",
    "giveConsent",
    "openBrainInjuryCase",
    "openCase",
    "presentCouncilCase",
    "recordStatutoryBasis",
    "registerCitizen",
    "setCaseUnit",
    "setChair",
    "setMinuteTaker",
    "updateCouncilCase",
    "updateCouncilMeeting",
    "updateRepresentative",
];

/// Writes that others try, and how often each is mended.
const TRIES_TO_WRITE: usize = 12;
const MENDS: usize = 6;

/// How often the mutations are tried that are asked last.
const LAST: u64 = 12;

/// Cases of which all is asked, and root fields.
const WIDE_CASES: usize = 3;
const WIDE_ROOTS: usize = 6;

/// A mutation that is mended: its name and input, what was wrong with it, and how often to try on.
type Mending = (String, Value, Vec<(String, String, Option<i64>)>, usize);

/// When the operation of a number is asked in a family that starts at an instant.
pub(super) fn asked_at(start: DateTime<Utc>, number: u64) -> DateTime<Utc> {
    start + TimeDelta::milliseconds(500) * i32::try_from(number).expect("a small number")
}

/// Asks a member a looker's operations again; what it answers to the last of them.
pub(super) async fn ask_again(
    member: &Member,
    schema: &Schema,
    looker: &Looker,
    start: DateTime<Utc>,
    operations: &[(u64, Operation)],
) -> Option<Answer> {
    let token = token(member, looker, start).await?;
    let mut last = None;
    for (number, operation) in operations {
        let (written, now) = (operation.write(schema), asked_at(start, *number));
        last = Some(member.ask(&token, &written, operation.danish, *number, now).await);
    }
    last
}

impl Twin {
    /// Brings a member to this twin of a state.
    pub(super) async fn make(
        &self,
        member: &mut Member,
        schema: &Schema,
        base: &State,
        start: DateTime<Utc>,
    ) {
        match self {
            Self::Changed(changes) => {
                let (state, anew) = base.with(changes);
                member.become_state(&state, &anew, start).await;
            }
            Self::Written(works) => {
                member.become_state(base, &Default::default(), start).await;
                do_works(member, schema, works, start).await;
                member.forget_run().await;
            }
        }
    }
}

/// Does others' writes on what a member holds.
async fn do_works(member: &mut Member, schema: &Schema, works: &[Work], now: DateTime<Utc>) {
    for work in works {
        let token = token(member, &work.looker, now).await.expect("as when it was done first");
        let written = work.operation.write(schema);
        member.ask(&token, &written, false, work.number, now).await;
    }
    member.take_in().await;
}

/// Members that serve one family after another: the first holds the state, the others its twins.
pub(super) struct Family<'m> {
    pub(super) members: &'m mut [Member],
    pub(super) maker: &'m mut Maker,
    pub(super) domains: &'m mut Domains,
    /// The demo's viewers, who write beside those that a state has.
    pub(super) lookers: &'m [Looker],
}

impl Family<'_> {
    /// Asks a looker's operations of a state and its twins.
    pub(super) async fn run(
        &mut self,
        chance: &mut Chance,
        base: &State,
        looker: &Looker,
        start: DateTime<Utc>,
        plan: &Plan,
        done: &mut Done,
    ) -> Option<Difference> {
        let mut since = Instant::now();
        let mut twins: Vec<Twin> = Vec::new();
        let mut pool = Pool::default();
        pool.cursors = self.maker.cursors.clone();
        pool.add(base);
        let sight = Sight::of(base, looker, start);
        pool.near = sight.related.clone();
        pool.sort();
        self.members[0].become_state(base, &Default::default(), start).await;
        let (parts, before) = (Part::all(base, looker, start), sight.projection(true));
        for place in 1..=plan.twins {
            let written = match place <= plan.written {
                true => self.write(chance, (base, looker, start), &pool, place, done).await,
                false => None,
            };
            done.spend("others' writes", &mut since);
            if let Some(works) = written {
                done.worked += 1;
                twins.push(Twin::Written(works));
                continue;
            }
            let domains = &mut *self.domains;
            let mut twister = Twister::new(&sight, domains, start);
            let changes = twister.changes(chance, &parts, &before, plan.tries);
            done.spend("finding twins", &mut since);
            if changes.is_empty() {
                break;
            }
            done.coverage.changed(base, &changes);
            let (state, anew) = base.with(&changes);
            self.members[place].become_state(&state, &anew, start).await;
            done.spend("writing states", &mut since);
            twins.push(Twin::Changed(changes));
        }
        drop(sight);
        for member in &self.members[1..] {
            pool.add(member.state());
        }
        pool.sort();
        done.spend("pool", &mut since);
        let token = token(&self.members[0], looker, start).await?;
        done.families += 1;
        done.pairs += twins.len();

        let (mut before, mut shown) = (Vec::new(), Shown::default());
        let mut mending: Option<Mending> = None;
        let mut standing: Vec<bool> = vec![true; twins.len()];
        let mut wide = self.wide(chance, base, looker, &pool, start);
        // What the looker wrote: before it nothing can have opened what is withheld.
        let mut wrote: Vec<String> = Vec::new();
        for number in 1..=plan.operations + LAST {
            let last = number > plan.operations;
            if number == plan.operations + 1 {
                mending = None;
            }
            let now = asked_at(start, number);
            let of = For { pool: &pool, shown: &shown, now, exempt: exempt(looker) };
            let operation = match mending.take() {
                None if !wide.is_empty() => wide.remove(0),
                Some((name, input, errors, tries)) => {
                    let input = self.maker.mend(chance, &of, &name, &input, &errors);
                    mending = Some((name.clone(), Value::Null, Vec::new(), tries));
                    self.maker.with_input(chance, &of, &name, input)
                }
                None if last => {
                    let Some(name) = self.maker.last_for(chance, looker) else { break };
                    mending = Some((name.clone(), Value::Null, Vec::new(), 6));
                    self.maker.mutation(chance, &of, &name)
                }
                None if chance.in_hundred(20) => {
                    let name = self.maker.mutation_for(chance, looker, &shown, &done.coverage);
                    mending = Some((name.clone(), Value::Null, Vec::new(), 6));
                    self.maker.mutation(chance, &of, &name)
                }
                None => self.maker.query(chance, &of),
            };
            let written = operation.write(&self.maker.schema);
            done.spend("making operations", &mut since);
            let one = self.ask(0, &token, &written, operation.danish, number, now).await;
            for (twin, how) in twins.iter().enumerate() {
                if !standing[twin] {
                    continue;
                }
                let other =
                    self.ask(twin + 1, &token, &written, operation.danish, number, now).await;
                done.compared += 1;
                if one != other {
                    let apart = (base, how, looker, start);
                    let may = last || wrote.iter().any(|name| OPEN.contains(&name.as_str()));
                    let mut asked = before.clone();
                    asked.extend(last.then(|| (number, operation.clone())));
                    if may && self.parted(twin + 1, apart, &asked).await {
                        standing[twin] = false;
                        done.parted += 1;
                        done.coverage.opened(&wrote);
                        continue;
                    }
                    return Some(Difference {
                        looker: looker.clone(),
                        base: base.clone(),
                        twin: how.clone(),
                        before,
                        number,
                        operation,
                        now,
                        answers: (one, other),
                        remembered: false,
                    });
                }
            }
            done.spend("asking", &mut since);
            let json = one.json();
            done.coverage.answered(&self.maker.schema, &operation, &json);
            if let Some(root) = operation.root() {
                pool.learn(&root.name, &json["data"]);
            }
            shown.learn(&json["data"]);
            before.push((number, operation.clone()));
            if !operation.mutation {
                continue;
            }
            let (name, tries) = match mending.take() {
                Some((name, _, _, tries)) => (name, tries),
                None => continue,
            };
            let root = operation.root().expect("one mutation");
            let input = root.arguments[0].value.clone();
            let Some(errors) = one.user_errors() else {
                if one.is_forbidden() {
                    self.maker.is_refused(looker, &name);
                } else if last {
                    break;
                } else {
                    // It may be done, with a payload that could not be read.
                    wrote.push(name);
                }
                continue;
            };
            let told: Vec<_> = errors.iter().map(|(c, p, _)| (c.clone(), p.clone())).collect();
            self.maker.learn(&name, &input, &told, &shown);
            let wrong = told.iter().map(|(code, path)| (code.as_str(), path.as_str()));
            done.coverage.refused(&name, wrong);
            if !errors.is_empty() {
                if errors.iter().any(|(code, ..)| code == "FORBIDDEN") {
                    self.maker.is_refused(looker, &name);
                } else if tries > 1 {
                    mending = Some((name, input, errors, tries - 1));
                }
                continue;
            }
            done.written += 1;
            done.coverage.wrote(&name);
            wrote.push(name);
            if last {
                break;
            }
        }
        self.maker.cursors = pool.cursors;
        None
    }

    /// Operations that ask for all there is: of cases that are near and their citizens, and of some
    /// root fields; a citizen's own log at last.
    fn wide(
        &self,
        chance: &mut Chance,
        base: &State,
        looker: &Looker,
        pool: &Pool,
        now: DateTime<Utc>,
    ) -> Vec<Operation> {
        let near = |case: &&entity::coordination_case::Model| pool.near.contains(&case.id);
        let mut cases: Vec<_> = base.coordination_case.iter().filter(near).collect();
        chance.shuffle(&mut cases);
        let mut wide = Vec::new();
        for case in cases.into_iter().take(WIDE_CASES) {
            let kind = EntityKind::of_case(case.purpose.0);
            wide.push(self.maker.all_of(chance, GlobalId::outside(kind, case.id)));
            let citizen = GlobalId::outside(EntityKind::Citizen, case.citizen_id);
            wide.push(self.maker.all_of(chance, citizen));
        }
        let of = For { pool, shown: &Shown::default(), now, exempt: exempt(looker) };
        let roots = self.maker.schema.fields("Query").iter();
        let mut roots: Vec<_> =
            roots.filter(|root| !of.exempt.contains(&root.name.as_str())).collect();
        chance.shuffle(&mut roots);
        for root in roots.into_iter().take(WIDE_ROOTS) {
            wide.push(self.maker.all_below(chance, &of, root));
        }
        // What the citizen is told of it all, the operations above among it.
        if looker.viewer.citizen.is_some() {
            let log = self.maker.schema.field("Query", "accessLog").expect("a log");
            let mut own = self.maker.all_below(chance, &of, log);
            if let [Node::Field(field)] = own.nodes.as_mut_slice() {
                field.arguments.clear();
            }
            wide.push(own);
        }
        wide
    }

    /// Has others write in a member's copy of the state, until something was written that the
    /// looker may not know of.
    async fn write(
        &mut self,
        chance: &mut Chance,
        (base, looker, now): (&State, &Looker, DateTime<Utc>),
        pool: &Pool,
        place: usize,
        done: &mut Done,
    ) -> Option<Vec<Work>> {
        let (before, mut said) = (content(base, looker, now), base.says());
        let (others, leading) = (lookers::of_state(base), lookers::leading(base));
        let (mut works, mut number) = (Vec::new(), 1_000_000);
        self.members[place].become_state(base, &Default::default(), now).await;
        for _ in 0..TRIES_TO_WRITE {
            let from = match chance.below(4) {
                0 | 1 => &leading,
                2 => &others,
                _ => self.lookers,
            };
            let other = chance.pick(from)?.clone();
            let Some(token) = token(&self.members[place], &other, now).await else { continue };
            let shown = Shown::of(&Sight::of(base, &other, now));
            let name = self.maker.mutation_for(chance, &other, &shown, &done.coverage);
            let of = For { pool, shown: &shown, now, exempt: &[] };
            let mut operation = self.maker.mutation(chance, &of, &name).silent();
            for _ in 0..MENDS {
                number += 1;
                let written = operation.write(&self.maker.schema);
                let answer = self.ask(place, &token, &written, false, number, now).await;
                let Some(errors) = answer.user_errors() else {
                    if answer.is_forbidden() {
                        self.maker.is_refused(&other, &name);
                    } else {
                        // It may be done, with a payload that could not be read.
                        self.work(place, base, &works, now).await;
                    }
                    break;
                };
                let input = operation.root()?.arguments[0].value.clone();
                let told: Vec<_> = errors.iter().map(|(c, p, _)| (c.clone(), p.clone())).collect();
                self.maker.learn(&name, &input, &told, &shown);
                let wrong = told.iter().map(|(code, path)| (code.as_str(), path.as_str()));
                done.coverage.refused(&name, wrong);
                if errors.iter().any(|(code, ..)| code == "FORBIDDEN") {
                    self.maker.is_refused(&other, &name);
                    break;
                }
                if !errors.is_empty() {
                    let input = self.maker.mend(chance, &of, &name, &input, &errors);
                    operation = self.maker.with_input(chance, &of, &name, input).silent();
                    continue;
                }
                done.coverage.wrote(&name);
                let member = &mut self.members[place];
                member.take_in().await;
                works.push(Work { looker: other.clone(), number, operation });
                let says = member.state().says();
                // Everyone is told of what is public; and whoever sees a row sees that it was
                // written again.
                let public = |line: &&String| line.split(' ').next().is_some_and(is_public);
                let told = says == said
                    || says.symmetric_difference(&said).any(|line| public(&line))
                    || content(member.state(), looker, now) != before;
                if told {
                    // Begin again without this one.
                    works.pop();
                    self.work(place, base, &works, now).await;
                } else {
                    said = says;
                }
                break;
            }
        }
        if works.is_empty() {
            return None;
        }
        self.members[place].forget_run().await;
        Some(works)
    }

    /// Does others' writes again, on a copy of a state.
    async fn work(&mut self, place: usize, base: &State, works: &[Work], now: DateTime<Utc>) {
        let member = &mut self.members[place];
        member.become_state(base, &Default::default(), now).await;
        do_works(member, &self.maker.schema, works, now).await;
    }

    async fn ask(
        &self,
        member: usize,
        token: &str,
        written: &Written,
        danish: bool,
        number: u64,
        now: DateTime<Utc>,
    ) -> Answer {
        self.members[member].ask(token, written, danish, number, now).await
    }

    /// Whether what was written before let the looker tell a twin from its state: whoever has
    /// opened something may, by what was opened alone; what showed before stays the same. The
    /// member of this place does it all again, as the one and as the other.
    async fn parted(
        &mut self,
        place: usize,
        (base, twin, looker, start): (&State, &Twin, &Looker, DateTime<Utc>),
        before: &[(u64, Operation)],
    ) -> bool {
        let showed = Sight::of(base, looker, start).cells();
        let (mut seen_of, mut cells_of) = (Vec::new(), Vec::new());
        for twin in [&Twin::Changed(Vec::new()), twin] {
            let member = &mut self.members[place];
            twin.make(member, &self.maker.schema, base, start).await;
            ask_again(member, &self.maker.schema, looker, start, before).await;
            member.take_in().await;
            let number = before.last().map_or(0, |(number, _)| *number);
            let sight = Sight::of(member.state(), looker, asked_at(start, number));
            seen_of.push(sight.projection(true));
            let mut cells = sight.cells();
            cells.retain(|cell, _| showed.contains_key(cell));
            cells_of.push(cells);
        }
        seen_of[0] != seen_of[1] && cells_of[0] == cells_of[1]
    }
}
