/// Declares a vocabulary of the field: an enum whose values have a code (GraphQL and database), a
/// Danish and an English label. The Danish term stands in every description.
#[macro_export]
macro_rules! words {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident { $( $value:ident $code:literal da $da:literal en $en:literal, )+ }
    )+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $( #[doc = concat!($en, " (", $da, ").")] $value, )+ }

        impl $crate::words::Word for $name {
            const NAME: &'static str = stringify!($name);
            const DESCRIPTION: &'static str = concat!($($doc, "\n"),+);
            const ALL: &'static [Self] = &[$(Self::$value),+];
            fn code(self) -> &'static str { match self { $(Self::$value => $code),+ } }
            fn danish(self) -> &'static str { match self { $(Self::$value => $da),+ } }
            fn english(self) -> &'static str { match self { $(Self::$value => $en),+ } }
            fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$value),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::words::Word::code(*self))
            }
        }
    )+ };
}

/// Declares an id type of its own for each table, over a UUID.
#[macro_export]
macro_rules! ids {
    ($( $(#[doc = $doc:literal])+ $name:ident; )+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub uuid::Uuid);

        impl From<uuid::Uuid> for $name { fn from(id: uuid::Uuid) -> Self { Self(id) } }
        impl From<$name> for uuid::Uuid { fn from(id: $name) -> Self { id.0 } }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
    )+ };
}
