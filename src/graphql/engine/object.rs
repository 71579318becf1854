//! Objects: a table of fields, walked without async.

use std::borrow::Cow;

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::{MetaTypeId, ObjectBuilder, Registry};
use async_graphql::{Name, Positioned, ServerError, ServerResult};

use super::answer::Answer;
use super::fields::{Fields, Write};
use super::json::Json;
use super::output::{At, Output, write_list};
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

    fn write(&self, at: &At<'_>, out: &mut Json) -> ServerResult<()> {
        write_object(self, &asked(at)?, at, out)
    }

    /// The selection is looked up once for all of them.
    fn write_all<'v>(
        values: impl Iterator<Item = &'v Self>,
        at: &At<'_>,
        out: &mut Json,
    ) -> ServerResult<()> {
        let asked = asked(at)?;
        write_list(values, at, out, |value, at, out| write_object(value, &asked, at, out))
    }
}

/// A field that is asked of an object, found in the table; `__typename` stands in none.
struct Asked<'a, T: 'static> {
    field: Cow<'a, Positioned<Field>>,
    write: Option<&'static Write<T>>,
}

impl<T> Asked<'_, T> {
    fn key(&self) -> &Name {
        &self.field.node.response_key().node
    }
}

/// What is asked of an object of this type, fragments followed. A key that is asked for twice is
/// asked once, for all that stands below either (spec § 6.3.2).
fn asked<'a, T: Object>(at: &At<'a>) -> ServerResult<Vec<Asked<'a, T>>> {
    let set = &at.item.node.selection_set;
    let mut fields = Vec::with_capacity(set.node.items.len());
    collect(at, set, &mut fields)?;
    Ok(fields)
}

fn collect<'a, T: Object>(
    at: &At<'a>,
    set: &'a Positioned<SelectionSet>,
    fields: &mut Vec<Asked<'a, T>>,
) -> ServerResult<()> {
    for selection in &set.node.items {
        let (condition, inner) = match &selection.node {
            Selection::Field(field) => {
                let key = &field.node.response_key().node;
                if let Some(held) = fields.iter_mut().find(|held| held.key() == key) {
                    let below = &field.node.selection_set.node.items;
                    let into = &mut held.field.to_mut().node.selection_set.node.items;
                    into.extend(below.iter().cloned());
                    continue;
                }
                let name = field.node.name.node.as_str();
                let write = T::table().find(name);
                if write.is_none() && name != "__typename" {
                    return Err(ServerError::new(format!("no field `{name}`"), Some(field.pos)));
                }
                fields.push(Asked { field: Cow::Borrowed(field), write });
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
            collect(at, inner, fields)?;
        }
    }
    Ok(())
}

fn write_object<T: Object>(
    object: &T,
    asked: &[Asked<'_, T>],
    at: &At<'_>,
    out: &mut Json,
) -> ServerResult<()> {
    out.enclosed(*b"{}", |out| {
        for (index, one) in asked.iter().enumerate() {
            out.next(index);
            out.key(one.key());
            match one.write {
                Some(write) => write(object, &at.with_field(&one.field), out)?,
                None => out.plain(T::NAME),
            }
        }
        Ok(())
    })
}
