//! The twin of a state: the same to a viewer, and otherwise changed: values, rows, counts, order,
//! versions and times of what is withheld. Changes are made by chance and kept where the viewer's
//! projection stays the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use entity::row::Kind;
use law::{Category, CategorySet, Word as _};
use sea_orm::sea_query::Value;
use uuid::Uuid;

use super::chance::Chance;
use super::map;
use super::sight::{At, Looker, Sight};
use super::state::{Column, Rows, State, TABLES};

/// One change to a state. Rows are named by their place in the state that was begun with.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// A column of a row holds something else.
    Set { at: At, column: usize, value: Value },
    /// A row is not there.
    Remove { at: At },
    /// There is another row, like this one but for some columns.
    Copy { at: At, sets: Vec<(usize, Value)> },
    /// The row is written again, and lies elsewhere.
    Anew { at: At },
    /// A version of the row was superseded by another, that differs in these columns.
    Revise { at: At, when: DateTime<Utc>, row_id: Uuid, sets: Vec<(usize, Value)> },
    /// A whole case is not there.
    RemoveCase { case: Uuid },
    /// There is another case, like this one, of a citizen like its own.
    CopyCase { case: Uuid, seed: u64 },
}

/// Rows to be written again, by table.
pub(super) type Anew = BTreeMap<&'static str, Vec<String>>;

/// Columns that say which row it is and where it belongs: a row that changes them is another row.
const BELONGS: &[&str] = &["citizen_id", "id", "row_id", "case_id", "case_opened_at"];

/// Tables of which a case or a citizen has one row.
const WHOLE: &[&str] = &["citizen", "coordination_case", "network_map"];

/// What the words of the schema are, column by column: which of them a column takes.
#[derive(Default)]
pub(super) struct Domains {
    words: Vec<String>,
    of: BTreeMap<(&'static str, usize), Option<Vec<String>>>,
}

impl Domains {
    /// With every word of the schema.
    pub(super) fn new(words: Vec<String>) -> Self {
        Self { words, of: BTreeMap::new() }
    }

    /// The words that a column of text takes; none where it takes any text.
    fn of(&mut self, state: &State, table: &'static str, column: usize) -> Option<&[String]> {
        let words = &self.words;
        let found = self.of.entry((table, column)).or_insert_with(|| {
            let mut one = State::default();
            let rows = one.rows_mut_like(state, table);
            if rows.set(0, column, Value::String(Some("no such word".to_owned()))) {
                return None;
            }
            let takes = |word: &&String| {
                let mut one = State::default();
                let rows = one.rows_mut_like(state, table);
                rows.set(0, column, Value::String(Some((*word).clone())))
            };
            Some(words.iter().filter(takes).cloned().collect())
        });
        found.as_deref()
    }
}

impl State {
    /// The rows of a table, with one row of another state in it.
    fn rows_mut_like(&mut self, from: &State, table: &'static str) -> &mut dyn Rows {
        self.copy_first(from, table);
        self.rows_mut(table)
    }

