//! Operations by chance, from the schema: which fields, with which arguments, below which aliases
//! and fragments; and inputs of mutations, which learn from what is answered.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::types::{BaseType, Type};
use chrono::{DateTime, TimeDelta, Utc};
use law::Word as _;
use serde_json::{Map, Value, json};
use stifinder::domain::{EntityKind, GlobalId};

use super::chance::Chance;
use super::coverage::Coverage;
use super::operation::{Argument, FieldNode, Node, Operation};
use super::pool::{Cursors, Pool, Shown};
use super::schema::{self, Field, Input, Kind, Schema};
use super::sight::Looker;

/// Makes operations, and remembers what works.
pub(super) struct Maker {
    pub(super) schema: Schema,
    /// How well ids of a kind do at a place: a mutation's path, or a field's argument.
    kinds: BTreeMap<(String, usize), i64>,
    /// Cursors that viewers before were answered.
    pub(super) cursors: Cursors,
    /// Inputs that worked, by mutation.
    worked: BTreeMap<String, Vec<Value>>,
    /// Mutations that lookers of a name were refused.
    refused: BTreeMap<String, BTreeSet<String>>,
}

/// What is made for.
pub(super) struct For<'p> {
    pub(super) pool: &'p Pool,
    /// What the looker was shown.
    pub(super) shown: &'p Shown,
    pub(super) now: DateTime<Utc>,
    /// Root fields that are not tried: what they show is a declared exemption.
    pub(super) exempt: &'p [&'p str],
}

/// Selections that an operation may have.
const BUDGETS: &[usize] = &[4, 8, 12, 20, 30, 60];
/// Selections of a part of a payload that is selected besides.
const PAYLOAD: usize = 8;
/// Levels below a root field.
const DEEP: usize = 7;

struct Selecting<'a> {
    chance: &'a mut Chance,
    of: &'a For<'a>,
    budget: usize,
    aliases: usize,
    root: String,
}

impl Maker {
    pub(super) fn new() -> Self {
        Self {
            schema: Schema::read(),
            kinds: BTreeMap::new(),
            cursors: Cursors::new(),
            worked: BTreeMap::new(),
            refused: BTreeMap::new(),
        }
    }

    /// A query.
    pub(super) fn query(&self, chance: &mut Chance, of: &For<'_>) -> Operation {
        let roots = self.schema.fields("Query");
        let mut nodes = Vec::new();
        let many = if chance.in_hundred(12) { 2 } else { 1 };
        while nodes.len() < many {
            let Some(root) = chance.pick(roots) else { break };
            // Root fields run side by side: one that fails ends the other somewhere on its way.
            if of.exempt.contains(&root.name.as_str()) || (many > 1 && can_fail(root)) {
                continue;
            }
            let budget = *chance.pick(BUDGETS).expect("a budget");
            let name = root.name.clone();
            let mut selecting =
                Selecting { chance: &mut *chance, of, budget, aliases: 0, root: name };
            let mut field = self.field(&mut selecting, root, 0);
            if many > 1 {
                field.alias = Some(format!("r{}", nodes.len()));
            }
            nodes.push(Node::Field(field));
        }
        Operation { mutation: false, nodes, danish: chance.in_hundred(30) }
    }

    /// A query of this root field.
    pub(super) fn query_of(&self, chance: &mut Chance, of: &For<'_>, name: &str) -> Operation {
        let root = self.schema.field("Query", name).expect("a query");
        let budget = *chance.pick(BUDGETS).expect("a budget");
        let mut selecting =
            Selecting { chance: &mut *chance, of, budget, aliases: 0, root: name.to_owned() };
        let nodes = vec![Node::Field(self.field(&mut selecting, root, 0))];
        Operation { mutation: false, nodes, danish: chance.in_hundred(30) }
    }

    /// A mutation of this name, with an input like one that worked, or a new one.
    pub(super) fn mutation(&self, chance: &mut Chance, of: &For<'_>, name: &str) -> Operation {
        let root = self.schema.field("Mutation", name).expect("a mutation");
        let Some(input) = root.arguments.first() else { panic!("`{name}` takes an input") };
        let worked = self.worked.get(name).map_or(&[][..], Vec::as_slice);
        let fresh = chance.in_hundred(40);
        let mut making = Making { maker: self, of, root: name, version: None };
        let value = match chance.pick(worked) {
            Some(held) if !fresh => {
                let mut value = held.clone();
                if chance.in_hundred(60) {
                    making.respoil(chance, &input.ty, &mut value);
                }
                value
            }
            _ => making.value(chance, &input.ty, "", &input.name),
        };
        self.with_input(chance, of, name, value)
    }

