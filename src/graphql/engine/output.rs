//! What can be answered: scalars, words, lists, absent values, objects.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::registry::Registry;
use async_graphql::{Context, ID, OutputType, QueryPathNode, QueryPathSegment, ServerResult};
use chrono::{DateTime, Utc};

use super::json::Json;

/// Where an answer stands: the field asked for, with its arguments, selection and path.
pub(crate) type At<'a> = Context<'a>;

/// A type that can stand in an answer.
pub(crate) trait Output: Send + Sync + 'static {
    /// GraphQL type, without `!`.
    fn type_name() -> Cow<'static, str>;
    /// GraphQL type as a field's type: with `!` unless it may be absent.
    fn qualified() -> String {
        format!("{}!", Self::type_name())
    }
    /// Declares the type in the schema; gives [`Output::qualified`].
    fn register(registry: &mut Registry) -> String;
    /// Writes the value, for what was asked.
    fn write(&self, at: &At<'_>, out: &mut Json) -> ServerResult<()>;
    /// Writes a list of such values.
    fn write_all<'v>(
        values: impl Iterator<Item = &'v Self>,
        at: &At<'_>,
        out: &mut Json,
    ) -> ServerResult<()>
    where
        Self: Sized,
    {
        write_list(values, at, out, |value, at, out| value.write(at, out))
    }
}

/// The nullable form of a type.
pub(crate) fn nullable(qualified: &str) -> String {
    qualified.strip_suffix('!').unwrap_or(qualified).to_owned()
}

macro_rules! scalars {
    ($($type:ty => |$value:ident, $out:ident| $write:expr;)+) => { $(
        impl Output for $type {
            fn type_name() -> Cow<'static, str> {
                <$type as OutputType>::type_name()
            }
            fn register(registry: &mut Registry) -> String {
                <$type as OutputType>::create_type_info(registry)
            }
            fn write(&self, _: &At<'_>, $out: &mut Json) -> ServerResult<()> {
                let $value = self;
                $write;
                Ok(())
            }
        }
    )+ };
}

scalars! {
    String => |text, out| out.text(text);
    bool => |yes, out| out.bool(*yes);
    i32 => |number, out| out.number(*number);
    f64 => |number, out| out.float(*number);
    ID => |id, out| out.text(id);
    DateTime<Utc> => |at, out| out.time(*at);
}

impl<T: Output> Output for Option<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }
    fn qualified() -> String {
        nullable(&T::qualified())
    }
    fn register(registry: &mut Registry) -> String {
        T::register(registry);
        Self::qualified()
    }
    fn write(&self, at: &At<'_>, out: &mut Json) -> ServerResult<()> {
        match self {
            Some(value) => value.write(at, out),
            None => {
                out.null();
                Ok(())
            }
        }
    }
}

/// Writes a list, each element at its index of the path.
pub(super) fn write_list<'v, T: 'v>(
    values: impl Iterator<Item = &'v T>,
    at: &At<'_>,
    out: &mut Json,
    write: impl Fn(&T, &At<'_>, &mut Json) -> ServerResult<()>,
) -> ServerResult<()> {
    out.enclosed(*b"[]", |out| {
        for (index, value) in values.enumerate() {
            let mut element = at.clone();
            element.path_node = Some(QueryPathNode {
                parent: at.path_node.as_ref(),
                segment: QueryPathSegment::Index(index),
            });
            out.next(index);
            write(value, &element, out)?;
        }
        Ok(())
    })
}

impl<T: Output> Output for Vec<T> {
    fn type_name() -> Cow<'static, str> {
        format!("[{}]", T::qualified()).into()
    }
    fn register(registry: &mut Registry) -> String {
        T::register(registry);
        Self::qualified()
    }
    fn write(&self, at: &At<'_>, out: &mut Json) -> ServerResult<()> {
        T::write_all(self.iter(), at, out)
    }
}

impl<T: Output> Output for Arc<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }
    fn qualified() -> String {
        T::qualified()
    }
    fn register(registry: &mut Registry) -> String {
        T::register(registry)
    }
    fn write(&self, at: &At<'_>, out: &mut Json) -> ServerResult<()> {
        T::write(self, at, out)
    }
}
