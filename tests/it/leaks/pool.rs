//! What the arguments of operations are drawn from: ids of all that any member of a family holds,
//! shown or not, numbers, instants, days and cursors, with some that name nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use law::Word as _;
use sea_orm::sea_query::Value;
use stifinder::domain::{CaseRef, EntityKind, GlobalId};
use uuid::Uuid;

use super::chance::Chance;
use super::map;
use super::sight::Sight;
use super::state::{State, TABLES};

/// The table of what an id of a kind names.
pub(super) fn table_of(kind: EntityKind) -> &'static str {
    let named = match kind {
        EntityKind::DkkCase | EntityKind::BrainInjuryCase => "coordination_case",
        EntityKind::Actor => "network_actor",
        other => {
            let code = other.code();
            let plain: String = code
                .char_indices()
                .flat_map(|(i, c)| {
                    let gap = (c.is_uppercase() && i > 0).then_some('_');
                    gap.into_iter().chain(c.to_lowercase())
                })
                .collect();
            let held = |table: &&&str| **table == plain || **table == format!("plan_{plain}");
            return TABLES.iter().find(held).unwrap_or_else(|| panic!("no table of `{code}`"));
        }
    };
    TABLES.iter().find(|table| **table == named).expect("a table")
}

/// Cursors by root field.
pub(super) type Cursors = BTreeMap<String, Vec<String>>;

/// Cursors that are kept of a root field.
const CURSORS: usize = 64;

type Ids = BTreeMap<usize, Vec<(GlobalId, Option<i32>)>>;

/// What a looker was shown: ids by kind, each with the version that stood. Who writes something
/// writes what was read before.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown(Ids);

impl Shown {
    /// All that a looker may see of a state, without asking for it.
    pub(super) fn of(sight: &Sight<'_>) -> Self {
        let mut all = Self::default();
        for kind in EntityKind::ALL.iter().copied() {
            let table = table_of(kind);
            let ids = ids_of(sight.state, kind).into_iter();
            let seen = ids.filter(|(row, ..)| map::is_public(table) || sight.shows((table, *row)));
            let seen: Vec<_> = seen.map(|(_, id, version)| (id, version)).collect();
            if !seen.is_empty() {
                all.0.insert(kind as usize, seen);
            }
        }
        all
    }

    /// Adds what stands in an answer.
    pub(super) fn learn(&mut self, answer: &serde_json::Value) {
        use serde_json::Value as Json;
        match answer {
            Json::Array(list) => list.iter().for_each(|value| self.learn(value)),
            Json::Object(object) => {
                let id = object.get("id").and_then(Json::as_str);
                let version = object.get("version").and_then(Json::as_i64);
                let named =
                    id.and_then(|text| GlobalId::parse(text).filter(|id| id.to_string() == *text));
                if let Some(id) = named {
                    self.put(id, version.and_then(|version| i32::try_from(version).ok()));
                }
                object.values().for_each(|value| self.learn(value));
            }
            _ => {}
        }
    }

    /// Whether this was shown.
    pub(super) fn has(&self, id: GlobalId) -> bool {
        self.0.get(&(id.kind as usize)).is_some_and(|of| of.iter().any(|(held, _)| *held == id))
    }

    /// Whether something of a kind was shown.
    pub(super) fn some(&self, kind: EntityKind) -> bool {
        self.0.contains_key(&(kind as usize))
    }

    fn put(&mut self, id: GlobalId, version: Option<i32>) {
        let known = self.0.entry(id.kind as usize).or_default();
        match known.iter_mut().find(|(held, _)| *held == id) {
            Some((_, held)) => *held = version.or(*held),
            None => known.push((id, version)),
        }
    }
}

/// The ids of a kind in a state, each with its row and the version that stands.
fn ids_of(state: &State, kind: EntityKind) -> Vec<(usize, GlobalId, Option<i32>)> {
    let rows = state.rows(table_of(kind));
    let place = |name: &str| rows.has(name).then(|| rows.column(name));
    let (case, version) = (place("case_id"), place("version"));
    // A client and a key go by names of their own; their ids stand beside.
    let own = rows.column(if rows.has("uid") { "uid" } else { "id" });
    let of_row = |row: usize| {
        let Value::Uuid(Some(id)) = rows.value(row, own) else { return None };
        let version = version.and_then(|column| match rows.value(row, column) {
            Value::Int(number) => number,
            _ => None,
        });
        let named = match case.map(|_| rows.id(row, "case_id").unwrap_or_default()) {
            Some(case) => {
                let found = state.coordination_case.iter().find(|c| c.id == case)?;
                GlobalId::of_case(kind, CaseRef { purpose: found.purpose.0, id: case }, id)
            }
            None => {
                let purpose = kind.purpose();
                let found = state.coordination_case.iter().find(|c| c.id == id);
                if purpose.is_some() && purpose != found.map(|c| c.purpose.0) {
                    return None;
                }
                GlobalId::outside(kind, id)
            }
        };
        Some((row, named, version))
    };
    (0..rows.len()).filter_map(of_row).collect()
}

/// The pool.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    /// Ids by kind, each with a version that stood.
    ids: Ids,
    known: BTreeSet<String>,
    pub(super) numbers: Vec<String>,
    pub(super) references: Vec<(String, String)>,
    pub(super) times: Vec<DateTime<Utc>>,
    pub(super) days: Vec<NaiveDate>,
    pub(super) names: Vec<String>,
    /// Cursors that were answered, by the root field; to other viewers too, of what is withheld
    /// from this one.
    pub(super) cursors: Cursors,
    /// Cases that are near: most ids are drawn from them.
    pub(super) near: BTreeSet<Uuid>,
    near_ids: Ids,
}

