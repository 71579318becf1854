//! The classification table: one row for every field that can be withheld.
//!
//! Each row has the field's number (stable, never reused: the access log names fields by it), its
//! categories (all of them must be granted), its tier, and the statute behind it.

use crate::set::CategorySet;
use crate::words::{Category::*, Tier, Tier::*};

/// One classified field.
#[derive(Debug)]
pub struct Field {
    /// Stable number, by which the access log names the field.
    pub number: u16,
    /// GraphQL type.
    pub type_name: &'static str,
    /// GraphQL field.
    pub name: &'static str,
    /// Categories that must all be granted. A row may add its own (tags, the kind of the
    /// organisation it names).
    pub categories: CategorySet,
    /// Whether the record adds to the categories, or replaces them.
    pub by: By,
    /// Visibility tier.
    pub tier: Tier,
    /// The statute or rule behind the classification.
    pub statute: &'static str,
}

/// What a record has to say about the categories of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Nothing: the table stands.
    Table,
    /// Each row of the list carries categories of its own (its tags, the kind of the organisation
    /// it names), and is left out without them.
    Row,
    /// Free text: the categories that its author set stand in place of the table's.
    Tags,
}

/// The row of a field of a GraphQL type.
#[must_use]
pub fn find(type_name: &str, name: &str) -> Option<&'static Field> {
    TABLE.iter().copied().find(|f| f.type_name == type_name && f.name == name)
}

/// The row of a field number.
#[must_use]
pub fn numbered(number: u16) -> Option<&'static Field> {
    TABLE.iter().copied().find(|f| f.number == number)
}

macro_rules! fields {
    ($( $type:ident $module:ident { $( $number:literal $field:ident: $tier:ident [$($category:ident)*] $($by:ident)?, $statute:literal; )+ } )+) => {
        $(
            #[doc = concat!("Fields of ", stringify!($type), ".")]
            pub mod $module {
                #![allow(non_upper_case_globals)]
                use super::*;
                $(
                    #[doc = concat!("`", stringify!($type), ".", stringify!($field), "`: ", $statute, ".")]
                    pub static $field: Field = Field {
                        number: $number,
                        type_name: stringify!($type),
                        name: stringify!($field),
                        categories: CategorySet::of(&[$($category),*]),
                        by: fields!(@by $($by)?),
                        tier: $tier,
                        statute: $statute,
                    };
                )+
            }
        )+
        /// Every classified field, in the order of the forms.
        pub static TABLE: &[&Field] = &[$($(&$module::$field),+),+];
    };
    (@by by_row) => { By::Row };
    (@by by_tags) => { By::Tags };
    (@by) => { By::Table };
}

// Field names are GraphQL's own (camelCase), so that table, schema and log read the same.
fields! {
    Citizen citizen {
        101 cpr: LeadOnly [Identity], "R16; databeskyttelsesloven § 11";
        102 name: Shared [Process], "forvaltningsloven § 27";
        103 birthDate: Shared [Process], "forvaltningsloven § 27";
        104 address: Shared [Identity], "forvaltningsloven § 27; GDPR art. 6";
        105 phone: Shared [Identity], "forvaltningsloven § 27; GDPR art. 6";
        106 email: Shared [Identity], "forvaltningsloven § 27; GDPR art. 6";
        107 addressProtected: LeadOnly [Identity], "CPR-loven § 28";
        108 interpreterLanguage: Shared [Social], "forvaltningsloven § 28";
        109 representatives: LeadOnly [Identity], "forvaltningsloven § 8";
    }
}
