//! The bridge to async-graphql: a root field loads, then answers at once.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{Context, ContextSelectionSet, OutputType, Positioned, ServerResult, Value};

use super::output::Output;

/// An answer that is already written: what a root field returns.
#[derive(Debug)]
pub(crate) struct Answer<T> {
    value: Value,
    of: PhantomData<fn() -> T>,
}

/// Writes a value for the root field that asked. The ledger is complete when this returns, so
/// that a mutation can put it into its own transaction.
pub(crate) fn resolve<T: Output>(ctx: &Context<'_>, value: &T) -> ServerResult<Answer<T>> {
    Ok(Answer { value: value.write(ctx)?, of: PhantomData })
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