impl Pool {
    /// Adds what a state holds.
    pub(super) fn add(&mut self, state: &State) {
        for kind in EntityKind::ALL.iter().copied() {
            self.add_kind(state, kind);
        }
        let (mut times, mut days) = (BTreeSet::new(), BTreeSet::new());
        for table in TABLES {
            let rows = state.rows(table);
            for row in 0..rows.len() {
                for column in 0..rows.names().len() {
                    match rows.value(row, column) {
                        Value::ChronoDateTimeUtc(Some(at)) => drop(times.insert(at)),
                        Value::ChronoDate(Some(day)) => drop(days.insert(day)),
                        _ => {}
                    }
                }
            }
        }
        add_all(&mut self.times, times);
        add_all(&mut self.days, days);
        add_all(&mut self.numbers, state.citizen.iter().map(|c| c.cpr.clone()));
        add_all(&mut self.numbers, state.former_identifier.iter().map(|f| f.number.clone()));
        let pair =
            |r: &entity::external_reference::Model| (r.system.clone(), r.external_id.clone());
        add_all(&mut self.references, state.external_reference.iter().map(pair));
        add_all(&mut self.names, state.organisation.iter().map(|o| o.name.clone()));
        add_all(&mut self.names, state.professional.iter().map(|p| p.name.clone()));
    }

    fn add_kind(&mut self, state: &State, kind: EntityKind) {
        for (_, id, version) in ids_of(state, kind) {
            self.put(id, version);
        }
    }

    /// Sorts out which ids are near.
    pub(super) fn sort(&mut self) {
        for (kind, ids) in &self.ids {
            let near = |id: &&(GlobalId, Option<i32>)| {
                id.0.any_case().is_some_and(|case| self.near.contains(&case.id))
            };
            self.near_ids.insert(*kind, ids.iter().filter(near).copied().collect());
        }
    }

    fn put(&mut self, id: GlobalId, version: Option<i32>) {
        if self.known.insert(id.to_string()) {
            if id.any_case().is_some_and(|case| self.near.contains(&case.id)) {
                self.near_ids.entry(id.kind as usize).or_default().push((id, version));
            }
            self.ids.entry(id.kind as usize).or_default().push((id, version));
        }
    }

    /// Adds ids and cursors that stand in an answer.
    pub(super) fn learn(&mut self, root: &str, answer: &serde_json::Value) {
        use serde_json::Value as Json;
        match answer {
            Json::Array(list) => list.iter().for_each(|value| self.learn(root, value)),
            Json::Object(object) => object.values().for_each(|value| self.learn(root, value)),
            Json::String(text) if (20..=90).contains(&text.len()) && !text.contains(' ') => {
                match GlobalId::parse(text) {
                    Some(id) if id.to_string() == *text => self.put(id, None),
                    _ => {
                        let cursors = self.cursors.entry(root.to_owned()).or_default();
                        if !cursors.contains(text) {
                            cursors.push(text.clone());
                            cursors.drain(..cursors.len().saturating_sub(CURSORS));
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// An id of one of these kinds, mostly one that was shown; of any where there is none.
    pub(super) fn id(
        &self,
        chance: &mut Chance,
        kinds: &[EntityKind],
        shown: &Shown,
    ) -> (String, Option<i32>) {
        if let Some(kind) = kinds.iter().find(|kind| shown.some(**kind))
            && let Some((id, version)) = chance.pick(&shown.0[&(*kind as usize)])
            && chance.in_hundred(70)
        {
            return (id.to_string(), *version);
        }
        let kind = match chance.pick(kinds) {
            Some(kind) if !chance.in_hundred(3) => *kind as usize,
            _ => {
                let kinds: Vec<_> = self.ids.keys().copied().collect();
                *chance.pick(&kinds).expect("ids of some kind")
            }
        };
        let of = |ids: &Ids| ids.get(&kind).cloned();
        let near = of(&self.near_ids).filter(|ids| !ids.is_empty() && chance.in_hundred(75));
        let known = near.or_else(|| of(&self.ids)).unwrap_or_default();
        match chance.pick(&known) {
            _ if chance.in_hundred(2) => ("nonsense".to_owned(), None),
            Some((id, _)) if chance.in_hundred(4) => (nowhere(chance, *id).to_string(), Some(1)),
            Some((id, version)) => (id.to_string(), *version),
            None => ("nothing".to_owned(), None),
        }
    }

    /// A cursor of a root field's list, or one of none.
    pub(super) fn cursor(&self, chance: &mut Chance, root: &str) -> String {
        let own = self.cursors.get(root).map_or(&[][..], Vec::as_slice);
        match chance.pick(own) {
            Some(cursor) if !chance.in_hundred(5) => cursor.clone(),
            _ => "AAAA".to_owned(),
        }
    }
}

/// An id of the same kind that nothing has; in the same case, or in one that is not there either.
pub(super) fn nowhere(chance: &mut Chance, id: GlobalId) -> GlobalId {
    let case = id.case.map(|case| match chance.in_hundred(50) {
        true => CaseRef { id: Uuid::from_u128(u128::from(chance.number())), ..case },
        false => case,
    });
    GlobalId { case, id: Uuid::from_u128(u128::from(chance.number()) << 32), ..id }
}

fn add_all<T: PartialEq>(to: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    for one in more {
        if !to.contains(&one) {
            to.push(one);
        }
    }
}