    /// The state with these changes, and which rows are to be written again.
    pub(super) fn with(&self, changes: &[Change]) -> (State, Anew) {
        let mut state = self.clone();
        let mut anew = Anew::new();
        let mut gone: BTreeSet<At> = BTreeSet::new();
        for change in changes {
            match change {
                Change::Set { at, column, value } => {
                    state.rows_mut(at.0).set(at.1, *column, value.clone());
                }
                Change::Copy { at, sets } => {
                    let rows = state.rows_mut(at.0);
                    rows.copy(at.1);
                    let new = rows.len() - 1;
                    set_all(rows, new, sets);
                }
                Change::Revise { at, when, row_id, sets } => {
                    let rows = state.rows_mut(at.0);
                    rows.copy(at.1);
                    let (new, place) = (rows.len() - 1, |name: &str| rows.column(name));
                    let (id, from, to) =
                        (place("row_id"), place("recorded_at"), place("superseded_at"));
                    rows.set(new, id, Value::Uuid(Some(*row_id)));
                    rows.set(new, from, Value::ChronoDateTimeUtc(Some(*when)));
                    rows.set(at.1, to, Value::ChronoDateTimeUtc(Some(*when)));
                    set_all(rows, new, sets);
                }
                Change::Anew { at } => {
                    anew.entry(at.0).or_default().push(self.key(at.0, at.1));
                }
                Change::Remove { at } => drop(gone.insert(*at)),
                Change::RemoveCase { case } => gone.extend(of_case(self, *case)),
                Change::CopyCase { case, seed } => copy_case(self, &mut state, *case, *seed),
            }
        }
        for (table, row) in gone.iter().rev() {
            state.rows_mut(table).remove(*row);
        }
        (state, anew)
    }
}

fn set_all(rows: &mut dyn Rows, row: usize, sets: &[(usize, Value)]) {
    for (column, value) in sets {
        rows.set(row, *column, value.clone());
    }
}

/// The rows of a case; with those of its citizen, where that is the citizen's only case.
fn of_case(state: &State, case: Uuid) -> Vec<At> {
    let Some(found) = state.coordination_case.iter().find(|row| row.id == case) else {
        return Vec::new();
    };
    let citizen = found.citizen_id;
    let alone = state.coordination_case.iter().filter(|c| c.citizen_id == citizen).count() == 1;
    let mut all = Vec::new();
    for table in TABLES {
        let rows = state.rows(table);
        let name = |column: &str| rows.has(column).then(|| column.to_owned());
        let (by_case, by_citizen) = (name("case_id"), name("citizen_id"));
        for row in 0..rows.len() {
            let is = |column: &Option<String>, id| {
                column.as_ref().is_some_and(|column| rows.id(row, column) == Some(id))
            };
            let itself = match *table {
                "coordination_case" => rows.id(row, "id") == Some(case),
                "citizen" => alone && rows.id(row, "id") == Some(citizen),
                _ => false,
            };
            let of_citizen = alone && is(&by_citizen, citizen) && *table != "coordination_case";
            if itself || is(&by_case, case) || of_citizen {
                all.push((*table, row));
            }
        }
    }
    all
}

/// Puts a case like one of a state, of a citizen like its own, into a state.
pub(super) fn copy_case(base: &State, state: &mut State, case: Uuid, seed: u64) {
    let mut chance = Chance::of(seed, 77);
    let Some(found) = base.coordination_case.iter().find(|row| row.id == case) else { return };
    let citizen = found.citizen_id;
    let numbers = new_numbers(state, citizen, seed);
    let mut ids: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    let mut rows = of_case(base, case);
    rows.extend(
        (0..base.citizen.len()).filter(|i| base.citizen[*i].id == citizen).map(|i| ("citizen", i)),
    );
    let places = 0..base.citizen_number.len();
    let own = places.filter(|i| base.citizen_number[*i].citizen_id == citizen);
    rows.extend(own.map(|i| ("citizen_number", i)));
    rows.sort_unstable();
    rows.dedup();
    let mut renamed = |state: &State, at: At, name: &str| {
        if state.rows(at.0).has(name)
            && let Some(id) = state.rows(at.0).id(at.1, name)
        {
            ids.entry(id).or_insert_with(|| fresh_id(&mut chance));
        }
    };
    for at in &rows {
        renamed(base, *at, "id");
        renamed(base, *at, "row_id");
    }
    for at in rows {
        if at.0 == "external_reference" {
            continue;
        }
        let table = state.rows_mut(at.0);
        table.copy(at.1);
        let row = table.len() - 1;
        for (column, about) in table.columns().iter().enumerate() {
            if let Value::Uuid(Some(id)) = table.value(row, column)
                && let Some(new) = ids.get(&id)
            {
                table.set(row, column, Value::Uuid(Some(*new)));
            }
            if ["cpr", "number"].contains(&about.name)
                && let Value::String(Some(held)) = table.value(row, column)
                && let Some(new) = numbers.get(&held)
            {
                table.set(row, column, Value::String(Some(new.clone())));
            }
        }
    }
}

/// Another number for each that is or was a citizen's: replacement numbers that nobody has.
fn new_numbers(state: &State, citizen: Uuid, seed: u64) -> BTreeMap<String, String> {
    let given: BTreeSet<&str> = state.citizen_number.iter().map(|n| n.number.as_str()).collect();
    let number = |n: u64| format!("6303{:02}{:04}", n / 9000 % 100, n % 9000 + 1000);
    let mut free = (seed % 900_000..).map(number).filter(|n| !given.contains(n.as_str()));
    let own = state.citizen_number.iter().filter(|n| n.citizen_id == citizen);
    own.map(|n| (n.number.clone(), free.next().expect("more numbers than citizens"))).collect()
}

/// An id by chance.
pub(super) fn fresh_id(chance: &mut Chance) -> Uuid {
    let bits = u128::from(chance.number()) << 64 | u128::from(chance.number());
    uuid::Builder::from_u128(bits).with_version(uuid::Version::SortRand).into_uuid()
}

/// What a state holds of one citizen, with the directory: whatever is done to the citizen's rows is
/// judged by it alone, as a citizen's cases show nothing of another's.
pub(super) struct Part {
    citizen: Uuid,
    state: State,
    /// Where the rows stand in the part, and where they stand in the whole.
    there: BTreeMap<At, At>,
    back: BTreeMap<At, At>,
    before: Vec<String>,
}

impl Part {
    /// The parts of a state that a looker sees.
    pub(super) fn all(state: &State, looker: &Looker, now: DateTime<Utc>) -> Vec<Self> {
        let of = |row: &entity::citizen::Model| Self::of(state, row.id, looker, now);
        state.citizen.iter().map(of).collect()
    }

