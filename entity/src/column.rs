//! Column types of our own: a word of a vocabulary, several words, a set of categories, a list of
//! codes. All are text in the database; a text that is no such word is a broken row, never a
//! default.

use law::{CategorySet, Word};
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, StringLen, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError, TryGetable, Value};

use crate::row::{Kind, Slot};

/// A word of a vocabulary, stored as its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code<W: Word>(pub W);

/// A set of information categories, stored as codes separated by commas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Categories(pub CategorySet);

/// Words of a vocabulary, each once, in its order; stored as codes separated by commas.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Codes<W: Word>(Vec<W>);

impl<W: Word> Codes<W> {
    /// These words, each once, in the order of the vocabulary.
    #[must_use]
    pub fn of(words: &[W]) -> Self {
        Self(W::ALL.iter().copied().filter(|word| words.contains(word)).collect())
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> &[W] {
        &self.0
    }
}

/// Codes of a classification that is not ours (diagnoses), in the order given; stored separated by
/// commas, which no code contains.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct CodeList(Vec<String>);

impl CodeList {
    /// These codes; none where one is empty or contains a comma.
    #[must_use]
    pub fn of(codes: Vec<String>) -> Option<Self> {
        let whole = codes.iter().all(|code| !code.is_empty() && !code.contains(','));
        whole.then_some(Self(codes))
    }

    /// The codes.
    #[must_use]
    pub fn codes(&self) -> &[String] {
        &self.0
    }
}

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

impl<W: Word> Coded for Codes<W> {
    fn encode(&self) -> String {
        self.0.iter().map(|word| word.code()).collect::<Vec<_>>().join(",")
    }
    fn decode(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self(Vec::new()));
        }
        text.split(',').map(W::parse).collect::<Option<Vec<_>>>().map(Self)
    }
}

impl Coded for CodeList {
    fn encode(&self) -> String {
        self.0.join(",")
    }
    fn decode(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        Self::of(text.split(',').map(str::to_owned).collect())
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
        impl$(<$word: Word>)? Slot for $type {
            const KIND: Kind = Kind::Text;
            fn of_bytes(bytes: &[u8]) -> Option<Self> {
                std::str::from_utf8(bytes).ok().and_then(Self::decode)
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
text_column!(Codes<W>, W);
text_column!(CodeList);

#[cfg(test)]
mod tests {
    use law::brain_injury::Difficulty;

    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_what_is_no_word_is_broken() {
        let words = Codes::of(&[Difficulty::Fatigue, Difficulty::Physical, Difficulty::Fatigue]);
        assert_eq!(words.words(), [Difficulty::Physical, Difficulty::Fatigue]);
        assert_eq!(words.encode(), "PHYSICAL,FATIGUE");
        assert_eq!(Codes::decode("PHYSICAL,FATIGUE"), Some(words));
        assert_eq!(Codes::<Difficulty>::decode(""), Some(Codes::of(&[])));
        assert_eq!(Codes::<Difficulty>::decode("PHYSICAL,"), None);

        let codes = CodeList::of(vec!["DI639".into(), "G81.9".into()]);
        assert_eq!(codes.as_ref().map(Coded::encode).as_deref(), Some("DI639,G81.9"));
        assert_eq!(CodeList::decode("DI639,G81.9"), codes);
        assert_eq!(CodeList::decode(""), Some(CodeList::default()));
        assert_eq!(CodeList::of(vec!["DI639,".into()]), None);
        assert_eq!(CodeList::decode("DI639,,"), None);
    }
}
