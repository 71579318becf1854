//! Nothing is forgotten: each table that the migrations make is held in a state and in the map, and
//! each of its columns.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend};
use stifinder::store::connect;

use super::map;
use super::state::{State, TABLES};
use crate::support::fresh_database;

/// What the migrations keep for themselves.
const OF_MIGRATIONS: &str = "seaql_migrations";

async fn tables_of_the_database() -> BTreeSet<String> {
    let connection = connect(&fresh_database().await, 1).await.unwrap().connection;
    let sql = match connection.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        _ => "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
    };
    let rows = connection
        .query_all_raw(sea_orm::Statement::from_string(connection.get_database_backend(), sql));
    let name = |row: sea_orm::QueryResult| row.try_get_by_index::<String>(0).unwrap();
    let mut names: BTreeSet<_> = rows.await.unwrap().into_iter().map(name).collect();
    names.remove(OF_MIGRATIONS);
    names
}

#[tokio::test]
async fn every_table_and_column_has_its_place_in_the_map() {
    let held: BTreeSet<_> = TABLES.iter().map(|table| (*table).to_owned()).collect();
    assert_eq!(tables_of_the_database().await, held, "each table is read into a state");
    let mapped: Vec<_> = map::all().map(|(table, _)| (*table).to_owned()).collect();
    assert_eq!(mapped.len(), held.len(), "each table is mapped once");
    assert_eq!(mapped.into_iter().collect::<BTreeSet<_>>(), held, "each table is mapped");
    let state = State::default();
    for table in TABLES {
        let Some(columns) = map::columns(table) else { continue };
        let mapped: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
        let held: Vec<_> = state.rows(table).names().iter().map(|(name, _)| *name).collect();
        assert_eq!(mapped, held, "each column of `{table}` is mapped, in its place");
    }
}