    /// A mutation with this input.
    pub(super) fn with_input(
        &self,
        chance: &mut Chance,
        of: &For<'_>,
        name: &str,
        value: Value,
    ) -> Operation {
        let root = self.schema.field("Mutation", name).expect("a mutation");
        let budget = *chance.pick(BUDGETS).expect("a budget");
        let (input, aliases) = (root.arguments[0].clone(), 0);
        let mut selecting = Selecting { chance, of, budget, aliases, root: name.to_owned() };
        let mut field = FieldNode::plain(root);
        field.nodes = self.selection(&mut selecting, &root.ty, 1);
        // A mutation is rarely done: then its payload is to be seen.
        for part in self.schema.fields(&root.ty) {
            let has = |n: &Node| matches!(n, Node::Field(f) if f.name == part.name);
            if !field.nodes.iter().any(has) && selecting.chance.in_hundred(70) {
                selecting.budget = PAYLOAD;
                field.nodes.push(Node::Field(self.field(&mut selecting, part, 1)));
            }
        }
        field.nodes.retain(|n| !matches!(n, Node::Field(f) if f.key() == "userErrors"));
        field.nodes.push(Node::Field(self.user_errors(&root.ty)));
        let (variable, ty) = (true, input.ty);
        field.arguments = vec![Argument { name: input.name, ty, value, variable }];
        let danish = selecting.chance.in_hundred(30);
        Operation { mutation: true, nodes: vec![Node::Field(field)], danish }
    }

    /// `userErrors`, as they are read here: by these keys.
    fn user_errors(&self, payload: &str) -> FieldNode {
        let field = self.schema.field(payload, "userErrors").expect("user errors");
        let below = self.schema.fields(&field.ty).iter();
        let wanted = ["code", "path", "message", "currentVersion"];
        let nodes = below.filter(|f| wanted.contains(&f.name.as_str()));
        let nodes = nodes.map(|f| Node::Field(FieldNode::plain(f))).collect();
        FieldNode { nodes, ..FieldNode::plain(field) }
    }

    fn field(&self, at: &mut Selecting<'_>, field: &Field, depth: usize) -> FieldNode {
        let mut node = FieldNode::plain(field);
        let root = at.root.clone();
        let mut making = Making { maker: self, of: at.of, root: &root, version: None };
        let paired = field.arguments.iter().any(|a| a.name == "system");
        let pair = at.chance.pick(&at.of.pool.references).cloned();
        for argument in &field.arguments {
            if !argument.required && at.chance.in_hundred(45) {
                continue;
            }
            let value = match (argument.name.as_str(), &pair) {
                ("system", Some((system, _))) => json!(system),
                ("id", Some((_, id))) if paired => json!(id),
                _ => {
                    let place = format!("{}.", field.name);
                    making.value(at.chance, &argument.ty, &place, &argument.name)
                }
            };
            let variable = at.chance.in_hundred(60) || value.is_null();
            let (name, ty) = (argument.name.clone(), argument.ty.clone());
            node.arguments.push(Argument { name, ty, value, variable });
        }
        // Two fields of one key must be the same field with the same arguments.
        if !node.arguments.is_empty() || at.chance.in_hundred(12) {
            at.aliases += 1;
            node.alias = Some(format!("a{}", at.aliases));
        }
        if depth > 0 && at.chance.in_hundred(2) {
            node.include = Some(at.chance.in_hundred(70));
        }
        node.nodes = self.selection(at, &field.ty, depth + 1);
        node
    }

    /// What is selected of a type; nothing of a leaf.
    fn selection(&self, at: &mut Selecting<'_>, ty: &str, depth: usize) -> Vec<Node> {
        if self.schema.fields(ty).is_empty() {
            return Vec::new();
        }
        let mut nodes = Vec::new();
        if self.schema.is_interface(ty) {
            nodes.push(Node::Field(typename()));
            let mut objects = self.schema.objects_of(ty);
            at.chance.shuffle(&mut objects);
            for object in objects.into_iter().take(1 + at.chance.below(6)) {
                let (on, named) = (object.to_owned(), at.chance.in_hundred(40));
                let nodes_of = self.plain_selection(at, object, depth);
                nodes.push(Node::Fragment { on, named, nodes: nodes_of });
            }
        }
        let plain = self.plain_selection(at, ty, depth);
        match at.chance.in_hundred(15) {
            true => {
                let (on, named) = (ty.to_owned(), at.chance.in_hundred(50));
                nodes.push(Node::Fragment { on, named, nodes: plain });
            }
            false => nodes.extend(plain),
        }
        nodes
    }

