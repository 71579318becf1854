//! The bridge to async-graphql: a root field loads, then answers at once.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, Error, OutputType, Positioned, ServerError, ServerResult, Value,
};

use super::json::Json;
use super::output::Output;

/// An answer that is already written: what a root field returns. It travels as the bytes of its
/// JSON, which the edge puts into the response as they are.
#[derive(Debug)]
pub(crate) struct Answer<T> {
    value: Value,
    of: PhantomData<fn() -> T>,
}

/// Writes a value for the root field that asked. The ledger is complete when this returns, so
/// that a mutation can put it into its own transaction.
///
/// # Errors
/// What was asked for cannot be written: by the code that it was told with, as of an argument that
/// cannot be read, else a fault of the server.
pub(crate) fn resolve<T: Output>(ctx: &Context<'_>, value: &T) -> Result<Answer<T>, Error> {
    let mut json = Json::default();
    value.write(ctx, &mut json).map_err(coded)?;
    let json = json.into_bytes();
    let operation = &ctx.query_env.operation.node.selection_set.node;
    let value = if standing(ctx, operation, &ctx.item.node.response_key().node) > 1 {
        // Two root fields under one key are merged (spec § 6.3.2), which needs their values.
        serde_json::from_slice(&json)?
    } else {
        Value::Binary(json.into())
    };
    Ok(Answer { value, of: PhantomData })
}

/// An error from below a root field with the code that it has; without one it is kept back.
fn coded(error: ServerError) -> Error {
    let has_code = error.extensions.as_ref().is_some_and(|e| e.get("code").is_some());
    let own = Error { extensions: error.extensions.clone(), ..Error::new(&error.message) };
    if has_code { own } else { Error::new_with_source(error) }
}

/// How often a response key stands in a selection set, its fragments followed.
fn standing(ctx: &Context<'_>, set: &SelectionSet, key: &str) -> usize {
    let of_one = |selection: &Positioned<Selection>| match &selection.node {
        Selection::Field(field) => usize::from(field.node.response_key().node == *key),
        Selection::InlineFragment(inline) => standing(ctx, &inline.node.selection_set.node, key),
        Selection::FragmentSpread(spread) => {
            let fragment = ctx.query_env.fragments.get(&spread.node.fragment_name.node);
            fragment.map_or(0, |found| standing(ctx, &found.node.selection_set.node, key))
        }
    };
    set.items.iter().map(of_one).sum()
}

impl<T: Output> OutputType for Answer<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::qualified()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::register(registry)
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        Ok(self.value.clone())
    }
}
