//! Words and scalars of the field, as answers.

use std::borrow::Cow;

use async_graphql::registry::Registry;
use async_graphql::{InputType, ServerResult};
use law::Word;

use super::json::Json;
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
    fn write(&self, _: &At<'_>, out: &mut Json) -> ServerResult<()> {
        out.plain(self.0.code());
        Ok(())
    }
}

macro_rules! outputs {
    ($($scalar:ty => |$value:ident, $out:ident| $write:expr;)+) => { $(
        impl super::output::Output for $scalar {
            fn type_name() -> std::borrow::Cow<'static, str> {
                <$scalar as async_graphql::OutputType>::type_name()
            }
            fn register(registry: &mut async_graphql::registry::Registry) -> String {
                <$scalar as async_graphql::OutputType>::create_type_info(registry)
            }
            fn write(&self, _: &At<'_>, $out: &mut Json) -> ServerResult<()> {
                let $value = self;
                $write;
                Ok(())
            }
        }
    )+ };
}
outputs! {
    Date => |day, out| out.plain(&day.0.to_string());
    Cpr => |number, out| out.text(&number.0);
}