    fn plain_selection(&self, at: &mut Selecting<'_>, ty: &str, depth: usize) -> Vec<Node> {
        let mut fields: Vec<&Field> = self.schema.fields(ty).iter().collect();
        at.chance.shuffle(&mut fields);
        let mut nodes = Vec::new();
        for field in fields {
            let leaf = self.schema.fields(&field.ty).is_empty();
            let room = at.budget > 0 && (leaf || depth < DEEP);
            let wanted = match (leaf, field.name.as_str()) {
                (_, "withheld") => 60,
                (true, _) => 55,
                (false, "edges" | "nodes" | "node" | "holders" | "steps") => 80,
                (false, _) if depth <= 2 => 50,
                (false, _) => 35,
            };
            if !room || !at.chance.in_hundred(wanted) {
                continue;
            }
            at.budget -= 1;
            nodes.push(Node::Field(self.field(at, field, depth)));
        }
        if nodes.is_empty() {
            nodes.push(Node::Field(typename()));
        }
        nodes
    }

    /// Learns from what was answered to a mutation: which kinds of ids its paths know, and which
    /// inputs work. What is unknown although it was shown is of a kind that has no place there.
    pub(super) fn learn(
        &mut self,
        name: &str,
        input: &Value,
        errors: &[(String, String)],
        shown: &Shown,
    ) {
        let mut ids = Vec::new();
        ids_in(input, "", &mut ids);
        for (path, id) in ids {
            let unknown = errors.iter().any(|(code, at)| code == "NOT_FOUND" && *at == path);
            let change = match (unknown, shown.has(id)) {
                (false, _) => 3,
                (true, true) => -4,
                (true, false) => 0,
            };
            let score = self.kinds.entry((format!("{name}.{path}"), id.kind as usize)).or_default();
            *score = (*score + change).clamp(-12, 30);
        }
        if errors.is_empty() {
            let held = self.worked.entry(name.to_owned()).or_default();
            if held.len() < 12 {
                held.push(input.clone());
            } else {
                let place = input.to_string().len() % held.len();
                held[place] = input.clone();
            }
        }
    }

    /// Learns that a looker was refused a mutation, whatever its input.
    pub(super) fn is_refused(&mut self, looker: &Looker, name: &str) {
        self.refused.entry(looker.name.clone()).or_default().insert(name.to_owned());
    }

    /// One of the mutations that are asked last, if the looker was not refused both.
    pub(super) fn last_for(&self, chance: &mut Chance, looker: &Looker) -> Option<String> {
        let refused = self.refused.get(&looker.name);
        let open = |name: &&str| !refused.is_some_and(|refused| refused.contains(*name));
        let open: Vec<_> = DRAWING.into_iter().filter(open).collect();
        chance.pick(&open).map(|name| (*name).to_owned())
    }

    /// A mutation: mostly one that lookers like this were not refused, of what was shown, and that
    /// nobody has done yet.
    pub(super) fn mutation_for(
        &self,
        chance: &mut Chance,
        looker: &Looker,
        shown: &Shown,
        done: &Coverage,
    ) -> String {
        let all = self.schema.fields("Mutation").iter().map(|field| field.name.as_str());
        let apart = |name: &&str| BY_CHANCE.contains(name) || DRAWING.contains(name);
        let mut open: Vec<_> = all.filter(|name| !apart(name)).collect();
        let mut prefer = |wanted: &dyn Fn(&str) -> bool| {
            let fit: Vec<_> = open.iter().copied().filter(|name| wanted(name)).collect();
            if !fit.is_empty() && chance.in_hundred(80) {
                open = fit;
            }
        };
        let refused = self.refused.get(&looker.name);
        prefer(&|name| !refused.is_some_and(|refused| refused.contains(name)));
        prefer(&|name| self.can_name(name, shown));
        prefer(&|name| !done.wrote.contains_key(name));
        (*chance.pick(&open).expect("a mutation")).to_owned()
    }

