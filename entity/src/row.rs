//! How a row of any table travels through one statement that reads many tables.
//!
//! A case is read by one statement: a `UNION ALL` over its tables, in which every table puts its
//! columns into shared slots, one sequence of slots for each type. [`Row`] says which column goes
//! into which slot and reads a model back from the slots, in the same order.

use chrono::TimeDelta;
use sea_orm::prelude::{Date, DateTimeUtc, Uuid};
use sea_orm::sqlx::postgres::{PgRow, PgValueFormat};
use sea_orm::sqlx::{Row as _, ValueRef as _};
use sea_orm::{DbErr, QueryResult, TryGetable};

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
    /// The type in PostgreSQL.
    #[must_use]
    pub const fn postgres(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::Text => "text",
            Self::Time => "timestamptz",
            Self::Date => "date",
            Self::Int => "int4",
            Self::Long => "int8",
            Self::Bool => "bool",
        }
    }

    /// Every kind, in the order of the slots.
    pub const ALL: [Kind; 7] =
        [Kind::Uuid, Kind::Text, Kind::Time, Kind::Date, Kind::Int, Kind::Long, Kind::Bool];
}

/// A type that a column can have.
pub trait Slot: Sized {
    /// Its slot.
    const KIND: Kind;
    /// Reads the bytes in which PostgreSQL sends it; none where they are no such value.
    fn of_bytes(bytes: &[u8]) -> Option<Self>;
    /// What stands for NULL; none where there must be a value.
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: Slot> Slot for Option<T> {
    const KIND: Kind = T::KIND;
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        T::of_bytes(bytes).map(Some)
    }
    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// PostgreSQL counts days and microseconds from here.
const EPOCH: Date = match Date::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => Date::MIN,
};

macro_rules! slots {
    ($($type:ty => $kind:ident, |$bytes:ident| $read:expr;)+) => { $(
        impl Slot for $type {
            const KIND: Kind = Kind::$kind;
            fn of_bytes($bytes: &[u8]) -> Option<Self> {
                $read
            }
        }
    )+ };
}

slots! {
    Uuid => Uuid, |bytes| Uuid::from_slice(bytes).ok();
    String => Text, |bytes| std::str::from_utf8(bytes).ok().map(str::to_owned);
    DateTimeUtc => Time, |bytes| {
        let since = TimeDelta::microseconds(i64::from_be_bytes(bytes.try_into().ok()?));
        EPOCH.and_time(chrono::NaiveTime::MIN).and_utc().checked_add_signed(since)
    };
    Date => Date, |bytes| {
        let days = i32::from_be_bytes(bytes.try_into().ok()?);
        EPOCH.checked_add_signed(TimeDelta::try_days(days.into())?)
    };
    i32 => Int, |bytes| bytes.try_into().ok().map(i32::from_be_bytes);
    i64 => Long, |bytes| bytes.try_into().ok().map(i64::from_be_bytes);
    bool => Bool, |bytes| bytes.first().map(|byte| *byte != 0);
}

/// A row of the result of either database. Of PostgreSQL's the bytes are read as they came: the
/// driver would ask of each value whether its type fits, which is known.
#[derive(Clone, Copy)]
pub enum Cells<'a> {
    /// A row of any database.
    Any(&'a QueryResult),
    /// A row of PostgreSQL, in its binary form.
    Postgres(&'a PgRow),
}

impl<'a> From<&'a QueryResult> for Cells<'a> {
    fn from(result: &'a QueryResult) -> Self {
        result.try_as_pg_row().map_or(Self::Any(result), Self::Postgres)
    }
}

impl Cells<'_> {
    /// The value at an index; none where it is missing or broken.
    #[must_use]
    pub fn read<T: Slot + TryGetable>(self, index: usize) -> Option<T> {
        match self {
            Self::Any(result) => result.try_get_by_index(index).ok(),
            Self::Postgres(row) => {
                let value = row.try_get_raw(index).ok()?;
                match value.format() {
                    _ if value.is_null() => T::absent(),
                    PgValueFormat::Binary => T::of_bytes(value.as_bytes().ok()?),
                    PgValueFormat::Text => None,
                }
            }
        }
    }
}

/// Hands out the slots of one result row, type by type.
pub struct Cursor<'a> {
    cells: Cells<'a>,
    next: [usize; 7],
}

impl<'a> Cursor<'a> {
    /// At the start of a result row; `first` is the index of the first slot of each kind.
    #[must_use]
    pub fn new(cells: Cells<'a>, first: [usize; 7]) -> Self {
        Self { cells, next: first }
    }

    /// The next value of its kind.
    ///
    /// # Errors
    /// The value is missing or broken; `table` and `column` are named.
    pub fn take<T: Slot + TryGetable>(&mut self, table: &str, column: &str) -> Result<T, DbErr> {
        let index = self.next[T::KIND as usize];
        self.next[T::KIND as usize] += 1;
        let broken = || DbErr::Type(format!("broken `{table}.{column}`"));
        self.cells.read(index).ok_or_else(broken)
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
