//! Column types of our own: a word of a vocabulary, a set of categories. Both are text in the
//! database; a text that is no such word is a broken row, never a default.

use law::{CategorySet, Word};
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, StringLen, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError, TryGetable, Value};

/// A word of a vocabulary, stored as its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code<W: Word>(pub W);

/// A set of information categories, stored as codes separated by commas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Categories(pub CategorySet);

trait Coded: Sized {
    fn encode(&self) -> String;
    fn decode(text: &str) -> Option<Self>;
}

impl<W: Word> Coded for Code<W> {
    fn encode(&self) -> String {
        self.0.code().to_owned()
    }
    fn decode(text: &str) -> Option<Self> {
        W::parse(text).map(Self)
    }
}

impl Coded for Categories {
    fn encode(&self) -> String {
        self.0.iter().map(Word::code).collect::<Vec<_>>().join(",")
    }
    fn decode(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        text.split(',').map(Word::parse).collect::<Option<CategorySet>>().map(Self)
    }
}

macro_rules! text_column {
    ($type:ty $(, $word:ident)?) => {
        impl$(<$word: Word>)? From<$type> for Value {
            fn from(value: $type) -> Self {
                Value::String(Some(value.encode()))
            }
        }
        impl$(<$word: Word>)? TryGetable for $type {
            fn try_get_by<I: ColIdx>(result: &QueryResult, index: I) -> Result<Self, TryGetError> {
                let text = String::try_get_by(result, index)?;
                Self::decode(&text)
                    .ok_or_else(|| TryGetError::DbErr(DbErr::Type("unknown word".to_owned())))
            }
        }
        impl$(<$word: Word>)? ValueType for $type {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                match value {
                    Value::String(Some(text)) => Self::decode(&text).ok_or(ValueTypeErr),
                    _ => Err(ValueTypeErr),
                }
            }
            fn type_name() -> String {
                stringify!($type).to_owned()
            }
            fn array_type() -> ArrayType {
                ArrayType::String
            }
            fn column_type() -> ColumnType {
                ColumnType::String(StringLen::None)
            }
        }
        impl$(<$word: Word>)? Nullable for $type {
            fn null() -> Value {
                Value::String(None)
            }
        }
    };
}

text_column!(Code<W>, W);
text_column!(Categories);
