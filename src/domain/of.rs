//! Words of a vocabulary as GraphQL enums.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaEnumValue, MetaType, MetaTypeId, Registry};
use async_graphql::{
    ContextSelectionSet, InputType, InputValueError, InputValueResult, Name, OutputType,
    Positioned, ServerResult, Value,
};
use law::Word;

/// A word, as GraphQL reads and writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Of<W: Word>(pub W);

impl<W: Word> From<entity::column::Code<W>> for Of<W> {
    fn from(code: entity::column::Code<W>) -> Self {
        Self(code.0)
    }
}

fn register<W: Word>(_: &mut Registry) -> MetaType {
    let values = W::ALL.iter().map(|word| {
        let mut value = MetaEnumValue::new(word.code());
        value.description = Some(format!("{} ({}).", word.english(), word.danish()));
        (word.code().to_owned(), value)
    });
    MetaType::Enum {
        name: W::NAME.to_owned(),
        description: Some(W::DESCRIPTION.trim().to_owned()),
        enum_values: values.collect(),
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: Some(std::any::type_name::<Of<W>>()),
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

impl<W: Word> InputType for Of<W> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        W::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::Enum, register::<W>)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let code = match &value {
            Some(Value::Enum(name)) => name.as_str(),
            Some(Value::String(text)) => text.as_str(),
            _ => return Err(InputValueError::expected_type(value.unwrap_or_default())),
        };
        W::parse(code).map(Self).ok_or_else(|| {
            InputValueError::custom(format!("not a value of `{}`; see its values", W::NAME))
        })
    }

    fn to_value(&self) -> Value {
        Value::Enum(Name::new(self.0.code()))
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        Some(self)
    }
}

impl<W: Word> OutputType for Of<W> {
    fn type_name() -> Cow<'static, str> {
        W::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Self as InputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        Ok(InputType::to_value(self))
    }
}