    fn of(whole: &State, citizen: Uuid, looker: &Looker, now: DateTime<Utc>) -> Self {
        let mut state = whole.clone();
        let mut back = BTreeMap::new();
        for table in TABLES {
            let rows = whole.rows(table);
            let column = if *table == "citizen" { "id" } else { "citizen_id" };
            let mut places: Vec<usize> = (0..rows.len()).collect();
            if *table == "citizen" || rows.has("citizen_id") {
                for row in (0..rows.len()).rev() {
                    if rows.id(row, column).is_some_and(|id| id != citizen) {
                        state.rows_mut(table).remove(row);
                        places.swap_remove(row);
                    }
                }
            }
            back.extend(
                places.into_iter().enumerate().map(|(i, row)| ((*table, i), (*table, row))),
            );
        }
        let there = back.iter().map(|(part, whole)| (*whole, *part)).collect();
        let before = seen(&state, looker, now);
        Self { citizen, state, there, back, before }
    }

    /// Keeps of some changes to the citizen's rows those that leave the looker the same to see.
    fn keep(&self, looker: &Looker, now: DateTime<Utc>, changes: &[Change]) -> Vec<Change> {
        let moved: Vec<_> = changes.iter().map(|change| change.moved(&self.there)).collect();
        let kept = keep(&moved, &|tried: &[Change]| {
            let (twin, _) = self.state.with(tried);
            whole(&twin) && seen(&twin, looker, now) == self.before
        });
        kept.iter().map(|change| change.moved(&self.back)).collect()
    }
}

/// Keeps of some items those that pass together; halves what does not pass as a whole.
fn keep<T: Clone>(items: &[T], passes: &dyn Fn(&[T]) -> bool) -> Vec<T> {
    fn more<T: Clone>(kept: &mut Vec<T>, items: &[T], passes: &dyn Fn(&[T]) -> bool) {
        if items.is_empty() {
            return;
        }
        let tried = [kept.as_slice(), items].concat();
        if passes(&tried) {
            *kept = tried;
        } else if items.len() > 1 {
            let (one, other) = items.split_at(items.len() / 2);
            more(kept, one, passes);
            more(kept, other, passes);
        }
    }
    let mut kept = Vec::new();
    more(&mut kept, items, passes);
    kept
}

/// Makes changes by chance.
pub(super) struct Twister<'a> {
    pub(super) state: &'a State,
    pub(super) sight: &'a Sight<'a>,
    pub(super) domains: &'a mut Domains,
    pub(super) now: DateTime<Utc>,
    near: BTreeSet<Uuid>,
}

