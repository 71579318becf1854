//! Words and scalars of the field, as answers.

use std::borrow::Cow;

use async_graphql::registry::Registry;
use async_graphql::{InputType, ScalarType, ServerResult, Value};
use law::Word;

use super::output::{At, Output};
use crate::domain::of::Of;
use crate::domain::scalars::{Cpr, Date};

impl<W: Word> Output for Of<W> {
    fn type_name() -> Cow<'static, str> {
        W::NAME.into()
    }
    fn register(registry: &mut Registry) -> String {
        <Self as InputType>::create_type_info(registry)
    }
    fn write(&self, _: &At<'_>) -> ServerResult<Value> {
        Ok(InputType::to_value(self))
    }
}

macro_rules! outputs {
    ($($scalar:ty)+) => { $(
        impl super::output::Output for $scalar {
            fn type_name() -> std::borrow::Cow<'static, str> {
                <$scalar as async_graphql::OutputType>::type_name()
            }
            fn register(registry: &mut async_graphql::registry::Registry) -> String {
                <$scalar as async_graphql::OutputType>::create_type_info(registry)
            }
            fn write(&self, _: &super::output::At<'_>) -> async_graphql::ServerResult<Value> {
                Ok(ScalarType::to_value(self))
            }
        }
    )+ };
}
outputs! { Date Cpr }
