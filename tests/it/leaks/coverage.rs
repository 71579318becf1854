//! What a run has met: fields that were answered, mutations that were done, columns and rows that
//! changed while they were withheld.

use std::collections::BTreeMap;

use serde_json::Value;

use super::operation::{Node, Operation};
use super::schema::Schema;
use super::state::State;
use super::twist::Change;

/// What a run has met.
#[derive(Default)]
pub(super) struct Coverage {
    /// Fields, as `Type.field`, by how often they were answered with a value.
    pub(super) answered: BTreeMap<String, usize>,
    /// Mutations, by how often they were done.
    pub(super) wrote: BTreeMap<String, usize>,
    /// What was wrong with mutations that were not done: `code path`, by how often, by mutation.
    pub(super) refused: BTreeMap<String, BTreeMap<String, usize>>,
    /// Mutations that a viewer had done before a twin was let go.
    pub(super) opened: BTreeMap<String, usize>,
    /// Columns and rows that were changed, `table.column` and `table`.
    pub(super) changed: BTreeMap<String, usize>,
}

impl Coverage {
    /// Takes in what another run has met.
    pub(super) fn add(&mut self, more: Self) {
        let add = |to: &mut BTreeMap<String, usize>, more: BTreeMap<String, usize>| {
            more.into_iter().for_each(|(name, times)| *to.entry(name).or_default() += times);
        };
        add(&mut self.answered, more.answered);
        add(&mut self.wrote, more.wrote);
        add(&mut self.opened, more.opened);
        add(&mut self.changed, more.changed);
        for (name, wrong) in more.refused {
            add(self.refused.entry(name).or_default(), wrong);
        }
    }

    pub(super) fn wrote(&mut self, name: &str) {
        *self.wrote.entry(name.to_owned()).or_default() += 1;
    }

    /// Takes in what a viewer had done before a twin was let go.
    pub(super) fn opened(&mut self, wrote: &[String]) {
        for name in wrote {
            *self.opened.entry(name.clone()).or_default() += 1;
        }
    }

    /// Takes in what was wrong with a mutation.
    pub(super) fn refused<'a>(
        &mut self,
        name: &str,
        errors: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) {
        let of = self.refused.entry(name.to_owned()).or_default();
        for (code, path) in errors {
            *of.entry(format!("{code} {path}")).or_default() += 1;
        }
    }

    /// What was wrong with a mutation most often, in words.
    pub(super) fn wrong_with(&self, name: &str) -> String {
        let mut wrong: Vec<_> = self.refused.get(name).into_iter().flatten().collect();
        wrong.sort_by_key(|(_, times)| std::cmp::Reverse(**times));
        let told = wrong.iter().take(4).map(|(what, times)| format!("{times} {what}"));
        format!("{name}: {}", told.collect::<Vec<_>>().join(", "))
    }

    /// Takes in the changes of a twin.
    pub(super) fn changed(&mut self, state: &State, changes: &[Change]) {
        for (table, column) in changes.iter().flat_map(|change| change.touches(state)) {
            let name = column.map_or(table.to_owned(), |column| format!("{table}.{column}"));
            *self.changed.entry(name).or_default() += 1;
        }
    }

    /// Takes in an answer.
    pub(super) fn answered(&mut self, schema: &Schema, operation: &Operation, answer: &Value) {
        let root = if operation.mutation { "Mutation" } else { "Query" };
        self.nodes(schema, root, &operation.nodes, &answer["data"]);
    }

    fn nodes(&mut self, schema: &Schema, ty: &str, nodes: &[Node], answer: &Value) {
        let list = match answer {
            Value::Array(list) => {
                list.iter().for_each(|answer| self.nodes(schema, ty, nodes, answer));
                return;
            }
            Value::Object(object) => object,
            _ => return,
        };
        let own = list.get("__typename").and_then(Value::as_str).unwrap_or(ty);
        for node in nodes {
            match node {
                Node::Field(field) => {
                    let Some(answer) = list.get(field.key()) else { continue };
                    if !answer.is_null() && schema.field(own, &field.name).is_some() {
                        *self.answered.entry(format!("{own}.{}", field.name)).or_default() += 1;
                    }
                    self.nodes(schema, &field.ty, &field.nodes, answer);
                }
                Node::Fragment { on, nodes, .. } => {
                    let applies = schema.objects_of(on).contains(&own);
                    if applies {
                        self.nodes(schema, own, nodes, answer);
                    }
                }
            }
        }
    }
}