/// Rows that are drawn at most until one is near the viewer.
const NEARER: usize = 24;

impl<'a> Twister<'a> {
    /// Changes what a viewer does not see of a state.
    pub(super) fn new(sight: &'a Sight<'a>, domains: &'a mut Domains, now: DateTime<Utc>) -> Self {
        let state = sight.state;
        let related = state.coordination_case.iter().filter(|c| sight.related.contains(&c.id));
        let near = related.map(|case| case.citizen_id).collect();
        Self { state, sight, domains, now, near }
    }

    /// A change that may be one to what is withheld alone.
    fn change(&mut self, chance: &mut Chance, tables: &[&'static str]) -> Option<Change> {
        if chance.in_hundred(6) {
            let unrelated: Vec<_> = self
                .state
                .coordination_case
                .iter()
                .filter(|case| !self.sight.related.contains(&case.id))
                .collect();
            let case = chance.pick(&unrelated)?.id;
            return Some(match chance.in_hundred(50) {
                true => Change::RemoveCase { case },
                false => Change::CopyCase { case, seed: chance.number() },
            });
        }
        let table = *chance.pick(tables)?;
        let at = (table, self.row(chance, table));
        let rows = self.state.rows(table);
        let shows = !self.sight.faces(at).is_empty();
        let columns = rows.columns();
        let versioned = rows.has("superseded_at");
        if versioned && chance.in_hundred(15) {
            return self.revise(chance, at);
        }
        let whole = WHOLE.contains(&table);
        match chance.below(10) {
            0 if !whole && !shows => Some(Change::Remove { at }),
            // A row like one that shows is one that does not by how it is classified.
            1 | 2 if !whole => self.another(chance, at),
            3 => Some(Change::Anew { at }),
            _ => {
                let hidden: Vec<usize> = (0..columns.len())
                    .filter(|i| !BELONGS.contains(&columns[*i].name) && !columns[*i].key)
                    .filter(|i| self.sight.column(at, columns[*i].name) != Some(true))
                    .collect();
                let column = *chance.pick(&hidden)?;
                let value = self.other(chance, at, column)?;
                Some(Change::Set { at, column, value })
            }
        }
    }

    /// A row of a table; mostly one of a citizen in whose case the viewer has a part, where there is
    /// more to be told.
    fn row(&self, chance: &mut Chance, table: &str) -> usize {
        let rows = self.state.rows(table);
        let column = if table == "citizen" { "id" } else { "citizen_id" };
        let near = |row: usize| {
            !rows.has(column) || rows.id(row, column).is_some_and(|id| self.near.contains(&id))
        };
        let mut row = chance.below(rows.len());
        for _ in 0..NEARER {
            if near(row) || chance.in_hundred(2) {
                break;
            }
            row = chance.below(rows.len());
        }
        row
    }

    /// Another row like this one, but for some columns.
    fn another(&mut self, chance: &mut Chance, at: At) -> Option<Change> {
        let rows = self.state.rows(at.0);
        let (columns, mut sets) = (rows.columns(), Vec::new());
        for name in ["id", "row_id"] {
            if rows.has(name) {
                sets.push((rows.column(name), Value::Uuid(Some(fresh_id(chance)))));
            }
        }
        for name in ["subject_key", "external_id"] {
            if rows.has(name) {
                sets.push((rows.column(name), text(chance)));
            }
        }
        for _ in 0..1 + chance.below(3) {
            let column = chance.below(columns.len());
            if !BELONGS.contains(&columns[column].name) {
                sets.extend(self.other(chance, at, column).map(|value| (column, value)));
            }
        }
        Some(Change::Copy { at, sets })
    }

    fn revise(&mut self, chance: &mut Chance, at: At) -> Option<Change> {
        let rows = self.state.rows(at.0);
        let time = |name: &str| match rows.value(at.1, rows.column(name)) {
            Value::ChronoDateTimeUtc(at) => at,
            _ => None,
        };
        if time("superseded_at").is_some() {
            return None;
        }
        let begun = time("recorded_at")?;
        let span = (self.now - begun).num_microseconds()?.max(2);
        let when = begun
            + TimeDelta::microseconds(1 + i64::try_from(chance.number() >> 2).ok()? % (span - 1));
        let mut sets = Vec::new();
        let version = rows.column("version");
        if let Value::Int(Some(held)) = rows.value(at.1, version) {
            sets.push((version, Value::Int(Some(held + 1))));
        }
        let columns = rows.columns();
        for (column, about) in columns.iter().enumerate() {
            let hidden = self.sight.column(at, about.name) != Some(true);
            let fixed = BELONGS.contains(&about.name) || about.name.ends_with("_at");
            if hidden && !fixed && about.name != "version" && chance.in_hundred(40) {
                sets.extend(self.other(chance, at, column).map(|value| (column, value)));
            }
        }
        Some(Change::Revise { at, when, row_id: fresh_id(chance), sets })
    }

    /// Another value for a column.
    fn other(&mut self, chance: &mut Chance, (table, row): At, column: usize) -> Option<Value> {
        let rows = self.state.rows(table);
        let about: Column = rows.columns()[column];
        let held = rows.value(row, column);
        // Which side a grant has is one of two columns.
        let either = table == "clause_counterpart";
        if about.nullable && !either && chance.in_hundred(20) {
            return Some(null(about.kind));
        }
        if either && held == null(about.kind) {
            return None;
        }
        Some(match about.kind {
            Kind::Bool => match held {
                Value::Bool(Some(yes)) => Value::Bool(Some(!yes)),
                _ => Value::Bool(Some(chance.in_hundred(50))),
            },
            Kind::Int => match held {
                Value::Int(Some(number)) if about.name == "version" => {
                    Value::Int(Some(number + i32::try_from(chance.between(1, 9)).ok()?))
                }
                _ => Value::Int(Some(i32::try_from(chance.between(0, 90)).ok()?)),
            },
            Kind::Long => Value::BigInt(Some(chance.between(0, 90))),
            Kind::Time => {
                let held = match held {
                    Value::ChronoDateTimeUtc(Some(at)) => at,
                    _ => self.now,
                };
                let moved = held - TimeDelta::seconds(chance.between(-100_000, 4_000_000));
                Value::ChronoDateTimeUtc(Some(moved))
            }
            Kind::Date => {
                let held = match held {
                    Value::ChronoDate(Some(day)) => day,
                    _ => self.now.date_naive(),
                };
                Value::ChronoDate(Some(held + TimeDelta::days(chance.between(-40, 40))))
            }
            Kind::Uuid => Value::Uuid(Some(self.other_id(chance, table, about.name, column)?)),
            Kind::Text if ["categories", "scope", "signer_scope"].contains(&about.name) => {
                let set: CategorySet =
                    Category::ALL.iter().copied().filter(|_| chance.in_hundred(30)).collect();
                let codes: Vec<_> = set.iter().map(law::Word::code).collect();
                match codes.is_empty() {
                    true => return None,
                    false => Value::String(Some(codes.join(","))),
                }
            }
            Kind::Text => match self.domains.of(self.state, table, column) {
                Some(words) => Value::String(Some(chance.pick(words)?.clone())),
                None => text(chance),
            },
        })
    }

    fn other_id(
        &self,
        chance: &mut Chance,
        table: &str,
        name: &str,
        column: usize,
    ) -> Option<Uuid> {
        let ends = |end: &[&str]| end.iter().any(|end| name.ends_with(end));
        if ends(&["organisation_id", "granted_to", "proposed_by", "registered_by"]) {
            return chance.pick(&self.state.organisation).map(|row| row.id);
        }
        if ends(&["unit_id"]) {
            return chance.pick(&self.state.unit).map(|row| row.id);
        }
        if ends(&["user_id", "professional_id", "coordinator_id", "author_id", "_by"]) {
            return chance.pick(&self.state.professional).map(|row| row.id);
        }
        let rows = self.state.rows(table);
        let held: Vec<Uuid> = (0..rows.len())
            .filter_map(|row| match rows.value(row, column) {
                Value::Uuid(id) => id,
                _ => None,
            })
            .collect();
        chance.pick(&held).copied()
    }

    /// Changes to what is withheld, as many as are found in so many tries: each kept where the
    /// viewer sees the same.
    pub(super) fn changes(
        &mut self,
        chance: &mut Chance,
        parts: &[Part],
        before: &[String],
        tries: usize,
    ) -> Vec<Change> {
        let tables = tables(self.state);
        let mut wanted: BTreeMap<Option<Uuid>, Vec<Change>> = BTreeMap::new();
        for _ in 0..tries {
            let Some(change) = self.change(chance, &tables) else { continue };
            wanted.entry(change.citizen(self.state)).or_default().push(change);
        }
        let (looker, now) = (self.sight.looker, self.now);
        let mut groups = Vec::new();
        for (citizen, changes) in wanted {
            match parts.iter().find(|part| Some(part.citizen) == citizen) {
                Some(part) => groups.push(part.keep(looker, now, &changes)),
                None => groups.extend(changes.into_iter().map(|change| vec![change])),
            }
        }
        let passes = |tried: &[Vec<Change>]| {
            let (twin, _) = self.state.with(&tried.concat());
            whole(&twin) && seen(&twin, looker, now) == before
        };
        keep(&groups, &passes).concat()
    }
}

/// Changes to a state as such, whoever may see them: so that no two families begin alike.
pub(super) fn stir(
    chance: &mut Chance,
    state: &State,
    domains: &mut Domains,
    now: DateTime<Utc>,
    tries: usize,
) -> Vec<Change> {
    let nobody = super::sight::nobody();
    let sight = Sight::of(state, &nobody, now);
    let mut twister = Twister::new(&sight, domains, now);
    let tables = tables(state);
    let mut kept = Vec::new();
    for _ in 0..tries {
        let Some(table) = chance.pick(&tables).copied() else { break };
        let rows = state.rows(table);
        let at = (table, chance.below(rows.len()));
        if !WHOLE.contains(&table) && chance.in_hundred(20) {
            kept.extend(twister.another(chance, at));
            if !whole(&state.with(&kept).0) {
                kept.pop();
            }
            continue;
        }
        let columns = rows.columns();
        let column = chance.below(columns.len());
        if BELONGS.contains(&columns[column].name) || columns[column].key {
            continue;
        }
        let Some(value) = twister.other(chance, at, column) else { continue };
        kept.push(Change::Set { at, column, value });
        if !whole(&state.with(&kept).0) {
            kept.pop();
        }
    }
    kept
}

/// The tables of the forms that hold something.
fn tables(state: &State) -> Vec<&'static str> {
    let holds = |table: &&str| map::columns(table).is_some() && state.rows(table).len() > 0;
    TABLES.iter().copied().filter(holds).collect()
}

