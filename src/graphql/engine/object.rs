//! Objects: a table of fields, walked without async.

use std::borrow::Cow;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Selection, SelectionSet};
use async_graphql::registry::{MetaTypeId, ObjectBuilder, Registry};
use async_graphql::{Name, Positioned, ServerError, ServerResult, Value};

use super::answer::Answer;
use super::fields::Fields;
use super::output::{At, Output};
use crate::sealed::Sealed;

/// A GraphQL object.
pub(crate) trait Object: Sized + Send + Sync + 'static {
    /// GraphQL type.
    const NAME: &'static str;
    /// What it is, with the Danish term.
    const DESCRIPTION: &'static str;
    /// Interfaces it implements.
    const INTERFACES: &'static [&'static str] = &[];
    /// Its fields; built once, see [`crate::object_table`].
    fn table() -> &'static Fields<Self>;
}

/// An object whose own fields are those of one sealed record.
pub(crate) trait Row: Object {
    /// The record.
    type Record: Send + Sync + 'static;
    /// The record, under its seal.
    fn row(&self) -> &Sealed<Self::Record>;
}

/// Puts the field table of an object into a static of its own: `object_table!(|fields| fields…)`.
#[macro_export]
macro_rules! object_table {
    (|$fields:ident| $build:expr) => {
        fn table() -> &'static $crate::graphql::engine::Fields<Self> {
            static TABLE: std::sync::OnceLock<$crate::graphql::engine::Fields<Own>> =
                std::sync::OnceLock::new();
            TABLE.get_or_init(|| {
                let $fields = $crate::graphql::engine::Fields::<Own>::new();
                $build
            })
        }
    };
}

impl<T: Object> Output for T {
    fn type_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn register(registry: &mut Registry) -> String {
        registry.create_output_type::<Answer<T>, _>(MetaTypeId::Object, |registry| {
            for interface in T::INTERFACES {
                registry.add_implements(T::NAME, interface);
            }
            let fields = T::table().declare(registry);
            ObjectBuilder::new(T::NAME, fields)
                .description(Some(T::DESCRIPTION.to_owned()))
                .rust_typename(std::any::type_name::<Answer<T>>())
                .build()
        })
    }

    fn write(&self, at: &At<'_>) -> ServerResult<Value> {
        let mut map = IndexMap::new();
        walk(self, at, &at.item.node.selection_set, &mut map)?;
        Ok(Value::Object(map))
    }
}

fn walk<T: Object>(
    object: &T,
    at: &At<'_>,
    set: &Positioned<SelectionSet>,
    map: &mut IndexMap<Name, Value>,
) -> ServerResult<()> {
    for selection in &set.node.items {
        let (condition, inner) = match &selection.node {
            Selection::Field(field) => {
                let key = &field.node.response_key().node;
                let value = if field.node.name.node == "__typename" {
                    Value::String(T::NAME.to_owned())
                } else {
                    let at = at.with_field(field);
                    T::table().write(object, &at)?
                };
                merge(map, key.clone(), value);
                continue;
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                let fragment = at.query_env.fragments.get(name).ok_or_else(|| {
                    ServerError::new(format!("unknown fragment `{name}`"), Some(spread.pos))
                })?;
                (Some(&fragment.node.type_condition), &fragment.node.selection_set)
            }
            Selection::InlineFragment(fragment) => {
                (fragment.node.type_condition.as_ref(), &fragment.node.selection_set)
            }
        };
        let applies = condition.is_none_or(|condition| {
            let on = condition.node.on.node.as_str();
            on == T::NAME || T::INTERFACES.contains(&on)
        });
        if applies {
            walk(object, at, inner, map)?;
        }
    }
    Ok(())
}

/// Puts a value under a response key; a key that is asked for twice merges (spec § 6.3.2).
fn merge(map: &mut IndexMap<Name, Value>, key: Name, value: Value) {
    use async_graphql::indexmap::map::Entry;
    match map.entry(key) {
        Entry::Vacant(entry) => {
            entry.insert(value);
        }
        Entry::Occupied(mut entry) => merge_values(entry.get_mut(), value),
    }
}

fn merge_values(into: &mut Value, value: Value) {
    match (into, value) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into, key, value);
            }
        }
        (Value::List(into), Value::List(from)) => {
            for (into, value) in into.iter_mut().zip(from) {
                merge_values(into, value);
            }
        }
        // The same leaf asked for twice: validation has made sure that it is the same.
        _ => {}
    }
}
