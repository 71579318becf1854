//! The first schema.

mod access;
mod brain_injury;
mod brain_injury_plan;
mod case;
mod catalogue;
mod citizen;
mod consent;
mod council;
mod directory;
mod exchange;
mod meeting;
mod network;

use sea_orm_migration::prelude::*;

use crate::table::Table;

const PARTS: &[&[Table]] = &[
    directory::TABLES,
    citizen::TABLES,
    case::TABLES,
    consent::TABLES,
    network::TABLES,
    meeting::TABLES,
    exchange::TABLES,
    brain_injury::TABLES,
    brain_injury_plan::TABLES,
    council::TABLES,
    catalogue::TABLES,
    access::TABLES,
];

/// Creates every table of the first schema.
pub(crate) struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &str {
        "m0001_initial"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for part in PARTS {
            for table in *part {
                table.create(manager).await?;
            }
        }
        let start = Query::insert()
            .into_table(Alias::new("directory_state"))
            .columns([Alias::new("id"), Alias::new("version")])
            .values_panic([1.into(), 1.into()])
            .to_owned();
        manager.execute(start).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in PARTS.iter().flat_map(|part| part.iter()) {
            let drop = sea_query::Table::drop().table(Alias::new(table.name)).to_owned();
            manager.drop_table(drop).await?;
        }
        Ok(())
    }
}