/// What a looker sees of a state.
pub(super) fn seen(state: &State, looker: &Looker, now: DateTime<Utc>) -> Vec<String> {
    Sight::of(state, looker, now).projection(true)
}

/// What content a looker sees of a state: not its versions.
pub(super) fn content(state: &State, looker: &Looker, now: DateTime<Utc>) -> Vec<String> {
    Sight::of(state, looker, now).projection(false)
}

/// Whether a state is one that the database would hold: its unique keys hold.
fn whole(state: &State) -> bool {
    let mut keys = BTreeSet::new();
    let notices = state
        .citizen_notice
        .iter()
        .all(|n| keys.insert(format!("{} {} {}", n.case_id, n.kind.0, n.subject_key)));
    let stand = state.citizen.iter().filter(|c| c.annulled_at.is_none());
    let of_one = state.citizen_number.iter().map(|n| format!("of one {}", n.number));
    let numbers = stand.map(|c| c.cpr.clone()).chain(of_one).all(|number| keys.insert(number));
    let references = state
        .external_reference
        .iter()
        .all(|r| keys.insert(format!("{} {} {}", r.organisation_id, r.system, r.external_id)));
    notices && numbers && references
}

fn null(kind: Kind) -> Value {
    match kind {
        Kind::Uuid => Value::Uuid(None),
        Kind::Text => Value::String(None),
        Kind::Time => Value::ChronoDateTimeUtc(None),
        Kind::Date => Value::ChronoDate(None),
        Kind::Int => Value::Int(None),
        Kind::Long => Value::BigInt(None),
        Kind::Bool => Value::Bool(None),
    }
}