    /// Mends an input by what was answered: the version that stands, another id for one that is
    /// unknown, another value for one that is not valid; another input where it is wrong as a
    /// whole.
    pub(super) fn mend(
        &self,
        chance: &mut Chance,
        of: &For<'_>,
        name: &str,
        input: &Value,
        errors: &[(String, String, Option<i64>)],
    ) -> Value {
        let root = self.schema.field("Mutation", name).expect("a mutation");
        let mut value = input.clone();
        for (_, path, version) in errors {
            if let Some(version) = version {
                value["expectedVersion"] = json!(version);
                continue;
            }
            let mut making = Making { maker: self, of, root: name, version: None };
            if path.is_empty() {
                let input = &root.arguments[0];
                return making.value(chance, &input.ty, "", &input.name);
            }
            making.remake(chance, &root.arguments[0].ty, &mut value, path);
        }
        value
    }

    /// Whether a looker was shown what a mutation has to name.
    fn can_name(&self, name: &str, shown: &Shown) -> bool {
        let root = self.schema.field("Mutation", name).expect("a mutation");
        let input = schema::base(&root.arguments[0].ty);
        let Some(Kind::Input(fields, _)) = self.schema.kind(input) else { return true };
        let named = fields.iter().filter(|f| f.required && schema::base(&f.ty) == "ID");
        named.into_iter().all(|field| {
            let place = format!("{name}.{}", field.name);
            let kinds = self.weighed_kinds(&place, &field.name);
            kinds.iter().any(|(kind, _)| shown.some(*kind))
        })
    }

    /// The kinds of ids to try at a place, mostly those that do well.
    fn kinds_at(&self, chance: &mut Chance, place: &str, name: &str) -> Vec<EntityKind> {
        let mut kinds = Vec::new();
        for (kind, weight) in self.weighed_kinds(place, name) {
            kinds.extend(std::iter::repeat_n(kind, weight));
        }
        chance.shuffle(&mut kinds);
        kinds.truncate(8);
        kinds
    }

    /// The kinds of ids for a place: by its name and by what was learned.
    fn weighed_kinds(&self, place: &str, name: &str) -> Vec<(EntityKind, usize)> {
        let hinted = hinted(place, name);
        let weight = |kind: &EntityKind| {
            let learned = self.kinds.get(&(place.to_owned(), *kind as usize)).copied();
            let first = if hinted.is_empty() { 1 } else { 12 };
            usize::try_from(first + learned.unwrap_or_default()).unwrap_or_default()
        };
        let fit = if hinted.is_empty() { EntityKind::ALL } else { &hinted };
        let weighed = fit.iter().map(|kind| (*kind, weight(kind)));
        weighed.filter(|(_, weight)| *weight > 0).collect()
    }
}

/// The kinds of ids that the names at a place tell of: the one that the root field names too, or
/// those that are called so, or that end so.
fn hinted(place: &str, name: &str) -> Vec<EntityKind> {
    let root = place.split('.').next().unwrap_or_default().to_lowercase();
    let stem = name.trim_end_matches('s').trim_end_matches("Id").to_lowercase();
    let code = |kind: &EntityKind| kind.code().to_lowercase();
    let kinds = |wanted: &dyn Fn(&str) -> bool| {
        EntityKind::ALL.iter().copied().filter(|kind| wanted(&code(kind))).collect::<Vec<_>>()
    };
    if stem == "case" {
        return law::Purpose::ALL.iter().map(|purpose| EntityKind::of_case(*purpose)).collect();
    }
    let nameless = stem.is_empty() || stem == "id";
    let ending = kinds(&|code| !nameless && (code.ends_with(&stem) || stem.ends_with(code)));
    let candidates = if nameless { EntityKind::ALL } else { &ending };
    let of_root = candidates.iter().filter(|kind| root.contains(&code(kind)));
    if let Some(kind) = of_root.max_by_key(|kind| code(kind).len()) {
        return vec![*kind];
    }
    let exact = kinds(&|code| code == stem);
    if exact.is_empty() { ending } else { exact }
}

/// Mutations that are not compared, as their answers are by chance: they make secrets and keys.
const BY_CHANCE: &[&str] =
    &["createClient", "rotateClientSecret", "rotateSigningKey", "retireSigningKey"];

/// Mutations from outside that register a citizen with whoever receives them, unless that one has:
/// ids are drawn on the way, and from then on others come (in earnest they are random). So they are
/// asked last, and compared but for the ids that they draw.
pub(super) const DRAWING: [&str; 2] = ["sendReferral", "sendRehabilitationPlan"];

