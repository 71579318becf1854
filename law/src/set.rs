//! Small sets of words as bits.

use crate::words::{Category, Role, Word};

macro_rules! bitset {
    ($(#[doc = $doc:literal])+ $name:ident of $word:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
        pub struct $name(u16);

        impl $name {
            /// The empty set.
            pub const NONE: Self = Self(0);
            /// Every value.
            pub const ALL: Self = Self((1 << $word::ALL.len()) - 1);

            /// The set of these values.
            #[must_use]
            pub const fn of(words: &[$word]) -> Self {
                let (mut bits, mut i) = (0, 0);
                while i < words.len() {
                    bits |= 1 << words[i] as u16;
                    i += 1;
                }
                Self(bits)
            }
            /// As bits, one per value in the order of the vocabulary; stable within a release.
            #[must_use]
            pub const fn bits(self) -> u16 { self.0 }
            /// From bits; unknown bits fail.
            #[must_use]
            pub const fn from_bits(bits: u16) -> Option<Self> {
                if bits & !Self::ALL.0 == 0 { Some(Self(bits)) } else { None }
            }
            /// Whether the value is in the set.
            #[must_use]
            pub const fn has(self, word: $word) -> bool { self.0 & (1 << word as u16) != 0 }
            /// Whether every value of `other` is in this set.
            #[must_use]
            pub const fn contains(self, other: Self) -> bool { self.0 & other.0 == other.0 }
            /// Values in either.
            #[must_use]
            pub const fn union(self, other: Self) -> Self { Self(self.0 | other.0) }
            /// Values in both.
            #[must_use]
            pub const fn intersection(self, other: Self) -> Self { Self(self.0 & other.0) }
            /// Values in this one and not in the other.
            #[must_use]
            pub const fn minus(self, other: Self) -> Self { Self(self.0 & !other.0) }
            /// Whether it is empty.
            #[must_use]
            pub const fn is_empty(self) -> bool { self.0 == 0 }
            /// How many values.
            #[must_use]
            pub const fn len(self) -> usize { self.0.count_ones() as usize }
            /// The values, in the order of the vocabulary.
            pub fn iter(self) -> impl Iterator<Item = $word> {
                // Walks the bits that are set: the decision does this for every grant.
                let mut rest = self.0;
                std::iter::from_fn(move || {
                    let word = $word::ALL.get(rest.trailing_zeros() as usize).copied();
                    rest &= rest.wrapping_sub(1);
                    word
                })
            }
        }

        impl FromIterator<$word> for $name {
            fn from_iter<I: IntoIterator<Item = $word>>(words: I) -> Self {
                words.into_iter().fold(Self::NONE, |set, w| Self(set.0 | 1 << w as u16))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let codes = self.iter().map(Word::code).collect::<Vec<_>>().join("+");
                f.write_str(if codes.is_empty() { "none" } else { &codes })
            }
        }
    };
}

bitset! {
    /// A set of information categories.
    CategorySet of Category
}
bitset! {
    /// A set of roles.
    RoleSet of Role
}