fn text(chance: &mut Chance) -> Value {
    Value::String(Some(format!("skjult {}", chance.below(100_000))))
}

impl Change {
    /// Whose rows it changes; none where they are nobody's.
    fn citizen(&self, state: &State) -> Option<Uuid> {
        match self {
            Self::Set { at, .. }
            | Self::Remove { at }
            | Self::Copy { at, .. }
            | Self::Anew { at }
            | Self::Revise { at, .. } => {
                let rows = state.rows(at.0);
                match at.0 {
                    "citizen" => rows.id(at.1, "id"),
                    _ if rows.has("citizen_id") => rows.id(at.1, "citizen_id"),
                    _ => None,
                }
            }
            Self::RemoveCase { case } | Self::CopyCase { case, .. } => {
                let found = state.coordination_case.iter().find(|row| row.id == *case);
                found.map(|row| row.citizen_id)
            }
        }
    }

    /// The change where rows stand elsewhere.
    fn moved(&self, places: &BTreeMap<At, At>) -> Self {
        let mut moved = self.clone();
        match &mut moved {
            Self::Set { at, .. }
            | Self::Remove { at }
            | Self::Copy { at, .. }
            | Self::Anew { at }
            | Self::Revise { at, .. } => *at = places[at],
            Self::RemoveCase { .. } | Self::CopyCase { .. } => {}
        }
        moved
    }

