//! How a row of any table travels through one statement that reads many tables.
//!
//! A case is read by one statement: a `UNION ALL` over its tables, in which every table puts its
//! columns into shared slots, one sequence of slots for each type. [`Row`] says which column goes
//! into which slot and reads a model back from the slots, in the same order.

use sea_orm::prelude::{Date, DateTimeUtc, Uuid};
use sea_orm::{DbErr, QueryResult};

/// Type of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// UUID.
    Uuid,
    /// Text.
    Text,
    /// Instant.
    Time,
    /// Day.
    Date,
    /// 32-bit integer.
    Int,
    /// 64-bit integer.
    Long,
    /// Boolean.
    Bool,
}

impl Kind {
    /// Every kind, in the order of the slots.
    pub const ALL: [Kind; 7] =
        [Kind::Uuid, Kind::Text, Kind::Time, Kind::Date, Kind::Int, Kind::Long, Kind::Bool];
}

/// A type that a column can have.
pub trait Slot: Sized {
    /// Its slot.
    const KIND: Kind;
    /// Reads it from a column of the result.
    ///
    /// # Errors
    /// The value is missing or broken.
    fn read(result: &QueryResult, index: usize) -> Result<Self, DbErr>;
}

macro_rules! slots {
    ($($type:ty => $kind:ident,)+) => { $(
        impl Slot for $type {
            const KIND: Kind = Kind::$kind;
            fn read(result: &QueryResult, index: usize) -> Result<Self, DbErr> {
                result.try_get_by_index(index)
            }
        }
        impl Slot for Option<$type> {
            const KIND: Kind = Kind::$kind;
            fn read(result: &QueryResult, index: usize) -> Result<Self, DbErr> {
                result.try_get_by_index(index)
            }
        }
    )+ };
}

slots! {
    Uuid => Uuid,
    String => Text,
    DateTimeUtc => Time,
    Date => Date,
    i32 => Int,
    i64 => Long,
    bool => Bool,
}

impl<W: law::Word> Slot for crate::column::Code<W> {
    const KIND: Kind = Kind::Text;
    fn read(result: &QueryResult, index: usize) -> Result<Self, DbErr> {
        result.try_get_by_index(index)
    }
}
impl<W: law::Word> Slot for Option<crate::column::Code<W>> {
    const KIND: Kind = Kind::Text;
    fn read(result: &QueryResult, index: usize) -> Result<Self, DbErr> {
        result.try_get_by_index(index)
    }
}
impl<W: law::Word> Slot for crate::column::Codes<W> {
    const KIND: Kind = Kind::Text;
    fn read(result: &QueryResult, index: usize) -> Result<Self, DbErr> {
        result.try_get_by_index(index)
    }
}
slots! {
    crate::column::Categories => Text,
    crate::column::CodeList => Text,
}

/// Hands out the slots of one result row, type by type.
pub struct Cursor<'a> {
    result: &'a QueryResult,
    next: [usize; 7],
}

impl<'a> Cursor<'a> {
    /// At the start of a result row; `first` is the index of the first slot of each kind.
    #[must_use]
    pub fn new(result: &'a QueryResult, first: [usize; 7]) -> Self {
        Self { result, next: first }
    }

    /// The next value of its kind.
    ///
    /// # Errors
    /// The value is missing or broken; `table` and `column` are named.
    pub fn take<T: Slot>(&mut self, table: &str, column: &str) -> Result<T, DbErr> {
        let index = self.next[T::KIND as usize];
        self.next[T::KIND as usize] += 1;
        T::read(self.result, index).map_err(|_| DbErr::Type(format!("broken `{table}.{column}`")))
    }
}

/// A table whose rows travel through slots.
pub trait Row: Sized {
    /// Table.
    const TABLE: &'static str;
    /// Columns with their slots, in the order of the model.
    const COLUMNS: &'static [(&'static str, Kind)];
    /// Reads a model.
    ///
    /// # Errors
    /// A value is missing or broken.
    fn take(cursor: &mut Cursor<'_>) -> Result<Self, DbErr>;
}

/// Declares a table: the sea-orm entity, and how its rows travel through slots.
#[macro_export]
macro_rules! table {
    (
        $(#[doc = $doc:literal])+
        pub struct Model($table:literal) {
            $( $(#[$meta:meta])+ pub $column:ident: $type:ty, )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, sea_orm::DeriveEntityModel)]
        #[sea_orm(table_name = $table)]
        pub struct Model {
            $( $(#[$meta])+ pub $column: $type, )+
        }

        #[derive(Clone, Copy, Debug, sea_orm::EnumIter, sea_orm::DeriveRelation)]
        pub enum Relation {}

        impl sea_orm::ActiveModelBehavior for ActiveModel {}

        impl $crate::row::Row for Model {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [(&'static str, $crate::row::Kind)] =
                &[$((stringify!($column), <$type as $crate::row::Slot>::KIND)),+];
            fn take(cursor: &mut $crate::row::Cursor<'_>) -> Result<Self, sea_orm::DbErr> {
                Ok(Self { $($column: cursor.take($table, stringify!($column))?),+ })
            }
        }
    };
}
