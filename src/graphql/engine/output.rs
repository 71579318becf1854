//! What can be answered: scalars, words, lists, absent values, objects.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::registry::Registry;
use async_graphql::{
    Context, ID, OutputType, QueryPathNode, QueryPathSegment, ServerResult, Value,
};
use async_graphql_value::Number;
use chrono::{DateTime, Utc};

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
    /// The value, for what was asked.
    fn write(&self, at: &At<'_>) -> ServerResult<Value>;
}

/// The nullable form of a type.
pub(crate) fn nullable(qualified: &str) -> String {
    qualified.strip_suffix('!').unwrap_or(qualified).to_owned()
}

macro_rules! scalars {
    ($($type:ty => |$value:ident| $write:expr;)+) => { $(
        impl Output for $type {
            fn type_name() -> Cow<'static, str> {
                <$type as OutputType>::type_name()
            }
            fn register(registry: &mut Registry) -> String {
                <$type as OutputType>::create_type_info(registry)
            }
            fn write(&self, _: &At<'_>) -> ServerResult<Value> {
                let $value = self;
                Ok($write)
            }
        }
    )+ };
}

scalars! {
    String => |text| Value::String(text.clone());
    bool => |yes| Value::Boolean(*yes);
    i32 => |number| Value::Number((*number).into());
    f64 => |number| Number::from_f64(*number).map_or(Value::Null, Value::Number);
    ID => |id| Value::String(id.to_string());
    DateTime<Utc> => |at| Value::String(at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true));
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
    fn write(&self, at: &At<'_>) -> ServerResult<Value> {
        self.as_ref().map_or(Ok(Value::Null), |value| value.write(at))
    }
}

/// Writes a list, each element at its index of the path.
pub(super) fn write_list<'v, T: Output + 'v>(
    values: impl Iterator<Item = &'v T>,
    at: &At<'_>,
) -> ServerResult<Value> {
    values
        .enumerate()
        .map(|(index, value)| {
            let mut element = at.clone();
            element.path_node = Some(QueryPathNode {
                parent: at.path_node.as_ref(),
                segment: QueryPathSegment::Index(index),
            });
            value.write(&element)
        })
        .collect::<ServerResult<Vec<_>>>()
        .map(Value::List)
}

impl<T: Output> Output for Vec<T> {
    fn type_name() -> Cow<'static, str> {
        format!("[{}]", T::qualified()).into()
    }
    fn register(registry: &mut Registry) -> String {
        T::register(registry);
        Self::qualified()
    }
    fn write(&self, at: &At<'_>) -> ServerResult<Value> {
        write_list(self.iter(), at)
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
    fn write(&self, at: &At<'_>) -> ServerResult<Value> {
        T::write(self, at)
    }
}
