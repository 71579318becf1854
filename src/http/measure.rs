//! The numbers of a document: how deep, how many, how costly.
//!
//! A fragment is measured once and its numbers are added wherever it is spread: a document whose
//! fragments spread each other twice, forty times over, is measured in forty steps and refused,
//! where expanding it would take longer than anybody lives.

use std::collections::HashMap;

use async_graphql::{
    Name, Pos, Positioned, Value as ConstValue, Variables,
    parser::types::{
        Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
    },
};
use async_graphql_value::Value;

use super::{
    error::{ErrorCode, Refusal},
    lexer::nested_too_deep,
    limits::{Limits, STRUCTURE, count, limit_shown},
    shape::{Multiplier, Shape},
};

/// What a walk over all types costs beside its fields.
const SCHEMA_WALK: u64 = 1_000;

/// Numbers of a selection set with everything below it, every spread written out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) depth: u64,
    pub(super) structure: u64,
    pub(super) aliases: u64,
    pub(super) directives: u64,
    pub(super) roots: u64,
    pub(super) selections: u64,
    pub(super) cost: u64,
    pub(super) introspection_lists: u64,
}

impl Tally {
    /// Adds what stands beside it.
    fn beside(&mut self, other: Self) {
        self.depth = self.depth.max(other.depth);
        self.structure = self.structure.max(other.structure);
        self.introspection_lists = self.introspection_lists.max(other.introspection_lists);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.roots = self.roots.saturating_add(other.roots);
        self.selections = self.selections.saturating_add(other.selections);
        self.cost = self.cost.saturating_add(other.cost);
    }
}

/// Measures one operation, with the variables it is asked with.
pub(super) struct Measurer<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    shape: &'a Shape,
    limits: &'a Limits,
    /// A fragment's numbers, by name and by whether it stands in introspection. `None` while it
    /// is being measured: meeting that again is a circle.
    known: HashMap<(&'a str, bool), Option<Tally>>,
}

impl<'a> Measurer<'a> {
    pub(super) fn new(
        document: &'a ExecutableDocument,
        operation: &'a OperationDefinition,
        variables: &'a Variables,
        shape: &'a Shape,
        limits: &'a Limits,
    ) -> Self {
        Self { document, operation, variables, shape, limits, known: HashMap::new() }
    }

    /// `level` is how far this recursion is in; it stops where the structure is refused anyway.
    pub(super) fn set(
        &mut self,
        set: &'a Positioned<SelectionSet>,
        introspection: bool,
        level: u64,
    ) -> Result<Tally, Refusal> {
        if level > STRUCTURE {
            return Err(nested_too_deep(limit_shown(STRUCTURE)));
        }
        let mut sum = Tally::default();
        for item in &set.node.items {
            let mut tally = match &item.node {
                Selection::Field(field) => self.field(&field.node, introspection, level)?,
                Selection::InlineFragment(inline) => {
                    let below = &inline.node.selection_set;
                    let mut tally = self.set(below, introspection, level + 1)?;
                    tally.structure += 1;
                    tally
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name;
                    let mut tally =
                        self.fragment(&name.node, name.pos, introspection, level + 1)?;
                    tally.structure += 1;
                    tally
                }
            };
            tally.selections = tally.selections.saturating_add(1);
            tally.directives = tally.directives.saturating_add(directives(item.node.directives()));
            sum.beside(tally);
        }
        Ok(sum)
    }

    pub(super) fn fragment(
        &mut self,
        name: &str,
        at: Pos,
        introspection: bool,
        level: u64,
    ) -> Result<Tally, Refusal> {
        // An unknown fragment costs nothing: validation names it.
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return Ok(Tally::default());
        };
        let key = (name.as_str(), introspection);
        match self.known.get(&key) {
            Some(Some(tally)) => return Ok(*tally),
            Some(None) => return Err(circle(name, at)),
            None => {}
        }
        self.known.insert(key, None);
        let mut tally = self.set(&fragment.node.selection_set, introspection, level)?;
        let own = directives(&fragment.node.directives);
        tally.directives = tally.directives.saturating_add(own);
        self.known.insert(key, Some(tally));
        Ok(tally)
    }

    fn field(
        &mut self,
        field: &'a Field,
        introspection: bool,
        level: u64,
    ) -> Result<Tally, Refusal> {
        let name = field.name.node.as_str();
        let starts = matches!(name, "__schema" | "__type");
        let inside = introspection || starts;
        let mut tally = self.set(&field.selection_set, inside, level + 1)?;
        let rows = if inside { 1 } else { self.rows(field) };
        tally.cost = tally.cost.saturating_add(1).saturating_mul(rows);
        if starts {
            tally.cost = tally.cost.saturating_add(SCHEMA_WALK);
        }
        if inside && matches!(name, "fields" | "interfaces" | "possibleTypes" | "inputFields") {
            tally.introspection_lists += 1;
        }
        tally.depth += 1;
        tally.structure += 1;
        tally.roots = 1;
        tally.aliases = tally.aliases.saturating_add(u64::from(field.alias.is_some()));
        Ok(tally)
    }

    /// How many rows the selection below a field is worked for. A leaf is one value.
    fn rows(&self, field: &Field) -> u64 {
        if field.selection_set.node.items.is_empty() {
            return 1;
        }
        let ids = field.get_argument("ids");
        match self.shape.multiplier(&field.name.node, ids.is_some()) {
            Multiplier::One => 1,
            Multiplier::List => self.limits.list_size,
            Multiplier::Ids => match ids.map(|value| &value.node) {
                Some(Value::List(items)) => count(items.len()),
                Some(Value::Variable(name)) => match self.variable(name) {
                    Some(ConstValue::List(items)) => count(items.len()),
                    _ => 1,
                },
                _ => 1,
            },
            Multiplier::Page => {
                let asked = ["first", "last"].into_iter().filter_map(|name| {
                    match &field.get_argument(name)?.node {
                        Value::Number(number) => number.as_u64(),
                        Value::Variable(name) => match self.variable(name)? {
                            ConstValue::Number(number) => number.as_u64(),
                            _ => None,
                        },
                        _ => None,
                    }
                });
                asked.max().unwrap_or(self.limits.page_size)
            }
        }
        .max(1)
    }

    fn variable(&self, name: &Name) -> Option<&ConstValue> {
        self.variables.get(name).or_else(|| {
            let definitions = &self.operation.variable_definitions;
            let definition = definitions.iter().find(|found| found.node.name.node == *name)?;
            definition.node.default_value.as_ref().map(|value| &value.node)
        })
    }
}

fn directives(found: &[Positioned<Directive>]) -> u64 {
    count(found.len())
}

fn circle(name: &str, at: Pos) -> Refusal {
    let mut refusal = Refusal::new(
        ErrorCode::ValidationFailed,
        format!("the fragment `{name}` leads back into itself: take one spread out of the circle"),
        format!("fragmentet `{name}` fører tilbage i sig selv: fjern én af henvisningerne"),
    );
    refusal.locations.push(at);
    refusal
}
