//! Tables as data, and their creation on either database.

use sea_orm_migration::prelude::*;

/// Type of a column; `…Null` may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Uuid,
    UuidNull,
    Text,
    TextNull,
    Time,
    TimeNull,
    Date,
    DateNull,
    Int,
    IntNull,
    Long,
    Bool,
    BoolNull,
}

/// A table with its key and indexes.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [(&'static str, Column)],
    pub(crate) key: &'static [&'static str],
    pub(crate) unique: &'static [&'static [&'static str]],
    pub(crate) indexes: &'static [&'static [&'static str]],
}

impl Column {
    fn define(self, name: &str) -> ColumnDef {
        let mut column = ColumnDef::new(Alias::new(name));
        match self {
            Self::Uuid | Self::UuidNull => column.uuid(),
            Self::Text | Self::TextNull => column.text(),
            Self::Time | Self::TimeNull => column.timestamp_with_time_zone(),
            Self::Date | Self::DateNull => column.date(),
            Self::Int | Self::IntNull => column.integer(),
            Self::Long => column.big_integer(),
            Self::Bool | Self::BoolNull => column.boolean(),
        };
        match self {
            Self::UuidNull
            | Self::TextNull
            | Self::TimeNull
            | Self::DateNull
            | Self::IntNull
            | Self::BoolNull => column.null(),
            _ => column.not_null(),
        };
        column
    }
}

impl Table {
    /// Creates the table and its indexes.
    pub(crate) async fn create(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let mut table = sea_query::Table::create();
        table.table(Alias::new(self.name));
        for (name, column) in self.columns {
            table.col(column.define(name));
        }
        let mut key = Index::create();
        for column in self.key {
            key.col(Alias::new(*column));
        }
        manager.create_table(table.primary_key(&mut key).to_owned()).await?;
        for (unique, columns) in self.indexes() {
            let mut index = Index::create();
            index.name(format!("{}_{}", self.name, columns.join("_"))).table(Alias::new(self.name));
            for column in columns {
                index.col(Alias::new(*column));
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    fn indexes(&self) -> impl Iterator<Item = (bool, &'static [&'static str])> {
        let unique = self.unique.iter().map(|columns| (true, *columns));
        unique.chain(self.indexes.iter().map(|columns| (false, *columns)))
    }
}