/// Whether a root field refuses some arguments as a request that fails.
fn can_fail(root: &Field) -> bool {
    let refused = ["first", "last", "after", "field", "input", "purpose"];
    root.arguments.iter().any(|argument| refused.contains(&argument.name.as_str()))
}

/// `__typename`.
pub(super) fn typename() -> FieldNode {
    FieldNode {
        name: "__typename".to_owned(),
        alias: None,
        ty: "String".to_owned(),
        arguments: Vec::new(),
        nodes: Vec::new(),
        include: None,
    }
}

/// The ids of an input with their paths.
fn ids_in(value: &Value, path: &str, into: &mut Vec<(String, GlobalId)>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                ids_in(value, &path, into);
            }
        }
        Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                ids_in(value, &format!("{path}.{place}"), into);
            }
        }
        Value::String(text) => {
            let id = GlobalId::parse(text).filter(|id| id.to_string() == *text);
            into.extend(id.map(|id| (path.to_owned(), id)));
        }
        _ => {}
    }
}

/// A value in the making, for a root field.
struct Making<'a> {
    maker: &'a Maker,
    of: &'a For<'a>,
    root: &'a str,
    /// The version of the id that was drawn last.
    version: Option<i32>,
}

impl Making<'_> {
    fn value(&mut self, chance: &mut Chance, ty: &Type, path: &str, name: &str) -> Value {
        if ty.nullable && chance.in_hundred(4) {
            return Value::Null;
        }
        match &ty.base {
            BaseType::List(inner) => {
                let many = if chance.in_hundred(8) { 0 } else { 1 + chance.below(3) };
                (0..many).map(|_| self.value(chance, inner, path, name)).collect()
            }
            BaseType::Named(_) => self.one(chance, schema::base(ty), path, name),
        }
    }

    fn one(&mut self, chance: &mut Chance, ty: &str, path: &str, name: &str) -> Value {
        let schema = &self.maker.schema;
        match schema.kind(ty) {
            Some(Kind::Enum(words)) => json!(chance.pick(words)),
            Some(Kind::Input(fields, one_of)) => {
                let path = match (path.is_empty(), name) {
                    (true, "input") => String::new(),
                    _ => format!("{path}{name}."),
                };
                self.object(chance, fields, *one_of, &path)
            }
            _ => self.scalar(chance, ty, path, name),
        }
    }

    fn object(&mut self, chance: &mut Chance, fields: &[Input], one_of: bool, path: &str) -> Value {
        let mut object = Map::new();
        let mut fields: Vec<&Input> = fields.iter().collect();
        if one_of {
            fields = vec![fields[chance.below(fields.len())]];
        }
        // Ids come first: the version that is expected is that of the first one.
        fields.sort_by_key(|field| field.name == "expectedVersion");
        for field in fields {
            let wanted = match field.name.as_str() {
                _ if field.required || one_of => true,
                "idempotencyKey" => chance.in_hundred(6),
                "externalReference" => chance.in_hundred(12),
                _ => chance.in_hundred(55),
            };
            if !wanted {
                continue;
            }
            let mut value = self.value(chance, &field.ty, path, &field.name);
            if one_of && value.is_null() {
                value = self.one(chance, schema::base(&field.ty), path, &field.name);
            }
            object.insert(field.name.clone(), value);
        }
        if object.contains_key("system")
            && object.contains_key("id")
            && chance.in_hundred(70)
            && let Some((system, id)) = chance.pick(&self.of.pool.references)
        {
            object.insert("system".to_owned(), json!(system));
            object.insert("id".to_owned(), json!(id));
        }
        Value::Object(object)
    }

    fn scalar(&mut self, chance: &mut Chance, ty: &str, path: &str, name: &str) -> Value {
        let pool = self.of.pool;
        match (ty, name) {
            ("ID", _) => {
                let dotted = path.ends_with('.') && !path.starts_with(char::is_uppercase);
                let place = match dotted && path.trim_end_matches('.') == self.root {
                    true => format!("{path}{name}"),
                    false => format!("{}.{path}{name}", self.root),
                };
                let kinds = self.maker.kinds_at(chance, &place, name);
                let (id, version) = pool.id(chance, &kinds, self.of.shown);
                if self.version.is_none() {
                    self.version = version;
                }
                json!(id)
            }
            ("Int", "expectedVersion") => json!(match self.version {
                Some(version) if !chance.in_hundred(10) => version,
                _ => i32::try_from(chance.between(1, 4)).unwrap_or(1),
            }),
            ("Int", "first" | "last") => {
                json!(if chance.in_hundred(6) {
                    chance.between(-1, 200)
                } else {
                    chance.between(1, 4)
                })
            }
            ("Int", "withinDays") => json!(chance.between(0, 1100)),
            ("Int", _) => json!(chance.between(0, 60)),
            ("Float", _) => json!(chance.between(0, 60)),
            ("Boolean", _) => json!(chance.in_hundred(50)),
            ("Date", _) => {
                let day = match chance.pick(&pool.days) {
                    Some(day) if chance.in_hundred(60) => {
                        *day + TimeDelta::days(chance.between(-1, 1))
                    }
                    _ => self.of.now.date_naive() + TimeDelta::days(chance.between(-40, 60)),
                };
                json!(day.to_string())
            }
            ("DateTime", _) => {
                let at = match chance.pick(&pool.times) {
                    Some(at) if chance.in_hundred(60) => {
                        *at + TimeDelta::microseconds(chance.between(-1, 1))
                    }
                    _ => self.of.now - TimeDelta::minutes(chance.between(0, 60 * 24 * 90)),
                };
                json!(at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
            }
            ("Cpr", _) => match chance.pick(&pool.numbers) {
                Some(number) if !chance.in_hundred(10) => json!(number),
                _ => json!("6303750002"),
            },
            (_, "after") => json!(pool.cursor(chance, self.root)),
            (_, "search") => {
                let name = chance.pick(&pool.names).cloned().unwrap_or_default();
                let words: Vec<&str> = name.split(' ').collect();
                json!(chance.pick(&words))
            }
            (_, "field") => {
                json!(chance.pick(law::fields::TABLE).map(|field| field.name))
            }
            (_, "sha256" | "evidenceSha256") => json!("0f".repeat(32)),
            (_, "startTime") => json!("09:00"),
            (_, "endTime") => json!("10:30"),
            (_, "email") => json!("ny@borger.example"),
            (_, "idempotencyKey") => json!(format!("k{}", chance.below(4))),
            (_, "system") => json!(chance.pick(&["CSC", "JOB", "EPJ"])),
            (_, "id") => json!(format!("CSC-{:06}", chance.between(1, 12))),
            _ => json!(format!("{} {}", WORDS[chance.below(WORDS.len())], chance.below(1000))),
        }
    }

    /// Makes some parts of an input anew.
    fn respoil(&mut self, chance: &mut Chance, ty: &Type, value: &mut Value) {
        let Some(Kind::Input(fields, _)) = self.maker.schema.kind(schema::base(ty)) else { return };
        for _ in 0..1 + chance.below(2) {
            if let Some(field) = chance.pick(fields) {
                value[&field.name] = self.value(chance, &field.ty, "", &field.name);
            }
        }
    }

    /// Makes the part at a path anew.
    fn remake(&mut self, chance: &mut Chance, ty: &Type, value: &mut Value, path: &str) {
        let (mut at, mut ty, mut to) = (value, ty.clone(), String::new());
        let parts: Vec<&str> = path.split('.').filter(|part| !part.is_empty()).collect();
        for (depth, part) in parts.iter().enumerate() {
            let last = depth + 1 == parts.len();
            if let Ok(place) = part.parse::<usize>() {
                let BaseType::List(inner) = &ty.base else { return };
                let inner = Type::clone(inner);
                let Some(element) = at.get_mut(place) else { return };
                (at, ty) = (element, inner);
                to.push_str(&format!("{place}."));
                continue;
            }
            let Some(Kind::Input(fields, _)) = self.maker.schema.kind(schema::base(&ty)) else {
                return;
            };
            let Some(field) = fields.iter().find(|f| f.name == *part).cloned() else { return };
            if last {
                // What may be left out is often wrong for what stands beside it.
                if !field.required && chance.in_hundred(60) {
                    at.as_object_mut().map(|object| object.remove(*part));
                } else {
                    at[*part] = self.value(chance, &field.ty, &to, part);
                }
                return;
            }
            if at.get(*part).is_none_or(Value::is_null) {
                at[*part] = self.one(chance, schema::base(&field.ty), &to, part);
            }
            to.push_str(&format!("{part}."));
            (at, ty) = (&mut at[*part], field.ty);
        }
    }
}

const WORDS: &[&str] = &["Aftalt", "Boligen", "Støtte", "Et møde", "Uafklaret", "Ny plan"];
