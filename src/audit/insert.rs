//! Rows and their signed head into the database, together or not at all.

use entity::{access_log, access_log_head};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
};

use super::chain::Head;

const COLUMNS: [&str; 18] = [
    "chain",
    "seq",
    "at",
    "request_id",
    "kind",
    "client_id",
    "organisation_id",
    "unit_id",
    "user_id",
    "roles",
    "operation",
    "citizen_id",
    "case_id",
    "purpose",
    "categories",
    "detail",
    "previous_hash",
    "hash",
];
const HEAD_COLUMNS: [&str; 6] = ["chain", "seq", "hash", "at", "key_id", "signature"];

/// Rows a statement: SQLite takes 32,766 parameters, PostgreSQL 65,535.
const ROWS: usize = 1_000;

/// Writes in a transaction of its own. On PostgreSQL it is one statement and one round trip: this
/// stands between every read and its answer.
pub(super) async fn commit(
    connection: &DatabaseConnection,
    rows: &[access_log::Model],
    head: &access_log_head::Model,
) -> Result<(), DbErr> {
    let mut statements = statements(connection.get_database_backend(), rows, head);
    if statements.len() == 1
        && let Some(only) = statements.pop()
    {
        return connection.execute_raw(only).await.map(drop);
    }
    // SQLite: to begin as a reader and become a writer later could fail half-way.
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let transaction = connection.begin_with_options(options).await?;
    run(&transaction, statements).await?;
    transaction.commit().await
}

/// Writes within a transaction.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    rows: &[access_log::Model],
    head: &access_log_head::Model,
) -> Result<(), DbErr> {
    run(transaction, statements(transaction.get_database_backend(), rows, head)).await
}

async fn run(transaction: &DatabaseTransaction, statements: Vec<Statement>) -> Result<(), DbErr> {
    for statement in statements {
        transaction.execute_raw(statement).await?;
    }
    Ok(())
}

/// Where a chain stands in the database.
pub(super) async fn last<C: ConnectionTrait>(connection: &C, chain: &str) -> Result<Head, DbErr> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "SELECT seq, hash FROM access_log WHERE chain = $1 ORDER BY seq DESC LIMIT 1",
        [chain.into()],
    );
    match connection.query_one_raw(statement).await? {
        Some(row) => Ok(Head { seq: row.try_get_by_index(0)?, hash: row.try_get_by_index(1)? }),
        None => Ok(Head::genesis(chain)),
    }
}

fn statements(
    backend: DbBackend,
    rows: &[access_log::Model],
    head: &access_log_head::Model,
) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut chunks: Vec<_> = rows.chunks(ROWS).collect();
    let last = if backend == DbBackend::Postgres { chunks.pop() } else { None };
    for chunk in chunks {
        let mut insert = Insert::default();
        let sql = insert.table("access_log", &COLUMNS, chunk.iter().map(values));
        statements.push(insert.statement(backend, sql));
    }
    let mut insert = Insert::default();
    let sql = match last {
        Some(chunk) => {
            let rows = insert.table("access_log", &COLUMNS, chunk.iter().map(values));
            let head = insert.table("access_log_head", &HEAD_COLUMNS, [head_values(head)]);
            format!("WITH row AS ({rows}) {head}")
        }
        None => insert.table("access_log_head", &HEAD_COLUMNS, [head_values(head)]),
    };
    statements.push(insert.statement(backend, sql));
    statements
}

#[derive(Default)]
struct Insert {
    values: Vec<Value>,
}

impl Insert {
    fn table<const N: usize>(
        &mut self,
        table: &str,
        columns: &[&str; N],
        rows: impl IntoIterator<Item = [Value; N]>,
    ) -> String {
        let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
        for (index, row) in rows.into_iter().enumerate() {
            sql.push_str(if index == 0 { "(" } else { ", (" });
            for (index, value) in row.into_iter().enumerate() {
                self.values.push(value);
                sql.push_str(if index == 0 { "$" } else { ", $" });
                sql.push_str(&self.values.len().to_string());
            }
            sql.push(')');
        }
        sql
    }

    fn statement(self, backend: DbBackend, sql: String) -> Statement {
        Statement::from_sql_and_values(backend, sql, self.values)
    }
}

fn values(row: &access_log::Model) -> [Value; 18] {
    let row = row.clone();
    [
        row.chain.into(),
        row.seq.into(),
        row.at.into(),
        row.request_id.into(),
        row.kind.into(),
        row.client_id.into(),
        row.organisation_id.into(),
        row.unit_id.into(),
        row.user_id.into(),
        row.roles.into(),
        row.operation.into(),
        row.citizen_id.into(),
        row.case_id.into(),
        row.purpose.into(),
        row.categories.into(),
        row.detail.into(),
        row.previous_hash.into(),
        row.hash.into(),
    ]
}

fn head_values(head: &access_log_head::Model) -> [Value; 6] {
    let head = head.clone();
    [
        head.chain.into(),
        head.seq.into(),
        head.hash.into(),
        head.at.into(),
        head.key_id.into(),
        head.signature.into(),
    ]
}