    /// The table and the columns that it changes; `None` for a change of whole rows.
    pub(super) fn touches(&self, state: &State) -> Vec<(&'static str, Option<&'static str>)> {
        let named = |at: &At, column: usize| Some(state.rows(at.0).names()[column].0);
        match self {
            Self::Set { at, column, .. } => vec![(at.0, named(at, *column))],
            Self::Revise { at, sets, .. } => {
                sets.iter().map(|(column, _)| (at.0, named(at, *column))).collect()
            }
            Self::Remove { at } | Self::Copy { at, .. } => vec![(at.0, None)],
            Self::RemoveCase { .. } | Self::CopyCase { .. } => vec![("coordination_case", None)],
            Self::Anew { .. } => Vec::new(),
        }
    }

    /// The change in words, for a report.
    pub(super) fn told(&self, state: &State) -> String {
        let row = |at: &At| format!("{} {}", at.0, state.key(at.0, at.1));
        let column = |at: &At, column: usize| state.rows(at.0).names()[column].0;
        match self {
            Self::Set { at, column: place, value } => {
                let held = state.rows(at.0).value(at.1, *place);
                format!("{}: {} {held:?} -> {value:?}", row(at), column(at, *place))
            }
            Self::Remove { at } => format!("{}: removed", row(at)),
            Self::Copy { at, sets } | Self::Revise { at, sets, .. } => {
                let sets: Vec<_> =
                    sets.iter().map(|(c, v)| format!("{} {v:?}", column(at, *c))).collect();
                let what = if matches!(self, Self::Copy { .. }) { "copied" } else { "revised" };
                format!("{}: {what} with {}", row(at), sets.join(", "))
            }
            Self::Anew { at } => format!("{}: written again", row(at)),
            Self::RemoveCase { case } => format!("case {case}: removed"),
            Self::CopyCase { case, .. } => format!("case {case}: another like it"),
        }
    }
}
